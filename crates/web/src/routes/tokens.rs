//! What keeps an account safe, and the personal tokens of its programs.

use crate::format::Format;
use crate::forms::NoFields;
use crate::identity::{Fresh, InSession};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::Member;
use rocket::form::{FromForm, FromFormField, ValueField};
use rocket::http::{Header, Status};
use rocket::response::{self, Responder};
use rocket::{Request, Route, State, delete, get, post, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use services::TokenDraft;
use views::{MadeToken, SecurityView, Slice, TokenView};

/// The page with everything that keeps an account safe.
pub(crate) const TEMPLATE: &str = "settings/security.html";
pub(crate) const PLACE: &str = "/settings/security";

pub(crate) fn routes() -> Vec<Route> {
    routes![security, list, create, revoke]
}

/// A number, or nothing. Rocket would take an `Option<i64>` that it cannot read for nothing, which here means for ever.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Days(pub(crate) Option<i64>);

impl<'v> FromFormField<'v> for Days {
    fn from_value(field: ValueField<'v>) -> rocket::form::Result<'v, Self> {
        if field.value.trim().is_empty() {
            return Ok(Self(None));
        }
        i64::from_value(field).map(|it| Self(Some(it)))
    }

    fn default() -> Option<Self> {
        Some(Self(None))
    }
}

/// `POST /settings/security/tokens`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct TokenForm {
    /// What it is called: 1 to 60 characters.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) name: String,
    /// `read`, `write` or, for staff, `admin`.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) scope: String,
    /// For how many days it works, 1 to 365; without, until it is revoked.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub(crate) expires_days: Days,
}

impl Fields for TokenForm {}

/// Shows what keeps one's account safe.
#[utoipa::path(tag = "settings", responses(
    (status = 200, description = "What there is", body = SecurityView),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
))]
#[get("/settings/security")]
pub(crate) async fn security(
    who: InSession<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new(TEMPLATE, services.factors.security(who.member).await?))
}

/// Lists one's own personal tokens, newest first.
#[utoipa::path(tag = "settings", responses(
    (status = 200, description = "The tokens, without what is secret of them", body = Slice<TokenView>),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
))]
#[get("/settings/security/tokens")]
pub(crate) async fn list(who: InSession<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::elsewhere(PLACE, services.tokens.list(who.member).await?))
}

/// Makes a personal token. What is said now is never said again.
#[utoipa::path(tag = "settings", request_body = TokenForm, responses(
    (status = 201, description = "The token", body = MadeToken),
    (status = 403, description = "They have to show first who they are", body = ProblemDetails),
    (status = 422, description = "A field is wrong, or there are 50 already", body = ProblemDetails),
))]
#[post("/settings/security/tokens", data = "<form>")]
pub(crate) async fn create(
    who: Fresh<'_>,
    form: Input<TokenForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Made, Problem> {
    let TokenForm { name, scope, expires_days } = form.0;
    let draft = TokenDraft { name, scope, expires_days: expires_days.0 };
    match services.tokens.create(who.0, &draft).await {
        Ok(made) => {
            tracing::info!(target: "security", "{:?} made a token: {}", who.0.name, made.view.id);
            drawn(made, who.0, asked.format, services).await
        }
        Err(why) => {
            let page = services.factors.security(who.0).await?;
            let context = json!({ "page": page, "token_form": typed(&draft) });
            Err(Problem::from(why).on_form(TEMPLATE, context))
        }
    }
}

/// Revokes one of one's own personal tokens.
#[utoipa::path(tag = "settings", request_body = NoFields, responses(
    (status = 204, description = "It is dead"),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
    (status = 404, description = "There is no such token", body = ProblemDetails),
))]
#[delete("/settings/security/tokens/<id>", data = "<_form>")]
pub(crate) async fn revoke(
    id: &str,
    who: InSession<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.tokens.revoke(who.member, id).await?;
    tracing::info!(target: "security", "{:?} revoked a token: {id:?}", who.member.name);
    Ok(Saved::deleted(PLACE, "flash-token-revoked"))
}

/// What was typed, as the form shows it again.
fn typed(draft: &TokenDraft) -> Value {
    let days = draft.expires_days.map(|it| it.to_string()).unwrap_or_default();
    json!({ "name": draft.name, "scope": draft.scope, "expires_days": days })
}

/// A person finds the token on the page they asked from: a detour would have to carry it in an address or a cookie.
async fn drawn(
    made: MadeToken,
    member: &Member,
    format: Format,
    services: &Services,
) -> Result<Made, Problem> {
    let location = format!("{PLACE}/tokens/{}", made.view.id);
    let page = match format {
        Format::Json => Page::elsewhere(PLACE, made),
        Format::Html => {
            let page = services.factors.security(member).await?;
            Page::new(TEMPLATE, page).beside(json!({ "made": made }))
        }
    };
    Ok(Made { page, location })
}

/// A new token, on a page or as JSON.
pub(crate) struct Made {
    pub(crate) page: Page,
    pub(crate) location: String,
}

impl<'r> Responder<'r, 'static> for Made {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.page.respond_to(request)?;
        // A page that could not be drawn says so itself.
        if answer.status() == Status::Ok {
            answer.set_status(Status::Created);
            let base = if Format::is_api(request) { Format::API } else { "" };
            answer.set_header(Header::new("location", format!("{base}{}", self.location)));
        }
        Ok(answer)
    }
}
