//! What the site acknowledged.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use harness::Value;

use super::ENOUGH;

/// A photo that was answered with 201.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// What was answered.
    pub(super) photo: Value,
    /// The bytes of its sizes by address, as far as they were served before the next kill.
    pub(super) bytes: Vec<(String, Vec<u8>)>,
}

/// Written by all clients at once.
#[derive(Debug, Default)]
pub(super) struct Journal(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    photos: Vec<Kept>,
    users: Vec<String>,
    faults: Vec<String>,
    broken: usize,
    next: u32,
}

impl Journal {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number that nobody was given before.
    pub(super) fn next(&self) -> u32 {
        let mut pages = self.pages();
        pages.next += 1;
        pages.next
    }

    /// A photo was acknowledged; its bytes follow under the number that this gives.
    pub(super) fn photo(&self, photo: Value) -> usize {
        let mut pages = self.pages();
        pages.photos.push(Kept { photo, bytes: Vec::new() });
        pages.photos.len() - 1
    }

    /// A size of a photo was served.
    pub(super) fn served(&self, photo: usize, url: String, bytes: Vec<u8>) {
        self.pages().photos[photo].bytes.push((url, bytes));
    }

    /// A registration was acknowledged.
    pub(super) fn user(&self, name: String) {
        self.pages().users.push(name);
    }

    /// An answer that should not have been.
    pub(super) fn fault(&self, what: String) {
        self.pages().faults.push(what);
    }

    /// A connection broke, as it does when the other side is killed.
    pub(super) fn broken(&self) {
        self.pages().broken += 1;
    }

    pub(super) fn photos(&self) -> Vec<Kept> {
        self.pages().photos.clone()
    }

    pub(super) fn users(&self) -> Vec<String> {
        self.pages().users.clone()
    }

    pub(super) fn faults(&self) -> Vec<String> {
        self.pages().faults.clone()
    }

    pub(super) fn enough_photos(&self) -> bool {
        self.pages().photos.len() >= ENOUGH
    }

    pub(super) fn enough_users(&self) -> bool {
        self.pages().users.len() >= ENOUGH
    }

    pub(super) fn is_complete(&self) -> bool {
        self.enough_photos() && self.enough_users()
    }

    /// Waits until so much more was acknowledged, or there is enough.
    pub(super) async fn grows_by(&self, more: usize) {
        let length = || {
            let pages = self.pages();
            pages.photos.len() + pages.users.len()
        };
        let (wanted, end) = (length() + more, Instant::now() + Duration::from_mins(1));
        while length() < wanted && !self.is_complete() {
            assert!(Instant::now() < end, "nothing is acknowledged any more: {}", self.told());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// A line about it.
    pub(super) fn told(&self) -> String {
        let pages = self.pages();
        let (photos, users) = (pages.photos.len(), pages.users.len());
        format!(
            "{photos} photos, {users} users, {} broken connections, {:?}",
            pages.broken, pages.faults
        )
    }
}
