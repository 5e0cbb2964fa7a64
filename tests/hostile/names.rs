//! Names that look like others, addresses that programs read differently, passwords that are known (C47, C48, C49,
//! C53).

use harness::{Method, Site, json};

use crate::world::{How, PASSWORD, World, names, registration, short};

on_both_databases!(names_that_look_like_others_are_taken, addresses_are_strict_and_unique);

/// Names that are taken, reserved or none, and why.
const NO_NAMES: [(&str, &str); 37] = [
    ("раураl", "Cyrillic"),
    ("PAYPAL", "capitals"),
    ("paypaI", "a capital i for an l"),
    ("paypa1", "a one for an l"),
    ("adm1n", "reserved, with a one for an i"),
    ("ｐａｙｐａｌ", "wide"),
    ("ada", "small"),
    ("аdа", "Cyrillic"),
    ("𝐚𝐝𝐚", "bold"),
    ("STRASSE", "capitals"),
    ("admin", "reserved"),
    ("ADMIN", "reserved"),
    ("аdmin", "Cyrillic"),
    ("a.d.m.i.n", "dots"),
    ("ａｄｍｉｎ", "wide"),
    ("root", "reserved"),
    ("moderator", "reserved"),
    ("tintype", "reserved"),
    ("me", "reserved"),
    ("support", "reserved"),
    ("a\u{200b}da", "zero width"),
    ("a\u{200d}da", "a joiner"),
    ("a\u{ad}da", "a soft hyphen"),
    ("ada\u{202e}", "override"),
    ("\u{feff}ada2", "a mark"),
    ("a da", "a blank"),
    ("a\u{a0}da", "a hard blank"),
    ("ada/x", "a slash"),
    ("..", "dots"),
    ("ada.", "a dot at the end"),
    ("-ada", "a dash"),
    ("a@b", "an at"),
    ("<b>", "markup"),
    ("a\u{0}b", "NUL"),
    ("😀😀", "faces"),
    ("a\u{301}\u{301}\u{301}", "marks alone"),
    ("%00", "percent"),
];

