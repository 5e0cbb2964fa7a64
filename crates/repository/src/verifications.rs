//! Links that confirm an e-mail address. A user has at most one; it is known by its hash only.

use crate::backend::on_backend;
use crate::instant::to_micros;
use crate::schema::{users, verifications};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;

/// A link to be sent.
#[derive(Debug, Clone)]
pub struct NewVerification {
    /// Whose address it confirms.
    pub user: UserId,
    /// The address it confirms, and no other.
    pub email: String,
    /// What the token is derived from, together with the site's secret key.
    pub nonce: String,
    /// The hash of the token.
    pub token_hash: String,
    /// When it stops working.
    pub expires_at: OffsetDateTime,
}

/// Puts a new link in place of the one before, which stops working.
pub fn replace(tx: &mut Writer, new: &NewVerification) -> Result<()> {
    let link = (
        verifications::email.eq(&new.email),
        verifications::nonce.eq(&new.nonce),
        verifications::token_hash.eq(&new.token_hash),
        verifications::expires_at.eq(to_micros(new.expires_at)),
    );
    // In one statement: of two that ask at once on PostgreSQL, the second would find nothing to delete and
    // then could not insert.
    on_backend!(tx.conn(), |c| {
        diesel::insert_into(verifications::table)
            .values((verifications::user_id.eq(new.user.0), link))
            .on_conflict(verifications::user_id)
            .do_update()
            .set(link)
            .execute(c)
    })?;
    Ok(())
}

/// The nonce and the address of the user's link, if they have one.
pub fn find(reader: &mut Reader, user: UserId) -> Result<Option<(String, String)>> {
    let link = verifications::table.filter(verifications::user_id.eq(user.0));
    let columns = (verifications::nonce, verifications::email);
    Ok(link.select(columns).first(reader.conn()).optional()?)
}

/// Lets the user's link work until `expires_at`.
pub fn extend(tx: &mut Writer, user: UserId, expires_at: OffsetDateTime) -> Result<()> {
    let link = verifications::table.filter(verifications::user_id.eq(user.0));
    let change = verifications::expires_at.eq(to_micros(expires_at));
    diesel::update(link).set(change).execute(tx.conn())?;
    Ok(())
}

/// Whether the link with this token would work.
pub fn is_usable(reader: &mut Reader, token_hash: &str, now: OffsetDateTime) -> Result<bool> {
    Ok(usable(reader, token_hash, now)?.is_some())
}

fn usable(
    reader: &mut Reader,
    token_hash: &str,
    now: OffsetDateTime,
) -> Result<Option<(i64, i64)>> {
    let link = verifications::table
        .inner_join(users::table)
        .filter(verifications::token_hash.eq(token_hash))
        .filter(verifications::expires_at.gt(to_micros(now)))
        .filter(verifications::email.eq(users::email))
        .select((verifications::id, verifications::user_id));
    Ok(link.first(reader.conn()).optional()?)
}

/// Uses the link with this token up, and says whose it was. Of two that try at once, one is told
/// that there is none.
pub fn take(tx: &mut Writer, token_hash: &str, now: OffsetDateTime) -> Result<Option<UserId>> {
    let Some((id, user)) = usable(tx, token_hash, now)? else { return Ok(None) };
    let taken = diesel::delete(verifications::table.find(id)).execute(tx.conn())?;
    Ok((taken == 1).then_some(UserId(user)))
}
