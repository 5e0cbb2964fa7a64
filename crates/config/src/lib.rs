#![doc = include_str!("../README.md")]

mod account;
mod quantity;
mod secret;
mod settings;

pub use account::Account;
pub use secret::Secret;
pub use settings::{
    Captcha, Mail, MailTransport, Registration, Session, Settings, SettingsError, Storage,
    StorageKind, Upload,
};
