use crate::forms::UserForm;
use crate::identity::SignedIn;
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use domain::Message;
use rocket::{Route, State, get, patch, routes};
use services::UserChange;
use views::{AdminUser, AdminUsers};

pub(crate) fn routes() -> Vec<Route> {
    routes![users, change]
}

/// Lists all users, newest first, page by page.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "One page of users", body = AdminUsers),
    (status = 403, description = "Admins only", body = ProblemDetails),
))]
#[get("/admin/users?<page>")]
pub(crate) async fn users(
    page: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = page.unwrap_or("1").parse().ok().ok_or_else(|| {
        Problem::field("page", Message::new("error-limit").with("max", 1_000_000_i64))
    })?;
    let users = services.admin.users(who.0, page).await?;
    Ok(Page::new("admin/users.html", users))
}

/// Suspends, reinstates or promotes a user.
#[utoipa::path(tag = "admin", request_body = UserForm, responses(
    (status = 200, description = "The user as they are now", body = AdminUser),
    (status = 403, description = "Admins only, and not oneself", body = ProblemDetails),
    (status = 404, description = "There is no such user", body = ProblemDetails),
))]
#[patch("/admin/users/<name>", data = "<form>")]
pub(crate) async fn change(
    name: &str,
    who: SignedIn<'_>,
    form: Input<UserForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let change = UserChange { suspended: form.0.suspended.0, role: form.0.role };
    let said = match change.suspended {
        Some(true) => "flash-user-suspended",
        Some(false) => "flash-user-reinstated",
        None => "flash-user-saved",
    };
    let user = services.admin.change(who.0, name.trim_start_matches('@'), change).await?;
    tracing::info!(target: "security", "{:?} changed {:?}: {said}", who.0.name, user.name);
    Ok(Saved::changed("/admin/users", said, &user))
}
