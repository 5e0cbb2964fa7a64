//! Photos, their pictures and their tags.

use crate::assembly::{self, PhotoRow};
use crate::backend::{Conn, on_backend};
use crate::instant::to_micros;
use crate::schema::{comments, images, photo_tags, photos, variants};
use crate::{Reader, Result, Writer, visibility};
use diesel::prelude::*;
use domain::{AltText, Member, PhotoDetails, PhotoDraft, PhotoId, PublicKey, Tags, UserId};
use time::OffsetDateTime;
use views::PhotoView;

/// One size of a picture to be shown, whose bytes are stored already.
#[derive(Debug, Clone)]
pub struct NewVariant {
    /// Where its bytes are.
    pub blob_key: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
    /// How many bytes.
    pub size: usize,
}

/// A picture to be shown.
#[derive(Debug, Clone)]
pub struct NewImage {
    /// A ThumbHash in base64.
    pub placeholder: String,
    /// The SHA-256 of the file it was made from, in hexadecimal.
    pub source_hash: String,
    /// Its sizes, smallest first.
    pub variants: Vec<NewVariant>,
}

/// A photo to be shown.
#[derive(Debug, Clone)]
pub struct NewPhoto {
    /// What stands for it in addresses.
    pub key: PublicKey,
    /// Who posts it.
    pub author: UserId,
    /// What is said about it.
    pub details: PhotoDetails,
    /// Its pictures, in order.
    pub images: Vec<NewImage>,
    /// When it is posted.
    pub created_at: OffsetDateTime,
}

/// A photo that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its row.
    pub id: PhotoId,
    /// Who posted it.
    pub author: UserId,
    /// Whether it was deleted: then nothing else of it is left.
    pub gone: bool,
}

/// Makes a photo. Its blobs must have been claimed in the same transaction.
pub fn insert(tx: &mut Writer, new: &NewPhoto) -> Result<PhotoId> {
    let id: i64 = diesel::insert_into(photos::table)
        .values((
            photos::key.eq(new.key.as_ref()),
            photos::author_id.eq(new.author.0),
            photos::title.eq(new.details.title.as_ref()),
            photos::caption.eq(new.details.caption.as_ref()),
            photos::visibility.eq(new.details.visibility.as_str()),
            photos::license.eq(new.details.license.as_ref()),
            photos::created_at.eq(to_micros(new.created_at)),
        ))
        .returning(photos::id)
        .get_result(tx.conn())?;
    for (position, image) in (0..).zip(&new.images) {
        let nth = usize::try_from(position).unwrap_or(usize::MAX);
        let alt = new.details.alt.get(nth).map_or("", AltText::as_ref);
        insert_image(tx, id, (position, alt), image)?;
    }
    insert_tags(tx, id, &new.details.tags)?;
    Ok(PhotoId(id))
}

fn insert_image(
    tx: &mut Writer,
    photo: i64,
    (position, alt): (i32, &str),
    image: &NewImage,
) -> Result<()> {
    let id: i64 = diesel::insert_into(images::table)
        .values((
            images::photo_id.eq(photo),
            images::position.eq(position),
            images::alt.eq(alt),
            images::placeholder.eq(&image.placeholder),
            images::source_hash.eq(&image.source_hash),
        ))
        .returning(images::id)
        .get_result(tx.conn())?;
    let row = |it: &NewVariant| {
        (
            variants::blob_key.eq(it.blob_key.clone()),
            variants::image_id.eq(id),
            variants::width.eq(i32::try_from(it.width).unwrap_or(i32::MAX)),
            variants::height.eq(i32::try_from(it.height).unwrap_or(i32::MAX)),
            variants::media_type.eq(it.media_type),
            variants::size.eq(i64::try_from(it.size).unwrap_or(i64::MAX)),
        )
    };
    let rows: Vec<_> = image.variants.iter().map(row).collect();
    on_backend!(tx.conn(), |c| { diesel::insert_into(variants::table).values(&rows).execute(c) })?;
    Ok(())
}

fn insert_tags(tx: &mut Writer, photo: i64, tags: &Tags) -> Result<()> {
    let row = |(position, tag): (i32, &str)| {
        (
            photo_tags::photo_id.eq(photo),
            photo_tags::position.eq(position),
            photo_tags::tag.eq(tag.to_owned()),
        )
    };
    let rows: Vec<_> = (0..).zip(tags.iter()).map(row).collect();
    on_backend!(tx.conn(), |c| {
        diesel::insert_into(photo_tags::table).values(&rows).execute(c)
    })?;
    Ok(())
}

/// The photo `key` stands for, if `viewer` may open it or could have before it was deleted.
pub fn find(
    reader: &mut Reader,
    key: &PublicKey,
    viewer: Option<&Member>,
) -> Result<Option<Found>> {
    let row: Option<(i64, i64, Option<i64>)> = photos::table
        .filter(photos::key.eq(key.as_ref().to_owned()))
        .filter(visibility::may_open(viewer))
        .select((photos::id, photos::author_id, photos::deleted_at))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(|(id, author, deleted)| Found {
        id: PhotoId(id),
        author: UserId(author),
        gone: deleted.is_some(),
    }))
}

/// Holds a photo alone until the end of the transaction, so that what is decided about it stays true: PostgreSQL
/// would let somebody else delete it in between. SQLite has one writer at a time, and nothing to hold.
pub fn lock(tx: &mut Writer, key: &PublicKey) -> Result<()> {
    let photo = photos::table.filter(photos::key.eq(key.as_ref().to_owned())).select(photos::id);
    if let Conn::Postgres(c) = tx.conn() {
        photo.for_no_key_update().first::<i64>(c).optional()?;
    }
    Ok(())
}

