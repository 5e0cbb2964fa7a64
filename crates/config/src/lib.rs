#![doc = include_str!("../README.md")]

mod account;
mod machines;
mod quantity;
mod secret;
mod settings;
mod upload;

pub use account::Account;
pub use machines::{Ai, Contact, Robots};
pub use secret::Secret;
pub use settings::{
    Captcha, Mail, MailTransport, Registration, Session, Settings, SettingsError, Storage,
    StorageKind,
};
pub use upload::Upload;
