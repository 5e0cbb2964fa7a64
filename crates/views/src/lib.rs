#![doc = include_str!("../README.md")]

mod account;
pub mod address;
mod album;
mod archive;
mod audit;
mod comment;
mod factors;
mod history;
pub mod html;
mod job;
mod joining;
mod leaving;
mod mails;
pub mod markdown;
mod notification;
mod people;
mod photo;
mod ranking;
mod report;
mod search;
mod security;
mod share;
mod site;
mod suggestion;
mod user;
mod viewed;
mod words;

pub use account::{MailNotice, Registered, SignedIn, Verified};
pub use album::{AlbumChoice, AlbumChoices, AlbumList, AlbumPage, AlbumView};
pub use archive::{
    ArchivedAccount, ArchivedAlbum, ArchivedChoices, ArchivedComment, ArchivedDeed, ArchivedImage,
    ArchivedMark, ArchivedPasskey, ArchivedPerson, ArchivedPhoto, ArchivedReport, ArchivedSession,
    ArchivedShare, ArchivedTies, ArchivedToken,
};
pub use audit::{DeedView, Deeds};
pub use comment::{CommentView, RestView, ThreadPage};
pub use factors::{FactorsView, PasskeyView, QuestionView, RecoveryView, TotpView};
pub use history::{ChangeView, EditView, HistoryPage};
pub use job::{JobView, Jobs};
pub use joining::{InviteView, Invites, PassView, PuzzleView, Waiting, WaitingView, WorkView};
pub use leaving::{ExportPage, LeavingPage, LeavingView, PrivacyPage};
pub use mails::{AccountView, MailTrouble, MailView, Mails};
pub use notification::{
    ChoicesView, NoticedPhoto, NotificationView, Notifications, UnsubscribePage,
};
pub use people::{
    CircleView, FollowView, LikeView, People, PrivacyView, ProfileView, TagFollow, UserViewer,
};
pub use photo::{
    CameraView, Counts, DownloadView, ImageView, PhotoFacts, PhotoPage, PhotoView, PhotoViewer,
    Receipt, VariantView, Wall,
};
pub use ranking::{FormulaTrial, FormulaView, RankingPage, RankingPart, TriedPlace};
pub use report::{AdminReport, AdminReports, ReportForm, ReportView};
pub use search::{Found, SearchPage, TagView, TagWall};
pub use security::{Confirmed, MadeToken, OwnedToken, SecurityView, SessionView, TokenView};
pub use share::{MadeShare, ShareView, SharedPage, SharedPhoto, SharesPage};
pub use site::{SiteCounts, SiteLimits, SiteView};
pub use suggestion::{
    ReasonView, Suggested, SuggestedPeople, SuggestedPerson, SuggestedPhoto, SuggestionsView,
};
pub use user::{
    AdminUser, AdminUsers, AuthorView, MeView, OwnFacts, ProfilePage, UserCounts, UserView,
};
pub use viewed::{DayView, OwnViewsPage, SourceView, ViewedPhoto, ViewsPage};

use serde::Serialize;

/// One screenful of a longer list.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Slice<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Ask for `?after=` this to read on; `null` at the end.
    pub next: Option<String>,
}

impl<T> Slice<T> {
    /// The same slice of something made from each item.
    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Slice<U> {
        Slice { items: self.items.into_iter().map(make).collect(), next: self.next }
    }
}
