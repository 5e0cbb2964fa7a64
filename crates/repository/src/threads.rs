//! Talk in two levels: top comments, oldest first, and below each the answers to it and to each other.

use crate::backend::Conn;
use crate::instant::from_micros;
use crate::schema::{comments, photos};
use crate::{Error, Reader, Result, Writer, assembly, comments::Found, visibility};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use domain::{CommentId, Member, PhotoId, PublicKey, UserId};
use std::collections::HashMap;
use views::{AuthorView, CommentView, RestView, Slice, ThreadPage, address, markdown};

/// How many answers of each thread stand on the page of a photo.
const ANSWERS: i64 = 5;

#[derive(Queryable, Selectable, Clone)]
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

/// A comment, and whether the reader is shown it or only its place.
type Seen = (CommentRow, bool);

/// Holds a thread until the end of the transaction, and says which answer in it is the next.
pub fn next(tx: &mut Writer, top: CommentId) -> Result<i64> {
    if let Conn::Postgres(c) = tx.conn() {
        comments::table.find(top.0).select(comments::id).for_no_key_update().first::<i64>(c)?;
    }
    let last: Option<i64> = comments::table
        .filter(comments::parent_id.eq(top.0))
        .select(max(comments::nth))
        .first(tx.conn())?;
    Ok(last.unwrap_or(0) + 1)
}

/// Which comments of a photo, or of a thread, to list.
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

impl Query {
    /// The page that begins with `rows`, of which one may be too many.
    fn cut(&self, rows: &mut Vec<Seen>) -> Option<String> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        rows.last().filter(|_| more).map(|(it, _)| it.key.clone())
    }
}

/// One page of the threads of a photo, oldest first, each with its first answers; `None` when [`Query::after`] is no top
/// comment. Where a comment was deleted that others answered, its place stays.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Option<Slice<CommentView>>> {
    let viewer = query.viewer.as_ref();
    let mut list = comments::table
        .filter(comments::photo_id.eq(query.photo.0))
        .filter(comments::parent_id.is_null())
        .filter(visibility::has_a_place(viewer))
        .select((CommentRow::as_select(), visibility::is_shown(viewer)))
        .order((comments::created_at, comments::id))
        .limit(query.limit + 1)
        .into_boxed();
    if let Some(after) = &query.after {
        let place: Option<(i64, i64)> = comments::table
            .filter(comments::key.eq(after.as_ref().to_owned()))
            .filter(comments::photo_id.eq(query.photo.0))
            .filter(comments::parent_id.is_null())
            .select((comments::created_at, comments::id))
            .first(reader.conn())
            .optional()?;
        let Some((created_at, id)) = place else { return Ok(None) };
        let later = comments::created_at.eq(created_at).and(comments::id.gt(id));
        list = list
            .filter(comments::created_at.ge(created_at))
            .filter(comments::created_at.gt(created_at).or(later));
    }
    let mut tops: Vec<Seen> = list.load(reader.conn())?;
    let next = query.cut(&mut tops);
    let ids: Vec<i64> = tops.iter().map(|(it, _)| it.id).collect();
    let found = (first_answers(reader, &ids, viewer)?, count_answers(reader, &ids, viewer)?);
    let (rows, ends) = in_order(tops, found);
    let mut items = views(reader, query.photo, rows, viewer)?;
    for (place, rest) in ends {
        if let Some(item) = items.get_mut(place) {
            item.rest = Some(rest);
        }
    }
    Ok(Some(Slice { items, next }))
}

/// Each top comment with the answers to it behind it, and where answers are left out after which place.
fn in_order(
    tops: Vec<Seen>,
    (mut answers, counts): (HashMap<i64, Vec<CommentRow>>, HashMap<i64, i64>),
) -> (Vec<Seen>, Vec<(usize, RestView)>) {
    let (mut rows, mut ends) = (Vec::new(), Vec::new());
    for top in tops {
        let (id, key) = (top.0.id, top.0.key.clone());
        rows.push(top);
        let shown = answers.remove(&id).unwrap_or_default();
        let rest = counts.get(&id).copied().unwrap_or(0) - i64::try_from(shown.len()).unwrap_or(0);
        rows.extend(shown.into_iter().map(|it| (it, true)));
        if rest > 0 {
            let url = address::answers(&key);
            ends.push((rows.len() - 1, RestView { count: rest, url }));
        }
    }
    (rows, ends)
}

