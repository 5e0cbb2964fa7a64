//! What photos and people are found by: rows made of theirs, in the transaction that changes them.

use crate::backend::{Conn, on_backend};
use crate::schema::{images, photo_index, photo_tags, photos, pictures, user_index, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::words::Words;
use domain::{PhotoId, PictureId, Tint, UserId, words};
use views::CameraView;

/// Of a picture: its alternative text, how it was taken, its size, its colour.
type Image = (String, String, (i32, i32), String);

/// Writes down what a photo is found by. Its row must be held, or new.
pub(crate) fn photo(tx: &mut Writer, id: PhotoId) -> Result<()> {
    let alive = photos::table.find(id.0).filter(photos::deleted_at.is_null());
    let said: Option<(String, String)> =
        alive.select((photos::title, photos::caption)).first(tx.conn()).optional()?;
    let Some((title, caption)) = said else { return Ok(()) };
    let tags: Vec<String> = photo_tags::table
        .filter(photo_tags::photo_id.eq(id.0))
        .select(photo_tags::tag)
        .load(tx.conn())?;
    let images = images_of(tx, id)?;
    let words = words_of((&title, &caption), &tags, &images);
    let first = images.first();
    let ratio = first.map_or(0, |it| i64::from(it.2.0) * 1_000 / i64::from(it.2.1.max(1)));
    let (hue, (red, green, blue)) = colour(first.map_or("", |it| &it.3));
    let row = (
        photo_index::photo_id.eq(id.0),
        photo_index::words.eq(words),
        photo_index::ratio.eq(ratio),
        photo_index::hue.eq(hue),
        (photo_index::red.eq(red), photo_index::green.eq(green), photo_index::blue.eq(blue)),
    );
    // The colour may be written by whoever develops the picture at this very moment.
    on_backend!(tx.conn(), |c| diesel::insert_into(photo_index::table)
        .values(row)
        .on_conflict(photo_index::photo_id)
        .do_update()
        .set((
            photo_index::words.eq(excluded(photo_index::words)),
            photo_index::ratio.eq(excluded(photo_index::ratio)),
        ))
        .execute(c))?;
    if hue.is_empty() { Ok(()) } else { paint(tx, &[id.0], (hue, (red, green, blue))) }
}

fn images_of(reader: &mut Reader, id: PhotoId) -> Result<Vec<Image>> {
    let images = images::table
        .inner_join(pictures::table)
        .filter(images::photo_id.eq(id.0))
        .order(images::position)
        .select((
            images::alt,
            images::camera,
            (pictures::width, pictures::height),
            pictures::colour,
        ));
    Ok(images.load(reader.conn())?)
}

fn words_of((title, caption): (&str, &str), tags: &[String], images: &[Image]) -> String {
    let mut words = Words::default();
    for tag in tags {
        words.tag(tag);
        words.text(tag);
    }
    words.text(title);
    words.text(caption);
    for (alt, camera, ..) in images {
        words.text(alt);
        // Empty where the author does not want it to be known.
        let camera: Option<CameraView> = serde_json::from_str(camera).ok();
        let Some(CameraView { camera, lens, .. }) = camera else { continue };
        words.field("camera", &camera.unwrap_or_default());
        words.field("lens", &lens.unwrap_or_default());
    }
    words.line()
}

fn colour(text: &str) -> (&'static str, (i64, i64, i64)) {
    let parts = Tint::parts(text);
    (parts.map_or("", Tint::name_of), parts.unwrap_or_default())
}

/// Notes the colour of the photos that begin with a picture.
pub(crate) fn developed(tx: &mut Writer, id: PictureId, found: &str) -> Result<()> {
    let (hue, (red, green, blue)) = colour(found);
    let first = images::table
        .filter(images::picture_id.eq(id.0))
        .filter(images::position.eq(0))
        .select(images::photo_id);
    let first: Vec<i64> = first.load(tx.conn())?;
    paint(tx, &first, (hue, (red, green, blue)))
}

/// Notes the colour of photos.
fn paint(
    tx: &mut Writer,
    photos: &[i64],
    (hue, (red, green, blue)): (&str, (i64, i64, i64)),
) -> Result<()> {
    diesel::update(photo_index::table.filter(photo_index::photo_id.eq_any(photos)))
        .set((
            photo_index::hue.eq(hue),
            photo_index::red.eq(red),
            photo_index::green.eq(green),
            photo_index::blue.eq(blue),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A deleted photo is not found.
pub(crate) fn forget(tx: &mut Writer, id: PhotoId) -> Result<()> {
    diesel::delete(photo_index::table.find(id.0)).execute(tx.conn())?;
    Ok(())
}

/// Writes down what somebody is found by: their name and what they want to be called.
pub(crate) fn user(tx: &mut Writer, id: UserId) -> Result<()> {
    let (name, display_name): (String, String) =
        users::table.find(id.0).select((users::name, users::display_name)).first(tx.conn())?;
    let mut words = Words::default();
    words.text(&name);
    words.text(&display_name);
    let row = (user_index::user_id.eq(id.0), user_index::words.eq(words.line()));
    on_backend!(tx.conn(), |c| diesel::insert_into(user_index::table)
        .values(row)
        .on_conflict(user_index::user_id)
        .do_update()
        .set(user_index::words.eq(excluded(user_index::words)))
        .execute(c))?;
    Ok(())
}

/// Forgets what everything is found by, so that it is written down anew.
pub fn clear(tx: &mut Writer) -> Result<()> {
    diesel::delete(photo_index::table).execute(tx.conn())?;
    diesel::delete(user_index::table).execute(tx.conn())?;
    Ok(())
}

/// The photos after `after` that nothing is written down of yet, at most `limit`.
pub fn missing_photos(reader: &mut Reader, after: i64, limit: i64) -> Result<Vec<PhotoId>> {
    let ids: Vec<i64> = photos::table
        .left_join(photo_index::table)
        .filter(photo_index::photo_id.is_null())
        .filter(photos::deleted_at.is_null())
        .filter(photos::id.gt(after))
        .order(photos::id)
        .limit(limit)
        .select(photos::id)
        .load(reader.conn())?;
    Ok(ids.into_iter().map(PhotoId).collect())
}

/// The people after `after` that nothing is written down of yet, at most `limit`.
pub fn missing_users(reader: &mut Reader, after: i64, limit: i64) -> Result<Vec<UserId>> {
    let known = user_index::table.select(user_index::user_id);
    let ids: Vec<i64> = users::table
        .filter(users::id.ne_all(known))
        .filter(users::id.gt(after))
        .order(users::id)
        .limit(limit)
        .select(users::id)
        .load(reader.conn())?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Writes down what photos are found by, each held until the end of the transaction.
pub fn fill_photos(tx: &mut Writer, ids: &[PhotoId]) -> Result<()> {
    for id in ids {
        let row = photos::table.find(id.0).select(photos::id);
        if let Conn::Postgres(c) = tx.conn() {
            row.for_no_key_update().first::<i64>(c).optional()?;
        }
        let tags = photo_tags::table.filter(photo_tags::photo_id.eq(id.0));
        let tags: Vec<(i32, String)> =
            tags.select((photo_tags::position, photo_tags::tag)).load(tx.conn())?;
        for (position, tag) in tags {
            let row = photo_tags::table.find((id.0, position));
            let folded = photo_tags::folded.eq(words::fold(&tag));
            diesel::update(row).set(folded).execute(tx.conn())?;
        }
        photo(tx, *id)?;
    }
    Ok(())
}

/// Writes down what people are found by.
pub fn fill_users(tx: &mut Writer, ids: &[UserId]) -> Result<()> {
    for id in ids {
        if crate::leaving::hold(tx, *id)? {
            user(tx, *id)?;
        }
    }
    Ok(())
}
