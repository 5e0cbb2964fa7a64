//! Who follows, blocks and mutes whom.

use crate::backend::on_backend;
use crate::instant::to_micros;
use crate::schema::{blocks, follow_requests, followed_tags, follows, likes, mutes, users};
use crate::visibility::known_to;
use crate::{Reader, Result, Writer, assembly};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::{Mark, Member, PhotoId, UserId};
use time::OffsetDateTime;
use views::{AuthorView, Slice, UserViewer};

/// Makes a row of two people and a moment, unless there is one; says whether there was none.
macro_rules! note {
    ($tx:expr, $table:ident($one:ident, $other:ident), $pair:expr, $at:expr) => {{
        let ((one, other), at): ((UserId, UserId), OffsetDateTime) = ($pair, $at);
        let row = (
            $table::$one.eq(one.0),
            $table::$other.eq(other.0),
            $table::created_at.eq(to_micros(at)),
        );
        on_backend!($tx.conn(), |c| diesel::insert_into($table::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))
        .map(|it| it == 1)
    }};
}

/// Lets `who.0` follow `who.1`; says whether they did not before.
pub fn follow(tx: &mut Writer, who: (UserId, UserId), at: OffsetDateTime) -> Result<bool> {
    diesel::delete(follow_requests::table.find((who.0.0, who.1.0))).execute(tx.conn())?;
    Ok(note!(tx, follows(follower_id, followed_id), who, at)?)
}

/// Lets `who.0` ask to follow `who.1`; says whether they had not asked before.
pub fn request(tx: &mut Writer, who: (UserId, UserId), at: OffsetDateTime) -> Result<bool> {
    Ok(note!(tx, follow_requests(follower_id, followed_id), who, at)?)
}

/// Ends that `who.0` follows `who.1`, or waits to; says whether it was so.
pub fn unfollow(tx: &mut Writer, who: (UserId, UserId)) -> Result<bool> {
    let pair = (who.0.0, who.1.0);
    let asked = diesel::delete(follow_requests::table.find(pair)).execute(tx.conn())?;
    Ok(diesel::delete(follows::table.find(pair)).execute(tx.conn())? + asked > 0)
}

/// Takes a request back or declines it; says whether there was one.
pub fn withdraw(tx: &mut Writer, who: (UserId, UserId)) -> Result<bool> {
    let asked = follow_requests::table.find((who.0.0, who.1.0));
    Ok(diesel::delete(asked).execute(tx.conn())? == 1)
}

