//! SQL past the repository: to see what is really in the tables, and to sabotage them.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection,
    sql_query,
};

use crate::postgres::TestDatabase;

/// A connection to either database.
#[expect(missing_debug_implementations, reason = "a connection has none")]
pub enum Sql {
    /// SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
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

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

impl Sql {
    /// Opens a connection of our own.
    pub fn open(database: &TestDatabase) -> Self {
        if database.is_postgres() {
            return Self::Postgres(
                PgConnection::establish(database.url()).expect("the test's own database"),
            );
        }
        let path = database.url().strip_prefix("sqlite://").expect("the test's own database");
        let mut conn = SqliteConnection::establish(path).expect("the test's own database");
        conn.batch_execute("PRAGMA busy_timeout = 10000").expect("the test's own database");
        Self::Sqlite(conn)
    }

    /// Runs statements.
    pub fn run(&mut self, statements: &str) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(statements),
            Self::Postgres(conn) => conn.batch_execute(statements),
        }
    }

    /// Runs statements that have to succeed.
    #[track_caller]
    pub fn must(&mut self, statements: &str) {
        self.run(statements).unwrap_or_else(|fault| panic!("{statements}: {fault}"));
    }

    /// The number that the query calls `n`.
    #[track_caller]
    pub fn number(&mut self, query: &str) -> i64 {
        let found: QueryResult<Number> = match self {
            Self::Sqlite(conn) => sql_query(query).get_result(conn),
            Self::Postgres(conn) => sql_query(query).get_result(conn),
        };
        found.unwrap_or_else(|fault| panic!("{query}: {fault}")).n
    }

    /// The texts that the query calls `t`; null is empty.
    #[track_caller]
    pub fn texts(&mut self, query: &str) -> Vec<String> {
        let found: QueryResult<Vec<Line>> = match self {
            Self::Sqlite(conn) => sql_query(query).load(conn),
            Self::Postgres(conn) => sql_query(query).load(conn),
        };
        let lines = found.unwrap_or_else(|fault| panic!("{query}: {fault}"));
        lines.into_iter().map(|line| line.t.unwrap_or_default()).collect()
    }

    /// The steps of `EXPLAIN QUERY PLAN`, which SQLite calls `detail`.
    #[track_caller]
    pub fn details(&mut self, query: &str) -> Vec<String> {
        let Self::Sqlite(conn) = self else { panic!("SQLite only: {query}") };
        let steps: QueryResult<Vec<Step>> = sql_query(query).load(conn);
        let steps = steps.unwrap_or_else(|fault| panic!("{query}: {fault}"));
        steps.into_iter().map(|step| step.detail).collect()
    }

    /// All tables of the site, in order.
    pub fn tables(&mut self) -> Vec<String> {
        self.texts(match self {
            Self::Sqlite(_) => {
                "SELECT name AS t FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'fts%' ORDER BY name"
            }
            Self::Postgres(_) => {
                "SELECT tablename::text AS t FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            }
        })
    }

    /// How many rows each table has.
    pub fn counts(&mut self) -> Vec<(String, i64)> {
        let tables = self.tables();
        assert!(tables.len() > 8, "{tables:?}");
        let count = |table: String| {
            let rows = self.number(&format!("SELECT count(*) AS n FROM {table}"));
            (table, rows)
        };
        tables.into_iter().map(count).collect()
    }

    /// Everything in a table of SQLite, row by row.
    pub fn rows(&mut self, table: &str) -> Vec<String> {
        let columns = self.texts(&format!("SELECT name AS t FROM pragma_table_info('{table}')"));
        let quoted: Vec<_> = columns.iter().map(|it| format!("quote({it})")).collect();
        let columns = quoted.join(" || ',' || ");
        self.texts(&format!("SELECT {columns} AS t FROM {table} ORDER BY 1"))
    }
}
