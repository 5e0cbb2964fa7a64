use super::walls::paging;
use crate::identity::{Identity, SignedIn};
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::Page;
use rocket::request::FromParam;
use rocket::{Route, State, get, routes};
use services::WallOf;
use views::{MeView, ProfilePage, Wall, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![show, photos, me]
}

/// A path segment that names a user: `@ada`. Rocket has no partial segments.
pub(crate) struct Handle(String);

impl Handle {
    pub(crate) fn name(&self) -> &str {
        &self.0
    }
}

impl FromParam<'_> for Handle {
    type Error = ();

    fn from_param(segment: &str) -> Result<Self, ()> {
        segment.strip_prefix('@').map(|name| Self(name.to_owned())).ok_or(())
    }
}

/// Shows a user and their newest photos.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The user, with their newest photos", body = ProfilePage),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/<handle>?<after>&<limit>", rank = 20)]
pub(crate) async fn show(
    handle: Handle,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let page = services.photos.profile(who.member(), &handle.0, &paging).await?;
    Ok(Page::new("users/show.html", page))
}

/// Lists the photos of a user, newest first.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    responses((status = 200, description = "One page of photos", body = Wall)))]
#[get("/<handle>/photos?<after>&<limit>", rank = 20)]
pub(crate) async fn photos(
    handle: Handle,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let (paging, place) = (paging(after, limit)?, address::user(&handle.0));
    let of = WallOf { user: Some(handle.0), tag: None };
    let wall = services.photos.wall(who.member(), of, &paging).await?;
    Ok(Page::elsewhere(&place, wall))
}

/// Shows the signed-in user.
#[utoipa::path(tag = "users", responses(
    (status = 200, description = "The signed-in user", body = MeView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/me")]
pub(crate) async fn me(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    let me = services.accounts.me(who.0).await?;
    let place = me.user.url.clone();
    Ok(Page::elsewhere(&place, me))
}
