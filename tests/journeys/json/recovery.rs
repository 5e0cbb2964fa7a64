//! Forgotten passwords, other passwords and other addresses, by program.

use harness::json;

use super::shapes::{has_members, is_me, problem, wrong_fields};
use crate::people::{PASSWORD, address_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_password_is_reset_by_the_token_in_a_letter,
    a_program_changes_its_password_and_goes_on_with_a_new_token,
    an_address_is_confirmed_and_undone_by_tokens,
    an_admin_reads_the_outbox,
);

const NEW: &str = "seven boats on the quiet river";

/// The last part of the link in the first letter to this address whose subject has these words.
async fn token(world: &World, address: &str, words: &str) -> String {
    for _ in 0..400 {
        let found = world.letters().letters_to(address);
        if let Some(letter) = found.into_iter().find(|it| it.subject.contains(words)) {
            return letter.link().rsplit('/').next().expect("a token").to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no letter to {address} says {words:?}: {:?}", world.letters());
}

async fn a_password_is_reset_by_the_token_in_a_letter(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, app) = (world.member("ada").await, world.site.app());

    // Verify.
    for name in ["nobody", "ada"] {
        let asked = app.post("/password/forgot", &json!({ "email": address_of(name) })).await;
        assert_eq!(asked.expect(202).json, json!({}));
    }
    for wrong in [json!({}), json!({ "email": "x" }), json!({ "email": ["ada@example.org"] })] {
        assert_eq!(wrong_fields(app.post("/password/forgot", &wrong).await), ["email"], "{wrong}");
    }
    let token = token(&world, "ada@example.org", "new password").await;
    let reset = async |token: &str, password: &str| {
        app.post("/password/reset", &json!({ "token": token, "password": password })).await
    };
    assert_eq!(wrong_fields(reset("nothing", NEW).await), ["token"]);
    assert_eq!(wrong_fields(reset(&token, "short").await), ["password"]);
    assert_eq!(wrong_fields(app.post("/verify", &json!({ "token": token })).await), ["token"]);
    let answer = reset(&token, NEW).await.expect(204);
    assert_eq!(answer.text, "");
    assert_eq!(wrong_fields(reset(&token, NEW).await), ["token"]);
    problem(ada.get("/me").await, 401);
    let login = json!({ "login": "ada", "password": NEW });
    app.post("/login", &login).await.expect(200);
    assert_eq!(world.letters().letters_to("nobody@example.org").len(), 0);
}

async fn a_program_changes_its_password_and_goes_on_with_a_new_token(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, other) = (world.member("ada").await, world.app_of("ada").await);
    let place = "/settings/account/password";
    problem(world.site.app().post(place, &json!({})).await, 401);

    // Verify.
    let wrong = json!({ "current": "wrong", "password": NEW });
    assert_eq!(wrong_fields(ada.post(place, &wrong).await), ["current"]);
    let changed = json!({ "current": PASSWORD, "password": NEW });
    let answer = ada.post(place, &changed).await.expect(200);
    has_members(&answer.json, &["token expires_at user"]);
    is_me(&answer.json["user"]);
    problem(ada.get("/me").await, 401);
    problem(other.get("/me").await, 401);
    world.site.app().with_token(text(&answer.json["token"])).get("/me").await.expect(200);
}

async fn an_address_is_confirmed_and_undone_by_tokens(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, app) = (world.member("ada").await, world.site.app());
    let place = "/settings/account/email";

    // Verify: what there is.
    problem(app.get("/settings/account").await, 401);
    let account = ada.get("/settings/account").await.expect(200).json;
    has_members(&account, &["name email verified pending locale trouble"]);
    assert_eq!(account["pending"], json!(null));
    let chosen = ada.patch("/settings/account", &json!({ "locale": "zh-cn" })).await.expect(200);
    assert_eq!(chosen.json["locale"], "zh-CN");
    let unknown = ada.patch("/settings/account", &json!({ "locale": "tlh" })).await;
    assert_eq!(wrong_fields(unknown), ["locale"]);
    ada.patch("/settings/account", &json!({ "locale": "en" })).await.expect(200);

    // Verify: asked for, confirmed, undone.
    let wrong = json!({ "password": "wrong", "email": "new@example.org" });
    assert_eq!(wrong_fields(ada.post(place, &wrong).await), ["password"]);
    let asked = json!({ "password": PASSWORD, "email": "new@example.org" });
    assert_eq!(ada.post(place, &asked).await.expect(202).json, json!({}));
    let account = ada.get("/settings/account").await.expect(200).json;
    assert_eq!([&account["email"], &account["pending"]], ["ada@example.org", "new@example.org"]);
    let confirm = json!({ "token": token(&world, "new@example.org", "Confirm your new").await });
    app.post("/email/confirm", &confirm).await.expect(204);
    assert_eq!(wrong_fields(app.post("/email/confirm", &confirm).await), ["token"]);
    problem(ada.get("/me").await, 401);
    let me = world.app_of("new@example.org").await.get("/me").await.expect(200).json;
    assert_eq!([&me["email"], &me["verified"]], [&json!("new@example.org"), &json!(true)]);
    let undo = json!({ "token": token(&world, "ada@example.org", "has a new").await });
    app.post("/email/undo", &undo).await.expect(204);
    assert_eq!(wrong_fields(app.post("/email/undo", &undo).await), ["token"]);

    // Verify: the password that was known is not one any more; a letter lets the owner choose another.
    let login = |password: &str| json!({ "login": "ada", "password": password });
    problem(app.post("/login", &login(PASSWORD)).await, 401);
    let reset = token(&world, "ada@example.org", "new password").await;
    app.post("/password/reset", &json!({ "token": reset, "password": NEW })).await.expect(204);
    let session = app.post("/login", &login(NEW)).await.expect(200).json;
    assert_eq!(session["user"]["email"], "ada@example.org");
}

async fn an_admin_reads_the_outbox(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, grace) = (world.member("ada").await, world.admin("grace").await);
    world.site.run(&["mail", "test", "eve@example.org"]).await;

    // Verify.
    let page = grace.get("/admin/mail").await.expect(200).json;
    has_members(&page, &["items state page pages total alarm"]);
    let letter = &page["items"][0];
    has_members(letter, &["id recipient kind state attempts due_at created_at sent_at last_error"]);
    assert_eq!(
        [&letter["recipient"], &letter["kind"], &letter["state"]],
        ["eve@example.org", "test", "sent"]
    );
    let failed = grace.get("/admin/mail?state=failed").await.expect(200).json;
    assert_eq!([&failed["total"], &failed["state"]], [&json!(0), &json!("failed")]);
    assert_eq!(wrong_fields(grace.get("/admin/mail?state=lost").await), ["state"]);
    let retry = format!("/admin/mail/{}/retry", letter["id"]);
    problem(grace.post(&retry, &json!({})).await, 404);
    for (who, status) in [(&ada, 403), (&world.site.app(), 401)] {
        problem(who.get("/admin/mail").await, status);
        problem(who.post(&retry, &json!({})).await, status);
    }
}
