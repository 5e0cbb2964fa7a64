//! What people are told of.

use domain::{Member, Notice};
use repository::notifications::{self, New};
use services::{ChoicesDraft, CommentDraft, Notifications, Paging};
use std::time::Duration;

use crate::recorder;
use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    whose_business_it_is_is_told_once,
    those_who_may_not_open_a_photo_hear_nothing,
    a_caption_calls_people,
    what_belongs_together_is_told_together,
    what_is_gone_is_told_no_more,
    reading_is_for_all_or_up_to_one,
    what_one_does_not_want_to_hear_of_is_not_told,
    a_longer_list_asks_no_more_questions,
);

fn notices(world: &World) -> Notifications {
    Notifications::new(world.context.clone())
}

/// What somebody is told: `kind by whom +others`, newest first.
async fn told(world: &World, who: &Member) -> Vec<String> {
    let page = notices(world).list(who, &Paging::default()).await.unwrap();
    let unread = page.items.iter().filter(|it| !it.read).count();
    assert_eq!(page.unread, i64::try_from(unread).unwrap());
    assert_eq!(notices(world).unread(who).await.unwrap(), page.unread);
    let line =
        |it: &views::NotificationView| format!("{} by {} +{}", it.kind, it.actor.name, it.others);
    page.items.iter().map(line).collect()
}

async fn say(world: &World, who: &Member, photo: &str, (body, parent): (&str, &str)) -> String {
    let parent = Some(parent.to_owned()).filter(|it| !it.is_empty());
    let draft = CommentDraft { body: body.to_owned(), parent };
    world.comments().add(who, photo, draft).await.unwrap().id
}

async fn people<const N: usize>(world: &World, names: [&str; N]) -> [Member; N] {
    let mut all = Vec::new();
    for name in names {
        all.push(a_member(name).join(world).await);
    }
    all.try_into().unwrap()
}

async fn whose_business_it_is_is_told_once(world: &World) {
    // Init.
    let [ada, bea, eve] = people(world, ["ada", "bea", "eve"]).await;
    let photo = a_photo().post(world, &ada).await.id;

    // Verify: the photo's author hears of a comment, and of nothing she says herself.
    let top = say(world, &bea, &photo, ("Well seen", "")).await;
    say(world, &ada, &photo, ("A note of mine, @ada", "")).await;
    assert_eq!(told(world, &ada).await, ["comment by bea +0"]);

    // Verify: whoever is answered and mentioned hears of it once.
    let first = say(world, &ada, &photo, ("Thank you @bea", &top)).await;
    assert_eq!(told(world, &bea).await, ["answer by ada +0"]);
    say(world, &eve, &photo, ("@ada @bea @eve @nobody-here `@mo`", &first)).await;
    assert_eq!(told(world, &bea).await, ["mention by eve +0", "answer by ada +0"]);
    assert_eq!(told(world, &ada).await, ["answer by eve +0", "comment by bea +0"]);
    assert_eq!(told(world, &eve).await, Vec::<String>::new());

    // Verify: it leads to what was said.
    let page = notices(world).list(&bea, &Paging::default()).await.unwrap();
    assert!(page.items[1].url.ends_with(&format!("#c-{first}")), "{}", page.items[1].url);

    // Verify: an edit calls only those who were not called before.
    let said = say(world, &eve, &photo, ("Hm", "")).await;
    world.comments().edit(&eve, &said, "Hm, @bea").await.unwrap();
    world.comments().edit(&eve, &said, "Hmm, @bea").await.unwrap();
    // Nor does taking a name out and putting it in again.
    world.comments().edit(&eve, &said, "Hmm").await.unwrap();
    world.comments().edit(&eve, &said, "Hmm, @bea!").await.unwrap();
    let calls = told(world, &bea).await;
    assert_eq!(calls.iter().filter(|it| *it == "mention by eve +0").count(), 2);
}

