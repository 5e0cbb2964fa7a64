//! How somebody leaves: hidden at once, welcome back for a while, and then gone.

use domain::{Member, Visibility};
use harness::pictures;
use ports::LetterKind;
use services::{Actor, CommentDraft, Credential, Kind, Paging, WallOf};
use views::PhotoView;

use crate::world::{APhoto, PASSWORD, World, a_member, a_photo, answer, client, part_of};

on_both!(
    everything_is_hidden_at_once_for_all_but_staff,
    sessions_and_tokens_end_and_a_letter_tells_the_way_back,
    whoever_says_so_stays_and_all_is_as_before,
    the_password_is_asked_for_once_more,
    what_others_have_stays,
    it_is_too_late_once_the_grace_is_over,
    there_is_always_an_admin,
    staff_sends_away_and_lets_stay,
    nothing_is_made_for_somebody_who_leaves,
);

pub(crate) const GRACE: u64 = 14 * 24 * 60;

pub(crate) fn said(body: &str) -> CommentDraft {
    CommentDraft { body: body.to_owned(), parent: None }
}

pub(crate) async fn leave(world: &World, who: &Member) {
    world.leaving().leave(who, PASSWORD).await.unwrap();
}

pub(crate) async fn sign_in(world: &World, name: &str, stay: bool) -> String {
    let client = client(Kind::Cookie, (true, "a browser")).staying(stay);
    answer(world.sessions().sign_in((name, PASSWORD), &client).await)
}

pub(crate) fn a_picture(seed: u32) -> APhoto {
    a_photo().of(vec![pictures::jpeg(16, 12, seed)])
}

/// Ada with a photo of each visibility and Bob with one, on which both talk. Fan follows Ada.
struct Town {
    ada: Member,
    bob: Member,
    fan: Member,
    mo: Member,
    photos: Vec<PhotoView>,
    of_bob: PhotoView,
    comment: String,
    reply: String,
}

async fn town(world: &World) -> Town {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let fan = a_member("fan").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    for (follower, followed) in [(&fan, &ada), (&ada, &bob)] {
        world.sql(&format!("INSERT INTO follows VALUES ({}, {}, 0)", follower.id.0, followed.id.0));
    }
    let mut photos = Vec::new();
    for (seed, visibility) in (1..).zip(Visibility::ALL) {
        photos.push(a_picture(seed).tagged("lake").seen_by(visibility).post(world, &ada).await);
    }
    let of_bob = a_picture(50).post(world, &bob).await;
    let comment = world.comments().add(&ada, &of_bob.id, said("Lovely")).await.unwrap().id;
    let parent = Some(comment.clone());
    let answer = CommentDraft { body: "Thank you".to_owned(), parent };
    let reply = world.comments().add(&bob, &of_bob.id, answer).await.unwrap().id;
    Town { ada, bob, fan, mo, photos, of_bob, comment, reply }
}

/// What a reader finds of Ada's things, each as an answer.
async fn found(world: &World, viewer: Option<&Member>, town: &Town) -> Vec<String> {
    let page = Paging::default();
    let mut found = vec![
        answer(world.photos().profile(viewer, "ada", &page).await),
        answer(world.comments().show(viewer, &town.comment).await),
    ];
    for photo in &town.photos {
        let (image, part) = part_of(&photo.images[0].url);
        found.push(answer(world.photos().show(viewer, &photo.id, &page).await));
        found.push(answer(world.photos().picture(viewer, image, part).await));
        found.push(answer(world.comments().list(viewer, &photo.id, &page).await));
    }
    found
}

async fn everything_is_hidden_at_once_for_all_but_staff(world: &World) {
    // Init: everybody has looked, so that what is kept in memory is warm.
    let town = town(world).await;
    for viewer in [None, Some(&town.bob), Some(&town.fan)] {
        assert!(found(world, viewer, &town).await.contains(&"done".to_owned()));
    }
    let before = world.photos().profile(None, "bob", &Paging::default()).await.unwrap();
    assert_eq!(before.user.counts.followers, 1);

    // Verify.
    leave(world, &town.ada).await;
    for viewer in [None, Some(&town.bob), Some(&town.fan)] {
        for answer in found(world, viewer, &town).await {
            assert_eq!(answer, "not found", "for {viewer:?}");
        }
        for tag in [None, Some("lake".to_owned())] {
            let of = WallOf { user: None, tag: tag.clone() };
            let wall = world.photos().wall(viewer, of, &Paging::default()).await.unwrap();
            assert!(wall.items.iter().all(|it| it.author.name == "bob"), "{viewer:?} {tag:?}");
        }
        let shown = world.photos().show(viewer, &town.of_bob.id, &Paging::default()).await.unwrap();
        let names: Vec<_> = shown
            .comments
            .items
            .iter()
            .filter_map(|it| Some(it.author.as_ref()?.name.as_str()))
            .collect();
        assert_eq!((names, shown.photo.counts.comments), (vec!["bob"], 1), "{viewer:?}");
    }
    let bob = world.photos().profile(None, "bob", &Paging::default()).await.unwrap();
    let fan = world.photos().profile(None, "fan", &Paging::default()).await.unwrap();
    assert_eq!((bob.user.counts.followers, fan.user.counts.following), (0, 0));
    let counts = world.site().show().await.unwrap().counts;
    assert_eq!((counts.users, counts.photos), (3, 1));

    // Verify: staff still sees it, and until when.
    assert!(found(world, Some(&town.mo), &town).await.iter().all(|it| it == "done"));
    let profile = world.photos().profile(Some(&town.mo), "ada", &Paging::default()).await.unwrap();
    assert!(profile.leaving_at.is_some() && !profile.suspended);
}

