//! For how long the site keeps what: the same figures that the worker goes by, for people to read.

use crate::leaving::days;
use crate::session::ONE_DAY;
use crate::viewing::{DAYS_KEPT, KEY_KEPT};
use crate::{Site, exports};
use std::time::Duration;
use views::PrivacyPage;

/// How long letters are known after they left or were given up.
pub(crate) const MAILS: Duration = Duration::from_hours(90 * 24);

/// How long links are known after they stopped working: a letter may leave days after its link was made.
pub(crate) const LINKS: Duration = Duration::from_hours(30 * 24);

/// How long people can look back at what they were told.
pub(crate) const NOTICES: Duration = Duration::from_hours(90 * 24);

/// How long the network stays with a session that is still used, and with what staff did.
pub(crate) const SESSION_NETWORK: Duration = Duration::from_hours(30 * 24);
/// See [`SESSION_NETWORK`].
pub(crate) const AUDIT_NETWORK: Duration = Duration::from_hours(90 * 24);

/// The longest window of a rate limit: what is counted in it is forgotten an hour later at the latest.
const LIMITS: Duration = Duration::from_hours(25);

/// How long bytes may outlast their rows: uploads that broke off, and a store that did not answer.
const SWEEP: Duration = Duration::from_hours(24);

impl Site {
    /// For how long the site keeps what.
    pub fn privacy(&self) -> PrivacyPage {
        let policy = &self.0.policy;
        PrivacyPage {
            session_lifetime: days(policy.session_lifetime),
            session_idle: days(policy.session_idle.min(policy.session_lifetime)),
            session_short_hours: hours(ONE_DAY.min(policy.session_lifetime)),
            session_network: days(SESSION_NETWORK),
            audit_network: days(AUDIT_NETWORK),
            mails: days(MAILS),
            links: days(LINKS),
            grace: days(policy.grace),
            export: days(exports::LIFE),
            export_again: days(exports::AGAIN),
            notices: days(NOTICES),
            limits_hours: hours(LIMITS),
            sweep_hours: hours(SWEEP),
            visits_hours: KEY_KEPT,
            view_days: DAYS_KEPT,
        }
    }
}

fn hours(span: Duration) -> i64 {
    i64::try_from(span.as_secs().div_ceil(3_600)).unwrap_or(i64::MAX)
}
