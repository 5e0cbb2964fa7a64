//! The pictures of one photo: in which order, and one less.

use crate::photos::Bytes;
use crate::pictures::{self, Part, Role, State};
use crate::schema::pictures as table;
use crate::schema::{gone_images, images, photos, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::{PhotoId, PictureId, Shift};
use time::OffsetDateTime;

/// What stands for the pictures of a photo in addresses, in order.
pub fn keys(reader: &mut Reader, photo: PhotoId) -> Result<Vec<String>> {
    let images = images::table.filter(images::photo_id.eq(photo.0)).order(images::position);
    Ok(images.select(images::key).load(reader.conn())?)
}

/// `keys` with one of them moved by one place, or before another one (`Ok("")` is the end).
pub fn moved(mut keys: Vec<String>, image: &str, to: Result<Shift, &str>) -> Option<Vec<String>> {
    let from = keys.iter().position(|it| it == image)?;
    let key = keys.remove(from);
    let at = match to {
        Ok(Shift::Up) => from.saturating_sub(1),
        Ok(Shift::Down) => (from + 1).min(keys.len()),
        Err("") => keys.len(),
        Err(before) if before == image => from,
        Err(before) => keys.iter().position(|it| it == before)?,
    };
    keys.insert(at, key);
    Some(keys)
}

/// Puts the pictures of a photo, which the transaction holds, into this order.
pub fn arrange(
    tx: &mut Writer,
    photo: PhotoId,
    keys: &[String],
    now: OffsetDateTime,
) -> Result<()> {
    // No two have one place, not even on the way.
    let all = images::table.filter(images::photo_id.eq(photo.0));
    let aside = images::position.eq(images::position + 1_000);
    diesel::update(all).set(aside).execute(tx.conn())?;
    for (place, key) in (0_i32..).zip(keys) {
        let image = images::table.filter(images::key.eq(key));
        diesel::update(image).set(images::position.eq(place)).execute(tx.conn())?;
    }
    show(tx, photo, now)?;
    crate::index::photo(tx, photo)
}

/// Shows a photo whose first picture is another one now, if that is ready.
fn show(tx: &mut Writer, photo: PhotoId, now: OffsetDateTime) -> Result<()> {
    let first: Option<(i64, String)> = images::table
        .inner_join(table::table)
        .filter(images::photo_id.eq(photo.0))
        .filter(images::position.eq(0))
        .select((table::id, table::state))
        .first(tx.conn())
        .optional()?;
    let ready = first.filter(|(_, state)| State::of(state, String::new()) == State::Ready);
    ready.map_or(Ok(()), |(id, _)| pictures::show(tx, PictureId(id), now))
}

/// Removes a picture of a photo, which the transaction holds: its address answers that it is gone. Returns the keys of the bytes
/// that have to go.
pub fn remove(
    tx: &mut Writer,
    photo: PhotoId,
    key: &str,
    now: OffsetDateTime,
) -> Result<Vec<String>> {
    let image = images::table.filter(images::photo_id.eq(photo.0)).filter(images::key.eq(key));
    let picture: i64 = image.select(images::picture_id).first(tx.conn())?;
    diesel::insert_into(gone_images::table)
        .values((gone_images::key.eq(key), gone_images::photo_id.eq(photo.0)))
        .execute(tx.conn())?;
    diesel::delete(image).execute(tx.conn())?;
    let left = keys(tx, photo)?;
    arrange(tx, photo, &left, now)?;
    pictures::release(tx, &[picture])
}

/// Whether `key` stood for a picture of this photo that was removed.
pub fn was_of(reader: &mut Reader, key: &str, photo: PhotoId) -> Result<bool> {
    let gone = gone_images::table.find(key.to_owned()).filter(gone_images::photo_id.eq(photo.0));
    Ok(gone.count().get_result::<i64>(reader.conn())? > 0)
}

/// The file of the `nth` picture of a photo, from 1, as its author lets others have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Where it is and what it is.
    pub bytes: Bytes,
    /// The user name of its author.
    pub author: String,
}

/// The file of the `nth` picture of a photo that may be opened, from 1, if others may have it or it is `own`.
pub fn original(
    reader: &mut Reader,
    id: PhotoId,
    (nth, own): (i32, bool),
) -> Result<Option<Original>> {
    let row: Option<(i64, String, bool)> = images::table
        .inner_join(photos::table)
        .inner_join(users::table.on(users::id.eq(photos::author_id)))
        .filter(images::photo_id.eq(id.0))
        .filter(images::position.eq(nth.saturating_sub(1)))
        .select((images::picture_id, users::name, photos::original))
        .first(reader.conn())
        .optional()?;
    let Some((picture, author, open)) = row else { return Ok(None) };
    if !open && !own {
        return Ok(None);
    }
    let file = Part { role: Role::Original, size: (0, 0) };
    let found = pictures::part(reader, PictureId(picture), file)?;
    Ok(found.map(|(blob_key, media_type, hash)| Original {
        bytes: Bytes { blob_key, media_type, hash, public: false },
        author,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_moves_and_the_others_stay_in_order() {
        let keys = || ["a", "b", "c"].map(str::to_owned).to_vec();
        let check = |image, to, expected: &[&str]| {
            assert_eq!(moved(keys(), image, to).expect("is there"), expected, "{image} {to:?}");
        };
        check("a", Ok(Shift::Up), &["a", "b", "c"]);
        check("a", Ok(Shift::Down), &["b", "a", "c"]);
        check("c", Ok(Shift::Down), &["a", "b", "c"]);
        check("c", Ok(Shift::Up), &["a", "c", "b"]);
        check("c", Err("a"), &["c", "a", "b"]);
        check("a", Err(""), &["b", "c", "a"]);
        check("b", Err("b"), &["a", "b", "c"]);
        assert_eq!(moved(keys(), "x", Ok(Shift::Up)), None);
        assert_eq!(moved(keys(), "a", Err("x")), None);
    }
}
