use crate::intake::{hash, read, refusal_of, wrong_files};
use crate::posting::{Fault, Post, Posted, Put, insert};
use crate::{Context, Error, Photos, Prepared, PublishOptions, Result, Sent, blobs};
use domain::{Member, Message, PhotoDetails, PhotoDraft, PhotoId, PictureId};
use repository::photos;
use repository::pictures::{self, State};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};
use views::{PhotoFacts, Receipt};

/// How often a picture is looked after that somebody else is working on.
const LOOK: Duration = Duration::from_millis(50);
/// How long to wait for somebody else's work at the longest.
const OTHERS: Duration = Duration::from_secs(30);
/// How often a photo is tried whose pictures go while it is made.
const TRIES: usize = 3;

/// The way of pictures from files to the wall.
#[derive(Clone)]
pub struct Publishing(Context);

/// Work under way, by picture.
type Work = Vec<(PictureId, JoinHandle<()>)>;

impl Publishing {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Makes a photo of `files`. Either all of it is there afterwards, or nothing.
    ///
    /// The photo is there for its author at once, and for others as soon as its first picture has sizes: they are made
    /// before this returns, unless that takes longer than [`PublishOptions::wait`].
    ///
    /// # Errors
    /// [`Error::Forbidden`] before the address is confirmed, [`Error::Invalid`] by field (`file` for what is wrong with a
    /// file, and [`crate::file_field`] for each of several).
    pub async fn publish_with(
        &self,
        author: &Member,
        draft: &PhotoDraft,
        files: Vec<Sent>,
        options: PublishOptions,
    ) -> Result<PhotoFacts> {
        let details = self.checked(author, draft, files.len())?;
        let files = self.prepare_all(files, options).await?;
        let at = self.0.clock.now();
        self.post(Post { author: author.clone(), details, files, options, at }).await
    }

    /// The same without any wishes.
    pub async fn publish(
        &self,
        author: &Member,
        draft: &PhotoDraft,
        files: Vec<impl Into<Sent>>,
    ) -> Result<PhotoFacts> {
        let files = files.into_iter().map(Into::into).collect();
        self.publish_with(author, draft, files, PublishOptions::default()).await
    }

    /// Makes a photo of files that were prepared before, dated `at`: for what was posted elsewhere earlier.
    pub async fn publish_prepared(
        &self,
        author: &Member,
        draft: &PhotoDraft,
        files: Vec<Prepared>,
        at: OffsetDateTime,
    ) -> Result<PhotoFacts> {
        let details = self.checked(author, draft, files.len())?;
        let options = PublishOptions::default();
        self.post(Post { author: author.clone(), details, files, options, at }).await
    }

    /// Reads a file and rewrites it to what is kept of it.
    pub async fn prepare(&self, sent: Sent, options: PublishOptions) -> Result<Prepared> {
        self.0.prepare(sent, options).await
    }

    /// The same for several; each is looked at, so that everything that is wrong is said at once.
    async fn prepare_all(
        &self,
        files: Vec<Sent>,
        options: PublishOptions,
    ) -> Result<Vec<Prepared>> {
        let (count, mut prepared, mut wrong) = (files.len(), Vec::new(), Vec::new());
        for (nth, file) in files.into_iter().enumerate() {
            match self.0.prepare(file, options).await {
                Ok(it) => prepared.push(it),
                Err(why) => wrong.push((nth, refusal_of(why)?)),
            }
        }
        wrong_files(count, wrong).map_or(Ok(prepared), Err)
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
        let mut wrong = domain::FieldErrors::default();
        let details = PhotoDetails::parse(draft).map_err(|fields| wrong = fields).ok();
        let _ = wrong.take("file", count);
        let spare = draft.alt.iter().skip(files.max(1)).any(|it| !it.trim().is_empty());
        if spare && files > 0 {
            let why = Message::new("error-alt-too-many").with("max", files);
            let _ = wrong.take::<()>("alt", Err(why));
        }
        details.filter(|_| wrong.is_empty()).ok_or_else(|| wrong.into())
    }

    async fn post(&self, post: Post) -> Result<PhotoFacts> {
        let post = Arc::new(post);
        let posted = self.insert(&post).await?;
        let work: Vec<_> = posted
            .work
            .into_iter()
            .map(|(lease, file)| {
                let context = self.0.clone();
                // A task of its own: it goes on when whoever sent the file hangs up, or need not wait any longer.
                let task = tokio::spawn(async move { context.develop(lease, Some(file.0)).await });
                (lease.picture, task)
            })
            .collect();
        self.wait(posted.id, work, post.options.wait).await?;
        // Whoever has posted something looks for it on the wall.
        if let Err(why) = self.0.rerank().await {
            tracing::warn!("a photo is ranked a little later: {why:?}");
        }
        self.answer(posted.id, &post).await
    }

    /// Puts files that are not known yet and makes the rows.
    async fn insert(&self, post: &Arc<Post>) -> Result<Posted> {
        for _ in 0..TRIES {
            let put = self.put_unknown(&post.files).await?;
            let keys: Vec<String> = put.values().map(|(key, _)| key.clone()).collect();
            let (post, context) = (Arc::clone(post), self.0.clone());
            let outcome = self.0.db.write(move |tx| insert(tx, &context, &post, &put)).await;
            match outcome {
                Ok((posted, spare)) => {
                    self.0.remove_blobs(spare).await;
                    return Ok(posted);
                }
                Err(fault) => {
                    self.0.discard_blobs(keys).await;
                    if let Fault::Other(why) = fault {
                        return Err(why);
                    }
                }
            }
        }
        Err(Error::Unavailable("a picture goes whenever it is used".into()))
    }

