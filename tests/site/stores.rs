//! What every picture store promises, told to a folder and to a real S3 server in both styles of address.

use std::time::{Duration, Instant};

use harness::S3Server;
use ports::{BlobStore, StoreError};
use storage::{DiskStore, S3Settings, S3Store, round_trip};
use tempfile::TempDir;

/// Where the bytes of a test's objects really are, to look past the store.
trait Behind {
    /// The keys of all that is there; `None` where it cannot be seen from here.
    fn all(&self) -> Option<Vec<String>>;

    #[track_caller]
    fn holds(&self, expected: &[&str]) {
        if let Some(found) = self.all() {
            assert_eq!(found, expected);
        }
    }
}

impl Behind for S3Server {
    fn all(&self) -> Option<Vec<String>> {
        Some(self.keys())
    }
}

impl Behind for TempDir {
    fn all(&self) -> Option<Vec<String>> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    found.push(entry.strip_prefix(self.path()).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        Some(found)
    }
}

pub(crate) fn settings(server: &S3Server) -> S3Settings {
    S3Settings {
        endpoint: server.endpoint.clone(),
        region: "us-east-1".to_owned(),
        bucket: server.bucket.clone(),
        access_key: server.access_key.clone(),
        secret_key: server.secret_key.clone(),
        path_style: true,
        prefix: String::new(),
    }
}

/// The whole promise.
async fn keeps_the_contract(store: &dyn BlobStore, behind: &dyn Behind) {
    what_is_put_is_there_until_it_is_removed(store, behind).await;
    bytes_are_bytes(store).await;
    what_is_no_key_is_refused(store, behind).await;
    many_at_once_do_not_meet(store).await;
    sizes_and_ranges_are_those_of_the_bytes(store).await;
    the_list_is_complete_and_in_order(store).await;
    a_file_is_stored_and_stays(store).await;
    let steps = round_trip(store).await.unwrap();
    let names: Vec<_> = steps.iter().map(|it| it.name).collect();
    assert_eq!(names, ["put", "get", "get a missing one", "remove", "see it gone"]);
    behind.holds(&[]);
}

async fn what_is_put_is_there_until_it_is_removed(store: &dyn BlobStore, behind: &dyn Behind) {
    let key = "ab/abcdef-640x480.jpg";
    assert_eq!(store.get(key).await.unwrap(), None);
    store.remove(key).await.expect("nothing is no trouble");

    store.put(key, b"first", "image/jpeg").await.unwrap();
    assert_eq!(store.get(key).await.unwrap().as_deref(), Some(&b"first"[..]));
    behind.holds(&[key]);
    store.put(key, b"second, and longer", "image/jpeg").await.unwrap();
    assert_eq!(store.get(key).await.unwrap().as_deref(), Some(&b"second, and longer"[..]));
    assert_eq!(store.get("ab/abcdef-640x480").await.unwrap(), None, "no beginning of a key");

    for _ in 0..2 {
        store.remove(key).await.unwrap();
        assert_eq!(store.get(key).await.unwrap(), None);
    }
    behind.holds(&[]);
}

async fn bytes_are_bytes(store: &dyn BlobStore) {
    let large: Vec<u8> =
        (0..9_u32 << 20).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    let odd = [&b"\0\r\n\xff\xfe"[..], "é".as_bytes()].concat();
    for bytes in [Vec::new(), odd, large] {
        store.put("ab/x.webp", &bytes, "image/webp").await.unwrap();
        let found = store.get("ab/x.webp").await.unwrap().unwrap();
        assert!(found == bytes, "{} bytes came back as {}", bytes.len(), found.len());
    }
    store.remove("ab/x.webp").await.unwrap();
}

