use rocket::Request;
use rocket::http::{Accept, MediaType};

/// The two forms in which every answer exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page.
    Html,
    /// The same as JSON.
    Json,
}

impl Format {
    /// Below this path live the twins for apps.
    pub const API: &'static str = "/api/v1";

    /// Whether an app asks: below [`Self::API`] nobody is known by a cookie.
    pub(crate) fn is_api(request: &Request<'_>) -> bool {
        let path = request.uri().path();
        path.strip_prefix(Self::API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// JSON below [`Self::API`], and elsewhere for a client that would rather have it.
    pub(crate) fn of(request: &Request<'_>) -> Self {
        let prefers_json = || {
            let wanted = request.accept().map(Accept::preferred);
            wanted.is_some_and(|it| {
                let it = it.media_type();
                *it == MediaType::JSON || *it == MediaType::new("application", "problem+json")
            })
        };
        if Self::is_api(request) || prefers_json() { Self::Json } else { Self::Html }
    }
}
