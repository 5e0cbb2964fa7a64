//! Who has an account is told neither by what is answered to a forgotten password or a missing letter, nor by how long that takes (C41);
//! and their links lead where the owner says (C43), to one address a request (C46), in letters that are counted (C37).

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use harness::{Method, Site, TestDatabase, json};
use services::{Accounts, Joining, Kind, Recovery, Registration, Sessions};

use crate::house::House;
use crate::world::{PASSWORD, World, names};

on_both_databases!(known_and_unknown_addresses_are_answered_alike, a_request_is_about_one_address,);

async fn known_and_unknown_addresses_are_answered_alike(world: World) {
    // Init: one with an account, one that is suspended, one that waits for confirmation, one that nobody has.
    world.add("ada", &[]).await;
    world.add("sue", &[]).await;
    world.site.run(&["user", "suspend", "sue"]).await;
    let app = world.site.app();
    app.post("/register", &crate::world::registration("eve")).await.expect(201);
    for path in ["/password/forgot", "/verify/resend"] {
        let mut answers = Vec::new();
        for name in ["ada", "sue", "eve", "nobody"] {
            let email = json!({ "email": format!("{name}@example.org") });
            let answer = app.post(path, &email).await.expect(202);
            let mut headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            headers.sort_unstable();
            answers.push((answer.text, headers));
        }
        assert!(answers.iter().all(|it| *it == answers[0]), "{path}: {answers:?}");
    }
    // The page is the same, too, but for the token that forms carry.
    let mut pages = Vec::new();
    for name in ["ada", "nobody"] {
        let mut visitor = world.site.visitor();
        visitor.get("/password/forgot").await.expect(200);
        let typed = format!("{name}@example.org");
        let form = "form[action='/password/forgot']";
        let page = visitor.submit(form, &[("email", typed.as_str())]).await.expect(200);
        let csrf = page.attr("meta[name=csrf]", "content");
        pages.push(page.body.replace(&csrf, "X"));
    }
    assert_eq!(pages[0], pages[1]);
    world.is_unharmed().await;
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The medians of so many tries each, in turn.
async fn times(work: impl AsyncFn(&str), samples: usize) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..samples {
        for (times, email) in times.iter_mut().zip(["rita@example.org", "nobody@example.org"]) {
            let begun = Instant::now();
            work(email).await;
            times.push(begun.elapsed());
        }
    }
    times.map(median)
}

#[tokio::test]
async fn known_and_unknown_addresses_take_as_long() {
    for database in [TestDatabase::sqlite(), TestDatabase::postgres()] {
        let house = House::on(database, Vec::new()).await;
        let here = services::Client::new(Kind::Cookie, [127, 0, 0, 1].into(), "");
        let recovery = Recovery::new(house.context.clone());
        let forgot = times(async |email| recovery.ask(email, &here).await.unwrap(), 200).await;

        // The same for another letter, of one who waits for it.
        house
            .context
            .db
            .write(|tx| {
                let email = domain::Email::parse("rita@example.org").unwrap();
                let rita = repository::users::find_by_email(tx, &email)?.unwrap().member.id;
                repository::addresses::set(tx, rita, &email, None).map_err(|why| match why {
                    repository::users::JoinError::Other(why) => why,
                    other => panic!("{other}"),
                })
            })
            .await
            .unwrap();
        let accounts = Accounts::new(house.context.clone());
        let resend = times(async |email| accounts.resend(email, &here).await.unwrap(), 200).await;
        for [known, unknown] in [forgot, resend] {
            let difference = known.abs_diff(unknown);
            eprintln!("known {known:?}, unknown {unknown:?}");
            assert!(difference < Duration::from_millis(5), "{known:?} {unknown:?}");
        }
    }
}

#[tokio::test]
async fn signing_in_and_registering_take_as_long_for_known_and_unknown() {
    for database in [TestDatabase::sqlite(), TestDatabase::postgres()] {
        let house = House::on(database, Vec::new()).await;
        let here = services::Client::new(Kind::Cookie, [127, 0, 0, 1].into(), "");
        let sessions = Sessions::new(house.context.clone());
        let guess = async |email: &str| {
            let refused = sessions.sign_in((email, "a wrong guess"), &here).await;
            assert!(matches!(refused, Err(services::Error::WrongLogin)));
        };
        let signing_in = times(guess, 200).await;
        let (joining, count) = (Joining::new(house.context.clone()), AtomicU32::new(0));
        let join = async |email: &str| {
            let wish = Registration {
                username: format!("wish{}", count.fetch_add(1, Ordering::Relaxed)),
                email: email.to_owned(),
                password: PASSWORD.to_owned(),
                locale: "en".to_owned(),
                ..Registration::default()
            };
            joining.register(&wish, &here).await.unwrap();
        };
        let registering = times(join, 200).await;
        for [known, unknown] in [signing_in, registering] {
            let difference = known.abs_diff(unknown);
            eprintln!("known {known:?}, unknown {unknown:?}");
            // A disk that is busy makes both of them slow, and both of them vary.
            let noise = Duration::from_millis(5).max(known / 5);
            assert!(difference < noise, "{known:?} {unknown:?}");
        }
    }
}

