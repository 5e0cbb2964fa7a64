#![doc = include_str!("../README.md")]

use async_trait::async_trait;
use std::fmt;
use time::OffsetDateTime;

/// Why a blob could not be stored, read or removed: the store's own words, never a secret.
#[derive(Debug, thiserror::Error)]
#[error("the picture store failed to {doing} {key:?}: {reason}")]
pub struct StoreError {
    /// What was asked for: `put`, `get`, `remove`, `check`.
    pub doing: &'static str,
    /// The key it was asked for.
    pub key: String,
    /// What the store said.
    pub reason: String,
}

/// Where picture bytes live.
///
/// Keys are made by the server and match `[0-9a-z/._-]+`; bytes under a key never change.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Stores `bytes` under `key`. `Ok` means they are durable and were seen to be there.
    async fn put(&self, key: &str, bytes: &[u8], media_type: &str) -> Result<(), StoreError>;

    /// The bytes under `key`, or `None` where nothing was put or it was removed.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Removes what is under `key`. Removing what is not there is not an error.
    async fn remove(&self, key: &str) -> Result<(), StoreError>;

    /// Where it is, in words for the owner (`folder var/media`, `bucket photos at …`); no secret.
    fn describe(&self) -> String;
}

/// What a letter says. The mail crate words it in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterKind {
    /// Asks to confirm an e-mail address by opening `url` within `hours`.
    VerifyEmail {
        /// The user's name.
        name: String,
        /// The absolute link with the token.
        url: String,
        /// How long the link works, in hours.
        hours: u32,
    },
    /// Says that mail works: `tintype mail test`.
    Test,
}

/// A message ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Identifies the message across attempts; becomes the `Message-ID` (with the site's domain)
    /// and part of the file name in outbox mode.
    pub id: String,
    /// When it was asked for; the `Date` header and the time in the file name.
    pub created_at: OffsetDateTime,
    /// The recipient's address.
    pub to: String,
    /// The language to write in, such as `en` or `zh-CN`.
    pub locale: String,
    /// What it says.
    pub kind: LetterKind,
}

/// Why a letter did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Trying later may help: no connection, a wrong password, a 4xx reply, a time-out.
    #[error("{0}")]
    Temporary(String),
    /// Trying again will not help: a 5xx reply to this letter, an address that is none.
    #[error("{0}")]
    Permanent(String),
}

/// Takes letters away. `Ok` means somebody else is answerable for the letter now.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands `letter` over once; the caller decides about another try.
    async fn send(&self, letter: &Letter) -> Result<(), MailError>;

    /// In outbox mode, the folder the letters lie in, for the page that says where they went.
    fn outbox(&self) -> Option<String>;
}

/// Where the current instant comes from.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Now, in UTC, in whole microseconds, the finest step both databases keep.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        let now = OffsetDateTime::now_utc();
        now.replace_nanosecond(now.microsecond() * 1_000).unwrap_or(now)
    }
}
