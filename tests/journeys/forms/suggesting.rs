//! What one may want to see next, and what ranked walls say: in words that are true.

use harness::{App, Page, Value, json, pictures};

use crate::people::{post_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    empty_walls_say_what_is_so,
    each_suggestion_says_why,
    a_few_people_lead_to_more_of_them,
    an_admin_is_told_which_numbers_will_do,
);

/// Posts a picture that looks like no other.
async fn post(app: &App, title: &str, seed: u32) -> Value {
    post_of(app, &[("title", title)], pictures::mosaic(seed)).await
}

/// Fails unless the photo of this title is on the wall, for this reason.
#[track_caller]
fn is_suggested(page: &Page, title: &str, why: &str) {
    let tiles = page.select(".tile");
    let found = tiles.iter().find(|it| it.text.contains(title));
    let found = found.unwrap_or_else(|| panic!("{title} is not on the wall"));
    assert!(found.text.contains(why), "{}", found.text);
}

async fn empty_walls_say_what_is_so(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut stranger = world.site.visitor();
    let app = world.member("ada").await;
    let mut ada = world.visitor_as("ada").await;

    // Verify: there is no photo at all, and nobody is told to choose a longer time.
    let bare = "The wall is still bare.";
    for (wall, what) in [
        ("/new", bare),
        ("/popular", bare),
        ("/top?period=all", bare),
        ("/top", "No photos from this time."),
        ("/rising", "Nothing is rising."),
    ] {
        let page = stranger.get(wall).await.expect(200);
        assert_eq!(page.text(".empty__what"), what, "{wall}");
        assert!(!page.shows("Choose a longer time"), "{wall}");
    }
    let page = ada.get("/for-you").await.expect(200);
    assert_eq!(page.text(".empty__what"), "Nothing to suggest right now.");
    let page = ada.get("/for-you/people").await.expect(200);
    assert_eq!(page.text(".empty__what"), "Nobody to suggest right now.");
    app.patch("/settings/suggestions", &json!({ "suggestions": false })).await.expect(200);
    assert_eq!(ada.get("/for-you").await.expect(200).text(".empty__what"), bare);

    // Verify: the only photo is like no other.
    let similar = format!("{}/similar", text(&post(&app, "Harbour", 1).await["url"]));
    let page = stranger.get(&similar).await.expect(200);
    assert_eq!(page.text(".empty__what"), "Nothing is like it yet.");
    assert!(!page.has(".empty__how"), "a stranger has seen nothing that would be left out");
    let page = ada.get(&similar).await.expect(200);
    assert!(page.text(".empty__how").contains("looked at lately is left out"));
}

async fn each_suggestion_says_why(stack: Stack) {
    // Init: two by one author, and one by another that somebody likes.
    let world = World::start(stack).await;
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let harbour = post(&ada, "Harbour", 1).await;
    post(&ada, "Quay", 2).await;
    let liked = post(&bob, "Hill", 3).await;
    ada.put(&format!("{}/like", text(&liked["url"])), &json!({})).await.expect(200);
    world.add("eve", &[]).await;

    // Verify: of a stranger nothing is known, and whoever only looked is not told that they like anybody.
    let similar = format!("{}/similar", text(&harbour["url"]));
    let page = world.site.visitor().get(&similar).await.expect(200);
    is_suggested(&page, "Quay", "By the same author");
    let mut eve = world.visitor_as("eve").await;
    eve.get(text(&harbour["url"])).await.expect(200);
    let page = eve.get("/for-you").await.expect(200);
    is_suggested(&page, "Quay", "By somebody whose photos you looked at");
    // There are no more people to follow than are shown.
    assert!(page.has("#suggested-people") && !page.has("#suggested-people a"));
}

async fn a_few_people_lead_to_more_of_them(stack: Stack) {
    // Init: eight people, each with a photo that Eve has looked at.
    let world = World::start(stack).await;
    world.add("eve", &[]).await;
    let mut eve = world.visitor_as("eve").await;
    for seed in 0..8 {
        let author = world.member(&format!("author{seed}")).await;
        let photo = post(&author, "Harbour", seed).await;
        eve.get(text(&photo["url"])).await.expect(200);
    }

    // Verify.
    let page = eve.get("/for-you").await.expect(200);
    assert_eq!(page.text(".empty__what"), "Nothing to suggest right now.", "all were seen");
    assert_eq!(page.select(".folk__one").len(), 6);
    assert_eq!(page.link("#suggested-people a"), "/for-you/people");
    let page = eve.follow("#suggested-people a").await.expect(200);
    assert_eq!(page.select(".folk__one").len(), 8);
}

async fn an_admin_is_told_which_numbers_will_do(stack: Stack) {
    let world = World::start(stack).await;
    world.add("ruth", &["--admin"]).await;
    let mut ruth = world.visitor_as("ruth").await;
    let page = ruth.get("/admin/ranking?step=1.5&like=x").await.expect(422);
    assert_eq!(page.text("#step-error"), "A whole number from 1 to 10000.");
    let like = "A number from 0 to 1000, with three decimals at most.";
    assert_eq!(page.text("#like-error"), like);
    // What will do is tried as it was typed.
    let page = ruth.get("/admin/ranking?hours=12.123").await.expect(200);
    assert_eq!(page.attr("input[type=hidden][name=hours]", "value"), "12.123");
    let page = ruth.get("/about/ranking").await.expect(200);
    assert!(page.shows("Time never takes points away"));
}
