//! The way from one version of the tables to the next.

use crate::backend::Conn;
use crate::connection::Writer;
use crate::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::error::Error as StdError;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The key of the advisory lock that one migrating process holds on PostgreSQL; any number will
/// do that nothing else on the site takes.
const LOCK: i64 = 0x0074_696e_7479_7065;

/// A migration, and whether this database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its folder's name.
    pub name: String,
    /// Whether it was applied.
    pub applied: bool,
}

fn failed(why: impl AsRef<dyn StdError + Send + Sync>) -> Error {
    Error::Migration(why.as_ref().to_string())
}

/// Every migration there is, oldest first, by version and name.
fn known(writer: &mut Writer) -> Result<Vec<(String, String)>> {
    fn list<DB: diesel::backend::Backend>(
        all: diesel::migration::Result<Vec<Box<dyn Migration<DB>>>>,
    ) -> Result<Vec<(String, String)>> {
        let all = all.map_err(failed)?;
        let pair =
            |it: &dyn Migration<DB>| (it.name().version().to_string(), it.name().to_string());
        let mut all: Vec<_> = all.iter().map(|it| pair(it.as_ref())).collect();
        all.sort();
        Ok(all)
    }
    match writer.conn() {
        Conn::Sqlite(_) => list::<diesel::sqlite::Sqlite>(SQLITE.migrations()),
        Conn::Postgres(_) => list::<diesel::pg::Pg>(POSTGRES.migrations()),
    }
}

fn applied(writer: &mut Writer) -> Result<Vec<String>> {
    let versions = match writer.conn() {
        Conn::Sqlite(c) => c.applied_migrations(),
        Conn::Postgres(c) => c.applied_migrations(),
    };
    Ok(versions.map_err(failed)?.iter().map(ToString::to_string).collect())
}

pub(crate) fn status(writer: &mut Writer) -> Result<Vec<Status>> {
    let (known, applied) = (known(writer)?, applied(writer)?);
    let unknown = |version: &&String| !known.iter().any(|(it, _)| it == *version);
    if let Some(newer) = applied.iter().find(unknown) {
        return Err(Error::Newer(newer.clone()));
    }
    let status = |(version, name)| Status { name, applied: applied.contains(&version) };
    Ok(known.into_iter().map(status).collect())
}

/// Applies what is missing, one transaction each.
pub(crate) fn run(writer: &mut Writer) -> Result<Vec<String>> {
    lock(writer)?;
    let mut done = Vec::new();
    let outcome = loop {
        match step(writer) {
            Ok(Some(name)) => done.push(name),
            Ok(None) => break Ok(done),
            Err(why) => break Err(why),
        }
    };
    // The lock also goes with the connection, which is about to be closed.
    let unlocked = unlock(writer);
    outcome.and_then(|done| unlocked.map(|()| done))
}

/// Applies the first migration that is missing, if any, and says which.
fn step(writer: &mut Writer) -> Result<Option<String>> {
    writer.begin()?;
    let outcome = next(writer);
    match &outcome {
        Ok(_) => writer.commit()?,
        Err(_) => writer.roll_back()?,
    }
    outcome
}

/// Whether anything is missing is asked inside the transaction: on SQLite it holds the write
/// lock, so a second process waits and then finds nothing to do.
fn next(writer: &mut Writer) -> Result<Option<String>> {
    let Some(missing) = status(writer)?.into_iter().find(|it| !it.applied) else {
        return Ok(None);
    };
    match writer.conn() {
        Conn::Sqlite(c) => c.run_next_migration(SQLITE).map(drop),
        Conn::Postgres(c) => c.run_next_migration(POSTGRES).map(drop),
    }
    .map_err(failed)?;
    Ok(Some(missing.name))
}

fn lock(writer: &mut Writer) -> Result<()> {
    match writer.conn() {
        Conn::Postgres(c) => c.batch_execute(&format!(
            "SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})"
        ))?,
        Conn::Sqlite(c) => c.batch_execute("PRAGMA busy_timeout = 60000")?,
    }
    Ok(())
}

fn unlock(writer: &mut Writer) -> Result<()> {
    match writer.conn() {
        Conn::Postgres(c) => c.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?,
        Conn::Sqlite(_) => {}
    }
    Ok(())
}

pub(crate) fn revert(writer: &mut Writer) -> Result<()> {
    match writer.conn() {
        Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(drop),
        Conn::Postgres(c) => c.revert_all_migrations(POSTGRES).map(drop),
    }
    .map_err(failed)
}
