//! Links that open one photo or one album to whoever has them, whatever its visibility: secret, to be ended at any time.

use crate::albums::{own_album, own_titled};
use crate::paging::no_such_place;
use crate::passwords::Verdict;
use crate::{Admitted, Client, Context, Error, Paging, Picture, Result, limits, tokens};
use domain::{FieldErrors, Member, Message, Password, PublicKey, TokenDays};
use parking_lot::Mutex;
use repository::Reader;
use repository::pictures::Part;
use repository::shares::{self, NewShare, Opens, Share};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use views::{
    ImageView, MadeShare, SharedPage, SharedPhoto, SharesPage, Slice, VariantView, address,
};

/// What people do with links.
#[derive(Clone)]
pub struct Shares(Context, Arc<Visits>);

/// Who has opened which link lately, in this process: whoever comes back at once is not counted anew, and nothing is written.
type Visits = Mutex<HashMap<(i64, String), OffsetDateTime>>;

/// For how long a visitor of a link is the same visit.
const VISIT: time::Duration = time::Duration::minutes(1);
/// How many visits are remembered at the most.
const VISITS: usize = 10_000;

/// A link that somebody wishes for.
#[derive(Debug, Clone, Default)]
pub struct ShareDraft {
    /// For how many days it works; without, until it is revoked.
    pub days: Option<i64>,
    /// What it asks for; empty for nothing.
    pub password: String,
}

/// What a link is to open, as an address names it.
#[derive(Debug, Clone)]
pub enum Shareable {
    /// A photo, by what stands for it.
    Photo(String),
    /// An album, by the name of its owner and its slug.
    Album(String, String),
}

/// The most links that somebody has.
const MOST: i64 = 500;
/// How many photos of an album a page behind a link shows.
const PHOTOS: i64 = 30;
/// How long a right password is remembered.
pub(crate) const REMEMBERED: Duration = Duration::from_hours(1);

/// The thing itself, found.
struct Thing {
    opens: Opens,
    page: SharesPage,
}

impl Shareable {
    fn find(&self, reader: &mut Reader, member: &Member) -> Result<Thing> {
        let shares = Slice { items: Vec::new(), next: None };
        Ok(match self {
            Self::Photo(key) => {
                let (id, draft) = own_titled(reader, key, member)?;
                let (of, title, visibility) = (address::photo(key), draft.title, draft.visibility);
                let kind = "photo".to_owned();
                Thing {
                    opens: Opens::Photo(id),
                    page: SharesPage { of, title, kind, visibility, shares },
                }
            }
            Self::Album(name, slug) => {
                let (found, view) = own_album(reader, (name, slug), member)?;
                let (of, title, visibility) = (view.url, view.title, view.visibility);
                let kind = "album".to_owned();
                Thing {
                    opens: Opens::Album(found.id),
                    page: SharesPage { of, title, kind, visibility, shares },
                }
            }
        })
    }
}