/// Holds a photo as it is until the end of the transaction, together with others who want no more than that.
pub fn keep(tx: &mut Writer, key: &PublicKey) -> Result<()> {
    let photo = photos::table.filter(photos::key.eq(key.as_ref().to_owned())).select(photos::id);
    if let Conn::Postgres(c) = tx.conn() {
        photo.for_share().first::<i64>(c).optional()?;
    }
    Ok(())
}

/// A photo with all that is shown of it.
pub fn view(
    reader: &mut Reader,
    id: PhotoId,
    viewer: Option<&Member>,
) -> Result<Option<PhotoView>> {
    let row: Option<PhotoRow> = photos::table
        .find(id.0)
        .filter(photos::deleted_at.is_null())
        .select(PhotoRow::as_select())
        .first(reader.conn())
        .optional()?;
    let views = assembly::views(reader, row.into_iter().collect(), viewer)?;
    Ok(views.into_iter().next())
}

/// What is said about a photo, as it was typed.
pub fn draft(reader: &mut Reader, id: PhotoId) -> Result<PhotoDraft> {
    let columns = (photos::title, photos::caption, photos::visibility, photos::license);
    let (title, caption, visibility, license) =
        photos::table.find(id.0).select(columns).first(reader.conn())?;
    let alt = images::table
        .filter(images::photo_id.eq(id.0))
        .order(images::position)
        .select(images::alt)
        .load(reader.conn())?;
    let tags: Vec<String> = photo_tags::table
        .filter(photo_tags::photo_id.eq(id.0))
        .order(photo_tags::position)
        .select(photo_tags::tag)
        .load(reader.conn())?;
    Ok(PhotoDraft { title, caption, alt, tags: tags.join(" "), visibility, license })
}

/// The photo of `author` that was made from a file with this hash, if there is one.
pub fn find_by_source(
    reader: &mut Reader,
    author: UserId,
    source_hash: &str,
) -> Result<Option<String>> {
    let photo = images::table
        .inner_join(photos::table)
        .filter(images::source_hash.eq(source_hash.to_owned()))
        .filter(photos::author_id.eq(author.0))
        .filter(photos::deleted_at.is_null());
    Ok(photo.select(photos::key).first(reader.conn()).optional()?)
}

/// Changes what is said about a photo.
pub fn update(
    tx: &mut Writer,
    id: PhotoId,
    details: &PhotoDetails,
    now: OffsetDateTime,
) -> Result<()> {
    diesel::update(photos::table.find(id.0))
        .set((
            photos::title.eq(details.title.as_ref()),
            photos::caption.eq(details.caption.as_ref()),
            photos::visibility.eq(details.visibility.as_str()),
            photos::license.eq(details.license.as_ref()),
            photos::edited_at.eq(to_micros(now)),
        ))
        .execute(tx.conn())?;
    for (position, alt) in (0..).zip(&details.alt) {
        let image = images::table
            .filter(images::photo_id.eq(id.0))
            .filter(images::position.eq::<i32>(position));
        diesel::update(image).set(images::alt.eq(alt.as_ref())).execute(tx.conn())?;
    }
    let before = photo_tags::table.filter(photo_tags::photo_id.eq(id.0));
    diesel::delete(before).execute(tx.conn())?;
    insert_tags(tx, id.0, &details.tags)
}

/// Deletes a photo: its words, pictures, tags and comments; what is left says that it was there.
/// Returns the keys of the bytes that have to go.
pub fn delete(tx: &mut Writer, id: PhotoId, now: OffsetDateTime) -> Result<Vec<String>> {
    let pictures = images::table.filter(images::photo_id.eq(id.0)).select(images::id);
    let keys = variants::table
        .filter(variants::image_id.eq_any(pictures))
        .select(variants::blob_key)
        .load(tx.conn())?;
    let images = images::table.filter(images::photo_id.eq(id.0));
    diesel::delete(images).execute(tx.conn())?;
    let tags = photo_tags::table.filter(photo_tags::photo_id.eq(id.0));
    diesel::delete(tags).execute(tx.conn())?;
    // As with a comment that is deleted alone, the words go and the address remembers.
    let talk =
        comments::table.filter(comments::photo_id.eq(id.0)).filter(comments::deleted_at.is_null());
    diesel::update(talk)
        .set((comments::body.eq(""), comments::deleted_at.eq(to_micros(now))))
        .execute(tx.conn())?;
    diesel::update(photos::table.find(id.0))
        .set((photos::title.eq(""), photos::caption.eq(""), photos::deleted_at.eq(to_micros(now))))
        .execute(tx.conn())?;
    Ok(keys)
}

/// The bytes of a picture, as far as they may be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// How many.
    pub size: i64,
    /// Whether everybody may have them, and caches may keep them.
    pub public: bool,
}

/// The picture whose bytes are under `blob_key`, if `viewer` may open its photo.
pub fn bytes(
    reader: &mut Reader,
    blob_key: &str,
    viewer: Option<&Member>,
) -> Result<Option<Bytes>> {
    let photo = images::table
        .inner_join(variants::table)
        .filter(variants::blob_key.eq(blob_key.to_owned()))
        .select(images::photo_id);
    let allowed: Option<String> = photos::table
        .filter(photos::id.eq_any(photo))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::may_open(viewer))
        .select(photos::visibility)
        .first(reader.conn())
        .optional()?;
    let Some(visibility) = allowed else { return Ok(None) };
    let (media_type, size) = variants::table
        .find(blob_key)
        .select((variants::media_type, variants::size))
        .first(reader.conn())?;
    Ok(Some(Bytes { media_type, size, public: visibility == "public" || visibility == "unlisted" }))
}
