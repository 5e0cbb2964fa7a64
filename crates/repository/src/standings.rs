//! Where photos stand: made from likes, comments, bookmarks and views, and kept so that walls can be read in order.
//!
//! Triggers note in `standings_due` what has changed, in the transaction that changes it; whoever comes next makes those
//! standings anew, from the tables that say what is so. One process at a time does this: what it writes is never older than what is there.

use crate::backend::{Conn, on_backend};
use crate::schema::view_counts;
use crate::schema::{bookmarks, comments, formula, likes, photos, standings, standings_due, users};
use crate::{Reader, Result, Writer};
use diesel::connection::SimpleConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::ranking::{Formula, Gathered};
use domain::{PhotoId, PublicKey, Visibility};
use std::collections::{BTreeSet, HashMap};

/// How old an account has to be for what it gives to weigh, in microseconds: what spammers make by the hundred is younger (SECURITY 6.4).
const GROWN: i64 = 24 * 3_600 * 1_000_000;
/// The key of the advisory lock that one process holds on PostgreSQL.
const LOCK: i64 = 0x0074_696e_7261_6e6b;

/// Where a photo stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = standings)]
pub struct Standing {
    /// Its row.
    pub photo_id: i64,
    /// Whose it is.
    pub author_id: i64,
    /// When it was posted, in microseconds since 1970.
    pub created_at: i64,
    /// See [`Gathered`].
    pub likes: i64,
    /// See [`Gathered`].
    pub commenters: i64,
    /// See [`Gathered`].
    pub bookmarks: i64,
    /// See [`Gathered`].
    pub networks: i64,
    /// In thousandths.
    pub points: i64,
    /// In millionths.
    pub score: i64,
    /// Its place in the random order.
    pub dice: i64,
}

impl Standing {
    /// What it has gathered.
    pub fn gathered(&self) -> Gathered {
        Gathered {
            likes: self.likes,
            commenters: self.commenters,
            bookmarks: self.bookmarks,
            networks: self.networks,
        }
    }

    /// By this formula.
    fn new((id, author, posted): (i64, i64, i64), gathered: &Gathered, formula: &Formula) -> Self {
        let points = formula.points(gathered);
        Self {
            photo_id: id,
            author_id: author,
            created_at: posted,
            likes: gathered.likes,
            commenters: gathered.commenters,
            bookmarks: gathered.bookmarks,
            networks: gathered.networks,
            points,
            score: formula.score(points, posted),
            dice: dice(id),
        }
    }
}

/// A number that looks thrown, the same for each row at any time: the finalizer of `SplitMix64` (Steele, Lea and Flood 2014).
fn dice(id: i64) -> i64 {
    let mut z = u64::try_from(id).unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    i64::try_from((z ^ (z >> 31)) >> 1).unwrap_or(0)
}

/// The formula that counts here.
pub fn formula(reader: &mut Reader) -> Result<Formula> {
    type Row = (i64, i64, i64, i64, i64, i64);
    let row: Option<Row> = formula::table
        .select((
            formula::like_weight,
            formula::comment_weight,
            formula::bookmark_weight,
            formula::view_weight,
            formula::step,
            formula::seconds,
        ))
        .first(reader.conn())
        .optional()?;
    let made = |(like, comment, bookmark, view, step, seconds)| Formula {
        like,
        comment,
        bookmark,
        view,
        step,
        seconds,
    };
    Ok(row.map(made).unwrap_or_default())
}

/// Changes the formula, and has all standings made anew.
pub fn set_formula(tx: &mut Writer, formula: &Formula) -> Result<()> {
    hold(tx)?;
    let numbers = (
        formula::like_weight.eq(formula.like),
        formula::comment_weight.eq(formula.comment),
        formula::bookmark_weight.eq(formula.bookmark),
        formula::view_weight.eq(formula.view),
        formula::step.eq(formula.step),
        formula::seconds.eq(formula.seconds),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(formula::table)
        .values((formula::id.eq(1_i64), numbers))
        .on_conflict(formula::id)
        .do_update()
        .set(numbers)
        .execute(c))?;
    let all = "INSERT INTO standings_due (photo_id) SELECT id FROM photos";
    on_backend!(tx.conn(), |c| diesel::sql_query(all).execute(c))?;
    Ok(())
}

