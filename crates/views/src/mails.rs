use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A letter, as admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailView {
    /// Its number.
    pub id: i64,
    /// The address it goes to.
    pub recipient: String,
    /// What it is about, such as `verify_email`; empty for old ones.
    pub kind: String,
    /// `queued`, `sent`, or `failed` when it was given up.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; `null` when it is not.
    #[serde(with = "time::serde::rfc3339::option")]
    pub due_at: Option<OffsetDateTime>,
    /// When it was promised.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// When it left.
    #[serde(with = "time::serde::rfc3339::option")]
    pub sent_at: Option<OffsetDateTime>,
    /// What went wrong the last time.
    pub last_error: String,
}

/// A numbered page of letters, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mails {
    /// What is on it.
    pub items: Vec<MailView>,
    /// The state they were asked for by, if any.
    pub state: Option<String>,
    /// Its number, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
    /// How many letters there are.
    pub total: i64,
    /// Whether more letters left within the last hours than a site of this kind usually sends: 500 an hour.
    pub alarm: bool,
}

/// The last letter to an address did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailTrouble {
    /// The address.
    pub address: String,
    /// What the mail server said, where it refused the letter; `null` where none was reached for days.
    pub reason: Option<String>,
}

/// How one gets in and where letters go, for its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountView {
    /// The user name.
    pub name: String,
    /// The address of the account.
    pub email: String,
    /// Whether it is confirmed.
    pub verified: bool,
    /// The address that takes its place as soon as it is confirmed.
    pub pending: Option<String>,
    /// The language letters are written in, such as `zh-CN`.
    pub locale: String,
    /// What became of the last letter, where it did not arrive.
    pub trouble: Option<MailTrouble>,
}
