//! The outbox: letters promised in the transaction that made them necessary, sent after it.

use crate::backend::Conn;
use crate::instant::{from_micros, to_micros};
use crate::schema::mails;
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::{MailId, UserId};
use time::OffsetDateTime;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Small letters: an address is kept as it was typed.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A letter to be sent.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// What identifies it across attempts.
    pub message_id: String,
    /// Whom it concerns; it goes when they go.
    pub user: Option<UserId>,
    /// The address.
    pub recipient: String,
    /// The language.
    pub locale: String,
    /// What it is about.
    pub kind: &'static str,
    /// What it says; the services know how to read it. Never a secret.
    pub letter: String,
    /// When it is promised, and due.
    pub created_at: OffsetDateTime,
}

/// A letter in the outbox.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its row.
    pub id: MailId,
    /// What identifies it across attempts.
    pub message_id: String,
    /// Whom it concerns.
    pub user: Option<UserId>,
    /// The address.
    pub recipient: String,
    /// The language.
    pub locale: String,
    /// What it says.
    pub letter: String,
    /// `queued`, `sent` or `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was promised.
    pub created_at: OffsetDateTime,
    /// When it is tried next, while it is queued.
    pub due_at: OffsetDateTime,
    /// What went wrong the last time.
    pub last_error: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
struct MailRow {
    id: i64,
    message_id: String,
    user_id: Option<i64>,
    recipient: String,
    locale: String,
    letter: String,
    state: String,
    attempts: i32,
    due_at: i64,
    created_at: i64,
    last_error: String,
}

impl From<MailRow> for Mail {
    fn from(row: MailRow) -> Self {
        Self {
            id: MailId(row.id),
            message_id: row.message_id,
            user: row.user_id.map(UserId),
            recipient: row.recipient,
            locale: row.locale,
            letter: row.letter,
            state: row.state,
            attempts: row.attempts,
            created_at: from_micros(row.created_at),
            due_at: from_micros(row.due_at),
            last_error: row.last_error,
        }
    }
}

/// Promises a letter.
pub fn insert(tx: &mut Writer, new: &NewMail) -> Result<MailId> {
    let id = diesel::insert_into(mails::table)
        .values((
            mails::message_id.eq(&new.message_id),
            mails::user_id.eq(new.user.map(|it| it.0)),
            mails::recipient.eq(&new.recipient),
            mails::locale.eq(&new.locale),
            mails::kind.eq(new.kind),
            mails::letter.eq(&new.letter),
            mails::state.eq("queued"),
            mails::attempts.eq(0),
            mails::due_at.eq(to_micros(new.created_at)),
            mails::created_at.eq(to_micros(new.created_at)),
            mails::last_error.eq(""),
        ))
        .returning(mails::id)
        .get_result(tx.conn())?;
    Ok(MailId(id))
}

/// Leases the letter that has been due longest: nobody else is offered it until `until`. A worker
/// that dies therefore loses none; it is offered again, with the same message id.
pub fn lease(tx: &mut Writer, now: OffsetDateTime, until: OffsetDateTime) -> Result<Option<Mail>> {
    let due = mails::table
        .filter(mails::state.eq("queued"))
        .filter(mails::due_at.le(to_micros(now)))
        .order((mails::due_at, mails::id))
        .limit(1)
        .select(mails::id);
    let found: Option<i64> = match tx.conn() {
        Conn::Postgres(c) => due.for_update().skip_locked().first(c).optional()?,
        Conn::Sqlite(c) => due.first(c).optional()?,
    };
    let Some(id) = found else { return Ok(None) };
    let row: MailRow = mails::table.find(id).select(MailRow::as_select()).first(tx.conn())?;
    let change = (mails::due_at.eq(to_micros(until)), mails::attempts.eq(mails::attempts + 1));
    diesel::update(mails::table.find(id)).set(change).execute(tx.conn())?;
    let attempts = row.attempts + 1;
    Ok(Some(Mail { attempts, ..row.into() }))
}

/// Whether a letter is due.
pub fn is_due(reader: &mut Reader, now: OffsetDateTime) -> Result<bool> {
    let due =
        mails::table.filter(mails::state.eq("queued")).filter(mails::due_at.le(to_micros(now)));
    Ok(diesel::select(diesel::dsl::exists(due)).get_result(reader.conn())?)
}

