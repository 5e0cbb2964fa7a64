use super::accounts::NoReferrer;
use crate::cookies::{self, Name};
use crate::forms::{LoginForm, NoFields};
use crate::identity::{Identity, credential, shown};
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::{Saved, local};
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::http::{Method, RawStr};
use rocket::request::{FromRequest, Outcome};
use rocket::time::Duration;
use rocket::{Request, Route, State, get, post, routes};
use serde_json::{Value, json};
use services::{Client, Error, Renewed};
use views::SignedIn;

pub(crate) fn routes() -> Vec<Route> {
    routes![login, logout]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![login_form]
}

/// Where one signs in and then goes on at `next`.
pub(crate) fn login_url(next: &str) -> String {
    match local(next).as_str() {
        "/" => "/login".to_owned(),
        next => format!("/login?next={}", RawStr::new(next).percent_encode()),
    }
}

/// Where whoever sent `request` signs in, and is led back if that makes sense.
pub(crate) fn login_address(request: &Request<'_>) -> String {
    match request.method() {
        Method::Get | Method::Head => login_url(&request.uri().to_string()),
        _ => "/login".to_owned(),
    }
}

#[get("/login?<next>&<pass>")]
fn login_form(next: Option<String>, pass: Option<String>, _who: &Identity) -> NoReferrer<Page> {
    let form = json!({
        "form": { "next": next.unwrap_or_default(), "captcha": pass.unwrap_or_default() }
    });
    NoReferrer(Page::new("accounts/login.html", Value::Null).beside(form).with_form())
}

/// The cookies of an answer that begins or ends a session.
pub(crate) struct SessionCookie<'r>(&'r Request<'r>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SessionCookie<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(SessionCookie(request))
    }
}

impl SessionCookie<'_> {
    /// Gives the browser the session, for as long as it was asked to be kept.
    pub(crate) fn set(&self, signed_in: &SignedIn, remember: bool) {
        let left = signed_in.expires_at - time::OffsetDateTime::now_utc();
        let age = remember.then(|| Duration::seconds(left.whole_seconds()));
        cookies::set(self.0, Name::Session, signed_in.token.clone(), age);
        cookies::unset(self.0, Name::Visitor);
    }

    /// Gives the browser the new token of the session it has, for as long as it was to be kept.
    pub(crate) fn renew(&self, renewed: &Renewed) {
        let left = renewed.session.expires_at - time::OffsetDateTime::now_utc();
        let age = renewed.lasting.then(|| Duration::seconds(left.whole_seconds()));
        cookies::set(self.0, Name::Session, renewed.session.token.clone(), age);
    }

    pub(crate) fn unset(&self) {
        cookies::unset(self.0, Name::Session);
    }
}

/// Signs in. Apps get a token to send as `Authorization: Bearer`, browsers a cookie.
#[utoipa::path(tag = "sessions", request_body = LoginForm, responses(
    (status = 200, description = "A session", body = SignedIn),
    (status = 401, description = "That name or address and that password do not go together",
        body = ProblemDetails),
    (status = 403, description = "The account is suspended, or leaves and `stay` was not sent",
        body = ProblemDetails),
))]
#[post("/login", data = "<form>")]
pub(crate) async fn login(
    form: Input<LoginForm>,
    asked: Asked,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let form = form.0;
    let remember = form.remember || asked.is_api;
    let wanted = (form.login.as_str(), form.password.as_str());
    let client = asked.client.clone().remembered(remember).staying(form.stay);
    match services.sessions.sign_in_proved(wanted, &form.captcha, &client).await {
        Ok(signed_in) => Ok(entered(&signed_in, (&asked, &client), &form.next, &cookie)),
        Err(Error::SecondFactor { ticket, wrong }) => {
            let again = json!({ "form": {
                "ticket": ticket, "next": form.next, "remember": form.remember,
            } });
            Err(Problem::second_factor(ticket, wrong).on_form("accounts/code.html", again))
        }
        Err(why) => {
            tracing::warn!(
                target: "security", "refused to sign in {:?} from {}", form.login, client.address
            );
            let template = super::leaving::form_after(&why);
            let context = json!({ "form": form });
            Err(Problem::from(why).on_form(template, context))
        }
    }
}

/// The answer to somebody who has just signed in.
pub(crate) fn entered(
    signed_in: &SignedIn,
    (asked, client): (&Asked, &Client),
    next: &str,
    cookie: &SessionCookie<'_>,
) -> Saved {
    let name = &signed_in.user.user.name;
    tracing::info!(target: "security", "signed in {name:?} from {}", client.address);
    if asked.is_api {
        return Saved::changed("/", "flash-signed-in", signed_in);
    }
    cookie.set(signed_in, client.remember);
    // The cookie is the session here; the token in it is not for scripts to see.
    let said = json!({ "user": signed_in.user, "next": local(next) });
    Saved::changed(next, "flash-signed-in", &said)
}

/// Signs out: the session is dead at once.
#[utoipa::path(tag = "sessions", request_body = NoFields, responses(
    (status = 204, description = "The session has ended, if there was one"),
))]
#[post("/logout", data = "<_form>")]
pub(crate) async fn logout(
    _form: Input<NoFields>,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    if let Some(token) = shown(cookie.0) {
        services.sessions.sign_out(credential(cookie.0, &token)).await?;
    }
    cookie.unset();
    Ok(Saved::deleted("/", "flash-signed-out"))
}
