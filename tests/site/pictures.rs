//! Pictures as jobs: a file is stored once, its sizes are made while its author looks on already, whatever dies or fails.

use std::time::Duration;

use domain::{Member, PhotoDraft};
use harness::pictures;
use services::{File, Paging, PublishOptions, WallOf};
use views::{PhotoView, Receipt};

use crate::world::{World, a_member, a_photo, answer, by, part_of};

on_both!(
    a_file_is_stored_once_for_all_its_photos,
    the_last_photo_takes_the_bytes_along,
    what_the_store_does_not_take_is_made_later,
    others_see_a_photo_once_its_first_picture_is_there,
    work_that_is_given_up_is_tried_again_by_staff,
    what_a_dead_developer_left_is_done_by_another,
    a_file_that_turns_out_to_be_no_picture_is_taken_back,
    many_who_send_the_same_file_at_once_share_it,
    a_lost_file_is_said_to_be_lost,
    the_file_itself_is_for_its_author_and_staff,
    a_receipt_stays_with_the_photo_for_its_author,
);

async fn shown_to(world: &World, viewer: Option<&Member>) -> usize {
    let wall = world.photos().wall(viewer, WallOf::default(), &Paging::default()).await.unwrap();
    wall.items.len()
}

async fn open(world: &World, viewer: Option<&Member>, url: &str) -> String {
    let (image, part) = part_of(url);
    answer(world.photos().picture(viewer, image, part).await)
}

async fn a_file_is_stored_once_for_all_its_photos(world: &World) {
    // Init: the same file, by two people, in three photos, twice in the last.
    let (ada, eve) = (a_member("ada").join(world).await, a_member("eve").join(world).await);
    let file = || vec![pictures::jpeg(700, 500, 1)];
    let first = a_photo().of(file()).post(world, &ada).await;
    let private = a_photo().of(file()).seen_by(domain::Visibility::Private).post(world, &ada).await;
    let third = a_photo().of([file(), file()].concat()).post(world, &eve).await;

    // Verify: one file, three sizes, a card.
    assert_eq!((world.store.keys().len(), world.rows("pictures")), (5, 1));
    assert_eq!((world.rows("images"), world.rows("jobs")), (4, 0));
    let urls = [&first, &private, &third].map(|it| it.images[0].url.as_str());
    assert!(urls[0] != urls[1] && urls[1] != urls[2], "each photo has addresses of its own");
    // Verify: what is private stays so, although the bytes are public elsewhere.
    assert_eq!(open(world, None, urls[0]).await, "done");
    assert_eq!(open(world, None, urls[1]).await, "not found");
    assert_eq!(open(world, Some(&eve), urls[1]).await, "not found");
    assert_eq!(open(world, Some(&ada), urls[1]).await, "done");
}

async fn the_last_photo_takes_the_bytes_along(world: &World) {
    let ada = a_member("ada").join(world).await;
    let (first, second) = (a_photo().post(world, &ada).await, a_photo().post(world, &ada).await);
    world.photos().delete(&ada, &first.id, &by(&ada)).await.unwrap();
    assert_eq!(open(world, Some(&ada), &first.images[0].url).await, "gone");
    assert_eq!(open(world, None, &second.images[0].url).await, "done");
    assert_eq!(world.store.keys().len(), 3);
    world.photos().delete(&ada, &second.id, &by(&ada)).await.unwrap();
    assert_eq!((world.store.keys().len(), world.rows("pictures")), (0, 0));
    // Verify: and it can come again.
    a_photo().post(world, &ada).await;
    assert_eq!((world.store.keys().len(), world.rows("pictures")), (3, 1));
}

/// A photo whose file is stored, and the first of its sizes was not taken.
async fn a_photo_that_waits(world: &World, author: &Member) -> PhotoView {
    world.store.fail_put(2);
    a_photo().of(vec![pictures::jpeg(700, 500, 1)]).post(world, author).await
}

async fn what_the_store_does_not_take_is_made_later(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo_that_waits(world, &ada).await;

    // Check: its author sees the file itself, nobody else anything; no part of a size is left.
    let image = &photo.images[0];
    assert_eq!((image.state.as_str(), image.variants.len()), ("processing", 0));
    assert_eq!((image.width, image.height), (700, 500));
    assert_eq!(open(world, Some(&ada), &image.url).await, "done");
    assert_eq!(open(world, None, &image.url).await, "not found");
    let page = Paging::default();
    assert_eq!(answer(world.photos().show(None, &photo.id, &page).await), "not found");
    assert_eq!((shown_to(world, Some(&ada)).await, shown_to(world, None).await), (1, 0));
    assert_eq!(world.site().show().await.unwrap().counts.photos, 0);
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (1, 0));

    // Check: not before its time.
    world.clock.advance(Duration::from_secs(4));
    world.work().await;
    assert_eq!(shown_to(world, None).await, 0);

    // Verify.
    world.clock.advance(Duration::from_secs(1));
    world.work().await;
    let shown = world.photos().show(None, &photo.id, &page).await.unwrap().photo;
    let widths: Vec<_> = shown.images[0].variants.iter().map(|it| it.width).collect();
    assert_eq!((shown.images[0].state.as_str(), widths), ("ready", vec![320, 640, 700]));
    assert_eq!((world.store.keys().len(), world.rows("jobs")), (5, 0));
    assert_eq!(world.site().show().await.unwrap().counts.photos, 1);
}

