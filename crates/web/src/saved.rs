use crate::cookies::{self, Name};
use crate::format::Format;
use rocket::http::uri::Origin;
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Redirect, Responder, Response};
use rocket::time::Duration;
use serde::Serialize;
use serde_json::Value;

/// Something was done: a browser is sent to see it, an app is handed it.
pub(crate) struct Saved {
    at: String,
    next: Option<String>,
    said: &'static str,
    status: Status,
    body: String,
}

impl Saved {
    /// Something new is at `at`.
    pub(crate) fn created(at: &str, said: &'static str, body: &impl Serialize) -> Self {
        Self { status: Status::Created, ..Self::changed(at, said, body) }
    }

    /// What is at `at` has changed.
    pub(crate) fn changed(at: &str, said: &'static str, body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).unwrap_or_default();
        Self { at: at.to_owned(), next: None, said, status: Status::Ok, body }
    }

    /// The same, but a browser goes on elsewhere.
    pub(crate) fn then(self, next: &str) -> Self {
        Self { next: Some(next.to_owned()), ..self }
    }

    /// Something is no more; a browser goes on at `at`.
    pub(crate) fn deleted(at: &str, said: &'static str) -> Self {
        Self { status: Status::NoContent, ..Self::changed(at, said, &Value::Null) }
    }

    /// Something will be done; a browser goes on at `at`.
    pub(crate) fn accepted(at: &str, said: &'static str) -> Self {
        Self { status: Status::Accepted, ..Self::changed(at, said, &serde_json::json!({})) }
    }
}

impl<'r> Responder<'r, 'static> for Saved {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        if Format::of(request) == Format::Html {
            let minute = Some(Duration::seconds(60));
            cookies::set(request, Name::Flash, self.said.to_owned(), minute);
            let next = self.next.as_ref().unwrap_or(&self.at);
            return Redirect::to(local(next)).respond_to(request);
        }
        if self.status == Status::NoContent {
            return Response::build().status(self.status).ok();
        }
        let mut answer = (ContentType::JSON, self.body).respond_to(request)?;
        answer.set_status(self.status);
        if self.status == Status::Created {
            let base = if Format::is_api(request) { Format::API } else { "" };
            answer.set_header(Header::new("location", format!("{base}{}", self.at)));
        }
        Ok(answer)
    }
}

/// `path` if it is a place on this site, and the front page if it is anything else: another
/// site's address, or something that a browser might take for one.
pub(crate) fn local(path: &str) -> String {
    let decoded = percent_decoded(path);
    let is_local = |text: &str| {
        text.starts_with('/')
            && !text.starts_with("//")
            && !text.contains('\\')
            && !text.chars().any(char::is_control)
    };
    let (place, fragment) = path.split_once('#').unwrap_or((path, ""));
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let fits = path.len() <= 2_000
        && is_local(path)
        && is_local(&decoded)
        && fragment.chars().all(plain)
        && Origin::parse(place).is_ok();
    if fits { path.to_owned() } else { "/".to_owned() }
}

fn percent_decoded(text: &str) -> String {
    rocket::http::RawStr::new(text).percent_decode_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_this_site_is_kept() {
        for path in ["/", "/photos/abc?after=1", "/@ada#top", "/%E9%99%88"] {
            assert_eq!(local(path), path);
        }
    }

    #[test]
    fn anything_else_is_the_front_page() {
        for path in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "",
            "javascript:alert(1)",
            "/%2f%2fevil.example/..",
            "/%5cevil",
            "/a\nb",
            "/%0d%0aX: y",
            "evil.example",
            " /x",
            "/\t/evil.example",
            "http:evil",
            "///evil",
            "/%2Fevil.example",
        ] {
            assert_eq!(local(path), "/", "{path:?}");
        }
        assert_eq!(local(&format!("/{}", "x".repeat(3_000))), "/");
    }
}
