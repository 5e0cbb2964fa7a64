//! Letters, wherever they went: into an outbox folder, into a sink, to a foreign server.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mailparse::{MailHeaderMap, ParsedMail};

/// A message as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The header `From`.
    pub from: String,
    /// The header `To`.
    pub to: String,
    /// The header `Subject`, decoded.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML, where the letter has it.
    pub html: Option<String>,
    /// All headers, decoded, in order.
    pub headers: Vec<(String, String)>,
}

impl Letter {
    /// Decodes a message as it went over the wire.
    pub fn parse(raw: &[u8]) -> Self {
        let mail = mailparse::parse_mail(raw).expect("a message in the form of RFC 5322");
        let header = |name| mail.headers.get_first_value(name).unwrap_or_default();
        Self {
            from: header("From"),
            to: header("To"),
            subject: header("Subject"),
            text: body(&mail, "text/plain").unwrap_or_default(),
            html: body(&mail, "text/html"),
            headers: mail
                .headers
                .iter()
                .map(|header| (header.get_key(), header.get_value()))
                .collect(),
        }
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first address of a page in the plain text; a letter without one fails the test.
    #[track_caller]
    pub fn link(&self) -> String {
        let start =
            ["https://", "http://"].iter().filter_map(|scheme| self.text.find(scheme)).min();
        let start =
            start.unwrap_or_else(|| panic!("there is no link in this letter:\n{}", self.text));
        let rest = self.text.get(start..).unwrap_or_default();
        let end =
            rest.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ')']).to_owned()
    }
}

/// The first part of that type, decoded, with plain line ends.
fn body(mail: &ParsedMail<'_>, kind: &str) -> Option<String> {
    if mail.subparts.is_empty() {
        let fits = mail.ctype.mimetype.eq_ignore_ascii_case(kind);
        return fits
            .then(|| mail.get_body().expect("a body that can be decoded").replace("\r\n", "\n"));
    }
    mail.subparts.iter().find_map(|part| body(part, kind))
}

/// A place where letters arrive.
#[derive(Clone)]
pub struct Mailbox(Arc<dyn Fn() -> Vec<Letter> + Send + Sync>);

impl Mailbox {
    /// The `.eml` files of a folder, by name; a folder that is not there yet is empty.
    pub fn folder(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref().to_owned();
        Self::of(move || read(&path))
    }

    /// Any other place.
    pub(crate) fn of(letters: impl Fn() -> Vec<Letter> + Send + Sync + 'static) -> Self {
        Self(Arc::new(letters))
    }

    /// Everything that has arrived, the oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        (self.0)()
    }

    /// Everything that has arrived for this address.
    pub fn letters_to(&self, address: &str) -> Vec<Letter> {
        self.letters().into_iter().filter(|letter| letter.to.contains(address)).collect()
    }

    /// Waits until there are so many letters in all, and fails the test when they do not come.
    pub async fn wait_for(&self, count: usize, timeout: Duration) -> Vec<Letter> {
        self.wait("letters", count, timeout, Self::letters).await
    }

    /// Waits for a letter to this address and gives the newest one.
    pub async fn letter_to(&self, address: &str) -> Letter {
        self.nth_letter_to(address, 1).await
    }

    /// Waits until so many letters to this address have come (the first is 1), and gives the last of those.
    pub async fn nth_letter_to(&self, address: &str, count: usize) -> Letter {
        let look = |mailbox: &Self| mailbox.letters_to(address);
        let found =
            self.wait(&format!("letters to {address}"), count, Duration::from_secs(20), look).await;
        found.into_iter().next_back().expect("at least one")
    }

    async fn wait(
        &self,
        what: &str,
        count: usize,
        timeout: Duration,
        look: impl Fn(&Self) -> Vec<Letter>,
    ) -> Vec<Letter> {
        let end = Instant::now() + timeout;
        loop {
            let found = look(self);
            if found.len() >= count {
                return found;
            }
            assert!(
                Instant::now() < end,
                "{} of {count} {what} came within {timeout:?}",
                found.len()
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Mailbox").field(&self.letters()).finish()
    }
}

fn read(folder: &Path) -> Vec<Letter> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    files
        .iter()
        .map(|file| Letter::parse(&std::fs::read(file).expect("a letter can be read")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &str = "From: =?utf-8?b?QsO8cm8=?= <site@example.org>\r\nTo: ada@example.org\r\n\
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        H=C3=A4llo, go to https://example.org/verify/abc=\r\ndef?x=3D1.\r\n--b\r\n\
        Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        PHA+SMOkbGxvPC9wPg==\r\n--b--\r\n";

    #[test]
    fn a_letter_is_decoded() {
        let letter = Letter::parse(RAW.as_bytes());
        assert_eq!(letter.subject, "Grüße");
        assert_eq!(letter.from, "Büro <site@example.org>");
        assert!(letter.text.starts_with("Hällo, "));
        assert_eq!(letter.html.as_deref(), Some("<p>Hällo</p>"));
        assert_eq!(letter.link(), "https://example.org/verify/abcdef?x=1");
        assert_eq!(letter.header("mime-version"), Some("1.0"));
    }

    #[tokio::test]
    async fn a_folder_is_a_mailbox() {
        let folder = tempfile::tempdir().unwrap();
        let mailbox = Mailbox::folder(folder.path().join("outbox"));
        assert!(mailbox.letters().is_empty());
        std::fs::create_dir(folder.path().join("outbox")).unwrap();
        std::fs::write(folder.path().join("outbox/2-b.eml.part"), "half").unwrap();
        std::fs::write(folder.path().join("outbox/1-a.eml"), RAW).unwrap();
        assert_eq!(mailbox.letter_to("ada@example.org").await.subject, "Grüße");
        assert!(mailbox.letters_to("eve@example.org").is_empty());
    }
}
