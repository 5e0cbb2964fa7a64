//! What `storage fsck` and `storage move` need to know of the rows.

use crate::schema::{avatars, unclaimed_blobs, variants};
use crate::{Reader, Result};
use diesel::prelude::*;
use domain::PictureId;

/// Some bytes that a row has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Where they are.
    pub key: String,
    /// How many.
    pub size: u64,
    /// Their SHA-256, in hexadecimal.
    pub hash: String,
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// The picture they are a part of; somebody's face is a part of none.
    pub picture: Option<PictureId>,
    /// Whether they are the file itself, of which nothing can be made anew.
    pub original: bool,
}

/// The rows of bytes after `after`, in an order of the database's own, at most `limit`.
pub fn held(reader: &mut Reader, after: Option<&str>, limit: i64) -> Result<Vec<Held>> {
    type Row = (String, i64, String, String, i64, String);
    // Faces come after all parts of pictures.
    if let Some(after) = after
        && !crate::profiles::held_of(reader, &[after.to_owned()])?.is_empty()
    {
        return faces(reader, Some(after), limit);
    }
    let mut rows = variants::table
        .order(variants::blob_key)
        .limit(limit)
        .select((
            variants::blob_key,
            variants::size,
            variants::hash,
            variants::media_type,
            variants::picture_id,
            variants::role,
        ))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(variants::blob_key.gt(after.to_owned()));
    }
    let rows: Vec<Row> = rows.load(reader.conn())?;
    let held = |(key, size, hash, media_type, picture, role): Row| Held {
        key,
        size: u64::try_from(size).unwrap_or_default(),
        hash,
        media_type,
        picture: Some(PictureId(picture)),
        original: role == crate::pictures::Role::Original.as_str(),
    };
    if rows.is_empty() {
        faces(reader, None, limit)
    } else {
        Ok(rows.into_iter().map(held).collect())
    }
}

/// The same of faces. None can be made anew: the file that was sent was not kept.
fn faces(reader: &mut Reader, after: Option<&str>, limit: i64) -> Result<Vec<Held>> {
    let mut rows = avatars::table
        .order(avatars::blob_key)
        .limit(limit)
        .select((avatars::blob_key, avatars::size, avatars::hash, avatars::media_type))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(avatars::blob_key.gt(after.to_owned()));
    }
    let rows: Vec<(String, i64, String, String)> = rows.load(reader.conn())?;
    let held = |(key, size, hash, media_type): (String, i64, String, String)| Held {
        key,
        size: u64::try_from(size).unwrap_or_default(),
        hash,
        media_type,
        picture: None,
        original: true,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// How many rows of bytes there are.
pub fn count(reader: &mut Reader) -> Result<i64> {
    let faces: i64 = avatars::table.count().get_result(reader.conn())?;
    let parts: i64 = variants::table.count().get_result(reader.conn())?;
    Ok(parts + faces)
}

/// Those of `keys` that neither a row has nor a note knows: nobody will ever ask for them.
pub fn unknown(reader: &mut Reader, keys: &[String]) -> Result<Vec<String>> {
    // Notes first: a key goes from its note to its row, never back.
    let noted: Vec<String> = unclaimed_blobs::table
        .filter(unclaimed_blobs::blob_key.eq_any(keys))
        .select(unclaimed_blobs::blob_key)
        .load(reader.conn())?;
    let held: Vec<String> = variants::table
        .filter(variants::blob_key.eq_any(keys))
        .select(variants::blob_key)
        .load(reader.conn())?;
    let held = [held, crate::profiles::held_of(reader, keys)?].concat();
    let known = |it: &&String| noted.contains(it) || held.contains(it);
    Ok(keys.iter().filter(|it| !known(it)).cloned().collect())
}
