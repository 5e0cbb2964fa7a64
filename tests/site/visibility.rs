//! Who sees what: holds the SQL of `repository::visibility` and `domain::Visibility` together.

use std::collections::BTreeSet;

use domain::{Member, Relation, Visibility};
use services::{CommentDraft, Paging, WallOf};
use views::PhotoView;

use crate::world::{World, a_member, a_photo, answer, part_of};

on_both!(
    every_reader_opens_what_the_rule_says_and_nothing_else,
    every_reader_finds_on_walls_what_the_rule_says_and_nothing_else,
    a_moderator_who_follows_sees_on_walls_what_followers_see,
    following_works_one_way_and_for_that_author_only,
    what_a_suspended_author_posted_is_hidden,
    only_what_everybody_may_open_may_be_kept_by_caches,
    what_only_staff_may_open_is_open_to_nobody_else_afterwards,
    a_private_account_and_blocks_and_mutes_hold_over_the_whole_matrix,
);

/// A reader, and what they are to Ada.
type Reader = (Option<Member>, Relation);

/// Ada's photos, one of each visibility and each with a comment, and every kind of reader.
struct Gallery {
    photos: Vec<(Visibility, PhotoView, String)>,
    readers: Vec<Reader>,
    ada: Member,
}

async fn gallery(world: &World) -> Gallery {
    let ada = a_member("ada").join(world).await;
    let fan = a_member("fan").join(world).await;
    follow(world, &fan, &ada);
    let readers = vec![
        (None, Relation::Stranger),
        (Some(a_member("nobody1").join(world).await), Relation::Stranger),
        (Some(a_member("newbie").unverified().join(world).await), Relation::Stranger),
        (Some(fan), Relation::Follower),
        (Some(ada.clone()), Relation::Author),
        (Some(a_member("mo").moderator().join(world).await), Relation::Staff),
        (Some(a_member("ruth").admin().join(world).await), Relation::Staff),
    ];
    let mut photos = Vec::new();
    for visibility in Visibility::ALL {
        let photo = a_photo().tagged("matrix").seen_by(visibility).post(world, &ada).await;
        let draft = CommentDraft { body: "Hello".to_owned(), parent: None };
        let comment = world.comments().add(&ada, &photo.id, draft).await.unwrap();
        photos.push((visibility, photo, comment.id));
    }
    Gallery { photos, readers, ada }
}

fn follow(world: &World, fan: &Member, author: &Member) {
    world.sql(&format!("INSERT INTO follows VALUES ({}, {}, 0)", fan.id.0, author.id.0));
}

fn image_of(photo: &PhotoView) -> (&str, &str) {
    part_of(&photo.images[0].url)
}

async fn every_reader_opens_what_the_rule_says_and_nothing_else(world: &World) {
    let gallery = gallery(world).await;
    for (reader, relation) in &gallery.readers {
        for (visibility, photo, comment) in &gallery.photos {
            let expected = if visibility.admits(*relation) { "done" } else { "not found" };
            let (viewer, page) = (reader.as_ref(), Paging::default());
            let (image, part) = image_of(photo);
            let answers = [
                ("page", answer(world.photos().show(viewer, &photo.id, &page).await)),
                ("bytes", answer(world.photos().picture(viewer, image, part).await)),
                ("talk", answer(world.comments().list(viewer, &photo.id, &page).await)),
                ("comment", answer(world.comments().show(viewer, comment).await)),
            ];
            for (what, found) in answers {
                assert_eq!(found, expected, "{what} of a {visibility:?} photo for {viewer:?}");
            }
        }
    }
}

