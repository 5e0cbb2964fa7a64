//! From rows to what is shown: a fixed number of statements for a page, however long it is.

use crate::instant::from_micros;
use crate::likes::Marks;
use crate::pictures::{Part, Role};
use crate::schema::{comments, images, photo_tags, photos, pictures, users, variants, view_counts};
use crate::users::UserRow;
use crate::{Error, Reader, Result, visibility};
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::{Member, UserId};
use std::collections::{HashMap, HashSet};
use views::{
    AuthorView, Counts, DownloadView, ImageView, PhotoView, PhotoViewer, VariantView, address,
    markdown,
};

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
    original: bool,
    created_at: i64,
    edited_at: Option<i64>,
    talk_closed_at: Option<i64>,
}

impl PhotoRow {
    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn title(&self) -> &str {
        &self.title
    }
}

/// What belongs to the photos of one page, by photo (authors by user).
struct Parts {
    authors: HashMap<i64, AuthorView>,
    /// The authors who keep to themselves how often their photos are looked at.
    hiding: HashSet<i64>,
    images: HashMap<i64, Vec<Shown>>,
    tags: HashMap<i64, Vec<String>>,
    comments: HashMap<i64, i64>,
    marks: Marks,
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
    let (authors, hiding) = authors_and_hiding(reader, &people)?;
    let mut parts = Parts {
        authors,
        hiding,
        images: pictures(reader, &ids, viewer.is_some() || rows.iter().any(|it| it.original))?,
        tags: tags(reader, &ids)?,
        comments: talk(reader, &ids, viewer)?,
        marks: Marks::of(reader, &ids, viewer)?,
    };
    rows.into_iter()
        .filter_map(|row| {
            let editor = viewer.is_some_and(|it| it.may_edit_of(UserId(row.author_id)));
            let shown = parts.images.remove(&row.id).unwrap_or_default();
            let views = shown.first().map_or(0, |it| it.views);
            let files = row.original.then_some(row.key.as_str());
            let images: Vec<_> = (1..)
                .zip(shown)
                .filter_map(|(nth, it)| it.to(editor, files.map(|key| (key, nth))))
                .collect();
            // Without a picture it was deleted after its row was read (each statement sees its own moment), or none is
            // ready that this reader may see.
            (!images.is_empty()).then(|| view(row, (images, views), &mut parts, viewer))
        })
        .collect()
}

fn view(
    row: PhotoRow,
    (images, views): (Vec<ImageView>, i64),
    parts: &mut Parts,
    viewer: Option<&Member>,
) -> Result<PhotoView> {
    let corrupt = Error::Corrupt { table: "photos", id: row.id };
    let author = UserId(row.author_id);
    let editable = viewer.is_some_and(|it| it.may_edit_of(author));
    let told = !parts.hiding.contains(&row.author_id)
        || viewer.is_some_and(|it| it.id == author || it.is_staff());
    let viewer = viewer.map(|it| PhotoViewer {
        liked: parts.marks.liked.contains(&row.id),
        bookmarked: parts.marks.bookmarked.contains(&row.id),
        can_edit: editable,
        can_delete: it.may_delete_photo_of(author),
    });
    let likes = parts.marks.likes(row.id);
    let comments = parts.comments.get(&row.id).copied().unwrap_or(0);
    Ok(PhotoView {
        url: address::photo(&row.key),
        id: row.key,
        title: row.title,
        caption_html: markdown::html(&row.caption),
        caption: editable.then_some(row.caption),
        tags: parts.tags.remove(&row.id).unwrap_or_default(),
        visibility: row.visibility,
        license: Some(row.license).filter(|it| !it.is_empty()),
        original: row.original,
        created_at: from_micros(row.created_at),
        edited_at: row.edited_at.map(from_micros),
        author: parts.authors.get(&row.author_id).cloned().ok_or(corrupt)?,
        images,
        counts: Counts { likes, comments, views: told.then_some(views) },
        comments_open: row.talk_closed_at.is_none(),
        viewer,
    })
}

/// The first picture of each photo that others see, by photo, for `viewer`.
pub(crate) fn first_images(
    reader: &mut Reader,
    photos: &[i64],
    viewer: Option<&Member>,
) -> Result<HashMap<i64, ImageView>> {
    let found = pictures(reader, photos, viewer.is_some())?;
    let first = |(photo, shown): (i64, Vec<Shown>)| {
        let editor = false;
        Some((photo, shown.into_iter().find_map(|it| it.to(editor, None))?))
    };
    Ok(found.into_iter().filter_map(first).collect())
}

