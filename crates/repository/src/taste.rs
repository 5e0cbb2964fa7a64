//! What suggestions are made of: what people did with photos, what photos are about and look like, and what people decided.

use crate::assembly::{self, PhotoRow};
use crate::backend::{Conn, on_backend};
use crate::instant::to_micros;
use crate::schema::{
    blocks, bookmarks, comments, follows, images, likes, mutes, photo_tags, photos, pictures,
    standings, taste_choices, users,
};
use crate::{Reader, Result, Writer, visibility};
use diesel::prelude::*;
use domain::{Member, PhotoId, UserId};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use views::{AuthorView, NoticedPhoto, address};

/// What somebody did with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// They like it.
    Like,
    /// They keep it.
    Bookmark,
    /// They said something about it.
    Comment,
}

impl Deed {
    const ALL: [Self; 3] = [Self::Like, Self::Bookmark, Self::Comment];
}

/// Somebody did something with a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Whose row it is.
    pub user: i64,
    /// The row of the photo.
    pub photo: i64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What.
    pub deed: Deed,
}

/// A photo as suggestions know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its row.
    pub id: i64,
    /// Whose row it is.
    pub author: i64,
    /// When it was posted, in microseconds since 1970.
    pub at: i64,
    /// What it is about.
    pub tags: Vec<String>,
    /// The placeholder of its first picture, a `ThumbHash` in base64.
    pub placeholder: String,
}

/// What somebody has decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether they want no suggestions.
    pub off: bool,
    /// Since when what they do counts, in microseconds since 1970.
    pub reset_at: i64,
}

impl Choice {
    /// Whether what they did at this moment counts, in microseconds since 1970.
    pub fn counts(&self, at: i64) -> bool {
        !self.off && at >= self.reset_at
    }
}

/// What `user` has decided.
pub fn choice(reader: &mut Reader, user: UserId) -> Result<Choice> {
    let row: Option<(bool, i64)> = taste_choices::table
        .find(user.0)
        .select((taste_choices::off, taste_choices::reset_at))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(|(off, reset_at)| Choice { off, reset_at }).unwrap_or_default())
}

