use crate::forms::{ResendForm, VerifyForm};
use crate::identity::Identity;
use crate::input::Input;
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::http::Header;
use rocket::response::{self, Responder};
use rocket::{Request, Route, State, get, post, routes};
use serde_json::json;
use views::Verified;

pub(crate) fn routes() -> Vec<Route> {
    routes![verify, resend]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![mail_is_on_its_way, confirm]
}

/// Where the letter went, and how to get another.
#[get("/verify")]
async fn mail_is_on_its_way(who: &Identity, services: &State<Services>) -> Result<Page, Problem> {
    let email = match who.member() {
        Some(member) => Some(services.credentials.show(member).await?),
        None => None,
    };
    let page = json!({
        "email": email.as_ref().map(|it| &it.email),
        "verified": email.as_ref().is_some_and(|it| it.verified),
        "trouble": email.as_ref().and_then(|it| it.trouble.as_ref()),
        "outbox": services.accounts.outbox(),
    });
    Ok(Page::new("accounts/verify.html", page).with_form())
}

/// The page a link leads to. Mail scanners open links, so nothing happens until a button is
/// pressed.
#[get("/verify/<token>")]
async fn confirm(
    token: &str,
    _who: &Identity,
    services: &State<Services>,
) -> Result<NoReferrer<Page>, Problem> {
    let usable = services.accounts.is_link_usable(token).await?;
    let page = json!({ "token": token, "usable": usable });
    Ok(NoReferrer(Page::new("accounts/confirm.html", page).with_form()))
}

/// Confirms an address. Works once.
#[utoipa::path(tag = "accounts", request_body = VerifyForm, responses(
    (status = 200, description = "The user whose address is confirmed", body = Verified),
    (status = 422, description = "The token does not work, or no longer", body = ProblemDetails),
))]
#[post("/verify", data = "<form>")]
pub(crate) async fn verify(
    form: Input<VerifyForm>,
    who: &Identity,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let verified = services.accounts.verify(&form.0.token).await.map_err(|why| {
        let page = json!({ "token": "", "usable": false });
        Problem::from(why).on_form("accounts/confirm.html", json!({ "page": page }))
    })?;
    let next = if who.member().is_some() { "/upload" } else { "/login" };
    Ok(Saved::changed(next, "flash-verified", &verified))
}

/// Sends another letter if an account waits for one; the link before it stops working. The answer
/// is always the same.
#[utoipa::path(tag = "accounts", request_body = ResendForm, responses(
    (status = 202, description = "If an account waits for it, a letter is on its way"),
    (status = 422, description = "That is no address", body = ProblemDetails),
    (status = 429, description = "Too many letters were asked for", body = ProblemDetails),
))]
#[post("/verify/resend", data = "<form>")]
pub(crate) async fn resend(
    form: Input<ResendForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    services.accounts.resend(&form.0.email, &asked.client).await.map_err(|why| {
        let page = json!({
            "email": form.0.email, "verified": false, "outbox": services.accounts.outbox(),
        });
        let context = json!({ "page": page, "form": form.0 });
        Problem::from(why).on_form("accounts/verify.html", context)
    })?;
    Ok(Saved::accepted("/verify", "flash-mail-on-its-way"))
}

/// Keeps the secret in the address of a page to itself: it is said neither to other sites nor in the log of a proxy, which would have it
/// with each picture of the page. Browsers then hide the origin of the form on the page too, and those that do not say by another header
/// where it comes from would be refused as somebody else's: they keep it from other sites.
pub(crate) struct NoReferrer<R>(pub(crate) R);

impl<'r, R: Responder<'r, 'static>> Responder<'r, 'static> for NoReferrer<R> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.0.respond_to(request)?;
        let only = |name| request.headers().get_one(name);
        let is_old = only("sec-fetch-site").is_none()
            && only("user-agent").is_some_and(|it| it.starts_with("Mozilla/"));
        let policy = if is_old { "same-origin" } else { "no-referrer" };
        answer.set_header(Header::new("referrer-policy", policy));
        Ok(answer)
    }
}
