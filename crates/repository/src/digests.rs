//! Letters that tell what was not read: who is due for one, and what ends them.

use crate::backend::Conn;
use crate::instant::{from_micros, to_micros};
use crate::schema::{notification_choices as choices, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;

/// Somebody who is due for a letter.
#[derive(Debug, Clone)]
pub struct Due {
    /// Who.
    pub user: UserId,
    /// `daily` or `weekly`.
    pub digest: String,
    /// What happened since then is told.
    pub from: OffsetDateTime,
}

/// Whether anybody is due for a letter.
pub fn is_due(reader: &mut Reader, now: OffsetDateTime) -> Result<bool> {
    let due = choices::table.filter(choices::digest_due.le(to_micros(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(reader.conn())?)
}

/// Who has been due longest, held until the end of the transaction; another worker is offered somebody else.
pub fn due(tx: &mut Writer, now: OffsetDateTime) -> Result<Option<Due>> {
    let due = choices::table
        .filter(choices::digest_due.le(to_micros(now)))
        .order(choices::digest_due)
        .limit(1)
        .select((choices::user_id, choices::digest, choices::digest_from));
    let row: Option<(i64, String, i64)> = match tx.conn() {
        Conn::Postgres(c) => due.for_update().skip_locked().first(c).optional()?,
        Conn::Sqlite(c) => due.first(c).optional()?,
    };
    Ok(row.map(|(user, digest, from)| Due { user: UserId(user), digest, from: from_micros(from) }))
}

/// Notes until when somebody was told, and when they are due again.
pub fn told(
    tx: &mut Writer,
    user: UserId,
    (now, next): (OffsetDateTime, Option<OffsetDateTime>),
) -> Result<()> {
    let change =
        (choices::digest_from.eq(to_micros(now)), choices::digest_due.eq(next.map(to_micros)));
    diesel::update(choices::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// What the token is derived from that ends somebody's letters; `None` where they get none.
pub fn nonce(reader: &mut Reader, user: UserId) -> Result<Option<String>> {
    let wanted = choices::table.find(user.0).filter(choices::digest.ne("never"));
    Ok(wanted.select(choices::nonce).first(reader.conn()).optional()?)
}

/// Whether the letters that this token ends have ended; `None` where it ends none.
pub fn has_ended(reader: &mut Reader, token_hash: &str) -> Result<Option<bool>> {
    let digest: Option<String> = choices::table
        .inner_join(users::table)
        .filter(choices::token_hash.eq(token_hash))
        .select(choices::digest)
        .first(reader.conn())
        .optional()?;
    Ok(digest.map(|it| it == "never"))
}

/// Ends the letters that this token ends; `false` where it ends none.
pub fn end(tx: &mut Writer, token_hash: &str) -> Result<bool> {
    let letters = choices::table.filter(choices::token_hash.eq(token_hash));
    let change = (choices::digest.eq("never"), choices::digest_due.eq(None::<i64>));
    Ok(diesel::update(letters).set(change).execute(tx.conn())? == 1)
}
