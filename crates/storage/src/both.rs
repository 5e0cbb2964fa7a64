//! Two stores at once, while pictures move from one to the other.

use async_trait::async_trait;
use ports::{BlobStore, StoreError};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A store that new bytes go to, and another in which older ones may still be: nobody finds a gap while they move.
pub struct BothStores {
    first: Arc<dyn BlobStore>,
    second: Arc<dyn BlobStore>,
}

impl BothStores {
    /// Bytes are put into `first`, and looked for in both.
    pub fn new(first: Arc<dyn BlobStore>, second: Arc<dyn BlobStore>) -> Self {
        Self { first, second }
    }
}

#[async_trait]
impl BlobStore for BothStores {
    async fn put(&self, key: &str, bytes: &[u8], media_type: &str) -> Result<(), StoreError> {
        self.first.put(key, bytes, media_type).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.first.get(key).await? {
            Some(bytes) => Ok(Some(bytes)),
            None => self.second.get(key).await,
        }
    }

    async fn get_range(&self, key: &str, range: Range<u64>) -> Result<Option<Vec<u8>>, StoreError> {
        match self.first.get_range(key, range.clone()).await? {
            Some(bytes) => Ok(Some(bytes)),
            None => self.second.get_range(key, range).await,
        }
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        match self.first.size(key).await? {
            Some(size) => Ok(Some(size)),
            None => self.second.size(key).await,
        }
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        // Both are tried: what is deleted must be nowhere.
        let (first, second) = (self.first.remove(key).await, self.second.remove(key).await);
        first.and(second)
    }

    async fn list(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let mut all = self.first.list(after, limit).await?;
        all.extend(self.second.list(after, limit).await?);
        all.sort();
        all.dedup_by(|it, other| it.0 == other.0);
        all.truncate(limit);
        Ok(all)
    }

    async fn abort_stale_uploads(&self, older_than: Duration) -> Result<usize, StoreError> {
        Ok(self.first.abort_stale_uploads(older_than).await?
            + self.second.abort_stale_uploads(older_than).await?)
    }

    fn local_path(&self, _: &str) -> Option<PathBuf> {
        None
    }

    fn describe(&self) -> String {
        format!("{}, older ones still in {}", self.first.describe(), self.second.describe())
    }
}
