//! Registering, confirming, signing in and out.

use harness::{App, Method, json};

use super::shapes::{has_members, is_me, is_user, problem, wrong_fields};
use crate::people::{PASSWORD, address_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    an_app_registers_confirms_and_signs_in,
    what_is_wrong_is_told_by_field,
    a_link_works_once_and_a_new_one_ends_it,
    a_token_is_dead_after_signing_out_and_worth_nothing_as_a_cookie,
);

async fn register(app: &App, name: &str) -> harness::Answer {
    let typed = json!({ "username": name, "email": address_of(name), "password": PASSWORD });
    app.post("/register", &typed).await
}

/// The token in a link.
fn token(link: &str) -> &str {
    link.rsplit('/').next().expect("a last part")
}

async fn an_app_registers_confirms_and_signs_in(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.site.app();

    // Verify: it registers; the account is there and where the answer says.
    let answer = register(&app, "ada").await.expect(201);
    has_members(&answer.json, &["user waiting mail"]);
    is_me(&answer.json["user"]);
    assert_eq!(answer.json["user"]["verified"], false);
    assert_eq!(answer.json["user"]["role"], "member");
    let outbox = world.outbox().map(|it| it.display().to_string());
    assert_eq!(answer.json["mail"], json!({ "outbox": outbox }));
    let location = answer.header("location").expect("a place").replacen("/api/v1", "", 1);
    assert_eq!(app.get(&location).await.expect(200).json["name"], "ada");

    // Verify: it signs in, by name and by address, before the address is confirmed.
    let login = json!({ "login": "ADA@example.org", "password": PASSWORD });
    let signed_in = app.post("/login", &login).await.expect(200);
    has_members(&signed_in.json, &["token expires_at user"]);
    assert!(text(&signed_in.json["token"]).len() >= 22);
    assert_eq!(signed_in.header("set-cookie"), None);
    is_me(&signed_in.json["user"]);
    let ada = world.app_of("ada").await;
    let me = ada.get("/me").await.expect(200);
    is_me(&me.json);
    assert_eq!(me.json["email"], "ada@example.org");
    let file = harness::Upload::new("a.jpg", "image/jpeg", harness::pictures::jpeg(60, 40, 1));
    problem(ada.upload("/photos", &[], &[("file", file.clone())]).await, 403);

    // Verify: the token in the letter confirms the address.
    let verified = json!({ "token": token(&world.link("ada").await) });
    let answer = app.post("/verify", &verified).await.expect(200);
    has_members(&answer.json, &["user"]);
    is_me(&answer.json["user"]);
    assert_eq!(answer.json["user"]["verified"], true);
    ada.upload("/photos", &[], &[("file", file)]).await.expect(201);

    // Verify: others see less of her.
    let profile = app.get("/@ada").await.expect(200).json;
    is_user(&profile, &["photos", "suspended", "viewer"]);
    assert_eq!(profile["counts"], json!({ "photos": 1, "followers": 0, "following": 0 }));
    problem(app.get("/me").await, 401);
}

async fn what_is_wrong_is_told_by_field(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("paypal", &[]).await;
    let app = world.site.app();

    // Verify: all at once, missing or wrong.
    assert_eq!(
        wrong_fields(app.post("/register", &json!({})).await),
        ["email", "password", "username"]
    );
    let typed = json!({ "username": "admin", "email": "x", "password": "short" });
    assert_eq!(
        wrong_fields(app.post("/register", &typed).await),
        ["email", "password", "username"]
    );
    let typed = json!({ "username": 5, "email": address_of("ada"), "password": PASSWORD });
    assert_eq!(wrong_fields(app.post("/register", &typed).await), ["username"]);
    let typed = json!({ "username": "раураl", "email": address_of("ada"), "password": PASSWORD });
    assert_eq!(wrong_fields(app.post("/register", &typed).await), ["username"]);
    let typed = json!({ "username": "ada", "email": address_of("paypal"), "password": PASSWORD });
    app.post("/register", &typed).await.expect(201);
    assert_eq!(wrong_fields(app.post("/verify", &json!({ "token": "nothing" })).await), ["token"]);
    assert_eq!(wrong_fields(app.post("/verify/resend", &json!({ "email": "x" })).await), ["email"]);

    // Verify: what is no JSON, and no content at all.
    let request = app.request(Method::POST, "/register").header("content-type", "application/json");
    problem(app.exchange(request.body("{\"username\":")).await, 400);
    let request = app.request(Method::POST, "/register").header("content-type", "text/plain");
    problem(app.exchange(request.body("username=ada")).await, 415);

    // Verify: one answer for every wrong pair, and none tells which half was wrong.
    let wrong = [("paypal", "not the password"), ("nobody", PASSWORD), ("", "")];
    let mut told = Vec::new();
    for (login, password) in wrong {
        let answer = app.post("/login", &json!({ "login": login, "password": password })).await;
        told.push(answer.text.clone());
        problem(answer, 401);
    }
    assert!(told.iter().all(|it| *it == told[0]), "{told:?}");
}

async fn a_link_works_once_and_a_new_one_ends_it(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.site.app();
    register(&app, "ada").await.expect(201);
    let old = world.link("ada").await;

    // Verify: the answer is the same for everybody, the letter comes to the one who waits.
    for name in ["nobody", "ada"] {
        let answer = app.post("/verify/resend", &json!({ "email": address_of(name) })).await;
        assert_eq!(answer.expect(202).json, json!({}));
    }
    let new = world.newer_link("ada", &old).await;
    assert_eq!(
        wrong_fields(app.post("/verify", &json!({ "token": token(&old) })).await),
        ["token"]
    );
    app.post("/verify", &json!({ "token": token(&new) })).await.expect(200);
    assert_eq!(
        wrong_fields(app.post("/verify", &json!({ "token": token(&new) })).await),
        ["token"]
    );
    assert_eq!(world.letters().letters().len(), 2);
}

async fn a_token_is_dead_after_signing_out_and_worth_nothing_as_a_cookie(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let answer =
        world.site.app().post("/login", &json!({ "login": "ada", "password": PASSWORD })).await;
    let token = text(&answer.json["token"]).to_owned();
    let ada = world.site.app().with_token(&token);
    ada.get("/me").await.expect(200);

    // Check: neither way of showing who one is works in place of the other.
    let mut visitor = world.site.visitor();
    visitor.set_cookie(&format!("sid={token}"));
    assert!(visitor.get("/me").await.path().starts_with("/login"));
    let person = world.visitor_as("ada").await;
    let cookie = person.cookies();
    let sid = cookie.split("; ").find_map(|it| it.strip_prefix("sid=")).expect("a session");
    problem(world.site.app().with_token(sid).get("/me").await, 401);
    let with_cookie = world.site.app().request(Method::GET, "/me").header("cookie", &cookie);
    problem(ada.exchange(with_cookie).await, 401);

    // Verify.
    let answer = ada.post("/logout", &json!({})).await.expect(204);
    assert_eq!(answer.text, "");
    problem(ada.get("/me").await, 401);
    ada.post("/logout", &json!({})).await.expect(204);
    assert_eq!(person.clone().get("/me").await.path(), "/@ada", "the other session lives on");
}
