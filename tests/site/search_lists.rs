//! What is counted is what is listed, for whoever looks; and the tags of it.

use std::collections::BTreeSet;

use domain::{Member, Relation, Visibility};
use services::{Paging, WallOf, Wanted, WantedKind};
use views::SearchPage;

use crate::search::find;
use crate::world::{World, a_member, a_photo};

on_both!(
    every_reader_finds_what_the_rule_says_and_counts_nothing_else,
    what_somebody_who_is_away_posted_is_not_found,
    tags_are_suggested_as_people_type_them,
    a_wall_of_a_tag_says_how_much_there_is_and_what_goes_with_it,
);

type Reader = (Option<Member>, Relation);

async fn readers(world: &World, ada: &Member) -> Vec<Reader> {
    let fan = a_member("fan").join(world).await;
    world.sql(&format!("INSERT INTO follows VALUES ({}, {}, 0)", fan.id.0, ada.id.0));
    vec![
        (None, Relation::Stranger),
        (Some(a_member("nobody1").join(world).await), Relation::Stranger),
        (Some(fan), Relation::Follower),
        (Some(ada.clone()), Relation::Author),
        (Some(a_member("mo").moderator().join(world).await), Relation::Staff),
        (Some(a_member("ruth").admin().join(world).await), Relation::Staff),
    ]
}

async fn every_reader_finds_what_the_rule_says_and_counts_nothing_else(world: &World) {
    let ada = a_member("ada").join(world).await;
    let readers = readers(world, &ada).await;
    let mut photos = Vec::new();
    for visibility in Visibility::ALL {
        let it = a_photo().titled("a matrix").tagged("matrix").seen_by(visibility);
        photos.push((visibility, it.post(world, &ada).await.id));
    }
    for (reader, relation) in &readers {
        let viewer = reader.as_ref();
        let listed = photos.iter().filter(|(it, _)| it.is_listed_for(*relation));
        let expected: BTreeSet<&str> = listed.map(|(_, id)| id.as_str()).collect();
        let count = i64::try_from(expected.len()).unwrap();
        for q in [
            "matrix",
            "tag:matrix",
            "user:ada",
            "-fog",
            "\"a matrix\"",
            "ratio:landscape",
            "license:none",
        ] {
            let SearchPage::Photos(found) = find(world, viewer, q).await.page else { panic!() };
            let ids: BTreeSet<&str> = found.items.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(ids, expected, "{q} for {viewer:?}");
            assert_eq!((found.total, found.exact), (count, true), "{q} for {viewer:?}");
        }
        for q in ["", "mat"] {
            let tags = world.tag_lists().list(viewer, q).await.unwrap().items;
            assert_eq!(tags.first().map(|it| it.count), Some(count), "{q:?} for {viewer:?}");
        }
        for user in [None, Some("ada".to_owned())] {
            let of = WallOf { user, tag: Some("matrix".to_owned()) };
            let wall = world.tag_lists().wall(viewer, of, None, &Paging::default()).await.unwrap();
            assert_eq!((wall.count, wall.wall.items.len()), (count, expected.len()));
        }
    }
}

async fn what_somebody_who_is_away_posted_is_not_found(world: &World) {
    let ada = a_member("ada").join(world).await;
    a_photo().titled("lake").tagged("lake").post(world, &ada).await;
    world.people().set_suspended("ada", true).await.unwrap();
    for (viewer, q) in [(None, "lake"), (None, "user:ada"), (None, "tag:lake")] {
        let SearchPage::Photos(found) = find(world, viewer, q).await.page else { panic!() };
        assert_eq!((found.items.len(), found.total), (0, 0), "{q}");
    }
    let tags = world.tag_lists().list(None, "la").await.unwrap();
    assert!(
        tags.items.is_empty() && world.tag_lists().list(None, "").await.unwrap().items.is_empty()
    );
}

async fn tags_are_suggested_as_people_type_them(world: &World) {
    let ada = a_member("ada").join(world).await;
    for tags in ["Lake málaga", "lake lakeside", "lake_1 西湖", "lamp"] {
        a_photo().tagged(tags).post(world, &ada).await;
    }
    for (q, expected) in [
        ("la", vec!["lake", "lake_1", "lakeside", "lamp"]),
        ("#LAK", vec!["lake", "lake_1", "lakeside"]),
        ("malaga", vec!["málaga"]),
        ("西", vec!["西湖"]),
        ("湖", vec![]),
        ("%", vec![]),
        ("l_", vec![]),
        ("a b", vec![]),
        ("\0", vec![]),
    ] {
        let found = world.tag_lists().list(None, q).await.unwrap().items;
        let tags: Vec<_> = found.iter().map(|it| it.tag.as_str()).collect();
        assert_eq!(tags, expected, "{q:?}");
        let wanted = Wanted { q: q.to_owned(), kind: WantedKind::Tags, ..Wanted::default() };
        let SearchPage::Tags(found) = world.search().find(None, wanted).await.unwrap().page else {
            panic!()
        };
        assert_eq!(found.items.len(), expected.len(), "{q:?}");
    }
    let popular = world.tag_lists().list(None, " ").await.unwrap().items;
    assert_eq!((popular[0].tag.as_str(), popular[0].count, popular.len()), ("lake", 2, 6));
}

async fn a_wall_of_a_tag_says_how_much_there_is_and_what_goes_with_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    a_photo().tagged("lake dusk").post(world, &ada).await;
    a_photo().tagged("lake dusk fog").post(world, &eve).await;
    a_photo().tagged("fog").post(world, &eve).await;
    let of =
        |user: Option<&str>| WallOf { user: user.map(str::to_owned), tag: Some("LAKE".to_owned()) };
    let wall = world.tag_lists().wall(None, of(None), None, &Paging::default()).await.unwrap();
    assert_eq!((wall.count, wall.exact, wall.wall.items.len()), (2, true, 2));
    assert_eq!(wall.related, ["dusk", "fog"]);
    let hers =
        world.tag_lists().wall(None, of(Some("ada")), None, &Paging::default()).await.unwrap();
    assert_eq!((hers.count, hers.wall.items.len()), (1, 1));
}
