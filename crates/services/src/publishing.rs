use crate::{Context, Error, Photos, Result, blobs, tokens};
use data_encoding::{BASE64, HEXLOWER};
use domain::{Member, Message, PhotoDetails, PhotoDraft, PublicKey};
use imaging::{Limits, Picture, Refusal};
use repository::photos::{self, NewImage, NewPhoto, NewVariant};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use time::OffsetDateTime;
use tokio::task::spawn_blocking;
use views::{PhotoFacts, Receipt};

/// A file that was sent, and where it lies.
#[derive(Debug, Clone)]
pub enum File {
    /// On disk, until the caller removes it.
    Path(PathBuf),
    /// In memory.
    Bytes(Vec<u8>),
}

/// The way of a picture from a file to the wall.
#[derive(Clone)]
pub struct Publishing(Context);

/// A picture with all its sizes made, stored nowhere yet. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Developed(Arc<Negative>);

#[derive(Debug)]
struct Negative {
    picture: Picture,
    source_hash: String,
    received_bytes: usize,
}

/// A picture whose bytes are stored, and what became of its file.
struct Stored {
    image: NewImage,
    receipt: Receipt,
}

impl Publishing {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Makes a photo of `files`. Either all of it is there afterwards, or nothing.
    ///
    /// # Errors
    /// [`Error::Forbidden`] before the address is confirmed, [`Error::Invalid`] by field
    /// (`file` for what is wrong with a file).
    pub async fn publish(
        &self,
        author: &Member,
        draft: &PhotoDraft,
        files: Vec<File>,
    ) -> Result<PhotoFacts> {
        self.publish_at(author, draft, files, self.0.clock.now()).await
    }

    /// The same, dated `at`: for photos that were posted elsewhere before.
    pub async fn publish_at(
        &self,
        author: &Member,
        draft: &PhotoDraft,
        files: Vec<File>,
        at: OffsetDateTime,
    ) -> Result<PhotoFacts> {
        let details = self.checked(author, draft, files.len())?;
        let mut stored = Vec::with_capacity(files.len());
        for file in files {
            // One at a time: the sizes of one picture are let go before the next is opened.
            let outcome = match self.develop(file).await {
                Ok(developed) => self.store(&developed).await,
                Err(why) => Err(why),
            };
            match outcome {
                Ok(it) => stored.push(it),
                Err(why) => {
                    self.0.discard_blobs(keys_of(&stored)).await;
                    return Err(why);
                }
            }
        }
        self.insert_or_discard(author, details, stored, at).await
    }

    /// Makes a photo of one picture that was developed before, dated `at`.
    pub async fn publish_developed(
        &self,
        author: &Member,
        draft: &PhotoDraft,
        developed: &Developed,
        at: OffsetDateTime,
    ) -> Result<PhotoFacts> {
        let details = self.checked(author, draft, 1)?;
        let stored = self.store(developed).await?;
        self.insert_or_discard(author, details, vec![stored], at).await
    }

    async fn insert_or_discard(
        &self,
        author: &Member,
        details: PhotoDetails,
        stored: Vec<Stored>,
        at: OffsetDateTime,
    ) -> Result<PhotoFacts> {
        let keys = keys_of(&stored);
        let outcome = self.insert(author, details, stored, at).await;
        if outcome.is_err() {
            self.0.discard_blobs(keys).await;
        }
        outcome
    }

    fn checked(&self, author: &Member, draft: &PhotoDraft, files: usize) -> Result<PhotoDetails> {
        if !author.may_post() {
            return Err(Error::forbidden("problem-verify-first"));
        }
        let max = self.0.policy.upload_files;
        let count = match files {
            0 => Err(Message::new("error-file-missing")),
            n if n > max => Err(Message::new("error-too-many-files").with("max", max)),
            _ => Ok(()),
        };
        match (PhotoDetails::parse(draft), count) {
            (Ok(details), Ok(())) => Ok(details),
            (Ok(_), Err(why)) => Err(Error::field("file", why)),
            (Err(fields), Ok(())) => Err(fields.into()),
            (Err(mut fields), Err(why)) => {
                let _ = fields.take::<()>("file", Err(why));
                Err(fields.into())
            }
        }
    }

    async fn store(&self, developed: &Developed) -> Result<Stored> {
        let renditions = &developed.0.picture.renditions;
        let keys = blobs::keys(renditions)?;
        self.0.expect_blobs(keys.clone()).await?;
        for (key, rendition) in keys.iter().zip(renditions) {
            let put = self.0.store.put(key, &rendition.bytes, rendition.media_type.as_str());
            if let Err(why) = put.await {
                self.0.discard_blobs(keys).await;
                return Err(why.into());
            }
        }
        Ok(stored(&developed.0, keys))
    }

