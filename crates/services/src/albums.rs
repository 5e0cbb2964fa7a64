//! Albums: photos of one author, in an order of their own.

use crate::editing::Move;
use crate::paging::no_such_place;
use crate::photos::{parse, present};
use crate::{Context, Error, Paging, Result, limits, tokens};
use domain::{
    AlbumDetails, AlbumDraft, AlbumEdit, AlbumId, AlbumSlug, Member, Message, PhotoId, PublicKey,
    Username,
};
use repository::albums::{self, Found, NewAlbum};
use repository::{Reader, Writer, album_photos, photos, users};
use views::{AlbumChoices, AlbumList, AlbumPage, AlbumView, Slice, address};

/// What people do with albums.
#[derive(Clone)]
pub struct Albums(Context);

/// The most albums that somebody has.
const MOST: i64 = 500;
/// The most photos in one album.
const FULL: i64 = 1_000;
/// How many albums a page shows if nobody says, and how many photos.
const ALBUMS: i64 = 30;
const PHOTOS: i64 = 30;

/// What an address of an album leads to.
#[derive(Debug)]
pub enum Reached {
    /// The album.
    Here(Box<AlbumPage>),
    /// The address that it has now.
    Moved(String),
}

/// An album as an address names it.
struct Named {
    owner: Username,
    slug: AlbumSlug,
}

impl Named {
    fn parse((owner, slug): (&str, &str)) -> Result<Self> {
        let owner = Username::known(owner).ok().ok_or(Error::NotFound)?;
        let slug = AlbumSlug::parse(slug).ok().ok_or(Error::NotFound)?;
        Ok(Self { owner, slug })
    }

    /// The album, if `viewer` may open it.
    fn find(&self, reader: &mut Reader, viewer: Option<&Member>) -> Result<Found> {
        let owner = users::profile(reader, &self.owner, viewer)?.ok_or(Error::NotFound)?.id;
        albums::find(reader, (owner, &self.slug), viewer)?.ok_or(Error::NotFound)
    }

    /// The album, if it is `member`'s, held until the end of the transaction.
    fn own(&self, tx: &mut Writer, member: &Member) -> Result<Found> {
        // First held, then looked at: it may go, or go to another name, in between.
        let owner = users::profile(tx, &self.owner, Some(member))?.ok_or(Error::NotFound)?.id;
        if member.may_edit_of(owner) {
            albums::lock(tx, (owner, &self.slug))?;
        }
        let found = albums::find(tx, (owner, &self.slug), Some(member))?.ok_or(Error::NotFound)?;
        let own = member.may_edit_of(found.owner);
        if own { Ok(found) } else { Err(Error::forbidden("problem-forbidden")) }
    }
}

