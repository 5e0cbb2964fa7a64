//! Letters as files, for a site without a mail server and for trying things out.

use crate::settings::SetupError;
use ports::{Letter, MailError};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::UtcOffset;
use time::macros::format_description;
use tokio::task::spawn_blocking;

/// What half-written letters end with.
const HALF: &str = ".part";

/// A letter half-written for longer than this belongs to a process that died.
const ABANDONED: Duration = Duration::from_hours(1);

/// A folder of letters.
#[derive(Debug)]
pub(crate) struct Outbox {
    pub(crate) folder: PathBuf,
}

impl Outbox {
    pub(crate) fn open(folder: PathBuf) -> Result<Self, SetupError> {
        let prepare = || {
            fs::create_dir_all(&folder)?;
            sweep(&folder)?;
            half_written(&folder).map(drop)
        };
        prepare().map_err(|why| {
            let reason = format!("the outbox {} cannot be written to: {why}", folder.display());
            SetupError::new("data_dir", reason)
        })?;
        Ok(Self { folder })
    }

    /// Puts a message into the folder. A second time, it takes the place of the first.
    pub(crate) async fn put(&self, letter: &Letter, message: Vec<u8>) -> Result<(), MailError> {
        let (folder, name) = (self.folder.clone(), file_name(letter)?);
        let written = spawn_blocking(move || write(&folder, &name, &message)).await;
        written
            .map_err(io::Error::other)
            .and_then(|outcome| outcome)
            .map_err(|why| MailError::Temporary(format!("the outbox cannot be written to: {why}")))
    }
}

/// `20261123T190500.123Z-<id>.eml`: sorted by name, letters are sorted by time.
fn file_name(letter: &Letter) -> Result<String, MailError> {
    let format =
        format_description!("[year][month][day]T[hour][minute][second].[subsecond digits:3]Z");
    let time = letter.created_at.to_offset(UtcOffset::UTC).format(format);
    let time = time.map_err(|why| MailError::Permanent(why.to_string()))?;
    Ok(format!("{time}-{}.eml", letter.id))
}

fn write(folder: &Path, name: &str, message: &[u8]) -> io::Result<()> {
    // Somebody who tidies up takes the folder as well. Only the folder: above it is the data.
    match fs::create_dir(folder) {
        Err(why) if why.kind() != ErrorKind::AlreadyExists => return Err(why),
        _ => {}
    }
    let mut file = half_written(folder)?;
    file.write_all(message)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|why| why.error)?;
    File::open(folder)?.sync_all()
}

/// A new file, gone with the value unless it is given a name. Only its owner can read it (0600):
/// letters have links that are as good as passwords.
fn half_written(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".").suffix(HALF).tempfile_in(folder)
}

/// Removes what processes that died left half-written.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name();
        let is_half =
            name.to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(HALF));
        if is_half {
            // Whoever writes it, or sweeps as well, may be done with it meanwhile.
            gone_or(sweep_one(&entry))?;
        }
    }
    Ok(())
}

fn sweep_one(entry: &fs::DirEntry) -> io::Result<()> {
    let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
    if age > ABANDONED { fs::remove_file(entry.path()) } else { Ok(()) }
}

fn gone_or(outcome: io::Result<()>) -> io::Result<()> {
    outcome.or_else(|why| if why.kind() == ErrorKind::NotFound { Ok(()) } else { Err(why) })
}