async fn others_see_a_photo_once_its_first_picture_is_there(world: &World) {
    // Init: of two pictures the second one waits.
    let ada = a_member("ada").join(world).await;
    let files = vec![pictures::jpeg(16, 12, 1), pictures::jpeg(16, 12, 2)];
    // Two files and two parts of one picture are put, in whatever order; then a part of the other.
    world.store.fail_put(5);
    let photo = a_photo().of(files).post(world, &ada).await;
    let states: Vec<_> = photo.images.iter().map(|it| it.state.as_str()).collect();
    let first_is_ready = states[0] == "ready";
    assert!(states.contains(&"ready") && states.contains(&"processing"), "{states:?}");

    // Verify.
    assert_eq!(shown_to(world, None).await, usize::from(first_is_ready));
    world.clock.advance(Duration::from_secs(5));
    world.work().await;
    let shown = world.photos().show(None, &photo.id, &Paging::default()).await.unwrap().photo;
    assert_eq!(shown.images.len(), 2);
}

async fn work_that_is_given_up_is_tried_again_by_staff(world: &World) {
    // Init: the store takes files and no sizes, for days.
    let ada = a_member("ada").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo_that_waits(world, &ada).await;
    for _ in 0..8 {
        world.minutes_pass(13 * 60);
        world.store.fail_put(1);
        world.work().await;
    }

    // Verify: its author is told, and staff see why.
    let page = Paging::default();
    let told = world.photos().show(Some(&ada), &photo.id, &page).await.unwrap().photo;
    assert_eq!(told.images[0].state, "failed");
    assert_eq!(told.images[0].problem.as_deref(), Some("error-picture-given-up"));
    let jobs = world.admin().jobs(&mo).await.unwrap().items;
    assert_eq!((jobs[0].state.as_str(), jobs[0].attempts), ("failed", 9));
    assert_eq!(jobs[0].photo.as_deref(), Some(photo.url.as_str()));
    assert!(jobs[0].last_error.contains("put"), "{}", jobs[0].last_error);
    world.minutes_pass(100_000);
    world.work().await;
    assert_eq!(shown_to(world, None).await, 0, "nobody tries any more");

    // Verify: staff, and nobody else, have it tried again.
    let id = jobs[0].id;
    assert_eq!(answer(world.admin().jobs(&ada).await), "forbidden: problem-forbidden");
    assert_eq!(
        answer(world.admin().retry(&ada, id, &by(&ada)).await),
        "forbidden: problem-forbidden"
    );
    assert_eq!(answer(world.admin().retry(&mo, id + 1, &by(&mo)).await), "not found");
    world.admin().retry(&mo, id, &by(&mo)).await.unwrap();
    world.work().await;
    assert_eq!((shown_to(world, None).await, world.rows("jobs")), (1, 0));
}

async fn what_a_dead_developer_left_is_done_by_another(world: &World) {
    // Init: whoever makes the sizes hangs, and its lease is not made longer.
    let ada = a_member("ada").join(world).await;
    world.store.hold_put(2);
    let options = PublishOptions { wait: Some(Duration::ZERO), ..PublishOptions::default() };
    let files = vec![File::Bytes(pictures::jpeg(700, 500, 1)).into()];
    let publishing = world.publishing();
    let facts =
        publishing.publish_with(&ada, &PhotoDraft::default(), files, options).await.unwrap();
    assert_eq!(facts.photo.images[0].state, "processing");
    world.store.gate.somebody_waits().await;

    // Check: as long as it may be alive nobody else begins.
    world.clock.advance(Duration::from_secs(14));
    world.work().await;
    assert_eq!(world.rows("jobs"), 1);

    // Verify: another does it; what the first one still brings is not needed, and goes.
    world.clock.advance(Duration::from_secs(1));
    world.work().await;
    assert_eq!((shown_to(world, None).await, world.rows("jobs")), (1, 0));
    world.store.gate.open();
    let settled = async {
        while (world.store.keys().len(), world.rows("unclaimed_blobs")) != (5, 0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            world.work().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), settled).await.expect("one of each is left");
    assert_eq!(world.rows("variants"), 5);
}

