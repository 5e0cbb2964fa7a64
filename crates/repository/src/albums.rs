//! Albums: what they are called and who may open them. What is in them: [`crate::album_photos`].

use crate::album_visibility::{is_listed, may_open, shown_in_albums};
use crate::assembly::{self, PhotoRow};
use crate::backend::{Conn, on_backend};
use crate::instant::{from_micros, to_micros};
use crate::schema::{album_photos, album_slugs, albums, photos, users};
use crate::{Error, Reader, Result, Writer};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use domain::{AlbumDetails, AlbumDraft, AlbumId, AlbumSlug, Member, PublicKey, UserId};
use std::collections::HashMap;
use time::OffsetDateTime;
use views::{AlbumView, ImageView, Slice, address, markdown};

/// An album to be made.
#[derive(Debug, Clone)]
pub struct NewAlbum {
    /// What stands for it in cursors.
    pub key: PublicKey,
    /// Whose it is.
    pub owner: UserId,
    /// What is said about it.
    pub details: AlbumDetails,
    /// When it is made.
    pub created_at: OffsetDateTime,
}

/// An album that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its row.
    pub id: AlbumId,
    /// Whose it is.
    pub owner: UserId,
    /// What it is called in addresses now.
    pub slug: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = albums)]
struct AlbumRow {
    id: i64,
    key: String,
    user_id: i64,
    slug: String,
    title: String,
    description: String,
    visibility: String,
    cover_id: Option<i64>,
    created_at: i64,
    edited_at: Option<i64>,
}

/// How often a slug is looked for that nobody has.
const TRIES: u32 = 2_000;

/// Makes an album; `None`, and nothing is made, where its owner has `most` already.
pub fn insert(tx: &mut Writer, new: &NewAlbum, most: i64) -> Result<Option<AlbumId>> {
    hold_owner(tx, new.owner)?;
    let theirs = albums::table.filter(albums::user_id.eq(new.owner.0));
    if theirs.count().get_result::<i64>(tx.conn())? >= most {
        return Ok(None);
    }
    let id: i64 = diesel::insert_into(albums::table)
        .values((
            albums::key.eq(new.key.as_ref()),
            albums::user_id.eq(new.owner.0),
            albums::slug.eq(""),
            albums::title.eq(new.details.title.as_ref()),
            albums::description.eq(new.details.description.as_ref()),
            albums::visibility.eq(new.details.visibility.as_str()),
            albums::created_at.eq(to_micros(new.created_at)),
        ))
        .returning(albums::id)
        .get_result(tx.conn())?;
    name(tx, (new.owner, id), new.details.title.as_ref())?;
    Ok(Some(AlbumId(id)))
}

/// Of two albums that are made at once, the second one has to see the first one.
fn hold_owner(tx: &mut Writer, owner: UserId) -> Result<()> {
    if let Conn::Postgres(c) = tx.conn() {
        let owner = users::table.find(owner.0).select(users::id);
        owner.for_no_key_update().first::<i64>(c).optional()?;
    }
    Ok(())
}

