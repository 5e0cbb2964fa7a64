//! With a finger.

use harness::json;

use super::screen::{Device, Screen};
use crate::people::paint;
use crate::stack::{Stack, World};

/// Draws a finger over the screen in small steps, as the glass reports it.
async fn draw(screen: &Screen, from: (i32, i32), to: (i32, i32)) {
    const STEPS: i32 = 12;
    let cdp = screen.browser.driver().cdp();
    let send = async |kind: &str, points: harness::Value| {
        let event = json!({ "type": kind, "touchPoints": points });
        cdp.send_raw("Input.dispatchTouchEvent", event).await.expect("glass can be touched");
    };
    send("touchStart", json!([{ "x": from.0, "y": from.1 }])).await;
    for step in 1..=STEPS {
        let at = |from: i32, to: i32| from + (to - from) * step / STEPS;
        send("touchMove", json!([{ "x": at(from.0, to.0), "y": at(from.1, to.1) }])).await;
    }
    send("touchEnd", json!([])).await;
}

async fn is_called(screen: &Screen, title: &str) {
    let called = format!(
        "return document.querySelector('h1').textContent.trim() === '{title}' && document.readyState === 'complete' && document.querySelector('.stage__step') !== null && !document.activeViewTransition"
    );
    screen.until(&called).await;
    screen.calm().await;
}

#[tokio::test]
async fn a_finger_leads_along_the_wall_and_scrolls_the_page() {
    // Init: three photos, of which the one in the middle is open.
    let world = World::start(Stack::Embedded).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    paint(folder.path(), 3);
    let path = folder.path().to_str().expect("a path");
    world.site.run(&["upload", path, "--user", "ada", "--jobs", "1"]).await;
    let screen = Screen::open(&world, Device::Hand, Stack::Embedded).await;
    let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
    let cdp = screen.browser.driver().cdp();
    cdp.send_raw("Emulation.setTouchEmulationEnabled", touch).await.expect("glass");
    screen.goto("/new").await;
    screen.follow(".tile:nth-child(2) a", "/photos/").await;
    is_called(&screen, "picture 01").await;

    // Verify: up and down, also a little askew, scrolls and leads nowhere.
    screen.mark().await;
    draw(&screen, (200, 180), (160, 90)).await;
    screen.until("return scrollY > 0").await;
    draw(&screen, (160, 90), (200, 300)).await;
    screen.until("return scrollY === 0").await;
    // Nor does a finger that hardly moves, or one that crosses the words below the picture.
    draw(&screen, (200, 150), (160, 150)).await;
    draw(&screen, (300, 600), (60, 600)).await;
    assert!(screen.is_marked().await, "another page was loaded");
    assert_eq!(screen.says("h1").await, "picture 01");
    assert!(!screen.browser.has("#viewer[open]").await, "a finger that moves opens nothing");

    // Verify: to the left leads on, to the right leads back, and at the ends nowhere.
    draw(&screen, (300, 150), (60, 160)).await;
    is_called(&screen, "picture 00").await;
    screen.mark().await;
    draw(&screen, (300, 130), (60, 130)).await;
    draw(&screen, (60, 130), (300, 140)).await;
    is_called(&screen, "picture 01").await;
    draw(&screen, (60, 130), (300, 140)).await;
    is_called(&screen, "picture 02").await;
}
