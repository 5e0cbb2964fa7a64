//! SQL past the site: to see what is really in the tables, and to make time pass for a row.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use harness::TestDatabase;

/// A connection to either database.
pub(crate) enum Sql {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Nullable<Text>)]
    t: Option<String>,
}

impl Sql {
    /// Opens a connection of our own.
    pub(crate) fn open(database: &TestDatabase) -> Self {
        if database.is_postgres() {
            return Self::Postgres(PgConnection::establish(database.url()).unwrap());
        }
        let path = database.url().strip_prefix("sqlite://").unwrap();
        let mut conn = SqliteConnection::establish(path).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
        Self::Sqlite(conn)
    }

    /// Runs statements.
    #[track_caller]
    pub(crate) fn run(&mut self, statements: &str) {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(statements),
            Self::Postgres(conn) => conn.batch_execute(statements),
        }
        .unwrap_or_else(|fault| panic!("{statements}: {fault}"));
    }

    /// The number that the query calls `n`.
    #[track_caller]
    pub(crate) fn number(&mut self, query: &str) -> i64 {
        match self {
            Self::Sqlite(conn) => sql_query(query).get_result::<Number>(conn),
            Self::Postgres(conn) => sql_query(query).get_result::<Number>(conn),
        }
        .unwrap_or_else(|fault| panic!("{query}: {fault}"))
        .n
    }

    /// The texts that the query calls `t`; null is empty.
    #[track_caller]
    pub(crate) fn texts(&mut self, query: &str) -> Vec<String> {
        match self {
            Self::Sqlite(conn) => sql_query(query).load::<Line>(conn),
            Self::Postgres(conn) => sql_query(query).load::<Line>(conn),
        }
        .unwrap_or_else(|fault| panic!("{query}: {fault}"))
        .into_iter()
        .map(|line| line.t.unwrap_or_default())
        .collect()
    }

    /// All tables of the site, in order.
    pub(crate) fn tables(&mut self) -> Vec<String> {
        self.texts(match self {
            Self::Sqlite(_) => {
                "SELECT name AS t FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            }
            Self::Postgres(_) => {
                "SELECT tablename::text AS t FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            }
        })
    }

    /// How many rows each table has.
    pub(crate) fn counts(&mut self) -> Vec<(String, i64)> {
        let tables = self.tables();
        assert!(tables.len() > 8, "{tables:?}");
        let count = |table: String| {
            let rows = self.number(&format!("SELECT count(*) AS n FROM {table}"));
            (table, rows)
        };
        tables.into_iter().map(count).collect()
    }

    /// Everything in a table of SQLite, row by row.
    pub(crate) fn rows(&mut self, table: &str) -> Vec<String> {
        let columns = self.texts(&format!("SELECT name AS t FROM pragma_table_info('{table}')"));
        let quoted: Vec<_> = columns.iter().map(|it| format!("quote({it})")).collect();
        let columns = quoted.join(" || ',' || ");
        self.texts(&format!("SELECT {columns} AS t FROM {table} ORDER BY 1"))
    }
}
