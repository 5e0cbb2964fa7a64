//! The bytes of a photo's pictures, for whoever may open the photo.

use crate::pictures::{self, Part, Role};
use crate::schema::{gone_images, images, photos};
use crate::{Reader, Result, visibility};
use diesel::prelude::*;
use domain::{Member, PictureId};

/// The bytes of a part of a picture, as far as they may be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    /// Where they are in the store.
    pub blob_key: String,
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// Their SHA-256, in hexadecimal.
    pub hash: String,
    /// Whether everybody may have them, and caches may keep them.
    pub public: bool,
}

/// The bytes of a part of the picture that `image` stands for, if `viewer` may open its photo. The same bytes may have other
/// addresses in other photos: what counts is this one.
pub fn bytes(
    reader: &mut Reader,
    image: &str,
    part: Part,
    viewer: Option<&Member>,
) -> Result<Option<Bytes>> {
    let found: Option<(i64, i64)> = images::table
        .filter(images::key.eq(image.to_owned()))
        .select((images::photo_id, images::picture_id))
        .first(reader.conn())
        .optional()?;
    let Some((photo, picture)) = found else {
        return crate::profiles::bytes(reader, image, part, viewer);
    };
    let Some(author) = author_if_open(reader, photo, viewer)? else { return Ok(None) };
    let original = part.role == Role::Original;
    // The file itself is for whoever has put it there, and for staff; others have it from [`crate::images::original`].
    if original && !viewer.is_some_and(|it| it.id.0 == author || it.is_staff()) {
        return Ok(None);
    }
    // Staff and its author may open what is hidden, whatever its visibility says.
    let public = !original && (viewer.is_none() || author_if_open(reader, photo, None)?.is_some());
    let row = pictures::part(reader, PictureId(picture), part)?;
    Ok(row.map(|(blob_key, media_type, hash)| Bytes { blob_key, media_type, hash, public }))
}

/// Whether `image` stood for a picture of a photo that was deleted, which `viewer` could have opened before.
pub fn is_gone(reader: &mut Reader, image: &str, viewer: Option<&Member>) -> Result<bool> {
    let photo: Option<i64> = gone_images::table
        .find(image.to_owned())
        .select(gone_images::photo_id)
        .first(reader.conn())
        .optional()?;
    let Some(photo) = photo else { return Ok(false) };
    let known = photos::table.find(photo).filter(visibility::may_open(viewer));
    Ok(known.count().get_result::<i64>(reader.conn())? > 0)
}

/// Who posted a photo, if `viewer` may open it.
pub(crate) fn author_if_open(
    reader: &mut Reader,
    photo: i64,
    viewer: Option<&Member>,
) -> Result<Option<i64>> {
    let found = photos::table
        .find(photo)
        .filter(photos::deleted_at.is_null())
        .filter(visibility::may_open(viewer))
        .select(photos::author_id)
        .first(reader.conn());
    Ok(found.optional()?)
}
