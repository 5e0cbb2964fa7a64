//! What people say about photos.

use crate::assembly;
use crate::backend::Conn;
use crate::instant::{from_micros, to_micros};
use crate::schema::{comments, photos};
use crate::{Error, Reader, Result, Writer, visibility};
use diesel::prelude::*;
use domain::{CommentBody, CommentId, Member, PhotoId, PublicKey, UserId};
use time::OffsetDateTime;
use views::{CommentView, Slice, address, markdown};

/// A comment to be made.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// What stands for it in addresses.
    pub key: PublicKey,
    /// The photo it is about.
    pub photo: PhotoId,
    /// Who says it.
    pub author: UserId,
    /// The comment it answers.
    pub parent: Option<CommentId>,
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
    /// The photo it is about.
    pub photo: PhotoId,
    /// Who posted that photo.
    pub photo_author: UserId,
    /// Whether it was deleted.
    pub gone: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = comments)]
struct CommentRow {
    id: i64,
    key: String,
    author_id: i64,
    parent_id: Option<i64>,
    body: String,
    created_at: i64,
    edited_at: Option<i64>,
}

/// Makes a comment.
pub fn insert(tx: &mut Writer, new: &NewComment) -> Result<CommentId> {
    let id = diesel::insert_into(comments::table)
        .values((
            comments::key.eq(new.key.as_ref()),
            comments::photo_id.eq(new.photo.0),
            comments::author_id.eq(new.author.0),
            comments::parent_id.eq(new.parent.map(|it| it.0)),
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
    let comment: Option<(i64, i64, i64, Option<i64>)> = comments::table
        .filter(comments::key.eq(key.as_ref().to_owned()))
        .select((comments::id, comments::author_id, comments::photo_id, comments::deleted_at))
        .first(reader.conn())
        .optional()?;
    let Some((id, author, photo, deleted)) = comment else { return Ok(None) };
    let photo_author: Option<i64> = photos::table
        .find(photo)
        .filter(visibility::may_open(viewer))
        .select(photos::author_id)
        .first(reader.conn())
        .optional()?;
    Ok(photo_author.map(|photo_author| Found {
        id: CommentId(id),
        author: UserId(author),
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

/// What stands for a photo in addresses.
pub fn photo_key(reader: &mut Reader, id: PhotoId) -> Result<String> {
    Ok(photos::table.find(id.0).select(photos::key).first(reader.conn())?)
}

/// Which comments of a photo to list.
#[derive(Debug, Clone)]
pub struct Query {
    /// The photo.
    pub photo: PhotoId,
    /// Who looks.
    pub viewer: Option<Member>,
    /// Only those after this one.
    pub after: Option<PublicKey>,
    /// At most so many.
    pub limit: i64,
}

/// One page of the comments of a photo, oldest first; `None` when [`Query::after`] is not one.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Option<Slice<CommentView>>> {
    let viewer = query.viewer.as_ref();
    let mut list = comments::table
        .filter(comments::photo_id.eq(query.photo.0))
        .filter(visibility::is_shown(viewer))
        .select(CommentRow::as_select())
        .order((comments::created_at, comments::id))
        .limit(query.limit + 1)
        .into_boxed();
    if let Some(after) = &query.after {
        let place: Option<(i64, i64)> = comments::table
            .filter(comments::key.eq(after.as_ref().to_owned()))
            .filter(comments::photo_id.eq(query.photo.0))
            .select((comments::created_at, comments::id))
            .first(reader.conn())
            .optional()?;
        let Some((created_at, id)) = place else { return Ok(None) };
        let later = comments::created_at.eq(created_at).and(comments::id.gt(id));
        list = list.filter(comments::created_at.gt(created_at).or(later));
    }
    let mut rows: Vec<CommentRow> = list.load(reader.conn())?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|it| it.key.clone());
    Ok(Some(Slice { items: views(reader, query.photo, rows, viewer)?, next }))
}

/// A comment with all that is shown of it.
pub fn view(
    reader: &mut Reader,
    found: &Found,
    viewer: Option<&Member>,
) -> Result<Option<CommentView>> {
    let row: Option<CommentRow> = comments::table
        .find(found.id.0)
        .filter(visibility::is_shown(viewer))
        .select(CommentRow::as_select())
        .first(reader.conn())
        .optional()?;
    let views = views(reader, found.photo, row.into_iter().collect(), viewer)?;
    Ok(views.into_iter().next())
}

fn views(
    reader: &mut Reader,
    photo: PhotoId,
    rows: Vec<CommentRow>,
    viewer: Option<&Member>,
) -> Result<Vec<CommentView>> {
    let people: Vec<i64> = rows.iter().map(|it| it.author_id).collect();
    let authors = assembly::authors(reader, &people)?;
    let answered: Vec<i64> = rows.iter().filter_map(|it| it.parent_id).collect();
    let parents: Vec<(i64, String)> = comments::table
        .filter(comments::id.eq_any(answered))
        .select((comments::id, comments::key))
        .load(reader.conn())?;
    let (photo_key, photo_author): (String, i64) = photos::table
        .find(photo.0)
        .select((photos::key, photos::author_id))
        .first(reader.conn())?;
    rows.into_iter()
        .map(|row| {
            let author = UserId(row.author_id);
            let can_edit = viewer.is_some_and(|it| it.may_edit_of(author));
            let may_delete = |it: &Member| it.may_delete_comment_of(author, UserId(photo_author));
            let parent = parents.iter().find(|(id, _)| Some(*id) == row.parent_id);
            let corrupt = Error::Corrupt { table: "comments", id: row.id };
            Ok(CommentView {
                url: address::comment(&photo_key, &row.key),
                photo: photo_key.clone(),
                author: authors.get(&row.author_id).cloned().ok_or(corrupt)?,
                body_html: markdown::html(&row.body),
                body: can_edit.then_some(row.body),
                parent: parent.map(|(_, key)| key.clone()),
                created_at: from_micros(row.created_at),
                edited_at: row.edited_at.map(from_micros),
                id: row.key,
                can_edit,
                can_delete: viewer.is_some_and(may_delete),
            })
        })
        .collect()
}

/// What somebody said last, with when, newest first.
pub fn newest_of(
    reader: &mut Reader,
    author: UserId,
    limit: i64,
) -> Result<Vec<(String, OffsetDateTime)>> {
    let rows: Vec<(String, i64)> = comments::table
        .filter(comments::author_id.eq(author.0))
        .order(comments::id.desc())
        .limit(limit)
        .select((comments::body, comments::created_at))
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|(body, at)| (body, from_micros(at))).collect())
}
