//! Who is signed in. Tokens are known by their hash only.

use crate::instant::to_micros;
use crate::schema::{api_tokens, proofs, sessions, users};
use crate::users::UserRow;
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::{Member, SessionId, UserId};
use time::OffsetDateTime;

/// By what a session is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A cookie, at `/`.
    Cookie,
    /// `Authorization: Bearer`, below `/api/v1`.
    Bearer,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Bearer => "bearer",
        }
    }
}

/// A session to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Whose it is.
    pub user: UserId,
    /// The hash of its token.
    pub token_hash: String,
    /// By what it is known.
    pub kind: Kind,
    /// What the client calls itself, shortened.
    pub user_agent: String,
    /// The network it begins from, shortened.
    pub network: String,
    /// When it begins, its user having shown who they are.
    pub created_at: OffsetDateTime,
    /// When it ends at the latest.
    pub expires_at: OffsetDateTime,
}

/// A session that is good.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its row.
    pub id: SessionId,
    /// Who is signed in.
    pub member: Member,
    /// When it was last noted to be in use, in microseconds since 1970.
    pub seen_at: i64,
    /// When its user last showed who they are, in microseconds since 1970.
    pub confirmed_at: i64,
}

/// Begins a session.
pub fn insert(tx: &mut Writer, new: &NewSession) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::user_id.eq(new.user.0),
            sessions::token_hash.eq(&new.token_hash),
            sessions::kind.eq(new.kind.as_str()),
            sessions::user_agent.eq(&new.user_agent),
            sessions::created_at.eq(to_micros(new.created_at)),
            sessions::seen_at.eq(to_micros(new.created_at)),
            sessions::expires_at.eq(to_micros(new.expires_at)),
            sessions::network.eq(&new.network),
            sessions::confirmed_at.eq(to_micros(new.created_at)),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The session of a token, if it has not ended, was in use since `idle_since`, and its user is
/// neither suspended nor leaving.
pub fn find(
    reader: &mut Reader,
    token_hash: &str,
    kind: Kind,
    (now, idle_since): (OffsetDateTime, OffsetDateTime),
) -> Result<Option<Session>> {
    let found: Option<(i64, i64, i64, UserRow)> = sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::kind.eq(kind.as_str()))
        .filter(sessions::expires_at.gt(to_micros(now)))
        .filter(sessions::seen_at.gt(to_micros(idle_since)))
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .select((sessions::id, sessions::seen_at, sessions::confirmed_at, UserRow::as_select()))
        .first(reader.conn())
        .optional()?;
    found
        .map(|(id, seen_at, confirmed_at, user)| {
            Ok(Session { id: SessionId(id), member: user.member()?, seen_at, confirmed_at })
        })
        .transpose()
}

/// Notes that a session is in use, from this network.
pub fn touch(tx: &mut Writer, id: SessionId, network: &str, now: OffsetDateTime) -> Result<()> {
    let seen = (sessions::seen_at.eq(to_micros(now)), sessions::network.eq(network));
    diesel::update(sessions::table.find(id.0)).set(seen).execute(tx.conn())?;
    Ok(())
}

/// Ends the session of a token.
pub fn delete(tx: &mut Writer, token_hash: &str) -> Result<()> {
    let session = sessions::table.filter(sessions::token_hash.eq(token_hash));
    diesel::delete(session).execute(tx.conn())?;
    Ok(())
}

/// Ends all sessions of a user.
pub fn delete_all(tx: &mut Writer, user: UserId) -> Result<()> {
    let all = sessions::table.filter(sessions::user_id.eq(user.0));
    diesel::delete(all).execute(tx.conn())?;
    Ok(())
}

/// Ends all sessions of a user but the one of a token.
pub fn delete_others(tx: &mut Writer, user: UserId, kept_hash: &str) -> Result<()> {
    let others = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::token_hash.ne(kept_hash));
    diesel::delete(others).execute(tx.conn())?;
    Ok(())
}

/// Ends everything a user is known by: sessions, API tokens, and what they were given to show who they are.
pub fn end_everything(tx: &mut Writer, user: UserId) -> Result<()> {
    delete_all(tx, user)?;
    diesel::delete(api_tokens::table.filter(api_tokens::user_id.eq(user.0))).execute(tx.conn())?;
    diesel::delete(proofs::table.filter(proofs::user_id.eq(user.0))).execute(tx.conn())?;
    Ok(())
}

/// Removes sessions that have ended; says how many.
pub fn delete_ended(
    tx: &mut Writer,
    (now, idle_since): (OffsetDateTime, OffsetDateTime),
) -> Result<usize> {
    let ended =
        sessions::expires_at.le(to_micros(now)).or(sessions::seen_at.le(to_micros(idle_since)));
    Ok(diesel::delete(sessions::table.filter(ended)).execute(tx.conn())?)
}
