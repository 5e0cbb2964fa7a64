use crate::client;
use crate::cookies::{self, Name};
use crate::format::Format;
use crate::input;
use crate::problem::{Problem, remember};
use crate::reads::Reads;
use crate::scopes;
use crate::state::Services;
use domain::{Member, Message, Scope, SessionId};
use rocket::http::{Method, Status};
use rocket::outcome::try_outcome;
use rocket::request::{FromRequest, Outcome, Request};
use services::{Actor, Client, Credential, Error, Kind, ShownBy, Visit};

/// Who asks: known by a cookie at `/`, by a bearer token below `/api/v1`, by nothing else.
#[derive(Default)]
pub(crate) struct Identity {
    visit: Option<Visit>,
    token: Option<String>,
}

static NOBODY: Identity = Identity { visit: None, token: None };

impl Identity {
    /// The signed-in user.
    pub(crate) fn member(&self) -> Option<&Member> {
        self.visit.as_ref().map(|it| &it.member)
    }

    /// The session they are signed in by.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref().filter(|_| self.visit.is_some())
    }

    /// Who is signed in, and by what.
    pub(crate) fn visit(&self) -> Option<&Visit> {
        self.visit.as_ref()
    }

    /// Who asks, if that was looked up already: for drawing problems, which must not fail.
    pub(crate) fn peek<'r>(request: &'r Request<'_>) -> &'r Self {
        let looked_up: &Option<Self> = request.local_cache(|| Some(Self::default()));
        looked_up.as_ref().unwrap_or(&NOBODY)
    }
}

/// What the client showed.
pub(crate) fn shown(request: &Request<'_>) -> Option<String> {
    if !Format::is_api(request) {
        return cookies::get(request, Name::Session);
    }
    let header = request.headers().get_one("authorization")?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// The credential in what the client showed.
pub(crate) fn credential<'a>(request: &Request<'_>, token: &'a str) -> Credential<'a> {
    if Format::is_api(request) { Credential::Bearer(token) } else { Credential::Cookie(token) }
}

async fn look_up(request: &Request<'_>) -> Option<Identity> {
    let Some(token) = shown(request) else { return Some(Identity::default()) };
    let services: &Services = request.rocket().state()?;
    let client = Client::new(Kind::Cookie, client::address(request), "");
    match services.sessions.visit(credential(request, &token), &client.network).await {
        Ok(visit) => Some(Identity { visit, token: Some(token) }),
        Err(why) => {
            tracing::error!("cannot tell who is signed in: {why:?}");
            None
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for &'r Identity {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        // Two values for one parameter would be read differently by every program on the way here.
        let query = request.uri().query().map(|it| it.as_str()).unwrap_or_default();
        if let Some((name, why)) = input::ambiguous(query, &[]) {
            let why = Message::new("error-type").with("why", why);
            remember(request, Problem::field(&name, why));
            return Outcome::Error((Status::UnprocessableEntity, ()));
        }
        // Several guards may ask within one request; only the first looks the session up, and counts.
        let Some(identity) = request.local_cache_async(look_up(request)).await else {
            return Outcome::Error((Status::ServiceUnavailable, ()));
        };
        let reads: Option<&Reads> = request.rocket().state();
        let wait = || Wait(reads.and_then(|it| it.wait(request, identity)));
        if let Wait(Some(seconds)) = request.local_cache(wait) {
            remember(request, Problem::too_many(*seconds));
            return Outcome::Error((Status::TooManyRequests, ()));
        }
        if let Some(member) = identity.member() {
            count_unread(request, member).await;
        }
        match scopes::refusal(request, identity.visit()) {
            Some(problem) => refuse(request, problem),
            None => Outcome::Success(identity),
        }
    }
}

/// In how many seconds this may be asked for, if not now.
struct Wait(Option<u64>);

/// How much the viewer of a page has not read.
struct Unread(i64);

/// How much the viewer has not read, where a page for people is drawn.
pub(crate) fn unread(request: &Request<'_>) -> i64 {
    request.local_cache(|| Unread(0)).0
}

/// Counts what `member` has not read, once, where a page is drawn: pictures and programs have no bar for it.
async fn count_unread(request: &Request<'_>, member: &Member) {
    let bytes = request.uri().path().as_str().starts_with("/media/");
    if request.method() != Method::Get || bytes || Format::of(request) != Format::Html {
        return;
    }
    let services: Option<&Services> = request.rocket().state();
    let counted = async {
        match services {
            // A page without the number is better than none.
            Some(services) => Unread(services.notifications.unread(member).await.unwrap_or(0)),
            None => Unread(0),
        }
    };
    request.local_cache_async(counted).await;
}

/// The signed-in user. A route that names it answers 401 to others, before it reads their body.
#[derive(Clone, Copy)]
pub(crate) struct SignedIn<'r>(pub(crate) &'r Member);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedIn<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let identity: &Identity = try_outcome!(request.guard().await);
        if let Some(member) = identity.member() {
            return Outcome::Success(SignedIn(member));
        }
        remember(request, Problem::sign_in());
        Outcome::Error((Status::Unauthorized, ()))
    }
}

