use crate::chrome::Chrome;
use crate::format::Format;
use crate::identity::Identity;
use crate::problem::Problem;
use rocket::http::ContentType;
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{self, Responder};
use serde::Serialize;
use serde_json::{Value, json};

/// One model, drawn by a template or sent as it is.
pub(crate) struct Page {
    template: &'static str,
    page: serde_json::Result<Value>,
    beside: Value,
    has_form: bool,
}

impl Page {
    /// `page` is what the API sends and what the template finds under that name.
    pub(crate) fn new(template: &'static str, page: &impl Serialize) -> Self {
        Self { template, page: serde_json::to_value(page), beside: json!({}), has_form: false }
    }

    /// With more for the template alone: an object.
    pub(crate) fn beside(mut self, beside: Value) -> Self {
        self.beside = beside;
        self
    }

    /// With a form that strangers fill in.
    pub(crate) fn with_form(mut self) -> Self {
        self.has_form = true;
        self
    }
}

impl<'r> Responder<'r, 'static> for Page {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let page = match self.page {
            Ok(page) => page,
            Err(why) => return Problem::from(services::Error::internal(why)).respond_to(request),
        };
        match Format::of(request) {
            Format::Json => (ContentType::JSON, page.to_string()).respond_to(request),
            Format::Html => {
                let mut context = self.beside;
                if let Some(object) = context.as_object_mut() {
                    object.insert("page".into(), page);
                }
                Chrome::of(request, self.has_form).draw(self.template, context).respond_to(request)
            }
        }
    }
}

/// What a route that has no page of its own needs to know of the request.
pub(crate) struct Asked {
    pub(crate) lang: &'static str,
    pub(crate) format: Format,
    pub(crate) is_api: bool,
    pub(crate) user_agent: String,
    pub(crate) client: std::net::IpAddr,
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
            user_agent: request.headers().get_one("user-agent").unwrap_or_default().to_owned(),
            client: crate::client::address(request),
        })
    }
}
