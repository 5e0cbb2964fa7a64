//! From rows to what is shown: a fixed number of statements for a page, however long it is.

use crate::instant::from_micros;
use crate::schema::{comments, images, photo_tags, photos, users, variants};
use crate::users::UserRow;
use crate::{Error, Reader, Result, visibility};
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::{Member, UserId};
use std::collections::HashMap;
use views::{AuthorView, Counts, ImageView, PhotoView, PhotoViewer, VariantView, address, html};

#[derive(Queryable, Selectable)]
#[diesel(table_name = photos)]
pub(crate) struct PhotoRow {
    id: i64,
    key: String,
    author_id: i64,
    title: String,
    caption: String,
    visibility: String,
    license: String,
    created_at: i64,
    edited_at: Option<i64>,
}

impl PhotoRow {
    pub(crate) fn key(&self) -> &str {
        &self.key
    }
}

/// What belongs to the photos of one page, by photo (authors by user).
struct Parts {
    authors: HashMap<i64, AuthorView>,
    images: HashMap<i64, Vec<ImageView>>,
    tags: HashMap<i64, Vec<String>>,
    comments: HashMap<i64, i64>,
}

pub(crate) fn views(
    reader: &mut Reader,
    rows: Vec<PhotoRow>,
    viewer: Option<&Member>,
) -> Result<Vec<PhotoView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = rows.iter().map(|it| it.id).collect();
    let people: Vec<i64> = rows.iter().map(|it| it.author_id).collect();
    let mut parts = Parts {
        authors: authors(reader, &people)?,
        images: pictures(reader, &ids)?,
        tags: tags(reader, &ids)?,
        comments: talk(reader, &ids, viewer)?,
    };
    rows.into_iter()
        .filter_map(|row| {
            // Without a picture it was deleted after its row was read: each statement sees its own moment.
            let images = parts.images.remove(&row.id)?;
            Some(view(row, images, &mut parts, viewer))
        })
        .collect()
}

fn view(
    row: PhotoRow,
    images: Vec<ImageView>,
    parts: &mut Parts,
    viewer: Option<&Member>,
) -> Result<PhotoView> {
    let corrupt = Error::Corrupt { table: "photos", id: row.id };
    let author = UserId(row.author_id);
    let editable = viewer.is_some_and(|it| it.may_edit_of(author));
    let viewer = viewer.map(|it| PhotoViewer {
        liked: false,
        bookmarked: false,
        can_edit: editable,
        can_delete: it.may_delete_photo_of(author),
    });
    let comments = parts.comments.get(&row.id).copied().unwrap_or(0);
    Ok(PhotoView {
        url: address::photo(&row.key),
        id: row.key,
        title: row.title,
        caption_html: html::paragraphs(&row.caption),
        caption: editable.then_some(row.caption),
        tags: parts.tags.remove(&row.id).unwrap_or_default(),
        visibility: row.visibility,
        license: Some(row.license).filter(|it| !it.is_empty()),
        created_at: from_micros(row.created_at),
        edited_at: row.edited_at.map(from_micros),
        author: parts.authors.get(&row.author_id).cloned().ok_or(corrupt)?,
        images,
        counts: Counts { likes: 0, comments, views: 0 },
        viewer,
    })
}

pub(crate) fn authors(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, AuthorView>> {
    let rows: Vec<UserRow> = users::table
        .filter(users::id.eq_any(ids))
        .select(UserRow::as_select())
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|row| (row.id, row.author())).collect())
}

fn pictures(reader: &mut Reader, photos: &[i64]) -> Result<HashMap<i64, Vec<ImageView>>> {
    type Row = (i64, i64, String, String, String, i32, i32, String);
    let rows: Vec<Row> = images::table
        .inner_join(variants::table)
        .filter(images::photo_id.eq_any(photos))
        .order((images::photo_id, images::position, variants::width, variants::height))
        .select((
            images::photo_id,
            images::id,
            images::alt,
            images::placeholder,
            variants::blob_key,
            variants::width,
            variants::height,
            variants::media_type,
        ))
        .load(reader.conn())?;
    let mut found: HashMap<i64, Vec<ImageView>> = HashMap::new();
    let mut current = None;
    for (photo, image, alt, placeholder, key, width, height, media_type) in rows {
        let url = address::media(&key);
        let variant = VariantView { url: url.clone(), width, height, media_type };
        let pictures = found.entry(photo).or_default();
        if current != Some(image) {
            current = Some(image);
            let variants = Vec::with_capacity(4);
            let view = ImageView { url: url.clone(), width, height, alt, placeholder, variants };
            pictures.push(view);
        }
        if let Some(view) = pictures.last_mut() {
            // Widths ascend, so the last one stays: the largest.
            (view.url, view.width, view.height) = (url, width, height);
            view.variants.push(variant);
        }
    }
    Ok(found)
}

fn tags(reader: &mut Reader, photos: &[i64]) -> Result<HashMap<i64, Vec<String>>> {
    let rows: Vec<(i64, String)> = photo_tags::table
        .filter(photo_tags::photo_id.eq_any(photos))
        .order((photo_tags::photo_id, photo_tags::position))
        .select((photo_tags::photo_id, photo_tags::tag))
        .load(reader.conn())?;
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    for (photo, tag) in rows {
        found.entry(photo).or_default().push(tag);
    }
    Ok(found)
}

fn talk(reader: &mut Reader, photos: &[i64], viewer: Option<&Member>) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = comments::table
        .filter(comments::photo_id.eq_any(photos))
        .filter(visibility::is_shown(viewer))
        .group_by(comments::photo_id)
        .select((comments::photo_id, count_star()))
        .load(reader.conn())?;
    Ok(rows.into_iter().collect())
}
