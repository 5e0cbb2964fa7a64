//! Following, private accounts, blocks and mutes.

use domain::{Member, Visibility};
use services::{Paging, WallOf};
use views::{FollowView, People};

use crate::world::{World, a_member, a_photo, answer};

on_both!(
    following_works_once_and_ends_once,
    a_private_account_lets_in_whom_it_accepts,
    opening_a_private_account_lets_all_in_who_wait,
    thousands_who_wait_are_let_in_part_by_part,
    letting_in_goes_on_where_it_broke_off,
    a_block_ends_follows_both_ways_and_keeps_them_ended,
    a_block_and_a_follow_at_once_leave_no_follow,
    whoever_is_blocked_is_not_heard_by_the_other,
    the_wall_of_those_one_follows_is_read_page_by_page,
    tags_are_followed_too,
    lists_of_people_hide_who_is_hidden,
);

const FIRST: Paging = Paging { after: None, limit: None };

fn names(list: &People) -> Vec<&str> {
    list.items.iter().map(|it| it.name.as_str()).collect()
}

async fn following_works_once_and_ends_once(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let circle = world.circle();
    for _ in 0..2 {
        let now = circle.follow(&bob, "ADA").await.unwrap();
        assert_eq!(now, FollowView { following: true, requested: false, followers: 1 });
    }
    let profile = world.photos().profile(Some(&bob), "ada", &FIRST).await.unwrap();
    assert!(profile.viewer.unwrap().following && profile.user.counts.followers == 1);
    let profile = world.photos().profile(Some(&ada), "bob", &FIRST).await.unwrap();
    assert!(profile.viewer.unwrap().follows_you && profile.user.counts.following == 1);
    assert_eq!(names(&circle.followers(None, "ada", &FIRST).await.unwrap()), ["bob"]);
    assert_eq!(names(&circle.following(None, "bob", &FIRST).await.unwrap()), ["ada"]);
    for _ in 0..2 {
        let now = circle.unfollow(&bob, "ada").await.unwrap();
        assert_eq!(now, FollowView { following: false, requested: false, followers: 0 });
    }
    assert_eq!(answer(circle.follow(&ada, "ada").await), "forbidden: problem-yourself");
    assert_eq!(answer(circle.follow(&ada, "nobody1").await), "not found");
    assert_eq!(answer(circle.block(&ada, "ada", true).await), "forbidden: problem-yourself");
}

async fn a_private_account_lets_in_whom_it_accepts(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let (bob, eve) = (a_member("bob").join(world).await, a_member("eve").join(world).await);
    let photo = a_photo().seen_by(Visibility::Public).post(world, &ada).await.id;
    let circle = world.circle();
    assert!(circle.set_private(&ada, true).await.unwrap().private);
    let sees = async |who: &Member| answer(world.photos().show(Some(who), &photo, &FIRST).await);

    // Execute: both ask.
    for who in [&bob, &eve] {
        for _ in 0..2 {
            let now = circle.follow(who, "ada").await.unwrap();
            assert_eq!(now, FollowView { following: false, requested: true, followers: 0 });
        }
        assert_eq!(sees(who).await, "not found", "before she says yes");
        world.minutes_pass(1);
    }
    assert_eq!(names(&circle.requests(&ada, &FIRST).await.unwrap()), ["eve", "bob"]);
    assert_eq!(circle.privacy(&ada).await.unwrap().requests, 2);
    assert_eq!(names(&circle.requests(&bob, &FIRST).await.unwrap()), [""; 0]);
    circle.answer(&ada, "bob", true).await.unwrap();
    circle.answer(&ada, "eve", false).await.unwrap();

    // Verify.
    assert_eq!([sees(&bob).await, sees(&eve).await], ["done", "not found"]);
    assert_eq!(answer(circle.answer(&ada, "bob", true).await), "not found");
    assert_eq!(answer(circle.answer(&bob, "ada", true).await), "not found");
    assert_eq!(world.rows("follow_requests"), 0);
    // The profile tells who she is, and no more.
    let profile = world.photos().profile(Some(&eve), "ada", &FIRST).await.unwrap();
    assert!(profile.user.private && profile.photos.items.is_empty());
    assert_eq!((profile.user.counts.photos, profile.user.counts.followers), (0, 1));
    assert_eq!(answer(circle.followers(Some(&eve), "ada", &FIRST).await), "not found");
    assert_eq!(answer(circle.following(None, "ada", &FIRST).await), "not found");
    assert_eq!(answer(circle.followers(Some(&bob), "ada", &FIRST).await), "done");
    // A request that is taken back is none.
    circle.follow(&eve, "ada").await.unwrap();
    assert!(!circle.unfollow(&eve, "ada").await.unwrap().requested);
    // Whoever is removed does not see it any more.
    circle.remove_follower(&ada, "bob").await.unwrap();
    assert_eq!(sees(&bob).await, "not found");
    assert_eq!(answer(circle.remove_follower(&ada, "bob").await), "not found");
}

