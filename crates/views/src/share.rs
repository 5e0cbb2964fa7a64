use crate::{AuthorView, ImageView, Slice};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A link that opens one photo or one album, as its owner sees it: without what is secret of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShareView {
    /// What stands for it where it is revoked.
    pub id: String,
    /// Whether it asks for a password.
    pub password: bool,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it stops working; `null` where it works until it is revoked.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// Whether it has stopped working.
    pub expired: bool,
    /// How often its page was opened.
    pub uses: i64,
    /// When its page was last opened.
    #[serde(with = "time::serde::rfc3339::option")]
    pub used_at: Option<OffsetDateTime>,
}

/// The links to a photo or an album.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SharesPage {
    /// What they open: the address of its page.
    pub of: String,
    /// What that is called; may be empty.
    pub title: String,
    /// `photo` or `album`.
    pub kind: String,
    /// Who may open that without a link: `public`, `unlisted`, `followers` or `private`.
    pub visibility: String,
    /// The links, newest first.
    #[serde(flatten)]
    pub shares: Slice<ShareView>,
}

/// A link that was just made: told this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MadeShare {
    /// The link, with the site's address.
    pub url: String,
    /// What there is to know of it later.
    #[serde(flatten)]
    pub share: ShareView,
}

/// A photo behind a link: its pictures and what it is called, and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SharedPhoto {
    /// What it is called; may be empty.
    pub title: String,
    /// Its pictures, at addresses that belong to the link.
    pub images: Vec<ImageView>,
}

/// What is behind a link.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SharedPage {
    /// `photo` or `album`.
    pub kind: String,
    /// What it is called; may be empty.
    pub title: String,
    /// Whose it is.
    pub author: AuthorView,
    /// The photos.
    pub items: Vec<SharedPhoto>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
}
