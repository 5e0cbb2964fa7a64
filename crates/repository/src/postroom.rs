//! The outbox as people look at it: staff at all of it, a member at what came back.

use crate::instant::from_micros;
use crate::schema::mails;
use crate::{Reader, Result};
use diesel::prelude::*;
use domain::UserId;
use views::{MailView, Mails};

type Row = (i64, String, String, String, i32, i64, i64, Option<i64>, String);

/// One numbered page of the letters, the newest first, all or those in one state.
pub fn page(reader: &mut Reader, state: Option<&str>, (page, size): (i64, i64)) -> Result<Mails> {
    let state = state.map(str::to_owned);
    let total: i64 = match &state {
        Some(state) => {
            mails::table.filter(mails::state.eq(state)).count().get_result(reader.conn())?
        }
        None => mails::table.count().get_result(reader.conn())?,
    };
    let mut query = mails::table
        .select((
            mails::id,
            mails::recipient,
            mails::kind,
            mails::state,
            mails::attempts,
            mails::due_at,
            mails::created_at,
            mails::sent_at,
            mails::last_error,
        ))
        .order(mails::id.desc())
        .limit(size)
        .offset((page - 1) * size)
        .into_boxed();
    if let Some(state) = &state {
        query = query.filter(mails::state.eq(state.clone()));
    }
    let rows: Vec<Row> = query.load(reader.conn())?;
    let pages = (total + size - 1).div_euclid(size).max(1);
    Ok(Mails {
        items: rows.into_iter().map(view).collect(),
        state,
        page,
        pages,
        total,
        alarm: false,
    })
}

fn view(row: Row) -> MailView {
    let (id, recipient, kind, state, attempts, due_at, created_at, sent_at, last_error) = row;
    let due_at = (state == "queued").then(|| from_micros(due_at));
    let (created_at, sent_at) = (from_micros(created_at), sent_at.map(from_micros));
    MailView { id, recipient, kind, state, attempts, due_at, created_at, sent_at, last_error }
}

/// What went wrong with the last letter to a user at this address, where it was given up; what has not been decided yet
/// and what had become pointless (`over`) does not count.
pub fn trouble(
    reader: &mut Reader,
    (user, address): (UserId, &str),
    over: &str,
) -> Result<Option<(String, i32)>> {
    let last: Option<(String, String, i32)> = mails::table
        .filter(mails::user_id.eq(user.0))
        .filter(mails::recipient.eq(address))
        .filter(mails::state.ne("queued"))
        .filter(mails::last_error.ne(over))
        .order(mails::id.desc())
        .select((mails::state, mails::last_error, mails::attempts))
        .first(reader.conn())
        .optional()?;
    Ok(last.filter(|it| it.0 == "failed").map(|(_, why, attempts)| (why, attempts)))
}
