//! A whole evening without a mouse: nothing but keys is pressed, and one sees all the time where one is.

use harness::thirtyfour::{Key, TypingData};
use harness::{Method, json};

use super::screen::{Device, Screen};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(an_evening_by_keys_alone);

/// Whether what has the focus can be seen to have it: it is on the screen, nothing lies on it, and there is a ring around it.
const SEEN: &str = "const it = document.activeElement, box = it.getBoundingClientRect();
    const ringed = [it, ...it.querySelectorAll('*')].some(one => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2; });
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const free = top && (it.contains(top) || top.contains(it));
    return it !== document.body && ringed && free && box.width > 0 && box.top >= 0 && box.bottom <= innerHeight";

/// Two hands on a keyboard.
struct Hands<'s>(&'s Screen);

impl Hands<'_> {
    async fn press(&self, keys: impl Into<TypingData>) {
        let chain = self.0.browser.driver().action_chain().send_keys(keys);
        chain.perform().await.expect("keys can be pressed");
    }

    async fn back(&self) {
        let chain = self.0.browser.driver().action_chain();
        let chain = chain.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift);
        chain.perform().await.expect("keys can be pressed");
    }

    async fn is_at(&self, css: &str) -> bool {
        let at = "return document.activeElement.matches(arguments[0])";
        self.0.browser.eval(at, vec![json!(css)]).await == true
    }

    /// Goes on until this has the focus, which is seen at every stop; says how many stops there were.
    async fn reach(&self, css: &str) -> usize {
        for count in 1..=80 {
            self.press(Key::Tab).await;
            self.0.until(SEEN).await;
            if self.is_at(css).await {
                return count;
            }
        }
        panic!("{css} cannot be reached at {}", self.0.path().await);
    }

    /// The same, backwards.
    async fn reach_back(&self, css: &str) {
        for _ in 1..=80 {
            self.back().await;
            self.0.until(SEEN).await;
            if self.is_at(css).await {
                return;
            }
        }
        panic!("{css} cannot be reached backwards at {}", self.0.path().await);
    }

    /// Goes to a link or a button and presses it; it leads somewhere.
    async fn go(&self, css: &str, path: &str) {
        self.reach(css).await;
        self.leave(path).await;
    }

    /// Presses what has the focus; it leads somewhere.
    async fn leave(&self, path: &str) {
        self.0.mark().await;
        self.press(Key::Enter).await;
        self.0.until("return window.marked !== true").await;
        self.0.arrive(path).await;
    }

    /// What is done in place does not take the focus away from this.
    async fn still_at(&self, css: &str) {
        let at = format!(
            "return document.activeElement.matches({}) && document.querySelector('button[data-busy]') === null",
            json!(css)
        );
        self.0.until(&at).await;
        self.0.until(SEEN).await;
    }

    /// The mark of this kind is on.
    async fn is_on(&self, kind: &str) {
        let on = format!(
            "return document.querySelector('.mark--{kind}').dataset.state === 'on' && document.querySelector('[data-sending]') === null"
        );
        self.0.until(&on).await;
    }
}

