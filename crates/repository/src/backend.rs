use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};

/// Either database, behind one set of queries.
#[derive(diesel::MultiConnection)]
pub(crate) enum Conn {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// Runs one query on whichever backend is behind `$conn`.
///
/// [`Conn`] speaks only what every Diesel backend speaks. For `ON CONFLICT` and batch inserts,
/// which SQLite and PostgreSQL share with each other but not with MySQL, this compiles `$query`
/// once per backend instead.
macro_rules! on_backend {
    ($conn:expr, |$c:ident| $query:expr) => {
        match $conn {
            $crate::backend::Conn::Postgres($c) => $query,
            $crate::backend::Conn::Sqlite($c) => $query,
        }
    };
}
pub(crate) use on_backend;
