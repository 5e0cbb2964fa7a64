//! Open pages that hear of what happens.

use domain::{Member, Visibility};
use services::{CommentDraft, Credential, Kind, News, Stream, Streams};
use std::time::Duration;

use crate::world::{PASSWORD, World, a_member, a_photo, answer, by, client};

on_both!(
    what_one_says_the_other_hears,
    another_process_is_heard_as_well,
    a_stream_ends_with_what_let_it_in,
    a_hidden_photo_tells_strangers_nothing,
    only_so_many_listen,
    of_whom_one_has_blocked_one_hears_nothing,
);

/// Sooner than a second, but machines may be busy.
const PATIENCE: Duration = Duration::from_secs(8);

fn streams(world: &World) -> Streams {
    Streams::new(world.context.clone())
}

async fn hears(stream: &mut Stream) -> Option<News> {
    tokio::time::timeout(PATIENCE, stream.next()).await.expect("it hears, or ends")
}

async fn say(world: &World, who: &Member, photo: &str, body: &str) -> String {
    let draft = CommentDraft { body: body.to_owned(), parent: None };
    world.comments().add(who, photo, draft).await.unwrap().id
}

/// A session of somebody, by its token.
async fn session(world: &World, name: &str) -> String {
    let pair = (name, PASSWORD);
    world.sessions().sign_in(pair, &client(Kind::Bearer, (true, ""))).await.unwrap().token
}

async fn what_one_says_the_other_hears(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let other = a_photo().post(world, &ada).await.id;
    let token = session(world, "ada").await;
    let by_ada = (Some(&ada), Some(Credential::Bearer(&token)));
    let mut stranger = streams(world).open((None, None), &photo, "one").await.unwrap();
    let mut hers = streams(world).open(by_ada, &photo, "two").await.unwrap();
    say(world, &ada, &other, "Elsewhere").await;
    for body in ["First", "Second"] {
        let said = say(world, &ada, &photo, body).await;
        for stream in [&mut stranger, &mut hers] {
            assert_eq!(hears(stream).await, Some(News::Comment(said.clone())));
        }
    }
    // Whoever opens the page a moment later hears of what was said while it was drawn.
    let mut late = streams(world).open((None, None), &photo, "three").await.unwrap();
    assert!(matches!(hears(&mut late).await, Some(News::Comment(_))));
}

async fn of_whom_one_has_blocked_one_hears_nothing(world: &World) {
    // Init: Ada and Eve, who is blocked, both look at Bob's photo.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &bob).await.id;
    world.circle().block(&ada, "eve", true).await.unwrap();
    let token = session(world, "ada").await;
    let by_ada = (Some(&ada), Some(Credential::Bearer(&token)));
    let mut hers = streams(world).open(by_ada, &photo, "one").await.unwrap();
    let mut stranger = streams(world).open((None, None), &photo, "two").await.unwrap();

    // Verify: what Eve says reaches strangers, and Ada hears only what comes after it; so it is with likes.
    let said = say(world, &eve, &photo, "Hello").await;
    assert_eq!(hears(&mut stranger).await, Some(News::Comment(said)));
    world.likes().like(&eve, &photo).await.unwrap();
    assert_eq!(hears(&mut stranger).await, Some(News::Likes(1)));
    assert_eq!(hears(&mut hers).await, Some(News::Likes(0)));
    let said = say(world, &bob, &photo, "Hello both").await;
    assert_eq!(hears(&mut hers).await, Some(News::Comment(said)));

    // Verify: whoever was blocked may keep the other off as well.
    world.circle().block(&eve, "ada", true).await.unwrap();
    world.circle().mute(&eve, "ada", true).await.unwrap();
    world.circle().block(&ada, "eve", false).await.unwrap();
    assert_eq!(answer(world.circle().follow(&ada, "eve").await), "not found");
}

async fn another_process_is_heard_as_well(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let mut stream = streams(world).open((None, None), &photo, "one").await.unwrap();
    // The same database, and nothing else in common.
    let other = services::Context { live: services::Live::default(), ..world.context.clone() };
    let draft = CommentDraft { body: "From afar".to_owned(), parent: None };
    let said = services::Comments::new(other).add(&ada, &photo, draft).await.unwrap().id;
    assert_eq!(hears(&mut stream).await, Some(News::Comment(said)));
}

async fn a_stream_ends_with_what_let_it_in(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let mut open = Vec::new();
    for name in ["bea", "eve", "mo"] {
        let who = a_member(name).join(world).await;
        let token = session(world, name).await;
        let by_whom = (Some(&who), Some(Credential::Bearer(&token)));
        let stream = streams(world).open(by_whom, &photo, name).await.unwrap();
        open.push((who, token, stream));
    }
    let [(_, token, bea), (_, _, eve), (_, _, mo)] = &mut open[..] else { panic!("three") };

    // Verify: the session ends, the account is suspended, the photo becomes private, and then it is deleted.
    world.sessions().sign_out(Credential::Bearer(token)).await.unwrap();
    assert_eq!(hears(bea).await, None);
    world.people().set_suspended("eve", true).await.unwrap();
    assert_eq!(hears(eve).await, None);
    let mut stranger = streams(world).open((None, None), &photo, "x").await.unwrap();
    world.sql("UPDATE photos SET visibility = 'private'");
    assert_eq!(hears(mo).await, None);
    assert_eq!(hears(&mut stranger).await, None);
    let token = session(world, "ada").await;
    let by_ada = (Some(&ada), Some(Credential::Bearer(&token)));
    let mut hers = streams(world).open(by_ada, &photo, "y").await.unwrap();
    world.photos().delete(&ada, &photo, &by(&ada)).await.unwrap();
    assert_eq!(hears(&mut hers).await, None);
}

async fn a_hidden_photo_tells_strangers_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let hidden = a_photo().seen_by(Visibility::Private).post(world, &ada).await.id;
    for viewer in [None, Some(&eve)] {
        let outcome = streams(world).open((viewer, None), &hidden, "x").await;
        assert_eq!(answer(outcome.map(drop)), "not found");
    }
    assert_eq!(world.context.live.count(), 0);
}

async fn only_so_many_listen(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let mut open = Vec::new();
    for _ in 0..33 {
        open.push(streams(world).open((None, None), &photo, "one").await.unwrap());
    }
    assert_eq!(hears(&mut open[0]).await, None, "the newest takes the place of the oldest");
    for nth in 33..512 {
        let client = format!("client {nth}");
        open.push(streams(world).open((None, None), &photo, &client).await.unwrap());
    }
    // Of all of them, too, the newest takes the place of the oldest; the first one has gone before.
    open.push(streams(world).open((None, None), &photo, "client 512").await.unwrap());
    assert_eq!(world.context.live.count(), 512);
    let newest = streams(world).open((None, None), &photo, "another").await.unwrap();
    assert_eq!(world.context.live.count(), 512);
    assert_eq!(hears(&mut open[1]).await, None, "the newest takes the place of the oldest");
    say(world, &ada, &photo, "Still here?").await;
    assert!(hears(&mut open[2]).await.is_some(), "nobody else had to go");
    drop((open, newest));
    assert_eq!(world.context.live.count(), 0, "every place is free again");
}
