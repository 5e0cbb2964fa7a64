//! Reading what is in the bucket, a piece at a time.
//!
//! All reading asks for a range: the answer then says where it begins and ends and how much there
//! is in all, so half an answer is noticed, and so is a proxy's error page that calls itself 200.

use super::{PART, S3Store, bare, patience::Budget, unless_absent};
use crate::trouble::Trouble;
use s3::request::ResponseData;
use std::ops::Range;

/// Bytes from the middle of an object.
struct Piece {
    bytes: Vec<u8>,
    /// How many bytes the whole object has.
    total: u64,
    tag: String,
}

impl S3Store {
    /// What of `range` is there, or `None` where nothing is.
    pub(super) async fn read(
        &self,
        path: &str,
        range: Range<u64>,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let mut budget = Budget::new(&self.patience, 0);
        let first = self.tries_piece(&budget, path, &range, 0);
        let Some(Piece { mut bytes, total, tag }) = unless_absent(first).await? else {
            return Ok(None);
        };
        let end = range.end.min(total);
        let wanted = end.saturating_sub(range.start);
        budget.grow(wanted);
        bytes.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        let mut at = range.start.saturating_add(count(&bytes));
        while at < end {
            let piece = self.tries_piece(&budget, path, &(at..end), PART).await?;
            if piece.total != total || piece.tag != tag || piece.bytes.is_empty() {
                return Err(Trouble::lasting("it was replaced while it was read"));
            }
            at = at.saturating_add(count(&piece.bytes));
            bytes.extend(piece.bytes);
        }
        Ok(Some(bytes))
    }

    /// How many bytes are there. Not by HEAD, whose 404 does not tell a missing bucket from a
    /// missing object.
    pub(super) async fn measure(&self, path: &str) -> Result<Option<u64>, Trouble> {
        let budget = Budget::new(&self.patience, 0);
        let first = self.tries_piece(&budget, path, &(0..1), 0);
        Ok(unless_absent(first).await?.map(|piece| piece.total))
    }

    /// The beginning of `range`, with the time that `expected` bytes take.
    async fn tries_piece(
        &self,
        budget: &Budget<'_>,
        path: &str,
        range: &Range<u64>,
        expected: u64,
    ) -> Result<Piece, Trouble> {
        budget.tries(expected, || self.piece(path, range)).await
    }

    async fn piece(&self, path: &str, range: &Range<u64>) -> Result<Piece, Trouble> {
        // S3 has no word for a range without bytes.
        let last = range.end.min(range.start.saturating_add(PART)).saturating_sub(1);
        let last = last.max(range.start);
        match self
            .bucket
            .get_object_range(path, range.start, Some(last))
            .await
            .map_err(Trouble::from)
        {
            Ok(answer) if answer.status_code() == 206 => part_of(answer, range.start, last),
            Ok(answer) => self.cut_out(path, answer, range).await,
            Err(why) if why.beyond => self.nothing_after(path, range.start).await,
            Err(why) => Err(why),
        }
    }

    /// The piece of a whole object: what a server that knows no ranges answers, or one that is
    /// no S3 server at all. The object's size and tag tell which.
    async fn cut_out(
        &self,
        path: &str,
        answer: ResponseData,
        range: &Range<u64>,
    ) -> Result<Piece, Trouble> {
        let (head, _) = self.bucket.head_object(path).await?;
        let tag = head.e_tag.as_deref().map_or("", bare).to_owned();
        let total = count(answer.as_slice());
        if tag.is_empty() || tag != tag_of(&answer) || size_of(head.content_length) != Some(total) {
            return Err(Trouble::status(
                answer.status_code(),
                &answer.to_string().unwrap_or_default(),
            ));
        }
        let index = |at: u64| usize::try_from(at.min(total)).unwrap_or(usize::MAX);
        let bytes = answer.as_slice().get(index(range.start)..index(range.end));
        Ok(Piece { bytes: bytes.unwrap_or_default().to_vec(), total, tag })
    }

    /// The empty piece at or after the end of what is there.
    async fn nothing_after(&self, path: &str, start: u64) -> Result<Piece, Trouble> {
        let (head, _) = self.bucket.head_object(path).await?;
        match size_of(head.content_length) {
            Some(total) if total <= start => {
                let tag = head.e_tag.as_deref().map_or("", bare).to_owned();
                Ok(Piece { bytes: Vec::new(), total, tag })
            }
            seen => Err(Trouble::passing(format!("status 416 after {start} of {seen:?} bytes"))),
        }
    }
}

/// The piece in an answer that has to be the bytes from `start` to `last`, if there are so many.
fn part_of(answer: ResponseData, start: u64, last: u64) -> Result<Piece, Trouble> {
    let tag = tag_of(&answer);
    let headers = answer.headers();
    let said = headers.get("content-range").map_or("", String::as_str);
    let Some((from, to, total)) = content_range(said) else {
        return Err(Trouble::passing(format!("a part that does not say of what: {said:?}")));
    };
    let bytes: Vec<u8> = answer.into_bytes().into();
    let expected = last.min(total.saturating_sub(1));
    let is_whole = from == start
        && to == expected
        && count(&bytes) == to.saturating_add(1).saturating_sub(from);
    if is_whole {
        Ok(Piece { bytes, total, tag })
    } else {
        let seen = bytes.len();
        Err(Trouble::passing(format!("{seen} bytes came instead of {start}-{expected} ({said})")))
    }
}

/// The numbers of `bytes 0-9/10`.
fn content_range(said: &str) -> Option<(u64, u64, u64)> {
    let (range, total) = said.strip_prefix("bytes ")?.split_once('/')?;
    let (from, to) = range.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?, total.parse().ok()?))
}

fn tag_of(answer: &ResponseData) -> String {
    answer.headers().get("etag").map_or("", |tag| bare(tag)).to_owned()
}

fn size_of(content_length: Option<i64>) -> Option<u64> {
    content_length.and_then(|length| u64::try_from(length).ok())
}

fn count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::content_range;

    #[test]
    fn only_a_whole_content_range_is_one() {
        assert_eq!(content_range("bytes 0-9/10"), Some((0, 9, 10)));
        for other in ["", "bytes */10", "bytes 0-9/*", "bytes 0-9", "0-9/10", "bytes -9/10"] {
            assert_eq!(content_range(other), None, "{other}");
        }
    }
}
