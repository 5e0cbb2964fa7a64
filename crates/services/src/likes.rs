//! What people like, and what they keep for themselves.

use crate::photos::{PHOTOS, parse, present};
use crate::{Context, Error, Paging, Result};
use domain::{Member, Notice, PublicKey};
use repository::notifications::{self, New};
use repository::photos::{self, Found};
use repository::{Writer, likes, people};
use time::OffsetDateTime;
use views::{LikeView, People, Wall};

/// Likes and bookmarks.
#[derive(Clone)]
pub struct Likes(Context);

/// How many people a page shows if nobody says.
pub(crate) const PEOPLE: i64 = 50;

impl Likes {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Likes a photo; doing it twice changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever may not open it; [`Error::Forbidden`] before one's address is confirmed.
    pub async fn like(&self, member: &Member, key: &str) -> Result<LikeView> {
        self.like_at(member, key, self.0.clock.now()).await
    }

    /// The same, dated `at`.
    pub async fn like_at(
        &self,
        member: &Member,
        key: &str,
        at: OffsetDateTime,
    ) -> Result<LikeView> {
        self.change((member, key), open, move |tx, photo, member| liked(tx, photo, member, at))
            .await
    }

    /// Likes a photo no longer: also one that has been closed to them since.
    pub async fn unlike(&self, member: &Member, key: &str) -> Result<LikeView> {
        let at = self.0.clock.now();
        self.change((member, key), open_or_liked, move |tx, photo, member| {
            likes::unlike(tx, photo.id, member.id)?;
            Ok(notifications::take_back(tx, &news(photo, member, at))?)
        })
        .await
    }

    /// Keeps a photo among one's own bookmarks, which nobody else is told of.
    pub async fn bookmark(&self, member: &Member, key: &str) -> Result<LikeView> {
        let at = self.0.clock.now();
        self.change((member, key), open, move |tx, photo, member| {
            Ok(likes::bookmark(tx, photo.id, member.id, at)?)
        })
        .await
    }

    /// Keeps it no longer: also where it has been closed to them since.
    pub async fn unbookmark(&self, member: &Member, key: &str) -> Result<LikeView> {
        self.change((member, key), open_or_kept, |tx, photo, member| {
            Ok(likes::unbookmark(tx, photo.id, member.id)?)
        })
        .await
    }

    /// Changes what `member` has made of the photo that `find` admits them to.
    async fn change(
        &self,
        (member, key): (&Member, &str),
        find: Find,
        deed: impl FnOnce(&mut Writer, &Found, &Member) -> Result<()> + Send + 'static,
    ) -> Result<LikeView> {
        let (key, member): (PublicKey, Member) = (parse(key)?, member.clone());
        let name = key.as_ref().to_owned();
        let changed = self
            .0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, member.id)?;
                photos::keep(tx, &key)?;
                let (photo, open) = find(tx, &key, &member)?;
                deed(tx, &photo, &member)?;
                Ok(if open {
                    likes::view(tx, photo.id, &member)?
                } else {
                    likes::own_view(tx, photo.id, member.id)?
                })
            })
            .await;
        if changed.is_ok() {
            self.0.live.changed(&name);
        }
        changed
    }

    /// Who likes a photo, as far as `viewer` may know them, newest first.
    pub async fn who(&self, viewer: Option<&Member>, key: &str, paging: &Paging) -> Result<People> {
        let (key, viewer) = (parse(key)?, viewer.cloned());
        let (after, limit) = paging.parse_mark(PEOPLE)?;
        self.0
            .db
            .read(move |db| {
                let photo = present(db, &key, viewer.as_ref())?.id;
                let list = people::List::Likes(photo);
                let query = people::Query { list, viewer, after, limit };
                let page = people::page(db, &query)?;
                let (items, next) = (page.items, page.next);
                Ok(People { items, next, kind: "likes".to_owned(), of: None })
            })
            .await
    }

    /// What `member` has bookmarked and may still open, newest bookmark first.
    pub async fn bookmarks(&self, member: &Member, paging: &Paging) -> Result<Wall> {
        let (mut after, limit) = paging.parse_mark(PHOTOS)?;
        let member = member.clone();
        self.0
            .db
            .read(move |db| {
                loop {
                    let page = likes::bookmarked(db, &member, after.as_ref(), limit)?;
                    // Hundreds in a row that were hidden since are passed over.
                    match page.next.as_deref().filter(|_| page.items.is_empty()) {
                        Some(next) => after = domain::Mark::parse(next).ok(),
                        None => return Ok(Wall { items: page.items, next: page.next, tag: None }),
                    }
                }
            })
            .await
    }
}

/// Finds a photo for somebody, and says whether they may open it.
type Find = fn(&mut Writer, &PublicKey, &Member) -> Result<(Found, bool)>;

fn open(tx: &mut Writer, key: &PublicKey, member: &Member) -> Result<(Found, bool)> {
    Ok((present(tx, key, Some(member))?, true))
}

/// What one has done oneself can be taken back, whoever has closed the photo since.
fn open_or_liked(tx: &mut Writer, key: &PublicKey, member: &Member) -> Result<(Found, bool)> {
    open_or(open(tx, key, member), || Ok(likes::liked(tx, key, member.id)?))
}

/// The same for what one keeps.
fn open_or_kept(tx: &mut Writer, key: &PublicKey, member: &Member) -> Result<(Found, bool)> {
    open_or(open(tx, key, member), || Ok(likes::bookmarked_one(tx, key, member.id)?))
}

fn open_or(
    open: Result<(Found, bool)>,
    own: impl FnOnce() -> Result<Option<Found>>,
) -> Result<(Found, bool)> {
    match open {
        Err(Error::NotFound) => Ok((own()?.ok_or(Error::NotFound)?, false)),
        open => open,
    }
}

/// Notes a like; whoever is to be told of it is told here, in the same transaction.
fn liked(tx: &mut Writer, photo: &Found, member: &Member, at: OffsetDateTime) -> Result<()> {
    may_act(member)?;
    if likes::like(tx, photo.id, member.id, at)? {
        notifications::note(tx, &news(photo, member, at))?;
    }
    Ok(())
}

/// What the author of a photo is told.
fn news(photo: &Found, member: &Member, at: OffsetDateTime) -> New {
    let (to, actor, photo) = (photo.author, member.id, Some(photo.id));
    New { to, kind: Notice::Like, actor, photo, comment: None, at }
}

/// What others notice is for those whose address is confirmed.
pub(crate) fn may_act(member: &Member) -> Result<()> {
    if member.may_post() { Ok(()) } else { Err(Error::forbidden("problem-verify-first")) }
}
