//! A PostgreSQL of our own: in a temporary folder, behind a Unix socket, gone when it is dropped.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::{Fault, needs};

/// The server. A shell keeps it for as long as its standard input is open (see `postgres.sh`); that pipe
/// closes with this process, so the server stops and its folder goes even after `kill -9`.
pub(crate) struct Postgres {
    keeper: Child,
    url: String,
}

impl Postgres {
    /// Makes a cluster and waits until it answers.
    pub(crate) fn start() -> Result<Self, Fault> {
        let binaries = needs::postgres_binaries().ok_or("there are no PostgreSQL binaries")?;
        let mut keeper = Command::new("sh")
            .args(["-c", include_str!("postgres.sh"), "postgres"])
            .arg(binaries)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let mut folder = String::new();
        if let Some(told) = keeper.stdout.take() {
            BufReader::new(told).read_line(&mut folder)?;
        }
        let folder = folder.trim_end();
        if folder.is_empty() {
            return Err(format!("PostgreSQL did not start ({})", keeper.wait()?).into());
        }
        let url = format!("postgres:///postgres?host={}&user=app", percent_encoded(folder));
        Ok(Self { keeper, url })
    }

    /// A superuser's address of the database `postgres`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing is left to be done where waiting fails.
        let _ = self.keeper.wait();
    }
}

/// The path as a value in a URL's query.
fn percent_encoded(path: &str) -> String {
    let mut encoded = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #[test]
    fn odd_characters_in_a_path_are_encoded() {
        assert_eq!(super::percent_encoded("/tmp/a b&ü.x"), "/tmp/a%20b%26%C3%BC.x");
    }
}