/// Lets those in who have waited longest for `owner`, at most `limit`; says who that was. The owner's row must be held.
pub fn accept_some(tx: &mut Writer, owner: UserId, limit: i64) -> Result<Vec<UserId>> {
    let waiting = follow_requests::table.filter(follow_requests::followed_id.eq(owner.0));
    let rows: Vec<(i64, i64)> = waiting
        .order((follow_requests::created_at, follow_requests::follower_id))
        .limit(limit)
        .select((follow_requests::follower_id, follow_requests::created_at))
        .load(tx.conn())?;
    let row = |&(follower, at): &(i64, i64)| {
        (
            follows::follower_id.eq(follower),
            follows::followed_id.eq(owner.0),
            follows::created_at.eq(at),
        )
    };
    let ids: Vec<i64> = rows.iter().map(|it| it.0).collect();
    let rows: Vec<_> = rows.iter().map(row).collect();
    on_backend!(tx.conn(), |c| diesel::insert_into(follows::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    diesel::delete(waiting.filter(follow_requests::follower_id.eq_any(&ids))).execute(tx.conn())?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Puts a block between two; whatever either followed of the other ends.
pub fn block(tx: &mut Writer, who: (UserId, UserId), at: OffsetDateTime) -> Result<()> {
    note!(tx, blocks(blocker_id, blocked_id), who, at)?;
    unfollow(tx, who)?;
    unfollow(tx, (who.1, who.0))?;
    Ok(())
}

/// Takes one's own block away.
pub fn unblock(tx: &mut Writer, who: (UserId, UserId)) -> Result<()> {
    diesel::delete(blocks::table.find((who.0.0, who.1.0))).execute(tx.conn())?;
    Ok(())
}

/// Keeps `who.1` off the walls of `who.0`.
pub fn mute(tx: &mut Writer, who: (UserId, UserId), at: OffsetDateTime) -> Result<()> {
    note!(tx, mutes(muter_id, muted_id), who, at)?;
    Ok(())
}

/// Lets them back.
pub fn unmute(tx: &mut Writer, who: (UserId, UserId)) -> Result<()> {
    diesel::delete(mutes::table.find((who.0.0, who.1.0))).execute(tx.conn())?;
    Ok(())
}

/// Whether `listener` wants to hear of what `speaker` does: they are two, neither has blocked the other, and the listener has not muted them.
pub fn hears(reader: &mut Reader, listener: UserId, speaker: UserId) -> Result<bool> {
    let (one, other) = (listener.0, speaker.0);
    let blocked = blocks::table.filter(
        (blocks::blocker_id.eq(one).and(blocks::blocked_id.eq(other)))
            .or(blocks::blocker_id.eq(other).and(blocks::blocked_id.eq(one))),
    );
    let muted = mutes::table.filter(mutes::muter_id.eq(one)).filter(mutes::muted_id.eq(other));
    let silent: bool =
        diesel::select(exists(blocked).or(exists(muted))).get_result(reader.conn())?;
    Ok(listener != speaker && !silent)
}

/// Follows a tag, as it is kept; once is enough.
pub fn follow_tag(tx: &mut Writer, user: UserId, tag: &str, at: OffsetDateTime) -> Result<()> {
    let row = (
        followed_tags::user_id.eq(user.0),
        followed_tags::tag.eq(tag),
        followed_tags::created_at.eq(to_micros(at)),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(followed_tags::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Follows it no longer.
pub fn unfollow_tag(tx: &mut Writer, user: UserId, tag: &str) -> Result<()> {
    diesel::delete(followed_tags::table.find((user.0, tag))).execute(tx.conn())?;
    Ok(())
}

/// Whether somebody follows a tag.
pub fn follows_tag(reader: &mut Reader, user: UserId, tag: &str) -> Result<bool> {
    let found = followed_tags::table.find((user.0, tag.to_owned()));
    Ok(diesel::select(exists(found)).get_result(reader.conn())?)
}

/// How many tags somebody follows.
pub fn count_tags(reader: &mut Reader, user: UserId) -> Result<i64> {
    let tags = followed_tags::table.filter(followed_tags::user_id.eq(user.0));
    Ok(tags.count().get_result(reader.conn())?)
}

/// How many wait to be let in.
pub fn count_requests(reader: &mut Reader, owner: UserId, viewer: &Member) -> Result<i64> {
    let waiting = follow_requests::table
        .filter(follow_requests::followed_id.eq(owner.0))
        .filter(known_to!(follow_requests::follower_id, follow_requests::table, Some(viewer)));
    Ok(waiting.count().get_result(reader.conn())?)
}

/// What `member` is to `other`; whether `other` has blocked them, beside.
pub fn standing(reader: &mut Reader, member: &Member, other: UserId) -> Result<(UserViewer, bool)> {
    let (me, them) = (member.id.0, other.0);
    let (following, follows_you, requested, blocked, blocked_by, muted) = diesel::select((
        exists(follows::table.find((me, them))),
        exists(follows::table.find((them, me))),
        exists(follow_requests::table.find((me, them))),
        exists(blocks::table.find((me, them))),
        exists(blocks::table.find((them, me))),
        exists(mutes::table.find((me, them))),
    ))
    .get_result::<(bool, bool, bool, bool, bool, bool)>(reader.conn())?;
    Ok((UserViewer { following, requested, follows_you, blocked, muted }, blocked_by))
}

/// Which list of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Those who like a photo.
    Likes(PhotoId),
    /// Those who follow somebody.
    Followers(UserId),
    /// Those whom somebody follows.
    Following(UserId),
    /// Those who wait for somebody to let them in.
    Requests(UserId),
    /// Those whom somebody has blocked.
    Blocked(UserId),
    /// Those whom somebody has muted.
    Muted(UserId),
}

/// Which page of which list.
#[derive(Debug, Clone)]
pub struct Query {
    /// The list.
    pub list: List,
    /// Who looks.
    pub viewer: Option<Member>,
    /// Only those after this one.
    pub after: Option<Mark>,
    /// At most so many.
    pub limit: i64,
}

/// A page of `$table` from `$whose`, newest first: with when, and with whom. Who is named in a cursor counts only where they stand in
/// this list for this reader, so that it does not tell who there is besides; otherwise one reads on after that moment.
macro_rules! rows {
    ($reader:expr, $table:ident($whose:ident, $other:ident), $owner:expr, $query:expr, $known:expr) => {{
        let query: &Query = $query;
        let place: Option<(i64, i64)> = match &query.after {
            None => None,
            Some(mark) => {
                let found: Option<i64> = $table::table
                    .inner_join(users::table.on(users::id.eq($table::$other)))
                    .filter($table::$whose.eq($owner.0))
                    .filter($table::created_at.eq(mark.at))
                    .filter(users::name.eq(mark.key.clone()))
                    .select($table::$other)
                    .first($reader.conn())
                    .optional()?;
                let here = match found {
                    Some(id) => $table::table
                        .filter($table::$whose.eq($owner.0))
                        .filter($table::$other.eq(id))
                        .filter($known)
                        .select($table::$other)
                        .first($reader.conn())
                        .optional()?,
                    None => None,
                };
                Some((mark.at, here.unwrap_or(i64::MIN)))
            }
        };
        let mut list = $table::table
            .filter($table::$whose.eq($owner.0))
            .filter($known)
            .order(($table::created_at.desc(), $table::$other.desc()))
            .limit(query.limit + 1)
            .select(($table::created_at, $table::$other))
            .into_boxed();
        if let Some((at, id)) = place {
            let earlier = $table::created_at.eq(at).and($table::$other.lt(id));
            list = list
                .filter($table::created_at.le(at))
                .filter($table::created_at.lt(at).or(earlier));
        }
        list.load::<(i64, i64)>($reader.conn())?
    }};
}

/// The same of those whose names the reader may be told.
macro_rules! known_rows {
    ($reader:expr, $table:ident($whose:ident, $other:ident), $owner:expr, $query:expr) => {{
        rows!(
            $reader,
            $table($whose, $other),
            $owner,
            $query,
            known_to!($table::$other, $table::table, $query.viewer.as_ref())
        )
    }};
}

/// One page of a list of people, newest first.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Slice<AuthorView>> {
    let q = query;
    let mut rows: Vec<(i64, i64)> = match query.list {
        List::Likes(it) => known_rows!(reader, likes(photo_id, user_id), it, q),
        List::Followers(it) => known_rows!(reader, follows(followed_id, follower_id), it, q),
        List::Following(it) => known_rows!(reader, follows(follower_id, followed_id), it, q),
        List::Requests(it) => known_rows!(reader, follow_requests(followed_id, follower_id), it, q),
        List::Muted(it) => known_rows!(reader, mutes(muter_id, muted_id), it, q),
        // A block is between them, and they still have to be found to take it away.
        List::Blocked(it) => {
            rows!(reader, blocks(blocker_id, blocked_id), it, q, blocks::blocked_id.is_not_null())
        }
    };
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let ids: Vec<i64> = rows.iter().map(|it| it.1).collect();
    let mut authors = assembly::authors(reader, &ids)?;
    // Who is gone since their row was read is left out.
    let found = |&(at, id): &(i64, i64)| authors.remove(&id).map(|it| (at, it));
    let items: Vec<(i64, AuthorView)> = rows.iter().filter_map(found).collect();
    let mark = |(at, it): &(i64, AuthorView)| Mark { at: *at, key: it.name.clone() }.text();
    let next = items.last().filter(|_| more).map(mark);
    Ok(Slice { items: items.into_iter().map(|it| it.1).collect(), next })
}

/// How many follow somebody, as far as `viewer` may know them.
pub fn count_followers(reader: &mut Reader, user: UserId, viewer: Option<&Member>) -> Result<i64> {
    let followers = follows::table.filter(follows::followed_id.eq(user.0)).filter(known_to!(
        follows::follower_id,
        follows::table,
        viewer
    ));
    Ok(followers.count().get_result(reader.conn())?)
}
