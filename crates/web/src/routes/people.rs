//! Following, blocking, and who may come close.

use super::users::Handle;
use super::walls::paging;
use crate::forms::{NoFields, YesOrNo};
use crate::identity::{Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use rocket::form::FromForm;
use rocket::{Route, State, delete, get, patch, put, routes};
use serde::Deserialize;
use serde_json::json;
use views::{CircleView, FollowView, People, PrivacyView, address};

pub(crate) fn routes() -> Vec<Route> {
    let circle = routes![follow, unfollow, block, unblock, mute, unmute, followers, following];
    let own = routes![requests, accept, decline, remove_follower, privacy, set_privacy];
    [circle, own, routes![blocked, muted]].concat()
}

/// A button: it says nothing but where a browser goes on.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct ButtonForm {
    /// Where a browser goes on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
}

/// `PATCH /settings/privacy`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct PrivacyForm {
    /// Whether only those whom you let in see anything of yours.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub(crate) private: YesOrNo,
    /// Whether others are not told how often your photos were looked at.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub(crate) hide_views: YesOrNo,
}

impl Fields for ButtonForm {}
impl Fields for PrivacyForm {}

impl ButtonForm {
    /// Leads a browser on to where it came from.
    pub(crate) fn lead(&self, saved: Saved) -> Saved {
        if self.next.is_empty() { saved } else { saved.then(&self.next) }
    }
}

/// A page of people; `back` is what the list belongs to.
pub(crate) fn people(list: People, path: &str, back: &str) -> Page {
    Page::new("people/list.html", list).beside(json!({ "list": { "path": path, "back": back } }))
}

/// Follows somebody, or asks to where their account is private.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    request_body = ButtonForm, responses(
    (status = 200, description = "Whether they are followed now", body = FollowView),
    (status = 403, description = "The address is not confirmed", body = ProblemDetails),
    (status = 404, description = "There is nobody that the reader may see", body = ProblemDetails),
))]
#[put("/<handle>/follow", data = "<form>", rank = 20)]
pub(crate) async fn follow(
    handle: Handle,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.follow(who.0).await?;
    let view = services.circle.follow(who.0, handle.name()).await?;
    let said = if view.following { "flash-people-followed" } else { "flash-people-requested" };
    Ok(form.0.lead(Saved::changed(&address::user(handle.name()), said, &view)))
}

/// Follows somebody no longer, or takes back that one has asked to.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    request_body = ButtonForm, responses(
    (status = 200, description = "Whether they are followed now", body = FollowView),
    (status = 404, description = "There is nobody that the reader may see", body = ProblemDetails),
))]
#[delete("/<handle>/follow", data = "<form>", rank = 20)]
pub(crate) async fn unfollow(
    handle: Handle,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.take_back(who.0).await?;
    let view = services.circle.unfollow(who.0, handle.name()).await?;
    let at = address::user(handle.name());
    Ok(form.0.lead(Saved::changed(&at, "flash-people-unfollowed", &view)))
}

/// Blocks somebody: neither sees anything of the other, and follows end both ways.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    request_body = ButtonForm, responses(
    (status = 200, description = "Whether they are blocked now", body = CircleView),
    (status = 404, description = "There is nobody of that name", body = ProblemDetails),
))]
#[put("/<handle>/block", data = "<form>", rank = 20)]
pub(crate) async fn block(
    handle: Handle,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let view = services.circle.block(who.0, handle.name(), true).await?;
    let at = address::user(handle.name());
    Ok(form.0.lead(Saved::changed(&at, "flash-people-blocked", &view)))
}

/// Takes one's block away.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    request_body = ButtonForm, responses(
    (status = 200, description = "Whether they are blocked now", body = CircleView),
    (status = 404, description = "There is nobody of that name", body = ProblemDetails),
))]
#[delete("/<handle>/block", data = "<form>", rank = 20)]
pub(crate) async fn unblock(
    handle: Handle,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let view = services.circle.block(who.0, handle.name(), false).await?;
    let at = address::user(handle.name());
    Ok(form.0.lead(Saved::changed(&at, "flash-people-unblocked", &view)))
}

/// Keeps somebody off one's own walls; nobody is told.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    request_body = ButtonForm, responses(
    (status = 200, description = "Whether they are muted now", body = CircleView),
    (status = 404, description = "There is nobody of that name", body = ProblemDetails),
))]
#[put("/<handle>/mute", data = "<form>", rank = 20)]
pub(crate) async fn mute(
    handle: Handle,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let view = services.circle.mute(who.0, handle.name(), true).await?;
    let at = address::user(handle.name());
    Ok(form.0.lead(Saved::changed(&at, "flash-people-muted", &view)))
}

/// Lets somebody back onto one's walls.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    request_body = ButtonForm, responses(
    (status = 200, description = "Whether they are muted now", body = CircleView),
    (status = 404, description = "There is nobody of that name", body = ProblemDetails),
))]
#[delete("/<handle>/mute", data = "<form>", rank = 20)]
pub(crate) async fn unmute(
    handle: Handle,
    who: SignedIn<'_>,
    form: Input<ButtonForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let view = services.circle.mute(who.0, handle.name(), false).await?;
    let at = address::user(handle.name());
    Ok(form.0.lead(Saved::changed(&at, "flash-people-unmuted", &view)))
}

