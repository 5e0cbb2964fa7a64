//! What an author does to a photo after it was posted, besides its words; and its files for others to keep.

use super::albums::{NextForm, onward};
use crate::blob::{Blob, Bytes, PERSONAL};
use crate::identity::{Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use rocket::form::FromForm;
use rocket::http::Header;
use rocket::response::{self, Responder};
use rocket::{Request, Route, State, delete, get, post, routes};
use serde::Deserialize;
use services::{Error, Move};
use views::{HistoryPage, PhotoView};

pub(crate) fn routes() -> Vec<Route> {
    routes![history, original, arrange, remove_picture]
}

/// `POST /photos/<id>/images/order`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct ArrangeForm {
    /// The picture that is moved: what stands for it in the addresses of its bytes.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) image: String,
    /// `up` or `down`: by one place.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) to: String,
    /// Instead: before this picture; empty for the end.
    #[serde(default)]
    pub(crate) before: Option<String>,
    /// Where a browser goes on: a path on this site.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) next: String,
}

impl Fields for ArrangeForm {}

/// Tells what was said about a photo before, newest first: to its author and to staff.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "The edits", body = HistoryPage),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/history")]
pub(crate) async fn history(
    id: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("photos/history.html", services.photos.history(who.0, id).await?))
}

/// A file to be kept, under a name of ours.
pub(crate) struct Attachment(Blob, String);

impl<'r> Responder<'r, 'static> for Attachment {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.0.respond_to(request)?;
        let kept = format!("attachment; filename=\"{}\"", self.1);
        answer.set_header(Header::new("content-disposition", kept));
        Ok(answer)
    }
}

/// Hands out the file of a picture, where its author lets others have it: as it is kept, without what was removed of it.
#[utoipa::path(tag = "photos", params(("n", description = "Which picture, from 1")), responses(
    (status = 200, description = "The file", body = Vec<u8>, content_type = "image/*"),
    (status = 404, description = "There is none that the reader may have", body = ProblemDetails),
    (status = 410, description = "The photo was deleted", body = ProblemDetails),
))]
#[get("/photos/<id>/original/<n>")]
pub(crate) async fn original(
    id: &str,
    n: &str,
    who: &Identity,
    services: &State<Services>,
) -> Result<Attachment, Problem> {
    let nth = n.parse().ok().filter(|it| *it >= 1).ok_or(Error::NotFound)?;
    let (picture, name) = services.photos.original(who.member(), id, nth).await?;
    let blob = Blob {
        media_type: picture.admitted.media_type.clone(),
        etag: picture.admitted.hash.chars().take(32).collect(),
        caching: PERSONAL,
        filename: Some(name.clone()),
        bytes: Bytes::Shared(picture.bytes),
    };
    Ok(Attachment(blob, name))
}

/// Moves a picture of a photo: by one place, or before another one.
#[utoipa::path(tag = "photos", request_body = ArrangeForm, responses(
    (status = 200, description = "The photo as it is now", body = PhotoView),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[post("/photos/<id>/images/order", data = "<form>")]
pub(crate) async fn arrange(
    id: &str,
    who: SignedIn<'_>,
    form: Input<ArrangeForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.edit(who.0).await?;
    let ArrangeForm { image, to, before, next } = form.0;
    let to = Move::of(&to, before);
    let photo = services.photos.arrange(who.0, id, (&image, to)).await?;
    Ok(onward(Saved::changed(&photo.url, "flash-photo-arranged", &photo), &next))
}

/// Removes one of several pictures of a photo, and its bytes.
#[utoipa::path(tag = "photos", request_body = NextForm, responses(
    (status = 200, description = "The photo as it is now", body = PhotoView),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is no such picture", body = ProblemDetails),
    (status = 410, description = "It was removed before", body = ProblemDetails),
    (status = 422, description = "It is the last one", body = ProblemDetails),
))]
#[delete("/photos/<id>/images/<image>", data = "<form>")]
pub(crate) async fn remove_picture(
    id: &str,
    image: &str,
    who: SignedIn<'_>,
    form: Input<NextForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.edit(who.0).await?;
    let photo = services.photos.remove_picture(who.0, id, image).await?;
    Ok(onward(Saved::changed(&photo.url, "flash-photo-picture-removed", &photo), &form.0.next))
}
