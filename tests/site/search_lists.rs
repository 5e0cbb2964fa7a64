//! What is counted is what is listed, for whoever looks; and the tags of it.

use std::collections::BTreeSet;

use domain::{Member, Relation, Visibility};
use services::{Listing, Paging, ProfileEdit, WallOf, Wanted, WantedKind};
use views::SearchPage;

use crate::search::{find, titles};
use crate::world::{World, a_member, a_photo};

on_both!(
    every_reader_finds_what_the_rule_says_and_counts_nothing_else,
    what_somebody_who_is_away_posted_is_not_found,
    photos_are_found_by_the_names_of_their_authors,
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
            let wall =
                world.tag_lists().wall(viewer, of, Listing::New, &Paging::default()).await.unwrap();
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
    let wall =
        world.tag_lists().wall(None, of(None), Listing::New, &Paging::default()).await.unwrap();
    assert_eq!((wall.count, wall.exact, wall.wall.items.len()), (2, true, 2));
    assert_eq!(wall.related, ["dusk", "fog"]);
    let hers = world
        .tag_lists()
        .wall(None, of(Some("ada")), Listing::New, &Paging::default())
        .await
        .unwrap();
    assert_eq!((hers.count, hers.wall.items.len()), (1, 1));
}

async fn photos_are_found_by_the_names_of_their_authors(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve_w").join(world).await;
    let called = async |who: &Member, name: &str| {
        let edit = ProfileEdit { display_name: Some(name.to_owned()), ..ProfileEdit::default() };
        world.profiles().edit(who, edit).await.unwrap();
    };
    called(&eve, "Éva Wagner 王").await;
    a_photo().titled("harbour").tagged("sea").post(world, &ada).await;
    a_photo().titled("hill").post(world, &ada).await;
    a_photo().titled("secret").seen_by(Visibility::Private).post(world, &ada).await;
    a_photo().titled("ada, a portrait").tagged("sea").post(world, &eve).await;

    // Verify: by the one name and the other, with other words, and what is not wanted.
    for (q, expected) in [
        ("ada", vec!["ada, a portrait", "hill", "harbour"]),
        ("ad", vec!["ada, a portrait", "hill", "harbour"]),
        ("ada harbour", vec!["harbour"]),
        ("harbour tag:sea ada", vec!["harbour"]),
        ("eva", vec!["ada, a portrait"]),
        ("\"eva wagner\"", vec!["ada, a portrait"]),
        ("wagner sea", vec!["ada, a portrait"]),
        ("王", vec!["ada, a portrait"]),
        ("eve_w", vec!["ada, a portrait"]),
        ("-ada", vec![]),
        ("sea -wagner", vec!["harbour"]),
        ("wagner harbour", vec![]),
        ("tag:ada", vec![]),
    ] {
        assert_eq!(titles(world, q).await, expected, "{q}");
    }
    let SearchPage::Photos(found) = find(world, Some(&ada), "ada secret").await.page else {
        panic!()
    };
    assert_eq!(found.items.len(), 1, "one's own are found by oneself");

    // Verify: a new name finds them at once, and the old one no more; whoever is away is not found.
    called(&eve, "Nora").await;
    assert_eq!(titles(world, "nora").await, ["ada, a portrait"]);
    assert!(titles(world, "wagner").await.is_empty());
    world.people().set_suspended("eve_w", true).await.unwrap();
    assert!(titles(world, "nora").await.is_empty());
}
