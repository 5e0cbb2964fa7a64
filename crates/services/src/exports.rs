//! Taking everything along: an archive is asked for, made by the worker, put into the store and fetched from there until it expires.

use crate::archive::{Archive, Packed};
use crate::letters::{Promise, insert};
use crate::{Context, Error, Result, blobs};
use domain::{Member, UserId};
use ports::{BlobStore, LetterKind};
use repository::exports::{self, Export, Lease};
use repository::{Writer, leaving, users};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use views::ExportPage;

/// How long until somebody may ask for another.
pub(crate) const AGAIN: Duration = Duration::from_hours(7 * 24);
/// How long an archive can be fetched.
pub(crate) const LIFE: Duration = Duration::from_hours(7 * 24);
/// How long the work on one is leased for, and how often the lease is made longer.
const LEASE: Duration = Duration::from_mins(2);
const BEAT: Duration = Duration::from_secs(30);
/// How long to wait after each try that failed; after the last one it is given up.
const BACK_OFF: [u64; 5] = [60, 300, 900, 3_600, 14_400];

/// Taking everything along.
#[derive(Clone)]
pub struct Exports(Context);

/// An archive in the store, to be read part by part.
#[derive(Clone)]
pub struct Download {
    store: Arc<dyn BlobStore>,
    key: String,
    /// How many bytes it has.
    pub size: u64,
    /// What a browser may call the file.
    pub name: String,
    /// What tells it from another, and tells nothing else.
    pub etag: String,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Download({}, {} bytes)", self.name, self.size)
    }
}

impl Download {
    /// Some of its bytes.
    pub async fn part(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let wanted = range.end - range.start;
        let part = self.store.get_range(&self.key, range).await?.ok_or(Error::Gone)?;
        let whole = u64::try_from(part.len()) == Ok(wanted);
        if whole { Ok(part) } else { Err(Error::Unavailable("an export ends too early".into())) }
    }
}

impl Exports {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// How far the last export of `member` is, and when they may ask for another.
    pub async fn show(&self, member: &Member) -> Result<ExportPage> {
        let (id, now) = (member.id, self.0.clock.now());
        Ok(page(self.0.db.read(move |db| exports::find(db, id)).await?, now))
    }

    /// Asks for everything of `member`; the one before goes.
    ///
    /// # Errors
    /// [`Error::TooMany`] within a week of the last one, unless that failed.
    pub async fn ask(&self, member: &Member) -> Result<()> {
        let (id, now) = (member.id, self.0.clock.now());
        let asked = self.0.db.write(move |tx| {
            if !leaving::hold(tx, id)? || leaving::until(tx, id)?.is_some() {
                return Err(Error::SignInFirst);
            }
            let before = exports::find(tx, id)?;
            if let Some(next) = before.as_ref().and_then(|it| next_at(it, now)) {
                let seconds = (next - now).whole_seconds().max(1);
                return Err(Error::TooMany { seconds: u64::try_from(seconds).unwrap_or(1) });
            }
            let keys: Vec<String> = before.map(|it| it.blob_key).into_iter().collect();
            doom(tx, keys, now)?;
            Ok(exports::ask(tx, id, now)?)
        });
        asked.await?;
        self.0.bell.notify_one();
        Ok(())
    }

    /// The archive of `member`.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none yet, [`Error::Gone`] where it has expired.
    pub async fn file(&self, member: &Member) -> Result<Download> {
        let (id, now) = (member.id, self.0.clock.now());
        let found = self.0.db.read(move |db| exports::find(db, id)).await?;
        let export = found.filter(|it| it.state == "ready").ok_or(Error::NotFound)?;
        if export.expires_at.is_none_or(|at| at <= now) {
            return Err(Error::Gone);
        }
        let etag = export.blob_key.chars().filter(char::is_ascii_hexdigit).skip(2).take(16);
        Ok(Download {
            size: u64::try_from(export.size).unwrap_or_default(),
            name: format!("tintype-{}.zip", export.created_at.date()),
            etag: etag.collect(),
            store: Arc::clone(&self.0.store),
            key: export.blob_key,
        })
    }
}

fn next_at(export: &Export, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let next = export.created_at + AGAIN;
    (export.state != "failed" && next > now).then_some(next)
}

pub(crate) fn page(export: Option<Export>, now: OffsetDateTime) -> ExportPage {
    let days = crate::leaving::days(LIFE);
    let Some(it) = export else {
        return ExportPage {
            state: "none".to_owned(),
            asked_at: None,
            expires_at: None,
            size: None,
            url: None,
            reason: None,
            attempts: 0,
            next_at: None,
            days,
        };
    };
    let expired = it.state == "ready" && it.expires_at.is_none_or(|at| at <= now);
    let ready = it.state == "ready" && !expired;
    let reason = it.last_error.split_once(':').map(|(kind, _)| kind.to_owned());
    ExportPage {
        asked_at: Some(it.created_at),
        expires_at: it.expires_at,
        size: ready.then_some(it.size),
        url: ready.then(|| "/settings/export/file".to_owned()),
        reason,
        attempts: it.attempts,
        next_at: next_at(&it, now),
        state: if expired { "expired".to_owned() } else { it.state },
        days,
    }
}

