use crate::backend::Conn;
use crate::{Error, Result};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use std::ops::{Deref, DerefMut};
use std::time::Duration;

/// A connection that may only look.
pub struct Reader {
    conn: Conn,
    shows_views: bool,
}

/// A connection inside a transaction: it can do all that a [`Reader`] can, and also write. It
/// exists only inside [`crate::Database::write`].
pub struct Writer(Reader);

impl Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.0
    }
}

impl Reader {
    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Whether the site tells others how often photos were looked at.
    pub fn shows_views(&self) -> bool {
        self.shows_views
    }
}

type Manager = <Conn as Connection>::TransactionManager;

impl Writer {
    /// Begins a transaction. SQLite must take its one write lock up front: a transaction that
    /// reads first and writes later is refused as soon as another has written in between,
    /// without waiting.
    pub(crate) fn begin(&mut self) -> QueryResult<()> {
        match self.conn() {
            Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Conn::Postgres(c) => AnsiTransactionManager::begin_transaction(c),
        }
    }

    /// Begins a savepoint inside the transaction.
    pub(crate) fn save(&mut self) -> QueryResult<()> {
        Manager::begin_transaction(self.conn())
    }

    /// Ends the innermost transaction or savepoint, keeping what was done in it.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        Manager::commit_transaction(self.conn())
    }

    /// Ends the innermost transaction or savepoint, undoing what was done in it.
    pub(crate) fn roll_back(&mut self) -> QueryResult<()> {
        Manager::rollback_transaction(self.conn())
    }
}

/// Which database an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// `sqlite://path`.
    Sqlite,
    /// `postgres://…`.
    Postgres,
}

/// Opens the database the URL names. The derived `establish` would try each in turn, hide why
/// PostgreSQL refused, and take any other text for the path of a new SQLite file.
#[derive(Debug, Clone)]
pub(crate) struct Opener {
    url: String,
    pub(crate) backend: Backend,
    shows_views: bool,
}

impl Opener {
    pub(crate) fn new(url: &str, shows_views: bool) -> Result<Self> {
        let backend = match url.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Backend::Postgres,
            Some(("sqlite", path)) if !path.is_empty() => Backend::Sqlite,
            _ => return Err(Error::Address("expected sqlite://<path> or postgres://…".into())),
        };
        Ok(Self { url: url.to_owned(), backend, shows_views })
    }

    pub(crate) fn open(&self) -> ConnectionResult<Writer> {
        let conn = match self.backend {
            Backend::Postgres => Conn::Postgres(PgConnection::establish(&self.url)?),
            Backend::Sqlite => {
                let path = self.url.strip_prefix("sqlite://").unwrap_or(&self.url);
                Conn::Sqlite(SqliteConnection::establish(path)?)
            }
        };
        let mut writer = Writer(Reader { conn, shows_views: self.shows_views });
        prepare(writer.conn()).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(writer)
    }
}

/// What every connection needs to be told. Durability is `FULL`: what was acknowledged survives
/// a power failure. What is deleted is also wiped from the file of SQLite: somebody who has left is in no part of it.
fn prepare(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(c) => c.batch_execute(
            "SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
             SET idle_in_transaction_session_timeout = '30s'; SET client_min_messages = 'warning'",
        ),
        Conn::Sqlite(c) => {
            c.batch_execute("PRAGMA busy_timeout = 5000")?;
            enter_wal(c)?;
            c.batch_execute(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; \
                 PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA mmap_size = 268435456; \
                 PRAGMA journal_size_limit = 67108864",
            )
        }
    }
}

/// Changing the journal mode of a new file does not wait for `busy_timeout`; several processes
/// that start at once therefore take turns here.
fn enter_wal(conn: &mut SqliteConnection) -> QueryResult<()> {
    let mut tries = 0_u32;
    loop {
        match conn.batch_execute("PRAGMA journal_mode = WAL") {
            Err(_) if tries < 100 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            outcome => return outcome,
        }
    }
}

impl ManageConnection for Opener {
    type Connection = Writer;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Writer, Self::Error> {
        self.open().map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, writer: &mut Writer) -> Result<(), Self::Error> {
        writer.conn().ping().map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, writer: &mut Writer) -> bool {
        std::thread::panicking() || writer.conn().is_broken()
    }
}
