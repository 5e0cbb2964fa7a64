//! Taking everything along, leaving, and what the site keeps for how long.

use super::sessions::SessionCookie;
use crate::download::Download;
use crate::forms::NoFields;
use crate::identity::{Fresh, Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::templates::date;
use crate::view::{Asked, Page};
use domain::{Member, Message};
use rocket::form::FromForm;
use rocket::{Route, State, delete, get, post, routes};
use serde::Deserialize;
use serde_json::json;
use services::{Actor, Error};
use views::{ExportPage, LeavingPage, LeavingView, PrivacyPage};

pub(crate) fn routes() -> Vec<Route> {
    routes![export, ask, file, explain, leave, leave_me, send_away, privacy]
}

/// `POST /settings/account/delete`, `DELETE /me`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct LeaveForm {
    /// The password, once more.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) password: String,
}

/// `DELETE /admin/users/<name>`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct SendAwayForm {
    /// Whether to leave no time to think again.
    #[field(default = false)]
    #[serde(default)]
    pub(crate) now: bool,
}

impl Fields for LeaveForm {}
impl Fields for SendAwayForm {}

/// The form that somebody is shown who was not let in: whoever is leaving is asked to stay.
pub(crate) fn form_after(why: &Error) -> &'static str {
    match why {
        Error::Forbidden(message) if message.id == "problem-leaving" => "accounts/stay.html",
        _ => "accounts/login.html",
    }
}

/// Says how far one's last export is, and when the next may be asked for.
#[utoipa::path(tag = "leaving", responses(
    (status = 200, description = "The last export", body = ExportPage),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/export")]
pub(crate) async fn export(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::new("settings/export.html", services.exports.show(who.0).await?))
}

/// Asks for an archive of everything one has here; a letter says when it is ready.
#[utoipa::path(tag = "leaving", request_body = NoFields, responses(
    (status = 202, description = "It will be made"),
    (status = 403, description = "Show first who you are", body = ProblemDetails),
    (status = 429, description = "The last one was asked for less than a week ago",
        body = ProblemDetails),
))]
#[post("/settings/export", data = "<_form>")]
pub(crate) async fn ask(
    who: Fresh<'_>,
    _form: Input<NoFields>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    if let Err(why) = services.exports.ask(who.0).await {
        let page = services.exports.show(who.0).await?;
        let problem = match (&why, page.next_at) {
            (Error::TooMany { seconds }, Some(next)) => {
                let next = date(next, asked.lang);
                let why = Message::new("problem-export-soon").with("date", next.as_str());
                Problem::too_many(*seconds).saying(why)
            }
            _ => why.into(),
        };
        return Err(problem.on_form("settings/export.html", json!({ "page": page })));
    }
    tracing::info!(target: "security", "{:?} asks for everything they have here", who.0.name);
    Ok(Saved::accepted("/settings/export", "flash-export-asked"))
}

/// Sends one's archive, also in ranges.
#[utoipa::path(tag = "leaving", responses(
    (status = 200, description = "The archive", content_type = "application/zip"),
    (status = 206, description = "A part of it", content_type = "application/zip"),
    (status = 404, description = "There is none yet", body = ProblemDetails),
    (status = 410, description = "It has expired", body = ProblemDetails),
))]
#[get("/settings/export/file")]
pub(crate) async fn file(
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Download, Problem> {
    match services.exports.file(who.0).await {
        Ok(file) => Ok(Download(file)),
        Err(why @ Error::Gone) => {
            Err(Problem::from(why).saying(Message::new("problem-export-expired")))
        }
        Err(why) => Err(why.into()),
    }
}

/// Says what goes when one leaves, and when.
#[utoipa::path(tag = "leaving", responses(
    (status = 200, description = "What would go", body = LeavingPage),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/account/delete")]
pub(crate) async fn explain(
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("settings/leave.html", services.leaving.explain(who.0).await?))
}

/// Leaves: hides everything of oneself and ends all sessions at once; it is deleted when the grace period is over.
#[utoipa::path(tag = "leaving", request_body = LeaveForm, responses(
    (status = 200, description = "Until when one can come back", body = LeavingView),
    (status = 403, description = "Show first who you are; or you are the last admin",
        body = ProblemDetails),
    (status = 422, description = "The password is wrong", body = ProblemDetails),
))]
#[post("/settings/account/delete", data = "<form>")]
pub(crate) async fn leave(
    who: Fresh<'_>,
    form: Input<LeaveForm>,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    go(who.0, &form.0, &cookie, services).await
}

/// The same, for apps.
#[utoipa::path(tag = "leaving", request_body = LeaveForm, responses(
    (status = 200, description = "Until when one can come back", body = LeavingView),
    (status = 403, description = "Show first who you are; or you are the last admin",
        body = ProblemDetails),
    (status = 422, description = "The password is wrong", body = ProblemDetails),
))]
#[delete("/me", data = "<form>")]
pub(crate) async fn leave_me(
    who: Fresh<'_>,
    form: Input<LeaveForm>,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    go(who.0, &form.0, &cookie, services).await
}

async fn go(
    member: &Member,
    form: &LeaveForm,
    cookie: &SessionCookie<'_>,
    services: &Services,
) -> Result<Saved, Problem> {
    match services.leaving.leave(member, &form.password).await {
        Ok(left) => {
            tracing::info!(target: "security", "{:?} leaves", left.name);
            cookie.unset();
            Ok(Saved::changed("/", "flash-leaving", &left))
        }
        Err(why) => {
            let page = services.leaving.explain(member).await?;
            Err(Problem::from(why).on_form("settings/leave.html", json!({ "page": page })))
        }
    }
}

/// Sends a user away: everything of theirs is hidden at once and deleted when the grace period is over.
#[utoipa::path(tag = "admin", request_body = SendAwayForm, responses(
    (status = 200, description = "Until when they can come back", body = LeavingView),
    (status = 403, description = "Admins only, and not oneself", body = ProblemDetails),
    (status = 404, description = "There is no such user", body = ProblemDetails),
))]
#[delete("/admin/users/<name>", data = "<form>")]
pub(crate) async fn send_away(
    name: &str,
    who: Fresh<'_>,
    form: Input<SendAwayForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let actor = Actor::staff(&who.0.name, &asked.client);
    let whom = (name.trim_start_matches('@'), form.0.now);
    let left = services.leaving.send_away_by(who.0, whom, &actor).await?;
    tracing::info!(target: "security", "{:?} sends {:?} away", who.0.name, left.name);
    Ok(Saved::changed("/admin/users", "flash-user-sent-away", &left))
}

/// Says what the site keeps, and for how long.
#[utoipa::path(tag = "site", responses(
    (status = 200, description = "For how long what is kept", body = PrivacyPage),
))]
#[get("/privacy")]
pub(crate) fn privacy(_who: &Identity, services: &State<Services>) -> Page {
    Page::new("leaving/privacy.html", services.site.privacy())
}
