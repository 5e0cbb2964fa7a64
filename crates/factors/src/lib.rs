#![doc = include_str!("../README.md")]

mod error;
pub mod passkeys;
pub mod recovery;
pub mod totp;

pub use error::{Error, Refusal, Unavailable};
pub use passkeys::Passkeys;
