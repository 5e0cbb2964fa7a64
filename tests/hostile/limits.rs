//! How often things may be done, counted by the real program for whoever really asks, by page and by program (C34, C35).
//! `docs/limits.md` has the numbers.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use harness::{Answer, App, Method, Page, Visitor, json};

use crate::codes;
use crate::world::{PASSWORD, World, address_of, at_once, count, is_refused, registration};

on_both_databases!(
    with |site| site.set("TINTYPE_RATE_LIMITS", "true").set("TINTYPE_TRUSTED_PROXIES", "127.0.0.1");
    who_comes_too_often_is_told_when_to_come_back,
    codes_after_the_password_are_guessed_five_times,
    programs_write_three_hundred_times_in_five_minutes,
    nobody_is_another_by_saying_so,
);

/// What the site says to whoever has to wait for so many seconds.
fn in_words(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        1 => "That was too often. Try again in a minute.".to_owned(),
        minutes => format!("That was too often. Try again in {minutes} minutes."),
    }
}

/// The seconds until one may come back: more than none, and no more than `most`.
#[track_caller]
fn wait(header: Option<&str>, most: u64) -> u64 {
    let seconds = header.expect("a time").parse().expect("seconds");
    assert!((1..=most).contains(&seconds), "{seconds} s, not {most}");
    seconds
}

/// Checks that a program is told when to come back.
#[track_caller]
fn is_held_up(answer: &Answer, most: u64) {
    is_refused(answer, "too often");
    assert_eq!(answer.status, 429, "{}", answer.text);
    assert_eq!(answer.json["detail"], in_words(wait(answer.header("retry-after"), most)));
}

/// Checks that a person is.
#[track_caller]
fn is_asked_to_wait(page: &Page, most: u64) {
    assert_eq!(page.status, 429, "{}", page.body);
    let words = in_words(wait(page.header("retry-after"), most));
    assert!(page.shows(&words), "{words}: {}", page.body);
}

fn wrong(login: &str) -> harness::Value {
    json!({ "login": login, "password": "a wrong guess" })
}

/// Fills in a form of the door.
async fn fill(world: &World, path: &str, typed: &[(&str, &str)]) -> Page {
    let mut visitor: Visitor = world.site.visitor();
    visitor.get(path).await.expect(200);
    visitor.submit(&format!("form[action='{path}']"), typed).await
}

/// Pages and programs take from the same: what a program has used up, a page does not give.
async fn who_comes_too_often_is_told_when_to_come_back(world: World) {
    world.add("ada", &[]).await;
    let app = world.site.app();

    // Verify: ten wrong passwords from one network, and then not even the right one.
    for nth in 0..10 {
        app.post("/login", &wrong(&format!("somebody{nth}"))).await.expect(401);
    }
    is_held_up(&app.post("/login", &wrong("nobody")).await, 61);
    let typed = [("login", "ada"), ("password", PASSWORD)];
    is_asked_to_wait(&fill(&world, "/login", &typed).await, 61);

    // Verify: five who register; who is too late is not there.
    for nth in 0..5 {
        app.post("/register", &registration(&format!("newcomer{nth}"))).await.expect(201);
    }
    is_held_up(&app.post("/register", &registration("eve")).await, 721);
    let email = address_of("bob");
    let typed = [("username", "bob"), ("email", email.as_str()), ("password", PASSWORD)];
    is_asked_to_wait(&fill(&world, "/register", &typed).await, 721);
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM users"), 6);

    // Verify: two letters to one address within a minute; ten from one network, of which the newcomers had five.
    let forgot = async |name: &str| {
        app.post("/password/forgot", &json!({ "email": address_of(name) })).await
    };
    forgot("ada").await.expect(202);
    is_held_up(&forgot("ada").await, 61);
    let typed = address_of("ada");
    is_asked_to_wait(&fill(&world, "/password/forgot", &[("email", &typed)]).await, 61);
    for nth in 0..4 {
        forgot(&format!("nobody{nth}")).await.expect(202);
    }
    is_held_up(&forgot("nobody4").await, 361);
    let typed = address_of("nobody5");
    is_asked_to_wait(&fill(&world, "/password/forgot", &[("email", &typed)]).await, 361);
    is_held_up(&app.post("/verify/resend", &json!({ "email": address_of("eve") })).await, 361);
    world.is_unharmed().await;
}

