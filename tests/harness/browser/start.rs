//! Starts chromedriver, and through it Chromium.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};

use serde_json::json;
use thirtyfour::common::capabilities::desiredcapabilities::Capabilities;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::Browser;
use crate::kept::Kept;

const FLAGS: [&str; 13] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=en-US",
];

/// A pointer that hovers and is precise, which a browser without a window does not think it has.
const MOUSE: &str = "--blink-settings=primaryHoverType=2,availableHoverTypes=2,\
                     primaryPointerType=4,availablePointerTypes=4";

/// What can be chosen about a browser.
#[derive(Clone, Debug)]
pub struct BrowserBuilder {
    width: u32,
    height: u32,
    javascript: bool,
    dark: bool,
    reduced_motion: bool,
}

impl BrowserBuilder {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { width, height, javascript: true, dark: false, reduced_motion: false }
    }

    /// Whether pages may run scripts; they may unless this says no.
    #[must_use]
    pub fn javascript(mut self, allowed: bool) -> Self {
        self.javascript = allowed;
        self
    }

    /// Whether the reader prefers dark colours.
    #[must_use]
    pub fn dark(mut self, dark: bool) -> Self {
        self.dark = dark;
        self
    }

    /// Whether the reader prefers that little moves.
    #[must_use]
    pub fn reduced_motion(mut self, reduced: bool) -> Self {
        self.reduced_motion = reduced;
        self
    }

    /// Opens the browser.
    pub async fn start(self) -> Browser {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (processes, port) = chromedriver(folder.path()).await;
        let capabilities =
            self.capabilities(&folder.path().join("profile")).expect("valid capabilities");
        let web = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await;
        let web = web.unwrap_or_else(|fault| panic!("Chromium does not start: {fault}"));
        let browser = Browser { web: Some(web), _processes: processes, folder };
        let emulated = self.emulate(browser.driver()).await;
        browser.sure("the size of the page", emulated).await;
        browser.goto("about:blank").await;
        browser
    }

    fn is_phone(&self) -> bool {
        self.width < 600
    }

    fn capabilities(&self, profile: &Path) -> WebDriverResult<Capabilities> {
        let mut chrome = DesiredCapabilities::chrome();
        for flag in FLAGS {
            chrome.add_arg(flag)?;
        }
        chrome.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        chrome.add_arg(&format!("--window-size={},{}", self.width, self.height))?;
        chrome.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        if !self.is_phone() {
            chrome.add_arg(MOUSE)?;
        }
        if !self.javascript {
            let blocked = json!({ "profile.managed_default_content_settings.javascript": 2 });
            chrome.add_experimental_option("prefs", blocked)?;
        }
        Ok(chrome.into())
    }

    /// Chromium's own windows cannot be as narrow as a phone, so the page is told its size.
    async fn emulate(&self, web: &WebDriver) -> WebDriverResult<()> {
        let mobile = self.is_phone();
        let size = json!({ "width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": mobile });
        web.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if self.dark { "dark" } else { "light" };
        let motion = if self.reduced_motion { "reduce" } else { "no-preference" };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ] });
        web.cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }
}

/// Runs chromedriver on a free port, with a home of its own for whatever its Chromium leaves lying about. It picks
/// a port for both kinds of address and gives up when the other one has just been taken; then it is asked again.
async fn chromedriver(home: &Path) -> (Kept, u16) {
    for _ in 0..5 {
        if let Some(running) = one_chromedriver(home).await {
            return running;
        }
    }
    panic!("chromedriver does not start: run `cargo xtask test`")
}

async fn one_chromedriver(home: &Path) -> Option<(Kept, u16)> {
    let mut command = Command::new("chromedriver");
    command
        .arg("--port=0")
        .env("HOME", home)
        .env("TMPDIR", home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    for variable in ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
        command.env_remove(variable);
    }
    let mut process = Kept::spawn(&mut command);
    let output = process.child().stdout.take().expect("its output is piped");
    let port = tokio::task::spawn_blocking(|| port(output)).await.expect("reading ends")?;
    Some((process, port))
}

/// The port that chromedriver prints, unless it ends before. What it says later is read too, or else it would wait
/// for a reader.
fn port(output: ChildStdout) -> Option<u16> {
    let mut output = BufReader::new(output);
    let mut line = String::new();
    while output.read_line(&mut line).is_ok_and(|read| read > 0) {
        let said = line.trim_end().trim_end_matches('.');
        if let Some(port) = said
            .rsplit_once("started successfully on port ")
            .and_then(|(_, port)| port.parse().ok())
        {
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
            return Some(port);
        }
        line.clear();
    }
    None
}
