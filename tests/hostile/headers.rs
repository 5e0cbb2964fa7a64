//! The headers that every answer has, and the ones that some must have besides (C03, C04, C05, C06, C15, C21, C25).

use harness::{Method, Page, Site, Upload, Visitor, json, pictures};

use crate::wire;
use crate::world::{PASSWORD, World, media_of, post, text};

fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.header(name).unwrap_or_default()
}

#[track_caller]
fn is_safe(page: &Page) {
    let policy = header(page, "content-security-policy");
    assert!(
        !policy.contains("unsafe") && !policy.contains('*') && !policy.is_empty(),
        "{}: {policy}",
        page.url
    );
    for wanted in ["default-src", "frame-ancestors", "base-uri"] {
        assert!(policy.contains(wanted) || policy.contains("sandbox"), "{}: {policy}", page.url);
    }
    assert_eq!(header(page, "x-content-type-options"), "nosniff", "{}", page.url);
    assert!(matches!(header(page, "x-frame-options"), "DENY" | "SAMEORIGIN"), "{}", page.url);
    let referrer = header(page, "referrer-policy");
    assert!(
        matches!(referrer, "strict-origin-when-cross-origin" | "no-referrer" | "same-origin"),
        "{}",
        page.url
    );
    assert!(!header(page, "permissions-policy").is_empty(), "{}", page.url);
    assert!(!header(page, "cache-control").is_empty(), "{}", page.url);
    assert_eq!(page.header("server"), None, "{}", page.url);
    let kind = header(page, "content-type");
    assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{}: {kind}", page.url);
    assert!(page.bytes.is_empty() || !kind.is_empty(), "{}", page.url);
}

/// Every kind of answer there is, by its status.
async fn answers(world: &World, visitor: &Visitor) -> Vec<(u16, Page)> {
    let root = world.app_of("rita").await;
    let photo = post(&root, &[("tags", "lake")], 1).await;
    let media = media_of(&photo)[0].clone();
    let gone = post(&root, &[], 2).await;
    root.delete(text(&gone["url"])).await.expect(204);
    let get = |path: &str| visitor.request(Method::GET, path);
    let login = |path: &str| visitor.request(Method::POST, path);
    let json = |request: reqwest::RequestBuilder| request.header("accept", "application/json");
    let style = visitor.exchange(get("/")).await.attr("link[rel=stylesheet]", "href");
    let mut requests = vec![
        (200, json(get("/"))),
        (200, get(text(&photo["url"]))),
        (200, get(&style)),
        (200, get(&media)),
        (206, get(&media).header("range", "bytes=0-9")),
        (416, get(&media).header("range", "bytes=999999999-")),
        (200, visitor.request(Method::HEAD, "/")),
        (410, get(text(&gone["url"]))),
        (401, json(get("/upload"))),
        (403, login("/login").form(&[("login", "x")])),
        (415, login("/api/v1/login").body("x")),
        (400, login("/api/v1/login").header("content-type", "application/json").body("{")),
        (413, login("/api/v1/login").json(&json!({ "login": "x".repeat(700_000) }))),
        (404, visitor.request(Method::PUT, "/")),
    ];
    requests.extend(PLAIN.map(|(status, path)| (status, get(path))));
    let mut all = Vec::new();
    for (status, request) in requests {
        all.push((status, visitor.exchange(request).await));
    }
    all
}

/// What is simply asked for.
const PLAIN: [(u16, &str); 16] = [
    (200, "/"),
    (200, "/login"),
    (200, "/register"),
    (200, "/@rita"),
    (200, "/api/v1/photos"),
    (200, "/api/v1/openapi.json"),
    (200, "/healthz"),
    (200, "/robots.txt"),
    (303, "/favicon.ico"),
    (404, "/nothing"),
    (404, "/api/v1/nothing"),
    (404, "/media/ab/nothing"),
    (404, "/static/nothing"),
    (422, "/?limit=0"),
    (422, "/api/v1/photos?limit=0"),
    (401, "/api/v1/me"),
];

