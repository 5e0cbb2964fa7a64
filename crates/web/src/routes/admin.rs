use crate::forms::{NoFields, UserForm};
use crate::identity::{Fresh, SignedIn};
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::Message;
use rocket::{Route, State, get, patch, post, routes};
use services::{Actor, UserChange};
use views::{AdminUser, AdminUsers, Jobs};

pub(crate) fn routes() -> Vec<Route> {
    routes![users, change, jobs, retry]
}

/// Lists all users, newest first, page by page.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "One page of users", body = AdminUsers),
    (status = 403, description = "Admins only, who have shown lately who they are", body = ProblemDetails),
))]
#[get("/admin/users?<page>")]
pub(crate) async fn users(
    page: Option<&str>,
    who: Fresh<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let users = services.admin.users(who.0, page_number(page)?).await?;
    Ok(Page::new("admin/users.html", users))
}

/// The number of a page, from 1.
pub(crate) fn page_number(page: Option<&str>) -> Result<i64, Problem> {
    page.unwrap_or("1").parse().ok().ok_or_else(|| {
        Problem::field("page", Message::new("error-limit").with("max", 1_000_000_i64))
    })
}

/// Suspends, reinstates or promotes a user.
#[utoipa::path(tag = "admin", request_body = UserForm, responses(
    (status = 200, description = "The user as they are now", body = AdminUser),
    (status = 403, description = "Admins only, who have shown lately who they are, and not oneself", body = ProblemDetails),
    (status = 404, description = "There is no such user", body = ProblemDetails),
))]
#[patch("/admin/users/<name>", data = "<form>")]
pub(crate) async fn change(
    name: &str,
    who: Fresh<'_>,
    form: Input<UserForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let change = UserChange { suspended: form.0.suspended.0, role: form.0.role };
    let said = match change.suspended {
        Some(true) => "flash-user-suspended",
        Some(false) => "flash-user-reinstated",
        None => "flash-user-saved",
    };
    let actor = Actor::staff(&who.0.name, &asked.client);
    let user = services.admin.change(who.0, name.trim_start_matches('@'), change, &actor).await?;
    tracing::info!(target: "security", "{:?} changed {:?}: {said}", who.0.name, user.name);
    Ok(Saved::changed("/admin/users", said, &user))
}

/// Lists the work that was promised and is not done, what was given up first.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "The work there is", body = Jobs),
    (status = 403, description = "Staff only", body = ProblemDetails),
))]
#[get("/admin/jobs")]
pub(crate) async fn jobs(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::new("admin/jobs.html", services.admin.jobs(who.0).await?))
}

/// Has a piece of work tried again at once.
#[utoipa::path(tag = "admin", request_body = NoFields, responses(
    (status = 202, description = "It will be tried"),
    (status = 403, description = "Staff only, who have shown lately who they are", body = ProblemDetails),
    (status = 404, description = "There is no such work", body = ProblemDetails),
))]
#[post("/admin/jobs/<id>/retry", data = "<_form>")]
pub(crate) async fn retry(
    id: &str,
    who: Fresh<'_>,
    _form: Input<NoFields>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let number = super::row(id);
    let actor = Actor::staff(&who.0.name, &asked.client);
    services.admin.retry(who.0, number, &actor).await?;
    tracing::info!(target: "security", "{:?} has job {number} tried again", who.0.name);
    Ok(Saved::accepted("/admin/jobs", "flash-job-retried"))
}