async fn opening_a_private_account_lets_all_in_who_wait(world: &World) {
    let ada = a_member("ada").join(world).await;
    let circle = world.circle();
    circle.set_private(&ada, true).await.unwrap();
    for name in ["bob", "cid", "dot"] {
        let who = a_member(name).join(world).await;
        circle.follow(&who, "ada").await.unwrap();
    }
    assert!(!circle.set_private(&ada, false).await.unwrap().private);
    let list = circle.followers(None, "ada", &FIRST).await.unwrap();
    assert_eq!(names(&list), ["dot", "cid", "bob"]);
    assert_eq!(world.rows("follow_requests"), 0);
}

async fn a_block_ends_follows_both_ways_and_keeps_them_ended(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let circle = world.circle();
    circle.follow(&ada, "eve").await.unwrap();
    circle.set_private(&ada, true).await.unwrap();
    circle.follow(&eve, "ada").await.unwrap();
    let now = circle.block(&ada, "eve", true).await.unwrap();
    assert!(now.blocked && !now.muted);
    assert_eq!((world.rows("follows"), world.rows("follow_requests")), (0, 0));

    // Verify: as if she were not there; and one does not follow whom one has blocked.
    assert_eq!(answer(circle.follow(&eve, "ada").await), "not found");
    assert_eq!(answer(circle.mute(&eve, "ada", true).await), "done", "she may keep her off too");
    assert_eq!(answer(circle.follow(&ada, "eve").await), "conflict: problem-blocked-by-you");
    let privacy = circle.privacy(&ada).await.unwrap();
    assert_eq!((privacy.blocked.items[0].name.as_str(), privacy.muted.items.len()), ("eve", 0));
    circle.block(&ada, "eve", false).await.unwrap();
    assert!(circle.follow(&ada, "eve").await.unwrap().following);
}

async fn a_block_and_a_follow_at_once_leave_no_follow(world: &World) {
    let ada = a_member("ada").join(world).await;
    for number in 0..12 {
        let name = format!("eve{number}");
        let eve = a_member(&name).join(world).await;
        let (mine, theirs) = (world.circle(), world.circle());
        let (ada, eve) = (ada.clone(), eve);
        let block = tokio::spawn(async move { mine.block(&ada, &name, true).await });
        let follow = tokio::spawn(async move { theirs.follow(&eve, "ada").await });
        block.await.unwrap().unwrap();
        let _ = follow.await.unwrap();
        assert_eq!((world.rows("follows"), world.rows("blocks")), (0, number + 1));
    }
}

async fn whoever_is_blocked_is_not_heard_by_the_other(world: &World) {
    // Init: Eve and Ada both say something below Bob's photo.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &bob).await.id;
    for who in [&ada, &eve] {
        let draft = services::CommentDraft { body: "Hello".to_owned(), parent: None };
        world.comments().add(who, &photo, draft).await.unwrap();
    }
    world.circle().block(&ada, "eve", true).await.unwrap();

    // Verify.
    for (viewer, heard) in [(None, 2), (Some(&bob), 2), (Some(&ada), 1), (Some(&eve), 1)] {
        let page = world.photos().show(viewer, &photo, &FIRST).await.unwrap();
        let talk = i64::try_from(page.comments.items.len()).unwrap();
        assert_eq!((talk, page.photo.counts.comments), (heard, heard), "for {viewer:?}");
        let own = viewer.filter(|_| heard == 1);
        assert!(
            own.is_none_or(|it| page.comments.items[0].author.as_ref().unwrap().name == it.name)
        );
    }
}

async fn the_wall_of_those_one_follows_is_read_page_by_page(world: &World) {
    // Init: Fan follows Ada and Bob, not Eve.
    let fan = a_member("fan").join(world).await;
    let circle = world.circle();
    let empty = circle.wall(&fan, WallOf::default(), &FIRST).await.unwrap();
    assert!(empty.items.is_empty() && !circle.follows_anything(&fan).await.unwrap());
    let mut expected = Vec::new();
    let mut authors = Vec::new();
    for name in ["ada", "bob", "eve"] {
        authors.push(a_member(name).join(world).await);
    }
    circle.follow(&fan, "ada").await.unwrap();
    circle.follow(&fan, "bob").await.unwrap();
    for round in 0..9_usize {
        let photo = a_photo().post(world, &authors[round % 3]).await.id;
        if round % 3 < 2 {
            expected.insert(0, photo);
        }
    }

    // Verify: newest first, nothing twice or lost while others post.
    let (mut after, mut read) = (None, Vec::new());
    loop {
        let page = Paging { after, limit: Some(2) };
        let page = circle.wall(&fan, WallOf::default(), &page).await.unwrap();
        read.extend(page.items.into_iter().map(|it| it.id));
        a_photo().post(world, &authors[0]).await;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, expected);
    circle.mute(&fan, "bob", true).await.unwrap();
    let wall = circle.wall(&fan, WallOf::default(), &FIRST).await.unwrap();
    assert!(wall.items.iter().all(|it| it.author.name == "ada"));
}

