//! The letter, its link, and what one may do before and after.

use harness::{Method, Visitor, pictures};

use crate::people::{address_of, csrf, post, register, sign_in, upload_form};
use crate::stack::{Stack, World};

on_both_stacks!(
    nobody_posts_before_their_address_is_confirmed,
    a_link_works_once_and_only_when_its_button_is_pressed,
    a_new_link_ends_the_old_one,
    asking_for_a_letter_tells_nothing_about_accounts,
);

/// Somebody who has just registered.
async fn newcomer(world: &World, name: &str) -> Visitor {
    let mut newcomer = world.site.visitor();
    newcomer.get("/register").await.expect(200);
    register(&mut newcomer, name).await.expect(200);
    newcomer
}

async fn nobody_posts_before_their_address_is_confirmed(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let photo = post(&world.member("bea").await, &[("title", "Harbour")], 1).await;
    let path = photo["url"].as_str().expect("a path");
    let before = world.stored();
    let mut ada = newcomer(&world, "ada").await;

    // Check: one may look, and is told what to do.
    let page = ada.get(path).await.expect(200);
    assert_eq!(page.text("h1"), "Harbour");
    assert_eq!(page.link(".talk__hint a"), "/verify");
    assert!(!page.has(".talk__form"));

    // Verify: no picture, and what was typed stays.
    ada.get("/upload").await.expect(200);
    let form = upload_form(&ada, pictures::jpeg(60, 40, 2)).set("title", "Too early");
    let page = ada.send(form).await.expect(403);
    assert!(page.shows("Confirm your e-mail address first. We sent you a link."));
    assert_eq!(page.attr("#title", "value"), "Too early");
    assert_eq!(world.stored(), before);

    // Verify: no comment either, whoever forges the form.
    let forged = ada.request(Method::POST, &format!("{path}/comments"));
    let forged = forged.form(&[("csrf", csrf(&page).as_str()), ("body", "Hello")]);
    ada.exchange(forged).await.expect(403);
    assert!(!ada.get(path).await.expect(200).has("#comments .comment"));
    let app = world.app_of("ada").await;
    app.post(&format!("{path}/comments"), &harness::json!({ "body": "Hello" })).await.expect(403);

    // Verify: after the button was pressed, both.
    ada.get(&world.link("ada").await).await.expect(200);
    assert_eq!(ada.submit("form[action='/verify']", &[]).await.expect(200).path(), "/upload");
    let form = upload_form(&ada, pictures::jpeg(60, 40, 2)).set("title", "Just in time");
    assert_eq!(ada.send(form).await.expect(200).text("h1"), "Just in time");
    ada.get(path).await.expect(200);
    let page = ada.submit(".talk__form", &[("body", "Hello")]).await.expect(200);
    assert_eq!(page.text("#comments .comment__body"), "Hello");
}

async fn a_link_works_once_and_only_when_its_button_is_pressed(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut ada = newcomer(&world, "ada").await;
    let link = world.link("ada").await;

    // Check: a scanner that opens the link confirms nothing, and the token leaks nowhere.
    let mut scanner = world.site.visitor();
    for _ in 0..3 {
        let page = scanner.get(&link).await.expect(200);
        assert_eq!(page.text("form[action='/verify'] button"), "Confirm my address");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    }
    assert!(ada.get("/").await.expect(200).has(".banner"));

    // Verify: pressed in a browser where nobody is signed in, it leads to signing in.
    let button = scanner.form("form[action='/verify']");
    let page = scanner.send(button.clone()).await.expect(200);
    assert_eq!(page.path(), "/login");
    assert_eq!(page.text(".flash"), "Your address is confirmed. You can post now.");
    assert!(!ada.get("/").await.expect(200).has(".banner"));
    assert!(ada.get("/verify").await.expect(200).shows("Your address is confirmed"));

    // Verify: neither the button nor the link works again.
    assert_eq!(scanner.send(button).await.expect(422).text("h1"), "This link has done its work");
    let page = ada.get(&link).await.expect(200);
    assert_eq!(page.text("h1"), "This link has done its work");
    assert!(!page.has("form[action='/verify']"));
    sign_in_again(&world, "ada").await;
}

async fn sign_in_again(world: &World, name: &str) {
    let mut visitor = world.site.visitor();
    visitor.get("/login").await.expect(200);
    assert!(!sign_in(&mut visitor, name).await.expect(200).has(".banner"));
}

async fn a_new_link_ends_the_old_one(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut ada = newcomer(&world, "ada").await;
    let old = world.link("ada").await;

    // Verify: the address is filled in already; one button is enough.
    let form = ada.form("form[action='/verify/resend']");
    assert_eq!(form.values("email"), [address_of("ada")]);
    let page = ada.send(form).await.expect(200);
    assert_eq!(page.path(), "/verify");
    assert!(page.text(".flash").contains("a new one is on its way"));
    let new = world.newer_link("ada", &old).await;
    assert_ne!(old, new);

    // Verify: the old link is dead, and offers to send another; the new one works.
    let page = ada.get(&old).await.expect(200);
    assert_eq!(page.text("h1"), "This link has done its work");
    assert!(page.has("form[action='/verify/resend']") && !page.has("form[action='/verify']"));
    ada.get(&new).await.expect(200);
    let page = ada.submit("form[action='/verify']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "Your address is confirmed. You can post now.");
}

async fn asking_for_a_letter_tells_nothing_about_accounts(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("bea", &[]).await;
    newcomer(&world, "ada").await;
    world.letters().letter_to(&address_of("ada")).await;
    let mut stranger = world.site.visitor();
    stranger.get("/verify").await.expect(200);

    // Verify: whatever the address, the answer is the same.
    let mut answers = Vec::new();
    for name in ["nobody", "bea", "ada"] {
        let email = address_of(name);
        let page = stranger.submit("form[action='/verify/resend']", &[("email", &email)]).await;
        answers.push((page.status, page.text("main"), page.text(".flash")));
    }
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    let wrong = [("email", "no address")];
    let page = stranger.submit("form[action='/verify/resend']", &wrong).await.expect(422);
    assert_eq!(page.text("#email-error"), "This does not look like an e-mail address.");
    assert_eq!(page.attr("#email", "value"), "no address");

    // Verify: the letter to the one who waits was asked for last, and no other came before it.
    world.letters().nth_letter_to(&address_of("ada"), 2).await;
    assert_eq!(world.letters().letters().len(), 2);
}
