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
