//! Walls in the order of their standings. The order is read from the indexes of the standings alone; what is on the page is then
//! looked up, and shown only if [`visibility`] says so of the photo itself.

use crate::assembly::{self, PhotoRow};
use crate::backend::MultiBackend;
use crate::instant::to_micros;
use crate::schema::{photo_tags, photos, standings};
use crate::{Reader, Result, visibility};
use diesel::dsl::{exists, max, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::{Mark, Member, UserId, ranking::pace};
use std::cmp::Reverse;
use std::collections::HashMap;
use time::OffsetDateTime;
use views::{PhotoView, Slice};

/// An order of photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By score.
    Popular,
    /// By points, of all.
    Top,
    /// By points, of those posted at this microsecond or later; few, who are best sorted, or many.
    TopSince(i64, Quantity),
    /// By how fast those of the last days gather points, as of this microsecond.
    Rising(i64),
    /// As the dice fell, from this throw on and around.
    Random(i64),
}

/// How many there are of something, as far as it matters for how they are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// They are looked up and sorted.
    Few,
    /// They are found along the order.
    Many,
}

/// Which photos a wall shows.
#[derive(Debug, Clone)]
pub struct Query {
    /// Who looks.
    pub viewer: Option<Member>,
    /// In which order.
    pub order: Order,
    /// Only those of this user.
    pub author: Option<UserId>,
    /// Only those with this tag, as it is kept.
    pub tag: Option<String>,
    /// Only those after this one.
    pub after: Option<Mark>,
    /// At most so many.
    pub limit: i64,
}

type Standings = standings::BoxedQuery<'static, MultiBackend>;

/// A photo, and its number in the order.
type Placed = (i64, i64);

/// How long a photo rises, in microseconds.
const RISING: i64 = 3 * 24 * 3_600 * 1_000_000;
/// How many of them are looked at: those with the most points.
const RISEN: i64 = 1_000;

/// One page of a wall; `None` where [`Query::after`] is no place of it.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Option<Slice<PhotoView>>> {
    let found = match query.order {
        Order::Popular | Order::Top | Order::TopSince(..) => along(reader, query)?,
        Order::Rising(now) => rising(reader, query, now)?,
        Order::Random(start) => random(reader, query, start)?,
    };
    let Some(mut found) = found else { return Ok(None) };
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let next = match found.last().filter(|_| more) {
        Some(last) => Some(mark(reader, query, *last)?.text()),
        None => None,
    };
    let rows = rows(reader, query, &found)?;
    Ok(Some(Slice { items: assembly::views(reader, rows, query.viewer.as_ref())?, next }))
}

/// An instant as orders know it: microseconds since 1970.
pub fn moment(at: OffsetDateTime) -> i64 {
    to_micros(at)
}

/// These photos, as far as `viewer` may see them on a wall, by row.
pub fn shown(
    reader: &mut Reader,
    ids: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, PhotoView>> {
    let rows = listed(reader, ids, visibility::is_listed(viewer))?;
    let by_key: HashMap<String, i64> =
        rows.iter().map(|it| (it.key().to_owned(), it.id())).collect();
    let shown = assembly::views(reader, rows, viewer)?.into_iter();
    Ok(shown.filter_map(|it| Some((*by_key.get(&it.id)?, it))).collect())
}

/// The photos of a page, as far as the reader may see them.
fn rows(reader: &mut Reader, query: &Query, found: &[Placed]) -> Result<Vec<PhotoRow>> {
    let viewer = query.viewer.as_ref();
    // Whoever goes to see somebody whom they have muted finds them.
    let rule = if query.author.is_some() { visibility::is_at_home } else { visibility::is_listed };
    let ids: Vec<i64> = found.iter().map(|it| it.0).collect();
    listed(reader, &ids, rule(viewer))
}

/// The rows of those photos that the rule is true of, in this order.
fn listed(reader: &mut Reader, ids: &[i64], rule: visibility::Rule) -> Result<Vec<PhotoRow>> {
    let mut rows: HashMap<i64, PhotoRow> = photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::deleted_at.is_null())
        .filter(rule)
        .select((photos::id, PhotoRow::as_select()))
        .load::<(i64, PhotoRow)>(reader.conn())?
        .into_iter()
        .collect();
    Ok(ids.iter().filter_map(|id| rows.remove(id)).collect())
}

