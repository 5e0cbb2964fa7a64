//! Who is signed in. Tokens are known by their hash only.

use crate::instant::{from_micros, to_micros};
use crate::schema::{sessions, users};
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

/// Ends everything by which anybody could act as this user: their sessions, their tokens, and what they were about to show.
pub fn end_everything(tx: &mut Writer, user: UserId) -> Result<()> {
    let all = sessions::table.filter(sessions::user_id.eq(user.0));
    diesel::delete(all).execute(tx.conn())?;
    crate::api_tokens::delete_all(tx, user)?;
    crate::proofs::forget_all(tx, user)
}

/// Ends what [`end_everything`] does, but keeps this session.
pub fn end_everything_but(tx: &mut Writer, user: UserId, kept: SessionId) -> Result<()> {
    delete_others(tx, user, kept)?;
    crate::api_tokens::delete_all(tx, user)?;
    crate::proofs::forget_all(tx, user)
}

/// Ends all sessions of a user but this one.
pub fn delete_others(tx: &mut Writer, user: UserId, kept: SessionId) -> Result<()> {
    let others = sessions::table.filter(sessions::user_id.eq(user.0));
    diesel::delete(others.filter(sessions::id.ne(kept.0))).execute(tx.conn())?;
    Ok(())
}

/// Ends one session of a user; says whether there was such a one.
pub fn delete_one(tx: &mut Writer, user: UserId, id: SessionId) -> Result<bool> {
    let this = sessions::table.filter(sessions::user_id.eq(user.0)).filter(sessions::id.eq(id.0));
    Ok(diesel::delete(this).execute(tx.conn())? == 1)
}

/// A session as its owner sees it in the list of theirs.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its row.
    pub id: SessionId,
    /// By what it is known.
    pub kind: Kind,
    /// What the client calls itself, shortened.
    pub user_agent: String,
    /// The network it was used from last, shortened; empty when it was forgotten.
    pub network: String,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When it was last noted to be in use.
    pub seen_at: OffsetDateTime,
    /// When it ends at the latest.
    pub expires_at: OffsetDateTime,
}

/// The sessions of a user that are good, those in use last first, at most `limit`.
pub fn of(
    reader: &mut Reader,
    user: UserId,
    (now, idle_since): (OffsetDateTime, OffsetDateTime),
    limit: i64,
) -> Result<Vec<Listed>> {
    type Row = (i64, String, String, String, i64, i64, i64);
    let rows: Vec<Row> = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::expires_at.gt(to_micros(now)))
        .filter(sessions::seen_at.gt(to_micros(idle_since)))
        .order((sessions::seen_at.desc(), sessions::id.desc()))
        .limit(limit)
        .select((
            sessions::id,
            sessions::kind,
            sessions::user_agent,
            sessions::network,
            sessions::created_at,
            sessions::seen_at,
            sessions::expires_at,
        ))
        .load(reader.conn())?;
    let listed = |(id, kind, user_agent, network, created, seen, expires): Row| Listed {
        id: SessionId(id),
        kind: if kind == Kind::Bearer.as_str() { Kind::Bearer } else { Kind::Cookie },
        user_agent,
        network,
        created_at: from_micros(created),
        seen_at: from_micros(seen),
        expires_at: from_micros(expires),
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Gives a session another token, its user having just shown who they are; says from when until when it lasts, if it is still there.
pub fn renew(
    tx: &mut Writer,
    id: SessionId,
    token_hash: &str,
    now: OffsetDateTime,
) -> Result<Option<(OffsetDateTime, OffsetDateTime)>> {
    let change = (sessions::token_hash.eq(token_hash), sessions::confirmed_at.eq(to_micros(now)));
    let lasts: Option<(i64, i64)> = diesel::update(sessions::table.find(id.0))
        .set(change)
        .returning((sessions::created_at, sessions::expires_at))
        .get_result(tx.conn())
        .optional()?;
    Ok(lasts.map(|(from, until)| (from_micros(from), from_micros(until))))
}

/// Forgets from where sessions were used that were used last before `before`.
pub fn forget_networks(tx: &mut Writer, before: OffsetDateTime) -> Result<usize> {
    let old = sessions::table
        .filter(sessions::seen_at.lt(to_micros(before)))
        .filter(sessions::network.ne(""));
    Ok(diesel::update(old).set(sessions::network.eq("")).execute(tx.conn())?)
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
