//! What people say about photos.

use crate::backend::Conn;
use crate::instant::{from_micros, to_micros};
use crate::schema::{comments, photos};
use crate::{Reader, Result, Writer, visibility};
use diesel::prelude::*;
use domain::{CommentBody, CommentId, Member, PhotoId, PublicKey, UserId};
use time::OffsetDateTime;

/// A comment to be made.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// What stands for it in addresses.
    pub key: PublicKey,
    /// The photo it is about.
    pub photo: PhotoId,
    /// Who says it.
    pub author: UserId,
    /// The top of the thread it belongs to, and which answer there it is; see [`crate::threads::next`].
    pub thread: Option<(CommentId, i64)>,
    /// What is said.
    pub body: CommentBody,
    /// When it is said.
    pub created_at: OffsetDateTime,
}

/// A comment that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its row.
    pub id: CommentId,
    /// Who said it.
    pub author: UserId,
    /// The top of the thread that it is an answer in.
    pub top: Option<CommentId>,
    /// The photo it is about.
    pub photo: PhotoId,
    /// Who posted that photo.
    pub photo_author: UserId,
    /// Whether it was deleted.
    pub gone: bool,
}

/// Makes a comment.
pub fn insert(tx: &mut Writer, new: &NewComment) -> Result<CommentId> {
    let id = diesel::insert_into(comments::table)
        .values((
            comments::key.eq(new.key.as_ref()),
            comments::photo_id.eq(new.photo.0),
            comments::author_id.eq(new.author.0),
            comments::parent_id.eq(new.thread.map(|(top, _)| top.0)),
            comments::nth.eq(new.thread.map_or(0, |(_, nth)| nth)),
            comments::body.eq(new.body.as_ref()),
            comments::created_at.eq(to_micros(new.created_at)),
        ))
        .returning(comments::id)
        .get_result(tx.conn())?;
    Ok(CommentId(id))
}

/// The comment `key` stands for, if `viewer` may open its photo.
pub fn find(
    reader: &mut Reader,
    key: &PublicKey,
    viewer: Option<&Member>,
) -> Result<Option<Found>> {
    let Some(found) = any(reader, key)? else { return Ok(None) };
    let open: Option<i64> = photos::table
        .find(found.photo.0)
        .filter(visibility::may_open(viewer))
        .select(photos::id)
        .first(reader.conn())
        .optional()?;
    Ok(open.map(|_| found))
}

/// The comment `key` stands for, if `author` has written it: whether or not they may still open its photo.
pub fn find_own(reader: &mut Reader, key: &PublicKey, author: UserId) -> Result<Option<Found>> {
    Ok(any(reader, key)?.filter(|it| it.author == author))
}

/// The comment `key` stands for, whoever asks.
fn any(reader: &mut Reader, key: &PublicKey) -> Result<Option<Found>> {
    type Row = ((i64, i64, i64), Option<i64>, Option<i64>, i64);
    let columns = (comments::id, comments::author_id, comments::photo_id);
    let comment: Option<Row> = comments::table
        .inner_join(photos::table)
        .filter(comments::key.eq(key.as_ref().to_owned()))
        .select((columns, comments::parent_id, comments::deleted_at, photos::author_id))
        .first(reader.conn())
        .optional()?;
    Ok(comment.map(|((id, author, photo), top, deleted, photo_author)| Found {
        id: CommentId(id),
        author: UserId(author),
        top: top.map(CommentId),
        photo: PhotoId(photo),
        photo_author: UserId(photo_author),
        gone: deleted.is_some(),
    }))
}

/// Changes what was said.
pub fn update(
    tx: &mut Writer,
    id: CommentId,
    body: &CommentBody,
    now: OffsetDateTime,
) -> Result<()> {
    let change = (comments::body.eq(body.as_ref()), comments::edited_at.eq(to_micros(now)));
    diesel::update(comments::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Holds a comment alone until the end of the transaction, so that what is decided about it stays
/// true: PostgreSQL would let somebody else delete it in between. SQLite has one writer at a time,
/// and nothing to hold.
pub fn lock(tx: &mut Writer, key: &PublicKey) -> Result<()> {
    let comment = comments::table.filter(comments::key.eq(key.as_ref().to_owned()));
    if let Conn::Postgres(c) = tx.conn() {
        comment.select(comments::id).for_no_key_update().first::<i64>(c).optional()?;
    }
    Ok(())
}

/// Deletes a comment: its words are gone, its address remembers.
pub fn delete(tx: &mut Writer, id: CommentId, now: OffsetDateTime) -> Result<()> {
    let change = (comments::body.eq(""), comments::deleted_at.eq(to_micros(now)));
    diesel::update(comments::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// What was said, as it was typed.
pub fn body(reader: &mut Reader, id: CommentId) -> Result<String> {
    Ok(comments::table.find(id.0).select(comments::body).first(reader.conn())?)
}

/// What stands for a photo in addresses.
pub fn photo_key(reader: &mut Reader, id: PhotoId) -> Result<String> {
    Ok(photos::table.find(id.0).select(photos::key).first(reader.conn())?)
}

/// What somebody said last, besides this, with when, newest first.
pub fn newest_of(
    reader: &mut Reader,
    (author, besides): (UserId, Option<CommentId>),
    limit: i64,
) -> Result<Vec<(String, OffsetDateTime)>> {
    let rows: Vec<(String, i64)> = comments::table
        .filter(comments::id.ne(besides.map_or(0, |it| it.0)))
        .filter(comments::author_id.eq(author.0))
        .order(comments::id.desc())
        .limit(limit)
        .select((comments::body, comments::created_at))
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|(body, at)| (body, from_micros(at))).collect())
}
