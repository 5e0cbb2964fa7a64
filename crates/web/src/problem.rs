use crate::chrome::Chrome;
use crate::format::Format;
use crate::headers;
use crate::locale;
use domain::{FieldErrors, Message};
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder};
use rocket_dyn_templates::Template;
use serde::Serialize;
use serde_json::{Value, json};
use services::Error;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// An answer that says no: an error page, the form once more, or RFC 9457 problem details.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: Status,
    detail: Message,
    fields: FieldErrors,
    form: Option<Box<FormAgain>>,
    /// When to try again, in seconds from now.
    retry_after: Option<u64>,
    /// What a code has to be sent with.
    ticket: Option<String>,
}

/// The form that was filled in wrongly: its template and what was typed.
#[derive(Debug, Clone)]
pub(crate) struct FormAgain {
    pub(crate) template: &'static str,
    pub(crate) context: Value,
}

/// The members of problem details (RFC 9457 §3.1).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProblemDetails {
    /// Always `about:blank`: the status says it all.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What the status means.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened here.
    detail: String,
    /// What a code of the second factor is sent with, to `POST /login/code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<String>,
    /// What is wrong with which field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<String, String>,
}

impl Problem {
    pub(crate) fn new(status: Status, detail: &'static str) -> Self {
        let detail = Message::new(detail);
        Self {
            status,
            detail,
            fields: FieldErrors::default(),
            form: None,
            retry_after: None,
            ticket: None,
        }
    }

    pub(crate) fn sign_in() -> Self {
        Self::new(Status::Unauthorized, "problem-sign-in")
    }

    pub(crate) fn cross_site() -> Self {
        Self::new(Status::Forbidden, "problem-cross-site")
    }

    /// It was done too often, and may be tried again in so many seconds.
    pub(crate) fn too_many(seconds: u64) -> Self {
        let mut problem = Self::new(Status::TooManyRequests, "problem-too-many");
        let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
        problem.detail = Message::new("problem-too-many").with("minutes", minutes);
        problem.retry_after = Some(seconds);
        problem
    }

    /// The password was right; a code has to follow.
    pub(crate) fn second_factor(ticket: String, wrong: bool) -> Self {
        let detail = if wrong { "error-code" } else { "problem-second-factor" };
        Self { ticket: Some(ticket), ..Self::new(Status::Unauthorized, detail) }
    }

    /// What a code has to be sent with, where one has to follow.
    pub(crate) fn ticket(&self) -> Option<&str> {
        self.ticket.as_deref()
    }

    pub(crate) fn fields(fields: FieldErrors) -> Self {
        Self { fields, ..Self::new(Status::UnprocessableEntity, "problem-fields") }
    }

    pub(crate) fn field(field: &str, why: Message) -> Self {
        Self::fields(FieldErrors::of(field, why))
    }

    /// The same, in other words.
    pub(crate) fn saying(self, detail: Message) -> Self {
        Self { detail, ..self }
    }

    pub(crate) fn status(&self) -> Status {
        self.status
    }

    pub(crate) fn set_status(&mut self, status: Status) {
        self.status = status;
    }

    /// The same, drawn as the form it is about where a person can mend what is wrong.
    pub(crate) fn on_form(mut self, template: &'static str, context: Value) -> Self {
        if matches!(self.status.code, 401 | 403 | 409 | 422 | 429) {
            self.form = Some(Box::new(FormAgain { template, context }));
        }
        self
    }

    fn errors(&self, locale: &str) -> BTreeMap<String, String> {
        self.fields.iter().map(|(name, why)| (name.to_owned(), locale::say(locale, why))).collect()
    }

    fn title(&self, locale: &str) -> String {
        let key = format!("problem-{}-title", self.status.code);
        let title = i18n::text(locale, &key, &[]);
        if title == key { self.status.reason_lossy().to_owned() } else { title }
    }

    fn details(&self, locale: &str) -> ProblemDetails {
        ProblemDetails {
            kind: "about:blank",
            title: self.title(locale),
            status: self.status.code,
            detail: locale::say(locale, &self.detail),
            ticket: self.ticket.clone(),
            errors: self.errors(locale),
        }
    }

    fn page(&self, request: &Request<'_>, locale: &str) -> Template {
        let chrome = Chrome::of(request, self.form.is_some());
        let Some(form) = &self.form else {
            let page = self.details(locale);
            return chrome.draw("errors/problem.html", json!({ "page": page }));
        };
        let mut errors = self.errors(locale);
        if errors.is_empty() {
            errors.insert("form".into(), locale::say(locale, &self.detail));
        }
        let mut context = form.context.clone();
        if let Some(object) = context.as_object_mut() {
            object.insert("errors".into(), json!(errors));
        }
        chrome.draw(form.template, context)
    }
}

impl From<Error> for Problem {
    fn from(why: Error) -> Self {
        match why {
            Error::SignInFirst => Self::sign_in(),
            Error::WrongLogin => Self::new(Status::Unauthorized, "problem-wrong-login"),
            Error::SecondFactor { ticket, wrong } => Self::second_factor(ticket, wrong),
            Error::Forbidden(detail) => {
                Self { detail, ..Self::new(Status::Forbidden, "problem-forbidden") }
            }
            Error::TooMany { seconds } => Self::too_many(seconds),
            Error::ConfirmFirst => Self::new(Status::Forbidden, "problem-confirm"),
            Error::NotFound => Self::new(Status::NotFound, "problem-not-found"),
            Error::Conflict(detail) => {
                Self { detail, ..Self::new(Status::Conflict, "problem-fields") }
            }
            Error::Gone => Self::new(Status::Gone, "problem-gone"),
            Error::Invalid(fields) => Self::fields(fields),
            Error::Unavailable(why) => {
                tracing::error!("not available: {why}");
                Self::new(Status::ServiceUnavailable, "problem-unavailable")
            }
            Error::Internal(source) => {
                tracing::error!("internal error: {source:?}");
                Self::new(Status::InternalServerError, "problem-internal")
            }
        }
    }
}

impl<'r> Responder<'r, 'static> for Problem {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let locale = locale::of(request);
        let mut answer = match Format::of(request) {
            Format::Html => self.page(request, locale).respond_to(request)?,
            Format::Json => {
                let body = serde_json::to_string(&self.details(locale));
                let kind = ContentType::new("application", "problem+json");
                (kind, body.unwrap_or_default()).respond_to(request)?
            }
        };
        answer.set_status(self.status);
        if self.status == Status::ServiceUnavailable {
            answer.set_header(Header::new("retry-after", "5"));
        }
        if let Some(seconds) = self.retry_after {
            answer.set_header(Header::new("retry-after", seconds.to_string()));
        }
        headers::protect(request, &mut answer);
        Ok(answer)
    }
}

/// Leaves `problem` for the catcher: guards cannot answer themselves.
pub(crate) fn remember(request: &Request<'_>, problem: Problem) {
    let place: &Mutex<Option<Problem>> = request.local_cache(|| Mutex::new(None));
    if let Ok(mut place) = place.lock() {
        *place = Some(problem);
    }
}

/// What a guard left.
pub(crate) fn remembered(request: &Request<'_>) -> Option<Problem> {
    let place: &Mutex<Option<Problem>> = request.local_cache(|| Mutex::new(None));
    place.lock().ok().and_then(|mut place| place.take())
}
