//! What stands in for the clock, the picture store and the mail, and does as a test says.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ports::{BlobStore, Clock, Letter, MailError, Mailer, StoreError};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::sync::watch;

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub(crate) struct TestClock(Mutex<OffsetDateTime>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Mutex::new(datetime!(2026-11-23 19:05:00 UTC)))
    }
}

impl TestClock {
    /// Lets so much time pass.
    pub(crate) fn advance(&self, by: Duration) {
        *lock(&self.0) += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        *lock(&self.0)
    }
}

/// A door at which somebody waits while a test looks around.
#[derive(Debug)]
pub(crate) struct Gate {
    open: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { open: watch::Sender::new(false), waiting: watch::Sender::new(0) }
    }
}

impl Gate {
    /// Lets everybody through who waits, or comes later.
    pub(crate) fn open(&self) {
        self.open.send_replace(true);
    }

    /// Waits until somebody stands at the door.
    pub(crate) async fn somebody_waits(&self) {
        let mut waiting = self.waiting.subscribe();
        let arrival = waiting.wait_for(|number| *number > 0);
        let arrival = tokio::time::timeout(Duration::from_secs(20), arrival).await;
        arrival.expect("somebody comes within 20 s").expect("the door is there");
    }

    async fn pass(&self) {
        let mut open = self.open.subscribe();
        self.waiting.send_modify(|number| *number += 1);
        open.wait_for(|open| *open).await.expect("the door is there");
        self.waiting.send_modify(|number| *number -= 1);
    }
}

/// A picture store in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryStore {
    state: Mutex<StoreState>,
    /// Where the put waits that a test holds back.
    pub(crate) gate: Gate,
}

#[derive(Debug, Default)]
struct StoreState {
    blobs: BTreeMap<String, Vec<u8>>,
    puts: usize,
    failing_put: Option<usize>,
    held_put: Option<usize>,
    keeps: bool,
}

impl MemoryStore {
    /// From now on the nth put (the first is 1) fails, and no other.
    pub(crate) fn fail_put(&self, nth: usize) {
        let mut state = lock(&self.state);
        (state.puts, state.failing_put) = (0, Some(nth));
    }

    /// From now on the nth put waits at the gate.
    pub(crate) fn hold_put(&self, nth: usize) {
        let mut state = lock(&self.state);
        (state.puts, state.held_put) = (0, Some(nth));
    }

    /// From now on nothing can be removed, until this is called with `false`.
    pub(crate) fn keep_everything(&self, keeps: bool) {
        lock(&self.state).keeps = keeps;
    }

    /// Everything is gone, as after a disk that broke.
    pub(crate) fn lose_everything(&self) {
        lock(&self.state).blobs.clear();
    }

    /// What is there, in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        lock(&self.state).blobs.keys().cloned().collect()
    }

    /// Counts a put, and says whether it fails and whether it waits.
    fn next_put(&self) -> (bool, bool) {
        let mut state = lock(&self.state);
        state.puts += 1;
        let is_this = |nth: Option<usize>| nth == Some(state.puts);
        (is_this(state.failing_put), is_this(state.held_put))
    }
}

#[async_trait]
impl BlobStore for MemoryStore {
    async fn put(&self, key: &str, bytes: &[u8], _media_type: &str) -> Result<(), StoreError> {
        let (fails, waits) = self.next_put();
        if waits {
            self.gate.pass().await;
        }
        if fails {
            return Err(trouble("put", key));
        }
        lock(&self.state).blobs.insert(key.to_owned(), bytes.to_vec());
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(lock(&self.state).blobs.get(key).cloned())
    }

    async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let mut state = lock(&self.state);
        if state.keeps {
            return Err(trouble("remove", key));
        }
        state.blobs.remove(key);
        Ok(())
    }

    fn describe(&self) -> String {
        "memory".to_owned()
    }
}

fn trouble(doing: &'static str, key: &str) -> StoreError {
    StoreError { doing, key: key.to_owned(), reason: "as the test wished".to_owned() }
}

/// A mail server in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryMailer {
    state: Mutex<MailState>,
    /// Where letters wait that a test holds back.
    pub(crate) gate: Gate,
}

#[derive(Debug, Default)]
struct MailState {
    tries: Vec<Letter>,
    sent: Vec<Letter>,
    answers: VecDeque<MailError>,
    broken: bool,
    holds: bool,
}

impl MemoryMailer {
    /// The next letters are refused for these reasons, one each; those after them leave.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = MailError>) {
        lock(&self.state).answers.extend(answers);
    }

    /// From now on every letter is refused for a while, until this is called with `false`.
    pub(crate) fn break_down(&self, broken: bool) {
        lock(&self.state).broken = broken;
    }

    /// From now on letters wait at the gate, until this is called with `false`.
    pub(crate) fn hold(&self, holds: bool) {
        lock(&self.state).holds = holds;
    }

    /// Everything that was handed over, whatever the answer.
    pub(crate) fn tries(&self) -> Vec<Letter> {
        lock(&self.state).tries.clone()
    }

    /// What left.
    pub(crate) fn sent(&self) -> Vec<Letter> {
        lock(&self.state).sent.clone()
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        lock(&self.state).tries.push(letter.clone());
        if lock(&self.state).holds {
            self.gate.pass().await;
        }
        let mut state = lock(&self.state);
        if let Some(answer) = state.answers.pop_front() {
            return Err(answer);
        }
        if state.broken {
            return Err(MailError::Temporary("broken".to_owned()));
        }
        state.sent.push(letter.clone());
        Ok(())
    }

    fn outbox(&self) -> Option<String> {
        None
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
