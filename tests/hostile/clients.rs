//! Who says where a request comes from, and what gets into the log (C14, C35, C63).

use harness::{Method, Site, json};

use crate::world::{PASSWORD, World};

/// The lines of the log about failures to sign in as this.
fn logged(world: &World, login: &str) -> Vec<String> {
    let log = world.site.stderr();
    let about = format!("refused to sign in {login:?} from ");
    let lines = log.lines().filter(|line| line.contains("security: ") && line.contains(&about));
    lines.map(|line| line.split(&about).nth(1).expect("an address").to_owned()).collect()
}

/// Fails to sign in, with these headers.
async fn fail(world: &World, login: &str, headers: &[(&str, &str)]) {
    let app = world.site.app();
    let mut request =
        app.request(Method::POST, "/login").json(&json!({ "login": login, "password": "x" }));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.exchange(request).await.expect(401);
}

const SAID: [&str; 9] = [
    "X-Real-IP",
    "X-Forwarded-For",
    "Forwarded",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Original-Forwarded-For",
    "Via",
];

#[tokio::test]
async fn nobody_is_believed_who_is_not_a_trusted_proxy() {
    let world = World::start().await;
    for name in SAID {
        fail(&world, name, &[(name, "203.0.113.9")]).await;
        fail(&world, name, &[(name, "for=203.0.113.9"), (name, "203.0.113.9, 127.0.0.1")]).await;
        assert_eq!(logged(&world, name), ["127.0.0.1", "127.0.0.1"], "{name}");
    }
    world.is_unharmed().await;
}

#[tokio::test]
async fn a_trusted_proxy_is_believed_about_its_own_visitor() {
    let world =
        World::with(Site::builder().set("TINTYPE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")).await;
    for (nth, (said, found)) in [
        ("203.0.113.9", "203.0.113.9"),
        // What stands further left, the visitor may have written.
        ("8.8.8.8, 203.0.113.9", "203.0.113.9"),
        ("8.8.8.8, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("nonsense", "127.0.0.1"),
        ("203.0.113.9, nonsense", "127.0.0.1"),
        ("", "127.0.0.1"),
    ]
    .into_iter()
    .enumerate()
    {
        let login = format!("case-{nth}");
        fail(&world, &login, &[("X-Forwarded-For", said), ("X-Real-IP", "8.8.4.4")]).await;
        assert_eq!(logged(&world, &login), [found], "{said}");
    }
    for name in SAID.iter().filter(|it| **it != "X-Forwarded-For") {
        fail(&world, name, &[(name, "203.0.113.9")]).await;
        assert_eq!(logged(&world, name), ["127.0.0.1"], "{name} is no header of ours");
    }
    world.is_unharmed().await;
}

/// C63: what people type is on one line of the log, and cannot pretend to be another.
#[tokio::test]
async fn nobody_writes_lines_of_their_own_into_the_log() {
    let world = World::start().await;
    let fake = "x\n2026-01-01T00:00:00Z  INFO security: signed in \"rita\" from 203.0.113.9\r\n\u{1b}[2J\u{2028}";
    fail(&world, fake, &[("User-Agent", "agent \u{9}FAKE")]).await;
    world.site.app().get("/photos?after=%0aFAKE%0d").await.expect(422);
    world.site.app().get("/%0aFAKE").await.expect(404);
    let log = world.site.stderr();
    assert!(
        !log.lines().any(|line| line.starts_with("2026-01-01") || line.starts_with("FAKE")),
        "{log}"
    );
    assert!(!log.contains('\u{1b}'), "{log}");
    assert_eq!(logged(&world, fake), ["127.0.0.1"]);
    world.is_unharmed().await;
}

/// C63, C14: who signed in, who failed to and who changed whom is in the log; no password, no token is.
#[tokio::test]
async fn the_log_tells_who_but_no_secret() {
    let world = World::start().await;
    let root = world.admin("rita").await;
    let app = world.site.app();
    app.post("/register", &crate::world::registration("eve")).await.expect(201);
    let link = world.site.outbox().letter_to("eve@example.org").await.link();
    let secret = link.rsplit('/').next().expect("a token").to_owned();
    world.site.visitor().get(&link).await.expect(200);
    app.post("/verify", &json!({ "token": secret })).await.expect(200);
    let login =
        app.post("/login", &json!({ "login": "eve", "password": PASSWORD })).await.expect(200);
    app.post("/login", &json!({ "login": "eve", "password": "WRONG-PASSWORD" })).await.expect(401);
    root.patch("/admin/users/eve", &json!({ "suspended": true })).await.expect(200);
    let log = format!("{}{}", world.site.stderr(), world.site.stdout());
    for wanted in [
        "registered \"eve\"",
        "signed in \"eve\"",
        "refused to sign in \"eve\"",
        "\"rita\" changed \"eve\"",
    ] {
        assert!(log.contains(wanted), "{wanted}: {log}");
    }
    let token = login.json["token"].as_str().expect("a token");
    for secret in [PASSWORD, "WRONG-PASSWORD", token, &secret] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    // A token that confirms an address is in no file but the letter itself.
    let holding = world.site.files_containing(secret.as_bytes());
    assert!(holding.iter().all(|it| it.starts_with("outbox/")), "{holding:?}");
    world.is_unharmed().await;
}