/// Gives an album the first slug of its title that is no other album's, now or before.
fn name(tx: &mut Writer, (owner, album): (UserId, i64), title: &str) -> Result<()> {
    let wished = AlbumSlug::of(title);
    for number in 1..=TRIES {
        let slug = if number == 1 { wished.clone() } else { wished.numbered(number) };
        let row = (
            album_slugs::user_id.eq(owner.0),
            album_slugs::slug.eq(slug.as_ref().to_owned()),
            album_slugs::album_id.eq(album),
        );
        on_backend!(tx.conn(), |c| diesel::insert_into(album_slugs::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
        let has: i64 = album_slugs::table
            .find((owner.0, slug.as_ref()))
            .select(album_slugs::album_id)
            .first(tx.conn())?;
        if has == album {
            let change = albums::slug.eq(slug.as_ref());
            diesel::update(albums::table.find(album)).set(change).execute(tx.conn())?;
            return Ok(());
        }
    }
    Err(Error::Corrupt { table: "album_slugs", id: album })
}

/// The album of `owner` that `slug` stands for or has stood for, if `viewer` may open it.
pub fn find(
    reader: &mut Reader,
    (owner, slug): (UserId, &AlbumSlug),
    viewer: Option<&Member>,
) -> Result<Option<Found>> {
    let id: Option<i64> = album_slugs::table
        .find((owner.0, slug.as_ref()))
        .select(album_slugs::album_id)
        .first(reader.conn())
        .optional()?;
    let Some(id) = id else { return Ok(None) };
    let album = albums::table.find(id).filter(may_open(viewer)).select(albums::slug);
    let slug: Option<String> = album.first(reader.conn()).optional()?;
    Ok(slug.map(|slug| Found { id: AlbumId(id), owner, slug }))
}

/// Holds the album of `owner` that `slug` stands for alone until the end of the transaction, so that what is decided about it, and the
/// order of what is in it, stay as they are read from now on. SQLite has one writer at a time, and nothing to hold.
pub fn lock(tx: &mut Writer, (owner, slug): (UserId, &AlbumSlug)) -> Result<()> {
    let named = album_slugs::table.find((owner.0, slug.as_ref())).select(album_slugs::album_id);
    if let Conn::Postgres(c) = tx.conn()
        && let Some(id) = named.first::<i64>(c).optional()?
    {
        let album = albums::table.find(id).select(albums::id);
        album.for_no_key_update().first::<i64>(c).optional()?;
    }
    Ok(())
}

/// What is said about an album, as it was typed.
pub fn draft(reader: &mut Reader, id: AlbumId) -> Result<AlbumDraft> {
    let columns = (albums::title, albums::description, albums::visibility);
    let (title, description, visibility) =
        albums::table.find(id.0).select(columns).first(reader.conn())?;
    Ok(AlbumDraft { title, description, visibility })
}

/// Changes what is said about an album; another title makes another slug, and the old one leads on.
pub fn update(
    tx: &mut Writer,
    found: &Found,
    details: &AlbumDetails,
    now: OffsetDateTime,
) -> Result<()> {
    let before: String = albums::table.find(found.id.0).select(albums::title).first(tx.conn())?;
    diesel::update(albums::table.find(found.id.0))
        .set((
            albums::title.eq(details.title.as_ref()),
            albums::description.eq(details.description.as_ref()),
            albums::visibility.eq(details.visibility.as_str()),
            albums::edited_at.eq(to_micros(now)),
        ))
        .execute(tx.conn())?;
    let title = details.title.as_ref();
    if AlbumSlug::of(&before) == AlbumSlug::of(title) {
        return Ok(());
    }
    name(tx, (found.owner, found.id.0), title)
}

/// Deletes an album; the photos in it stay.
pub fn delete(tx: &mut Writer, id: AlbumId) -> Result<()> {
    diesel::delete(albums::table.find(id.0)).execute(tx.conn())?;
    Ok(())
}

/// An album with all that is shown of it.
pub fn view(
    reader: &mut Reader,
    id: AlbumId,
    viewer: Option<&Member>,
) -> Result<Option<AlbumView>> {
    let row = albums::table.find(id.0).select(AlbumRow::as_select());
    let row: Option<AlbumRow> = row.first(reader.conn()).optional()?;
    Ok(views(reader, row.into_iter().collect(), viewer)?.into_iter().next())
}

/// The albums of somebody that stand in lists.
#[derive(Debug, Clone)]
pub struct Query {
    /// Whose they are.
    pub owner: UserId,
    /// Who looks.
    pub viewer: Option<Member>,
    /// Only those after this one.
    pub after: Option<PublicKey>,
    /// At most so many.
    pub limit: i64,
}

/// How many albums of somebody `viewer` finds listed.
pub fn count(reader: &mut Reader, owner: UserId, viewer: Option<&Member>) -> Result<i64> {
    let theirs = albums::table.filter(albums::user_id.eq(owner.0)).filter(is_listed(viewer));
    Ok(theirs.count().get_result(reader.conn())?)
}

/// One page of albums, newest first; `None` when [`Query::after`] is none.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Option<Slice<AlbumView>>> {
    let viewer = query.viewer.as_ref();
    let mut list = albums::table
        .filter(albums::user_id.eq(query.owner.0))
        .filter(is_listed(viewer))
        .select(AlbumRow::as_select())
        .order(albums::id.desc())
        .limit(query.limit + 1)
        .into_boxed();
    if let Some(after) = &query.after {
        let place = albums::table.filter(albums::key.eq(after.as_ref().to_owned()));
        let place: Option<i64> = place.select(albums::id).first(reader.conn()).optional()?;
        let Some(place) = place else { return Ok(None) };
        list = list.filter(albums::id.lt(place));
    }
    let mut rows: Vec<AlbumRow> = list.load(reader.conn())?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|it| it.key.clone());
    Ok(Some(Slice { items: views(reader, rows, viewer)?, next }))
}

