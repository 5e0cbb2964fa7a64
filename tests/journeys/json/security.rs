//! Sessions, tokens and showing once more who one is, by program.

use harness::{App, Method, Sql, Value, json};

use super::shapes::{has_members, problem, wrong_fields};
use crate::people::{PASSWORD, comment, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    sessions_are_listed_and_ended,
    a_token_is_good_for_its_scope_and_no_more,
    no_token_reaches_what_keeps_the_account_safe,
    tokens_are_made_listed_and_revoked,
    a_session_confirms_and_gets_another_token,
    staff_confirm_before_they_act_on_others_or_see_addresses,
    the_command_line_makes_tokens,
    the_log_is_for_admins,
);

const SESSION: &str = "id browser system kind network created_at last_used_at expires_at current";
const TOKEN: &str = "id name scope created_at used_at expires_at expired";

async fn make(app: &App, scope: &str) -> Value {
    let wish = json!({ "name": scope, "scope": scope, "expires_days": 30 });
    app.post("/settings/security/tokens", &wish).await.expect(201).json
}

async fn holder(world: &World, app: &App, scope: &str) -> App {
    world.site.app().with_token(text(&make(app, scope).await["token"]))
}

async fn sessions_are_listed_and_ended(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let other = world.app_of("ada").await;

    // Verify.
    let list = ada.get("/settings/sessions").await.expect(200).json;
    has_members(&list, &["items next"]);
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 2);
    has_members(&items[0], &[SESSION]);
    assert_eq!((&items[0]["kind"], &items[0]["network"]), (&json!("app"), &json!("127.0.0.0/24")));
    let there = items.iter().find(|it| it["current"] == false).expect("the other one");
    let path = format!("/settings/sessions/{}", text(&there["id"]));
    problem(eve.delete(&path).await, 404);
    problem(ada.delete("/settings/sessions/1").await, 404);
    problem(world.site.app().get("/settings/sessions").await, 401);
    other.get("/me").await.expect(200);
    ada.delete(&path).await.expect(204);
    problem(other.get("/me").await, 401);
    problem(ada.delete(&path).await, 404);

    let third = world.app_of("ada").await;
    ada.delete("/settings/sessions").await.expect(204);
    problem(third.get("/me").await, 401);
    ada.get("/me").await.expect(200);
    eve.get("/me").await.expect(200);
}

async fn a_token_is_good_for_its_scope_and_no_more(stack: Stack) {
    // Init: three tokens of an admin, and somebody to be looked after.
    let world = World::start(stack).await;
    let (ada, grace) = (world.member("ada").await, world.admin("grace").await);
    let hers = post(&ada, &[], 1).await;
    let comments = format!("{}/comments", text(&hers["url"]));
    let said = json!({ "body": "Hello" });
    let mut told = Vec::new();
    for scope in ["read", "write", "admin"] {
        let it = holder(&world, &grace, scope).await;
        // The photo of another, which only staff delete, is last: it is gone then.
        let statuses = [
            it.get("/me").await.status,
            it.exchange(it.request(Method::HEAD, "/me")).await.status,
            it.get("/photos").await.status,
            it.post(&comments, &said).await.status,
            it.post("/verify", &json!({ "token": "x" })).await.status,
            it.get("/admin/users").await.status,
            it.get("/admin/log").await.status,
            it.patch("/admin/users/ada", &json!({ "suspended": false })).await.status,
            it.delete("/admin/users/nobody/sessions").await.status,
            it.delete(text(&hers["url"])).await.status,
        ];
        told.push(statuses);
    }

    // Verify.
    assert_eq!(told[0], [200, 200, 200, 403, 403, 403, 403, 403, 403, 403], "read");
    assert_eq!(told[1], [200, 200, 200, 201, 422, 403, 403, 403, 403, 403], "write");
    assert_eq!(told[2], [200, 200, 200, 201, 422, 200, 200, 200, 404, 204], "admin");

    // Verify: a refusal says what it takes.
    let needs = |scope| format!("This token may not do that: it needs the scope {scope}.");
    let reader = holder(&world, &grace, "read").await;
    let refused = reader.post("/photos", &json!({})).await.expect(403);
    assert_eq!(refused.json["detail"], needs("write"));
    let writer = holder(&world, &grace, "write").await;
    let refused = writer.get("/admin/users").await.expect(403);
    assert_eq!(refused.json["detail"], needs("admin"));
}

