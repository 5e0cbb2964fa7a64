//! What a site is put together from.

use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;
use std::path::PathBuf;

use super::Site;
use crate::aiosmtpd::Aiosmtpd;
use crate::postgres::TestDatabase;
use crate::s3::S3Server;
use crate::smtp::SmtpSink;

/// The choices for a [`Site`]. Without any it is what a new owner gets: SQLite, a folder, an outbox.
#[derive(Debug, Default)]
pub struct SiteBuilder {
    database: Option<TestDatabase>,
    environment: Vec<(String, String)>,
    program: Option<PathBuf>,
    at_localhost: bool,
}

impl SiteBuilder {
    /// Uses this database instead of a new SQLite file.
    #[must_use]
    pub fn database(mut self, database: TestDatabase) -> Self {
        self.database = Some(database);
        self
    }

    /// Keeps pictures in this store instead of a folder.
    #[must_use]
    pub fn storage(mut self, store: &S3Server) -> Self {
        self.environment.extend(store.environment());
        self
    }

    /// Sends letters to this sink instead of the outbox folder.
    #[must_use]
    pub fn mail(self, sink: &SmtpSink) -> Self {
        let (url, ca_file) = (sink.url(), sink.ca_file());
        self.mail_by(&url, &ca_file.display().to_string())
    }

    /// Sends letters to this foreign server instead of the outbox folder.
    #[must_use]
    pub fn foreign_mail(self, server: &Aiosmtpd) -> Self {
        let (url, ca_file) = (server.url(), server.ca_file());
        self.mail_by(&url, &ca_file.display().to_string())
    }

    /// Adds or replaces an environment variable; `TINTYPE_A__B` is the setting `a.b`.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Has the site say that it is at `localhost`: passkeys need a name.
    #[must_use]
    pub fn at_localhost(self) -> Self {
        Self { at_localhost: true, ..self }
    }

    /// Runs another program than the one that `cargo xtask test` has built; for tests of the harness itself.
    #[cfg(test)]
    pub(crate) fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// Starts the site and waits until it answers.
    pub async fn start(self) -> Site {
        let mut site = self.prepare();
        site.launch().await;
        site
    }

    /// Makes the site without starting it, for commands that come before the first start. `restart` starts it.
    pub fn prepare(self) -> Site {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = self.database.unwrap_or_else(TestDatabase::sqlite);
        let program = self.program.unwrap_or_else(built_program);
        let port = free_port();
        let mut site =
            Site { process: None, program, port, environment: Vec::new(), folder, database };
        let defaults = [
            ("ROCKET_ADDRESS", "127.0.0.1".to_owned()),
            ("ROCKET_PORT", port.to_string()),
            ("ROCKET_LOG_LEVEL", "normal".to_owned()),
            ("ROCKET_CLI_COLORS", "false".to_owned()),
            ("TINTYPE_PUBLIC_URL", site.base()),
            ("TINTYPE_DATA_DIR", site.data_dir().display().to_string()),
            ("TINTYPE_DATABASE_URL", site.database.url().to_owned()),
            ("TINTYPE_PASSWORD_COST", "4".to_owned()),
            ("TINTYPE_CAPTCHA", "off".to_owned()),
            ("TINTYPE_RATE_LIMITS", "false".to_owned()),
        ];
        for (name, value) in &defaults {
            site.set(name, value);
        }
        if self.at_localhost {
            site.set("TINTYPE_PUBLIC_URL", &site.base().replace("127.0.0.1", "localhost"));
        }
        for (name, value) in &self.environment {
            site.set(name, value);
        }
        site
    }

    fn mail_by(self, url: &str, ca_file: &str) -> Self {
        self.set("TINTYPE_MAIL__TRANSPORT", "smtp")
            .set("TINTYPE_MAIL__URL", url)
            .set("TINTYPE_MAIL__FROM", "Tintype <site@example.org>")
            .set("TINTYPE_MAIL__CA_FILE", ca_file)
    }
}

fn built_program() -> PathBuf {
    let program = std::env::var_os("TINTYPE_BIN");
    program.expect("there is no program to be tested (TINTYPE_BIN): run `cargo xtask test`").into()
}

/// A port that nobody uses, from below the range that the system gives out by itself: there, somebody's outgoing
/// connection could take it before the site does, or between a stop and a start.
pub(crate) fn free_port() -> u16 {
    for attempt in 0..1000_u32 {
        let chance = RandomState::new().hash_one((std::process::id(), attempt)) % 12_000;
        let port = 20_000 + u16::try_from(chance).expect("below 12 000");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("1000 ports are all in use");
}
