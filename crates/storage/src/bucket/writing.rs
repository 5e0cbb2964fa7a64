//! Writing into the bucket, and seeing that it is there.

use super::{FOR_EVER, PART, S3Store, bare, parts::Upload, patience::Budget, source::Source};
use crate::trouble::Trouble;

/// What an object looks like from outside.
pub(super) struct Head {
    size: Option<u64>,
    tag: String,
}

impl S3Store {
    /// Stores all `size` bytes of `source`, at once or in parts.
    pub(super) async fn send(
        &self,
        path: &str,
        mut source: Source<'_>,
        size: u64,
        media_type: &str,
    ) -> Result<(), Trouble> {
        let budget = Budget::new(&self.patience, size);
        let tag = if size <= PART {
            let bytes = source.last(size).await?;
            self.send_whole(&budget, path, &bytes, media_type).await?
        } else {
            self.send_parts(&budget, path, source, (size, media_type)).await?
        };
        self.verify(&budget, path, size, &tag).await
    }

    async fn send_whole(
        &self,
        budget: &Budget<'_>,
        path: &str,
        bytes: &[u8],
        media_type: &str,
    ) -> Result<String, Trouble> {
        let send = || async {
            let request = self.bucket.put_object_builder(path, bytes);
            let request = request.with_content_type(media_type).with_cache_control(FOR_EVER)?;
            let answer = request.execute().await?;
            known(answer.as_str().unwrap_or_default())
        };
        budget.tries(u64::try_from(bytes.len()).unwrap_or(u64::MAX), send).await
    }

    async fn send_parts(
        &self,
        budget: &Budget<'_>,
        path: &str,
        mut source: Source<'_>,
        (size, media_type): (u64, &str),
    ) -> Result<String, Trouble> {
        let before = match self.head(budget, path).await {
            Ok(head) => head.tag,
            Err(why) if why.passing => return Err(why),
            // Nothing, for which Amazon says 403 to those who may not list. A refusal that means
            // something else comes again, and then with words, which answers to HEAD do not have.
            Err(_) => String::new(),
        };
        let mut upload = Upload::begin(self, budget, path, media_type).await?;
        let sent = match upload.send(budget, &mut source, size).await {
            Ok(parts) => self.complete(budget, &upload, parts, (size, &before)).await,
            Err(why) => Err(why),
        };
        match sent {
            Ok(_) => upload.forget(),
            Err(_) => upload.abort().await,
        }
        sent
    }

    /// Makes one object of the parts, and says which tag it has.
    ///
    /// When the answer is lost, asking again is answered with an error, because the upload is over.
    /// So after any trouble the object itself is looked for: a new one of that size.
    async fn complete(
        &self,
        budget: &Budget<'_>,
        upload: &Upload,
        parts: Vec<s3::serde_types::Part>,
        (size, before): (u64, &str),
    ) -> Result<String, Trouble> {
        let complete = || async {
            let why = match upload.complete(parts.clone()).await {
                Err(why) => why,
                tag => return tag,
            };
            match self.head_once(upload.path()).await {
                Ok(Head { size: Some(seen), tag }) if seen == size && tag != before => Ok(tag),
                _ => Err(why),
            }
        };
        budget.tries(size, complete).await
    }

    /// Sees that what is under `path` now is what was put there.
    async fn verify(
        &self,
        budget: &Budget<'_>,
        path: &str,
        size: u64,
        tag: &str,
    ) -> Result<(), Trouble> {
        let head = self.head(budget, path).await?;
        if head.size != Some(size) {
            return Err(Trouble::lasting(format!(
                "{size} bytes were put, and afterwards {:?} were there",
                head.size
            )));
        }
        // Compared with each other, not with an MD5: encrypting servers make tags of other stuff.
        if !tag.is_empty() && !head.tag.is_empty() && tag != head.tag {
            return Err(Trouble::lasting("other bytes were there afterwards (ETag)"));
        }
        Ok(())
    }

    async fn head(&self, budget: &Budget<'_>, path: &str) -> Result<Head, Trouble> {
        budget.tries(0, || self.head_once(path)).await
    }

    async fn head_once(&self, path: &str) -> Result<Head, Trouble> {
        let (head, _) = self.bucket.head_object(path).await?;
        let size = head.content_length.and_then(|length| u64::try_from(length).ok());
        Ok(Head { size, tag: head.e_tag.as_deref().map_or("", bare).to_owned() })
    }
}

/// The bare tag of what was stored. Every S3 server sends one; an error page that calls itself 200
/// does not.
pub(super) fn known(tag: &str) -> Result<String, Trouble> {
    match bare(tag) {
        "" => Err(Trouble::passing("not the answer of S3: it has no ETag")),
        tag => Ok(tag.to_owned()),
    }
}
