//! Sessions that outlive a change which ends all others.

use crate::instant::{from_micros, to_micros};
use crate::schema::{api_tokens, proofs, sessions};
use crate::{Result, Writer};
use diesel::prelude::*;
use domain::{SessionId, UserId};
use std::time::Duration;
use time::OffsetDateTime;

/// Ends everything a user is known by but this session.
pub fn end_others(tx: &mut Writer, user: UserId, kept: SessionId) -> Result<()> {
    let others = sessions::table.filter(sessions::user_id.eq(user.0));
    diesel::delete(others.filter(sessions::id.ne(kept.0))).execute(tx.conn())?;
    diesel::delete(api_tokens::table.filter(api_tokens::user_id.eq(user.0))).execute(tx.conn())?;
    diesel::delete(proofs::table.filter(proofs::user_id.eq(user.0))).execute(tx.conn())?;
    Ok(())
}

/// Knows a session by another token from now on, its user having just shown who they are. Says when it ends and how long it
/// was to last from the beginning; `None` if it has ended meanwhile.
pub fn renew(
    tx: &mut Writer,
    session: SessionId,
    token_hash: &str,
    now: OffsetDateTime,
) -> Result<Option<(OffsetDateTime, Duration)>> {
    let change = (sessions::token_hash.eq(token_hash), sessions::confirmed_at.eq(to_micros(now)));
    let row: Option<(i64, i64)> = diesel::update(sessions::table.find(session.0))
        .set(change)
        .returning((sessions::created_at, sessions::expires_at))
        .get_result(tx.conn())
        .optional()?;
    let lasts = |from, to| Duration::from_micros(u64::try_from(to - from).unwrap_or_default());
    Ok(row.map(|(created_at, expires_at)| (from_micros(expires_at), lasts(created_at, expires_at))))
}
