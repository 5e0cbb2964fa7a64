//! The site behind nginx, with the very configuration that owners are given.

use harness::{App, Nginx, Response, Site, Upload, Value, json, pictures};
use tokio::task::JoinSet;

const PASSWORD: &str = "four trees in a row";

/// A site that has nginx send its pictures, and a member.
async fn behind_nginx() -> (Site, Nginx, App) {
    let mut nginx = Nginx::prepare();
    let site = Site::builder()
        .set("TINTYPE_PUBLIC_URL", &nginx.base())
        .set("TINTYPE_TRUSTED_PROXIES", "127.0.0.1")
        .set("TINTYPE_ACCEL_REDIRECT", "/pictures/")
        .start()
        .await;
    nginx.start(&site.base(), &site.data_dir().join("media")).await;
    let add = ["user", "add", "ada", "--email", "ada@example.org", "--verified"];
    site.cli_with_input(&[&add[..], &["--password-stdin"]].concat(), PASSWORD).await;
    let ada = site.app().signed_in("ada", PASSWORD).await;
    (site, nginx, ada)
}

async fn post(ada: &App, visibility: &str) -> Value {
    let file = Upload::new("a.jpg", "image/jpeg", pictures::jpeg(700, 500, 5));
    ada.upload("/photos", &[("visibility", visibility)], &[("file", file)]).await.expect(201).json
}

fn url_of(photo: &Value) -> String {
    photo["images"][0]["url"].as_str().unwrap().to_owned()
}

#[track_caller]
fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).unwrap_or_else(|| panic!("no {name}: {answer:?}")).to_str().unwrap()
}

#[tokio::test]
async fn pictures_are_sent_by_nginx_to_whoever_may_have_them() {
    // Init: a public picture and a private one.
    let (site, nginx, ada) = behind_nginx().await;
    let (public, private) = (post(&ada, "public").await, post(&ada, "private").await);
    let direct = site.app().exchange(site.app().request(harness::Method::GET, "/photos")).await;
    assert_eq!(direct.json["items"].as_array().unwrap().len(), 1);

    // Verify: the bytes of the folder, with all that belongs to them; where they lie is not said.
    let answer = nginx.get(&url_of(&public)).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-type"), "image/jpeg");
    assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    assert_eq!(
        header(&answer, "cache-control"),
        "public, max-age=31536000, s-maxage=60, immutable"
    );
    assert!(header(&answer, "content-disposition").starts_with("inline; filename="));
    assert!(answer.headers().get("x-accel-redirect").is_none());
    let etag = header(&answer, "etag").to_owned();
    let bytes = answer.bytes().await.unwrap();
    let stored = site.files_containing(&bytes);
    assert!(stored.iter().any(|it| it.starts_with("media/")), "{stored:?}");

    // Verify: not again, and in parts.
    let ask = |name: &'static str, value: &str| {
        let client = nginx.client("localhost");
        client.get(format!("{}{}", nginx.base(), url_of(&public))).header(name, value).send()
    };
    assert_eq!(ask("If-None-Match", &etag).await.unwrap().status(), 304);
    let part = ask("Range", "bytes=10-19").await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.unwrap()[..], bytes[10..20]);

    // Verify: nobody gets a private one, the folder itself or what is deleted.
    assert_eq!(nginx.get(&url_of(&private)).await.status(), 404);
    let key = stored.iter().find_map(|it| it.strip_prefix("media/")).unwrap();
    assert_eq!(nginx.get(&format!("/pictures/{key}")).await.status(), 404);
    ada.delete(public["url"].as_str().unwrap()).await.expect(204);
    assert_eq!(nginx.get(&url_of(&public)).await.status(), 410);
}

