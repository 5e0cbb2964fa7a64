//! Files that were sent: read, looked at, and rewritten to what is kept of them.

use crate::{Context, Error, Result};
use data_encoding::HEXLOWER;
use domain::{FieldErrors, Message};
use imaging::{Intake, Limits, Refusal};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;
use views::{CameraView, Receipt};

/// Where the bytes of a file that was sent are.
#[derive(Debug, Clone)]
pub enum File {
    /// On disk, until the caller removes it.
    Path(PathBuf),
    /// In memory.
    Bytes(Vec<u8>),
}

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its bytes.
    pub file: File,
    /// Their SHA-256 in hexadecimal, where it was taken while they came.
    pub sha256: Option<String>,
}

impl From<&File> for Sent {
    fn from(file: &File) -> Self {
        file.clone().into()
    }
}

impl From<File> for Sent {
    fn from(file: File) -> Self {
        Self { file, sha256: None }
    }
}

/// How files are to be taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct PublishOptions {
    /// Whether to show how the pictures were taken.
    pub camera: bool,
    /// Whether to make pictures of more pixels than are taken smaller, instead of refusing them.
    pub shrink: bool,
    /// How long to wait for the sizes to be made; `None` waits until they are.
    pub wait: Option<Duration>,
}

/// A file as it is kept, stored nowhere yet. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Prepared(pub(crate) Arc<Negative>);

#[derive(Debug)]
pub(crate) struct Negative {
    pub(crate) intake: Intake,
    /// The SHA-256 of the file as it is kept.
    pub(crate) hash: String,
    /// The SHA-256 of the file as it came.
    pub(crate) source_hash: String,
    received_bytes: usize,
    shrunk: bool,
}

impl Prepared {
    /// What the file itself says about when it was taken and what it shows.
    pub fn words(&self) -> &imaging::Words {
        &self.0.intake.words
    }

    /// What became of the file.
    pub(crate) fn receipt(&self) -> Receipt {
        let Negative { intake, hash, source_hash, received_bytes, shrunk } = &*self.0;
        Receipt {
            format: intake.media_type.as_str().to_owned(),
            received_bytes: *received_bytes,
            sha256: source_hash.clone(),
            kept_bytes: intake.original.len(),
            kept_sha256: hash.clone(),
            width: intake.width,
            height: intake.height,
            frames: intake.frames,
            profile: intake.profile.clone(),
            kept: intake.kept.iter().map(ToString::to_string).collect(),
            removed: intake.removed.clone(),
            location_removed: intake.location,
            shrunk: *shrunk,
            sizes: Vec::new(),
        }
    }

    /// How the picture was taken, where the file says so.
    pub(crate) fn camera(&self) -> Option<CameraView> {
        let it = self.0.intake.camera.clone()?;
        Some(CameraView {
            camera: it.camera,
            lens: it.lens,
            aperture: it.aperture,
            shutter: it.shutter,
            iso: it.iso,
            focal_length: it.focal_length,
            taken_at: it.taken_at,
        })
    }
}

/// The name of the field that says what is wrong with the `nth` file (from 0) of several.
pub fn file_field(nth: usize) -> String {
    format!("file[{nth}]")
}

/// What is wrong with some of several files: each by its own name, the first of them also as `file`.
pub(crate) fn wrong_files(count: usize, wrong: Vec<(usize, Message)>) -> Option<Error> {
    let (_, first) = wrong.first()?;
    let mut fields = FieldErrors::of("file", first.clone());
    if count > 1 {
        for (nth, why) in wrong {
            let _ = fields.take::<()>(&file_field(nth), Err(why));
        }
    }
    Some(fields.into())
}

/// What is wrong with the one file that was looked at; any other trouble ends the whole.
pub(crate) fn refusal_of(why: Error) -> Result<Message> {
    match why {
        Error::Invalid(fields) => {
            let file = fields.iter().find(|(field, _)| *field == "file");
            file.map(|(_, why)| why.clone()).ok_or(Error::Invalid(fields.clone()))
        }
        why => Err(why),
    }
}

impl Context {
    /// Reads a file and rewrites it to what is kept, off the async threads, as many at once as there are cores.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `file` where it is no picture that we take.
    pub(crate) async fn prepare(&self, sent: Sent, options: PublishOptions) -> Result<Prepared> {
        let permit = self.darkroom.clone().acquire_owned().await.map_err(Error::internal)?;
        let (max_bytes, max_pixels) = (self.policy.upload_bytes, self.policy.upload_pixels);
        spawn_blocking(move || {
            let _permit = permit;
            let bytes = read(sent.file, max_bytes)?;
            let source_hash = sent.sha256.unwrap_or_else(|| hash(&bytes));
            let received_bytes = bytes.len();
            let (intake, shrunk) = look_at(bytes, max_pixels, options.shrink)
                .map_err(|why| Error::field("file", refusal(&why)))?;
            let hash = hash(&intake.original);
            Ok(Prepared(Arc::new(Negative { intake, hash, source_hash, received_bytes, shrunk })))
        })
        .await?
    }
}

/// What is worked on at the longest: pictures that are taken, and those that are made smaller first.
pub(crate) fn hard_limits(max_pixels: u64) -> Limits {
    let limits = Limits::default();
    Limits { max_pixels: limits.max_pixels.max(max_pixels), ..limits }
}

fn look_at(bytes: Vec<u8>, max_pixels: u64, shrink: bool) -> Result<(Intake, bool), Refusal> {
    let hard = hard_limits(max_pixels);
    let limits = Limits { max_pixels, ..hard };
    match imaging::take_in(&bytes, &limits) {
        Err(Refusal::TooManyPixels { .. }) if shrink => {
            // What the file says of itself is read from the file; the pixels come from the smaller one.
            let intake = imaging::take_in(&bytes, &hard)?;
            let smaller = imaging::shrink(&bytes, &hard, max_pixels)?;
            drop(bytes);
            let kept = imaging::take_in(&smaller, &limits)?;
            Ok((
                Intake {
                    removed: intake.removed,
                    location: intake.location,
                    camera: intake.camera,
                    words: intake.words,
                    ..kept
                },
                true,
            ))
        }
        outcome => outcome.map(|intake| (intake, false)),
    }
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

pub(crate) fn read(file: File, max_bytes: u64) -> Result<Vec<u8>> {
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

/// What is wrong with a file, in words for whoever sent it.
pub(crate) fn refusal(why: &Refusal) -> Message {
    let mega = |pixels: u64| i64::try_from(pixels / 1_000_000).unwrap_or(i64::MAX);
    match why {
        Refusal::NotAPicture => Message::new("error-file-not-a-picture"),
        Refusal::Unsupported(kind @ ("HEIC" | "AVIF")) => {
            Message::new("error-file-phone-format").with("kind", *kind)
        }
        Refusal::Unsupported(kind) => Message::new("error-file-unsupported").with("kind", *kind),
        Refusal::Truncated => Message::new("error-file-truncated"),
        Refusal::TooManyPixels { pixels, max } => Message::new("error-file-too-many-pixels")
            .with("pixels", mega(*pixels))
            .with("max", mega(*max)),
        Refusal::TooLong { max, .. } => {
            Message::new("error-file-too-long").with("max", i64::from(*max))
        }
        Refusal::TooManyFrames { max, .. } => {
            Message::new("error-file-too-many-frames").with("max", i64::from(*max))
        }
        Refusal::TooBig => Message::new("error-file-too-big"),
        Refusal::Broken(_) => Message::new("error-file-broken"),
    }
}
