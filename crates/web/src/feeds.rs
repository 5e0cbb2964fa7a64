//! Lists of photos as Atom (RFC 4287), page by page (RFC 5005), with the pictures as enclosures and as Media RSS.

use crate::document::Document;
use crate::licenses;
use crate::state::WebSettings;
use crate::xml::Xml;
use std::fmt::Write;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use views::{AuthorView, ImageView, PhotoView, VariantView, html};

/// How many photos a page of a feed has.
pub(crate) const ITEMS: i64 = 30;

/// How long a feed may be kept, in seconds.
const MAX_AGE: u32 = 300;

/// A list of photos, as a stranger sees it.
pub(crate) struct Feed<'a> {
    /// What the list is called.
    pub(crate) title: String,
    /// The path of the page that shows it to people.
    pub(crate) page: String,
    /// The path of the feed.
    pub(crate) path: String,
    /// The cursor of this page of it; none on the first.
    pub(crate) after: Option<&'a str>,
    /// The cursor of the next page.
    pub(crate) next: Option<&'a str>,
    /// Whose photos they are, where all are one person's.
    pub(crate) author: Option<&'a AuthorView>,
    /// The photos, newest first.
    pub(crate) photos: &'a [PhotoView],
}

impl Feed<'_> {
    /// The feed as it is sent; all addresses in it begin with `public_url`.
    pub(crate) fn atom(&self, site: &WebSettings) -> Document {
        let updated = self.photos.iter().map(changed).max();
        let updated = updated.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let mut xml = Xml::new();
        let root = format!("{}/", site.public_url);
        xml.open(
            "feed",
            &[
                ("xmlns", "http://www.w3.org/2005/Atom"),
                ("xmlns:media", "http://search.yahoo.com/mrss/"),
                ("xml:base", &root),
                ("xml:lang", locale(site)),
            ],
        );
        self.head(&mut xml, site, updated);
        for photo in self.photos {
            entry(&mut xml, site, photo);
        }
        xml.close("feed");
        Document::new("application/atom+xml; charset=utf-8", xml.finish(), MAX_AGE)
            .modified(updated)
    }

    fn head(&self, xml: &mut Xml, site: &WebSettings, updated: OffsetDateTime) {
        let absolute = |path: &str| format!("{}{path}", site.public_url);
        let paged = |after: &str| format!("{}{}?after={after}", site.public_url, self.path);
        let feed = absolute(&self.path);
        xml.text("id", &[], &feed);
        xml.text("title", &[], &self.title);
        if !site.site_description.is_empty() {
            xml.text("subtitle", &[], &site.site_description);
        }
        xml.text("updated", &[], &instant(updated));
        xml.text("generator", &[("uri", &absolute("/about"))], "Tintype");
        xml.text("icon", &[], &absolute("/favicon.ico"));
        let here = self.after.map_or_else(|| feed.clone(), paged);
        xml.empty("link", &[("rel", "self"), ("type", ATOM), ("href", &here)]);
        xml.empty(
            "link",
            &[("rel", "alternate"), ("type", "text/html"), ("href", &absolute(&self.page))],
        );
        xml.empty("link", &[("rel", "first"), ("type", ATOM), ("href", &feed)]);
        if let Some(next) = self.next {
            xml.empty("link", &[("rel", "next"), ("type", ATOM), ("href", &paged(next))]);
        }
        if let Some(person) = self.author {
            author(xml, site, person);
        } else {
            xml.open("author", &[]);
            xml.text("name", &[], &site.site_name);
            xml.text("uri", &[], &absolute("/"));
            xml.close("author");
        }
    }
}

const ATOM: &str = "application/atom+xml";

fn changed(photo: &PhotoView) -> OffsetDateTime {
    photo.edited_at.unwrap_or(photo.created_at)
}

fn instant(at: OffsetDateTime) -> String {
    let whole = at.replace_nanosecond(0).unwrap_or(at);
    whole.format(&Rfc3339).unwrap_or_default()
}

fn locale(site: &WebSettings) -> &'static str {
    i18n::known(&site.locale).map_or("en", |it| it.tag)
}

