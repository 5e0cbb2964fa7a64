//! How somebody comes in, with scripts.

use super::screen::Screen;
use crate::people::{PASSWORD, address_of};
use crate::stack::World;

/// Ada finds an empty wall, registers with mistakes, then without, and confirms her address.
pub(super) async fn joins(world: &World, screen: &Screen) {
    let browser = &screen.browser;
    screen.goto("/").await;
    assert_eq!(screen.says(".empty__what").await, "The wall is still bare.");
    screen.shots("wall-empty").await;
    screen.follow(".empty__do a", "/register").await;
    screen.shots("register").await;
    registers(world, screen).await;

    // What is for members asks to confirm first.
    screen.shots("verify").await;
    screen.goto("/").await;
    assert!(screen.says(".banner").await.contains("not confirmed yet"));
    screen.shot("wall-unconfirmed").await;
    screen.follow(".banner a", "/verify").await;

    // A new link ends the old one, and the new one works once.
    let old = world.link("ada").await;
    screen.follow("form[action='/verify/resend'] button", "/verify").await;
    let new = world.newer_link("ada", &old).await;
    browser.goto(&old).await;
    assert_eq!(screen.says("h1").await, "This link has done its work");
    screen.calm().await;
    screen.shot("verify-dead").await;
    browser.goto(&new).await;
    screen.calm().await;
    screen.shot("verify-button").await;
    screen.follow("form[action='/verify'] button", "/upload").await;
    assert_eq!(screen.says(".flash").await, "Your address is confirmed. You can post now.");
    browser.goto(&new).await;
    assert_eq!(screen.says("h1").await, "This link has done its work");
    screen.calm().await;
}

/// With what the browser itself lets through but the site does not; then rightly.
async fn registers(world: &World, screen: &Screen) {
    let browser = &screen.browser;
    screen.register("ada lovelace", "ada@nowhere", "short").await;
    browser.find("#username[aria-invalid]").await;
    screen.refused(422).await;
    screen.shots("register-errors").await;
    for field in ["username", "email", "password"] {
        assert!(!browser.text(&format!("#{field}-error")).await.is_empty(), "{field}");
    }
    let kept =
        "return ['username', 'email', 'password'].map(it => document.getElementById(it).value)";
    assert_eq!(
        browser.eval(kept, vec![]).await,
        harness::json!(["ada lovelace", "ada@nowhere", ""])
    );
    screen.register("ada", &address_of("ada"), PASSWORD).await;
    screen.arrive("/verify").await;
    assert!(screen.says("main").await.contains(&address_of("ada")));
    if let Some(folder) = world.outbox() {
        assert_eq!(browser.text(".note code").await, folder.display().to_string());
    }
}