/// A PNG that is whole from the outside, with sixteen bytes for pixels that nothing can be made of.
fn hollow_png() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let named = [kind.as_slice(), data].concat();
        let sum = pictures::crc32(&named).to_be_bytes();
        [&u32::try_from(data.len()).unwrap().to_be_bytes(), named.as_slice(), &sum].concat()
    };
    let header = [0, 0, 0, 64, 0, 0, 0, 48, 8, 2, 0, 0, 0];
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", &[0xA5; 16]),
        &chunk(b"IEND", b""),
    ]
    .concat()
}

async fn a_file_that_turns_out_to_be_no_picture_is_taken_back(world: &World) {
    let ada = a_member("ada").join(world).await;
    let files = vec![File::Bytes(pictures::jpeg(16, 12, 1)), File::Bytes(hollow_png())];
    let outcome = world.publishing().publish(&ada, &PhotoDraft::default(), files).await;
    assert_eq!(
        answer(outcome),
        "invalid: file=error-file-broken file[1]=error-file-broken",
        "the sender hears it as if it had been seen at once"
    );
    for table in ["photos", "images", "pictures", "variants", "jobs", "unclaimed_blobs"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
    assert!(world.store.keys().is_empty());
}

async fn many_who_send_the_same_file_at_once_share_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mut uploads = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (publishing, ada) = (world.publishing(), ada.clone());
        uploads.spawn(async move {
            let files = vec![File::Bytes(pictures::jpeg(64, 48, 7))];
            answer(publishing.publish(&ada, &PhotoDraft::default(), files).await)
        });
    }
    let answers = uploads.join_all().await;
    assert!(answers.iter().all(|it| it == "done"), "{answers:?}");
    world.work().await;
    assert_eq!((world.rows("photos"), world.rows("pictures")), (20, 1));
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (3, 0));
    assert_eq!(shown_to(world, None).await, 20);
    // Verify: and all of them at once take it along.
    let wall =
        world.photos().wall(None, WallOf::default(), &Paging::default()).await.unwrap().items;
    let mut deletions = tokio::task::JoinSet::new();
    for photo in wall {
        let (photos, ada) = (world.photos(), ada.clone());
        deletions.spawn(async move { answer(photos.delete(&ada, &photo.id, &by(&ada)).await) });
    }
    assert!(deletions.join_all().await.iter().all(|it| it == "done"));
    world.work().await;
    assert_eq!((world.store.keys().len(), world.rows("pictures")), (0, 0));
}

async fn a_lost_file_is_said_to_be_lost(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo_that_waits(world, &ada).await;
    world.store.lose_everything();
    world.clock.advance(Duration::from_secs(5));
    world.work().await;
    let told = world.photos().show(Some(&ada), &photo.id, &Paging::default()).await.unwrap().photo;
    assert_eq!(told.images[0].problem.as_deref(), Some("error-picture-lost"));
}

async fn the_file_itself_is_for_its_author_and_staff(world: &World) {
    let (ada, eve) = (a_member("ada").join(world).await, a_member("eve").join(world).await);
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let url = photo.images[0].original.as_ref().unwrap().url.clone();
    for (viewer, expected) in
        [(None, "not found"), (Some(&eve), "not found"), (Some(&ada), "done"), (Some(&mo), "done")]
    {
        assert_eq!(open(world, viewer, &url).await, expected, "{viewer:?}");
        // Verify: and only its author is told where it is.
        let seen = world.photos().show(viewer, &photo.id, &Paging::default()).await.unwrap();
        assert_eq!(seen.photo.images[0].original.is_some(), viewer == Some(&ada), "{viewer:?}");
    }
    let (image, part) = part_of(&url);
    let kept = world.photos().picture(Some(&ada), image, part).await.unwrap();
    assert!(!kept.admitted.public, "no cache keeps it");
}

async fn a_receipt_stays_with_the_photo_for_its_author(world: &World) {
    let (ada, eve) = (a_member("ada").join(world).await, a_member("eve").join(world).await);
    let file = pictures::jpeg(700, 500, 1);
    let publishing = world.publishing();
    let facts = publishing
        .publish(&ada, &PhotoDraft::default(), vec![File::Bytes(file.clone())])
        .await
        .unwrap();
    let shown = |viewer: Member| async move {
        world.photos().show(Some(&viewer), &facts.photo.id, &Paging::default()).await.unwrap()
    };
    let receipt: Vec<Receipt> = shown.clone()(ada).await.receipt.unwrap();
    assert_eq!(receipt, facts.receipt);
    assert_eq!((receipt[0].received_bytes, receipt[0].sizes.len()), (file.len(), 3));
    assert_eq!((receipt[0].format.as_str(), receipt[0].frames), ("image/jpeg", 1));
    assert!(shown(eve).await.receipt.is_none(), "what was removed is nobody else's business");
}