async fn what_is_no_key_is_refused(store: &dyn BlobStore, behind: &dyn Behind) {
    for key in
        ["", "/", "../x", "a/../b", "/etc/passwd", "a//b", "A", "a b", "a%2e", ".tmp/x", "ä", "a\0"]
    {
        let refused = [
            store.put(key, b"x", "image/png").await,
            store.get(key).await.map(drop),
            store.remove(key).await,
        ];
        for outcome in refused {
            assert_eq!(outcome.unwrap_err().reason, "that is no key", "{key:?}");
        }
    }
    behind.holds(&[]);
}

async fn many_at_once_do_not_meet(store: &dyn BlobStore) {
    let key = |number: usize| format!("{:02x}/{number}-320x240.jpg", number % 4);
    let round = async |number: usize| {
        let bytes = vec![u8::try_from(number).unwrap(); 10_000 + number];
        store.put(&key(number), &bytes, "image/jpeg").await.unwrap();
        assert!(store.get(&key(number)).await.unwrap().unwrap() == bytes);
        store.remove(&key(number)).await.unwrap();
    };
    let (a, b, c, d) = (round(1), round(2), round(5), round(6));
    tokio::join!(a, b, c, d);
}

async fn sizes_and_ranges_are_those_of_the_bytes(store: &dyn BlobStore) {
    assert_eq!(store.size("ab/none.jpg").await.unwrap(), None);
    assert_eq!(store.get_range("ab/none.jpg", 0..9).await.unwrap(), None);
    store.put("ab/empty.jpg", b"", "image/jpeg").await.unwrap();
    assert_eq!(store.size("ab/empty.jpg").await.unwrap(), Some(0));
    assert_eq!(store.get_range("ab/empty.jpg", 0..9).await.unwrap(), Some(Vec::new()));
    store.remove("ab/empty.jpg").await.unwrap();

    // More than the S3 store moves at once.
    let bytes: Vec<u8> = (0..17_u32 << 20).map(|n| n.to_be_bytes()[2] ^ 0x55).collect();
    store.put("ab/large.jpg", &bytes, "image/jpeg").await.unwrap();
    let end = bytes.len();
    assert_eq!(store.size("ab/large.jpg").await.unwrap(), Some(u64::try_from(end).unwrap()));
    for range in [0..0, 0..1, 7..7, 255..257, 1..10 << 20, end - 1..end + 9, end..end + 9, 0..end] {
        let wanted = u64::try_from(range.start).unwrap()..u64::try_from(range.end).unwrap();
        let found = store.get_range("ab/large.jpg", wanted).await.unwrap().unwrap();
        assert!(found == bytes[range.start..range.end.min(end)], "{range:?}: {}", found.len());
    }
    store.remove("ab/large.jpg").await.unwrap();
}

async fn the_list_is_complete_and_in_order(store: &dyn BlobStore) {
    assert_eq!(store.list(None, 9).await.unwrap(), []);
    let keys = ["ab-c", "ab.jpg", "ab/a", "ab/b/x", "ab0", "b/a", "z"];
    for (size, key) in keys.iter().enumerate().rev() {
        store.put(key, &vec![1; size], "image/jpeg").await.unwrap();
    }
    let all: Vec<_> = keys.iter().zip(0..).map(|(key, size)| ((*key).to_owned(), size)).collect();
    assert_eq!(store.list(None, 1_000_000).await.unwrap(), all);
    assert_eq!(store.list(None, 0).await.unwrap(), []);
    for limit in 1..=all.len() {
        let (mut found, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = store.list(after.as_deref(), limit).await.unwrap();
            let is_last = page.len() < limit;
            after = page.last().map(|(key, _)| key.clone()).or(after);
            found.extend(page);
            if is_last {
                break;
            }
        }
        assert_eq!(found, all, "by {limit}");
    }
    assert_eq!(store.list(Some("ab/"), 1).await.unwrap(), all[2..3]);
    for key in keys {
        store.remove(key).await.unwrap();
    }
}

