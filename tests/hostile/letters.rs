//! Links that confirm an address: led elsewhere, used twice, used for something else, sent to somebody else, and the
//! letters with them, whose sender is killed (C43, C45, C46, F07).

use std::time::Duration;

use harness::{App, Letter, Method, Site, SmtpSink, json};

use crate::world::{PASSWORD, World, names, registration, text};

on_both_databases!(
    a_link_works_once_for_one_address,
    a_new_link_ends_the_old_one,
    addresses_that_are_thrown_away_are_taken_by_no_door,
);

fn token_in(letter: &Letter) -> String {
    letter.link().rsplit('/').next().expect("a token").to_owned()
}

async fn verify(app: &App, token: &str) -> harness::Answer {
    app.post("/verify", &json!({ "token": token })).await
}

/// By their names alone, whole, however they are written; a name that only ends alike is another.
async fn addresses_that_are_thrown_away_are_taken_by_no_door(world: World) {
    let (ada, app) = (world.member("ada").await, world.site.app());
    let mut page = world.visitor_as("ada").await;
    let why = "Mail to this provider is thrown away after a while. Use an address that lasts.";
    for thrown in ["eve@mailinator.com", "eve@MAILINATOR.com", "eve@eu.mailinator.com"] {
        let mut typed = registration("eve");
        typed["email"] = json!(thrown);
        let change = json!({ "password": PASSWORD, "email": thrown });
        for refused in [
            app.post("/register", &typed).await,
            ada.post("/settings/account/email", &change).await,
        ] {
            names(&refused, "email", thrown);
            assert_eq!(refused.json["errors"]["email"], why);
        }
        page.get("/settings/account").await.expect(200);
        let typed = [("password", PASSWORD), ("email", thrown)];
        let form = "form[action='/settings/account/email']";
        let refused = page.submit(form, &typed).await.expect(422);
        assert_eq!(refused.text("#email-error"), why);
    }
    let counts = ["SELECT count(*) AS n FROM mails", "SELECT count(*) AS n FROM links"];
    assert_eq!(counts.map(|it| world.sql().number(it)), [0, 0]);
    for lasting in ["new@unmailinator.example", "new@mailinator.com.example.org"] {
        let change = json!({ "password": PASSWORD, "email": lasting });
        ada.post("/settings/account/email", &change).await.expect(202);
    }
    world.is_unharmed().await;
}

/// C43: only the owner says where the site is.
#[tokio::test]
async fn links_lead_to_where_the_owner_says_the_site_is() {
    let world =
        World::with(Site::builder().set("TINTYPE_PUBLIC_URL", "https://photos.example")).await;
    let (app, visitor) = (world.site.app(), world.site.visitor());
    let lies = [
        ("host", "evil.test"),
        ("x-forwarded-host", "evil.test"),
        ("x-forwarded-proto", "gopher"),
        ("forwarded", "host=evil.test"),
        ("x-host", "evil.test"),
        ("x-original-url", "//evil.test"),
        ("origin", "https://photos.example"),
        ("referer", "https://evil.test"),
    ];
    for (nth, (name, value)) in lies.into_iter().enumerate() {
        let user = format!("user{nth}");
        let request = app.request(Method::POST, "/register").json(&registration(&user));
        app.exchange(request.header(name, value)).await.expect(201);
        let letter = world.site.outbox().letter_to(&format!("{user}@example.org")).await;
        assert!(
            letter.link().starts_with("https://photos.example/verify/"),
            "{name}: {}",
            letter.link()
        );
        let whole =
            format!("{}{}{:?}", letter.text, letter.html.unwrap_or_default(), letter.headers);
        assert!(!whole.contains("evil.test"), "{name}: {whole}");
        for path in ["/", "/upload", "/login", "/favicon.ico"] {
            let page =
                visitor.exchange(visitor.request(Method::GET, path).header(name, value)).await;
            assert!(
                !page.body.contains("evil.test")
                    && page.header("location").is_none_or(|it| it.starts_with('/')),
                "{name} {path}"
            );
        }
    }
    world.is_unharmed().await;
}

