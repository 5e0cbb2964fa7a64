#![doc = include_str!("../README.md")]

mod address;
mod compose;
mod outbox;
mod post;
mod server;
mod settings;
mod smtp;
mod words;

pub use post::Post;
pub use settings::{MailSettings, SetupError, Transport};
