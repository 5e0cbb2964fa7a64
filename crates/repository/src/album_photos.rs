//! What is in albums, in the order of their owners. Whoever changes it holds the album ([`crate::albums::lock`]), so that no two
//! photos have one place.

use crate::album_visibility::shown_in_albums;
use crate::albums::Placed;
use crate::assembly::{self, PhotoRow};
use crate::backend::on_backend;
use crate::schema::{album_photos, albums, photos};
use crate::{Reader, Result, Writer};
use data_encoding::BASE64URL_NOPAD;
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{AlbumId, Member, PhotoId, PublicKey, Shift, UserId};
use views::{AlbumChoice, PhotoView, Slice};

/// Which photos of an album a page shows.
#[derive(Debug, Clone)]
pub struct Query {
    /// The album.
    pub album: AlbumId,
    /// Who looks.
    pub viewer: Option<Member>,
    /// Only those after this place.
    pub after: Option<PublicKey>,
    /// At most so many.
    pub limit: i64,
}

/// A place in an album as a cursor: it stays good when the photo that had it goes.
pub(crate) fn cursor(position: i64) -> String {
    PublicKey::new(position.to_be_bytes()).as_ref().to_owned()
}

/// The place that a cursor says; `None` where it says none.
pub(crate) fn place(after: &PublicKey) -> Option<i64> {
    let bytes = BASE64URL_NOPAD.decode(after.as_ref().as_bytes()).ok()?;
    let place = i64::from_be_bytes(bytes.try_into().ok()?);
    (place > 0).then_some(place)
}

/// One page of an album, in its own order; `None` when [`Query::after`] is no place.
pub fn page(reader: &mut Reader, query: &Query) -> Result<Option<Slice<PhotoView>>> {
    let viewer = query.viewer.as_ref();
    let after = match &query.after {
        None => 0,
        Some(after) => match place(after) {
            Some(place) => place,
            None => return Ok(None),
        },
    };
    let rows: Vec<Placed> = shown_in_albums!(viewer)
        .filter(album_photos::album_id.eq(query.album.0))
        .filter(album_photos::position.gt(after))
        .order(album_photos::position)
        .limit(query.limit + 1)
        .select((album_photos::position, PhotoRow::as_select()))
        .load(reader.conn())?;
    let (rows, next) = cut(rows, query.limit);
    Ok(Some(Slice { items: assembly::views(reader, rows, viewer)?, next }))
}

/// As many rows as a page shows, and the cursor where there are more.
pub(crate) fn cut(mut rows: Vec<Placed>, limit: i64) -> (Vec<PhotoRow>, Option<String>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|it| cursor(it.0));
    (rows.into_iter().map(|it| it.1).collect(), next)
}

