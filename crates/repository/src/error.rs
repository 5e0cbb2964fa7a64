use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// What can go wrong between a use-case and its rows.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused a query.
    #[error("the database refused the query: {0}")]
    Query(#[from] DieselError),
    /// No connection became free in time, or the database does not answer.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A statement took longer than it may.
    #[error("a statement took too long")]
    Slow,
    /// A row holds what the domain does not accept.
    #[error("{table} {id} holds something the domain does not accept")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row.
        id: i64,
    },
    /// A migration failed; the database is as it was before it.
    #[error("migration failed: {0}")]
    Migration(String),
    /// A newer version of the program has been here.
    #[error(
        "the database was migrated by a newer version ({0} is unknown to this one); run that version"
    )]
    Newer(String),
    /// The address of the database cannot be used.
    #[error("database_url: {0}")]
    Address(String),
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(why: diesel::r2d2::PoolError) -> Self {
        Self::Unavailable(one_line(&why.to_string()))
    }
}

impl From<diesel::ConnectionError> for Error {
    fn from(why: diesel::ConnectionError) -> Self {
        Self::Unavailable(one_line(&why.to_string()))
    }
}

/// libpq says in several lines, with blank ones after them, what belongs in one line of a log.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The result of a repository function.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whether `why` is a second row with the same `table.column`: PostgreSQL names the constraint,
/// SQLite only says which columns clashed.
pub(crate) fn is_duplicate(why: &DieselError, table: &str, column: &str) -> bool {
    let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = why else {
        return false;
    };
    match info.constraint_name() {
        Some(name) => name == format!("{table}_{column}_key"),
        None => info.message().ends_with(&format!(" {table}.{column}")),
    }
}
