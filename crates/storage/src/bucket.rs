//! Pictures in a bucket.

mod listing;
mod parts;
mod patience;
mod reading;
mod settings;
mod source;
mod writing;

use crate::key;
use crate::trouble::Trouble;
use async_trait::async_trait;
use patience::Budget;
use ports::{BlobStore, StoreError};
use s3::Bucket;
use source::Source;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

pub use patience::Patience;
pub use settings::S3Settings;

/// Larger objects go and come in parts of so many bytes. Amazon wants 5 MiB at least.
const PART: u64 = 8 << 20;

/// Bytes under a key never change. Not `public`: whom a picture is for, only the site knows.
const FOR_EVER: &str = "max-age=31536000, immutable";

/// A [`BlobStore`] in a bucket of any server that speaks S3.
///
/// The README says which rights its key pair needs.
pub struct S3Store {
    bucket: Box<Bucket>,
    place: String,
    prefix: String,
    secrets: [String; 2],
    patience: Patience,
}

impl S3Store {
    /// Opens the store. This talks to nobody; [`round_trip`](crate::round_trip) tries it out.
    pub fn open(settings: S3Settings) -> Result<Self, StoreError> {
        // Process-wide in rust-s3, and off: it would repeat some requests, after whole seconds.
        s3::set_retries(0);
        settings.open()
    }

    /// The same store with other limits.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// Where `key` lies in the bucket.
    fn path(&self, doing: &'static str, key: &str) -> Result<String, StoreError> {
        key::check(doing, key)?;
        Ok(format!("{}{key}", self.prefix))
    }

    /// Words the trouble of `work` for the caller.
    async fn settle<T>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, StoreError> {
        work.await.map_err(|why| {
            let reason = self.without_secrets(&why.reason);
            StoreError { doing, key: key.to_owned(), reason }
        })
    }

    async fn delete(&self, path: &str) -> Result<(), Trouble> {
        let delete = || async {
            let answer = self.bucket.delete_object(path).await?;
            let words = answer.as_str().unwrap_or_default();
            let is_error = words.contains("<Error") || words.contains("<html");
            if is_error { Err(Trouble::status(answer.status_code(), words)) } else { Ok(()) }
        };
        Budget::new(&self.patience, 0).tries(0, delete).await
    }

    fn without_secrets(&self, words: &str) -> String {
        self.secrets.iter().fold(words.to_owned(), |words, secret| words.replace(secret, "…"))
    }
}

#[async_trait]
impl BlobStore for S3Store {
    async fn put(&self, key: &str, bytes: &[u8], media_type: &str) -> Result<(), StoreError> {
        let path = self.path("put", key)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.settle("put", key, self.send(&path, Source::Bytes(bytes), size, media_type)).await
    }

    async fn put_file(&self, key: &str, from: &Path, media_type: &str) -> Result<(), StoreError> {
        let path = self.path("put", key)?;
        let work = async {
            let (source, size) = Source::open(from).await?;
            self.send(&path, source, size, media_type).await
        };
        self.settle("put", key, work).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.get_range(key, 0..u64::MAX).await
    }

    async fn get_range(&self, key: &str, range: Range<u64>) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path("get", key)?;
        self.settle("get", key, self.read(&path, range)).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        let path = self.path("size", key)?;
        self.settle("size", key, self.measure(&path)).await
    }

    async fn list(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        self.settle("list", after.unwrap_or_default(), self.keys(after, limit)).await
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let path = self.path("remove", key)?;
        self.settle("remove", key, unless_absent(self.delete(&path))).await.map(drop)
    }

    async fn abort_stale_uploads(&self, older_than: Duration) -> Result<usize, StoreError> {
        self.settle("sweep", "", self.abort_old(older_than)).await
    }

    async fn presigned(&self, key: &str, seconds: u32) -> Option<String> {
        let path = self.path("get", key).ok()?;
        let name = "response-content-disposition".to_owned();
        let queries = HashMap::from([(name, "inline".to_owned())]);
        self.bucket.presign_get(path, seconds, Some(queries)).await.ok()
    }

    fn describe(&self) -> String {
        self.place.clone()
    }
}

impl fmt::Debug for S3Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("S3Store").field(&self.place).finish()
    }
}

/// `None` where the trouble is only that nothing is there.
async fn unless_absent<T>(
    work: impl Future<Output = Result<T, Trouble>>,
) -> Result<Option<T>, Trouble> {
    match work.await {
        Err(why) if why.absent => Ok(None),
        other => other.map(Some),
    }
}

/// A tag without its quotes, and without the mark of a proxy that has compressed the answer.
fn bare(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

#[cfg(test)]
mod tests;
