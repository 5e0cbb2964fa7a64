//! What programs look for at places that are agreed upon.

use crate::assets::Assets;
use crate::document::Document;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use rocket::{Route, State, get, routes};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

pub(crate) fn pages() -> Vec<Route> {
    routes![nodeinfo_places, nodeinfo, security, manifest]
}

const HOUR: u32 = 3_600;
const NODEINFO: &str = "http://nodeinfo.diaspora.software/ns/schema/2.1";

#[get("/.well-known/nodeinfo")]
fn nodeinfo_places(settings: &State<WebSettings>) -> Document {
    let place = format!("{}/nodeinfo/2.1", settings.public_url);
    let said = json!({ "links": [{ "rel": NODEINFO, "href": place }] });
    Document::json("application/json", &said, HOUR)
}

/// What the site runs, and how much there is on it (<https://nodeinfo.diaspora.software>).
#[get("/nodeinfo/2.1")]
async fn nodeinfo(services: &State<Services>) -> Result<Document, Problem> {
    let site = services.site.show().await?;
    let said = json!({
        "version": "2.1",
        "software": { "name": "tintype", "version": site.version },
        "protocols": [],
        "services": { "inbound": [], "outbound": ["atom1.0"] },
        "openRegistrations": site.registration == "open",
        "usage": { "users": { "total": site.counts.users }, "localPosts": site.counts.photos },
        "metadata": { "nodeName": site.name, "nodeDescription": site.description },
    });
    let kind = "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.1#\"";
    Ok(Document::json(kind, &said, HOUR))
}

/// Whom to tell of a hole (RFC 9116); nobody unless the owner says so.
#[get("/.well-known/security.txt")]
fn security(
    settings: &State<WebSettings>,
    services: &State<Services>,
) -> Result<Document, Problem> {
    let contact = settings.machines.contact.as_ref().ok_or(services::Error::NotFound)?;
    let languages: Vec<_> = i18n::LOCALES.iter().map(|it| it.tag).collect();
    // Whole days, so that the answer stays the same for one.
    let expires = (services.site.now() + Duration::days(180)).replace_time(time::Time::MIDNIGHT);
    let said = format!(
        "Contact: {contact}\nExpires: {}\nPreferred-Languages: {}\n\
         Canonical: {}/.well-known/security.txt\n",
        instant(expires),
        languages.join(", "),
        settings.public_url
    );
    Ok(Document::new("text/plain; charset=utf-8", said, HOUR))
}

fn instant(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

/// What a phone needs to put the site among its apps (<https://www.w3.org/TR/appmanifest/>), and to hand over pictures of other apps.
#[get("/manifest.webmanifest")]
fn manifest(settings: &State<WebSettings>) -> Document {
    let lang = i18n::known(&settings.locale).map_or("en", |it| it.tag);
    let word = |key: &str| i18n::text(lang, key, &[]);
    let name: String = settings.site_name.chars().take(12).collect();
    let said = json!({
        "id": "/",
        "name": settings.site_name,
        "short_name": name,
        "description": settings.site_description,
        "lang": lang,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#121110",
        "theme_color": "#121110",
        "categories": ["photo", "social"],
        "icons": [
            icon("icon-192.png", 192, "any"),
            icon("icon-512.png", 512, "any"),
            icon("icon-maskable.png", 512, "maskable"),
        ],
        "shortcuts": [
            { "name": word("nav-upload"), "url": "/upload" },
            { "name": word("nav-new"), "url": "/new" },
        ],
        "share_target": {
            "action": "/share-target",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": { "title": "title", "text": "text", "url": "url", "files": [
                { "name": "file", "accept": ["image/jpeg", "image/png", "image/webp", "image/gif"] },
            ] },
        },
    });
    Document::json("application/manifest+json", &said, HOUR)
}

fn icon(file: &str, side: u32, purpose: &str) -> Value {
    let sizes = format!("{side}x{side}");
    json!({ "src": Assets::address(file), "sizes": sizes, "type": "image/png", "purpose": purpose })
}
