//! Why photos stand where they stand, and the formula that says so.

use crate::identity::{Fresh, Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::ranking::FormulaDraft;
use rocket::form::FromForm;
use rocket::{Route, State, get, put, routes};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use services::Actor;
use views::{FormulaTrial, FormulaView, RankingPage};

pub(crate) fn routes() -> Vec<Route> {
    routes![explain, formula, try_out, change]
}

/// The numbers of the formula, as they are typed; what is not named stays.
#[derive(Default, FromForm, Deserialize, Serialize, utoipa::ToSchema, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormulaForm {
    /// What a like weighs, in points.
    #[serde(default, deserialize_with = "typed")]
    #[schema(value_type = Option<f64>)]
    #[param(value_type = Option<f64>)]
    pub(crate) like: Option<String>,
    /// What somebody who comments weighs, in points.
    #[serde(default, deserialize_with = "typed")]
    #[schema(value_type = Option<f64>)]
    #[param(value_type = Option<f64>)]
    pub(crate) comment: Option<String>,
    /// What a bookmark weighs, in points.
    #[serde(default, deserialize_with = "typed")]
    #[schema(value_type = Option<f64>)]
    #[param(value_type = Option<f64>)]
    pub(crate) bookmark: Option<String>,
    /// What each doubling of the views weighs, in points.
    #[serde(default, deserialize_with = "typed")]
    #[schema(value_type = Option<f64>)]
    #[param(value_type = Option<f64>)]
    pub(crate) view: Option<String>,
    /// From how many networks a photo has to be looked at for the first doubling.
    #[serde(default, deserialize_with = "typed")]
    #[schema(value_type = Option<i64>)]
    #[param(value_type = Option<i64>)]
    pub(crate) step: Option<String>,
    /// How many hours later a photo with a tenth of the points stands level.
    #[serde(default, deserialize_with = "typed")]
    #[schema(value_type = Option<f64>)]
    #[param(value_type = Option<f64>)]
    pub(crate) hours: Option<String>,
}

impl Fields for FormulaForm {}

/// A number, whether it comes as one or as text.
fn typed<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

impl FormulaForm {
    fn draft(&self) -> FormulaDraft {
        FormulaDraft {
            like: self.like.clone(),
            comment: self.comment.clone(),
            bookmark: self.bookmark.clone(),
            view: self.view.clone(),
            step: self.step.clone(),
            hours: self.hours.clone(),
        }
    }
}

/// Explains why a photo stands where it stands on the popular wall: the parts of its score, which add up to it.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "The parts of its score", body = RankingPage),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 410, description = "It was deleted", body = ProblemDetails),
))]
#[get("/photos/<id>/ranking")]
pub(crate) async fn explain(
    id: &str,
    who: &Identity,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = services.ranking.explain(who.member(), id).await?;
    Ok(Page::new("ranking/photo.html", page))
}

/// Tells the formula that photos are ranked by.
#[utoipa::path(tag = "site", responses(
    (status = 200, description = "The formula and its numbers", body = FormulaView),
))]
#[get("/about/ranking")]
pub(crate) async fn formula(_who: &Identity, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::new("ranking/about.html", services.ranking.formula().await?))
}

/// Tries other numbers out: the first fifty photos by them, and where each stands now. Nothing is changed.
#[utoipa::path(tag = "admin", params(FormulaForm), responses(
    (status = 200, description = "The formula, the one that is tried, and the first fifty photos by it", body = FormulaTrial),
    (status = 403, description = "Admins only", body = ProblemDetails),
    (status = 422, description = "A number is wrong", body = ProblemDetails),
))]
#[get("/admin/ranking?<typed..>")]
pub(crate) async fn try_out(
    typed: FormulaForm,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let trial = services.ranking.try_out(who.0, &typed.draft()).await;
    let form = json!(typed);
    let trial = match trial {
        Err(why @ services::Error::Invalid(_)) => {
            let as_it_is = services.ranking.try_out(who.0, &FormulaDraft::default()).await?;
            let context = json!({ "page": as_it_is, "form": form });
            return Err(Problem::from(why).on_form("ranking/admin.html", context));
        }
        trial => trial?,
    };
    Ok(Page::new("ranking/admin.html", trial).beside(json!({ "form": form })))
}

/// Has photos ranked by other numbers from now on.
#[utoipa::path(tag = "admin", request_body = FormulaForm, responses(
    (status = 200, description = "The formula as it is now", body = FormulaView),
    (status = 403, description = "Admins only, who have shown lately who they are", body = ProblemDetails),
    (status = 422, description = "A number is wrong", body = ProblemDetails),
))]
#[put("/admin/ranking", data = "<form>")]
pub(crate) async fn change(
    who: Fresh<'_>,
    form: Input<FormulaForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let actor = Actor::staff(&who.0.name, &asked.client);
    match services.ranking.change(who.0, &form.0.draft(), &actor).await {
        Ok(formula) => Ok(Saved::changed("/admin/ranking", "flash-ranking-saved", &formula)),
        Err(why) => {
            let as_it_is = services.ranking.try_out(who.0, &FormulaDraft::default()).await?;
            let context = json!({ "page": as_it_is, "form": json!(form.0) });
            Err(Problem::from(why).on_form("ranking/admin.html", context))
        }
    }
}
