//! What is counted, by whom, and what nobody gets around by saying something else of themselves: through the real door, with limits.

use harness::{Answer, App, Method, SiteBuilder, json};

use crate::world::{World, registration};

on_both_databases!(
    with super::limited;
    tokens_that_are_nobodys_are_counted_by_network,
    a_site_for_one_machine_is_read_there_as_often_as_one_likes,
    whoever_shows_nothing_uses_up_no_registrations,
    a_name_and_an_address_are_guessed_at_alike_whether_there_is_somebody_or_not,
    a_forgotten_password_always_asks_for_a_person,
);

/// A site with limits and puzzles, behind a proxy it trusts.
fn limited(site: SiteBuilder) -> SiteBuilder {
    site.set("TINTYPE_RATE_LIMITS", "true")
        .set("TINTYPE_CAPTCHA", "slider")
        .set("TINTYPE_TRUSTED_PROXIES", "127.0.0.1")
}

async fn get(app: &App, path: &str, from: &str) -> Answer {
    app.exchange(app.request(Method::GET, path).header("x-forwarded-for", from)).await
}

async fn post(app: &App, path: &str, (body, from): (&harness::Value, &str)) -> Answer {
    let request = app.request(Method::POST, path).header("x-forwarded-for", from);
    app.exchange(request.json(body)).await
}

async fn tokens_that_are_nobodys_are_counted_by_network(world: World) {
    // Init: a member's token, from the network that everybody else comes from.
    world.add("ada", &[]).await;
    let token = world.site.run(&["token", "create", "ada"]).await;
    let token = token.split_whitespace().find(|it| it.starts_with("tt_")).unwrap().to_owned();
    let ada = world.site.app().with_token(&token);

    // Verify: each invented token is one more read of its network. Refused they are anyway; what counts is how.
    let mut answers = Vec::new();
    for nth in 0..310 {
        let invented = match nth % 3 {
            0 => world.site.app().with_token(&format!("tt_{nth:043}")),
            1 => world.site.app().with_token(&format!("invented{nth}")),
            _ => world.site.app(),
        };
        answers.push(get(&invented, "/photos", "203.0.113.1").await);
    }
    let refused: Vec<_> = answers.iter().filter(|it| it.status == 429).collect();
    // While this goes on, one comes back each second.
    let free = answers.len() - refused.len();
    assert!((300..=308).contains(&free) && !refused.is_empty(), "{free}");
    assert!(refused.iter().all(|it| it.header("retry-after").is_some()));
    get(&ada, "/photos", "203.0.113.1").await.expect(200);
    get(&world.site.app(), "/photos", "203.0.113.2").await.expect(200);
}

/// This very machine is a network like any other, unless the site is for it alone and nobody passes anything on.
async fn a_site_for_one_machine_is_read_there_as_often_as_one_likes(mut world: World) {
    for (address, refused) in [("http://127.0.0.1", false), ("https://photos.example", true)] {
        world.site.set("TINTYPE_PUBLIC_URL", address);
        world.site.restart().await;
        let mut statuses = Vec::new();
        for _ in 0..310 {
            statuses.push(world.site.app().get("/photos").await.status);
        }
        assert_eq!((statuses[0], statuses.contains(&429)), (200, refused), "{address}");
    }
}

async fn whoever_shows_nothing_uses_up_no_registrations(world: World) {
    // Init: two hundred without a puzzle from fifty networks, none of which gets to the end of its tries.
    let app = world.site.app();
    for nth in 0..200 {
        let (mut body, from) =
            (registration(&format!("eve{nth}")), format!("203.0.113.{}", nth % 50));
        if nth % 2 == 1 {
            body["captcha"] = json!("no-such-pass");
        }
        let refused = post(&app, "/register", (&body, &from)).await.expect(422);
        assert!(refused.json["errors"]["captcha"].is_string(), "{}", refused.text);
    }

    // Verify: the site does not go over to letting people wait, and a household that was tried from has all of its five an hour.
    let mut sql = world.sql();
    for key in ["register-site", "register-hour", "register-day"] {
        let rows = format!("SELECT count(*) AS n FROM limits WHERE key LIKE '{key}%'");
        assert_eq!(sql.number(&rows), 0, "{key}");
    }
    assert_eq!(sql.number("SELECT count(*) AS n FROM users"), 0);
    for nth in 0..6 {
        // A letter, as somebody does who sees no puzzle.
        let name = format!("ada{nth}");
        let asked = json!({ "email": format!("{name}@example.org"), "action": "register" });
        post(&app, "/captcha/letter", (&asked, "203.0.113.7")).await.expect(202);
        let link = world.site.outbox().letter_to(&format!("{name}@example.org")).await.link();
        let mut body = registration(&name);
        body["captcha"] = json!(link.split_once("pass=").unwrap().1);
        let joined = post(&app, "/register", (&body, "203.0.113.7")).await;
        assert_eq!(joined.status, if nth < 5 { 201 } else { 429 }, "{}", joined.text);
        assert!(nth == 5 || joined.json["waiting"] == json!(false), "{}", joined.text);
    }
    world.is_unharmed().await;
}

async fn a_name_and_an_address_are_guessed_at_alike_whether_there_is_somebody_or_not(world: World) {
    world.add("ada", &[]).await;
    let app = world.site.app();
    let mut heard = Vec::new();
    for (household, name) in ["ada", "noa"].into_iter().enumerate() {
        let mut answers = Vec::new();
        for (nth, by_address) in [0, 0, 0, 1, 0, 1, 1, 1].into_iter().enumerate() {
            let login = [name.to_owned(), format!("{name}@example.org")][by_address].clone();
            let body = json!({ "login": login, "password": "a wrong guess" });
            let from = format!("203.0.{household}.{nth}");
            let answer = post(&app, "/login", (&body, &from)).await;
            answers.push((
                answer.status,
                answer.json["detail"].clone(),
                answer.json["errors"].clone(),
            ));
        }
        heard.push(answers);
    }
    assert_eq!(heard[0], heard[1]);
    let statuses: Vec<_> = heard[0].iter().map(|it| it.0).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 422, 401, 401, 422]);
    world.is_unharmed().await;
}

async fn a_forgotten_password_always_asks_for_a_person(world: World) {
    // Init.
    world.add("ada", &[]).await;
    let app = world.site.app();

    // Verify: by program, for everybody alike.
    for name in ["ada", "nobody"] {
        let body = json!({ "email": format!("{name}@example.org") });
        let refused = post(&app, "/password/forgot", (&body, "203.0.113.1")).await.expect(422);
        assert!(refused.json["errors"]["captcha"].is_string(), "{}", refused.text);
    }

    // Verify: with a form and no script: a letter shows a person, and its link leads back to the form.
    let mut visitor = world.site.visitor();
    visitor.get("/password/forgot").await.expect(200);
    let form = "form[action='/password/forgot']";
    let page = visitor.submit(form, &[("email", "ada@example.org")]).await.expect(422);
    assert!(page.has("a[href^='/captcha/letter?action=forgot']"), "{}", page.body);
    visitor.get("/captcha/letter?action=forgot").await.expect(200);
    visitor.submit("form[action='/captcha/letter']", &[("email", "ada@example.org")]).await;
    let link = world.site.outbox().letter_to("ada@example.org").await.link();
    visitor.get(&link).await.expect(200);
    visitor.submit(form, &[("email", "ada@example.org")]).await.expect(200);
    world.site.outbox().nth_letter_to("ada@example.org", 2).await;
    world.is_unharmed().await;
}
