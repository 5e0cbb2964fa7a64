//! Bytes and the rows they belong to, kept together whatever breaks, and whenever.

use std::time::Duration;

use domain::{Member, PhotoDraft};
use harness::pictures;
use ports::{BlobStore, Clock};
use repository::blobs;
use services::File;
use tokio::task::{JoinHandle, JoinSet};

use crate::world::{World, a_member, a_photo, answer, by, part_of};

on_both!(
    keys_are_noted_before_the_first_byte_is_stored,
    what_a_crash_leaves_goes_after_an_hour,
    an_upload_that_took_too_long_is_refused_and_leaves_nothing,
    what_the_store_does_not_let_go_is_removed_later,
    what_a_deleted_photo_leaves_goes_when_the_store_is_back,
    of_many_who_claim_the_same_bytes_one_gets_them,
    what_was_doomed_cannot_be_claimed,
    a_key_tells_nothing_about_another,
);

/// Posts two pictures; the nth put waits at the gate. Two files are put before there are rows.
async fn an_upload_held_at(world: &World, nth: usize, by: &Member) -> JoinHandle<String> {
    world.store.hold_put(nth);
    let (publishing, by) = (world.publishing(), by.clone());
    let upload = tokio::spawn(async move {
        let files = [pictures::jpeg(700, 500, 1), pictures::jpeg(16, 12, 2)].map(File::Bytes);
        answer(publishing.publish(&by, &PhotoDraft::default(), files.to_vec()).await)
    });
    world.store.gate.somebody_waits().await;
    upload
}

/// One file, three sizes and a card; one file, one size and a card.
const PARTS: usize = 5 + 3;

async fn keys_are_noted_before_the_first_byte_is_stored(world: &World) {
    let ada = a_member("ada").join(world).await;
    let upload = an_upload_held_at(world, 1, &ada).await;
    assert!(world.store.keys().is_empty());
    assert_eq!(world.rows("unclaimed_blobs"), 1);
    world.store.gate.open();
    assert_eq!(upload.await.unwrap(), "done");
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (PARTS, 0));
}

async fn what_a_crash_leaves_goes_after_an_hour(world: &World) {
    // Init: the process dies between the first put and the second.
    let ada = a_member("ada").join(world).await;
    let upload = an_upload_held_at(world, 2, &ada).await;
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());

    // Check: for an hour it might still be under way.
    world.clock.advance(Duration::from_secs(3_599));
    world.work().await;
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (1, 2));

    // Verify.
    world.clock.advance(Duration::from_secs(1));
    world.work().await;
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (0, 0));
    assert_eq!((world.rows("photos"), world.rows("variants")), (0, 0));
}

async fn an_upload_that_took_too_long_is_refused_and_leaves_nothing(world: &World) {
    // Init: while the last put hangs, its hour passes and the sweeper comes.
    let ada = a_member("ada").join(world).await;
    let upload = an_upload_held_at(world, 2, &ada).await;
    world.minutes_pass(61);
    world.work().await;
    assert!(world.store.keys().is_empty(), "the sweeper took what was there");

    // Verify: the put ends well, and yet there are no rows without bytes.
    world.store.gate.open();
    assert_eq!(upload.await.unwrap(), "unavailable");
    assert_eq!((world.rows("photos"), world.rows("variants")), (0, 0));
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (0, 0));
}

async fn what_the_store_does_not_let_go_is_removed_later(world: &World) {
    // Init: the second put fails, and so does clearing up.
    let ada = a_member("ada").join(world).await;
    world.store.keep_everything(true);
    world.store.fail_put(2);
    let files = [pictures::jpeg(700, 500, 1), pictures::jpeg(16, 12, 2)].map(File::Bytes);
    let outcome = world.publishing().publish(&ada, &PhotoDraft::default(), files.to_vec()).await;
    assert_eq!(answer(outcome), "unavailable");
    assert_eq!((world.store.keys().len(), world.rows("photos")), (1, 0));

    // Check: the sweeper tries at once, in vain, and then once a minute.
    world.work().await;
    world.store.keep_everything(false);
    world.clock.advance(Duration::from_secs(59));
    world.work().await;
    assert_eq!(world.store.keys().len(), 1);

    // Verify.
    world.clock.advance(Duration::from_secs(1));
    world.work().await;
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (0, 0));
}