/// Where the next page begins: at the last photo's number as it is now, whatever becomes of the photo.
fn mark(reader: &mut Reader, query: &Query, (id, value): Placed) -> Result<Mark> {
    Ok(match query.order {
        Order::Popular | Order::Top | Order::TopSince(..) => {
            let key = photos::table.find(id).select(photos::key).first(reader.conn())?;
            Mark { at: value, key }
        }
        Order::Rising(now) => {
            let key: String = photos::table.find(id).select(photos::key).first(reader.conn())?;
            let now = query.after.as_ref().map_or(now, |it| it.at);
            Mark { at: now, key: format!("{value} {key}") }
        }
        Order::Random(start) => {
            let start = query.after.as_ref().map_or(start, |it| it.at);
            Mark { at: start, key: value.to_string() }
        }
    })
}

/// The row of a photo, whether or not it is still there.
fn place(reader: &mut Reader, key: &str) -> Result<Option<i64>> {
    let photo = photos::table.filter(photos::key.eq(key.to_owned())).select(photos::id);
    Ok(photo.first(reader.conn()).optional()?)
}

/// Whether a wall is made of so few that they are best looked up and sorted.
fn is_short(reader: &mut Reader, query: &Query) -> Result<bool> {
    match &query.tag {
        _ if query.author.is_some() => Ok(true),
        Some(tag) => is_rare(reader, tag),
        None => Ok(false),
    }
}

/// The standings that a wall is made of, which is `short` or not.
fn standing(query: &Query, short: bool) -> Standings {
    let mut rows = standings::table.into_boxed();
    if let Some(author) = query.author {
        let theirs = photos::table
            .filter(photos::author_id.eq(author.0))
            .filter(photos::deleted_at.is_null());
        rows = rows.filter(standings::photo_id.eq_any(theirs.select(photos::id)));
    } else {
        rows = rows.filter(visibility::may_stand(query.viewer.as_ref()));
    }
    let Some(tag) = &query.tag else { return rows };
    let tagged = photo_tags::table.filter(photo_tags::tag.eq(tag.clone()));
    if short {
        rows.filter(standings::photo_id.eq_any(tagged.select(photo_tags::photo_id)))
    } else {
        rows.filter(exists(tagged.filter(photo_tags::photo_id.eq(standings::photo_id))))
    }
}

/// How many photos are best looked up and sorted, of as many as there are. More are found sooner along an order: a page of them is
/// found after as many steps as there are photos, shared by those that are wanted.
pub(crate) fn few(reader: &mut Reader) -> Result<i64> {
    let last: Option<i64> = photos::table.select(max(photos::id)).first(reader.conn())?;
    Ok(last.unwrap_or(0).max(0).saturating_mul(8).isqrt().clamp(100, 5_000))
}

/// Whether few photos have this tag.
pub(crate) fn is_rare(reader: &mut Reader, tag: &str) -> Result<bool> {
    let few = few(reader)?;
    Ok(!is_beyond(reader, tag, few)?)
}

/// Whether more photos than these have this tag.
pub(crate) fn is_beyond(reader: &mut Reader, tag: &str, few: i64) -> Result<bool> {
    let beyond: Option<i64> = photo_tags::table
        .filter(photo_tags::tag.eq(tag.to_owned()))
        .order(photo_tags::photo_id)
        .offset(few)
        .limit(1)
        .select(photo_tags::photo_id)
        .first(reader.conn())
        .optional()?;
    Ok(beyond.is_some())
}

