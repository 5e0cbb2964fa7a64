use crate::albums::put_into;
use crate::editing::keep_history;
use crate::narrowed::{WallOf, author};
use crate::paging::no_such_place;
use crate::publishing::with_sizes;
use crate::{Actor, Context, Error, Paging, Result, talk};
use domain::{Member, Message, PhotoDetails, PhotoDraft, PhotoEdit, PhotoId, PublicKey, Username};
use repository::photos::{self, Found};
use repository::pictures::Part;
use repository::{Reader, Writer, audit, threads, users, walls};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use views::{PhotoPage, PhotoView, ProfilePage, Receipt, Slice, Wall};

/// What people do with photos.
#[derive(Clone)]
pub struct Photos(Context);

/// How long somebody who deletes a photo waits for its bytes to go.
const PATIENCE: Duration = Duration::from_secs(3);
/// How many photos a page shows if nobody says.
pub(crate) const PHOTOS: i64 = 30;
/// How many comments a page shows if nobody says.
pub(crate) const COMMENTS: i64 = 50;

/// A part of a picture that somebody may have.
#[derive(Debug)]
pub struct Admitted {
    /// Where its bytes are in the store.
    pub key: String,
    /// Such as `image/jpeg`.
    pub media_type: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// Whether everybody may have it, and caches may keep it.
    pub public: bool,
}

/// A part of a picture. Cheap to clone.
#[derive(Clone)]
pub struct Picture {
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// What they are.
    pub admitted: Arc<Admitted>,
}