async fn a_request_is_about_one_address(world: World) {
    for name in ["eve", "mallory"] {
        world.add(name, &[]).await;
    }
    let app = world.site.app();
    for address in [
        "eve@example.org,mallory@example.org",
        "eve@example.org;mallory@example.org",
        "eve@example.org mallory@example.org",
        "eve@example.org\r\nBcc: mallory@example.org",
        "Eve <eve@example.org>",
        "eve@example.org\0",
    ] {
        let asked = app.post("/password/forgot", &json!({ "email": address })).await;
        names(&asked, "email", address);
    }
    for body in [
        r#"{"email":["eve@example.org","mallory@example.org"]}"#,
        r#"{"email":"eve@example.org","email":"mallory@example.org"}"#,
        r#"{"email":{"0":"eve@example.org"}}"#,
    ] {
        let request = app.request(Method::POST, "/password/forgot");
        let request = request.header("content-type", "application/json").body(body);
        names(&app.exchange(request).await, "email", body);
    }
    let request = app.request(Method::POST, "/password/forgot");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let twice = "email=eve%40example.org&email=mallory%40example.org";
    names(&app.exchange(request.body(twice)).await, "email", twice);
    let lists = "email[]=eve%40example.org&email[]=mallory%40example.org";
    let request = app.request(Method::POST, "/password/forgot");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    names(&app.exchange(request.body(lists)).await, "email[]", lists);
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM mails"), 0);
    world.is_unharmed().await;
}

/// C43: whatever a request says of the host, links lead to where the owner says the site is.
#[tokio::test]
async fn links_for_a_password_lead_to_where_the_site_is() {
    let site = Site::builder().set("TINTYPE_PUBLIC_URL", "https://photos.example");
    let world = World::with(site).await;
    let lies = [
        ("host", "evil.test"),
        ("x-forwarded-host", "evil.test"),
        ("x-forwarded-proto", "gopher"),
        ("forwarded", "host=evil.test"),
        ("x-host", "evil.test"),
        ("origin", "https://photos.example"),
        ("referer", "https://evil.test"),
    ];
    for (nth, (name, value)) in lies.into_iter().enumerate() {
        let (user, email) = (format!("user{nth}"), format!("user{nth}@example.org"));
        let app = world.member(&user).await;
        let asked = app.request(Method::POST, "/password/forgot").json(&json!({ "email": email }));
        world.site.app().exchange(asked.header(name, value)).await.expect(202);
        let new = format!("new{nth}@example.org");
        let typed = json!({ "password": PASSWORD, "email": new });
        let asked = app.request(Method::POST, "/settings/account/email").json(&typed);
        app.exchange(asked.header(name, value)).await.expect(202);
        for (address, place) in [(&email, "password/reset"), (&new, "email/confirm")] {
            let letter = world.site.outbox().letter_to(address).await;
            let place = format!("https://photos.example/{place}/");
            assert!(letter.link().starts_with(&place), "{name}: {}", letter.link());
            let html = letter.html.clone().unwrap_or_default();
            let whole = format!("{}{html}{:?}", letter.text, letter.headers);
            assert!(!whole.contains("evil.test"), "{name}: {whole}");
        }
    }
    world.is_unharmed().await;
}

/// C37, through the real door.
#[tokio::test]
async fn one_mailbox_gets_few_letters_however_it_is_spelt() {
    let world = World::with(Site::builder().set("TINTYPE_RATE_LIMITS", "true")).await;
    world.add("ada", &[]).await;
    let app = world.site.app();
    let mut answers = Vec::new();
    for spelt in ["ada@example.org", "ADA@example.org", "a.da@example.org", "ada+1@example.org"] {
        for path in ["/password/forgot", "/verify/resend"] {
            let answer = app.post(path, &json!({ "email": spelt })).await;
            if answer.status == 429 {
                let wait: u64 = answer.header("retry-after").expect("a time").parse().unwrap();
                assert!((1..=61).contains(&wait), "{wait}");
            }
            answers.push(answer.status);
        }
    }
    assert_eq!(answers, [202, 429, 429, 429, 429, 429, 429, 429]);
    world.site.outbox().letter_to("ada@example.org").await;
    assert_eq!(world.site.outbox().letters().len(), 1);
    world.is_unharmed().await;
}
