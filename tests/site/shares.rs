//! Links that open one photo or one album: to whom they open what, and when they stop.

use domain::{AlbumDraft, Member, Visibility};
use services::{Albums, Client, Context, Kind, Paging, ShareDraft, Shareable, Shares};
use views::{MadeShare, PhotoView, SharedPage};

use crate::recorder;
use crate::world::{PASSWORD, PUBLIC_URL, World, a_member, a_photo, answer, by, client, part_of};

on_both!(
    a_link_opens_a_private_photo_and_nothing_else,
    a_link_opens_an_album_with_all_in_it_and_nothing_else,
    a_link_ends_when_it_is_revoked_expires_or_its_photo_goes,
    a_link_is_hidden_with_its_owner_and_goes_with_them,
    a_password_is_asked_for_and_remembered_for_an_hour,
    a_link_is_kept_as_a_hash_and_made_by_its_owner_alone,
    a_visitor_counts_once_a_minute_and_whoever_does_not_look_never,
);

fn shares(world: &World) -> Shares {
    Shares::new(world.context.clone())
}

async fn share(world: &World, who: &Member, photo: &PhotoView, draft: ShareDraft) -> MadeShare {
    let thing = Shareable::Photo(photo.id.clone());
    shares(world).create(who, &thing, &draft).await.unwrap()
}

fn token(made: &MadeShare) -> &str {
    let token = made.url.strip_prefix(&format!("{PUBLIC_URL}/s/")).expect("a link to this site");
    assert_eq!(token.len(), 43, "256 bits");
    token
}

async fn opened(world: &World, token: &str) -> SharedPage {
    let guest = client(Kind::Cookie, (false, ""));
    shares(world).open((token, None), &Paging::default(), Some(&guest)).await.unwrap()
}

/// What a link says to somebody who has no password.
async fn said(world: &World, token: &str) -> String {
    answer(shares(world).open((token, None), &Paging::default(), None).await)
}

/// What it says to somebody who asks for these bytes at its own address.
async fn bytes(world: &World, token: &str, image: &str, part: &str) -> String {
    answer(shares(world).picture((token, None), image, part).await)
}

async fn a_link_opens_a_private_photo_and_nothing_else(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("Mine").seen_by(Visibility::Private).post(world, &ada).await;
    let other = a_photo().seen_by(Visibility::Private).post(world, &ada).await;
    let made = share(world, &ada, &photo, ShareDraft::default()).await;
    let page = opened(world, token(&made)).await;
    assert_eq!((page.kind.as_str(), page.title.as_str()), ("photo", "Mine"));
    assert_eq!((page.author.name.as_str(), page.items.len()), ("ada", 1));
    let image = &page.items[0].images[0];
    let url = image.url.strip_prefix(&format!("/s/{}/media/", token(&made))).unwrap();
    let (key, part) = url.split_once('/').unwrap();
    assert_eq!((&image.original, &image.download), (&None, &None));
    assert_eq!(bytes(world, token(&made), key, part).await, "done");
    // Not the file itself, nor another photo, nor what is open without the link.
    assert_eq!(bytes(world, token(&made), key, "original.jpg").await, "not found");
    let (theirs, their_part) = part_of(&other.images[0].url);
    assert_eq!(bytes(world, token(&made), theirs, their_part).await, "not found");
    assert_eq!(bytes(world, token(&made), "a\0b", part).await, "not found");
    assert_eq!(answer(world.photos().show(None, &photo.id, &Paging::default()).await), "not found");
    assert_eq!(answer(world.photos().picture(None, key, part).await), "not found");
    let uses = shares(world).list(&ada, &Shareable::Photo(photo.id.clone())).await.unwrap();
    let it = &uses.shares.items[0];
    assert_eq!((it.uses, it.used_at.is_some(), it.password, it.expired), (1, true, false, false));
}

