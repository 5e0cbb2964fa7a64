//! A database for one test, on either of the two systems.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tempfile::TempDir;

/// An empty database that nobody else uses. It goes when this value is dropped, also after a failure.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    home: Home,
}

#[derive(Debug)]
enum Home {
    /// A file, in this folder.
    Sqlite { _folder: TempDir },
    /// A database of this name, on the server of `cargo xtask test`.
    Postgres(String),
}

impl TestDatabase {
    /// A file in a temporary folder; the file itself is made by whoever opens it.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self { url, home: Home::Sqlite { _folder: folder } }
    }

    /// A new database on the server that `TEST_POSTGRES_URL` names.
    pub fn postgres() -> Self {
        let name = unique_name();
        // Nobody is ever connected to template0, so tests can do this at the same time.
        on_server(&format!("CREATE DATABASE {name} TEMPLATE template0"));
        let url = server().replacen("/postgres?", &format!("/{name}?"), 1);
        assert!(
            url.contains(&name),
            "TEST_POSTGRES_URL should name the database `postgres`: {url}"
        );
        Self { url, home: Home::Postgres(name) }
    }

    /// One of each, for a test that tells the same story on both.
    pub fn both() -> [Self; 2] {
        [Self::sqlite(), Self::postgres()]
    }

    /// The address, as in the setting `database_url`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self.home, Home::Postgres(_))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Home::Postgres(name) = &self.home {
            on_server(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn server() -> String {
    std::env::var("TEST_POSTGRES_URL").unwrap_or_else(|_| {
        panic!("there is no PostgreSQL (TEST_POSTGRES_URL): run `cargo xtask test`")
    })
}

#[track_caller]
fn on_server(statement: &str) {
    let done = PgConnection::establish(&server())
        .map_err(|fault| fault.to_string())
        .and_then(|mut server| server.batch_execute(statement).map_err(|fault| fault.to_string()));
    match done {
        // A second panic during the first would hide it.
        Err(fault) if std::thread::panicking() => eprintln!("harness: {statement}: {fault}"),
        done => done.unwrap_or_else(|fault| panic!("{statement}: {fault}")),
    }
}

/// Several test binaries may use one server, one after the other or at the same time.
fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }

    fn databases_called(name: &str) -> i64 {
        let mut server = PgConnection::establish(&server()).unwrap();
        let query = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
        sql_query(query).get_result::<Count>(&mut server).unwrap().count
    }

    #[test]
    fn a_postgres_database_exists_for_as_long_as_its_value() {
        let database = TestDatabase::postgres();
        let Home::Postgres(name) = &database.home else { panic!("not PostgreSQL") };
        let name = name.clone();
        assert_eq!(databases_called(&name), 1);

        let mut open = PgConnection::establish(database.url()).unwrap();
        open.batch_execute("CREATE TABLE t (x bigint); INSERT INTO t VALUES (1)").unwrap();
        assert_ne!(TestDatabase::postgres().url(), database.url());

        drop(database);
        assert_eq!(databases_called(&name), 0, "gone, although a connection was open");
    }

    #[test]
    fn an_sqlite_database_is_a_file_that_goes_with_its_value() {
        let database = TestDatabase::sqlite();
        let path = database.url().strip_prefix("sqlite://").unwrap().to_owned();
        std::fs::write(&path, "rows").unwrap();
        drop(database);
        assert!(!std::path::Path::new(&path).exists());
    }
}
