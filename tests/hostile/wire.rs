//! Requests as bytes, for what no honest client sends.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer as it came.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The status; 0 where nothing came.
    pub(crate) status: u16,
    /// The status line and the headers, with small letters.
    pub(crate) head: String,
    /// The rest, lossily.
    pub(crate) body: String,
}

/// Opens a connection to the site with this address.
pub(crate) async fn connect(base: &str) -> TcpStream {
    TcpStream::connect(base.trim_start_matches("http://")).await.expect("the site listens")
}

/// Asks for a path, written as it stands here.
pub(crate) async fn get(base: &str, path: &str) -> Reply {
    exchange(
        base,
        format!("GET {path} HTTP/1.1\r\nHost: site\r\nConnection: close\r\n\r\n").as_bytes(),
    )
    .await
}

/// Sends bytes and reads the answer to its end. The site may answer before it has read everything.
pub(crate) async fn exchange(base: &str, request: &[u8]) -> Reply {
    let stream = connect(base).await;
    let (mut reader, mut writer) = stream.into_split();
    let bytes = request.to_vec();
    let writing = tokio::spawn(async move {
        // The other side may have heard enough. The connection stays open: we still listen.
        let _ = writer.write_all(&bytes).await;
        writer
    });
    let reply = read(&mut reader).await;
    writing.abort();
    reply
}

/// Sends the rest of a request that was begun, and reads the answer to its end.
pub(crate) async fn go_on(mut stream: TcpStream, rest: &[u8]) -> Reply {
    stream.write_all(rest).await.expect("it is read");
    read(&mut stream).await
}

/// Sends bytes, then no more ever, and reads the answer to its end, if any comes.
pub(crate) async fn cut_short(base: &str, request: &[u8]) -> Reply {
    let mut stream = connect(base).await;
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    read(&mut stream).await
}

/// Sends bytes and hangs up without listening.
pub(crate) async fn hang_up(base: &str, request: &[u8]) {
    let mut stream = connect(base).await;
    let _ = stream.write_all(request).await;
    stream.set_zero_linger().expect("a TCP option");
}

async fn read(stream: &mut (impl AsyncReadExt + Unpin)) -> Reply {
    let mut bytes = Vec::new();
    let reading = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    assert!(reading.is_ok(), "no end of an answer within {PATIENCE:?}: {}", bytes.escape_ascii());
    let all = String::from_utf8_lossy(&bytes);
    let (head, body) = all.split_once("\r\n\r\n").unwrap_or((&all, ""));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

/// A request with a body, its length announced as it is or as said.
pub(crate) fn with_body(
    line: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    length: Option<usize>,
) -> Vec<u8> {
    let length = length.unwrap_or(body.len());
    let mut request = format!(
        "{line} HTTP/1.1\r\nHost: site\r\nConnection: close\r\nContent-Length: {length}\r\n"
    );
    for (name, value) in headers {
        request.extend([*name, ": ", *value, "\r\n"]);
    }
    [request.as_bytes(), b"\r\n", body].concat()
}
