//! What went wrong with an S3 server, in words for a log and with what to do about it.

use s3::error::S3Error;
use std::error::Error;

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
    /// Whether it only means that what is under that key ends before the range begins.
    pub(crate) beyond: bool,
}

impl Trouble {
    /// Trouble that is there to stay.
    pub(crate) fn lasting(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), passing: false, absent: false, beyond: false }
    }

    /// Trouble that may be over when asked again.
    pub(crate) fn passing(reason: impl Into<String>) -> Self {
        Self { passing: true, ..Self::lasting(reason) }
    }

    /// An answer that is an error document, or ought to be one.
    pub(crate) fn status(status: u16, body: &str) -> Self {
        let (code, message) = (tag(body, "Code"), tag(body, "Message"));
        let reason = format!("status {status} {code} {message}");
        Self {
            // With 200, the server was about to succeed and then could not.
            passing: matches!(status, 200..=299 | 408 | 429 | 500 | 502..=504),
            // A bucket that is not there would make all pictures look removed.
            absent: status == 404 && code != "NoSuchBucket",
            beyond: status == 416,
            ..Self::lasting(reason.trim_end())
        }
    }
}

impl From<S3Error> for Trouble {
    fn from(why: S3Error) -> Self {
        match why {
            S3Error::HttpFailWithBody(status, body) => Self::status(status, &body),
            S3Error::Reqwest(why) => {
                Self { passing: !why.is_builder(), ..Self::lasting(chain(&why.without_url())) }
            }
            // An error page where a list should be, by a proxy that calls it 200.
            S3Error::SerdeXml(why) => Self::passing(format!("not the answer of S3: {why}")),
            other => Self::lasting(chain(&other)),
        }
    }
}

/// The text of the first `<name>` in an S3 error document, one line and not too long.
pub(crate) fn tag(body: &str, name: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::Trouble;
    use s3::error::S3Error;

    fn refused(status: u16, body: &str) -> Trouble {
        S3Error::HttpFailWithBody(status, body.to_owned()).into()
    }

    #[test]
    fn only_the_servers_own_trouble_passes() {
        for status in [200, 408, 429, 500, 502, 503, 504] {
            assert!(refused(status, "").passing, "{status}");
        }
        for status in [301, 400, 401, 403, 404, 405, 409, 411, 412, 416, 501, 505] {
            assert!(!refused(status, "").passing, "{status}");
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
}
