use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// How far what somebody asked to take with them is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExportPage {
    /// `none`, `queued`, `ready`, `failed` or `expired`.
    pub state: String,
    /// When it was asked for.
    #[serde(with = "time::serde::rfc3339::option")]
    pub asked_at: Option<OffsetDateTime>,
    /// Until when it can be fetched.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// How many bytes it has, once it is ready.
    pub size: Option<i64>,
    /// Where it can be fetched, as long as it can.
    pub url: Option<String>,
    /// What went wrong the last time: `unavailable` or `internal`.
    pub reason: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// When another may be asked for; `null` where that is now.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_at: Option<OffsetDateTime>,
    /// For how many days an archive can be fetched.
    pub days: i64,
}

/// What goes when somebody leaves, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeavingPage {
    /// How many days they have to think again.
    pub days: i64,
    /// How many photos would go.
    pub photos: i64,
    /// How many comments would go.
    pub comments: i64,
    /// Whether they are the last admin, who cannot leave.
    pub last_admin: bool,
    /// What they have taken with them.
    pub export: ExportPage,
}

/// Somebody is leaving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeavingView {
    /// The user name.
    pub name: String,
    /// When everything of theirs will be deleted.
    #[serde(with = "time::serde::rfc3339")]
    pub until: OffsetDateTime,
}

/// For how long the site keeps what, in days unless it says otherwise; what is rounded is rounded up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrivacyPage {
    /// The longest a session lasts.
    pub session_lifetime: i64,
    /// How long a session lasts without being used.
    pub session_idle: i64,
    /// How long a session lasts of those who do not stay signed in, in hours.
    pub session_short_hours: i64,
    /// How long the network stays with a session.
    pub session_network: i64,
    /// How long the network stays with what staff did.
    pub audit_network: i64,
    /// How long letters are known after they left.
    pub mails: i64,
    /// How long links are known after they stopped working.
    pub links: i64,
    /// How long somebody who leaves has to think again.
    pub grace: i64,
    /// How long an export can be fetched.
    pub export: i64,
    /// How long until another export can be asked for.
    pub export_again: i64,
    /// For how many days people can look back at what they were told.
    pub notices: i64,
    /// How long a rate limit remembers a network, in hours.
    pub limits_hours: i64,
    /// How long bytes of deleted pictures may stay while the store does not answer, in hours.
    pub sweep_hours: i64,
    /// For how many hours after its day a visit is known by a hash.
    pub visits_hours: i64,
    /// For how many days is known how often a photo was looked at on each.
    pub view_days: i64,
}
