//! What stands in a page for programs, as a browser with the site's own policies takes it.

use harness::{Value, json};

use super::screen::{Device, Screen};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(a_photo_tells_programs_what_it_is);

/// Everything that stands in the page as JSON-LD, read as the browser read it.
const TOLD: &str = "return [...document.querySelectorAll('script[type=\"application/ld+json\"]')].map(it => JSON.parse(it.textContent))";

async fn a_photo_tells_programs_what_it_is(stack: Stack) {
    // Init: words that would end a script, and none.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let words = [
        ("title", "</script><b>Harbour & \u{2028}“dusk”"),
        ("alt", "<!-- Boats"),
        ("tags", "lake"),
        ("license", "CC-BY-4.0"),
    ];
    let photo = post(&ada, &words, 1).await;
    let plain = post(&ada, &[("visibility", "unlisted")], 2).await;
    let secret = post(&ada, &[("visibility", "followers"), ("license", "CC0-1.0")], 3).await;
    let screen = Screen::open(&world, Device::Desk, stack).await;

    // Verify: nothing is complained about, and the whole of it is there.
    let told = told(&screen, text(&photo["url"])).await;
    assert_eq!(told["@context"], "https://schema.org");
    let image = &told["@graph"][0];
    assert_eq!(image["@type"], "ImageObject");
    assert_eq!((&image["name"], &image["description"]), (&photo["title"], &json!("<!-- Boats")));
    assert_eq!(image["license"], "https://creativecommons.org/licenses/by/4.0/");
    let here = screen.base().to_owned() + text(&photo["url"]);
    assert_eq!(
        (text(&image["url"]), text(&image["acquireLicensePage"])),
        (here.as_str(), here.as_str())
    );
    assert_eq!(
        (&image["creator"]["@type"], &image["creator"]["name"]),
        (&json!("Person"), &json!("ada"))
    );
    assert_eq!((&image["creditText"], &image["keywords"]), (&json!("ada"), &json!(["lake"])));
    assert!(text(&image["copyrightNotice"]).starts_with('©'));
    assert_eq!((&image["width"], &image["height"]), (&json!(360), &json!(240)));
    the_picture_is_there(&screen, image).await;

    // Verify: without a licence none is told; what is not for everybody is told to nobody.
    let told = self::told(&screen, text(&plain["url"])).await;
    assert!(told["@graph"][0].get("license").is_none(), "{told}");
    screen.sign_in_as("ada").await;
    screen.goto(text(&secret["url"])).await;
    assert_eq!(screen.browser.eval(TOLD, vec![]).await, json!([]));
}

async fn told(screen: &Screen, path: &str) -> Value {
    screen.goto(path).await;
    let told = screen.browser.eval(TOLD, vec![]).await;
    let all = told.as_array().expect("a list");
    assert_eq!(all.len(), 1, "{told}");
    all[0].clone()
}

/// The picture that is named is the picture.
async fn the_picture_is_there(screen: &Screen, image: &Value) {
    let size = "const image = new Image(); image.src = arguments[0];
        return image.decode().then(() => [image.naturalWidth, image.naturalHeight])";
    let size = screen.browser.eval(size, vec![image["contentUrl"].clone()]).await;
    assert_eq!(size, json!([360, 240]));
}
