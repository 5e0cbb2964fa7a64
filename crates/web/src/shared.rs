//! What another app of a phone hands over to the site (<https://w3c.github.io/web-share-target/>): pictures, and perhaps words.
//!
//! No page of ours asks for it, so there is no token to show; the browser itself does, on behalf of a person who chose this site from a
//! list, and says so in a header that no page can set. Whatever else it says is refused, and what is handed over is private.

use crate::identity::Identity;
use crate::multipart::{self, Filled};
use crate::origin;
use crate::problem::{Problem, remember};
use crate::upload::{Upload, allowed, spare};
use domain::{Caption, Title};
use rocket::data::{ByteUnit, Data, FromData, Outcome};
use rocket::http::Status;
use rocket::request::Request;

/// `POST /share-target`, once it was seen to come from the browser itself.
pub(crate) enum Shared {
    /// By whom, if anybody, was it handed over: a form like that for a new photo, of a private one.
    Handed(Upload),
    /// Nobody is signed in. It was not looked at.
    Nobody,
}

/// The fields with text, as the manifest names them.
const TEXTS: &[&str] = &["title", "text", "url"];

/// How much is taken of somebody who is not signed in, so that the answer is not lost with the connection.
const DRAIN: ByteUnit = ByteUnit::Mebibyte(64);

#[rocket::async_trait]
impl<'r> FromData<'r> for Shared {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let _ = request.guard::<&Identity>().await;
        match read(request, data).await {
            Ok(shared) => Outcome::Success(shared),
            Err(problem) => {
                let status = problem.status();
                remember(request, *problem);
                Outcome::Error((status, ()))
            }
        }
    }
}

async fn read<'r>(request: &'r Request<'_>, data: Data<'r>) -> Result<Shared, Box<Problem>> {
    if !origin::is_the_browser_itself(request) {
        return Err(Box::new(Problem::cross_site()));
    }
    if Identity::peek(request).member().is_none() {
        let _ = data.open(DRAIN).stream_to(rocket::tokio::io::sink()).await;
        return Ok(Shared::Nobody);
    }
    let kind = request.content_type().filter(|it| it.is_form_data());
    let boundary = kind.and_then(|it| it.param("boundary")).filter(|it| !it.is_empty());
    let Some(boundary) = boundary else {
        let why = "problem-content-type";
        return Err(Box::new(Problem::new(Status::UnsupportedMediaType, why)));
    };
    let announced = request.headers().get_one("content-length").and_then(|it| it.parse().ok());
    spare(request, announced).await?;
    let allowed = multipart::Allowed { texts: TEXTS, ..allowed(request) };
    let mut body = data.open(ByteUnit::max_value());
    let (filled, outcome) = multipart::read(&mut body, boundary, announced, &allowed).await;
    Upload::of(as_private(filled)).judged(outcome, &allowed).map(Shared::Handed)
}

/// The form in the words of that for a new photo. Apps put into their fields what they like: what cannot be kept is left out, and the
/// person sees in a moment what is there.
fn as_private(mut filled: Filled) -> Filled {
    let mut said = |name: &str| filled.texts.remove(name).and_then(|it| it.into_iter().next());
    let title: String = said("title").unwrap_or_default().chars().take(Title::MAX).collect();
    let told: Vec<_> = ["text", "url"].into_iter().filter_map(&mut said).collect();
    let told: String = told.join("\n").trim().chars().take(Caption::MAX).collect();
    let mut keep = |name: &str, text: String| filled.texts.insert(name.to_owned(), vec![text]);
    if Title::parse(&title).is_ok() {
        keep("title", title);
    }
    if Caption::parse(&told).is_ok() {
        keep("caption", told);
    }
    keep("visibility", "private".to_owned());
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_kept_is_left_out() {
        let said = |texts: &[(&str, &str)]| {
            let mut filled = Filled::default();
            for (name, text) in texts {
                filled.texts.insert((*name).to_owned(), vec![(*text).to_owned()]);
            }
            let texts = as_private(filled).texts;
            ["title", "caption", "visibility"]
                .map(|it| texts.get(it).and_then(|it| it.first()).cloned().unwrap_or_default())
        };
        let long = "x".repeat(10_000);
        assert_eq!(said(&[]), ["", "", "private"]);
        assert_eq!(
            said(&[("title", "Dusk"), ("text", "Look"), ("url", "https://a.example")]),
            ["Dusk", "Look\nhttps://a.example", "private"]
        );
        let [title, caption, _] = said(&[("title", &long), ("text", &long)]);
        assert_eq!((title.len(), caption.len()), (Title::MAX, Caption::MAX));
        assert_eq!(said(&[("title", "a\u{202E}b"), ("text", "a\0b")]), ["", "", "private"]);
    }
}
