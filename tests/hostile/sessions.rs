//! Stolen, planted, old and misplaced sessions (C10, C11, C12, C13, C14, C55).

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use harness::{App, Method, Site, Visitor, json};

use crate::world::{PASSWORD, World, post, registration, text};

on_both_databases!(
    a_planted_cookie_is_never_adopted,
    after_signing_out_a_copy_of_the_session_is_nobodys,
    each_credential_works_in_its_own_place_only,
    sessions_end_in_time,
    sessions_end_when_somebody_loses_rights,
    nonsense_is_nobody,
    tokens_are_long_never_repeat_and_are_kept_as_hashes,
);

/// The token of a new session of a program.
async fn token(world: &World, name: &str) -> String {
    let answer =
        world.site.app().post("/login", &json!({ "login": name, "password": PASSWORD })).await;
    text(&answer.expect(200).json["token"]).to_owned()
}

fn cookie_of(visitor: &Visitor) -> String {
    let cookies = visitor.cookies();
    let session = cookies.split("; ").find_map(|it| it.strip_prefix("sid="));
    session.expect("a session").to_owned()
}

/// Who is signed in by a cookie, as a status of `/me`.
async fn by_cookie(world: &World, cookie: &str) -> u16 {
    let visitor = world.site.visitor();
    let request = visitor.request(Method::GET, "/me").header("accept", "application/json");
    visitor.exchange(request.header("cookie", format!("sid={cookie}"))).await.status
}

async fn by_token(world: &World, token: &str) -> u16 {
    world.site.app().with_token(token).get("/me").await.status
}

async fn tokens_are_long_never_repeat_and_are_kept_as_hashes(world: World) {
    world.add("ada", &[]).await;
    let mut tokens = BTreeSet::new();
    for _ in 0..100 {
        tokens.insert(token(&world, "ada").await);
    }
    let visitor = world.visitor_as("ada").await;
    tokens.insert(cookie_of(&visitor));
    assert_eq!(tokens.len(), 101, "none twice");
    for token in &tokens {
        // 32 bytes in base64url.
        assert!(
            token.len() == 43
                && token.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)),
            "{token}"
        );
    }
    let stored = world.sql().texts("SELECT token_hash AS t FROM sessions");
    assert_eq!(stored.len(), 101);
    assert!(stored.iter().all(|it| it.len() == 64 && !tokens.contains(it)));
    // Nor is any of them, or the password, in a file or in the log.
    let everything = format!("{}{}", world.site.stderr(), world.site.stdout());
    for secret in tokens.iter().take(3).map(String::as_str).chain([PASSWORD, &cookie_of(&visitor)])
    {
        assert_eq!(world.site.files_containing(secret.as_bytes()), [""; 0]);
        assert!(!everything.contains(secret));
    }
    world.is_unharmed().await;
}

async fn a_planted_cookie_is_never_adopted(world: World) {
    world.add("ada", &[]).await;
    let mut visitor = world.site.visitor();
    visitor.set_cookie("sid=planted; Path=/");
    visitor.get("/login").await.expect(200);
    visitor
        .submit("form[action='/login']", &[("login", "ada"), ("password", PASSWORD)])
        .await
        .expect(200);
    let first = cookie_of(&visitor);
    assert_ne!(first, "planted");
    assert_eq!((by_cookie(&world, &first).await, by_cookie(&world, "planted").await), (200, 401));

    // Signing in again makes a new one, and so does registering.
    visitor.get("/login").await.expect(200);
    visitor
        .submit("form[action='/login']", &[("login", "ada"), ("password", PASSWORD)])
        .await
        .expect(200);
    assert_ne!(cookie_of(&visitor), first);
    let mut newcomer = world.site.visitor();
    newcomer.set_cookie("sid=planted; Path=/");
    newcomer.get("/register").await.expect(200);
    let typed = [("username", "eve"), ("email", "eve@example.org"), ("password", PASSWORD)];
    newcomer.submit("form[action='/register']", &typed).await.expect(200);
    assert_ne!(cookie_of(&newcomer), "planted");
    assert_eq!(by_cookie(&world, "planted").await, 401);
    world.is_unharmed().await;
}

