//! Ways past the site: statements on its database, and people who need no letter.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use harness::{App, Site, TestDatabase};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "four trees in a row";

/// Runs a statement past the site, such as one that makes time pass.
pub(crate) fn run(database: &TestDatabase, statement: &str) {
    if database.is_postgres() {
        PgConnection::establish(database.url()).unwrap().batch_execute(statement).unwrap();
        return;
    }
    let path = database.url().strip_prefix("sqlite://").unwrap();
    let mut conn = SqliteConnection::establish(path).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    conn.batch_execute(statement).unwrap();
}

/// A member whose address is confirmed, with an app.
pub(crate) async fn member(site: &Site, name: &str, more: &[&str]) -> App {
    let email = format!("{name}@example.org");
    let words = ["user", "add", name, "--email", &email, "--verified", "--password-stdin"];
    let done = site.cli_with_input(&[&words, more].concat(), PASSWORD).await;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    site.app().signed_in(name, PASSWORD).await
}