/// Notes that a letter has left.
pub fn sent(tx: &mut Writer, id: MailId, at: OffsetDateTime) -> Result<()> {
    let change =
        (mails::state.eq("sent"), mails::sent_at.eq(to_micros(at)), mails::last_error.eq(""));
    diesel::update(mails::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Removes a letter that has left, if it is of this kind.
pub fn forget_sent(tx: &mut Writer, id: MailId, kind: &str) -> Result<()> {
    let this = mails::table.find(id.0).filter(mails::kind.eq(kind));
    diesel::delete(this.filter(mails::state.eq("sent"))).execute(tx.conn())?;
    Ok(())
}

/// Removes what a leaver's address stands on and is about nobody, or done with.
pub fn forget_recipient(tx: &mut Writer, email: &str) -> Result<()> {
    let to = mails::table.filter(lower(mails::recipient).eq(email.to_ascii_lowercase()));
    let done = to.filter(mails::user_id.is_null().or(mails::state.ne("queued")));
    diesel::delete(done).execute(tx.conn())?;
    Ok(())
}

/// A try that a letter was leased for: the letter, and which try it is. What came of it counts only until
/// somebody else has leased the letter.
pub type Try = (MailId, i32);

/// Notes that a letter did not leave and is tried again at `due`.
pub fn postpone(tx: &mut Writer, (id, attempt): Try, due: OffsetDateTime, why: &str) -> Result<()> {
    let leased = mails::table.find(id.0).filter(mails::attempts.eq(attempt));
    let change = (mails::due_at.eq(to_micros(due)), mails::last_error.eq(why));
    diesel::update(leased.filter(mails::state.eq("queued"))).set(change).execute(tx.conn())?;
    Ok(())
}

/// Notes that a letter will not leave.
pub fn fail(tx: &mut Writer, (id, attempt): Try, why: &str) -> Result<()> {
    let leased = mails::table.find(id.0).filter(mails::attempts.eq(attempt));
    let change = (mails::state.eq("failed"), mails::last_error.eq(why));
    diesel::update(leased.filter(mails::state.eq("queued"))).set(change).execute(tx.conn())?;
    Ok(())
}

/// Makes a letter that has not left due now; says whether there was one.
pub fn retry(tx: &mut Writer, id: MailId, now: OffsetDateTime) -> Result<bool> {
    let waiting = mails::table.find(id.0).filter(mails::state.ne("sent"));
    let change =
        (mails::state.eq("queued"), mails::due_at.eq(to_micros(now)), mails::attempts.eq(0));
    Ok(diesel::update(waiting).set(change).execute(tx.conn())? == 1)
}

/// The newest letters, at most `limit`, all or those in one state.
pub fn list(reader: &mut Reader, state: Option<&str>, limit: i64) -> Result<Vec<Mail>> {
    let mut query =
        mails::table.select(MailRow::as_select()).order(mails::id.desc()).limit(limit).into_boxed();
    if let Some(state) = state {
        query = query.filter(mails::state.eq(state.to_owned()));
    }
    let rows: Vec<MailRow> = query.load(reader.conn())?;
    Ok(rows.into_iter().map(Mail::from).collect())
}

/// Withdraws all letters about a user that have not left: they go.
pub fn withdraw_all(tx: &mut Writer, user: UserId) -> Result<()> {
    let waiting = mails::table.filter(mails::user_id.eq(user.0)).filter(mails::state.eq("queued"));
    diesel::delete(waiting).execute(tx.conn())?;
    Ok(())
}

/// Withdraws the letters of this kind about a user that have not left: they are told something newer.
pub fn withdraw(tx: &mut Writer, user: UserId, kind: &str) -> Result<()> {
    let waiting = mails::table
        .filter(mails::user_id.eq(user.0))
        .filter(mails::state.eq("queued"))
        .filter(mails::kind.eq(kind));
    diesel::delete(waiting).execute(tx.conn())?;
    Ok(())
}

/// Takes back what was promised in this very transaction.
pub fn take_back(tx: &mut Writer, id: MailId) -> Result<()> {
    diesel::delete(mails::table.find(id.0)).execute(tx.conn())?;
    Ok(())
}
