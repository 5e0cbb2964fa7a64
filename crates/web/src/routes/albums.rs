use super::users::Handle;
use super::walls::paging;
use crate::format::Format;
use crate::forms::NoFields;
use crate::identity::{Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::{AlbumDraft, AlbumEdit};
use rocket::form::FromForm;
use rocket::response::Redirect;
use rocket::{Either, Route, State, delete, get, patch, post, put, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use services::{Move, Reached};
use views::{AlbumChoices, AlbumList, AlbumPage, AlbumView, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![create, list, show, edit, remove, put_photo, take_photo, order, choices]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![new_form, edit_form]
}

/// `POST /albums`, `PATCH /@<name>/albums/<slug>`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct AlbumForm {
    /// What it is called: 1 to 120 characters. Its address is made from this.
    #[serde(default)]
    pub(crate) title: Option<String>,
    /// What is told about it.
    #[serde(default)]
    pub(crate) description: Option<String>,
    /// `public`, `unlisted`, `followers` or `private`.
    #[serde(default)]
    pub(crate) visibility: Option<String>,
    /// The photo in it that stands for it; empty for the first one that can be seen.
    #[serde(default)]
    pub(crate) cover: Option<String>,
}

/// `POST /@<name>/albums/<slug>/order`, `POST /photos/<id>/images/order`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct MoveForm {
    /// The photo that is moved.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) photo: String,
    /// `up` or `down`: by one place.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) to: String,
    /// Instead: before this photo; empty for the end.
    #[serde(default)]
    pub(crate) before: Option<String>,
    /// Where a browser goes on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
}

/// A body that says at most where a browser goes on.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct NextForm {
    /// Where a browser goes on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
}

impl Fields for AlbumForm {}
impl Fields for MoveForm {}
impl Fields for NextForm {}

/// The same, going on at `next` if that says anything.
pub(crate) fn onward(saved: Saved, next: &str) -> Saved {
    if next.is_empty() { saved } else { saved.then(next) }
}

#[get("/albums/new")]
fn new_form(_who: SignedIn<'_>) -> Page {
    Page::new("albums/new.html", Value::Null)
}

/// Makes an album. Its address is made from its title.
#[utoipa::path(tag = "albums", request_body = AlbumForm, responses(
    (status = 201, description = "The album", body = AlbumView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 403, description = "The address is not confirmed", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[post("/albums", data = "<form>")]
pub(crate) async fn create(
    who: SignedIn<'_>,
    form: Input<AlbumForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let typed = json!({ "form": form.0 });
    let AlbumForm { title, description, visibility, cover: _ } = form.0;
    let draft = AlbumDraft {
        title: title.unwrap_or_default(),
        description: description.unwrap_or_default(),
        visibility: visibility.unwrap_or_default(),
    };
    let made = services.albums.create(who.0, &draft).await;
    let album = made.map_err(|why| Problem::from(why).on_form("albums/new.html", typed))?;
    Ok(Saved::created(&album.url, "flash-album-made", &album))
}

/// Lists the albums of a user, newest first.
#[utoipa::path(tag = "albums", params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "One page of albums", body = AlbumList),
        (status = 404, description = "There is no such user", body = ProblemDetails),
))]
#[get("/<handle>/albums?<after>&<limit>", rank = 20)]
pub(crate) async fn list(
    handle: Handle,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let albums = services.albums.list(who.member(), handle.name(), &paging).await?;
    Ok(Page::new("albums/list.html", albums))
}

/// Shows an album and what is in it, in its own order. An address it had before leads to the one it has.
#[utoipa::path(tag = "albums", params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The album, with the first photos in it", body = AlbumPage),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/<handle>/albums/<slug>?<after>&<limit>", rank = 20)]
#[expect(clippy::too_many_arguments, reason = "each is a part of the address")]
pub(crate) async fn show(
    handle: Handle,
    slug: &str,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    asked: Asked,
    services: &State<Services>,
) -> Result<Either<Page, Redirect>, Problem> {
    let paging = paging(after, limit)?;
    match services.albums.show(who.member(), (handle.name(), slug), &paging).await? {
        Reached::Here(page) => Ok(Either::Left(Page::new("albums/show.html", page))),
        Reached::Moved(place) => {
            let base = if asked.is_api { Format::API } else { "" };
            Ok(Either::Right(Redirect::moved(format!("{base}{place}"))))
        }
    }
}

fn typed(page: &AlbumPage) -> Value {
    json!({
        "title": page.album.title, "description": page.album.description,
        "visibility": page.album.visibility,
    })
}

