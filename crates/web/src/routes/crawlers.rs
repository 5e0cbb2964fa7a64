use crate::document::Document;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use crate::xml::Xml;
use rocket::http::ContentType;
use rocket::{Route, State, get, routes};
use time::format_description::well_known::Rfc3339;

pub(crate) fn pages() -> Vec<Route> {
    routes![robots, sitemap, part]
}

/// Programs that collect texts and pictures to train models with, by the names they give themselves.
const COLLECTORS: [&str; 23] = [
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "img2dataset",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "PerplexityBot",
    "Timpibot",
    "Webzio-Extended",
    "YouBot",
];

/// What is nobody's business but that of whoever is signed in, or leads nowhere.
const PRIVATE: [&str; 11] = [
    "/admin/",
    "/settings/",
    "/login",
    "/register",
    "/verify",
    "/password/",
    "/email/",
    "/upload",
    "/confirm",
    "/s/",
    "/api/v1/",
];

#[get("/robots.txt")]
fn robots(settings: &State<WebSettings>) -> (ContentType, String) {
    let mut lines = Vec::new();
    if !settings.machines.ai {
        lines.extend(COLLECTORS.map(|name| format!("User-agent: {name}")));
        lines.extend(["Disallow: /".to_owned(), String::new()]);
    }
    lines.push("User-agent: *".to_owned());
    lines.extend(PRIVATE.map(|path| format!("Disallow: {path}")));
    lines.extend([String::new(), format!("Sitemap: {}/sitemap.xml", settings.public_url)]);
    (ContentType::Plain, lines.join("\n") + "\n")
}

const XML: &str = "application/xml; charset=utf-8";
const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const HOUR: u32 = 3_600;

/// The list of the parts of the map (<https://www.sitemaps.org/protocol.html>).
#[get("/sitemap.xml")]
async fn sitemap(
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Document, Problem> {
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[("xmlns", SCHEMA)]);
    for nth in 0..services.site.map_parts().await? {
        xml.open("sitemap", &[]);
        xml.text("loc", &[], &format!("{}/sitemap/{nth}.xml", settings.public_url));
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    Ok(Document::new(XML, xml.finish(), HOUR))
}

/// A part of it: public photos with their pictures, and who posted them.
#[get("/sitemap/<part>")]
async fn part(
    part: &str,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Document, Problem> {
    let nth = part.strip_suffix(".xml").and_then(|it| it.parse().ok());
    let nth: i64 = nth.ok_or(services::Error::NotFound)?;
    let places = services.site.map_part(nth).await?;
    let mut xml = Xml::new();
    let image = "http://www.google.com/schemas/sitemap-image/1.1";
    xml.open("urlset", &[("xmlns", SCHEMA), ("xmlns:image", image)]);
    let absolute = |path: &str| format!("{}{path}", settings.public_url);
    let fixed: &[&str] = if nth == 0 { &["/", "/new", "/about", "/rules", "/api"] } else { &[] };
    for path in fixed {
        xml.open("url", &[]);
        xml.text("loc", &[], &absolute(path));
        xml.close("url");
    }
    for place in &places {
        xml.open("url", &[]);
        xml.text("loc", &[], &absolute(&place.url));
        if let Some(at) = place.changed_at.and_then(|it| it.replace_nanosecond(0).ok()) {
            xml.text("lastmod", &[], &at.format(&Rfc3339).unwrap_or_default());
        }
        for picture in &place.images {
            xml.open("image:image", &[]);
            xml.text("image:loc", &[], &absolute(picture));
            xml.close("image:image");
        }
        xml.close("url");
    }
    xml.close("urlset");
    Ok(Document::new(XML, xml.finish(), HOUR))
}
