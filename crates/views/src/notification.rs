//! What somebody is told of: what others did that is their business.

use crate::AuthorView;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Something that happened, with others of its kind in one.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NotificationView {
    /// What stands for it; the newer, the larger.
    pub id: String,
    /// `like`, `follow`, `follow_request`, `follow_accepted`, `comment`, `answer` or `mention`.
    pub kind: String,
    /// Who did it last.
    pub actor: AuthorView,
    /// How many others did it before.
    pub others: i64,
    /// The photo it is about.
    pub photo: Option<NoticedPhoto>,
    /// Where it leads, on this site.
    pub url: String,
    /// When it happened last.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Whether it was read.
    pub read: bool,
}

/// A photo that something is about.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NoticedPhoto {
    /// What stands for it in addresses.
    pub id: String,
    /// Its page, on this site.
    pub url: String,
    /// What it is called; may be empty.
    pub title: String,
}

/// A page of what somebody is told of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Notifications {
    /// What happened, newest first.
    pub items: Vec<NotificationView>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
    /// How many were not read.
    pub unread: i64,
}

/// What somebody wants to hear of, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChoicesView {
    /// All kinds there are.
    pub kinds: Vec<String>,
    /// The kinds that are told on the site.
    pub in_app: Vec<String>,
    /// The kinds that are told by mail.
    pub mail: Vec<String>,
    /// `never`, `daily` or `weekly`: how often a letter tells what was not read.
    pub digest: String,
}

/// Whose letters end with one button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnsubscribePage {
    /// The last part of the link in the letter.
    pub token: String,
    /// Whether there are none any more.
    pub ended: bool,
}
