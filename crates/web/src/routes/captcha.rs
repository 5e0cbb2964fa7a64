use crate::identity::Identity;
use crate::input::{Fields, Input};
use crate::problem::{Problem, ProblemDetails};
use crate::saved::Saved;
use crate::state::Services;
use crate::view::{Asked, Page};
use rocket::form::FromForm;
use rocket::{Route, State, get, post, routes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use services::{Action, Solution};
use views::{PassView, PuzzleView};

pub(crate) fn routes() -> Vec<Route> {
    routes![ask, letter, answer]
}

pub(crate) fn pages() -> Vec<Route> {
    routes![letter_form]
}

/// `POST /captcha`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct CaptchaForm {
    /// What for: `register`, `login` or `forgot`.
    #[field(default = "")]
    #[serde(default)]
    action: String,
}

/// A moment of the way the piece took.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct PointForm {
    /// Milliseconds since any moment before the first.
    t: u32,
    /// Pixels from the left.
    x: f64,
    /// Pixels up or down.
    y: f64,
}

/// `POST /captcha/<id>`.
#[derive(FromForm, Deserialize, utoipa::ToSchema)]
pub(crate) struct AnswerForm {
    /// Where the piece was put: pixels from the left border of the picture to that of the piece.
    #[field(default = -1.0)]
    #[serde(default)]
    x: f64,
    /// The way there: `[t, x, y]` for each moment.
    #[field(default = Vec::new())]
    #[serde(default)]
    #[schema(value_type = Vec<Vec<f64>>)]
    trail: Vec<PointForm>,
    /// `mouse`, `touch` or `keyboard`.
    #[field(default = "")]
    #[serde(default)]
    input: String,
    /// The number that was asked for.
    #[field(default = 0)]
    #[serde(default)]
    work: u64,
}

/// `POST /captcha/letter`.
#[derive(FromForm, Deserialize, Serialize, utoipa::ToSchema)]
pub(crate) struct CaptchaLetterForm {
    /// What for: `register`, `login` or `forgot`.
    #[field(default = "")]
    #[serde(default)]
    action: String,
    /// Where to send it.
    #[field(default = "")]
    #[serde(default)]
    email: String,
}

impl Fields for CaptchaForm {}
impl Fields for CaptchaLetterForm {}
impl Fields for AnswerForm {}

/// Gives a puzzle that tells people from programs, to be answered once within two minutes.
#[utoipa::path(tag = "captcha", request_body = CaptchaForm, responses(
    (status = 201, description = "A puzzle", body = PuzzleView),
    (status = 422, description = "There is none for that", body = ProblemDetails),
    (status = 429, description = "Too many", body = ProblemDetails),
))]
#[post("/captcha", data = "<form>")]
pub(crate) async fn ask(
    form: Input<CaptchaForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let puzzle = services.captchas.ask(Action::parse(&form.0.action)?, &asked.client).await?;
    Ok(Saved::created(&format!("/captcha/{}", puzzle.id), "flash-saved", &puzzle))
}

/// Takes the answer to a puzzle; a right one gets a pass, to be sent along as `captcha` once, within ten minutes.
#[utoipa::path(tag = "captcha", request_body = AnswerForm, responses(
    (status = 200, description = "A pass", body = PassView),
    (status = 422, description = "Wrong, too late, or answered before", body = ProblemDetails),
    (status = 429, description = "Too many", body = ProblemDetails),
))]
#[post("/captcha/<id>", data = "<form>", rank = 2)]
pub(crate) async fn answer(
    id: &str,
    form: Input<AnswerForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let AnswerForm { x, trail, input, work } = form.0;
    let trail = trail.into_iter().map(|it| (it.t, it.x, it.y)).collect();
    let solution = Solution { x, trail, input, work };
    let pass = services.captchas.answer(id, solution, &asked.client).await?;
    Ok(Saved::changed("/", "flash-saved", &pass))
}

const LETTER: &str = "accounts/captcha_letter.html";

/// Another way than the puzzle, for whoever cannot see or drag, or runs no scripts.
#[get("/captcha/letter?<action>")]
fn letter_form(action: Option<String>, _who: &Identity) -> Page {
    let form = json!({ "form": { "action": action.unwrap_or_else(|| "register".into()) } });
    Page::new(LETTER, serde_json::Value::Null).beside(form).with_form()
}

/// Sends a letter with a link that is as good as a pass. The answer is always the same.
#[utoipa::path(tag = "captcha", request_body = CaptchaLetterForm, responses(
    (status = 202, description = "A letter is on its way"),
    (status = 422, description = "That is no address", body = ProblemDetails),
    (status = 429, description = "Too many", body = ProblemDetails),
))]
#[post("/captcha/letter", data = "<form>", rank = 1)]
pub(crate) async fn letter(
    form: Input<CaptchaLetterForm>,
    asked: Asked,
    services: &State<Services>,
) -> Result<Saved, Problem> {
    let form = form.0;
    let sent = match Action::parse(&form.action) {
        Ok(action) => {
            let to = (form.email.as_str(), asked.lang);
            services.captchas.letter(action, to, &asked.client).await
        }
        Err(why) => Err(why),
    };
    sent.map_err(|why| Problem::from(why).on_form(LETTER, json!({ "form": form })))?;
    Ok(Saved::accepted(&format!("/captcha/letter?action={}", form.action), "flash-captcha-letter"))
}
