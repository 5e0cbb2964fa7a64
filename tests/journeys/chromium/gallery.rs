//! A site that is lived in: walls of many pages, and how they look.

use super::screen::{Device, Screen};
use crate::people::paint;
use crate::stack::{Stack, World};

on_both_stacks!(a_wall_grows_in_place_at_a_desk, a_wall_grows_in_place_in_the_hand);

async fn a_wall_grows_in_place_at_a_desk(stack: Stack) {
    a_wall_grows_in_place(stack, Device::Desk).await;
}

async fn a_wall_grows_in_place_in_the_hand(stack: Stack) {
    a_wall_grows_in_place(stack, Device::Hand).await;
}

/// The addresses of all tiles, in order.
const TILES: &str = "return [...document.querySelectorAll('.tile a')].map(it => it.pathname)";

/// Whether all rows but the last fill the width, and the pictures of each are of one height.
const JUSTIFIED: &str = "const boxes = [...document.querySelectorAll('.tile__picture')]
        .map(it => it.getBoundingClientRect());
    return [...Map.groupBy(boxes, it => Math.round(it.top)).values()].slice(0, -1).every(row => {
        const heights = row.map(it => it.height);
        const even = Math.max(...heights) - Math.min(...heights) < 2;
        return even && row[0].left < 40 && row.at(-1).right > innerWidth - 40; })";

async fn a_wall_grows_in_place(stack: Stack, device: Device) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    paint(folder.path(), 35);
    let path = folder.path().to_str().expect("a path");
    world.site.run(&["upload", path, "--user", "ada"]).await;
    let all = world.site.app().get("/photos?limit=100").await.expect(200).json;
    let all = all["items"].as_array().expect("a list").iter().map(|it| it["url"].clone());
    let all = harness::Value::from(all.collect::<Vec<_>>());
    let screen = Screen::open(&world, device, stack).await;

    // Check: the first page, in rows of one height that fill the width.
    screen.goto("/").await;
    assert_eq!(screen.count(".tile").await, 30);
    if device == Device::Desk {
        screen.until(JUSTIFIED).await;
    }

    // Verify: the rest comes below it, without a new page.
    screen.mark().await;
    screen.browser.click("#more .button").await;
    screen.until("return document.querySelectorAll('.tile').length === 35").await;
    screen
        .until("return document.querySelector('#more').textContent === 'That is all there is.'")
        .await;
    assert!(screen.is_marked().await, "the page was loaded anew");
    assert_eq!(screen.browser.eval(TILES, vec![]).await, all);
    screen
        .until("return document.activeElement === document.querySelectorAll('.tile a')[30]")
        .await;
    screen.calm().await;
    screen.shot("wall-grown").await;

    // Verify: the first of the new ones opens, and the way back leads to where one was.
    screen.follow(".tile:nth-child(31) a", "/photos/").await;
    screen.browser.driver().back().await.expect("there is a way back");
    screen.until("return document.querySelectorAll('.tile').length > 0").await;
    screen.calm().await;
}
