//! The same evening in a browser that runs no scripts: links and plain forms.

use harness::{Method, json};

use super::screen::{Device, Screen};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(an_evening_without_scripts);

async fn an_evening_without_scripts(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let bea = world.member("bea").await;
    let ada = world.member("ada").await;
    let seen = post(&bea, &[("title", "Harbour"), ("tags", "lake")], 1).await;
    let own =
        [post(&ada, &[("title", "Dawn")], 2).await, post(&ada, &[("title", "Dusk")], 3).await];
    let like = format!("{}/like", text(&own[0]["url"]));
    bea.exchange(bea.request(Method::PUT, &like)).await.expect(200);
    let screen = Screen::open_with(&world, Device::Hand, stack == Stack::Embedded, false).await;
    screen.sign_in_as("ada").await;
    assert!(!screen.browser.has(".scripted").await, "no script ran");

    // Verify, one after the other.
    acts(&screen, text(&seen["url"])).await;
    makes_an_album(&screen, [text(&own[0]["url"]), text(&own[1]["url"])]).await;
    shares_reads_and_leaves(&screen).await;

    // Check: all of it was done.
    let view = ada.get(text(&seen["url"])).await.expect(200).json;
    assert_eq!(
        (&view["viewer"]["liked"], &view["viewer"]["bookmarked"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(view["comments"]["items"][0]["body"], "A lovely light");
    let album = ada.get("/@ada/albums/evenings").await.expect(200).json;
    let titles: Vec<_> =
        album["items"].as_array().expect("a list").iter().map(|it| text(&it["title"])).collect();
    assert_eq!(titles, ["Dusk", "Dawn"]);
    assert_eq!(ada.get("/notifications").await.expect(200).json["unread"], 0);
}

/// Searches, likes, says something, keeps, follows its author and its tag.
async fn acts(screen: &Screen, path: &str) {
    let browser = &screen.browser;
    screen.goto("/").await;
    screen.follow(".find__link", "/search").await;
    browser.fill("#q", "harb").await;
    screen.follow(".search__form [type='submit']", "/search").await;
    screen.follow(".tile a", path).await;
    screen.follow(".mark--like button", path).await;
    assert_eq!(screen.says(".flash").await, "You like this photo.");
    screen.shot("photo-liked-scriptless").await;
    browser.fill("#body", "A lovely light").await;
    screen.follow(".talk__form [type='submit']", path).await;
    screen.follow(".mark--bookmark button", path).await;
    browser.find(".mark--bookmark[data-state='on']").await;
    screen.follow(".by .name", "/@bea").await;
    screen.follow(".mark--follow button", "/@bea").await;
    browser.find(".mark--follow[data-state='on']").await;
    screen.goto(path).await;
    screen.follow(".tags a", "/tags/lake").await;
    screen.follow(".mark--follow button", "/tags/lake").await;
    browser.find(".mark--follow[data-state='on']").await;
}

async fn makes_an_album(screen: &Screen, photos: [&str; 2]) {
    let browser = &screen.browser;
    browser.click(".menu summary").await;
    screen.follow(".menu a[href='/@ada/albums']", "/@ada/albums").await;
    screen.follow("main a[href='/albums/new']", "/albums/new").await;
    browser.fill("#title", "Evenings").await;
    screen.follow("main form [type='submit']", "/@ada/albums/evenings").await;
    for photo in photos {
        screen.goto(photo).await;
        screen.follow(".deeds a[href$='/albums']", &format!("{photo}/albums")).await;
        screen.follow(".thing form button", &format!("{photo}/albums")).await;
    }
    screen.follow(".thing a", "/@ada/albums/evenings").await;
    screen.follow(".head__acts a[href$='/edit']", "/@ada/albums/evenings/edit").await;
    screen.shot("album-edit-scriptless").await;
    screen
        .follow(".order__item:nth-child(2) button[value='up']", "/@ada/albums/evenings/edit")
        .await;
    assert_eq!(screen.says(".order__name a").await, "Dusk");
    // What was moved is what one sees.
    let there = "const box = document.querySelector('.order__item').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight";
    screen.until(there).await;
}

async fn shares_reads_and_leaves(screen: &Screen) {
    let browser = &screen.browser;
    screen.goto("/@ada/albums/evenings").await;
    browser.click(".sheet-share summary").await;
    screen.follow(".sheet-share a[href$='/shares']", "/@ada/albums/evenings/shares").await;
    browser.click("main form [type='submit']").await;
    let link =
        browser.find("#share-made").await.value().await.expect("a field").expect("an address");
    screen.calm().await;
    screen.follow(".bar__notices", "/notifications").await;
    screen.follow(".notices__head form button", "/notifications").await;
    browser.click(".menu summary").await;
    screen.follow(".menu form[action='/logout'] button", "/").await;
    assert!(!browser.has(".menu").await);

    // Verify: the link opens the album to whoever has it.
    browser.goto(&link).await;
    screen.calm().await;
    assert_eq!(screen.says("h1").await, "Evenings");
}
