//! Links in letters. A user has at most one for each purpose; it is known by its hash only.

use crate::backend::on_backend;
use crate::instant::to_micros;
use crate::schema::{links, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::UserId;
use time::OffsetDateTime;

/// What a link is good for, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms the address of an account.
    Verify,
    /// Puts a new password in place of a forgotten one.
    Reset,
    /// Confirms the address that is to take the place of another.
    Change,
    /// Puts the address back that was there before.
    Undo,
}

impl Purpose {
    /// Its name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
            Self::Change => "change",
            Self::Undo => "undo",
        }
    }

    /// Whether it is over when the account has another address than the link was sent to.
    fn is_bound_to_the_address(self) -> bool {
        matches!(self, Self::Verify | Self::Reset)
    }
}

/// A link to be sent.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Whose it is.
    pub user: UserId,
    /// What it is good for.
    pub purpose: Purpose,
    /// The address it is sent to, and no other.
    pub email: String,
    /// What the token is derived from, together with the site's secret key.
    pub nonce: String,
    /// The hash of the token.
    pub token_hash: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it stops working.
    pub expires_at: OffsetDateTime,
}

/// A link that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whose it is.
    pub user: UserId,
    /// The address it was sent to.
    pub email: String,
}

/// Puts a new link in place of the one before, which stops working.
pub fn replace(tx: &mut Writer, new: &NewLink) -> Result<()> {
    let link = (
        links::email.eq(&new.email),
        links::nonce.eq(&new.nonce),
        links::token_hash.eq(&new.token_hash),
        links::created_at.eq(to_micros(new.created_at)),
        links::expires_at.eq(to_micros(new.expires_at)),
    );
    let whose = (links::user_id.eq(new.user.0), links::purpose.eq(new.purpose.as_str()));
    // In one statement: of two that ask at once on PostgreSQL, the second would find nothing to delete and
    // then could not insert.
    on_backend!(tx.conn(), |c| {
        diesel::insert_into(links::table)
            .values((whose, link))
            .on_conflict((links::user_id, links::purpose))
            .do_update()
            .set(link)
            .execute(c)
    })?;
    Ok(())
}

/// The nonce and the address of the user's link for this purpose, if they have one.
pub fn find(
    reader: &mut Reader,
    user: UserId,
    purpose: Purpose,
) -> Result<Option<(String, String)>> {
    let link = links::table
        .filter(links::user_id.eq(user.0))
        .filter(links::purpose.eq(purpose.as_str()))
        .select((links::nonce, links::email));
    Ok(link.first(reader.conn()).optional()?)
}

/// The address of the user's link for this purpose, if they have one that is not too old.
pub fn waiting(
    reader: &mut Reader,
    (user, purpose): (UserId, Purpose),
    now: OffsetDateTime,
) -> Result<Option<String>> {
    let link = links::table
        .filter(links::user_id.eq(user.0))
        .filter(links::purpose.eq(purpose.as_str()))
        .filter(links::expires_at.gt(to_micros(now)))
        .select(links::email);
    Ok(link.first(reader.conn()).optional()?)
}

/// Lets the user's link for this purpose work until `expires_at`.
pub fn extend(
    tx: &mut Writer,
    (user, purpose): (UserId, Purpose),
    expires_at: OffsetDateTime,
) -> Result<()> {
    let link =
        links::table.filter(links::user_id.eq(user.0)).filter(links::purpose.eq(purpose.as_str()));
    let change = links::expires_at.eq(to_micros(expires_at));
    diesel::update(link).set(change).execute(tx.conn())?;
    Ok(())
}

/// The link with this token, if it would work for this purpose.
pub fn usable(
    reader: &mut Reader,
    (purpose, token_hash): (Purpose, &str),
    now: OffsetDateTime,
) -> Result<Option<Link>> {
    Ok(found(reader, (purpose, token_hash), now)?.map(|(_, link)| link))
}

fn found(
    reader: &mut Reader,
    (purpose, token_hash): (Purpose, &str),
    now: OffsetDateTime,
) -> Result<Option<(i64, Link)>> {
    let row: Option<(i64, i64, String, String)> = links::table
        .inner_join(users::table)
        .filter(links::token_hash.eq(token_hash))
        .filter(links::purpose.eq(purpose.as_str()))
        .filter(links::expires_at.gt(to_micros(now)))
        .filter(users::suspended_at.is_null())
        .select((links::id, links::user_id, links::email, users::email))
        .first(reader.conn())
        .optional()?;
    let Some((id, user, email, current)) = row else { return Ok(None) };
    let over = purpose.is_bound_to_the_address() && email != current;
    Ok((!over).then_some((id, Link { user: UserId(user), email })))
}

/// Uses the link with this token up, and gives it. Of two that try at once, one is told that there is none.
pub fn take(
    tx: &mut Writer,
    (purpose, token_hash): (Purpose, &str),
    now: OffsetDateTime,
) -> Result<Option<Link>> {
    let Some((id, link)) = found(tx, (purpose, token_hash), now)? else { return Ok(None) };
    let taken = diesel::delete(links::table.find(id)).execute(tx.conn())?;
    Ok((taken == 1).then_some(link))
}

/// Ends the user's links for these purposes.
pub fn forget(tx: &mut Writer, user: UserId, purposes: &[Purpose]) -> Result<()> {
    for purpose in purposes {
        let link = links::table
            .filter(links::user_id.eq(user.0))
            .filter(links::purpose.eq(purpose.as_str()));
        diesel::delete(link).execute(tx.conn())?;
    }
    Ok(())
}

/// Removes the links that stopped working before `before`.
pub fn forget_expired(tx: &mut Writer, before: OffsetDateTime) -> Result<usize> {
    let old = links::table.filter(links::expires_at.le(to_micros(before)));
    Ok(diesel::delete(old).execute(tx.conn())?)
}