impl Albums {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Makes an album.
    ///
    /// # Errors
    /// [`Error::Forbidden`] before the address is confirmed, [`Error::Invalid`] by field.
    pub async fn create(&self, member: &Member, draft: &AlbumDraft) -> Result<AlbumView> {
        if !member.may_post() {
            return Err(Error::forbidden("problem-verify-first"));
        }
        let details = AlbumDetails::parse(draft)?;
        let (context, member, now) = (self.0.clone(), member.clone(), self.0.clock.now());
        let limit = limits::per("albums", &member.id.0.to_string(), 60, 3_600);
        let key = PublicKey::new(tokens::random()?);
        let new = NewAlbum { key, owner: member.id, details, created_at: now };
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, member.id)?;
                context.take_within(tx, std::slice::from_ref(&limit), now)?;
                let id = albums::insert(tx, &new, MOST)?.ok_or_else(|| {
                    Error::field("title", Message::new("error-albums-full").with("max", MOST))
                })?;
                view(tx, id, &member)
            })
            .await
    }

    /// The albums of somebody that `viewer` finds listed, newest first.
    pub async fn list(
        &self,
        viewer: Option<&Member>,
        name: &str,
        paging: &Paging,
    ) -> Result<AlbumList> {
        let name = Username::known(name).ok().ok_or(Error::NotFound)?;
        let ((after, limit), viewer) = (paging.parse(ALBUMS)?, viewer.cloned());
        self.0
            .db
            .read(move |db| {
                let found = users::profile(db, &name, viewer.as_ref())?.ok_or(Error::NotFound)?;
                let count = albums::count(db, found.id, viewer.as_ref())?;
                let query = albums::Query { owner: found.id, viewer, after, limit };
                let albums = albums::page(db, &query)?.ok_or_else(no_such_place)?;
                let author = views::AuthorView {
                    name: found.view.name,
                    display_name: found.view.display_name,
                    avatar: found.view.avatar,
                    url: found.view.url,
                };
                Ok(AlbumList { author, count, albums })
            })
            .await
    }

    /// An album and the first of what is in it, in its own order.
    pub async fn show(
        &self,
        viewer: Option<&Member>,
        named: (&str, &str),
        paging: &Paging,
    ) -> Result<Reached> {
        let (named, (after, limit)) = (Named::parse(named)?, paging.parse(PHOTOS)?);
        let viewer = viewer.cloned();
        self.0
            .db
            .read(move |db| {
                let found = named.find(db, viewer.as_ref())?;
                if found.slug != named.slug.as_ref() {
                    return Ok(Reached::Moved(address::album(named.owner.as_ref(), &found.slug)));
                }
                let album = albums::view(db, found.id, viewer.as_ref())?.ok_or(Error::NotFound)?;
                let query = album_photos::Query { album: found.id, viewer, after, limit };
                let Slice { items, next } =
                    album_photos::page(db, &query)?.ok_or_else(no_such_place)?;
                Ok(Reached::Here(Box::new(AlbumPage { album, items, next })))
            })
            .await
    }

    /// An album and what is said about it as it was typed, for its owner to edit.
    pub async fn editable(
        &self,
        member: &Member,
        named: (&str, &str),
        after: Option<String>,
    ) -> Result<AlbumPage> {
        match self.show(Some(member), named, &Paging { after, limit: Some(100) }).await? {
            Reached::Moved(_) => Err(Error::NotFound),
            Reached::Here(page) if page.album.can_edit => Ok(*page),
            Reached::Here(_) => Err(Error::forbidden("problem-forbidden")),
        }
    }

    /// Changes what is said about an album, and what stands for it.
    pub async fn edit(
        &self,
        member: &Member,
        named: (&str, &str),
        edit: AlbumEdit,
    ) -> Result<AlbumView> {
        let (named, member, now) = (Named::parse(named)?, member.clone(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                let found = named.own(tx, &member)?;
                let details = AlbumDetails::parse(&edit.applied_to(albums::draft(tx, found.id)?))?;
                albums::update(tx, &found, &details, now)?;
                if let Some(cover) = &edit.cover {
                    let photo = match cover.as_str() {
                        "" => None,
                        key => Some(named_photo(tx, (key, "cover"), &member)?),
                    };
                    if !album_photos::choose(tx, found.id, photo)? {
                        return Err(not_in_it("cover"));
                    }
                }
                view(tx, found.id, &member)
            })
            .await
    }

    /// Deletes an album; the photos in it stay.
    pub async fn delete(&self, member: &Member, named: (&str, &str)) -> Result<()> {
        let (named, member) = (Named::parse(named)?, member.clone());
        self.0
            .db
            .write(move |tx| {
                let found = named.own(tx, &member)?;
                Ok(albums::delete(tx, found.id)?)
            })
            .await
    }

    /// Puts one of one's own photos at the end of an album; where it is in it, it stays where it is.
    pub async fn put(
        &self,
        member: &Member,
        named: (&str, &str),
        photo: &str,
    ) -> Result<AlbumView> {
        let (named, member, photo) = (Named::parse(named)?, member.clone(), photo.to_owned());
        self.0
            .db
            .write(move |tx| {
                let found = named.own(tx, &member)?;
                let photo = own_photo(tx, &photo, &member)?;
                put(tx, found.id, photo)?;
                view(tx, found.id, &member)
            })
            .await
    }

    /// Takes a photo out of an album; the photo stays.
    pub async fn take(
        &self,
        member: &Member,
        named: (&str, &str),
        photo: &str,
    ) -> Result<AlbumView> {
        let (named, member, photo) = (Named::parse(named)?, member.clone(), photo.to_owned());
        self.0
            .db
            .write(move |tx| {
                let found = named.own(tx, &member)?;
                let photo = own_photo(tx, &photo, &member)?;
                album_photos::take(tx, found.id, photo)?;
                view(tx, found.id, &member)
            })
            .await
    }

    /// Moves a photo in an album: one place `up` or `down`, or before another one (`before`, which is empty for the end).
    pub async fn order(
        &self,
        member: &Member,
        named: (&str, &str),
        (photo, to): (&str, &Move),
    ) -> Result<AlbumView> {
        let (named, member, photo) = (Named::parse(named)?, member.clone(), photo.to_owned());
        let to = to.clone();
        self.0
            .db
            .write(move |tx| {
                let found = named.own(tx, &member)?;
                if matches!(to, Move::Unclear) {
                    return Err(Move::refused());
                }
                let photo = named_photo(tx, (&photo, "photo"), &member)?;
                let moved = match to {
                    Move::By(by) => album_photos::shift(tx, found.id, photo, by)?,
                    Move::Unclear => false,
                    Move::Before(key) if key.is_empty() => {
                        album_photos::move_before(tx, found.id, photo, None)?
                    }
                    Move::Before(key) => {
                        let other = named_photo(tx, (&key, "before"), &member)?;
                        album_photos::move_before(tx, found.id, photo, Some(other))?
                    }
                };
                if !moved {
                    return Err(not_in_it("photo"));
                }
                view(tx, found.id, &member)
            })
            .await
    }

    /// One's own albums, and in which of them a photo of one's own is.
    pub async fn choices(&self, member: &Member, photo: Option<&str>) -> Result<AlbumChoices> {
        let (member, key) = (member.clone(), photo.map(str::to_owned));
        self.0
            .db
            .read(move |db| {
                let photo = match &key {
                    None => None,
                    Some(key) => Some(own_photo(db, key, &member)?),
                };
                let items = album_photos::choices(db, member.id, photo)?;
                Ok(AlbumChoices { photo: key.unwrap_or_default(), items })
            })
            .await
    }

    /// The slug of `member`'s album of this title, which is made if there is none.
    pub async fn of_title(&self, member: &Member, title: &str) -> Result<String> {
        let slug = AlbumSlug::of(title);
        let known = self.choices(member, None).await?;
        if let Some(it) =
            known.items.iter().find(|it| it.title == title || it.slug == slug.as_ref())
        {
            return Ok(it.slug.clone());
        }
        let draft = AlbumDraft { title: title.to_owned(), ..AlbumDraft::default() };
        Ok(self.create(member, &draft).await?.slug)
    }
}

