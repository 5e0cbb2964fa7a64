use super::{BlobStore, StoreError};
use async_trait::async_trait;
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A double with one object, that knows no more than it has to.
struct One(&'static [u8]);

#[async_trait]
impl BlobStore for One {
    async fn put(&self, _: &str, bytes: &[u8], _: &str) -> Result<(), StoreError> {
        assert_eq!(bytes, self.0);
        Ok(())
    }
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok((key == "a").then(|| self.0.to_vec()))
    }
    async fn remove(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
    fn describe(&self) -> String {
        "one".to_owned()
    }
}

/// The outcome of work that never waits.
fn now<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("it waits"),
    }
}

#[test]
fn a_double_has_ranges_sizes_and_files() {
    let store = One(b"bytes");
    let get = |range| now(store.get_range("a", range)).expect("answers").expect("is there");
    assert_eq!(get(1..3), b"yt");
    assert_eq!(get(3..u64::MAX), b"es");
    assert_eq!(get(9..12), b"");
    assert_eq!(get(3..3), b"");
    assert_eq!(now(store.get_range("b", 0..1)).expect("answers"), None);
    assert_eq!(now(store.size("a")).expect("answers"), Some(5));
    assert_eq!(now(store.size("b")).expect("answers"), None);
    assert_eq!(now(store.list(None, 9)).expect_err("has none").doing, "list");

    let gone = Path::new("/nowhere/at/all");
    let why = now(store.put_file("a", gone, "image/png")).expect_err("is not there");
    assert_eq!((why.doing, why.key.as_str()), ("put", "a"));
}
