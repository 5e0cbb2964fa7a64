use crate::document::Document;
use crate::feeds::title;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use crate::xml::Xml;
use domain::Message;
use rocket::http::Status;
use rocket::{Route, State, get, routes};
use serde_json::{Value, json};
use services::{Error, Paging};
use views::{ImageView, PhotoView, VariantView};

pub(crate) fn pages() -> Vec<Route> {
    routes![oembed]
}

/// How long an embedded photo may be kept, in seconds.
const MAX_AGE: u32 = 3_600;

/// What another site shows of a photo (<https://oembed.com>). A photo that is not for everybody answers 401 to those who know its
/// address anyway, and else as if it were not there.
#[get("/oembed?<url>&<maxwidth>&<maxheight>&<format>")]
#[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
async fn oembed(
    url: Option<&str>,
    maxwidth: Option<&str>,
    maxheight: Option<&str>,
    format: Option<&str>,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Document, Problem> {
    let format = format.unwrap_or("json");
    if !matches!(format, "json" | "xml") {
        return Err(Problem::new(Status::NotImplemented, "problem-bad-request"));
    }
    let most = (at_most("maxwidth", maxwidth)?, at_most("maxheight", maxheight)?);
    let key = url.and_then(|it| photo(settings, it)).ok_or(Error::NotFound)?;
    let first = Paging { after: None, limit: Some(1) };
    let shown = services.photos.show(None, key, &first).await;
    let photo = shown.map_err(|why| if matches!(why, Error::Gone) { Error::NotFound } else { why });
    let photo = photo?.photo;
    if photo.visibility != "public" {
        return Err(Problem::new(Status::Unauthorized, "problem-forbidden"));
    }
    let image = photo.images.first().ok_or(Error::NotFound)?;
    let said = describe(settings, &photo, fitting(image, most));
    Ok(if format == "json" {
        Document::json("application/json", &said, MAX_AGE)
    } else {
        Document::new("text/xml; charset=utf-8", xml(&said), MAX_AGE)
    })
}

fn at_most(name: &str, text: Option<&str>) -> Result<i32, Problem> {
    let Some(text) = text.filter(|it| !it.is_empty()) else { return Ok(i32::MAX) };
    let wrong = || Message::new("error-type").with("why", "expected a number of pixels");
    let number = text.parse().ok().filter(|it| *it > 0);
    number.ok_or_else(|| Problem::field(name, wrong()))
}

/// The photo whose page has this address.
fn photo<'a>(settings: &WebSettings, url: &'a str) -> Option<&'a str> {
    let path = url.strip_prefix(&settings.public_url)?;
    let key = path.strip_prefix("/photos/")?;
    let key = key.split(['?', '#']).next()?;
    Some(key.strip_suffix('/').unwrap_or(key))
}

/// The largest size that fits, or the smallest one to be shown smaller: its address, width and height.
fn fitting(image: &ImageView, (width, height): (i32, i32)) -> (String, i32, i32) {
    let fits = |it: &&VariantView| it.width <= width && it.height <= height;
    if let Some(it) = image.variants.iter().rfind(fits) {
        return (it.url.clone(), it.width, it.height);
    }
    let (url, w, h) = image.variants.first().map_or_else(
        || (image.url.clone(), image.width, image.height),
        |it| (it.url.clone(), it.width, it.height),
    );
    let (wide, high) = (i64::from(w).max(1), i64::from(h).max(1));
    let scaled = (i64::from(width) * high / wide).min(i64::from(height)).clamp(1, high);
    let scale = |side: i64| i32::try_from((side * scaled / high).max(1)).unwrap_or(1);
    (url, scale(wide).min(width), scale(high))
}

fn describe(site: &WebSettings, photo: &PhotoView, image: (String, i32, i32)) -> Value {
    let absolute = |path: &str| format!("{}{path}", site.public_url);
    let (url, width, height) = image;
    let small = photo.images.first().and_then(|it| it.variants.first());
    let mut said = json!({
        "type": "photo",
        "version": "1.0",
        "title": title(site, photo),
        "author_name": photo.author.display_name,
        "author_url": absolute(&photo.author.url),
        "provider_name": site.site_name,
        "provider_url": site.public_url,
        "cache_age": MAX_AGE,
        "url": absolute(&url),
        "width": width,
        "height": height,
        "web_page": absolute(&photo.url),
    });
    if let (Some(small), Some(object)) = (small, said.as_object_mut()) {
        object.insert("thumbnail_url".into(), json!(absolute(&small.url)));
        object.insert("thumbnail_width".into(), json!(small.width));
        object.insert("thumbnail_height".into(), json!(small.height));
    }
    said
}

fn xml(said: &Value) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("oembed", &[]);
    for (name, value) in said.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        xml.text(name, &[], &text);
    }
    xml.close("oembed");
    xml.finish()
}
