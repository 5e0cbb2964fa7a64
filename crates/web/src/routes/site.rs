use crate::cookies;
use crate::forms::LanguageForm;
use crate::identity::Identity;
use crate::input::Input;
use crate::locale;
use crate::problem::Problem;
use crate::saved::Saved;
use crate::state::Services;
use crate::view::Page;
use domain::Message;
use rocket::http::ContentType;
use rocket::request::{FromRequest, Outcome};
use rocket::response::Redirect;
use rocket::time::Duration;
use rocket::{Request, Route, State, get, post, routes};
use views::SiteView;

pub(crate) fn routes() -> Vec<Route> {
    routes![site]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![language, healthz, readyz, favicon]
}

pub(crate) fn api() -> Vec<Route> {
    routes![openapi]
}

/// Tells what the site is: its name, limits and counts.
#[utoipa::path(tag = "site", responses(
    (status = 200, description = "The site", body = SiteView),
))]
#[get("/site")]
pub(crate) async fn site(_who: &Identity, services: &State<Services>) -> Result<Page, Problem> {
    Ok(Page::elsewhere("/", services.site.show().await?))
}

#[get("/openapi.json")]
fn openapi() -> (ContentType, String) {
    (ContentType::JSON, crate::openapi())
}

/// The reader's choice of a language, which beats their browser's.
struct LanguageCookie<'r>(&'r Request<'r>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for LanguageCookie<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(LanguageCookie(request))
    }
}

#[post("/language", data = "<form>")]
#[expect(clippy::needless_pass_by_value, reason = "Rocket hands guards over by value")]
fn language(form: Input<LanguageForm>, cookie: LanguageCookie<'_>) -> Result<Saved, Problem> {
    let chosen = i18n::known(&form.0.lang)
        .ok_or_else(|| Problem::field("lang", Message::new("error-key")))?;
    let year = Some(Duration::days(365));
    cookies::put(cookie.0, locale::COOKIE, chosen.tag.to_owned(), year);
    Ok(Saved::changed(&form.0.next, "flash-language", &serde_json::json!({})))
}

/// Alive.
#[get("/healthz")]
fn healthz() -> &'static str {
    "alive\n"
}

/// Able to work: the database and the store answer.
#[get("/readyz")]
async fn readyz(services: &State<Services>) -> Result<&'static str, Problem> {
    services.site.is_ready().await?;
    Ok("ready\n")
}

#[get("/favicon.ico")]
fn favicon() -> Redirect {
    Redirect::to(crate::assets::Assets::address("icon.svg"))
}
