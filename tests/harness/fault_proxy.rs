//! A proxy in front of an HTTP server, for all that can go wrong on the way.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::background::Server;

/// Something that goes wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The request is heard and never answered.
    Stall,
    /// The connection is reset (RST) when so many bytes of the request's body have been passed on; in no case all.
    ResetRequest(usize),
    /// The connection is reset when so many bytes of the answer's body have been passed on.
    ResetAnswer(usize),
    /// The connection is closed in good order, but too early: after so many bytes of the answer's body.
    CutAnswer(usize),
    /// The server does what it was asked to, and its answer is lost.
    LoseAnswer,
    /// The server is not asked; the answer has this status and this body.
    Answer(u16, String),
    /// The server does what it was asked to, and the answer to that has this status and this body instead.
    Replace(u16, String),
    /// The answer has another `ETag`.
    WrongTag,
    /// One bit of the request's body is another one.
    FlipBit,
}

/// A fault, for the next requests with the words in their first line (`PUT /photos/a HTTP/1.1`).
#[derive(Debug)]
struct Rule {
    words: String,
    times: usize,
    fault: Fault,
}

#[derive(Debug, Default)]
struct Plan {
    rules: Vec<Rule>,
    heard: Vec<String>,
}

/// A proxy in front of an HTTP server. Until it is told otherwise, it passes everything on as it is, one request for
/// each connection.
#[derive(Debug)]
pub struct FaultProxy {
    /// The address to use instead of the server's.
    pub endpoint: String,
    plan: Arc<Mutex<Plan>>,
    _server: Server,
}

impl FaultProxy {
    /// Starts a proxy in front of the server at `endpoint`, `http://127.0.0.1:1234`.
    pub async fn start(endpoint: &str) -> Self {
        let target = endpoint.strip_prefix("http://").expect("an http address").to_owned();
        let plan = Arc::new(Mutex::new(Plan::default()));
        let shared = Arc::clone(&plan);
        let serve = move |stream| {
            let (plan, target) = (Arc::clone(&shared), target.clone());
            async move {
                // Whoever hangs up in the middle has had enough.
                let _ = pass_on(stream, &target, &plan).await;
            }
        };
        let (address, server) = Server::start(serve).await;
        Self { endpoint: format!("http://{address}"), plan, _server: server }
    }

    /// Has the next `times` requests with `words` in their first line meet `fault`. The rule that was made first
    /// applies first.
    pub fn fault(&self, words: &str, times: usize, fault: Fault) {
        let rule = Rule { words: words.to_owned(), times, fault };
        lock(&self.plan).rules.push(rule);
    }

    /// From now on nothing goes wrong any more.
    pub fn heal(&self) {
        lock(&self.plan).rules.clear();
    }

    /// The first lines of all requests since this was last called, without the version of HTTP.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.plan).heard)
    }
}

impl Plan {
    fn next(&mut self, line: &str) -> Option<Fault> {
        self.heard.push(line.trim_end_matches(" HTTP/1.1").to_owned());
        let rule =
            self.rules.iter_mut().find(|rule| rule.times > 0 && line.contains(&rule.words))?;
        rule.times -= 1;
        Some(rule.fault.clone())
    }
}

fn lock(plan: &Mutex<Plan>) -> std::sync::MutexGuard<'_, Plan> {
    plan.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A message of HTTP/1.1: its head with the empty line, and as much of its body as has come with it.
struct Message {
    head: String,
    body: Vec<u8>,
}

