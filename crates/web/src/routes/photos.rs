use super::login_url;
use super::walls::paging;
use crate::format::Format;
use crate::forms::{NoFields, PhotoForm};
use crate::identity::{Doer, Identity, SignedIn};
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::seen::Looked;
use crate::shared::Shared;
use crate::state::Services;
use crate::upload::{Upload, UploadFields};
use crate::view::{Asked, Page};
use domain::{PhotoDraft, PhotoEdit};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::{Route, State, delete, get, patch, post, routes};
use serde_json::{Value, json};
use services::PublishOptions;
use std::time::Duration;
use views::{PhotoFacts, PhotoPage, PhotoView, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![show, publish, edit, remove]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![upload_form, edit_form, take_shared]
}

/// Shows a photo and what is said about it.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "The photo, with its first comments", body = PhotoPage),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 410, description = "It was deleted", body = ProblemDetails),
))]
#[get("/photos/<id>?<after>&<limit>&<answer>")]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
pub(crate) async fn show(
    id: &str,
    after: Option<String>,
    limit: Option<&str>,
    answer: Option<&str>,
    who: &Identity,
    looked: Looked,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let viewer = who.member();
    let page = match looked.0 {
        // A browser that only fetches ahead is shown the same, and nobody has looked at anything.
        None => services.photos.show(viewer, id, &paging).await?,
        Some(seen) => {
            let page = services.suggestions.look(viewer, id, &paging).await?;
            services.views.note(viewer, &page.photo, seen);
            page
        }
    };
    let answering = super::comments::answering(answer, id, who.member(), services).await;
    Ok(Page::new("photos/show.html", page).beside(json!({ "answering": answering })))
}

#[get("/upload")]
async fn upload_form(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    let albums = services.albums.choices(who.0, None).await?.items;
    let form = json!({ "license": services.profiles.license(who.0).await? });
    let beside = json!({ "albums": albums, "form": form });
    Ok(Page::new("photos/new.html", Value::Null).beside(beside))
}

/// How long the sender of pictures waits for their sizes at the most: as long as they prefer (RFC 7240 §4.1 and §4.3), or
/// as long as a person waits for a page.
pub(crate) struct Patience(Duration);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Patience {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let wishes = request.headers().get("prefer").flat_map(|it| it.split([',', ';']));
        let mut seconds = None;
        for wish in wishes.map(str::trim) {
            if wish == "respond-async" {
                seconds = seconds.or(Some(0));
            } else if let Some(wait) = wish.strip_prefix("wait=").and_then(|it| it.parse().ok()) {
                seconds = Some(u64::min(wait, 30));
            }
        }
        let usual = Duration::from_millis(2_500);
        Outcome::Success(Self(seconds.map_or(usual, Duration::from_secs)))
    }
}

/// Posts a photo of one or more pictures. Their sizes are made meanwhile; what takes longer than `Prefer: wait` seconds is
/// `processing` in the answer, and fills in by itself.
#[utoipa::path(tag = "photos",
    request_body(content = UploadFields, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The photo, and what became of its files", body = PhotoFacts),
        (status = 401, description = "Nobody is signed in", body = ProblemDetails),
        (status = 403, description = "The address is not confirmed", body = ProblemDetails),
        (status = 413, description = "A file is too large", body = ProblemDetails),
        (status = 422, description = "A field or a file is wrong", body = ProblemDetails),
))]
#[post("/photos", data = "<upload>")]
pub(crate) async fn publish(
    who: SignedIn<'_>,
    upload: Upload,
    patience: Patience,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let options = PublishOptions { wait: Some(patience.0), ..upload.options() };
    let draft = upload.draft(services.profiles.license(who.0).await?);
    let posted = services.publishing.publish_with(who.0, &draft, upload.files(), options).await;
    let facts =
        posted.map_err(|why| Problem::from(why).on_form("photos/new.html", upload.typed()))?;
    Ok(Saved::created(&facts.photo.url, "flash-photo-posted", &facts))
}

/// Takes what another app of a phone hands over as a private photo, and leads to where its author says who else sees it.
#[post("/share-target", data = "<shared>")]
async fn take_shared(
    who: &Identity,
    shared: Shared,
    asked: Asked,
    patience: Patience,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (Some(member), Shared::Handed(upload)) = (who.member(), shared) else {
        if asked.format == Format::Json {
            return Err(Problem::sign_in());
        }
        return Ok(Saved::changed(&login_url("/upload"), "flash-share-sign-in", &Value::Null));
    };
    let options = PublishOptions { wait: Some(patience.0), ..upload.options() };
    let draft = upload.draft(services.profiles.license(member).await?);
    let posted = services.publishing.publish_with(member, &draft, upload.files(), options).await;
    let facts =
        posted.map_err(|why| Problem::from(why).on_form("photos/new.html", upload.typed()))?;
    let at = format!("{}/edit", facts.photo.url);
    Ok(Saved::created(&facts.photo.url, "flash-share-received", &facts).then(&at))
}

fn typed(draft: &PhotoDraft) -> Value {
    json!({
        "title": draft.title, "caption": draft.caption, "alt": draft.alt, "tags": draft.tags,
        "visibility": draft.visibility, "license": draft.license, "original": draft.original.to_string(),
    })
}

#[get("/photos/<id>/edit")]
async fn edit_form(
    id: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let (photo, draft) = services.photos.editable(who.0, id).await?;
    Ok(Page::new("photos/edit.html", photo).beside(json!({ "form": typed(&draft) })))
}

/// Changes what is said about a photo; what is not named stays.
#[utoipa::path(tag = "photos", request_body = PhotoForm, responses(
    (status = 200, description = "The photo as it is now", body = PhotoView),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
    (status = 429, description = "Too often", body = ProblemDetails),
))]
#[patch("/photos/<id>", data = "<form>")]
pub(crate) async fn edit(
    id: &str,
    who: SignedIn<'_>,
    form: Input<PhotoForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.edit(who.0).await?;
    let form = form.0;
    let change = PhotoEdit {
        title: form.title,
        caption: form.caption,
        alt: Some(form.alt).filter(|it| !it.is_empty()),
        tags: form.tags,
        visibility: form.visibility,
        license: form.license,
        comments: form.comments,
        original: form.original.0,
        album: form.album,
    };
    match services.photos.edit(who.0, id, change.clone()).await {
        Ok(photo) => Ok(Saved::changed(&photo.url, "flash-photo-saved", &photo)),
        Err(why) => {
            let (photo, draft) = services.photos.editable(who.0, id).await?;
            let form = typed(&change.applied_to(draft));
            let context = json!({ "page": photo, "form": form });
            Err(Problem::from(why).on_form("photos/edit.html", context))
        }
    }
}

/// Deletes a photo, its comments and its bytes.
#[utoipa::path(tag = "photos", request_body = NoFields, responses(
    (status = 204, description = "It is gone"),
    (status = 403, description = "It is somebody else's, and staff have to have shown lately who they are",
        body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 410, description = "It was deleted before", body = ProblemDetails),
))]
#[delete("/photos/<id>", data = "<_form>")]
pub(crate) async fn remove(
    id: &str,
    who: Doer<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let done = services.photos.delete(who.member, id, &who.actor).await;
    done.map_err(|why| who.refusal(why))?;
    Ok(Saved::deleted(&address::user(&who.member.name), "flash-photo-deleted"))
}
