//! Which account an e-mail address belongs to, and how it gets another.

use crate::error::is_duplicate;
use crate::instant::to_micros;
use crate::schema::users;
use crate::users::JoinError;
use crate::{Result, Writer};
use diesel::prelude::*;
use domain::{Email, UserId};
use time::OffsetDateTime;

/// Gives an account this address, confirmed at `verified_at` if it is.
///
/// # Errors
/// [`JoinError::EmailTaken`] where it belongs to another account.
pub fn set(
    tx: &mut Writer,
    user: UserId,
    email: &Email,
    verified_at: Option<OffsetDateTime>,
) -> Result<(), JoinError> {
    let change = (
        users::email.eq(email.as_ref()),
        users::email_key.eq(email.key()),
        users::verified_at.eq(verified_at.map(to_micros)),
    );
    let done = diesel::update(users::table.find(user.0)).set(change).execute(tx.conn());
    done.map(drop).map_err(|why| match &why {
        _ if is_duplicate(&why, "users", "email_key") => JoinError::EmailTaken,
        _ => JoinError::Other(why.into()),
    })
}

/// Gives an unconfirmed account an address that belongs to another. Nobody is found by it; it is there so that the account looks as
/// it would with any other address.
pub fn set_unconfirmed(tx: &mut Writer, user: UserId, email: &Email) -> Result<()> {
    let change = users::email.eq(email.as_ref());
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    give_way(tx, user)
}

/// Takes the claim to its address from an account that has not confirmed it, for whoever may have it first.
pub fn give_way(tx: &mut Writer, user: UserId) -> Result<()> {
    let name_key: String = users::table.find(user.0).select(users::name_key).first(tx.conn())?;
    let change = users::email_key.eq(unconfirmed(&name_key));
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// What stands for the address of an account where it has no claim to it. No address has this form, so none is kept from anybody.
pub(crate) fn unconfirmed(name_key: &str) -> String {
    format!("?{name_key}")
}

/// Says in which language a user is written to.
pub fn set_locale(tx: &mut Writer, user: UserId, locale: &str) -> Result<()> {
    let change = users::locale.eq(locale);
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}
