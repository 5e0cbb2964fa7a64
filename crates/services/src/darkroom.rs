//! The work on a picture after its file is stored: sizes are made, put, and noted. It was promised in the transaction that
//! made the picture, and is done at least once, by whoever holds the lease.

use crate::intake::{Negative, hard_limits, hash, refusal};
use crate::{Context, Error, Result, blobs};
use data_encoding::{BASE64, HEXLOWER};
use imaging::{Picture, Rendition};
use repository::jobs::{self, Lease};
use repository::pictures::{self, Made, NewVariant, Role};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio::task::spawn_blocking;

/// How long a job is leased for: as long as it takes until somebody else notices that a process died over it.
const LEASE: Duration = Duration::from_secs(15);
/// How often a lease is made longer while the work goes on.
const BEAT: Duration = Duration::from_secs(5);
/// How long to wait after each try that failed for a reason that may pass; after the last one the job is given up.
const BACK_OFF: [u64; 8] = [5, 15, 60, 300, 900, 3_600, 14_400, 43_200];

/// What came of a try.
enum Outcome {
    /// Sizes were made, and are stored.
    Kept,
    /// None can be made, and never will be, for the reason of this message.
    Refused(&'static str),
    /// The picture is gone.
    Gone,
}

impl Context {
    /// Until when work that begins at `now` is leased.
    pub(crate) fn leased(now: OffsetDateTime) -> OffsetDateTime {
        now + LEASE
    }

    /// Does a job that was leased; `negative` is its file, where the caller has it. What goes wrong is noted with the job.
    pub(crate) async fn develop(&self, lease: Lease, negative: Option<Arc<Negative>>) {
        let outcome = tokio::select! {
            outcome = self.make_and_keep(lease, negative) => outcome,
            // Somebody else has the job by now.
            () = self.keep_alive(lease) => return,
        };
        let noted = match outcome {
            Ok(Outcome::Kept) => Ok(()),
            Ok(Outcome::Refused(why)) => self.give_up(lease, why, why).await,
            Ok(Outcome::Gone) => self.drop_job(lease).await,
            Err(why) => self.later(lease, &why).await,
        };
        if let Err(why) = noted {
            // The lease runs out, and somebody tries again.
            tracing::warn!("what came of the work on picture {} is lost: {why}", lease.picture.0);
        }
    }

    /// Makes the lease longer for as long as it is ours.
    async fn keep_alive(&self, lease: Lease) {
        loop {
            tokio::time::sleep(BEAT).await;
            let until = self.clock.now() + LEASE;
            match self.db.write(move |tx| jobs::renew(tx, lease, until)).await {
                Ok(false) => return,
                Ok(true) => {}
                Err(why) => tracing::warn!("a lease could not be made longer: {why}"),
            }
        }
    }

    async fn make_and_keep(
        &self,
        lease: Lease,
        negative: Option<Arc<Negative>>,
    ) -> Result<Outcome> {
        let permit = self.darkroom.clone().acquire_owned().await.map_err(Error::internal)?;
        let file = if let Some(it) = negative {
            OriginalFile::Fresh(it)
        } else {
            let id = lease.picture;
            let stored = self.db.read(move |db| pictures::original(db, id)).await?;
            let Some((key, kept)) = stored else { return Ok(Outcome::Gone) };
            match self.store.get(&key).await? {
                Some(bytes) if hash(&bytes) == kept => OriginalFile::Stored(bytes),
                _ => return Ok(Outcome::Refused("error-picture-lost")),
            }
        };
        let limits = hard_limits(self.policy.upload_pixels);
        let developed = spawn_blocking(move || {
            let _permit = permit;
            let mut picture = imaging::process(file.bytes(), &limits)?;
            picture.animation = picture.animation.take().or_else(|| file.in_motion(&picture));
            Ok::<_, imaging::Refusal>(picture)
        });
        match developed.await? {
            Ok(picture) => self.store_made(lease, picture).await.map(|()| Outcome::Kept),
            Err(why) => Ok(Outcome::Refused(refusal(&why).id)),
        }
    }

    /// Stores what was made, and notes it.
    async fn store_made(&self, lease: Lease, picture: Picture) -> Result<()> {
        let parts = parts(&picture);
        let name = blobs::name()?;
        let keys: Vec<_> = parts.iter().map(|(role, it)| blobs::key(&name, *role, it)).collect();
        self.expect_blobs(keys.clone()).await?;
        let outcome = self.put_and_note(lease, &picture, &parts, &keys).await;
        if !matches!(outcome, Ok(true)) {
            self.discard_blobs(keys).await;
        }
        outcome.map(drop)
    }

