//! What is forgotten because it is old.

use crate::instant::to_micros;
use crate::schema::{links, mails};
use crate::{Result, Writer};
use diesel::prelude::*;
use time::OffsetDateTime;

/// Removes letters from before `before` that have left or were given up; says how many.
pub fn forget_mails(tx: &mut Writer, before: OffsetDateTime) -> Result<usize> {
    let old = mails::table
        .filter(mails::created_at.lt(to_micros(before)))
        .filter(mails::state.ne("queued"));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// Removes letters of one kind that are about nobody, from before `before`, unless they still wait; says how many.
pub fn forget_mails_of(tx: &mut Writer, kind: &str, before: OffsetDateTime) -> Result<usize> {
    let old = mails::table
        .filter(mails::kind.eq(kind))
        .filter(mails::created_at.lt(to_micros(before)))
        .filter(mails::state.ne("queued"));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// Removes links that stopped working before `before`; says how many.
pub fn forget_links(tx: &mut Writer, before: OffsetDateTime) -> Result<usize> {
    let old = links::table.filter(links::expires_at.lt(to_micros(before)));
    Ok(diesel::delete(old).execute(tx.conn())?)
}
