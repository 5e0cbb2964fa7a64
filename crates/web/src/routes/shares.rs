//! Links that open one photo or one album: their owners make, list and end them; whoever has one opens it.

use super::tokens::{Days, Made};
use super::users::Handle;
use super::walls::paging;
use crate::blob::{Blob, Bytes, PERSONAL};
use crate::client;
use crate::format::Format;
use crate::forms::NoFields;
use crate::headers;
use crate::identity::{Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::{Services, WebSettings};
use crate::view::{Asked, Page};
use domain::Member;
use rocket::form::FromForm;
use rocket::http::{Cookie, Header, SameSite, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder};
use rocket::time::Duration;
use rocket::{Request, Route, State, delete, get, post, routes};
use serde::Deserialize;
use serde_json::json;
use services::{Client, Error, ShareDraft, Shareable};
use views::{MadeShare, SharesPage, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![of_photo, share_photo, of_album, share_album, revoke]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![open, unlock, picture]
}

/// The page with the links to something.
const TEMPLATE: &str = "shares/list.html";
/// The page that asks for the password of a link.
const DOOR: &str = "shares/password.html";

/// `POST /photos/<id>/shares`, `POST /@<name>/albums/<slug>/shares`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct ShareForm {
    /// For how many days it works, 1 to 365; without, until it is revoked.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub(crate) expires_days: Days,
    /// What it asks for, 8 to 256 characters; empty for nothing.
    #[field(default = "")]
    #[serde(default)]
    pub(crate) password: String,
}

/// `POST /s/<token>`.
#[derive(FromForm, Deserialize)]
pub(crate) struct UnlockForm {
    #[field(default = "")]
    #[serde(default)]
    pub(crate) password: String,
}

impl Fields for ShareForm {}
impl Fields for UnlockForm {}

/// Lists the links to one of one's own photos, newest first.
#[utoipa::path(tag = "shares", responses(
    (status = 200, description = "The links, without what is secret of them", body = SharesPage),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/shares")]
pub(crate) async fn of_photo(
    id: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let thing = Shareable::Photo(id.to_owned());
    Ok(Page::new(TEMPLATE, services.shares.list(who.0, &thing).await?))
}

