use super::marks::{close, following};
use crate::identity::Identity;
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::Page;
use domain::{Member, Message};
use rocket::http::RawStr;
use rocket::{Route, State, get, routes};
use serde_json::json;
use services::{Listing, Paging, Period, Sort, WallOf};
use views::{SuggestedPhoto, Wall};

pub(crate) fn routes() -> Vec<Route> {
    routes![list, newest, popular, top, rising, random]
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
        let first = paging.after.is_none();
        let wall = services.circle.wall(member, WallOf::default(), &paging).await?;
        let strip = if first { strip(member, services).await? } else { Vec::new() };
        return Ok(following(wall, limit, &strip));
    }
    let wall =
        services.ranking.wall(who.member(), WallOf::default(), Sort::Popular, &paging).await?;
    Ok(page(wall, "home", "/", limit))
}

/// A row of suggestions for those who want some.
async fn strip(member: &Member, services: &Services) -> Result<Vec<SuggestedPhoto>, Problem> {
    let few = Paging { after: None, limit: Some(STRIP) };
    let suggested = services.suggestions.for_you(member, &few).await?;
    Ok(if suggested.on { suggested.items } else { Vec::new() })
}

/// How many suggestions stand above a wall.
const STRIP: i64 = 8;

/// Which photos a list has, and in which order.
#[derive(Clone, Copy)]
pub(crate) struct Order(pub(crate) Listing);

impl Order {
    /// By its name, and of which time; the newest first if nobody says.
    pub(crate) fn parse(sort: Option<&str>, period: Option<&str>) -> Result<Self, Problem> {
        let ranked = match sort {
            None | Some("new") => return Ok(Self(Listing::New)),
            Some("following") => return Ok(Self(Listing::Following)),
            Some("popular") => Sort::Popular,
            Some("top") => Sort::Top(self::period(period)?),
            Some("rising") => Sort::Rising,
            Some("random") => Sort::Random,
            // What one may want to see is chosen from everything.
            Some("for-you") => {
                return Err(Problem::field("sort", Message::new("error-sort-whole")));
            }
            Some(_) => return Err(Problem::field("sort", Message::new("error-sort"))),
        };
        Ok(Self(Listing::Ranked(ranked)))
    }

    /// What addresses call it, and of which time it is.
    pub(crate) fn named(self) -> (Option<&'static str>, Option<&'static str>) {
        match self.0 {
            Listing::New => (None, None),
            Listing::Ranked(Sort::Top(period)) => (Some(self.kind()), Some(period.as_str())),
            Listing::Ranked(_) | Listing::Following => (Some(self.kind()), None),
        }
    }

    /// What pages call it.
    pub(crate) fn kind(self) -> &'static str {
        match self.0 {
            Listing::New => "new",
            Listing::Following => "following",
            Listing::Ranked(Sort::Popular) => "popular",
            Listing::Ranked(Sort::Top(_)) => "top",
            Listing::Ranked(Sort::Rising) => "rising",
            Listing::Ranked(Sort::Random) => "random",
        }
    }
}

/// Of which time top photos are; of the last week if nobody says.
fn period(name: Option<&str>) -> Result<Period, Problem> {
    let period = name.map_or(Ok(Period::Week), Period::parse);
    period.map_err(|why| Problem::field("period", why))
}

/// An address with the number of photos that was asked for.
pub(crate) fn limited(path: &str, limit: Option<&str>) -> String {
    let join = if path.contains('?') { '&' } else { '?' };
    limit.map_or_else(|| path.to_owned(), |it| format!("{path}{join}limit={it}"))
}

/// `path` is where the wall is read on from.
fn page(wall: Wall, kind: &str, path: &str, limit: Option<&str>) -> Page {
    let path = limited(path, limit);
    Page::new("photos/wall.html", wall).beside(json!({ "wall": { "kind": kind, "path": path } }))
}

/// Lists photos: `new` first, or `popular`, `top` (of a `day`, `week`, `month`, `year` or `all`), `rising`, `random`, of those one
/// is `following`, or what is `for-you` (each with its reason).
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
    (status = 422, description = "A parameter is wrong", body = ProblemDetails),
))]
#[get("/photos?<sort>&<period>&<user>&<tag>&<after>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
pub(crate) async fn list(
    sort: Option<&str>,
    period: Option<&str>,
    user: Option<String>,
    tag: Option<String>,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    if sort == Some("for-you") && user.is_none() && tag.is_none() {
        let member = who.member().ok_or_else(Problem::sign_in)?;
        return super::suggestions::suggested(member, paging, limit, services).await;
    }
    let order = Order::parse(sort, period)?;
    let of = WallOf { user, tag };
    let path = filtered(&of, order.named());
    let wall = match order.0 {
        Listing::New => services.photos.wall(who.member(), of, &paging).await?,
        Listing::Ranked(sort) => services.ranking.wall(who.member(), of, sort, &paging).await?,
        Listing::Following => {
            let member = who.member().ok_or_else(Problem::sign_in)?;
            let wall = services.circle.wall(member, of, &paging).await?;
            return Ok(close(wall, ("following", &path), limit));
        }
    };
    Ok(page(wall, order.kind(), &path, limit))
}

/// The address of a filtered wall, to read on from.
fn filtered(of: &WallOf, (sort, period): (Option<&str>, Option<&str>)) -> String {
    let (user, tag) = (of.user.as_deref(), of.tag.as_deref());
    let named = [("sort", sort), ("period", period), ("user", user), ("tag", tag)];
    let pairs: Vec<_> = named
        .iter()
        .filter_map(|(name, value)| {
            let value = RawStr::new((*value)?).percent_encode();
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

/// Lists the photos that people make most of now; how they are ranked stands at `/about/ranking`.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
))]
#[get("/popular?<after>&<limit>")]
pub(crate) async fn popular(
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    ranked((who, services), Sort::Popular, "/popular", (after, limit)).await
}

/// Lists the photos of a `day`, a `week`, a `month`, a `year` or `all` that have gathered most points.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
    (status = 422, description = "A parameter is wrong", body = ProblemDetails),
))]
#[get("/top?<period>&<after>&<limit>")]
pub(crate) async fn top(
    period: Option<&str>,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let period = self::period(period)?;
    let path = format!("/top?period={}", period.as_str());
    ranked((who, services), Sort::Top(period), &path, (after, limit)).await
}

/// Lists the photos of the last three days that gather points fastest.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
))]
#[get("/rising?<after>&<limit>")]
pub(crate) async fn rising(
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    ranked((who, services), Sort::Rising, "/rising", (after, limit)).await
}

/// Lists photos in an order of chance, another each time one comes; read on, each comes once.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
))]
#[get("/random?<after>&<limit>")]
pub(crate) async fn random(
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    ranked((who, services), Sort::Random, "/random", (after, limit)).await
}

async fn ranked(
    (who, services): (&Identity, &Services),
    sort: Sort,
    path: &str,
    (after, limit): (Option<String>, Option<&str>),
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let wall = services.ranking.wall(who.member(), WallOf::default(), sort, &paging).await?;
    Ok(page(wall, Order(Listing::Ranked(sort)).kind(), path, limit))
}
