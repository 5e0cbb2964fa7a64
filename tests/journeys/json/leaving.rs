//! Leaving, and being sent away, by program.

use harness::{Method, json};

use super::shapes::{has_members, problem, wrong_fields};
use crate::people::{PASSWORD, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(an_app_leaves_and_stays, an_admin_sends_away);

async fn an_app_leaves_and_stays(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let leave = |password: &str| {
        ada.exchange(ada.request(Method::DELETE, "/me").json(&json!({ "password": password })))
    };

    // Verify.
    let told = ada.get("/settings/account/delete").await.expect(200).json;
    has_members(&told, &["days photos comments last_admin export"]);
    has_members(
        &ada.get("/settings/export").await.expect(200).json,
        &["state asked_at expires_at size url reason attempts next_at days"],
    );
    assert_eq!(wrong_fields(leave("wrong").await), ["password"]);
    let left = leave(PASSWORD).await.expect(200).json;
    has_members(&left, &["name until"]);
    problem(ada.get("/me").await, 401);
    let login = json!({ "login": "ada", "password": PASSWORD });
    problem(world.site.app().post("/login", &login).await, 403);
    problem(world.site.app().get(text(&photo["url"])).await, 404);
    let login = json!({ "login": "ada", "password": PASSWORD, "stay": true });
    world.site.app().post("/login", &login).await.expect(200);
    world.site.app().get(text(&photo["url"])).await.expect(200);
}

async fn an_admin_sends_away(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, grace) = (world.member("ada").await, world.admin("grace").await);
    let photo = post(&ada, &[], 1).await;

    // Verify: only an admin, and not themselves; the last one stays.
    problem(ada.delete("/admin/users/grace").await, 403);
    problem(grace.delete("/admin/users/grace").await, 403);
    problem(grace.delete("/admin/users/nobody").await, 404);
    let leave = grace.request(Method::DELETE, "/me").json(&json!({ "password": PASSWORD }));
    problem(grace.exchange(leave).await, 403);

    // Verify: hidden at once, and back by the owner's hand.
    grace.delete("/admin/users/ada").await.expect(200);
    problem(ada.get("/me").await, 401);
    problem(world.site.app().get(text(&photo["url"])).await, 404);
    assert!(grace.get("/@ada").await.expect(200).json["leaving_at"].is_string());
    let said = world.site.run(&["user", "delete", "ada", "--undo"]).await;
    assert!(said.contains("stays"), "{said}");
    world.site.app().get(text(&photo["url"])).await.expect(200);

    // Verify: and the last admin is not deleted from the command line either.
    let output = world.site.cli(&["user", "delete", "grace", "--now"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("last admin"));
}
