use crate::{Kept, Live, Passwords, SecretKey, Shelf, Tally, Taste};
use ports::{BlobStore, Clock, Mailer};
use repository::Database;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};

/// What the owner decided, as far as use-cases depend on it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The site's name.
    pub site_name: String,
    /// What it says about itself.
    pub site_description: String,
    /// The only source of absolute links; no slash at the end.
    pub public_url: String,
    /// `open`, `approval`, `invite` or `closed`.
    pub registration: &'static str,
    /// How long a session lasts at the longest.
    pub session_lifetime: Duration,
    /// How long a session lasts without being used.
    pub session_idle: Duration,
    /// Whether people prove that they are some.
    pub captcha: bool,
    /// Whether things may be done only so often.
    pub limits: bool,
    /// The largest file, in bytes.
    pub upload_bytes: u64,
    /// The largest picture, in pixels.
    pub upload_pixels: u64,
    /// The most pictures in one photo.
    pub upload_files: usize,
    /// How long somebody who leaves has to think again.
    pub grace: Duration,
    /// A folder of ours for what is made before it goes to the store.
    pub scratch: PathBuf,
    /// The rules of the site as their owner wrote them; none for the ordinary ones.
    pub rules: Option<String>,
    /// The version of the program.
    pub version: &'static str,
}

/// What every use-case works with. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The rows.
    pub db: Database,
    /// The bytes.
    pub store: Arc<dyn BlobStore>,
    /// The way out for letters.
    pub mailer: Arc<dyn Mailer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The site's secret key.
    pub secret: SecretKey,
    /// How passwords are kept.
    pub passwords: Passwords,
    /// What the owner decided.
    pub policy: Arc<Policy>,
    /// Rung when something was promised, so that the worker need not wait for its next round.
    pub bell: Arc<Notify>,
    /// How many pictures are worked on at once.
    pub darkroom: Arc<Semaphore>,
    /// Pictures that were asked for lately.
    pub shelf: Shelf,
    /// Open pages that hear of what happens.
    pub live: Live,
    /// What was learned of what leads to what.
    pub taste: Taste,
    /// Visits that wait to be counted.
    pub tally: Tally,
    /// What was counted lately.
    pub kept: Kept,
}