/// Lists those who follow somebody, newest first.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    responses((status = 200, description = "One page of people", body = People),
    (status = 404, description = "There is no list that the reader may see", body = ProblemDetails),
))]
#[get("/<handle>/followers?<after>&<limit>", rank = 20)]
pub(crate) async fn followers(
    handle: Handle,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let (place, paging) = (address::user(handle.name()), paging(after, limit)?);
    let list = services.circle.followers(who.member(), handle.name(), &paging).await?;
    Ok(people(list, &format!("{place}/followers"), &place))
}

/// Lists those whom somebody follows, newest first.
#[utoipa::path(tag = "users", params(("handle", description = "The user name after an @")),
    responses((status = 200, description = "One page of people", body = People),
    (status = 404, description = "There is no list that the reader may see", body = ProblemDetails),
))]
#[get("/<handle>/following?<after>&<limit>", rank = 20)]
pub(crate) async fn following(
    handle: Handle,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let (place, paging) = (address::user(handle.name()), paging(after, limit)?);
    let list = services.circle.following(who.member(), handle.name(), &paging).await?;
    Ok(people(list, &format!("{place}/following"), &place))
}

/// Lists those who wait to follow one, newest first.
#[utoipa::path(tag = "users", responses(
    (status = 200, description = "One page of people", body = People),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/follow-requests?<after>&<limit>")]
pub(crate) async fn requests(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let list = services.circle.requests(who.0, &paging(after, limit)?).await?;
    Ok(people(list, "/follow-requests", "/settings/privacy"))
}

/// Lets somebody follow one who waits for it.
#[utoipa::path(tag = "users", request_body = NoFields, responses(
    (status = 204, description = "They follow"),
    (status = 404, description = "They do not wait", body = ProblemDetails),
))]
#[put("/follow-requests/<name>", data = "<_form>")]
pub(crate) async fn accept(
    name: &str,
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.circle.answer(who.0, name, true).await?;
    Ok(Saved::deleted("/follow-requests", "flash-people-accepted"))
}

/// Does not let somebody follow one who waits for it; they are not told.
#[utoipa::path(tag = "users", request_body = NoFields, responses(
    (status = 204, description = "They do not wait any more"),
    (status = 404, description = "They do not wait", body = ProblemDetails),
))]
#[delete("/follow-requests/<name>", data = "<_form>")]
pub(crate) async fn decline(
    name: &str,
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.circle.answer(who.0, name, false).await?;
    Ok(Saved::deleted("/follow-requests", "flash-people-declined"))
}

/// Lets somebody follow one no longer; they are not told.
#[utoipa::path(tag = "users", request_body = NoFields, responses(
    (status = 204, description = "They do not follow any more"),
    (status = 404, description = "They did not follow", body = ProblemDetails),
))]
#[delete("/followers/<name>", data = "<_form>")]
pub(crate) async fn remove_follower(
    name: &str,
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.circle.remove_follower(who.0, name).await?;
    let place = format!("{}/followers", address::user(&who.0.name));
    Ok(Saved::deleted(&place, "flash-people-removed"))
}

/// Says who may come close.
#[utoipa::path(tag = "users", responses(
    (status = 200, description = "Whether the account is private, and who is kept away", body = PrivacyView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/privacy")]
pub(crate) async fn privacy(
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("settings/privacy.html", services.circle.privacy(who.0).await?))
}

/// Closes one's account to all but those whom one lets in, or opens it to everybody: then those who wait are let in. Keeps to
/// oneself how often one's photos are looked at, or tells others. What is not named stays.
#[utoipa::path(tag = "users", request_body = PrivacyForm, responses(
    (status = 200, description = "As it is now", body = PrivacyView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[patch("/settings/privacy", data = "<form>")]
pub(crate) async fn set_privacy(
    who: SignedIn<'_>,
    form: Input<PrivacyForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let PrivacyForm { private, hide_views } = form.0;
    let mut said = "flash-views-shown";
    if let Some(hidden) = hide_views.0 {
        let view = services.circle.set_hide_views(who.0, hidden).await?;
        if view.hide_views {
            said = "flash-views-hidden";
        }
    }
    let view = match private.0 {
        Some(private) => services.circle.set_private(who.0, private).await?,
        None => services.circle.privacy(who.0).await?,
    };
    if private.0.is_some() || hide_views.0.is_none() {
        said = if view.private { "flash-people-private" } else { "flash-people-open" };
    }
    Ok(Saved::changed("/settings/privacy", said, &view))
}

/// Lists those whom one has blocked, newest first.
#[utoipa::path(tag = "users", responses(
    (status = 200, description = "One page of people", body = People),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/privacy/blocked?<after>&<limit>")]
pub(crate) async fn blocked(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let list = services.circle.blocked(who.0, &paging(after, limit)?).await?;
    Ok(people(list, "/settings/privacy/blocked", "/settings/privacy"))
}

/// Lists those whom one has muted, newest first.
#[utoipa::path(tag = "users", responses(
    (status = 200, description = "One page of people", body = People),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/privacy/muted?<after>&<limit>")]
pub(crate) async fn muted(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let list = services.circle.muted(who.0, &paging(after, limit)?).await?;
    Ok(people(list, "/settings/privacy/muted", "/settings/privacy"))
}
