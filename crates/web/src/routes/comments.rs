use super::walls::paging;
use crate::forms::{CommentForm, NoFields};
use crate::identity::{Doer, Identity, SignedIn};
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use domain::Member;
use rocket::{Route, State, delete, get, patch, post, routes};
use serde_json::json;
use services::{CommentDraft, Paging};
use views::{CommentView, Slice, ThreadPage, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![list, add, show, edit, remove, answers]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![edit_form]
}

/// Lists what is said about a photo: threads, oldest first, each a comment with the first answers to it behind it. `limit` counts threads.
#[utoipa::path(tag = "comments", responses(
    (status = 200, description = "One page of comments", body = Slice<CommentView>),
    (status = 404, description = "There is no photo that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/comments?<after>&<limit>")]
pub(crate) async fn list(
    id: &str,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let comments = services.comments.list(who.member(), id, &paging).await?;
    Ok(Page::elsewhere(&address::photo(id), comments))
}

/// Says something about a photo.
#[utoipa::path(tag = "comments", request_body = CommentForm, responses(
    (status = 201, description = "The comment", body = CommentView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 403, description = "The address is not confirmed", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[post("/photos/<id>/comments", data = "<form>")]
pub(crate) async fn add(
    id: &str,
    who: SignedIn<'_>,
    form: Input<CommentForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let draft = CommentDraft { body: form.0.body.clone(), parent: form.0.parent.clone() };
    let added = match services.limits.comment(who.0).await {
        Ok(()) => services.comments.add(who.0, id, draft).await,
        Err(why) => Err(why),
    };
    match added {
        Ok(comment) => Ok(Saved::created(&comment.url, "flash-comment-posted", &comment)),
        Err(why) => {
            let page = services.photos.show(Some(who.0), id, &Paging::default()).await?;
            let parent = form.0.parent.as_deref();
            let answering = answering(parent, id, Some(who.0), services).await;
            let context = json!({ "page": page, "form": form.0, "answering": answering });
            Err(Problem::from(why).on_form("photos/show.html", context))
        }
    }
}

/// The comment on this photo that somebody is about to answer, if there is such a one.
pub(crate) async fn answering(
    answer: Option<&str>,
    photo: &str,
    viewer: Option<&Member>,
    services: &Services,
) -> Option<CommentView> {
    let key = answer.filter(|it| !it.is_empty())?;
    let comment = services.comments.show(viewer, key).await.ok()?;
    Some(comment).filter(|it| it.photo == photo)
}

/// Lists the answers in the thread of a comment, oldest first.
#[utoipa::path(tag = "comments", responses(
    (status = 200, description = "One page of answers, with what they answer", body = ThreadPage),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 410, description = "It was deleted, and nobody has answered", body = ProblemDetails),
))]
#[get("/comments/<id>/answers?<after>&<limit>")]
pub(crate) async fn answers(
    id: &str,
    after: Option<String>,
    limit: Option<&str>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let paging = paging(after, limit)?;
    let page = services.comments.answers(who.member(), id, &paging).await?;
    Ok(Page::new("comments/answers.html", page))
}

/// Shows a comment.
#[utoipa::path(tag = "comments", responses(
    (status = 200, description = "The comment", body = CommentView),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 410, description = "It was deleted", body = ProblemDetails),
))]
#[get("/comments/<id>")]
pub(crate) async fn show(
    id: &str,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let comment = services.comments.show(who.member(), id).await?;
    let place = comment.url.clone();
    Ok(Page::elsewhere(&place, comment))
}

#[get("/comments/<id>/edit")]
async fn edit_form(
    id: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let comment = services.comments.show(Some(who.0), id).await?;
    if !comment.can_edit {
        return Err(services::Error::forbidden("problem-forbidden").into());
    }
    let form = json!({ "form": { "body": comment.body } });
    Ok(Page::new("comments/edit.html", comment).beside(form))
}

/// Changes what was said.
#[utoipa::path(tag = "comments", request_body = CommentForm, responses(
    (status = 200, description = "The comment as it is now", body = CommentView),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
    (status = 429, description = "Too often", body = ProblemDetails),
))]
#[patch("/comments/<id>", data = "<form>")]
pub(crate) async fn edit(
    id: &str,
    who: SignedIn<'_>,
    form: Input<CommentForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.limits.edit(who.0).await?;
    match services.comments.edit(who.0, id, &form.0.body).await {
        Ok(comment) => Ok(Saved::changed(&comment.url, "flash-comment-saved", &comment)),
        Err(why @ services::Error::Invalid(_)) => {
            let page = services.comments.show(Some(who.0), id).await?;
            let context = json!({ "page": page, "form": form.0 });
            Err(Problem::from(why).on_form("comments/edit.html", context))
        }
        Err(why) => Err(why.into()),
    }
}

/// Deletes a comment: its author may (also where the photo has been closed to them since), the photo's author may, staff may.
#[utoipa::path(tag = "comments", request_body = NoFields, responses(
    (status = 204, description = "It is gone"),
    (status = 403, description = "It is not theirs to delete, or staff have to show first who they are", body = ProblemDetails),
    (status = 410, description = "It was deleted before", body = ProblemDetails),
))]
#[delete("/comments/<id>", data = "<_form>")]
pub(crate) async fn remove(
    id: &str,
    who: Doer<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let photo = services.comments.delete(who.member, id, &who.actor).await;
    let photo = photo.map_err(|why| who.refusal(why))?;
    let place = photo.map_or_else(|| "/".to_owned(), |it| address::photo(&it));
    Ok(Saved::deleted(&place, "flash-comment-deleted"))
}
