//! A mail server inside the test process, that misbehaves on request.

mod session;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::background::Server;
use crate::certificate::Certificate;
use crate::mailbox::{Letter, Mailbox};

/// How a mail server protects its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    Plain,
    /// By STARTTLS, without which it takes neither passwords nor mail.
    StartTls,
    /// By TLS from the first byte (port 465 in the world outside).
    Tls,
}

/// A message as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// The sender on the envelope.
    pub from: String,
    /// The recipients on the envelope.
    pub to: Vec<String>,
    /// Headers and body, without the dots that the protocol adds.
    pub data: Vec<u8>,
    /// Whether it came through TLS.
    pub tls: bool,
    /// The name that the sender signed in with.
    pub user: Option<String>,
    /// Whether the sender was told that it arrived; not so after [`SmtpSink::drop_after_data`].
    pub acknowledged: bool,
}

impl Mail {
    /// The message, decoded.
    pub fn letter(&self) -> Letter {
        Letter::parse(&self.data)
    }
}

/// A mail server that keeps what it gets.
#[derive(Debug)]
pub struct SmtpSink {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// The certificate to trust, where there is TLS.
    pub ca_pem: String,
    shared: Arc<Shared>,
    _server: Server,
}

/// What all sessions of a sink look at.
#[derive(Debug)]
pub(crate) struct Shared {
    security: Security,
    credentials: Option<(String, String)>,
    certificate: Certificate,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    mails: Vec<Mail>,
    rejected: Vec<String>,
    deferrals: u32,
    drops: u32,
    stalls: u32,
}

impl SmtpSink {
    /// A server without TLS and without passwords.
    pub async fn plain() -> Self {
        Self::start(Security::Plain, None).await
    }

    /// A server that wants these credentials, if any: a name and a password.
    pub async fn start(security: Security, credentials: Option<(&str, &str)>) -> Self {
        let shared = Arc::new(Shared {
            security,
            credentials: credentials.map(|(user, password)| (user.to_owned(), password.to_owned())),
            certificate: Certificate::new(),
            state: Mutex::default(),
        });
        let sessions = Arc::clone(&shared);
        let (address, server) =
            Server::start(move |stream| session::serve(stream, Arc::clone(&sessions))).await;
        Self {
            port: address.port(),
            ca_pem: shared.certificate.pem.clone(),
            shared,
            _server: server,
        }
    }

    /// The address, as in the setting `mail.url`.
    pub fn url(&self) -> String {
        let credentials = self.shared.credentials.as_ref();
        url(
            self.shared.security,
            credentials.map(|(user, password)| (user.as_str(), password.as_str())),
            self.port,
        )
    }

    /// A file with [`ca_pem`](Self::ca_pem) in it, as in the setting `mail.ca_file`.
    pub fn ca_file(&self) -> PathBuf {
        self.shared.certificate.file()
    }

    /// From now on this recipient gets 550, for good.
    pub fn reject(&self, recipient: &str) {
        self.shared.state().rejected.push(recipient.to_owned());
    }

    /// The next so many recipients get 451: try again later.
    pub fn defer(&self, times: u32) {
        self.shared.state().deferrals = times;
    }

    /// The next so many messages are kept, but the connection breaks before the sender hears so.
    pub fn drop_after_data(&self, times: u32) {
        self.shared.state().drops = times;
    }

    /// The next so many messages get no answer to `MAIL FROM`, ever.
    pub fn stall(&self, times: u32) {
        self.shared.state().stalls = times;
    }

    /// What came in so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.shared.state().mails.clone()
    }

    /// What came in, decoded, with the means to find a letter in it.
    pub fn mailbox(&self) -> Mailbox {
        let shared = Arc::clone(&self.shared);
        Mailbox::of(move || shared.state().mails.iter().map(Mail::letter).collect())
    }

    /// Waits until there are so many messages, and fails the test when they do not come.
    pub async fn wait_for(&self, count: usize, timeout: Duration) -> Vec<Mail> {
        let end = Instant::now() + timeout;
        while self.shared.state().mails.len() < count {
            let here = self.shared.state().mails.len();
            assert!(Instant::now() < end, "{here} of {count} messages came within {timeout:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.mails()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address of a mail server on this machine.
pub(crate) fn url(security: Security, credentials: Option<(&str, &str)>, port: u16) -> String {
    let (scheme, query) = match security {
        Security::Plain => ("smtp", ""),
        Security::StartTls => ("smtp", "?tls=required"),
        Security::Tls => ("smtps", ""),
    };
    let login = credentials.map_or(String::new(), |(user, password)| format!("{user}:{password}@"));
    format!("{scheme}://{login}localhost:{port}{query}")
}

#[cfg(test)]
mod tests;
