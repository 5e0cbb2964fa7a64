//! What has to be true after all the kills.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::time::{Duration, Instant, SystemTime};

use harness::{App, Value, json};

use super::journal::Journal;
use crate::wire;
use crate::world::{PASSWORD, World, address_of, media_of, text};

/// Contract 1: acknowledged is there, byte-identical.
pub(super) async fn acknowledged_photos_are_there(world: &World, ada: &App, journal: &Journal) {
    let mut compared = 0;
    for kept in journal.photos() {
        let url = text(&kept.photo["url"]).to_owned();
        let now = ada.get(&url).await.expect(200).json;
        assert!(now["images"].as_array().expect("a list").iter().all(|it| it["state"] == "ready"));
        // What was still being made when it was acknowledged is made by now.
        let was_ready = kept.photo["images"][0]["state"] == "ready";
        let images = was_ready.then_some("images");
        for field in ["id", "title", "created_at", "author", "tags"].into_iter().chain(images) {
            assert_eq!(now[field], kept.photo[field], "{url}");
        }
        for (url, before) in kept.bytes {
            let now = world.site.visitor().get(&url).await.expect(200).bytes;
            assert!(now == before, "{url} is not what it was");
            compared += 1;
        }
    }
    assert!(compared > super::ENOUGH, "only {compared} sizes were seen before a kill");
}

/// All photos there are, page by page.
async fn listed(ada: &App) -> Vec<Value> {
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/photos?limit=20{next}")).await.expect(200).json;
        all.extend(page["items"].as_array().expect("a list").clone());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&after={cursor}"),
            None => return all,
        }
    }
}

/// Waits until the work is done that was under way when the site was killed: whoever had it is dead, which shows when its
/// lease is over.
pub(super) async fn work_is_taken_up(world: &World) {
    let end = Instant::now() + Duration::from_mins(1);
    while world.sql().number("SELECT count(*) AS n FROM jobs") > 0 {
        let left = world.sql().texts("SELECT state || ' ' || last_error AS t FROM jobs");
        assert!(Instant::now() < end, "work is left: {left:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM pictures WHERE state <> 'ready'"), 0);
}

/// How many bytes each stored size has, by the end of its address.
fn sizes(world: &World) -> BTreeMap<String, u64> {
    let lines = world.sql().texts(
        "SELECT images.key || '/' || width || 'x' || height || '.jpg ' || size AS t FROM images \
         JOIN variants ON variants.picture_id = images.picture_id WHERE role = 'size'",
    );
    let pair = |line: &String| {
        line.split_once(' ').map(|(key, size)| (key.to_owned(), size.parse().expect("a number")))
    };
    lines.iter().map(|line| pair(line).expect("two words")).collect()
}

/// The keys of all bytes that rows have.
fn keys(world: &World) -> BTreeSet<String> {
    world.sql().texts("SELECT blob_key AS t FROM variants").into_iter().collect()
}

/// Contract 3: no row without its bytes.
pub(super) async fn rows_have_their_bytes(world: &World, ada: &App) {
    let (photos, sizes) = (listed(ada).await, sizes(world));
    assert_eq!(
        i64::try_from(photos.len()).ok(),
        Some(world.sql().number("SELECT count(*) AS n FROM photos"))
    );
    let mut shown = BTreeSet::new();
    for url in photos.iter().flat_map(media_of) {
        let page = world.site.visitor().get(&url).await.expect(200);
        let key = url.trim_start_matches("/media/");
        assert_eq!(page.bytes.len(), usize::try_from(sizes[key]).expect("small"), "{url}");
        assert_eq!(page.header("content-length"), Some(sizes[key].to_string().as_str()), "{url}");
        image_is_whole(&page.bytes, &url);
        shown.insert(key.to_owned());
    }
    assert_eq!(shown, sizes.into_keys().collect(), "every size belongs to a photo that is shown");
}

#[track_caller]
fn image_is_whole(bytes: &[u8], url: &str) {
    assert!(image::load_from_memory(bytes).is_ok(), "{url} is torn");
}

/// Contract 2 and 3: bytes without a row are known, not served, and go.
pub(super) async fn bytes_have_their_rows(world: &mut World) {
    let wanted = keys(world);
    let noted: BTreeSet<_> =
        world.sql().texts("SELECT blob_key AS t FROM unclaimed_blobs").into_iter().collect();
    let (waiting, whole): (Vec<_>, Vec<_>) =
        world.media().into_iter().partition(|it| it.starts_with(".tmp/"));
    for name in &whole {
        assert!(wanted.contains(name) || noted.contains(name), "{name} belongs to nothing");
    }
    for name in waiting.iter().chain(whole.iter().filter(|it| !wanted.contains(*it))) {
        let reply = wire::get(&world.site.base(), &format!("/media/{name}")).await;
        assert_eq!(reply.status, 404, "{name}");
    }
    eprintln!("{} files half written, {} without a row", waiting.len(), whole.len() - wanted.len());

    // An hour passes.
    world.sql().must("UPDATE unclaimed_blobs SET due_at = 0");
    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    for name in waiting {
        let file = File::options().write(true).open(world.site.data_dir().join("media").join(name));
        file.expect("it waits").set_modified(hour_ago).expect("a time");
    }
    world.site.restart().await;
    let end = Instant::now() + Duration::from_secs(20);
    while world.media().into_iter().collect::<BTreeSet<_>>() != wanted {
        assert!(Instant::now() < end, "what nobody needs does not go: {:?}", world.media());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Contract 1 and 6: who was told that they have an account can sign in, and has a letter whose link works.
pub(super) async fn accounts_have_their_letters(world: &World, journal: &Journal) {
    // What a killed worker held is free again after two minutes, which pass now.
    world.sql().must("UPDATE mails SET due_at = 0 WHERE state = 'queued'");
    let accounts = world.sql().number("SELECT count(*) AS n FROM users WHERE name <> 'ada'");
    let end = Instant::now() + Duration::from_secs(30);
    while world.sql().number("SELECT count(*) AS n FROM mails WHERE state = 'sent'") < accounts {
        let waiting = world
            .sql()
            .texts("SELECT state || ' ' || last_error AS t FROM mails WHERE state <> 'sent'");
        assert!(Instant::now() < end, "letters do not leave: {waiting:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(
        world.sql().number("SELECT count(*) AS n FROM mails"),
        accounts,
        "one letter for each account, acknowledged or not"
    );
    let letters = world.site.outbox().letters();
    for name in journal.users() {
        let mine: Vec<_> = letters.iter().filter(|it| it.to == address_of(&name)).collect();
        assert!((1..=2).contains(&mine.len()), "{name} has {} letters", mine.len());
        assert!(
            mine.iter().all(|it| it.header("message-id") == mine[0].header("message-id")),
            "{name}"
        );
        let app = world.site.app();
        let token = mine[0].link().rsplit('/').next().expect("a token").to_owned();
        app.post("/verify", &json!({ "token": token })).await.expect(200);
        let me = app.signed_in(&name, PASSWORD).await.get("/me").await.expect(200).json;
        assert_eq!(me["verified"], true, "{name}");
    }
}

/// SQLite's own opinion of its file; PostgreSQL was not killed.
pub(super) fn database_is_sound(world: &World) {
    if !world.site.database().is_postgres() {
        let check = "SELECT integrity_check AS t FROM pragma_integrity_check";
        assert_eq!(world.sql().texts(check), ["ok"]);
    }
}