async fn no_token_reaches_what_keeps_the_account_safe(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let grace = world.admin("grace").await;

    // Verify: however the address is spelled.
    for scope in ["read", "write", "admin"] {
        let app = holder(&world, &grace, scope).await;
        for path in [
            "/settings/sessions",
            "/settings/security",
            "/settings/security/tokens",
            "/settings//sessions",
            "/%73ettings/sessions",
        ] {
            let answer = app.get(path).await;
            assert!(matches!(answer.status, 403 | 404), "{path}: {}", answer.text);
        }
        problem(app.get("/settings/sessions").await, 403);
        let wish = json!({ "name": "x", "scope": "admin" });
        problem(app.post("/settings/security/tokens", &wish).await, 403);
        problem(app.post("/confirm", &json!({ "password": PASSWORD })).await, 403);
        problem(app.delete("/settings/sessions").await, 403);
    }

    // Verify: it is for programs only.
    let visitor = world.site.visitor();
    let token = text(&make(&grace, "admin").await["token"]).to_owned();
    let request = visitor.request(Method::GET, "/me").header("accept", "application/json");
    let by_cookie = request.header("cookie", format!("sid={token}"));
    assert_eq!(visitor.exchange(by_cookie).await.status, 401);
    let request = visitor.request(Method::GET, "/me").header("accept", "application/json");
    assert_eq!(visitor.exchange(request.bearer_auth(&token)).await.status, 401);
}

async fn tokens_are_made_listed_and_revoked(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);

    // Verify.
    let wish = json!({ "name": "backup", "scope": "read", "expires_days": 7 });
    let answer = ada.post("/settings/security/tokens", &wish).await.expect(201);
    has_members(&answer.json, &["token", TOKEN]);
    let place = format!("/settings/security/tokens/{}", text(&answer.json["id"]));
    assert_eq!(answer.header("location"), Some(format!("/api/v1{place}").as_str()));
    assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    assert!(!answer.header("location").unwrap_or_default().contains("tt_"));
    let forever = json!({ "name": "other", "scope": "write" });
    let forever = ada.post("/settings/security/tokens", &forever).await.expect(201).json;
    assert_eq!(forever["expires_at"], Value::Null);

    let list = ada.get("/settings/security/tokens").await.expect(200).json;
    has_members(&list, &["items next"]);
    has_members(&list["items"][0], &[TOKEN]);
    assert_eq!([&list["items"][0]["name"], &list["items"][1]["name"]], ["other", "backup"]);
    assert_eq!(ada.get("/settings/security").await.expect(200).json["tokens"], list);
    assert_eq!(eve.get("/settings/security/tokens").await.expect(200).json["items"], json!([]));

    problem(eve.delete(&place).await, 404);
    ada.delete(&place).await.expect(204);
    problem(ada.delete(&place).await, 404);
    let dead = world.site.app().with_token(text(&answer.json["token"]));
    problem(dead.get("/me").await, 401);

    for (wish, fields) in [
        (json!({}), &["name", "scope"][..]),
        (json!({ "name": "x", "scope": "admin" }), &["scope"]),
        (json!({ "name": "x", "scope": "read", "expires_days": 0 }), &["expires_days"]),
        (json!({ "name": "x", "scope": "read", "expires_days": "soon" }), &["expires_days"]),
        (json!({ "name": "x".repeat(61), "scope": "read" }), &["name"]),
    ] {
        assert_eq!(wrong_fields(ada.post("/settings/security/tokens", &wish).await), fields);
    }
    assert_eq!(
        ada.get("/settings/security/tokens").await.json["items"].as_array().map(Vec::len),
        Some(1)
    );
}

async fn a_session_confirms_and_gets_another_token(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let wish = json!({ "name": "x", "scope": "read" });
    Sql::open(world.site.database()).must("UPDATE sessions SET confirmed_at = 0");

    // Verify.
    let refused = ada.post("/settings/security/tokens", &wish).await;
    assert!(refused.text.contains("Show once more who you are"), "{}", refused.text);
    problem(refused, 403);
    assert_eq!(
        wrong_fields(ada.post("/confirm", &json!({ "password": "no" })).await),
        ["password"]
    );
    problem(world.site.app().post("/confirm", &json!({ "password": PASSWORD })).await, 401);
    let confirmed = ada.post("/confirm", &json!({ "password": PASSWORD })).await.expect(200).json;
    has_members(&confirmed, &["token expires_at"]);
    problem(ada.get("/me").await, 401);
    let ada = world.site.app().with_token(text(&confirmed["token"]));
    ada.post("/settings/security/tokens", &wish).await.expect(201);
    let list = ada.get("/settings/sessions").await.expect(200).json;
    assert_eq!(
        (list["items"].as_array().map(Vec::len), &list["items"][0]["current"]),
        (Some(1), &json!(true))
    );
}

