/// With what somebody uses the site, as far as its name for itself tells: for people who look through their sessions, not for deciding
/// anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The browser or program, such as `Firefox`.
    pub browser: Option<String>,
    /// The system it runs on, such as `Linux`.
    pub system: Option<&'static str>,
}

/// By what browsers are known; those that also claim to be another stand before it.
const BROWSERS: [(&str, &str); 13] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// By what systems are known; those that also claim to be another stand before it.
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
    ("BSD", "BSD"),
];

/// The longest name of a program that is shown, in characters.
const PROGRAM: usize = 30;

impl Device {
    /// What the header `User-Agent` tells.
    pub fn of(user_agent: &str) -> Self {
        let known = |names: &[(&str, &'static str)]| {
            names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
        };
        let browser = known(&BROWSERS).map(str::to_owned).or_else(|| program(user_agent));
        Self { browser, system: known(&SYSTEMS) }
    }
}

/// The first product of a program that is no browser: `curl` of `curl/8.14.1`.
fn program(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ', '(', ';']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = !name.is_empty() && name.chars().all(plain) && name != "Mozilla";
    fits.then(|| name.chars().take(PROGRAM).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(user_agent: &str, browser: &str, system: &str) {
        let device = Device::of(user_agent);
        let told = (device.browser.unwrap_or_default(), device.system.unwrap_or_default());
        assert_eq!((told.0.as_str(), told.1), (browser, system), "{user_agent}");
    }

    #[test]
    fn browsers_are_told_from_those_they_claim_to_be() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let linux = "Mozilla/5.0 (X11; Linux x86_64)";
        check(&format!("{linux} {webkit} Chrome/140.0 Safari/537.36"), "Chrome", "Linux");
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox",
            "Linux",
        );
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
        check(
            &format!("{windows} {webkit} Chrome/140.0 Safari/537.36 Edg/140.0"),
            "Edge",
            "Windows",
        );
        check(
            &format!("{windows} {webkit} Chrome/140.0 Safari/537.36 OPR/120.0"),
            "Opera",
            "Windows",
        );
    }

    #[test]
    fn phones_are_told_from_the_systems_they_are_like() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)";
        check(
            &format!("{phone} AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"),
            "Safari",
            "iOS",
        );
        check(
            &format!("{phone} AppleWebKit/605.1.15 CriOS/140.0 Mobile/15E148 Safari/604.1"),
            "Chrome",
            "iOS",
        );
        let android = "Mozilla/5.0 (Linux; Android 15; Pixel 9)";
        check(
            &format!("{android} {webkit} Chrome/140.0 Mobile Safari/537.36"),
            "Chrome",
            "Android",
        );
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
        check(
            &format!("{mac} AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"),
            "Safari",
            "macOS",
        );
    }

    #[test]
    fn programs_are_called_by_their_first_name() {
        check("curl/8.14.1", "curl", "");
        check("Tintype-Sync (Android 15)", "Tintype-Sync", "Android");
        check(&"x".repeat(200), &"x".repeat(30), "");
    }

    #[test]
    fn what_says_nothing_is_nothing() {
        for user_agent in ["", "Mozilla/5.0", "<script>/1", "/", "é/2"] {
            check(user_agent, "", "");
        }
    }
}