pub(crate) fn authors(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, AuthorView>> {
    Ok(authors_and_hiding(reader, ids)?.0)
}

/// Authors, and those whose photos do not tell others how often they were looked at: all of them where the site wants it so.
fn authors_and_hiding(
    reader: &mut Reader,
    ids: &[i64],
) -> Result<(HashMap<i64, AuthorView>, HashSet<i64>)> {
    let rows: Vec<UserRow> = users::table
        .filter(users::id.eq_any(ids))
        .select(UserRow::as_select())
        .load(reader.conn())?;
    let hides = !reader.shows_views();
    let hiding = rows.iter().filter(|it| hides || it.hide_views).map(|it| it.id).collect();
    Ok((rows.into_iter().map(|row| (row.id, row.author())).collect(), hiding))
}

/// The rows of a photo and a picture; what stands for the image, and what can be seen; camera, placeholder, colour, state, problem;
/// the size; how often the photo was looked at.
type ImageRow =
    (i64, i64, (String, String), String, String, String, String, String, (i32, i32), Option<i64>);

/// How far the work on a picture is, in the words of the API.
fn called(state: String) -> String {
    if state == "pending" { "processing".to_owned() } else { state }
}

/// The pictures of photos, in order, with what was made of them.
fn pictures(
    reader: &mut Reader,
    photos: &[i64],
    originals: bool,
) -> Result<HashMap<i64, Vec<Shown>>> {
    let rows = image_rows(reader, photos)?;
    let variants = sizes(reader, &rows.iter().map(|it| it.1).collect::<Vec<_>>(), originals)?;
    let mut found: HashMap<i64, Vec<Shown>> = HashMap::new();
    for row in rows {
        let (photo, made) = (row.0, variants.get(&row.1).cloned().unwrap_or_default());
        found.entry(photo).or_default().push(Shown::new(row, made));
    }
    Ok(found)
}

fn image_rows(reader: &mut Reader, photos: &[i64]) -> Result<Vec<ImageRow>> {
    let rows = images::table
        .inner_join(pictures::table)
        .left_join(view_counts::table.on(view_counts::photo_id.eq(images::photo_id)))
        .filter(images::photo_id.eq_any(photos))
        .order((images::photo_id, images::position))
        .select((
            images::photo_id,
            pictures::id,
            (images::key, images::alt),
            images::camera,
            pictures::placeholder,
            pictures::colour,
            pictures::state,
            pictures::problem,
            (pictures::width, pictures::height),
            view_counts::views.nullable(),
        ))
        .load(reader.conn())?;
    Ok(rows)
}

/// A picture of a photo, before it is known who looks.
struct Shown {
    key: String,
    image: ImageView,
    made: Vec<Made>,
    views: i64,
}

/// A part of a picture, and what it is.
type Made = (Part, String, i64);

impl Shown {
    fn new(row: ImageRow, made: Vec<Made>) -> Self {
        let (_, _, (key, alt), camera, placeholder, colour, state, problem, size, views) = row;
        let (width, height) = size;
        let image = ImageView {
            id: key.clone(),
            url: String::new(),
            width,
            height,
            alt,
            placeholder,
            colour,
            state: called(state),
            problem: Some(problem).filter(|it| !it.is_empty()),
            camera: serde_json::from_str(&camera).ok(),
            variants: Vec::with_capacity(4),
            animation: None,
            original: None,
            download: None,
        };
        Self { key, image, made, views: views.unwrap_or(0) }
    }

    /// The picture for its author, or `None` where others do not see it yet. `file` is which picture of which photo it is, where
    /// others may have the file itself.
    fn to(self, editor: bool, file: Option<(&str, usize)>) -> Option<ImageView> {
        let Self { key, mut image, made, .. } = self;
        for (part, media_type, bytes) in made {
            let url = address::media(&key, &part.name(&media_type));
            let (width, height) = part.size;
            if let (Role::Original, Some((photo, nth))) = (part.role, file) {
                let (url, media_type) = (address::original(photo, nth), media_type.clone());
                image.download = Some(DownloadView { url, bytes, width, height, media_type });
            }
            let variant = VariantView { url, width, height, media_type };
            match part.role {
                Role::Size => image.variants.push(variant),
                Role::Animation => image.animation = Some(variant),
                Role::Original | Role::Card => image.original = Some(variant),
            }
        }
        // Widths ascend, so the last one is the largest. Before there are any, its author sees the file itself.
        let largest = image.variants.last().or(image.original.as_ref().filter(|_| editor))?;
        (image.url, image.width, image.height) =
            (largest.url.clone(), largest.width, largest.height);
        if !editor {
            (image.original, image.problem) = (None, None);
        }
        Some(image)
    }
}

/// What was made of pictures, by picture, from small to large; with the files themselves only for those who are signed in,
/// as nobody else ever sees them.
fn sizes(
    reader: &mut Reader,
    pictures: &[i64],
    originals: bool,
) -> Result<HashMap<i64, Vec<Made>>> {
    type Row = (i64, String, i32, i32, String, i64);
    let mut roles = vec![Role::Size.as_str(), Role::Animation.as_str()];
    roles.extend(originals.then_some(Role::Original.as_str()));
    let rows: Vec<Row> = variants::table
        .filter(variants::picture_id.eq_any(pictures))
        .filter(variants::role.eq_any(roles))
        .order((variants::picture_id, variants::width, variants::height))
        .select((
            variants::picture_id,
            variants::role,
            variants::width,
            variants::height,
            variants::media_type,
            variants::size,
        ))
        .load(reader.conn())?;
    let mut found: HashMap<i64, Vec<Made>> = HashMap::new();
    for (picture, role, width, height, media_type, bytes) in rows {
        let Some(role) = Role::known(&role) else { continue };
        let part = Part { role, size: (width, height) };
        found.entry(picture).or_default().push((part, media_type, bytes));
    }
    Ok(found)
}

pub(crate) fn tags(reader: &mut Reader, photos: &[i64]) -> Result<HashMap<i64, Vec<String>>> {
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
