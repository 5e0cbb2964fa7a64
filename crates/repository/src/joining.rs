//! How people come in: who holds which address, who waits to be let in, who was invited.

use crate::addresses::{give_way, unconfirmed};
use crate::instant::{from_micros, to_micros};
use crate::schema::{invites, users};
use crate::users::{Account, JoinError, NewUser, find_by_email, insert_as, insert_unless_claimed};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;
use views::{InviteView, WaitingView, address};

/// Makes an account for somebody who says that the address is theirs, and tells who has confirmed it before them, if anybody: then
/// the claim can never be confirmed, and nothing else tells it from others. A claim that was not confirmed gives way.
pub fn claim(tx: &mut Writer, new: &NewUser) -> Result<(UserId, Option<Account>), JoinError> {
    let holder = find_by_email(tx, &new.email)?;
    if let Some(holder) = holder.as_ref().filter(|it| !it.member.verified) {
        give_way(tx, holder.member.id)?;
    }
    let holder = holder.filter(|it| it.member.verified);
    let key = match holder {
        Some(_) => unconfirmed(new.name.key()),
        None => new.email.key(),
    };
    if let Some(id) = insert_unless_claimed(tx, new, &key)? {
        return Ok((id, holder));
    }
    // Somebody else has claimed it in this very moment: whoever confirms it first has it.
    Ok((insert_as(tx, new, &unconfirmed(new.name.key()))?, holder))
}

/// Notes that the address of an account is confirmed; `false` where somebody else has confirmed it before.
pub fn confirm(tx: &mut Writer, id: UserId, now: OffsetDateTime) -> Result<bool> {
    let email: String = users::table.find(id.0).select(users::email).first(tx.conn())?;
    let key = email.to_ascii_lowercase();
    let holder: Option<(i64, Option<i64>)> = users::table
        .filter(users::email_key.eq(&key))
        .select((users::id, users::verified_at))
        .first(tx.conn())
        .optional()?;
    match holder {
        Some((other, Some(_))) if other != id.0 => return Ok(false),
        Some((other, None)) if other != id.0 => give_way(tx, UserId(other))?,
        _ => {}
    }
    let change = (users::email_key.eq(key), users::verified_at.eq(to_micros(now)));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(true)
}

/// Has an account wait until staff lets it in.
pub fn wait(tx: &mut Writer, id: UserId, reason: &str, now: OffsetDateTime) -> Result<()> {
    let change = (users::waiting_since.eq(to_micros(now)), users::reason.eq(reason));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Lets a waiting account in; `false` where it does not wait.
pub fn let_in(tx: &mut Writer, id: UserId) -> Result<bool> {
    let waiting = users::table.find(id.0).filter(users::waiting_since.is_not_null());
    let change = (users::waiting_since.eq(None::<i64>), users::reason.eq(""));
    Ok(diesel::update(waiting).set(change).execute(tx.conn())? == 1)
}

/// Removes a waiting account as if it had never been; `false` where it does not wait.
pub fn turn_away(tx: &mut Writer, id: UserId) -> Result<bool> {
    let waiting = users::table.find(id.0).filter(users::waiting_since.is_not_null());
    Ok(diesel::delete(waiting).execute(tx.conn())? == 1)
}

/// Who waits, longest first, at most `limit`.
pub fn waiting(reader: &mut Reader, limit: i64) -> Result<Vec<WaitingView>> {
    type Row = (String, String, String, Option<i64>, Option<i64>);
    let rows: Vec<Row> = users::table
        .filter(users::waiting_since.is_not_null())
        .order((users::waiting_since, users::id))
        .limit(limit)
        .select((
            users::name,
            users::email,
            users::reason,
            users::verified_at,
            users::waiting_since,
        ))
        .load(reader.conn())?;
    let view = |(name, email, reason, verified, since): Row| WaitingView {
        url: address::user(&name),
        name,
        email,
        reason,
        verified: verified.is_some(),
        since: from_micros(since.unwrap_or_default()),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// An invitation to be sent.
#[derive(Debug, Clone)]
pub struct NewInvite {
    /// The hash of what stands in its link.
    pub token_hash: String,
    /// Who invites.
    pub made_by: UserId,
    /// For whom or what it is.
    pub note: String,
    /// How many may come by it.
    pub uses: i64,
    /// When it is made.
    pub created_at: OffsetDateTime,
    /// When it stops working.
    pub expires_at: OffsetDateTime,
}

/// Keeps an invitation.
pub fn invite(tx: &mut Writer, new: &NewInvite) -> Result<i64> {
    let id = diesel::insert_into(invites::table)
        .values((
            invites::token_hash.eq(&new.token_hash),
            invites::made_by.eq(new.made_by.0),
            invites::note.eq(&new.note),
            invites::uses_left.eq(new.uses),
            invites::created_at.eq(to_micros(new.created_at)),
            invites::expires_at.eq(to_micros(new.expires_at)),
        ))
        .returning(invites::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Uses an invitation once; `false` where it does not work, or no longer.
pub fn use_invite(tx: &mut Writer, token_hash: &str, now: OffsetDateTime) -> Result<bool> {
    let good = invites::table
        .filter(invites::token_hash.eq(token_hash))
        .filter(invites::expires_at.gt(to_micros(now)))
        .filter(invites::uses_left.gt(0));
    let change = invites::uses_left.eq(invites::uses_left - 1);
    Ok(diesel::update(good).set(change).execute(tx.conn())? == 1)
}

/// Whether an invitation would work.
pub fn is_invited(reader: &mut Reader, token_hash: &str, now: OffsetDateTime) -> Result<bool> {
    let good = invites::table
        .filter(invites::token_hash.eq(token_hash))
        .filter(invites::expires_at.gt(to_micros(now)))
        .filter(invites::uses_left.gt(0));
    Ok(diesel::select(diesel::dsl::exists(good)).get_result(reader.conn())?)
}

/// The invitations that still work, newest first, at most `limit`.
pub fn invitations(
    reader: &mut Reader,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<InviteView>> {
    type Row = (i64, String, i64, i64, i64, Option<String>);
    let rows: Vec<Row> = invites::table
        .left_join(users::table.on(users::id.nullable().eq(invites::made_by)))
        .filter(invites::expires_at.gt(to_micros(now)))
        .filter(invites::uses_left.gt(0))
        .order(invites::id.desc())
        .limit(limit)
        .select((
            invites::id,
            invites::note,
            invites::uses_left,
            invites::created_at,
            invites::expires_at,
            users::name.nullable(),
        ))
        .load(reader.conn())?;
    let view = |(id, note, uses_left, created_at, expires_at, made_by): Row| InviteView {
        id,
        note,
        uses_left,
        made_by,
        created_at: from_micros(created_at),
        expires_at: from_micros(expires_at),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Takes an invitation back; `false` where there is none.
pub fn withdraw_invite(tx: &mut Writer, id: i64) -> Result<bool> {
    Ok(diesel::delete(invites::table.find(id)).execute(tx.conn())? == 1)
}