async fn those_who_may_not_open_a_photo_hear_nothing(world: &World) {
    let [ada, bea] = people(world, ["ada", "bea"]).await;
    let photo = a_photo().seen_by(domain::Visibility::Private).post(world, &ada).await.id;
    say(world, &ada, &photo, ("For @bea", "")).await;
    assert_eq!(world.rows("notifications"), 0);
    // Nor of what has become hidden since.
    let open = a_photo().post(world, &ada).await.id;
    say(world, &ada, &open, ("For you, @bea", "")).await;
    assert_eq!(told(world, &bea).await, ["mention by ada +0"]);
    world.sql("UPDATE photos SET visibility = 'private'");
    assert_eq!(told(world, &bea).await, Vec::<String>::new());
}

async fn a_caption_calls_people(world: &World) {
    let [ada, bea, eve] = people(world, ["ada", "bea", "eve"]).await;
    let photo = a_photo().post(world, &ada).await.id;
    let edit = |caption: &str, visibility: &str| domain::PhotoEdit {
        caption: Some(caption.to_owned()),
        visibility: Some(visibility.to_owned()),
        ..<_>::default()
    };
    for (caption, visibility) in
        [("With @bea", "private"), ("With @bea", "public"), ("With @bea and @eve", "public")]
    {
        world.photos().edit(&ada, &photo, edit(caption, visibility)).await.unwrap();
        if visibility == "private" {
            assert_eq!(world.rows("notifications"), 0);
        }
    }
    for who in [&bea, &eve] {
        assert_eq!(told(world, who).await, ["mention by ada +0"], "{}", who.name);
    }
}

async fn what_belongs_together_is_told_together(world: &World) {
    // Init.
    let [ada, bea, eve, mo] = people(world, ["ada", "bea", "eve", "mo"]).await;
    let photo = a_photo().post(world, &ada).await.id;
    let other = a_photo().post(world, &ada).await.id;
    for who in [&bea, &eve, &mo, &eve] {
        world.minutes_pass(11);
        say(world, who, &photo, ("Lovely", "")).await;
    }
    say(world, &bea, &other, ("This as well", "")).await;

    // Verify: one for each photo, by the last of three people.
    assert_eq!(told(world, &ada).await, ["comment by bea +0", "comment by eve +2"]);

    // Verify: what comes a day later, or after reading, is another.
    world.minutes_pass(24 * 60 + 1);
    say(world, &bea, &photo, ("Still", "")).await;
    assert_eq!(told(world, &ada).await.len(), 3);
    notices(world).read(&ada, "").await.unwrap();
    say(world, &mo, &photo, ("And again", "")).await;
    assert_eq!(told(world, &ada).await[0], "comment by mo +0");

    // Verify: liking again, or no more, leaves one, or none.
    let id = world.raw().number(&format!("SELECT id AS n FROM photos WHERE key = '{photo}'"));
    let like = New {
        to: ada.id,
        kind: Notice::Like,
        actor: bea.id,
        photo: Some(domain::PhotoId(id)),
        comment: None,
        at: time::OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap(),
    };
    for _ in 0..2 {
        let like = like.clone();
        world.context.db.write(move |tx| notifications::note(tx, &like)).await.unwrap();
        assert_eq!(world.rows("notifications WHERE kind = 'like'"), 1);
    }
    world.context.db.write(move |tx| notifications::take_back(tx, &like)).await.unwrap();
    assert_eq!(world.rows("notifications WHERE kind = 'like'"), 0);
}

async fn what_is_gone_is_told_no_more(world: &World) {
    let [ada, bea, eve] = people(world, ["ada", "bea", "eve"]).await;
    let photo = a_photo().post(world, &ada).await.id;
    let said = say(world, &bea, &photo, ("One", "")).await;
    say(world, &eve, &photo, ("Two", "")).await;
    assert_eq!(told(world, &ada).await, ["comment by eve +1"]);
    world.people().set_suspended("eve", true).await.unwrap();
    assert_eq!(told(world, &ada).await, ["comment by bea +0"]);
    world.comments().delete(&bea, &said, &by(&bea)).await.unwrap();
    assert_eq!(told(world, &ada).await, Vec::<String>::new());
    world.people().set_suspended("eve", false).await.unwrap();
    assert_eq!(told(world, &ada).await, ["comment by eve +0"]);
    world.photos().delete(&ada, &photo, &by(&ada)).await.unwrap();
    assert_eq!(told(world, &ada).await, Vec::<String>::new());
    // What is old is forgotten.
    world.clock.advance(Duration::from_hours(91 * 24));
    world.work().await;
    assert_eq!(world.rows("notifications"), 0);
}

