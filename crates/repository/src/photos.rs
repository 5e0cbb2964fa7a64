//! Photos, their pictures and their tags.

use crate::assembly::{self, PhotoRow};
use crate::backend::{Conn, on_backend};
use crate::instant::to_micros;
use crate::pictures::{Part, Role};
use crate::schema::pictures as table;
use crate::schema::{
    bookmarks, comments, gone_images, images, likes, notifications, photo_tags, photos, variants,
};
use crate::{Reader, Result, Writer, index, pictures, visibility};
use diesel::prelude::*;
use domain::{
    AltText, Member, PhotoDetails, PhotoDraft, PhotoId, PictureId, PublicKey, Tags, UserId,
};
use time::OffsetDateTime;
use views::{PhotoView, VariantView, address};

use crate::photo_bytes::author_if_open;
pub use crate::photo_bytes::{Bytes, bytes, is_gone};

/// A picture of a photo.
#[derive(Debug, Clone)]
pub struct NewImage {
    /// What stands for it in the addresses of its bytes: unguessable, and of this photo alone.
    pub key: String,
    /// The picture.
    pub picture: PictureId,
    /// The SHA-256 of the file that was sent, in hexadecimal.
    pub source_hash: String,
    /// What became of that file: [`views::Receipt`] as JSON.
    pub receipt: String,
    /// How it was taken, where its author wants that to be shown: [`views::CameraView`] as JSON, or empty.
    pub camera: String,
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
    /// Whether others see it at once: its first picture is ready.
    pub shown: bool,
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

/// Makes a photo. Its pictures must be held by the same transaction.
pub fn insert(tx: &mut Writer, new: &NewPhoto) -> Result<PhotoId> {
    let id: i64 = diesel::insert_into(photos::table)
        .values((
            photos::key.eq(new.key.as_ref()),
            photos::author_id.eq(new.author.0),
            photos::title.eq(new.details.title.as_ref()),
            photos::caption.eq(new.details.caption.as_ref()),
            photos::visibility.eq(new.details.visibility.as_str()),
            photos::license.eq(new.details.license.as_ref()),
            photos::original.eq(new.details.original),
            photos::created_at.eq(to_micros(new.created_at)),
            photos::shown_at.eq(new.shown.then(|| to_micros(new.created_at))),
        ))
        .returning(photos::id)
        .get_result(tx.conn())?;
    for (position, image) in (0..).zip(&new.images) {
        let nth = usize::try_from(position).unwrap_or(usize::MAX);
        let alt = new.details.alt.get(nth).map_or("", AltText::as_ref);
        insert_image(tx, id, (position, alt), image)?;
    }
    insert_tags(tx, id, &new.details.tags)?;
    index::photo(tx, PhotoId(id))?;
    Ok(PhotoId(id))
}

fn insert_image(
    tx: &mut Writer,
    photo: i64,
    (position, alt): (i32, &str),
    image: &NewImage,
) -> Result<()> {
    diesel::insert_into(images::table)
        .values((
            images::key.eq(&image.key),
            images::photo_id.eq(photo),
            images::picture_id.eq(image.picture.0),
            images::position.eq(position),
            images::alt.eq(alt),
            images::source_hash.eq(&image.source_hash),
            images::receipt.eq(&image.receipt),
            images::camera.eq(&image.camera),
        ))
        .execute(tx.conn())?;
    Ok(())
}

fn insert_tags(tx: &mut Writer, photo: i64, tags: &Tags) -> Result<()> {
    let row = |(position, tag): (i32, &str)| {
        (
            photo_tags::photo_id.eq(photo),
            photo_tags::position.eq(position),
            photo_tags::tag.eq(tag.to_owned()),
            photo_tags::folded.eq(domain::words::fold(tag)),
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
    let columns =
        (photos::title, photos::caption, photos::visibility, photos::license, photos::original);
    let (title, caption, visibility, license, original) =
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
    let (tags, album) = (tags.join(" "), String::new());
    Ok(PhotoDraft { title, caption, alt, tags, visibility, license, original, album })
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
            photos::original.eq(details.original),
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
    insert_tags(tx, id.0, &details.tags)?;
    index::photo(tx, id)
}

/// Who posted a photo.
pub fn author(reader: &mut Reader, id: PhotoId) -> Result<UserId> {
    let author = photos::table.find(id.0).select(photos::author_id).first(reader.conn())?;
    Ok(UserId(author))
}

/// Whether `member` may open a photo.
pub fn may_open(reader: &mut Reader, id: PhotoId, member: &Member) -> Result<bool> {
    Ok(author_if_open(reader, id.0, Some(member))?.is_some())
}

/// Ends what is said about a photo at `at`, or lets it go on.
pub fn close_talk(tx: &mut Writer, id: PhotoId, at: Option<OffsetDateTime>) -> Result<()> {
    let change = photos::talk_closed_at.eq(at.map(to_micros));
    diesel::update(photos::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Whether something may be said about a photo.
pub fn is_talk_open(reader: &mut Reader, id: PhotoId) -> Result<bool> {
    let closed: Option<i64> =
        photos::table.find(id.0).select(photos::talk_closed_at).first(reader.conn())?;
    Ok(closed.is_none())
}

/// Deletes a photo: its words, pictures, tags and comments; what is left says that it was there.
/// Returns the keys of the bytes that have to go.
pub fn delete(tx: &mut Writer, id: PhotoId, now: OffsetDateTime) -> Result<Vec<String>> {
    index::forget(tx, id)?;
    let images = images::table.filter(images::photo_id.eq(id.0));
    let pictures: Vec<i64> = images.select(images::picture_id).load(tx.conn())?;
    let gone = images.select((images::key, images::photo_id));
    on_backend!(tx.conn(), |c| gone
        .insert_into(gone_images::table)
        .into_columns((gone_images::key, gone_images::photo_id))
        .execute(c))?;
    diesel::delete(images).execute(tx.conn())?;
    let keys = pictures::release(tx, &pictures)?;
    let tags = photo_tags::table.filter(photo_tags::photo_id.eq(id.0));
    diesel::delete(tags).execute(tx.conn())?;
    diesel::delete(likes::table.filter(likes::photo_id.eq(id.0))).execute(tx.conn())?;
    diesel::delete(bookmarks::table.filter(bookmarks::photo_id.eq(id.0))).execute(tx.conn())?;
    crate::visits::forget(tx, id)?;
    crate::history::forget(tx, id)?;
    crate::album_photos::forget(tx, id)?;
    let told = notifications::table.filter(notifications::photo_id.eq(id.0));
    diesel::delete(told).execute(tx.conn())?;
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

/// Takes a photo back that nobody was told of: nothing is left of it. Returns the keys of the bytes that have to go.
pub fn take_back(tx: &mut Writer, id: PhotoId) -> Result<Vec<String>> {
    let images = images::table.filter(images::photo_id.eq(id.0));
    let pictures: Vec<i64> = images.select(images::picture_id).load(tx.conn())?;
    diesel::delete(photos::table.find(id.0)).execute(tx.conn())?;
    pictures::release(tx, &pictures)
}

/// The pictures of a photo, in order, and how far each is.
pub fn states(reader: &mut Reader, id: PhotoId) -> Result<Vec<(PictureId, pictures::State)>> {
    let rows: Vec<(i64, String, String)> = images::table
        .inner_join(table::table)
        .filter(images::photo_id.eq(id.0))
        .order(images::position)
        .select((table::id, table::state, table::problem))
        .load(reader.conn())?;
    let state = |(id, state, problem): (i64, String, String)| {
        (PictureId(id), pictures::State::of(&state, problem))
    };
    Ok(rows.into_iter().map(state).collect())
}

/// What became of the files of a photo, in order, as JSON.
pub fn receipts(reader: &mut Reader, id: PhotoId) -> Result<Vec<String>> {
    let images = images::table.filter(images::photo_id.eq(id.0)).order(images::position);
    Ok(images.select(images::receipt).load(reader.conn())?)
}

/// What a link to a photo looks like elsewhere: the card of its first picture, once there is one.
pub fn card(reader: &mut Reader, id: PhotoId) -> Result<Option<VariantView>> {
    let card = images::table
        .inner_join(variants::table.on(variants::picture_id.eq(images::picture_id)))
        .filter(images::photo_id.eq(id.0))
        .filter(images::position.eq(0))
        .filter(variants::role.eq(Role::Card.as_str()))
        .select((images::key, variants::width, variants::height, variants::media_type));
    let row: Option<(String, i32, i32, String)> = card.first(reader.conn()).optional()?;
    Ok(row.map(|(image, width, height, media_type)| {
        let part = Part { role: Role::Card, size: (width, height) };
        VariantView {
            url: address::media(&image, &part.name(&media_type)),
            width,
            height,
            media_type,
        }
    }))
}

/// How many pictures a photo has.
pub fn count_images(reader: &mut Reader, id: PhotoId) -> Result<i64> {
    Ok(images::table.filter(images::photo_id.eq(id.0)).count().get_result(reader.conn())?)
}
