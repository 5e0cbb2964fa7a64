#![doc = include_str!("../README.md")]

mod album;
mod api_token;
mod comment;
mod device;
mod disposable;
mod email;
mod ids;
mod links;
mod mark;
mod message;
mod notice;
mod password;
mod permissions;
mod photo;
pub mod ranking;
mod report;
pub mod search;
mod tags;
mod text;
mod tint;
mod token;
mod username;
mod visibility;
pub mod visit;
pub mod words;

pub use album::{
    AlbumDescription, AlbumDetails, AlbumDraft, AlbumEdit, AlbumSlug, AlbumTitle, Shift,
};
pub use api_token::{Scope, TokenDays, TokenName};
pub use comment::CommentBody;
pub use device::Device;
pub use email::Email;
pub use ids::{AlbumId, CommentId, JobId, MailId, PhotoId, PictureId, SessionId, TokenId, UserId};
pub use links::Links;
pub use mark::Mark;
pub use message::{Arg, FieldErrors, Message};
pub use notice::{Digest, Notice, Notices};
pub use password::Password;
pub use permissions::{Member, Role};
pub use photo::{AltText, Caption, License, PhotoDetails, PhotoDraft, PhotoEdit, Title};
pub use report::{Reason, ReportNote};
pub use tags::Tags;
pub use text::{Bio, DisplayName};
pub use tint::Tint;
pub use token::PublicKey;
pub use username::Username;
pub use visibility::{Relation, Visibility};
pub use visit::Source;
