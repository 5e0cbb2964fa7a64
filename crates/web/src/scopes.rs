//! What personal tokens are good for: by the method and the address that Rocket has matched, in one place for all routes.

use crate::format::Format;
use crate::problem::Problem;
use domain::{Message, Scope};
use rocket::Request;
use rocket::http::Method;
use services::{Error, ShownBy, Visit};

/// Below these, members look after their own accounts: what begins with a token must not end with the account.
const OWN: [&str; 3] = ["/settings", "/confirm", "/password"];

/// Below this, staff look after the site.
const ADMIN: &str = "/admin";

/// Why `visit` may not ask for this, if it may not. Sessions may ask for everything.
pub(crate) fn refusal(request: &Request<'_>, visit: Option<&Visit>) -> Option<Problem> {
    let ShownBy::Token(scope) = visit?.by else { return None };
    if OWN.iter().any(|it| is_below(request, it)) {
        return Some(session_only());
    }
    let needed = match request.method() {
        _ if is_below(request, ADMIN) => Scope::Admin,
        Method::Get | Method::Head => Scope::Read,
        _ => Scope::Write,
    };
    (scope < needed).then(|| needs(needed))
}

/// What says that a token would do of another scope.
pub(crate) fn needs(scope: Scope) -> Problem {
    Error::Forbidden(Message::new("problem-scope").with("scope", scope.as_str())).into()
}

/// Whether somebody has shown lately enough who they are for something dangerous. Nobody confirms anything for a program that runs
/// alone, so a token that was made for the work of staff does for that, and for nothing else.
pub(crate) fn is_fresh(request: &Request<'_>, visit: &Visit) -> Result<(), Problem> {
    match visit.by {
        ShownBy::Session(_) if visit.fresh => Ok(()),
        ShownBy::Session(_) => Err(Error::ConfirmFirst.into()),
        ShownBy::Token(Scope::Admin) if is_below(request, ADMIN) => Ok(()),
        ShownBy::Token(_) => Err(session_only()),
    }
}

/// What says that a token does not do.
pub(crate) fn session_only() -> Problem {
    Error::forbidden("problem-session-only").into()
}

/// Whether the route is the one at `place` or below it. The address as it was sent might be spelled in another way.
fn is_below(request: &Request<'_>, place: &str) -> bool {
    let Some(route) = request.route() else { return true };
    let path = route.uri.path();
    let path = path.strip_prefix(Format::API).unwrap_or(path);
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
