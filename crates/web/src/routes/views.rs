//! How often photos are looked at, for those who posted them.

use crate::chart;
use crate::identity::SignedIn;
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::Page;
use rocket::{Route, State, get, routes};
use serde_json::json;
use views::{OwnViewsPage, ViewsPage};

pub(crate) fn routes() -> Vec<Route> {
    routes![of_photo, own]
}

/// Tells how often a photo was looked at, by day and by where from: to its author and to staff.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "The numbers", body = ViewsPage),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 404, description = "There is none, or it is somebody else's", body = ProblemDetails),
    (status = 410, description = "It was deleted", body = ProblemDetails),
))]
#[get("/photos/<id>/views")]
pub(crate) async fn of_photo(
    id: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = services.views.of_photo(who.0, id).await?;
    let sources = page.sources.iter().map(|it| it.views);
    let beside = json!({ "chart": chart::days(&page.days), "shares": chart::shares(sources) });
    Ok(Page::new("photos/views.html", page).beside(beside))
}

/// Tells how often one's own photos were looked at, by day, and which of them most.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "The numbers", body = OwnViewsPage),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/views")]
pub(crate) async fn own(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    let page = services.views.of_member(who.0).await?;
    let photos = page.photos.iter().map(|it| it.views);
    let beside = json!({ "chart": chart::days(&page.days), "shares": chart::shares(photos) });
    Ok(Page::new("settings/views.html", page).beside(beside))
}
