use serde::Serialize;
use utoipa::ToSchema;

/// How much there is on the site, as far as everybody may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SiteCounts {
    /// Users.
    pub users: i64,
    /// Public photos.
    pub photos: i64,
}

/// What an upload may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SiteLimits {
    /// The largest file, in bytes.
    pub upload_bytes: u64,
    /// The largest picture, in pixels.
    pub upload_pixels: u64,
    /// The most pictures in one photo.
    pub upload_files: usize,
    /// The longest title, in characters.
    pub title: usize,
    /// The longest caption, in characters.
    pub caption: usize,
    /// The longest alternative text, in characters.
    pub alt: usize,
    /// The most tags on a photo.
    pub tags: usize,
    /// The longest comment, in characters.
    pub comment: usize,
}

/// What the site is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SiteView {
    /// Its name.
    pub name: String,
    /// What it says about itself.
    pub description: String,
    /// `open`, `approval`, `invite` or `closed`.
    pub registration: String,
    /// Its rules as their owner wrote them, as plain text; `null` where the ordinary ones go, at `/rules`.
    pub rules: Option<String>,
    /// The version of Tintype it runs.
    pub version: String,
    /// What an upload may be.
    pub limits: SiteLimits,
    /// How much there is.
    pub counts: SiteCounts,
}
