//! Pictures in a folder.

mod list;

use crate::key;
use async_trait::async_trait;
use ports::{BlobStore, StoreError};
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::{Builder, NamedTempFile};
use tokio::task::spawn_blocking;

/// Where bytes wait until they are whole; inside the root, so that moving them out is a rename.
const WAITING: &str = ".tmp";

/// A file waiting for longer than this belongs to a process that died.
const ABANDONED: Duration = Duration::from_mins(30);

/// How often `put` looks for abandoned files: together with [`ABANDONED`] less than an hour.
const SWEEP_EVERY: Duration = Duration::from_mins(10);

/// A [`BlobStore`] in a folder: the bytes of `key` are the file `<root>/<key>`.
///
/// A file is either there whole or not there, also after `kill -9` or a power cut.
#[derive(Debug)]
pub struct DiskStore {
    root: Arc<Path>,
    swept: Mutex<Instant>,
}

impl DiskStore {
    /// Opens the store, making its folder where there is none; fails unless it can be written to.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let root: PathBuf = root.into();
        let prepare = || {
            fs::create_dir_all(root.join(WAITING))?;
            sweep(&root, ABANDONED);
            waiting_file(&root).map(drop)
        };
        prepare().map_err(|why| StoreError {
            doing: "open",
            key: root.display().to_string(),
            reason: format!("storage.path: {}", reason(&why)),
        })?;
        Ok(Self { root: root.into(), swept: Mutex::new(Instant::now()) })
    }

    /// Does `work` with the root and the path of `key`, off the threads that serve requests.
    async fn with_path<T: Send + 'static>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl FnOnce(&Path, &Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        key::check(doing, key)?;
        let path = self.root.join(key);
        self.blocking(doing, key, move |root| work(root, &path)).await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let root = Arc::clone(&self.root);
        let done = spawn_blocking(move || work(&root)).await;
        done.map_err(io::Error::other).and_then(|outcome| outcome).map_err(|why| StoreError {
            doing,
            key: key.to_owned(),
            reason: reason(&why),
        })
    }

    /// Gives a file under `key` the bytes that `put_bytes` writes into it, all of them or none.
    async fn put_whole(
        &self,
        key: &str,
        put_bytes: impl FnOnce(&mut File) -> io::Result<u64> + Send + 'static,
    ) -> Result<(), StoreError> {
        let sweep_due = self.is_sweep_due();
        let work = move |root: &Path, path: &Path| {
            if sweep_due {
                sweep(root, ABANDONED);
            }
            write(root, path, put_bytes)
        };
        self.with_path("put", key, work).await
    }

    /// Whether it is time to look for abandoned files again; says so to one caller only.
    fn is_sweep_due(&self) -> bool {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        let due = swept.elapsed() > SWEEP_EVERY;
        if due {
            *swept = Instant::now();
        }
        due
    }
}

#[async_trait]
impl BlobStore for DiskStore {
    async fn put(&self, key: &str, bytes: &[u8], _media_type: &str) -> Result<(), StoreError> {
        let bytes = bytes.to_vec();
        self.put_whole(key, move |file| io::copy(&mut bytes.as_slice(), file)).await
    }

    async fn put_file(&self, key: &str, from: &Path, _media_type: &str) -> Result<(), StoreError> {
        let from = from.to_owned();
        self.put_whole(key, move |file| copy(&from, file)).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.with_path("get", key, |_, path| unless_absent(fs::read(path))).await
    }

    async fn get_range(&self, key: &str, range: Range<u64>) -> Result<Option<Vec<u8>>, StoreError> {
        self.with_path("get", key, |_, path| unless_absent(read_range(path, range))).await
    }

    async fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        let work = |_: &Path, path: &Path| {
            let about = unless_absent(fs::metadata(path))?;
            Ok(about.filter(fs::Metadata::is_file).map(|about| about.len()))
        };
        self.with_path("size", key, work).await
    }

    async fn list(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let from = after.map(str::to_owned);
        let work = move |root: &Path| list::list(root, from.as_deref(), limit);
        self.blocking("list", after.unwrap_or_default(), work).await
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let work = |_: &Path, path: &Path| match unless_absent(fs::remove_file(path))? {
            // Without this, a picture somebody wanted gone could be back after a power cut.
            Some(()) => path.parent().map_or(Ok(()), sync_folder),
            None => Ok(()),
        };
        self.with_path("remove", key, work).await
    }

    async fn abort_stale_uploads(&self, older_than: Duration) -> Result<usize, StoreError> {
        self.blocking("sweep", "", move |root| Ok(sweep(root, older_than))).await
    }

    fn local_path(&self, key: &str) -> Option<PathBuf> {
        key::check("get", key).is_ok().then(|| self.root.join(key))
    }

    fn describe(&self) -> String {
        format!("folder {}", self.root.display())
    }
}

