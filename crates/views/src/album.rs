use crate::{AuthorView, ImageView, PhotoView, Slice};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// An album: in a list, on its page, in the API.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlbumView {
    /// What stands for it in its address, beside its owner's name.
    pub slug: String,
    /// The address of its page, on this site.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// What is told about it, as HTML.
    pub description_html: String,
    /// The same as it was typed; only for its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `public`, `unlisted`, `followers` or `private`.
    pub visibility: String,
    /// How many photos in it the reader may see.
    pub photos: i64,
    /// What stands for it: a picture of the chosen photo, or of the first one that the reader may see.
    pub cover: Option<ImageView>,
    /// The photo that was chosen to stand for it; only for its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover_photo: Option<String>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When its words were last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// Whose it is.
    pub author: AuthorView,
    /// Whether the reader may change it.
    pub can_edit: bool,
}

/// The page of an album: itself and the photos in it, in its own order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlbumPage {
    /// The album.
    #[serde(flatten)]
    pub album: AlbumView,
    /// The photos in it.
    pub items: Vec<PhotoView>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
}

/// The albums of somebody.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlbumList {
    /// Whose they are.
    pub author: AuthorView,
    /// How many the reader finds in this list.
    pub count: i64,
    /// The albums, newest first.
    #[serde(flatten)]
    pub albums: Slice<AlbumView>,
}

/// In which of one's own albums a photo is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlbumChoice {
    /// What stands for the album in its address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// Whether the photo is in it.
    pub has: bool,
}

/// In which of one's own albums a photo is, and is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlbumChoices {
    /// The photo.
    pub photo: String,
    /// The albums, newest first.
    pub items: Vec<AlbumChoice>,
}
