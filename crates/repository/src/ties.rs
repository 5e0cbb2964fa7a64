//! What ties somebody to others and to photos, for them to take along.

use crate::instant::from_micros;
use crate::schema::{
    blocks, bookmarks, follow_requests, followed_tags, likes, mutes, photos, users,
};
use crate::{Reader, Result};
use diesel::prelude::*;
use domain::UserId;
use views::{ArchivedMark, ArchivedTies, address};

/// The names of those on the other side of a table, in order.
macro_rules! names {
    ($reader:expr, $user:expr, $table:ident($mine:ident, $other:ident)) => {{
        $table::table
            .inner_join(users::table.on(users::id.eq($table::$other)))
            .filter($table::$mine.eq($user.0))
            .filter(users::suspended_at.is_null())
            .filter(users::leaving_at.is_null())
            .order(users::name)
            .select(users::name)
            .load::<String>($reader.conn())?
    }};
}

/// Whom and what a user follows beside people, whom they wait for, whom they keep away.
pub fn ties(reader: &mut Reader, user: UserId) -> Result<ArchivedTies> {
    let tags = followed_tags::table.filter(followed_tags::user_id.eq(user.0));
    Ok(ArchivedTies {
        following_tags: tags
            .order(followed_tags::tag)
            .select(followed_tags::tag)
            .load(reader.conn())?,
        requested: names!(reader, user, follow_requests(follower_id, followed_id)),
        blocked: names!(reader, user, blocks(blocker_id, blocked_id)),
        muted: names!(reader, user, mutes(muter_id, muted_id)),
    })
}

/// A page of the photos that a user marked in `$table`, after a row.
macro_rules! marks {
    ($reader:expr, $user:expr, $table:ident, $page:expr, $site:expr) => {{
        let (after, limit): (i64, i64) = $page;
        let rows: Vec<(i64, String, i64)> = $table::table
            .inner_join(photos::table)
            .filter($table::user_id.eq($user.0))
            .filter($table::photo_id.gt(after))
            .order($table::photo_id)
            .limit(limit)
            .select(($table::photo_id, photos::key, $table::created_at))
            .load($reader.conn())?;
        let mark = |(id, key, at): (i64, String, i64)| {
            let photo = format!("{}{}", $site, address::photo(&key));
            (id, ArchivedMark { photo, at: from_micros(at) })
        };
        Ok(rows.into_iter().map(mark).collect())
    }};
}

/// The photos that a user likes, after the row `page.0`, at most `page.1`, each with its row. `site` is the site's address.
pub fn likes(
    reader: &mut Reader,
    user: UserId,
    page: (i64, i64),
    site: &str,
) -> Result<Vec<(i64, ArchivedMark)>> {
    marks!(reader, user, likes, page, site)
}

/// The same of those they have bookmarked.
pub fn bookmarks(
    reader: &mut Reader,
    user: UserId,
    page: (i64, i64),
    site: &str,
) -> Result<Vec<(i64, ArchivedMark)>> {
    marks!(reader, user, bookmarks, page, site)
}
