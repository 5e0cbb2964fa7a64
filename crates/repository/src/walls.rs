//! Lists of photos, newest first, page by page.

use crate::assembly::{self, PhotoRow};
use crate::schema::{followed_tags, follows, photo_tags, photos};
use crate::{Reader, Result, ranked, visibility};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::{Member, PublicKey, UserId};
use views::{PhotoView, Slice};

/// Which photos a wall shows.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Who looks.
    pub viewer: Option<Member>,
    /// Only those of this user.
    pub author: Option<UserId>,
    /// Only those with this tag, as it is kept.
    pub tag: Option<String>,
    /// Only those after this one.
    pub after: Option<PublicKey>,
    /// At most so many.
    pub limit: i64,
}

/// One page of a wall; `None` when [`Query::after`] is no photo.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Option<Slice<PhotoView>>> {
    let viewer = query.viewer.as_ref();
    // Whoever goes to see somebody whom they have muted finds them.
    let rule = if query.author.is_some() { visibility::is_at_home } else { visibility::is_listed };
    read(reader, query, rule(viewer))
}

/// One page of the photos of those whom `member` follows, and of those with a tag they follow; with a tag in the query, of those
/// whom they follow. `None` when [`Query::after`] is no photo.
pub fn following(
    reader: &mut Reader,
    member: &Member,
    query: &Query,
) -> Result<Option<Slice<PhotoView>>> {
    let theirs = followed_tags::table.filter(followed_tags::user_id.eq(member.id.0));
    let tagged = photo_tags::table
        .filter(photo_tags::photo_id.eq(photos::id))
        .filter(photo_tags::tag.eq_any(theirs.select(followed_tags::tag)));
    // Both conditions look at one photo, so that the wall can be walked in its order and ends with the page.
    let followed: visibility::Rule = match &query.tag {
        Some(_) => visibility::by_followed(member),
        None => Box::new(visibility::by_followed(member).or(exists(tagged))),
    };
    // Whoever goes to see somebody whom they have muted finds them.
    let rule = if query.author.is_some() { visibility::is_at_home } else { visibility::is_listed };
    let rule = rule(Some(member)).and(followed);
    let rule: visibility::Rule = match few_followed(reader, member, query.tag.is_none())? {
        Some(few) => Box::new(photos::id.eq_any(few).and(rule)),
        None => Box::new(rule),
    };
    read(reader, query, rule)
}

/// The photos of those whom `member` follows, and perhaps those with a tag they follow, where they are few.
fn few_followed(reader: &mut Reader, member: &Member, tags: bool) -> Result<Option<Vec<i64>>> {
    let few = ranked::few(reader)?;
    let people = follows::table.filter(follows::follower_id.eq(member.id.0));
    let mut found: Vec<i64> = photos::table
        .filter(photos::author_id.eq_any(people.select(follows::followed_id)))
        .filter(photos::deleted_at.is_null())
        .select(photos::id)
        .limit(few + 1)
        .load(reader.conn())?;
    if tags {
        let theirs = followed_tags::table.filter(followed_tags::user_id.eq(member.id.0));
        let tagged = photo_tags::table
            .filter(photo_tags::tag.eq_any(theirs.select(followed_tags::tag)))
            .select(photo_tags::photo_id)
            .limit(few + 1);
        found.extend(tagged.load::<i64>(reader.conn())?);
    }
    Ok(i64::try_from(found.len()).is_ok_and(|it| it <= few).then_some(found))
}

fn read(
    reader: &mut Reader,
    query: &Query,
    rule: visibility::Rule,
) -> Result<Option<Slice<PhotoView>>> {
    let viewer = query.viewer.as_ref();
    let mut photos = photos::table
        .filter(photos::deleted_at.is_null())
        .filter(rule)
        .select(PhotoRow::as_select())
        .order((photos::created_at.desc(), photos::id.desc()))
        .limit(query.limit + 1)
        .into_boxed();
    if let Some(after) = &query.after {
        let Some((created_at, id)) = place(reader, after, viewer)? else { return Ok(None) };
        let earlier = photos::created_at.eq(created_at).and(photos::id.lt(id));
        // The first condition is implied by the second; it is what the index starts from.
        photos = photos
            .filter(photos::created_at.le(created_at))
            .filter(photos::created_at.lt(created_at).or(earlier));
    }
    if let Some(author) = query.author {
        photos = photos.filter(photos::author_id.eq(author.0));
    }
    if let Some(tag) = &query.tag {
        let tagged = photo_tags::table.filter(photo_tags::tag.eq(tag.clone()));
        photos = if ranked::is_rare(reader, tag)? {
            photos.filter(photos::id.eq_any(tagged.select(photo_tags::photo_id)))
        } else {
            photos.filter(exists(tagged.filter(photo_tags::photo_id.eq(photos::id))))
        };
    }
    let mut rows: Vec<PhotoRow> = photos.load(reader.conn())?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|it| it.key().to_owned());
    Ok(Some(Slice { items: assembly::views(reader, rows, viewer)?, next }))
}

/// Where a photo stands in the order, whether or not it is still there: reading on after one that was just deleted works. What
/// `viewer` may not open stands nowhere, like what there is not: else a cursor would tell that there is something.
fn place(
    reader: &mut Reader,
    key: &PublicKey,
    viewer: Option<&Member>,
) -> Result<Option<(i64, i64)>> {
    let photo = photos::table
        .filter(photos::key.eq(key.as_ref().to_owned()))
        .filter(visibility::may_open(viewer));
    Ok(photo.select((photos::created_at, photos::id)).first(reader.conn()).optional()?)
}