impl Photos {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.0
    }

    /// A page of a wall, newest first.
    pub async fn wall(&self, viewer: Option<&Member>, of: WallOf, paging: &Paging) -> Result<Wall> {
        let (after, limit) = paging.parse(PHOTOS)?;
        let (tag, user) = of.parse()?;
        let viewer = viewer.cloned();
        self.0
            .db
            .read(move |db| {
                let author = author(db, user.as_ref(), viewer.as_ref())?;
                let query = walls::Query { viewer, author, tag: tag.clone(), after, limit };
                let page = walls::page(db, &query)?.ok_or_else(no_such_place)?;
                Ok(Wall { items: page.items, next: page.next, tag })
            })
            .await
    }

    /// A user and their newest photos.
    pub async fn profile(
        &self,
        viewer: Option<&Member>,
        name: &str,
        paging: &Paging,
    ) -> Result<ProfilePage> {
        let (after, limit) = paging.parse(PHOTOS)?;
        let name = Username::known(name).ok().ok_or(Error::NotFound)?;
        let viewer = viewer.cloned();
        self.0
            .db
            .read(move |db| {
                let found = users::profile(db, &name, viewer.as_ref())?;
                let users::Profile { id, view, suspended, leaving_at, viewer: standing } =
                    found.ok_or(Error::NotFound)?;
                let query = walls::Query {
                    viewer: viewer.clone(),
                    author: Some(id),
                    tag: None,
                    after,
                    limit,
                };
                let photos = walls::page(db, &query)?.ok_or_else(no_such_place)?;
                let own = viewer.as_ref().is_some_and(|it| it.id == id);
                let standing = standing.filter(|_| !own);
                Ok(ProfilePage { user: view, suspended, leaving_at, viewer: standing, photos })
            })
            .await
    }

    /// A photo and the first of what is said about it.
    pub async fn show(
        &self,
        viewer: Option<&Member>,
        key: &str,
        paging: &Paging,
    ) -> Result<PhotoPage> {
        Ok(self.shown(viewer, key, paging).await?.0)
    }

    /// The same, with its row and its author's.
    pub(crate) async fn shown(
        &self,
        viewer: Option<&Member>,
        key: &str,
        paging: &Paging,
    ) -> Result<(PhotoPage, Found)> {
        let key = parse(key)?;
        let (after, limit) = paging.parse(COMMENTS)?;
        let viewer = viewer.cloned();
        self.0
            .db
            .read(move |db| {
                let found = present(db, &key, viewer.as_ref())?;
                let photo = found.id;
                let view = photos::view(db, photo, viewer.as_ref())?.ok_or(Error::NotFound)?;
                let query = threads::Query { photo, viewer, after, limit };
                let comments: Slice<_> = threads::page(db, &query)?.ok_or_else(no_such_place)?;
                let editor = view.viewer.is_some_and(|it| it.can_edit);
                let receipt = if editor { Some(receipts(db, photo, &view)?) } else { None };
                let card = photos::card(db, photo)?;
                Ok((PhotoPage { photo: view, comments, card, receipt }, found))
            })
            .await
    }

    /// A photo and what is said about it as it was typed, for its author to edit.
    pub async fn editable(&self, member: &Member, key: &str) -> Result<(PhotoView, PhotoDraft)> {
        let (key, member) = (parse(key)?, member.clone());
        self.0
            .db
            .read(move |db| {
                let found = present(db, &key, Some(&member))?;
                may_edit(&member, &found)?;
                let view = photos::view(db, found.id, Some(&member))?.ok_or(Error::NotFound)?;
                Ok((view, photos::draft(db, found.id)?))
            })
            .await
    }

    /// Changes what is said about a photo.
    pub async fn edit(&self, member: &Member, key: &str, edit: PhotoEdit) -> Result<PhotoView> {
        let (key, member, now) = (parse(key)?, member.clone(), self.0.clock.now());
        let edited = self
            .0
            .db
            .write(move |tx| {
                photos::lock(tx, &key)?;
                let found = present(tx, &key, Some(&member))?;
                may_edit(&member, &found)?;
                if close(tx, &found, &edit, now)? || edit.changes_words() {
                    change(tx, (&found, &member), edit, now)?;
                }
                photos::view(tx, found.id, Some(&member))?.ok_or(Error::NotFound)
            })
            .await;
        self.0.shelf.clear();
        edited
    }

    /// Deletes a photo: its address answers that it is gone, and its bytes go.
    pub async fn delete(&self, member: &Member, key: &str, actor: &Actor) -> Result<()> {
        let (key, member, now) = (parse(key)?, member.clone(), self.0.clock.now());
        let (deed, actor) = (actor.did("photo.delete", key.as_ref(), "", now), actor.clone());
        let blobs = self
            .0
            .db
            .write(move |tx| {
                photos::lock(tx, &key)?;
                let found = present(tx, &key, Some(&member))?;
                if !member.may_delete_photo_of(found.author) {
                    return Err(Error::forbidden("problem-forbidden"));
                }
                if member.id != found.author {
                    actor.must_be_fresh()?;
                    audit::note(tx, &deed)?;
                }
                let blobs = photos::delete(tx, found.id, now)?;
                repository::blobs::doom(tx, &blobs, now)?;
                Ok(blobs)
            })
            .await?;
        self.0.shelf.clear();
        // A store that does not answer is the sweeper's business, not the person's who waits.
        if tokio::time::timeout(PATIENCE, self.0.remove_blobs(blobs)).await.is_err() {
            tracing::warn!("the bytes of a deleted photo go later: the store is slow");
        }
        Ok(())
    }

    /// Where a part of a picture is and what it is, if `viewer` may open its photo: for a server in front that has the
    /// bytes itself. `image` and `part` are the last segments of its address.
    pub async fn admitted(
        &self,
        viewer: Option<&Member>,
        image: &str,
        part: &str,
    ) -> Result<Arc<Admitted>> {
        // What everybody may open is known; there may be a block between somebody in particular and its author.
        match self.0.shelf.open((image, part)).filter(|_| viewer.is_none()) {
            Some(open) => Ok(open),
            None => self.look_up(viewer, image, part).await,
        }
    }

    /// The same, asked of the database.
    async fn look_up(
        &self,
        viewer: Option<&Member>,
        image: &str,
        part: &str,
    ) -> Result<Arc<Admitted>> {
        // PostgreSQL refuses to look for a NUL.
        let known = Part::parse(part).filter(|_| !image.contains('\0')).ok_or(Error::NotFound)?;
        let (key, viewer) = (image.to_owned(), viewer.cloned());
        let found =
            self.0.db.read(move |db| match photos::bytes(db, &key, known, viewer.as_ref())? {
                None if photos::is_gone(db, &key, viewer.as_ref())? => Err(Error::Gone),
                found => Ok(found),
            });
        // One address for each part: `640x480.html` is none.
        let found = found.await?.filter(|it| known.name(&it.media_type) == part);
        let it = found.ok_or(Error::NotFound)?;
        let admitted = Arc::new(Admitted {
            key: it.blob_key,
            media_type: it.media_type,
            hash: it.hash,
            public: it.public,
        });
        self.0.shelf.note((image, part), &admitted);
        Ok(admitted)
    }

    /// A part of a picture, if `viewer` may open its photo.
    pub async fn picture(
        &self,
        viewer: Option<&Member>,
        image: &str,
        part: &str,
    ) -> Result<Picture> {
        let kept = &self.0.shelf;
        if let Some(admitted) = kept.open((image, part)).filter(|_| viewer.is_none())
            && let Some(bytes) = kept.bytes(&admitted.key)
        {
            return Ok(Picture { bytes, admitted });
        }
        let admitted = self.look_up(viewer, image, part).await?;
        let bytes = match kept.bytes(&admitted.key) {
            Some(bytes) => bytes,
            None => self.0.store.get(&admitted.key).await?.ok_or(Error::NotFound)?.into(),
        };
        kept.keep(&admitted.key, &bytes);
        Ok(Picture { bytes, admitted })
    }
}

