//! How often photos are looked at, as their authors are told, and others only where they may be.

use domain::Member;
use harness::{Value, json};
use repository::Database;
use services::{Context, Paging, Photos, Seen, WallOf};
use views::{PhotoView, SourceView};

use crate::viewing::{at, counted, shown};
use crate::world::{World, a_member, a_photo, answer};

on_both!(
    authors_are_told_by_day_and_by_where_from,
    beyond_fifty_sites_all_others_are_one,
    the_photos_of_a_member_are_told_together,
    only_the_author_and_staff_have_such_a_page,
    who_hides_the_numbers_hides_them_everywhere,
    a_site_may_hide_all_of_them,
    days_long_ago_are_folded_away,
    they_are_in_the_archive_that_one_takes_along,
);

/// So many visitors from elsewhere, each in a network of their own.
async fn visitors(world: &World, id: &str, (from, to): (u8, u8), referrer: Option<&str>) {
    let photo = shown(world, None, id).await;
    for nth in from..to {
        let seen = Seen {
            referrer: referrer.map(str::to_owned),
            ..at(&format!("10.1.{nth}.1"), "Firefox")
        };
        world.views().note(None, &photo, seen);
    }
    world.views().flush().await.unwrap();
}

fn source(kind: &str, site: Option<&str>, views: i64) -> SourceView {
    SourceView { kind: kind.to_owned(), site: site.map(str::to_owned), views }
}

async fn authors_are_told_by_day_and_by_where_from(world: &World) {
    // Init: on three days.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("Harbour").post(world, &ada).await.id;
    let none = world.views().of_photo(&ada, &photo).await.unwrap();
    assert_eq!((none.total, none.lately, none.days.len(), none.sources.len()), (0, 0, 30, 0));
    visitors(world, &photo, (0, 2), None).await;
    world.minutes_pass(2 * 24 * 60);
    visitors(world, &photo, (0, 4), Some("https://www.Example.org/a?b")).await;
    visitors(world, &photo, (4, 7), Some("https://photos.example/new")).await;
    world.minutes_pass(24 * 60);
    visitors(world, &photo, (0, 1), Some("https://example.org/")).await;

    // Verify.
    let told = world.views().of_photo(&ada, &photo).await.unwrap();
    assert_eq!(
        (told.title.as_str(), told.total, told.lately, told.shown),
        ("Harbour", 10, 10, true)
    );
    let days: Vec<_> = told.days.iter().filter(|it| it.views > 0).collect();
    let days: Vec<_> = days.iter().map(|it| (it.day.as_str(), it.views)).collect();
    assert_eq!(days, [("2026-11-23", 2), ("2026-11-25", 7), ("2026-11-26", 1)]);
    assert_eq!(told.days.last().unwrap().day, "2026-11-26");
    let expected = [
        source("site", Some("example.org"), 5),
        source("here", None, 3),
        source("direct", None, 2),
    ];
    assert_eq!(told.sources, expected);
    assert_eq!(shown(world, None, &photo).await.counts.views, Some(10));
}

async fn beyond_fifty_sites_all_others_are_one(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    for nth in 0..55 {
        let site = format!("https://site{nth}.example/");
        visitors(world, &photo, (nth, nth + 1), Some(&site)).await;
    }
    visitors(world, &photo, (60, 62), Some("https://site3.example/")).await;
    let told = world.views().of_photo(&ada, &photo).await.unwrap().sources;
    assert_eq!(told.len(), 51);
    assert_eq!(told[0], source("others", None, 5));
    assert_eq!(told[1], source("site", Some("site3.example"), 3));
    assert_eq!(told.iter().map(|it| it.views).sum::<i64>(), counted(world, &photo).0);
}

async fn the_photos_of_a_member_are_told_together(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let none = world.views().of_member(&ada).await.unwrap();
    assert_eq!((none.total, none.photos.len(), none.days.len()), (0, 0, 30));
    let first = a_photo().titled("First").post(world, &ada).await.id;
    let second = a_photo().titled("Second").post(world, &ada).await.id;
    let of_bob = a_photo().post(world, &bob).await.id;
    visitors(world, &first, (0, 9), None).await;
    world.minutes_pass(40 * 24 * 60);
    visitors(world, &first, (0, 2), None).await;
    visitors(world, &second, (0, 5), None).await;
    visitors(world, &of_bob, (0, 7), None).await;

    let told = world.views().of_member(&ada).await.unwrap();
    let photos: Vec<_> =
        told.photos.iter().map(|it| (it.title.as_str(), it.views, it.total)).collect();
    assert_eq!(photos, [("Second", 5, 5), ("First", 2, 11)]);
    assert!(told.photos.iter().all(|it| it.thumbnail.is_some() && it.url.ends_with("/views")));
    assert_eq!((told.total, told.lately), (16, 7));
    assert_eq!(told.days.iter().map(|it| it.views).sum::<i64>(), 7);
}

