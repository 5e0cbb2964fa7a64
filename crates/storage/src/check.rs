//! `tintype storage check`: whether a store keeps its promises, tried out with a small object.

use ports::{BlobStore, StoreError};
use std::time::Instant;

/// One thing that was tried and went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was tried, in a word or two.
    pub name: &'static str,
    /// How long it took.
    pub millis: u64,
}

/// Puts, gets, misses and removes a small object below `check/`, and says what took how long.
///
/// The first thing that goes wrong ends it; the object is then removed if the store lets us.
pub async fn round_trip(store: &dyn BlobStore) -> Result<Vec<Step>, StoreError> {
    let (key, missing) = (random_key()?, random_key()?);
    let outcome = all_steps(store, &key, &missing).await;
    if outcome.is_err() {
        drop(store.remove(&key).await);
    }
    outcome
}

async fn all_steps(
    store: &dyn BlobStore,
    key: &str,
    missing: &str,
) -> Result<Vec<Step>, StoreError> {
    let bytes = format!("Tintype was here: {key}\n").into_bytes();
    let mut watch = Watch { since: Instant::now(), steps: Vec::new() };

    store.put(key, &bytes, "text/plain").await?;
    watch.done("put");
    expect(store.get(key).await?.as_ref() == Some(&bytes), key, "other bytes came back")?;
    watch.done("get");
    expect(store.get(missing).await?.is_none(), missing, "something is there that nobody put")?;
    watch.done("get a missing one");
    store.remove(key).await?;
    watch.done("remove");
    expect(store.get(key).await?.is_none(), key, "it is still there after removing it")?;
    watch.done("see it gone");
    Ok(watch.steps)
}

struct Watch {
    since: Instant,
    steps: Vec<Step>,
}

impl Watch {
    fn done(&mut self, name: &'static str) {
        let millis = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.steps.push(Step { name, millis });
        self.since = Instant::now();
    }
}

fn expect(holds: bool, key: &str, otherwise: &str) -> Result<(), StoreError> {
    if holds { Ok(()) } else { Err(failed(key, otherwise.to_owned())) }
}

fn failed(key: &str, reason: String) -> StoreError {
    StoreError { doing: "check", key: key.to_owned(), reason }
}

fn random_key() -> Result<String, StoreError> {
    let random = getrandom::u64().map_err(|why| failed("check/", why.to_string()))?;
    Ok(format!("check/{random:016x}"))
}

#[cfg(test)]
mod tests {
    use super::round_trip;
    use crate::DiskStore;
    use async_trait::async_trait;
    use ports::{BlobStore, StoreError};
    use std::fs;

    #[tokio::test]
    async fn a_good_store_passes_and_is_left_as_it_was() {
        let folder = tempfile::tempdir().expect("has a folder");
        let store = DiskStore::open(folder.path()).expect("opens");
        let steps = round_trip(&store).await.expect("passes");
        let names: Vec<_> = steps.iter().map(|step| step.name).collect();
        assert_eq!(names, ["put", "get", "get a missing one", "remove", "see it gone"]);
        assert_eq!(fs::read_dir(folder.path().join("check")).expect("is there").count(), 0);
    }

    /// Says yes to everything, and always has the same bytes.
    struct Liar(Option<Vec<u8>>);

    #[async_trait]
    impl BlobStore for Liar {
        async fn put(&self, _: &str, _: &[u8], _: &str) -> Result<(), StoreError> {
            Ok(())
        }
        async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, StoreError> {
            Ok(self.0.clone())
        }
        async fn remove(&self, _: &str) -> Result<(), StoreError> {
            Ok(())
        }
        fn describe(&self) -> String {
            "thin air".to_owned()
        }
    }

    #[tokio::test]
    async fn a_store_that_lies_is_found_out() {
        for lies in [None, Some(b"<html>".to_vec())] {
            let why = round_trip(&Liar(lies)).await.expect_err("is found out");
            assert_eq!((why.doing, why.reason.as_str()), ("check", "other bytes came back"));
        }
    }
}