async fn a_link_opens_an_album_with_all_in_it_and_nothing_else(world: &World) {
    let ada = a_member("ada").join(world).await;
    let albums = Albums::new(world.context.clone());
    let draft =
        AlbumDraft { title: "Us".into(), visibility: "private".into(), ..AlbumDraft::default() };
    let album = albums.create(&ada, &draft).await.unwrap();
    let mut inside = Vec::new();
    for name in ["a", "b", "c"] {
        let photo = a_photo().titled(name).seen_by(Visibility::Private).post(world, &ada).await;
        albums.put(&ada, ("ada", &album.slug), &photo.id).await.unwrap();
        inside.push(photo);
    }
    let outside = a_photo().post(world, &ada).await;
    let thing = Shareable::Album("ada".into(), album.slug.clone());
    let made = shares(world).create(&ada, &thing, &ShareDraft::default()).await.unwrap();
    let (mut after, mut read) = (None, Vec::new());
    loop {
        let paging = Paging { after, limit: Some(2) };
        let page = shares(world).open((token(&made), None), &paging, None).await.unwrap();
        read.extend(page.items.into_iter().map(|it| it.title));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(read, ["a", "b", "c"]);
    for (photo, expected) in [(&inside[2], "done"), (&outside, "not found")] {
        let (image, part) = part_of(&photo.images[0].url);
        assert_eq!(bytes(world, token(&made), image, part).await, expected);
    }
    // What is taken out is closed at once.
    albums.take(&ada, ("ada", &album.slug), &inside[2].id).await.unwrap();
    let (image, part) = part_of(&inside[2].images[0].url);
    assert_eq!(bytes(world, token(&made), image, part).await, "not found");
    albums.delete(&ada, ("ada", &album.slug)).await.unwrap();
    assert_eq!(said(world, token(&made)).await, "not found");
    assert_eq!(world.rows("shares"), 0);
}

async fn a_link_ends_when_it_is_revoked_expires_or_its_photo_goes(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let (image, part) = part_of(&photo.images[0].url);
    let forever = share(world, &ada, &photo, ShareDraft::default()).await;
    let day = ShareDraft { days: Some(1), ..ShareDraft::default() };
    let day = share(world, &ada, &photo, day).await;
    world.minutes_pass(24 * 60 - 1);
    assert_eq!(said(world, token(&day)).await, "done");
    world.minutes_pass(1);
    assert_eq!(said(world, token(&day)).await, "not found");
    assert_eq!(bytes(world, token(&day), image, part).await, "not found");
    assert_eq!(said(world, token(&forever)).await, "done");
    assert_eq!(answer(shares(world).revoke(&eve, &forever.share.id).await), "not found");
    let third = share(world, &ada, &photo, ShareDraft::default()).await;
    let place = shares(world).revoke(&ada, &forever.share.id).await.unwrap();
    assert_eq!(place, photo.url);
    assert_eq!(said(world, token(&forever)).await, "not found");
    assert_eq!(bytes(world, token(&forever), image, part).await, "not found");
    assert_eq!(answer(shares(world).revoke(&ada, &forever.share.id).await), "not found");
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    assert_eq!(said(world, token(&third)).await, "gone");
    assert_eq!(bytes(world, token(&third), image, part).await, "not found");
    for wrong in [0, -1, 366] {
        let draft = ShareDraft { days: Some(wrong), ..ShareDraft::default() };
        let thing = Shareable::Photo(a_photo().post(world, &ada).await.id);
        let refused = shares(world).create(&ada, &thing, &draft).await;
        assert_eq!(answer(refused), "invalid: expires_days=error-limit", "{wrong}");
    }
}

async fn a_link_is_hidden_with_its_owner_and_goes_with_them(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let made = share(world, &ada, &photo, ShareDraft::default()).await;
    let (image, part) = part_of(&photo.images[0].url);
    world.people().set_suspended("ada", true).await.unwrap();
    assert_eq!(said(world, token(&made)).await, "not found");
    assert_eq!(bytes(world, token(&made), image, part).await, "not found");
    world.people().set_suspended("ada", false).await.unwrap();
    assert_eq!(said(world, token(&made)).await, "done");
    world.leaving().leave(&ada, PASSWORD).await.unwrap();
    assert_eq!(said(world, token(&made)).await, "not found");
    assert_eq!(bytes(world, token(&made), image, part).await, "not found");
    world.minutes_pass(15 * 24 * 60);
    world.work().await;
    assert_eq!((world.rows("users"), world.rows("shares")), (0, 0));
}

async fn a_password_is_asked_for_and_remembered_for_an_hour(world: &World) {
    let context = Context { ..world.with_policy(|it| it.limits = true) };
    let shares = Shares::new(context);
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let (image, part) = part_of(&photo.images[0].url);
    let thing = Shareable::Photo(photo.id.clone());
    let draft = ShareDraft { days: None, password: "blue herons at dawn".to_owned() };
    let made = shares.create(&ada, &thing, &draft).await.unwrap();
    let other = shares.create(&ada, &thing, &draft).await.unwrap();
    let (it, page, guest) = (token(&made), Paging::default(), client(Kind::Cookie, (false, "")));
    assert_eq!(said(world, it).await, "confirm first");
    assert_eq!(answer(shares.picture((it, None), image, part).await), "confirm first");
    let wrong = shares.unlock(it, "four trees", &guest).await;
    assert_eq!(answer(wrong), "invalid: password=error-share-password");
    let pass = shares.unlock(it, "blue herons at dawn", &guest).await.unwrap();
    let open =
        async |token: &str, pass: &str| answer(shares.open((token, Some(pass)), &page, None).await);
    assert_eq!(open(it, &pass).await, "done");
    assert_eq!(answer(shares.picture((it, Some(&pass)), image, part).await), "done");
    // It is good for this link alone, as it is, and for an hour.
    assert_eq!(open(token(&other), &pass).await, "confirm first");
    let (until, seal) = pass.split_once('.').unwrap();
    let longer = format!("{}.{seal}", until.parse::<i64>().unwrap() + 3_600);
    for forged in [longer.as_str(), "", "1.x", "x", seal] {
        assert_eq!(open(it, forged).await, "confirm first", "{forged}");
    }
    world.minutes_pass(60);
    assert_eq!(open(it, &pass).await, "confirm first");
    // Nobody tries for ever.
    let mut answers = Vec::new();
    for _ in 0..11 {
        answers.push(answer(shares.unlock(it, "no", &guest).await));
    }
    assert!(answers[10].starts_with("too many"), "{answers:?}");
    assert!(!world.remembers("blue herons at dawn"));
    let weak = ShareDraft { days: None, password: "1234".to_owned() };
    let weak = answer(shares.create(&ada, &thing, &weak).await);
    assert_eq!(weak, "invalid: password=error-length");
}

async fn a_link_is_kept_as_a_hash_and_made_by_its_owner_alone(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let staff = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let private = a_photo().seen_by(Visibility::Private).post(world, &ada).await;
    let made = share(world, &ada, &photo, ShareDraft::default()).await;
    assert!(!world.remembers(token(&made)));
    let of = |photo: &PhotoView| Shareable::Photo(photo.id.clone());
    for who in [&eve, &staff] {
        let refused = shares(world).create(who, &of(&photo), &ShareDraft::default()).await;
        assert_eq!(answer(refused), "forbidden: problem-forbidden");
        let refused = shares(world).list(who, &of(&photo)).await;
        assert_eq!(answer(refused), "forbidden: problem-forbidden");
    }
    let hidden = shares(world).create(&eve, &of(&private), &ShareDraft::default()).await;
    assert_eq!(answer(hidden), "not found");
    for nobodys in ["", "x", &"A".repeat(43), "a\0b"] {
        assert_eq!(said(world, nobodys).await, "not found", "{nobodys:?}");
    }
}

async fn a_visitor_counts_once_a_minute_and_whoever_does_not_look_never(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().seen_by(Visibility::Private).post(world, &ada).await;
    let made = share(world, &ada, &photo, ShareDraft::default()).await;
    let other = share(world, &ada, &photo, ShareDraft::default()).await;
    let shares = shares(world);
    let guest = |last: u8| {
        Client::new(Kind::Cookie, std::net::Ipv4Addr::new(192, 0, 2, last).into(), "a browser")
    };
    let open = async |made: &MadeShare, visitor: Option<&Client>| {
        let page = Paging::default();
        let opened = shares.open((token(made), None), &page, visitor);
        let (opened, asked) = recorder::during(world.database.url(), opened).await;
        opened.unwrap();
        asked.iter().any(|it| it.contains("UPDATE"))
    };
    let uses = || world.raw().number("SELECT CAST(sum(uses) AS BIGINT) AS n FROM shares");

    // Verify: one is counted once, however often they come within a minute, and then nothing is written.
    assert!(open(&made, Some(&guest(1))).await);
    for _ in 0..5 {
        assert!(!open(&made, Some(&guest(1))).await);
    }
    assert_eq!(uses(), 1);

    // Verify: another one counts, and so does another link; nobody does not.
    open(&made, Some(&guest(2))).await;
    open(&other, Some(&guest(1))).await;
    assert!(!open(&made, None).await);
    assert_eq!(uses(), 3);

    // Verify: a minute later it is another visit.
    world.minutes_pass(1);
    open(&made, Some(&guest(1))).await;
    assert_eq!(uses(), 4);
}
