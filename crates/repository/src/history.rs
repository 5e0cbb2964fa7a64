//! What was said about photos before: each edit keeps the words that it replaced.

use crate::instant::{from_micros, to_micros};
use crate::schema::{photo_edits, users};
use crate::{Reader, Result, Writer, photos};
use diesel::prelude::*;
use domain::{PhotoDraft, PhotoId, UserId};
use serde_json::{Value, json};
use time::OffsetDateTime;
use views::{ChangeView, EditView};

/// The most edits of a photo that are kept.
const MOST: i64 = 100;

/// Keeps what was said about a photo, as `by` changes it; what is older than the newest hundred goes.
pub fn keep(
    tx: &mut Writer,
    (photo, by): (PhotoId, UserId),
    was: &PhotoDraft,
    now: OffsetDateTime,
) -> Result<()> {
    diesel::insert_into(photo_edits::table)
        .values((
            photo_edits::photo_id.eq(photo.0),
            photo_edits::user_id.eq(by.0),
            photo_edits::at.eq(to_micros(now)),
            photo_edits::was.eq(written(was).to_string()),
        ))
        .execute(tx.conn())?;
    let edits = photo_edits::table.filter(photo_edits::photo_id.eq(photo.0));
    let oldest: Option<i64> = edits
        .order(photo_edits::id.desc())
        .offset(MOST - 1)
        .select(photo_edits::id)
        .first(tx.conn())
        .optional()?;
    if let Some(oldest) = oldest {
        diesel::delete(edits.filter(photo_edits::id.lt(oldest))).execute(tx.conn())?;
    }
    Ok(())
}

/// Forgets what was said about a photo.
pub(crate) fn forget(tx: &mut Writer, photo: PhotoId) -> Result<()> {
    let edits = photo_edits::table.filter(photo_edits::photo_id.eq(photo.0));
    diesel::delete(edits).execute(tx.conn())?;
    Ok(())
}

/// The edits of a photo, oldest first.
pub fn of(reader: &mut Reader, photo: PhotoId) -> Result<Vec<EditView>> {
    let rows: Vec<(i64, String, String)> = photo_edits::table
        .inner_join(users::table)
        .filter(photo_edits::photo_id.eq(photo.0))
        .order(photo_edits::id)
        .select((photo_edits::at, users::name, photo_edits::was))
        .load(reader.conn())?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let read = |(.., was): &(i64, String, String)| serde_json::from_str(was).unwrap_or(Value::Null);
    let mut states: Vec<Value> = rows.iter().map(read).collect();
    states.push(written(&photos::draft(reader, photo)?));
    let pairs = states.iter().zip(states.iter().skip(1));
    let view = |((at, by, _), (before, after)): ((i64, String, String), (&Value, &Value))| {
        EditView { at: from_micros(at), by, changes: changes(before, after) }
    };
    Ok(rows.into_iter().zip(pairs).map(view).collect())
}

/// Whether two drafts say the same about a photo.
pub fn is_same(one: &PhotoDraft, other: &PhotoDraft) -> bool {
    written(one) == written(other)
}

fn written(draft: &PhotoDraft) -> Value {
    json!({
        "title": draft.title, "caption": draft.caption, "tags": draft.tags,
        "visibility": draft.visibility, "license": draft.license,
        "original": draft.original.to_string(), "alt": draft.alt,
    })
}

fn changes(before: &Value, after: &Value) -> Vec<ChangeView> {
    let said = |state: &Value, field: &str| {
        state.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut found = Vec::new();
    for field in ["title", "caption", "tags", "visibility", "license", "original"] {
        let (before, after) = (said(before, field), said(after, field));
        if before != after {
            found.push(ChangeView { field: field.to_owned(), picture: None, before, after });
        }
    }
    let (old, new) = (alts(before), alts(after));
    for nth in 0..old.len().max(new.len()) {
        let at = |list: &[String]| list.get(nth).cloned().unwrap_or_default();
        let (before, after) = (at(&old), at(&new));
        if before != after {
            let picture = Some(nth + 1);
            found.push(ChangeView { field: "alt".to_owned(), picture, before, after });
        }
    }
    found
}

fn alts(state: &Value) -> Vec<String> {
    let list = state.get("alt").and_then(Value::as_array);
    let texts = list.map(|it| it.iter().map(|it| it.as_str().unwrap_or_default().to_owned()));
    texts.map(Iterator::collect).unwrap_or_default()
}
