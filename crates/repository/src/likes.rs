//! What people like, and what they keep for themselves.

use crate::assembly::{self, PhotoRow};
use crate::backend::on_backend;
use crate::instant::to_micros;
use crate::photos::Found;
use crate::schema::{bookmarks, likes, photos};
use crate::{Reader, Result, Writer, visibility};
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;
use domain::{Mark, Member, PhotoId, PublicKey, UserId};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use views::{LikeView, PhotoView, Slice};

/// Notes that somebody likes a photo; once is enough. Says whether they did not before.
pub fn like(tx: &mut Writer, photo: PhotoId, user: UserId, at: OffsetDateTime) -> Result<bool> {
    let row = (
        likes::photo_id.eq(photo.0),
        likes::user_id.eq(user.0),
        likes::created_at.eq(to_micros(at)),
    );
    let made = on_backend!(tx.conn(), |c| diesel::insert_into(likes::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(made == 1)
}

/// Notes that somebody does not like a photo any more.
pub fn unlike(tx: &mut Writer, photo: PhotoId, user: UserId) -> Result<()> {
    diesel::delete(likes::table.find((photo.0, user.0))).execute(tx.conn())?;
    Ok(())
}

/// Keeps a photo for somebody; once is enough.
pub fn bookmark(tx: &mut Writer, photo: PhotoId, user: UserId, at: OffsetDateTime) -> Result<()> {
    let row = (
        bookmarks::photo_id.eq(photo.0),
        bookmarks::user_id.eq(user.0),
        bookmarks::created_at.eq(to_micros(at)),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(bookmarks::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Keeps it no longer.
pub fn unbookmark(tx: &mut Writer, photo: PhotoId, user: UserId) -> Result<()> {
    diesel::delete(bookmarks::table.find((user.0, photo.0))).execute(tx.conn())?;
    Ok(())
}

/// How a photo stands with `member`.
pub fn view(reader: &mut Reader, photo: PhotoId, member: &Member) -> Result<LikeView> {
    let marks = Marks::of(reader, &[photo.0], Some(member))?;
    Ok(LikeView {
        likes: Some(marks.likes(photo.0)),
        liked: marks.liked.contains(&photo.0),
        bookmarked: marks.bookmarked.contains(&photo.0),
    })
}

/// The photo `key` stands for, where somebody likes it: whether or not they may still open it.
pub fn liked(reader: &mut Reader, key: &PublicKey, user: UserId) -> Result<Option<Found>> {
    let row: Option<(i64, i64)> = likes::table
        .inner_join(photos::table)
        .filter(likes::user_id.eq(user.0))
        .filter(photos::key.eq(key.as_ref().to_owned()))
        .select((photos::id, photos::author_id))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(found))
}

/// The photo `key` stands for, where somebody keeps it: whether or not they may still open it.
pub fn bookmarked_one(reader: &mut Reader, key: &PublicKey, user: UserId) -> Result<Option<Found>> {
    let row: Option<(i64, i64)> = bookmarks::table
        .inner_join(photos::table)
        .filter(bookmarks::user_id.eq(user.0))
        .filter(photos::key.eq(key.as_ref().to_owned()))
        .select((photos::id, photos::author_id))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(found))
}

/// Likes and bookmarks are gone with their photo.
fn found((id, author): (i64, i64)) -> Found {
    Found { id: PhotoId(id), author: UserId(author), gone: false }
}

/// What somebody has made of a photo that they may not open any more, and nothing else of it.
pub fn own_view(reader: &mut Reader, photo: PhotoId, user: UserId) -> Result<LikeView> {
    let (liked, bookmarked) = diesel::select((
        exists(likes::table.find((photo.0, user.0))),
        exists(bookmarks::table.find((user.0, photo.0))),
    ))
    .get_result(reader.conn())?;
    Ok(LikeView { likes: None, liked, bookmarked })
}

/// How photos are liked, and what `viewer` has made of them.
#[derive(Default)]
pub(crate) struct Marks {
    likes: HashMap<i64, i64>,
    pub(crate) liked: HashSet<i64>,
    pub(crate) bookmarked: HashSet<i64>,
}

impl Marks {
    /// Three statements, however many photos; one for a stranger.
    pub(crate) fn of(reader: &mut Reader, ids: &[i64], viewer: Option<&Member>) -> Result<Self> {
        let counted: Vec<(i64, i64)> = likes::table
            .filter(likes::photo_id.eq_any(ids))
            .filter(visibility::is_counted(viewer))
            .group_by(likes::photo_id)
            .select((likes::photo_id, count_star()))
            .load(reader.conn())?;
        let likes = counted.into_iter().collect();
        let Some(member) = viewer else { return Ok(Self { likes, ..Self::default() }) };
        let fond: Vec<i64> = likes::table
            .filter(likes::user_id.eq(member.id.0))
            .filter(likes::photo_id.eq_any(ids))
            .select(likes::photo_id)
            .load(reader.conn())?;
        let kept: Vec<i64> = bookmarks::table
            .filter(bookmarks::user_id.eq(member.id.0))
            .filter(bookmarks::photo_id.eq_any(ids))
            .select(bookmarks::photo_id)
            .load(reader.conn())?;
        let bookmarked = kept.into_iter().collect();
        Ok(Self { likes, liked: fond.into_iter().collect(), bookmarked })
    }

    /// How many like a photo.
    pub(crate) fn likes(&self, photo: i64) -> i64 {
        self.likes.get(&photo).copied().unwrap_or(0)
    }
}

/// How many bookmarks are looked at beyond those that are shown: so many hidden ones in a row end a page early.
const BEYOND: i64 = 200;

/// One page of what `member` has bookmarked and may still open, newest bookmark first.
///
/// A page may be shorter than `limit`, or even empty, and still not be the last: see [`Slice::next`].
pub fn bookmarked(
    reader: &mut Reader,
    member: &Member,
    after: Option<&Mark>,
    limit: i64,
) -> Result<Slice<PhotoView>> {
    let window = limit + BEYOND;
    let kept = kept(reader, member, (after, window))?;
    let ids: Vec<i64> = kept.iter().map(|it| it.1).collect();
    let mut open: HashMap<i64, PhotoRow> = photos::table
        .filter(photos::id.eq_any(&ids))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::may_open(Some(member)))
        .select((photos::id, PhotoRow::as_select()))
        .load::<(i64, PhotoRow)>(reader.conn())?
        .into_iter()
        .collect();
    let mut more = i64::try_from(kept.len()).unwrap_or(0) == window;
    // Where all of them are hidden, the next page begins after them.
    let mut last = kept.last().copied().filter(|_| open.is_empty());
    let mut rows = Vec::new();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    for (at, id) in kept {
        let Some(row) = open.remove(&id) else { continue };
        if rows.len() == limit {
            more = true;
            break;
        }
        last = Some((at, id));
        rows.push(row);
    }
    let next = match last.filter(|_| more) {
        Some((at, id)) => Some(Mark { at, key: key(reader, id)? }.text()),
        None => None,
    };
    Ok(Slice { items: assembly::views(reader, rows, Some(member))?, next })
}

/// Bookmarks with when and of which photo, newest first, hidden ones among them. What is named in a cursor counts only where it is among
/// them, so that it does not tell what there is besides; otherwise one reads on after that moment.
fn kept(
    reader: &mut Reader,
    member: &Member,
    (after, limit): (Option<&Mark>, i64),
) -> Result<Vec<(i64, i64)>> {
    let mut kept = bookmarks::table
        .filter(bookmarks::user_id.eq(member.id.0))
        .order((bookmarks::created_at.desc(), bookmarks::photo_id.desc()))
        .limit(limit)
        .select((bookmarks::created_at, bookmarks::photo_id))
        .into_boxed();
    if let Some(after) = after {
        let named: Option<i64> = bookmarks::table
            .inner_join(photos::table)
            .filter(bookmarks::user_id.eq(member.id.0))
            .filter(bookmarks::created_at.eq(after.at))
            .filter(photos::key.eq(after.key.clone()))
            .select(bookmarks::photo_id)
            .first(reader.conn())
            .optional()?;
        let id = named.unwrap_or(i64::MIN);
        let earlier = bookmarks::created_at.eq(after.at).and(bookmarks::photo_id.lt(id));
        kept = kept
            .filter(bookmarks::created_at.le(after.at))
            .filter(bookmarks::created_at.lt(after.at).or(earlier));
    }
    Ok(kept.load(reader.conn())?)
}

/// What stands for a photo in addresses.
fn key(reader: &mut Reader, id: i64) -> Result<String> {
    Ok(photos::table.find(id).select(photos::key).first(reader.conn())?)
}

/// Whether `member` follows anybody or any tag.
pub fn follows_anything(reader: &mut Reader, member: &Member) -> Result<bool> {
    use crate::schema::{followed_tags, follows};
    let people = follows::table.filter(follows::follower_id.eq(member.id.0));
    let tags = followed_tags::table.filter(followed_tags::user_id.eq(member.id.0));
    Ok(diesel::select(exists(people).or(exists(tags))).get_result(reader.conn())?)
}
