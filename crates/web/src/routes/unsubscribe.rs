//! How letters are ended, by a person with one button or by their mail program with one request (RFC 8058).

use crate::format::Format;
use crate::forms::NoFields;
use crate::identity::Identity;
use crate::input;
use crate::origin::{self, Wall};
use crate::problem::{Problem, ProblemDetails, remember};
use crate::state::Services;
use crate::view::Page;
use rocket::data::{ByteUnit, Data, FromData, Outcome as Read};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Redirect, Responder};
use rocket::{Route, State, get, post, routes};
use views::UnsubscribePage;

pub(crate) fn routes() -> Vec<Route> {
    routes![show, end]
}

/// More than a mail program says.
const LIMIT: ByteUnit = ByteUnit::Kibibyte(4);

/// What a mail program or the page sends, in whatever form: it says nothing that the address does not.
pub(crate) struct OneClick;

#[rocket::async_trait]
impl<'r> FromData<'r> for OneClick {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Read<'r, Self> {
        let _ = request.guard::<&Identity>().await;
        let body = data.open(LIMIT).into_bytes().await.map(rocket::data::Capped::into_inner);
        let body = String::from_utf8(body.unwrap_or_default()).unwrap_or_default();
        match origin::check(request, input::field(&body, "csrf").as_deref(), Wall::Full) {
            Ok(()) => Read::Success(Self),
            Err(problem) => {
                let status: Status = problem.status();
                remember(request, *problem);
                Read::Error((status, ()))
            }
        }
    }
}

/// Whether a browser asks where only programs should: mail programs that cannot send the request open its address.
pub(crate) struct InBrowser(bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for InBrowser {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let mut accepted = request.headers().get("accept");
        let html = accepted.any(|it| it.contains("text/html"));
        Outcome::Success(Self(html && Format::is_api(request)))
    }
}

/// A page, or the way to it.
pub(crate) enum Shown {
    Here(Page),
    There(String),
}

impl<'r> Responder<'r, 'static> for Shown {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        match self {
            Self::Here(page) => page.respond_to(request),
            Self::There(place) => Redirect::to(place).respond_to(request),
        }
    }
}

/// Shows what a link at the end of a letter ends. Scanners open links, so that alone ends nothing.
#[utoipa::path(tag = "notifications", responses(
    (status = 200, description = "Whether the letters have ended", body = UnsubscribePage),
    (status = 404, description = "It ends no letters", body = ProblemDetails),
))]
#[get("/unsubscribe/<token>")]
pub(crate) async fn show(
    token: &str,
    browser: InBrowser,
    _who: &Identity,
    services: &State<Services>,
) -> Result<Shown, Problem> {
    let page = services.notifications.letters_of(token).await?;
    if browser.0 {
        return Ok(Shown::There(crate::saved::local(&format!("/unsubscribe/{token}"))));
    }
    Ok(Shown::Here(Page::new("notifications/unsubscribe.html", page).with_form()))
}

/// Ends letters, for whoever has the link that stood in one: nobody need be signed in. Mail programs send `List-Unsubscribe=One-Click`.
#[utoipa::path(tag = "notifications", request_body = NoFields, responses(
    (status = 200, description = "The letters have ended", body = UnsubscribePage),
    (status = 404, description = "It ends no letters", body = ProblemDetails),
))]
#[post("/unsubscribe/<token>", data = "<_form>")]
pub(crate) async fn end(
    token: &str,
    _form: OneClick,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let page = services.notifications.unsubscribe(token).await?;
    Ok(Page::new("notifications/unsubscribe.html", page).with_form())
}