async fn every_reader_finds_on_walls_what_the_rule_says_and_nothing_else(world: &World) {
    let gallery = gallery(world).await;
    for (reader, relation) in &gallery.readers {
        let listed = gallery.photos.iter().filter(|(it, ..)| it.is_listed_for(*relation));
        let expected: BTreeSet<&str> = listed.map(|(_, photo, _)| photo.id.as_str()).collect();
        let viewer = reader.as_ref();
        for (user, tag) in [
            (None, None),
            (Some("ada"), None),
            (None, Some("matrix")),
            (Some("ada"), Some("matrix")),
        ] {
            let of = WallOf { user: user.map(str::to_owned), tag: tag.map(str::to_owned) };
            let wall = world.photos().wall(viewer, of, &Paging::default()).await.unwrap();
            let found: BTreeSet<&str> = wall.items.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(found, expected, "wall of {user:?} {tag:?} for {viewer:?}");
        }
        let profile = world.photos().profile(viewer, "ada", &Paging::default()).await.unwrap();
        let found: BTreeSet<&str> = profile.photos.items.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(found, expected, "profile for {viewer:?}");
        let counted = usize::try_from(profile.user.counts.photos).unwrap();
        assert_eq!(counted, expected.len(), "count on the profile for {viewer:?}");
    }
    assert_eq!(world.site().show().await.unwrap().counts.photos, 1, "what everybody may count");
    let me = world.accounts().me(&gallery.ada).await.unwrap();
    assert_eq!(me.user.counts.photos, 4);
}

async fn a_moderator_who_follows_sees_on_walls_what_followers_see(world: &World) {
    let gallery = gallery(world).await;
    let mo = gallery.readers[5].0.as_ref().unwrap();
    follow(world, mo, &gallery.ada);
    let wall = world.photos().wall(Some(mo), WallOf::default(), &Paging::default()).await.unwrap();
    let found: Vec<_> = wall.items.iter().map(|it| it.visibility.as_str()).collect();
    assert_eq!(found, ["followers", "public"]);
}

async fn following_works_one_way_and_for_that_author_only(world: &World) {
    // Init: Ada follows Bob; nobody follows Ada.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    follow(world, &ada, &bob);
    let mut photos = Vec::new();
    for author in [&ada, &bob, &eve] {
        let photo = a_photo().seen_by(Visibility::Followers).post(world, author).await;
        photos.push((author.name.clone(), photo.id));
    }

    // Verify.
    for (reader, expected) in [(&ada, vec!["ada", "bob"]), (&bob, vec!["bob"]), (&eve, vec!["eve"])]
    {
        let mut opened = Vec::new();
        for (author, id) in &photos {
            if world.photos().show(Some(reader), id, &Paging::default()).await.is_ok() {
                opened.push(author.as_str());
            }
        }
        assert_eq!(opened, expected, "for {}", reader.name);
    }
}

async fn what_a_suspended_author_posted_is_hidden(world: &World) {
    // Init.
    let gallery = gallery(world).await;
    world.people().set_suspended("ada", true).await.unwrap();

    // Verify: for everybody but staff there is nothing, and no author either.
    for (reader, relation) in &gallery.readers {
        if *relation == Relation::Author {
            continue; // Her sessions have ended.
        }
        let (viewer, staff) = (reader.as_ref(), *relation == Relation::Staff);
        let expected = if staff { "done" } else { "not found" };
        for (visibility, photo, comment) in &gallery.photos {
            let page = Paging::default();
            let answers = [
                answer(world.photos().show(viewer, &photo.id, &page).await),
                answer(world.photos().picture(viewer, image_of(photo).0, image_of(photo).1).await),
                answer(world.comments().show(viewer, comment).await),
            ];
            assert_eq!(answers, [expected; 3], "{visibility:?} for {viewer:?}");
        }
        let wall =
            world.photos().wall(viewer, WallOf::default(), &Paging::default()).await.unwrap();
        assert!(wall.items.is_empty(), "wall for {viewer:?}");
        let profile = world.photos().profile(viewer, "ada", &Paging::default()).await;
        assert!(profile.as_ref().is_ok_and(|it| it.suspended) == staff);
        assert_eq!(answer(profile), expected);
    }
    let counts = world.site().show().await.unwrap().counts;
    assert_eq!((counts.photos, counts.users), (0, 5));

    // Verify: reinstated, all is as before.
    world.people().set_suspended("ada", false).await.unwrap();
    let wall = world.photos().wall(None, WallOf::default(), &Paging::default()).await.unwrap();
    assert_eq!(wall.items.len(), 1);
}

