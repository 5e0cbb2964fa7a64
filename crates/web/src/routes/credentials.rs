use super::sessions::SessionCookie;
use crate::identity::{Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::{Member, Message};
use rocket::form::FromForm;
use rocket::http::Status;
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::{Request, Route, State, get, patch, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use services::{Error, Visit};
use views::AccountView;

pub(crate) fn routes() -> Vec<Route> {
    routes![show, change, change_password, change_email]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![well_known]
}

/// `PATCH /settings/account`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct AccountForm {
    /// The language letters are written in, such as `zh-CN`.
    #[serde(default)]
    locale: Option<String>,
}

/// `POST /settings/account/password`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct PasswordForm {
    /// The password of now.
    #[field(default = "")]
    #[serde(default)]
    current: String,
    /// The new one: 8 to 256 characters.
    #[field(default = "")]
    #[serde(default)]
    password: String,
}

/// `POST /settings/account/email`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct EmailForm {
    /// The password.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    password: String,
    /// The new address.
    #[field(default = "")]
    #[serde(default)]
    email: String,
}

impl Fields for AccountForm {}
impl Fields for PasswordForm {}
impl Fields for EmailForm {}

const TEMPLATE: &str = "settings/account.html";

/// Where password managers look for the page to change a password (W3C, a well-known URL for changing passwords).
#[get("/.well-known/change-password")]
fn well_known() -> Redirect {
    Redirect::to("/settings/account")
}

/// Shows how one signs in and where one's letters go.
#[utoipa::path(tag = "settings", responses(
    (status = 200, description = "One's own account", body = AccountView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/account")]
pub(crate) async fn show(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::new(TEMPLATE, services.credentials.show(who.0).await?))
}

/// Says in which language one's letters are written.
#[utoipa::path(tag = "settings", request_body = AccountForm, responses(
    (status = 200, description = "One's own account as it is now", body = AccountView),
    (status = 422, description = "The site does not speak that language", body = ProblemDetails),
))]
#[patch("/settings/account", data = "<form>")]
pub(crate) async fn change(
    who: SignedIn<'_>,
    form: Input<AccountForm>,
    _asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let Some(locale) = form.0.locale else {
        let view = services.credentials.show(who.0).await?;
        return Ok(Saved::changed("/settings/account", "flash-mails-saved", &view));
    };
    let Some(locale) = i18n::known(&locale) else {
        let why = Error::field("locale", Message::new("error-mails-locale"));
        return Err(again(why, who.0, json!({ "of": "locale" }), services).await);
    };
    let view = services.credentials.set_locale(who.0, locale.tag).await?;
    Ok(Saved::changed("/settings/account", "flash-mails-saved", &view))
}

/// Changes one's password. All other sessions and all API tokens end; this session goes on under a new token.
#[utoipa::path(tag = "settings", request_body = PasswordForm, responses(
    (status = 200, description = "The session as it goes on", body = views::SignedIn),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 422, description = "The password of now is another, or the new one will not do",
        body = ProblemDetails),
))]
#[post("/settings/account/password", data = "<form>")]
pub(crate) async fn change_password(
    seat: Seat<'_>,
    form: Input<PasswordForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (visit, network) = (seat.visit, &seat.asked.client.address);
    let PasswordForm { current, password } = form.0;
    let renewed = match services.credentials.change_password(visit, &current, &password).await {
        Ok(renewed) => renewed,
        Err(why) => {
            return Err(again(why, &visit.member, json!({ "of": "password" }), services).await);
        }
    };
    let (signed_in, name) = (renewed.signed_in, &visit.member.name);
    tracing::info!(target: "security", "{name:?} changed their password from {network}");
    let said = "flash-mails-password-changed";
    if seat.asked.is_api {
        return Ok(Saved::changed("/settings/account", said, &signed_in));
    }
    seat.cookie.set(&signed_in, renewed.remember);
    // The cookie is the session here; the token in it is not for scripts to see.
    Ok(Saved::changed("/settings/account", said, &json!({ "user": signed_in.user })))
}

/// Asks for another address. It counts once the link that is sent there is used; an address that never was confirmed is
/// replaced at once. The answer does not tell whether the new one belongs to another account.
#[utoipa::path(tag = "settings", request_body = EmailForm, responses(
    (status = 202, description = "A letter is on its way to the new address"),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 422, description = "The password is another, or that is no address", body = ProblemDetails),
    (status = 429, description = "Too many letters were asked for", body = ProblemDetails),
))]
#[post("/settings/account/email", data = "<form>")]
pub(crate) async fn change_email(
    seat: Seat<'_>,
    form: Input<EmailForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (visit, client, form) = (seat.visit, &seat.asked.client, form.0);
    let typed = (form.password.as_str(), form.email.as_str());
    if let Err(why) = services.credentials.change_email(visit, typed, client).await {
        let typed = json!({ "of": "email", "email": form.email });
        return Err(again(why, &visit.member, typed, services).await);
    }
    let (name, network) = (&visit.member.name, &client.address);
    tracing::info!(target: "security", "{name:?} asked for another address from {network}");
    Ok(Saved::accepted("/settings/account", "flash-mails-address-asked"))
}

/// The page once more, with what is wrong about one of its forms.
async fn again(why: Error, member: &Member, form: Value, services: &State<Services>) -> Problem {
    match services.credentials.show(member).await {
        Ok(page) => Problem::from(why).on_form(TEMPLATE, json!({ "page": page, "form": form })),
        Err(why) => why.into(),
    }
}

/// Somebody who is signed in, by which session, and the way to give that session another cookie.
pub(crate) struct Seat<'r> {
    visit: &'r Visit,
    asked: Asked,
    cookie: SessionCookie<'r>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Seat<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let SignedIn(_) = try_outcome!(request.guard::<SignedIn<'_>>().await);
        let guards = (request.guard::<Asked>().await, request.guard::<SessionCookie<'_>>().await);
        match (Identity::peek(request).visit(), guards) {
            (Some(visit), (Outcome::Success(asked), Outcome::Success(cookie))) => {
                Outcome::Success(Self { visit, asked, cookie })
            }
            _ => Outcome::Error((Status::Unauthorized, ())),
        }
    }
}
