//! Cursors tell nobody who or what there is besides what they are shown.

use domain::{Mark, Member, Visibility};
use services::{Paging, Wanted, WantedKind};
use views::SearchPage;

use crate::world::{World, a_member, a_photo, answer};

on_both!(
    a_list_of_people_reads_on_alike_after_somebody_hidden_and_after_nobody,
    a_search_for_people_reads_on_alike_after_somebody_hidden_and_after_nobody,
    a_list_is_read_on_where_its_last_one_went_away,
    what_is_hidden_is_no_place_on_a_wall_and_neither_is_nothing,
    ones_bookmarks_read_on_alike_after_what_is_not_among_them,
    tags_are_searched_page_by_page,
);

fn after(at: i64, name: &str, limit: i64) -> Paging {
    Paging { after: Some(Mark { at, key: name.to_owned() }.text()), limit: Some(limit) }
}

/// Somebody with followers who came in the same moment; of whom one is hidden from everybody, and one is not among them.
async fn followed(world: &World) -> Vec<Member> {
    let mut all = Vec::new();
    for name in ["ada", "low", "hidden", "high", "away", "viewer"] {
        all.push(a_member(name).join(world).await);
    }
    let ada = all[0].id.0;
    for who in &all[1..4] {
        world.sql(&format!("INSERT INTO follows VALUES ({}, {ada}, 500)", who.id.0));
    }
    world.sql(&format!("INSERT INTO follows VALUES ({}, {ada}, 100)", all[5].id.0));
    world.people().set_suspended("hidden", true).await.unwrap();
    all
}

async fn a_list_of_people_reads_on_alike_after_somebody_hidden_and_after_nobody(world: &World) {
    let all = followed(world).await;
    let circle = world.circle();
    for viewer in [None, Some(&all[5])] {
        for at in [501, 500, 499, 100, 0, -5] {
            let mut seen = Vec::new();
            for name in ["hidden", "nobody1", "away", ""] {
                let page = circle.followers(viewer, "ada", &after(at, name, 10)).await.unwrap();
                seen.push(page.items.into_iter().map(|it| it.name).collect::<Vec<_>>());
            }
            assert!(seen.iter().all(|it| *it == seen[0]), "{at}: {seen:?}");
        }
    }
    // Whoever stands there for this reader is a place, also among those who came in the same moment.
    let page = circle.followers(None, "ada", &after(500, "high", 10)).await.unwrap();
    let names: Vec<_> = page.items.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["low", "viewer"]);
    let cursor = Paging { after: Some("no cursor".to_owned()), limit: None };
    let refused = answer(circle.followers(None, "ada", &cursor).await);
    assert_eq!(refused, "invalid: after=error-cursor");
}

async fn a_list_is_read_on_where_its_last_one_went_away(world: &World) {
    let all = followed(world).await;
    let circle = world.circle();
    let first = Paging { after: None, limit: Some(1) };
    let page = circle.followers(None, "ada", &first).await.unwrap();
    assert_eq!(page.items[0].name, "high");
    circle.unfollow(&all[3], "ada").await.unwrap();
    let next = Paging { after: page.next, limit: Some(10) };
    let page = circle.followers(None, "ada", &next).await.unwrap();
    assert_eq!(page.items.last().map(|it| it.name.as_str()), Some("viewer"));
}

async fn search(world: &World, viewer: Option<&Member>, paging: Paging) -> SearchPage {
    let wanted = Wanted { q: "lo".to_owned(), kind: WantedKind::Users, paging };
    world.search().find(viewer, wanted).await.unwrap().page
}

async fn a_search_for_people_reads_on_alike_after_somebody_hidden_and_after_nobody(world: &World) {
    // Init: people who came one after the other, and two of them in one moment.
    for name in ["low", "lotte", "lohidden", "lone", "loud"] {
        a_member(name).join(world).await;
    }
    let viewer = a_member("viewer").join(world).await;
    world.people().set_suspended("lohidden", true).await.unwrap();
    for (name, at) in [("low", 1), ("lotte", 2), ("lohidden", 2), ("lone", 2), ("loud", 3)] {
        world.sql(&format!("UPDATE users SET created_at = {at} WHERE name = '{name}'"));
    }
    let names = async |viewer: Option<&Member>, paging: Paging| {
        let SearchPage::Users(found) = search(world, viewer, paging).await else { panic!() };
        found.items.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };

    // Verify.
    for at in [0, 1, 2, 3, 4] {
        for viewer in [None, Some(&viewer)] {
            let hidden = names(viewer, after(at, "lohidden", 10)).await;
            for name in ["nobody1", "viewer", ""] {
                assert_eq!(names(viewer, after(at, name, 10)).await, hidden, "{at} {name}");
            }
        }
    }
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let paging = Paging { after, limit: Some(1) };
        let SearchPage::Users(found) = search(world, None, paging).await else { panic!() };
        read.extend(found.items.into_iter().map(|it| it.name));
        let Some(next) = found.next else { break };
        after = Some(next);
    }
    assert_eq!(read, ["low", "lotte", "lone", "loud"]);
}

