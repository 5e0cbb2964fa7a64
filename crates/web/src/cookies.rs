//! The cookies of the site. None of them tracks anybody.

use crate::state::WebSettings;
use rocket::Request;
use rocket::http::{Cookie, SameSite};
use rocket::time::Duration;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// Who is signed in.
    Session,
    /// Ties the forms drawn for somebody who is not signed in to their browser.
    Visitor,
    /// What to say on the next page.
    Flash,
}

fn settings<'r>(request: &'r Request<'_>) -> Option<&'r WebSettings> {
    request.rocket().state()
}

fn is_https(request: &Request<'_>) -> bool {
    settings(request).is_some_and(WebSettings::is_https)
}

/// With HTTPS the prefix makes browsers refuse the cookie from anybody but this very host
/// (RFC 6265bis §4.1.3.2).
fn name(request: &Request<'_>, name: Name) -> &'static str {
    match (name, is_https(request)) {
        (Name::Session, true) => "__Host-sid",
        (Name::Session, false) => "sid",
        (Name::Visitor, true) => "__Host-visitor",
        (Name::Visitor, false) => "visitor",
        (Name::Flash, true) => "__Host-flash",
        (Name::Flash, false) => "flash",
    }
}

/// The value the browser sent.
pub(crate) fn get(request: &Request<'_>, which: Name) -> Option<String> {
    request.cookies().get(name(request, which)).map(|it| it.value().to_owned())
}

/// Gives the browser a cookie, until it is closed or for `max_age`.
pub(crate) fn set(request: &Request<'_>, which: Name, value: String, max_age: Option<Duration>) {
    put(request, name(request, which), value, max_age);
}

/// The same for a cookie of another name: of this host alone, out of reach of scripts.
pub(crate) fn put(
    request: &Request<'_>,
    name: &'static str,
    value: String,
    max_age: Option<Duration>,
) {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_https(request))
        .build();
    cookie.set_max_age(max_age);
    request.cookies().add(cookie);
}

/// Takes a cookie back.
pub(crate) fn unset(request: &Request<'_>, which: Name) {
    let cookie = Cookie::build(name(request, which)).path("/").secure(is_https(request));
    request.cookies().remove(cookie.build());
}
