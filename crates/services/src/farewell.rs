//! What the worker does for those whose grace is over, and for what has grown old.

use crate::letters::HUMAN_PROOF;
use crate::privacy::{LINKS, MAILS, NOTICES};
use crate::session::ONE_DAY;
use crate::{Actor, Context, Result};
use domain::UserId;
use repository::taste::Choice;
use repository::{
    Writer, aging, audit, blobs, exports, leaving, limits, notifications, profiles, proofs,
};
use time::OffsetDateTime;

/// How many photos go in one transaction, and how many comments: others want to write in between.
const PHOTOS: i64 = 20;
const COMMENTS: i64 = 500;

impl Context {
    /// Deletes a part of what is left of somebody whose grace is over, and in the end their account; `false` where there is nobody.
    ///
    /// Each part is a transaction that holds their row: whoever is killed over it has done nothing, or all of it.
    pub(crate) async fn say_farewell(&self) -> Result<bool> {
        let now = self.clock.now();
        if !self.db.read(move |db| leaving::is_due(db, now)).await? {
            return Ok(false);
        }
        let Some((leaver, keys)) = self.db.write(move |tx| remove_part(tx, now)).await? else {
            return Ok(false);
        };
        self.taste.forget(leaver.0, Choice { off: true, reset_at: 0 });
        self.shelf.clear();
        self.remove_blobs(keys).await;
        Ok(true)
    }

    /// Forgets what is old: letters that have left, links and proofs that do not work any more, limits that are whole again. What
    /// cannot be forgotten now is an hour later.
    pub(crate) async fn forget_old(&self) {
        let now = self.clock.now();
        let forgotten = [
            self.db.write(move |tx| aging::forget_mails(tx, now - MAILS)).await,
            self.db.write(move |tx| aging::forget_mails_of(tx, HUMAN_PROOF, now - ONE_DAY)).await,
            self.db.write(move |tx| aging::forget_links(tx, now - LINKS)).await,
            self.db.write(move |tx| proofs::forget_expired(tx, now)).await,
            self.db.write(move |tx| limits::forget_full(tx, now)).await,
            self.db.write(move |tx| notifications::forget(tx, now - NOTICES)).await,
        ];
        for why in forgotten.into_iter().filter_map(repository::Result::err) {
            tracing::warn!("something old stays for now: {why}");
        }
        self.forget_views().await;
    }
}

/// Returns whose part it was and the keys of the bytes that have to go, or `None` where there is nobody.
fn remove_part(tx: &mut Writer, now: OffsetDateTime) -> Result<Option<(UserId, Vec<String>)>> {
    let Some(leaver) = leaving::due(tx, now)? else { return Ok(None) };
    let (photos, mut keys) = leaving::remove_photos(tx, leaver.id, PHOTOS)?;
    if photos == 0 && remove_talk(tx, leaver.id)? {
        keys.extend(exports::find(tx, leaver.id)?.map(|it| it.blob_key));
        keys.extend(profiles::avatar(tx, leaver.id)?.map(|it| it.0));
        keys.retain(|it| !it.is_empty());
        leaving::remove(tx, &leaver)?;
        audit::note(tx, &Actor::site().did("user.deleted", &leaver.name, "", now))?;
    }
    blobs::doom(tx, &keys, now)?;
    Ok(Some((leaver.id, keys)))
}

/// Removes comments; says whether none is left.
fn remove_talk(tx: &mut Writer, user: UserId) -> Result<bool> {
    let removed = leaving::remove_comments(tx, user, COMMENTS)?;
    Ok(i64::try_from(removed).unwrap_or(COMMENTS) < COMMENTS)
}