    /// Stores the files of pictures that are not there yet. Either all of them are, or none.
    async fn put_unknown(&self, files: &[Prepared]) -> Result<Put> {
        let mut put = Put::new();
        for file in files {
            let hash = file.0.hash.clone();
            let known = hash.clone();
            if put.contains_key(&hash)
                || self.0.db.read(move |db| pictures::exists(db, &known)).await?
            {
                continue;
            }
            let media_type = file.0.intake.media_type;
            let key = blobs::original_key(&blobs::name()?, media_type);
            self.0.expect_blobs(vec![key.clone()]).await?;
            let stored = self.0.store.put(&key, &file.0.intake.original, media_type.as_str()).await;
            put.insert(hash, (key, file.clone()));
            if let Err(why) = stored {
                let keys = put.into_values().map(|(key, _)| key).collect();
                self.0.discard_blobs(keys).await;
                return Err(why.into());
            }
        }
        Ok(put)
    }

    /// Waits until the pictures of a photo are ready, or for `limit`. If one of them turns out to be none, the photo is
    /// taken back: nobody was told of it yet.
    async fn wait(&self, id: PhotoId, work: Work, limit: Option<Duration>) -> Result<()> {
        let end = Instant::now() + limit.unwrap_or(OTHERS);
        let mut ours = Vec::with_capacity(work.len());
        for (picture, task) in work {
            match limit {
                Some(_) => drop(timeout_at(end, task).await),
                None => task.await?,
            }
            ours.push(picture);
        }
        loop {
            let states = self.0.db.read(move |db| photos::states(db, id)).await?;
            let wrong: Vec<_> = failed(&states);
            if !wrong.is_empty() {
                self.take_back(id).await?;
                return wrong_files(states.len(), wrong).map_or(Ok(()), Err);
            }
            // Work of ours that has ended is tried again later; that of others may still be under way.
            let under_way =
                |(id, state): &(PictureId, State)| *state == State::Pending && !ours.contains(id);
            if !states.iter().any(under_way) || Instant::now() >= end {
                return Ok(());
            }
            sleep(LOOK).await;
        }
    }

    async fn take_back(&self, id: PhotoId) -> Result<()> {
        let now = self.0.clock.now();
        let keys = self.0.db.write(move |tx| -> Result<_> {
            let keys = photos::take_back(tx, id)?;
            repository::blobs::doom(tx, &keys, now)?;
            Ok(keys)
        });
        let keys = keys.await?;
        self.0.remove_blobs(keys).await;
        Ok(())
    }

    async fn answer(&self, id: PhotoId, post: &Post) -> Result<PhotoFacts> {
        let author = post.author.clone();
        let view = self.0.db.read(move |db| photos::view(db, id, Some(&author))).await?;
        let photo = view.ok_or(Error::NotFound)?;
        let receipts = post.files.iter().map(Prepared::receipt).collect();
        let receipt = with_sizes(receipts, &photo.images);
        Ok(PhotoFacts { photo, receipt })
    }

    /// The photo of `author` that was made from this file already, if there is one.
    pub async fn known(&self, author: &Member, sent: impl Into<Sent>) -> Result<Option<String>> {
        let sent = sent.into();
        let max_bytes = self.0.policy.upload_bytes;
        let hash = if let Some(it) = sent.sha256 {
            it
        } else {
            let of = move || read(sent.file, max_bytes).map(|it| hash(&it));
            tokio::task::spawn_blocking(of).await??
        };
        let author = author.id;
        Ok(self.0.db.read(move |db| photos::find_by_source(db, author, &hash)).await?)
    }

    /// What people do with the photo afterwards.
    pub fn photos(&self) -> Photos {
        Photos::new(self.0.clone())
    }
}

/// Receipts, with the sizes that were made since.
pub(crate) fn with_sizes(receipts: Vec<Receipt>, images: &[views::ImageView]) -> Vec<Receipt> {
    let width = |it: &views::VariantView| u32::try_from(it.width).ok();
    let filled_in = |(mut receipt, image): (Receipt, &views::ImageView)| {
        receipt.sizes = image.variants.iter().filter_map(width).collect();
        receipt
    };
    receipts.into_iter().zip(images).map(filled_in).collect()
}

/// The pictures that nothing can be made of, by their place, and why.
fn failed(states: &[(PictureId, State)]) -> Vec<(usize, Message)> {
    let reason = |(nth, (_, state)): (usize, &(PictureId, State))| match state {
        State::Failed(why) => Some((nth, reason(why))),
        _ => None,
    };
    states.iter().enumerate().filter_map(reason).collect()
}

/// The message of this id, as far as there is one that a job can end with.
fn reason(id: &str) -> Message {
    const KNOWN: [&str; 4] = [
        "error-file-too-big",
        "error-file-truncated",
        "error-picture-lost",
        "error-picture-given-up",
    ];
    Message::new(KNOWN.into_iter().find(|it| *it == id).unwrap_or("error-file-broken"))
}
