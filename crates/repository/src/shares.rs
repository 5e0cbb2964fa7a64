//! Links that open one photo or one album to whoever has them. They are known by their hash only.

use crate::album_photos::{cut, place};
use crate::albums::Placed;
use crate::assembly::{self, PhotoRow};
use crate::backend::Conn;
use crate::instant::{from_micros, to_micros};
use crate::photos::Bytes;
use crate::pictures::{self, Part, Role};
use crate::schema::{album_photos, albums, images, photos, shares, users};
use crate::{Error, Reader, Result, Writer};
use diesel::prelude::*;
use domain::{AlbumId, PhotoId, PictureId, PublicKey, UserId};
use time::OffsetDateTime;
use views::{AuthorView, PhotoView, ShareView, Slice};

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opens {
    /// One photo.
    Photo(PhotoId),
    /// One album, with the photos in it.
    Album(AlbumId),
}

impl Opens {
    fn columns(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Photo(id) => (Some(id.0), None),
            Self::Album(id) => (None, Some(id.0)),
        }
    }
}

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewShare {
    /// What stands for it where it is revoked.
    pub key: PublicKey,
    /// Whose it is.
    pub owner: UserId,
    /// What it opens.
    pub opens: Opens,
    /// The hash of its token.
    pub token_hash: String,
    /// The hash of its password; empty where it has none.
    pub password_hash: String,
    /// When it is made.
    pub created_at: OffsetDateTime,
    /// When it stops working.
    pub expires_at: Option<OffsetDateTime>,
}

/// A link that works.
#[derive(Debug, Clone)]
pub struct Share {
    /// Its row.
    pub id: i64,
    /// What stands for it.
    pub key: String,
    /// Whose it is.
    pub owner: UserId,
    /// What it opens.
    pub opens: Opens,
    /// The hash of its password; empty where it has none.
    pub password_hash: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = shares)]
struct ShareRow {
    id: i64,
    key: String,
    user_id: i64,
    photo_id: Option<i64>,
    album_id: Option<i64>,
    password_hash: String,
    created_at: i64,
    expires_at: Option<i64>,
    uses: i64,
    used_at: Option<i64>,
}

impl ShareRow {
    fn view(self, now: OffsetDateTime) -> ShareView {
        ShareView {
            id: self.key,
            password: !self.password_hash.is_empty(),
            created_at: from_micros(self.created_at),
            expires_at: self.expires_at.map(from_micros),
            expired: self.expires_at.is_some_and(|it| it <= to_micros(now)),
            uses: self.uses,
            used_at: self.used_at.map(from_micros),
        }
    }

    fn share(self) -> Result<Share> {
        let opens = match (self.photo_id, self.album_id) {
            (Some(photo), None) => Opens::Photo(PhotoId(photo)),
            (None, Some(album)) => Opens::Album(AlbumId(album)),
            _ => return Err(Error::Corrupt { table: "shares", id: self.id }),
        };
        let (id, key, owner) = (self.id, self.key, UserId(self.user_id));
        Ok(Share { id, key, owner, opens, password_hash: self.password_hash })
    }
}

/// Keeps a link; `None`, and nothing is kept, where its owner has `most` already.
pub fn insert(tx: &mut Writer, new: &NewShare, most: i64) -> Result<Option<ShareView>> {
    // Of two that are made at once, the second one has to see the first one.
    if let Conn::Postgres(c) = tx.conn() {
        let owner = users::table.find(new.owner.0).select(users::id);
        owner.for_no_key_update().first::<i64>(c).optional()?;
    }
    let theirs = shares::table.filter(shares::user_id.eq(new.owner.0));
    if theirs.count().get_result::<i64>(tx.conn())? >= most {
        return Ok(None);
    }
    let (photo, album) = new.opens.columns();
    diesel::insert_into(shares::table)
        .values((
            shares::key.eq(new.key.as_ref()),
            shares::user_id.eq(new.owner.0),
            shares::photo_id.eq(photo),
            shares::album_id.eq(album),
            shares::token_hash.eq(&new.token_hash),
            shares::password_hash.eq(&new.password_hash),
            shares::created_at.eq(to_micros(new.created_at)),
            shares::expires_at.eq(new.expires_at.map(to_micros)),
            shares::uses.eq(0_i64),
        ))
        .execute(tx.conn())?;
    Ok(Some(ShareView {
        id: new.key.as_ref().to_owned(),
        password: !new.password_hash.is_empty(),
        created_at: new.created_at,
        expires_at: new.expires_at,
        expired: false,
        uses: 0,
        used_at: None,
    }))
}