fn first_answers(
    reader: &mut Reader,
    tops: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, Vec<CommentRow>>> {
    let rows: Vec<CommentRow> = comments::table
        .filter(comments::parent_id.eq_any(tops))
        .filter(comments::nth.le(ANSWERS))
        .filter(visibility::is_shown(viewer))
        .select(CommentRow::as_select())
        .order((comments::parent_id, comments::nth))
        .load(reader.conn())?;
    let mut found: HashMap<i64, Vec<CommentRow>> = HashMap::new();
    for row in rows {
        found.entry(row.parent_id.unwrap_or_default()).or_default().push(row);
    }
    Ok(found)
}

fn count_answers(
    reader: &mut Reader,
    tops: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(Option<i64>, i64)> = comments::table
        .filter(comments::parent_id.eq_any(tops))
        .filter(visibility::is_shown(viewer))
        .group_by(comments::parent_id)
        .select((comments::parent_id, count_star()))
        .load(reader.conn())?;
    Ok(rows.into_iter().filter_map(|(top, count)| Some((top?, count))).collect())
}

/// One page of the answers in the thread of `top`, with the comment they answer; `None` when [`Query::after`] is none of them.
pub fn answers(reader: &mut Reader, top: CommentId, query: &Query) -> Result<Option<ThreadPage>> {
    let viewer = query.viewer.as_ref();
    let mut after = 0;
    if let Some(key) = &query.after {
        let place: Option<i64> = comments::table
            .filter(comments::key.eq(key.as_ref().to_owned()))
            .filter(comments::parent_id.eq(top.0))
            .select(comments::nth)
            .first(reader.conn())
            .optional()?;
        let Some(nth) = place else { return Ok(None) };
        after = nth;
    }
    let mut rows: Vec<Seen> = comments::table
        .filter(comments::parent_id.eq(top.0))
        .filter(comments::nth.gt(after))
        .filter(visibility::is_shown(viewer))
        .select((CommentRow::as_select(), visibility::is_shown(viewer)))
        .order(comments::nth)
        .limit(query.limit + 1)
        .load(reader.conn())?;
    let next = query.cut(&mut rows);
    let head: Seen = comments::table
        .find(top.0)
        .select((CommentRow::as_select(), visibility::is_shown(viewer)))
        .first(reader.conn())?;
    rows.insert(0, head);
    let mut items = views(reader, query.photo, rows, viewer)?.into_iter();
    let Some(comment) = items.next() else { return Ok(None) };
    Ok(Some(ThreadPage { comment, items: items.collect(), next }))
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
    let rows = row.into_iter().map(|it| (it, true)).collect();
    Ok(views(reader, found.photo, rows, viewer)?.into_iter().next())
}

/// What all comments of one page have in common.
struct Page<'a> {
    photo: (String, UserId),
    viewer: Option<&'a Member>,
    authors: HashMap<i64, AuthorView>,
    parents: HashMap<i64, String>,
}

fn views(
    reader: &mut Reader,
    photo: PhotoId,
    rows: Vec<Seen>,
    viewer: Option<&Member>,
) -> Result<Vec<CommentView>> {
    let people: Vec<i64> = rows.iter().map(|(it, _)| it.author_id).collect();
    let parents = parents(reader, &rows)?;
    let (key, author): (String, i64) = photos::table
        .find(photo.0)
        .select((photos::key, photos::author_id))
        .first(reader.conn())?;
    let page = Page {
        photo: (key, UserId(author)),
        viewer,
        authors: assembly::authors(reader, &people)?,
        parents,
    };
    rows.into_iter().map(|(row, shown)| page.view(row, shown)).collect()
}

/// What stands for the tops of threads, by row. On most pages they are among what is shown.
fn parents(reader: &mut Reader, rows: &[Seen]) -> Result<HashMap<i64, String>> {
    let mut known: HashMap<i64, String> =
        rows.iter().map(|(it, _)| (it.id, it.key.clone())).collect();
    let answered = rows.iter().filter_map(|(it, _)| it.parent_id);
    let missing: Vec<i64> = answered.filter(|it| !known.contains_key(it)).collect();
    if !missing.is_empty() {
        let found: Vec<(i64, String)> = comments::table
            .filter(comments::id.eq_any(missing))
            .select((comments::id, comments::key))
            .load(reader.conn())?;
        known.extend(found);
    }
    Ok(known)
}

impl Page<'_> {
    fn view(&self, row: CommentRow, shown: bool) -> Result<CommentView> {
        let (photo, photo_author) = &self.photo;
        let author = UserId(row.author_id);
        let reader = self.viewer.filter(|_| shown);
        let can_edit = reader.is_some_and(|it| it.may_edit_of(author));
        let corrupt = Error::Corrupt { table: "comments", id: row.id };
        let known = self.authors.get(&row.author_id).cloned().ok_or(corrupt)?;
        Ok(CommentView {
            url: address::comment(photo, &row.key),
            photo: photo.clone(),
            author: shown.then_some(known),
            body_html: if shown { markdown::html(&row.body) } else { String::new() },
            body: can_edit.then_some(row.body),
            parent: row.parent_id.and_then(|it| self.parents.get(&it).cloned()),
            created_at: from_micros(row.created_at),
            edited_at: row.edited_at.filter(|_| shown).map(from_micros),
            id: row.key,
            can_edit,
            can_delete: reader.is_some_and(|it| it.may_delete_comment_of(author, *photo_author)),
            deleted: !shown,
            rest: None,
        })
    }
}
