use crate::quantity::duration_or_none;
use serde::Deserialize;
use std::time::Duration;

/// What becomes of accounts.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// How long somebody who leaves has to think again; none at all where it is 0.
    #[serde(deserialize_with = "duration_or_none")]
    pub grace: Duration,
}

impl Default for Account {
    fn default() -> Self {
        Self { grace: Duration::from_hours(14 * 24) }
    }
}