impl Shares {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context, Arc::default())
    }

    /// The links to something of `member`'s, newest first.
    pub async fn list(&self, member: &Member, thing: &Shareable) -> Result<SharesPage> {
        let (thing, member, now) = (thing.clone(), member.clone(), self.0.clock.now());
        self.0
            .db
            .read(move |db| {
                let Thing { opens, mut page } = thing.find(db, &member)?;
                page.shares.items = shares::list(db, opens, now)?;
                Ok(page)
            })
            .await
    }

    /// Makes a link to something of `member`'s. What is said now is never said again.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, also for one link too many.
    pub async fn create(
        &self,
        member: &Member,
        thing: &Shareable,
        draft: &ShareDraft,
    ) -> Result<MadeShare> {
        // Before anything is computed for it: whether it is theirs to share.
        self.list(member, thing).await?;
        let mut errors = FieldErrors::default();
        let days = errors.take("expires_days", draft.days.map(TokenDays::parse).transpose());
        let password = Some(draft.password.as_str()).filter(|it| !it.is_empty());
        let password = password.map(|it| Password::parse(it, &[])).transpose();
        let (Some(days), Some(password)) = (days, errors.take("password", password)) else {
            return Err(errors.into());
        };
        let limit = limits::per("shares", &member.id.0.to_string(), 60, 3_600);
        self.0.take(vec![limit]).await?;
        let password_hash = match &password {
            None => String::new(),
            Some(password) => self.0.passwords.hash(password).await?,
        };
        let (token, key, now) =
            (tokens::token()?, PublicKey::new(tokens::random()?), self.0.clock.now());
        let expires_at = days.map(|it| now + Duration::from_hours(24) * u32::from(it.get()));
        let (hash, member, thing) = (tokens::hash(&token), member.clone(), thing.clone());
        let share = self.0.db.write(move |tx| {
            crate::leaving::is_here(tx, member.id)?;
            let opens = thing.find(tx, &member)?.opens;
            let new = NewShare {
                key: key.clone(),
                owner: member.id,
                opens,
                token_hash: hash.clone(),
                password_hash: password_hash.clone(),
                created_at: now,
                expires_at,
            };
            shares::insert(tx, &new, MOST)?.ok_or_else(|| {
                Error::field("expires_days", Message::new("error-shares-full").with("max", MOST))
            })
        });
        let (share, site) = (share.await?, &self.0.policy.public_url);
        Ok(MadeShare { url: format!("{site}{}", address::shared(&token)), share })
    }

    /// Ends a link of `member`'s at once; says where what it opened is.
    pub async fn revoke(&self, member: &Member, id: &str) -> Result<String> {
        let key = PublicKey::parse(id).ok().ok_or(Error::NotFound)?;
        let owner = member.id;
        self.0
            .db
            .write(move |tx| {
                let opens = shares::delete(tx, &key, owner)?.ok_or(Error::NotFound)?;
                let place = shares::place_of(tx, opens)?.unwrap_or_else(|| "/".to_owned());
                Ok(place)
            })
            .await
    }

    /// What is behind a link. `pass` is what [`Self::unlock`] gave, where it asks for a password; `visitor` is counted, where somebody
    /// looks.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it does not work, or no longer; [`Error::ConfirmFirst`] where the password has to come first.
    pub async fn open(
        &self,
        (token, pass): (&str, Option<&str>),
        paging: &Paging,
        visitor: Option<&Client>,
    ) -> Result<SharedPage> {
        let (after, limit) = paging.parse(PHOTOS)?;
        let (share, now) = (self.admitted(token, pass).await?, self.0.clock.now());
        let kind = if matches!(share.opens, Opens::Photo(_)) { "photo" } else { "album" };
        let (first, of) = (after.is_none(), share.clone());
        let read =
            self.0.db.read(move |db| match shares::shown(db, &of, (after.as_ref(), limit))? {
                Some(shown) => Ok(shown),
                None if shares::is_gone(db, &of)? => Err(Error::Gone),
                None if after.is_some() => Err(no_such_place()),
                None => Err(Error::NotFound),
            });
        let shown = read.await?;
        if let Some(visitor) = visitor.filter(|_| first)
            && self.is_new_visit((share.id, visitor.key.clone()), now)
        {
            self.0.db.write(move |tx| shares::note_use(tx, share.id, now)).await?;
        }
        let shared = |it: views::PhotoView| SharedPhoto {
            title: it.title,
            images: it.images.iter().map(|image| behind(token, image)).collect(),
        };
        let photos = shown.photos.map(shared);
        if photos.items.is_empty() && kind == "photo" {
            return Err(Error::NotFound);
        }
        Ok(SharedPage {
            kind: kind.to_owned(),
            title: shown.title,
            author: shown.author,
            items: photos.items,
            next: photos.next,
        })
    }

    /// Whether this visitor has not opened this link within the last minute.
    fn is_new_visit(&self, visit: (i64, String), now: OffsetDateTime) -> bool {
        let mut visits = self.1.lock();
        if visits.get(&visit).is_some_and(|at| now - *at < VISIT) {
            return false;
        }
        if visits.len() >= VISITS {
            visits.retain(|_, at| now - *at < VISIT);
        }
        // So many within a minute are counted once or more.
        if visits.len() >= VISITS {
            visits.clear();
        }
        visits.insert(visit, now);
        true
    }

    /// Takes the password of a link, and gives what shows for an hour that it was right.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong one, [`Error::TooMany`] after ten in ten minutes for one link.
    pub async fn unlock(&self, token: &str, password: &str, client: &Client) -> Result<String> {
        let share = self.find(token).await?;
        if share.password_hash.is_empty() {
            return Err(Error::NotFound);
        }
        let tries = vec![
            limits::per("share", &share.key, 30, 600),
            limits::per("share-network", &format!("{}/{}", share.key, client.key), 10, 600),
        ];
        self.0.take(tries).await?;
        let verdict = self.0.passwords.verify(password, Some(&share.password_hash)).await?;
        if verdict == Verdict::Wrong {
            return Err(Error::field("password", Message::new("error-share-password")));
        }
        let until = (self.0.clock.now() + REMEMBERED).unix_timestamp();
        Ok(format!("{until}.{}", self.seal(&share, until)))
    }

    /// A part of a picture behind a link: asked for each time.
    pub async fn picture(
        &self,
        (token, pass): (&str, Option<&str>),
        image: &str,
        part: &str,
    ) -> Result<Picture> {
        let known = Part::parse(part).filter(|_| !image.contains('\0')).ok_or(Error::NotFound)?;
        let (share, image) = (self.admitted(token, pass).await?, image.to_owned());
        let found = self.0.db.read(move |db| shares::bytes(db, &share, (&image, known))).await?;
        let it = found.filter(|it| known.name(&it.media_type) == part).ok_or(Error::NotFound)?;
        let bytes = match self.0.shelf.bytes(&it.blob_key) {
            Some(bytes) => bytes,
            None => self.0.store.get(&it.blob_key).await?.ok_or(Error::NotFound)?.into(),
        };
        self.0.shelf.keep(&it.blob_key, &bytes);
        let admitted =
            Admitted { key: it.blob_key, media_type: it.media_type, hash: it.hash, public: false };
        Ok(Picture { bytes, admitted: Arc::new(admitted) })
    }

    async fn find(&self, token: &str) -> Result<Share> {
        let (hash, now) = (tokens::hash(token), self.0.clock.now());
        let found = self.0.db.read(move |db| shares::find(db, &hash, now)).await?;
        found.ok_or(Error::NotFound)
    }

    /// The link, if it works and its password was given lately.
    async fn admitted(&self, token: &str, pass: Option<&str>) -> Result<Share> {
        let share = self.find(token).await?;
        if share.password_hash.is_empty() || pass.is_some_and(|it| self.is_good(&share, it)) {
            return Ok(share);
        }
        Err(Error::ConfirmFirst)
    }

    fn is_good(&self, share: &Share, pass: &str) -> bool {
        let Some((until, seal)) = pass.split_once('.') else { return false };
        let Ok(until) = until.parse::<i64>() else { return false };
        // Digests are compared, so that how long it takes tells nothing.
        let right = tokens::hash(&self.seal(share, until)) == tokens::hash(seal);
        right && until > self.0.clock.now().unix_timestamp()
    }

    /// What only this site can say of this link, this password and this moment.
    fn seal(&self, share: &Share, until: i64) -> String {
        let what = format!("{}/{until}/{}", share.key, share.password_hash);
        self.0.secret.derive("share-pass", &what)
    }
}

/// The picture at addresses that belong to the link, and nothing that does not.
fn behind(token: &str, image: &ImageView) -> ImageView {
    let at = |url: &str| match url.rsplit('/').next() {
        Some(part) => address::shared_media(token, &image.id, part),
        None => String::new(),
    };
    let moved = |it: &VariantView| VariantView { url: at(&it.url), ..it.clone() };
    ImageView {
        url: at(&image.url),
        variants: image.variants.iter().map(moved).collect(),
        animation: image.animation.as_ref().map(moved),
        original: None,
        download: None,
        camera: None,
        ..image.clone()
    }
}
