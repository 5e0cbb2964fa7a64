use rocket::data::DataStream;
use rocket::tokio::io::{AsyncRead, ReadBuf};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

/// The most bytes of a form that may pass without a piece of a file or a field coming out: the headers of a part have no
/// length of their own, and would be kept in memory until they end.
const STALLED: u64 = 1 << 20;

/// What has passed a [`Gate`], as seen from outside while the form is read.
#[derive(Clone, Default)]
pub(super) struct Passed(Arc<Counts>);

#[derive(Default)]
struct Counts {
    all: AtomicU64,
    since: AtomicU64,
    shut: AtomicBool,
}

impl Passed {
    /// How many bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.0.all.load(Ordering::Relaxed)
    }

    /// Whether the gate was shut because more came than may.
    pub(super) fn is_shut(&self) -> bool {
        self.0.shut.load(Ordering::Relaxed)
    }

    /// Notes that something came out of the form.
    pub(super) fn progressed(&self) {
        self.0.since.store(0, Ordering::Relaxed);
    }
}

/// A body on its way into the form reader, which takes whatever it can get into memory: through the gate it gets one piece
/// at a time, and no more than `limit` bytes in all.
pub(super) struct Gate<'s, 'r> {
    body: &'s mut DataStream<'r>,
    passed: Passed,
    limit: u64,
    open: bool,
}

impl<'s, 'r> Gate<'s, 'r> {
    pub(super) fn new(body: &'s mut DataStream<'r>, passed: Passed, limit: u64) -> Self {
        Self { body, passed, limit, open: true }
    }
}

impl AsyncRead for Gate<'_, '_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.open {
            self.open = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut *self.body).poll_read(context, buffer))?;
        self.open = false;
        let came = u64::try_from(buffer.filled().len() - before).unwrap_or(u64::MAX);
        let counts = &self.passed.0;
        let all = counts.all.fetch_add(came, Ordering::Relaxed).saturating_add(came);
        let since = counts.since.fetch_add(came, Ordering::Relaxed).saturating_add(came);
        if all > self.limit || since > STALLED {
            counts.shut.store(true, Ordering::Relaxed);
            return Poll::Ready(Err(io::Error::other("more than may come")));
        }
        Poll::Ready(Ok(()))
    }
}
