use crate::forms::NoFields;
use crate::identity::Fresh;
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::Message;
use rocket::{Route, State, get, post, routes};
use services::Actor;
use views::Mails;

pub(crate) fn routes() -> Vec<Route> {
    routes![list, retry]
}

/// Lists the letters, newest first, page by page: all, or those that are `queued`, `sent` or `failed`.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "One page of letters", body = Mails),
    (status = 403, description = "Admins only, who have shown lately who they are", body = ProblemDetails),
    (status = 422, description = "There is no such state", body = ProblemDetails),
))]
#[get("/admin/mail?<state>&<page>")]
pub(crate) async fn list(
    state: Option<String>,
    page: Option<&str>,
    who: Fresh<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = page.unwrap_or("1").parse().ok().ok_or_else(|| {
        Problem::field("page", Message::new("error-limit").with("max", 1_000_000_i64))
    })?;
    Ok(Page::new("admin/mail.html", services.postroom.list(who.0, state, page).await?))
}

/// Has a letter that has not left tried again at once.
#[utoipa::path(tag = "admin", request_body = NoFields, responses(
    (status = 202, description = "It will be tried"),
    (status = 403, description = "Admins only, who have shown lately who they are",
        body = ProblemDetails),
    (status = 404, description = "No such letter is waiting", body = ProblemDetails),
))]
#[post("/admin/mail/<id>/retry", data = "<_form>")]
pub(crate) async fn retry(
    id: &str,
    who: Fresh<'_>,
    asked: Asked,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let number = super::row(id);
    let actor = Actor::staff(&who.0.name, &asked.client);
    services.postroom.retry(who.0, actor, number).await?;
    Ok(Saved::accepted("/admin/mail", "flash-mails-retried"))
}