async fn tags_are_followed_too(world: &World) {
    let fan = a_member("fan").join(world).await;
    let ada = a_member("ada").join(world).await;
    let lake = a_photo().tagged("Lake dusk").post(world, &ada).await.id;
    a_photo().tagged("city").post(world, &ada).await;
    a_photo().tagged("lake").seen_by(Visibility::Private).post(world, &ada).await;
    let circle = world.circle();
    for _ in 0..2 {
        assert!(circle.follow_tag(&fan, "LAKE", true).await.unwrap().following);
    }
    assert!(circle.follows_tag(&fan, "lake").await.unwrap());
    let wall = circle.wall(&fan, WallOf::default(), &FIRST).await.unwrap();
    assert_eq!(wall.items.iter().map(|it| &it.id).collect::<Vec<_>>(), [&lake]);
    // Also from somebody one follows: once.
    circle.follow(&fan, "ada").await.unwrap();
    assert_eq!(circle.wall(&fan, WallOf::default(), &FIRST).await.unwrap().items.len(), 2);
    assert!(!circle.follow_tag(&fan, "lake", false).await.unwrap().following);
    assert_eq!(answer(circle.follow_tag(&fan, "<b>", true).await), "not found");
}

async fn lists_of_people_hide_who_is_hidden(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let circle = world.circle();
    for name in ["bob", "cid", "dot"] {
        let who = a_member(name).join(world).await;
        circle.follow(&who, "ada").await.unwrap();
        world.minutes_pass(1);
    }
    let bob = world.people().find("bob").await.unwrap().member;
    world.people().set_suspended("dot", true).await.unwrap();
    circle.block(&bob, "cid", true).await.unwrap();
    let expected: [(Option<&Member>, &[&str]); 4] = [
        (None, &["cid", "bob"]),
        (Some(&ada), &["cid", "bob"]),
        (Some(&bob), &["bob"]),
        (Some(&mo), &["dot", "cid", "bob"]),
    ];
    for (viewer, expected) in expected {
        let list = circle.followers(viewer, "ada", &FIRST).await.unwrap();
        assert_eq!(names(&list), expected, "for {viewer:?}");
        let profile = world.photos().profile(viewer, "ada", &FIRST).await.unwrap();
        let counted = usize::try_from(profile.user.counts.followers).unwrap();
        assert_eq!(counted, expected.len(), "count for {viewer:?}");
    }
}

/// How many wait, follow and are told of it; and whether the account is still closed.
fn counts(world: &World, ada: &Member) -> (i64, i64, i64, bool) {
    let mut raw = world.raw();
    let mut count = |from: &str| raw.number(&format!("SELECT count(*) AS n FROM {from}"));
    (
        count("follow_requests"),
        count("follows"),
        count("notifications WHERE kind = 'follow_accepted'"),
        count(&format!("users WHERE private_since IS NOT NULL AND id = {}", ada.id.0)) == 1,
    )
}

/// A private account, and so many who wait for it.
async fn awaited(world: &World, number: i64) -> Member {
    let ada = a_member("ada").join(world).await;
    world.circle().set_private(&ada, true).await.unwrap();
    world.sql(&format!(
        "INSERT INTO users (name, name_key, email, email_key, password_hash, display_name, bio, role, locale, created_at, verified_at)
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         SELECT 'fan' || i, 'fan' || i, 'fan' || i, 'fan' || i, '', '', '', 'member', 'en', 0, 0 FROM n"
    ));
    world.sql(&format!(
        "INSERT INTO follow_requests (follower_id, followed_id, created_at)
         SELECT id, {}, id % 7 FROM users WHERE name LIKE 'fan%'",
        ada.id.0
    ));
    ada
}

async fn thousands_who_wait_are_let_in_part_by_part(world: &World) {
    let ada = awaited(world, 1_200).await;
    let view = world.circle().set_private(&ada, false).await.unwrap();
    assert_eq!((view.private, view.requests), (false, 0));
    assert_eq!(counts(world, &ada), (0, 1_200, 1_200, false));
    // Once more changes nothing.
    world.circle().set_private(&ada, false).await.unwrap();
    assert_eq!(counts(world, &ada), (0, 1_200, 1_200, false));
}

async fn letting_in_goes_on_where_it_broke_off(world: &World) {
    // Init: it breaks off in the middle.
    let ada = awaited(world, 1_200).await;
    let (circle, owner) = (world.circle(), ada.clone());
    let opening = tokio::spawn(async move { circle.set_private(&owner, false).await });
    while counts(world, &ada).1 == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    opening.abort();
    let _ = opening.await;

    // Verify: nobody is lost or doubled, and as long as somebody waits the account is closed.
    let (waiting, following, told, closed) = counts(world, &ada);
    assert_eq!((waiting + following, told), (1_200, following));
    assert_eq!(closed, waiting > 0, "{waiting} wait");
    let page = world.circle().requests(&ada, &FIRST).await.unwrap();
    assert_eq!(page.items.is_empty(), waiting == 0);

    // Verify: it goes on.
    world.circle().set_private(&ada, false).await.unwrap();
    assert_eq!(counts(world, &ada), (0, 1_200, 1_200, false));
}
