//! What has just happened below a photo, for those who have its page open.

use crate::instant::to_micros;
use crate::schema::{comments, likes};
use crate::{Reader, Result, visibility};
use diesel::dsl::max;
use diesel::prelude::*;
use domain::{Member, PhotoId};
use time::OffsetDateTime;

/// At most so many comments are told at once.
const MOST: i64 = 50;

/// The newest comment of a photo, by its row; 0 where there is none.
pub fn newest(reader: &mut Reader, photo: PhotoId) -> Result<i64> {
    let last: Option<i64> = comments::table
        .filter(comments::photo_id.eq(photo.0))
        .select(max(comments::id))
        .first(reader.conn())?;
    Ok(last.unwrap_or(0))
}

/// What stands for the comments of a photo after the row `after`, as far as `viewer` is shown them.
pub fn after(
    reader: &mut Reader,
    photo: PhotoId,
    after: i64,
    viewer: Option<&Member>,
) -> Result<Vec<String>> {
    let new = comments::table
        .filter(comments::photo_id.eq(photo.0))
        .filter(comments::id.gt(after))
        .filter(visibility::is_shown(viewer));
    Ok(new.order(comments::id).limit(MOST).select(comments::key).load(reader.conn())?)
}

/// How many like a photo, as `viewer` counts them.
pub fn likes(reader: &mut Reader, photo: PhotoId, viewer: Option<&Member>) -> Result<i64> {
    let counted = likes::table.filter(likes::photo_id.eq(photo.0));
    Ok(counted.filter(visibility::is_counted(viewer)).count().get_result(reader.conn())?)
}

/// What was said about a photo since `since`, as far as `viewer` is shown it.
pub fn since(
    reader: &mut Reader,
    photo: PhotoId,
    since: OffsetDateTime,
    viewer: Option<&Member>,
) -> Result<Vec<String>> {
    let new = comments::table
        .filter(comments::photo_id.eq(photo.0))
        .filter(comments::created_at.gt(to_micros(since)))
        .filter(visibility::is_shown(viewer));
    let new = new.order((comments::created_at, comments::id)).limit(MOST);
    Ok(new.select(comments::key).load(reader.conn())?)
}
