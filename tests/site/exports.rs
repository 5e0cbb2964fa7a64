//! How somebody takes everything along, and what is forgotten because it is old.

use std::io::{Cursor, Read};
use std::time::Duration;

use domain::Member;
use harness::{Value, pictures};
use ports::LetterKind;
use services::{CommentDraft, Context, Exports, Upkeep, Worker};
use views::PhotoView;
use zip::ZipArchive;

use crate::world::{PASSWORD, World, a_member, a_photo, answer};

on_both!(
    the_worker_makes_it_and_a_letter_tells,
    the_archive_has_the_very_bytes,
    the_archive_has_all_words_of_ones_own_and_no_others,
    the_owners_check_takes_it_for_no_orphan,
    a_second_within_a_week_is_refused_until_then,
    an_archive_expires_and_goes_by_itself,
    nobody_else_has_it,
    a_worker_that_is_killed_harms_nothing,
    a_store_in_trouble_is_tried_again_and_then_given_up,
    somebody_who_leaves_meanwhile_gets_none,
    a_picture_that_is_lost_is_said_to_be,
    much_is_read_page_by_page,
    what_is_old_is_forgotten,
);

const WEEK: u64 = 7 * 24 * 60;

/// The archive, opened.
type Archive = ZipArchive<Cursor<Vec<u8>>>;

async fn fetch(world: &World, who: &Member) -> Archive {
    let file = world.exports().file(who).await.unwrap();
    let mut bytes = Vec::new();
    // In parts, as it is read for a browser.
    while u64::try_from(bytes.len()).unwrap() < file.size {
        let from = u64::try_from(bytes.len()).unwrap();
        bytes.extend(file.part(from..(from + 700).min(file.size)).await.unwrap());
    }
    ZipArchive::new(Cursor::new(bytes)).unwrap()
}

