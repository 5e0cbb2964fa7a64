use crate::{Error, Result};
use domain::{Mark, Message, PublicKey};

/// Which page of a list.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// The last item of the page before.
    pub after: Option<String>,
    /// How many items; the list's own number if not said.
    pub limit: Option<i64>,
}

/// The most items on a page.
const MOST: i64 = 100;

impl Paging {
    /// Where to read on, and how far.
    pub(crate) fn parse(&self, default: i64) -> Result<(Option<PublicKey>, i64)> {
        let mut errors = domain::FieldErrors::default();
        let after = match self.after.as_deref().filter(|it| !it.is_empty()) {
            None => Some(None),
            Some(text) => {
                let key = PublicKey::parse(text).ok().ok_or_else(|| Message::new("error-cursor"));
                errors.take("after", key).map(Some)
            }
        };
        let limit = self.limit(default);
        match (after, errors.take("limit", limit)) {
            (Some(after), Some(limit)) => Ok((after, limit)),
            _ => Err(errors.into()),
        }
    }

    fn limit(&self, default: i64) -> Result<i64, Message> {
        match self.limit.unwrap_or(default) {
            n @ 1..=MOST => Ok(n),
            _ => Err(Message::new("error-limit").with("max", MOST)),
        }
    }

    /// The same of a list that is in order of time.
    pub(crate) fn parse_mark(&self, default: i64) -> Result<(Option<Mark>, i64)> {
        let mut errors = domain::FieldErrors::default();
        let after = self.after.as_deref().filter(|it| !it.is_empty());
        let after = errors.take("after", after.map(Mark::parse).transpose());
        match (after, errors.take("limit", self.limit(default))) {
            (Some(after), Some(limit)) => Ok((after, limit)),
            _ => Err(errors.into()),
        }
    }
}

/// A place in a list that is none.
pub(crate) fn no_such_place() -> Error {
    Error::field("after", Message::new("error-cursor"))
}