#[tokio::test]
async fn every_kind_of_answer_has_the_headers() {
    let world = World::start().await;
    world.add("rita", &["--admin"]).await;
    for visitor in [world.site.visitor(), world.visitor_as("rita").await] {
        for (status, page) in answers(&world, &visitor).await {
            let redirected = page.status == 303 && status == 401;
            assert!(
                page.status == status || redirected || visitor.cookies().contains("sid="),
                "{}: {}",
                page.url,
                page.status
            );
            assert!(page.status < 500, "{}", page.url);
            is_safe(&page);
            assert_eq!(
                page.header("strict-transport-security"),
                None,
                "the site is not reached by HTTPS"
            );
        }
    }
    // Those that Rocket answers without any handler of ours.
    for request in [
        "BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ] {
        let reply = wire::exchange(&world.site.base(), request.as_bytes()).await;
        assert!(
            reply.head.contains("content-security-policy: ") && reply.head.contains("nosniff"),
            "{}",
            reply.head
        );
    }
    world.is_unharmed().await;
}

/// C06, C22, C25: bytes that people gave us are never a document, and are what their headers say.
#[tokio::test]
async fn media_are_sandboxed_and_are_what_they_say() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let files = [
        ("image/jpeg", pictures::jpeg(700, 400, 1)),
        ("image/png", pictures::png(700, 400, 1)),
        ("image/webp", pictures::webp(700, 400, 1)),
        ("image/gif", pictures::gif(700, 400, 1)),
    ];
    for (kind, bytes) in files {
        let file = Upload::new("<script>.html", kind, bytes);
        let photo = ada.upload("/photos", &[], &[("file", file)]).await.expect(201).json;
        for url in media_of(&photo) {
            is_harmless(&world.site.visitor().get(&url).await.expect(200));
        }
    }
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b"/._-".contains(&it);
    let odd = world.media().into_iter().find(|name| !name.bytes().all(plain));
    assert_eq!(odd, None);
    world.is_unharmed().await;
}

#[track_caller]
fn is_harmless(media: &Page) {
    is_safe(media);
    let policy = header(media, "content-security-policy");
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
    let disposition = header(media, "content-disposition");
    assert!(
        disposition.starts_with("inline; filename=\"") && !disposition.contains("script"),
        "{disposition}"
    );
    let bytes = media.bytes.as_slice();
    let magic = match header(media, "content-type") {
        "image/jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "image/webp" => bytes.starts_with(b"RIFF") && bytes[8..].starts_with(b"WEBP"),
        other => panic!("{} is {other}", media.url),
    };
    assert!(magic, "{}", media.url);
}

/// C20, C21: what is for one person is kept by nobody, and is not there for anybody else.
#[tokio::test]
async fn personal_answers_are_not_kept() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("visibility", "private"), ("title", "SECRET")], 1).await;
    let public = post(&ada, &[], 2).await;
    let (signed_in, stranger) = (world.visitor_as("ada").await, world.site.visitor());
    let (media, url) = (media_of(&photo)[0].clone(), text(&photo["url"]).to_owned());
    for path in ["/", "/@ada", "/upload", &url, &media, "/nothing", "/verify", "/me"] {
        let mine = signed_in.exchange(signed_in.request(Method::GET, path)).await;
        assert_eq!(header(&mine, "cache-control"), "private, no-store", "{path}");
    }
    let style = format!("{url}.css");
    for path in
        ["/", "/@ada", &url, &media, &style, "/photos/x.css", "/me/x.css", "/upload/..;/x.js"]
    {
        for request in [stranger.request(Method::GET, path), stranger.request(Method::HEAD, path)] {
            let request = request.header("x-forwarded-host", "evil.example");
            let theirs = stranger.exchange(request).await.body;
            assert!(!theirs.contains("SECRET") && !theirs.contains("ada@example.org"), "{path}");
        }
    }
    assert_eq!(stranger.exchange(stranger.request(Method::GET, &media)).await.status, 404);
    let open = stranger.request(Method::GET, &media_of(&public)[0]);
    let open = stranger.exchange(open).await.expect(200);
    assert!(header(&open, "cache-control").contains("immutable"));

    // What is told to a program, above all a token.
    let login = json!({ "login": "ada", "password": PASSWORD });
    for told in [ada.get("/me").await, world.site.app().post("/login", &login).await] {
        assert_eq!(told.expect(200).header("cache-control"), Some("private, no-store"));
    }
    world.is_unharmed().await;
}