    /// Reads a file and makes its sizes, off the async threads, as many at once as there are
    /// cores.
    pub async fn develop(&self, file: File) -> Result<Developed> {
        let permit = self.0.darkroom.clone().acquire_owned().await.map_err(Error::internal)?;
        let (max_bytes, max_pixels) = (self.0.policy.upload_bytes, self.0.policy.upload_pixels);
        spawn_blocking(move || {
            let _permit = permit;
            let bytes = read(file, max_bytes)?;
            let limits = Limits { max_pixels, ..Limits::default() };
            let picture = imaging::process(&bytes, &limits)
                .map_err(|why| Error::field("file", refusal(&why)))?;
            let source_hash = HEXLOWER.encode(&Sha256::digest(&bytes));
            let received_bytes = bytes.len();
            Ok(Developed(Arc::new(Negative { picture, source_hash, received_bytes })))
        })
        .await?
    }

    async fn insert(
        &self,
        author: &Member,
        details: PhotoDetails,
        stored: Vec<Stored>,
        created_at: OffsetDateTime,
    ) -> Result<PhotoFacts> {
        let (images, receipt): (Vec<_>, Vec<_>) =
            stored.into_iter().map(|it| (it.image, it.receipt)).unzip();
        let key = PublicKey::new(tokens::random()?);
        let new = NewPhoto { key, author: author.id, details, images, created_at };
        let author = author.clone();
        self.0
            .db
            .write(move |tx| {
                let keys: Vec<_> = new.images.iter().flat_map(keys_of_image).collect();
                if !repository::blobs::claim(tx, &keys)? {
                    return Err(Error::Unavailable("the upload took too long".into()));
                }
                let id = photos::insert(tx, &new)?;
                let photo = photos::view(tx, id, Some(&author))?.ok_or(Error::NotFound)?;
                Ok(PhotoFacts { photo, receipt })
            })
            .await
    }

    /// The hash by which a file is known, and the photo of `author` that was made from it already.
    pub async fn known(&self, author: &Member, file: &File) -> Result<Option<String>> {
        let (file, max_bytes) = (file.clone(), self.0.policy.upload_bytes);
        let bytes = spawn_blocking(move || read(file, max_bytes)).await??;
        let (hash, author) = (HEXLOWER.encode(&Sha256::digest(&bytes)), author.id);
        Ok(self.0.db.read(move |db| photos::find_by_source(db, author, &hash)).await?)
    }

    /// What people do with the photo afterwards.
    pub fn photos(&self) -> Photos {
        Photos::new(self.0.clone())
    }
}

fn keys_of_image(image: &NewImage) -> Vec<String> {
    image.variants.iter().map(|it| it.blob_key.clone()).collect()
}

fn keys_of(stored: &[Stored]) -> Vec<String> {
    stored.iter().flat_map(|it| keys_of_image(&it.image)).collect()
}

fn stored(negative: &Negative, keys: Vec<String>) -> Stored {
    let Negative { picture, source_hash, received_bytes } = negative;
    let variant = |(blob_key, it): (String, &imaging::Rendition)| NewVariant {
        blob_key,
        width: it.width,
        height: it.height,
        media_type: it.media_type.as_str(),
        size: it.bytes.len(),
    };
    let receipt = Receipt {
        received_bytes: *received_bytes,
        sha256: source_hash.clone(),
        width: picture.width,
        height: picture.height,
        sizes: picture.renditions.iter().map(|it| it.width).collect(),
    };
    let image = NewImage {
        placeholder: BASE64.encode(&picture.placeholder),
        source_hash: source_hash.clone(),
        variants: keys.into_iter().zip(&picture.renditions).map(variant).collect(),
    };
    Stored { image, receipt }
}

fn read(file: File, max_bytes: u64) -> Result<Vec<u8>> {
    let too_large = || {
        let megabytes = i64::try_from(max_bytes / 1_000_000).unwrap_or(i64::MAX);
        Error::field("file", Message::new("error-file-too-large").with("max", megabytes))
    };
    let fits = |len: u64| if len > max_bytes { Err(too_large()) } else { Ok(()) };
    match file {
        File::Bytes(bytes) => {
            fits(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
            Ok(bytes)
        }
        File::Path(path) => {
            fits(std::fs::metadata(&path).map_err(Error::internal)?.len())?;
            std::fs::read(&path).map_err(Error::internal)
        }
    }
}

fn refusal(why: &Refusal) -> Message {
    let mega = |pixels: u64| i64::try_from(pixels / 1_000_000).unwrap_or(i64::MAX);
    match why {
        Refusal::NotAPicture => Message::new("error-file-not-a-picture"),
        Refusal::Unsupported(kind) => Message::new("error-file-unsupported").with("kind", *kind),
        Refusal::Truncated => Message::new("error-file-truncated"),
        Refusal::TooManyPixels { pixels, max } => Message::new("error-file-too-many-pixels")
            .with("pixels", mega(*pixels))
            .with("max", mega(*max)),
        Refusal::TooLong { max, .. } => {
            Message::new("error-file-too-long").with("max", i64::from(*max))
        }
        Refusal::TooBig => Message::new("error-file-too-big"),
        Refusal::Broken(_) => Message::new("error-file-broken"),
    }
}
