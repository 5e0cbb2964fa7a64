use super::sessions::{SessionCookie, entered};
use super::tokens::{PLACE, TEMPLATE};
use crate::forms::NoFields;
use crate::identity::{Fresh, InSession, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::form::{FromForm, FromFormField, ValueField};
use rocket::{Route, State, delete, get, patch, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use views::{FactorsView, QuestionView, RecoveryView, SignedIn as Entered, TotpView};

pub(crate) fn routes() -> Vec<Route> {
    routes![
        list,
        begin_passkey,
        finish_passkey,
        rename,
        remove,
        begin_sign_in,
        finish_sign_in,
        code,
        begin_totp,
        confirm_totp,
        remove_totp,
        renew_recovery
    ]
}

/// A name for a passkey.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct PasskeyForm {
    /// What it is called: 1 to 60 characters.
    #[field(default = "")]
    #[serde(default)]
    name: String,
}

/// What a browser's `navigator.credentials` gave, as JSON.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct CredentialForm {
    /// The number of the question.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) id: String,
    /// The answer, in the JSON form of `WebAuthn` level 3.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(crate) credential: Credential,
    /// What a new passkey is called.
    #[field(default = "")]
    #[serde(default)]
    name: String,
    /// Where to go on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
    /// Whether to stay signed in.
    #[field(default = false)]
    #[serde(default)]
    remember: bool,
}

/// An answer of a device: an object in JSON, the same as text in a form.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Credential(pub(crate) Value);

impl<'v> FromFormField<'v> for Credential {
    fn from_value(field: ValueField<'v>) -> rocket::form::Result<'v, Self> {
        Ok(Self(serde_json::from_str(field.value).unwrap_or_default()))
    }

    fn default() -> Option<Self> {
        Some(Self(Value::Null))
    }
}

/// A code of an app, or one on paper.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct CodeForm {
    /// What was said with the right password, or with the secret.
    #[field(default = "")]
    #[serde(default)]
    ticket: String,
    /// Six digits, or a code on paper.
    #[field(default = "")]
    #[serde(default, skip_serializing)]
    code: String,
    /// Where to go on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    next: String,
    /// Whether to stay signed in.
    #[field(default = false)]
    #[serde(default)]
    remember: bool,
}

impl Fields for PasskeyForm {}
impl Fields for CredentialForm {}
impl Fields for CodeForm {}

/// Lists with what one signs in.
#[utoipa::path(tag = "security", responses(
    (status = 200, description = "Passkeys and codes", body = FactorsView),
))]
#[get("/settings/security/factors")]
pub(crate) async fn list(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::elsewhere(PLACE, services.factors.list(who.0).await?))
}

/// Asks the device for a new passkey.
#[utoipa::path(tag = "security", request_body = NoFields, responses(
    (status = 201, description = "What to ask the device", body = QuestionView),
))]
#[post("/settings/security/passkeys/begin", data = "<_form>")]
pub(crate) async fn begin_passkey(
    who: Fresh<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let question = services.factors.begin_passkey(who.0).await?;
    Ok(Saved::created(PLACE, "flash-saved", &question))
}

/// Keeps the new passkey.
#[utoipa::path(tag = "security", request_body = CredentialForm, responses(
    (status = 200, description = "Where to go on"),
    (status = 422, description = "It does not count", body = ProblemDetails),
))]
#[post("/settings/security/passkeys/finish", data = "<form>")]
pub(crate) async fn finish_passkey(
    who: Fresh<'_>,
    form: Input<CredentialForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let form = form.0;
    let answer = (form.id.as_str(), &form.credential.0);
    let factors = services.factors.finish_passkey(who.0, answer, &form.name).await?;
    tracing::info!(target: "security", "{:?} has a new passkey", who.0.name);
    let said = json!({ "next": PLACE, "factors": factors });
    Ok(Saved::changed(PLACE, "flash-passkey-added", &said))
}

/// Gives a passkey another name.
#[utoipa::path(tag = "security", request_body = PasskeyForm, responses(
    (status = 200, description = "It is called so"),
    (status = 404, description = "There is no such one", body = ProblemDetails),
))]
#[patch("/settings/security/passkeys/<id>", data = "<form>")]
pub(crate) async fn rename(
    id: &str,
    who: SignedIn<'_>,
    form: Input<PasskeyForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let number = super::row(id);
    if let Err(why) = services.factors.rename_passkey(who.0, number, &form.0.name).await {
        let page = services.factors.security(who.0).await?;
        return Err(Problem::from(why).on_form(TEMPLATE, json!({ "page": page })));
    }
    Ok(Saved::changed(PLACE, "flash-saved", &json!({})))
}

/// Removes a passkey. All other sessions end.
#[utoipa::path(tag = "security", request_body = NoFields, responses(
    (status = 204, description = "It is gone"),
    (status = 404, description = "There is no such one", body = ProblemDetails),
))]
#[delete("/settings/security/passkeys/<id>", data = "<_form>")]
pub(crate) async fn remove(
    id: &str,
    who: Fresh<'_>,
    _form: Input<NoFields>,
    session: InSession<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let number = super::row(id);
    services.factors.remove_passkey(who.0, number, session.session).await?;
    tracing::info!(target: "security", "{:?} has removed a passkey", who.0.name);
    Ok(Saved::deleted(PLACE, "flash-passkey-removed"))
}

