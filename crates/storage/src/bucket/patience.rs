//! How long an S3 server is waited for, and how often it is asked again.

use crate::trouble::Trouble;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How long an S3 server is waited for, and how often it is asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// How long one try of a request may take.
    pub request: Duration,
    /// How long all requests of one operation may take together: somebody may be waiting for it.
    pub operation: Duration,
    /// How much longer both may take for each MiB that has to be moved.
    pub per_mebibyte: Duration,
    /// How often a request is sent before its trouble counts as lasting.
    pub tries: u32,
    /// The pause before the second try, at least; it doubles each time, and is up to twice as long
    /// by chance, or all who were turned away would come back at once.
    pub pause: Duration,
    /// How long a large put that failed waits to see its parts thrown away. That goes on by itself.
    pub cleaning: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(10),
            operation: Duration::from_secs(15),
            per_mebibyte: Duration::from_secs(1),
            tries: 5,
            pause: Duration::from_millis(50),
            cleaning: Duration::from_secs(3),
        }
    }
}

impl Patience {
    /// What moving `bytes` may take longer than moving none.
    fn extra(&self, bytes: u64) -> Duration {
        let mebibytes = u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        self.per_mebibyte.saturating_mul(mebibytes)
    }

    /// How long to wait before try number `next` (the second is 2).
    fn pause_before(&self, next: u32) -> Duration {
        let base = self.pause.saturating_mul(1 << next.saturating_sub(2).min(10));
        let jitter = getrandom::u32().map_or(50, |random| random % 100);
        base + base * jitter / 100
    }
}

/// The time one operation has.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    patience: &'a Patience,
    begun: Instant,
    deadline: Instant,
}

impl<'a> Budget<'a> {
    /// Starts the clock of an operation that moves `bytes`.
    pub(super) fn new(patience: &'a Patience, bytes: u64) -> Self {
        let begun = Instant::now();
        Self { patience, begun, deadline: begun + patience.operation + patience.extra(bytes) }
    }

    /// Gives the operation the time for `bytes`, once it is known how many there are.
    pub(super) fn grow(&mut self, bytes: u64) {
        self.deadline = self.begun + self.patience.operation + self.patience.extra(bytes);
    }

    /// Sends a request that moves `bytes`, and sends it again while its trouble may pass.
    pub(super) async fn tries<T, Sent>(
        &self,
        bytes: u64,
        request: impl Fn() -> Sent,
    ) -> Result<T, Trouble>
    where
        Sent: Future<Output = Result<T, Trouble>>,
    {
        let mut next = 1;
        loop {
            let why = match self.once(bytes, request()).await {
                Err(why) if why.passing => why,
                settled => return settled,
            };
            next += 1;
            let pause = self.patience.pause_before(next);
            if next > self.patience.tries || Instant::now() + pause >= self.deadline {
                return Err(why);
            }
            sleep(pause).await;
        }
    }

    async fn once<T>(
        &self,
        bytes: u64,
        request: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Trouble> {
        let limit = Instant::now() + self.patience.request + self.patience.extra(bytes);
        let outcome = timeout_at(limit.min(self.deadline), request).await;
        outcome.unwrap_or_else(|_| Err(Trouble::passing("it took too long")))
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Patience, Trouble};
    use std::cell::Cell;
    use std::future::pending;
    use std::time::Duration;

    #[test]
    fn pauses_double_and_differ() {
        let patience = Patience::default();
        for _ in 0..100 {
            let millis = |next| patience.pause_before(next).as_millis();
            assert!((50..100).contains(&millis(2)));
            assert!((100..200).contains(&millis(3)));
            assert!((400..800).contains(&millis(5)));
        }
        assert!(patience.pause_before(u32::MAX) < Duration::from_mins(2));
    }

    #[test]
    fn more_bytes_get_more_time() {
        let patience = Patience::default();
        assert_eq!(patience.extra(0), Duration::ZERO);
        assert_eq!(patience.extra(1), Duration::from_secs(1));
        assert_eq!(patience.extra(100 << 20), Duration::from_secs(100));
        let mut budget = Budget::new(&patience, 3 << 20);
        assert_eq!(budget.deadline - budget.begun, Duration::from_secs(18));
        budget.grow(5 << 20);
        assert_eq!(budget.deadline - budget.begun, Duration::from_secs(20));
    }

    /// How often a silent server is asked within these limits, in milliseconds.
    async fn asked(request: u64, operation: u64) -> u32 {
        let patience = Patience {
            request: Duration::from_millis(request),
            operation: Duration::from_millis(operation),
            pause: Duration::from_millis(1),
            tries: 3,
            ..Patience::default()
        };
        let asked = Cell::new(0);
        let silence = || {
            asked.set(asked.get() + 1);
            pending::<Result<(), Trouble>>()
        };
        let why = Budget::new(&patience, 0).tries(0, silence).await.expect_err("is silent");
        assert_eq!(why.reason, "it took too long");
        asked.get()
    }

    #[tokio::test]
    async fn silence_is_asked_again_while_there_is_time() {
        assert_eq!(asked(20, 60_000).await, 3);
        assert_eq!(asked(60_000, 20).await, 1);
    }
}