fn read(archive: &mut Archive, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .unwrap_or_else(|why| panic!("{name}: {why}"))
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

fn json(archive: &mut Archive, name: &str) -> Value {
    String::from_utf8(read(archive, name)).unwrap().parse().unwrap()
}

async fn state(world: &World, who: &Member) -> String {
    world.exports().show(who).await.unwrap().state
}

/// The archives in the store.
fn stored(world: &World) -> Vec<String> {
    world.store.keys().into_iter().filter(|it| it.ends_with("-export.zip")).collect()
}

/// Ada with two photos of three pictures and a comment on Bob's, who has one on hers; another was deleted.
struct Belongings {
    ada: Member,
    photo: PhotoView,
    empty: PhotoView,
    comment: String,
}

async fn belongings(world: &World) -> Belongings {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    world.sql(&format!("INSERT INTO follows VALUES ({}, {}, 0)", bob.id.0, ada.id.0));
    let files = vec![pictures::private_jpeg(16, 12, 1), pictures::png(12, 16, 2)];
    let photo = a_photo().titled("Harbour").tagged("lake dusk").of(files).post(world, &ada).await;
    let empty = a_photo().of(vec![pictures::gif(8, 8, 3)]).post(world, &ada).await;
    let of_bob = a_photo().titled("Not hers").of(vec![pictures::jpeg(9, 9, 9)]);
    let of_bob = of_bob.post(world, &bob).await;
    let said = |body: &str| CommentDraft { body: body.to_owned(), parent: None };
    let first = world.comments().add(&ada, &of_bob.id, said("Mine & yours")).await.unwrap();
    let gone = world.comments().add(&ada, &of_bob.id, said("Regretted")).await.unwrap();
    world.comments().delete(&ada, &gone.id, &crate::world::by(&ada)).await.unwrap();
    world.comments().add(&bob, &photo.id, said("By Bob")).await.unwrap();
    Belongings { ada, photo, empty, comment: first.id }
}

async fn the_worker_makes_it_and_a_letter_tells(world: &World) {
    let ada = a_member("ada").join(world).await;
    assert_eq!(state(world, &ada).await, "none");
    world.exports().ask(&ada).await.unwrap();
    assert_eq!(state(world, &ada).await, "queued");
    assert_eq!(answer(world.exports().file(&ada).await), "not found");
    world.work().await;
    world.work().await;
    assert_eq!(state(world, &ada).await, "ready");
    let sent = world.mailer.sent();
    let Some(LetterKind::ExportReady { name, url, days }) = sent.last().map(|it| &it.kind) else {
        panic!("{sent:?}")
    };
    assert_eq!((name.as_str(), *days), ("ada", 7));
    assert_eq!(url, "https://photos.example/settings/export");
}

async fn the_archive_has_the_very_bytes(world: &World) {
    let Belongings { ada, photo, empty, .. } = belongings(world).await;
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    let mut archive = fetch(world, &ada).await;
    let mut names: Vec<_> = archive.file_names().map(|it| it.unwrap().into_owned()).collect();
    names.sort();
    let documents = [
        "README.txt",
        "bookmarks.json",
        "comments.json",
        "export.json",
        "likes.json",
        "photos.json",
    ];
    let pictures = [(&photo, "1.jpg"), (&photo, "2.png"), (&empty, "1.gif")];
    let pictures = pictures.map(|(photo, name)| format!("pictures/{}/{name}", photo.id));
    let mut expected = [documents.map(str::to_owned).as_slice(), &pictures].concat();
    expected.sort();
    assert_eq!(names, expected);
    let photos = json(&mut archive, "photos.json");
    for (nth, image) in photos[0]["images"].as_array().unwrap().iter().enumerate() {
        assert_eq!(image["file"], pictures[nth].as_str());
        let key = world.raw().texts(&format!(
            "SELECT blob_key AS t FROM variants WHERE role = 'original' AND hash = '{}'",
            image["sha256"].as_str().unwrap()
        ));
        let kept = world.context.store.get(&key[0]).await.unwrap().unwrap();
        assert_eq!(read(&mut archive, &pictures[nth]), kept, "picture {nth}");
    }
    let text = String::from_utf8(read(&mut archive, "README.txt")).unwrap();
    assert!(documents[1..].iter().all(|it| text.contains(it)), "{text}");
}

async fn the_archive_has_all_words_of_ones_own_and_no_others(world: &World) {
    let Belongings { ada, photo, comment, .. } = belongings(world).await;
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    let mut archive = fetch(world, &ada).await;
    let photos = json(&mut archive, "photos.json");
    assert_eq!(photos.as_array().unwrap().len(), 2);
    assert_eq!((&photos[0]["title"], &photos[0]["tags"][1]), (&"Harbour".into(), &"dusk".into()));
    assert_eq!(photos[0]["url"], format!("https://photos.example/photos/{}", photo.id));
    assert_eq!(photos[0]["images"][0]["receipt"]["format"], "image/jpeg");
    let comments = json(&mut archive, "comments.json");
    assert_eq!(comments.as_array().unwrap().len(), 1, "{comments}");
    assert_eq!(
        (&comments[0]["id"], &comments[0]["body"]),
        (&comment.into(), &"Mine & yours".into())
    );
    let account = json(&mut archive, "export.json");
    assert_eq!(account["account"]["email"], "ada@example.org");
    assert_eq!(account["followers"], harness::json!(["bob"]));
    let all = format!("{account}{photos}{comments}");
    for words in ["$2b$", "By Bob", "Not hers", "bob@example.org", "Regretted", "hash\""] {
        assert!(!all.contains(words), "{words}");
    }
}

async fn the_owners_check_takes_it_for_no_orphan(world: &World) {
    let folder = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(storage::DiskStore::open(folder.path()).unwrap());
    let context = Context { store: store.clone(), ..world.context.clone() };
    let ada = a_member("ada").join(world).await;
    Exports::new(context.clone()).ask(&ada).await.unwrap();
    Worker::new(context.clone()).run_due().await.unwrap();
    let checked = Upkeep::new(context.clone(), crate::world::owner()).check(true).await.unwrap();
    assert_eq!((checked.objects, checked.findings), (1, vec![]));
    world.minutes_pass(WEEK);
    Worker::new(context.clone()).run_due().await.unwrap();
    let checked = Upkeep::new(context, crate::world::owner()).check(true).await.unwrap();
    assert_eq!((checked.objects, checked.findings), (0, vec![]));
}

async fn a_second_within_a_week_is_refused_until_then(world: &World) {
    let ada = a_member("ada").join(world).await;
    world.exports().ask(&ada).await.unwrap();
    assert_eq!(answer(world.exports().ask(&ada).await), "too many for 604800 s");
    world.work().await;
    world.minutes_pass(WEEK - 1);
    assert_eq!(answer(world.exports().ask(&ada).await), "too many for 60 s");
    let next = world.exports().show(&ada).await.unwrap().next_at.unwrap();
    assert_eq!(next.date().to_string(), "2026-11-30");
    let first = stored(world);
    world.minutes_pass(1);
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    assert_eq!((state(world, &ada).await, stored(world).len()), ("ready".to_owned(), 1));
    assert_ne!(stored(world), first, "the one before went");
}

async fn an_archive_expires_and_goes_by_itself(world: &World) {
    let ada = a_member("ada").join(world).await;
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    world.minutes_pass(WEEK - 1);
    world.work().await;
    assert_eq!(
        (answer(world.exports().file(&ada).await), stored(world).len()),
        ("done".to_owned(), 1)
    );
    world.minutes_pass(1);
    assert_eq!(answer(world.exports().file(&ada).await), "gone");
    assert_eq!(state(world, &ada).await, "expired");
    world.work().await;
    assert_eq!((stored(world).len(), world.rows("unclaimed_blobs")), (0, 0));
}

async fn nobody_else_has_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let ruth = a_member("ruth").admin().join(world).await;
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    assert_eq!(answer(world.exports().file(&ruth).await), "not found");
    assert_eq!(state(world, &ruth).await, "none");
}