/// Asks for any passkey of this site.
#[utoipa::path(tag = "sessions", request_body = NoFields, responses(
    (status = 201, description = "What to ask the device", body = QuestionView),
    (status = 429, description = "Too many", body = ProblemDetails),
))]
#[post("/login/passkey/begin", data = "<_form>")]
pub(crate) async fn begin_sign_in(
    _form: Input<NoFields>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let question = services.factors.begin_sign_in(&asked.client).await?;
    Ok(Saved::created("/login", "flash-saved", &question))
}

/// Signs in by a passkey.
#[utoipa::path(tag = "sessions", request_body = CredentialForm, responses(
    (status = 200, description = "A session", body = Entered),
    (status = 422, description = "It does not count", body = ProblemDetails),
))]
#[post("/login/passkey/finish", data = "<form>")]
pub(crate) async fn finish_sign_in(
    form: Input<CredentialForm>,
    asked: Asked,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let form = form.0;
    let client = asked.client.clone().remembered(form.remember || asked.is_api);
    let answer = (form.id.as_str(), &form.credential.0);
    let signed_in = services.factors.finish_sign_in(answer, &client).await?;
    Ok(entered(&signed_in, (&asked, &client), &form.next, &cookie))
}

/// Signs in by a code, after the password.
#[utoipa::path(tag = "sessions", request_body = CodeForm, responses(
    (status = 200, description = "A session", body = Entered),
    (status = 401, description = "The code is wrong; there is a new ticket in the answer",
        body = ProblemDetails),
    (status = 429, description = "Too many", body = ProblemDetails),
))]
#[post("/login/code", data = "<form>")]
pub(crate) async fn code(
    form: Input<CodeForm>,
    asked: Asked,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let form = form.0;
    let client = asked.client.clone().remembered(form.remember || asked.is_api);
    match services.factors.finish_second((&form.ticket, &form.code), &client).await {
        Ok(signed_in) => Ok(entered(&signed_in, (&asked, &client), &form.next, &cookie)),
        Err(why) => {
            tracing::warn!(target: "security", "a wrong code from {}", client.address);
            let problem = Problem::from(why);
            let again = json!({ "form": {
                "ticket": problem.ticket(), "next": form.next, "remember": form.remember,
            } });
            Err(match problem.ticket() {
                Some(_) => problem.on_form("accounts/code.html", again),
                None => problem.on_form("accounts/login.html", json!({ "form": form })),
            })
        }
    }
}

/// A new secret for an app that makes codes.
#[utoipa::path(tag = "security", request_body = NoFields, responses(
    (status = 200, description = "The secret; it counts once a first code has confirmed it",
        body = TotpView),
))]
#[post("/settings/security/totp", data = "<_form>")]
pub(crate) async fn begin_totp(
    who: Fresh<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("settings/totp.html", services.factors.begin_totp(who.0).await?))
}

/// Confirms the secret by a first code. The codes on paper stand in this answer and nowhere else.
#[utoipa::path(tag = "security", request_body = CodeForm, responses(
    (status = 200, description = "Codes for when the app is lost", body = RecoveryView),
    (status = 422, description = "The code is wrong", body = ProblemDetails),
))]
#[post("/settings/security/totp/confirm", data = "<form>")]
pub(crate) async fn confirm_totp(
    who: Fresh<'_>,
    form: Input<CodeForm>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let form = form.0;
    let confirmed = services.factors.confirm_totp(who.0, (&form.ticket, &form.code)).await;
    let codes = confirmed.map_err(|why| {
        let page = json!({ "id": form.ticket });
        Problem::from(why).on_form("settings/totp.html", json!({ "page": page }))
    })?;
    tracing::info!(target: "security", "{:?} uses codes from now on", who.0.name);
    Ok(Page::new("settings/recovery.html", codes))
}

/// No codes are asked for any more.
#[utoipa::path(tag = "security", request_body = NoFields, responses(
    (status = 204, description = "The password is enough again"),
))]
#[delete("/settings/security/totp", data = "<_form>")]
pub(crate) async fn remove_totp(
    who: Fresh<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.factors.remove_totp(who.0).await?;
    tracing::info!(target: "security", "{:?} uses no codes any more", who.0.name);
    Ok(Saved::deleted(PLACE, "flash-totp-removed"))
}

/// New codes on paper; the old ones are void.
#[utoipa::path(tag = "security", request_body = NoFields, responses(
    (status = 200, description = "The codes; they are said only here", body = RecoveryView),
    (status = 404, description = "No codes are asked for", body = ProblemDetails),
))]
#[post("/settings/security/recovery", data = "<_form>")]
pub(crate) async fn renew_recovery(
    who: Fresh<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("settings/recovery.html", services.factors.renew_recovery(who.0).await?))
}