async fn staff_confirm_before_they_act_on_others_or_see_addresses(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("title", "Harbour")], 1).await;
    let said = comment(&ada, &photo, "Mine.").await;
    let grace = world.admin("grace").await;
    let own = post(&grace, &[("title", "Quay")], 2).await;
    Sql::open(world.site.database()).must("UPDATE sessions SET confirmed_at = 0");

    // Verify: not for looking at all else.
    for place in ["/admin/jobs", "/admin/waiting", "/admin/reports"] {
        grace.get(place).await.expect(200);
    }
    for place in ["/admin/users", "/admin/log", "/admin/mail"] {
        let refused = grace.get(place).await;
        assert!(!refused.text.contains("@example.org"), "{}", refused.text);
        problem(refused, 403);
    }
    for (whose, deleted) in [
        (text(&photo["url"]).to_owned(), false),
        (format!("/comments/{}", text(&said["id"])), false),
        (text(&own["url"]).to_owned(), true),
    ] {
        let answer = grace.delete(&whose).await;
        assert_eq!(answer.status, if deleted { 204 } else { 403 }, "{whose}");
        assert!(deleted || answer.text.contains("Show once more who you are"), "{}", answer.text);
    }
    ada.get(text(&photo["url"])).await.expect(200);
    problem(grace.patch("/admin/users/ada", &json!({ "suspended": true })).await, 403);
    problem(grace.post("/admin/jobs/1/retry", &json!({})).await, 403);
    problem(grace.delete("/admin/users/ada/sessions").await, 403);
    ada.get("/me").await.expect(200);
    a_program_needs_another_scope(&world, text(&said["id"])).await;
}

/// A program does what staff does to others by a token that was made for that.
async fn a_program_needs_another_scope(world: &World, comment: &str) {
    for (scope, status) in [("write", 403), ("admin", 204)] {
        let token = world.site.run(&["token", "create", "grace", "--scope", scope]).await;
        let token = token.split_whitespace().find(|it| it.starts_with("tt_")).expect("a token");
        let program = world.site.app().with_token(token);
        let answer = program.delete(&format!("/comments/{comment}")).await;
        assert_eq!(answer.status, status, "{scope}: {}", answer.text);
    }
}

async fn the_command_line_makes_tokens(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let said = async |words: &[&str]| {
        let lines = world.site.run(&[words, &["--json"]].concat()).await;
        lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect::<Vec<Value>>()
    };

    // Verify.
    let made =
        said(&["token", "create", "ada", "--scope", "write", "--expires", "30d", "--name", "sync"])
            .await;
    has_members(&made[0], &["token", TOKEN]);
    let app = world.site.app().with_token(text(&made[0]["token"]));
    post(&app, &[], 1).await;
    let list = said(&["token", "list", "ada"]).await;
    has_members(&list[0], &["user", TOKEN]);
    assert_eq!([&list[0]["user"], &list[0]["name"], &list[0]["scope"]], ["ada", "sync", "write"]);
    assert!(!list[0]["used_at"].is_null() && !list[0]["expires_at"].is_null());
    let plain = world.site.run(&["token", "create", "ada", "--expires", "never"]).await;
    assert!(plain.contains("said only this once: tt_"), "{plain}");
    assert!(world.site.run(&["token", "list"]).await.contains("does not expire"));

    let id = text(&made[0]["id"]).to_owned();
    assert_eq!(said(&["token", "revoke", &id]).await[0]["user"], "ada");
    problem(app.get("/me").await, 401);
    for (words, status) in [
        (&["token", "revoke", &id][..], 1),
        (&["token", "create", "nobody"], 1),
        (&["token", "create", "ada", "--scope", "admin"], 1),
        (&["token", "create", "ada", "--scope", "root"], 2),
        (&["token", "create", "ada", "--expires", "400d"], 2),
        (&["token", "list", "nobody"], 1),
    ] {
        assert_eq!(world.site.cli(words).await.status.code(), Some(status), "{words:?}");
    }
}

async fn the_log_is_for_admins(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, grace) = (world.member("ada").await, world.admin("grace").await);

    // Verify.
    grace.patch("/admin/users/ada", &json!({ "role": "moderator" })).await.expect(200);
    let log = grace.get("/admin/log").await.expect(200).json;
    has_members(&log, &["items page pages total"]);
    let deed = &log["items"][0];
    has_members(deed, &["id at actor via network deed target details"]);
    assert_eq!(
        [&deed["actor"], &deed["via"], &deed["deed"], &deed["target"], &deed["details"]],
        ["grace", "api", "user.role", "ada", "moderator"]
    );
    assert_eq!([&log["page"], &log["pages"], &log["total"]], [1, 1, 3]);
    assert_eq!(grace.get("/admin/log?page=2").await.expect(200).json["items"], json!([]));
    assert_eq!(wrong_fields(grace.get("/admin/log?page=x").await), ["page"]);
    drop(ada);
    problem(world.app_of("ada").await.get("/admin/log").await, 403);
    problem(world.site.app().get("/admin/log").await, 401);
}