async fn codes_after_the_password_are_guessed_five_times(world: World) {
    let ada = world.member("ada").await;
    let (_, paper) = codes::set_up(&ada).await;
    let app = world.site.app();
    let login = json!({ "login": "ada", "password": PASSWORD });
    let mut ticket = codes::ticket(&app.post("/login", &login).await);
    let sent = |ticket: &str, code: &str| json!({ "ticket": ticket, "code": code });
    for _ in 0..5 {
        ticket = codes::ticket(&app.post("/login/code", &sent(&ticket, "000000")).await);
    }

    // Verify: the sixth is refused, and so is a right one on the page: whoever guesses does not learn which it was.
    is_held_up(&app.post("/login/code", &sent(&ticket, "000000")).await, 181);
    let mut visitor = world.site.visitor();
    visitor.get("/login").await.expect(200);
    let typed = [("login", "ada"), ("password", PASSWORD)];
    visitor.submit("form[action='/login']", &typed).await.expect(401);
    let typed = [("code", paper[0].as_str())];
    let page = visitor.submit("form[action='/login/code']", &typed).await;
    is_asked_to_wait(&page, 181);
    let list = ada.get("/settings/security/factors").await.expect(200).json;
    assert_eq!(list["recovery_left"], 10, "nor is it used up");

    // Verify: nobody else is held up.
    let eve = world.member("eve").await;
    codes::set_up(&eve).await;
    let login = json!({ "login": "eve", "password": PASSWORD });
    let ticket = codes::ticket(&app.post("/login", &login).await);
    codes::ticket(&app.post("/login/code", &sent(&ticket, "000000")).await);
    world.is_unharmed().await;
}

async fn programs_write_three_hundred_times_in_five_minutes(world: World) {
    let (ada, other) = (world.member("ada").await, world.member("eve").await);
    let begun = Instant::now();
    let nowhere = "/comments/AAAAAAAAAAA";
    let answers = at_once(&ada, 330, (Method::DELETE, nowhere), &json!({})).await;

    // Verify: one more comes back each second.
    let through = u64::try_from(count(&answers, 404)).expect("a number");
    let more = begun.elapsed().as_secs() + 1;
    assert!((300..=300 + more).contains(&through), "{through} in {more} s");
    let refused: Vec<_> = answers.iter().filter(|it| it.status != 404).collect();
    assert!(!refused.is_empty());
    for answer in refused {
        is_held_up(answer, 31);
    }

    // Verify: each program for itself; reading goes on, and so do pages.
    other.delete(nowhere).await.expect(404);
    ada.get("/me").await.expect(200);
    let mut page = world.visitor_as("ada").await;
    page.get("/settings/profile").await.expect(200);
    world.is_unharmed().await;
}

/// A try to sign in that says that it comes from elsewhere.
async fn tried(app: &App, login: &str, said: &[(&str, String)]) -> Answer {
    let mut request = app.request(Method::POST, "/login").json(&wrong(login));
    for (name, value) in said {
        request = request.header(*name, value);
    }
    app.exchange(request).await
}

/// Everything by which others let themselves be told where somebody comes from, with another answer each time.
fn lies(nth: usize) -> Vec<(&'static str, String)> {
    let (v4, v6) = (format!("203.0.113.{nth}"), format!("2001:db8:{nth:x}::1"));
    vec![
        ("x-forwarded-for", v4.clone()),
        ("x-forwarded-for", format!("{v6}, {v4}, 127.0.0.1")),
        ("x-real-ip", v4.clone()),
        ("forwarded", format!("for={v4}")),
        ("true-client-ip", v4.clone()),
        ("cf-connecting-ip", v4),
    ]
}

/// C35, with a proxy that is trusted at 127.0.0.1 and a neighbour of its at 127.0.0.2 who is not.
async fn nobody_is_another_by_saying_so(world: World) {
    let neighbour = world.site.app().at(IpAddr::from(Ipv4Addr::new(127, 0, 0, 2)));
    let proxy = world.site.app();
    let through =
        async |address: String| tried(&proxy, "nobody", &[("x-forwarded-for", address)]).await;

    // Verify: the neighbour is counted as who it is.
    for nth in 0..10 {
        tried(&neighbour, "nobody", &lies(nth)).await.expect(401);
    }
    is_held_up(&tried(&neighbour, "nobody", &lies(10)).await, 61);
    is_held_up(&tried(&neighbour, "nobody", &[]).await, 61);

    // Verify: and the visitors of the proxy as who they are, of whom it is one.
    through("203.0.113.1".to_owned()).await.expect(401);
    is_held_up(&through("127.0.0.2".to_owned()).await, 61);
    is_held_up(&through("203.0.113.99, 127.0.0.2".to_owned()).await, 61);

    // Verify: a household has 2^64 addresses, and counts as one; the one next door counts for itself.
    for nth in 0..10 {
        through(format!("2001:db8:1:2:{nth:x}:{nth:x}::{nth:x}")).await.expect(401);
    }
    is_held_up(&through("2001:db8:1:2:ffff:ffff:ffff:ffff".to_owned()).await, 61);
    through("2001:db8:1:3::1".to_owned()).await.expect(401);
    through("2001:db8:1:1:ffff:ffff:ffff:ffff".to_owned()).await.expect(401);
    world.is_unharmed().await;
}