async fn reading_is_for_all_or_up_to_one(world: &World) {
    let [ada, bea] = people(world, ["ada", "bea"]).await;
    for _ in 0..5 {
        let photo = a_photo().post(world, &ada).await.id;
        say(world, &bea, &photo, (&format!("On {photo}"), "")).await;
    }
    // Verify: page by page, newest first.
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let paging = Paging { after: after.take(), limit: Some(2) };
        let page = notices(world).list(&ada, &paging).await.unwrap();
        read.extend(page.items.into_iter().map(|it| it.id));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(read.len(), 5);
    let ids: Vec<i64> = read.iter().map(|it| it.parse().unwrap()).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    notices(world).read(&bea, "").await.unwrap();
    assert_eq!(notices(world).unread(&ada).await.unwrap(), 5, "nobody reads for another");
    notices(world).read(&ada, &read[2]).await.unwrap();
    assert_eq!(notices(world).unread(&ada).await.unwrap(), 2);
    assert_eq!(answer(notices(world).read(&ada, "x").await), "invalid: up_to=error-cursor");
    let paging = Paging { after: Some("x".to_owned()), limit: None };
    let outcome = notices(world).list(&ada, &paging).await;
    assert_eq!(answer(outcome), "invalid: after=error-cursor");
    notices(world).read(&ada, "").await.unwrap();
    assert_eq!(notices(world).unread(&ada).await.unwrap(), 0);
}

async fn what_one_does_not_want_to_hear_of_is_not_told(world: &World) {
    let [ada, bea] = people(world, ["ada", "bea"]).await;
    let photo = a_photo().post(world, &ada).await.id;
    let usual = notices(world).choices(&ada).await.unwrap();
    assert_eq!((usual.in_app.len(), usual.mail.len(), usual.digest.as_str()), (7, 0, "never"));
    let names = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let wish = |in_app: &[&str], mail: &[&str], digest: &str| ChoicesDraft {
        in_app: names(in_app),
        mail: names(mail),
        digest: digest.to_owned(),
    };
    for (draft, wrong) in [
        (wish(&["poke"], &[], "never"), "invalid: in_app=error-notice"),
        (wish(&[], &["x"], "never"), "invalid: mail=error-notice"),
        (wish(&[], &[], "hourly"), "invalid: digest=error-digest"),
    ] {
        assert_eq!(answer(notices(world).choose(&ada, &draft).await), wrong);
    }
    notices(world).choose(&ada, &wish(&["mention"], &["comment"], "daily")).await.unwrap();
    let chosen = notices(world).choices(&ada).await.unwrap();
    assert_eq!((chosen.in_app, chosen.mail), (names(&["mention"]), names(&["comment"])));
    say(world, &bea, &photo, ("Hello", "")).await;
    assert_eq!(told(world, &ada).await, Vec::<String>::new(), "by mail only");
    assert_eq!(world.rows("notifications"), 1);
    notices(world).choose(&ada, &wish(&["mention"], &[], "never")).await.unwrap();
    say(world, &bea, &photo, ("Hello again", "")).await;
    assert_eq!(world.rows("notifications"), 1, "neither here nor by mail");
    say(world, &bea, &photo, ("Hello @ada", "")).await;
    assert_eq!(told(world, &ada).await, ["mention by bea +0"]);
}

async fn a_longer_list_asks_no_more_questions(world: &World) {
    let [ada, bea] = people(world, ["ada", "bea"]).await;
    let (notices, url) = (notices(world), world.database.url());
    let mut counts = Vec::new();
    for _ in 0..4 {
        let photo = a_photo().post(world, &ada).await.id;
        say(world, &bea, &photo, (&format!("On {photo}"), "")).await;
        let (_, list) = recorder::during(url, notices.list(&ada, &Paging::default())).await;
        let (_, bar) = recorder::during(url, notices.unread(&ada)).await;
        counts.push((list.len(), bar.len()));
    }
    assert!(counts.iter().all(|it| *it == counts[0]), "{counts:?}");
    assert!(counts[0].0 <= 6 && counts[0].1 == 1, "{counts:?}");
}
