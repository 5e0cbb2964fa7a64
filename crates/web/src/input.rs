use crate::client;
use crate::format::Format;
use crate::identity::Identity;
use crate::origin::{self, Wall};
use crate::problem::{Problem, remember};
use crate::state::Services;
use domain::Message;
use rocket::data::{ByteUnit, Data, FromData, Outcome};
use rocket::form::{Form, FromForm};
use rocket::http::Status;
use rocket::request::Request;
use serde::de::DeserializeOwned;
use std::collections::HashSet;

/// The fields of a body that changes something.
pub(crate) trait Fields: DeserializeOwned + for<'v> FromForm<'v> + Send + 'static {
    /// What a request without a session has to show.
    const WALL: Wall = Wall::Full;
    /// The fields of a form that may come more than once.
    const LISTS: &'static [&'static str] = &[];
}

/// A request body: a form from a browser, JSON from an app, one type for both. Reading it also
/// refuses what did not come from a page of ours.
pub(crate) struct Input<T>(pub(crate) T);

/// The largest body of fields: room for the longest words about a photo of many pictures, where a
/// form spends twelve bytes on one character.
const LIMIT: ByteUnit = ByteUnit::Kibibyte(512);

#[rocket::async_trait]
impl<'r, T: Fields> FromData<'r> for Input<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        // The token of a form belongs to a session, so it must be known who is signed in.
        let _ = request.guard::<&Identity>().await;
        match read(request, data).await {
            Ok(fields) => Outcome::Success(Self(fields)),
            Err(problem) => {
                let status = problem.status();
                remember(request, *problem);
                Outcome::Error((status, ()))
            }
        }
    }
}

async fn read<T: Fields>(request: &Request<'_>, data: Data<'_>) -> Result<T, Box<Problem>> {
    spare(request).await?;
    let body = body(request, data).await?;
    let kind = request.content_type();
    if kind.is_some_and(|it| it.is_json()) {
        origin::check(request, None, T::WALL)?;
        return json(&body);
    }
    if kind.is_some_and(|it| it.is_form()) || (kind.is_none() && body.is_empty()) {
        origin::check(request, field(&body, "csrf").as_deref(), T::WALL)?;
        return form(&body);
    }
    origin::check(request, None, T::WALL)?;
    Err(Box::new(Problem::new(Status::UnsupportedMediaType, "problem-content-type")))
}

/// Programs may write only so often.
pub(crate) async fn spare(request: &Request<'_>) -> Result<(), Box<Problem>> {
    let services: Option<&Services> = request.rocket().state();
    let Some(services) = services.filter(|_| Format::is_api(request)) else { return Ok(()) };
    let identity = Identity::peek(request);
    let whose = match identity.token() {
        Some(token) => services.sessions.form_token(token),
        None => client::of(request).key,
    };
    services
        .limits
        .write(&whose, identity.member())
        .await
        .map_err(|why| Box::new(Problem::from(why)))
}

/// All of the body as text. Rocket takes a body that ends early for a complete one, so its length
/// is compared with the one announced.
async fn body(request: &Request<'_>, data: Data<'_>) -> Result<String, Box<Problem>> {
    let refused = |status, why| Box::new(Problem::new(status, why));
    let announced = request.headers().get_one("content-length").and_then(|it| it.parse().ok());
    // Without a length, nothing tells a body that broke off within its first bytes from a whole one.
    if announced.is_none() && request.headers().contains("transfer-encoding") {
        return Err(refused(Status::LengthRequired, "problem-bad-request"));
    }
    let read = data.open(LIMIT).into_bytes().await;
    let incomplete = || refused(Status::BadRequest, "problem-incomplete");
    let bytes = read.ok().ok_or_else(incomplete)?;
    if !bytes.is_complete() {
        return Err(refused(Status::PayloadTooLarge, "problem-too-large"));
    }
    let bytes = bytes.into_inner();
    if announced.is_some_and(|it: usize| it != bytes.len()) {
        return Err(incomplete());
    }
    let garbled = || refused(Status::BadRequest, "problem-bad-request");
    String::from_utf8(bytes).ok().ok_or_else(garbled)
}

fn json<T: DeserializeOwned>(body: &str) -> Result<T, Box<Problem>> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    // Serde would take a list for the fields in the order they are declared in.
    if !body.trim_start().starts_with('{') {
        return Err(Box::new(Problem::new(Status::BadRequest, "problem-bad-request")));
    }
    let reader = &mut serde_json::Deserializer::from_str(body);
    let fields = serde_path_to_error::deserialize(&mut *reader).map_err(|why| {
        let place = why.path().to_string();
        let source = why.into_inner();
        let why = source.to_string();
        let why = why.split(" at line").next().unwrap_or_default();
        let repeated = why.strip_prefix("duplicate field `").map(|it| it.trim_end_matches('`'));
        match repeated.or(Some(place.as_str()).filter(|it| *it != ".")) {
            Some(field) if source.is_data() => {
                Box::new(Problem::field(field, Message::new("error-type").with("why", why)))
            }
            _ => Box::new(Problem::new(Status::BadRequest, "problem-bad-request")),
        }
    })?;
    if reader.end().is_err() {
        return Err(Box::new(Problem::new(Status::BadRequest, "problem-bad-request")));
    }
    Ok(fields)
}

fn form<T: Fields>(body: &str) -> Result<T, Box<Problem>> {
    if let Some((name, why)) = ambiguous(body, T::LISTS) {
        return Err(Box::new(Problem::field(&name, Message::new("error-type").with("why", why))));
    }
    Form::<T>::parse_encoded(rocket::http::RawStr::new(body)).map_err(|errors| {
        let name = errors.iter().find_map(|it| it.name.as_ref().map(ToString::to_string));
        let why = errors.iter().next().map(ToString::to_string).unwrap_or_default();
        match name {
            Some(name) => {
                let message = Message::new("error-type").with("why", why.as_str());
                Box::new(Problem::field(&name, message))
            }
            None => Box::new(Problem::new(Status::BadRequest, "problem-bad-request")),
        }
    })
}

/// The first field of an urlencoded form or query that Rocket would read in a way of its own: of one that
/// comes twice, and is none of the `lists`, it takes the first value or none at all; of bytes that
/// are no text it makes other text.
pub(crate) fn ambiguous(body: &str, lists: &[&str]) -> Option<(String, &'static str)> {
    let mut seen = HashSet::new();
    body.split('&').filter(|it| !it.is_empty()).find_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let [name, value] = [name, value].map(rocket::http::RawStr::new);
        let known = name.url_decode_lossy().into_owned();
        if name.url_decode().is_err() || value.url_decode().is_err() {
            return Some((known, "invalid UTF-8"));
        }
        let again = !lists.contains(&known.as_str()) && !seen.insert(known.clone());
        again.then_some((known, "duplicate field"))
    })
}

/// The first value of a field of an urlencoded form.
pub(crate) fn field(body: &str, name: &str) -> Option<String> {
    let value = body.split('&').find_map(|it| it.strip_prefix(name)?.strip_prefix('='))?;
    let value = rocket::http::RawStr::new(value).url_decode().ok()?;
    Some(value.into_owned())
}