/// Popular and top.
fn along(reader: &mut Reader, query: &Query) -> Result<Option<Vec<Placed>>> {
    let mut sorted = is_short(reader, query)?;
    let mut rows = standing(query, sorted);
    let column = if query.order == Order::Popular { "standings.score" } else { "standings.points" };
    if let Order::TopSince(since, quantity) = query.order {
        // A column of which something is asked is not read along its index.
        sorted |= quantity == Quantity::Few;
        rows = if sorted {
            rows.filter(standings::created_at.ge(since))
        } else {
            rows.filter(sql::<BigInt>("standings.created_at + 0").ge(since))
        };
    }
    let value = if sorted { format!("({column} + 0)") } else { column.to_owned() };
    if let Some(after) = &query.after {
        let Some(id) = place(reader, &after.key)? else { return Ok(None) };
        let same = sql::<BigInt>(&value).eq(after.at).and(standings::photo_id.lt(id));
        // The first condition is implied by the second; it is what the index starts from.
        rows = rows
            .filter(sql::<BigInt>(&value).le(after.at))
            .filter(sql::<BigInt>(&value).lt(after.at).or(same));
    }
    let rows = rows
        .order((sql::<BigInt>(&value).desc(), standings::photo_id.desc()))
        .limit(query.limit + 1)
        .select((standings::photo_id, sql::<BigInt>(&value)));
    Ok(Some(rows.load(reader.conn())?))
}

/// Those of the last days, by how fast they gather points.
fn rising(reader: &mut Reader, query: &Query, now: i64) -> Result<Option<Vec<Placed>>> {
    // The walk goes on as of the moment it began.
    let now = query.after.as_ref().map_or(now, |it| it.at);
    let rows = standing(query, is_short(reader, query)?);
    let risen: Vec<(i64, i64, i64)> = rows
        .filter(standings::created_at.ge(now.saturating_sub(RISING)))
        .order((sql::<BigInt>("(standings.points + 0)").desc(), standings::photo_id.desc()))
        .limit(RISEN)
        .select((standings::photo_id, standings::points, standings::created_at))
        .load(reader.conn())?;
    let mut placed: Vec<Placed> =
        risen.into_iter().map(|(id, points, posted)| (id, pace(points, posted, now))).collect();
    placed.sort_unstable_by_key(|(id, pace)| (Reverse(*pace), Reverse(*id)));
    if let Some(after) = &query.after {
        let Some((pace, key)) = after.key.split_once(' ') else { return Ok(None) };
        let (Ok(pace), Some(last)) = (pace.parse::<i64>(), place(reader, key)?) else {
            return Ok(None);
        };
        placed.retain(|(id, its)| (*its, *id) < (pace, last));
    }
    placed.truncate(usize::try_from(query.limit + 1).unwrap_or(usize::MAX));
    Ok(Some(placed))
}

/// In the order of their dice, from `start` to the end and from the beginning up to `start`.
fn random(reader: &mut Reader, query: &Query, start: i64) -> Result<Option<Vec<Placed>>> {
    let start = query.after.as_ref().map_or(start, |it| it.at);
    let last = query.after.as_ref().map(|it| it.key.parse::<i64>()).transpose();
    let Ok(last) = last else { return Ok(None) };
    let mut placed = Vec::new();
    let mut wanted = query.limit + 1;
    // From the last throw: past the start it is the first half, else the second.
    let halves = match last {
        None => vec![(start, i64::MAX), (0, start.saturating_sub(1))],
        Some(last) if last >= start => {
            vec![(last.saturating_add(1), i64::MAX), (0, start.saturating_sub(1))]
        }
        Some(last) => vec![(last.saturating_add(1), start.saturating_sub(1))],
    };
    let short = is_short(reader, query)?;
    let value = if short { "(standings.dice + 0)" } else { "standings.dice" };
    for (least, most) in halves {
        let more: Vec<Placed> = standing(query, short)
            .filter(sql::<BigInt>(value).ge(least))
            .filter(sql::<BigInt>(value).le(most))
            .order((sql::<BigInt>(value).asc(), standings::photo_id.asc()))
            .limit(wanted)
            .select((standings::photo_id, sql::<BigInt>(value)))
            .load(reader.conn())?;
        wanted -= i64::try_from(more.len()).unwrap_or(wanted);
        placed.extend(more);
        if wanted <= 0 {
            break;
        }
    }
    Ok(Some(placed))
}
