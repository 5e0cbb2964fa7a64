//! What staff and the command line did.

use super::admin::page_number;
use crate::identity::Fresh;
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::Page;
use rocket::{Route, State, get, routes};
use views::Deeds;

pub(crate) fn routes() -> Vec<Route> {
    routes![log]
}

/// Lists what staff and the command line did, newest first, page by page.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "One page of deeds", body = Deeds),
    (status = 403, description = "Admins only, who have shown lately who they are", body = ProblemDetails),
))]
#[get("/admin/log?<page>")]
pub(crate) async fn log(
    page: Option<&str>,
    who: Fresh<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let deeds = services.admin.log(who.0, page_number(page)?).await?;
    Ok(Page::new("admin/log.html", deeds))
}
