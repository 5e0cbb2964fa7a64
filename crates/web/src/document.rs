use data_encoding::HEXLOWER;
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// What machines ask for again and again: the same for everybody, kept for a while, and not sent to those who have it (RFC 9110 §13).
/// It neither reads nor sets a cookie.
pub(crate) struct Document {
    media_type: &'static str,
    body: Vec<u8>,
    seconds: u32,
    modified: Option<OffsetDateTime>,
}

/// A date as HTTP spells it (RFC 9110 §5.6.7).
const DATE: &[BorrowedFormatItem<'_>] = format_description!(
    "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
);

impl Document {
    /// A document of this media type that anybody may keep for so many seconds.
    pub(crate) fn new(media_type: &'static str, body: impl Into<Vec<u8>>, seconds: u32) -> Self {
        Self { media_type, body: body.into(), seconds, modified: None }
    }

    /// The same as JSON.
    pub(crate) fn json(media_type: &'static str, body: &serde_json::Value, seconds: u32) -> Self {
        Self::new(media_type, body.to_string(), seconds)
    }

    /// With the moment it was last changed.
    pub(crate) fn modified(self, at: OffsetDateTime) -> Self {
        Self { modified: Some(at), ..self }
    }
}

impl<'r> Responder<'r, 'static> for Document {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut tag = HEXLOWER.encode(&Sha256::digest(&self.body));
        tag.truncate(32);
        let etag = format!("\"{tag}\"");
        let mut answer = Response::build();
        answer.raw_header("cache-control", format!("public, max-age={}", self.seconds));
        if let Some(at) = self.modified.and_then(|it| it.format(DATE).ok()) {
            answer.header(Header::new("last-modified", at));
        }
        let known = is_known(request, &etag, self.modified);
        answer.raw_header("etag", etag);
        if known {
            return answer.status(Status::NotModified).ok();
        }
        answer.header(self.media_type.parse::<ContentType>().unwrap_or(ContentType::Binary));
        answer.sized_body(self.body.len(), Cursor::new(self.body)).ok()
    }
}

/// Whether the client has it already. Where it names a tag, its date says nothing more (RFC 9110 §13.2.2).
fn is_known(request: &Request<'_>, etag: &str, modified: Option<OffsetDateTime>) -> bool {
    let headers = request.headers();
    if let Some(known) = headers.get_one("if-none-match") {
        let mut known = known.split(',').map(|it| it.trim().trim_start_matches("W/"));
        return known.any(|it| it == etag || it == "*");
    }
    let since = headers.get_one("if-modified-since");
    let since = since.and_then(|it| PrimitiveDateTime::parse(it, DATE).ok());
    match (since, modified) {
        (Some(since), Some(at)) => at.unix_timestamp() <= since.assume_utc().unix_timestamp(),
        _ => false,
    }
}