#[get("/<handle>/albums/<slug>/edit?<after>", rank = 20)]
async fn edit_form(
    handle: Handle,
    slug: &str,
    after: Option<String>,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = services.albums.editable(who.0, (handle.name(), slug), after).await?;
    let form = typed(&page);
    Ok(Page::new("albums/edit.html", page).beside(json!({ "form": form })))
}

/// Changes what is said about an album; what is not named stays. Another title makes another address.
#[utoipa::path(tag = "albums", request_body = AlbumForm,
    params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The album as it is now", body = AlbumView),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
        (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[patch("/<handle>/albums/<slug>", data = "<form>", rank = 20)]
pub(crate) async fn edit(
    handle: Handle,
    slug: &str,
    who: SignedIn<'_>,
    form: Input<AlbumForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (form, named) = (form.0, (handle.name(), slug));
    let again = json!(form);
    let AlbumForm { title, description, visibility, cover } = form;
    let edit = AlbumEdit { title, description, visibility, cover };
    match services.albums.edit(who.0, named, edit).await {
        Ok(album) => Ok(Saved::changed(&album.url, "flash-album-saved", &album)),
        Err(why @ services::Error::Invalid(_)) => {
            let page = services.albums.editable(who.0, named, None).await?;
            let mut form = typed(&page);
            merge(&mut form, again);
            let context = json!({ "page": page, "form": form });
            Err(Problem::from(why).on_form("albums/edit.html", context))
        }
        Err(why) => Err(why.into()),
    }
}

/// What was typed, where something was.
fn merge(form: &mut Value, typed: Value) {
    if let (Some(form), Value::Object(typed)) = (form.as_object_mut(), typed) {
        form.extend(typed.into_iter().filter(|(_, it)| !it.is_null()));
    }
}

/// Deletes an album; the photos in it stay.
#[utoipa::path(tag = "albums", request_body = NoFields,
    params(("handle", description = "The user name after an @")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[delete("/<handle>/albums/<slug>", data = "<_form>", rank = 20)]
pub(crate) async fn remove(
    handle: Handle,
    slug: &str,
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.albums.delete(who.0, (handle.name(), slug)).await?;
    Ok(Saved::deleted(&address::albums(&who.0.name), "flash-album-deleted"))
}

/// Puts one of one's own photos at the end of an album.
#[utoipa::path(tag = "albums", request_body = NextForm,
    params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The album as it is now", body = AlbumView),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
        (status = 422, description = "The album is full", body = ProblemDetails),
))]
#[put("/<handle>/albums/<slug>/photos/<id>", data = "<form>", rank = 20)]
#[expect(clippy::too_many_arguments, reason = "two of them are the address")]
pub(crate) async fn put_photo(
    handle: Handle,
    slug: &str,
    id: &str,
    who: SignedIn<'_>,
    form: Input<NextForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let album = services.albums.put(who.0, (handle.name(), slug), id).await?;
    Ok(onward(Saved::changed(&album.url, "flash-album-put", &album), &form.0.next))
}

/// Takes a photo out of an album; the photo stays.
#[utoipa::path(tag = "albums", request_body = NextForm,
    params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The album as it is now", body = AlbumView),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[delete("/<handle>/albums/<slug>/photos/<id>", data = "<form>", rank = 20)]
#[expect(clippy::too_many_arguments, reason = "two of them are the address")]
pub(crate) async fn take_photo(
    handle: Handle,
    slug: &str,
    id: &str,
    who: SignedIn<'_>,
    form: Input<NextForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let album = services.albums.take(who.0, (handle.name(), slug), id).await?;
    Ok(onward(Saved::changed(&album.url, "flash-album-taken", &album), &form.0.next))
}

/// Moves a photo in an album: by one place, or before another one.
#[utoipa::path(tag = "albums", request_body = MoveForm,
    params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The album", body = AlbumView),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
        (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[post("/<handle>/albums/<slug>/order", data = "<form>", rank = 20)]
pub(crate) async fn order(
    handle: Handle,
    slug: &str,
    who: SignedIn<'_>,
    form: Input<MoveForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let MoveForm { photo, to, before, next } = form.0;
    let to = Move::of(&to, before);
    let album = services.albums.order(who.0, (handle.name(), slug), (&photo, &to)).await?;
    Ok(onward(Saved::changed(&album.url, "flash-album-ordered", &album), &next))
}

/// Lists one's own albums, and in which of them a photo of one's own is.
#[utoipa::path(tag = "albums", responses(
    (status = 200, description = "The albums", body = AlbumChoices),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/albums")]
pub(crate) async fn choices(
    id: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let choices = services.albums.choices(who.0, Some(id)).await?;
    Ok(Page::new("albums/choose.html", choices))
}