async fn what_a_deleted_photo_leaves_goes_when_the_store_is_back(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().of(vec![pictures::jpeg(700, 500, 1)]).post(world, &ada).await;
    let kept = a_photo().post(world, &ada).await;
    world.store.keep_everything(true);
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.expect("nobody waits for the store");
    for _ in 0..3 {
        world.work().await;
        assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (5 + 3, 5));
        world.minutes_pass(1);
    }
    world.store.keep_everything(false);
    world.work().await;
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (3, 0));
    let (image, part) = part_of(&kept.images[0].url);
    assert_eq!(answer(world.photos().picture(None, image, part).await), "done", "nobody else's");
}

async fn of_many_who_claim_the_same_bytes_one_gets_them(world: &World) {
    let (db, keys) = (&world.context.db, vec!["ab/1.jpg".to_owned(), "ab/2.jpg".to_owned()]);
    let (noted, until) = (keys.clone(), time::OffsetDateTime::UNIX_EPOCH);
    db.write(move |tx| blobs::expect(tx, &noted, until)).await.unwrap();
    let mut racers = JoinSet::new();
    for _ in 0..50 {
        let (db, keys) = (db.clone(), keys.clone());
        racers.spawn(async move { db.write(move |tx| blobs::claim(tx, &keys)).await.unwrap() });
    }
    let winners = racers.join_all().await.into_iter().filter(|won| *won).count();
    assert_eq!((winners, world.rows("unclaimed_blobs")), (1, 0));
}

async fn what_was_doomed_cannot_be_claimed(world: &World) {
    let (db, at) = (&world.context.db, time::OffsetDateTime::UNIX_EPOCH);
    let keys = vec!["ab/1.jpg".to_owned(), "ab/2.jpg".to_owned()];
    let (both, one) = (keys.clone(), keys[..1].to_vec());
    db.write(move |tx| blobs::expect(tx, &both, at)).await.unwrap();
    db.write(move |tx| blobs::doom(tx, &one, at)).await.unwrap();
    // As a use-case does: without all of its bytes it makes no rows and takes the claim back.
    let claim = move |tx: &mut repository::Writer| {
        let late = repository::Error::Unavailable("late".to_owned());
        if blobs::claim(tx, &keys)? { Ok(()) } else { Err(late) }
    };
    assert!(db.write(claim).await.is_err());
    assert_eq!(world.rows("unclaimed_blobs"), 2, "both are still noted");
}

async fn a_key_tells_nothing_about_another(world: &World) {
    let ada = a_member("ada").join(world).await;
    for seed in 0..2 {
        a_photo().of(vec![pictures::jpeg(700, 500, seed)]).post(world, &ada).await;
    }
    let names: std::collections::BTreeSet<String> = world
        .store
        .keys()
        .iter()
        .map(|key| key.split(['/', '-']).nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 4, "one name for each file, another for what was made of it");
    assert!(
        names.iter().all(|name| name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit()))
    );
}

#[tokio::test]
async fn bytes_that_are_claimed_at_the_last_moment_stay() {
    // Init: the hour of an upload is over, and in this very moment it gets its rows.
    let world = World::postgres();
    world.store.put("ab/1.jpg", b"bytes", "image/jpeg").await.unwrap();
    let (keys, now) = (vec!["ab/1.jpg".to_owned()], world.clock.now());
    world.context.db.write(move |tx| blobs::expect(tx, &keys, now)).await.unwrap();

    // Verify: the sweeper, who has seen the note already, does not act on what it knew.
    let worker = world.worker();
    let sweeping = async move { worker.run_due().await.unwrap() };
    world.meanwhile("DELETE FROM unclaimed_blobs WHERE doomed = false", sweeping).await;
    assert_eq!(world.store.keys(), ["ab/1.jpg"]);
}