async fn sessions_and_tokens_end_and_a_letter_tells_the_way_back(world: &World) {
    // Init: a session, a token, and a letter under way.
    let ada = a_member("ada").unverified().join(world).await;
    world.accounts().resend("ada@example.org", &crate::world::browser()).await.unwrap();
    let browser = client(Kind::Cookie, (true, ""));
    let token = world.sessions().sign_in(("ada", PASSWORD), &browser).await.unwrap().token;
    world.sql(&format!(
        "INSERT INTO api_tokens (user_id, name, token_hash, scope, created_at) \
         VALUES ({}, 'script', 'h', 'read', 0)",
        ada.id.0
    ));

    // Verify.
    let left = world.leaving().leave(&ada, PASSWORD).await.unwrap();
    let seen = world.sessions().member(Credential::Cookie(&token)).await.unwrap();
    assert_eq!(seen, None);
    assert_eq!((world.rows("sessions"), world.rows("api_tokens")), (0, 0));
    world.work().await;
    let sent = world.mailer.sent();
    let [letter] = sent.as_slice() else { panic!("one letter: {sent:?}") };
    let LetterKind::LeavingSoon { name, url, date } = &letter.kind else { panic!("{letter:?}") };
    assert_eq!((name.as_str(), url.as_str()), ("ada", "https://photos.example/login"));
    assert_eq!(date, "2026-12-07 19:05 UTC");
    assert_eq!(left.until.date().to_string(), "2026-12-07");
}

async fn whoever_says_so_stays_and_all_is_as_before(world: &World) {
    let town = town(world).await;
    let before = found(world, Some(&town.fan), &town).await;
    leave(world, &town.ada).await;

    // Verify: signing in alone is answered with the question.
    world.minutes_pass(GRACE - 60);
    assert_eq!(sign_in(world, "ada", false).await, "forbidden: problem-leaving");
    assert_eq!(found(world, None, &town).await[0], "not found");
    assert_eq!(world.rows("sessions"), 0);
    let wrong = client(Kind::Cookie, (true, "")).staying(true);
    let wrong = world.sessions().sign_in(("ada", "wrong"), &wrong).await;
    assert_eq!(answer(wrong), "wrong login", "and not to strangers");

    // Verify: whoever stays is back, and no letter says otherwise.
    assert_eq!(sign_in(world, "ada", true).await, "done");
    assert_eq!(found(world, Some(&town.fan), &town).await, before);
    assert_eq!(world.work().await, 0, "the letter was withdrawn");
    world.minutes_pass(2 * GRACE);
    world.work().await;
    assert_eq!(found(world, Some(&town.fan), &town).await, before);
    assert_eq!(sign_in(world, "ada", false).await, "done");
}

async fn the_password_is_asked_for_once_more(world: &World) {
    let ada = a_member("ada").join(world).await;
    for wrong in ["", "wrong"] {
        let outcome = world.leaving().leave(&ada, wrong).await;
        assert_eq!(answer(outcome), "invalid: password=error-leaving-password");
    }
    assert_eq!(world.rows("users WHERE leaving_at IS NOT NULL"), 0);
}

async fn what_others_have_stays(world: &World) {
    // Init: Bob has posted the same picture, and talked to Ada below his own.
    let town = town(world).await;
    let same = a_picture(1).post(world, &town.bob).await;
    world.comments().add(&town.bob, &town.photos[0].id, said("On yours")).await.unwrap();
    leave(world, &town.ada).await;
    world.minutes_pass(GRACE + 1);
    world.work().await;

    // Verify.
    let shown = world.comments().show(None, &town.reply).await.unwrap();
    assert_eq!((shown.body_html.as_str(), shown.parent), ("<p>Thank you</p>", None));
    let (image, part) = part_of(&same.images[0].url);
    assert_eq!(answer(world.photos().picture(None, image, part).await), "done");
    let bob = world.photos().profile(None, "bob", &Paging::default()).await.unwrap();
    assert_eq!((bob.user.counts.photos, bob.user.counts.followers), (2, 0));
    assert_eq!(world.rows("comments"), 1, "what was said below hers went with it");
    assert_eq!(found(world, Some(&town.mo), &town).await[0], "not found", "for staff, too");
    assert_eq!(world.rows("follows"), 0);
}

