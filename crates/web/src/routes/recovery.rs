use super::accounts::NoReferrer;
use crate::identity::Identity;
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::form::FromForm;
use rocket::{Route, State, get, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) fn routes() -> Vec<Route> {
    routes![forgot, reset]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![forgot_form, reset_form]
}

/// `POST /password/forgot`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct ForgotForm {
    /// The address of the account.
    #[field(default = "")]
    #[serde(default)]
    email: String,
    /// A pass from `POST /captcha/<id>`, where the site asks for one.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    captcha: String,
}

/// `POST /password/reset`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct ResetForm {
    /// The last part of the link that was sent.
    #[field(default = "")]
    #[serde(default)]
    token: String,
    /// The new password: 8 to 256 characters.
    #[field(default = "")]
    #[serde(default)]
    password: String,
}

impl Fields for ForgotForm {}
impl Fields for ResetForm {}

/// Where one asks for a link to choose another password.
#[get("/password/forgot?<pass>")]
fn forgot_form(
    pass: Option<String>,
    _who: &Identity,
    services: &State<Services>,
) -> NoReferrer<Page> {
    let form = json!({ "form": { "captcha": pass.unwrap_or_default() } });
    let page = Page::new("accounts/forgot.html", json!({ "outbox": services.recovery.outbox() }));
    NoReferrer(page.beside(form).with_form())
}

/// Sends a link that lets somebody choose another password, if an account has that address. The answer is always the same.
#[utoipa::path(tag = "accounts", request_body = ForgotForm, responses(
    (status = 202, description = "If an account has that address, a letter is on its way"),
    (status = 422, description = "That is no address, or there is no pass", body = ProblemDetails),
    (status = 429, description = "Too many letters were asked for", body = ProblemDetails),
))]
#[post("/password/forgot", data = "<form>")]
pub(crate) async fn forgot(
    form: Input<ForgotForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let asked_for = (form.0.email.as_str(), form.0.captcha.as_str());
    let sent = services.recovery.ask_proved(asked_for.0, asked_for.1, &asked.client).await;
    sent.map_err(|why| {
        let page = json!({ "outbox": services.recovery.outbox() });
        Problem::from(why).on_form("accounts/forgot.html", json!({ "page": page, "form": form.0 }))
    })?;
    tracing::info!(target: "security", "a password was said to be forgotten, from {}", asked.client.address);
    Ok(Saved::accepted("/password/forgot", "flash-mails-reset-on-its-way"))
}

/// The page a link leads to. Mail scanners open links, so nothing happens until a password is sent.
#[get("/password/reset/<token>")]
async fn reset_form(
    token: &str,
    _who: &Identity,
    services: &State<Services>,
) -> Result<NoReferrer<Page>, Problem> {
    let usable = services.recovery.is_link_usable(token).await?;
    let page = json!({ "token": token, "usable": usable });
    Ok(NoReferrer(Page::new("accounts/reset.html", page).with_form()))
}

/// Puts a new password in place of a forgotten one. The link works once; all sessions and API tokens end.
#[utoipa::path(tag = "accounts", request_body = ResetForm, responses(
    (status = 204, description = "It is done; sign in with the new password"),
    (status = 422, description = "The token does not work, or no longer; or the password will not do",
        body = ProblemDetails),
))]
#[post("/password/reset", data = "<form>")]
pub(crate) async fn reset(
    form: Input<ResetForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let ResetForm { token, password } = form.0;
    if let Err(why) = services.recovery.reset(&token, &password).await {
        let usable = services.recovery.is_link_usable(&token).await?;
        let page = json!({ "token": token, "usable": usable });
        return Err(Problem::from(why).on_form("accounts/reset.html", json!({ "page": page })));
    }
    tracing::info!(target: "security", "a password was reset by its link, from {}", asked.client.address);
    Ok(Saved::deleted("/login", "flash-mails-password-reset"))
}
