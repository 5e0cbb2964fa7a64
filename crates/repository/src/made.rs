//! What else somebody takes along: albums, links, reports.

use crate::instant::from_micros;
use crate::schema::{album_photos, albums, photos};
use crate::{Reader, Result, reports, shares};
use diesel::prelude::*;
use domain::UserId;
use std::collections::HashMap;
use time::OffsetDateTime;
use views::{ArchivedAlbum, ArchivedReport, ArchivedShare, address};

/// The albums of a user, oldest first, with the photos in each. `site` is the site's address.
pub(crate) fn albums(
    reader: &mut Reader,
    (user, name): (UserId, &str),
    site: &str,
) -> Result<Vec<ArchivedAlbum>> {
    type Row = (i64, (String, String, String, String), Option<i64>, i64, Option<i64>);
    let rows: Vec<Row> = albums::table
        .filter(albums::user_id.eq(user.0))
        .order(albums::id)
        .select((
            albums::id,
            (albums::slug, albums::title, albums::description, albums::visibility),
            albums::cover_id,
            albums::created_at,
            albums::edited_at,
        ))
        .load(reader.conn())?;
    let ids: Vec<i64> = rows.iter().map(|it| it.0).collect();
    let inside: Vec<(i64, i64, String)> = album_photos::table
        .inner_join(photos::table)
        .filter(album_photos::album_id.eq_any(ids))
        .filter(photos::deleted_at.is_null())
        .order((album_photos::album_id, album_photos::position))
        .select((album_photos::album_id, photos::id, photos::key))
        .load(reader.conn())?;
    let mut photos: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    for (album, photo, key) in inside {
        photos.entry(album).or_default().push((photo, key));
    }
    let view = |(id, (slug, title, description, visibility), cover, created_at, edited_at): Row| {
        let photos = photos.remove(&id).unwrap_or_default();
        let cover = photos.iter().find(|(id, _)| Some(*id) == cover).map(|it| it.1.clone());
        ArchivedAlbum {
            url: format!("{site}{}", address::album(name, &slug)),
            title,
            description,
            visibility,
            cover,
            photos: photos.into_iter().map(|it| it.1).collect(),
            created_at: from_micros(created_at),
            edited_at: edited_at.map(from_micros),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// The links of a user, oldest first.
pub(crate) fn shares(
    reader: &mut Reader,
    user: UserId,
    (site, now): (&str, OffsetDateTime),
) -> Result<Vec<ArchivedShare>> {
    let mut told = Vec::new();
    for (opens, link) in shares::all_of(reader, user, now)? {
        let place = shares::place_of(reader, opens)?.unwrap_or_default();
        told.push(ArchivedShare { opens: format!("{site}{place}"), link });
    }
    Ok(told)
}

/// What a user has reported, oldest first.
pub(crate) fn reports(reader: &mut Reader, user: UserId) -> Result<Vec<ArchivedReport>> {
    let told = reports::by(reader, user)?.into_iter();
    let view = |it: views::ReportView| ArchivedReport {
        kind: it.kind,
        reason: it.reason,
        note: it.note,
        created_at: it.created_at,
    };
    Ok(told.map(view).collect())
}