/// Somebody who has shown lately who they are. A route that names it asks others to do so once more: what it does is dangerous.
pub(crate) struct Fresh<'r>(pub(crate) &'r Member);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Fresh<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let SignedIn(member) = try_outcome!(request.guard::<SignedIn<'_>>().await);
        let visit = Identity::peek(request).visit();
        match visit.map_or(Err(Problem::sign_in()), |it| scopes::is_fresh(request, it)) {
            Ok(()) => Outcome::Success(Fresh(member)),
            Err(problem) => refuse(request, problem.on_confirm_page(request)),
        }
    }
}

/// Somebody who does something to what is theirs or, as staff, to what is others': which it is turns out when it is done, and then the
/// latter is refused to whoever has not shown lately who they are.
pub(crate) struct Doer<'r> {
    /// Who it is.
    pub(crate) member: &'r Member,
    /// The same, for the log.
    pub(crate) actor: Actor,
    request: &'r Request<'r>,
    by_token: bool,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Doer<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let SignedIn(member) = try_outcome!(request.guard::<SignedIn<'_>>().await);
        let visit = Identity::peek(request).visit();
        let by_token = visit.is_some_and(|it| matches!(it.by, ShownBy::Token(_)));
        let fresh = visit.is_some_and(|it| it.fresh || it.by == ShownBy::Token(Scope::Admin));
        let actor = Actor::staff(&member.name, &client::of(request)).shown_lately(fresh);
        Outcome::Success(Doer { member, actor, request, by_token })
    }
}

impl Doer<'_> {
    /// Why it was not done, where a person can mend that on the page where they show who they are.
    pub(crate) fn refusal(&self, why: Error) -> Problem {
        match why {
            Error::ConfirmFirst if self.by_token => scopes::needs(Scope::Admin),
            Error::ConfirmFirst => Problem::from(why).on_confirm_page(self.request),
            other => other.into(),
        }
    }
}

/// Somebody who is signed in by a session, which no personal token is: for what looks after the account itself.
pub(crate) struct InSession<'r> {
    /// Who it is.
    pub(crate) member: &'r Member,
    /// Their session.
    pub(crate) session: SessionId,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for InSession<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let SignedIn(member) = try_outcome!(request.guard::<SignedIn<'_>>().await);
        match Identity::peek(request).visit().map(|it| it.by) {
            Some(ShownBy::Session(session)) => Outcome::Success(InSession { member, session }),
            _ => refuse(request, scopes::session_only()),
        }
    }
}

fn refuse<T>(request: &Request<'_>, problem: Problem) -> Outcome<T, ()> {
    let status = problem.status();
    remember(request, problem);
    Outcome::Error((status, ()))
}