async fn a_worker_that_is_killed_harms_nothing(world: &World) {
    // Init: it dies while the archive goes to the store.
    let ada = a_member("ada").join(world).await;
    a_photo().post(world, &ada).await;
    world.exports().ask(&ada).await.unwrap();
    world.store.hold_put(1);
    let worker = world.worker();
    let dying = tokio::spawn(async move { worker.run_due().await });
    world.store.gate.somebody_waits().await;
    dying.abort();
    assert!(dying.await.is_err());
    world.store.hold_put(0);
    world.store.gate.open();

    // Verify: nobody else begins before the lease is over, and then there is one archive and one letter.
    world.work().await;
    assert_eq!(state(world, &ada).await, "queued");
    world.minutes_pass(3);
    world.work().await;
    world.work().await;
    assert_eq!(state(world, &ada).await, "ready");
    assert_eq!((stored(world).len(), world.mailer.sent().len()), (1, 1));
    assert_eq!(world.rows("unclaimed_blobs"), 1, "the note of this one alone");
    fetch(world, &ada).await;
}

async fn a_store_in_trouble_is_tried_again_and_then_given_up(world: &World) {
    let ada = a_member("ada").join(world).await;
    world.exports().ask(&ada).await.unwrap();
    let mut tries = 0;
    while state(world, &ada).await == "queued" {
        world.store.fail_put(1);
        world.work().await;
        tries += 1;
        let page = world.exports().show(&ada).await.unwrap();
        assert_eq!((page.attempts, page.reason.as_deref()), (tries, Some("unavailable")));
        world.work().await;
        let again = world.exports().show(&ada).await.unwrap();
        assert_eq!(again.attempts, tries, "not before its time");
        world.minutes_pass(24 * 60);
    }
    assert_eq!((tries, state(world, &ada).await.as_str()), (6, "failed"));
    assert_eq!((stored(world).len(), world.rows("unclaimed_blobs")), (0, 0));
    assert_eq!(world.mailer.sent().len(), 0);

    // Verify: it may be asked for again at once.
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    assert_eq!(state(world, &ada).await, "ready");
}

async fn somebody_who_leaves_meanwhile_gets_none(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    for who in [&ada, &bob] {
        world.exports().ask(who).await.unwrap();
    }
    // Bob leaves before it begins.
    world.leaving().leave(&bob, PASSWORD).await.unwrap();
    assert_eq!(world.rows("exports"), 1);
    // Ada leaves while it goes to the store.
    world.store.hold_put(1);
    let worker = world.worker();
    let working = tokio::spawn(async move { worker.run_due().await.unwrap() });
    world.store.gate.somebody_waits().await;
    world.leaving().leave(&ada, PASSWORD).await.unwrap();
    world.store.gate.open();
    working.await.unwrap();
    world.work().await;
    assert_eq!((stored(world).len(), world.rows("exports")), (0, 0));
    assert_eq!(world.rows("unclaimed_blobs"), 0);
    let about = |it: &ports::Letter| matches!(it.kind, LetterKind::LeavingSoon { .. });
    assert!(world.mailer.sent().iter().all(about));
}

