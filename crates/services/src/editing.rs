//! What an author does to a photo after it was posted, besides its words: its history, its files, its pictures.

use crate::photos::{parse, present};
use crate::{Admitted, Error, Photos, Picture, Result};
use domain::{Member, Message, PhotoDraft, PhotoId, PublicKey, Shift};
use repository::photos::Found;
use repository::{Writer, history, images, photos};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use views::{HistoryPage, PhotoView, address};

/// How long somebody who removes a picture waits for its bytes to go.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where something in a list is moved to.
#[derive(Debug, Clone)]
pub enum Move {
    /// By one place.
    By(Shift),
    /// Before the thing of this key; to the end where it is empty.
    Before(String),
    /// Nothing that can be done.
    Unclear,
}

impl Move {
    /// From what a form says: `to` is `up` or `down`, else `before` counts. What says neither is refused where it would be done:
    /// whoever may not do it learns no more than that.
    pub fn of(to: &str, before: Option<String>) -> Self {
        match (to, before) {
            ("", Some(before)) => Self::Before(before),
            (to, _) => Shift::parse(to).map_or(Self::Unclear, Self::By),
        }
    }

    /// The refusal of [`Self::Unclear`].
    pub(crate) fn refused() -> Error {
        Error::field("to", Message::new("error-album-move"))
    }
}

impl Photos {
    /// What was said about a photo before: for its author and for staff.
    pub async fn history(&self, member: &Member, key: &str) -> Result<HistoryPage> {
        let (key, member) = (parse(key)?, member.clone());
        let read = self.context().db.read(move |db| {
            let found = present(db, &key, Some(&member))?;
            if !member.may_edit_of(found.author) && !member.is_staff() {
                return Err(Error::forbidden("problem-forbidden"));
            }
            let mut items = history::of(db, found.id)?;
            items.reverse();
            let title = photos::draft(db, found.id)?.title;
            let photo = key.as_ref().to_owned();
            Ok(HistoryPage { url: address::photo(&photo), photo, title, items, next: None })
        });
        read.await
    }

    /// The file of the `nth` picture of a photo, from 1, where its author lets others have it; and what to call it.
    pub async fn original(
        &self,
        viewer: Option<&Member>,
        key: &str,
        nth: i32,
    ) -> Result<(Picture, String)> {
        let (key, viewer) = (parse(key)?, viewer.cloned());
        let name = key.as_ref().to_owned();
        let found = self.context().db.read(move |db| {
            let found = present(db, &key, viewer.as_ref())?;
            let own = viewer.is_some_and(|it| it.may_edit_of(found.author) || it.is_staff());
            images::original(db, found.id, (nth, own))?.ok_or(Error::NotFound)
        });
        let images::Original { bytes: it, author } = found.await?;
        let bytes = self.context().store.get(&it.blob_key).await?.ok_or(Error::NotFound)?;
        let ending = match it.media_type.as_str() {
            "image/jpeg" => "jpg",
            other => other.rsplit('/').next().unwrap_or("bin"),
        };
        // Names of users may have letters that a header cannot say.
        let author: String = author.chars().filter(char::is_ascii_alphanumeric).collect();
        let name = format!("{author}-{name}-{nth}.{ending}");
        let admitted =
            Admitted { key: it.blob_key, media_type: it.media_type, hash: it.hash, public: false };
        Ok((
            Picture { bytes: bytes.into(), admitted: Arc::new(admitted) },
            name.trim_start_matches('-').to_owned(),
        ))
    }

    /// Moves a picture of a photo.
    pub async fn arrange(
        &self,
        member: &Member,
        key: &str,
        (image, to): (&str, Move),
    ) -> Result<PhotoView> {
        let (key, member, now) = (parse(key)?, member.clone(), self.context().clock.now());
        let image = image.to_owned();
        let done = self.context().db.write(move |tx| {
            let found = own(tx, &key, &member)?;
            let keys = images::keys(tx, found.id)?;
            let to = match &to {
                Move::By(by) => Ok(*by),
                Move::Before(other) => Err(other.as_str()),
                Move::Unclear => return Err(Move::refused()),
            };
            let none = || Error::field("image", Message::new("error-photo-picture"));
            let keys = images::moved(keys, &image, to).ok_or_else(none)?;
            images::arrange(tx, found.id, &keys, now)?;
            photos::view(tx, found.id, Some(&member))?.ok_or(Error::NotFound)
        });
        let done = done.await;
        self.context().shelf.clear();
        done
    }

    /// Removes one of several pictures of a photo: its addresses answer that it is gone, and its bytes go.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the last one: that is deleting the photo.
    pub async fn remove_picture(
        &self,
        member: &Member,
        key: &str,
        image: &str,
    ) -> Result<PhotoView> {
        let (key, member, now) = (parse(key)?, member.clone(), self.context().clock.now());
        let image = image.to_owned();
        let removed = self.context().db.write(move |tx| {
            let found = own(tx, &key, &member)?;
            let blobs = remove(tx, &found, &image, now)?;
            let view = photos::view(tx, found.id, Some(&member))?.ok_or(Error::NotFound)?;
            Ok::<_, Error>((view, blobs))
        });
        let (view, blobs) = removed.await?;
        self.context().shelf.clear();
        if tokio::time::timeout(PATIENCE, self.context().remove_blobs(blobs)).await.is_err() {
            tracing::warn!("the bytes of a removed picture go later: the store is slow");
        }
        Ok(view)
    }
}

fn remove(tx: &mut Writer, found: &Found, image: &str, now: OffsetDateTime) -> Result<Vec<String>> {
    let keys = images::keys(tx, found.id)?;
    if !keys.iter().any(|it| it == image) {
        let gone = images::was_of(tx, image, found.id)?;
        return Err(if gone { Error::Gone } else { Error::NotFound });
    }
    if keys.len() < 2 {
        return Err(Error::field("image", Message::new("error-photo-last-picture")));
    }
    let blobs = images::remove(tx, found.id, image, now)?;
    repository::blobs::doom(tx, &blobs, now)?;
    Ok(blobs)
}

/// The photo, if it is `member`'s, held until the end of the transaction.
fn own(tx: &mut Writer, key: &PublicKey, member: &Member) -> Result<Found> {
    photos::lock(tx, key)?;
    let found = present(tx, key, Some(member))?;
    let own = member.may_edit_of(found.author);
    if own { Ok(found) } else { Err(Error::forbidden("problem-forbidden")) }
}

/// Keeps what was said about a photo before it is changed, if anything is.
pub(crate) fn keep_history(
    tx: &mut Writer,
    (photo, by): (PhotoId, &Member),
    (before, after): (&PhotoDraft, &PhotoDraft),
    now: OffsetDateTime,
) -> Result<()> {
    if !history::is_same(before, after) {
        history::keep(tx, (photo, by.id), before, now)?;
    }
    Ok(())
}
