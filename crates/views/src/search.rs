use crate::{PhotoView, UserView, Wall, address};
use serde::Serialize;
use utoipa::ToSchema;

/// One screenful of what was found, and how much that is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Found<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
    /// How much is found that the reader may see.
    pub total: i64,
    /// Whether that is all; otherwise there is more than was counted.
    pub exact: bool,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next: None, total: 0, exact: true }
    }
}

/// What was found, of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum SearchPage {
    /// Photos.
    Photos(Found<PhotoView>),
    /// People.
    Users(Found<UserView>),
    /// Tags.
    Tags(Found<TagView>),
}

/// A tag, and how many photos have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagView {
    /// The tag.
    pub tag: String,
    /// How many photos have it that the reader may see listed.
    pub count: i64,
    /// The address of its wall, on this site.
    pub url: String,
}

impl From<(String, i64)> for TagView {
    fn from((tag, count): (String, i64)) -> Self {
        Self { url: address::tag(&tag), tag, count }
    }
}

/// The wall of a tag, and what goes with it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TagWall {
    /// The photos.
    #[serde(flatten)]
    pub wall: Wall,
    /// How many photos have the tag that the reader may see listed.
    pub count: i64,
    /// Whether that is all; otherwise there is more than was counted.
    pub exact: bool,
    /// Tags that often stand beside it.
    pub related: Vec<String>,
}
