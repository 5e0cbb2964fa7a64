use crate::connection::{Backend, Opener, Reader, Writer};
use crate::queue::{self, WriteQueue};
use crate::{Error, Result, migrations};
use diesel::r2d2::Pool;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, spawn_blocking};

/// How long a request waits for a connection before it is told to come back later: with what comes
/// after, that is within two seconds.
const PATIENCE: Duration = Duration::from_millis(1_800);

/// The site's database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    pool: Pool<Opener>,
    permits: Arc<Semaphore>,
    opener: Opener,
    queue: Option<WriteQueue>,
}

impl Database {
    /// Opens the database at `url` (`sqlite://<path>` or `postgres://…`) with up to `size`
    /// connections for reading. Blocks.
    ///
    /// # Errors
    /// [`Error::Address`] for another kind of URL, [`Error::Unavailable`] when it cannot be opened.
    pub fn open(url: &str, size: u32) -> Result<Self> {
        Self::open_as(url, size, true)
    }

    /// The same, of a site that tells others how often photos were looked at, or does not.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_as(url: &str, size: u32, shows_views: bool) -> Result<Self> {
        let opener = Opener::new(url, shows_views)?;
        // Opened once by hand, for r2d2 would only say that it timed out.
        drop(opener.open()?);
        let pool = Pool::builder()
            .max_size(size.max(1))
            .min_idle(Some(1))
            .connection_timeout(PATIENCE)
            .test_on_check_out(opener.backend == Backend::Postgres)
            // Does not wait for the first connection: on a busy machine that can take longer than a request may.
            .build_unchecked(opener.clone());
        let queue = match opener.backend {
            Backend::Sqlite => Some(WriteQueue::start(opener.clone())?),
            Backend::Postgres => None,
        };
        let permits = usize::try_from(size.max(1)).unwrap_or(1);
        Ok(Self { pool, permits: Arc::new(Semaphore::new(permits)), opener, queue })
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        self.opener.backend
    }

    /// Applies what is missing of the migrations, each in a transaction, and says which. Several
    /// processes may do this at once; one does the work. Blocks.
    pub fn migrate(&self) -> Result<Vec<String>> {
        migrations::run(&mut self.connection()?)
    }

    /// Every migration and whether it was applied. Blocks.
    pub fn migration_status(&self) -> Result<Vec<migrations::Status>> {
        migrations::status(&mut self.connection()?)
    }

    /// Undoes every migration and with it every row. Blocks. For tests.
    pub fn revert_migrations(&self) -> Result<()> {
        migrations::revert(&mut self.connection()?)
    }

    fn connection(&self) -> Result<Writer> {
        Ok(self.opener.open()?)
    }

    /// Runs `work` on a blocking thread.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Reader) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.pooled(move |writer| work(writer)).await
    }

    /// Runs `work` inside one transaction: committed if it returns `Ok`, rolled back if it
    /// returns `Err` or panics. `Ok` means it is durable.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let Some(queue) = &self.queue else {
            return self.pooled(|writer| in_transaction(writer, work)).await;
        };
        match queue.push(work).await {
            Ok(outcome) => queue::settle(outcome),
            Err(gone) => Err(Error::Unavailable(gone.to_string()).into()),
        }
    }

    /// Takes a connection and gives it back on the blocking thread, so none is ever held across
    /// an `.await`; the permit keeps waiting callers off the blocking pool.
    async fn pooled<T, E>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let begun = Instant::now();
        let permit = self.permit().await?;
        let pool = self.pool.clone();
        let job = spawn_blocking(move || {
            let _permit = permit;
            // Together with the wait for the permit, and never nothing: r2d2 gives up at once then.
            let left = PATIENCE.saturating_sub(begun.elapsed()).max(Duration::from_millis(50));
            work(&mut *pool.get_timeout(left).map_err(Error::from)?)
        });
        job.await.unwrap_or_else(|stopped| match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(cancelled) => Err(unavailable(&cancelled).into()),
        })
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit> {
        match tokio::time::timeout(PATIENCE, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(closed)) => Err(Error::Unavailable(closed.to_string())),
            Err(late) => Err(Error::Unavailable(late.to_string())),
        }
    }
}

fn unavailable(why: &JoinError) -> Error {
    Error::Unavailable(why.to_string())
}

fn in_transaction<T, E: From<Error>>(
    writer: &mut Writer,
    work: impl FnOnce(&mut Writer) -> Result<T, E>,
) -> Result<T, E> {
    writer.begin().map_err(Error::from)?;
    let outcome = work(writer);
    let closed = match &outcome {
        Ok(_) => writer.commit(),
        Err(_) => writer.roll_back(),
    };
    outcome.and_then(|value| closed.map(|()| value).map_err(|why| Error::from(why).into()))
}