fn doom(tx: &mut Writer, mut keys: Vec<String>, now: OffsetDateTime) -> Result<()> {
    keys.retain(|it| !it.is_empty());
    Ok(repository::blobs::doom(tx, &keys, now)?)
}

impl Context {
    /// Makes the archive that has been due longest; `false` where none is.
    pub(crate) async fn export_next(&self) -> Result<bool> {
        let now = self.clock.now();
        if !self.db.read(move |db| exports::is_due(db, now)).await? {
            return Ok(false);
        }
        let leased = self.db.write(move |tx| -> Result<_> {
            let Some((lease, before)) = exports::lease(tx, now, now + LEASE)? else {
                return Ok(None);
            };
            doom(tx, vec![before], now)?;
            Ok(Some(lease))
        });
        let Some(lease) = leased.await? else { return Ok(false) };
        let wanted = Arc::new(AtomicBool::new(true));
        let outcome = tokio::select! {
            outcome = self.export(lease, Arc::clone(&wanted)) => outcome,
            // Somebody else has it by now, or it is not wanted any more.
            () = self.keep_export(lease) => Ok(()),
        };
        wanted.store(false, Ordering::Relaxed);
        if let Err(why) = outcome {
            self.export_later(lease, &why).await?;
        }
        Ok(true)
    }

    /// Makes the lease longer for as long as it is ours.
    async fn keep_export(&self, lease: Lease) {
        loop {
            tokio::time::sleep(BEAT).await;
            let until = self.clock.now() + LEASE;
            match self.db.write(move |tx| exports::renew(tx, lease, until)).await {
                Ok(false) => return,
                Ok(true) => {}
                Err(why) => tracing::warn!("a lease could not be made longer: {why}"),
            }
        }
    }

    async fn export(&self, lease: Lease, wanted: Arc<AtomicBool>) -> Result<()> {
        let Some(packed) = self.pack(lease.user, wanted).await? else { return Ok(()) };
        let (key, now) = (blobs::export_key(&blobs::name()?), self.clock.now());
        let place = key.clone();
        // Noted until it expires, and not until a row claims it: the sweeper removes it then, whatever happens to us.
        let placed = self.db.write(move |tx| -> Result<_> {
            repository::blobs::expect(tx, std::slice::from_ref(&place), now + LIFE)?;
            Ok(exports::place(tx, lease, &place)?)
        });
        if !placed.await? {
            self.discard_blobs(vec![key]).await;
            return Ok(());
        }
        let stored = self.store.put_file(&key, packed.path(), "application/zip").await;
        let noted = match stored {
            Ok(()) => self.note_export(lease, (key.clone(), packed.size())).await,
            Err(why) => Err(why.into()),
        };
        if !matches!(noted, Ok(true)) {
            self.discard_blobs(vec![key]).await;
        }
        noted.map(drop)
    }

    /// Puts everything of `user` into a file of ours, off the async threads; `None` where they are gone.
    async fn pack(&self, user: UserId, wanted: Arc<AtomicBool>) -> Result<Option<Packed>> {
        let (context, handle) = (self.clone(), Handle::current());
        spawn_blocking(move || handle.block_on(Archive::pack(context, user, wanted))).await?
    }

    /// Notes that an archive is there, and promises the letter about it; `false` where nobody wants it any more.
    async fn note_export(&self, lease: Lease, (key, size): (String, i64)) -> Result<bool> {
        let now = self.clock.now();
        let noted = self.db.write(move |tx| -> Result<_> {
            let expires_at = now + LIFE;
            let account = users::find(tx, lease.user)?;
            let Some(account) = account.filter(|it| it.leaving_at.is_none()) else {
                return Ok(false);
            };
            if !exports::finish(tx, lease, size, expires_at)? {
                return Ok(false);
            }
            repository::blobs::expect(tx, &[key], expires_at)?;
            let promise = Promise::ExportReady { name: account.member.name };
            insert(tx, &promise, Some(lease.user), (account.email, account.locale), now)?;
            Ok(true)
        });
        let noted = noted.await?;
        self.bell.notify_one();
        Ok(noted)
    }

    /// Notes that a try failed.
    async fn export_later(&self, lease: Lease, why: &Error) -> Result<()> {
        let why = match why {
            Error::Unavailable(why) => format!("unavailable: {why}"),
            Error::Internal(source) => format!("internal: {source}"),
            other => format!("internal: {other}"),
        };
        let nth = usize::try_from(lease.attempt - 1).unwrap_or(usize::MAX);
        let now = self.clock.now();
        let noted = self.db.write(move |tx| {
            if let Some(wait) = BACK_OFF.get(nth) {
                tracing::warn!("an export is tried again in {wait} s: {why}");
                exports::postpone(tx, lease, now + Duration::from_secs(*wait), &why)
            } else {
                tracing::error!("an export was given up: {why}");
                exports::fail(tx, lease, &why)
            }
        });
        Ok(noted.await?)
    }

    /// What the letter about an archive says.
    pub(crate) fn export_letter(&self, name: String) -> LetterKind {
        let url = format!("{}/settings/export", self.policy.public_url);
        let days = u32::try_from(crate::leaving::days(LIFE)).unwrap_or(u32::MAX);
        LetterKind::ExportReady { name, url, days }
    }
}
