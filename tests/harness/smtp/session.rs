//! One connection to the sink, as far as RFC 5321, 3207 and 4954 matter to a sender.

use std::io;
use std::sync::Arc;

use data_encoding::BASE64;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::{Mail, Security, Shared};

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Session {
    io: BufReader<Box<dyn Stream>>,
    shared: Arc<Shared>,
    tls: bool,
    user: Option<String>,
    mail: Mail,
}

/// What follows a command.
enum Next {
    Say(&'static str),
    /// Nothing: it was said already.
    Listen,
    Upgrade,
    /// The connection ends here, politely or not.
    HangUp,
}

/// Talks to one sender until it goes.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let session = Session {
        io: BufReader::new(Box::new(stream)),
        tls: false,
        user: None,
        mail: Mail::default(),
        shared,
    };
    // A sender that breaks off, or does not trust the certificate, is its test's business.
    let _ = session.converse().await;
}

impl Session {
    async fn converse(mut self) -> io::Result<()> {
        if self.shared.security == Security::Tls {
            self = self.upgrade().await?;
        }
        self.say("220 sink ESMTP").await?;
        while let Some(line) = self.line().await? {
            match self.obey(&line).await? {
                Next::Say(reply) => self.say(reply).await?,
                Next::Listen => {}
                Next::Upgrade => {
                    self.say("220 go ahead").await?;
                    self = self.upgrade().await?;
                }
                Next::HangUp => break,
            }
        }
        Ok(())
    }

    async fn obey(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        Ok(match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => self.introduce().await?,
            "STARTTLS" if self.wants_tls() => Next::Upgrade,
            "AUTH" => self.authenticate(rest).await?,
            "MAIL" => self.sender(rest).await,
            "RCPT" => self.recipient(rest),
            "DATA" => self.data().await?,
            "NOOP" | "RSET" => Next::Say("250 ok"),
            "QUIT" => {
                self.say("221 bye").await?;
                Next::HangUp
            }
            _ => Next::Say("502 not here"),
        })
    }

    async fn introduce(&mut self) -> io::Result<Next> {
        let mut reply = "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n".to_owned();
        if self.wants_tls() {
            reply += "250-STARTTLS\r\n";
        } else if self.shared.credentials.is_some() {
            reply += "250-AUTH PLAIN LOGIN\r\n";
        }
        self.say(&(reply + "250 SIZE 50000000")).await?;
        Ok(Next::Listen)
    }

    async fn authenticate(&mut self, words: &str) -> io::Result<Next> {
        if self.wants_tls() {
            return Ok(Next::Say("538 not without encryption"));
        }
        let (mechanism, initial) = words.split_once(' ').unwrap_or((words, ""));
        let given = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let text = self.secret(initial, "").await?;
                let mut parts = text.split('\0').skip(1).map(str::to_owned);
                parts.next().zip(parts.next())
            }
            "LOGIN" => {
                let user = self.secret(initial, "Username:").await?;
                Some((user, self.secret("", "Password:").await?))
            }
            _ => return Ok(Next::Say("504 no such mechanism")),
        };
        if given.is_none() || given != self.shared.credentials {
            return Ok(Next::Say("535 wrong name or password"));
        }
        self.user = given.map(|(user, _)| user);
        Ok(Next::Say("235 welcome"))
    }

    /// A base64 word: the given one, or else the answer to a prompt.
    async fn secret(&mut self, given: &str, prompt: &str) -> io::Result<String> {
        let word = if given.is_empty() {
            self.say(&format!("334 {}", BASE64.encode(prompt.as_bytes()))).await?;
            self.line().await?.unwrap_or_default()
        } else {
            given.to_owned()
        };
        Ok(String::from_utf8_lossy(&BASE64.decode(word.as_bytes()).unwrap_or_default())
            .into_owned())
    }

    async fn sender(&mut self, words: &str) -> Next {
        if take(&mut self.shared.state().stalls) {
            std::future::pending::<()>().await;
        }
        if self.wants_tls() {
            return Next::Say("530 STARTTLS first");
        }
        if self.shared.credentials.is_some() && self.user.is_none() {
            return Next::Say("530 sign in first");
        }
        self.mail = Mail {
            from: address(words),
            tls: self.tls,
            user: self.user.clone(),
            ..Mail::default()
        };
        Next::Say("250 ok")
    }

    fn recipient(&mut self, words: &str) -> Next {
        let recipient = address(words);
        let mut state = self.shared.state();
        if state.rejected.contains(&recipient) {
            return Next::Say("550 no such recipient");
        }
        if take(&mut state.deferrals) {
            return Next::Say("451 try again later");
        }
        self.mail.to.push(recipient);
        Next::Say("250 ok")
    }

    async fn data(&mut self) -> io::Result<Next> {
        if self.mail.to.is_empty() {
            return Ok(Next::Say("503 recipients first"));
        }
        self.say("354 end with a dot").await?;
        let mut mail = std::mem::take(&mut self.mail);
        loop {
            let mut line = Vec::new();
            if self.io.read_until(b'\n', &mut line).await? == 0 {
                return Ok(Next::HangUp);
            }
            match line.strip_prefix(b".") {
                Some(b"\r\n") => break,
                Some(rest) => mail.data.extend_from_slice(rest),
                None => mail.data.extend_from_slice(&line),
            }
        }
        let mut state = self.shared.state();
        mail.acknowledged = !take(&mut state.drops);
        let next = if mail.acknowledged { Next::Say("250 kept") } else { Next::HangUp };
        state.mails.push(mail);
        Ok(next)
    }

    /// Whether nothing of value may be said yet.
    fn wants_tls(&self) -> bool {
        self.shared.security == Security::StartTls && !self.tls
    }

    async fn upgrade(self) -> io::Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::clone(&self.shared.certificate.server));
        let stream = acceptor.accept(self.io.into_inner()).await?;
        Ok(Self { io: BufReader::new(Box::new(stream)), tls: true, ..self })
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.io.read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end().to_owned()))
    }

    /// In one write: a second small one would wait for the first to be acknowledged.
    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.io.write_all(format!("{reply}\r\n").as_bytes()).await?;
        self.io.flush().await
    }
}

/// Counts down, and says whether there was something left.
fn take(count: &mut u32) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}

/// What stands between the angle brackets.
fn address(words: &str) -> String {
    let inner = words.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(words, |(address, _)| address).to_owned()
}