/// C05, C15: behind HTTPS, cookies are of this host alone and stay on HTTPS.
#[tokio::test]
async fn cookies_are_out_of_reach() {
    for (url, secure) in [("http://photos.example", false), ("https://photos.example", true)] {
        let world = World::with(Site::builder().set("TINTYPE_PUBLIC_URL", url)).await;
        world.add("ada", &[]).await;
        let visitor = world.site.visitor();
        let door = visitor.exchange(visitor.request(Method::GET, "/login")).await.expect(200);
        let (csrf, given) =
            (door.attr("meta[name=csrf]", "content"), header(&door, "set-cookie").to_owned());
        let cookie = given.split(';').next().expect("a cookie").to_owned();
        let typed = [
            ("csrf", csrf.as_str()),
            ("login", "ada"),
            ("password", PASSWORD),
            ("remember", "true"),
        ];
        let request = visitor.request(Method::POST, "/login").form(&typed).header("cookie", cookie);
        let answer = visitor.exchange(request.header("origin", url)).await.expect(303);
        let set: Vec<_> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|it| it.to_str().expect("ASCII"))
            .collect();
        assert_eq!(set.len(), 3, "{set:?}");
        for cookie in set.iter().copied().chain([given.as_str()]) {
            assert_eq!(cookie.starts_with("__Host-"), secure, "{cookie}");
            assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
            assert!(cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"), "{cookie}");
            assert!(cookie.contains("; HttpOnly") || cookie.contains("Max-Age=0"), "{cookie}");
            assert!(!cookie.to_ascii_lowercase().contains("domain="), "{cookie}");
        }
        let session = set.iter().find(|it| it.contains("sid=")).expect("a session");
        assert!(session.contains("Max-Age=25"), "kept for thirty days: {session}");
        let transport = "max-age=31536000; includeSubDomains";
        assert_eq!(answer.header("strict-transport-security"), secure.then_some(transport));
        assert!(!answer.body.contains("sid"));
    }
}

/// C55: headers that no browser sends.
#[tokio::test]
async fn odd_headers_are_survived() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let (visitor, media) = (world.site.visitor(), media_of(&photo)[0].clone());
    let long = "a,".repeat(10_000);
    let odd = [
        "",
        " ",
        "*",
        "*/*;q=abc",
        "text/html;q=99999999999999999999",
        "application/json;;;",
        "\"",
        "\u{e9}\u{ff}",
        "0",
        "-1",
        "null",
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=-0",
        "bytes=0-0,2-3",
        "bytes=18446744073709551615-",
        "bytes=0-18446744073709551615",
        "bytes=-99999999999",
        "bytes=abc-def",
        "W/\"x\"",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "zh-CN;q=0.5,*;q=0",
        "en-x-../../etc/passwd",
        "../../etc",
        long.as_str(),
    ];
    let names = [
        "accept",
        "accept-language",
        "accept-encoding",
        "range",
        "if-range",
        "if-none-match",
        "if-modified-since",
        "user-agent",
        "origin",
        "referer",
        "sec-fetch-site",
        "x-csrf-token",
        "cookie",
        "authorization",
        "content-type",
        "x-forwarded-for",
        "x-http-method-override",
        "expect",
    ];
    for (name, value) in names.iter().flat_map(|name| odd.iter().map(move |value| (name, value))) {
        let value: Vec<u8> =
            value.chars().map(|it| u8::try_from(u32::from(it)).expect("Latin-1")).collect();
        for path in ["/", &media, "/api/v1/photos", "/nothing", "/login"] {
            let request = visitor.request(Method::GET, path).header(*name, value.as_slice());
            let page = visitor.exchange(request).await;
            let told = value.escape_ascii().to_string();
            assert!(page.status < 500, "{name}: {told:.60}: {path}: {}", page.status);
            assert!(*name != "x-http-method-override" || page.status != 204, "{path}");
        }
        let request =
            visitor.request(Method::POST, "/login").header(*name, value.as_slice()).body("login=x");
        assert!((400..500).contains(&visitor.exchange(request).await.status), "{name}");
    }
    world.is_unharmed().await;
}

/// C14: a page with a secret in its address is named to nobody, not even to the log of a proxy by the pictures on it.
#[tokio::test]
async fn pages_with_a_secret_in_their_address_refer_to_nobody() {
    let world = World::start().await;
    let mut visitor = world.site.visitor();
    for path in [
        "/verify/canary",
        "/password/reset/canary",
        "/email/confirm/canary",
        "/email/undo/canary",
        "/login?pass=canary",
        "/password/forgot?pass=canary",
        "/register?pass=canary",
        "/register?invite=canary",
    ] {
        let page = visitor.get(path).await.expect(200);
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");

        // A browser that does not say where a form comes from must not hide its origin, or the form would be refused.
        let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_8 like Mac OS X)";
        let old = visitor.request(Method::GET, path).header("user-agent", agent);
        let page = visitor.exchange(old).await.expect(200);
        assert_eq!(page.header("referrer-policy"), Some("same-origin"), "{path}");
    }
    world.is_unharmed().await;
}
