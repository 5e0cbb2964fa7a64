//! What takes long to count on a large site: kept for a minute, as those see it who are not signed in. Small sites count each time.

use moka::sync::Cache;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex as Turn, MutexGuard};
use views::TagView;

/// How old it may be.
const FRESH: Duration = Duration::from_mins(1);

/// How many photos have a tag, whether that is all of them, and which tags stand beside it.
pub(crate) type Beside = ((i64, bool), Vec<String>);

/// What is typed of a tag, after which place, and how many are asked for.
pub(crate) type Typed = (String, Option<String>, i64);

/// Numbers and lists of one process. Cheap to clone.
#[derive(Clone)]
pub struct Kept {
    /// Tags by how they begin, where many do, after a place, and how many are asked for; those that begin like nothing are the popular ones.
    pub(crate) tags: Cache<Typed, Arc<Vec<TagView>>>,
    /// How many tags begin like this, where many photos have them.
    pub(crate) counts: Cache<String, i64>,
    /// How many photos a search finds, and whether that is all of them, by what was typed, where they are many.
    pub(crate) found: Cache<String, (i64, bool)>,
    /// Held by whoever counts, so that not everybody does at once.
    turn: Arc<Turn<()>>,
    /// What took a while to count.
    slow: Cache<String, ()>,
    /// What stands beside the wall of a tag.
    pub(crate) beside: Cache<String, Arc<Beside>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            tags: Cache::builder().max_capacity(2_000).time_to_live(FRESH).build(),
            found: Cache::builder().max_capacity(2_000).time_to_live(FRESH).build(),
            counts: Cache::builder().max_capacity(2_000).time_to_live(FRESH).build(),
            turn: Arc::default(),
            slow: Cache::builder().max_capacity(2_000).build(),
            beside: Cache::builder().max_capacity(2_000).time_to_live(FRESH).build(),
        }
    }
}

impl Kept {
    /// Waits for whoever counts this already, where it took a while before: it is kept then. Others need not wait for each other.
    pub(crate) async fn turn(&self, what: &str) -> Option<MutexGuard<'_, ()>> {
        if self.slow.contains_key(what) { Some(self.turn.lock().await) } else { None }
    }

    /// Notes that this takes a while to count.
    pub(crate) fn takes_long(&self, what: String) {
        self.slow.insert(what, ());
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({} tags)", self.beside.entry_count())
    }
}
