//! What can be answered or shown once, and only for a while: puzzles, passes, challenges. It is taken before it is judged, so that of
//! many who try at once one gets to.

use crate::backend::on_backend;
use crate::instant::{from_micros, to_micros};
use crate::schema::proofs;
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;

/// A proof to be kept.
#[derive(Debug, Clone)]
pub struct NewProof {
    /// What it is known by: the hash of a secret.
    pub id: String,
    /// What it is good for, and nothing else.
    pub purpose: String,
    /// Whose it is, if that is known.
    pub user: Option<UserId>,
    /// The client it was given to, and no other.
    pub client: String,
    /// What its purpose needs to judge it.
    pub data: String,
    /// When it is given.
    pub created_at: OffsetDateTime,
    /// When it stops working.
    pub expires_at: OffsetDateTime,
}

/// A proof that was taken: nobody else can take it any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Whose it is, if that is known.
    pub user: Option<UserId>,
    /// The client it was given to.
    pub client: String,
    /// What its purpose needs to judge it.
    pub data: String,
    /// When it was given.
    pub created_at: OffsetDateTime,
}

/// Keeps a proof whose name nobody else has: it is by chance.
pub fn insert(tx: &mut Writer, new: &NewProof) -> Result<()> {
    insert_new(tx, new).map(drop)
}

/// Keeps a proof, unless there is one of this name; `false` then, also for the later of two who come with it at once.
pub fn insert_new(tx: &mut Writer, new: &NewProof) -> Result<bool> {
    let row = (
        proofs::id.eq(&new.id),
        proofs::purpose.eq(&new.purpose),
        proofs::user_id.eq(new.user.map(|it| it.0)),
        proofs::client.eq(&new.client),
        proofs::data.eq(&new.data),
        proofs::created_at.eq(to_micros(new.created_at)),
        proofs::expires_at.eq(to_micros(new.expires_at)),
    );
    let kept = on_backend!(tx.conn(), |c| diesel::insert_into(proofs::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(kept == 1)
}

/// Takes a proof for this purpose, if it is there and not too old. It is gone whatever comes of it.
pub fn take(
    tx: &mut Writer,
    id: &str,
    purpose: &str,
    now: OffsetDateTime,
) -> Result<Option<Proof>> {
    let this = proofs::table.filter(proofs::id.eq(id)).filter(proofs::purpose.eq(purpose));
    let columns =
        (proofs::user_id, proofs::client, proofs::data, proofs::created_at, proofs::expires_at);
    let row: Option<(Option<i64>, String, String, i64, i64)> =
        diesel::delete(this).returning(columns).get_result(tx.conn()).optional()?;
    let Some((user, client, data, created_at, expires_at)) = row else { return Ok(None) };
    let proof = Proof { user: user.map(UserId), client, data, created_at: from_micros(created_at) };
    Ok((expires_at > to_micros(now)).then_some(proof))
}

/// Whom a proof for this purpose was given to, if it is there and not too old. It stays.
pub fn find(
    reader: &mut Reader,
    id: &str,
    purpose: &str,
    now: OffsetDateTime,
) -> Result<Option<String>> {
    let this = proofs::table.filter(proofs::id.eq(id)).filter(proofs::purpose.eq(purpose));
    let good = this.filter(proofs::expires_at.gt(to_micros(now)));
    Ok(good.select(proofs::client).first(reader.conn()).optional()?)
}

/// Whether there is one of this name, for whatever purpose.
pub fn is_there(tx: &mut Writer, id: &str) -> Result<bool> {
    let this = proofs::table.find(id);
    Ok(diesel::select(diesel::dsl::exists(this)).get_result(tx.conn())?)
}

/// Forgets what somebody was given for this purpose.
pub fn forget(tx: &mut Writer, user: UserId, purpose: &str) -> Result<()> {
    let theirs = proofs::table.filter(proofs::user_id.eq(user.0));
    diesel::delete(theirs.filter(proofs::purpose.eq(purpose))).execute(tx.conn())?;
    Ok(())
}

/// Forgets everything that somebody was given.
pub fn forget_all(tx: &mut Writer, user: UserId) -> Result<()> {
    diesel::delete(proofs::table.filter(proofs::user_id.eq(user.0))).execute(tx.conn())?;
    Ok(())
}

/// Removes what is too old.
pub fn forget_expired(tx: &mut Writer, now: OffsetDateTime) -> Result<usize> {
    let old = proofs::table.filter(proofs::expires_at.le(to_micros(now)));
    Ok(diesel::delete(old).execute(tx.conn())?)
}
