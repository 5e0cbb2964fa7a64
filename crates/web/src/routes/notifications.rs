//! What people are told of, and what they want to be told of.

use super::walls::paging;
use crate::identity::{InSession, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use rocket::form::FromForm;
use rocket::{Route, State, get, post, put, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use services::ChoicesDraft;
use views::{ChoicesView, Notifications};

/// The page with what one wants to hear of.
const CHOICES: &str = "settings/notifications.html";
const PLACE: &str = "/settings/notifications";

pub(crate) fn routes() -> Vec<Route> {
    routes![list, read, choices, choose]
}

/// `POST /notifications/read`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct ReadForm {
    /// The newest that was read, by its `id`; all of them if it is not said.
    #[field(default = "")]
    #[serde(default)]
    up_to: String,
}

/// `PUT /settings/notifications`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct ChoicesForm {
    /// The kinds to be told on the site.
    #[field(default = Vec::new())]
    #[serde(default)]
    in_app: Vec<String>,
    /// The kinds to be told by mail.
    #[field(default = Vec::new())]
    #[serde(default)]
    mail: Vec<String>,
    /// `never`, `daily` or `weekly`.
    #[field(default = "")]
    #[serde(default)]
    digest: String,
}

impl Fields for ReadForm {}
impl Fields for ChoicesForm {
    const LISTS: &'static [&'static str] = &["in_app", "mail"];
}

/// Lists what one is told of, newest first; what belongs together in one.
#[utoipa::path(tag = "notifications", responses(
    (status = 200, description = "One page of it", body = Notifications),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/notifications?<after>&<limit>")]
pub(crate) async fn list(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let page = services.notifications.list(who.0, &paging).await?;
    Ok(Page::new("notifications/list.html", page))
}

/// Notes that one has read what one is told of: all of it, or up to one.
#[utoipa::path(tag = "notifications", request_body = ReadForm, responses(
    (status = 204, description = "It is noted"),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 422, description = "There is no such one", body = ProblemDetails),
))]
#[post("/notifications/read", data = "<form>")]
pub(crate) async fn read(
    who: SignedIn<'_>,
    form: Input<ReadForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.notifications.read(who.0, &form.0.up_to).await?;
    Ok(Saved::deleted("/notifications", "flash-talk-read"))
}

/// Shows what one wants to hear of, and how.
#[utoipa::path(tag = "settings", responses(
    (status = 200, description = "What is chosen", body = ChoicesView),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
))]
#[get("/settings/notifications")]
pub(crate) async fn choices(
    who: InSession<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let choices = services.notifications.choices(who.member).await?;
    let form = json!({ "form": choices });
    Ok(Page::new(CHOICES, choices).beside(form))
}

/// Says what one wants to hear of, and how; what is not named is not wanted.
#[utoipa::path(tag = "settings", request_body = ChoicesForm, responses(
    (status = 200, description = "What is chosen now", body = ChoicesView),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[put("/settings/notifications", data = "<form>")]
pub(crate) async fn choose(
    who: InSession<'_>,
    form: Input<ChoicesForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let ChoicesForm { in_app, mail, digest } = &form.0;
    let draft = ChoicesDraft { in_app: in_app.clone(), mail: mail.clone(), digest: digest.clone() };
    match services.notifications.choose(who.member, &draft).await {
        Ok(chosen) => Ok(Saved::changed(PLACE, "flash-talk-chosen", &chosen)),
        Err(why) => {
            let page = services.notifications.choices(who.member).await?;
            let context = json!({ "page": page, "form": form.0 });
            Err(Problem::from(why).on_form(CHOICES, context))
        }
    }
}
