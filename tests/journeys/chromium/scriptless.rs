//! The short path in a real browser that runs no scripts.

use harness::pictures;

use super::screen::{Device, Screen};
use crate::people::{PASSWORD, address_of};
use crate::stack::{Stack, World};

on_both_stacks!(the_short_path_without_scripts);

async fn the_short_path_without_scripts(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let screen = Screen::open_with(&world, Device::Hand, stack == Stack::Embedded, false).await;
    let browser = &screen.browser;

    // Verify: in.
    screen.goto("/register").await;
    assert!(!browser.has(".scripted").await, "no script ran");
    screen.register("ada", &address_of("ada"), PASSWORD).await;
    screen.arrive("/verify").await;
    browser.goto(&world.link("ada").await).await;
    screen.follow("form[action='/verify'] button", "/upload").await;
    browser.driver().delete_all_cookies().await.expect("cookies can be lost");
    screen.goto("/upload").await;
    screen.sign_in("ada", "/upload").await;

    // Verify: a picture.
    screen.shot("upload-scriptless").await;
    browser.attach("#file", "harbour.jpg", &pictures::jpeg(600, 400, 7)).await;
    browser.fill("#title", "Harbour").await;
    browser.fill("#alt", "Boats").await;
    screen.follow(".upload [type='submit']", "/photos/").await;
    let path = screen.path().await;
    assert_eq!(screen.says("h1").await, "Harbour");

    // Verify: a comment, changed and deleted.
    browser.fill("#body", "What light!").await;
    screen.follow(".talk__form [type='submit']", &path).await;
    assert_eq!(screen.says(".flash").await, "Your comment is posted.");
    screen.shot("photo-scriptless").await;
    screen.follow(".comment__edit", "/comments/").await;
    screen.shot("comment-edit-scriptless").await;
    browser.fill("textarea", "What a light!").await;
    screen.follow("[data-act='comment-edit'] [type='submit']", &path).await;
    assert_eq!(screen.says(".comment__body").await, "What a light!");
    browser.click(".comment .confirm summary").await;
    screen.follow("[data-act='comment-delete'] button", &path).await;
    assert!(!browser.has(".comment").await);

    // Verify: gone.
    browser.click(".facts .confirm summary").await;
    screen.follow("[data-act='photo-delete'] button", "/@ada").await;
    browser.goto(&world.site.url(&path)).await;
    screen.refused(410).await;
    assert_eq!(world.stored(), [""; 0]);
}
