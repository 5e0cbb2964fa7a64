//! Bytes and the rows they belong to, kept together across a crash at any moment.

use crate::{Context, Result, tokens};
use data_encoding::HEXLOWER;
use imaging::{MediaType, Rendition};
use repository::blobs;
use repository::pictures::Role;
use std::time::Duration;

/// How long an upload may take from its first byte stored to its rows.
const GRACE: Duration = Duration::from_hours(1);

/// How long the sweeper waits before it tries again to remove what the store did not let go.
const AGAIN: Duration = Duration::from_mins(1);

/// A fresh name for the parts of one picture: random, so that one does not lead to another photo's.
pub(crate) fn name() -> Result<String> {
    Ok(HEXLOWER.encode(&tokens::random::<16>()?))
}

/// The key of one part of the picture with this name. Parts have much alike, so that a person who looks into the store sees
/// what belongs together.
pub(crate) fn key(name: &str, role: Role, it: &Rendition) -> String {
    let part = match role {
        Role::Size => format!("{}x{}", it.width, it.height),
        role => role.as_str().to_owned(),
    };
    placed(name, &part, it.media_type)
}

/// The key of a file that is kept under this name.
pub(crate) fn original_key(name: &str, media_type: MediaType) -> String {
    placed(name, Role::Original.as_str(), media_type)
}

/// The key of an archive that is kept under this name.
pub(crate) fn export_key(name: &str) -> String {
    let folder: String = name.chars().take(2).collect();
    format!("{folder}/{name}-export.zip")
}

/// Whether a key has the shape of those made here: `ab/ab…-part.ending`, with 32 hexadecimal digits.
pub(crate) fn is_ours(key: &str) -> bool {
    let Some((folder, rest)) = key.split_once('/') else { return false };
    let Some((name, part)) = rest.split_once('-') else { return false };
    let is_hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    name.len() == 32
        && name.bytes().all(is_hex)
        && folder.len() == 2
        && name.starts_with(folder)
        && !part.contains('/')
}

fn placed(name: &str, part: &str, media_type: MediaType) -> String {
    let folder: String = name.chars().take(2).collect();
    format!("{folder}/{name}-{part}.{}", media_type.extension())
}

/// How old an upload to the store is at least that was begun and will never end (F18: swept within a day).
const STALE: Duration = Duration::from_hours(12);

impl Context {
    /// Notes that bytes are about to be put under `keys`.
    pub(crate) async fn expect_blobs(&self, keys: Vec<String>) -> Result<()> {
        let until = self.clock.now() + GRACE;
        Ok(self.db.write(move |tx| blobs::expect(tx, &keys, until)).await?)
    }

    /// Removes bytes that no row has, as far as the store lets go of them now; the sweeper
    /// sees to the rest.
    pub(crate) async fn discard_blobs(&self, keys: Vec<String>) {
        let now = self.clock.now();
        let doomed = self.db.write(move |tx| blobs::doom_unclaimed(tx, &keys, now)).await;
        match doomed {
            Ok(doomed) => self.remove_blobs(doomed).await,
            // They were expected before, so their grace runs out and the sweeper finds them.
            Err(why) => tracing::warn!("could not doom blobs: {why}"),
        }
    }

    /// Removes the bytes under doomed `keys`, then the notes about them.
    pub(crate) async fn remove_blobs(&self, keys: Vec<String>) {
        let mut gone = Vec::with_capacity(keys.len());
        for key in keys {
            match self.store.remove(&key).await {
                Ok(()) => gone.push(key),
                Err(why) => tracing::warn!("will try again: {why}"),
            }
        }
        if let Err(why) = self.db.write(move |tx| blobs::forget(tx, &gone)).await {
            tracing::warn!("could not forget blobs: {why}");
        }
    }

    /// Removes some of the bytes that have to go; `false` when there are none.
    pub(crate) async fn sweep(&self) -> Result<bool> {
        let now = self.clock.now();
        if !self.db.read(move |db| blobs::is_due(db, now)).await? {
            return Ok(false);
        }
        let keys = self.db.write(move |tx| blobs::due(tx, now, now + AGAIN, 100)).await?;
        let some = !keys.is_empty();
        self.remove_blobs(keys).await;
        Ok(some)
    }

    /// Throws away uploads to the store that were begun and never ended. Stores that cannot list them have
    /// a rule of their own for that, or none is needed.
    pub(crate) async fn abort_stale_uploads(&self) {
        match self.store.abort_stale_uploads(STALE).await {
            Ok(0) => {}
            Ok(count) => tracing::info!("threw away {count} uploads that were never ended"),
            Err(why) => tracing::debug!("uploads that were never ended stay in the store: {why}"),
        }
    }
}