async fn what_is_hidden_is_no_place_on_a_wall_and_neither_is_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let shown = a_photo().titled("lake").post(world, &ada).await.id;
    let hidden = a_photo().titled("lake").seen_by(Visibility::Private).post(world, &ada).await.id;
    let said = async |viewer: Option<&Member>, key: &str| {
        let paging = Paging { after: Some(key.to_owned()), limit: None };
        let of = services::WallOf::default();
        let wall = answer(world.photos().wall(viewer, of, &paging).await);
        let wanted = Wanted { q: "lake".to_owned(), kind: WantedKind::Photos, paging };
        (wall, answer(world.search().find(viewer, wanted).await))
    };
    let refused = said(None, "AAAAAAAAAAA").await;
    assert_eq!(refused.0, "invalid: after=error-cursor");
    assert_eq!(said(None, &hidden).await, refused);
    let done = ("done".to_owned(), "done".to_owned());
    assert_eq!(said(Some(&ada), &hidden).await, done);
    assert_eq!(said(None, &shown).await, done);
}

async fn ones_bookmarks_read_on_alike_after_what_is_not_among_them(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let mut kept = Vec::new();
    for _ in 0..2 {
        let photo = a_photo().post(world, &ada).await.id;
        world.likes().bookmark(&bob, &photo).await.unwrap();
        kept.push(photo);
    }
    let hidden = a_photo().seen_by(Visibility::Private).post(world, &ada).await.id;
    world.sql("UPDATE bookmarks SET created_at = 500");
    let ids = async |at: i64, key: &str| {
        let wall = world.likes().bookmarks(&bob, &after(at, key, 10)).await.unwrap();
        wall.items.into_iter().map(|it| it.id).collect::<Vec<_>>()
    };
    for at in [501, 500, 499] {
        assert_eq!(ids(at, &hidden).await, ids(at, "AAAAAAAAAAA").await, "{at}");
    }
    assert_eq!(ids(500, &kept[1]).await, [kept[0].clone()]);
}

async fn tags_are_searched_page_by_page(world: &World) {
    // Init: as many photos for each tag, but for one that has more.
    let ada = a_member("ada").join(world).await;
    for tags in ["lake lamp", "lake land lane", "large last", "Lärm", "other"] {
        a_photo().tagged(tags).post(world, &ada).await;
    }
    a_photo().tagged("lake lava hidden").seen_by(Visibility::Private).post(world, &ada).await;

    // Verify: read by twos, each once, and how many there are is said on each page.
    for (viewer, expected) in [
        (None, vec!["lake", "lamp", "land", "lane", "large", "lärm", "last"]),
        (Some(&ada), vec!["lake", "lamp", "land", "lane", "large", "lärm", "last", "lava"]),
    ] {
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let paging = Paging { after, limit: Some(2) };
            let wanted = Wanted { q: "#la".to_owned(), kind: WantedKind::Tags, paging };
            let page = world.search().find(viewer, wanted).await.unwrap().page;
            let SearchPage::Tags(found) = page else { panic!() };
            let count = i64::try_from(expected.len()).unwrap();
            assert_eq!((found.total, found.exact), (count, true));
            read.extend(found.items.into_iter().map(|it| it.tag));
            let Some(next) = found.next else { break };
            after = Some(next);
        }
        assert_eq!(read, expected);
    }

    // Verify: what is no cursor is said; a tag that there is not is a place like any other.
    let find = async |after: &str| {
        let paging = Paging { after: Some(after.to_owned()), limit: Some(10) };
        let wanted = Wanted { q: "la".to_owned(), kind: WantedKind::Tags, paging };
        world.search().find(None, wanted).await
    };
    assert_eq!(answer(find("no cursor").await), "invalid: after=error-cursor");
    let SearchPage::Tags(found) =
        find(&Mark { at: 1, key: "lano".to_owned() }.text()).await.unwrap().page
    else {
        panic!()
    };
    let tags: Vec<_> = found.items.iter().map(|it| it.tag.as_str()).collect();
    assert_eq!(tags, ["large", "lärm", "last"]);
}
