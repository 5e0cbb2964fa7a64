use crate::{AuthorView, Slice};
use serde::Serialize;
use utoipa::ToSchema;

/// What somebody has made of a photo, and how much it is liked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct LikeView {
    /// How many like it; `null` where the reader may not open it any more.
    pub likes: Option<i64>,
    /// Whether the reader does.
    pub liked: bool,
    /// Whether the reader bookmarked it.
    pub bookmarked: bool,
}

/// Whether somebody is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FollowView {
    /// Whether the reader follows them.
    pub following: bool,
    /// Whether the reader waits for them to say yes.
    pub requested: bool,
    /// How many follow them.
    pub followers: i64,
}

/// Whether a tag is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TagFollow {
    /// Whether the reader follows it.
    pub following: bool,
}

/// What the reader is to a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the published shape")]
pub struct UserViewer {
    /// Whether they follow them.
    pub following: bool,
    /// Whether they wait for them to say yes.
    pub requested: bool,
    /// Whether they are followed by them.
    pub follows_you: bool,
    /// Whether they have blocked them.
    pub blocked: bool,
    /// Whether they have muted them.
    pub muted: bool,
}

/// Whether somebody is blocked, and muted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct CircleView {
    /// Whether neither sees anything of the other.
    pub blocked: bool,
    /// Whether their photos are kept off one's own walls.
    pub muted: bool,
}

/// A list of people, and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct People {
    /// Those on this page.
    pub items: Vec<AuthorView>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
    /// What stands above the list: `likes`, `followers`, `following`, `requests`, `blocked` or `muted`.
    pub kind: String,
    /// Whose list it is, where it is somebody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<AuthorView>,
}

/// Who may come close, as somebody has set it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PrivacyView {
    /// Whether only those whom they let in see anything of theirs.
    pub private: bool,
    /// Whether others are not told how often their photos were looked at.
    pub hide_views: bool,
    /// Whether the owner of the site has decided that nobody is told.
    pub site_hides_views: bool,
    /// How many wait to be let in.
    pub requests: i64,
    /// Whom they have blocked, the newest first: the first page.
    pub blocked: Slice<AuthorView>,
    /// Whom they have muted, the newest first: the first page.
    pub muted: Slice<AuthorView>,
}

/// What somebody says about themselves, as they typed it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProfileView {
    /// The user name.
    pub name: String,
    /// What they want to be called, if they said so.
    pub display_name: String,
    /// What they say about themselves.
    pub bio: String,
    /// Where else they are to be found.
    pub links: Vec<String>,
    /// The address of their picture.
    pub avatar: Option<String>,
    /// Under which licence their new photos are unless they say otherwise: an SPDX identifier; empty keeps all rights.
    pub license: String,
}
