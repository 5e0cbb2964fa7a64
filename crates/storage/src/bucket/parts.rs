//! An upload in parts, for objects that are too large for one request.

use super::{FOR_EVER, PART, Patience, S3Store, bare};
use super::{patience::Budget, source::Source, writing::known};
use crate::trouble::{Trouble, tag};
use s3::{Bucket, serde_types::Part};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How many parts an upload may have.
const MOST_PARTS: u64 = 10_000;

/// An upload that has begun. Until it is forgotten, its parts take up room that somebody pays for;
/// dropping it, also when the whole operation is dropped, has them thrown away.
pub(super) struct Upload {
    bucket: Bucket,
    patience: Patience,
    path: String,
    id: String,
    media_type: String,
    open: bool,
}

impl Upload {
    /// Begins an upload. If the answer is lost, the server keeps one that nobody knows, without any
    /// parts, until the sweep.
    pub(super) async fn begin(
        store: &S3Store,
        budget: &Budget<'_>,
        path: &str,
        media_type: &str,
    ) -> Result<Self, Trouble> {
        let mut bucket = (*store.bucket).clone();
        // Here it goes with all requests, while only this one may have it.
        bucket.add_header("cache-control", FOR_EVER);
        let begin = || async { Ok(bucket.initiate_multipart_upload(path, media_type).await?) };
        let id = budget.tries(0, begin).await?.upload_id;
        Ok(Self {
            bucket: (*store.bucket).clone(),
            patience: store.patience.clone(),
            path: path.to_owned(),
            id,
            media_type: media_type.to_owned(),
            open: true,
        })
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Sends all `size` bytes of `source`, one part after the other.
    pub(super) async fn send(
        &self,
        budget: &Budget<'_>,
        source: &mut Source<'_>,
        size: u64,
    ) -> Result<Vec<Part>, Trouble> {
        let most = PART.max(size.div_ceil(MOST_PARTS));
        let (mut parts, mut left) = (Vec::new(), size);
        for number in 1.. {
            let bytes =
                if left > most { source.next(most).await } else { source.last(left).await }?;
            let part = || async {
                let bytes = bytes.to_vec();
                let sent = self.bucket.put_multipart_chunk(
                    bytes,
                    &self.path,
                    number,
                    &self.id,
                    &self.media_type,
                );
                let part = sent.await?;
                known(&part.etag).map(|_| part)
            };
            parts.push(budget.tries(left.min(most), part).await?);
            left = left.saturating_sub(most);
            if left == 0 {
                break;
            }
        }
        Ok(parts)
    }

    /// Makes one object of the parts, and says which tag it has.
    pub(super) async fn complete(&self, parts: Vec<Part>) -> Result<String, Trouble> {
        let answer = self.bucket.complete_multipart_upload(&self.path, &self.id, parts).await?;
        let tag = tag(answer.as_str().unwrap_or_default(), "ETag").replace("&quot;", "\"");
        Ok(bare(&tag).to_owned())
    }

    /// Lets go of an upload that is an object now.
    pub(super) fn forget(&mut self) {
        self.open = false;
    }

    /// Has the parts thrown away. Waits for it only so long: whoever asked has waited already.
    pub(super) async fn abort(&mut self) {
        if let Some(going) = self.begin_abort() {
            drop(timeout(self.patience.cleaning, going).await);
        }
    }

    fn begin_abort(&mut self) -> Option<JoinHandle<()>> {
        self.open = false;
        let (bucket, patience) = (self.bucket.clone(), self.patience.clone());
        let (path, id) = (self.path.clone(), self.id.clone());
        // Without a runtime the program is ending, and the sweep has to do it.
        let runtime = Handle::try_current().ok()?;
        Some(runtime.spawn(async move {
            let budget = Budget::new(&patience, 0);
            let abort = || async { Ok(bucket.abort_upload(&path, &id).await?) };
            drop(budget.tries(0, abort).await);
        }))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if self.open {
            drop(self.begin_abort());
        }
    }
}
