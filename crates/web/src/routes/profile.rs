//! What somebody says about themselves, and their face.

use crate::face::{Face, FaceFields};
use crate::forms::NoFields;
use crate::identity::SignedIn;
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use domain::Message;
use rocket::form::FromForm;
use rocket::{Route, State, delete, get, patch, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use services::ProfileEdit;
use views::{MeView, ProfileView};

pub(crate) fn routes() -> Vec<Route> {
    routes![show, edit, edit_me, set_avatar, remove_avatar]
}

/// `PATCH /settings/profile`, `PATCH /me`.
#[derive(FromForm, Deserialize, Serialize, Clone, utoipa::ToSchema)]
pub(crate) struct ProfileForm {
    /// What you want to be called: up to 60 characters.
    #[serde(default)]
    pub(crate) display_name: Option<String>,
    /// What you say about yourself: up to 1,000 characters.
    #[serde(default)]
    pub(crate) bio: Option<String>,
    /// Where else you are to be found: up to 5 `https` addresses, instead of all the old ones.
    #[field(default = Vec::new())]
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Vec<String>, required = false)]
    pub(crate) links: Vec<String>,
    /// Under which licence new photos are unless you say otherwise: an SPDX identifier; empty keeps all rights.
    #[serde(default)]
    pub(crate) license: Option<String>,
}

impl Fields for ProfileForm {
    const LISTS: &'static [&'static str] = &["links"];
}

impl ProfileForm {
    fn change(&self) -> ProfileEdit {
        ProfileEdit {
            display_name: self.display_name.clone(),
            bio: self.bio.clone(),
            links: Some(self.links.clone()).filter(|it| !it.is_empty()),
            license: self.license.clone(),
        }
    }
}

/// A list that is named, and empty, is of one address that is none: else it could not be told from one that is not named.
fn named<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let links = Vec::<String>::deserialize(from)?;
    Ok(if links.is_empty() { vec![String::new()] } else { links })
}

/// The page with the forms.
const PAGE: &str = "settings/profile.html";

/// Shows what one says about oneself, as typed.
#[utoipa::path(tag = "users", responses(
    (status = 200, description = "As it is now", body = ProfileView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[get("/settings/profile")]
pub(crate) async fn show(who: SignedIn<'_>, services: &State<Services>) -> Result<Page, Problem> {
    let view = services.profiles.show(who.0).await?;
    let form = json!({ "form": view });
    Ok(Page::new(PAGE, view).beside(form))
}

/// Changes what one says about oneself; what is not named stays.
#[utoipa::path(tag = "users", request_body = ProfileForm, responses(
    (status = 200, description = "As it is now", body = ProfileView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[patch("/settings/profile", data = "<form>")]
pub(crate) async fn edit(
    who: SignedIn<'_>,
    form: Input<ProfileForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    match services.profiles.edit(who.0, form.0.change()).await {
        Ok(view) => Ok(Saved::changed("/settings/profile", "flash-people-profile", &view)),
        Err(why) => {
            let page = services.profiles.show(who.0).await?;
            let context = json!({ "page": page, "form": form.0 });
            Err(Problem::from(why).on_form(PAGE, context))
        }
    }
}

/// Changes what the signed-in user says about themselves; what is not named stays.
#[utoipa::path(tag = "users", request_body = ProfileForm, responses(
    (status = 200, description = "The signed-in user as they are now", body = MeView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[patch("/me", data = "<form>")]
pub(crate) async fn edit_me(
    who: SignedIn<'_>,
    form: Input<ProfileForm>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.profiles.edit(who.0, form.0.change()).await?;
    let me = services.accounts.me(who.0).await?;
    Ok(Saved::changed("/settings/profile", "flash-people-profile", &me))
}

/// Gives oneself the face that is in the middle of a picture; nothing that the file says besides is kept.
#[utoipa::path(tag = "users",
    request_body(content = FaceFields, content_type = "multipart/form-data"), responses(
    (status = 201, description = "As it is now", body = ProfileView),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
    (status = 413, description = "The file is too large", body = ProblemDetails),
    (status = 422, description = "The file is no picture that is taken", body = ProblemDetails),
))]
#[post("/me/avatar", data = "<face>")]
pub(crate) async fn set_avatar(
    who: SignedIn<'_>,
    face: Face,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let set = match face.file() {
        Some(file) => services.profiles.set_avatar(who.0, file).await.map_err(Problem::from),
        None => Err(Problem::field("file", Message::new("error-file-missing"))),
    };
    match set {
        Ok(view) => Ok(Saved::created("/settings/profile", "flash-people-avatar", &view)),
        Err(problem) => {
            let page = services.profiles.show(who.0).await?;
            Err(problem.on_form(PAGE, json!({ "form": page, "page": page })))
        }
    }
}

/// Takes one's face away.
#[utoipa::path(tag = "users", request_body = NoFields, responses(
    (status = 204, description = "There is none"),
    (status = 401, description = "Nobody is signed in", body = ProblemDetails),
))]
#[delete("/me/avatar", data = "<_form>")]
pub(crate) async fn remove_avatar(
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.profiles.remove_avatar(who.0).await?;
    Ok(Saved::deleted("/settings/profile", "flash-people-avatar-gone"))
}
