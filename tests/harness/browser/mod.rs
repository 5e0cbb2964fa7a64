//! A real browser, without a window.

mod start;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{By, WebDriver, WebElement};

use crate::kept::Kept;
pub use start::BrowserBuilder;

/// How long an element may take to appear, or to go.
const PATIENCE: Duration = Duration::from_secs(10);

/// A tab of Chromium with a profile of its own. Nothing of it is left when this value is dropped.
#[derive(Debug)]
pub struct Browser {
    web: Option<WebDriver>,
    // Before the folder, in which the processes write until they are killed.
    _processes: Kept,
    folder: TempDir,
}

impl Browser {
    /// Opens an empty page of exactly this size. Below 600 pixels it is a phone's.
    pub async fn start(width: u32, height: u32) -> Self {
        Self::builder(width, height).start().await
    }

    /// The same, with choices.
    pub fn builder(width: u32, height: u32) -> BrowserBuilder {
        BrowserBuilder::new(width, height)
    }

    /// The session itself, for what is not here: action chains, alerts, frames, cookies.
    pub fn driver(&self) -> &WebDriver {
        self.web.as_ref().expect("there until it is dropped")
    }

    /// Opens an address and waits until the page is loaded.
    pub async fn goto(&self, url: &str) {
        self.sure(url, self.driver().goto(url).await).await;
    }

    /// The address of the page at hand.
    pub async fn url(&self) -> String {
        self.sure("the address", self.driver().current_url().await).await.into()
    }

    /// The title of the page at hand.
    pub async fn title(&self) -> String {
        self.sure("the title", self.driver().title().await).await
    }

    /// The first element that matches, as soon as it is there.
    pub async fn find(&self, css: &str) -> WebElement {
        self.wait_for(css, PATIENCE).await
    }

    /// All elements that match now.
    pub async fn find_all(&self, css: &str) -> Vec<WebElement> {
        self.sure(css, self.driver().find_all(By::Css(css)).await).await
    }

    /// Whether anything matches now.
    pub async fn has(&self, css: &str) -> bool {
        !self.find_all(css).await.is_empty()
    }

