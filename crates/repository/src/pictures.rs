//! Pictures: files as they are kept, the sizes made of them, and how far that is. One picture may stand in many photos; the
//! last photo that goes takes it along (reference counting by the rows of `images`).

use crate::backend::{Conn, on_backend};
use crate::instant::to_micros;
use crate::schema::{images, photos, pictures, variants};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::PictureId;
use std::collections::HashMap;
use time::OffsetDateTime;

/// What some bytes of a picture are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The file as it is kept.
    Original,
    /// One of the sizes to be shown.
    Size,
    /// The size that moves.
    Animation,
    /// What a link to the photo looks like elsewhere.
    Card,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Original, Self::Size, Self::Animation, Self::Card];

    /// A role from its name.
    pub(crate) fn known(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Size => "size",
            Self::Animation => "animation",
            Self::Card => "card",
        }
    }
}

/// A part of a picture, as its address names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is for.
    pub role: Role,
    /// In pixels; tells one size from another.
    pub size: (i32, i32),
}

impl Part {
    /// The last segment of its address: `640x480.jpg`, `card.jpg`.
    pub fn name(&self, media_type: &str) -> String {
        let ending = match media_type {
            "image/jpeg" => "jpg",
            other => other.rsplit('/').next().unwrap_or("bin"),
        };
        match self.role {
            Role::Size => format!("{}x{}.{ending}", self.size.0, self.size.1),
            role => format!("{}.{ending}", role.as_str()),
        }
    }

    /// The part that an address names, if it can be one. The ending is for people and programs to look at.
    pub fn parse(name: &str) -> Option<Self> {
        let (name, _) = name.split_once('.')?;
        if let Some(role) =
            [Role::Original, Role::Animation, Role::Card].into_iter().find(|it| it.as_str() == name)
        {
            return Some(Self { role, size: (0, 0) });
        }
        let (width, height) = name.split_once('x')?;
        Some(Self { role: Role::Size, size: (width.parse().ok()?, height.parse().ok()?) })
    }
}

/// Some bytes of a picture, stored already.
#[derive(Debug, Clone)]
pub struct NewVariant {
    /// Where they are.
    pub blob_key: String,
    /// What they are for.
    pub role: Role,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
    /// How many bytes.
    pub size: usize,
    /// Their SHA-256, in hexadecimal.
    pub hash: String,
}

/// A picture whose file is stored, and of which nothing was made yet.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// The file as it is kept; its hash is what the picture is known by.
    pub original: NewVariant,
    /// More than one where it moves.
    pub frames: u32,
    /// When it came.
    pub created_at: OffsetDateTime,
}

/// What was made of a picture.
#[derive(Debug, Clone)]
pub struct Made {
    /// A ThumbHash in base64.
    pub placeholder: String,
    /// The dominant colour, `#rrggbb`.
    pub colour: String,
    /// The sizes, the card and the animation.
    pub variants: Vec<NewVariant>,
}

/// How far the work on a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is promised.
    Pending,
    /// It is done.
    Ready,
    /// It was given up, for the reason this message names.
    Failed(String),
}

impl State {
    pub(crate) fn of(state: &str, problem: String) -> Self {
        match state {
            "ready" => Self::Ready,
            "failed" => Self::Failed(problem),
            _ => Self::Pending,
        }
    }
}

/// The pictures with these hashes, held until the end of the transaction so that none of them goes meanwhile.
pub fn hold(tx: &mut Writer, hashes: &[String]) -> Result<HashMap<String, (PictureId, State)>> {
    // Always in the same order, or two who want the same ones could wait for each other.
    let known = pictures::table.filter(pictures::hash.eq_any(hashes)).order(pictures::id).select((
        pictures::hash,
        pictures::id,
        pictures::state,
        pictures::problem,
    ));
    let rows: Vec<(String, i64, String, String)> = match tx.conn() {
        Conn::Postgres(c) => known.for_update().load(c)?,
        Conn::Sqlite(c) => known.load(c)?,
    };
    let pair = |(hash, id, state, problem): (String, i64, String, String)| {
        (hash, (PictureId(id), State::of(&state, problem)))
    };
    Ok(rows.into_iter().map(pair).collect())
}

/// Whether there is a picture with this hash. It may go before it is held.
pub fn exists(reader: &mut Reader, hash: &str) -> Result<bool> {
    let known = pictures::table.filter(pictures::hash.eq(hash.to_owned()));
    Ok(diesel::select(diesel::dsl::exists(known)).get_result(reader.conn())?)
}