/// Writes a whole file under `path`: it gets its name only once its bytes are on the disk.
///
/// Any error, also a failed `fsync`, drops the waiting file: after one, nothing says which bytes
/// arrived, so only writing everything again can be trusted.
fn write(
    root: &Path,
    path: &Path,
    put_bytes: impl FnOnce(&mut File) -> io::Result<u64>,
) -> io::Result<()> {
    let mut file = waiting_file(root)?;
    let size = put_bytes(file.as_file_mut())?;
    file.as_file().sync_all()?;
    // Only now, so that a disk that was too full for the bytes is left without a new folder too.
    let folder = path.parent().unwrap_or(root);
    make_folder(root, folder)?;
    file.persist(path).map_err(|why| why.error)?;
    sync_folder(folder)?;
    if size == fs::metadata(path)?.len() {
        Ok(())
    } else {
        Err(io::Error::other("its size is wrong after writing"))
    }
}

/// Copies the file `from` into `file` and says how many bytes that were: as many as it has.
fn copy(from: &Path, file: &mut File) -> io::Result<u64> {
    let explain =
        |why: io::Error| io::Error::new(why.kind(), format!("reading the file to store: {why}"));
    let mut from = File::open(from).map_err(explain)?;
    let size = from.metadata().map_err(explain)?.len();
    let copied = io::copy(&mut from, file)?;
    if copied == size {
        Ok(copied)
    } else {
        Err(io::Error::other("the file to store changed while it was read"))
    }
}

fn read_range(path: &Path, range: Range<u64>) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    file.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    file.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A new file in the waiting folder, gone with the value unless it is given a name.
fn waiting_file(root: &Path) -> io::Result<NamedTempFile> {
    let folder = root.join(WAITING);
    make_folder(root, &folder)?;
    // As for any file (less the umask); the default would shut out a web server that may read.
    Builder::new().permissions(Permissions::from_mode(0o666)).tempfile_in(folder)
}

/// Makes `folder` and what is missing between it and `root`, so that they outlast a power cut.
///
/// The root is never made anew: when it is gone, a disk is not mounted.
fn make_folder(root: &Path, folder: &Path) -> io::Result<()> {
    if folder == root || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(root);
    make_folder(root, above)?;
    match fs::create_dir(folder) {
        Err(why) if why.kind() != ErrorKind::AlreadyExists => Err(why),
        // Gone again if that fails, or the next put would take it for durable.
        _ => sync_folder(above).inspect_err(|_| drop(fs::remove_dir(folder))),
    }
}

/// Makes names in `folder` durable, as [`File::sync_all`] makes bytes.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// `None` where the trouble is only that there is no such file.
fn unless_absent<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    use ErrorKind::{IsADirectory, NotADirectory, NotFound};
    match outcome {
        Err(why) if matches!(why.kind(), NotFound | NotADirectory | IsADirectory) => Ok(None),
        other => other.map(Some),
    }
}

/// Removes what has been waiting for longer than `age`, as what processes that died left is, and
/// says how many files that were. Trouble is for the next time: nobody sees these.
fn sweep(root: &Path, age: Duration) -> usize {
    let is_abandoned = |entry: &fs::DirEntry| {
        let since = entry.metadata().and_then(|about| about.modified());
        matches!(since.map(|since| since.elapsed()), Ok(Ok(passed)) if passed > age)
    };
    let waiting = fs::read_dir(root.join(WAITING)).into_iter().flatten().flatten();
    waiting.filter(is_abandoned).filter(|entry| fs::remove_file(entry.path()).is_ok()).count()
}

/// The system's words, after plain ones where an owner has to act: make room on the disk.
fn reason(why: &io::Error) -> String {
    match why.kind() {
        ErrorKind::StorageFull => format!("no space left on its disk: {why}"),
        ErrorKind::QuotaExceeded => format!("no space left in its disk quota: {why}"),
        _ => why.to_string(),
    }
}

#[cfg(test)]
mod tests;