    /// Waits for an element; when it does not come, the test fails and leaves a picture of the page.
    pub async fn wait_for(&self, css: &str, timeout: Duration) -> WebElement {
        let end = Instant::now() + timeout;
        loop {
            if let Some(found) = self.find_all(css).await.into_iter().next() {
                return found;
            }
            if Instant::now() > end {
                self.fail(&format!("there is no `{css}` after {timeout:?}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until nothing matches any more.
    pub async fn wait_gone(&self, css: &str) {
        let end = Instant::now() + PATIENCE;
        while self.has(css).await {
            if Instant::now() > end {
                self.fail(&format!("`{css}` is still there after {PATIENCE:?}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks the first element that matches; a page that opens thereby is loaded afterwards.
    pub async fn click(&self, css: &str) {
        self.sure(css, self.find(css).await.click().await).await;
    }

    /// Types a text into a field, in place of what was there.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        self.sure(css, field.clear().await).await;
        self.sure(css, field.send_keys(text).await).await;
    }

    /// Drags the first element that matches so many pixels to the right, as a hand does it: in small steps.
    pub async fn drag(&self, css: &str, right: i64) {
        const STEPS: i64 = 20;
        let handle = self.find(css).await;
        let mut hand =
            self.driver().action_chain().move_to_element_center(&handle).click_and_hold();
        for step in 0..STEPS {
            hand = hand
                .move_by_offset(right * (step + 1) / STEPS - right * step / STEPS, step % 3 - 1);
        }
        self.sure(css, hand.release().perform().await).await;
    }

    /// Chooses a file with this content in a file field.
    pub async fn attach(&self, css: &str, filename: &str, bytes: &[u8]) {
        self.attach_all(css, &[(filename, bytes)]).await;
    }

    /// Chooses several files at once.
    pub async fn attach_all(&self, css: &str, files: &[(&str, &[u8])]) {
        let path = |(name, bytes): &(&str, &[u8])| {
            let path = self.folder.path().join(name);
            std::fs::write(&path, bytes).expect("a file");
            path.to_str().expect("a path in UTF-8").to_owned()
        };
        let paths: Vec<String> = files.iter().map(path).collect();
        self.sure(css, self.find(css).await.send_keys(paths.join("\n")).await).await;
    }

    /// The text of the first element that matches, as it is visible.
    pub async fn text(&self, css: &str) -> String {
        self.sure(css, self.find(css).await.text().await).await
    }

    /// Runs a function's body in the page, with `arguments`, and gives what it returns. This works for the harness
    /// even where the page itself may run no scripts.
    pub async fn eval(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.sure(script, self.driver().execute(script, arguments).await).await.json().clone()
    }

    /// The errors that the page has reported since the last call: scripts, policies, what did not load.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = self.sure("the log", self.driver().browser_log().await).await;
        log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect()
    }

    /// What axe-core finds wrong with the page as it is now, against WCAG 2.2 at level AA and its own good practice: a line for each rule.
    pub async fn faults_of_access(&self) -> Vec<String> {
        let script = std::env::var_os("TEST_AXE").expect("axe-core: run `cargo xtask test`");
        let script = std::fs::read_to_string(script).expect("axe-core");
        // It answers in kilobytes; what is needed to find the place is little.
        let run = "; return window.axe.run({ resultTypes: ['violations'] }).then(it => it.violations.map(rule =>
            `${rule.id}: ${rule.nodes.length} of ${rule.nodes[0].html.slice(0, 200)}: ${rule.nodes[0].failureSummary}`))";
        let found = self.eval(&format!("{script}{run}"), vec![]).await;
        let found = found.as_array().expect("a list").iter();
        found.map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Saves a picture of what is visible, as `<name>.png` in the folder of this test run.
    pub async fn shot(&self, name: &str) -> PathBuf {
        self.sure("a picture", self.picture(name, false).await).await
    }

    /// Saves a picture of the whole page, however long it is.
    pub async fn shot_of_page(&self, name: &str) -> PathBuf {
        self.sure("a picture", self.picture(name, true).await).await
    }

    async fn picture(&self, name: &str, whole: bool) -> WebDriverResult<PathBuf> {
        let folder = std::env::var_os("TEST_OUTPUT").map(PathBuf::from);
        let folder =
            folder.expect("there is no folder for pictures (TEST_OUTPUT): run `cargo xtask test`");
        let options = json!({ "format": "png", "captureBeyondViewport": whole });
        let taken = self.driver().cdp().send_raw("Page.captureScreenshot", options).await?;
        let encoded = taken["data"].as_str().expect("a picture in base64");
        let bytes = data_encoding::BASE64.decode(encoded.as_bytes()).expect("a picture in base64");
        let path = folder.join(format!("{name}.png"));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&path, bytes))
            .expect("a file");
        Ok(path)
    }

    /// Unwraps what the browser answered.
    async fn sure<T>(&self, what: &str, result: WebDriverResult<T>) -> T {
        match result {
            Ok(value) => value,
            Err(fault) => self.fail(&format!("{what}: {fault}")).await,
        }
    }

    /// Fails the test; says where, and leaves a picture.
    async fn fail(&self, why: &str) -> ! {
        let place =
            self.driver().current_url().await.map_or(String::new(), |url| format!(" at {url}"));
        let name = format!(
            "failure-{}",
            std::thread::current().name().unwrap_or("test").replace("::", "-")
        );
        let picture = self
            .picture(&name, false)
            .await
            .map_or(String::new(), |path| format!("; see {}", path.display()));
        panic!("{why}{place}{picture}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(web) = self.web.take() {
            // The processes are about to be killed; there is no need to say goodbye, and no time in a drop.
            drop(web.leak());
        }
    }
}

#[cfg(test)]
mod tests;
