use super::Smtp;
use crate::compose::Sealed;
use lettre::address::Envelope;
use ports::MailError;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Says nothing any more.
const SILENCE: &str = "(silence)";
/// Hangs up.
const GONE: &str = "(gone)";

/// A server that has one odd answer and notes down what it is told.
struct Peer {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    /// Answers a line that starts with `to` with `answer`, and everything else kindly.
    async fn start(to: &'static str, answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let port = listener.local_addr().expect("is bound").port();
        let heard = Arc::default();
        let notes = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, to, answer, Arc::clone(&notes)));
            }
        });
        Self { port, heard }
    }

    fn smtp(&self, login: &str, query: &str) -> Smtp {
        let url = format!("smtp://{login}127.0.0.1:{}{query}", self.port);
        let smtp = Smtp::open(&url, None, "example.org").expect("is set up");
        Smtp { patience: Duration::from_millis(300), ..smtp }
    }

    /// How often it was told a line that starts like this.
    fn told(&self, start: &str) -> usize {
        self.heard.lock().expect("is free").iter().filter(|line| line.starts_with(start)).count()
    }
}

async fn talk(
    mut stream: TcpStream,
    odd: &'static str,
    answer: &'static str,
    heard: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut lines = BufReader::new(reader).lines();
    let mut line = "(connected)".to_owned();
    loop {
        heard.lock().expect("is free").push(line.clone());
        let kind = match line.split(' ').next().unwrap_or_default() {
            "(connected)" => "220 hello",
            "EHLO" => "250-hello\r\n250-SMTPUTF8\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "DATA" => "354 go on",
            "MAIL" | "RCPT" | "." => "250 fine",
            "QUIT" => "221 bye",
            _ => "",
        };
        match if !kind.is_empty() && line.starts_with(odd) { answer } else { kind } {
            GONE => return Ok(()),
            "" | SILENCE => {}
            answer => writer.write_all(format!("{answer}\r\n").as_bytes()).await?,
        }
        match lines.next_line().await? {
            Some(next) => line = next,
            None => return Ok(()),
        }
    }
}

fn message(to: &str) -> Sealed {
    let address = |text: &str| text.parse().expect("is an address");
    let envelope = Envelope::new(Some(address("a@b")), vec![address(to)]).expect("has a recipient");
    Sealed { envelope, bytes: format!("To: {to}\r\n\r\n.dot\r\n").into_bytes() }
}

async fn trouble(to: &'static str, answer: &'static str) -> MailError {
    let peer = Peer::start(to, answer).await;
    peer.smtp("", "").send(&message("c@d")).await.expect_err("is refused")
}

#[tokio::test]
async fn a_letter_is_handed_over_with_the_password_it_takes() {
    let peer = Peer::start("(nothing)", "").await;
    let smtp = peer.smtp("me:p%40ss@", "");
    smtp.send(&message("c@d")).await.expect("leaves");
    smtp.send(&message("jürgen@d")).await.expect("leaves too");
    assert_eq!(peer.told("EHLO example.org"), 2);
    // "\0me\0p@ss"
    assert_eq!(peer.told("AUTH PLAIN AG1lAHBAc3M="), 2);
    assert_eq!((peer.told("RCPT TO:<c@d>"), peer.told("RCPT TO:<jürgen@d>")), (1, 1));
    assert_eq!(peer.told("MAIL FROM:<a@b> SMTPUTF8 BODY=8BITMIME"), 1);
    assert_eq!((peer.told("..dot"), peer.told(".")), (2, 4));
    while peer.told("QUIT") < 2 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_refusal_for_good_is_permanent() {
    for (to, answer) in [
        ("RCPT", "550 no such user"),
        ("MAIL", "552 too much"),
        (".", "554 spam"),
        ("DATA", "503 no"),
    ] {
        let why = trouble(to, answer).await;
        assert!(
            matches!(&why, MailError::Permanent(words) if words.contains(&answer[4..])),
            "{why:?}"
        );
    }
    let plain = Peer::start("EHLO", "250 hello").await;
    let why = plain.smtp("", "").send(&message("jürgen@d")).await.expect_err("cannot be told");
    assert!(matches!(why, MailError::Permanent(_)), "{why:?}");
}

#[tokio::test]
async fn everything_else_may_pass() {
    let cases = [
        ("(connected)", "421 busy"),
        ("(connected)", GONE),
        ("(connected)", "554 nobody today"),
        ("EHLO", "550 not you"),
        ("MAIL", "530 sign in first"),
        ("RCPT", "451 come back later"),
        ("RCPT", "nonsense"),
        ("RCPT", GONE),
        ("DATA", "250 what?"),
        (".", "452 no room"),
        (".", GONE),
    ];
    for (to, answer) in cases {
        let why = trouble(to, answer).await;
        assert!(matches!(why, MailError::Temporary(_)), "{to} {answer}: {why:?}");
    }
    let peer = Peer::start("AUTH", "535 wrong name or password").await;
    let why = peer.smtp("me:hunter2@", "").send(&message("c@d")).await.expect_err("is refused");
    assert!(matches!(&why, MailError::Temporary(words) if words.contains("535")), "{why:?}");
    let nobody = Smtp::open("smtp://127.0.0.1:1", None, "localhost").expect("is set up");
    let why = nobody.send(&message("c@d")).await.expect_err("nobody listens").to_string();
    assert!(why.starts_with("mail server 127.0.0.1 port 1, at connecting: "), "{why}");
}

#[tokio::test]
async fn silence_ends_at_every_step() {
    for to in ["(connected)", "EHLO", "MAIL", "RCPT", "DATA", "."] {
        let started = Instant::now();
        for answer in [SILENCE, "250-more to come"] {
            let why = trouble(to, answer).await;
            assert!(matches!(why, MailError::Temporary(_)), "{to} {answer}: {why:?}");
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{to}");
    }
    // After the letter is taken, nobody waits any more.
    let peer = Peer::start("QUIT", SILENCE).await;
    let smtp = Smtp { patience: Duration::from_mins(1), ..peer.smtp("", "") };
    smtp.send(&message("c@d")).await.expect("leaves");
}

#[tokio::test]
async fn starttls_is_required_and_not_only_wished_for() {
    let peer = Peer::start("(nothing)", "").await;
    let smtp = peer.smtp("me:hunter2@", "?tls=required");
    let why = smtp.send(&message("c@d")).await.expect_err("is not offered");
    assert!(matches!(&why, MailError::Temporary(words) if words.contains("STARTTLS")), "{why:?}");
    assert_eq!((peer.told("EHLO"), peer.told("AUTH"), peer.told("MAIL")), (1, 0, 0));
}

#[tokio::test]
async fn no_error_shows_the_password() {
    let peer = Peer::start("RCPT", "550 hunter2 \u{7}is no user").await;
    let smtp = peer.smtp("me:hunter2@", "");
    let why = smtp.send(&message("c@d")).await.expect_err("is refused");
    assert!(why.to_string().contains("… is no user"), "{why}");
    assert!(!format!("{smtp:?}").contains("hunter2"));
}

#[test]
fn certificates_are_certificates() {
    for pem in ["", "hello", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"] {
        let why = Smtp::open("smtps://mail.example.org", Some(pem), "x").expect_err("is refused");
        assert_eq!(why.setting, "mail.ca_file");
    }
    Smtp::open("smtps://[::1]", None, "127.0.0.1").expect("needs no more than the well-known ones");
}
