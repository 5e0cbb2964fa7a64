//! A commit that succeeds while the connection breaks: the database knows that it happened, and nobody else does.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::PhotoDraft;
use harness::pictures;
use repository::Database;
use services::{Context, File, Publishing};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use crate::world::{World, a_member, answer};

/// A way to PostgreSQL that breaks off once, between a commit and its answer.
struct Wire {
    url: String,
    /// How many commits go well before.
    left: Arc<AtomicUsize>,
    _folder: TempDir,
    accepting: JoinHandle<()>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Wire {
    fn to(url: &str) -> Self {
        let (before, rest) = url.split_once("host=").expect("a Unix socket");
        let (host, after) = rest.split_once('&').expect("a user after it");
        let socket = |folder: &Path| folder.join(".s.PGSQL.5432");
        let server = socket(&PathBuf::from(host.replace("%2F", "/")));
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(socket(folder.path())).unwrap();
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let count = Arc::clone(&left);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&server).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&count)));
            }
        });
        let url = format!("{before}host={}&{after}", folder.path().display());
        Self { url, left, _folder: folder, accepting }
    }

    /// Loses the answer to the nth commit from now on (the first is 1).
    fn lose(&self, nth: usize) {
        self.left.store(nth, Ordering::SeqCst);
    }
}

/// Carries both sides' words to each other, until one of them goes or an answer is to be lost.
async fn carry(mut client: UnixStream, mut server: UnixStream, left: Arc<AtomicUsize>) {
    const COMMIT: &[u8] = b"COMMIT\0";
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    let mut losing = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(size @ 1..) = read else { return };
                let words = &asked[..size];
                if words.windows(COMMIT.len()).any(|it| it == COMMIT) {
                    losing = left.fetch_sub(1, Ordering::SeqCst) == 1;
                }
                if server.write_all(words).await.is_err() { return }
            }
            read = server.read(&mut answered) => {
                let Ok(size @ 1..) = read else { return };
                let words = &answered[..size];
                if losing && words.windows(COMMIT.len()).any(|it| it == COMMIT) { return }
                if client.write_all(words).await.is_err() { return }
            }
        }
    }
}

#[tokio::test]
async fn a_photo_whose_commit_nobody_heard_of_keeps_its_bytes() {
    // Init: the first commit notes the key of the file, the second one makes the rows.
    let world = World::postgres();
    let ada = a_member("ada").join(&world).await;
    let wire = Wire::to(world.database.url());
    let url = wire.url.clone();
    let db = tokio::task::spawn_blocking(move || Database::open(&url, 2)).await.unwrap().unwrap();
    let context = Context { db, ..world.context.clone() };
    wire.lose(2);
    let files = vec![File::Bytes(pictures::jpeg(700, 500, 1))];
    let outcome = Publishing::new(context).publish(&ada, &PhotoDraft::default(), files).await;

    // Verify: nobody can tell whether it worked; but what is there is whole.
    assert_ne!(answer(outcome), "done");
    assert_eq!((world.rows("photos"), world.rows("variants")), (1, 1), "it did");
    assert_eq!(world.rows("unclaimed_blobs"), 0);
    world.minutes_pass(120);
    world.work().await;
    assert_eq!(world.store.keys().len(), 5, "no row without its bytes, and all sizes");
    assert_eq!((world.rows("variants"), world.rows("jobs")), (5, 0));
}

#[tokio::test]
async fn an_upload_whose_first_commit_nobody_heard_of_leaves_nothing() {
    let world = World::postgres();
    let ada = a_member("ada").join(&world).await;
    let wire = Wire::to(world.database.url());
    let url = wire.url.clone();
    let db = tokio::task::spawn_blocking(move || Database::open(&url, 2)).await.unwrap().unwrap();
    let context = Context { db, ..world.context.clone() };
    wire.lose(1);
    let files = vec![File::Bytes(pictures::jpeg(700, 500, 1))];
    let outcome = Publishing::new(context).publish(&ada, &PhotoDraft::default(), files).await;
    assert_ne!(answer(outcome), "done");
    world.minutes_pass(61);
    world.work().await;
    assert_eq!((world.rows("photos"), world.rows("unclaimed_blobs")), (0, 0));
    assert!(world.store.keys().is_empty());
}
