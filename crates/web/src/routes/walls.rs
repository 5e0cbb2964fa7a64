use super::marks::close;
use crate::identity::Identity;
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::Page;
use domain::Message;
use rocket::http::RawStr;
use rocket::{Route, State, get, routes};
use serde_json::json;
use services::{Paging, WallOf};
use views::Wall;

pub(crate) fn routes() -> Vec<Route> {
    routes![list, newest]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![home]
}

/// The place in a list that an address names.
pub(crate) fn paging(after: Option<String>, limit: Option<&str>) -> Result<Paging, Problem> {
    let limit = limit.map(|it| it.parse().ok().ok_or_else(wrong_limit)).transpose()?;
    Ok(Paging { after, limit })
}

fn wrong_limit() -> Problem {
    Problem::field("limit", Message::new("error-limit").with("max", 100_i64))
}

#[get("/?<after>&<limit>")]
async fn home(
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    // Whoever follows somebody comes home to them.
    if let Some(member) = who.member()
        && services.circle.follows_anything(member).await?
    {
        let wall = services.circle.wall(member, &paging).await?;
        return Ok(close(wall, "following", limit));
    }
    let wall = services.photos.wall(who.member(), WallOf::default(), &paging).await?;
    Ok(page(wall, "home", "/", limit))
}

/// `path` is where the wall is read on from, with the number of photos the reader asked for.
fn page(wall: Wall, kind: &str, path: &str, limit: Option<&str>) -> Page {
    let join = if path.contains('?') { '&' } else { '?' };
    let path = limit.map_or_else(|| path.to_owned(), |it| format!("{path}{join}limit={it}"));
    Page::new("photos/wall.html", wall).beside(json!({ "wall": { "kind": kind, "path": path } }))
}

/// Lists photos, newest first.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
    (status = 422, description = "A parameter is wrong", body = ProblemDetails),
))]
#[get("/photos?<sort>&<user>&<tag>&<after>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
pub(crate) async fn list(
    sort: Option<&str>,
    user: Option<String>,
    tag: Option<String>,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    match (sort, user.is_some() || tag.is_some()) {
        (None | Some("new"), _) => {}
        (Some("following"), false) => {
            let member = who.member().ok_or_else(Problem::sign_in)?;
            let wall = services.circle.wall(member, &paging).await?;
            return Ok(close(wall, "following", limit));
        }
        _ => return Err(Problem::field("sort", Message::new("error-sort"))),
    }
    let of = WallOf { user, tag };
    let path = filtered(&of);
    let wall = services.photos.wall(who.member(), of, &paging).await?;
    Ok(page(wall, "new", &path, limit))
}

/// The address of a filtered wall, to read on from.
fn filtered(of: &WallOf) -> String {
    let named = [("user", &of.user), ("tag", &of.tag)];
    let pairs: Vec<_> = named
        .iter()
        .filter_map(|(name, value)| {
            let value = RawStr::new(value.as_ref()?).percent_encode();
            Some(format!("{name}={value}"))
        })
        .collect();
    if pairs.is_empty() { "/photos".to_owned() } else { format!("/photos?{}", pairs.join("&")) }
}

/// Lists the newest photos.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
))]
#[get("/new?<after>&<limit>")]
pub(crate) async fn newest(
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let wall = services.photos.wall(who.member(), WallOf::default(), &paging).await?;
    Ok(page(wall, "new", "/new", limit))
}
