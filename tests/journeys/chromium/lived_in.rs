//! A community that is lived in, to be looked at: every page at both sizes, in the light and in the dark.

use harness::Value;

use super::screen::{Device, Screen};
use crate::people::text;
use crate::stack::{Stack, World};

#[tokio::test]
async fn a_community_looks_well_at_a_desk() {
    looks_well(Device::Desk).await;
}

#[tokio::test]
async fn a_community_looks_well_in_the_hand() {
    looks_well(Device::Hand).await;
}

async fn looks_well(device: Device) {
    // Init: people, pictures and talk, the same each time.
    let world = World::start(Stack::Embedded).await;
    world
        .site
        .run(&["demo", "--users", "12", "--photos", "48", "--comments", "150", "--seed", "7"])
        .await;
    world.add("grace", &["--admin"]).await;
    let all = world.site.app().get("/photos?limit=100").await.expect(200).json;
    let photos = all["items"].as_array().expect("a list");
    let screen = Screen::open(&world, device, Stack::Embedded).await;

    // Verify: walls.
    screen.goto("/").await;
    check_wall(&screen).await;
    screen.shot_of_window("demo-wall-top").await;
    screen.shots("demo-wall").await;
    screen.goto(&format!("/tags/{}", text(&photos[0]["tags"][0]))).await;
    screen.shot("demo-tag").await;
    screen.goto(text(&photos[0]["author"]["url"])).await;
    screen.shots("demo-profile").await;

    // Verify: photos of all shapes, and the most talked of.
    for (name, photo) in [
        ("wide", most(photos, shape)),
        ("tall", most(photos, |it| -shape(it))),
        ("talk", most(photos, |it| it["counts"]["comments"].as_f64().unwrap_or_default())),
    ] {
        screen.goto(text(&photo["url"])).await;
        fits_the_window(&screen, device).await;
        screen.shot_of_window(&format!("demo-photo-{name}-top")).await;
        screen.shots(&format!("demo-photo-{name}")).await;
    }

    // Verify: the same for those who look after the site.
    screen.sign_in_as("grace").await;
    screen.goto("/admin/users").await;
    screen.shots("demo-admin").await;
    screen.goto("/").await;
    screen.browser.click(".menu summary").await;
    screen.shot_of_window("demo-menu").await;
}

/// The photo of which most is said by a function.
fn most(photos: &[Value], of: impl Fn(&Value) -> f64) -> &Value {
    photos.iter().max_by(|a, b| of(a).total_cmp(&of(b))).expect("a photo")
}

/// The width of the first picture in heights.
fn shape(photo: &Value) -> f64 {
    let side = |name: &str| photo["images"][0][name].as_f64().expect("a number");
    side("width") / side("height")
}

/// No tile is empty, too small to see or cut off; all are in their shape.
async fn check_wall(screen: &Screen) {
    let shaped = "return [...document.querySelectorAll('.tile')].every(it => {
        const box = it.querySelector('.tile__picture').getBoundingClientRect(), image = it.querySelector('img');
        const wanted = image.getAttribute('width') / image.getAttribute('height');
        return box.height > 60 && box.right <= innerWidth && Math.abs(box.width / box.height / wanted - 1) < 0.02; })";
    screen.until(shaped).await;
}

/// The picture of a photo is seen whole, without scrolling, and its title begins on the same screen at a desk.
async fn fits_the_window(screen: &Screen, device: Device) {
    let whole = "const box = document.querySelector('.plate img').getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight";
    screen.until(whole).await;
    if device == Device::Desk {
        screen
            .until("return document.querySelector('h1').getBoundingClientRect().top < innerHeight")
            .await;
    }
}
