mod full;

use super::{ABANDONED, DiskStore, SWEEP_EVERY, WAITING};
use ports::BlobStore;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

fn open() -> (TempDir, DiskStore) {
    let folder = tempfile::tempdir().expect("has a folder");
    let store = DiskStore::open(folder.path().join("deep/media")).expect("opens");
    (folder, store)
}

fn waiting(store: &DiskStore) -> usize {
    fs::read_dir(store.root.join(WAITING)).expect("is there").count()
}

#[tokio::test]
async fn what_was_put_is_there_until_it_is_removed() {
    let (_folder, store) = open();
    let key = "ab/cd/picture-2048.webp";
    assert_eq!(store.get(key).await.expect("answers"), None);

    store.put(key, b"bytes", "image/webp").await.expect("stores");
    assert_eq!(store.get(key).await.expect("answers"), Some(b"bytes".to_vec()));
    assert_eq!(fs::read(store.root.join(key)).expect("is a file"), b"bytes");
    assert_eq!(waiting(&store), 0);

    store.put(key, b"", "image/webp").await.expect("stores again");
    assert_eq!(store.get(key).await.expect("answers"), Some(Vec::new()));

    store.remove(key).await.expect("removes");
    store.remove(key).await.expect("removing again is fine");
    assert_eq!(store.get(key).await.expect("answers"), None);
}

#[tokio::test]
async fn a_put_that_fails_leaves_nothing() {
    let (_folder, store) = open();
    store.put("a", b"1", "image/png").await.expect("stores");
    // The rename is the last step; a folder of that name is in its way.
    fs::create_dir_all(store.root.join("b/c")).expect("makes");

    let below = store.put("a/b", b"2", "image/png").await.expect_err("a is a file");
    let above = store.put("b", b"2", "image/png").await.expect_err("b is a folder");

    assert_eq!((below.doing, below.key.as_str()), ("put", "a/b"));
    assert!(above.to_string().starts_with("the picture store failed to put \"b\": "), "{above}");
    assert_eq!(waiting(&store), 0);
    for key in ["b", "a/b"] {
        assert_eq!(store.get(key).await.expect("answers"), None);
        store.remove(key).await.expect("nothing to remove");
    }
    assert_eq!(store.get("a").await.expect("answers"), Some(b"1".to_vec()));
}

#[tokio::test]
async fn keys_are_checked_by_every_operation() {
    let (folder, store) = open();
    fs::write(folder.path().join("secret"), b"x").expect("writes");
    let key = "../../secret";
    store.put(key, b"y", "image/png").await.expect_err("is refused");
    store.get(key).await.expect_err("is refused");
    store.remove(key).await.expect_err("is refused");
    store.get_range(key, 0..1).await.expect_err("is refused");
    store.size(key).await.expect_err("is refused");
    store.put_file(key, &folder.path().join("secret"), "").await.expect_err("is refused");
    assert_eq!(store.local_path(key), None);
    assert_eq!(fs::read(folder.path().join("secret")).expect("is there"), b"x");
}

#[tokio::test]
async fn many_at_once_share_new_folders() {
    let (_folder, store) = open();
    let store = std::sync::Arc::new(store);
    let puts = (0..50).map(|n| {
        let store = store.clone();
        tokio::spawn(
            async move { store.put(&format!("x/{}/{n}", n % 3), &[7; 999], "image/png").await },
        )
    });
    for put in puts.collect::<Vec<_>>() {
        put.await.expect("ran").expect("stores");
    }
    assert_eq!(waiting(&store), 0);
}

#[tokio::test]
async fn an_unmounted_root_is_not_made_anew() {
    let (_folder, store) = open();
    fs::remove_dir_all(&store.root).expect("is gone");
    store.put("a/b", b"1", "image/png").await.expect_err("has no place");
    assert!(!store.root.exists());
}

#[tokio::test]
async fn leftovers_of_the_dead_go_and_files_at_work_stay() {
    let (_folder, store) = open();
    let leave = |name: &str, age: Duration| {
        let file = File::create(store.root.join(WAITING).join(name)).expect("creates");
        file.set_modified(SystemTime::now() - age).expect("is old");
    };
    leave("old", ABANDONED + Duration::from_mins(1));
    leave("young", ABANDONED / 2);

    store.put("a", b"1", "image/png").await.expect("stores");
    assert_eq!(waiting(&store), 2, "has looked a moment ago");
    *store.swept.lock().expect("is free") = Instant::now()
        .checked_sub(SWEEP_EVERY + Duration::from_secs(1))
        .expect("the machine is up for longer");
    store.put("b", b"1", "image/png").await.expect("stores");
    assert_eq!(waiting(&store), 1);

    leave("old", ABANDONED * 2);
    DiskStore::open(&*store.root).expect("opens again");
    assert_eq!(waiting(&store), 1);
}