fn view(reader: &mut Reader, id: AlbumId, member: &Member) -> Result<AlbumView> {
    albums::view(reader, id, Some(member))?.ok_or(Error::NotFound)
}

/// The refusal of a photo that is not in the album.
fn not_in_it(field: &str) -> Error {
    Error::field(field, Message::new("error-album-photo"))
}

/// A photo of `member`'s own that a field names.
fn named_photo(
    reader: &mut Reader,
    (key, field): (&str, &str),
    member: &Member,
) -> Result<PhotoId> {
    own_photo(reader, key, member).map_err(|why| match why {
        Error::NotFound | Error::Gone | Error::Forbidden(_) => not_in_it(field),
        why => why,
    })
}

/// A photo of `member`'s own.
fn own_photo(reader: &mut Reader, key: &str, member: &Member) -> Result<PhotoId> {
    let found = present(reader, &parse(key)?, Some(member))?;
    let own = member.may_edit_of(found.author);
    if own { Ok(found.id) } else { Err(Error::forbidden("problem-forbidden")) }
}

fn put(tx: &mut Writer, album: AlbumId, photo: PhotoId) -> Result<()> {
    let full = || Error::field("album", Message::new("error-album-full").with("max", FULL));
    if album_photos::put(tx, album, photo, FULL)? { Ok(()) } else { Err(full()) }
}

/// Puts a photo that is being posted or edited into an album of its author's.
pub(crate) fn put_into(
    tx: &mut Writer,
    author: &Member,
    slug: &AlbumSlug,
    photo: PhotoId,
) -> Result<()> {
    let unknown = || Error::field("album", Message::new("error-album-unknown"));
    albums::lock(tx, (author.id, slug))?;
    let found = albums::find(tx, (author.id, slug), Some(author))?.ok_or_else(unknown)?;
    put(tx, found.id, photo)
}

/// The album of `member`'s own that an address names.
pub(crate) fn own_album(
    reader: &mut Reader,
    named: (&str, &str),
    member: &Member,
) -> Result<(Found, AlbumView)> {
    let found = Named::parse(named)?.find(reader, Some(member))?;
    if !member.may_edit_of(found.owner) {
        return Err(Error::forbidden("problem-forbidden"));
    }
    let view = view(reader, found.id, member)?;
    Ok((found, view))
}

/// Whether a photo is there that `member` may edit; its row and what it is called.
pub(crate) fn own_titled(
    reader: &mut Reader,
    key: &str,
    member: &Member,
) -> Result<(PhotoId, domain::PhotoDraft)> {
    let id = own_photo(reader, key, member)?;
    let draft = photos::draft(reader, id)?;
    Ok((id, draft))
}
