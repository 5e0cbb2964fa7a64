//! The programs that the tests cannot do without, found or installed; never silently missed.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Fault;

/// A program from outside cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// The server's own binaries; no running server is needed.
    Postgres,
    /// The browser.
    Chromium,
    /// What drives the browser.
    Chromedriver,
    /// A mail server that is not ours, for Debian's own Python.
    Aiosmtpd,
    /// What stands in front of the site.
    Nginx,
    /// What fetches packages from `PyPI`.
    Pip,
    /// What the lines of the API's page are written for.
    Curl,
    /// Where a client in another language is installed.
    Venv,
}

impl Need {
    /// Everything that `cargo xtask test` uses.
    pub(crate) const ALL: [Self; 8] = [
        Self::Postgres,
        Self::Chromium,
        Self::Chromedriver,
        Self::Aiosmtpd,
        Self::Nginx,
        Self::Pip,
        Self::Curl,
        Self::Venv,
    ];

    fn is_met(self) -> bool {
        match self {
            Self::Postgres => postgres_binaries().is_some(),
            Self::Chromium => {
                ["chromium", "chromium-browser", "google-chrome"].into_iter().any(in_path)
            }
            Self::Chromedriver => in_path("chromedriver"),
            Self::Aiosmtpd => succeeds("/usr/bin/python3", &["-c", "import aiosmtpd"]),
            // Debian keeps it out of the PATH of people.
            Self::Nginx => in_path("nginx") || Path::new("/usr/sbin/nginx").is_file(),
            Self::Pip => succeeds("/usr/bin/python3", &["-m", "pip", "--version"]),
            Self::Curl => in_path("curl"),
            Self::Venv => succeeds("/usr/bin/python3", &["-c", "import ensurepip, venv"]),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "the PostgreSQL server (initdb, pg_ctl)",
            Self::Chromium => "Chromium",
            Self::Chromedriver => "chromedriver",
            Self::Aiosmtpd => "aiosmtpd for /usr/bin/python3",
            Self::Nginx => "nginx",
            Self::Pip => "pip for /usr/bin/python3",
            Self::Curl => "curl",
            Self::Venv => "venv for /usr/bin/python3",
        }
    }

    /// Debian's names. Installing `postgresql` also makes a cluster of its own, which nobody uses here.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Chromium => {
                &["chromium", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"]
            }
            Self::Chromedriver => &["chromium-driver"],
            Self::Aiosmtpd => &["python3-aiosmtpd"],
            Self::Nginx => &["nginx"],
            Self::Pip => &["python3-pip"],
            Self::Curl => &["curl"],
            Self::Venv => &["python3-venv"],
        }
    }
}

/// Installs what is missing where that is possible, and else says what to install.
pub(crate) fn ensure(needs: &[Need]) -> Result<(), Fault> {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages()).copied().collect();
    let names = names(&missing);
    if !in_path("apt-get") || !is_root() {
        return Err(format!(
            "the tests need {names}.\n  On Debian or Ubuntu: sudo apt-get install -y {}\n  \
             Elsewhere: install the same programs so that they are in PATH.",
            packages.join(" ")
        )
        .into());
    }
    eprintln!("xtask: installing {names}");
    apt(&["update"], &[])?;
    apt(&["install", "-y", "--no-install-recommends"], &packages)?;
    match self::missing(needs) {
        left if left.is_empty() => Ok(()),
        left => {
            Err(format!("{} is still missing after the installation", self::names(&left)).into())
        }
    }
}

fn missing(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !need.is_met()).collect()
}

fn names(needs: &[Need]) -> String {
    needs.iter().map(|need| need.name()).collect::<Vec<_>>().join(", ")
}

fn apt(words: &[&str], packages: &[&str]) -> Result<(), Fault> {
    let mut command = Command::new("apt-get");
    command
        .args(words)
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null());
    if command.status()?.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}

/// The folder of PostgreSQL's server binaries. Debian keeps them out of PATH; the newest wins.
pub(crate) fn postgres_binaries() -> Option<PathBuf> {
    let mut installed: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| is_postgres(folder))
        .collect();
    installed.sort();
    installed
        .pop()
        .map(|(_, folder)| folder)
        .or_else(|| path_folders().find(|folder| is_postgres(folder)))
}

fn is_postgres(folder: &Path) -> bool {
    folder.join("initdb").is_file() && folder.join("pg_ctl").is_file()
}

fn path_folders() -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).collect::<Vec<_>>().into_iter()
}

fn in_path(program: &str) -> bool {
    path_folders().any(|folder| folder.join(program).is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|told| told.stdout == b"0\n")
}

fn succeeds(program: impl AsRef<OsStr>, words: &[&str]) -> bool {
    Command::new(program)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
