//! Tags: how many photos have each, and which go together. What the reader may not see listed is not counted.

use crate::backend::MultiBackend;
use crate::schema::{photo_tags, photos, standings};
use crate::search::COUNTED;
use crate::{Reader, Result, ranked, visibility};
use diesel::dsl::{count_star, exists, sql};
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate,
};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Bool};
use domain::{Mark, Member, UserId};
use views::TagView;

/// How many of the newest photos tell which tags are popular.
const LATELY: i64 = 5_000;
/// How many photos are counted in no time.
const COMMON: i64 = 1_000;
/// How many of the newest photos with a tag tell which go with it.
const NEIGHBOURS: i64 = 200;

type Beyond = Box<
    dyn BoxableExpression<
            photo_tags::table,
            MultiBackend,
            (photo_tags::folded, photo_tags::tag),
            is_aggregate::Yes,
            SqlType = Bool,
        >,
>;
type Photos = photos::BoxedQuery<'static, MultiBackend>;

/// Tags of photos. Diesel's own `eq_any` and `exists` want a query that they can compile for each database; the visibility rule is one for both.
enum Among {
    /// Of these.
    These(photos::BoxedQuery<'static, MultiBackend, BigInt>),
    /// Of those that this finds, asked for each.
    Each(photos::BoxedQuery<'static, MultiBackend, BigInt>),
}

/// Tags of photos that `viewer` may see listed.
fn of_listed(viewer: Option<&Member>) -> Among {
    let it = sql::<Bool>("photos.id = photo_tags.photo_id");
    Among::Each(listed(viewer).filter(it).select(photos::id))
}

impl Expression for Among {
    type SqlType = Bool;
}

impl QueryId for Among {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<MultiBackend> for Among {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        let (head, photos) = match self {
            Self::These(photos) => ("photo_tags.photo_id IN (", photos),
            Self::Each(photos) => ("EXISTS (", photos),
        };
        out.push_sql(head);
        QueryFragment::<MultiBackend>::walk_ast(photos, out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl AppearsOnTable<photo_tags::table> for Among {}
impl SelectableExpression<photo_tags::table> for Among {}
impl<G> ValidGrouping<G> for Among {
    type IsAggregate = is_aggregate::No;
}

fn listed(viewer: Option<&Member>) -> Photos {
    photos::table
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_listed(viewer))
        .into_boxed()
}

/// The tags that begin like `folded` ([`domain::words::fold`]), those of most photos first; only those after a place, which is how many
/// photos a tag has, and the tag.
pub fn beginning(
    reader: &mut Reader,
    viewer: Option<&Member>,
    folded: &str,
    (after, limit): (Option<&Mark>, i64),
) -> Result<Vec<TagView>> {
    let range = (folded.to_owned(), format!("{folded}\u{10FFFF}"));
    let rows: Vec<(String, i64)> = photo_tags::table
        .filter(photo_tags::folded.ge(range.0))
        .filter(photo_tags::folded.lt(range.1))
        .filter(of_listed(viewer))
        .group_by((photo_tags::folded, photo_tags::tag))
        .select((photo_tags::tag, count_star()))
        .having(beyond(after))
        .order((count_star().desc(), photo_tags::folded, photo_tags::tag))
        .limit(limit)
        .load(reader.conn())?;
    Ok(rows.into_iter().map(TagView::from).collect())
}

/// Which tags come after a place, in the order of [`beginning`].
fn beyond(after: Option<&Mark>) -> Beyond {
    let Mark { at, key } = after.cloned().unwrap_or(Mark { at: i64::MAX, key: String::new() });
    let folded = domain::words::fold(&key);
    let later = photo_tags::folded
        .gt(folded.clone())
        .or(photo_tags::folded.eq(folded).and(photo_tags::tag.gt(key)));
    Box::new(count_star().lt(at).or(count_star().eq(at).and(later)))
}

/// How many tags begin like `folded`, up to [`COUNTED`] and one.
pub fn count_beginning(reader: &mut Reader, viewer: Option<&Member>, folded: &str) -> Result<i64> {
    let all = beginning(reader, viewer, folded, (None, COUNTED + 1))?;
    Ok(i64::try_from(all.len()).unwrap_or(i64::MAX))
}

/// The tags of most photos lately, those of most photos first.
pub fn popular(reader: &mut Reader, viewer: Option<&Member>, limit: i64) -> Result<Vec<TagView>> {
    let newest = listed(viewer)
        .order((photos::created_at.desc(), photos::id.desc()))
        .limit(LATELY)
        .select(photos::id);
    let tags: Vec<String> = photo_tags::table
        .filter(Among::These(newest))
        .group_by(photo_tags::tag)
        .select(photo_tags::tag)
        .order((count_star().desc(), photo_tags::tag))
        .limit(limit)
        .load(reader.conn())?;
    let rows: Vec<(String, i64)> = photo_tags::table
        .filter(photo_tags::tag.eq_any(tags))
        .filter(of_listed(viewer))
        .group_by(photo_tags::tag)
        .select((photo_tags::tag, count_star()))
        .order((count_star().desc(), photo_tags::tag))
        .load(reader.conn())?;
    Ok(rows.into_iter().map(TagView::from).collect())
}

/// Whether a tag is on so many photos that they take a while to count.
pub fn is_common(reader: &mut Reader, tag: &str) -> Result<bool> {
    ranked::is_beyond(reader, tag, COMMON)
}

/// Whether so many photos have tags that begin like `folded` that they take a while to count.
pub fn is_broad(reader: &mut Reader, folded: &str) -> Result<bool> {
    let beyond: Option<i64> = photo_tags::table
        .filter(photo_tags::folded.ge(folded.to_owned()))
        .filter(photo_tags::folded.lt(format!("{folded}\u{10FFFF}")))
        .order((photo_tags::folded, photo_tags::tag, photo_tags::photo_id))
        .offset(COMMON)
        .limit(1)
        .select(photo_tags::photo_id)
        .first(reader.conn())
        .optional()?;
    Ok(beyond.is_some())
}

/// Whether there are more photos here than those that tell which tags are popular.
pub fn is_site_large(reader: &mut Reader) -> Result<bool> {
    let newest = standings::table.order((standings::created_at.desc(), standings::photo_id.desc()));
    let beyond = newest.offset(LATELY).limit(1).select(standings::photo_id);
    Ok(beyond.first::<i64>(reader.conn()).optional()?.is_some())
}

/// How many photos have a tag (of `author`, if one is named), and whether that is all of them.
pub fn count(
    reader: &mut Reader,
    viewer: Option<&Member>,
    tag: &str,
    author: Option<UserId>,
) -> Result<(i64, bool)> {
    let with = photo_tags::table.filter(photo_tags::tag.eq(tag.to_owned()));
    let mut photos = listed(viewer)
        .filter(photos::id.eq_any(with.select(photo_tags::photo_id)))
        .select(photos::id)
        .limit(COUNTED + 1);
    if let Some(author) = author {
        photos = photos.filter(photos::author_id.eq(author.0));
    }
    let found: Vec<i64> = photos.load(reader.conn())?;
    let found = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok((found.min(COUNTED), found <= COUNTED))
}

/// The tags that stand beside a tag most often on the newest photos that have it.
pub fn related(
    reader: &mut Reader,
    viewer: Option<&Member>,
    tag: &str,
    limit: i64,
) -> Result<Vec<String>> {
    let with = photo_tags::table.filter(photo_tags::tag.eq(tag.to_owned()));
    let with = if ranked::is_rare(reader, tag)? {
        listed(viewer).filter(photos::id.eq_any(with.select(photo_tags::photo_id)))
    } else {
        listed(viewer).filter(exists(with.filter(photo_tags::photo_id.eq(photos::id))))
    };
    let newest = with
        .order((photos::created_at.desc(), photos::id.desc()))
        .limit(NEIGHBOURS)
        .select(photos::id);
    let rows = photo_tags::table
        .filter(Among::These(newest))
        .filter(photo_tags::tag.ne(tag.to_owned()))
        .group_by(photo_tags::tag)
        .select(photo_tags::tag)
        .order((count_star().desc(), photo_tags::tag))
        .limit(limit)
        .load(reader.conn())?;
    Ok(rows)
}