/// What a photo is called; never empty.
pub(crate) fn title(site: &WebSettings, photo: &PhotoView) -> String {
    if photo.title.is_empty() {
        i18n::text(locale(site), "photo-untitled", &[])
    } else {
        photo.title.clone()
    }
}

fn author(xml: &mut Xml, site: &WebSettings, person: &AuthorView) {
    xml.open("author", &[]);
    xml.text("name", &[], &person.display_name);
    xml.text("uri", &[], &format!("{}{}", site.public_url, person.url));
    xml.close("author");
}

fn entry(xml: &mut Xml, site: &WebSettings, photo: &PhotoView) {
    let page = format!("{}{}", site.public_url, photo.url);
    xml.open("entry", &[]);
    xml.text("id", &[], &page);
    xml.text("title", &[], &title(site, photo));
    xml.text("published", &[], &instant(photo.created_at));
    xml.text("updated", &[], &instant(changed(photo)));
    author(xml, site, &photo.author);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
    if let Some(license) = &photo.license {
        xml.empty("link", &[("rel", "license"), ("href", &licenses::address(license))]);
    }
    for tag in &photo.tags {
        let scheme = format!("{}/tags/", site.public_url);
        xml.empty("category", &[("term", tag), ("scheme", &scheme), ("label", &format!("#{tag}"))]);
    }
    for image in &photo.images {
        enclosure(xml, site, image);
    }
    xml.text("content", &[("type", "html")], &content(site, photo));
    xml.close("entry");
}

/// The picture as a file to be fetched, and what can be seen on it.
fn enclosure(xml: &mut Xml, site: &WebSettings, image: &ImageView) {
    let Some(largest) = image.variants.last() else { return };
    let url = format!("{}{}", site.public_url, largest.url);
    let (kind, width, height) =
        (largest.media_type.as_str(), largest.width.to_string(), largest.height.to_string());
    xml.empty(
        "link",
        &[("rel", "enclosure"), ("type", kind), ("href", &url), ("title", &image.alt)],
    );
    let shape = [("width", width.as_str()), ("height", height.as_str())];
    let all = [&[("url", url.as_str()), ("type", kind), ("medium", "image")], &shape[..]].concat();
    xml.open("media:content", &all);
    if let Some(small) = image.variants.first() {
        xml.empty("media:thumbnail", &thumbnail(site, small).each());
    }
    if !image.alt.is_empty() {
        xml.text("media:description", &[("type", "plain")], &image.alt);
    }
    xml.close("media:content");
}

struct Thumbnail(String, String, String);

fn thumbnail(site: &WebSettings, it: &VariantView) -> Thumbnail {
    let url = format!("{}{}", site.public_url, it.url);
    Thumbnail(url, it.width.to_string(), it.height.to_string())
}

impl Thumbnail {
    fn each(&self) -> [(&str, &str); 3] {
        [("url", &self.0), ("width", &self.1), ("height", &self.2)]
    }
}

/// What a reader of feeds shows: the pictures, what is said about them, and under which licence they are.
fn content(site: &WebSettings, photo: &PhotoView) -> String {
    let root = html::escape(&site.public_url);
    let mut said = String::new();
    for image in &photo.images {
        let shown = image.variants.iter().rfind(|it| it.width.max(it.height) <= 1_600);
        let Some(shown) = shown.or(image.variants.first()) else { continue };
        let _ = write!(
            said,
            "<p><a href=\"{root}{}\"><img src=\"{root}{}\" width=\"{}\" height=\"{}\" alt=\"{}\"></a></p>",
            html::escape(&photo.url),
            html::escape(&shown.url),
            shown.width,
            shown.height,
            html::escape(&image.alt)
        );
    }
    // What people typed is escaped there, so these are the beginnings of attributes and nothing else.
    let caption = &photo.caption_html;
    said += &caption
        .replace("href=\"/", &format!("href=\"{root}/"))
        .replace("src=\"/", &format!("src=\"{root}/"));
    if let Some(license) = &photo.license {
        let deed = html::escape(&licenses::address(license));
        let _ =
            write!(said, "<p><a rel=\"license\" href=\"{deed}\">{}</a></p>", html::escape(license));
    }
    said
}
