//! What somebody takes with them: the documents of an export.

use crate::{CameraView, Receipt};
use serde::Serialize;
use time::OffsetDateTime;

/// `export.json`: the account and what belongs to it.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedAccount {
    /// The site's address.
    pub site: String,
    /// When this was put together.
    #[serde(with = "time::serde::rfc3339")]
    pub exported_at: OffsetDateTime,
    /// Who they are.
    pub account: ArchivedPerson,
    /// Where they are signed in.
    pub sessions: Vec<ArchivedSession>,
    /// Tokens for programs, without their secrets.
    pub tokens: Vec<ArchivedToken>,
    /// Passkeys, without their keys.
    pub passkeys: Vec<ArchivedPasskey>,
    /// The user names of those they follow.
    pub following: Vec<String>,
    /// The user names of those who follow them.
    pub followers: Vec<String>,
    /// What else ties them to others.
    #[serde(flatten)]
    pub ties: ArchivedTies,
    /// What they chose to hear of.
    pub notifications: ArchivedChoices,
    /// What staff did about them, and what they did as staff.
    pub deeds: Vec<ArchivedDeed>,
    /// Their albums.
    pub albums: Vec<ArchivedAlbum>,
    /// Links to their photos and albums, without their secrets.
    pub shares: Vec<ArchivedShare>,
    /// What they reported.
    pub reports: Vec<ArchivedReport>,
}

/// What somebody chose to hear of.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedChoices {
    /// The kinds that are not told on the site.
    pub silent: Vec<String>,
    /// The kinds that are told by mail.
    pub mail: Vec<String>,
    /// `never`, `daily` or `weekly`.
    pub digest: String,
}

/// Who somebody is.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedPerson {
    /// The user name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// What they want to be called.
    pub display_name: String,
    /// What they say about themselves, as typed.
    pub bio: String,
    /// `member`, `moderator` or `admin`.
    pub role: String,
    /// The language they are written to in.
    pub locale: String,
    /// Since when they are here.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the address was confirmed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub verified_at: Option<OffsetDateTime>,
    /// Since when they are suspended.
    #[serde(with = "time::serde::rfc3339::option")]
    pub suspended_at: Option<OffsetDateTime>,
    /// Where else they are to be found.
    pub links: Vec<String>,
    /// Whether only those whom they let in see anything of theirs.
    pub private: bool,
    /// Under which licence their new photos are unless they say otherwise: an SPDX identifier; empty keeps all rights.
    pub license: String,
    /// Whether others are not told how often their photos were looked at.
    pub hide_views: bool,
}

/// What ties somebody to others.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedTies {
    /// The tags they follow.
    pub following_tags: Vec<String>,
    /// The user names of those whom they wait for to be let in.
    pub requested: Vec<String>,
    /// The user names of those whom they have blocked.
    pub blocked: Vec<String>,
    /// The user names of those whom they have muted.
    pub muted: Vec<String>,
}

/// An entry of `likes.json` and of `bookmarks.json`.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedMark {
    /// The photo.
    pub photo: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A place where somebody is signed in.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedSession {
    /// `cookie` or `bearer`.
    pub kind: String,
    /// What the program calls itself.
    pub user_agent: String,
    /// The network it was used from last, shortened.
    pub network: String,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last used.
    #[serde(with = "time::serde::rfc3339")]
    pub seen_at: OffsetDateTime,
    /// When it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// A token for a program.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedToken {
    /// What they call it.
    pub name: String,
    /// `read`, `write` or `admin`.
    pub scope: String,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last used.
    #[serde(with = "time::serde::rfc3339::option")]
    pub used_at: Option<OffsetDateTime>,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires_at: Option<OffsetDateTime>,
}

/// A passkey.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedPasskey {
    /// What they call it.
    pub name: String,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last used.
    #[serde(with = "time::serde::rfc3339::option")]
    pub used_at: Option<OffsetDateTime>,
}

/// Something that staff did.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedDeed {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Whether they did it themselves.
    pub own: bool,
    /// What, such as `user.suspend`.
    pub deed: String,
    /// More about it.
    pub details: String,
}

/// An entry of `photos.json`.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedPhoto {
    /// What stands for it in addresses.
    pub id: String,
    /// Its page.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// What is told about it, as typed.
    pub caption: String,
    /// What it is tagged with.
    pub tags: Vec<String>,
    /// `public`, `unlisted`, `followers` or `private`.
    pub visibility: String,
    /// An SPDX identifier; `null` where all rights are kept.
    pub license: Option<String>,
    /// Whether others may have its files.
    pub original: bool,
    /// What was said about it before, oldest first.
    pub edits: Vec<crate::EditView>,
    /// When it was posted.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When its words were last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
    /// Its pictures, in order.
    pub images: Vec<ArchivedImage>,
    /// How often it was looked at.
    pub views: i64,
    /// The same by day (UTC).
    pub views_by_day: Vec<crate::DayView>,
}

/// A picture of a photo.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedImage {
    /// The file in this archive; `null` where the site has lost it.
    pub file: Option<String>,
    /// What can be seen.
    pub alt: String,
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// How many bytes the file has.
    pub bytes: i64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// How it was taken, where that is shown.
    pub camera: Option<CameraView>,
    /// What became of the file that was sent.
    pub receipt: Option<Receipt>,
}

/// An entry of `comments.json`.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedComment {
    /// What stands for it in addresses.
    pub id: String,
    /// The photo it is about.
    pub photo: String,
    /// The comment it answers.
    pub parent: Option<String>,
    /// What was said, as typed.
    pub body: String,
    /// When it was said.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it was last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
}

/// An album.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedAlbum {
    /// Its page.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// What is told about it, as typed.
    pub description: String,
    /// `public`, `unlisted`, `followers` or `private`.
    pub visibility: String,
    /// The photo that was chosen to stand for it.
    pub cover: Option<String>,
    /// The photos in it, in order, by what stands for each in addresses.
    pub photos: Vec<String>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When its words were last changed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub edited_at: Option<OffsetDateTime>,
}

/// Something they reported.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedReport {
    /// `photo`, `comment` or `user`.
    pub kind: String,
    /// Why.
    pub reason: String,
    /// What they added, as typed.
    pub note: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// A link to a photo or an album.
#[derive(Debug, Clone, Serialize)]
pub struct ArchivedShare {
    /// The page of what it opens.
    pub opens: String,
    /// The rest of it.
    #[serde(flatten)]
    pub link: crate::ShareView,
}
