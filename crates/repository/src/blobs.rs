//! Bytes that must go unless a row claims them: what keeps rows and bytes together across a
//! crash at any moment.
//!
//! Before bytes are put, their keys are noted here as *expected*; the transaction that makes the
//! rows claims them. Keys nobody claims in time, and those of deleted photos, are *doomed*: the
//! sweeper removes the bytes, then the note.

use crate::backend::on_backend;
use crate::instant::to_micros;
use crate::schema::{unclaimed_blobs as notes, variants};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use time::OffsetDateTime;

/// Notes that bytes are about to be put under `keys`, to be claimed before `until`.
pub fn expect(tx: &mut Writer, keys: &[String], until: OffsetDateTime) -> Result<()> {
    note(tx, keys, false, until)
}

/// Notes that the bytes under `keys` have to go now.
pub fn doom(tx: &mut Writer, keys: &[String], now: OffsetDateTime) -> Result<()> {
    note(tx, keys, true, now)
}

/// The same, but for those that a row has after all: whoever did not hear the answer to a commit cannot know.
/// Returns those that have to go.
pub fn doom_unclaimed(
    tx: &mut Writer,
    keys: &[String],
    now: OffsetDateTime,
) -> Result<Vec<String>> {
    // In this order: noting waits for a transaction that is about to claim them, and then its rows are seen.
    doom(tx, keys, now)?;
    let claimed: Vec<String> = variants::table
        .filter(variants::blob_key.eq_any(keys))
        .select(variants::blob_key)
        .load(tx.conn())?;
    let claimed = [claimed, crate::profiles::held_of(tx, keys)?].concat();
    forget(tx, &claimed)?;
    Ok(keys.iter().filter(|it| !claimed.contains(it)).cloned().collect())
}

fn note(tx: &mut Writer, keys: &[String], doomed: bool, due: OffsetDateTime) -> Result<()> {
    let row = |key: &String| {
        (
            notes::blob_key.eq(key.clone()),
            notes::doomed.eq(doomed),
            notes::due_at.eq(to_micros(due)),
        )
    };
    let rows: Vec<_> = keys.iter().map(row).collect();
    let change = (notes::doomed.eq(doomed), notes::due_at.eq(to_micros(due)));
    on_backend!(tx.conn(), |c| {
        diesel::insert_into(notes::table)
            .values(&rows)
            .on_conflict(notes::blob_key)
            .do_update()
            .set(change)
            .execute(c)
    })?;
    Ok(())
}

/// Claims the bytes under `keys` for rows of this transaction. `false` when the sweeper was
/// faster: then the rows must not be made.
pub fn claim(tx: &mut Writer, keys: &[String]) -> Result<bool> {
    let expected =
        notes::table.filter(notes::blob_key.eq_any(keys)).filter(notes::doomed.eq(false));
    Ok(diesel::delete(expected).execute(tx.conn())? == keys.len())
}

/// Dooms what was not claimed in time, and hands out up to `limit` doomed keys. They stay noted,
/// not to be handed out again before `again`, until [`forget`].
pub fn due(
    tx: &mut Writer,
    now: OffsetDateTime,
    again: OffsetDateTime,
    limit: i64,
) -> Result<Vec<String>> {
    let keys: Vec<String> = notes::table
        .filter(notes::due_at.le(to_micros(now)))
        .order(notes::due_at)
        .limit(limit)
        .select(notes::blob_key)
        .load(tx.conn())?;
    let handed =
        notes::table.filter(notes::blob_key.eq_any(keys)).filter(notes::due_at.le(to_micros(now)));
    let change = (notes::doomed.eq(true), notes::due_at.eq(to_micros(again)));
    // What changed is what is handed out: on PostgreSQL somebody may have claimed some since they were read.
    let update = diesel::update(handed).set(change).returning(notes::blob_key);
    Ok(update.get_results(tx.conn())?)
}

/// Whether [`due`] would hand out anything.
pub fn is_due(reader: &mut Reader, now: OffsetDateTime) -> Result<bool> {
    let due = notes::table.filter(notes::due_at.le(to_micros(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(reader.conn())?)
}

/// Drops the notes of keys whose bytes are gone.
pub fn forget(tx: &mut Writer, keys: &[String]) -> Result<()> {
    diesel::delete(notes::table.filter(notes::blob_key.eq_any(keys))).execute(tx.conn())?;
    Ok(())
}
