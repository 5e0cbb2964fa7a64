//! What people have asked to take with them: one archive each, noted here from when it is asked for until it is forgotten.

use crate::backend::{Conn, on_backend};
use crate::instant::{from_micros, to_micros};
use crate::schema::exports;
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;

/// An archive that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// `queued`, `ready` or `failed`.
    pub state: String,
    /// Where it is, or will be; empty before the first try.
    pub blob_key: String,
    /// How many bytes it has.
    pub size: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: OffsetDateTime,
    /// Until when it can be fetched, once it is ready.
    pub expires_at: Option<OffsetDateTime>,
    /// What went wrong the last time.
    pub last_error: String,
}

/// The right to make an archive. What comes of it counts only until somebody else has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    id: i64,
    /// Whose things.
    pub user: UserId,
    /// Which try it is.
    pub attempt: i64,
}

/// What somebody has asked for last.
pub fn find(reader: &mut Reader, user: UserId) -> Result<Option<Export>> {
    type Row = (String, String, i64, i64, i64, Option<i64>, String);
    let row: Option<Row> = exports::table
        .filter(exports::user_id.eq(user.0))
        .select((
            exports::state,
            exports::blob_key,
            exports::size,
            exports::attempts,
            exports::created_at,
            exports::expires_at,
            exports::last_error,
        ))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(|(state, blob_key, size, attempts, created_at, expires_at, last_error)| Export {
        state,
        blob_key,
        size,
        attempts,
        created_at: from_micros(created_at),
        expires_at: expires_at.map(from_micros),
        last_error,
    }))
}

/// Asks for an archive, due now, in place of the one before.
pub fn ask(tx: &mut Writer, user: UserId, now: OffsetDateTime) -> Result<()> {
    let anew = (
        exports::state.eq("queued"),
        exports::blob_key.eq(""),
        exports::size.eq(0),
        exports::attempts.eq(0),
        exports::due_at.eq(to_micros(now)),
        exports::created_at.eq(to_micros(now)),
        exports::expires_at.eq(None::<i64>),
        exports::last_error.eq(""),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(exports::table)
        .values((exports::user_id.eq(user.0), anew))
        .on_conflict(exports::user_id)
        .do_update()
        .set(anew)
        .execute(c))?;
    Ok(())
}

/// Whether an archive is to be made.
pub fn is_due(reader: &mut Reader, now: OffsetDateTime) -> Result<bool> {
    let due = exports::table
        .filter(exports::state.eq("queued"))
        .filter(exports::due_at.le(to_micros(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(reader.conn())?)
}

/// Leases the archive that has been due longest until `until`, with where the try before meant to put it.
pub fn lease(
    tx: &mut Writer,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<Option<(Lease, String)>> {
    let due = exports::table
        .filter(exports::state.eq("queued"))
        .filter(exports::due_at.le(to_micros(now)))
        .order((exports::due_at, exports::id))
        .limit(1)
        .select((exports::id, exports::user_id, exports::attempts, exports::blob_key));
    let found: Option<(i64, i64, i64, String)> = match tx.conn() {
        Conn::Postgres(c) => due.for_update().skip_locked().first(c).optional()?,
        Conn::Sqlite(c) => due.first(c).optional()?,
    };
    let Some((id, user, attempts, before)) = found else { return Ok(None) };
    let change = (
        exports::due_at.eq(to_micros(until)),
        exports::attempts.eq(attempts + 1),
        exports::blob_key.eq(""),
    );
    diesel::update(exports::table.find(id)).set(change).execute(tx.conn())?;
    Ok(Some((Lease { id, user: UserId(user), attempt: attempts + 1 }, before)))
}

type Held = diesel::dsl::Filter<
    diesel::dsl::Filter<
        diesel::dsl::Find<exports::table, i64>,
        diesel::dsl::Eq<exports::attempts, i64>,
    >,
    diesel::dsl::Eq<exports::state, &'static str>,
>;

/// The row of a lease, for as long as nobody else has it.
fn held(lease: Lease) -> Held {
    exports::table
        .find(lease.id)
        .filter(exports::attempts.eq(lease.attempt))
        .filter(exports::state.eq("queued"))
}

/// Makes a lease last until `until`; `false` where somebody else has it by now, or it is not wanted any more.
pub fn renew(tx: &mut Writer, lease: Lease, until: OffsetDateTime) -> Result<bool> {
    let change = exports::due_at.eq(to_micros(until));
    Ok(diesel::update(held(lease)).set(change).execute(tx.conn())? == 1)
}

/// Notes where an archive is about to be put; `false` as for [`renew`].
pub fn place(tx: &mut Writer, lease: Lease, key: &str) -> Result<bool> {
    let change = exports::blob_key.eq(key);
    Ok(diesel::update(held(lease)).set(change).execute(tx.conn())? == 1)
}

/// Notes that an archive is there to be fetched; `false` as for [`renew`].
pub fn finish(
    tx: &mut Writer,
    lease: Lease,
    size: i64,
    expires_at: OffsetDateTime,
) -> Result<bool> {
    let change = (
        exports::state.eq("ready"),
        exports::size.eq(size),
        exports::expires_at.eq(to_micros(expires_at)),
        exports::last_error.eq(""),
    );
    Ok(diesel::update(held(lease)).set(change).execute(tx.conn())? == 1)
}

/// Notes that a try failed and that there will be another at `due`.
pub fn postpone(tx: &mut Writer, lease: Lease, due: OffsetDateTime, why: &str) -> Result<()> {
    let change = (exports::due_at.eq(to_micros(due)), exports::last_error.eq(why));
    diesel::update(held(lease)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Notes that an archive is given up.
pub fn fail(tx: &mut Writer, lease: Lease, why: &str) -> Result<()> {
    let change = (exports::state.eq("failed"), exports::last_error.eq(why));
    diesel::update(held(lease)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Forgets what somebody has asked for and not got yet. Returns where it was meant to be put.
pub fn withdraw(tx: &mut Writer, user: UserId) -> Result<Option<String>> {
    let waiting =
        exports::table.filter(exports::user_id.eq(user.0)).filter(exports::state.eq("queued"));
    let key: Option<String> =
        diesel::delete(waiting).returning(exports::blob_key).get_result(tx.conn()).optional()?;
    Ok(key.filter(|it| !it.is_empty()))
}
