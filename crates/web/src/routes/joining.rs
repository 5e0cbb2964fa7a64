use super::accounts::NoReferrer;
use super::sessions::SessionCookie;
use crate::format::Format;
use crate::forms::{NoFields, RegisterForm};
use crate::identity::{Fresh, Identity, SignedIn};
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use domain::Message;
use rocket::form::FromForm;
use rocket::{Route, State, delete, get, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use services::{Actor, Decision, NewInvitation, Registration};
use views::{Invites, Registered, Waiting};

pub(crate) fn routes() -> Vec<Route> {
    routes![register, waiting, decide, invitations, invite, withdraw]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![register_form]
}

/// `POST /admin/waiting/<name>`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct DecisionForm {
    /// Whether they may come in.
    #[field(default = false)]
    #[serde(default)]
    accept: bool,
}

/// `POST /admin/invites`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct InviteForm {
    /// For whom or what it is.
    #[field(default = "")]
    #[serde(default)]
    note: String,
    /// How many may come by it: 1 to 1,000.
    #[field(default = 1)]
    #[serde(default = "one")]
    uses: i64,
    /// How many days it works: 1 to 365.
    #[field(default = 14)]
    #[serde(default = "fortnight")]
    days: i64,
}

fn one() -> i64 {
    1
}

fn fortnight() -> i64 {
    14
}

impl Fields for DecisionForm {}
impl Fields for InviteForm {}

#[get("/register?<invite>&<pass>")]
fn register_form(
    invite: Option<String>,
    pass: Option<String>,
    _who: &Identity,
    services: &State<Services>,
) -> NoReferrer<Page> {
    let typed =
        json!({ "invite": invite.unwrap_or_default(), "captcha": pass.unwrap_or_default() });
    let page = Page::new("accounts/register.html", Value::Null);
    let beside = json!({ "form": typed, "stamp": services.joining.stamp() });
    NoReferrer(page.beside(beside).with_form())
}

/// Makes an account and sends a letter to confirm its address. Nothing tells whether the address has an account already.
#[utoipa::path(tag = "accounts", request_body = RegisterForm, responses(
    (status = 201, description = "The account, and where its letter went", body = Registered),
    (status = 403, description = "The site takes no new members", body = ProblemDetails),
    (status = 422, description = "A field is wrong, or the name is taken", body = ProblemDetails),
    (status = 429, description = "Too many from one network", body = ProblemDetails),
))]
#[post("/register", data = "<form>")]
pub(crate) async fn register(
    form: Input<RegisterForm>,
    asked: Asked,
    cookie: SessionCookie<'_>,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let typed = form.0;
    let again = || json!({ "form": typed, "stamp": services.joining.stamp() });
    let registered = join(&typed, &asked, services).await;
    let registered =
        registered.map_err(|why| Problem::from(why).on_form("accounts/register.html", again()))?;
    let name = registered.user.user.name.as_str();
    tracing::info!(target: "security", "registered {name:?} from {}", asked.client.address);
    // A person goes on as who they just became; an app signs in when it wants to.
    if asked.format == Format::Html && !registered.waiting {
        let signed_in = services.sessions.begin_as(name, &asked.client).await?;
        cookie.set(&signed_in, false);
    }
    let said = if registered.waiting { "flash-waiting" } else { "flash-registered" };
    Ok(Saved::created(&registered.user.user.url, said, &registered).then("/verify"))
}

async fn join(
    typed: &RegisterForm,
    asked: &Asked,
    services: &Services,
) -> services::Result<Registered> {
    // What people do not see, and when they got the form: programs fill in everything at once.
    if !asked.is_api && !services.joining.is_human_pace(&typed.stamp, &typed.website) {
        let why = Message::new("error-too-fast");
        return Err(services::Error::field("form", why));
    }
    let wish = Registration {
        username: typed.username.clone(),
        email: typed.email.clone(),
        password: typed.password.clone(),
        reason: typed.reason.clone(),
        invite: typed.invite.clone(),
        captcha: typed.captcha.clone(),
        locale: asked.lang.to_owned(),
    };
    services.joining.register(&wish, &asked.client).await
}

/// Lists who waits to be let in, longest first.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "Who waits", body = Waiting),
    (status = 403, description = "Staff only", body = ProblemDetails),
))]
#[get("/admin/waiting")]
pub(crate) async fn waiting(
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("admin/waiting.html", services.joining.waiting(who.0).await?))
}

/// Lets somebody in who waits, or turns them away.
#[utoipa::path(tag = "admin", request_body = DecisionForm, responses(
    (status = 200, description = "It is done"),
    (status = 403, description = "Staff only", body = ProblemDetails),
    (status = 404, description = "Nobody of that name waits", body = ProblemDetails),
))]
#[post("/admin/waiting/<name>", data = "<form>")]
pub(crate) async fn decide(
    name: &str,
    who: Fresh<'_>,
    form: Input<DecisionForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let (decision, said) = if form.0.accept {
        (Decision::LetIn, "flash-let-in")
    } else {
        (Decision::TurnAway, "flash-turned-away")
    };
    let actor = Actor::staff(&who.0.name, &asked.client);
    services.joining.decide((who.0, &actor), name.trim_start_matches('@'), decision).await?;
    Ok(Saved::changed("/admin/waiting", said, &json!({})))
}

/// Lists the invitations that work, newest first.
#[utoipa::path(tag = "admin", responses(
    (status = 200, description = "The invitations", body = Invites),
    (status = 403, description = "Staff only", body = ProblemDetails),
))]
#[get("/admin/invites")]
pub(crate) async fn invitations(
    who: SignedIn<'_>,
    services: &State<Services>,
) -> Result<Page, Problem> {
    Ok(Page::new("admin/invites.html", services.joining.invitations(who.0).await?))
}

/// Makes an invitation. Its link stands in this answer and nowhere else.
#[utoipa::path(tag = "admin", request_body = InviteForm, responses(
    (status = 200, description = "All invitations, and the link of the new one", body = Invites),
    (status = 403, description = "Staff only", body = ProblemDetails),
    (status = 422, description = "A number is out of its range", body = ProblemDetails),
))]
#[post("/admin/invites", data = "<form>")]
pub(crate) async fn invite(
    who: Fresh<'_>,
    form: Input<InviteForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Page, Problem> {
    let typed = form.0;
    let wish = NewInvitation { note: typed.note.clone(), uses: typed.uses, days: typed.days };
    let actor = Actor::staff(&who.0.name, &asked.client);
    match services.joining.invite((who.0, &actor), wish).await {
        Ok(made) => Ok(Page::new("admin/invites.html", made)),
        Err(why) => {
            let page = services.joining.invitations(who.0).await?;
            let context = json!({ "page": page, "form": typed });
            Err(Problem::from(why).on_form("admin/invites.html", context))
        }
    }
}

/// Takes an invitation back.
#[utoipa::path(tag = "admin", request_body = NoFields, responses(
    (status = 204, description = "It works no more"),
    (status = 403, description = "Staff only", body = ProblemDetails),
    (status = 404, description = "There is none", body = ProblemDetails),
))]
#[delete("/admin/invites/<id>", data = "<_form>")]
pub(crate) async fn withdraw(
    id: &str,
    who: Fresh<'_>,
    _form: Input<NoFields>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let number = super::row(id);
    let actor = Actor::staff(&who.0.name, &asked.client);
    services.joining.withdraw((who.0, &actor), number).await?;
    Ok(Saved::deleted("/admin/invites", "flash-invite-withdrawn"))
}