async fn only_the_author_and_staff_have_such_a_page(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let of = async |who: &Member, id: &str| answer(world.views().of_photo(who, id).await);
    assert_eq!(of(&ada, &photo).await, "done");
    assert_eq!(of(&mo, &photo).await, "done");
    assert_eq!(of(&bob, &photo).await, "not found");
    assert_eq!(of(&ada, "AAAAAAAAAAA").await, "not found");
    assert_eq!(of(&ada, "no key").await, "not found");
}

/// What somebody is told of a photo: alone, on walls, on its author's page, among what was found.
async fn told(
    photos: &Photos,
    world: &World,
    viewer: Option<&Member>,
    id: &str,
) -> Vec<Option<i64>> {
    let page = Paging::default();
    let count = |it: &PhotoView| it.counts.views;
    let wall = photos.wall(viewer, WallOf::default(), &page).await.unwrap();
    let profile = photos.profile(viewer, "ada", &page).await.unwrap();
    let alone = photos.show(viewer, id, &page).await.unwrap().photo;
    let mut all = vec![count(&alone), count(&wall.items[0]), count(&profile.photos.items[0])];
    if let Some(member) = viewer {
        world.likes().bookmark(member, id).await.unwrap();
        let kept = services::Likes::new(world.context.clone()).bookmarks(member, &page).await;
        all.push(count(&kept.unwrap().items[0]));
    }
    all
}

async fn who_hides_the_numbers_hides_them_everywhere(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    visitors(world, &photo, (0, 3), None).await;
    let photos = world.photos();
    assert_eq!(told(&photos, world, Some(&bob), &photo).await, [Some(3); 4]);
    assert!(!world.circle().privacy(&ada).await.unwrap().hide_views);

    // Hidden: from others, not from the author and staff.
    assert!(world.circle().set_hide_views(&ada, true).await.unwrap().hide_views);
    assert_eq!(told(&photos, world, None, &photo).await, [None; 3]);
    assert_eq!(told(&photos, world, Some(&bob), &photo).await, [None; 4]);
    assert_eq!(told(&photos, world, Some(&ada), &photo).await, [Some(3); 4]);
    assert_eq!(told(&photos, world, Some(&mo), &photo).await, [Some(3); 4]);
    assert!(!world.views().of_photo(&ada, &photo).await.unwrap().shown);
    assert!(!world.views().of_member(&ada).await.unwrap().shown);

    // They still count, and are told again.
    visitors(world, &photo, (3, 4), None).await;
    world.circle().set_hide_views(&ada, false).await.unwrap();
    assert_eq!(told(&photos, world, None, &photo).await, [Some(4); 3]);
}

async fn a_site_may_hide_all_of_them(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    visitors(world, &photo, (0, 3), None).await;
    let db = Database::open_as(world.database.url(), 2, false).unwrap();
    let quiet = Context { db, ..world.context.clone() };
    let photos = Photos::new(quiet.clone());
    assert_eq!(told(&photos, world, None, &photo).await, [None; 3]);
    let own = photos.show(Some(&ada), &photo, &Paging::default()).await.unwrap().photo;
    assert_eq!(own.counts.views, Some(3));
    assert!(services::Circle::new(quiet.clone()).privacy(&ada).await.unwrap().site_hides_views);
    assert!(!world.circle().privacy(&ada).await.unwrap().site_hides_views);
    let views = services::Views::new(quiet);
    assert!(!views.of_photo(&ada, &photo).await.unwrap().shown);
}

async fn days_long_ago_are_folded_away(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    visitors(world, &photo, (0, 3), None).await;
    world.minutes_pass(399 * 24 * 60);
    visitors(world, &photo, (0, 1), None).await;
    world.work().await;
    assert_eq!((world.rows("view_days"), counted(world, &photo).0), (2, 4));
    world.minutes_pass(2 * 24 * 60);
    world.work().await;
    assert_eq!((world.rows("view_days"), counted(world, &photo).0), (1, 4));
    assert_eq!(world.views().of_photo(&ada, &photo).await.unwrap().total, 4);
}

async fn they_are_in_the_archive_that_one_takes_along(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    visitors(world, &photo, (0, 2), None).await;
    world.minutes_pass(24 * 60);
    visitors(world, &photo, (0, 1), None).await;
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    let file = world.exports().file(&ada).await.unwrap();
    let bytes = file.part(0..file.size).await.unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let photos = std::io::read_to_string(archive.by_name("photos.json").unwrap()).unwrap();
    let photos: Value = photos.parse().unwrap();
    assert_eq!(photos[0]["views"], 3);
    let days = [("2026-11-23", 2), ("2026-11-24", 1)];
    let days = days.map(|(day, views)| json!({ "day": day, "views": views }));
    assert_eq!(photos[0]["views_by_day"], Value::from(days.to_vec()));
}