/// Whether a standing is to be made anew.
pub fn is_due(reader: &mut Reader) -> Result<bool> {
    let first = standings_due::table.select(standings_due::id).limit(1).first::<i64>(reader.conn());
    Ok(first.optional()?.is_some())
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = BigInt)]
    photo_id: i64,
}

/// Makes up to `limit` of the standings anew that are due; says whether there were any.
pub fn refresh_due(tx: &mut Writer, limit: i64) -> Result<bool> {
    hold(tx)?;
    let take = diesel::sql_query(
        "DELETE FROM standings_due WHERE id IN (SELECT id FROM standings_due ORDER BY id LIMIT $1) RETURNING photo_id",
    )
    .bind::<BigInt, _>(limit);
    let due: Vec<Due> = on_backend!(tx.conn(), |c| take.get_results(c))?;
    let ids: BTreeSet<i64> = due.iter().map(|it| it.photo_id).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    refresh(tx, &ids)?;
    Ok(!due.is_empty())
}

/// Makes the standings of up to `limit` photos after this row anew; says which was the last, and how many it were and how many of them
/// were wrong. `None` where there is none.
pub fn rebuild(tx: &mut Writer, after: i64, limit: i64) -> Result<Option<(i64, (i64, usize))>> {
    hold(tx)?;
    let ids: Vec<i64> = photos::table
        .filter(photos::id.gt(after))
        .order(photos::id)
        .limit(limit)
        .select(photos::id)
        .load(tx.conn())?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let looked_at = i64::try_from(ids.len()).unwrap_or(limit);
    Ok(Some((last, (looked_at, refresh(tx, &ids)?))))
}

/// Waits until nobody else makes standings.
fn hold(tx: &mut Writer) -> Result<()> {
    match tx.conn() {
        Conn::Postgres(c) => Ok(c.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?),
        // There is one writer.
        Conn::Sqlite(_) => Ok(()),
    }
}

/// Makes these standings anew and says how many were not what they should be.
fn refresh(tx: &mut Writer, ids: &[i64]) -> Result<usize> {
    let formula = formula(tx)?;
    let listed: Vec<(i64, i64, i64)> = photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::deleted_at.is_null())
        .filter(photos::shown_at.is_not_null())
        .filter(photos::visibility.eq(Visibility::Public.as_str()))
        .select((photos::id, photos::author_id, photos::created_at))
        .order(photos::id)
        .load(tx.conn())?;
    let standing: Vec<i64> = listed.iter().map(|it| it.0).collect();
    let gathered = gathered(tx, &standing)?;
    let mut before: HashMap<i64, Standing> = standings::table
        .filter(standings::photo_id.eq_any(ids))
        .select(Standing::as_select())
        .load(tx.conn())?
        .into_iter()
        .map(|it| (it.photo_id, it))
        .collect();
    let nothing = Gathered::default();
    let made = listed.into_iter().map(|photo| {
        let gathered = gathered.get(&photo.0).unwrap_or(&nothing);
        Standing::new(photo, gathered, &formula)
    });
    let changed: Vec<Standing> =
        made.filter(|it| before.remove(&it.photo_id) != Some(*it)).collect();
    let mut wrong: Vec<i64> = before.into_keys().collect();
    let gone = wrong.len();
    wrong.extend(changed.iter().map(|it| it.photo_id));
    diesel::delete(standings::table.filter(standings::photo_id.eq_any(&wrong)))
        .execute(tx.conn())?;
    on_backend!(tx.conn(), |c| diesel::insert_into(standings::table).values(&changed).execute(c))?;
    Ok(changed.len() + gone)
}

