//! How letters leave, as the owner has set it up.

use crate::server::Server;
use std::fmt;
use std::path::PathBuf;

/// Who writes letters and how they leave: the settings `mail.*`.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The sender, `Tintype <no-reply@example.org>`; a bare address goes out with the site's name.
    pub from: String,
    /// What the site is called, in letters.
    pub site_name: String,
    /// The site's host name: the right half of each `Message-ID`, and what servers are greeted with.
    pub domain: String,
    /// How letters leave.
    pub transport: Transport,
}

/// How letters leave.
#[derive(Clone)]
pub enum Transport {
    /// They do not: each becomes a file that a mail program can open.
    Outbox {
        /// Where the files go.
        folder: PathBuf,
    },
    /// By a mail server.
    Smtp {
        /// `smtp://`, `smtp://…?tls=required` (STARTTLS) or `smtps://`, with user and password
        /// before an `@`; what is no plain letter or digit in them may be percent-encoded.
        url: String,
        /// Certificates (PEM) to trust besides the well-known ones: the file `mail.ca_file`.
        extra_root_pem: Option<String>,
    },
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outbox { folder } => f.debug_struct("Outbox").field("folder", folder).finish(),
            // Only what was understood is shown: a password may be anywhere in what was not.
            Self::Smtp { url, .. } => {
                let server = Server::parse(url).map(|server| server.to_string());
                f.debug_struct("Smtp").field("server", &server).finish_non_exhaustive()
            }
        }
    }
}

/// A setting that letters cannot leave with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct SetupError {
    /// Its name below `tintype.`, such as `mail.url`.
    pub setting: &'static str,
    /// What is wrong with it, without a secret.
    pub reason: String,
}

impl SetupError {
    pub(crate) fn new(setting: &'static str, reason: impl fmt::Display) -> Self {
        Self { setting, reason: reason.to_string() }
    }
}
