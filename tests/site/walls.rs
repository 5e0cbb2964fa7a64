//! Lists of photos: newest first, page by page, whatever happens in between.

use domain::Visibility;
use services::{Paging, WallOf};
use views::PhotoView;

use crate::recorder;
use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    reading_on_loses_and_doubles_nothing_while_others_post_and_delete,
    a_wall_shows_what_it_is_a_wall_of,
    the_last_page_has_no_next,
    a_place_that_is_none_is_named,
    a_profile_counts_and_pages,
    a_photo_that_goes_while_the_wall_is_read_is_not_there,
);

fn paging(after: Option<&str>, limit: i64) -> Paging {
    Paging { after: after.map(str::to_owned), limit: Some(limit) }
}

fn ids(photos: &[PhotoView]) -> Vec<String> {
    photos.iter().map(|it| it.id.clone()).collect()
}

async fn reading_on_loses_and_doubles_nothing_while_others_post_and_delete(world: &World) {
    // Init: 25 photos, three in each instant.
    let ada = a_member("ada").join(world).await;
    let mut wanted = Vec::new();
    for number in 0..25 {
        let photo = match number % 3 {
            0 => a_photo().post(world, &ada).await,
            _ => a_photo().post_at_once(world, &ada).await,
        };
        wanted.insert(0, photo.id);
    }

    // Verify: between two pages one is posted, the last one read is deleted, and so is one still to come.
    let (mut read, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = paging(after.as_deref(), 4);
        let wall = world.photos().wall(None, WallOf::default(), &page).await.unwrap();
        assert!(wall.items.len() <= 4);
        read.extend(ids(&wall.items));
        let Some(next) = wall.next else { break };
        assert_eq!(read.last(), Some(&next), "the cursor is the last one on the page");
        a_photo().post(world, &ada).await;
        world.photos().delete(&ada, &next, &by(&ada)).await.unwrap();
        if let Some(ahead) = wanted.get(read.len() + 1).cloned() {
            world.photos().delete(&ada, &ahead, &by(&ada)).await.unwrap();
            wanted.retain(|id| *id != ahead);
        }
        after = Some(next);
    }
    assert_eq!(read, wanted);
}

async fn a_wall_shows_what_it_is_a_wall_of(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let plain = a_photo().post(world, &ada).await.id;
    let lake = a_photo().tagged("lake dawn").post(world, &ada).await.id;
    let eves = a_photo().tagged("LAKE").post(world, &eve).await.id;

    // Verify.
    let wall = async |user: Option<&str>, tag: Option<&str>| {
        let of = WallOf { user: user.map(str::to_owned), tag: tag.map(str::to_owned) };
        let wall = world.photos().wall(None, of, &Paging::default()).await;
        wall.map(|it| (ids(&it.items), it.tag))
    };
    let all = vec![eves.clone(), lake.clone(), plain.clone()];
    assert_eq!(wall(None, None).await.unwrap(), (all, None));
    assert_eq!(wall(Some("ADA"), None).await.unwrap().0, [lake.clone(), plain]);
    let tagged = wall(None, Some("Lake")).await.unwrap();
    assert_eq!(tagged, (vec![eves, lake.clone()], Some("lake".to_owned())));
    assert_eq!(wall(Some("ada"), Some("lake")).await.unwrap().0, [lake]);
    assert!(wall(None, Some("nothing")).await.unwrap().0.is_empty());
    assert_eq!(answer(wall(Some("nobody"), None).await), "not found");
    assert_eq!(answer(wall(None, Some("<b>")).await), "not found");
    assert_eq!(answer(wall(Some("<b>"), None).await), "invalid: user=error-username-characters");
}

async fn the_last_page_has_no_next(world: &World) {
    let ada = a_member("ada").join(world).await;
    let empty = world.photos().wall(None, WallOf::default(), &Paging::default()).await.unwrap();
    assert_eq!((empty.items.len(), empty.next), (0, None));
    for _ in 0..4 {
        a_photo().post(world, &ada).await;
    }
    let first = world.photos().wall(None, WallOf::default(), &paging(None, 2)).await.unwrap();
    let second = paging(first.next.as_deref(), 2);
    let second = world.photos().wall(None, WallOf::default(), &second).await.unwrap();
    assert_eq!((first.items.len(), second.items.len(), second.next), (2, 2, None));
}

async fn a_place_that_is_none_is_named(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let wall = async |after: Option<&str>, limit: i64| {
        answer(world.photos().wall(None, WallOf::default(), &paging(after, limit)).await)
    };
    for after in ["AAAAAAAAAAA", "nonsense", "1 OR 1=1", "\0"] {
        assert_eq!(wall(Some(after), 10).await, "invalid: after=error-cursor", "{after:?}");
    }
    for limit in [0, -1, 101, i64::MAX, i64::MIN] {
        assert_eq!(wall(None, limit).await, "invalid: limit=error-limit", "{limit}");
    }
    assert_eq!(wall(Some("x"), 0).await, "invalid: after=error-cursor limit=error-limit");
    for (after, limit) in [(None, 1), (None, 100), (Some(photo.as_str()), 100), (Some(""), 1)] {
        assert_eq!(wall(after, limit).await, "done", "{after:?} {limit}");
    }
}

async fn a_profile_counts_and_pages(world: &World) {
    // Init: three public photos and a private one.
    let ada = a_member("ada").join(world).await;
    let mut wanted = Vec::new();
    for _ in 0..3 {
        wanted.insert(0, a_photo().post(world, &ada).await.id);
    }
    a_photo().seen_by(Visibility::Private).post(world, &ada).await;

    // Verify: the count does not betray the private one.
    let first = world.photos().profile(None, "Ada", &paging(None, 2)).await.unwrap();
    assert_eq!(
        (first.user.name.as_str(), first.user.counts.photos, first.suspended),
        ("ada", 3, false)
    );
    let next = paging(first.photos.next.as_deref(), 2);
    let second = world.photos().profile(None, "ada", &next).await.unwrap();
    assert_eq!([ids(&first.photos.items), ids(&second.photos.items)].concat(), wanted);
    assert_eq!(second.photos.next, None);
    let own = world.photos().profile(Some(&ada), "ada", &Paging::default()).await.unwrap();
    assert_eq!((own.user.counts.photos, own.photos.items.len()), (4, 4));
    for name in ["nobody", "<b>", ""] {
        let outcome = world.photos().profile(None, name, &Paging::default()).await;
        assert_eq!(answer(outcome), "not found", "{name:?}");
    }
}

async fn a_photo_that_goes_while_the_wall_is_read_is_not_there(world: &World) {
    // Init: three photos; the middle one is deleted after it was found and before its pictures are.
    let ada = a_member("ada").join(world).await;
    let first = a_photo().post(world, &ada).await.id;
    let middle = a_photo().post(world, &ada).await.id;
    let last = a_photo().post(world, &ada).await.id;
    let delete = {
        let (mut raw, id) = (world.raw(), middle.clone());
        move || {
            raw.must("DELETE FROM images WHERE photo_id = 2");
            raw.must(&format!("UPDATE photos SET deleted_at = 1 WHERE key = '{id}'"));
        }
    };
    recorder::once(world.database.url(), "images", delete);

    // Verify: nobody is shown a photo without a picture.
    let reading = world.photos().wall(None, WallOf::default(), &Paging::default()).await.unwrap();
    assert_eq!(ids(&reading.items), [last, first]);
    let shown = world.photos().show(None, &middle, &Paging::default()).await;
    assert_eq!(answer(shown), "gone");
}