#[tokio::test]
async fn what_nginx_says_itself_is_as_careful() {
    let (site, nginx, ada) = behind_nginx().await;

    // Verify: pages have the site's own headers once, cookies are of this host alone.
    let page = nginx.get("/login").await;
    assert_eq!(page.status(), 200);
    for name in ["content-security-policy", "x-content-type-options", "strict-transport-security"] {
        assert_eq!(page.headers().get_all(name).iter().count(), 1, "{name}");
    }
    assert!(header(&page, "set-cookie").starts_with("__Host-visitor="));

    // Verify: another name is refused, http leads to https, what is too large is refused with care.
    let other = nginx.client("evil.test").get(nginx.base().replace("localhost", "evil.test"));
    assert_eq!(other.send().await.unwrap().status(), 421);
    let plain = nginx.client("localhost").get(format!("{}/new?a=1", nginx.plain_base()));
    let plain = plain.send().await.unwrap();
    assert_eq!(
        (plain.status().as_u16(), header(&plain, "location")),
        (308, format!("{}/new?a=1", nginx.base()).as_str())
    );
    let client = nginx.client("localhost");
    let large =
        client.post(format!("{}/photos", nginx.base())).header("Content-Length", "300000000");
    let large = large.send().await.unwrap();
    assert_eq!(large.status(), 413);
    assert!(header(&large, "content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(header(&large, "x-content-type-options"), "nosniff");
    no_secret_is_in_the_logs(&nginx).await;
    drop((site, ada));
}

/// An app signs in, and secret addresses are opened and come from.
async fn no_secret_is_in_the_logs(nginx: &Nginx) {
    let client = nginx.client("localhost");
    let login = json!({ "login": "ada", "password": PASSWORD });
    let login = client.post(format!("{}/api/v1/login", nginx.base())).json(&login).send();
    assert_eq!(login.await.unwrap().status(), 200);
    let secret = "canary-of-a-secret-link";
    for path in ["/s/", "/verify/", "/password/reset/", "/email/undo/", "/unsubscribe/"] {
        nginx.get(&format!("{path}{secret}")).await;
    }
    for path in
        ["/login?pass=", "/password/forgot?pass=", "/register?a=b&pass=", "/register?invite="]
    {
        nginx.get(&format!("{path}{secret}")).await;
        let from = format!("{}{path}{secret}", nginx.base());
        let page = client.get(format!("{}/new?canary=from", nginx.base())).header("Referer", from);
        page.send().await.unwrap();
    }
    nginx.get("/new?canary=plain").await;
    let logs = nginx.logs();
    assert!(logs.contains("/new?canary=plain") && logs.contains("/new?canary=from"), "{logs}");
    assert!(!logs.contains(PASSWORD) && !logs.contains(secret), "{logs}");
}

#[tokio::test]
async fn too_much_within_seconds_is_told_in_words_and_counted_by_household() {
    // Init.
    let (site, nginx, ada) = behind_nginx().await;
    let client = nginx.client("localhost");
    let get = |path: &str, from: String, accept: &'static str| {
        let request = client.get(format!("{}{path}", nginx.base()));
        request.header("X-Test-Address", from).header("Accept", accept).send()
    };
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";

    // Verify: one household of many IPv6 addresses gets as much as one IPv4 address.
    for household in [
        |nth: usize| format!("2001:db8:1:2:{nth:x}::{nth:x}"),
        |nth: usize| format!("2001:db8::{nth:x}:1:2:3"),
        |_| "198.51.100.7".to_owned(),
    ] {
        let asked = (1..150).map(|nth| get("/healthz", household(nth), browser));
        let answers = asked.collect::<JoinSet<_>>().join_all().await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        let refused: Vec<_> = answers.into_iter().filter(|it| it.status() == 429).collect();
        assert!(!refused.is_empty(), "{}", household(1));
    }
    for (nth, other) in ["2001:db8:1:3::1", "2001:db8:0:1::1", "198.51.100.8"].iter().enumerate() {
        let answer = get("/healthz", (*other).to_owned(), browser).await.unwrap();
        assert_eq!(answer.status(), 200, "{nth}");
    }

    // Verify: people are told in a page, programs in JSON; both when to come back.
    for (path, accept, kind, words) in [
        ("/healthz", browser, "text/html; charset=utf-8", "Wait a moment"),
        ("/healthz", browser, "text/html; charset=utf-8", "请你稍等"),
        ("/healthz", "application/json", "application/problem+json", "\"status\":429"),
        ("/api/v1/site", browser, "application/problem+json", "\"status\":429"),
    ] {
        let asked = (0..150).map(|_| get(path, "198.51.100.9".to_owned(), accept));
        let answers =
            asked.collect::<JoinSet<_>>().join_all().await.into_iter().map(Result::unwrap);
        let refused = answers.into_iter().find(|it| it.status() == 429).expect("too much");
        assert!(header(&refused, "content-type").starts_with(kind), "{refused:?}");
        assert_eq!(header(&refused, "retry-after"), "2");
        for name in ["content-security-policy", "x-content-type-options", "cache-control"] {
            assert_eq!(refused.headers().get_all(name).iter().count(), 1, "{name}: {refused:?}");
        }
        let text = refused.text().await.unwrap();
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(
        get("/.too-often/page", "198.51.100.10".to_owned(), browser).await.unwrap().status(),
        404
    );
    drop((site, ada));
}
