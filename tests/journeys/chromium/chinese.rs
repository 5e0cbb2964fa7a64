//! The same in Chinese, in the hand.

use harness::pictures;

use super::screen::{Device, Screen};
use crate::people::post_of;
use crate::stack::{Stack, World};

#[tokio::test]
async fn the_pages_in_chinese() {
    // Init.
    let world = World::start(Stack::Embedded).await;
    let chen = world.member("chen").await;
    let words = [
        ("title", "湖边的清晨"),
        ("alt", "湖"),
        ("tags", "湖 清晨"),
        ("caption", "天还没亮就出发了，走了两个小时才到湖边。"),
    ];
    let photo = post_of(&chen, &words, pictures::jpeg(900, 600, 1)).await;
    let path = photo["url"].as_str().expect("a path");
    let screen = Screen::open(&world, Device::Hand, Stack::Embedded).await;
    let browser = &screen.browser;

    // Verify: one press in the foot, and all pages speak it.
    screen.goto("/").await;
    screen.follow("form[action='/language'] [value='zh-CN']", "/").await;
    let lang = "return document.documentElement.lang === 'zh-CN'";
    screen.until(lang).await;
    screen.shot("zh-wall").await;
    screen.goto("/register").await;
    screen.register("a b", "x@y", "1").await;
    browser.find("#username[aria-invalid]").await;
    screen.refused(422).await;
    screen.shot("zh-register-errors").await;
    screen.sign_in_as("chen").await;
    screen.goto("/upload").await;
    screen.shot("zh-upload").await;

    // Verify: what a script writes is in the same words as what the server writes.
    screen.goto(path).await;
    browser.fill("#body", "真美！").await;
    browser.click(".talk__form [type='submit']").await;
    let day = "return document.querySelector('.comment time').textContent";
    browser.find(".comment").await;
    let drawn = browser.eval(day, vec![]).await;
    screen.goto(path).await;
    assert_eq!(browser.eval(day, vec![]).await, drawn);
    assert!(drawn.as_str().is_some_and(|it| it.contains('年')), "{drawn}");
    screen.shot("zh-photo").await;
    screen.until(lang).await;
}