/// Puts a photo at the end of an album, where it is not in it; `false`, and nothing is done, where there are `most` in it.
pub fn put(tx: &mut Writer, album: AlbumId, photo: PhotoId, most: i64) -> Result<bool> {
    let inside = album_photos::table.filter(album_photos::album_id.eq(album.0));
    let is_in = inside.filter(album_photos::photo_id.eq(photo.0));
    if is_in.count().get_result::<i64>(tx.conn())? > 0 {
        return Ok(true);
    }
    if inside.count().get_result::<i64>(tx.conn())? >= most {
        return Ok(false);
    }
    let row = (
        album_photos::album_id.eq(album.0),
        album_photos::photo_id.eq(photo.0),
        album_photos::position.eq(end(tx, album)?),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(album_photos::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(true)
}

/// The place after the last one.
fn end(tx: &mut Writer, album: AlbumId) -> Result<i64> {
    let inside = album_photos::table.filter(album_photos::album_id.eq(album.0));
    let last: Option<i64> = inside.select(max(album_photos::position)).first(tx.conn())?;
    Ok(last.unwrap_or(0) + 1)
}

/// Takes a photo out of an album; `false` where it was not in it.
pub fn take(tx: &mut Writer, album: AlbumId, photo: PhotoId) -> Result<bool> {
    let gone = diesel::delete(album_photos::table.find((album.0, photo.0))).execute(tx.conn())?;
    let cover = albums::table.find(album.0).filter(albums::cover_id.eq(photo.0));
    diesel::update(cover).set(albums::cover_id.eq(None::<i64>)).execute(tx.conn())?;
    Ok(gone == 1)
}

/// Moves a photo one place; at either end it stays. `false` where it is not in the album.
pub fn shift(tx: &mut Writer, album: AlbumId, photo: PhotoId, by: Shift) -> Result<bool> {
    let Some(place) = place_of(tx, album, photo)? else { return Ok(false) };
    let others = album_photos::table
        .inner_join(photos::table)
        .filter(album_photos::album_id.eq(album.0))
        .filter(photos::deleted_at.is_null())
        .select((album_photos::photo_id, album_photos::position));
    let near: Option<(i64, i64)> = match by {
        Shift::Up => others
            .filter(album_photos::position.lt(place))
            .order(album_photos::position.desc())
            .first(tx.conn()),
        Shift::Down => others
            .filter(album_photos::position.gt(place))
            .order(album_photos::position)
            .first(tx.conn()),
    }
    .optional()?;
    if let Some((other, its)) = near {
        set(tx, album, photo.0, its)?;
        set(tx, album, other, place)?;
    }
    Ok(true)
}

/// Moves a photo before another one, or to the end; `false` where one of them is not in the album.
pub fn move_before(
    tx: &mut Writer,
    album: AlbumId,
    photo: PhotoId,
    before: Option<PhotoId>,
) -> Result<bool> {
    let Some(from) = place_of(tx, album, photo)? else { return Ok(false) };
    let to = match before {
        None => end(tx, album)?,
        Some(other) if other == photo => return Ok(true),
        Some(other) => match place_of(tx, album, other)? {
            Some(place) => place,
            None => return Ok(false),
        },
    };
    let inside = album_photos::table.filter(album_photos::album_id.eq(album.0));
    if from > to {
        let between =
            inside.filter(album_photos::position.ge(to)).filter(album_photos::position.lt(from));
        let later = album_photos::position.eq(album_photos::position + 1);
        diesel::update(between).set(later).execute(tx.conn())?;
        set(tx, album, photo.0, to)?;
    } else {
        let between =
            inside.filter(album_photos::position.gt(from)).filter(album_photos::position.lt(to));
        let earlier = album_photos::position.eq(album_photos::position - 1);
        diesel::update(between).set(earlier).execute(tx.conn())?;
        set(tx, album, photo.0, to - 1)?;
    }
    Ok(true)
}

fn place_of(tx: &mut Writer, album: AlbumId, photo: PhotoId) -> Result<Option<i64>> {
    let row = album_photos::table.find((album.0, photo.0)).select(album_photos::position);
    Ok(row.first(tx.conn()).optional()?)
}

fn set(tx: &mut Writer, album: AlbumId, photo: i64, place: i64) -> Result<()> {
    let change = album_photos::position.eq(place);
    diesel::update(album_photos::table.find((album.0, photo))).set(change).execute(tx.conn())?;
    Ok(())
}

/// Chooses the photo that stands for an album, or none; `false` where it is not in it.
pub fn choose(tx: &mut Writer, album: AlbumId, photo: Option<PhotoId>) -> Result<bool> {
    if let Some(photo) = photo
        && place_of(tx, album, photo)?.is_none()
    {
        return Ok(false);
    }
    let change = albums::cover_id.eq(photo.map(|it| it.0));
    diesel::update(albums::table.find(album.0)).set(change).execute(tx.conn())?;
    Ok(true)
}

/// The albums of somebody, newest first, and whether a photo is in each.
pub fn choices(
    reader: &mut Reader,
    owner: UserId,
    photo: Option<PhotoId>,
) -> Result<Vec<AlbumChoice>> {
    let rows: Vec<(i64, String, String)> = albums::table
        .filter(albums::user_id.eq(owner.0))
        .order(albums::id.desc())
        .select((albums::id, albums::slug, albums::title))
        .load(reader.conn())?;
    let has: Vec<i64> = match photo {
        None => Vec::new(),
        Some(photo) => album_photos::table
            .filter(album_photos::photo_id.eq(photo.0))
            .select(album_photos::album_id)
            .load(reader.conn())?,
    };
    let choice = |(id, slug, title): (i64, String, String)| AlbumChoice {
        slug,
        title,
        has: has.contains(&id),
    };
    Ok(rows.into_iter().map(choice).collect())
}

/// Takes a photo that is deleted out of all albums.
pub(crate) fn forget(tx: &mut Writer, photo: PhotoId) -> Result<()> {
    use crate::schema::albums;
    let placed = album_photos::table.filter(album_photos::photo_id.eq(photo.0));
    diesel::delete(placed).execute(tx.conn())?;
    let covered = albums::table.filter(albums::cover_id.eq(photo.0));
    diesel::update(covered).set(albums::cover_id.eq(None::<i64>)).execute(tx.conn())?;
    Ok(())
}
