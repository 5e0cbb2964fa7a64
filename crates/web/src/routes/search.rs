use super::users::Handle;
use super::walls::{Order, paging};
use crate::format::Format;
use crate::identity::Identity;
use crate::locale;
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::{FieldErrors, Username};
use rocket::http::RawStr;
use rocket::{Route, State, get, routes};
use serde_json::{Value, json};
use services::{Searched, WallOf, Wanted, WantedKind};
use views::{SearchPage, Slice, TagView, TagWall, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![search, tags, tagged, tagged_by]
}

/// Finds photos, people or tags. `q` holds words, "phrases", `-word` and operators: `user:`, `tag:`, `-tag:`, `before:`,
/// `after:`, `camera:`, `lens:`, `license:`, `ratio:`, `color:`, `order:`. Up to 10,000 are counted.
#[utoipa::path(tag = "search", params(
    ("q" = Option<String>, Query, description = "What to look for, up to 300 characters"),
    ("type" = Option<String>, Query, description = "`photos` (also without), `users` or `tags`"),
), responses(
    (status = 200, description = "One page of what is found", body = SearchPage),
    (status = 422, description = "An operator or a parameter is wrong", body = ProblemDetails),
    (status = 429, description = "Too often", body = ProblemDetails),
))]
#[get("/search?<q>&<type>&<after>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
pub(crate) async fn search(
    q: Option<String>,
    r#type: Option<&str>,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    asked: Asked,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let (kind, paging) = (WantedKind::parse(r#type.unwrap_or_default())?, paging(after, limit)?);
    let q = q.unwrap_or_default();
    if !q.trim().is_empty() {
        services.limits.search(who.member(), &asked.client).await?;
    }
    let wanted = Wanted { q: q.clone(), kind, paging };
    let Searched { page, problems } = services.search.find(who.member(), wanted).await?;
    if asked.format == Format::Json && !problems.is_empty() {
        return Err(Problem::fields(problems));
    }
    let encoded = RawStr::new(&q).percent_encode().to_string();
    let mut path = format!("/search?type={}&q={encoded}", kind.as_str());
    if let Some(limit) = limit {
        path = format!("{path}&limit={limit}");
    }
    let beside = json!({ "search": {
        "q": q, "encoded": encoded, "kind": kind.as_str(), "path": path,
        "problems": said(&problems, asked.lang),
    } });
    Ok(Page::new("search/show.html", page).beside(beside))
}

fn said(problems: &FieldErrors, lang: &str) -> Vec<Value> {
    problems.iter().map(|(_, why)| json!(locale::say(lang, why))).collect()
}

/// Lists the tags that begin like `q`, those of most photos first; without it, the popular ones.
#[utoipa::path(tag = "search",
    params(("q" = Option<String>, Query, description = "How the tags begin")),
    responses((status = 200, description = "Up to 10 tags, or 60 without `q`", body = Slice<TagView>)))]
#[get("/tags?<q>")]
pub(crate) async fn tags(
    q: Option<&str>,
    who: &Identity,
    asked: Asked,
    services: &State<Services>,
) -> Result<Page, Problem> {
    services.limits.tags(&asked.client).await?;
    let q = q.unwrap_or_default();
    let found = services.tag_lists.list(who.member(), q).await?;
    Ok(Page::new("search/tags.html", found).beside(json!({ "typed": q })))
}

/// Lists the photos with a tag: `new` first, or `popular`, `top`, `rising`, `random`, or those by people one is `following`.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos, how many have the tag in all, and which tags go with it", body = TagWall),
))]
#[get("/tags/<tag>?<sort>&<period>&<after>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
pub(crate) async fn tagged(
    tag: String,
    sort: Option<&str>,
    period: Option<&str>,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let (order, paging) = (Order::parse(sort, period)?, paging(after, limit)?);
    let path = ordered(address::tag(&tag), order.named(), limit);
    let followed = match who.member() {
        Some(member) => Some(services.circle.follows_tag(member, &tag).await?),
        None => None,
    };
    let of = WallOf { tag: Some(tag), user: None };
    let wall = services.tag_lists.wall(who.member(), of, order.0, &paging).await?;
    Ok(wall_page(wall, (&path, order), None, followed))
}

/// Lists the photos of a user with a tag, in an order as those of everybody.
#[utoipa::path(tag = "photos", params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "One page of photos", body = TagWall),
        (status = 404, description = "There is no user that the reader may see", body = ProblemDetails),
))]
#[get("/<handle>/tags/<tag>?<sort>&<period>&<after>&<limit>", rank = 20)]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
pub(crate) async fn tagged_by(
    handle: Handle,
    tag: String,
    sort: Option<&str>,
    period: Option<&str>,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let name = Username::known(&handle.0).ok().ok_or(services::Error::NotFound)?;
    let name = name.as_ref().to_owned();
    let (order, paging) = (Order::parse(sort, period)?, paging(after, limit)?);
    let path = ordered(address::user_tag(&name, &tag), order.named(), limit);
    let of = WallOf { tag: Some(tag), user: Some(name.clone()) };
    let wall = services.tag_lists.wall(who.member(), of, order.0, &paging).await?;
    Ok(wall_page(wall, (&path, order), Some(&name), None))
}

/// An address with what was asked for, to read on from. Names of orders are plain words.
fn ordered(
    path: String,
    (sort, period): (Option<&str>, Option<&str>),
    limit: Option<&str>,
) -> String {
    let named = [("sort", sort), ("period", period), ("limit", limit)];
    let named = named.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value)?)));
    let query = named.collect::<Vec<_>>().join("&");
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn wall_page(
    wall: TagWall,
    (path, order): (&str, Order),
    user: Option<&str>,
    followed: Option<bool>,
) -> Page {
    let user = user.map(|it| json!({ "name": it, "url": address::user(it) }));
    let related: Vec<Value> =
        wall.related.iter().map(|tag| json!({ "tag": tag, "url": address::tag(tag) })).collect();
    let beside = json!({ "wall": {
        "kind": "tag", "sort": order.kind(), "path": path, "user": user, "related": related, "followed": followed,
    } });
    Page::new("photos/wall.html", wall).beside(beside)
}