/// Makes a link that opens a photo to whoever has it, whatever its visibility. What is said now is never said again.
#[utoipa::path(tag = "shares", request_body = ShareForm, responses(
    (status = 201, description = "The link", body = MadeShare),
    (status = 403, description = "It is somebody else's", body = ProblemDetails),
    (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
    (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[post("/photos/<id>/shares", data = "<form>")]
pub(crate) async fn share_photo(
    id: &str,
    who: SignedIn<'_>,
    form: Input<ShareForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Made, Problem> {
    make(who.0, Shareable::Photo(id.to_owned()), form.0, asked.format, services).await
}

/// Lists the links to one of one's own albums, newest first.
#[utoipa::path(tag = "shares", params(("handle", description = "The user name after an @")),
    responses(
        (status = 200, description = "The links, without what is secret of them", body = SharesPage),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
))]
#[get("/<handle>/albums/<slug>/shares", rank = 20)]
pub(crate) async fn of_album(
    handle: Handle,
    slug: &str,
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let thing = Shareable::Album(handle.name().to_owned(), slug.to_owned());
    Ok(Page::new(TEMPLATE, services.shares.list(who.0, &thing).await?))
}

/// Makes a link that opens an album, with all photos in it, to whoever has it. What is said now is never said again.
#[utoipa::path(tag = "shares", request_body = ShareForm,
    params(("handle", description = "The user name after an @")),
    responses(
        (status = 201, description = "The link", body = MadeShare),
        (status = 403, description = "It is somebody else's", body = ProblemDetails),
        (status = 404, description = "There is none that the reader may see", body = ProblemDetails),
        (status = 422, description = "A field is wrong", body = ProblemDetails),
))]
#[post("/<handle>/albums/<slug>/shares", data = "<form>", rank = 20)]
#[expect(clippy::too_many_arguments, reason = "two of them are the address")]
pub(crate) async fn share_album(
    handle: Handle,
    slug: &str,
    who: SignedIn<'_>,
    form: Input<ShareForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Made, Problem> {
    let thing = Shareable::Album(handle.name().to_owned(), slug.to_owned());
    make(who.0, thing, form.0, asked.format, services).await
}

/// A person finds the link on the page they asked from: a detour would have to carry it in an address or a cookie.
async fn make(
    member: &Member,
    thing: Shareable,
    form: ShareForm,
    format: Format,
    services: &Services,
) -> Result<Made, Problem> {
    let draft = ShareDraft { days: form.expires_days.0, password: form.password };
    let days = draft.days.map(|it| it.to_string()).unwrap_or_default();
    match services.shares.create(member, &thing, &draft).await {
        Ok(made) => {
            let location = format!("/shares/{}", made.share.id);
            let page = services.shares.list(member, &thing).await?;
            let page = match format {
                Format::Json => Page::elsewhere(&page.of, made),
                Format::Html => Page::new(TEMPLATE, page).beside(json!({ "made": made })),
            };
            Ok(Made { page, location })
        }
        Err(why @ Error::Invalid(_)) => {
            let page = services.shares.list(member, &thing).await?;
            let context = json!({ "page": page, "form": { "expires_days": days } });
            Err(Problem::from(why).on_form(TEMPLATE, context))
        }
        Err(why) => Err(why.into()),
    }
}

/// Ends one of one's own links: it is dead at once.
#[utoipa::path(tag = "shares", request_body = NoFields, responses(
    (status = 204, description = "It is dead"),
    (status = 404, description = "There is no such link", body = ProblemDetails),
))]
#[delete("/shares/<id>", data = "<_form>")]
pub(crate) async fn revoke(
    id: &str,
    who: SignedIn<'_>,
    _form: Input<NoFields>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let place = services.shares.revoke(who.0, id).await?;
    Ok(Saved::deleted(&format!("{place}/shares"), "flash-share-revoked"))
}

/// The cookie that remembers for an hour that the password of one link was right; it is sent to that link alone.
pub(crate) struct PassCookie<'r>(&'r Request<'r>);

const COOKIE: &str = "share";

#[rocket::async_trait]
impl<'r> FromRequest<'r> for PassCookie<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(PassCookie(request))
    }
}

impl PassCookie<'_> {
    fn get(&self) -> Option<&str> {
        self.0.cookies().get(COOKIE).map(Cookie::value)
    }

    fn set(&self, token: &str, pass: String) {
        let settings: Option<&WebSettings> = self.0.rocket().state();
        let mut cookie = Cookie::build((COOKIE, pass))
            .path(address::shared(token))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(settings.is_some_and(WebSettings::is_https))
            .build();
        cookie.set_max_age(Some(Duration::hours(1)));
        self.0.cookies().add(cookie);
    }
}

/// Who looks at what is behind a link; nobody where a program only wants to know what there is, or a browser fetches what may never
/// be looked at.
pub(crate) struct Looks(Option<Client>);

/// What programs call themselves that follow links for others: search engines, and those that draw a card of a link.
const PROGRAMS: [&str; 8] =
    ["bot", "crawl", "spider", "preview", "slurp", "facebookexternalhit", "whatsapp", "curl"];

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Looks {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let said = |name: &str| request.headers().get_one(name).unwrap_or_default().to_lowercase();
        let agent = said("user-agent");
        // Safari and older ones say it in ways of their own.
        let early = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map(said);
        let early = early.iter().any(|it| it.contains("prefetch") || it.contains("preview"));
        let program = PROGRAMS.iter().any(|it| agent.contains(it));
        let looks = !headers::only(request) && !early && !program;
        Outcome::Success(Self(looks.then(|| client::of(request))))
    }
}

