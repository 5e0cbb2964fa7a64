//! What readers choose for themselves.

use harness::Value;

use super::screen::{Device, Screen};
use crate::people::{paint, post, text};
use crate::stack::{Stack, World};

#[tokio::test]
async fn light_or_dark_is_chosen_and_kept() {
    // Init.
    let world = World::start(Stack::Embedded).await;
    let screen = Screen::open(&world, Device::Hand, Stack::Embedded).await;
    let background = "return getComputedStyle(document.body).backgroundColor";
    screen.goto("/login").await;
    let light = screen.browser.eval(background, vec![]).await;

    // Verify: the switch goes from the system's choice over light to dark, and the choice is kept.
    assert_eq!(screen.says("[data-theme-switch]").await, "Theme: as the system");
    screen.browser.click("[data-theme-switch]").await;
    assert_eq!(screen.says("[data-theme-switch]").await, "Theme: light");
    screen.browser.click("[data-theme-switch]").await;
    let dark = screen.browser.eval(background, vec![]).await;
    assert_ne!(dark, light);
    screen.goto("/register").await;
    assert_eq!(screen.browser.eval(background, vec![]).await, dark);
    assert_eq!(screen.says("[data-theme-switch]").await, "Theme: dark");
    screen.browser.click("[data-theme-switch]").await;
    assert_eq!(screen.browser.eval(background, vec![]).await, light);
}

#[tokio::test]
async fn words_lie_on_a_picture_where_a_mouse_points_and_below_it_where_there_is_none() {
    // Init.
    let world = World::start(Stack::Embedded).await;
    let ada = world.member("ada").await;
    post(&ada, &[("title", "Harbour"), ("visibility", "unlisted")], 1).await;
    post(&ada, &[("title", "A quay with a very long name that has no end in sight")], 2).await;

    // Verify: with a mouse.
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await;
    screen.sign_in_as("ada").await;
    let opacity = "return getComputedStyle(document.querySelector('.tile__words')).opacity";
    assert_eq!(screen.browser.eval(opacity, vec![]).await, "0");
    let tile = screen.browser.find(".tile a").await;
    let chain = screen.browser.driver().action_chain().move_to_element_center(&tile);
    chain.perform().await.expect("a mouse can be moved");
    screen.until(&format!("{opacity} === '1'")).await;
    screen.shot_of_window("wall-hover").await;
    drop(screen);

    // Verify: without one.
    let screen = Screen::open(&world, Device::Hand, Stack::Embedded).await;
    screen.sign_in_as("ada").await;
    assert_eq!(screen.browser.eval(opacity, vec![]).await, "1");
    let below = "const box = css => document.querySelector(css).getBoundingClientRect();
        return box('.tile__words').top >= box('.tile__picture').bottom - 1";
    screen.until(below).await;
    screen.shot("wall-words").await;
}

#[tokio::test]
async fn several_pictures_are_chosen_one_is_taken_back_and_the_rest_posted_in_their_order() {
    // Init.
    let world = World::start(Stack::Embedded).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    paint(folder.path(), 3);
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await;
    screen.sign_in_as("ada").await;
    screen.goto("/upload").await;

    // Verify: chosen one after the other, they gather; one is taken back.
    for (at, name) in ["picture_00.jpg", "picture_01.jpg", "picture_02.jpg"].iter().enumerate() {
        let bytes = std::fs::read(folder.path().join(name)).expect("a picture");
        // The driver adds to what was chosen before; a person's choice takes its place.
        screen.browser.eval("document.querySelector('#file').value = ''", vec![]).await;
        screen.browser.attach("#file", name, &bytes).await;
        screen
            .browser
            .fill(&format!(".sheet__item:nth-child({}) [name='alt']", at + 1), name)
            .await;
    }
    screen.shot("upload-several").await;
    screen.browser.click(".sheet__item:nth-child(2) button").await;
    assert_eq!(screen.count(".sheet__item").await, 2);
    screen.browser.click(".upload [type='submit']").await;
    screen.arrive("/photos/").await;
    let photo = world.site.app().get(&screen.path().await).await.expect(200).json;
    let alts =
        photo["images"].as_array().expect("a list").iter().map(|it: &Value| text(&it["alt"]));
    assert_eq!(alts.collect::<Vec<_>>(), ["picture_00.jpg", "picture_02.jpg"]);
}
