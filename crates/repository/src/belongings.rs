//! What belongs to somebody, for them to take along: read page by page, however much there is.

use crate::instant::from_micros;
use crate::pictures::Role;
use crate::schema::{
    api_tokens, audit, comments, follows, images, passkeys, photos, sessions, users, variants,
};
use crate::{Reader, Result, assembly};
use crate::{history, made};
use diesel::prelude::*;
use domain::{PhotoId, UserId};
use std::collections::HashMap;
use time::OffsetDateTime;
use views::{
    ArchivedAccount, ArchivedChoices, ArchivedComment, ArchivedDeed, ArchivedImage,
    ArchivedPasskey, ArchivedPerson, ArchivedPhoto, ArchivedSession, ArchivedToken, EditView,
    address,
};

/// The account of a user; `None` where they are gone. `site` is the site's address.
pub fn account(
    reader: &mut Reader,
    user: UserId,
    (site, now): (&str, OffsetDateTime),
) -> Result<Option<ArchivedAccount>> {
    let Some(account) = person(reader, user)? else { return Ok(None) };
    let (deeds, name) = (deeds(reader, &account.name)?, account.name.clone());
    Ok(Some(ArchivedAccount {
        site: site.to_owned(),
        exported_at: now,
        account,
        sessions: places(reader, user)?,
        tokens: tokens(reader, user)?,
        passkeys: keys(reader, user)?,
        following: following(reader, user)?,
        followers: followers(reader, user)?,
        ties: crate::ties::ties(reader, user)?,
        notifications: chosen(reader, user)?,
        deeds,
        albums: made::albums(reader, (user, &name), site)?,
        shares: made::shares(reader, user, (site, now))?,
        reports: made::reports(reader, user)?,
    }))
}

fn chosen(reader: &mut Reader, user: UserId) -> Result<ArchivedChoices> {
    let chosen = crate::notifications::choices_of(reader, user)?;
    let names = |it: &domain::Notices| it.names().into_iter().map(str::to_owned).collect();
    let (silent, mail) = (names(&chosen.silent), names(&chosen.mailed));
    Ok(ArchivedChoices { silent, mail, digest: chosen.digest })
}

fn person(reader: &mut Reader, user: UserId) -> Result<Option<ArchivedPerson>> {
    type Row = (
        (String, String, String, String),
        (String, String),
        i64,
        Option<i64>,
        Option<i64>,
        (String, Option<i64>, String, bool),
    );
    let row: Option<Row> = users::table
        .find(user.0)
        .select((
            (users::name, users::email, users::display_name, users::bio),
            (users::role, users::locale),
            users::created_at,
            users::verified_at,
            users::suspended_at,
            (users::links, users::private_since, users::license, users::hide_views),
        ))
        .first(reader.conn())
        .optional()?;
    Ok(row.map(|(words, (role, locale), created_at, verified_at, suspended_at, more)| {
        ArchivedPerson {
            name: words.0,
            email: words.1,
            display_name: words.2,
            bio: words.3,
            role,
            locale,
            created_at: from_micros(created_at),
            verified_at: verified_at.map(from_micros),
            suspended_at: suspended_at.map(from_micros),
            links: more.0.lines().map(str::to_owned).collect(),
            private: more.1.is_some(),
            license: more.2,
            hide_views: more.3,
        }
    }))
}

fn places(reader: &mut Reader, user: UserId) -> Result<Vec<ArchivedSession>> {
    type Row = (String, String, String, i64, i64, i64);
    let rows: Vec<Row> = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .order(sessions::id)
        .select((
            sessions::kind,
            sessions::user_agent,
            sessions::network,
            sessions::created_at,
            sessions::seen_at,
            sessions::expires_at,
        ))
        .load(reader.conn())?;
    let view =
        |(kind, user_agent, network, created_at, seen_at, expires_at): Row| ArchivedSession {
            kind,
            user_agent,
            network,
            created_at: from_micros(created_at),
            seen_at: from_micros(seen_at),
            expires_at: from_micros(expires_at),
        };
    Ok(rows.into_iter().map(view).collect())
}