async fn an_evening_by_keys_alone(stack: Stack) {
    // Init: Bea has posted a photo, Ada two; Ada sits at the front page.
    let world = World::start(stack).await;
    let bea = world.member("bea").await;
    let ada = world.member("ada").await;
    let seen = post(&bea, &[("title", "Harbour"), ("tags", "lake")], 1).await;
    let own =
        [post(&ada, &[("title", "Dawn")], 2).await, post(&ada, &[("title", "Dusk")], 3).await];
    let like = format!("{}/like", text(&own[0]["url"]));
    bea.exchange(bea.request(Method::PUT, &like)).await.expect(200);
    let screen = Screen::open(&world, Device::Desk, stack).await;
    screen.sign_in_as("ada").await;
    let hands = Hands(&screen);

    // Verify, one after the other.
    finds(&hands, text(&seen["url"])).await;
    likes_talks_and_keeps(&hands).await;
    follows(&hands, text(&seen["url"])).await;
    makes_an_album(&hands).await;
    orders_and_shares(&hands).await;
    reads_and_leaves(&hands).await;

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
    assert_eq!(
        ada.get("/@ada/albums/evenings/shares").await.expect(200).json["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

async fn finds(hands: &Hands<'_>, path: &str) {
    hands.press("/").await;
    hands.still_at("[data-search]").await;
    hands.press("harb").await;
    hands.leave("/search").await;
    hands.press("j").await;
    hands.still_at(".tile__link").await;
    hands.leave(path).await;
}

async fn likes_talks_and_keeps(hands: &Hands<'_>) {
    hands.press("l").await;
    hands.is_on("like").await;
    hands.still_at(".mark--like button").await;
    hands.press("c").await;
    hands.still_at("#body").await;
    hands.press("A lovely lihgt").await;
    hands.reach(".talk__form [type='submit']").await;
    hands.press(Key::Enter).await;
    hands.0.browser.find(".comment").await;
    hands.still_at(".talk__form [type='submit']").await;
    // It is mended in place.
    hands.reach_back(".comment__edit").await;
    hands.press(Key::Enter).await;
    hands.still_at(".comment textarea").await;
    for _ in 0..3 {
        hands.press(Key::Backspace).await;
    }
    hands.press("ght").await;
    hands.reach(".comment [type='submit']").await;
    hands.press(Key::Enter).await;
    hands.0.until("return document.querySelector('.comment__body').textContent.trim() === 'A lovely light'").await;
    hands.still_at(".comment__edit").await;
    // What is begun is left by Escape.
    hands.press(Key::Enter).await;
    hands.still_at(".comment textarea").await;
    hands.press(Key::Escape).await;
    hands.still_at(".comment__edit").await;
    hands.reach_back(".mark--bookmark button").await;
    hands.press(Key::Space).await;
    hands.is_on("bookmark").await;
    hands.still_at(".mark--bookmark button").await;
}

async fn follows(hands: &Hands<'_>, path: &str) {
    hands.reach_back(".by .name").await;
    hands.leave("/@bea").await;
    hands.reach(".mark--follow button").await;
    hands.press(Key::Enter).await;
    hands.is_on("follow").await;
    hands.still_at(".mark--follow button").await;
    hands.press("j").await;
    hands.still_at(".tile__link").await;
    hands.leave(path).await;
    hands.go(".tags a", "/tags/lake").await;
    hands.reach(".mark--follow button").await;
    hands.press(Key::Space).await;
    hands.is_on("follow").await;
    hands.still_at(".mark--follow button").await;
}

/// An album of one's own two photos: the second is found by walking on from the first.
async fn makes_an_album(hands: &Hands<'_>) {
    hands.reach_back(".menu__open").await;
    hands.press(Key::Enter).await;
    hands.still_at("details[open] > .menu__open").await;
    hands.go(".menu a[href='/@ada/albums']", "/@ada/albums").await;
    hands.go("main a[href='/albums/new']", "/albums/new").await;
    hands.reach("#title").await;
    hands.press("Evenings").await;
    hands.leave("/@ada/albums/evenings").await;
    hands.go("main a.button[href='/@ada']", "/@ada").await;
    for key in ["j", "j"] {
        hands.press(key).await;
    }
    hands.leave("/photos/").await;
    assert_eq!(hands.0.says("h1").await, "Dawn");
    hands.go(".deeds a[href$='/albums']", "/photos/").await;
    hands.go(".thing form button", "/photos/").await;
    hands.go("main a[href^='/photos/']", "/photos/").await;
    hands.press(Key::Left).await;
    hands.0.until("return document.querySelector('h1').textContent.includes('Dusk') && document.readyState === 'complete'").await;
    hands.go(".deeds a[href$='/albums']", "/photos/").await;
    hands.go(".thing form button", "/photos/").await;
    hands.go(".thing a", "/@ada/albums/evenings").await;
}

/// Whoever moves a thing by its button goes on from that thing, not from the beginning of the page.
async fn orders_and_shares(hands: &Hands<'_>) {
    hands.go(".head__acts a[href$='/edit']", "/@ada/albums/evenings/edit").await;
    let first = |title: &str| {
        format!("return document.querySelector('.order__name a').textContent === '{title}'")
    };
    hands.0.until(&first("Dawn")).await;
    hands.reach(".order__item:nth-child(2) button[value='up']").await;
    hands.leave("/@ada/albums/evenings/edit").await;
    hands.0.until(&first("Dusk")).await;
    for (from, to, title) in [(1, "down", "Dawn"), (2, "up", "Dusk")] {
        let stops =
            hands.reach(&format!(".order__item:nth-child({from}) button[value='{to}']")).await;
        assert!(stops <= 3, "{stops} stops to {to}");
        hands.leave("/@ada/albums/evenings/edit").await;
        hands.0.until(&first(title)).await;
    }
    hands.reach_back("main form .acts a").await;
    hands.leave("/@ada/albums/evenings").await;
    hands.reach(".sheet-share summary").await;
    hands.press(Key::Space).await;
    hands.still_at("details[open] > summary").await;
    hands.go(".sheet-share a[href$='/shares']", "/@ada/albums/evenings/shares").await;
    hands.reach("main form [type='submit']").await;
    hands.leave("/@ada/albums/evenings/shares").await;
    hands.0.browser.find("#share-made").await;
}

async fn reads_and_leaves(hands: &Hands<'_>) {
    hands.go(".bar__notices", "/notifications").await;
    hands.go(".notices__head form button", "/notifications").await;
    hands.reach(".menu__open").await;
    hands.press(Key::Enter).await;
    hands.reach("form[action='/logout'] button").await;
    hands.leave("/").await;
    assert!(!hands.0.browser.has(".menu").await);
}
