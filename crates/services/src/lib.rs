#![doc = include_str!("../README.md")]

mod accounts;
mod admin;
mod blobs;
mod comments;
mod context;
mod error;
mod letters;
mod passwords;
mod people;
mod photos;
mod publishing;
mod session;
mod site;
mod tokens;
mod worker;

pub use accounts::{Accounts, NewAccount, Registration};
pub use admin::{Admin, UserChange};
pub use comments::{CommentDraft, Comments};
pub use context::{Context, Policy};
pub use error::{Error, Result};
pub use letters::MailRow;
pub use passwords::Passwords;
pub use people::{AccountRow, People};
pub use photos::{Paging, Photos, Picture, WallOf};
pub use publishing::{Developed, File, Publishing};
pub use repository::sessions::Kind;
pub use session::{Credential, Sessions};
pub use site::Site;
pub use tokens::SecretKey;
pub use worker::Worker;
