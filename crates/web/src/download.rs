//! An archive on its way from the store to whoever it belongs to: a part at a time, and in ranges, so that what broke off
//! goes on.

use crate::blob::{PERSONAL, Wanted, range};
use rocket::http::{ContentType, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use std::io;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How much of it is in memory at once.
const PART: u64 = 1 << 20;

/// The answer with an archive.
pub(crate) struct Download(pub(crate) services::Download);

impl<'r> Responder<'r, 'static> for Download {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let it = self.0;
        let length = usize::try_from(it.size).unwrap_or(usize::MAX);
        let etag = format!("\"{}\"", it.etag);
        let mut answer = Response::build();
        answer.header(ContentType::ZIP);
        answer.raw_header("cache-control", PERSONAL);
        answer.raw_header("accept-ranges", "bytes");
        answer.raw_header("content-security-policy", "default-src 'none'; sandbox");
        answer.raw_header("content-disposition", format!("attachment; filename=\"{}\"", it.name));
        let wanted = range(request, &etag, length);
        answer.raw_header("etag", etag);
        match wanted {
            Wanted::All => {
                let all = 0..it.size;
                answer.sized_body(length, Parts::new(it, all)).ok()
            }
            Wanted::Part(part) => {
                let (first, last) = (part.start, part.end.saturating_sub(1));
                answer.raw_header("content-range", format!("bytes {first}-{last}/{length}"));
                answer.status(Status::PartialContent);
                let index = |at| u64::try_from(at).unwrap_or(u64::MAX);
                let bytes = index(part.start)..index(part.end);
                answer.sized_body(part.len(), Parts::new(it, bytes)).ok()
            }
            Wanted::Impossible => {
                answer.raw_header("content-range", format!("bytes */{length}"));
                answer.status(Status::RangeNotSatisfiable).ok()
            }
        }
    }
}

type Asked = Pin<Box<dyn Future<Output = services::Result<Vec<u8>>> + Send>>;

/// The bytes of an archive, asked for as they are read. What cannot be had breaks the answer off: its length was announced.
struct Parts {
    from: services::Download,
    left: Range<u64>,
    asked: Option<Asked>,
    part: Vec<u8>,
    read: usize,
}

impl Parts {
    fn new(from: services::Download, left: Range<u64>) -> Self {
        Self { from, left, asked: None, part: Vec::new(), read: 0 }
    }

    fn ask(&mut self) -> Asked {
        let end = self.left.start.saturating_add(PART).min(self.left.end);
        let (from, part) = (self.from.clone(), self.left.start..end);
        self.left.start = end;
        Box::pin(async move { from.part(part).await })
    }
}

impl AsyncRead for Parts {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.read >= this.part.len() {
            if this.asked.is_none() && this.left.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let mut asked = this.asked.take().unwrap_or_else(|| this.ask());
            let Poll::Ready(part) = asked.as_mut().poll(context) else {
                this.asked = Some(asked);
                return Poll::Pending;
            };
            this.part = part.map_err(|why| io::Error::other(why.to_string()))?;
            this.read = 0;
        }
        let rest = this.part.get(this.read..).unwrap_or_default();
        let count = rest.len().min(into.remaining());
        into.put_slice(rest.get(..count).unwrap_or_default());
        this.read += count;
        Poll::Ready(Ok(()))
    }
}

/// Its length is told beside it, so nobody looks for the end.
impl AsyncSeek for Parts {
    fn start_seek(self: Pin<&mut Self>, _: io::SeekFrom) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn poll_complete(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Poll::Ready(Ok(0))
    }
}