    async fn put_and_note(
        &self,
        lease: Lease,
        picture: &Picture,
        parts: &[(Role, &Rendition)],
        keys: &[String],
    ) -> Result<bool> {
        for (key, (_, it)) in keys.iter().zip(parts) {
            self.store.put(key, &it.bytes, it.media_type.as_str()).await?;
        }
        let made = Made {
            placeholder: BASE64.encode(&picture.placeholder),
            colour: format!("#{}", HEXLOWER.encode(&picture.colour)),
            variants: keys.iter().zip(parts).map(|(key, it)| variant(key, *it)).collect(),
        };
        let (keys, now) = (keys.to_vec(), self.clock.now());
        let noted = self.db.write(move |tx| -> Result<_> {
            if !repository::blobs::claim(tx, &keys)? {
                return Err(Error::Unavailable("the work on a picture took too long".into()));
            }
            let before = pictures::finish(tx, lease.picture, &made, now)?;
            jobs::done(tx, lease.picture)?;
            match &before {
                Some(before) => repository::blobs::doom(tx, before, now)?,
                // It is gone, or done by somebody else: nobody needs these.
                None => repository::blobs::doom(tx, &keys, now)?,
            }
            Ok(before.is_some())
        });
        noted.await
    }

    async fn drop_job(&self, lease: Lease) -> Result<()> {
        Ok(self.db.write(move |tx| jobs::done(tx, lease.picture)).await?)
    }

    async fn give_up(&self, lease: Lease, problem: &'static str, why: &str) -> Result<()> {
        tracing::warn!("picture {} could not be developed: {why}", lease.picture.0);
        let why = why.to_owned();
        let noted = self.db.write(move |tx| {
            pictures::fail(tx, lease.picture, problem)?;
            jobs::fail(tx, lease, &why)
        });
        Ok(noted.await?)
    }

    /// Notes that a try failed for a reason that may pass.
    async fn later(&self, lease: Lease, why: &Error) -> Result<()> {
        let why = match why {
            Error::Internal(source) => source.to_string(),
            other => other.to_string(),
        };
        let nth = usize::try_from(lease.attempt - 1).unwrap_or(usize::MAX);
        let Some(wait) = BACK_OFF.get(nth) else {
            return self.give_up(lease, "error-picture-given-up", &why).await;
        };
        tracing::warn!("picture {} is tried again in {wait} s: {why}", lease.picture.0);
        let due = self.clock.now() + Duration::from_secs(*wait);
        Ok(self.db.write(move |tx| jobs::postpone(tx, lease, due, &why)).await?)
    }

    /// Leases the job that has been due longest.
    pub(crate) async fn next_job(&self) -> Result<Option<Lease>> {
        let now = self.clock.now();
        if !self.db.read(move |db| jobs::is_due(db, now)).await? {
            return Ok(None);
        }
        Ok(self.db.write(move |tx| jobs::lease(tx, now, now + LEASE)).await?)
    }
}

/// The file of a picture.
enum OriginalFile {
    Fresh(Arc<Negative>),
    Stored(Vec<u8>),
}

impl OriginalFile {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Fresh(negative) => &negative.intake.original,
            Self::Stored(bytes) => bytes,
        }
    }
}

impl OriginalFile {
    /// The file itself as what moves, where it does and nothing smaller could be made of it.
    fn in_motion(&self, picture: &Picture) -> Option<Rendition> {
        let bytes = (picture.frames > 1).then(|| self.bytes().to_vec())?;
        let media_type = imaging::media_type(&bytes)?;
        Some(Rendition { width: picture.width, height: picture.height, media_type, bytes })
    }
}

/// What was made of a picture, and what each part is for.
fn parts(picture: &Picture) -> Vec<(Role, &Rendition)> {
    let sizes = picture.renditions.iter().map(|it| (Role::Size, it));
    let moving = picture.animation.iter().map(|it| (Role::Animation, it));
    sizes.chain(moving).chain([(Role::Card, &picture.card)]).collect()
}

fn variant(key: &str, (role, it): (Role, &Rendition)) -> NewVariant {
    NewVariant {
        blob_key: key.to_owned(),
        role,
        width: it.width,
        height: it.height,
        media_type: it.media_type.as_str(),
        size: it.bytes.len(),
        hash: hash(&it.bytes),
    }
}
