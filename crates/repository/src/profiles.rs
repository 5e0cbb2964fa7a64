//! What people say about themselves, their faces, and whom they let in.

use crate::instant::to_micros;
use crate::photos::Bytes;
use crate::pictures::{Part, Role};
use crate::schema::{avatars, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::{Bio, DisplayName, License, Links, Member, UserId};
use time::OffsetDateTime;
use views::{ProfileView, address};

/// What somebody says about themselves, as they typed it.
pub fn find(reader: &mut Reader, id: UserId) -> Result<Option<ProfileView>> {
    type Row = (String, String, String, String, Option<String>, String);
    let row: Option<Row> = users::table
        .find(id.0)
        .select((
            users::name,
            users::display_name,
            users::bio,
            users::links,
            users::avatar,
            users::license,
        ))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(|(name, display_name, bio, links, avatar, license)| ProfileView {
        name,
        display_name,
        bio,
        links: links.lines().map(str::to_owned).collect(),
        avatar: avatar.as_deref().map(address::avatar),
        license,
    }))
}

/// Changes what somebody says about themselves.
pub fn update(
    tx: &mut Writer,
    id: UserId,
    (display_name, bio): (&DisplayName, &Bio),
    (links, license): (&Links, &License),
) -> Result<()> {
    let change = (
        users::display_name.eq(display_name.as_ref()),
        users::bio.eq(bio.as_ref()),
        users::links.eq(links.kept()),
        users::license.eq(license.as_ref()),
    );
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    crate::index::user(tx, id)
}

/// Under which licence the new photos of somebody are who does not say otherwise.
pub fn license(reader: &mut Reader, id: UserId) -> Result<String> {
    let license = users::table.find(id.0).select(users::license).first(reader.conn());
    Ok(license.optional()?.unwrap_or_default())
}

/// Whether only those whom they let in see anything of somebody.
pub fn is_private(reader: &mut Reader, id: UserId) -> Result<bool> {
    let since: Option<Option<i64>> =
        users::table.find(id.0).select(users::private_since).first(reader.conn()).optional()?;
    Ok(since.flatten().is_some())
}

/// Closes an account to all but followers, or opens it.
pub fn set_private(tx: &mut Writer, id: UserId, since: Option<OffsetDateTime>) -> Result<()> {
    let change = users::private_since.eq(since.map(to_micros));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Width and height of a face: `views::address::avatar` names it so.
const FACE: (i32, i32) = (256, 256);

/// A face that was put in the store.
#[derive(Debug, Clone)]
pub struct NewAvatar {
    /// What stands for it in addresses.
    pub key: String,
    /// Where it is in the store.
    pub blob_key: String,
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// How many bytes it has.
    pub size: i64,
    /// Their SHA-256, in hexadecimal.
    pub hash: String,
}

/// Gives somebody another face, or none; returns where the old one is in the store, which has to go. The user's row must be held.
pub fn set_avatar(tx: &mut Writer, id: UserId, new: Option<&NewAvatar>) -> Result<Option<String>> {
    let old: Option<String> = diesel::delete(avatars::table.filter(avatars::user_id.eq(id.0)))
        .returning(avatars::blob_key)
        .get_result(tx.conn())
        .optional()?;
    if let Some(new) = new {
        let row = (
            avatars::blob_key.eq(&new.blob_key),
            avatars::user_id.eq(id.0),
            avatars::key.eq(&new.key),
            avatars::media_type.eq(&new.media_type),
            avatars::size.eq(new.size),
            avatars::hash.eq(&new.hash),
        );
        diesel::insert_into(avatars::table).values(row).execute(tx.conn())?;
    }
    let change = users::avatar.eq(new.map(|it| it.key.clone()));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(old)
}

/// Where the face of somebody is in the store, and what it is.
pub fn avatar(reader: &mut Reader, id: UserId) -> Result<Option<(String, String)>> {
    let face = avatars::table.filter(avatars::user_id.eq(id.0));
    Ok(face.select((avatars::blob_key, avatars::media_type)).first(reader.conn()).optional()?)
}

/// The bytes of the face that `key` stands for. Everybody may have it, as long as its owner is here.
pub(crate) fn bytes(
    reader: &mut Reader,
    key: &str,
    part: Part,
    viewer: Option<&Member>,
) -> Result<Option<Bytes>> {
    type Row = ((String, String, String), Option<i64>, Option<i64>);
    if part.role != Role::Size || part.size != FACE {
        return Ok(None);
    }
    let row: Option<Row> = avatars::table
        .inner_join(users::table)
        .filter(avatars::key.eq(key.to_owned()))
        .select((
            (avatars::blob_key, avatars::media_type, avatars::hash),
            users::suspended_at,
            users::leaving_at,
        ))
        .first(reader.conn())
        .optional()?;
    let Some(((blob_key, media_type, hash), suspended, leaving)) = row else { return Ok(None) };
    let public = suspended.is_none() && leaving.is_none();
    let open = public || viewer.is_some_and(Member::is_staff);
    Ok(open.then_some(Bytes { blob_key, media_type, hash, public }))
}

/// Those of `keys` that are faces.
pub(crate) fn held_of(reader: &mut Reader, keys: &[String]) -> Result<Vec<String>> {
    let held = avatars::table.filter(avatars::blob_key.eq_any(keys)).select(avatars::blob_key);
    Ok(held.load(reader.conn())?)
}
