//! The sessions somebody has.

use crate::forms::NoFields;
use crate::identity::{Fresh, InSession};
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::{Route, State, delete, get, routes};
use services::Actor;
use views::{SessionView, Slice};

pub(crate) fn routes() -> Vec<Route> {
    routes![list, end, end_others, end_all]
}

const PLACE: &str = "/settings/sessions";

/// Lists one's own sessions, those in use last first.
#[utoipa::path(tag = "settings", responses(
    (status = 200, description = "The sessions", body = Slice<SessionView>),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
))]
#[get("/settings/sessions")]
pub(crate) async fn list(who: InSession<'_>, services: &State<Services>) -> Result<Page, Problem> {
    let sessions = services.sessions.list(who.member, who.session).await?;
    Ok(Page::new("settings/sessions.html", sessions))
}

/// Ends one of one's own sessions.
#[utoipa::path(tag = "settings", request_body = NoFields, responses(
    (status = 204, description = "It has ended"),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
    (status = 404, description = "There is no such session", body = ProblemDetails),
))]
#[delete("/settings/sessions/<id>", data = "<_form>")]
pub(crate) async fn end(
    id: &str,
    who: InSession<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.sessions.end(who.member, id).await?;
    tracing::info!(target: "security", "{:?} ended a session", who.member.name);
    Ok(Saved::deleted(PLACE, "flash-session-ended"))
}

/// Ends all of one's own sessions but this one.
#[utoipa::path(tag = "settings", request_body = NoFields, responses(
    (status = 204, description = "They have ended"),
    (status = 403, description = "A personal token does not do", body = ProblemDetails),
))]
#[delete("/settings/sessions", data = "<_form>")]
pub(crate) async fn end_others(
    who: InSession<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.sessions.end_others(who.member, who.session).await?;
    tracing::info!(target: "security", "{:?} ended all other sessions", who.member.name);
    Ok(Saved::deleted(PLACE, "flash-sessions-ended"))
}

/// Ends all sessions and personal tokens of a user.
#[utoipa::path(tag = "admin", request_body = NoFields, responses(
    (status = 204, description = "They have ended"),
    (status = 403, description = "Admins only, who have shown lately who they are", body = ProblemDetails),
    (status = 404, description = "There is no such user", body = ProblemDetails),
))]
#[delete("/admin/users/<name>/sessions", data = "<_form>")]
pub(crate) async fn end_all(
    name: &str,
    who: Fresh<'_>,
    _form: Input<NoFields>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (name, actor) = (name.trim_start_matches('@'), Actor::staff(&who.0.name, &asked.client));
    services.sessions.end_all_of(who.0, name, &actor).await?;
    tracing::info!(target: "security", "{:?} ended all sessions of {name:?}", who.0.name);
    Ok(Saved::deleted("/admin/users", "flash-user-signed-out"))
}