impl Message {
    async fn hear(stream: &mut TcpStream) -> std::io::Result<Self> {
        let (mut heard, mut chunk) = (Vec::new(), vec![0; 16 << 10]);
        loop {
            let count = stream.read(&mut chunk).await?;
            heard.extend_from_slice(&chunk[..count]);
            if let Some(end) = heard.windows(4).position(|window| window == b"\r\n\r\n") {
                let body = heard.split_off(end + 4);
                return Ok(Self { head: String::from_utf8_lossy(&heard).into_owned(), body });
            }
            if count == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// The value of a header, its name in lower case.
    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn length(&self) -> usize {
        self.header("content-length").map_or(0, |length| length.parse().expect("a length"))
    }

    /// The head, for a connection with this one message.
    fn last_head(&self) -> String {
        let lines = self.head.trim_end().lines();
        let kept = lines.filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
        kept.fold(String::new(), |head, line| head + line + "\r\n") + "connection: close\r\n\r\n"
    }
}

async fn pass_on(mut client: TcpStream, target: &str, plan: &Mutex<Plan>) -> std::io::Result<()> {
    let mut request = Message::hear(&mut client).await?;
    let fault = lock(plan).next(request.line());
    if let Some(Fault::ResetRequest(bytes)) = fault {
        return reset_request(client, target, request, bytes).await;
    }
    let (length, early) = (request.length(), request.body.len());
    request.body.resize(length.max(early), 0);
    client.read_exact(&mut request.body[early..]).await?;
    match fault {
        Some(Fault::Stall) => return stall(client).await,
        Some(Fault::Answer(status, body)) => return answer(client, status, &body).await,
        Some(Fault::FlipBit) => request.body[length / 2] ^= 1,
        _ => {}
    }
    let mut server = TcpStream::connect(target).await?;
    server.write_all(request.last_head().as_bytes()).await?;
    server.write_all(&request.body).await?;
    let said = Message::hear(&mut server).await?;
    match fault {
        Some(Fault::LoseAnswer | Fault::Replace(..)) => {
            // Some answers begin before the work is done.
            server.read_to_end(&mut Vec::new()).await?;
            match fault {
                Some(Fault::Replace(status, body)) => answer(client, status, &body).await,
                _ => client.set_zero_linger(),
            }
        }
        Some(Fault::CutAnswer(bytes)) => relay(&mut client, &mut server, said, bytes).await,
        Some(Fault::ResetAnswer(bytes)) => {
            relay(&mut client, &mut server, said, bytes).await?;
            client.set_zero_linger()
        }
        Some(Fault::WrongTag) => {
            let tag = said.header("etag").unwrap_or("\"\"").to_owned();
            let head = said.head.replace(&tag, "\"0123456789abcdef0123456789abcdef\"");
            relay(&mut client, &mut server, Message { head, ..said }, usize::MAX).await
        }
        _ => relay(&mut client, &mut server, said, usize::MAX).await,
    }
}

/// Passes the head on, and at most so many bytes of the body.
async fn relay(
    client: &mut TcpStream,
    server: &mut TcpStream,
    said: Message,
    bytes: usize,
) -> std::io::Result<()> {
    client.write_all(said.last_head().as_bytes()).await?;
    let body = said.body.chain(server).take(u64::try_from(bytes).unwrap_or(u64::MAX));
    tokio::io::copy(&mut Box::pin(body), client).await?;
    client.flush().await
}

/// Waits until the client gives up.
async fn stall(mut client: TcpStream) -> std::io::Result<()> {
    client.read_to_end(&mut Vec::new()).await.map(drop)
}

async fn answer(mut client: TcpStream, status: u16, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    client.write_all((head + body).as_bytes()).await
}

/// Passes on a part of the request, then resets both connections.
async fn reset_request(
    mut client: TcpStream,
    target: &str,
    request: Message,
    bytes: usize,
) -> std::io::Result<()> {
    client.set_zero_linger()?;
    // A request without a body would be a whole one.
    let Some(most) = request.length().checked_sub(1) else { return Ok(()) };
    let bytes = u64::try_from(bytes.min(most)).unwrap_or(u64::MAX);
    let mut server = TcpStream::connect(target).await?;
    server.write_all(request.last_head().as_bytes()).await?;
    let body = request.body.chain(&mut client).take(bytes);
    tokio::io::copy(&mut Box::pin(body), &mut server).await?;
    server.set_zero_linger()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that says what it heard.
    async fn echo() -> (String, Server) {
        let serve = async |mut stream: TcpStream| {
            let mut request = Message::hear(&mut stream).await.unwrap();
            let (length, early) = (request.length(), request.body.len());
            request.body.resize(length, 0);
            stream.read_exact(&mut request.body[early..]).await.unwrap();
            let head =
                format!("HTTP/1.1 200 OK\r\netag: \"x\"\r\ncontent-length: {length}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&request.body).await.unwrap();
        };
        let (address, server) = Server::start(serve).await;
        (format!("http://{address}"), server)
    }

    #[tokio::test]
    async fn faults_are_met_in_turn_and_then_no_more() {
        let (endpoint, _echo) = echo().await;
        let proxy = FaultProxy::start(&endpoint).await;
        proxy.fault("PUT /a", 2, Fault::Answer(503, "later".to_owned()));
        proxy.fault("PUT", 1, Fault::WrongTag);
        proxy.fault("PUT", 1, Fault::CutAnswer(3));
        proxy.fault("PUT", 1, Fault::ResetAnswer(3));
        proxy.fault("PUT", 1, Fault::ResetRequest(3));
        proxy.fault("PUT", 1, Fault::LoseAnswer);
        proxy.fault("PUT", 1, Fault::Replace(404, String::new()));
        proxy.fault("PUT", 1, Fault::FlipBit);
        let client = reqwest::Client::new();
        let put = async || {
            let answer =
                client.put(format!("{}/a", proxy.endpoint)).body("bytes").send().await.ok()?;
            let tag = answer.headers().get("etag").is_some_and(|tag| tag == "\"x\"");
            Some((answer.status().as_u16(), tag, answer.text().await.ok()?))
        };
        let said = |status, tag, body: &str| Some((status, tag, body.to_owned()));
        for _ in 0..2 {
            assert_eq!(put().await, said(503, false, "later"));
        }
        assert_eq!(put().await, said(200, false, "bytes"));
        for _ in 0..4 {
            assert_eq!(put().await, None);
        }
        assert_eq!(put().await, said(404, false, ""));
        assert_eq!(put().await, said(200, true, "byues"));
        assert_eq!(put().await, said(200, true, "bytes"));
        assert_eq!(proxy.heard(), ["PUT /a"; 10]);
    }
}
