use crate::chrome::Chrome;
use crate::format::Format;
use crate::identity::Identity;
use crate::problem::Problem;
use crate::saved::local;
use rocket::http::ContentType;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Redirect, Responder};
use serde::Serialize;
use serde_json::{Value, json};
use services::Client;

/// What a use-case returned, in either of its forms.
trait Model: Send {
    fn to_json(&self) -> serde_json::Result<String>;
    fn to_value(&self) -> serde_json::Result<Value>;
}

impl<T: Serialize + Send> Model for T {
    fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }

    fn to_value(&self) -> serde_json::Result<Value> {
        serde_json::to_value(self)
    }
}

/// How people see a model.
enum Drawing {
    /// Drawn by a template, with more for the template alone; perhaps with a form that strangers
    /// fill in.
    Template { name: &'static str, beside: Value, has_form: bool },
    /// As a part of another page.
    At(String),
}

/// One model, drawn for people or sent as it is.
pub(crate) struct Page {
    model: Box<dyn Model>,
    drawing: Drawing,
}

impl Page {
    /// `model` is what the API sends and what the template finds as `page`.
    pub(crate) fn new(template: &'static str, model: impl Serialize + Send + 'static) -> Self {
        let drawing = Drawing::Template { name: template, beside: json!({}), has_form: false };
        Self { model: Box::new(model), drawing }
    }

    /// `model` is for apps; people find it on the page at `place`.
    pub(crate) fn elsewhere(place: &str, model: impl Serialize + Send + 'static) -> Self {
        Self { model: Box::new(model), drawing: Drawing::At(place.to_owned()) }
    }

    /// With more for the template alone: an object.
    pub(crate) fn beside(mut self, more: Value) -> Self {
        if let Drawing::Template { beside, .. } = &mut self.drawing {
            *beside = more;
        }
        self
    }

    /// With a form that strangers fill in.
    pub(crate) fn with_form(mut self) -> Self {
        if let Drawing::Template { has_form, .. } = &mut self.drawing {
            *has_form = true;
        }
        self
    }
}

impl<'r> Responder<'r, 'static> for Page {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let broken = |why| Problem::from(services::Error::internal(why)).respond_to(request);
        if Format::of(request) == Format::Json {
            return match self.model.to_json() {
                Ok(json) => (ContentType::JSON, json).respond_to(request),
                Err(why) => broken(why),
            };
        }
        let (name, mut context, has_form) = match self.drawing {
            Drawing::At(place) => return Redirect::to(local(&place)).respond_to(request),
            Drawing::Template { name, beside, has_form } => (name, beside, has_form),
        };
        match (self.model.to_value(), context.as_object_mut()) {
            (Ok(page), Some(object)) => object.insert("page".into(), page),
            (Err(why), _) => return broken(why),
            _ => None,
        };
        Chrome::of(request, has_form).draw(name, context).respond_to(request)
    }
}

/// What a route that has no page of its own needs to know of the request.
pub(crate) struct Asked {
    pub(crate) lang: &'static str,
    pub(crate) format: Format,
    pub(crate) is_api: bool,
    pub(crate) client: Client,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Asked {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        // The frame of the page wants to know who is signed in.
        let _ = request.guard::<&Identity>().await;
        Outcome::Success(Self {
            lang: crate::locale::of(request),
            format: Format::of(request),
            is_api: Format::is_api(request),
            client: crate::client::of(request),
        })
    }
}
