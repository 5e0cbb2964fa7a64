//! A browser without JavaScript, as far as HTTP goes.

use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{ACCEPT, LOCATION, ORIGIN, REFERER};
use reqwest::{Client, Method, RequestBuilder, Response, Url, redirect};

use crate::form::Form;
use crate::page::Page;

/// Somebody who reads pages, follows links, fills forms and keeps cookies.
#[derive(Clone, Debug)]
pub struct Visitor {
    base: Url,
    client: Client,
    jar: Arc<Jar>,
    follows: bool,
    page: Option<Page>,
}

impl Visitor {
    /// A stranger at the site with this address.
    pub fn new(base: &str) -> Self {
        let jar = Arc::new(Jar::default());
        let client = client().cookie_provider(Arc::clone(&jar)).build().expect("a client");
        Self {
            base: base.parse().expect("the address of a site"),
            client,
            jar,
            follows: true,
            page: None,
        }
    }

    /// The same visitor, who sees redirects instead of following them.
    #[must_use]
    pub fn without_redirects(mut self) -> Self {
        self.follows = false;
        self
    }

    /// Types an address: a path of this site, or the whole address as it stands in a letter.
    pub async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path).header("Sec-Fetch-Site", "none");
        self.navigate(request).await
    }

    /// Follows the first link that matches on the page at hand.
    pub async fn follow(&mut self, css: &str) -> Page {
        let path = self.page().link(css);
        let request = self.request(Method::GET, &path).header("Sec-Fetch-Site", "same-origin");
        let request = request.header(REFERER, self.page().url.as_str());
        self.navigate(request).await
    }

    /// The page at hand: the last one that was got. Without one the test fails.
    #[track_caller]
    pub fn page(&self) -> &Page {
        self.page.as_ref().expect("get a page first")
    }

    /// The first form that matches on the page at hand, to be filled and sent.
    #[track_caller]
    pub fn form(&self, css: &str) -> Form {
        Form::find(self.page(), css)
    }

    /// Fills the first form that matches on the page at hand, and sends it. See [`Form::set`].
    pub async fn submit(&mut self, css: &str, values: &[(&str, &str)]) -> Page {
        let form = values.iter().fold(self.form(css), |form, (name, value)| form.set(name, value));
        self.send(form).await
    }

    /// Sends a form as a browser does.
    pub async fn send(&mut self, form: Form) -> Page {
        let mut target = form.target();
        let method = if form.post { Method::POST } else { Method::GET };
        if !form.post {
            target.query_pairs_mut().clear().extend_pairs(form.entries());
        }
        let mut request =
            self.request(method, target.as_str()).header("Sec-Fetch-Site", "same-origin");
        request = request.header(REFERER, self.page().url.as_str());
        if form.post {
            request = request.header(ORIGIN, self.base.origin().ascii_serialization());
            request = if form.multipart {
                request.multipart(form.parts())
            } else {
                request.form(&form.entries())
            };
        }
        self.navigate(request).await
    }

    /// A request of any kind with this visitor's cookies and nothing else that a browser adds; for what no
    /// honest form sends. Redirects are not followed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.base.join(path).expect("a path"))
    }

    /// Sends such a request; the page at hand stays.
    pub async fn exchange(&self, request: RequestBuilder) -> Page {
        Page::read(self.response(request).await).await
    }

    /// The cookies that the site would get, as in the header `Cookie`.
    pub fn cookies(&self) -> String {
        let cookies = self.jar.cookies(&self.base);
        cookies.and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    /// Adds or replaces a cookie, in the syntax of the header `Set-Cookie`.
    pub fn set_cookie(&self, cookie: &str) {
        self.jar.add_cookie_str(cookie, &self.base);
    }

    async fn navigate(&mut self, request: RequestBuilder) -> Page {
        let mut response = self.response(as_navigation(request)).await;
        for _ in 0..10 {
            let moved = matches!(response.status().as_u16(), 301..=303) && self.follows;
            let Some(location) = response.headers().get(LOCATION).filter(|_| moved) else { break };
            let location =
                response.url().join(location.to_str().expect("ASCII")).expect("an address");
            assert_eq!(location.origin(), self.base.origin(), "a redirect leads away: {location}");
            let request = self
                .request(Method::GET, location.as_str())
                .header("Sec-Fetch-Site", "same-origin");
            response = self.response(as_navigation(request)).await;
        }
        let page = Page::read(response).await;
        self.page = Some(page.clone());
        page
    }

    async fn response(&self, request: RequestBuilder) -> Response {
        request.send().await.expect("the site answers")
    }
}

/// What browsers say when the address bar changes.
fn as_navigation(request: RequestBuilder) -> RequestBuilder {
    request
        .header(
            ACCEPT,
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
        )
        .header("Sec-Fetch-Mode", "navigate")
        .header("Sec-Fetch-Dest", "document")
        .header("Sec-Fetch-User", "?1")
}

/// A client that talks to this machine only and does nothing of its own accord.
pub(crate) fn client() -> reqwest::ClientBuilder {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().timeout(Duration::from_mins(1))
}
