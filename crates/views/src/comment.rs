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
    /// Who said it.
    pub author: AuthorView,
    /// What was said, as HTML.
    pub body_html: String,
    /// The same as it was typed; only for those who may edit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The comment it answers.
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
}
