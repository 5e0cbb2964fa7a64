//! People on one site at the same time: what one does is seen by the other, and nothing is loaded anew.

use harness::json;
use harness::thirtyfour::{Key, TypingData};

use super::screen::{Device, Screen};
use crate::people::{post, say, text};
use crate::stack::{Stack, World};

on_both_stacks!(a_photo_is_liked_and_talked_about_while_it_is_open);

async fn press(screen: &Screen, keys: impl Into<TypingData>) {
    let typed = screen.browser.driver().action_chain().send_keys(keys).perform().await;
    typed.expect("keys can be pressed");
}

async fn a_photo_is_liked_and_talked_about_while_it_is_open(stack: Stack) {
    // Init: Ada looks at Bea's photo.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let bea = world.member("bea").await;
    let photo = post(&bea, &[("title", "Harbour")], 1).await;
    let screen = Screen::open(&world, Device::Desk, stack).await;
    screen.sign_in_as("ada").await;
    screen.goto(text(&photo["url"])).await;
    screen.mark().await;

    // Verify: she likes it by a key, and keeps it, in place.
    press(&screen, "l").await;
    screen.until("return document.querySelector('.mark--like').dataset.state === 'on'").await;
    screen.browser.click(".mark--bookmark button").await;
    screen.until("return document.querySelector('.mark--bookmark').dataset.state === 'on'").await;
    // It is shown before it is known.
    screen.until("return document.querySelector('[data-sending]') === null").await;
    let seen = world.site.app().get(text(&photo["url"])).await.expect(200).json;
    assert_eq!(seen["counts"]["likes"], 1);

    // Verify: what Bea says meanwhile is there by itself, and is answered in place.
    say(&bea, &photo, "What do you *think*?").await.expect(201);
    screen.until("return document.querySelector('.comment em')?.textContent === 'think'").await;
    screen.browser.click(".comment__answer").await;
    screen.browser.fill(".talk__form--answer textarea", "I like the light.").await;
    screen.browser.click(".talk__form--answer [type='submit']").await;
    screen.until("return document.querySelectorAll('.comment--answer').length === 1").await;
    assert!(screen.is_marked().await, "the page was loaded anew");
    screen.shots("talk-threads").await;
    let told = bea.get("/notifications").await.expect(200).json;
    let kinds = told["items"].as_array().expect("a list").iter().map(|it| text(&it["kind"]));
    let kinds: Vec<_> = kinds.collect();
    assert!(kinds.contains(&"like") && kinds.contains(&"answer"), "{kinds:?}");

    // Verify: she follows Bea, whose next photo is on her front page.
    screen.goto("/@bea").await;
    screen.browser.click(".mark--follow button").await;
    screen.until("return document.querySelector('.mark--follow').dataset.state === 'on'").await;
    post(&bea, &[("title", "Quay")], 2).await;
    screen.goto("/").await;
    screen.until("return document.querySelector('.tile__title').textContent === 'Quay'").await;
}

#[tokio::test]
async fn tags_are_offered_and_a_search_is_a_key_away() {
    // Init.
    let world = World::start(Stack::Embedded).await;
    world.add("ada", &[]).await;
    let bea = world.member("bea").await;
    post(&bea, &[("title", "Harbour"), ("tags", "lantern lake")], 1).await;
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await;
    screen.sign_in_as("ada").await;

    // Verify: the form for a photo offers what others wrote, by keys alone.
    screen.goto("/upload").await;
    screen.browser.fill("[name='tags']", "lan").await;
    screen.until("return document.querySelector('[name=tags]').ariaExpanded === 'true'").await;
    screen.shots("tags-offered").await;
    press(&screen, Key::Down).await;
    press(&screen, Key::Enter).await;
    screen.until("return document.querySelector('[name=tags]').value === 'lantern '").await;
    assert_eq!(screen.path().await, "/upload", "nothing was sent");

    // Verify: the search field is a key away, and finds.
    screen.goto("/").await;
    press(&screen, "/").await;
    screen.until("return document.activeElement.matches('[data-search]')").await;
    press(&screen, "harb").await;
    press(&screen, Key::Enter).await;
    screen
        .until("return location.pathname === '/search' && document.querySelector('.tile') !== null")
        .await;
    screen.calm().await;
    screen.shots("search-found").await;
}

#[tokio::test]
async fn an_album_is_put_in_order_by_buttons_and_by_hand() {
    // Init: an album of three photos.
    let world = World::start(Stack::Embedded).await;
    let ada = world.member("ada").await;
    ada.post("/albums", &json!({ "title": "Lakes" })).await.expect(201);
    for seed in 1..=3 {
        let title = format!("Lake {seed}");
        let photo = post(&ada, &[("title", title.as_str())], seed).await;
        let place = format!("/@ada/albums/lakes/photos/{}", text(&photo["id"]));
        ada.put(&place, &json!({})).await.expect(200);
    }
    let screen = Screen::open(&world, Device::Hand, Stack::Embedded).await;
    screen.sign_in_as("ada").await;
    let order = || async {
        let album = ada.get("/@ada/albums/lakes").await.expect(200).json;
        let items = album["items"].as_array().expect("a list").clone();
        items.iter().map(|it| text(&it["title"]).to_owned()).collect::<Vec<_>>()
    };
    let before = order().await;

    // Verify: the second goes up by its button.
    screen.goto("/@ada/albums/lakes/edit").await;
    screen.shots("album-edit").await;
    screen.browser.click("[data-order] > li:nth-child(2) button[value='up']").await;
    let first =
        format!("return document.querySelector('.order__name a').textContent === '{}'", before[1]);
    screen.until(&first).await;
    assert_eq!(order().await, [before[1].clone(), before[0].clone(), before[2].clone()]);

    // Verify: the last is dragged before the first, and nothing is loaded anew.
    screen.mark().await;
    let drag = "const items = document.querySelectorAll('[data-order] > li');
        const at = (item, type) => item.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true }));
        at(items[2], 'dragstart'); at(items[0], 'dragover'); at(items[0], 'drop'); at(items[2], 'dragend');";
    screen.browser.eval(drag, vec![]).await;
    let first =
        format!("return document.querySelector('.order__name a').textContent === '{}'", before[2]);
    screen.until(&first).await;
    assert!(screen.is_marked().await, "the page was loaded anew");
    assert_eq!(order().await, [before[2].clone(), before[1].clone(), before[0].clone()]);
}
