use crate::photos::Admitted;
use moka::sync::Cache;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a picture that everybody may have is handed out without asking again: another process may have hidden or
/// deleted it, and a second is what that may take.
const OPEN: Duration = Duration::from_secs(1);
/// Larger pictures are read from the store each time.
const LARGEST: usize = 2 << 20;

/// Pictures that were asked for lately, in memory, up to a number of bytes. Which of them everybody may have is known for
/// one second; about all others the database is asked each time.
#[derive(Clone)]
pub struct Shelf {
    /// By the key in the store.
    bytes: Cache<String, Arc<[u8]>>,
    /// By the address.
    open: Cache<String, (Arc<Admitted>, Instant)>,
}

impl Shelf {
    /// A shelf for up to `capacity` bytes.
    pub fn new(capacity: u64) -> Self {
        let weight = |_: &String, bytes: &Arc<[u8]>| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Self {
            bytes: Cache::builder().weigher(weight).max_capacity(capacity).build(),
            open: Cache::builder().max_capacity(10_000).time_to_live(OPEN).build(),
        }
    }

    /// How many bytes are kept now.
    pub fn held(&self) -> u64 {
        self.bytes.run_pending_tasks();
        self.bytes.weighted_size()
    }

    /// Where a picture is that everybody may have, as far as that was known a second ago.
    pub(crate) fn open(&self, (image, part): (&str, &str)) -> Option<Arc<Admitted>> {
        let (admitted, since) = self.open.get(&format!("{image}/{part}"))?;
        (since.elapsed() < OPEN).then_some(admitted)
    }

    /// Notes who may have a picture, if that is everybody.
    pub(crate) fn note(&self, (image, part): (&str, &str), admitted: &Arc<Admitted>) {
        if admitted.public {
            self.open.insert(format!("{image}/{part}"), (Arc::clone(admitted), Instant::now()));
        }
    }

    /// The bytes under a key of the store; whether the reader may have them is for the caller to know.
    pub(crate) fn bytes(&self, key: &str) -> Option<Arc<[u8]>> {
        self.bytes.get(key)
    }

    /// Keeps bytes that were read.
    pub(crate) fn keep(&self, key: &str, bytes: &Arc<[u8]>) {
        if bytes.len() <= LARGEST {
            self.bytes.insert(key.to_owned(), Arc::clone(bytes));
        }
    }

    /// Forgets what everybody may have: something was hidden or deleted.
    pub(crate) fn clear(&self) {
        self.open.invalidate_all();
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shelf({} bytes)", self.bytes.weighted_size())
    }
}
