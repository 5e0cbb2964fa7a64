use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A report, as whoever made it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportView {
    /// What stands for it.
    pub id: String,
    /// `photo`, `comment` or `user`.
    pub kind: String,
    /// Why: `spam`, `copyright`, `privacy`, `abuse`, `sexual`, `violence`, `illegal` or `other`.
    pub reason: String,
    /// What was added in words.
    pub note: String,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
}

/// What a report is about, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportForm {
    /// `photo`, `comment` or `user`.
    pub kind: String,
    /// What stands for it: an id or a user name.
    pub id: String,
    /// Whose it is.
    pub author: String,
    /// Where it is.
    pub url: String,
    /// What can be reported about it.
    pub reasons: Vec<String>,
}

/// A report, as staff sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminReport {
    /// The report.
    #[serde(flatten)]
    pub report: ReportView,
    /// `open`, `dismissed` or `done`.
    pub state: String,
    /// Who made it: for staff alone.
    pub reporter: String,
    /// Where the thing is; `null` where it is gone.
    pub url: Option<String>,
    /// The thing in words: a title, the beginning of a comment, a name.
    pub about: String,
    /// Whose thing it is; empty where it is gone.
    pub author: String,
    /// Whether they are suspended already.
    pub suspended: bool,
    /// Whether the thing is gone.
    pub gone: bool,
    /// Who decided about it; empty while it is open.
    pub decided_by: String,
    /// When that was.
    #[serde(with = "time::serde::rfc3339::option")]
    pub decided_at: Option<OffsetDateTime>,
}

/// One numbered page of reports, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdminReports {
    /// Of which state they are.
    pub state: String,
    /// The reports on this page.
    pub items: Vec<AdminReport>,
    /// Which page this is, from 1.
    pub page: i64,
    /// How many pages there are, at least 1.
    pub pages: i64,
    /// How many reports there are of this state.
    pub total: i64,
}