#[test]
fn it_says_where_it_is_and_why_it_cannot_be() {
    let (folder, store) = open();
    let at = folder.path().join("deep/media");
    assert_eq!(store.describe(), format!("folder {}", at.display()));

    fs::write(folder.path().join("file"), b"").expect("writes");
    let why = DiskStore::open(folder.path().join("file")).expect_err("is no folder");
    assert!(why.reason.starts_with("storage.path: "), "{why}");
    assert!(DiskStore::open(Path::new("/proc/tintype")).is_err());
}

#[tokio::test]
async fn ranges_end_where_the_bytes_do() {
    let (_folder, store) = open();
    store.put("a/b", b"0123456789", "image/png").await.expect("stores");
    for (range, expected) in [
        (0..10, &b"0123456789"[..]),
        (2..5, b"234"),
        (8..u64::MAX, b"89"),
        (10..12, b""),
        (3..3, b""),
    ] {
        let found = store.get_range("a/b", range.clone()).await.expect("answers");
        assert_eq!(found.as_deref(), Some(expected), "{range:?}");
    }
    assert_eq!(store.size("a/b").await.expect("answers"), Some(10));
    for absent in ["a", "a/c", "a/b/c"] {
        assert_eq!(store.get_range(absent, 0..1).await.expect("answers"), None, "{absent}");
        assert_eq!(store.size(absent).await.expect("answers"), None, "{absent}");
    }
    assert_eq!(store.local_path("a/b"), Some(store.root.join("a/b")));
}

#[tokio::test]
async fn a_file_is_stored_and_stays() {
    let (folder, store) = open();
    let from = folder.path().join("picture");
    fs::write(&from, vec![7; 300_000]).expect("writes");
    store.put_file("a/b", &from, "image/png").await.expect("stores");
    assert!(
        fs::read(&from).expect("stays") == store.get("a/b").await.expect("gets").expect("is there")
    );

    let why = store.put_file("c", &folder.path().join("none"), "").await.expect_err("is not there");
    assert!(why.reason.starts_with("reading the file to store: "), "{why}");
    store.put_file("c", folder.path(), "").await.expect_err("is a folder");
    assert_eq!((waiting(&store), store.get("c").await.expect("answers")), (0, None));
}

#[tokio::test]
async fn the_list_is_in_order_and_without_strangers() {
    let (folder, store) = open();
    let keys = ["ab-c", "ab.jpg", "ab/a", "ab/b-1", "ab/b/x/y", "ab0", "b/a", "z"];
    for (size, key) in keys.iter().enumerate() {
        store.put(key, &vec![1; size], "image/png").await.expect("stores");
    }
    fs::write(store.root.join(".tmp/half"), b"x").expect("writes");
    fs::write(store.root.join("ab/Thumbs.db"), b"x").expect("writes");
    fs::create_dir_all(store.root.join("lost+found/ab")).expect("makes");
    fs::write(store.root.join("lost+found/ab/c"), b"x").expect("writes");
    fs::create_dir(store.root.join("empty")).expect("makes");
    std::os::unix::fs::symlink(folder.path().join("nowhere"), store.root.join("link"))
        .expect("links");

    let all: Vec<_> = keys.iter().zip(0..).map(|(key, size)| ((*key).to_owned(), size)).collect();
    assert_eq!(store.list(None, 100).await.expect("lists"), all);
    for limit in 1..4 {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = store.list(after.as_deref(), limit).await.expect("lists");
            assert!(page.len() <= limit);
            after = page.last().map(|(key, _)| key.clone());
            found.extend(page);
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, all, "by {limit}");
    }
    let after = async |key| store.list(Some(key), 1).await.expect("lists").pop().map(|it| it.0);
    assert_eq!(after("ab/").await.as_deref(), Some("ab/a"));
    assert_eq!(after("ab/b0").await.as_deref(), Some("ab0"));
    assert_eq!(after("zz").await, None);
    assert_eq!(store.list(None, 0).await.expect("lists"), []);

    fs::remove_dir_all(&store.root).expect("is gone");
    let why = store.list(Some("a"), 1).await.expect_err("its disk is not mounted");
    assert_eq!((why.doing, why.key.as_str()), ("list", "a"));
}

#[tokio::test]
async fn what_was_never_finished_can_be_cleared_away() {
    let (_folder, store) = open();
    let left = File::create(store.root.join(WAITING).join("half")).expect("creates");
    left.set_modified(SystemTime::now() - Duration::from_mins(5)).expect("is old");
    let sweep = async |minutes| store.abort_stale_uploads(Duration::from_mins(minutes)).await;
    assert_eq!(sweep(6).await.expect("sweeps"), 0);
    assert_eq!(sweep(4).await.expect("sweeps"), 1);
    assert_eq!(waiting(&store), 0);
}
