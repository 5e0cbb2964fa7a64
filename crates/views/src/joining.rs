use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Somebody who waits to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitingView {
    /// The name they wish for.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether they have confirmed it.
    pub verified: bool,
    /// Why they wish to join.
    pub reason: String,
    /// Where their page will be.
    pub url: String,
    /// Since when they wait.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
}

/// Who waits to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Waiting {
    /// Longest first.
    pub items: Vec<WaitingView>,
}

/// An invitation that works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InviteView {
    /// Its number.
    pub id: i64,
    /// For whom or what it is.
    pub note: String,
    /// How many more may come by it.
    pub uses_left: i64,
    /// Who made it.
    pub made_by: Option<String>,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it stops working.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// The invitations that work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Invites {
    /// Newest first.
    pub items: Vec<InviteView>,
    /// The link of one that was just made: it is said only once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A puzzle that tells people from programs. All lengths are in pixels of its picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PuzzleView {
    /// Where to send the answer: `/captcha/<id>`.
    pub id: String,
    /// The width of the picture.
    pub width: u16,
    /// Its height.
    pub height: u16,
    /// The picture, with a hole, as a `data:` address.
    pub background: String,
    /// The piece that belongs into it, as a `data:` address.
    pub piece: String,
    /// The width of the piece.
    pub piece_width: u16,
    /// Its height.
    pub piece_height: u16,
    /// How far down it belongs.
    pub piece_y: u16,
    /// What is to be computed beside.
    pub work: WorkView,
    /// When it stops working.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
}

/// A number has to be found so that the SHA-256 of `<nonce>:<number>` begins with so many zero bits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkView {
    /// What it is about.
    pub nonce: String,
    /// How many bits.
    pub bits: u8,
}

/// What is sent along as `captcha`, once, within ten minutes, with what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PassView {
    /// The pass.
    pub captcha: String,
}