async fn a_file_is_stored_and_stays(store: &dyn BlobStore) {
    let file = tempfile::NamedTempFile::new().unwrap();
    for size in [0, 3, (8 << 20) + 1] {
        std::fs::write(file.path(), vec![9; size]).unwrap();
        store.put_file("ab/file.jpg", file.path(), "image/jpeg").await.unwrap();
        assert!(store.get("ab/file.jpg").await.unwrap().unwrap() == vec![9; size], "{size}");
        assert_eq!(std::fs::read(file.path()).unwrap().len(), size);
    }
    store.remove("ab/file.jpg").await.unwrap();
    let gone = file.path().with_extension("gone");
    let why = store.put_file("ab/file.jpg", &gone, "image/jpeg").await.unwrap_err();
    assert!(why.reason.starts_with("reading the file to store: "), "{why}");
}

#[tokio::test]
async fn a_folder_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let store = DiskStore::open(folder.path()).unwrap();
    assert_eq!(store.describe(), format!("folder {}", folder.path().display()));
    store.put("ab/x.jpg", b"x", "image/jpeg").await.unwrap();
    assert_eq!(store.get("ab").await.unwrap(), None, "a folder is no picture");
    store.remove("ab").await.expect("and nothing to be removed");
    store.remove("ab/x.jpg").await.unwrap();
    keeps_the_contract(&store, &folder).await;
}

#[tokio::test]
async fn a_bucket_in_the_path_keeps_the_contract() {
    let server = S3Server::start().await;
    let store = S3Store::open(settings(&server)).unwrap();
    assert_eq!(store.describe(), format!("bucket photos at {}", server.endpoint));
    keeps_the_contract(&store, &server).await;
}

#[tokio::test]
async fn a_bucket_with_a_prefix_keeps_to_it() {
    let server = S3Server::start().await;
    let shared = S3Settings { prefix: "tintype/one".to_owned(), ..settings(&server) };
    let (ours, theirs) =
        (S3Store::open(shared).unwrap(), S3Store::open(settings(&server)).unwrap());
    ours.put("a.jpg", b"ours", "image/jpeg").await.unwrap();
    theirs.put("a.jpg", b"theirs", "image/jpeg").await.unwrap();
    assert_eq!(server.keys(), ["a.jpg", "tintype/one/a.jpg"]);
    assert_eq!(ours.list(None, 9).await.unwrap(), [("a.jpg".to_owned(), 4)]);
    ours.remove("a.jpg").await.unwrap();
    assert_eq!(theirs.get("a.jpg").await.unwrap().as_deref(), Some(&b"theirs"[..]));
}

/// The name of the host exists nowhere; the server is its own proxy, of which this program has to be told when it
/// starts. So the test runs itself once more, with that in its environment.
#[tokio::test]
async fn a_bucket_in_the_host_name_keeps_the_contract() {
    const NAME: &str = "stores::a_bucket_in_the_host_name_keeps_the_contract";
    if std::env::var_os("TEST_VIRTUAL_HOSTED").is_some() {
        return in_the_host_name().await;
    }
    let server = S3Server::start_virtual_hosted().await;
    let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", NAME, "--nocapture"]).envs(server.environment());
    again.env("TEST_VIRTUAL_HOSTED", "1");
    let output = again.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
    assert_eq!(server.keys(), ["left/behind.jpg"], "it was this server");
}

async fn in_the_host_name() {
    let told = |name: &str| std::env::var(format!("TINTYPE_STORAGE__{name}")).unwrap();
    let store = S3Store::open(S3Settings {
        endpoint: told("ENDPOINT"),
        region: told("REGION"),
        bucket: told("BUCKET"),
        access_key: told("ACCESS_KEY"),
        secret_key: told("SECRET_KEY"),
        path_style: false,
        prefix: String::new(),
    })
    .unwrap();
    // What is really behind it, the other process sees.
    keeps_the_contract(&store, &Unseen).await;
    store.put("left/behind.jpg", b"x", "image/jpeg").await.unwrap();
}

/// A store whose inside cannot be seen from here.
struct Unseen;

impl Behind for Unseen {
    fn all(&self) -> Option<Vec<String>> {
        None
    }
}