/// What photos have gathered that weighs: not from their author, nor from accounts that were a day old at most when they gave it, nor from
/// those who are suspended or about to leave.
pub fn gathered(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, Gathered>> {
    let mut all: HashMap<i64, Gathered> = HashMap::new();
    for (id, likes) in liked(reader, ids)? {
        all.entry(id).or_default().likes = likes;
    }
    for (id, bookmarks) in kept(reader, ids)? {
        all.entry(id).or_default().bookmarks = bookmarks;
    }
    for (id, _) in talked(reader, ids)? {
        all.entry(id).or_default().commenters += 1;
    }
    let seen: Vec<(i64, i64)> = view_counts::table
        .filter(view_counts::photo_id.eq_any(ids))
        .select((view_counts::photo_id, view_counts::networks))
        .load(reader.conn())?;
    for (id, networks) in seen {
        all.entry(id).or_default().networks = networks;
    }
    Ok(all)
}

/// Whether what `$who` gave at `$at` weighs.
macro_rules! weighs {
    ($who:expr, $at:expr) => {
        $who.ne(photos::author_id)
            .and($at.ge(users::created_at + GROWN))
            .and(users::suspended_at.is_null())
            .and(users::leaving_at.is_null())
    };
}

fn liked(reader: &mut Reader, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let likes = likes::table
        .inner_join(users::table)
        .inner_join(photos::table)
        .filter(likes::photo_id.eq_any(ids))
        .filter(weighs!(likes::user_id, likes::created_at))
        .group_by(likes::photo_id)
        .select((likes::photo_id, count_star()));
    Ok(likes.load(reader.conn())?)
}

fn kept(reader: &mut Reader, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let bookmarks = bookmarks::table
        .inner_join(users::table.on(users::id.eq(bookmarks::user_id)))
        .inner_join(photos::table)
        .filter(bookmarks::photo_id.eq_any(ids))
        .filter(weighs!(bookmarks::user_id, bookmarks::created_at))
        .group_by(bookmarks::photo_id)
        .select((bookmarks::photo_id, count_star()));
    Ok(bookmarks.load(reader.conn())?)
}

/// Each with each of those who commented on it.
fn talked(reader: &mut Reader, ids: &[i64]) -> Result<Vec<(i64, i64)>> {
    let people = comments::table
        .inner_join(users::table.on(users::id.eq(comments::author_id)))
        .inner_join(photos::table)
        .filter(comments::photo_id.eq_any(ids))
        .filter(comments::deleted_at.is_null())
        .filter(weighs!(comments::author_id, comments::created_at))
        .select((comments::photo_id, comments::author_id))
        .distinct();
    Ok(people.load(reader.conn())?)
}

/// Where a photo stands; `None` where it stands on no wall of everybody's.
pub fn of(reader: &mut Reader, photo: PhotoId) -> Result<Option<Standing>> {
    let row = standings::table.find(photo.0).select(Standing::as_select());
    Ok(row.first(reader.conn()).optional()?)
}

/// Why not everybody may open a photo, by the rule of `visibility`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// It was deleted.
    Deleted,
    /// Its first picture is not ready yet, or could not be made.
    NotReady,
    /// Its author shows it to some, or to nobody.
    NotPublic,
    /// Its author is suspended or about to leave, or has a private account.
    Author,
}

/// Why not everybody may open a photo, where that is so; `None` where there never was one. It is for whoever may know of all there are.
pub fn hidden(reader: &mut Reader, key: &PublicKey) -> Result<Option<Hidden>> {
    let row: Option<(String, Option<i64>, Option<i64>)> = photos::table
        .filter(photos::key.eq(key.as_ref().to_owned()))
        .select((photos::visibility, photos::shown_at, photos::deleted_at))
        .first(reader.conn())
        .optional()?;
    let open = [Visibility::Public, Visibility::Unlisted].map(Visibility::as_str);
    Ok(row.map(|row| match row {
        (_, _, Some(_)) => Hidden::Deleted,
        (_, None, _) => Hidden::NotReady,
        (seen_by, _, _) if !open.contains(&seen_by.as_str()) => Hidden::NotPublic,
        _ => Hidden::Author,
    }))
}

/// The most places that are counted.
pub const PLACES: i64 = 10_000;

/// How many stand before this one on the popular wall, up to [`PLACES`].
pub fn before(reader: &mut Reader, standing: &Standing) -> Result<i64> {
    let same = standings::score.eq(standing.score);
    let ahead: Vec<i64> = standings::table
        .filter(standings::score.ge(standing.score))
        .filter(
            standings::score
                .gt(standing.score)
                .or(same.and(standings::photo_id.gt(standing.photo_id))),
        )
        .order((standings::score.desc(), standings::photo_id.desc()))
        .limit(PLACES)
        .select(standings::photo_id)
        .load(reader.conn())?;
    Ok(i64::try_from(ahead.len()).unwrap_or(PLACES))
}

/// All standings after this row, in the order of their rows, at most `limit`.
pub fn after(reader: &mut Reader, after: i64, limit: i64) -> Result<Vec<Standing>> {
    let rows = standings::table.filter(standings::photo_id.gt(after));
    let rows = rows.order(standings::photo_id).limit(limit).select(Standing::as_select());
    Ok(rows.load(reader.conn())?)
}