/// C45.
async fn a_link_works_once_for_one_address(world: World) {
    let app = world.site.app();
    let session = app.post("/register", &registration("eve")).await.expect(201);
    assert_eq!(session.json["user"]["verified"], false);
    let token = token_in(&world.site.outbox().letter_to("eve@example.org").await);
    assert!(token.len() >= 43, "{token}");
    let kept = format!("links WHERE token_hash = '{token}' OR nonce = '{token}'");
    assert_eq!(world.sql().number(&format!("SELECT count(*) AS n FROM {kept}")), 0);
    let eve = world.app_of("eve").await;
    eve.upload("/photos", &[], &[("file", crate::world::picture(1))]).await.expect(403);

    // Nothing that resembles it works, and it is no session.
    let flipped =
        format!("{}{}", &token[..token.len() - 1], if token.ends_with('A') { 'B' } else { 'A' });
    for wrong in [
        flipped.as_str(),
        &token[1..],
        &token.to_lowercase(),
        &format!("{token}A"),
        "",
        "%",
        "'",
        &token.repeat(50),
    ] {
        names(&verify(&app, wrong).await, "token", wrong);
    }
    app.clone().with_token(&token).get("/me").await.expect(401);

    // It has an end.
    let ends = world.sql().number("SELECT expires_at AS n FROM links");
    let sent = world.sql().number("SELECT sent_at AS n FROM mails");
    assert!((ends - sent).abs() < 24 * 3_600_000_000 + 60_000_000, "a day from when it was sent");
    world.sql().must("UPDATE links SET expires_at = expires_at - 86400000000");
    names(&verify(&app, &token).await, "token", "past its end");
    world.sql().must("UPDATE links SET expires_at = expires_at + 86400000000");

    // It confirms the address it was sent to and no other.
    world.sql().must("UPDATE users SET email = 'mallory@example.org', email_key = 'mallory@example.org' WHERE name = 'eve'");
    names(&verify(&app, &token).await, "token", "another address");
    world.sql().must("UPDATE users SET email = 'eve@example.org', email_key = 'eve@example.org' WHERE name = 'eve'");
    verify(&app, &token).await.expect(200);
    names(&verify(&app, &token).await, "token", "a second time");
    eve.upload("/photos", &[], &[("file", crate::world::picture(1))]).await.expect(201);
    assert_eq!(world.site.outbox().letters().len(), 1);
    world.is_unharmed().await;
}

async fn a_new_link_ends_the_old_one(world: World) {
    let app = world.site.app();
    app.post("/register", &registration("eve")).await.expect(201);
    let first = token_in(&world.site.outbox().letter_to("eve@example.org").await);
    world.have_left(1).await;
    app.post("/verify/resend", &json!({ "email": "EVE@example.org" })).await.expect(202);
    let second = token_in(&world.site.outbox().nth_letter_to("eve@example.org", 2).await);
    assert_ne!(first, second);
    world.have_left(2).await;
    names(&verify(&app, &first).await, "token", "the link before");
    verify(&app, &second).await.expect(200);
    app.post("/verify/resend", &json!({ "email": "eve@example.org" })).await.expect(202);
    assert_eq!(
        world.sql().number("SELECT count(*) AS n FROM mails"),
        2,
        "nobody waits for a letter any more"
    );
    world.is_unharmed().await;
}

/// C46: one address for one letter.
#[tokio::test]
async fn a_request_reaches_one_address() {
    let world = World::start().await;
    let app = world.site.app();
    app.post("/register", &registration("eve")).await.expect(201);
    world.site.outbox().letter_to("eve@example.org").await;
    for address in [
        "eve@example.org,mallory@example.org",
        "eve@example.org;mallory@example.org",
        "eve@example.org mallory@example.org",
        "eve@example.org\nmallory@example.org",
        "eve@example.org\r\nBcc: mallory@example.org",
        "<eve@example.org>",
        "eve@example.org\0mallory@example.org",
        "Eve <eve@example.org>",
        "eve@example.org%0aBcc:mallory@example.org",
    ] {
        names(&app.post("/verify/resend", &json!({ "email": address })).await, "email", address);
        let typed = json!({ "username": "mallory", "email": address, "password": PASSWORD });
        names(&app.post("/register", &typed).await, "email", address);
    }
    for body in [
        "email=eve%40example.org&email=mallory%40example.org",
        "email[]=eve%40example.org&email[]=mallory%40example.org",
    ] {
        let request = app
            .request(Method::POST, "/verify/resend")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = app.exchange(request.body(body)).await;
        assert!(matches!(answer.status, 422 | 202), "{}", answer.text);
    }
    assert!(world.site.outbox().letters().iter().all(|it| it.to == "eve@example.org"));
    world.is_unharmed().await;
}

/// F07: killed before the server took the letter, none is lost; killed after, there are two with one id at most.
#[tokio::test]
async fn a_sender_that_is_killed_loses_no_letter() {
    for after_data in [false, true] {
        let sink = SmtpSink::plain().await;
        let mut world = World::with(Site::builder().mail(&sink)).await;
        if after_data {
            sink.drop_after_data(1);
        } else {
            sink.stall(1);
        }
        world.site.app().post("/register", &registration("eve")).await.expect(201);
        if after_data {
            sink.wait_for(1, Duration::from_secs(20)).await;
        } else {
            // The letter is out of the queue and with the server, which says nothing.
            let leased = "SELECT count(*) AS n FROM mails WHERE attempts = 1 AND state = 'queued'";
            while world.sql().number(leased) == 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        world.site.kill9();
        sink.stall(0);
        // The lease of the dead runs out, which takes two minutes otherwise.
        world.sql().must("UPDATE mails SET due_at = created_at WHERE state = 'queued'");
        world.site.restart().await;
        let letter =
            sink.mailbox().nth_letter_to("eve@example.org", if after_data { 2 } else { 1 }).await;
        verify(&world.site.app(), &token_in(&letter)).await.expect(200);
        let ids: Vec<_> = sink
            .mails()
            .iter()
            .map(|it| it.letter().header("message-id").map(str::to_owned))
            .collect();
        assert_eq!(ids.len(), if after_data { 2 } else { 1 });
        assert!(ids.iter().all(|it| it.is_some() && *it == ids[0]), "{ids:?}");
        assert_eq!(text(&json!(world.sql().texts("SELECT state AS t FROM mails")[0])), "sent");
        world.is_unharmed().await;
    }
}