/// The links to a photo or an album, newest first.
pub fn list(reader: &mut Reader, opens: Opens, now: OffsetDateTime) -> Result<Vec<ShareView>> {
    let mut links =
        shares::table.select(ShareRow::as_select()).order(shares::id.desc()).into_boxed();
    links = match opens {
        Opens::Photo(id) => links.filter(shares::photo_id.eq(id.0)),
        Opens::Album(id) => links.filter(shares::album_id.eq(id.0)),
    };
    let rows: Vec<ShareRow> = links.load(reader.conn())?;
    Ok(rows.into_iter().map(|it| it.view(now)).collect())
}

/// Removes a link of `owner`'s, and says what it opened.
pub fn delete(tx: &mut Writer, key: &PublicKey, owner: UserId) -> Result<Option<Opens>> {
    let link = shares::table
        .filter(shares::key.eq(key.as_ref().to_owned()))
        .filter(shares::user_id.eq(owner.0))
        .select(ShareRow::as_select());
    let Some(row) = link.first::<ShareRow>(tx.conn()).optional()? else { return Ok(None) };
    let share = row.share()?;
    diesel::delete(shares::table.find(share.id)).execute(tx.conn())?;
    Ok(Some(share.opens))
}

/// The address of what a link opens: a photo's key, or the name of its owner and the slug of an album.
pub fn place_of(reader: &mut Reader, opens: Opens) -> Result<Option<String>> {
    Ok(match opens {
        Opens::Photo(id) => {
            let key = photos::table.find(id.0).select(photos::key);
            key.first(reader.conn()).optional()?.map(|key: String| views::address::photo(&key))
        }
        Opens::Album(id) => {
            let album = albums::table.inner_join(users::table).filter(albums::id.eq(id.0));
            let found: Option<(String, String)> =
                album.select((users::name, albums::slug)).first(reader.conn()).optional()?;
            found.map(|(name, slug)| views::address::album(&name, &slug))
        }
    })
}

/// The link with this hash, if it has not expired and its owner is neither suspended nor leaving.
pub fn find(reader: &mut Reader, token_hash: &str, now: OffsetDateTime) -> Result<Option<Share>> {
    let open = shares::expires_at.is_null().or(shares::expires_at.gt(to_micros(now)));
    let found: Option<ShareRow> = shares::table
        .inner_join(users::table)
        .filter(shares::token_hash.eq(token_hash.to_owned()))
        .filter(open)
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .select(ShareRow::as_select())
        .first(reader.conn())
        .optional()?;
    found.map(ShareRow::share).transpose()
}

/// Notes that the page of a link was opened.
pub fn note_use(tx: &mut Writer, id: i64, now: OffsetDateTime) -> Result<()> {
    let change = (shares::uses.eq(shares::uses + 1), shares::used_at.eq(to_micros(now)));
    diesel::update(shares::table.find(id)).set(change).execute(tx.conn())?;
    Ok(())
}

/// What a link shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What it is called.
    pub title: String,
    /// Whose it is.
    pub author: AuthorView,
    /// The photos: those of an album in its order.
    pub photos: Slice<PhotoView>,
}

