//! What one may want to look at next, and whom to follow.

use super::walls::paging;
use crate::forms::{NoFields, YesOrNo};
use crate::identity::{Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use rocket::form::FromForm;
use rocket::{Route, State, get, patch, post, routes};
use serde::Deserialize;
use serde_json::json;
use services::Paging;
use views::{Suggested, SuggestedPeople, SuggestionsView, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![for_you, people, similar, choice, choose, reset]
}

/// Lists what one may want to look at next, the best first, with the reason for each: nothing one has seen, nothing one may not see.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "One page of suggestions", body = Suggested),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/for-you?<after>&<limit>")]
pub(crate) async fn for_you(
    after: Option<String>,
    limit: Option<&str>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    suggested(who.0, paging(after, limit)?, limit, services).await
}

/// The page of suggestions, with people to follow on the first.
pub(crate) async fn suggested(
    member: &domain::Member,
    paging: Paging,
    limit: Option<&str>,
    services: &Services,
) -> Result<Page, Problem> {
    let list = services.suggestions.for_you(member, &paging).await?;
    let people = match paging.after {
        None => services.suggestions.people(member).await?.items,
        Some(_) => Vec::new(),
    };
    let path = limit.map_or_else(|| "/for-you".to_owned(), |it| format!("/for-you?limit={it}"));
    let wall = json!({ "kind": "for-you", "path": path });
    Ok(Page::new("suggestions/wall.html", list).beside(json!({ "wall": wall, "people": people })))
}

/// Lists people one may want to follow, with the reason for each.
#[utoipa::path(tag = "people", responses(
    (status = 200, description = "People, the best first", body = SuggestedPeople),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/for-you/people")]
pub(crate) async fn people(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::new("suggestions/people.html", services.suggestions.people(who.0).await?))
}

/// Lists photos like one: what people who met it went on to, and what is about the same, looks alike or is by the same author.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "Photos, the best first", body = Suggested),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/similar?<limit>")]
pub(crate) async fn similar(
    id: &str,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let list = services.suggestions.similar(who.member(), id, &paging(None, limit)?).await?;
    let path = format!("{}/similar", address::photo(id));
    let wall = json!({ "kind": "similar", "path": path, "photo": address::photo(id) });
    Ok(Page::new("suggestions/wall.html", list).beside(json!({ "wall": wall })))
}

/// `PATCH /settings/suggestions`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct SuggestionsForm {
    /// Whether one wants suggestions. Without, nothing one does is learned from.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub(crate) suggestions: YesOrNo,
}

impl Fields for SuggestionsForm {}

/// Says what one has decided about suggestions.
#[utoipa::path(tag = "settings", responses(
    (status = 200, description = "What one has decided", body = SuggestionsView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/suggestions")]
pub(crate) async fn choice(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::new("settings/suggestions.html", services.suggestions.choice(who.0).await?))
}

/// Switches suggestions on or off.
#[utoipa::path(tag = "settings", request_body = SuggestionsForm, responses(
    (status = 200, description = "What one has decided", body = SuggestionsView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[patch("/settings/suggestions", data = "<form>")]
pub(crate) async fn choose(
    who: SignedIn<'_>,
    form: Input<SuggestionsForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let view = match form.0.suggestions.0 {
        Some(on) => services.suggestions.choose(who.0, on).await?,
        None => services.suggestions.choice(who.0).await?,
    };
    let said = if view.suggestions { "flash-suggestions-on" } else { "flash-suggestions-off" };
    Ok(Saved::changed("/settings/suggestions", said, &view))
}

/// Begins anew: nothing one did up to now counts for suggestions any more.
#[utoipa::path(tag = "settings", request_body = NoFields, responses(
    (status = 200, description = "What one has decided", body = SuggestionsView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[post("/settings/suggestions/reset", data = "<_form>")]
pub(crate) async fn reset(
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let view = services.suggestions.reset(who.0).await?;
    Ok(Saved::changed("/settings/suggestions", "flash-suggestions-reset", &view))
}
