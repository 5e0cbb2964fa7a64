//! People who go: hidden from when they say so, deleted when their grace is over, and nobody takes over their name.

use crate::backend::{Conn, on_backend};
use crate::instant::{from_micros, to_micros};
use crate::schema::{comments, photos, retired_names, users};
use crate::{Reader, Result, Writer, photos as photo};
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use domain::{PhotoId, Role, UserId};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// Holds a user's row until the end of the transaction, so that what is decided about them stays true; `false` where they are
/// gone. SQLite has one writer at a time, and nothing to hold.
pub fn hold(tx: &mut Writer, user: UserId) -> Result<bool> {
    let row = users::table.find(user.0).select(users::id);
    let found: Option<i64> = match tx.conn() {
        Conn::Postgres(c) => row.for_no_key_update().first(c).optional()?,
        Conn::Sqlite(c) => row.first(c).optional()?,
    };
    Ok(found.is_some())
}

/// Whether somebody is still here: neither gone, nor about to go, nor suspended. Their row stays until the end of the
/// transaction, so that what is made for them cannot outlive them.
pub fn is_here(tx: &mut Writer, user: UserId) -> Result<bool> {
    let row = users::table
        .find(user.0)
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .select(users::id);
    let found: Option<i64> = match tx.conn() {
        Conn::Postgres(c) => row.for_key_share().first(c).optional()?,
        Conn::Sqlite(c) => row.first(c).optional()?,
    };
    Ok(found.is_some())
}

/// Holds all admins until the end of the transaction: of two who leave at once, the second sees that the first does.
pub fn hold_admins(tx: &mut Writer) -> Result<()> {
    let admins = users::table.filter(users::role.eq(Role::Admin.as_str())).order(users::id);
    if let Conn::Postgres(c) = tx.conn() {
        admins.select(users::id).for_no_key_update().load::<i64>(c)?;
    }
    Ok(())
}

/// Whether there is an admin besides this one who is neither suspended nor leaving.
pub fn has_other_admin(reader: &mut Reader, user: UserId) -> Result<bool> {
    let others = users::table
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::id.ne(user.0))
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(reader.conn())?)
}

/// Notes when everything of a user will be deleted; until then it is hidden.
pub fn begin(tx: &mut Writer, user: UserId, until: OffsetDateTime) -> Result<()> {
    let change = users::leaving_at.eq(to_micros(until));
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Lets a user stay after all; `false` where it is too late, or they never wanted to go.
pub fn stay(tx: &mut Writer, user: UserId, now: OffsetDateTime) -> Result<bool> {
    let leaving = users::table.find(user.0).filter(users::leaving_at.gt(to_micros(now)));
    let change = users::leaving_at.eq(None::<i64>);
    Ok(diesel::update(leaving).set(change).execute(tx.conn())? == 1)
}

/// Until when a user is still to be had back, if they leave.
pub fn until(reader: &mut Reader, user: UserId) -> Result<Option<OffsetDateTime>> {
    let at: Option<Option<i64>> =
        users::table.find(user.0).select(users::leaving_at).first(reader.conn()).optional()?;
    Ok(at.flatten().map(from_micros))
}

/// Somebody whose grace is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    /// Their row.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// What no other name may look like.
    pub name_key: String,
    /// Their address.
    pub email: String,
}

/// Whether anybody's grace is over.
pub fn is_due(reader: &mut Reader, now: OffsetDateTime) -> Result<bool> {
    let due = users::table.filter(users::leaving_at.le(to_micros(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(reader.conn())?)
}

/// Whose grace has been over longest, held alone until the end of the transaction: nobody can post for them meanwhile, and another
/// worker is offered somebody else.
pub fn due(tx: &mut Writer, now: OffsetDateTime) -> Result<Option<Leaver>> {
    let due = users::table
        .filter(users::leaving_at.le(to_micros(now)))
        .order(users::leaving_at)
        .limit(1)
        .select((users::id, users::name, users::name_key, users::email));
    let row: Option<(i64, String, String, String)> = match tx.conn() {
        Conn::Postgres(c) => due.for_update().skip_locked().first(c).optional()?,
        Conn::Sqlite(c) => due.first(c).optional()?,
    };
    Ok(row.map(|(id, name, name_key, email)| Leaver { id: UserId(id), name, name_key, email }))
}

/// Removes at most `limit` photos of a user, with all that is said about them. Returns how many that were, and the keys of
/// the bytes that have to go.
pub fn remove_photos(tx: &mut Writer, user: UserId, limit: i64) -> Result<(usize, Vec<String>)> {
    let ids: Vec<i64> = photos::table
        .filter(photos::author_id.eq(user.0))
        .order(photos::id)
        .limit(limit)
        .select(photos::id)
        .load(tx.conn())?;
    let mut keys = Vec::new();
    for id in &ids {
        keys.extend(photo::take_back(tx, PhotoId(*id))?);
    }
    Ok((ids.len(), keys))
}

/// Removes at most `limit` comments of a user; what others answered stays. Returns how many that were.
pub fn remove_comments(tx: &mut Writer, user: UserId, limit: i64) -> Result<usize> {
    let ids: Vec<i64> = comments::table
        .filter(comments::author_id.eq(user.0))
        .order(comments::id)
        .limit(limit)
        .select(comments::id)
        .load(tx.conn())?;
    Ok(diesel::delete(comments::table.filter(comments::id.eq_any(ids))).execute(tx.conn())?)
}

/// Removes a user and all that is left of them; their name is not to be had again.
pub fn remove(tx: &mut Writer, leaver: &Leaver) -> Result<()> {
    let name = retired_names::name_hash.eq(hash(&leaver.name_key));
    on_backend!(tx.conn(), |c| diesel::insert_into(retired_names::table)
        .values(name)
        .on_conflict_do_nothing()
        .execute(c))?;
    diesel::delete(users::table.find(leaver.id.0)).execute(tx.conn())?;
    crate::mails::forget_recipient(tx, &leaver.email)
}

/// Whether the name with this key belonged to somebody who has left.
pub fn is_retired(reader: &mut Reader, name_key: &str) -> Result<bool> {
    let name = retired_names::table.find(hash(name_key));
    Ok(diesel::select(diesel::dsl::exists(name)).get_result(reader.conn())?)
}

fn hash(name_key: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(name_key.as_bytes()))
}
