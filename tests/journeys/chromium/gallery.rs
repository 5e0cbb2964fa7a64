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
    let all = world.site.app().get("/photos?sort=popular&limit=100").await.expect(200).json;
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

    the_way_back_leads_here(&screen, &all).await;
}

/// Whoever has gone on, comes again or asks once more finds what was there.
async fn the_way_back_leads_here(screen: &Screen, all: &harness::Value) {
    // Verify: the first of the new ones opens, and the way back leads to where one was, with all that was there.
    screen.follow(".tile:nth-child(31) a", "/photos/").await;
    screen.browser.driver().back().await.expect("there is a way back");
    whole_again(screen, all).await;

    // Verify: so does asking for the page once more; its address alone is a page of its own, with the way to the newest.
    screen.browser.driver().refresh().await.expect("it can be asked for again");
    whole_again(screen, all).await;
    let address = screen.path().await;
    assert!(address.contains("after="), "{address}");
    screen.browser.goto("about:blank").await;
    screen.goto(&address).await;
    assert_eq!(screen.count(".tile").await, 5);
    screen.follow(".head__link", "/").await;
    assert_eq!(screen.count(".tile").await, 30);
}

/// All tiles are there, in their order, and the last of them are on the screen.
async fn whole_again(screen: &Screen, all: &harness::Value) {
    screen.until("return document.querySelectorAll('.tile').length === 35").await;
    assert_eq!(&screen.browser.eval(TILES, vec![]).await, all);
    let seen =
        "return document.querySelectorAll('.tile')[30].getBoundingClientRect().top < innerHeight";
    screen.until(seen).await;
    screen.calm().await;
}

#[tokio::test]
async fn one_walks_on_past_what_was_loaded_and_looks_closely() {
    // Init: a wall of which the first page is loaded, and its last photo.
    let world = World::start(Stack::Embedded).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    paint(folder.path(), 32);
    world.site.run(&["upload", folder.path().to_str().expect("a path"), "--user", "ada"]).await;
    let all = world.site.app().get("/photos?limit=100").await.expect(200).json;
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await;
    screen.goto("/new").await;
    screen.follow(".tile:nth-child(30) a", "/photos/").await;

    // Verify: the next ones are those of the next page, and there is a way back from each; after the last there is none.
    for at in [30, 31] {
        screen.browser.click(".stage__step--next").await;
        screen.arrive(all["items"][at]["url"].as_str().expect("an address")).await;
        screen.browser.find(".stage__step--prev").await;
    }
    screen.until("return !document.querySelector('.stage__step--next')").await;
    screen.shots("photo-steps").await;

    // Verify: the picture in the whole window, each of its pixels, and back.
    let is_open = "return document.querySelector('#viewer').open";
    screen.browser.click(".plate__zoom").await;
    screen.until(is_open).await;
    screen.until("const it = document.querySelector('#viewer img'); return it.complete && it.naturalWidth > 0").await;
    screen.shot_of_window("viewer").await;
    screen.browser.click(".viewer__zoom").await;
    screen.browser.find(".viewer--close").await;
    let close =
        "const it = document.querySelector('#viewer img'); return it.width === it.naturalWidth";
    screen.until(close).await;
    screen.browser.click(".viewer__acts button:last-child").await;
    screen.until("return !document.querySelector('#viewer').open").await;
    screen.calm().await;
}
