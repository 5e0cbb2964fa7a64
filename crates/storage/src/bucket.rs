//! Pictures in a bucket.

mod settings;

use crate::key;
use crate::trouble::{Trouble, pause};
use async_trait::async_trait;
use ports::{BlobStore, StoreError};
use s3::{Bucket, request::ResponseData};
use std::fmt;
use std::time::Duration;
use tokio::time::{sleep, timeout};

pub use settings::S3Settings;

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(10);

/// How long all requests of one operation may take together: somebody may be waiting for it.
const OPERATION: Duration = Duration::from_secs(15);

/// How often a request is sent before its trouble counts as lasting.
const TRIES: u32 = 3;

/// Bytes under a key never change. Not `public`: whom a picture is for, only the site knows.
const FOR_EVER: &str = "max-age=31536000, immutable";

/// A [`BlobStore`] in a bucket of any server that speaks S3.
///
/// It needs the rights to put, get, head and delete objects, and no others.
pub struct S3Store {
    bucket: Box<Bucket>,
    place: String,
    prefix: String,
    secrets: [String; 2],
}

impl S3Store {
    /// Opens the store. This talks to nobody; [`round_trip`](crate::round_trip) tries it out.
    pub fn open(settings: S3Settings) -> Result<Self, StoreError> {
        // Process-wide in rust-s3, and off: it would repeat some requests, after whole seconds.
        s3::set_retries(0);
        settings.open()
    }

    /// Where `key` lies in the bucket.
    fn path(&self, doing: &'static str, key: &str) -> Result<String, StoreError> {
        key::check(doing, key)?;
        Ok(format!("{}{key}", self.prefix))
    }

    /// Gives `work` the time an operation has, and words its trouble for the caller.
    async fn settle<T>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, StoreError> {
        let outcome = timeout(OPERATION, work).await;
        let outcome = outcome.unwrap_or_else(|_| Err(Trouble::lasting("it took too long")));
        outcome.map_err(|why| {
            let reason = self.without_secrets(&why.reason);
            StoreError { doing, key: key.to_owned(), reason }
        })
    }

    async fn send(&self, path: &str, bytes: &[u8], media_type: &str) -> Result<(), Trouble> {
        let send = || async {
            let request = self.bucket.put_object_builder(path, bytes);
            let request = request.with_content_type(media_type).with_cache_control(FOR_EVER)?;
            Ok(request.execute().await?)
        };
        let answer = tries(send).await?;
        self.verify(path, bytes.len(), answer.as_str().unwrap_or_default()).await
    }

    /// Sees that what is under `path` now is what was put there.
    async fn verify(&self, path: &str, size: usize, tag: &str) -> Result<(), Trouble> {
        let (head, _) = tries(|| async { Ok(self.bucket.head_object(path).await?) }).await?;
        let seen_size = head.content_length.and_then(|length| usize::try_from(length).ok());
        if seen_size != Some(size) {
            return Err(Trouble::lasting(format!(
                "{size} bytes were put, and afterwards {seen_size:?} were there"
            )));
        }
        let (put_tag, seen_tag) = (bare(tag), head.e_tag.as_deref().map_or("", bare));
        // Compared with each other, not with an MD5: encrypting servers make tags of other stuff.
        if !put_tag.is_empty() && !seen_tag.is_empty() && put_tag != seen_tag {
            return Err(Trouble::lasting("other bytes were there afterwards (ETag)"));
        }
        Ok(())
    }

    fn without_secrets(&self, words: &str) -> String {
        self.secrets.iter().fold(words.to_owned(), |words, secret| words.replace(secret, "…"))
    }
}

#[async_trait]
impl BlobStore for S3Store {
    async fn put(&self, key: &str, bytes: &[u8], media_type: &str) -> Result<(), StoreError> {
        let path = self.path("put", key)?;
        self.settle("put", key, self.send(&path, bytes, media_type)).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path("get", key)?;
        let answer = tries(|| async { Ok(self.bucket.get_object(&path).await?) });
        let answer = self.settle("get", key, unless_absent(answer)).await?;
        Ok(answer.map(ResponseData::to_vec))
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let path = self.path("remove", key)?;
        let answer = tries(|| async { Ok(self.bucket.delete_object(&path).await?) });
        self.settle("remove", key, unless_absent(answer)).await.map(drop)
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

/// Sends a request again while its trouble may pass.
async fn tries<T, Sent>(request: impl Fn() -> Sent) -> Result<T, Trouble>
where
    Sent: Future<Output = Result<T, Trouble>>,
{
    for next in 2..=TRIES {
        match request().await {
            Err(why) if why.passing => sleep(pause(next)).await,
            settled => return settled,
        }
    }
    request().await
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