async fn after_signing_out_a_copy_of_the_session_is_nobodys(world: World) {
    world.add("ada", &[]).await;
    let (mut visitor, bearer) = (world.visitor_as("ada").await, token(&world, "ada").await);
    let (copy, other) = (cookie_of(&visitor), token(&world, "ada").await);
    visitor.submit("form[action='/logout']", &[]).await.expect(200);
    assert_eq!(by_cookie(&world, &copy).await, 401);
    assert!(!visitor.cookies().contains("sid="));
    let upload = visitor.request(Method::GET, "/upload").header("cookie", format!("sid={copy}"));
    assert_eq!(visitor.exchange(upload).await.status, 303, "a page leads to where one signs in");

    let app = world.site.app().with_token(&bearer);
    app.post("/logout", &json!({})).await.expect(204);
    app.get("/me").await.expect(401);
    app.post("/photos", &json!({})).await.expect(401);
    assert_eq!(by_token(&world, &other).await, 200, "other sessions go on");
    world.is_unharmed().await;
}

async fn each_credential_works_in_its_own_place_only(world: World) {
    world.add("ada", &[]).await;
    let (cookie, bearer) = (cookie_of(&world.visitor_as("ada").await), token(&world, "ada").await);
    assert_eq!((by_cookie(&world, &cookie).await, by_token(&world, &bearer).await), (200, 200));
    assert_eq!(by_cookie(&world, &bearer).await, 401, "a bearer token as a cookie");
    assert_eq!(by_token(&world, &cookie).await, 401, "a cookie as a bearer token");
    let visitor = world.site.visitor();
    let (session, header) = (format!("sid={cookie}"), format!("Bearer {bearer}"));
    for (path, name, value) in
        [("/api/v1/me", "cookie", &session), ("/me", "authorization", &header)]
    {
        let request = visitor.request(Method::GET, path).header("accept", "application/json");
        assert_eq!(
            visitor.exchange(request.header(name, value)).await.status,
            401,
            "{path} by {name}"
        );
    }
    // Ways in which others take tokens.
    for path in [
        format!("/api/v1/me?token={bearer}"),
        format!("/api/v1/me?access_token={bearer}"),
        format!("/me?sid={cookie}"),
    ] {
        let request = visitor.request(Method::GET, &path).header("accept", "application/json");
        assert_eq!(visitor.exchange(request).await.status, 401, "{path}");
    }
    for value in [
        format!("Basic {bearer}"),
        bearer.clone(),
        format!("Bearer{bearer}"),
        format!("Token {bearer}"),
    ] {
        let app = world.site.app();
        let request = app.request(Method::GET, "/me").header("authorization", value);
        app.exchange(request).await.expect(401);
    }
    world.is_unharmed().await;
}

/// Time passes for the rows: the site compares them with its clock at each use.
async fn sessions_end_in_time(world: World) {
    world.add("ada", &[]).await;
    let (cookie, bearer) = (cookie_of(&world.visitor_as("ada").await), token(&world, "ada").await);
    let both = async || (by_cookie(&world, &cookie).await, by_token(&world, &bearer).await);
    let now = world.sql().number("SELECT max(created_at) AS n FROM sessions");
    let (minute, day) = (60_000_000, 86_400_000_000_i64);

    // Who did not ask to be remembered stays for a day at most, a program for thirty.
    let ends = world.sql().texts("SELECT kind || ' ' || ((expires_at - created_at) / 1000000) AS t FROM sessions ORDER BY kind");
    assert_eq!(ends, ["bearer 2592000", "cookie 86400"]);

    // Idle for a minute less than two weeks: still there, and noted as seen.
    world.sql().must(&format!("UPDATE sessions SET seen_at = {}", now - 14 * day + minute));
    assert_eq!(both().await, (200, 200));
    assert!(world.sql().number("SELECT min(seen_at) AS n FROM sessions") >= now, "use is noted");
    world.sql().must(&format!("UPDATE sessions SET seen_at = {}", now - 14 * day));
    assert_eq!(both().await, (401, 401), "idle for two weeks");
    world.sql().must(&format!("UPDATE sessions SET seen_at = {now}"));
    assert_eq!(both().await, (200, 200));

    // The end is the end, however much the session is used.
    world.sql().must(&format!("UPDATE sessions SET expires_at = {now}"));
    assert_eq!(both().await, (401, 401), "past its end");
    world.is_unharmed().await;
}