fn tokens(reader: &mut Reader, user: UserId) -> Result<Vec<ArchivedToken>> {
    type Row = (String, String, i64, Option<i64>, Option<i64>);
    let rows: Vec<Row> = api_tokens::table
        .filter(api_tokens::user_id.eq(user.0))
        .order(api_tokens::id)
        .select((
            api_tokens::name,
            api_tokens::scope,
            api_tokens::created_at,
            api_tokens::used_at,
            api_tokens::expires_at,
        ))
        .load(reader.conn())?;
    let view = |(name, scope, created_at, used_at, expires_at): Row| ArchivedToken {
        name,
        scope,
        created_at: from_micros(created_at),
        used_at: used_at.map(from_micros),
        expires_at: expires_at.map(from_micros),
    };
    Ok(rows.into_iter().map(view).collect())
}

fn keys(reader: &mut Reader, user: UserId) -> Result<Vec<ArchivedPasskey>> {
    let rows: Vec<(String, i64, Option<i64>)> = passkeys::table
        .filter(passkeys::user_id.eq(user.0))
        .order(passkeys::id)
        .select((passkeys::name, passkeys::created_at, passkeys::used_at))
        .load(reader.conn())?;
    let view = |(name, created_at, used_at): (String, i64, Option<i64>)| ArchivedPasskey {
        name,
        created_at: from_micros(created_at),
        used_at: used_at.map(from_micros),
    };
    Ok(rows.into_iter().map(view).collect())
}

fn following(reader: &mut Reader, user: UserId) -> Result<Vec<String>> {
    let names = follows::table
        .inner_join(users::table.on(users::id.eq(follows::followed_id)))
        .filter(follows::follower_id.eq(user.0))
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .order(users::name);
    Ok(names.select(users::name).load(reader.conn())?)
}

fn followers(reader: &mut Reader, user: UserId) -> Result<Vec<String>> {
    let names = follows::table
        .inner_join(users::table.on(users::id.eq(follows::follower_id)))
        .filter(follows::followed_id.eq(user.0))
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .order(users::name);
    Ok(names.select(users::name).load(reader.conn())?)
}

/// What was done about somebody and by them. Who did it, and from where, is not theirs to know.
fn deeds(reader: &mut Reader, name: &str) -> Result<Vec<ArchivedDeed>> {
    type Row = (i64, i64, String, String);
    let columns = (audit::id, audit::at, audit::deed, audit::details);
    let own = audit::table.filter(audit::actor.eq(name)).filter(audit::via.ne("cli"));
    let own: Vec<Row> = own.select(columns).load(reader.conn())?;
    let about = audit::table.filter(audit::target.eq(name));
    let about: Vec<Row> = about.select(columns).load(reader.conn())?;
    let own = own.into_iter().map(|it| (it, true));
    let mut all: Vec<(Row, bool)> = own.chain(about.into_iter().map(|it| (it, false))).collect();
    all.sort_by_key(|((id, ..), _)| *id);
    all.dedup_by_key(|((id, ..), _)| *id);
    let view = |((_, at, deed, details), own): (Row, bool)| ArchivedDeed {
        at: from_micros(at),
        own,
        deed,
        details,
    };
    Ok(all.into_iter().map(view).collect())
}

/// A photo, with where the files of its pictures are and the row to read on after.
#[derive(Debug, Clone)]
pub struct Photo {
    /// Its row.
    pub id: i64,
    /// What is to be told about it.
    pub told: ArchivedPhoto,
    /// Where the file of each picture is, in their order.
    pub files: Vec<String>,
}

/// What is said about a photo, and on which terms.
const WORDS: Words = (
    photos::key,
    photos::title,
    photos::caption,
    photos::visibility,
    photos::license,
    photos::original,
);
type Words = (
    photos::key,
    photos::title,
    photos::caption,
    photos::visibility,
    photos::license,
    photos::original,
);

