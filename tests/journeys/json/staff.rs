//! What staff do by program.

use harness::json;

use super::shapes::{has_members, problem, wrong_fields};
use crate::people::{PASSWORD, comment, media_of, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(an_admin_deletes_suspends_and_reinstates, nobody_else_does);

async fn an_admin_deletes_suspends_and_reinstates(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, grace) = (world.member("ada").await, world.admin("grace").await);
    let (first, second) = (post(&ada, &[], 1).await, post(&ada, &[], 2).await);
    let said = comment(&ada, &second, "Mine.").await;

    // Verify: a photo and a comment of another, but not their words.
    problem(grace.patch(text(&first["url"]), &json!({ "title": "Ours" })).await, 403);
    grace.delete(text(&first["url"])).await.expect(204);
    problem(ada.get(text(&first["url"])).await, 410);
    assert_eq!(world.stored().len(), media_of(&second).len() + 2, "and the file and the card");
    grace.delete(&format!("/comments/{}", text(&said["id"]))).await.expect(204);

    // Verify: the table.
    let users = grace.get("/admin/users").await.expect(200).json;
    has_members(&users, &["items page pages total"]);
    assert_eq!([&users["page"], &users["pages"], &users["total"]], [1, 1, 2]);
    has_members(&users["items"][1], &["name url email verified suspended role created_at photos"]);
    assert_eq!(
        [&users["items"][1]["name"], &users["items"][1]["photos"]],
        [&json!("ada"), &json!(1)]
    );

    // Verify: suspended, she is out and hidden at once.
    let suspended =
        grace.patch("/admin/users/ada", &json!({ "suspended": true })).await.expect(200);
    assert_eq!(suspended.json["suspended"], true);
    problem(ada.get("/me").await, 401);
    let login = json!({ "login": "ada", "password": PASSWORD });
    problem(world.site.app().post("/login", &login).await, 403);
    problem(world.site.app().get(text(&second["url"])).await, 404);
    problem(world.site.app().get("/@ada").await, 404);
    assert_eq!(world.site.app().get("/photos").await.expect(200).json["items"], json!([]));
    assert_eq!(grace.get("/@ada").await.expect(200).json["suspended"], true);

    // Verify: reinstated, she is back; promoted, she has to sign in anew.
    grace.patch("/admin/users/ada", &json!({ "suspended": false })).await.expect(200);
    world.site.app().get(text(&second["url"])).await.expect(200);
    let ada = world.app_of("ada").await;
    grace.patch("/admin/users/ada", &json!({ "role": "moderator" })).await.expect(200);
    problem(ada.get("/me").await, 401);
    assert_eq!(world.app_of("ada").await.get("/me").await.expect(200).json["role"], "moderator");
}

async fn nobody_else_does(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, grace) = (world.member("ada").await, world.admin("grace").await);
    world.add("mod_bea", &["--moderator"]).await;
    let bea = world.app_of("mod_bea").await;
    let suspend = json!({ "suspended": true });

    // Verify.
    for who in [&ada, &bea] {
        problem(who.get("/admin/users").await, 403);
        problem(who.patch("/admin/users/grace", &suspend).await, 403);
    }
    problem(world.site.app().get("/admin/users").await, 401);
    problem(world.site.app().patch("/admin/users/grace", &suspend).await, 401);
    problem(grace.patch("/admin/users/grace", &suspend).await, 403);
    problem(grace.patch("/admin/users/nobody", &suspend).await, 404);
    assert_eq!(
        wrong_fields(grace.patch("/admin/users/ada", &json!({ "role": "queen" })).await),
        ["role"]
    );

    // Verify: a moderator deletes what others posted, though.
    let photo = post(&ada, &[], 1).await;
    bea.delete(text(&photo["url"])).await.expect(204);
}
