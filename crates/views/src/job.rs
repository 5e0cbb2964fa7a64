use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A piece of promised work, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobView {
    /// Its number.
    pub id: i64,
    /// What kind of work: `develop` makes the sizes of a picture.
    pub kind: String,
    /// The address of the photo it is about.
    pub photo: Option<String>,
    /// `queued`, or `failed` when it was given up.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; `null` when it was given up.
    #[serde(with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    /// When it was promised.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// What went wrong the last time: words, or the id of a message.
    pub last_error: String,
}

/// The work there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Jobs {
    /// What was given up first, then the newest.
    pub items: Vec<JobView>,
}