/// The photos of a user after the row `after`, at most `limit`. `site` is the site's address.
pub fn photos(
    reader: &mut Reader,
    user: UserId,
    (after, limit): (i64, i64),
    site: &str,
) -> Result<Vec<Photo>> {
    type Row = (i64, (String, String, String, String, String, bool), i64, Option<i64>);
    let rows: Vec<Row> = photos::table
        .filter(photos::author_id.eq(user.0))
        .filter(photos::deleted_at.is_null())
        .filter(photos::id.gt(after))
        .order(photos::id)
        .limit(limit)
        .select((photos::id, WORDS, photos::created_at, photos::edited_at))
        .load(reader.conn())?;
    let ids: Vec<i64> = rows.iter().map(|it| it.0).collect();
    let mut tags = assembly::tags(reader, &ids)?;
    let mut pictures = pictures(reader, &ids)?;
    let mut viewed = crate::viewed::archived(reader, &ids)?;
    let mut edits = edits(reader, rows.iter().filter(|it| it.3.is_some()).map(|it| it.0))?;
    let view = |(id, words, created_at, edited_at): Row| {
        let (key, title, caption, visibility, license, original) = words;
        let (views, views_by_day) = viewed.remove(&id).unwrap_or_default();
        let (images, files) = pictures.remove(&id).unwrap_or_default().into_iter().unzip();
        let told = ArchivedPhoto {
            url: format!("{site}{}", address::photo(&key)),
            id: key,
            title,
            caption,
            tags: tags.remove(&id).unwrap_or_default(),
            visibility,
            license: Some(license).filter(|it| !it.is_empty()),
            original,
            edits: edits.remove(&id).unwrap_or_default(),
            created_at: from_micros(created_at),
            edited_at: edited_at.map(from_micros),
            images,
            views,
            views_by_day,
        };
        Photo { id, told, files }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// What was said about photos before, by photo.
fn edits(
    reader: &mut Reader,
    photos: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Vec<EditView>>> {
    photos.map(|id| Ok((id, history::of(reader, PhotoId(id))?))).collect()
}

/// The pictures of photos, in order, each with where its file is.
fn pictures(
    reader: &mut Reader,
    photos: &[i64],
) -> Result<HashMap<i64, Vec<(ArchivedImage, String)>>> {
    type Row = (i64, (String, String, String), (String, String, i64, String));
    let rows: Vec<Row> = images::table
        .inner_join(variants::table.on(variants::picture_id.eq(images::picture_id)))
        .filter(images::photo_id.eq_any(photos))
        .filter(variants::role.eq(Role::Original.as_str()))
        .order((images::photo_id, images::position))
        .select((
            images::photo_id,
            (images::alt, images::camera, images::receipt),
            (variants::blob_key, variants::media_type, variants::size, variants::hash),
        ))
        .load(reader.conn())?;
    let mut found: HashMap<i64, Vec<(ArchivedImage, String)>> = HashMap::new();
    for (photo, (alt, camera, receipt), (key, media_type, bytes, sha256)) in rows {
        let image = ArchivedImage {
            file: None,
            alt,
            media_type,
            bytes,
            sha256,
            camera: serde_json::from_str(&camera).ok(),
            receipt: serde_json::from_str(&receipt).ok(),
        };
        found.entry(photo).or_default().push((image, key));
    }
    Ok(found)
}

/// The comments of a user after the row `after`, at most `limit`, each with its row.
pub fn comments(
    reader: &mut Reader,
    user: UserId,
    (after, limit): (i64, i64),
    site: &str,
) -> Result<Vec<(i64, ArchivedComment)>> {
    type Row = (i64, String, String, Option<i64>, String, i64, Option<i64>);
    let rows: Vec<Row> = comments::table
        .inner_join(photos::table)
        .filter(comments::author_id.eq(user.0))
        .filter(comments::deleted_at.is_null())
        .filter(comments::id.gt(after))
        .order(comments::id)
        .limit(limit)
        .select((
            comments::id,
            comments::key,
            photos::key,
            comments::parent_id,
            comments::body,
            comments::created_at,
            comments::edited_at,
        ))
        .load(reader.conn())?;
    let answered: Vec<i64> = rows.iter().filter_map(|it| it.3).collect();
    let parents: HashMap<i64, String> = comments::table
        .filter(comments::id.eq_any(answered))
        .select((comments::id, comments::key))
        .load::<(i64, String)>(reader.conn())?
        .into_iter()
        .collect();
    let view = |(id, key, photo, parent, body, created_at, edited_at): Row| {
        let comment = ArchivedComment {
            id: key,
            photo: format!("{site}{}", address::photo(&photo)),
            parent: parent.and_then(|it| parents.get(&it).cloned()),
            body,
            created_at: from_micros(created_at),
            edited_at: edited_at.map(from_micros),
        };
        (id, comment)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How many photos and comments a user has that are not deleted.
pub fn count(reader: &mut Reader, user: UserId) -> Result<(i64, i64)> {
    let shared =
        photos::table.filter(photos::author_id.eq(user.0)).filter(photos::deleted_at.is_null());
    let said = comments::table
        .filter(comments::author_id.eq(user.0))
        .filter(comments::deleted_at.is_null());
    Ok((shared.count().get_result(reader.conn())?, said.count().get_result(reader.conn())?))
}
