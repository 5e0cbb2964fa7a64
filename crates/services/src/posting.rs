//! The rows of a photo: made in one transaction with those of its pictures and the promise of the work on them.

use crate::{Context, Error, Prepared, PublishOptions, Result, blobs, tokens};
use domain::{Member, PhotoDetails, PhotoId, PictureId, PublicKey};
use repository::Writer;
use repository::jobs::{self, Lease};
use repository::photos::{self, NewImage, NewPhoto};
use repository::pictures::{self, NewPicture, NewVariant, Role, State};
use std::collections::{BTreeMap, HashMap};
use time::OffsetDateTime;

/// What is to become a photo.
pub(crate) struct Post {
    pub(crate) author: Member,
    pub(crate) details: PhotoDetails,
    pub(crate) files: Vec<Prepared>,
    pub(crate) options: PublishOptions,
    pub(crate) at: OffsetDateTime,
}

/// A photo whose rows are made: work that was promised for its pictures is leased to us.
pub(crate) struct Posted {
    pub(crate) id: PhotoId,
    pub(crate) work: Vec<(Lease, Prepared)>,
}

/// Why rows were not made.
pub(crate) enum Fault {
    /// A picture went that was there a moment ago.
    Again,
    Other(Error),
}

impl<E: Into<Error>> From<E> for Fault {
    fn from(why: E) -> Self {
        Self::Other(why.into())
    }
}

/// The keys under which the files of pictures were put that were not known before, by hash.
pub(crate) type Put = BTreeMap<String, (String, Prepared)>;

/// Makes all rows of a photo in one transaction, and returns the keys of files that nobody needs after all.
pub(crate) fn insert(
    tx: &mut Writer,
    context: &Context,
    post: &Post,
    put: &Put,
) -> Result<(Posted, Vec<String>), Fault> {
    let now = context.clock.now();
    // First of all: whoever deletes somebody holds their row, and then their pictures.
    crate::leaving::is_here(tx, post.author.id)?;
    let mut hashes: Vec<String> = post.files.iter().map(|it| it.0.hash.clone()).collect();
    hashes.sort();
    hashes.dedup();
    let mut held = pictures::hold(tx, &hashes)?;
    let (mut spare, mut new) = (Vec::new(), Vec::new());
    for (hash, (key, file)) in put {
        if !held.contains_key(hash) {
            match insert_picture(tx, key, file, now)? {
                Some(id) => {
                    held.insert(hash.clone(), (id, State::Pending));
                    new.push(id);
                    continue;
                }
                // Somebody else was faster.
                None => held.extend(pictures::hold(tx, std::slice::from_ref(hash))?),
            }
        }
        spare.push(key.clone());
    }
    repository::blobs::doom(tx, &spare, now)?;
    let work = promise(tx, post, (&held, &new), now)?;
    let id = insert_photo(tx, post, &held)?;
    Ok((Posted { id, work }, spare))
}

fn insert_picture(
    tx: &mut Writer,
    key: &str,
    file: &Prepared,
    now: OffsetDateTime,
) -> Result<Option<PictureId>, Fault> {
    let intake = &file.0.intake;
    let original = NewVariant {
        blob_key: key.to_owned(),
        role: Role::Original,
        width: intake.width,
        height: intake.height,
        media_type: intake.media_type.as_str(),
        size: intake.original.len(),
        hash: file.0.hash.clone(),
    };
    let new = NewPicture { original, frames: intake.frames, created_at: now };
    if !repository::blobs::claim(tx, std::slice::from_ref(&new.original.blob_key))? {
        return Err(Error::Unavailable("the upload took too long".into()).into());
    }
    Ok(pictures::insert(tx, &new)?)
}

/// Promises the work on pictures that are new, or that were given up before.
fn promise(
    tx: &mut Writer,
    post: &Post,
    (held, new): (&HashMap<String, (PictureId, State)>, &[PictureId]),
    now: OffsetDateTime,
) -> Result<Vec<(Lease, Prepared)>, Fault> {
    let mut work: Vec<(Lease, Prepared)> = Vec::new();
    for file in &post.files {
        let Some((id, state)) = held.get(&file.0.hash) else { return Err(Fault::Again) };
        if work.iter().any(|(lease, _)| lease.picture == *id) {
            continue;
        }
        if let State::Failed(_) = state {
            pictures::reopen(tx, *id)?;
        } else if !new.contains(id) {
            continue;
        }
        work.push((jobs::promise(tx, *id, now, Context::leased(now))?, file.clone()));
    }
    Ok(work)
}

fn insert_photo(
    tx: &mut Writer,
    post: &Post,
    held: &HashMap<String, (PictureId, State)>,
) -> Result<PhotoId, Fault> {
    let mut images = Vec::with_capacity(post.files.len());
    for file in &post.files {
        let Some((picture, _)) = held.get(&file.0.hash) else { return Err(Fault::Again) };
        let camera = file.camera().filter(|_| post.options.camera);
        let json = |it: serde_json::Result<String>| it.map_err(Error::internal);
        images.push(NewImage {
            key: blobs::name()?,
            picture: *picture,
            source_hash: file.0.source_hash.clone(),
            receipt: json(serde_json::to_string(&file.receipt()))?,
            camera: camera.map_or(Ok(String::new()), |it| json(serde_json::to_string(&it)))?,
        });
    }
    let first = post.files.first().and_then(|it| held.get(&it.0.hash));
    let new = NewPhoto {
        key: PublicKey::new(tokens::random()?),
        author: post.author.id,
        details: post.details.clone(),
        images,
        shown: first.is_some_and(|(_, state)| *state == State::Ready),
        created_at: post.at,
    };
    let id = photos::insert(tx, &new)?;
    crate::talk::tell_posted(tx, &new, id)?;
    if let Some(album) = &post.details.album {
        crate::albums::put_into(tx, &post.author, album, id)?;
    }
    Ok(id)
}