async fn only_what_everybody_may_open_may_be_kept_by_caches(world: &World) {
    let gallery = gallery(world).await;
    for (visibility, photo, _) in &gallery.photos {
        let (image, part) = image_of(photo);
        let picture = world.photos().picture(Some(&gallery.ada), image, part).await.unwrap();
        assert_eq!(
            picture.admitted.public,
            visibility.admits(Relation::Stranger),
            "{visibility:?}"
        );
    }
}

async fn what_only_staff_may_open_is_open_to_nobody_else_afterwards(world: &World) {
    // Init.
    let gallery = gallery(world).await;
    let staff = gallery.readers.iter().find(|it| it.1 == Relation::Staff).unwrap().0.as_ref();
    let (_, photo, _) = gallery.photos.iter().find(|it| it.0 == Visibility::Public).unwrap();
    let (image, part) = image_of(photo);
    world.people().set_suspended("ada", true).await.unwrap();

    // Execute: a moderator looks at what is hidden.
    let seen = world.photos().picture(staff, image, part).await.unwrap();

    // Verify: no cache keeps it, neither on the way nor here.
    assert!(!seen.admitted.public);
    assert_eq!(answer(world.photos().picture(None, image, part).await), "not found");
    assert_eq!(answer(world.photos().admitted(None, image, part).await), "not found");
}

