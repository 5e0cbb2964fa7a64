//! A browser that watches over what every page has to keep.

use std::time::{Duration, Instant};

use harness::{Browser, Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::people::{PASSWORD, address_of};
use crate::stack::{Stack, World};

/// More browsers at once make each of them slow on small machines.
static SEATS: Semaphore = Semaphore::const_new(2);

/// How long the page may take to become what is expected.
const PATIENCE: Duration = Duration::from_secs(15);

/// The addresses that the page has asked for.
const ASKED: &str = "return performance.getEntries().filter(it => it.initiatorType !== undefined).map(it => it.name)";

/// What those would stumble over who do not see the page: fields without a label, pictures without words, a name
/// that is given twice, no heading or several.
const FAULTS: &str = "const all = css => [...document.querySelectorAll(css)], ids = all('[id]').map(it => it.id);
    const named = it => it.type === 'hidden' || it.labels?.length > 0 || it.ariaLabel || it.textContent.trim();
    return [
        ...ids.filter((id, at) => ids.indexOf(id) < at).map(id => `#${id} twice`),
        ...all('input, select, textarea, button, summary').filter(it => !named(it)).map(it => it.outerHTML),
        ...all('img:not([alt])').map(it => it.outerHTML),
        ...(all('h1').length === 1 ? [] : [`${all('h1').length} headings`]),
    ]";

/// In front of what somebody sits, or what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    /// 1440 × 900.
    Desk,
    /// 768 × 1024.
    Lap,
    /// 360 × 780.
    Hand,
    /// 320 × 568: the narrowest there is, and what 1280 pixels are for whoever has them four times as large (WCAG 1.4.10).
    Palm,
}

impl Device {
    fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1440, 900),
            Self::Lap => (768, 1024),
            Self::Hand => (360, 780),
            Self::Palm => (320, 568),
        }
    }
}

/// A browser at a site.
#[derive(Debug)]
pub(super) struct Screen {
    pub(super) browser: Browser,
    base: String,
    width: u32,
    /// Whether pictures of the pages are kept: once for all stacks is enough.
    keeps: bool,
    _seat: SemaphorePermit<'static>,
}

impl Screen {
    /// Opens a browser that has not been here before.
    pub(super) async fn open(world: &World, device: Device, stack: Stack) -> Self {
        Self::open_with(world, device, stack == Stack::Embedded, true).await
    }

    /// The same, with the choices whether to keep pictures and whether pages may run scripts.
    pub(super) async fn open_with(
        world: &World,
        device: Device,
        keeps: bool,
        scripts: bool,
    ) -> Self {
        let seat = SEATS.acquire().await.expect("it is never closed");
        let (width, height) = device.size();
        let browser = Browser::builder(width, height).javascript(scripts).start().await;
        Self { browser, base: world.site.base(), width, keeps, _seat: seat }
    }

    /// The same browser, which finds the site under another address.
    pub(super) fn at(mut self, base: &str) -> Self {
        base.clone_into(&mut self.base);
        self
    }

