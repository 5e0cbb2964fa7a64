use crate::{AuthorView, CommentView, Slice};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// One size of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VariantView {
    /// Where its bytes are, on this site; they never change.
    pub url: String,
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    /// The media type, such as `image/jpeg`.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// A file that its author lets others have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DownloadView {
    /// Where it is, on this site.
    pub url: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// In pixels.
    pub width: i32,
    /// In pixels.
    pub height: i32,
    /// The media type, such as `image/jpeg`.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// One picture of a photo.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImageView {
    /// What stands for it in the addresses of its bytes.
    pub id: String,
    /// Its largest size.
    pub url: String,
    /// The width of the largest size, in pixels.
    pub width: i32,
    /// The height of the largest size, in pixels.
    pub height: i32,
    /// What can be seen, for those who cannot.
    pub alt: String,
    /// A ThumbHash in base64: what to show until the bytes are there; empty until the picture is ready.
    pub placeholder: String,
    /// The dominant colour, `#rrggbb`; empty until the picture is ready.
    pub colour: String,
    /// `ready`, or, for its author: `processing`, when the sizes are still to be made, or `failed`.
    pub state: String,
    /// Why nothing could be made of it: the id of a message; only for its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// All sizes, smallest first; none until the picture is ready.
    pub variants: Vec<VariantView>,
    /// The same in motion, for pictures that move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub animation: Option<VariantView>,
    /// The file as it is kept; only for its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<VariantView>,
    /// The file as it is kept, where its author lets others have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download: Option<DownloadView>,
    /// How it was taken, where its author wants that to be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<CameraView>,
}

/// How a picture was taken. Never where, nor by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct CameraView {
    /// Make and model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<String>,
    /// The lens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lens: Option<String>,
    /// Such as `f/2.8`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aperture: Option<String>,
    /// Such as `1/250 s`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shutter: Option<String>,
    /// The sensitivity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso: Option<u32>,
    /// Such as `35 mm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_length: Option<String>,
    /// When, by the camera's clock: `2024-05-01T18:30:00`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<String>,
}

/// How much a photo was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// How many like it.
    pub likes: i64,
    /// How many comments it has.
    pub comments: i64,
    /// How often it was looked at; `null` where its author or the site keeps that to themselves.
    pub views: Option<i64>,
}

/// What the signed-in reader is to a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the published shape")]
pub struct PhotoViewer {
    /// Whether they like it.
    pub liked: bool,
    /// Whether they bookmarked it.
    pub bookmarked: bool,
    /// Whether they may edit it.
    pub can_edit: bool,
    /// Whether they may delete it.
    pub can_delete: bool,
}

/// A photo: on a wall, on its page, in the API.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PhotoView {
    /// What stands for it in addresses.
    pub id: String,
    /// The address of its page, on this site.
    pub url: String,
    /// What it is called; may be empty.
    pub title: String,
    /// What its author tells about it, as HTML.
    pub caption_html: String,
    /// The same as it was typed; only for those who may edit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What it is about.
    pub tags: Vec<String>,
    /// `public`, `unlisted`, `followers` or `private`.
    pub visibility: String,
    /// An SPDX identifier, or `null` where all rights are reserved.
    pub license: Option<String>,
    /// Whether its author lets others have its files as they are kept.
    pub original: bool,
    /// When it was posted.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When its words were last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// Who posted it.
    pub author: AuthorView,
    /// Its pictures, in order; at least one.
    pub images: Vec<ImageView>,
    /// How much it was noticed.
    pub counts: Counts,
    /// Whether something may be said about it.
    pub comments_open: bool,
    /// What the reader is to it; `null` when not signed in.
    pub viewer: Option<PhotoViewer>,
}

/// What the server made of one uploaded file: what was kept of it and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// What the file is, by its content: `image/jpeg`, `image/png`, `image/webp` or `image/gif`.
    pub format: String,
    /// How many bytes arrived.
    pub received_bytes: usize,
    /// The SHA-256 of what arrived, in hexadecimal.
    pub sha256: String,
    /// How many bytes the file has as it is kept.
    pub kept_bytes: usize,
    /// The SHA-256 of the file as it is kept, in hexadecimal.
    pub kept_sha256: String,
    /// The width, upright, in pixels.
    pub width: u32,
    /// The height, upright, in pixels.
    pub height: u32,
    /// How many frames it has; 1 unless it moves.
    pub frames: u32,
    /// The colour profile that was kept, by name; `null` where the file has none, which means sRGB.
    pub profile: Option<String>,
    /// What was kept beside the pixels.
    pub kept: Vec<String>,
    /// The names of the fields and blocks that were removed.
    pub removed: Vec<String>,
    /// Whether a place was among them.
    pub location_removed: bool,
    /// Whether it had more pixels than are taken and was made smaller, as its author wished.
    pub shrunk: bool,
    /// The sizes made, as widths in pixels; none until the picture is ready.
    #[serde(default)]
    pub sizes: Vec<u32>,
}

/// A photo just posted, with what became of its files.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PhotoFacts {
    /// The photo.
    #[serde(flatten)]
    pub photo: PhotoView,
    /// What became of each file, in order.
    pub receipt: Vec<Receipt>,
}

/// The page of a photo: itself and the talk about it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PhotoPage {
    /// The photo.
    #[serde(flatten)]
    pub photo: PhotoView,
    /// The first comments, oldest first.
    pub comments: Slice<CommentView>,
    /// What a link to the photo looks like elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<VariantView>,
    /// What became of each file, in order; only for those who may edit the photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Vec<Receipt>>,
}

/// A wall: one screenful of photos, and what it is a wall of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Wall {
    /// The photos on it.
    pub items: Vec<PhotoView>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
    /// The tag all of them have, where the wall is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}
