//! Finding out who has an account (C41).

use std::time::{Duration, Instant};

use harness::{Answer, App, Site, json};

use crate::world::{PASSWORD, World, registration};

/// Tries to sign in, and says how long that took.
async fn tried(app: &App, login: &str) -> (Answer, Duration) {
    let begun = Instant::now();
    let answer = app.post("/login", &json!({ "login": login, "password": "wrong password" })).await;
    (answer, begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_alike_and_take_as_long() {
    let world = World::with(Site::builder().set("TINTYPE_PASSWORD_COST", "8")).await;
    world.add("ada", &[]).await;
    world.add("sue", &[]).await;
    world.site.run(&["user", "suspend", "sue"]).await;
    let app = world.site.app();
    let logins = ["ada", "ada@example.org", "nobody", "nobody@example.org", "sue", "", "\0"];
    let mut times = vec![Vec::new(); logins.len()];
    for _ in 0..30 {
        for (login, times) in logins.iter().zip(&mut times) {
            let (answer, time) = tried(&app, login).await;
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (401, Some("application/problem+json"))
            );
            assert_eq!(
                answer.json["detail"],
                "That name or address and that password do not go together."
            );
            times.push(time);
        }
    }
    let medians: Vec<_> = times.into_iter().map(median).collect();
    let known = medians[0].as_secs_f64();
    for (login, median) in logins.iter().zip(&medians) {
        let ratio = median.as_secs_f64() / known;
        assert!(
            (0.67..1.5).contains(&ratio),
            "{login:?}: {ratio} of the time of a known name: {medians:?}"
        );
    }
    world.is_unharmed().await;
}

#[tokio::test]
async fn the_page_for_wrong_pairs_is_the_same_for_all() {
    let world = World::start().await;
    world.add("adalovelace", &[]).await;
    let mut pages = Vec::new();
    for login in ["adalovelace", "nobodyatall"] {
        let mut visitor = world.site.visitor();
        visitor.get("/login").await.expect(200);
        let csrf = visitor.page().attr("meta[name=csrf]", "content");
        let typed = [("login", login), ("password", "wrong password")];
        let page = visitor.submit("form[action='/login']", &typed).await.expect(401);
        pages.push(page.body.replace(login, "X").replace(&csrf, "Y"));
    }
    assert_eq!(pages[0], pages[1]);
    world.is_unharmed().await;
}

/// Asking for another letter tells nothing, whether there is an account, or one that waits for it.
#[tokio::test]
async fn another_letter_is_promised_to_everybody_alike() {
    let world = World::start().await;
    world.add("ada", &[]).await;
    let app = world.site.app();
    app.post("/register", &registration("eve")).await.expect(201);
    let mut answers = Vec::new();
    for address in ["ada@example.org", "eve@example.org", "nobody@example.org", "EVE@EXAMPLE.ORG"] {
        let answer = app.post("/verify/resend", &json!({ "email": address })).await.expect(202);
        let mut headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        headers.sort_unstable();
        answers.push((answer.text, headers));
    }
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    world.site.outbox().nth_letter_to("eve@example.org", 2).await;
    assert!(world.site.outbox().letters_to("ada@example.org").is_empty());
    assert!(world.site.outbox().letters_to("nobody@example.org").is_empty());
    world.is_unharmed().await;
}

/// C18: nobody's address is told to anybody else.
#[tokio::test]
async fn addresses_are_told_to_their_owners_and_admins_only() {
    let world = World::start().await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    crate::world::post(&ada, &[("title", "x"), ("tags", "lake")], 1).await;
    let (stranger, visitor) = (world.site.app(), world.visitor_as("bea").await);
    for path in [
        "/photos",
        "/@ada",
        "/@ada/photos",
        "/tags/lake",
        "/site",
        "/admin/users",
        "/admin/users?page=1",
        "/openapi.json",
    ] {
        for app in [&bea, &stranger] {
            assert!(!app.get(path).await.text.contains("ada@example.org"), "{path}");
        }
        let page = visitor.exchange(visitor.request(harness::Method::GET, path)).await;
        assert!(!page.body.contains("ada@example.org") && !page.body.contains(PASSWORD), "{path}");
    }
    bea.get("/admin/users").await.expect(403);
    stranger.get("/admin/users").await.expect(401);
    assert!(ada.get("/me").await.text.contains("ada@example.org"));
    world.is_unharmed().await;
}