#[track_caller]
pub(crate) fn tells_no_secret(server: &S3Server, why: &StoreError, secret: &str) {
    let told = format!("{why} {why:?}");
    for hidden in [secret, &server.secret_key, &server.access_key] {
        assert!(!told.contains(hidden), "{told}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_without_being_shown() {
    let server = S3Server::start().await;
    let secret = "a-wrong-secret-of-the-test";
    let wrong = S3Settings { secret_key: secret.to_owned(), ..settings(&server) };
    let store = S3Store::open(wrong).unwrap();
    let refused = [
        store.put("a.jpg", b"x", "image/jpeg").await,
        store.get("a.jpg").await.map(drop),
        store.remove("a.jpg").await,
        round_trip(&store).await.map(drop),
    ];
    for why in refused.map(Result::unwrap_err) {
        assert!(
            why.reason.contains("403") && why.reason.contains("SignatureDoesNotMatch"),
            "{why}"
        );
        tells_no_secret(&server, &why, secret);
    }
    let unknown = S3Settings { access_key: "AKNOBODY".to_owned(), ..settings(&server) };
    let why = S3Store::open(unknown).unwrap().get("a.jpg").await.unwrap_err();
    assert!(why.reason.contains("40"), "{why}");
    assert!(server.keys().is_empty());
}

#[tokio::test]
async fn an_outage_is_told_and_over_when_it_is_over() {
    let server = S3Server::start().await;
    let store = S3Store::open(settings(&server)).unwrap();
    store.put("a.jpg", b"x", "image/jpeg").await.unwrap();
    server.out_of_order(true);
    let refused = [
        store.put("b.jpg", b"x", "image/jpeg").await,
        store.get("a.jpg").await.map(drop),
        store.remove("a.jpg").await,
        round_trip(&store).await.map(drop),
    ];
    for why in refused.map(Result::unwrap_err) {
        assert!(why.reason.contains("503"), "{why}");
        tells_no_secret(&server, &why, "-");
    }
    server.out_of_order(false);
    assert_eq!(store.get("a.jpg").await.unwrap().as_deref(), Some(&b"x"[..]));
    assert_eq!(server.keys(), ["a.jpg"]);
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_at_once() {
    let server = S3Server::start().await;
    let store = S3Store::open(settings(&server)).unwrap();
    store.put("a.jpg", b"x", "image/jpeg").await.unwrap();
    drop(server);
    let begun = Instant::now();
    for outcome in
        [store.put("a.jpg", b"x", "image/jpeg").await, store.get("a.jpg").await.map(drop)]
    {
        outcome.unwrap_err();
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_reader_can_be_sent_to_the_bucket() {
    let server = S3Server::start().await;
    let store = S3Store::open(settings(&server)).unwrap();
    store.put("ab/x.jpg", b"bytes", "image/jpeg").await.unwrap();
    let url = store.presigned("ab/x.jpg", 60).await.unwrap();
    assert!(!url.contains(&server.secret_key), "{url}");

    let answer = reqwest::get(&url).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(answer.text().await.unwrap(), "bytes");
    for other in [url.replace("x.jpg", "y.jpg"), url.replace("Expires=60", "Expires=6000")] {
        assert_eq!(reqwest::get(&other).await.unwrap().status(), 403, "{other}");
    }
    assert_eq!(store.presigned("../x", 60).await, None);
    assert_eq!(store.local_path("ab/x.jpg"), None);
}

/// s3s-fs knows no list of uploads, as some small servers do not: then the sweep says so.
#[tokio::test]
async fn a_server_that_cannot_list_uploads_is_told() {
    let server = S3Server::start().await;
    let store = S3Store::open(settings(&server)).unwrap();
    let why = store.abort_stale_uploads(Duration::ZERO).await.unwrap_err();
    assert_eq!(why.doing, "sweep");
    assert!(why.reason.starts_with("status 501 NotImplemented"), "{why}");
}
