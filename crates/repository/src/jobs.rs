//! Promised work: noted in the transaction that makes it necessary, leased by whoever does it, done at least once.

use crate::backend::{Conn, on_backend};
use crate::instant::{from_micros, to_micros};
use crate::schema::{images, jobs, photos};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::{JobId, PictureId};
use std::collections::HashMap;
use time::OffsetDateTime;
use views::{JobView, address};

/// The kind of work that makes the sizes of a picture.
const DEVELOP: &str = "develop";

/// A piece of work that was leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Its row.
    pub id: JobId,
    /// Which try it is. What comes of it counts only until somebody else has leased the job.
    pub attempt: i32,
    /// The picture it is about.
    pub picture: PictureId,
}

/// Promises to make the sizes of a picture, leased to whoever promises until `until`. A job that was given up begins anew.
pub fn promise(
    tx: &mut Writer,
    picture: PictureId,
    now: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<Lease> {
    let row = (
        jobs::kind.eq(DEVELOP),
        jobs::picture_id.eq(picture.0),
        jobs::state.eq("queued"),
        jobs::attempts.eq(1),
        jobs::due_at.eq(to_micros(until)),
        jobs::created_at.eq(to_micros(now)),
        jobs::last_error.eq(""),
    );
    let again = (jobs::state.eq("queued"), jobs::attempts.eq(1), jobs::due_at.eq(to_micros(until)));
    let id: i64 = on_backend!(tx.conn(), |c| diesel::insert_into(jobs::table)
        .values(row)
        .on_conflict(jobs::picture_id)
        .do_update()
        .set(again)
        .returning(jobs::id)
        .get_result(c))?;
    Ok(Lease { id: JobId(id), attempt: 1, picture })
}

/// Leases the job that has been due longest until `until`.
pub fn lease(tx: &mut Writer, now: OffsetDateTime, until: OffsetDateTime) -> Result<Option<Lease>> {
    let due = jobs::table
        .filter(jobs::state.eq("queued"))
        .filter(jobs::due_at.le(to_micros(now)))
        .filter(jobs::picture_id.is_not_null())
        .order((jobs::due_at, jobs::id))
        .limit(1)
        .select((jobs::id, jobs::attempts, jobs::picture_id));
    let found: Option<(i64, i32, Option<i64>)> = match tx.conn() {
        Conn::Postgres(c) => due.for_update().skip_locked().first(c).optional()?,
        Conn::Sqlite(c) => due.first(c).optional()?,
    };
    let Some((id, attempts, Some(picture))) = found else { return Ok(None) };
    let change = (jobs::due_at.eq(to_micros(until)), jobs::attempts.eq(attempts + 1));
    diesel::update(jobs::table.find(id)).set(change).execute(tx.conn())?;
    Ok(Some(Lease { id: JobId(id), attempt: attempts + 1, picture: PictureId(picture) }))
}

/// Whether a job is due.
pub fn is_due(reader: &mut Reader, now: OffsetDateTime) -> Result<bool> {
    let due = jobs::table.filter(jobs::state.eq("queued")).filter(jobs::due_at.le(to_micros(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(reader.conn())?)
}

/// Whether work on one of these pictures is still to be done, or under way.
pub fn is_open(reader: &mut Reader, pictures: &[PictureId]) -> Result<bool> {
    let pictures: Vec<i64> = pictures.iter().map(|it| it.0).collect();
    let open =
        jobs::table.filter(jobs::state.eq("queued")).filter(jobs::picture_id.eq_any(pictures));
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(reader.conn())?)
}

type Held = diesel::dsl::Filter<
    diesel::dsl::Filter<diesel::dsl::Find<jobs::table, i64>, diesel::dsl::Eq<jobs::attempts, i32>>,
    diesel::dsl::Eq<jobs::state, &'static str>,
>;

/// The row of a lease, for as long as nobody else has leased the job.
fn held(lease: Lease) -> Held {
    jobs::table
        .find(lease.id.0)
        .filter(jobs::attempts.eq(lease.attempt))
        .filter(jobs::state.eq("queued"))
}

/// Makes a lease last until `until`; `false` where somebody else has the job by now, or has done it.
pub fn renew(tx: &mut Writer, lease: Lease, until: OffsetDateTime) -> Result<bool> {
    let change = jobs::due_at.eq(to_micros(until));
    Ok(diesel::update(held(lease)).set(change).execute(tx.conn())? == 1)
}

/// Drops a job that is done, whoever has done it.
pub fn done(tx: &mut Writer, picture: PictureId) -> Result<()> {
    diesel::delete(jobs::table.filter(jobs::picture_id.eq(picture.0))).execute(tx.conn())?;
    Ok(())
}

/// Notes that a try failed and that there will be another at `due`.
pub fn postpone(tx: &mut Writer, lease: Lease, due: OffsetDateTime, why: &str) -> Result<()> {
    let change = (jobs::due_at.eq(to_micros(due)), jobs::last_error.eq(why));
    diesel::update(held(lease)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Notes that a job is given up.
pub fn fail(tx: &mut Writer, lease: Lease, why: &str) -> Result<()> {
    let change = (jobs::state.eq("failed"), jobs::last_error.eq(why));
    diesel::update(held(lease)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Makes a job due now, from its first try on; says which picture it is about, if there is such a job.
pub fn retry(tx: &mut Writer, id: JobId, now: OffsetDateTime) -> Result<Option<PictureId>> {
    let change = (
        jobs::state.eq("queued"),
        jobs::attempts.eq(0),
        jobs::due_at.eq(to_micros(now)),
        jobs::last_error.eq(""),
    );
    let picture: Option<Option<i64>> = diesel::update(jobs::table.find(id.0))
        .set(change)
        .returning(jobs::picture_id)
        .get_result(tx.conn())
        .optional()?;
    Ok(picture.flatten().map(PictureId))
}

/// The jobs there are, those that were given up first, then the newest, with the photos they are about.
pub fn list(reader: &mut Reader, limit: i64) -> Result<Vec<JobView>> {
    type Row = (i64, String, Option<i64>, String, i32, i64, i64, String);
    let rows: Vec<Row> = jobs::table
        .order((jobs::state, jobs::id.desc()))
        .limit(limit)
        .select(jobs::all_columns)
        .load(reader.conn())?;
    let pictures: Vec<i64> = rows.iter().filter_map(|it| it.2).collect();
    let photos = photos_of(reader, &pictures)?;
    let view =
        |(id, kind, picture, state, attempts, due_at, created_at, last_error): Row| JobView {
            id,
            kind,
            photo: picture.and_then(|it| photos.get(&it).cloned()),
            due_at: (state == "queued").then(|| from_micros(due_at)),
            state,
            attempts,
            created_at: from_micros(created_at),
            last_error,
        };
    Ok(rows.into_iter().map(view).collect())
}

/// The address of a photo with each of these pictures.
fn photos_of(reader: &mut Reader, pictures: &[i64]) -> Result<HashMap<i64, String>> {
    let rows: Vec<(i64, String)> = images::table
        .inner_join(photos::table)
        .filter(images::picture_id.eq_any(pictures))
        .order(photos::id)
        .select((images::picture_id, photos::key))
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|(picture, key)| (picture, address::photo(&key))).collect())
}