/// The same, held until the end of the transaction: decisions come one after the other.
pub fn hold_choice(tx: &mut Writer, user: UserId) -> Result<Choice> {
    on_backend!(tx.conn(), |c| diesel::insert_into(taste_choices::table)
        .values((
            taste_choices::user_id.eq(user.0),
            taste_choices::off.eq(false),
            taste_choices::reset_at.eq(0)
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    let row =
        taste_choices::table.find(user.0).select((taste_choices::off, taste_choices::reset_at));
    let (off, reset_at): (bool, i64) = match tx.conn() {
        Conn::Postgres(c) => row.for_update().first(c)?,
        Conn::Sqlite(c) => row.first(c)?,
    };
    Ok(Choice { off, reset_at })
}

/// Notes what `user` has decided.
pub fn choose(tx: &mut Writer, user: UserId, choice: Choice) -> Result<()> {
    let set = (taste_choices::off.eq(choice.off), taste_choices::reset_at.eq(choice.reset_at));
    on_backend!(tx.conn(), |c| diesel::insert_into(taste_choices::table)
        .values((taste_choices::user_id.eq(user.0), set))
        .on_conflict(taste_choices::user_id)
        .do_update()
        .set(set)
        .execute(c))?;
    Ok(())
}

/// Everybody who has decided something, by row.
pub fn choices(reader: &mut Reader) -> Result<HashMap<i64, Choice>> {
    let rows: Vec<(i64, bool, i64)> = taste_choices::table
        .select((taste_choices::user_id, taste_choices::off, taste_choices::reset_at))
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|(id, off, reset_at)| (id, Choice { off, reset_at })).collect())
}

/// The deeds of one kind that a query on its table finds.
macro_rules! done {
    ($reader:expr, $deed:expr, $table:ident, $user:ident, $found:expr) => {{
        let rows: Vec<(i64, i64, i64)> = $found
            .select(($table::$user, $table::photo_id, $table::created_at))
            .load($reader.conn())?;
        rows.into_iter().map(|(user, photo, at)| Done { user, photo, at, deed: $deed })
    }};
}

/// The latest so many rows of a table of deeds that follow a rule.
macro_rules! latest {
    ($table:ident, $rule:expr, $limit:expr) => {
        $table::table.filter($rule).order($table::created_at.desc()).limit($limit)
    };
}

/// What everybody did from this microsecond on, up to the latest `limit` of each kind.
pub fn done_since(reader: &mut Reader, since: i64, limit: i64) -> Result<Vec<Done>> {
    let mut all = Vec::new();
    for deed in Deed::ALL {
        all.extend(done_between(reader, deed, (since, i64::MAX), limit)?);
    }
    Ok(all)
}

/// What everybody did from this microsecond on, up to the latest `most` of each kind, about. Read `part` by `part`: one statement for all of
/// it would take longer than any may.
pub fn done_in_parts(
    reader: &mut Reader,
    since: i64,
    (part, most): (i64, usize),
) -> Result<Vec<Done>> {
    let mut all = Vec::new();
    for deed in Deed::ALL {
        let (mut before, most) = (i64::MAX, all.len() + most);
        while all.len() < most {
            let mut read = done_between(reader, deed, (since, before), part)?;
            let full = i64::try_from(read.len()) == Ok(part);
            let Some(last) = read.last().filter(|_| full).map(|it| it.at) else {
                all.extend(read);
                break;
            };
            // Of the last moment there may be more: all of it is read with the next part, unless a part has nothing else.
            before = last;
            if read.first().is_some_and(|it| it.at > last) {
                read.retain(|it| it.at > last);
                before = last.saturating_add(1);
            }
            all.extend(read);
        }
    }
    Ok(all)
}

/// What everybody did of one kind from `since` on and before `before`, the latest first; at most `limit`.
fn done_between(
    reader: &mut Reader,
    deed: Deed,
    (since, before): (i64, i64),
    limit: i64,
) -> Result<Vec<Done>> {
    Ok(match deed {
        Deed::Like => {
            let rule = likes::created_at.ge(since).and(likes::created_at.lt(before));
            done!(reader, deed, likes, user_id, latest!(likes, rule, limit)).collect()
        }
        Deed::Bookmark => {
            let rule = bookmarks::created_at.ge(since).and(bookmarks::created_at.lt(before));
            done!(reader, deed, bookmarks, user_id, latest!(bookmarks, rule, limit)).collect()
        }
        Deed::Comment => {
            let rule = comments::created_at.ge(since).and(comments::created_at.lt(before));
            let rule = rule.and(comments::deleted_at.is_null());
            done!(reader, deed, comments, author_id, latest!(comments, rule, limit)).collect()
        }
    })
}

/// The latest of what `user` did, up to `limit` of each kind.
pub fn done_by(reader: &mut Reader, user: UserId, limit: i64) -> Result<Vec<Done>> {
    let mut all = Vec::new();
    let rule = likes::user_id.eq(user.0);
    all.extend(done!(reader, Deed::Like, likes, user_id, latest!(likes, rule, limit)));
    let rule = bookmarks::user_id.eq(user.0);
    all.extend(done!(reader, Deed::Bookmark, bookmarks, user_id, latest!(bookmarks, rule, limit)));
    let rule = comments::author_id.eq(user.0).and(comments::deleted_at.is_null());
    // Rows come in order of time, and the index of somebody's comments is in order of rows.
    let said = comments::table.filter(rule).order(comments::id.desc()).limit(limit);
    all.extend(done!(reader, Deed::Comment, comments, author_id, said));
    Ok(all)
}

/// With which of these photos `user` did something.
pub fn touched(reader: &mut Reader, user: UserId, of: &[i64]) -> Result<HashSet<i64>> {
    let liked = likes::table.filter(likes::user_id.eq(user.0)).filter(likes::photo_id.eq_any(of));
    let kept = bookmarks::table.filter(bookmarks::user_id.eq(user.0));
    let kept = kept.filter(bookmarks::photo_id.eq_any(of));
    let said = comments::table.filter(comments::author_id.eq(user.0));
    let said = said.filter(comments::photo_id.eq_any(of)).filter(comments::deleted_at.is_null());
    let mut all: HashSet<i64> =
        liked.select(likes::photo_id).load::<i64>(reader.conn())?.into_iter().collect();
    all.extend(kept.select(bookmarks::photo_id).load::<i64>(reader.conn())?);
    all.extend(said.select(comments::photo_id).distinct().load::<i64>(reader.conn())?);
    Ok(all)
}

/// Those of these rows that are somebody's.
pub fn there(reader: &mut Reader, of: &[i64]) -> Result<HashSet<i64>> {
    let mut all = HashSet::new();
    for part in of.chunks(500) {
        let there = users::table.filter(users::id.eq_any(part.to_vec())).select(users::id);
        all.extend(there.load::<i64>(reader.conn())?);
    }
    Ok(all)
}

/// The newest photos that everybody may see, posted before `before` or at that moment in an earlier row; at most `limit`.
pub fn known(reader: &mut Reader, before: (i64, i64), limit: i64) -> Result<Vec<Known>> {
    let (at, id) = before;
    let same = standings::created_at.eq(at).and(standings::photo_id.lt(id));
    let rows: Vec<(i64, i64, i64)> = standings::table
        .filter(standings::created_at.le(at))
        .filter(standings::created_at.lt(at).or(same))
        .order((standings::created_at.desc(), standings::photo_id.desc()))
        .limit(limit)
        .select((standings::photo_id, standings::author_id, standings::created_at))
        .load(reader.conn())?;
    described(reader, rows)
}

/// One photo, whoever may see it.
pub fn known_one(reader: &mut Reader, photo: PhotoId) -> Result<Option<Known>> {
    let row: Option<(i64, i64, i64)> = photos::table
        .find(photo.0)
        .select((photos::id, photos::author_id, photos::created_at))
        .first(reader.conn())
        .optional()?;
    Ok(described(reader, row.into_iter().collect())?.pop())
}

/// What these photos are about and look like: of each its row, its author's, and when it was posted.
fn described(reader: &mut Reader, rows: Vec<(i64, i64, i64)>) -> Result<Vec<Known>> {
    let ids: Vec<i64> = rows.iter().map(|it| it.0).collect();
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    let tagged: Vec<(i64, String)> = photo_tags::table
        .filter(photo_tags::photo_id.eq_any(&ids))
        .select((photo_tags::photo_id, photo_tags::tag))
        .load(reader.conn())?;
    for (photo, tag) in tagged {
        tags.entry(photo).or_default().push(tag);
    }
    let shown: Vec<(i64, String)> = images::table
        .inner_join(pictures::table)
        .filter(images::photo_id.eq_any(&ids))
        .order((images::photo_id, images::position.desc()))
        .select((images::photo_id, pictures::placeholder))
        .load(reader.conn())?;
    // The first picture is the last to be put in.
    let mut shown: HashMap<i64, String> = shown.into_iter().collect();
    let known = |(id, author, at): (i64, i64, i64)| Known {
        id,
        author,
        at,
        tags: tags.remove(&id).unwrap_or_default(),
        placeholder: shown.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(known).collect())
}

/// The rows of those whom `member` does not want to see, or who do not want to be seen by them.
pub fn unwelcome(reader: &mut Reader, member: &Member) -> Result<HashSet<i64>> {
    let id = member.id.0;
    let mine = blocks::table.filter(blocks::blocker_id.eq(id)).select(blocks::blocked_id);
    let theirs = blocks::table.filter(blocks::blocked_id.eq(id)).select(blocks::blocker_id);
    let muted = mutes::table.filter(mutes::muter_id.eq(id)).select(mutes::muted_id);
    let mut all: HashSet<i64> = mine.load::<i64>(reader.conn())?.into_iter().collect();
    all.extend(theirs.load::<i64>(reader.conn())?);
    all.extend(muted.load::<i64>(reader.conn())?);
    Ok(all)
}

/// The rows of those whom `member` follows.
pub fn followed(reader: &mut Reader, member: &Member) -> Result<HashSet<i64>> {
    let mine = follows::table.filter(follows::follower_id.eq(member.id.0));
    Ok(mine.select(follows::followed_id).load::<i64>(reader.conn())?.into_iter().collect())
}

/// Whose those photos are that `viewer` sees on walls, by row.
pub fn authors(
    reader: &mut Reader,
    ids: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, i64>> {
    let rows = photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_listed(viewer))
        .select((photos::id, photos::author_id));
    Ok(rows.load::<(i64, i64)>(reader.conn())?.into_iter().collect())
}

/// What those photos are called that `viewer` may open, by row.
pub fn named(
    reader: &mut Reader,
    ids: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, NoticedPhoto>> {
    let rows: Vec<PhotoRow> = photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::may_open(viewer))
        .select(PhotoRow::as_select())
        .load(reader.conn())?;
    let named = |it: PhotoRow| {
        let (id, key, title) = (it.id(), it.key().to_owned(), it.title().to_owned());
        (id, NoticedPhoto { url: address::photo(&key), id: key, title })
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Those of these people who are here, by row. Who is not to be told of whom is for [`unwelcome`] to say.
pub fn people(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, AuthorView>> {
    let here = users::suspended_at.is_null().and(users::leaving_at.is_null());
    let here = users::table.filter(users::id.eq_any(ids)).filter(here).select(users::id);
    let here: Vec<i64> = here.load(reader.conn())?;
    assembly::authors(reader, &here)
}

/// An instant as deeds know it: microseconds since 1970.
pub fn moment(at: OffsetDateTime) -> i64 {
    to_micros(at)
}