#[tokio::test]
async fn the_settings_say_when_sessions_end() {
    let lifetime = Site::builder().set("TINTYPE_SESSION__LIFETIME", "2s");
    let idle = Site::builder().set("TINTYPE_SESSION__IDLE", "2s");
    for (builder, used) in [(lifetime, true), (idle, false)] {
        let world = World::with(builder).await;
        let ada: App = world.member("ada").await;
        let begun = Instant::now();
        ada.get("/me").await.expect(200);
        // Used all the time, it ends after its lifetime. Not used, it ends by itself: nobody asks until then.
        let dead = async || {
            if used {
                ada.get("/me").await.status == 401
            } else {
                begun.elapsed() > Duration::from_millis(2_100)
            }
        };
        while !dead().await {
            assert!(begun.elapsed() < Duration::from_secs(20), "it does not end");
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        ada.get("/me").await.expect(401);
        assert!(
            begun.elapsed() > Duration::from_millis(1_500),
            "it ended too early: {:?}",
            begun.elapsed()
        );
    }
}

async fn sessions_end_when_somebody_loses_rights(world: World) {
    let root = world.admin("rita").await;
    for (name, deed) in [("bea", "suspend"), ("cleo", "role"), ("dora", "password")] {
        world.add(name, &[]).await;
        let (cookie, bearer) =
            (cookie_of(&world.visitor_as(name).await), token(&world, name).await);
        assert_eq!((by_cookie(&world, &cookie).await, by_token(&world, &bearer).await), (200, 200));
        let user = format!("/admin/users/{name}");
        match deed {
            "suspend" => drop(root.patch(&user, &json!({ "suspended": true })).await.expect(200)),
            "role" => drop(root.patch(&user, &json!({ "role": "moderator" })).await.expect(200)),
            _ => drop(world.site.run(&["user", "reset-password", name]).await),
        }
        assert_eq!(
            (by_cookie(&world, &cookie).await, by_token(&world, &bearer).await),
            (401, 401),
            "{deed}"
        );
    }

    // A suspended user learns so by the right password only, and what they posted is gone from sight.
    let login = |password: &str| json!({ "login": "bea", "password": password });
    world.site.app().post("/login", &login(PASSWORD)).await.expect(403);
    world.site.app().post("/login", &login("wrong password")).await.expect(401);
    let cleo = world.app_of("cleo").await;
    let photo = post(&cleo, &[], 1).await;
    world.site.run(&["user", "suspend", "cleo"]).await;
    cleo.get("/me").await.expect(401);
    world.site.app().get(text(&photo["url"])).await.expect(404);
    // An account that was suspended before its address was confirmed gains nothing by confirming it.
    world.site.app().post("/register", &registration("eve")).await.expect(201);
    let link = world.site.outbox().letter_to("eve@example.org").await.link();
    world.site.run(&["user", "suspend", "eve"]).await;
    let verify = json!({ "token": link.rsplit('/').next() });
    world.site.app().post("/verify", &verify).await;
    world
        .site
        .app()
        .post("/login", &json!({ "login": "eve", "password": PASSWORD }))
        .await
        .expect(403);
    world.is_unharmed().await;
}

async fn nonsense_is_nobody(world: World) {
    let visitor = world.site.visitor();
    let long = "a".repeat(60_000);
    for value in
        ["", "a", "%00", "a\u{9}b", "\"", "==", "';--", "é", &long, "null", "undefined", "0", "-1"]
    {
        for name in ["sid", "visitor", "flash", "lang", "__Host-sid"] {
            let request = visitor.request(Method::GET, "/me").header("accept", "application/json");
            let bytes = format!("{name}={value}").into_bytes();
            let page = visitor.exchange(request.header("cookie", bytes.as_slice())).await;
            assert_eq!(page.status, 401, "{name}={value}");
            let request = visitor.request(Method::GET, "/login").header("cookie", bytes.as_slice());
            assert_eq!(visitor.exchange(request).await.status, 200, "{name}={value}");
        }
        let app = world.site.app();
        let request = app
            .request(Method::GET, "/me")
            .header("authorization", format!("Bearer {value}").into_bytes().as_slice());
        app.exchange(request).await.expect(401);
        let request = app
            .request(Method::GET, "/photos")
            .header("authorization", format!("Bearer {value}").into_bytes().as_slice());
        app.exchange(request).await.expect(200);
    }
    // What the page before is said to have done comes from our own words.
    let request = visitor.request(Method::GET, "/login").header("cookie", "flash=<b>you won</b>");
    assert!(!visitor.exchange(request).await.body.contains("you won"));
    world.is_unharmed().await;
}
