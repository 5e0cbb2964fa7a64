use std::io;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::*;

/// A sender that knows only what it is told: says a line, gives the last line of the answer.
struct Sender(BufReader<TcpStream>);

impl Sender {
    async fn connect(port: u16) -> Self {
        let mut sender =
            Self(BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.unwrap()));
        assert!(sender.answer().await.unwrap().starts_with("220"));
        sender
    }

    async fn say(&mut self, line: &str) -> String {
        self.0.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        self.answer().await.unwrap()
    }

    async fn answer(&mut self) -> io::Result<String> {
        let mut line = String::new();
        while line.get(3..4).is_none_or(|sign| sign == "-") {
            line.clear();
            if self.0.read_line(&mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(line)
    }

    /// The first three characters of the answer to the end of a message.
    async fn send(&mut self, to: &str) -> io::Result<String> {
        self.say("MAIL FROM:<site@example.org> BODY=8BITMIME").await;
        let taken = self.say(&format!("RCPT TO:<{to}>")).await;
        if !taken.starts_with("250") {
            return Ok(taken[..3].to_owned());
        }
        assert!(self.say("DATA").await.starts_with("354"));
        self.0.write_all(b"Subject: Hi\r\n\r\n..dot\r\nGo to http://a.example/x\r\n.\r\n").await?;
        Ok(self.answer().await?[..3].to_owned())
    }
}

#[tokio::test]
async fn a_message_arrives_as_it_was_sent() {
    let sink = SmtpSink::plain().await;
    let mut sender = Sender::connect(sink.port).await;
    assert!(sender.say("EHLO me").await.starts_with("250"));
    assert_eq!(sender.send("ada@example.org").await.unwrap(), "250");
    let mails = sink.wait_for(1, Duration::from_secs(5)).await;
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to[0].as_str()),
        ("site@example.org", "ada@example.org")
    );
    assert_eq!(mails[0].data, b"Subject: Hi\r\n\r\n.dot\r\nGo to http://a.example/x\r\n");
    assert!(mails[0].acknowledged && !mails[0].tls);
    assert_eq!(sink.mailbox().letters()[0].link(), "http://a.example/x");
    assert_eq!(sink.url(), format!("smtp://localhost:{}", sink.port));
}

#[tokio::test]
async fn faults_come_in_the_number_asked_for() {
    let sink = SmtpSink::plain().await;
    let mut sender = Sender::connect(sink.port).await;
    sink.reject("gone@example.org");
    sink.defer(2);
    let mut answers = Vec::new();
    for to in ["gone@example.org", "ada@example.org", "ada@example.org", "ada@example.org"] {
        answers.push(sender.send(to).await.unwrap());
    }
    assert_eq!(answers, ["550", "451", "451", "250"]);

    sink.drop_after_data(1);
    assert!(sender.send("ada@example.org").await.is_err());
    let mut sender = Sender::connect(sink.port).await;
    sink.stall(1);
    let waited =
        tokio::time::timeout(Duration::from_millis(200), sender.say("MAIL FROM:<a@b>")).await;
    assert!(waited.is_err());
    let mut sender = Sender::connect(sink.port).await;
    assert_eq!(sender.send("ada@example.org").await.unwrap(), "250");
    let acknowledged: Vec<bool> = sink.mails().iter().map(|mail| mail.acknowledged).collect();
    assert_eq!(acknowledged, [true, false, true]);
}

#[tokio::test]
async fn passwords_are_asked_for_and_compared() {
    let sink = SmtpSink::start(Security::Plain, Some(("site", "pass"))).await;
    let mut sender = Sender::connect(sink.port).await;
    assert!(sender.say("MAIL FROM:<a@b>").await.starts_with("530"));
    assert!(sender.say("AUTH PLAIN AHNpdGUAd3Jvbmc=").await.starts_with("535"));
    assert!(sender.say("AUTH PLAIN AHNpdGUAcGFzcw==").await.starts_with("235"));
    let mut sender = Sender::connect(sink.port).await;
    assert_eq!(sender.say("AUTH LOGIN").await.trim_end(), "334 VXNlcm5hbWU6");
    assert!(sender.say("c2l0ZQ==").await.starts_with("334"));
    assert!(sender.say("cGFzcw==").await.starts_with("235"));
    assert_eq!(sender.send("ada@example.org").await.unwrap(), "250");
    assert_eq!(sink.mails()[0].user.as_deref(), Some("site"));
}

#[tokio::test]
async fn without_tls_nothing_is_taken_where_it_is_wanted() {
    let sink = SmtpSink::start(Security::StartTls, Some(("site", "pass"))).await;
    let mut sender = Sender::connect(sink.port).await;
    assert!(sender.say("AUTH PLAIN AHNpdGUAcGFzcw==").await.starts_with("538"));
    assert!(sender.say("MAIL FROM:<a@b>").await.starts_with("530"));
    assert!(sender.say("STARTTLS").await.starts_with("220"));
    assert!(sink.mails().is_empty());
    assert_eq!(sink.url(), format!("smtp://site:pass@localhost:{}?tls=required", sink.port));
}