/// What is no key stands for nothing.
pub(crate) fn parse(key: &str) -> Result<PublicKey> {
    PublicKey::parse(key).ok().ok_or(Error::NotFound)
}

/// The photo that `viewer` may open.
pub(crate) fn present(
    reader: &mut Reader,
    key: &PublicKey,
    viewer: Option<&Member>,
) -> Result<Found> {
    let found = photos::find(reader, key, viewer)?.ok_or(Error::NotFound)?;
    if found.gone { Err(Error::Gone) } else { Ok(found) }
}

/// What became of the files of a photo, with the sizes that were made since.
fn receipts(reader: &mut Reader, id: PhotoId, photo: &PhotoView) -> Result<Vec<Receipt>> {
    let kept = photos::receipts(reader, id)?;
    let read = |it: &String| serde_json::from_str(it).map_err(Error::internal);
    let receipts: Result<Vec<_>> = kept.iter().map(read).collect();
    Ok(with_sizes(receipts?, &photo.images))
}

/// Closes or opens what is said about a photo; `false` where nothing more is wished for.
fn close(tx: &mut Writer, found: &Found, edit: &PhotoEdit, now: OffsetDateTime) -> Result<bool> {
    let wish = edit.closes_comments().map_err(|why| Error::field("comments", why))?;
    let Some(close) = wish else { return Ok(true) };
    photos::close_talk(tx, found.id, close.then_some(now))?;
    Ok(false)
}

/// Changes the words of a photo, and tells those who are mentioned in them now.
fn change(
    tx: &mut Writer,
    (found, member): (&Found, &Member),
    edit: PhotoEdit,
    now: OffsetDateTime,
) -> Result<()> {
    let before = photos::draft(tx, found.id)?;
    let heard = talk::heard_in(&before);
    let draft = edit.applied_to(before.clone());
    let details = PhotoDetails::parse(&draft)?;
    let images = photos::count_images(tx, found.id)?;
    let images = usize::try_from(images).unwrap_or(usize::MAX);
    if details.alt.len() > images {
        let why = Message::new("error-alt-too-many").with("max", images);
        return Err(Error::field("alt", why));
    }
    photos::update(tx, found.id, &details, now)?;
    let after = photos::draft(tx, found.id)?;
    keep_history(tx, (found.id, member), (&before, &after), now)?;
    if let Some(album) = &details.album {
        put_into(tx, member, album, found.id)?;
    }
    let hear = talk::heard_in(&draft);
    talk::tell_captioned(tx, (found.id, found.author), (&hear, &heard), now)
}

fn may_edit(member: &Member, found: &Found) -> Result<()> {
    let allowed = member.may_edit_of(found.author);
    if allowed { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}
