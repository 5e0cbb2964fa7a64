#![doc = include_str!("../README.md")]

mod accounts;
mod admin;
mod blobs;
mod comments;
mod context;
mod darkroom;
mod error;
mod intake;
mod letters;
mod passwords;
mod people;
mod photos;
mod posting;
mod publishing;
mod session;
mod shelf;
mod site;
mod tokens;
mod worker;

pub use accounts::{Accounts, NewAccount, Registration};
pub use admin::{Admin, UserChange};
pub use comments::{CommentDraft, Comments};
pub use context::{Context, Policy};
pub use error::{Error, Result};
pub use intake::{File, Prepared, PublishOptions, Sent, file_field};
pub use letters::MailRow;
pub use passwords::Passwords;
pub use people::{AccountRow, People};
pub use photos::{Admitted, Paging, Photos, Picture, WallOf};
pub use publishing::Publishing;
pub use repository::sessions::Kind;
pub use session::{Credential, Sessions};
pub use shelf::Shelf;
pub use site::Site;
pub use tokens::SecretKey;
pub use worker::Worker;
