//! What the S3 store does when the server or the way to it fails: an honest error in time, or no trouble at all where
//! asking again helps. Nothing half done is left behind.

use std::time::{Duration, Instant};

use harness::{Fault, FaultProxy, S3Server};
use ports::{BlobStore, StoreError};
use storage::{Patience, S3Settings, S3Store};

use crate::stores::{settings, tells_no_secret};

const KEPT: &[u8] = b"was there before";
const MANY: usize = usize::MAX;

struct World {
    server: S3Server,
    proxy: FaultProxy,
    store: S3Store,
    large: Vec<u8>,
    file: tempfile::NamedTempFile,
}

impl World {
    /// A bucket with one small object, and a store that reaches it through the proxy.
    async fn new() -> Self {
        let quick = Patience { pause: Duration::from_millis(1), ..Patience::default() };
        Self::with(quick).await
    }

    async fn with(patience: Patience) -> Self {
        let server = S3Server::start().await;
        S3Store::open(settings(&server))
            .unwrap()
            .put("kept.jpg", KEPT, "image/jpeg")
            .await
            .unwrap();
        let proxy = FaultProxy::start(&server.endpoint).await;
        let through = S3Settings { endpoint: proxy.endpoint.clone(), ..settings(&server) };
        let store = S3Store::open(through).unwrap().with_patience(patience);
        let large: Vec<u8> = (0..9_u32 << 20).map(|n| n.to_be_bytes()[2]).collect();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &large).unwrap();
        Self { server, proxy, store, large, file }
    }

    /// Has every operation fail, and says how.
    async fn all_fail(&self) -> Vec<StoreError> {
        let (store, new) = (&self.store, "ab/new.jpg");
        let failed = vec![
            store.put(new, b"new", "image/jpeg").await.unwrap_err(),
            store.put(new, &self.large, "image/jpeg").await.unwrap_err(),
            store.put_file(new, self.file.path(), "image/jpeg").await.unwrap_err(),
            store.get("kept.jpg").await.unwrap_err(),
            store.get_range("kept.jpg", 1..3).await.unwrap_err(),
            store.size("kept.jpg").await.unwrap_err(),
            store.remove("kept.jpg").await.unwrap_err(),
            store.list(Some("after.jpg"), 9).await.unwrap_err(),
            store.abort_stale_uploads(Duration::ZERO).await.unwrap_err(),
        ];
        let said: Vec<_> = failed.iter().map(|why| (why.doing, why.key.as_str())).collect();
        let gets = [("get", "kept.jpg"), ("get", "kept.jpg"), ("size", "kept.jpg")];
        let others = [("remove", "kept.jpg"), ("list", "after.jpg"), ("sweep", "")];
        assert_eq!(said, [&[("put", new); 3][..], &gets[..], &others[..]].concat());
        for why in &failed {
            tells_no_secret(&self.server, why, "-");
        }
        failed
    }

    /// Nothing was changed, and nothing is left half done.
    async fn is_as_before(&self) {
        self.proxy.heal();
        self.nothing_is_unfinished().await;
        assert_eq!(self.server.keys(), ["kept.jpg"]);
        assert_eq!(self.store.get("kept.jpg").await.unwrap().as_deref(), Some(KEPT));
    }

    /// An abort may still be under way when the operation that failed has long ended.
    async fn nothing_is_unfinished(&self) {
        let begun = Instant::now();
        while !self.server.unfinished_uploads().is_empty() {
            let left = self.server.unfinished_uploads();
            assert!(begun.elapsed() < Duration::from_secs(20), "{left:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn holds_large(&self, key: &str) {
        assert!(self.server.bytes(key).unwrap() == self.large);
        self.nothing_is_unfinished().await;
    }
}

fn document(code: &str) -> String {
    format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>m</Message></Error>")
}

#[tokio::test]
async fn a_refusal_is_told_at_once_and_never_asked_again() {
    for (status, code) in [(400, "BadDigest"), (403, "AccessDenied"), (404, "NoSuchBucket")] {
        let world = World::new().await;
        let secrets = format!("{} {}", world.server.secret_key, world.server.access_key);
        let body = document(code).replace("<Message>", &format!("<Message>{secrets}"));
        world.proxy.fault("", MANY, Fault::Answer(status, body));
        for why in world.all_fail().await {
            assert!(why.reason.starts_with(&format!("status {status} {code}")), "{why}");
        }
        let heard = world.proxy.heard();
        // Nine operations, and what is put in parts looks first for what is there.
        assert_eq!(heard.len(), 11, "{heard:?}");
        world.is_as_before().await;
    }
}

#[tokio::test]
async fn lasting_trouble_is_told_after_five_tries() {
    let faults = [
        (Fault::Answer(500, document("InternalError")), "status 500"),
        (Fault::Answer(503, document("SlowDown")), "status 503"),
        (Fault::Answer(429, String::new()), "status 429"),
        (Fault::Answer(200, document("InternalError")), ""),
        (Fault::Answer(200, "<html>Welcome to the hotel</html>".to_owned()), ""),
        (Fault::ResetRequest(0), ""),
        (Fault::ResetRequest(2), ""),
    ];
    for (fault, words) in faults {
        let world = World::new().await;
        world.proxy.fault("", MANY, fault.clone());
        for why in world.all_fail().await {
            assert!(why.reason.starts_with(words) && !why.reason.is_empty(), "{fault:?}: {why}");
        }
        let heard = world.proxy.heard();
        let puts = heard.iter().filter(|line| line.starts_with("PUT /photos/ab/new.jpg"));
        assert_eq!(puts.count(), 5, "{fault:?}: {heard:?}");
        world.is_as_before().await;
    }
}

#[tokio::test]
async fn silence_is_waited_for_only_so_long() {
    let hasty = Patience {
        request: Duration::from_millis(200),
        operation: Duration::from_millis(500),
        per_mebibyte: Duration::ZERO,
        ..Patience::default()
    };
    let world = World::with(hasty).await;
    world.proxy.fault("", MANY, Fault::Stall);
    let begun = Instant::now();
    for why in world.all_fail().await {
        assert_eq!(why.reason, "it took too long");
    }
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    let usual = Patience::default();
    assert_eq!((usual.request.as_secs(), usual.operation.as_secs(), usual.tries), (10, 15, 5));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let mut world = World::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let nowhere = S3Settings { endpoint, ..settings(&world.server) };
    world.store = S3Store::open(nowhere).unwrap();
    let begun = Instant::now();
    for why in world.all_fail().await {
        assert!(why.reason.contains("refused"), "{why}");
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn passing_trouble_is_not_even_noticed() {
    let passing = [
        Fault::Answer(500, document("InternalError")),
        Fault::Answer(503, document("SlowDown")),
        Fault::Answer(408, String::new()),
        Fault::Answer(200, document("InternalError")),
        Fault::ResetRequest(2),
        Fault::ResetAnswer(3),
        Fault::CutAnswer(3),
        Fault::LoseAnswer,
    ];
    for fault in passing {
        let world = World::new().await;
        let (store, again) = (&world.store, || world.proxy.fault("", 2, fault.clone()));
        again();
        store.put("ab/new.jpg", b"new", "image/jpeg").await.unwrap();
        again();
        assert_eq!(
            store.get("ab/new.jpg").await.unwrap().as_deref(),
            Some(&b"new"[..]),
            "{fault:?}"
        );
        again();
        assert_eq!(store.size("ab/new.jpg").await.unwrap(), Some(3), "{fault:?}");
        again();
        let keys: Vec<_> = store.list(None, 9).await.unwrap().into_iter().map(|it| it.0).collect();
        assert_eq!(keys, ["ab/new.jpg", "kept.jpg"], "{fault:?}");
        again();
        store.remove("ab/new.jpg").await.unwrap();
        assert_eq!(world.server.keys(), ["kept.jpg"], "{fault:?}");
    }
}

/// Each of the requests of an upload in parts.
const STEPS: [&str; 5] =
    ["HEAD ", "partNumber=1", "partNumber=2", "POST /photos/ab/new.jpg?uploadId", "?uploads"];

#[tokio::test]
async fn passing_trouble_does_not_stop_an_upload_in_parts() {
    let passing = [
        Fault::Answer(503, document("SlowDown")),
        Fault::Answer(200, document("InternalError")),
        Fault::ResetRequest(1 << 20),
        Fault::LoseAnswer,
        Fault::CutAnswer(3),
    ];
    for fault in passing {
        let world = World::new().await;
        // If the answer to the beginning is lost, nobody knows that upload: that one is for the sweep.
        let loses = matches!(fault, Fault::LoseAnswer | Fault::CutAnswer(_));
        for step in STEPS.iter().filter(|step| !(loses && **step == "?uploads")) {
            world.proxy.fault(step, 1, fault.clone());
        }
        world.store.put("ab/new.jpg", &world.large, "image/jpeg").await.unwrap();
        world.holds_large("ab/new.jpg").await;
    }
}

#[tokio::test]
async fn an_upload_in_parts_that_cannot_go_on_is_thrown_away() {
    let lasting = [
        Fault::Answer(503, document("SlowDown")),
        Fault::Answer(403, document("AccessDenied")),
        Fault::Answer(200, document("InternalError")),
        Fault::ResetRequest(5 << 20),
    ];
    for fault in lasting {
        for step in &STEPS[1..] {
            let hasty =
                Patience { tries: 3, pause: Duration::from_millis(1), ..Patience::default() };
            let world = World::with(hasty).await;
            world.proxy.fault(step, MANY, fault.clone());
            // The server has its trouble with the throwing away too, for a while.
            world.proxy.fault("DELETE", 2, Fault::Answer(503, String::new()));
            let why = if step.starts_with("part") {
                world.store.put_file("ab/new.jpg", world.file.path(), "image/jpeg").await
            } else {
                world.store.put("ab/new.jpg", &world.large, "image/jpeg").await
            };
            why.unwrap_err();
            world.is_as_before().await;
        }
    }
}

#[tokio::test]
async fn an_upload_that_is_dropped_or_too_slow_is_thrown_away() {
    let world = World::new().await;
    world.proxy.fault("partNumber=2", MANY, Fault::Stall);
    let second_part_is_on_its_way = async {
        while !world.proxy.heard().iter().any(|line| line.contains("partNumber=2")) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        done = world.store.put("ab/new.jpg", &world.large, "image/jpeg") => panic!("{done:?}"),
        () = second_part_is_on_its_way => {}
    }
    world.is_as_before().await;

    let hasty = Patience { request: Duration::from_secs(5), tries: 1, ..Patience::default() };
    let world = World::with(Patience { per_mebibyte: Duration::ZERO, ..hasty }).await;
    world.proxy.fault("partNumber=2", MANY, Fault::Stall);
    let why = world.store.put("ab/new.jpg", &world.large, "image/jpeg").await.unwrap_err();
    assert_eq!(why.reason, "it took too long");
    world.is_as_before().await;
}

#[tokio::test]
async fn a_large_object_whose_end_was_misreported_is_found() {
    for fault in
        [Fault::Replace(200, document("InternalError")), Fault::Replace(500, String::new())]
    {
        let world = World::new().await;
        world.proxy.fault("POST /photos/ab/new.jpg?uploadId", 1, fault);
        world.store.put("ab/new.jpg", &world.large, "image/jpeg").await.unwrap();
        world.holds_large("ab/new.jpg").await;
        assert_eq!(world.store.list(None, 9).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_large_object_that_is_replaced_stays_until_the_new_one_is_whole() {
    let world = World::new().await;
    world.store.put("ab/new.jpg", &world.large, "image/jpeg").await.unwrap();
    let other = vec![1; world.large.len()];
    // The same size, so that only the tag tells the old one from the new one.
    world.proxy.fault("POST /photos/ab/new.jpg?uploadId", MANY, Fault::Answer(503, String::new()));
    world.store.put("ab/new.jpg", &other, "image/jpeg").await.unwrap_err();
    world.holds_large("ab/new.jpg").await;
}

#[tokio::test]
async fn other_bytes_than_were_put_are_noticed() {
    let world = World::new().await;
    world.proxy.fault("PUT", 1, Fault::WrongTag);
    let why = world.store.put("ab/new.jpg", b"new", "image/jpeg").await.unwrap_err();
    assert_eq!(why.reason, "other bytes were there afterwards (ETag)");
    world.proxy.fault("HEAD", MANY, Fault::WrongTag);
    let why = world.store.put("ab/new.jpg", &world.large, "image/jpeg").await.unwrap_err();
    assert_eq!(why.reason, "other bytes were there afterwards (ETag)");
    world.proxy.heal();

    // What is signed is signed with its bytes.
    for bytes in [&b"new"[..], &world.large] {
        world.proxy.fault("PUT", MANY, Fault::FlipBit);
        let why = world.store.put("ab/flip.jpg", bytes, "image/jpeg").await.unwrap_err();
        assert!(why.reason.starts_with("status "), "{why}");
        world.proxy.heal();
    }
    world.nothing_is_unfinished().await;
    assert!(!world.server.keys().contains(&"ab/flip.jpg".to_owned()), "{:?}", world.server.keys());
}

#[tokio::test]
async fn a_large_object_is_read_on_where_it_broke_off() {
    let world = World::new().await;
    world.store.put("ab/new.jpg", &world.large, "image/jpeg").await.unwrap();
    for fault in
        [Fault::CutAnswer(5 << 20), Fault::ResetAnswer(1), Fault::Answer(503, String::new())]
    {
        world.proxy.fault("GET", 2, fault);
        assert!(world.store.get("ab/new.jpg").await.unwrap().unwrap() == world.large);
    }
    world.proxy.fault("GET", MANY, Fault::CutAnswer(5 << 20));
    let why = world.store.get("ab/new.jpg").await.unwrap_err();
    assert_eq!((why.doing, why.key.as_str()), ("get", "ab/new.jpg"));
}
