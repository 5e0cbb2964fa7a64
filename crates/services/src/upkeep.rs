use crate::blobs::is_ours;
use crate::intake::hash;
use crate::{Actor, Context, Result};
use domain::PictureId;
use ports::BlobStore;
use repository::upkeep::{self, Held};
use repository::{audit, blobs, jobs, pictures};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How many rows or objects are looked at together.
const PAGE: usize = 1_000;

/// How long a repair waits for work that a running site has taken.
const OTHERS_SECONDS: u32 = 120;

/// Looks after the picture store as a whole.
#[derive(Clone)]
pub struct Upkeep(Context, Actor);

/// What is wrong with some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A row has them, the store does not.
    Missing(Held),
    /// They are not what the row says.
    Damaged(Held),
    /// The store has them, and nobody will ever ask for them.
    Orphan(String),
}

/// What was looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many rows of bytes there are.
    pub rows: usize,
    /// How many objects the store has.
    pub objects: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// How to copy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CopyOptions {
    /// Whether to remove what was verified at its new place.
    pub remove: bool,
    /// MiB a second at the most.
    pub rate: Option<u32>,
}

/// What was moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// How many objects were copied.
    pub copied: usize,
    /// How many bytes that was.
    pub bytes: u64,
    /// How many were there already.
    pub present: usize,
    /// How many are lost or damaged where they were.
    pub lost: usize,
    /// How many were removed where they were.
    pub removed: usize,
}

impl Upkeep {
    /// With what it works, and who does it.
    pub fn new(context: Context, actor: Actor) -> Self {
        Self(context, actor)
    }

    /// How many rows of bytes there are.
    pub async fn count(&self) -> Result<u64> {
        let count = self.0.db.read(upkeep::count).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Compares rows and bytes; `deep` reads every byte and compares its hash. Changes nothing.
    pub async fn check(&self, deep: bool) -> Result<Checked> {
        let mut checked = Checked::default();
        self.rows_have_bytes(deep, &mut checked).await?;
        self.bytes_have_rows(&mut checked).await?;
        Ok(checked)
    }

    async fn rows_have_bytes(&self, deep: bool, checked: &mut Checked) -> Result<()> {
        let mut after: Option<String> = None;
        loop {
            let page = self.page(after.take()).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.key.clone());
            checked.rows += page.len();
            for held in page {
                let finding = self.look(held, deep).await?;
                checked.findings.extend(finding);
            }
        }
    }

    async fn page(&self, after: Option<String>) -> Result<Vec<Held>> {
        let limit = i64::try_from(PAGE).unwrap_or(1);
        Ok(self.0.db.read(move |db| upkeep::held(db, after.as_deref(), limit)).await?)
    }

    async fn look(&self, held: Held, deep: bool) -> Result<Option<Finding>> {
        let (size, is_right) = if deep {
            let bytes = self.0.store.get(&held.key).await?;
            let right = bytes.as_ref().is_some_and(|it| hash(it) == held.hash);
            (bytes.and_then(|it| u64::try_from(it.len()).ok()), right)
        } else {
            let size = self.0.store.size(&held.key).await?;
            (size, size == Some(held.size))
        };
        Ok(match size {
            Some(_) if is_right => None,
            Some(_) => Some(Finding::Damaged(held)),
            None => Some(Finding::Missing(held)),
        })
    }

    async fn bytes_have_rows(&self, checked: &mut Checked) -> Result<()> {
        let mut after: Option<String> = None;
        loop {
            let page = self.0.store.list(after.as_deref(), PAGE).await?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(last.clone());
            // A bucket may be shared: what does not look like ours is somebody else's.
            let keys = page.into_iter().map(|(key, _)| key);
            let keys: Vec<String> = keys.filter(|it| is_ours(it)).collect();
            checked.objects += keys.len();
            let unknown = self.0.db.read(move |db| upkeep::unknown(db, &keys)).await?;
            checked.findings.extend(unknown.into_iter().map(Finding::Orphan));
        }
    }

