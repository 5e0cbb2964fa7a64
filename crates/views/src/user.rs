use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Whoever posted something.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AuthorView {
    /// The user name.
    pub name: String,
    /// What they want to be called; the user name if they did not say.
    pub display_name: String,
    /// The address of their picture.
    pub avatar: Option<String>,
    /// The address of their profile, on this site.
    pub url: String,
}

/// How much there is of a user; what the reader may not see is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserCounts {
    /// Photos the reader may see listed.
    pub photos: i64,
    /// Users who follow them.
    pub followers: i64,
    /// Users they follow.
    pub following: i64,
}

/// A user, as anybody may know them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UserView {
    /// The user name.
    pub name: String,
    /// What they want to be called; the user name if they did not say.
    pub display_name: String,
    /// The address of their picture.
    pub avatar: Option<String>,
    /// What they say about themselves, as HTML.
    pub bio_html: String,
    /// The address of their profile, on this site.
    pub url: String,
    /// Since when they are here.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// How much there is of them.
    pub counts: UserCounts,
    /// Where else they are to be found: `https` addresses.
    pub links: Vec<String>,
    /// Whether only those whom they let in see anything of theirs.
    pub private: bool,
}

/// What only the user themselves may know.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OwnFacts {
    /// Their e-mail address.
    pub email: String,
    /// Whether it is confirmed.
    pub verified: bool,
    /// `member`, `moderator` or `admin`.
    pub role: String,
}

/// The signed-in user.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MeView {
    /// What anybody may know.
    #[serde(flatten)]
    pub user: UserView,
    /// What only they may know.
    #[serde(flatten)]
    pub own: OwnFacts,
}

/// The page of a user: who they are and their newest photos.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProfilePage {
    /// Who they are.
    #[serde(flatten)]
    pub user: UserView,
    /// Whether they are suspended; only staff ever sees `true`.
    pub suspended: bool,
    /// When everything of theirs will be deleted, if they leave; only staff ever sees it.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub leaving_at: Option<OffsetDateTime>,
    /// What the reader is to them; `null` when not signed in.
    pub viewer: Option<crate::UserViewer>,
    /// Their photos, newest first.
    pub photos: crate::Slice<crate::PhotoView>,
}

/// A user, as an admin sees them.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AdminUser {
    /// The user name.
    pub name: String,
    /// The address of their profile, on this site.
    pub url: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether it is confirmed.
    pub verified: bool,
    /// Whether they are suspended.
    pub suspended: bool,
    /// `member`, `moderator` or `admin`.
    pub role: String,
    /// Since when they are here.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// How many photos they posted.
    pub photos: i64,
}

/// One numbered page of all users, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AdminUsers {
    /// The users on this page.
    pub items: Vec<AdminUser>,
    /// Which page this is, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
    /// How many users there are.
    pub total: i64,
}
