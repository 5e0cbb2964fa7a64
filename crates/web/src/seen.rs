//! Whether somebody looks at what is asked for, as far as a request tells: for counting.

use crate::client;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::Method;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Data, async_trait};
use services::Seen;
use std::convert::Infallible;

/// Whether a request asked for no more than the head of an answer: Rocket asks itself for all of it then, and routes see `GET`.
struct Head(bool);

/// Takes note of requests that ask for a head.
pub(crate) struct Heads;

#[async_trait]
impl Fairing for Heads {
    fn info(&self) -> Info {
        Info { name: "heads", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        if request.method() == Method::Head {
            request.local_cache(|| Head(true));
        }
    }
}

/// Who looks; nobody where only a program does: a head is asked for, or a page before somebody wants to see it, or as a part of
/// another one.
pub(crate) struct Looked(pub(crate) Option<Seen>);

#[async_trait]
impl<'r> FromRequest<'r> for Looked {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let seen = is_shown(request).then(|| Seen {
            client: client::of(request),
            referrer: request.headers().get_one("referer").map(str::to_owned),
        });
        Outcome::Success(Self(seen))
    }
}

fn is_shown(request: &Request<'_>) -> bool {
    let header = |name| request.headers().get_one(name);
    let is_head = request.method() != Method::Get || request.local_cache(|| Head(false)).0;
    let early = ["sec-purpose", "purpose", "x-purpose", "x-moz"].into_iter().filter_map(header);
    let early = early
        .map(str::to_ascii_lowercase)
        .any(|it| ["prefetch", "prerender", "preview"].iter().any(|purpose| it.contains(purpose)));
    let shown = match header("sec-fetch-dest") {
        None | Some("document") => true,
        // Scripts of this site only: others' could ask for pages that nobody sees.
        Some("empty") => header("sec-fetch-site") == Some("same-origin"),
        Some(_) => false,
    };
    !is_head && !early && shown
}
