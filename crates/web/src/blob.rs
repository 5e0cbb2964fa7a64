use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;

/// Bytes that never change under their address: with an entity tag, in ranges (RFC 9110 §14),
/// and not at all if the client has them already.
pub(crate) struct Blob {
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) media_type: String,
    /// Without quotes.
    pub(crate) etag: String,
    /// The `Cache-Control` header.
    pub(crate) caching: &'static str,
    /// What a browser calls the file, for bytes that people gave us: those are also kept from
    /// ever being a document.
    pub(crate) filename: Option<String>,
}

/// For whoever may have it, for ever.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";
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
            answer.raw_header("content-security-policy", "default-src 'none'; sandbox");
            let disposition = format!("inline; filename=\"{name}\"");
            answer.header(Header::new("content-disposition", disposition));
        }
        if has(request, &etag) {
            return answer.status(Status::NotModified).ok();
        }
        answer.header(self.media_type.parse::<ContentType>().unwrap_or(ContentType::Binary));
        let length = self.bytes.len();
        match range(request, &etag, length) {
            Wanted::All => answer.sized_body(length, Cursor::new(self.bytes)).ok(),
            Wanted::Part(range) => {
                let (first, last) = (range.start, range.end.saturating_sub(1));
                let part = self.bytes.get(range).unwrap_or_default().to_vec();
                answer.raw_header("content-range", format!("bytes {first}-{last}/{length}"));
                answer.status(Status::PartialContent);
                answer.sized_body(part.len(), Cursor::new(part)).ok()
            }
            Wanted::Impossible => {
                answer.raw_header("content-range", format!("bytes */{length}"));
                answer.status(Status::RangeNotSatisfiable).ok()
            }
        }
    }
}

fn has(request: &Request<'_>, etag: &str) -> bool {
    let known = request.headers().get_one("if-none-match").unwrap_or_default();
    known.split(',').map(|it| it.trim().trim_start_matches("W/")).any(|it| it == etag || it == "*")
}

/// What a client asks for.
enum Wanted {
    All,
    Part(Range<usize>),
    /// A range that lies outside.
    Impossible,
}

/// A header we do not understand, or several ranges, is as good as none.
fn range(request: &Request<'_>, etag: &str, length: usize) -> Wanted {
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
