//! Showing once more who one is, before something dangerous.

use super::factors::CredentialForm;
use super::sessions::SessionCookie;
use crate::forms::NoFields;
use crate::identity::InSession;
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::{Saved, local};
use crate::state::{Services, WebSettings};
use crate::view::{Asked, Page};
use rocket::form::FromForm;
use rocket::http::Method;
use rocket::{Request, Route, State, get, post, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use services::Renewed;
use views::{Confirmed, QuestionView};

/// The page that asks for the password.
const TEMPLATE: &str = "accounts/again.html";

pub(crate) fn routes() -> Vec<Route> {
    routes![confirm, begin_passkey, finish_passkey]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![confirm_form]
}

/// `POST /confirm`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct ConfirmForm {
    /// The password of whoever is signed in.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) password: String,
    /// Where to go on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
}

impl Fields for ConfirmForm {}

#[get("/confirm?<next>")]
fn confirm_form(next: Option<String>, _who: InSession<'_>) -> Page {
    Page::new(TEMPLATE, Value::Null).beside(typed(&next.unwrap_or_default()))
}

/// Shows by password once more who one is. The session gets another token: the one before is dead.
#[utoipa::path(tag = "sessions", request_body = ConfirmForm, responses(
    (status = 200, description = "The session with its new token", body = Confirmed),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
    (status = 422, description = "The password is wrong", body = ProblemDetails),
    (status = 429, description = "It was tried too often", body = ProblemDetails),
))]
#[post("/confirm", data = "<form>")]
pub(crate) async fn confirm(
    who: InSession<'_>,
    form: Input<ConfirmForm>,
    asked: Asked,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (name, form) = (&who.member.name, form.0);
    let confirmed = services.sessions.confirm(who.member, who.session, &form.password).await;
    let renewed = confirmed.map_err(|why| {
        tracing::warn!(target: "security", "{name:?} did not confirm from {}", asked.client.address);
        Problem::from(why).on_form(TEMPLATE, typed(&form.next))
    })?;
    Ok(confirmed_to(&renewed, (name, &form.next), &asked, &cookie))
}

/// Asks the device for one of one's own passkeys, in place of the password.
#[utoipa::path(tag = "sessions", request_body = NoFields, responses(
    (status = 201, description = "What to ask the device", body = QuestionView),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
    (status = 422, description = "There is no passkey", body = ProblemDetails),
))]
#[post("/confirm/passkey/begin", data = "<_form>")]
pub(crate) async fn begin_passkey(
    who: InSession<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let question = services.factors.begin_confirmation(who.member).await?;
    Ok(Saved::created("/confirm", "flash-saved", &question))
}

/// Shows by passkey once more who one is. The session gets another token: the one before is dead.
#[utoipa::path(tag = "sessions", request_body = CredentialForm, responses(
    (status = 200, description = "The session with its new token", body = Confirmed),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
    (status = 422, description = "It does not count", body = ProblemDetails),
    (status = 429, description = "It was tried too often", body = ProblemDetails),
))]
#[post("/confirm/passkey/finish", data = "<form>")]
pub(crate) async fn finish_passkey(
    who: InSession<'_>,
    form: Input<CredentialForm>,
    asked: Asked,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (name, form) = (&who.member.name, form.0);
    let answer = (form.id.as_str(), &form.credential.0);
    let renewed = services.factors.finish_confirmation(who.member, who.session, answer).await?;
    Ok(confirmed_to(&renewed, (name, &form.next), &asked, &cookie))
}

/// The answer to somebody who has just shown who they are.
fn confirmed_to(
    renewed: &Renewed,
    (name, next): (&str, &str),
    asked: &Asked,
    cookie: &SessionCookie<'_>,
) -> Saved {
    tracing::info!(target: "security", "{name:?} confirmed from {}", asked.client.address);
    if asked.is_api {
        return Saved::changed("/", "flash-confirmed", &renewed.session);
    }
    cookie.renew(renewed);
    // The cookie is the session here; the token in it is not for scripts to see.
    let expires_at = serde_json::to_value(&renewed.session).ok();
    let expires_at = expires_at.and_then(|mut it| it.get_mut("expires_at").map(Value::take));
    let said = json!({ "expires_at": expires_at, "next": local(next) });
    Saved::changed(next, "flash-confirmed", &said)
}

fn typed(next: &str) -> Value {
    json!({ "form": { "next": local(next) } })
}

impl Problem {
    /// The same, drawn as the page where a person mends it by showing who they are, and is then led back to where they were.
    pub(crate) fn on_confirm_page(self, request: &Request<'_>) -> Self {
        self.on_form(TEMPLATE, typed(&place_of(request)))
    }
}

/// Where whoever sent `request` was: at its address, or on the page with the form that sent it.
fn place_of(request: &Request<'_>) -> String {
    if matches!(request.method(), Method::Get | Method::Head) {
        return request.uri().to_string();
    }
    let referrer = request.headers().get_one("referer").unwrap_or_default();
    let settings: Option<&WebSettings> = request.rocket().state();
    let ours = settings.map_or("", |it| it.public_url.as_str());
    let host = request.headers().get_one("host").unwrap_or_default();
    let page = path_at(referrer, ours.split("://").nth(1).unwrap_or(ours));
    local(page.or_else(|| path_at(referrer, host)).unwrap_or("/"))
}

/// The path of `address` if it is at `host`.
fn path_at<'a>(address: &'a str, host: &str) -> Option<&'a str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let path = rest.strip_prefix(host).filter(|_| !host.is_empty())?;
    path.starts_with('/').then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_host_has_a_place_here() {
        let at = |address| path_at(address, "photos.example:8000");
        assert_eq!(at("http://photos.example:8000/settings?x=1"), Some("/settings?x=1"));
        assert_eq!(at("https://photos.example:8000/"), Some("/"));
        for other in [
            "http://photos.example:80001/",
            "http://photos.example:8000",
            "http://photos.example:8000@evil.example/",
            "http://evil.example/photos.example:8000/",
            "javascript:alert(1)",
            "/settings",
            "",
        ] {
            assert_eq!(at(other), None, "{other}");
        }
        assert_eq!(path_at("http:///settings", ""), None);
    }
}