/// An answer behind a link: nobody keeps it, no search engine notes it, and its address goes to nobody else.
pub(crate) struct Hushed<R>(R);

impl<'r, R: Responder<'r, 'static>> Responder<'r, 'static> for Hushed<R> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.0.respond_to(request)?;
        answer.set_header(Header::new("cache-control", PERSONAL));
        answer.set_header(Header::new("x-robots-tag", "noindex, nofollow, noarchive"));
        // A form on a page that refers to nobody would not say where it comes from, and be refused by us.
        let asks = matches!(answer.status().code, 401 | 422 | 429);
        let policy = if asks { "same-origin" } else { "no-referrer" };
        answer.set_header(Header::new("referrer-policy", policy));
        Ok(answer)
    }
}

/// The problem, drawn as the page that asks for the password where that is what helps.
fn at_the_door(why: Error, token: &str) -> Problem {
    let form = json!({ "token": token, "form": {} });
    match why {
        Error::ConfirmFirst => {
            Problem::new(Status::Unauthorized, "problem-share-password").on_form(DOOR, form)
        }
        why @ (Error::Invalid(_) | Error::TooMany { .. }) => Problem::from(why).on_form(DOOR, form),
        why => Problem::from(why),
    }
}

#[get("/s/<token>?<after>&<limit>")]
#[expect(clippy::too_many_arguments, reason = "most of them are the address")]
async fn open(
    token: &str,
    after: Option<String>,
    limit: Option<&str>,
    _who: &Identity,
    looks: Looks,
    pass: PassCookie<'_>,
    services: &State<Services>,
) -> Hushed<Result<Page, Problem>> {
    let paging = match paging(after, limit) {
        Ok(paging) => paging,
        Err(why) => return Hushed(Err(why)),
    };
    let shared = services.shares.open((token, pass.get()), &paging, looks.0.as_ref()).await;
    Hushed(match shared {
        Ok(page) => {
            let path = address::shared(token);
            Ok(Page::new("shares/show.html", page).beside(json!({ "path": path })))
        }
        Err(Error::Invalid(fields)) => Err(Problem::fields(fields)),
        Err(why) => Err(at_the_door(why, token)),
    })
}

#[post("/s/<token>", data = "<form>")]
async fn unlock(
    token: &str,
    form: Input<UnlockForm>,
    pass: PassCookie<'_>,
    asked: Asked,
    services: &State<Services>,
) -> Hushed<Result<Saved, Problem>> {
    match services.shares.unlock(token, &form.0.password, &asked.client).await {
        Ok(good) => {
            pass.set(token, good);
            Hushed(Ok(Saved::changed(&address::shared(token), "flash-share-open", &json!({}))))
        }
        Err(why) => {
            tracing::warn!(target: "security", "a wrong password for a link from {}", asked.client.address);
            Hushed(Err(at_the_door(why, token)))
        }
    }
}

#[get("/s/<token>/media/<image>/<part>")]
#[expect(clippy::too_many_arguments, reason = "most of them are the address")]
async fn picture(
    token: &str,
    image: &str,
    part: &str,
    _who: &Identity,
    pass: PassCookie<'_>,
    services: &State<Services>,
) -> Hushed<Result<Blob, Problem>> {
    let found = services.shares.picture((token, pass.get()), image, part).await;
    let blob = found.map(|picture| Blob {
        media_type: picture.admitted.media_type.clone(),
        etag: picture.admitted.hash.chars().take(32).collect(),
        caching: PERSONAL,
        filename: Some(format!("shared-{part}")),
        bytes: Bytes::Shared(picture.bytes),
    });
    Hushed(blob.map_err(|why| match why {
        Error::ConfirmFirst => Problem::new(Status::Unauthorized, "problem-share-password"),
        why => Problem::from(why),
    }))
}
