use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Something that staff or the command line did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeedView {
    /// Its number.
    pub id: i64,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who.
    pub actor: String,
    /// From where: `web`, `api`, `cli` or `site`.
    pub via: String,
    /// The network, shortened; empty when it was forgotten.
    pub network: String,
    /// What, such as `user.suspend`.
    pub deed: String,
    /// To whom or what.
    pub target: String,
    /// More about it.
    pub details: String,
}

/// A numbered page of deeds, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Deeds {
    /// What is on it.
    pub items: Vec<DeedView>,
    /// Its number, from 1.
    pub page: i64,
    /// How many pages there are.
    pub pages: i64,
    /// How many deeds there are.
    pub total: i64,
}
