use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that never change under their address: with an entity tag, in ranges (RFC 9110 §14),
/// and not at all if the client has them already.
pub(crate) struct Blob {
    pub(crate) bytes: Bytes,
    pub(crate) media_type: String,
    /// Without quotes.
    pub(crate) etag: String,
    /// The `Cache-Control` header.
    pub(crate) caching: &'static str,
    /// What a browser calls the file, for bytes that people gave us: those are also kept from
    /// ever being a document.
    pub(crate) filename: Option<String>,
}

/// Bytes that many answers share.
#[derive(Clone)]
pub(crate) enum Bytes {
    /// A part of the program.
    Own(Cow<'static, [u8]>),
    /// From the picture store.
    Shared(Arc<[u8]>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

/// A part of [`Bytes`].
struct Part(Bytes, Range<usize>);

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().get(self.1.clone()).unwrap_or_default()
    }
}

/// For whoever may have it, for ever.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// A picture that everybody may have now: who has seen it keeps it; caches in between ask again within a minute whether that is still so.
pub(crate) const PICTURE: &str = "public, max-age=31536000, s-maxage=60, immutable";
/// For one person, now.
pub(crate) const PERSONAL: &str = "private, no-store";
/// To be asked for again each time.
pub(crate) const REVALIDATE: &str = "no-cache";

impl<'r> Responder<'r, 'static> for Blob {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let etag = format!("\"{}\"", self.etag);
        let mut answer = Response::build();
        answer.raw_header("etag", etag.clone());
        answer.raw_header("cache-control", self.caching);
        answer.raw_header("accept-ranges", "bytes");
        if let Some(name) = &self.filename {
            harmless(&mut answer, name);
        }
        if has(request, &etag) {
            return answer.status(Status::NotModified).ok();
        }
        answer.header(self.media_type.parse::<ContentType>().unwrap_or(ContentType::Binary));
        let length = self.bytes.as_ref().len();
        match range(request, &etag, length) {
            Wanted::All => answer.sized_body(length, Cursor::new(self.bytes)).ok(),
            Wanted::Part(range) => {
                let (first, last) = (range.start, range.end.saturating_sub(1));
                answer.raw_header("content-range", format!("bytes {first}-{last}/{length}"));
                answer.status(Status::PartialContent);
                answer.sized_body(range.len(), Cursor::new(Part(self.bytes, range))).ok()
            }
            Wanted::Impossible => {
                answer.raw_header("content-range", format!("bytes */{length}"));
                answer.status(Status::RangeNotSatisfiable).ok()
            }
        }
    }
}

/// Keeps what people gave us from ever being a document.
fn harmless(answer: &mut response::Builder<'_>, filename: &str) {
    answer.raw_header("content-security-policy", "default-src 'none'; sandbox");
    answer.header(Header::new("content-disposition", format!("inline; filename=\"{filename}\"")));
}

/// A picture that the server in front takes from the store itself: an answer without bytes that says where they are.
pub(crate) struct Accelerated {
    /// Where it is for the server in front.
    pub(crate) location: String,
    pub(crate) media_type: String,
    /// The `Cache-Control` header.
    pub(crate) caching: &'static str,
    /// What a browser calls the file.
    pub(crate) filename: String,
}

impl<'r> Responder<'r, 'static> for Accelerated {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer.header(Header::new("x-accel-redirect", self.location));
        answer.raw_header("cache-control", self.caching);
        harmless(&mut answer, &self.filename);
        answer.header(self.media_type.parse::<ContentType>().unwrap_or(ContentType::Binary)).ok()
    }
}

fn has(request: &Request<'_>, etag: &str) -> bool {
    let known = request.headers().get_one("if-none-match").unwrap_or_default();
    known.split(',').map(|it| it.trim().trim_start_matches("W/")).any(|it| it == etag || it == "*")
}

/// What a client asks for.
pub(crate) enum Wanted {
    All,
    Part(Range<usize>),
    /// A range that lies outside.
    Impossible,
}

/// A header we do not understand, or several ranges, is as good as none.
pub(crate) fn range(request: &Request<'_>, etag: &str, length: usize) -> Wanted {
    match asked(request, etag, length) {
        None => Wanted::All,
        Some(range) if range.start < range.end && range.start < length => Wanted::Part(range),
        Some(_) => Wanted::Impossible,
    }
}

fn asked(request: &Request<'_>, etag: &str, length: usize) -> Option<Range<usize>> {
    let header = request.headers().get_one("range")?.strip_prefix("bytes=")?;
    if request.headers().get_one("if-range").is_some_and(|it| it != etag) {
        return None;
    }
    let (first, last) = header.split_once('-')?;
    match (first.parse::<usize>().ok(), last.parse::<usize>().ok()) {
        (Some(first), Some(last)) if first <= last => {
            Some(first..last.saturating_add(1).min(length))
        }
        (Some(first), None) if last.is_empty() => Some(first..length),
        (None, Some(suffix)) if first.is_empty() && suffix > 0 => {
            Some(length.saturating_sub(suffix)..length)
        }
        (None, Some(0)) if first.is_empty() => Some(length..length),
        _ => None,
    }
}