    /// Mends what can be mended: sizes are made anew from the file, what belongs to nothing goes. Says how many findings that is;
    /// a file that is lost stays lost.
    pub async fn repair(&self, findings: &[Finding]) -> Result<usize> {
        let now = self.0.clock.now();
        let (mut anew, mut orphans) = (Vec::new(), Vec::new());
        for finding in findings {
            match finding {
                Finding::Orphan(key) => orphans.push(key.clone()),
                Finding::Missing(it) | Finding::Damaged(it) if !it.original => {
                    anew.extend(it.picture);
                }
                Finding::Missing(_) | Finding::Damaged(_) => {}
            }
        }
        let mended = anew.len() + orphans.len();
        let deed = self.1.did("storage.repair", "", &findings.len().to_string(), now);
        anew.sort_unstable();
        anew.dedup();
        let (doomed, promised) = (orphans.clone(), anew.clone());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                audit::note(tx, &deed)?;
                blobs::doom(tx, &doomed, now)?;
                for picture in promised {
                    pictures::reopen(tx, picture)?;
                    // Due at once, for whoever comes first.
                    jobs::promise(tx, picture, now, now)?;
                }
                Ok(())
            })
            .await?;
        self.0.remove_blobs(orphans).await;
        while let Some(lease) = self.0.next_job().await? {
            self.0.develop(lease, None).await;
        }
        self.wait_for_others(anew).await?;
        // What was made anew takes the place of what was left of the old.
        while self.0.sweep().await? {}
        self.0.abort_stale_uploads().await;
        Ok(mended)
    }

    /// A running site may have taken some of the work: it ends, or is given up, within minutes.
    async fn wait_for_others(&self, pictures: Vec<PictureId>) -> Result<()> {
        for _ in 0..OTHERS_SECONDS {
            let wanted = pictures.clone();
            if !self.0.db.read(move |db| jobs::is_open(db, &wanted)).await? {
                break;
            }
            sleep(Duration::from_secs(1)).await;
        }
        Ok(())
    }

    /// Copies everything that rows have from `from` to `to`, each verified by its hash, and skips what is there already: what
    /// was interrupted goes on, and what came meanwhile comes with the next run. With [`CopyOptions::remove`], what was verified at
    /// `to` is removed at `from`. `told` hears of each object.
    pub async fn copy(
        &self,
        (from, to): (&Arc<dyn BlobStore>, &Arc<dyn BlobStore>),
        options: CopyOptions,
        told: impl Fn() + Send + Sync,
    ) -> Result<Moved> {
        // First, so that it is known also of one that was interrupted.
        let deed = if options.remove { "storage.remove" } else { "storage.copy" };
        self.0.note_deed(&self.1, deed, &from.describe(), &to.describe()).await?;
        let (mut moved, mut after) = (Moved::default(), None);
        loop {
            let page = self.page(after.take()).await?;
            let Some(last) = page.last() else { return Ok(moved) };
            after = Some(last.key.clone());
            for held in page {
                let bytes = copy_one(&held, (from, to), options.remove, &mut moved).await?;
                told();
                if let Some(rate) = options.rate {
                    // Bytes over MiB a second are microseconds, near enough.
                    sleep(Duration::from_micros(bytes / u64::from(rate).max(1))).await;
                }
            }
        }
    }
}

/// Copies one object and says how many bytes had to be.
async fn copy_one(
    held: &Held,
    (from, to): (&Arc<dyn BlobStore>, &Arc<dyn BlobStore>),
    remove: bool,
    moved: &mut Moved,
) -> Result<u64> {
    let mut copied = 0;
    if to.size(&held.key).await? == Some(held.size) {
        moved.present += 1;
    } else {
        match from.get(&held.key).await? {
            Some(bytes) if hash(&bytes) == held.hash => {
                to.put(&held.key, &bytes, &held.media_type).await?;
                copied = held.size;
                moved.copied += 1;
                moved.bytes += held.size;
            }
            _ => {
                moved.lost += 1;
                return Ok(0);
            }
        }
    }
    if remove && to.get(&held.key).await?.is_some_and(|it| hash(&it) == held.hash) {
        from.remove(&held.key).await?;
        moved.removed += 1;
    }
    Ok(copied)
}
