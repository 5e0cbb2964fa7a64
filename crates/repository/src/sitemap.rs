//! What there is for search engines: public photos in parts of a fixed number of rows, each part by a fixed number of statements.

use crate::instant::from_micros;
use crate::pictures::{Part, Role};
use crate::schema::{images, photos, variants};
use crate::{Reader, Result, assembly, visibility};
use diesel::dsl::max;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};
use time::OffsetDateTime;
use views::address;

/// How many rows a part spans: no more addresses than a sitemap may have (50,000), with their authors'.
pub const ROWS: i64 = 10_000;

/// A page for search engines, and the pictures on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its path on this site.
    pub url: String,
    /// When it was last changed.
    pub changed_at: Option<OffsetDateTime>,
    /// The paths of the pictures on it.
    pub images: Vec<String>,
}

/// How many parts there are, at least 1.
pub fn parts(reader: &mut Reader) -> Result<i64> {
    let last: Option<i64> = photos::table.select(max(photos::id)).first(reader.conn())?;
    Ok(last.unwrap_or(0).max(0) / ROWS + 1)
}

/// The public photos of a part (from 0), and their authors.
pub fn part(reader: &mut Reader, nth: i64) -> Result<Vec<Place>> {
    type Row = (i64, String, i64, i64, Option<i64>);
    let from = nth.saturating_mul(ROWS);
    let to = from.saturating_add(ROWS);
    let rows: Vec<Row> = photos::table
        .filter(photos::id.ge(from))
        .filter(photos::id.lt(to))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_listed(None))
        .order(photos::id)
        .select((photos::id, photos::key, photos::author_id, photos::created_at, photos::edited_at))
        .load(reader.conn())?;
    let mut pictures = largest(reader, from, to)?;
    let mut authors: Vec<i64> = rows.iter().map(|it| it.2).collect();
    authors.sort_unstable();
    authors.dedup();
    let authors = assembly::authors(reader, &authors)?;
    let mut people: Vec<_> = authors.into_values().map(|it| it.url).collect();
    people.sort_unstable();
    let people = people.into_iter().map(|url| Place { url, changed_at: None, images: Vec::new() });
    let photos = rows.into_iter().map(|(id, key, _, created, edited)| Place {
        url: address::photo(&key),
        changed_at: Some(from_micros(edited.unwrap_or(created))),
        images: pictures.remove(&id).unwrap_or_default(),
    });
    Ok(photos.collect::<Vec<_>>().into_iter().chain(people).collect())
}

/// The largest size of each picture, by photo.
fn largest(reader: &mut Reader, from: i64, to: i64) -> Result<HashMap<i64, Vec<String>>> {
    type Row = (i64, i32, String, i32, i32, String);
    let rows: Vec<Row> = images::table
        .inner_join(variants::table.on(variants::picture_id.eq(images::picture_id)))
        .filter(images::photo_id.ge(from))
        .filter(images::photo_id.lt(to))
        .filter(variants::role.eq(Role::Size.as_str()))
        .order((images::photo_id, images::position, variants::width))
        .select((
            images::photo_id,
            images::position,
            images::key,
            variants::width,
            variants::height,
            variants::media_type,
        ))
        .load(reader.conn())?;
    let mut found: HashMap<i64, BTreeMap<i32, String>> = HashMap::new();
    for (photo, position, key, width, height, media_type) in rows {
        let part = Part { role: Role::Size, size: (width, height) };
        // Widths ascend, so the last one stays.
        let url = address::media(&key, &part.name(&media_type));
        found.entry(photo).or_default().insert(position, url);
    }
    Ok(found.into_iter().map(|(photo, it)| (photo, it.into_values().collect())).collect())
}
