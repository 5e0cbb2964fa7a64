#![doc = include_str!("../README.md")]

use async_trait::async_trait;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::OffsetDateTime;

/// Why a blob could not be stored, read or removed: the store's own words, never a secret.
#[derive(Debug, thiserror::Error)]
#[error("the picture store failed to {doing} {key:?}: {reason}")]
pub struct StoreError {
    /// What was asked for: `put`, `get`, `size`, `list`, `remove`, `sweep`, `open`, `check`.
    pub doing: &'static str,
    /// The key it was asked for; for `list` the key to go on after.
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

    /// Stores what is in the file `from` under `key`, as [`put`](Self::put) would; the file stays.
    ///
    /// The stores of the storage crate read it a part at a time. This body is for doubles.
    async fn put_file(&self, key: &str, from: &Path, media_type: &str) -> Result<(), StoreError> {
        let bytes = std::fs::read(from).map_err(|why| StoreError {
            doing: "put",
            key: key.to_owned(),
            reason: format!("reading the file to store: {why}"),
        })?;
        self.put(key, &bytes, media_type).await
    }

    /// The bytes of `range` under `key`, counted from 0, or `None` where [`get`](Self::get) finds
    /// nothing. A range that reaches beyond the end is cut off there, and may so be empty.
    async fn get_range(&self, key: &str, range: Range<u64>) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.get(key).await?.map(|bytes| {
            let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
            bytes.get(index(range.start)..index(range.end)).unwrap_or_default().to_vec()
        }))
    }

    /// How many bytes are under `key`, or `None` where [`get`](Self::get) finds nothing.
    async fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        Ok(self.get(key).await?.map(|bytes| u64::try_from(bytes.len()).unwrap_or(u64::MAX)))
    }

    /// At most `limit` keys with their sizes in bytes, in the order of the keys' bytes and from
    /// after `after` on. Fewer than `limit` mean that there are no more.
    ///
    /// Names that are no keys are left out. What is put or removed meanwhile may be missed.
    async fn list(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let (key, _) = (after.unwrap_or_default().to_owned(), limit);
        Err(StoreError { doing: "list", key, reason: "this store has no list".to_owned() })
    }

    /// Clears away what was begun longer than `older_than` ago and never finished, because its
    /// process was killed; says how many there were.
    async fn abort_stale_uploads(&self, older_than: Duration) -> Result<usize, StoreError> {
        let _ = older_than;
        Ok(0)
    }

    /// An address that lets whoever has it read what is under `key` for `seconds`, where the store
    /// can serve readers itself. It says nothing about whether anything is there.
    async fn presigned(&self, key: &str, seconds: u32) -> Option<String> {
        let _ = (key, seconds);
        None
    }

    /// The path of the file that holds what is under `key`, where a web server could send it from.
    /// It says nothing about whether anything is there.
    fn local_path(&self, key: &str) -> Option<PathBuf> {
        let _ = key;
        None
    }

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
    /// Lets somebody show that they are a person by opening `url` within the hour.
    HumanProof {
        /// The absolute link with the pass.
        url: String,
    },
    /// Tells somebody that staff has let them in.
    Welcome {
        /// The user's name.
        name: String,
        /// Where they sign in.
        url: String,
    },
    /// Lets somebody who forgot their password choose another at `url` within `minutes`.
    ResetPassword {
        /// The user's name.
        name: String,
        /// The absolute link with the token.
        url: String,
        /// How long the link works, in minutes.
        minutes: u32,
    },
    /// Asks to confirm by `url`, within `hours`, the address that is to take the place of another.
    ConfirmChange {
        /// The user's name.
        name: String,
        /// The absolute link with the token.
        url: String,
        /// How long the link works, in hours.
        hours: u32,
    },
    /// Tells the address of before that there is another now, and how to undo that.
    AddressChanged {
        /// The user's name.
        name: String,
        /// The absolute link that undoes it, and how long it works, in days. There is none where an earlier letter
        /// has it.
        undo: Option<(String, u32)>,
    },
    /// Tells that there is another password now.
    PasswordChanged {
        /// The user's name.
        name: String,
        /// Where to get yet another if somebody else did it.
        url: String,
    },
    /// Tells the owner of an address that somebody tried to use it for something else.
    AddressInUse {
        /// The name of the account it belongs to.
        name: String,
        /// Where to get a new password for it.
        url: String,
    },
    /// Says that mail works: `tintype mail test`.
    Test,
    /// Says that an export can be fetched at `url` for `days`.
    ExportReady {
        /// The user's name.
        name: String,
        /// The page with the link; whoever opens it signs in.
        url: String,
        /// For how many days.
        days: u32,
    },
    /// Tells what was not read.
    Digest {
        /// The user's name.
        name: String,
        /// The page with all of it.
        url: String,
        /// What happened, newest first.
        items: Vec<DigestItem>,
        /// How much more there is.
        more: i64,
        /// The page with the button that ends these letters.
        end: String,
        /// Where a mail program ends them with one request (RFC 8058).
        one_click: String,
    },
    /// Says that an account will be deleted at `date`, and that signing in at `url` before is the way back.
    LeavingSoon {
        /// The user's name.
        name: String,
        /// Where to sign in.
        url: String,
        /// When, as `2026-12-07 19:05 UTC`.
        date: String,
    },
}

/// Something that a letter tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestItem {
    /// What happened, such as `comment`.
    pub kind: String,
    /// Who did it last.
    pub name: String,
    /// How many others did it before.
    pub others: i64,
    /// The photo it is about, if any; may be empty.
    pub title: Option<String>,
    /// Where it leads.
    pub url: String,
}

impl LetterKind {
    /// The user's name, if the letter mentions it.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { name, .. }
            | Self::ResetPassword { name, .. }
            | Self::ConfirmChange { name, .. }
            | Self::AddressChanged { name, .. }
            | Self::PasswordChanged { name, .. }
            | Self::Welcome { name, .. }
            | Self::ExportReady { name, .. }
            | Self::LeavingSoon { name, .. }
            | Self::Digest { name, .. }
            | Self::AddressInUse { name, .. } => Some(name),
            Self::HumanProof { .. } | Self::Test => None,
        }
    }

    /// The absolute link, if it has one.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { url, .. }
            | Self::ResetPassword { url, .. }
            | Self::ConfirmChange { url, .. }
            | Self::PasswordChanged { url, .. }
            | Self::HumanProof { url }
            | Self::Welcome { url, .. }
            | Self::ExportReady { url, .. }
            | Self::LeavingSoon { url, .. }
            | Self::Digest { url, .. }
            | Self::AddressInUse { url, .. } => Some(url),
            Self::AddressChanged { undo, .. } => undo.as_ref().map(|it| it.0.as_str()),
            Self::Test => None,
        }
    }
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

#[cfg(test)]
mod tests;
