use crate::AuthorView;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// What somebody said about a photo.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CommentView {
    /// What stands for it in addresses.
    pub id: String,
    /// Its place on the page of its photo, on this site.
    pub url: String,
    /// The photo it is about, as in the photo's address.
    pub photo: String,
    /// Who said it; `null` where only the place is left.
    pub author: Option<AuthorView>,
    /// What was said, as HTML.
    pub body_html: String,
    /// The same as it was typed; only for those who may edit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The comment at the top of its thread, where it is an answer.
    pub parent: Option<String>,
    /// When it was said.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// Whether the reader may change it.
    pub can_edit: bool,
    /// Whether the reader may delete it.
    pub can_delete: bool,
    /// Whether it is gone and only its place is left, because others have answered.
    pub deleted: bool,
    /// Where its thread goes on, on the last comment of it that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest: Option<RestView>,
}

/// Answers that are not shown here.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RestView {
    /// How many.
    pub count: i64,
    /// Where all answers of the thread are.
    pub url: String,
}

/// A comment and the answers to it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ThreadPage {
    /// What is answered.
    pub comment: CommentView,
    /// The answers, oldest first.
    pub items: Vec<CommentView>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
}