/// Makes a picture, whose blob must have been claimed in the same transaction; `None` where somebody else has made
/// the same one since it was looked for.
pub fn insert(tx: &mut Writer, new: &NewPicture) -> Result<Option<PictureId>> {
    let side = |side| i32::try_from(side).unwrap_or(i32::MAX);
    let row = (
        pictures::hash.eq(&new.original.hash),
        pictures::state.eq("pending"),
        pictures::problem.eq(""),
        pictures::width.eq(side(new.original.width)),
        pictures::height.eq(side(new.original.height)),
        pictures::frames.eq(side(new.frames)),
        pictures::placeholder.eq(""),
        pictures::colour.eq(""),
        pictures::created_at.eq(to_micros(new.created_at)),
    );
    let id: Option<i64> = on_backend!(tx.conn(), |c| diesel::insert_into(pictures::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(pictures::id)
        .get_result(c)
        .optional())?;
    let Some(id) = id else { return Ok(None) };
    insert_variants(tx, id, std::slice::from_ref(&new.original))?;
    Ok(Some(PictureId(id)))
}

fn insert_variants(tx: &mut Writer, picture: i64, new: &[NewVariant]) -> Result<()> {
    let row = |it: &NewVariant| {
        (
            variants::blob_key.eq(it.blob_key.clone()),
            variants::picture_id.eq(picture),
            variants::role.eq(it.role.as_str()),
            variants::width.eq(i32::try_from(it.width).unwrap_or(i32::MAX)),
            variants::height.eq(i32::try_from(it.height).unwrap_or(i32::MAX)),
            variants::media_type.eq(it.media_type),
            variants::size.eq(i64::try_from(it.size).unwrap_or(i64::MAX)),
            variants::hash.eq(it.hash.clone()),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    on_backend!(tx.conn(), |c| { diesel::insert_into(variants::table).values(&rows).execute(c) })?;
    Ok(())
}

/// How far the work on a picture is; `None` where it is gone.
pub fn state(reader: &mut Reader, id: PictureId) -> Result<Option<State>> {
    let row: Option<(String, String)> = pictures::table
        .find(id.0)
        .select((pictures::state, pictures::problem))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(|(state, problem)| State::of(&state, problem)))
}

/// Where the file of a picture is, and its hash; `None` where the picture is gone.
pub fn original(reader: &mut Reader, id: PictureId) -> Result<Option<(String, String)>> {
    let file = variants::table
        .filter(variants::picture_id.eq(id.0))
        .filter(variants::role.eq(Role::Original.as_str()));
    Ok(file.select((variants::blob_key, variants::hash)).first(reader.conn()).optional()?)
}

/// Where a part of a picture is, what it is, and its hash.
pub(crate) fn part(
    reader: &mut Reader,
    id: PictureId,
    part: Part,
) -> Result<Option<(String, String, String)>> {
    let mut variant = variants::table
        .filter(variants::picture_id.eq(id.0))
        .filter(variants::role.eq(part.role.as_str()))
        .select((variants::blob_key, variants::media_type, variants::hash))
        .into_boxed();
    if part.role == Role::Size {
        let (width, height) = part.size;
        variant = variant.filter(variants::width.eq(width)).filter(variants::height.eq(height));
    }
    Ok(variant.first(reader.conn()).optional()?)
}

/// Notes what was made of a picture; its blobs must have been claimed in the same transaction. Photos that were waiting
/// for it are shown from now on. Returns the keys of what was made of it before, which have to go, or `None` where the picture
/// is gone, or was finished by somebody else.
pub fn finish(
    tx: &mut Writer,
    id: PictureId,
    made: &Made,
    now: OffsetDateTime,
) -> Result<Option<Vec<String>>> {
    let pending = pictures::table.find(id.0).filter(pictures::state.ne("ready"));
    let change = (
        pictures::state.eq("ready"),
        pictures::problem.eq(""),
        pictures::placeholder.eq(&made.placeholder),
        pictures::colour.eq(&made.colour),
    );
    if diesel::update(pending).set(change).execute(tx.conn())? == 0 {
        return Ok(None);
    }
    let before = variants::table
        .filter(variants::picture_id.eq(id.0))
        .filter(variants::role.ne(Role::Original.as_str()));
    let keys: Vec<String> = before.select(variants::blob_key).load(tx.conn())?;
    diesel::delete(before).execute(tx.conn())?;
    insert_variants(tx, id.0, &made.variants)?;
    crate::index::developed(tx, id, &made.colour)?;
    show(tx, id, now)?;
    Ok(Some(keys))
}

/// Shows the photos that begin with this picture and were not shown before.
pub(crate) fn show(tx: &mut Writer, id: PictureId, now: OffsetDateTime) -> Result<()> {
    let first = images::table
        .filter(images::picture_id.eq(id.0))
        .filter(images::position.eq(0))
        .select(images::photo_id);
    let waiting = photos::table.filter(photos::id.eq_any(first)).filter(photos::shown_at.is_null());
    diesel::update(waiting).set(photos::shown_at.eq(to_micros(now))).execute(tx.conn())?;
    Ok(())
}

/// Notes that nothing can be made of a picture, for the reason `problem` names.
pub fn fail(tx: &mut Writer, id: PictureId, problem: &str) -> Result<()> {
    let pending = pictures::table.find(id.0).filter(pictures::state.eq("pending"));
    let change = (pictures::state.eq("failed"), pictures::problem.eq(problem));
    diesel::update(pending).set(change).execute(tx.conn())?;
    Ok(())
}

/// Notes that the work on a picture begins anew; what was made of it before stays until then.
pub fn reopen(tx: &mut Writer, id: PictureId) -> Result<()> {
    let change = (pictures::state.eq("pending"), pictures::problem.eq(""));
    diesel::update(pictures::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Deletes those of the pictures that stand in no photo any more. Returns the keys of their bytes, which have to go.
pub fn release(tx: &mut Writer, ids: &[i64]) -> Result<Vec<String>> {
    let held = pictures::table.filter(pictures::id.eq_any(ids)).order(pictures::id);
    if let Conn::Postgres(c) = tx.conn() {
        // Whoever is about to use one of them in another photo either has done so before, or finds it gone.
        held.select(pictures::id).for_update().load::<i64>(c)?;
    }
    let used: Vec<i64> = images::table
        .filter(images::picture_id.eq_any(ids))
        .select(images::picture_id)
        .distinct()
        .load(tx.conn())?;
    let unused: Vec<i64> = ids.iter().copied().filter(|it| !used.contains(it)).collect();
    let keys = variants::table
        .filter(variants::picture_id.eq_any(&unused))
        .select(variants::blob_key)
        .load(tx.conn())?;
    diesel::delete(pictures::table.filter(pictures::id.eq_any(&unused))).execute(tx.conn())?;
    Ok(keys)
}
