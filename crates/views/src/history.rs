use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// What was said in one field before an edit, and after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangeView {
    /// `title`, `caption`, `tags`, `alt`, `visibility`, `license` or `original`.
    pub field: String,
    /// Which picture it is about, from 1, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<usize>,
    /// What was said.
    pub before: String,
    /// What was said from then on.
    pub after: String,
}

/// An edit of what is said about a photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EditView {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The user name of whoever did it.
    pub by: String,
    /// What was changed.
    pub changes: Vec<ChangeView>,
}

/// What was said about a photo before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HistoryPage {
    /// The photo.
    pub photo: String,
    /// The address of its page.
    pub url: String,
    /// What it is called now.
    pub title: String,
    /// The edits, newest first.
    pub items: Vec<EditView>,
    /// Always `null`: the newest hundred are kept.
    pub next: Option<String>,
}
