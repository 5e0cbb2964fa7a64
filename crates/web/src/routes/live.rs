//! Open pages hear of what happens (server-sent events). Whoever asks for anything else is told how much was noticed.

use crate::identity::Identity;
use crate::problem::{Problem, ProblemDetails};
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::futures::stream::BoxStream;
use rocket::http::Header;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::stream::{Event, EventStream, stream};
use rocket::response::{self, Responder};
use rocket::{Route, Shutdown, State, get, routes};
use services::{Credential, News, Paging};
use std::time::Duration;
use views::{Counts, address};

pub(crate) fn routes() -> Vec<Route> {
    routes![events]
}

/// How often a stream says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How soon a browser comes back whose stream was cut off.
const AGAIN: Duration = Duration::from_secs(5);

/// Whether events are asked for.
pub(crate) struct WantsEvents(bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for WantsEvents {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let mut accepted = request.headers().get("accept");
        Outcome::Success(Self(accepted.any(|it| it.contains("text/event-stream"))))
    }
}

/// Events, or how things are now.
pub(crate) enum Told {
    Events(EventStream<BoxStream<'static, Event>>),
    Now(Page),
}

impl<'r> Responder<'r, 'r> for Told {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'r> {
        match self {
            Self::Now(page) => page.respond_to(request),
            Self::Events(events) => {
                let mut answer = events.respond_to(request)?;
                // A server in front would keep them until there are enough to be worth it.
                answer.set_header(Header::new("x-accel-buffering", "no"));
                Ok(answer)
            }
        }
    }
}

/// Tells what happens below a photo: `comment` events with the id of each new comment and `likes` events with how many there are, for as long as the reader may open the photo.
/// Without `Accept: text/event-stream`, how much it was noticed until now.
#[utoipa::path(tag = "photos", responses(
    (status = 200, description = "Events, or counts", body = Counts),
    (status = 404, description = "There is no photo that the reader may see", body = ProblemDetails),
))]
#[get("/photos/<id>/events")]
#[expect(clippy::too_many_arguments, reason = "each is a guard of its own")]
pub(crate) async fn events(
    id: &str,
    wants: WantsEvents,
    who: &Identity,
    asked: Asked,
    services: &State<Services>,
    mut end: Shutdown,
) -> Result<Told, Problem> {
    if !wants.0 {
        let page = services.photos.show(who.member(), id, &Paging::default()).await?;
        return Ok(Told::Now(Page::elsewhere(&address::photo(id), page.photo.counts)));
    }
    let by = |token| {
        if asked.is_api { Credential::Bearer(token) } else { Credential::Cookie(token) }
    };
    let shown = (who.member(), who.token().map(by));
    let mut news = services.streams.open(shown, id, &asked.client.key).await?;
    let events = stream! {
        yield Event::retry(AGAIN);
        loop {
            let next = rocket::tokio::select! {
                next = news.next() => next,
                () = &mut end => None,
            };
            match next {
                Some(News::Comment(comment)) => yield Event::data(comment).event("comment"),
                Some(News::Likes(count)) => yield Event::data(count.to_string()).event("likes"),
                None => break,
            }
        }
    };
    let events: BoxStream<'static, Event> = Box::pin(events);
    Ok(Told::Events(EventStream::from(events).heartbeat(HEARTBEAT)))
}
