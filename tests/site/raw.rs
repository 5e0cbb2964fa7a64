//! SQL past the repository: to see what is really in the tables, and to sabotage them.

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection,
    sql_query,
};
use harness::TestDatabase;

/// A connection to either database.
pub(crate) enum Raw {
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

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

impl Raw {
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
    pub(crate) fn run(&mut self, statements: &str) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(statements),
            Self::Postgres(conn) => conn.batch_execute(statements),
        }
    }

    /// Runs statements that have to succeed.
    #[track_caller]
    pub(crate) fn must(&mut self, statements: &str) {
        self.run(statements).unwrap_or_else(|fault| panic!("{statements}: {fault}"));
    }

    /// The number that the query calls `n`.
    #[track_caller]
    pub(crate) fn number(&mut self, query: &str) -> i64 {
        let found: QueryResult<Number> = match self {
            Self::Sqlite(conn) => sql_query(query).get_result(conn),
            Self::Postgres(conn) => sql_query(query).get_result(conn),
        };
        found.unwrap_or_else(|fault| panic!("{query}: {fault}")).n
    }

    /// The texts that the query calls `t`; null is empty.
    #[track_caller]
    pub(crate) fn texts(&mut self, query: &str) -> Vec<String> {
        let found: QueryResult<Vec<Line>> = match self {
            Self::Sqlite(conn) => sql_query(query).load(conn),
            Self::Postgres(conn) => sql_query(query).load(conn),
        };
        let lines = found.unwrap_or_else(|fault| panic!("{query}: {fault}"));
        lines.into_iter().map(|line| line.t.unwrap_or_default()).collect()
    }

    /// The steps of `EXPLAIN QUERY PLAN`, which SQLite calls `detail`.
    #[track_caller]
    pub(crate) fn details(&mut self, query: &str) -> Vec<String> {
        let Self::Sqlite(conn) = self else { panic!("SQLite only: {query}") };
        let steps: QueryResult<Vec<Step>> = sql_query(query).load(conn);
        let steps = steps.unwrap_or_else(|fault| panic!("{query}: {fault}"));
        steps.into_iter().map(|step| step.detail).collect()
    }
}
