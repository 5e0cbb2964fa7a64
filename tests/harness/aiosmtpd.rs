//! A mail server that is not ours, so that sender and receiver cannot share a misunderstanding.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::certificate::Certificate;
use crate::kept::Kept;
use crate::mailbox::Mailbox;
use crate::smtp::{Security, url};

const SCRIPT: &str = include_str!("../support/aiosmtpd_server.py");

/// Python's aiosmtpd in a process of its own. It notes the envelope of each message in the headers
/// `X-Envelope-From`, `X-Envelope-To`, `X-Tls` (`yes`, `no`) and `X-User`.
#[derive(Debug)]
pub struct Aiosmtpd {
    /// Its port on 127.0.0.1.
    pub port: u16,
    security: Security,
    credentials: Option<(String, String)>,
    certificate: Certificate,
    folder: TempDir,
    _process: Kept,
}

impl Aiosmtpd {
    /// Starts the server and waits until it listens. It wants these credentials, if any.
    pub async fn start(security: Security, credentials: Option<(&str, &str)>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let certificate = Certificate::new();
        let mut command = Command::new("/usr/bin/python3");
        command
            .args(["-Wignore", "-c", SCRIPT, "--security", &format!("{security:?}"), "--folder"])
            .arg(folder.path());
        command.arg("--cert").arg(certificate.file()).arg("--key").arg(certificate.key_file());
        if let Some((user, password)) = credentials {
            command.args(["--user", user, "--password", password]);
        }
        let mut process = Kept::spawn(command.stdout(Stdio::piped()));
        let output = process.child().stdout.take().expect("its output is piped");
        let first = tokio::task::spawn_blocking(|| BufReader::new(output).lines().next()).await;
        let line = first.expect("reading ends").and_then(Result::ok).unwrap_or_default();
        let port = line.parse().expect("aiosmtpd should print its port: run `cargo xtask test`");
        let credentials =
            credentials.map(|(user, password)| (user.to_owned(), password.to_owned()));
        Self { port, security, credentials, certificate, folder, _process: process }
    }

    /// The address, as in the setting `mail.url`.
    pub fn url(&self) -> String {
        let credentials = self.credentials.as_ref();
        url(
            self.security,
            credentials.map(|(user, password)| (user.as_str(), password.as_str())),
            self.port,
        )
    }

    /// The certificate to trust, as in the setting `mail.ca_file`.
    pub fn ca_file(&self) -> PathBuf {
        self.certificate.file()
    }

    /// What came in.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::folder(self.folder.path())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_foreign_server_takes_a_message() {
        let server = Aiosmtpd::start(Security::Plain, None).await;
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream
            .write_all(
                b"EHLO me\r\nMAIL FROM:<site@example.org>\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n",
            )
            .and_then(|()| {
                stream.write_all(b"To: ada@example.org\r\nSubject: Hi\r\n\r\nText\r\n.\r\nQUIT\r\n")
            })
            .unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        assert!(said.contains("250 kept"), "{said}");
        let letters = server.mailbox().wait_for(1, Duration::from_secs(5)).await;
        assert_eq!((letters[0].subject.as_str(), letters[0].text.trim()), ("Hi", "Text"));
        assert_eq!(letters[0].header("x-envelope-from"), Some("site@example.org"));
        assert_eq!(letters[0].header("x-tls"), Some("no"));
    }

    #[tokio::test]
    async fn it_wants_tls_and_a_password_where_told() {
        let server = Aiosmtpd::start(Security::StartTls, Some(("site", "pass"))).await;
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.write_all(b"EHLO me\r\nMAIL FROM:<site@example.org>\r\nQUIT\r\n").unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        assert!(said.contains("250-STARTTLS") && said.contains("\r\n530 "), "{said}");
    }
}
