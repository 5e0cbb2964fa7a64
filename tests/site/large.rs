//! On a large site lists are found along the order, on a small one they are looked up and sorted: both show the same.

use domain::Member;
use services::{Listing, Paging, WallOf, Wanted, WantedKind};
use views::SearchPage;

use crate::world::{World, a_member, a_photo};

on_both!(
    the_wall_of_a_common_tag_is_in_order_of_time,
    whoever_follows_much_sees_it_in_order_of_time,
    a_search_that_finds_much_is_in_order_of_time,
    popular_tags_of_a_large_site_are_a_minute_old_at_most,
);

/// More than are looked up and sorted.
const MANY: i64 = 5_100;

/// So many photos of somebody, one a second since 2020, every third for followers only; each shows what `like` shows, and is found by a
/// word and a tag. All of it past what the site would do, and therefore quick.
fn crowd(world: &World, author: &Member, like: &str) {
    let id = world.raw().number(&format!("SELECT id AS n FROM photos WHERE key = '{like}'"));
    let (first, them) = (id + 1, author.id.0);
    let made = format!(
        "WITH RECURSIVE n (i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {id} + {MANY})"
    );
    let key = "'k' || CAST(1000000000 + i AS TEXT)";
    world.sql(&format!(
        "INSERT INTO photos (id, key, author_id, title, caption, visibility, license, created_at, shown_at, original)
         {made} SELECT i, {key}, {them}, '', '', CASE WHEN i % 3 = 0 THEN 'followers' ELSE 'public' END, '',
            1577836800000000 + CAST(i AS BIGINT) * 1000000, 0, FALSE FROM n;
         INSERT INTO images (key, photo_id, picture_id, position, alt, source_hash, receipt, camera)
         {made} SELECT {key}, i, (SELECT picture_id FROM images WHERE photo_id = {id}), 0, '', '', '', '' FROM n;
         INSERT INTO photo_tags (photo_id, position, tag, folded) {made} SELECT i, 0, 'crowd', 'crowd' FROM n;
         INSERT INTO photo_index (photo_id, words, ratio, hue, red, green, blue)
         {made} SELECT i, 'crowd tag¦crowd', 1000, 'blue', 20, 40, 200 FROM n;"
    ));
    if world.database.is_postgres() {
        world.sql("SELECT setval('photos_id_seq', (SELECT max(id) FROM photos))");
    }
}

/// Ada's photo, which is the newest, and her crowd.
async fn somebody_with_many(world: &World) -> Member {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().tagged("crowd").titled("crowd").post(world, &ada).await;
    crowd(world, &ada, &photo.id);
    ada
}

/// Fails unless these are in order of time, each once, and as many as expected.
#[track_caller]
fn in_order(photos: &[views::PhotoView], expected: usize) {
    let times: Vec<_> = photos.iter().map(|it| it.created_at).collect();
    assert!(times.windows(2).all(|it| it[0] > it[1]), "{times:?}");
    assert_eq!(times.len(), expected);
}

fn page(after: Option<String>) -> Paging {
    Paging { after, limit: Some(40) }
}

async fn the_wall_of_a_common_tag_is_in_order_of_time(world: &World) {
    somebody_with_many(world).await;
    let (mut read, mut after) = (Vec::new(), None);
    for _ in 0..3 {
        let of = WallOf { user: None, tag: Some("crowd".to_owned()) };
        let wall = world.tag_lists().wall(None, of, Listing::New, &page(after)).await.unwrap();
        assert_eq!((wall.count, wall.exact), (MANY - MANY / 3 + 1, true));
        read.extend(wall.wall.items);
        after = wall.wall.next;
    }
    in_order(&read, 120);
    assert!(read.iter().all(|it| it.visibility == "public"));
}

async fn whoever_follows_much_sees_it_in_order_of_time(world: &World) {
    // Init: Fan follows her with her crowd, Tag the tag alone; Few follows somebody with one photo.
    somebody_with_many(world).await;
    let mut people = Vec::new();
    for name in ["fan", "tag", "few"] {
        people.push(a_member(name).join(world).await);
    }
    let bob = a_member("bob").join(world).await;
    a_photo().post(world, &bob).await;
    let circle = world.circle();
    circle.follow(&people[0], "ada").await.unwrap();
    circle.follow_tag(&people[1], "crowd", true).await.unwrap();
    circle.follow(&people[2], "bob").await.unwrap();

    // Verify.
    for (who, hidden, expected) in [(0, true, 80), (1, false, 80), (2, false, 1)] {
        let (mut read, mut after) = (Vec::new(), None);
        for _ in 0..2 {
            let wall = circle.wall(&people[who], WallOf::default(), &page(after)).await.unwrap();
            read.extend(wall.items);
            after = wall.next;
            if after.is_none() {
                break;
            }
        }
        in_order(&read, expected);
        assert_eq!(read.iter().any(|it| it.visibility == "followers"), hidden);
    }
}

async fn a_search_that_finds_much_is_in_order_of_time(world: &World) {
    let ada = somebody_with_many(world).await;
    let public = MANY - MANY / 3;
    for (q, viewer, total, old) in [
        ("crowd", None, public + 1, false),
        ("crowd", Some(&ada), MANY + 1, false),
        ("tag:crowd", Some(&ada), MANY + 1, false),
        ("color:blue", Some(&ada), MANY, false),
        ("color:#1428c8", Some(&ada), MANY, false),
        ("ratio:square", Some(&ada), MANY, false),
        ("crowd -ada order:old", Some(&ada), 0, true),
        ("crowd order:old", Some(&ada), MANY + 1, true),
    ] {
        let (mut read, mut after) = (Vec::new(), None);
        for _ in 0..2 {
            let wanted = Wanted { q: q.to_owned(), kind: WantedKind::Photos, paging: page(after) };
            let found = world.search().find(viewer, wanted).await.unwrap().page;
            let SearchPage::Photos(found) = found else { panic!("{q}") };
            assert_eq!((found.total, found.exact), (total, true), "{q}");
            read.extend(found.items);
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        if old {
            read.reverse();
        }
        in_order(&read, if total == 0 { 0 } else { 80 });
    }
}

async fn popular_tags_of_a_large_site_are_a_minute_old_at_most(world: &World) {
    // Init: so many that they have standings of their own.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().tagged("lake").post(world, &ada).await;
    crowd(world, &ada, &photo.id);
    world.sql("UPDATE photos SET visibility = 'public'");
    services::Ranking::new(world.context.clone()).rebuild(&crate::world::by(&ada)).await.unwrap();
    let tags = world.tag_lists();
    let first = tags.list(None, "").await.unwrap().items;
    assert_eq!(first.iter().map(|it| it.tag.as_str()).collect::<Vec<_>>(), ["crowd", "lake"]);
    assert_eq!(first[0].count, MANY);

    // Act, verify: what is new is not in it yet, for nobody.
    a_photo().tagged("fog").post(world, &ada).await;
    for viewer in [None, Some(&ada)] {
        assert_eq!(tags.list(viewer, "").await.unwrap().items, first);
    }
    // What is typed is looked for.
    assert_eq!(tags.list(None, "fo").await.unwrap().items.len(), 1);
}
