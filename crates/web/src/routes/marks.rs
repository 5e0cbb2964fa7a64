//! Liking and keeping photos, and the walls that come of following.

use super::people::{ButtonForm, people};
use super::walls::{limited, paging};
use crate::identity::{Identity, SignedIn};
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use rocket::{Route, State, delete, get, put, routes};
use serde_json::json;
use services::WallOf;
use views::{LikeView, People, SuggestedPhoto, TagFollow, Wall, address};

pub(crate) fn routes() -> Vec<Route> {
    let marks = routes![like, unlike, bookmark, unbookmark, likes, bookmarks];
    [marks, routes![wall, follow_tag, unfollow_tag]].concat()
}

/// Likes a photo.
#[utoipa::path(tag = "photos", request_body = ButtonForm, responses(
    (status = 200, description = "How the photo is liked now", body = LikeView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[put("/photos/<id>/like", data = "<form>")]
pub(crate) async fn like(
    id: &str,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.like(who.0).await?;
    let view = services.likes.like(who.0, id).await?;
    Ok(form.0.lead(Saved::changed(&address::photo(id), "flash-people-liked", &view)))
}

/// Likes a photo no longer, also where it has been closed to one since: then `likes` is `null`.
#[utoipa::path(tag = "photos", request_body = ButtonForm, responses(
    (status = 200, description = "How the photo is liked now", body = LikeView),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[delete("/photos/<id>/like", data = "<form>")]
pub(crate) async fn unlike(
    id: &str,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.take_back(who.0).await?;
    let view = services.likes.unlike(who.0, id).await?;
    Ok(form.0.lead(Saved::changed(&place_of(id, &view), "flash-people-unliked", &view)))
}

/// Keeps a photo among one's bookmarks, which nobody else is told of.
#[utoipa::path(tag = "photos", request_body = ButtonForm, responses(
    (status = 200, description = "How the photo stands now", body = LikeView),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[put("/photos/<id>/bookmark", data = "<form>")]
pub(crate) async fn bookmark(
    id: &str,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.like(who.0).await?;
    let view = services.likes.bookmark(who.0, id).await?;
    Ok(form.0.lead(Saved::changed(&address::photo(id), "flash-people-bookmarked", &view)))
}

/// Takes a photo out of one's bookmarks, also where it has been closed to one since: then `likes` is `null`.
#[utoipa::path(tag = "photos", request_body = ButtonForm, responses(
    (status = 200, description = "How the photo stands now", body = LikeView),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[delete("/photos/<id>/bookmark", data = "<form>")]
pub(crate) async fn unbookmark(
    id: &str,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.take_back(who.0).await?;
    let view = services.likes.unbookmark(who.0, id).await?;
    Ok(form.0.lead(Saved::changed(&place_of(id, &view), "flash-people-unbookmarked", &view)))
}

/// Where one goes on after one has taken something back: not to a photo that one may not open.
fn place_of(id: &str, view: &LikeView) -> String {
    if view.likes.is_some() { address::photo(id) } else { "/".to_owned() }
}

/// Lists who likes a photo, newest first.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of people", body = People),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/likes?<after>&<limit>")]
pub(crate) async fn likes(
    id: &str,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let list = services.likes.who(who.member(), id, &paging(after, limit)?).await?;
    Ok(people(list, &format!("{}/likes", address::photo(id)), &address::photo(id)))
}

/// Lists what one has bookmarked, newest bookmark first.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/bookmarks?<after>&<limit>")]
pub(crate) async fn bookmarks(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let wall = services.likes.bookmarks(who.0, &paging(after, limit)?).await?;
    Ok(close(wall, ("bookmarks", "/bookmarks"), limit))
}

/// Lists the newest photos of those whom one follows, and with the tags one follows.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of photos", body = Wall),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/following?<after>&<limit>")]
pub(crate) async fn wall(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let wall = services.circle.wall(who.0, WallOf::default(), &paging(after, limit)?).await?;
    Ok(close(wall, ("following", "/following"), limit))
}

/// A wall of one's own, `bookmarks` or `following`, that is read on from this path.
pub(crate) fn close(wall: Wall, place: (&str, &str), limit: Option<&str>) -> Page {
    drawn(wall, place, limit, &[])
}

/// The wall of those one follows, below a row of suggestions.
pub(crate) fn following(wall: Wall, limit: Option<&str>, strip: &[SuggestedPhoto]) -> Page {
    drawn(wall, ("following", "/following"), limit, strip)
}

fn drawn(
    wall: Wall,
    (kind, path): (&str, &str),
    limit: Option<&str>,
    strip: &[SuggestedPhoto],
) -> Page {
    let path = limited(path, limit);
    let beside = json!({ "wall": { "kind": kind, "path": path }, "suggested": strip });
    Page::new("people/wall.html", wall).beside(beside)
}

/// Follows a tag.
#[utoipa::path(tag = "photos", request_body = ButtonForm, responses(
    (status = 200, description = "Whether it is followed now", body = TagFollow),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 404, description = "That is no tag", body = ProblemDetails),
))]
#[put("/tags/<tag>/follow", data = "<form>")]
pub(crate) async fn follow_tag(
    tag: &str,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.follow(who.0).await?;
    let view = services.circle.follow_tag(who.0, tag, true).await?;
    Ok(form.0.lead(Saved::changed(&address::tag(tag), "flash-people-tag-followed", &view)))
}

/// Follows a tag no longer.
#[utoipa::path(tag = "photos", request_body = ButtonForm, responses(
    (status = 200, description = "Whether it is followed now", body = TagFollow),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 404, description = "That is no tag", body = ProblemDetails),
))]
#[delete("/tags/<tag>/follow", data = "<form>")]
pub(crate) async fn unfollow_tag(
    tag: &str,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.take_back(who.0).await?;
    let view = services.circle.follow_tag(who.0, tag, false).await?;
    Ok(form.0.lead(Saved::changed(&address::tag(tag), "flash-people-tag-unfollowed", &view)))
}
