use data_encoding::HEXLOWER;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A folder for the uploads under way of this process alone. Other processes on the same data see
/// by a lock that it is in use; the lock ends with the process, also when that is killed.
pub(crate) struct Uploads {
    pub(crate) folder: PathBuf,
    /// Held, never read.
    _lock: File,
}

impl Uploads {
    /// Makes the folder, below `root`, and removes what processes that are gone have left.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        let (folders, locks) = (root.join("uploads"), root.join("locks"));
        fs::create_dir_all(&folders)?;
        fs::create_dir_all(&locks)?;
        for lock in fs::read_dir(&locks)?.flatten() {
            remove_unless_in_use(&lock.path(), &folders.join(lock.file_name()))?;
        }
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(|why| io::Error::other(why.to_string()))?;
        let name = HEXLOWER.encode(&bytes);
        // First the lock, then what it stands for.
        let lock = File::create_new(locks.join(&name))?;
        lock.lock()?;
        let folder = folders.join(name);
        fs::create_dir(&folder)?;
        Ok(Self { folder, _lock: lock })
    }
}

/// Two processes that start at once may both find the same dead one; what is gone already is fine.
fn remove_unless_in_use(lock: &Path, folder: &Path) -> io::Result<()> {
    let Ok(file) = File::open(lock) else { return Ok(()) };
    if file.try_lock().is_err() {
        return Ok(());
    }
    for outcome in [fs::remove_dir_all(folder), fs::remove_file(lock)] {
        match outcome {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_dead_left_is_removed() {
        let root = std::env::temp_dir().join(format!("uploads-{}", std::process::id()));
        let dead = Uploads::open(&root).unwrap();
        fs::write(dead.folder.join("half"), "x").unwrap();
        let living = Uploads::open(&root).unwrap();
        fs::write(living.folder.join("half"), "x").unwrap();
        assert!(dead.folder.exists(), "its process lives");
        let left = dead.folder.clone();
        drop(dead);
        let third = Uploads::open(&root).unwrap();
        assert!(!left.exists() && living.folder.join("half").exists() && third.folder.exists());
        fs::remove_dir_all(&root).unwrap();
    }
}
