//! An answer, as a reader of HTML sees it.

use std::collections::BTreeMap;

use reqwest::Url;
use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

/// What came back for a request.
#[derive(Clone, Debug)]
pub struct Page {
    /// The status, after redirects were followed.
    pub status: u16,
    /// Where the answer came from, after redirects were followed.
    pub url: Url,
    /// The headers of this answer.
    pub headers: HeaderMap,
    /// The content as it is.
    pub bytes: Vec<u8>,
    /// The content as text.
    pub body: String,
}

/// A copy of one element of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The text inside, with single spaces.
    pub text: String,
    /// The element with its tags.
    pub html: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
}

impl Element {
    /// The value of an attribute; a missing one fails the test.
    #[track_caller]
    pub fn attr(&self, name: &str) -> &str {
        self.attributes.get(name).unwrap_or_else(|| panic!("there is no {name} in {}", self.html))
    }
}

impl Page {
    /// Reads the answer to its end.
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let (url, headers) = (response.url().clone(), response.headers().clone());
        let bytes = response.bytes().await.expect("the answer is complete").to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { status, url, headers, bytes, body }
    }

    /// The page itself, if it has this status; another one fails the test and shows the page.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "the check alone is worth a call")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.url, self.excerpt());
        self
    }

    /// The path and query of the address.
    pub fn path(&self) -> String {
        let query = self.url.query().map_or(String::new(), |query| format!("?{query}"));
        format!("{}{query}", self.url.path())
    }

    /// A header's value, if the answer has it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// All elements that match, in the order of the page.
    pub fn select(&self, css: &str) -> Vec<Element> {
        let selector = selector(css);
        self.html().select(&selector).map(element).collect()
    }

    /// The first element that matches; none fails the test.
    #[track_caller]
    pub fn first(&self, css: &str) -> Element {
        let found = self.select(css).into_iter().next();
        found.unwrap_or_else(|| panic!("there is no `{css}` at {}\n{}", self.url, self.excerpt()))
    }

    /// The text of the first element that matches, with single spaces; none fails the test.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.first(css).text
    }

    /// An attribute of the first element that matches; none fails the test.
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> String {
        self.first(css).attr(name).to_owned()
    }

    /// Whether anything matches.
    pub fn has(&self, css: &str) -> bool {
        !self.select(css).is_empty()
    }

    /// Whether a reader finds this text on the page; spaces and line ends are all one.
    pub fn shows(&self, text: &str) -> bool {
        element(self.html().root_element()).text.contains(text)
    }

    /// The address behind the first link that matches, as a path on this site or a whole address elsewhere.
    #[track_caller]
    pub fn link(&self, css: &str) -> String {
        let target = self.url.join(&self.attr(css, "href")).expect("an address");
        match self.url.make_relative(&target) {
            Some(_) if target.origin() == self.url.origin() => {
                Self { url: target, ..self.clone() }.path()
            }
            _ => target.into(),
        }
    }

    /// The page parsed; not kept, because it cannot be sent between threads.
    pub(crate) fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The beginning, for messages.
    fn excerpt(&self) -> String {
        self.body.chars().take(3000).collect()
    }
}

/// Parses a selector; a wrong one fails the test.
#[track_caller]
pub(crate) fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|fault| panic!("`{css}` is no selector: {fault}"))
}

fn element(found: ElementRef<'_>) -> Element {
    let text = found.text().collect::<String>();
    Element {
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        html: found.html(),
        attributes: found
            .value()
            .attrs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A page that came from nowhere.
    pub(crate) fn page(body: &str) -> Page {
        Page {
            status: 200,
            url: Url::parse("http://127.0.0.1:1/photos/abc?x=1").unwrap(),
            headers: HeaderMap::new(),
            bytes: body.into(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_page_can_be_asked() {
        let page =
            page("<h1>Harbour\n  at <b>dusk</b></h1><a rel=next href='?after=9'>older</a><p>");
        assert_eq!(page.text("h1"), "Harbour at dusk");
        assert!(page.has("h1 > b") && !page.has("h2"));
        assert!(page.shows("at dusk"));
        assert_eq!(page.link("a[rel=next]"), "/photos/abc?after=9");
        assert_eq!(page.path(), "/photos/abc?x=1");
        assert_eq!(page.select("a")[0].attr("rel"), "next");
    }
}
