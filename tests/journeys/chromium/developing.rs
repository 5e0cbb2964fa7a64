//! Pictures whose sizes are still being made, as their author and others see them.

use harness::{Sql, pictures};

use super::screen::{Device, Screen};
use crate::people::{post_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_page_fills_in_by_itself,
    a_page_without_scripts_fills_in_too,
    several_files_are_refused_each_in_its_place,
);

/// Puts a posted photo back to where it was a moment after it came: a file, no sizes, a job that nobody has begun.
fn undevelop(world: &World) {
    let mut sql = Sql::open(world.site.database());
    sql.must("UPDATE photos SET shown_at = NULL");
    sql.must("UPDATE pictures SET state = 'pending'");
    sql.must(
        "INSERT INTO jobs (kind, picture_id, state, attempts, due_at, created_at, last_error)
        SELECT 'develop', id, 'queued', 1, 9000000000000000, 0, '' FROM pictures",
    );
}

/// Lets the site's worker begin.
fn develop(world: &World) {
    Sql::open(world.site.database()).must("UPDATE jobs SET due_at = 0");
}

async fn a_page_fills_in_by_itself(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post_of(&ada, &[("title", "Harbour")], pictures::private_jpeg(900, 600, 4)).await;
    undevelop(&world);
    let path = text(&photo["url"]);
    let screen = Screen::open(&world, Device::Hand, stack).await;

    // Check: its author sees it at once, others do not.
    world.site.visitor().get(path).await.expect(404);
    assert_eq!(world.site.app().get("/photos").await.expect(200).json["items"], harness::json!([]));
    screen.sign_in_as("ada").await;
    screen.goto(path).await;
    screen.browser.find("[data-developing] .plate__state").await;
    screen.shots("photo-developing").await;
    screen.mark().await;

    // Verify: the sizes come without a new page, and what became of the file is told.
    develop(&world);
    screen.until("return !document.querySelector('.plate__state')").await;
    let shown = "const it = document.querySelector('.plate__picture');
        return it.complete && it.naturalWidth > 0 && it.srcset.includes('320x')";
    screen.until(shown).await;
    assert!(screen.is_marked().await, "the page was loaded anew");
    screen.browser.click(".receipt summary").await;
    let receipt = screen.says(".receipt").await;
    for said in ["place where it was taken was removed", "image/jpeg, 900 × 600", "SHA-256"] {
        assert!(receipt.contains(said), "{receipt}");
    }
    screen.calm().await;
    screen.shots("photo-receipt").await;
    world.site.visitor().get(path).await.expect(200);
}

async fn a_page_without_scripts_fills_in_too(stack: Stack) {
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post_of(&ada, &[], pictures::jpeg(900, 600, 4)).await;
    undevelop(&world);
    let screen = Screen::open_with(&world, Device::Hand, false, false).await;
    screen.sign_in_as("ada").await;
    screen.goto(text(&photo["url"])).await;
    screen.browser.find(".plate__state").await;
    develop(&world);
    screen.browser.wait_gone(".plate__state").await;
    screen.calm().await;
}

/// Of three files two are none: each says so beside itself, and what was typed stays.
async fn several_files_are_refused_each_in_its_place(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let screen = Screen::open(&world, Device::Hand, stack).await;
    screen.sign_in_as("ada").await;
    screen.goto("/upload").await;
    let cut = &pictures::jpeg(300, 200, 3)[..90];
    let files: [(&str, &[u8]); 3] = [
        ("one.jpg", &pictures::jpeg(300, 200, 1)),
        ("two.jpg", &pictures::html()),
        ("three.png", cut),
    ];
    screen.browser.attach_all("#file", &files).await;
    screen.until("return document.querySelectorAll('.sheet__item').length === 3").await;
    screen.browser.fill("#title", "Three").await;

    // Verify.
    screen.browser.click(".upload [type='submit']").await;
    screen.browser.find(".sheet__item [aria-invalid]").await;
    screen.refused(422).await;
    let errors = "return [...document.querySelectorAll('.sheet__item .field__error')].map(it => it.textContent)";
    let errors = screen.browser.eval(errors, vec![]).await;
    assert_eq!(errors[0], "");
    assert!(text(&errors[1]).contains("HTML"), "{errors}");
    assert!(!text(&errors[2]).is_empty(), "{errors}");
    screen.shots("upload-refused-files").await;
    assert_eq!(world.stored(), [""; 0]);

    // Verify: without them it goes.
    for _ in 0..2 {
        screen.browser.click(".sheet__item:last-child button").await;
    }
    screen.browser.click(".upload [type='submit']").await;
    screen.arrive("/photos/").await;
    assert_eq!(screen.says("h1").await, "Three");
}