async fn it_is_too_late_once_the_grace_is_over(world: &World) {
    let ada = a_member("ada").join(world).await;
    leave(world, &ada).await;
    world.minutes_pass(GRACE);
    for stay in [false, true] {
        assert_eq!(sign_in(world, "ada", stay).await, "forbidden: problem-left");
    }
    world.work().await;
    assert_eq!(sign_in(world, "ada", true).await, "wrong login");
}

async fn there_is_always_an_admin(world: &World) {
    // Init: two admins, of whom one is suspended.
    let ruth = a_member("ruth").admin().join(world).await;
    let rita = a_member("rita").admin().join(world).await;
    world.people().set_suspended("rita", true).await.unwrap();
    let outcome = world.leaving().leave(&ruth, PASSWORD).await;
    assert_eq!(answer(outcome), "forbidden: problem-last-admin");
    let outcome = world.leaving().send_away("ruth", true, &Actor::at_command_line("root")).await;
    assert_eq!(answer(outcome), "forbidden: problem-last-admin");
    assert!(world.leaving().explain(&ruth).await.unwrap().last_admin);

    // Verify: of two who leave at once, one does.
    world.people().set_suspended("rita", false).await.unwrap();
    let leaving = world.leaving();
    let (one, two) = tokio::join!(leaving.leave(&ruth, PASSWORD), leaving.leave(&rita, PASSWORD));
    let mut answers = [answer(one), answer(two)];
    answers.sort();
    assert_eq!(answers, ["done", "forbidden: problem-last-admin"]);
}

async fn staff_sends_away_and_lets_stay(world: &World) {
    // Init.
    let ruth = a_member("ruth").admin().join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    a_member("ada").join(world).await;
    let actor = Actor::staff("ruth", &client(Kind::Cookie, (true, "")));
    let leaving = world.leaving();

    // Verify: only admins, and not themselves.
    let by = |who: Member, name: &'static str| {
        let (leaving, actor) = (leaving.clone(), actor.clone());
        async move { answer(leaving.send_away_by(&who, (name, false), &actor).await) }
    };
    assert_eq!(by(mo, "ada").await, "forbidden: problem-forbidden");
    assert_eq!(by(ruth.clone(), "ruth").await, "forbidden: problem-leaving-yourself");
    assert_eq!(by(ruth.clone(), "nobody1").await, "not found");
    assert_eq!(by(ruth.clone(), "<x>").await, "not found");
    assert_eq!(by(ruth.clone(), "ada").await, "done");
    assert_eq!(
        world.rows("audit WHERE deed = 'user.delete' AND target = 'ada' AND via = 'web'"),
        1
    );

    // Verify: she may stay, unless she is suspended; then nobody tells her that she could.
    assert!(leaving.keep("ada", &actor).await.unwrap());
    assert!(!leaving.keep("ada", &actor).await.unwrap());
    assert_eq!(world.rows("audit WHERE deed = 'user.keep' AND target = 'ada' AND via = 'web'"), 1);
    world.people().set_suspended("ada", true).await.unwrap();
    assert_eq!(by(ruth.clone(), "ada").await, "done");
    assert_eq!(sign_in(world, "ada", true).await, "forbidden: problem-suspended");
    assert_eq!(world.work().await, 0, "no letter");

    // Verify: at once.
    leaving.send_away("ada", true, &Actor::at_command_line("root")).await.unwrap();
    leaving.finish().await.unwrap();
    assert_eq!(world.rows("users"), 2);
    assert_eq!(world.rows("audit WHERE target = 'ada'"), 7);
}

async fn nothing_is_made_for_somebody_who_leaves(world: &World) {
    // Init: Ada's request is under way while she leaves in another window.
    let town = town(world).await;
    let rows =
        |world: &World| (world.rows("photos"), world.rows("comments"), world.rows("exports"));
    let before = rows(world);
    leave(world, &town.ada).await;
    let tries = async || {
        let files = vec![services::File::Bytes(pictures::jpeg(16, 12, 77))];
        let draft = domain::PhotoDraft::default();
        [
            answer(world.publishing().publish(&town.ada, &draft, files).await),
            answer(world.comments().add(&town.ada, &town.of_bob.id, said("Still?")).await),
            answer(world.exports().ask(&town.ada).await),
        ]
    };

    // Verify: neither while she can come back nor when she is gone, and no bytes stay.
    assert_eq!(tries().await, ["sign in first"; 3]);
    assert_eq!(rows(world), before);
    world.minutes_pass(GRACE + 1);
    world.work().await;
    assert_eq!(tries().await, ["sign in first"; 3]);
    assert_eq!((world.rows("photos"), world.store.keys().len()), (1, 3));
    assert_eq!(world.rows("unclaimed_blobs"), 0);
}
