//! What went wrong with an S3 server, in words for a log and with what to do about it.

use s3::error::S3Error;
use std::error::Error;
use std::time::Duration;

/// Longest answer of a server that we repeat.
const LONGEST: usize = 200;

/// One request that did not go well.
#[derive(Debug)]
pub(crate) struct Trouble {
    /// In words; not yet free of secrets, because servers may repeat what they were sent.
    pub(crate) reason: String,
    /// Whether asking again at once may help.
    pub(crate) passing: bool,
    /// Whether it only means that nothing is under that key.
    pub(crate) absent: bool,
}

impl Trouble {
    /// Trouble that is there to stay.
    pub(crate) fn lasting(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), passing: false, absent: false }
    }

    fn status(status: u16, body: &str) -> Self {
        let (code, message) = (tag(body, "Code"), tag(body, "Message"));
        let reason = format!("status {status} {code} {message}");
        Self {
            reason: reason.trim_end().to_owned(),
            passing: status >= 500,
            // A bucket that is not there would make all pictures look removed.
            absent: status == 404 && code != "NoSuchBucket",
        }
    }
}

impl From<S3Error> for Trouble {
    fn from(why: S3Error) -> Self {
        match why {
            S3Error::HttpFailWithBody(status, body) => Self::status(status, &body),
            S3Error::Reqwest(why) => {
                // A time-out has already cost the patience of whoever is waiting.
                let passing = !why.is_timeout() && !why.is_builder();
                Self { reason: chain(&why.without_url()), passing, absent: false }
            }
            other => Self::lasting(chain(&other)),
        }
    }
}

/// The text of the first `<name>` in an S3 error document, one line and not too long.
fn tag(body: &str, name: &str) -> String {
    let text = body
        .split_once(&format!("<{name}>"))
        .and_then(|(_, rest)| rest.split_once(&format!("</{name}>")))
        .map_or("", |(text, _)| text);
    text.chars().filter(|char| !char.is_control()).take(LONGEST).collect()
}

/// An error with its causes: reqwest's own words stop at "error sending request".
fn chain(why: &dyn Error) -> String {
    let mut words = why.to_string();
    let mut source = why.source();
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        source = cause.source();
    }
    words
}

/// How long to wait before try number `next` (the second is 2): longer each time, and not the same
/// for everybody, or all who were turned away come back at once.
pub(crate) fn pause(next: u32) -> Duration {
    let jitter = getrandom::u32().map_or(50, |random| random % 100);
    Duration::from_millis(u64::from((100 + jitter) * next.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::{Trouble, pause};
    use s3::error::S3Error;
    use std::time::Duration;

    fn refused(status: u16, body: &str) -> Trouble {
        S3Error::HttpFailWithBody(status, body.to_owned()).into()
    }

    #[test]
    fn only_the_servers_own_trouble_passes() {
        for (status, passing) in
            [(500, true), (503, true), (403, false), (404, false), (400, false)]
        {
            assert_eq!(refused(status, "").passing, passing, "{status}");
        }
    }

    #[test]
    fn a_missing_bucket_is_not_a_missing_object() {
        assert!(refused(404, "").absent);
        assert!(refused(404, "<Error><Code>NoSuchKey</Code></Error>").absent);
        let no_bucket =
            refused(404, "<Error><Code>NoSuchBucket</Code><Message>gone\n</Message></Error>");
        assert!(!no_bucket.absent);
        assert_eq!(no_bucket.reason, "status 404 NoSuchBucket gone");
    }

    #[test]
    fn pauses_grow_and_stay_small() {
        for _ in 0..100 {
            assert!((100..200).contains(&pause(2).as_millis()));
            assert!((200..400).contains(&pause(3).as_millis()));
        }
        assert_eq!(pause(1), Duration::ZERO);
    }
}