fn views(
    reader: &mut Reader,
    rows: Vec<AlbumRow>,
    viewer: Option<&Member>,
) -> Result<Vec<AlbumView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let owners: Vec<i64> = rows.iter().map(|it| it.user_id).collect();
    let authors = assembly::authors(reader, &owners)?;
    let ids: Vec<i64> = rows.iter().map(|it| it.id).collect();
    let seen = seen(reader, &ids, viewer)?;
    let mut covers = covers(reader, &seen, viewer)?;
    let chosen = chosen(reader, &rows, viewer)?;
    rows.into_iter()
        .map(|row| {
            let corrupt = Error::Corrupt { table: "albums", id: row.id };
            let author = authors.get(&row.user_id).cloned().ok_or(corrupt)?;
            let can_edit = viewer.is_some_and(|it| it.may_edit_of(UserId(row.user_id)));
            Ok(AlbumView {
                url: address::album(&author.name, &row.slug),
                slug: row.slug,
                title: row.title,
                description_html: markdown::html(&row.description),
                description: can_edit.then_some(row.description),
                visibility: row.visibility,
                photos: seen.get(&row.id).map_or(0, |it| it.0),
                cover: covers.remove(&row.id),
                cover_photo: row.cover_id.and_then(|it| chosen.get(&it).cloned()),
                created_at: from_micros(row.created_at),
                edited_at: row.edited_at.map(from_micros),
                author,
                can_edit,
            })
        })
        .collect()
}

/// How many photos of each album `viewer` is shown, and the first place of one.
fn seen(
    reader: &mut Reader,
    ids: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, (i64, i64)>> {
    let rows: Vec<(i64, i64, Option<i64>)> = shown_in_albums!(viewer)
        .filter(album_photos::album_id.eq_any(ids))
        .group_by(album_photos::album_id)
        .select((album_photos::album_id, count_star(), min(album_photos::position)))
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|(album, count, first)| (album, (count, first.unwrap_or(0)))).collect())
}

/// A picture for each album: of the chosen photo if `viewer` is shown it, else of the first one.
fn covers(
    reader: &mut Reader,
    seen: &HashMap<i64, (i64, i64)>,
    viewer: Option<&Member>,
) -> Result<HashMap<i64, ImageView>> {
    let ids: Vec<i64> = seen.keys().copied().collect();
    let firsts: Vec<i64> = seen.values().map(|it| it.1).collect();
    let is_chosen = albums::cover_id.assume_not_null().eq(album_photos::photo_id);
    let rows: Vec<(i64, i64, i64, Option<i64>)> = shown_in_albums!(viewer)
        .filter(album_photos::album_id.eq_any(ids))
        .filter(album_photos::position.eq_any(firsts).or(is_chosen))
        .select((
            album_photos::album_id,
            album_photos::photo_id,
            album_photos::position,
            albums::cover_id,
        ))
        .load(reader.conn())?;
    let mut photo_of: HashMap<i64, i64> = HashMap::new();
    for (album, photo, position, cover) in rows {
        if cover == Some(photo) {
            photo_of.insert(album, photo);
        } else if seen.get(&album).is_some_and(|it| it.1 == position) {
            photo_of.entry(album).or_insert(photo);
        }
    }
    let wanted: Vec<i64> = photo_of.values().copied().collect();
    let images = assembly::first_images(reader, &wanted, viewer)?;
    let cover = |(album, photo): (i64, i64)| Some((album, images.get(&photo)?.clone()));
    Ok(photo_of.into_iter().filter_map(cover).collect())
}

/// What stands for the photos that owners chose, by row; for the owner alone.
fn chosen(
    reader: &mut Reader,
    rows: &[AlbumRow],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, String>> {
    let theirs = |it: &&AlbumRow| viewer.is_some_and(|viewer| viewer.id.0 == it.user_id);
    let ids: Vec<i64> = rows.iter().filter(theirs).filter_map(|it| it.cover_id).collect();
    let found = photos::table.filter(photos::id.eq_any(ids)).select((photos::id, photos::key));
    Ok(found.load::<(i64, String)>(reader.conn())?.into_iter().collect())
}

/// Rows of photos, as the pages of albums and of links show them.
pub(crate) type Placed = (i64, PhotoRow);
