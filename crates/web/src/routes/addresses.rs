use super::accounts::NoReferrer;
use crate::forms::VerifyForm;
use crate::identity::Identity;
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::{Route, State, get, post, routes};
use serde_json::json;

pub(crate) fn routes() -> Vec<Route> {
    routes![confirm, undo]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![confirm_form, undo_form]
}

/// The page a link leads to that was sent to a new address. Nothing happens until a button is pressed.
#[get("/email/confirm/<token>")]
async fn confirm_form(
    token: &str,
    _who: &Identity,
    services: &State<Services>,
) -> Result<NoReferrer<Page>, Problem> {
    let usable = services.addresses.can_confirm(token).await?;
    let page = json!({ "token": token, "usable": usable });
    Ok(NoReferrer(Page::new("accounts/email_confirm.html", page).with_form()))
}

/// Puts a new address in place of the one before, which is told. All sessions and API tokens end.
#[utoipa::path(tag = "accounts", request_body = VerifyForm, responses(
    (status = 204, description = "The account has its new address"),
    (status = 422, description = "The token does not work, or no longer", body = ProblemDetails),
))]
#[post("/email/confirm", data = "<form>")]
pub(crate) async fn confirm(
    form: Input<VerifyForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.addresses.confirm(&form.0.token).await.map_err(|why| {
        let page = json!({ "token": "", "usable": false });
        Problem::from(why).on_form("accounts/email_confirm.html", json!({ "page": page }))
    })?;
    tracing::info!(target: "security", "an address was changed by its link, from {}", asked.client.address);
    Ok(Saved::deleted("/login", "flash-mails-address-changed"))
}

/// The page a link leads to that was sent to an old address. Nothing happens until a button is pressed.
#[get("/email/undo/<token>")]
async fn undo_form(
    token: &str,
    _who: &Identity,
    services: &State<Services>,
) -> Result<NoReferrer<Page>, Problem> {
    let usable = services.addresses.can_undo(token).await?;
    let page = json!({ "token": token, "usable": usable });
    Ok(NoReferrer(Page::new("accounts/email_undo.html", page).with_form()))
}

/// Puts an old address back. All sessions and API tokens end, and a link to choose another password goes there.
#[utoipa::path(tag = "accounts", request_body = VerifyForm, responses(
    (status = 204, description = "The account has its old address again"),
    (status = 422, description = "The token does not work, or no longer", body = ProblemDetails),
))]
#[post("/email/undo", data = "<form>")]
pub(crate) async fn undo(
    form: Input<VerifyForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.addresses.undo(&form.0.token).await.map_err(|why| {
        let page = json!({ "token": "", "usable": false });
        Problem::from(why).on_form("accounts/email_undo.html", json!({ "page": page }))
    })?;
    tracing::warn!(target: "security", "a change of address was undone, from {}", asked.client.address);
    Ok(Saved::deleted("/login", "flash-mails-address-restored"))
}
