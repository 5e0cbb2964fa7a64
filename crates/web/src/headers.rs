use crate::cookies::{self, Name};
use crate::identity::shown;
use crate::state::WebSettings;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Method};
use rocket::response::Body;
use rocket::{Data, Request, Response};

/// What a page may load and who may frame it: this site and nobody. No inline script or style.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; \
                      base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// The headers every answer has, also those of catchers.
pub(crate) struct Headers;

/// Whether no more than headers are asked for: Rocket answers that as if all were, and its routes cannot tell.
struct OnlyHeaders(bool);

/// Whether no more than headers are asked for.
pub(crate) fn only(request: &Request<'_>) -> bool {
    request.local_cache(|| OnlyHeaders(false)).0
}

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "security headers", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let only = request.method() == Method::Head;
        request.local_cache(|| OnlyHeaders(only));
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        protect(request, response);
        in_few_pieces(response);
        if !response.headers().contains("cache-control") {
            // What was drawn or done for one person is kept by nobody; the rest is asked for again.
            let changed = !matches!(request.method(), Method::Get | Method::Head);
            let personal = changed
                || shown(request).is_some()
                || cookies::get(request, Name::Visitor).is_some()
                || response.headers().contains("set-cookie");
            let value = if personal { "private, no-store" } else { "no-cache" };
            add(response, "cache-control", value);
            add(response, "vary", "Accept, Accept-Language, Authorization, Cookie");
        }
    }
}

/// Adds what is missing of the headers that keep browsers in check. No fairing sees what Rocket answers to a request that it
/// cannot read, so catchers do this themselves.
pub(crate) fn protect(request: &Request<'_>, response: &mut Response<'_>) {
    add(response, "content-security-policy", POLICY);
    add(response, "x-content-type-options", "nosniff");
    add(response, "x-frame-options", "DENY");
    add(response, "referrer-policy", "strict-origin-when-cross-origin");
    add(response, "cross-origin-opener-policy", "same-origin");
    add(response, "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()");
    if request.rocket().state().is_some_and(WebSettings::is_https) {
        add(response, "strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}

/// Sends a body whose length is known in pieces of up to 64 KiB. Rocket's own are of 4 KiB, and each is a walk through a
/// channel and a call of the system: two thirds of the CPU that a thumbnail took.
fn in_few_pieces(response: &mut Response<'_>) {
    let least = Body::DEFAULT_MAX_CHUNK;
    if let Some(size) = response.body().preset_size() {
        response.set_max_chunk_size(size.clamp(least, 64 << 10));
    }
}

fn add(response: &mut Response<'_>, name: &'static str, value: &'static str) {
    if !response.headers().contains(name) {
        response.set_header(Header::new(name, value));
    }
}
