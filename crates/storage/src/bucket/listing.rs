//! What is in the bucket, and what was never finished.

use super::{S3Store, patience::Budget, unless_absent};
use crate::{key, trouble::Trouble};
use ports::{Clock, SystemClock};
use s3::serde_types::{ListMultipartUploadsResult, MultipartUpload};
use std::time::Duration;

/// How many names an S3 server lists at once, at most.
const PAGE: usize = 1000;

impl S3Store {
    /// At most `limit` keys after `after` with their sizes.
    pub(super) async fn keys(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, Trouble> {
        let mut after = after.map(|after| format!("{}{after}", self.prefix));
        let mut found = Vec::new();
        while found.len() < limit {
            let wanted = Some((limit - found.len()).min(PAGE));
            let page = || async {
                let (prefix, after) = (self.prefix.clone(), after.clone());
                Ok(self.bucket.list_page(prefix, None, None, after, wanted).await?)
            };
            let (page, _) = Budget::new(&self.patience, 0).tries(0, page).await?;
            let last = page.contents.last().map(|object| object.key.clone());
            let ours = page.contents.into_iter().filter_map(|object| {
                self.ours(&object.key).map(|key| (key.to_owned(), object.size))
            });
            found.extend(ours);
            if !page.is_truncated {
                break;
            }
            if last <= after {
                return Err(Trouble::lasting("its list has more, and does not go on"));
            }
            after = last;
        }
        Ok(found)
    }

    /// Throws away the parts of uploads that began more than `older_than` ago, and counts them.
    pub(super) async fn abort_old(&self, older_than: Duration) -> Result<usize, Trouble> {
        let before = moment(older_than);
        let (mut markers, mut count) = ((None, None), 0);
        loop {
            let page = self.uploads(&markers).await?;
            let is_old = |upload: &&MultipartUpload| {
                self.ours(&upload.key).is_some() && begun_before(&upload.initiated, &before)
            };
            for upload in page.uploads.iter().filter(is_old) {
                let abort =
                    || async { Ok(self.bucket.abort_upload(&upload.key, &upload.id).await?) };
                let budget = Budget::new(&self.patience, 0);
                count += usize::from(unless_absent(budget.tries(0, abort)).await?.is_some());
            }
            let next = (page.next_marker, page.next_upload_id_marker);
            if !page.is_truncated {
                return Ok(count);
            }
            if next == markers {
                return Err(Trouble::lasting("its list has more, and does not go on"));
            }
            markers = next;
        }
    }

    async fn uploads(
        &self,
        (key, id): &(Option<String>, Option<String>),
    ) -> Result<ListMultipartUploadsResult, Trouble> {
        let prefix = Some(self.prefix.as_str()).filter(|prefix| !prefix.is_empty());
        let page = || async {
            let (key, id) = (key.clone(), id.clone());
            let page = self.bucket.list_multiparts_uploads_page(prefix, None, key, id, Some(PAGE));
            Ok(page.await?.0)
        };
        Budget::new(&self.patience, 0).tries(0, page).await
    }

    /// The key of the object `name`, if it is one of ours.
    fn ours<'a>(&self, name: &'a str) -> Option<&'a str> {
        let key = name.strip_prefix(&self.prefix)?;
        key::check("list", key).is_ok().then_some(key)
    }
}

/// The moment `ago`, to the second, as S3 writes it; empty, and so before all others, where that
/// is before the calendar.
fn moment(ago: Duration) -> String {
    let then = ago.try_into().ok().and_then(|ago| SystemClock.now().checked_sub(ago));
    let Some(then) = then else { return String::new() };
    let (date, time) = (then.date(), then.time());
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    let (hour, minute, second) = time.as_hms();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Whether `initiated` (`2026-11-25T10:00:00.000Z`) was before `moment`. What is written in any
/// other way is not, so that nothing is thrown away by mistake.
fn begun_before(initiated: &str, moment: &str) -> bool {
    initiated.ends_with('Z') && initiated.get(..moment.len()).is_some_and(|begun| begun < moment)
}

#[cfg(test)]
mod tests {
    use super::{begun_before, moment};
    use std::time::Duration;

    #[test]
    fn moments_are_compared_as_they_are_written() {
        let hour_ago = moment(Duration::from_hours(1));
        assert_eq!(hour_ago.len(), "2026-11-25T10:00:00".len());
        assert!(begun_before("2009-10-11T12:13:14.000Z", &hour_ago));
        assert!(begun_before(&format!("{}Z", moment(Duration::from_mins(61))), &hour_ago));
        assert!(!begun_before(&format!("{}.9Z", moment(Duration::from_mins(59))), &hour_ago));
        assert!(!begun_before(&format!("{hour_ago}.500Z"), &hour_ago));
        for other in ["", "Sun, 11 Oct 2009 12:13:14 GMT", "2009-10-11T12:13:14+09:00", "2009Z"] {
            assert!(!begun_before(other, &hour_ago), "{other}");
        }
        assert!(!begun_before("2009-10-11T12:13:14.000Z", &moment(Duration::MAX)));
    }
}
