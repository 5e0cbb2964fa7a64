//! Who looks at a photo, as far as that is told apart: people from programs, and where they come from.

/// What programs that are no browsers of people call themselves, in small letters. A list of our own: those there are for Rust
/// have not been kept up for years, and what does not say what it is is in none.
const PROGRAMS: &[&str] = &[
    "crawl",
    "spider",
    "slurp",
    "scrap",
    "archiv",
    "preview",
    "embed",
    "unfurl",
    "externalhit",
    "facebookcatalog",
    "whatsapp",
    "fetch",
    "curl",
    "wget",
    "python",
    "aiohttp",
    "httpx",
    "http-client",
    "http_client",
    "httpclient",
    "go-http",
    "java/",
    "jakarta",
    "okhttp",
    "libwww",
    "lwp",
    "perl",
    "php",
    "guzzle",
    "ruby",
    "faraday",
    "axios",
    "undici",
    "node.js",
    "deno/",
    "bun/",
    "reqwest",
    "hyper/",
    "ureq",
    "postman",
    "insomnia",
    "httpie",
    "headless",
    "phantomjs",
    "selenium",
    "webdriver",
    "puppeteer",
    "playwright",
    "cypress",
    "lighthouse",
    "pagespeed",
    "gtmetrix",
    "monitor",
    "uptime",
    "pingdom",
    "statuscake",
    "nagios",
    "zabbix",
    "prometheus",
    "healthcheck",
    "health-check",
    "validator",
    "checker",
    "scan",
    "nmap",
    "nikto",
    "masscan",
    "feed",
    "rss",
    "google-",
    "apis-google",
    "mediapartners",
    "chatgpt",
    "perplexity",
    "anthropic",
    "claude-",
    "download",
    "transcod",
    "proxy",
];

/// Whether what a client calls itself is not what browsers of people do. Nothing at all is the mark of a program.
pub fn is_program(agent: &str) -> bool {
    let agent = agent.trim().to_ascii_lowercase();
    agent.is_empty() || has_bot(&agent) || PROGRAMS.iter().any(|it| agent.contains(it))
}

/// `…bot`, which makers of telephones are called as well.
fn has_bot(agent: &str) -> bool {
    agent.match_indices("bot").any(|(at, _)| {
        let before = agent.get(..at).unwrap_or_default();
        !before.ends_with("cu")
    })
}

/// The site from where somebody came to a photo: its host and no more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(String);

impl Source {
    /// Nothing was said of it.
    pub const DIRECT: &'static str = "";
    /// This very site.
    pub const HERE: &'static str = ".";
    /// One of many, beyond those that are told apart.
    pub const OTHERS: &'static str = "*";
    /// The longest name of a host, in characters.
    const MAX: usize = 253;

    /// From what a browser says of where it comes from, on the site at `home`. What is no address of a page says nothing.
    pub fn of(referrer: Option<&str>, home: &str) -> Self {
        let Some(host) = referrer.and_then(host) else { return Self(Self::DIRECT.to_owned()) };
        let own = self::host(home).is_some_and(|it| it == host);
        Self(if own { Self::HERE.to_owned() } else { host })
    }

    /// The same, of which there are too many to be told apart.
    #[must_use]
    pub fn folded() -> Self {
        Self(Self::OTHERS.to_owned())
    }

    /// Whether it is another site, by its name.
    pub fn is_site(&self) -> bool {
        ![Self::DIRECT, Self::HERE, Self::OTHERS].contains(&self.0.as_str())
    }
}

impl AsRef<str> for Source {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// The host of an address, in small letters and without `www.`; the port tells nothing more.
fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("://")?;
    let plain = |it: &str| it.eq_ignore_ascii_case(scheme);
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => host,
        Some(_) => return None,
        None => host,
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let label = |it: &str| {
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=63).contains(&it.len()) && it.bytes().all(fine)
    };
    let known = ["http", "https", "android-app"].into_iter().any(plain);
    let good = known && host.len() <= Source::MAX && host.split('.').all(label);
    good.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_browsers() {
        for agent in [
            "",
            "  ",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "facebookexternalhit/1.1",
            "Slackbot-LinkExpanding 1.0",
            "WhatsApp/2.23.20.0",
            "curl/8.5.0",
            "Wget/1.21",
            "python-requests/2.31",
            "Go-http-client/1.1",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36",
            "Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 Chrome/109.0 Mobile Safari/537.36 Chrome-Lighthouse",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        ] {
            assert!(is_program(agent), "{agent}");
        }
        for agent in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
            "Opera/9.80 (Windows NT 6.0) Presto/2.12.388 Version/12.14",
            "Tintype for Android 1.0",
        ] {
            assert!(!is_program(agent), "{agent}");
        }
    }

    #[track_caller]
    fn check(referrer: &str, source: &str) {
        let found = Source::of(Some(referrer), "https://photos.example");
        assert_eq!(found.as_ref(), source, "{referrer}");
        assert_eq!(found.is_site(), !["", "."].contains(&source));
    }

    #[test]
    fn of_where_one_comes_from_only_the_host_is_kept() {
        check("https://www.Example.ORG/a/secret?q=1#x", "example.org");
        check("https://user:word@example.org:8443/", "example.org");
        check("http://example.org.", "example.org");
        check("https://photos.example/photos/abc", Source::HERE);
        check("https://www.photos.example:443", Source::HERE);
        check("android-app://com.example.reader/", "com.example.reader");
        check("https://例子.测试/", Source::DIRECT);
        check("https://xn--fsqu00a.xn--0zwm56d/", "xn--fsqu00a.xn--0zwm56d");
        for nothing in [
            "",
            "about:blank",
            "example.org",
            "https://",
            "https:///x",
            "javascript:1",
            "file:///etc/passwd",
            "https://[::1]/",
            "https://a..b/",
            "https://<b>.example/",
            "https://a b/",
        ] {
            check(nothing, Source::DIRECT);
        }
        check(&format!("https://{}.example/", "a".repeat(64)), Source::DIRECT);
        let long = vec!["abcdefgh"; 29].join(".");
        check(&format!("https://{long}/"), Source::DIRECT);
        assert_eq!(Source::of(None, "https://photos.example").as_ref(), Source::DIRECT);
    }
}
