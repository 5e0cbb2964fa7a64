use crate::{FactorsView, Slice};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// One of somebody's own sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionView {
    /// What stands for it in addresses.
    pub id: String,
    /// The browser or program, such as `Firefox`, if it can be told.
    pub browser: Option<String>,
    /// The system it runs on, such as `Linux`, if it can be told.
    pub system: Option<String>,
    /// `browser` or `app`.
    pub kind: String,
    /// The network it was used from last, shortened; `null` once it was forgotten.
    pub network: Option<String>,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was used last, to ten minutes.
    #[serde(with = "time::serde::rfc3339")]
    pub last_used_at: OffsetDateTime,
    /// When it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// One of somebody's own personal tokens. The token itself is not known any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TokenView {
    /// What stands for it in addresses and on the command line.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// `read`, `write` or `admin`.
    pub scope: String,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was used last, to ten minutes; `null` if never.
    #[serde(with = "time::serde::rfc3339::option")]
    pub used_at: Option<OffsetDateTime>,
    /// When it stops working; `null` if it does not by itself.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// Whether it has stopped working.
    pub expired: bool,
}

/// A personal token with whose it is, for the owner of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnedToken {
    /// The user name.
    pub user: String,
    /// The token.
    #[serde(flatten)]
    pub token: TokenView,
}

/// A personal token just made.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MadeToken {
    /// Send it as `Authorization: Bearer`; it is said only once.
    pub token: String,
    /// What is known of it from now on.
    #[serde(flatten)]
    pub view: TokenView,
}

/// How somebody's account is kept safe.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SecurityView {
    /// With what they sign in.
    #[serde(flatten)]
    pub factors: FactorsView,
    /// Their personal tokens, newest first.
    pub tokens: Slice<TokenView>,
}

/// A session whose owner has just shown once more who they are.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Confirmed {
    /// Its new token: the one before is dead. It is said only once.
    pub token: String,
    /// When it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}
