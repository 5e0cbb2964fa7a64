//! What members show besides their password: passkeys, codes of an app, codes on paper.

use crate::instant::{from_micros, to_micros};
use crate::schema::{passkeys, recovery_codes, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;
use views::PasskeyView;

/// A passkey to be kept.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// Whose it is.
    pub user: UserId,
    /// Its credential id, in base64url.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// Its public key and counter, as JSON.
    pub record: String,
    /// When it was registered.
    pub created_at: OffsetDateTime,
}

/// Keeps a passkey; `false` where the device has one already.
pub fn add_passkey(tx: &mut Writer, new: &NewPasskey) -> Result<bool> {
    let known = passkeys::table.filter(passkeys::credential_id.eq(&new.credential));
    if known.count().get_result::<i64>(tx.conn())? > 0 {
        return Ok(false);
    }
    diesel::insert_into(passkeys::table)
        .values((
            passkeys::user_id.eq(new.user.0),
            passkeys::credential_id.eq(&new.credential),
            passkeys::name.eq(&new.name),
            passkeys::record.eq(&new.record),
            passkeys::created_at.eq(to_micros(new.created_at)),
        ))
        .execute(tx.conn())?;
    Ok(true)
}

/// The records of somebody's passkeys.
pub fn records(reader: &mut Reader, user: UserId) -> Result<Vec<String>> {
    let theirs = passkeys::table.filter(passkeys::user_id.eq(user.0)).order(passkeys::id);
    Ok(theirs.select(passkeys::record).load(reader.conn())?)
}

/// Somebody's passkeys, oldest first.
pub fn passkeys(reader: &mut Reader, user: UserId) -> Result<Vec<PasskeyView>> {
    let rows: Vec<(i64, String, i64, Option<i64>)> = passkeys::table
        .filter(passkeys::user_id.eq(user.0))
        .order(passkeys::id)
        .select((passkeys::id, passkeys::name, passkeys::created_at, passkeys::used_at))
        .load(reader.conn())?;
    let view = |(id, name, created_at, used_at): (i64, String, i64, Option<i64>)| PasskeyView {
        id,
        name,
        created_at: from_micros(created_at),
        used_at: used_at.map(from_micros),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Notes that a passkey was used, and what it counts now.
pub fn used(
    tx: &mut Writer,
    credential: &str,
    record: Option<&str>,
    now: OffsetDateTime,
) -> Result<()> {
    let this = || passkeys::table.filter(passkeys::credential_id.eq(credential));
    diesel::update(this()).set(passkeys::used_at.eq(to_micros(now))).execute(tx.conn())?;
    if let Some(record) = record {
        diesel::update(this()).set(passkeys::record.eq(record)).execute(tx.conn())?;
    }
    Ok(())
}

/// Gives one of somebody's passkeys another name; `false` where they have no such one.
pub fn rename(tx: &mut Writer, user: UserId, id: i64, name: &str) -> Result<bool> {
    let theirs = passkeys::table.find(id).filter(passkeys::user_id.eq(user.0));
    Ok(diesel::update(theirs).set(passkeys::name.eq(name)).execute(tx.conn())? == 1)
}

/// Removes one of somebody's passkeys; `false` where they have no such one.
pub fn remove(tx: &mut Writer, user: UserId, id: i64) -> Result<bool> {
    let theirs = passkeys::table.find(id).filter(passkeys::user_id.eq(user.0));
    Ok(diesel::delete(theirs).execute(tx.conn())? == 1)
}

/// Takes everything but the password from somebody: whoever had their account may have added it.
pub fn remove_all(tx: &mut Writer, user: UserId) -> Result<()> {
    let keys = passkeys::table.filter(passkeys::user_id.eq(user.0));
    diesel::delete(keys).execute(tx.conn())?;
    set_totp(tx, user, None, 0)?;
    set_recovery(tx, user, &[])
}

/// What stands for somebody on their devices; `fresh` is kept where they have nothing yet.
pub fn handle(tx: &mut Writer, user: UserId, fresh: &str) -> Result<String> {
    let nameless = users::table.find(user.0).filter(users::handle.is_null());
    diesel::update(nameless).set(users::handle.eq(fresh)).execute(tx.conn())?;
    let handle: Option<String> =
        users::table.find(user.0).select(users::handle).first(tx.conn())?;
    Ok(handle.unwrap_or_else(|| fresh.to_owned()))
}

/// Whom a handle stands for.
pub fn by_handle(reader: &mut Reader, handle: &str) -> Result<Option<UserId>> {
    let user = users::table.filter(users::handle.eq(handle)).select(users::id);
    Ok(user.first(reader.conn()).optional()?.map(UserId))
}

/// What the secret of somebody's codes is derived from, and the last step that was used; none where they use no codes.
pub fn totp(reader: &mut Reader, user: UserId) -> Result<Option<(String, i64)>> {
    let (nonce, step): (Option<String>, i64) = users::table
        .find(user.0)
        .select((users::totp_nonce, users::totp_step))
        .first(reader.conn())?;
    Ok(nonce.map(|it| (it, step)))
}

/// Has somebody use codes from now on, or none any more.
pub fn set_totp(tx: &mut Writer, user: UserId, nonce: Option<&str>, step: i64) -> Result<()> {
    let change = (users::totp_nonce.eq(nonce), users::totp_step.eq(step));
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Uses a step up; `false` where it, or a later one, was used before.
pub fn use_step(tx: &mut Writer, user: UserId, step: i64) -> Result<bool> {
    let unused = users::table.find(user.0).filter(users::totp_step.lt(step));
    Ok(diesel::update(unused).set(users::totp_step.eq(step)).execute(tx.conn())? == 1)
}

/// Puts new codes on paper in place of the old ones.
pub fn set_recovery(tx: &mut Writer, user: UserId, hashes: &[String]) -> Result<()> {
    let old = recovery_codes::table.filter(recovery_codes::user_id.eq(user.0));
    diesel::delete(old).execute(tx.conn())?;
    for hash in hashes {
        let row = (recovery_codes::code_hash.eq(hash), recovery_codes::user_id.eq(user.0));
        diesel::insert_into(recovery_codes::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// Uses a code on paper up; `false` where it is none of theirs.
pub fn use_recovery(tx: &mut Writer, user: UserId, hash: &str) -> Result<bool> {
    let this = recovery_codes::table.find(hash).filter(recovery_codes::user_id.eq(user.0));
    Ok(diesel::delete(this).execute(tx.conn())? == 1)
}

/// How many codes on paper somebody has left.
pub fn recovery_left(reader: &mut Reader, user: UserId) -> Result<i64> {
    let left = recovery_codes::table.filter(recovery_codes::user_id.eq(user.0));
    Ok(left.count().get_result(reader.conn())?)
}
