//! Whether a state change was asked for by a page of this site, and by one drawn for this person
//! (cross-site request forgery). Two walls: what the browser says about where the request comes
//! from, and a token that only our own pages know.

use crate::cookies::{self, Name};
use crate::format::Format;
use crate::identity::Identity;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use rocket::Request;
use subtle::ConstantTimeEq;

/// How much a request without a session has to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wall {
    /// Where it comes from and the token of the form.
    Full,
    /// Where it comes from: for what harms nobody and stands on pages that must stay the same for
    /// every stranger, such as the choice of a language.
    Low,
}

/// Refuses what did not come from a page of ours. `sent` is the token in the body, if any.
pub(crate) fn check(
    request: &Request<'_>,
    sent: Option<&str>,
    wall: Wall,
) -> Result<(), Box<Problem>> {
    let refused = || Err(Box::new(Problem::cross_site()));
    if !is_same_origin(request) {
        return refused();
    }
    // An app's token is not sent by a browser on its own, so nothing can be forged with it.
    if Format::is_api(request) {
        return Ok(());
    }
    let signed_in = Identity::peek(request).token().is_some();
    if wall == Wall::Low && !signed_in {
        return Ok(());
    }
    let header = request.headers().get_one("x-csrf-token");
    let sent = header.or(sent).unwrap_or_default();
    match token(request) {
        Some(expected) if bool::from(expected.as_bytes().ct_eq(sent.as_bytes())) => Ok(()),
        _ => refused(),
    }
}

/// The token that forms drawn for this person carry, if they have a session or a visitor's
/// cookie.
pub(crate) fn token(request: &Request<'_>) -> Option<String> {
    let services: &Services = request.rocket().state()?;
    let visitor = || cookies::get(request, Name::Visitor);
    let secret = Identity::peek(request).token().map(str::to_owned).or_else(visitor)?;
    Some(services.sessions.form_token(&secret))
}

/// The token for a form that is about to be drawn; a stranger's browser is given a secret first.
pub(crate) fn token_for_form(request: &Request<'_>) -> String {
    if let Some(token) = token(request) {
        return token;
    }
    let Some(services) = request.rocket().state::<Services>() else { return String::new() };
    let Ok(secret) = services.sessions.visitor_secret() else { return String::new() };
    let token = services.sessions.form_token(&secret);
    cookies::set(request, Name::Visitor, secret, None);
    token
}

/// Whether the browser asks by itself, at a person's wish, and no page has a part in it: what one app of a phone hands over to another.
/// Only what says so counts; that it says nothing is no proof.
pub(crate) fn is_the_browser_itself(request: &Request<'_>) -> bool {
    let only = |name: &str| {
        let mut said = request.headers().get(name);
        said.next().filter(|_| said.next().is_none())
    };
    let navigates = only("sec-fetch-mode").is_none_or(|it| it == "navigate");
    let settings: Option<&WebSettings> = request.rocket().state();
    let ours = |it: &str| settings.is_some_and(|own| own.public_url.eq_ignore_ascii_case(it));
    // No page is behind it, so there is nothing to name.
    let nowhere = only("origin").is_none_or(|it| it == "null" || ours(it));
    only("sec-fetch-site") == Some("none") && navigates && nowhere
}

/// `Sec-Fetch-Site` cannot be set by a page and decides where it is sent; elsewhere `Origin` must
/// be ours. Programs send neither.
fn is_same_origin(request: &Request<'_>) -> bool {
    if let Some(site) = request.headers().get_one("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = request.headers().get_one("origin") else { return true };
    let settings: Option<&WebSettings> = request.rocket().state();
    let public = settings.is_some_and(|it| it.public_url.eq_ignore_ascii_case(origin));
    let host = request.headers().get_one("host").unwrap_or_default();
    let asked = origin.split_once("://").is_some_and(|(_, it)| it.eq_ignore_ascii_case(host));
    public || (!host.is_empty() && asked)
}
