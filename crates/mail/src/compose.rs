//! From a letter to a message (RFC 5322) that can leave.

use crate::address::{address, sender};
use crate::settings::{MailSettings, SetupError};
use crate::words::{Worded, Words};
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use ports::{Letter, LetterKind, MailError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

/// Longest id of a letter: file names and header lines have room for more.
const LONGEST_ID: usize = 100;

/// Longest line of a message (RFC 5322 §2.1.1).
const LONGEST_LINE: usize = 998;

/// A message as it goes over the wire, and whom to tell the server it is for.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(crate) envelope: Envelope,
    pub(crate) bytes: Vec<u8>,
}

/// Who is going to read the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Mail servers, some of which only take 7 bits.
    Servers,
    /// People, perhaps with a text editor: nothing is encoded that need not be.
    People,
}

/// Writes messages for one site.
#[derive(Debug)]
pub(crate) struct Composer {
    words: Words,
    from: Mailbox,
    domain: String,
}

impl Composer {
    pub(crate) fn new(settings: &MailSettings) -> Result<Self, SetupError> {
        let from = sender(&settings.from, &settings.site_name)
            .ok_or_else(|| SetupError::new("mail.from", "expected Name <user@host>"))?;
        if settings.site_name.contains(char::is_control) {
            return Err(SetupError::new("site_name", "it has a control character"));
        }
        let in_host = |char: char| char.is_ascii_alphanumeric() || "-._:[]".contains(char);
        if settings.domain.is_empty() || !settings.domain.chars().all(in_host) {
            return Err(SetupError::new("public_url", "letters need a host name in it"));
        }
        let words = Words::new(&settings.site_name)
            .map_err(|why| SetupError::new("templates/mail", format!("{why:?}")))?;
        Ok(Self { words, from, domain: settings.domain.clone() })
    }

    /// Writes the message. A letter that cannot become one will not later either.
    pub(crate) fn compose(&self, letter: &Letter, reader: Reader) -> Result<Sealed, MailError> {
        // lettre panics over what it cannot encode. One such letter must not end the worker.
        let sealed = catch_unwind(AssertUnwindSafe(|| self.seal(letter, reader)));
        sealed.unwrap_or_else(|_| Err("the letter made the mail library panic".to_owned())).map_err(
            |why| MailError::Permanent(format!("letter {:?} cannot be sent: {why}", letter.id)),
        )
    }

    fn seal(&self, letter: &Letter, reader: Reader) -> Result<Sealed, String> {
        check(letter)?;
        let to = address(&letter.to).ok_or("its recipient is no plain e-mail address")?;
        let worded = self.words.word(letter).map_err(|why| format!("{why:?}"))?;
        if worded.subject.contains(char::is_control) {
            return Err("its subject has a control character".to_owned());
        }
        let by_machine = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mut message = Message::builder();
        for (name, value) in ends(&letter.kind) {
            let name = HeaderName::new_from_ascii_str(name);
            message = message.raw_header(HeaderValue::new(name, value));
        }
        let message = message
            .message_id(Some(format!("<{}@{}>", letter.id, self.domain)))
            .date(SystemTime::from(letter.created_at))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(worded.subject.as_str())
            .raw_header(HeaderValue::new(by_machine, "auto-generated".to_owned()))
            .multipart(parts(worded, reader))
            .map_err(|why| why.to_string())?;
        Ok(Sealed { envelope: message.envelope().clone(), bytes: message.formatted() })
    }
}

/// What tells mail programs how letters are ended that somebody gets again and again (RFC 2369, RFC 8058).
fn ends(kind: &LetterKind) -> Vec<(&'static str, String)> {
    let LetterKind::Digest { one_click, .. } = kind else { return Vec::new() };
    vec![
        ("List-Unsubscribe", format!("<{one_click}>")),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
    ]
}

/// Text first, HTML second: mail programs show the last kind they can.
fn parts(worded: Worded, reader: Reader) -> MultiPart {
    let part = |kind, text| SinglePart::builder().header(kind).body(encode(text, reader));
    MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, worded.text))
        .singlepart(part(ContentType::TEXT_HTML, worded.html))
}

/// Leaves a text as it is where that is allowed. lettre would encode every line of more than 76
/// characters, and then a link is broken in two for whoever reads the message as it came.
fn encode(text: String, reader: Reader) -> Body {
    let encoding = match reader {
        _ if text.is_ascii() => ContentTransferEncoding::SevenBit,
        Reader::People => ContentTransferEncoding::EightBit,
        Reader::Servers => return Body::new(text),
    };
    let too_long = text.lines().any(|line| line.len() > LONGEST_LINE);
    if too_long || text.contains(|char: char| char.is_control() && char != '\n') {
        return Body::new(text);
    }
    Body::dangerous_pre_encoded(text.replace('\n', "\r\n").into_bytes(), encoding)
}

/// Refuses what must not reach a header, a file name or a line of its own.
fn check(letter: &Letter) -> Result<(), &'static str> {
    let id = letter.id.as_str();
    let in_id = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
    let dots = id.starts_with('.') || id.ends_with('.') || id.contains("..");
    if !(1..=LONGEST_ID).contains(&id.len()) || dots || !id.chars().all(in_id) {
        return Err("its id is not made of letters, digits, hyphens and single dots");
    }
    // Outside of these years the Date header panics.
    if !(1970..=9999).contains(&letter.created_at.to_offset(time::UtcOffset::UTC).year()) {
        return Err("its time is out of range");
    }
    if letter.kind.name().is_some_and(|it| it.contains(char::is_control)) {
        return Err("the name in it has a control character");
    }
    let ends = match &letter.kind {
        LetterKind::Digest { end, one_click, .. } => vec![end, one_click],
        _ => Vec::new(),
    };
    if letter.kind.url().is_some_and(|it| !is_link(it)) || ends.iter().any(|it| !is_link(it)) {
        return Err("the link in it is none");
    }
    Ok(())
}

fn is_link(url: &str) -> bool {
    let odd = |char: char| char.is_control() || char.is_whitespace() || "<>\"".contains(char);
    (url.starts_with("https://") || url.starts_with("http://")) && !url.contains(odd)
}

#[cfg(test)]
mod tests;
