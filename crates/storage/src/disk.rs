//! Pictures in a folder.

use crate::key;
use async_trait::async_trait;
use ports::{BlobStore, StoreError};
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
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
            sweep(&root);
            waiting_file(&root).map(drop)
        };
        prepare().map_err(|why| StoreError {
            doing: "open",
            key: root.display().to_string(),
            reason: format!("storage.path: {why}"),
        })?;
        Ok(Self { root: root.into(), swept: Mutex::new(Instant::now()) })
    }

    /// Does `work` with the path of `key`, off the threads that serve requests.
    async fn blocking<T: Send + 'static>(
        &self,
        doing: &'static str,
        key: &str,
        work: impl FnOnce(&Path, &Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        key::check(doing, key)?;
        let (root, path) = (Arc::clone(&self.root), self.root.join(key));
        let done = spawn_blocking(move || work(&root, &path)).await;
        done.map_err(io::Error::other).and_then(|outcome| outcome).map_err(|why| StoreError {
            doing,
            key: key.to_owned(),
            reason: why.to_string(),
        })
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
        let (bytes, sweep_due) = (bytes.to_vec(), self.is_sweep_due());
        let work = move |root: &Path, path: &Path| {
            if sweep_due {
                sweep(root);
            }
            write(root, path, &bytes)
        };
        self.blocking("put", key, work).await
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.blocking("get", key, |_, path| unless_absent(fs::read(path))).await
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let work = |_: &Path, path: &Path| match unless_absent(fs::remove_file(path))? {
            // Without this, a picture somebody wanted gone could be back after a power cut.
            Some(()) => path.parent().map_or(Ok(()), sync_folder),
            None => Ok(()),
        };
        self.blocking("remove", key, work).await
    }

    fn describe(&self) -> String {
        format!("folder {}", self.root.display())
    }
}

/// Writes a whole file under `path`: it gets its name only once its bytes are on the disk.
///
/// Any error, also a failed `fsync`, drops the waiting file: after one, nothing says which bytes
/// arrived, so only writing everything again can be trusted.
fn write(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    make_folder(root, folder)?;
    let mut file = waiting_file(root)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|why| why.error)?;
    sync_folder(folder)?;
    if u64::try_from(bytes.len()).ok() == Some(fs::metadata(path)?.len()) {
        Ok(())
    } else {
        Err(io::Error::other("its size is wrong after writing"))
    }
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

/// Removes what processes that died left waiting. Trouble is for the next time: nobody sees these.
fn sweep(root: &Path) {
    let is_abandoned = |entry: &fs::DirEntry| {
        let age = entry.metadata().and_then(|about| about.modified()).map(|since| since.elapsed());
        matches!(age, Ok(Ok(age)) if age > ABANDONED)
    };
    let waiting = fs::read_dir(root.join(WAITING)).into_iter().flatten().flatten();
    for entry in waiting.filter(is_abandoned) {
        drop(fs::remove_file(entry.path()));
    }
}

#[cfg(test)]
mod tests;