async fn a_picture_that_is_lost_is_said_to_be(world: &World) {
    let ada = a_member("ada").join(world).await;
    let files = vec![pictures::jpeg(16, 12, 1), pictures::jpeg(16, 12, 2)];
    let photo = a_photo().of(files).post(world, &ada).await;
    let keys = world.raw().texts(
        "SELECT v.blob_key AS t FROM variants v JOIN images i USING (picture_id) \
         WHERE v.role = 'original' ORDER BY i.position",
    );
    world.context.store.remove(&keys[0]).await.unwrap();
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    let mut archive = fetch(world, &ada).await;
    let photos = json(&mut archive, "photos.json");
    assert_eq!(photos[0]["images"][0]["file"], Value::Null);
    let second = format!("pictures/{}/2.jpg", photo.id);
    assert_eq!(photos[0]["images"][1]["file"], second.as_str());
    read(&mut archive, &second);
}

async fn much_is_read_page_by_page(world: &World) {
    // Init: more photos and comments than a page has; the photos share a picture.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    world.sql(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 249) \
         INSERT INTO photos (key, author_id, title, caption, visibility, license, created_at) \
         SELECT 'photo' || i, {id}, 'No ' || i, '', 'private', '', i FROM n; \
         INSERT INTO images (key, photo_id, picture_id, position, alt, source_hash, receipt, camera) \
         SELECT 'image' || p.id, p.id, i.picture_id, 0, '', '', i.receipt, '' \
         FROM photos p, images i WHERE p.key LIKE 'photo%'; \
         INSERT INTO comments (key, photo_id, author_id, body, created_at) \
         SELECT 'comment' || p.id, p.id, {id}, 'On ' || p.id, p.id FROM photos p",
        id = ada.id.0
    ));
    world.exports().ask(&ada).await.unwrap();
    world.work().await;
    let mut archive = fetch(world, &ada).await;
    let photos = json(&mut archive, "photos.json");
    let keys: std::collections::BTreeSet<_> =
        photos.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!((keys.len(), keys.contains(photo.id.as_str())), (250, true));
    assert_eq!(json(&mut archive, "comments.json").as_array().unwrap().len(), 250);
    let pictures =
        archive.file_names().filter(|it| it.as_ref().unwrap().starts_with("pictures/")).count();
    assert_eq!(pictures, 250);
}

async fn what_is_old_is_forgotten(world: &World) {
    // Init: a letter that left, one that never will, a link, a limit.
    let ada = a_member("ada").unverified().join(world).await;
    world.work().await;
    world.context.promise_test("someone@example.org").await.unwrap();
    world.mailer.answer([ports::MailError::Permanent("no such box".to_owned())]);
    world.work().await;
    let sent = world.rows("mails");
    assert!(sent >= 1);
    world.sql(&format!(
        "INSERT INTO links (user_id, purpose, email, nonce, token_hash, created_at, expires_at) \
         VALUES ({}, 'reset', 'x', 'n', 'h', 0, {})",
        ada.id.0,
        (world.context.clock.now().unix_timestamp()) * 1_000_000
    ));
    world.sql("INSERT INTO limits VALUES ('login/x', 1)");
    world.sql("INSERT INTO proofs VALUES ('p', 'captcha', NULL, 'x', '', 0, 1)");

    // Verify.
    world.work().await;
    assert_eq!(
        (world.rows("limits"), world.rows("proofs"), world.rows("links WHERE purpose = 'reset'")),
        (0, 0, 1)
    );
    assert_eq!(world.rows("mails"), sent);
    world.clock.advance(Duration::from_hours(31 * 24));
    world.work().await;
    assert_eq!((world.rows("links"), world.rows("mails")), (0, sent));
    world.clock.advance(Duration::from_hours(60 * 24));
    world.work().await;
    assert_eq!(world.rows("mails"), 0);
    let told = world.site().privacy();
    assert_eq!((told.mails, told.links, told.grace, told.export), (90, 30, 14, 7));
}
