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

/// Gives an unconfirmed account an address that belongs to another. It can never be confirmed, and nobody is found by it; it is
/// there so that the account looks as it would with any other address.
pub fn set_shadow(tx: &mut Writer, user: UserId, email: &Email) -> Result<()> {
    let change = (users::email.eq(email.as_ref()), users::email_key.eq(shadow(&email.key(), user)));
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Takes an address away from an unconfirmed account, for whoever has shown that it is theirs.
pub fn displace(tx: &mut Writer, user: UserId, email: &Email) -> Result<()> {
    let change = users::email_key.eq(shadow(&email.key(), user));
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// No address has this form, so none is kept from anybody.
fn shadow(key: &str, user: UserId) -> String {
    format!("{key}#{}", user.0)
}

/// Says in which language a user is written to.
pub fn set_locale(tx: &mut Writer, user: UserId, locale: &str) -> Result<()> {
    let change = users::locale.eq(locale);
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}