async fn names_that_look_like_others_are_taken(world: World) {
    let app = world.site.app();
    for (nth, name) in ["paypal", "Ada", "jose", "straße"].into_iter().enumerate() {
        let email = format!("{nth}@example.org");
        let typed = json!({ "username": name, "email": email, "password": PASSWORD });
        app.post("/register", &typed).await.expect(201);
    }
    let before = world.stored();
    for ((name, why), how) in NO_NAMES.iter().flat_map(|it| How::BOTH.map(|how| (it, how))) {
        let typed = [("username", *name), ("email", "a@other.example"), ("password", PASSWORD)];
        let answer = how.send(&app, (Method::POST, "/register"), &typed).await;
        names(&answer, "username", &format!("{why}: {}", short(name)));
    }
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// Addresses that programs read differently, and what is none.
const NO_ADDRESSES: [&str; 40] = [
    "a@b",
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    "a@localhost",
    "ａ@b.example",
    "a@ｂ.example",
    "a%c@b.example",
    "a!b@c.example",
    "@b.example",
    "=?x?q?=40=3e=00?=foo@b.example",
    "\"x@evil.test> \"@b.example",
    "\"a\"@b.example",
    "a@b@c.example",
    "a@",
    "a..b@c.example",
    ".a@c.example",
    "a.@c.example",
    "a@-b.example",
    "a@b-.example",
    "a@b..example",
    "a@.example",
    "a@b.example.",
    "a@b.c_d.example",
    "a b@c.example",
    "a@b .example",
    "a@b.example,c@d.example",
    "<a@b.example>",
    "a@b.example>",
    "jürgen@b.example",
    "a@bücher.example",
    "a@b.123",
    "a(x)@b.example",
    "a@b.example(x)",
    "a\\@b.example",
    "a/b@c.example",
    "a@b.example/x",
    "a@b.example?cc=x",
    "mailto:a@b.example",
    "a@b.example#x",
    "|id@b.example",
];

async fn addresses_are_strict_and_unique(world: World) {
    let app = world.site.app();
    app.post("/register", &registration("eve")).await.expect(201);
    let typed =
        |email: &str| json!({ "username": "mallory", "email": email, "password": PASSWORD });
    // It is not told that an address has an account, in no spelling; but its owner alone can confirm it.
    let link = world.site.outbox().letter_to("eve@example.org").await.link();
    let token = link.rsplit('/').next().expect("a token");
    app.post("/verify", &json!({ "token": token })).await.expect(200);
    for (nth, address) in
        ["eve@example.org", "EVE@example.org", "eve@EXAMPLE.ORG", " Eve@Example.Org "]
            .into_iter()
            .enumerate()
    {
        let mut typed = typed(address);
        typed["username"] = json!(format!("mallory{nth}"));
        app.post("/register", &typed).await.expect(201);
    }
    world.site.outbox().nth_letter_to("eve@example.org", 2).await;
    let letters = world.site.outbox().letters_to("eve@example.org");
    assert!(letters.iter().any(|it| it.link().ends_with("/password/forgot")), "{letters:?}");
    for address in NO_ADDRESSES {
        names(&app.post("/register", &typed(address)).await, "email", address);
        names(&app.post("/verify/resend", &json!({ "email": address })).await, "email", address);
    }
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM users"), 5);
    let verified = "SELECT count(*) AS n FROM users WHERE verified_at IS NOT NULL";
    assert_eq!(world.sql().number(verified), 1);
    world.is_unharmed().await;
}

#[tokio::test]
async fn all_of_a_password_counts_and_known_ones_are_refused() {
    let world = World::start().await;
    let app = world.site.app();
    let typed = |name: &str, password: &str| json!({ "username": name, "email": format!("{name}@example.org"), "password": password });
    for known in [
        "password",
        "12345678",
        "qwertyuiop",
        "iloveyou",
        "aaaaaaaaaa",
        "abcdefgh",
        "mallory@example.org",
        "mallory1",
        "tintype1",
        "P@ssw0rd",
    ] {
        names(&app.post("/register", &typed("mallory", known)).await, "password", known);
    }
    let (stem, marks) = ("x9$kQ2!v".repeat(9), "é".repeat(64));
    let long = format!("{stem}A");
    for (name, password, wrong) in [
        ("ada", long.as_str(), format!("{stem}B")),
        ("bea", &marks, "é".repeat(63)),
        ("cleo", "four\0trees in a row", "four\0shrubs in a row".to_owned()),
        ("dora", " four trees in a row ", "four trees in a row".to_owned()),
        ("edda", "Four trees in a row", "four trees in a row".to_owned()),
    ] {
        app.post("/register", &typed(name, password)).await.expect(201);
        app.post("/login", &json!({ "login": name, "password": wrong })).await.expect(401);
        app.post("/login", &json!({ "login": name, "password": password })).await.expect(200);
    }
    let kept = world.sql().texts("SELECT password_hash AS t FROM users");
    assert!(kept.iter().all(|it| it.starts_with("$2b$04$") && it.len() == 60), "{kept:?}");
    world.is_unharmed().await;
}

/// C53: nobody is there before somebody was made.
#[tokio::test]
async fn there_is_no_account_that_nobody_made() {
    let world = World::start().await;
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM users"), 0);
    for (login, password) in [
        ("admin", "admin"),
        ("admin", "password"),
        ("root", "root"),
        ("tintype", "tintype"),
        ("", ""),
    ] {
        world
            .site
            .app()
            .post("/login", &json!({ "login": login, "password": password }))
            .await
            .expect(401);
    }
    let closed = World::with(Site::builder().set("TINTYPE_REGISTRATION", "closed")).await;
    closed.site.app().post("/register", &registration("eve")).await.expect(403);
    assert_eq!(closed.sql().number("SELECT count(*) AS n FROM users"), 0);
    closed.is_unharmed().await;
}

/// C50: hashes follow the setting at the next time somebody signs in, and hashing leaves room for everybody else.
#[tokio::test]
async fn passwords_are_hashed_again_and_one_at_a_time_for_each_core() {
    let mut world = World::start().await;
    world.add("ada", &[]).await;
    let hash = |world: &World| world.sql().texts("SELECT password_hash AS t FROM users").remove(0);
    assert!(hash(&world).starts_with("$2b$04$"));
    world.site.set("TINTYPE_PASSWORD_COST", "10");
    world.site.restart().await;
    world.app_of("ada").await;
    assert!(hash(&world).starts_with("$2b$10$"), "{}", hash(&world));

    let logins: Vec<_> = (0..40)
        .map(|nth| {
            let (app, name) = (world.site.app(), if nth % 2 == 0 { "ada" } else { "nobody" });
            let typed =
                json!({ "login": name, "password": if nth % 4 == 0 { PASSWORD } else { "wrong" } });
            tokio::spawn(async move { app.post("/login", &typed).await.status })
        })
        .collect();
    let mut pages = 0;
    while !logins.iter().all(tokio::task::JoinHandle::is_finished) {
        world.site.app().get("/photos").await.expect(200);
        pages += 1;
    }
    assert!(pages > 5, "{pages} pages during 40 logins");
    let mut right = 0;
    for login in logins {
        right += usize::from(login.await.expect("an answer") == 200);
    }
    assert_eq!(right, 10);
    world.is_unharmed().await;
}