    /// The address of the site.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Opens a page that is fine.
    pub(super) async fn goto(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.base)).await;
        self.calm().await;
    }

    /// The path of the page at hand, with its query.
    pub(super) async fn path(&self) -> String {
        self.browser.url().await.replacen(&self.base, "", 1)
    }

    /// Waits until a function's body in the page gives true.
    pub(super) async fn until(&self, condition: &str) {
        let end = Instant::now() + PATIENCE;
        while self.browser.eval(condition, vec![]).await != true {
            if Instant::now() > end {
                let shot = self.browser.shot("failure-until").await;
                panic!("not so: {condition}; at {}, see {}", self.path().await, shot.display());
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Waits until the page at this path has come, and is fine; a path that ends with a slash may go on.
    pub(super) async fn arrive(&self, path: &str) {
        let there = if path.len() > 1 && path.ends_with('/') {
            format!("location.pathname.startsWith('{path}')")
        } else {
            format!("decodeURI(location.pathname) === '{path}'")
        };
        self.until(&format!("return {there} && document.readyState === 'complete'")).await;
        self.calm().await;
    }

    /// Clicks something that leads to a page which is fine.
    pub(super) async fn follow(&self, css: &str, path: &str) {
        self.browser.click(css).await;
        self.arrive(path).await;
    }

    /// What every page keeps: no errors, nothing from elsewhere, nothing wider than the screen.
    pub(super) async fn calm(&self) {
        assert_eq!(self.browser.console_errors().await, [""; 0], "{}", self.path().await);
        self.fits().await;
    }

    /// The same for a page that answers with this status, which the browser reports as an error.
    pub(super) async fn refused(&self, status: u16) {
        let errors = self.browser.console_errors().await;
        let expected = format!("the server responded with a status of {status}");
        assert!(!errors.is_empty(), "{} is no {status}", self.path().await);
        assert!(errors.iter().all(|it| it.contains(&expected)), "{errors:?}");
        self.fits().await;
    }

    async fn fits(&self) {
        let width = self.browser.eval("return document.documentElement.scrollWidth", vec![]).await;
        let path = self.path().await;
        assert!(width.as_u64().is_some_and(|it| it <= self.width.into()), "{path} is {width} wide");
        let asked = self.browser.eval(ASKED, vec![]).await;
        let asked = asked.as_array().expect("a list");
        assert!(asked.len() > 2, "{path}: the page, its style and its script at least");
        for address in asked {
            let address = address.as_str().expect("a text");
            let ours =
                [self.base.as_str(), "blob:", "data:"].iter().any(|it| address.starts_with(it));
            assert!(ours, "{path} asks {address}");
        }
        assert_eq!(self.browser.eval(FAULTS, vec![]).await, json!([]), "{path}");
    }

    /// Keeps a picture of the whole page, as it is in the light.
    pub(super) async fn shot(&self, name: &str) {
        if self.keeps {
            self.settle().await;
            // What sticks to the window would else stick in the middle of the picture.
            self.browser.eval("scrollTo(0, 0)", vec![]).await;
            self.browser.shot_of_page(&format!("{name}-{}", self.width)).await;
        }
    }

    /// Keeps a picture of what is visible of the page, for what lies above it.
    pub(super) async fn shot_of_window(&self, name: &str) {
        if self.keeps {
            self.settle().await;
            self.browser.shot(&format!("{name}-{}", self.width)).await;
        }
    }

    /// Keeps two, one in the light and one in the dark; in neither is anything in somebody's way.
    pub(super) async fn shots(&self, name: &str) {
        if self.keeps {
            self.shot(name).await;
            self.is_open_to_all().await;
            self.dress("dark").await;
            self.shot(&format!("{name}-dark")).await;
            self.is_open_to_all().await;
            self.dress("light").await;
        }
    }

    /// Nothing on the page is in the way of those who use it in another way.
    pub(super) async fn is_open_to_all(&self) {
        let faults = self.browser.faults_of_access().await;
        assert_eq!(faults, [""; 0], "{} at {} px", self.path().await, self.width);
    }

    /// Nothing moved while the page was loading: the layout-shift score of <https://web.dev/articles/cls>, without what followed
    /// on something the reader did.
    pub(super) async fn stood_still(&self) {
        let moved = "return new Promise(done => {
            const moved = [];
            const watch = new PerformanceObserver(list => list.getEntries().filter(it => !it.hadRecentInput).forEach(it =>
                moved.push(`${it.value} at ${it.startTime}: ${it.sources.map(from => (from.node?.outerHTML ?? 'gone').slice(0, 120)
                    + JSON.stringify([from.previousRect, from.currentRect]))}`)));
            watch.observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => setTimeout(() => done(moved), 30)); })";
        let moved = self.browser.eval(moved, vec![]).await;
        assert_eq!(moved, json!([]), "{} at {} px", self.path().await, self.width);
    }

    /// Chooses the language of the pages that follow.
    pub(super) async fn speak(&self, locale: &str) {
        let cookie = json!({ "name": "lang", "value": locale, "url": self.base });
        let sent = self.browser.driver().cdp().send_raw("Network.setCookie", cookie).await;
        sent.expect("a cookie can be set");
    }

    /// Makes the reader prefer dark or light colours.
    pub(super) async fn dress(&self, scheme: &str) {
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        let sent = self.browser.driver().cdp().send_raw("Emulation.setEmulatedMedia", media).await;
        sent.expect("colours can be chosen");
        self.until(&format!("return matchMedia('(prefers-color-scheme: {scheme})').matches")).await;
    }

    /// Has all pictures loaded, also those further down, and finds those of the site whole.
    async fn settle(&self) {
        self.browser.eval("for (const it of document.images) it.loading = 'eager'", vec![]).await;
        self.until("return [...document.images].every(it => it.complete)").await;
        let decoded = "for (const it of document.images) it.decoding = 'sync';
            return Promise.allSettled([...document.images].map(it => it.decode())).then(() => true)";
        self.until(decoded).await;
        let broken = "const ours = [...document.images].filter(it => it.src.startsWith('http'));
            return ours.filter(it => !it.naturalWidth).map(it => it.src)";
        assert_eq!(self.browser.eval(broken, vec![]).await, json!([]), "{}", self.path().await);
    }

    /// Cuts the way to the site, or lets so many bytes a second through on the way there; -1 all there are.
    pub(super) async fn network(&self, offline: bool, upload: i64) {
        let way = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload
        });
        let cdp = self.browser.driver().cdp();
        cdp.send_raw("Network.enable", json!({})).await.expect("the network can be watched");
        let sent = cdp.send_raw("Network.emulateNetworkConditions", way).await;
        sent.expect("the network can be slowed");
    }

    /// The text of an element, hidden or not, with single spaces.
    pub(super) async fn says(&self, css: &str) -> String {
        self.browser.find(css).await;
        let text =
            "return document.querySelector(arguments[0]).textContent.trim().replace(/\\s+/g, ' ')";
        let text = self.browser.eval(text, vec![json!(css)]).await;
        text.as_str().expect("a text").to_owned()
    }

    /// How many elements match.
    pub(super) async fn count(&self, css: &str) -> usize {
        self.browser.find_all(css).await.len()
    }

    /// Leaves a mark that is gone with the page: as long as it is there, nothing was loaded anew.
    pub(super) async fn mark(&self) {
        self.browser.eval("window.marked = true", vec![]).await;
    }

    /// Whether the mark is still there.
    pub(super) async fn is_marked(&self) -> bool {
        self.browser.eval("return window.marked === true", vec![]).await == Value::Bool(true)
    }

    /// Fills the form for new members, and sends it.
    pub(super) async fn register(&self, name: &str, email: &str, password: &str) {
        self.browser.fill("#username", name).await;
        self.browser.fill("#email", email).await;
        self.browser.fill("#password", password).await;
        self.browser.click("form[action='/register'] button").await;
    }

    /// Signs in on the page at hand, and goes on.
    pub(super) async fn sign_in(&self, login: &str, next: &str) {
        self.browser.fill("#login", login).await;
        self.browser.fill("#password", PASSWORD).await;
        self.follow("form[action='/login'] button", next).await;
    }

    /// Signs in from anywhere.
    pub(super) async fn sign_in_as(&self, name: &str) {
        self.goto("/login").await;
        self.sign_in(&address_of(name), "/").await;
    }
}
