//! How often photos were looked at, for those who posted them.

use serde::Serialize;
use utoipa::ToSchema;

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayView {
    /// The day in UTC, such as `2026-11-29`.
    pub day: String,
    /// How often something was looked at on it.
    pub views: i64,
}

/// Where visitors came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SourceView {
    /// `site` (another one), `here` (this one), `direct` (nothing was said) or `others` (sites beyond those that are told apart).
    pub kind: String,
    /// The host of another site.
    pub site: Option<String>,
    /// How often.
    pub views: i64,
}

/// How often a photo was looked at, for its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViewsPage {
    /// The photo.
    pub photo: String,
    /// Where it is, on this site.
    pub url: String,
    /// What it is called; empty where it has no title.
    pub title: String,
    /// How often it was looked at, ever.
    pub total: i64,
    /// The same in the days listed.
    pub lately: i64,
    /// The last days, the oldest first, today at the end.
    pub days: Vec<DayView>,
    /// Where visitors came from, ever; the most first.
    pub sources: Vec<SourceView>,
    /// Whether others are told the number.
    pub shown: bool,
    /// Whether it is the reader's own.
    pub own: bool,
}

/// A photo among those of a member, with how often it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViewedPhoto {
    /// The photo.
    pub photo: String,
    /// Where its numbers are, on this site.
    pub url: String,
    /// What it is called; empty where it has no title.
    pub title: String,
    /// A small picture of it.
    pub thumbnail: Option<String>,
    /// How often it was looked at in the days listed.
    pub views: i64,
    /// The same, ever.
    pub total: i64,
}

/// How often all photos of a member were looked at, for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnViewsPage {
    /// How often, ever.
    pub total: i64,
    /// The same in the days listed.
    pub lately: i64,
    /// The last days, the oldest first, today at the end.
    pub days: Vec<DayView>,
    /// The photos that were looked at most in these days; the most first.
    pub photos: Vec<ViewedPhoto>,
    /// Whether others are told the numbers.
    pub shown: bool,
}
