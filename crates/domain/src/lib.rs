#![doc = include_str!("../README.md")]

mod album;
mod api_token;
mod comment;
mod device;
mod disposable;
mod email;
mod ids;
mod message;
mod password;
mod permissions;
mod photo;
mod report;
mod tags;
mod text;
mod token;
mod username;
mod visibility;

pub use album::{
    AlbumDescription, AlbumDetails, AlbumDraft, AlbumEdit, AlbumSlug, AlbumTitle, Shift,
};
pub use api_token::{Scope, TokenDays, TokenName};
pub use comment::CommentBody;
pub use device::Device;
pub use email::Email;
pub use ids::{AlbumId, CommentId, JobId, MailId, PhotoId, PictureId, SessionId, TokenId, UserId};
pub use message::{Arg, FieldErrors, Message};
pub use password::Password;
pub use permissions::{Member, Role};
pub use photo::{AltText, Caption, License, PhotoDetails, PhotoDraft, PhotoEdit, Title};
pub use report::{Reason, ReportNote};
pub use tags::Tags;
pub use text::{Bio, DisplayName};
pub use token::PublicKey;
pub use username::Username;
pub use visibility::{Relation, Visibility};