/// What a link shows; `None` where it is gone, or `after` is no place.
pub fn shown(
    reader: &mut Reader,
    share: &Share,
    (after, limit): (Option<&PublicKey>, i64),
) -> Result<Option<Shown>> {
    let (title, rows, next) = match share.opens {
        Opens::Photo(id) => {
            let photo: Option<PhotoRow> = photos::table
                .find(id.0)
                .filter(photos::deleted_at.is_null())
                .filter(photos::shown_at.is_not_null())
                .select(PhotoRow::as_select())
                .first(reader.conn())
                .optional()?;
            let Some(photo) = photo else { return Ok(None) };
            (photo.title().to_owned(), vec![photo], None)
        }
        Opens::Album(id) => {
            let title = albums::table.find(id.0).select(albums::title).first(reader.conn());
            let after = after.map_or(Some(0), place);
            let (Some(title), Some(after)) = (title.optional()?, after) else { return Ok(None) };
            let rows: Vec<Placed> = album_photos::table
                .inner_join(photos::table)
                .filter(album_photos::album_id.eq(id.0))
                .filter(album_photos::position.gt(after))
                .filter(photos::deleted_at.is_null())
                .filter(photos::shown_at.is_not_null())
                .order(album_photos::position)
                .limit(limit + 1)
                .select((album_photos::position, PhotoRow::as_select()))
                .load(reader.conn())?;
            let (rows, next) = cut(rows, limit);
            (title, rows, next)
        }
    };
    let author = assembly::authors(reader, &[share.owner.0])?.remove(&share.owner.0);
    let Some(author) = author else { return Ok(None) };
    let items = assembly::views(reader, rows, None)?;
    Ok(Some(Shown { title, author, photos: Slice { items, next } }))
}

/// The bytes of a part of a picture, if the link opens the photo it belongs to. Never the file itself.
pub fn bytes(
    reader: &mut Reader,
    share: &Share,
    (image, part): (&str, Part),
) -> Result<Option<Bytes>> {
    if !matches!(part.role, Role::Size | Role::Animation) {
        return Ok(None);
    }
    let found: Option<(i64, i64)> = images::table
        .inner_join(photos::table)
        .filter(images::key.eq(image.to_owned()))
        .filter(photos::deleted_at.is_null())
        .filter(photos::shown_at.is_not_null())
        .select((images::photo_id, images::picture_id))
        .first(reader.conn())
        .optional()?;
    let Some((photo, picture)) = found else { return Ok(None) };
    let admitted = match share.opens {
        Opens::Photo(id) => id.0 == photo,
        Opens::Album(id) => {
            let row = album_photos::table.find((id.0, photo));
            row.count().get_result::<i64>(reader.conn())? > 0
        }
    };
    if !admitted {
        return Ok(None);
    }
    let row = pictures::part(reader, PictureId(picture), part)?;
    Ok(row.map(|(blob_key, media_type, hash)| Bytes { blob_key, media_type, hash, public: false }))
}

/// Whether the photo that a link opened was deleted.
pub fn is_gone(reader: &mut Reader, share: &Share) -> Result<bool> {
    let Opens::Photo(id) = share.opens else { return Ok(false) };
    let gone = photos::table.find(id.0).filter(photos::deleted_at.is_not_null());
    Ok(gone.count().get_result::<i64>(reader.conn())? > 0)
}

/// All links of somebody, oldest first, each with what it opens.
pub(crate) fn all_of(
    reader: &mut Reader,
    owner: UserId,
    now: OffsetDateTime,
) -> Result<Vec<(Opens, ShareView)>> {
    let rows: Vec<ShareRow> = shares::table
        .filter(shares::user_id.eq(owner.0))
        .order(shares::id)
        .select(ShareRow::as_select())
        .load(reader.conn())?;
    let pair = |row: ShareRow| {
        let opens = match (row.photo_id, row.album_id) {
            (Some(photo), _) => Opens::Photo(PhotoId(photo)),
            (None, album) => Opens::Album(AlbumId(album.unwrap_or(0))),
        };
        (opens, row.view(now))
    };
    Ok(rows.into_iter().map(pair).collect())
}
