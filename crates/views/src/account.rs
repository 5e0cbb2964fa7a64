use crate::MeView;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Where a letter goes, for the page that tells people to look for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailNotice {
    /// The folder the letter lies in, where the site writes its mail to a folder.
    pub outbox: Option<String>,
}

/// A new account, and where its letter went.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Registered {
    /// The new user.
    pub user: MeView,
    /// Whether staff has to let them in first.
    pub waiting: bool,
    /// Where the letter with the link went.
    pub mail: MailNotice,
}

/// A session just begun by an app.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
pub struct SignedIn {
    /// Send it as `Authorization: Bearer`; it is said only once.
    pub token: String,
    /// When it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Who signed in.
    pub user: MeView,
}

/// An address just confirmed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Verified {
    /// Whose address it is.
    pub user: MeView,
}
