//! What people say about themselves, and their faces.

use crate::intake::{hard_limits, hash, read, refusal};
use crate::{Context, Error, Result, Sent, blobs, tokens};
use domain::{Bio, DisplayName, FieldErrors, License, Links, Member, PublicKey};
use imaging::Rendition;
use repository::pictures::Role;
use repository::profiles::{self, NewAvatar};
use repository::{blobs as notes, leaving};
use tokio::task::spawn_blocking;
use views::ProfileView;

/// What people say about themselves.
#[derive(Clone)]
pub struct Profiles(Context);

/// What is to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct ProfileEdit {
    /// See [`DisplayName`].
    pub display_name: Option<String>,
    /// See [`Bio`].
    pub bio: Option<String>,
    /// See [`Links`].
    pub links: Option<Vec<String>>,
    /// See [`License`]: of new photos, unless their author says otherwise.
    pub license: Option<String>,
}

impl Profiles {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// What `member` says about themselves, as typed.
    pub async fn show(&self, member: &Member) -> Result<ProfileView> {
        let id = member.id;
        self.0.db.read(move |db| profiles::find(db, id)?.ok_or(Error::SignInFirst)).await
    }

    /// Under which licence the photos are that `member` posts without saying so.
    pub async fn license(&self, member: &Member) -> Result<String> {
        let id = member.id;
        Ok(self.0.db.read(move |db| profiles::license(db, id)).await?)
    }

    /// Changes it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `display_name`, `bio`, `links` and `license`.
    pub async fn edit(&self, member: &Member, edit: ProfileEdit) -> Result<ProfileView> {
        let id = member.id;
        self.0
            .db
            .write(move |tx| {
                if !leaving::hold(tx, id)? {
                    return Err(Error::SignInFirst);
                }
                let now = profiles::find(tx, id)?.ok_or(Error::SignInFirst)?;
                let mut errors = FieldErrors::default();
                let name = edit.display_name.unwrap_or(now.display_name);
                let name = errors.take("display_name", DisplayName::parse(&name));
                let bio = errors.take("bio", Bio::parse(&edit.bio.unwrap_or(now.bio)));
                let links = edit.links.unwrap_or(now.links);
                let links = errors.take("links", Links::parse(links.iter().map(String::as_str)));
                let license = edit.license.unwrap_or(now.license);
                let license = errors.take("license", License::parse(&license));
                let (Some(name), Some(bio), Some(links), Some(license)) =
                    (name, bio, links, license)
                else {
                    return Err(errors.into());
                };
                profiles::update(tx, id, (&name, &bio), (&links, &license))?;
                profiles::find(tx, id)?.ok_or(Error::SignInFirst)
            })
            .await
    }

    /// Gives `member` the face that is in the middle of a picture.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `file` where it is no picture that we take.
    pub async fn set_avatar(&self, member: &Member, sent: Sent) -> Result<ProfileView> {
        let face = self.0.portrait(sent).await?;
        let key = blobs::key(&blobs::name()?, Role::Size, &face);
        self.0.expect_blobs(vec![key.clone()]).await?;
        let kept = match self.0.store.put(&key, &face.bytes, face.media_type.as_str()).await {
            Ok(()) => self.keep(member, (&key, &face)).await,
            Err(why) => Err(why.into()),
        };
        if kept.is_err() {
            self.0.discard_blobs(vec![key]).await;
        }
        kept
    }

    async fn keep(&self, member: &Member, (key, face): (&str, &Rendition)) -> Result<ProfileView> {
        let (id, now) = (member.id, self.0.clock.now());
        let new = NewAvatar {
            key: PublicKey::new(tokens::random()?).as_ref().to_owned(),
            blob_key: key.to_owned(),
            media_type: face.media_type.as_str().to_owned(),
            size: i64::try_from(face.bytes.len()).unwrap_or(i64::MAX),
            hash: hash(&face.bytes),
        };
        let kept = self.0.db.write(move |tx| {
            crate::leaving::is_here(tx, id)?;
            leaving::hold(tx, id)?;
            if !notes::claim(tx, std::slice::from_ref(&new.blob_key))? {
                return Err(Error::Unavailable("the picture took too long".into()));
            }
            let old = profiles::set_avatar(tx, id, Some(&new))?;
            let old: Vec<String> = old.into_iter().collect();
            notes::doom(tx, &old, now)?;
            Ok((profiles::find(tx, id)?.ok_or(Error::SignInFirst)?, old))
        });
        let (view, old) = kept.await?;
        self.gone(old).await;
        Ok(view)
    }

    /// Takes the face of `member` away; without one nothing changes.
    pub async fn remove_avatar(&self, member: &Member) -> Result<()> {
        let (id, now) = (member.id, self.0.clock.now());
        let removed = self.0.db.write(move |tx| {
            leaving::hold(tx, id)?;
            let old: Vec<String> = profiles::set_avatar(tx, id, None)?.into_iter().collect();
            notes::doom(tx, &old, now)?;
            Ok::<_, Error>(old)
        });
        let old = removed.await?;
        self.gone(old).await;
        Ok(())
    }

    async fn gone(&self, old: Vec<String>) {
        self.0.shelf.clear();
        self.0.remove_blobs(old).await;
    }
}

impl Context {
    /// Makes a face of a file, off the async threads, as many at once as there are cores.
    async fn portrait(&self, sent: Sent) -> Result<Rendition> {
        let permit = self.darkroom.clone().acquire_owned().await.map_err(Error::internal)?;
        let (max_bytes, max_pixels) = (self.policy.upload_bytes, self.policy.upload_pixels);
        spawn_blocking(move || {
            let _permit = permit;
            let bytes = read(sent.file, max_bytes)?;
            imaging::portrait(&bytes, &hard_limits(max_pixels))
                .map_err(|why| Error::field("file", refusal(&why)))
        })
        .await?
    }
}
