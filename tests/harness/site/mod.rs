//! The real program, run as its owner runs it.

mod build;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::app::App;
use crate::files;
use crate::kept::Kept;
use crate::mailbox::Mailbox;
use crate::postgres::TestDatabase;
use crate::visitor::{Visitor, client};
pub use build::SiteBuilder;
pub(crate) use build::free_port;

/// How long the site may take to answer after its start, and to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running site with its own database, data folder and port. All of it goes when this value is dropped; if the
/// test failed, the end of the site's log is shown first.
#[derive(Debug)]
pub struct Site {
    // Dropped first, before the folder and the database go.
    process: Option<Kept>,
    program: PathBuf,
    port: u16,
    environment: Vec<(String, String)>,
    folder: TempDir,
    database: TestDatabase,
}

impl Site {
    /// A site with SQLite, a media folder and an outbox, as after the first `cargo run`.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A site with other parts.
    pub fn builder() -> SiteBuilder {
        SiteBuilder::default()
    }

    /// The address of the site, without a slash at the end.
    pub fn base(&self) -> String {
        let tls = self.environment.iter().any(|(name, _)| name == "ROCKET_TLS");
        if tls {
            return format!("https://localhost:{}", self.port);
        }
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The whole address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base())
    }

    /// The setting `data_dir`.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The database.
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Somebody with a browser but without JavaScript.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base())
    }

    /// A program that talks JSON.
    pub fn app(&self) -> App {
        App::new(&self.base())
    }

    /// The letters in the outbox folder, where the site has no mail server.
    pub fn outbox(&self) -> Mailbox {
        Mailbox::folder(self.data_dir().join("outbox"))
    }

    /// What the site said on standard output since it was started first.
    pub fn stdout(&self) -> String {
        read(&self.log("stdout"))
    }

    /// What the site said on standard error since it was started first.
    pub fn stderr(&self) -> String {
        read(&self.log("stderr"))
    }

    /// The paths of all files in the data folder, in order.
    pub fn files(&self) -> Vec<String> {
        files::below(&self.data_dir())
    }

    /// The files in the data folder with these bytes in them, as proof that something was (or was not) stored.
    pub fn files_containing(&self, needle: &[u8]) -> Vec<String> {
        let contains = |name: &String| {
            // A file may go while we look.
            let bytes = std::fs::read(self.data_dir().join(name)).unwrap_or_default();
            bytes.windows(needle.len()).any(|window| window == needle)
        };
        self.files().into_iter().filter(contains).collect()
    }

    /// The number of the site's process, for a look at what it uses.
    #[track_caller]
    pub fn pid(&self) -> u32 {
        self.process.as_ref().expect("the site is not running").id()
    }

    /// Ends the site in the middle of whatever it does, as a power cut would.
    pub fn kill9(&mut self) {
        self.running().child().kill().expect("the site is running");
        self.process = None;
    }

    /// Asks the site to end, as a service manager does, and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        self.running().terminate();
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.running().ended() {
                self.process = None;
                return status;
            }
            assert!(
                Instant::now() < end,
                "the site does not stop within {PATIENCE:?}\n{}",
                self.tail()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Starts the site again on the same data and address; one that still runs is stopped first.
    pub async fn restart(&mut self) {
        if self.process.is_some() {
            self.stop().await;
        }
        self.launch().await;
    }

    /// Starts the site, which has to end by itself within five seconds, and gives how it ended and what it said on
    /// standard error.
    pub async fn fails_to_start(&mut self) -> (ExitStatus, String) {
        let before = self.stderr().len();
        self.spawn();
        let end = Instant::now() + Duration::from_secs(5);
        loop {
            if let Some(status) = self.running().ended() {
                self.process = None;
                return (status, self.stderr().split_off(before));
            }
            assert!(Instant::now() < end, "the site has started\n{}", self.tail());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Adds or replaces an environment variable, for the next [`restart`](Self::restart) or command.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Runs a subcommand with the site's settings, while the site runs or not.
    pub async fn cli(&self, words: &[&str]) -> Output {
        self.cli_with_input(words, "").await
    }

    /// The same, with something to read on standard input.
    pub async fn cli_with_input(&self, words: &[&str], input: &str) -> Output {
        let mut command = self.command();
        command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let input = input.to_owned();
        let run = move || {
            let mut child = command.spawn().expect("the program can be run");
            // A command that does not read may be gone by now.
            let _ = child.stdin.take().expect("it is piped").write_all(input.as_bytes());
            child.wait_with_output().expect("the program ends")
        };
        tokio::task::spawn_blocking(run).await.expect("the program ends")
    }

    /// Starts a subcommand and ends it in the middle of whatever it does then, as a power cut would.
    pub async fn cli_killed_after(&self, words: &[&str], moment: Duration) {
        let mut command = self.command();
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program can be run");
        tokio::time::sleep(moment).await;
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("the program ends");
    }

    /// Runs a subcommand that has to succeed, and gives what it printed.
    pub async fn run(&self, words: &[&str]) -> String {
        let output = self.cli(words).await;
        let (said, complained) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(
            output.status.success(),
            "tintype {}: {}\n{said}{complained}",
            words.join(" "),
            output.status
        );
        said.into_owned()
    }

    /// The program with the site's settings and none of the developer's.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            let ours = |name: &str| name.starts_with("TINTYPE_") || name.starts_with("ROCKET_");
            if name.to_str().is_some_and(ours) {
                command.env_remove(name);
            }
        }
        command.envs(self.environment.iter().cloned()).current_dir(self.folder.path());
        command
    }

    fn spawn(&mut self) {
        let mut command = self.command();
        command.arg("serve").stdout(self.appending("stdout")).stderr(self.appending("stderr"));
        self.process = Some(Kept::spawn(&mut command));
    }

    /// Starts the program and waits until it answers.
    async fn launch(&mut self) {
        self.spawn();
        // Whether its certificate is the right one is for tests to say.
        let client = client().danger_accept_invalid_certs(true).timeout(Duration::from_secs(5));
        let client = client.build().expect("a client");
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.running().ended() {
                panic!("the site ended instead of starting ({status})\n{}", self.tail());
            }
            let answer = client.get(self.url("/healthz")).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            assert!(
                Instant::now() < end,
                "the site does not answer after {PATIENCE:?}\n{}",
                self.tail()
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    fn running(&mut self) -> &mut Kept {
        self.process.as_mut().expect("the site is not running")
    }

    /// Beside the data folder. A file, not a pipe, which would fill up while nobody reads.
    fn log(&self, stream: &str) -> PathBuf {
        self.folder.path().join(format!("{stream}.log"))
    }

    fn appending(&self, stream: &str) -> std::fs::File {
        let file = std::fs::File::options().create(true).append(true).open(self.log(stream));
        file.expect("a file for the log")
    }

    /// The end of what the site said.
    fn tail(&self) -> String {
        let tail = |text: String| {
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(40)..].join("\n")
        };
        format!(
            "--- stdout of the site\n{}\n--- stderr\n{}\n---",
            tail(self.stdout()),
            tail(self.stderr())
        )
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.tail());
        }
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests;
