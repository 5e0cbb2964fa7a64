//! Without a mouse.

use harness::thirtyfour::{Key, TypingData};

use super::screen::{Device, Screen};
use crate::people::{PASSWORD, address_of, paint, text};
use crate::stack::{Stack, World};

/// Presses keys, wherever they go.
async fn press(screen: &Screen, keys: impl Into<TypingData>) {
    let chain = screen.browser.driver().action_chain().send_keys(keys);
    chain.perform().await.expect("keys can be pressed");
}

/// What has the focus: its name, id or class.
async fn focus(screen: &Screen) -> String {
    let focus =
        "const it = document.activeElement; return it.name || it.id || it.className || it.tagName";
    text(&screen.browser.eval(focus, vec![]).await).to_owned()
}

/// Presses Tab until this has the focus, and says how often.
async fn tab_to(screen: &Screen, wanted: &str) -> usize {
    for count in 1..=15 {
        press(screen, Key::Tab).await;
        let seen = "const it = document.activeElement.getBoundingClientRect();
            return it.width > 0 && it.top >= 0 && it.bottom <= innerHeight";
        screen.until(seen).await;
        if focus(screen).await == wanted {
            return count;
        }
    }
    panic!("{wanted} cannot be reached: {}", focus(screen).await);
}

#[tokio::test]
async fn a_newcomer_joins_by_keyboard_alone() {
    // Init.
    let world = World::start(Stack::Embedded).await;
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await;
    screen.goto("/register").await;

    // Verify: the first stop jumps over the bar; the fields come in their order.
    press(&screen, Key::Tab).await;
    assert_eq!(focus(&screen).await, "skip");
    screen.shot_of_window("skip-link").await;
    press(&screen, Key::Enter).await;
    screen.until("return document.activeElement.id === 'main'").await;
    assert_eq!(tab_to(&screen, "username").await, 1);
    press(&screen, "ada").await;
    assert_eq!(tab_to(&screen, "email").await, 1);
    press(&screen, address_of("ada")).await;
    assert_eq!(tab_to(&screen, "password").await, 1);
    press(&screen, PASSWORD).await;
    press(&screen, Key::Enter).await;
    screen.arrive("/verify").await;

    // Verify: without the jump it is a few stops more.
    screen.goto("/login").await;
    assert!(tab_to(&screen, "login").await <= 10);
}

/// Ada in front of a wall of three pictures.
async fn at_a_wall() -> (World, Screen) {
    let world = World::start(Stack::Embedded).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    paint(folder.path(), 3);
    let path = folder.path().to_str().expect("a path");
    world.site.run(&["upload", path, "--user", "ada", "--jobs", "1"]).await;
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await;
    screen.sign_in_as("ada").await;
    (world, screen)
}

#[tokio::test]
async fn keys_open_the_help_and_walk_along_the_wall() {
    // Init.
    let (_world, screen) = at_a_wall().await;

    // Verify: ? opens the help, Escape closes it.
    press(&screen, "?").await;
    screen.until("return document.querySelector('#help').open").await;
    screen.shot_of_window("help").await;
    press(&screen, Key::Escape).await;
    screen.until("return !document.querySelector('#help').open").await;

    // Verify: j and k step from picture to picture, Enter opens, arrows go on along the wall.
    for key in ["j", "j", "j", "k"] {
        press(&screen, key).await;
    }
    screen.until("return document.activeElement === document.querySelectorAll('.tile a')[1]").await;
    screen.shot_of_window("wall-focus").await;
    press(&screen, Key::Enter).await;
    screen.arrive("/photos/").await;
    assert_eq!(screen.says("h1").await, "picture 01");
    press(&screen, Key::Right).await;
    screen.until("return document.querySelector('h1').textContent.includes('picture 00')").await;

    // Verify: who does not want them switches them off.
    screen.goto("/").await;
    press(&screen, "?").await;
    screen.browser.click("[data-keys-on]").await;
    press(&screen, Key::Escape).await;
    press(&screen, "?").await;
    assert_eq!(
        screen.browser.eval("return document.querySelector('#help').open", vec![]).await,
        false
    );
}

#[tokio::test]
async fn a_comment_is_written_by_keyboard_alone() {
    // Init.
    let (_world, screen) = at_a_wall().await;
    screen.follow(".tile a", "/photos/").await;

    // Verify: c begins a comment, in which letters are letters.
    press(&screen, "c").await;
    screen.until("return document.activeElement.id === 'body'").await;
    press(&screen, "just jk? ").await;
    let typed =
        "return [document.querySelector('#body').value, document.querySelector('#help').open]";
    assert_eq!(screen.browser.eval(typed, vec![]).await, harness::json!(["just jk? ", false]));
    press(&screen, Key::Tab).await;
    press(&screen, Key::Enter).await;
    screen.browser.find(".comment").await;

    // Verify: a menu that was opened closes by Escape, and keeps the place.
    screen.browser.click(".menu summary").await;
    press(&screen, Key::Escape).await;
    screen.until("return !document.querySelector('.menu').open").await;
    screen.until("return document.activeElement.matches('.menu summary')").await;
    screen.calm().await;
}