/// What somebody is to Ada in the large matrix: their relation, and whether they have muted her.
type Guest = (&'static str, Option<Member>, Relation, bool);

/// Everybody there can be around Ada.
async fn guests(world: &World, ada: &Member) -> Vec<Guest> {
    let mut guests = vec![("nobody", None, Relation::Stranger, false)];
    let them = [
        ("stranger", Relation::Stranger),
        ("follower", Relation::Follower),
        ("requester", Relation::Stranger),
        ("blocked", Relation::Blocked),
        ("blocker", Relation::Blocked),
        ("muter", Relation::Stranger),
        ("mutingfan", Relation::Follower),
        ("moira", Relation::Staff),
    ];
    for (name, relation) in them {
        let joining = a_member(name);
        let joining = if name == "moira" { joining.moderator() } else { joining };
        let guest = joining.join(world).await;
        let circle = world.circle();
        match name {
            "follower" => follow(world, &guest, ada),
            "requester" => {
                let row = format!("({}, {}, 0)", guest.id.0, ada.id.0);
                world.sql(&format!("INSERT INTO follow_requests VALUES {row}"));
            }
            "blocked" => drop(circle.block(ada, name, true).await.unwrap()),
            "blocker" => drop(circle.block(&guest, "ada", true).await.unwrap()),
            "muter" => drop(circle.mute(&guest, "ada", true).await.unwrap()),
            "mutingfan" => {
                follow(world, &guest, ada);
                circle.mute(&guest, "ada", true).await.unwrap();
            }
            _ => {}
        }
        guests.push((name, Some(guest), relation, name.starts_with("mut")));
    }
    guests.push(("ada", Some(ada.clone()), Relation::Author, false));
    guests
}

async fn a_private_account_and_blocks_and_mutes_hold_over_the_whole_matrix(world: &World) {
    let Gallery { photos, ada, .. } = gallery(world).await;
    let guests = guests(world, &ada).await;
    for private in [false, true, false] {
        world.circle().set_private(&ada, private).await.unwrap();
        if !private {
            // Opening it has let the one who waited in.
            world.sql("DELETE FROM follows WHERE follower_id = (SELECT id FROM users WHERE name = 'requester')");
        }
        for guest in &guests {
            everything_opens_as_it_should(world, &photos, guest, private).await;
            everything_stands_where_it_should(world, &photos, guest, private).await;
        }
    }
}

async fn everything_opens_as_it_should(
    world: &World,
    photos: &[(Visibility, PhotoView, String)],
    (name, viewer, relation, _): &Guest,
    private: bool,
) {
    let (viewer, page) = (viewer.as_ref(), Paging::default());
    for (visibility, photo, comment) in photos {
        let admitted = visibility.admits_within(*relation, private);
        let expected = if admitted { "done" } else { "not found" };
        let (image, part) = image_of(photo);
        let mut answers = vec![
            ("page", answer(world.photos().show(viewer, &photo.id, &page).await)),
            ("bytes", answer(world.photos().picture(viewer, image, part).await)),
            ("place", answer(world.photos().admitted(viewer, image, part).await)),
            ("talk", answer(world.comments().list(viewer, &photo.id, &page).await)),
            ("comment", answer(world.comments().show(viewer, comment).await)),
            ("likes", answer(world.likes().who(viewer, &photo.id, &page).await)),
        ];
        if let Some(member) = viewer {
            let draft = CommentDraft { body: "Hm".to_owned(), parent: None };
            let likes = world.likes();
            answers.extend([
                ("like", answer(likes.like(member, &photo.id).await)),
                ("unlike", answer(likes.unlike(member, &photo.id).await)),
                ("bookmark", answer(likes.bookmark(member, &photo.id).await)),
                ("say", answer(world.comments().add(member, &photo.id, draft).await)),
            ]);
        }
        for (what, found) in answers {
            assert_eq!(found, expected, "{what} of {visibility:?} for {name}, private: {private}");
        }
    }
}

async fn everything_stands_where_it_should(
    world: &World,
    photos: &[(Visibility, PhotoView, String)],
    (name, viewer, relation, muted): &Guest,
    private: bool,
) {
    let (viewer, page) = (viewer.as_ref(), Paging::default());
    let ids = |of: &[PhotoView]| of.iter().map(|it| it.id.clone()).collect::<BTreeSet<_>>();
    let expected = |muted: bool| {
        let listed = |it: &&(Visibility, PhotoView, String)| {
            it.0.is_listed_within(*relation, (private, muted))
        };
        photos.iter().filter(listed).map(|it| it.1.id.clone()).collect::<BTreeSet<_>>()
    };
    for tag in [None, Some("matrix".to_owned())] {
        let of = WallOf { user: None, tag };
        let wall = world.photos().wall(viewer, of, &page).await.unwrap();
        assert_eq!(ids(&wall.items), expected(*muted), "wall for {name}, private: {private}");
    }
    let profile = world.photos().profile(viewer, "ada", &page).await;
    if *name == "blocked" {
        assert_eq!(answer(profile), "not found");
    } else {
        // Whom they have muted they find at home, and whom they have blocked with nothing to see.
        let profile = profile.unwrap();
        assert_eq!(ids(&profile.photos.items), expected(false), "profile for {name}");
        let counted = usize::try_from(profile.user.counts.photos).unwrap();
        assert_eq!((counted, profile.user.private), (expected(false).len(), private));
    }
    if let Some(member) = viewer {
        let kept = world.likes().bookmarks(member, &page).await.unwrap();
        let open = photos.iter().filter(|it| it.0.admits_within(*relation, private));
        let open: BTreeSet<_> = open.map(|it| it.1.id.clone()).collect();
        assert_eq!(ids(&kept.items), open, "bookmarks of {name}, private: {private}");
        let wall = world.circle().wall(member, WallOf::default(), &page).await.unwrap();
        let follows = *relation == Relation::Follower;
        let followed = if follows { expected(*muted) } else { BTreeSet::new() };
        assert_eq!(ids(&wall.items), followed, "following of {name}, private: {private}");
    }
}
