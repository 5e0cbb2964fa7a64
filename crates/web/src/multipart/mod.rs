//! `multipart/form-data` (RFC 7578) as it streams in: files go to disk piece by piece, hashed on the way, and what is wrong
//! with one of them does not keep the others from being looked at.

mod gate;

use gate::{Gate, Passed};
use multer::{Field, Multipart};
use rocket::data::DataStream;
use rocket::tokio::fs::File;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};
use rocket::tokio::time::timeout;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempPath;

/// How long the next piece of a form may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// The longest text of a field, in bytes; what it may hold is for the use-case to say.
const TEXT: usize = 64 << 10;
/// The most fields of a form.
const FIELDS: usize = 1_000;
/// How much is read on after a form was refused, so that the answer is not lost with the connection.
const DRAIN: u64 = 64 << 20;

/// What a form may be.
pub(crate) struct Allowed {
    /// The names of its fields, beside `file`.
    pub(crate) texts: &'static [&'static str],
    /// The largest file, in bytes.
    pub(crate) file: u64,
    /// The most files.
    pub(crate) files: usize,
    /// The whole form, in bytes.
    pub(crate) form: u64,
    /// Where files wait.
    pub(crate) folder: PathBuf,
}

/// A file of a form. It lies on disk until this is dropped.
pub(crate) struct Arrived {
    /// What its sender calls it: to be said back to them, and nothing else.
    pub(crate) name: String,
    /// Where it lies.
    pub(crate) path: TempPath,
    /// Its SHA-256, in hexadecimal.
    pub(crate) sha256: String,
    /// Whether it is larger than a file may be; then not all of it is there.
    pub(crate) too_large: bool,
}

/// A form as far as it could be read.
#[derive(Default)]
pub(crate) struct Filled {
    /// The values of each field, in order.
    pub(crate) texts: BTreeMap<String, Vec<String>>,
    /// The files of the field `file`, in order.
    pub(crate) files: Vec<Arrived>,
    /// Whether there were more files than may be.
    pub(crate) too_many: bool,
}

/// Why a form could not be read to its end.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It is none, or ends in the middle.
    Incomplete,
    /// It is larger than a form may be.
    TooLarge,
    /// The field of this name is no text, or too long.
    Text(String),
    /// Ours: the disk, most likely.
    Disk(io::Error),
}

impl From<multer::Error> for Fault {
    fn from(_: multer::Error) -> Self {
        Self::Incomplete
    }
}

/// Reads a form. `length` is the number of bytes that was announced. What was read before a fault comes with it.
pub(crate) async fn read(
    body: &mut DataStream<'_>,
    boundary: &str,
    length: Option<u64>,
    allowed: &Allowed,
) -> (Filled, Result<(), Fault>) {
    let (mut filled, passed) = (Filled::default(), Passed::default());
    let form = Multipart::with_reader(Gate::new(body, passed.clone(), allowed.form), boundary);
    let mut outcome = fill(&mut filled, form, &passed, allowed).await;
    if outcome.is_err() && passed.is_shut() {
        outcome = Err(Fault::TooLarge);
    }
    let left = drain(body).await;
    // Rocket takes a body that breaks off for one that ends.
    if outcome.is_ok() && length.is_some_and(|it| it != passed.bytes() + left) {
        outcome = Err(Fault::Incomplete);
    }
    (filled, outcome)
}

async fn drain(body: &mut DataStream<'_>) -> u64 {
    let mut sink = rocket::tokio::io::sink();
    let mut rest = body.take(DRAIN);
    let rest = rocket::tokio::io::copy(&mut rest, &mut sink);
    timeout(PATIENCE, rest).await.map_or(0, Result::unwrap_or_default)
}

async fn fill(
    filled: &mut Filled,
    mut form: Multipart<'_>,
    passed: &Passed,
    allowed: &Allowed,
) -> Result<(), Fault> {
    for _ in 0..FIELDS {
        let next = timeout(PATIENCE, form.next_field()).await;
        let Some(mut field) = next.ok().ok_or(Fault::Incomplete)?? else { return Ok(()) };
        passed.progressed();
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" && !allowed.texts.contains(&name.as_str()) {
            // Nobody asked for it.
            length(&mut field, passed).await?;
        } else if name != "file" {
            let value = text(&mut field, passed).await?.ok_or_else(|| Fault::Text(name.clone()))?;
            filled.texts.entry(name).or_default().push(value);
        } else if filled.files.len() >= allowed.files {
            filled.too_many |= length(&mut field, passed).await? > 0;
        } else if let Some(file) = file(&mut field, passed, allowed).await? {
            filled.files.push(file);
        }
    }
    Err(Fault::TooLarge)
}

async fn chunk(
    field: &mut Field<'_>,
    passed: &Passed,
) -> Result<Option<multer::bytes::Bytes>, Fault> {
    let chunk = timeout(PATIENCE, field.chunk()).await.ok().ok_or(Fault::Incomplete)??;
    passed.progressed();
    Ok(chunk)
}

/// `None` for what is no text, or too long.
async fn text(field: &mut Field<'_>, passed: &Passed) -> Result<Option<String>, Fault> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = chunk(field, passed).await? {
        fits &= bytes.len() + chunk.len() <= TEXT;
        if fits {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(String::from_utf8(bytes).ok().filter(|_| fits))
}

async fn length(field: &mut Field<'_>, passed: &Passed) -> Result<u64, Fault> {
    let mut length = 0_u64;
    while let Some(chunk) = chunk(field, passed).await? {
        length = length.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
    }
    Ok(length)
}

/// `None` where no file was chosen: a browser then sends an empty one without a name.
async fn file(
    field: &mut Field<'_>,
    passed: &Passed,
    allowed: &Allowed,
) -> Result<Option<Arrived>, Fault> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let (file, path) = scratch(allowed)?;
    let mut file = BufWriter::with_capacity(256 << 10, File::from_std(file));
    let (mut hash, mut length) = (Sha256::new(), 0_u64);
    while let Some(piece) = chunk(field, passed).await? {
        length = length.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if length <= allowed.file {
            hash.update(&piece);
            file.write_all(&piece).await.map_err(Fault::Disk)?;
        }
    }
    if length == 0 && name.is_empty() {
        return Ok(None);
    }
    file.flush().await.map_err(Fault::Disk)?;
    let sha256 = data_encoding::HEXLOWER.encode(&hash.finalize());
    Ok(Some(Arrived { name, path, sha256, too_large: length > allowed.file }))
}

fn scratch(allowed: &Allowed) -> Result<(std::fs::File, TempPath), Fault> {
    let made = tempfile::Builder::new().prefix("upload-").tempfile_in(&allowed.folder);
    Ok(made.map_err(Fault::Disk)?.into_parts())
}
