use super::admin::page_number;
use crate::identity::{Fresh, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::form::FromForm;
use rocket::{Route, State, get, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use services::{Actor, Error, ReportOf, Verdict};
use views::{AdminReports, ReportView};

pub(crate) fn routes() -> Vec<Route> {
    routes![add, list, decide]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![new_form]
}

/// The page with the form.
const TEMPLATE: &str = "reports/new.html";

/// `POST /reports`: one of the first three says what it is about.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct ReportFields {
    /// A photo's id.
    #[serde(default)]
    pub(crate) photo: Option<String>,
    /// A comment's id.
    #[serde(default)]
    pub(crate) comment: Option<String>,
    /// A user's name.
    #[serde(default)]
    pub(crate) user: Option<String>,
    /// `spam`, `copyright`, `privacy`, `abuse`, `sexual`, `violence`, `illegal` or `other`.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) reason: String,
    /// More about it, up to 1,000 characters; needed where the reason is `other`.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) note: String,
}

/// `POST /admin/reports/<id>`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct DecisionForm {
    /// `dismiss`, `reopen`, `remove` or, for admins, `suspend`.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) decision: String,
}

impl Fields for ReportFields {}
impl Fields for DecisionForm {}

#[get("/reports/new?<photo>&<comment>&<user>")]
async fn new_form(
    photo: Option<String>,
    comment: Option<String>,
    user: Option<String>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let of = ReportOf { photo, comment, user };
    Ok(Page::new(TEMPLATE, services.reports.form(who.0, &of).await?))
}

/// Reports something to those who look after the site. Nobody else learns of it.
#[utoipa::path(tag = "reports", request_body = ReportFields, responses(
    (status = 201, description = "The report", body = ReportView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 404, description = "There is no such thing that the reader may see", body = ProblemDetails),
    (status = 409, description = "It was reported before and is still looked at", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
    (status = 429, description = "It was done too often", body = ProblemDetails),
))]
#[post("/reports", data = "<form>")]
pub(crate) async fn add(
    who: SignedIn<'_>,
    form: Input<ReportFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let again = json!(form.0);
    let ReportFields { photo, comment, user, reason, note } = form.0;
    let of = ReportOf { photo, comment, user };
    let added = services.reports.add(who.0, &of, (&reason, &note)).await;
    let about = match &added {
        Err(Error::NotFound | Error::Gone) => None,
        _ => services.reports.form(who.0, &of).await.ok(),
    };
    match (added, about) {
        (Ok(report), about) => {
            let place = about.map_or_else(|| "/".to_owned(), |it| it.url);
            Ok(Saved::created(&place, "flash-report-made", &report))
        }
        (Err(why), Some(page)) => {
            Err(Problem::from(why).on_form(TEMPLATE, json!({ "page": page, "form": again })))
        }
        (Err(why), None) => Err(why.into()),
    }
}

/// Lists reports, newest first, page by page.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "One page of reports", body = AdminReports),
    (status = 403, description = "Staff only", body = ProblemDetails),
))]
#[get("/admin/reports?<state>&<page>")]
pub(crate) async fn list(
    state: Option<&str>,
    page: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = page_number(page)?;
    let reports = services.reports.list(who.0, state.unwrap_or_default(), page).await?;
    Ok(Page::new("reports/list.html", reports))
}

/// Decides about a report: dismisses it or takes that back, deletes the thing, or suspends whose it is.
#[utoipa::path(tag = "admin", request_body = DecisionForm, responses(
    (status = 200, description = "It is done"),
    (status = 403, description = "Staff only, who have shown lately who they are; suspending is for admins", body = ProblemDetails),
    (status = 404, description = "There is no such report", body = ProblemDetails),
    (status = 409, description = "Somebody else has decided meanwhile", body = ProblemDetails),
))]
#[post("/admin/reports/<id>", data = "<form>")]
pub(crate) async fn decide(
    id: &str,
    who: Fresh<'_>,
    form: Input<DecisionForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.reports.may_decide(who.0)?;
    let verdict = Verdict::parse(&form.0.decision)?;
    let actor = Actor::staff(&who.0.name, &asked.client);
    services.reports.decide(who.0, id, verdict, &actor).await?;
    let said = match verdict {
        Verdict::Dismiss => "flash-report-dismissed",
        Verdict::Reopen => "flash-report-reopened",
        Verdict::Remove => "flash-report-removed",
        Verdict::Suspend => "flash-report-suspended",
    };
    Ok(Saved::changed("/admin/reports", said, &json!({})))
}
