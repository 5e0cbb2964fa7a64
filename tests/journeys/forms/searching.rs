//! Searching with a browser without scripts.

use crate::people::post;
use crate::stack::{Stack, World};

on_both_stacks!(
    what_is_typed_is_found_and_said,
    tags_have_pages_and_authors_are_found,
    tags_lead_on,
);

async fn what_is_typed_is_found_and_said(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    for (seed, title) in [(1, "Müller's mill"), (2, "東京都 <b>"), (3, "quiet lake")] {
        post(&ada, &[("title", title), ("tags", "Málaga")], seed).await;
    }
    post(&ada, &[("title", "secret lake"), ("visibility", "private")], 4).await;

    // Act, verify: from the field on any page to what is found.
    let mut stranger = world.site.visitor();
    stranger.get("/new").await.expect(200);
    let page = stranger.submit("form[action='/search']", &[("q", "muller")]).await.expect(200);
    assert_eq!(page.text(".tile__title"), "Müller's mill");
    assert_eq!(page.text("#total"), "1 photo");
    assert_eq!(page.attr("#q", "value"), "muller");
    let page = stranger.get("/search?q=lake").await.expect(200);
    assert_eq!((page.select(".tile").len(), page.text("#total").as_str()), (1, "1 photo"));
    let page = world.visitor_as("ada").await.get("/search?q=lake").await.expect(200).clone();
    assert_eq!(page.select(".tile").len(), 2, "one's own private photos are found by oneself");

    // Verify: page by page.
    let page = stranger.get("/search?q=tag:m%C3%A1laga&limit=2").await.expect(200);
    assert_eq!((page.select(".tile").len(), page.text("#total").as_str()), (2, "3 photos"));
    let rest = stranger.follow("a[rel=next]").await.expect(200);
    assert_eq!((rest.select(".tile").len(), rest.text("#total").as_str()), (1, "3 photos"));

    // Verify: what makes no sense is said, and the rest is found.
    let page = stranger.get("/search?q=lake+before:soon").await.expect(200);
    assert!(page.text("#search-problems").contains("“soon” is no date"), "{}", page.text("main"));
    assert_eq!(page.select(".tile").len(), 1);

    // Verify: nothing found, nothing asked.
    let page = stranger.get("/search?q=%3Cscript%3E").await.expect(200);
    assert_eq!(page.text("#none"), "Nothing found for “<script>”");
    assert!(page.has(".operators a[href*='tag%3Alake']"));
    assert!(!stranger.get("/search").await.expect(200).has("#none"));

    // Verify: people and tags.
    let page = stranger.get("/search?type=users&q=ad").await.expect(200);
    assert_eq!(
        (page.text("#total").as_str(), page.text(".found .name").as_str()),
        ("1 person", "ada")
    );
    let page = stranger.get("/search?type=tags&q=malaga").await.expect(200);
    assert_eq!(page.text(".found .tag"), "#málaga 3");
    stranger.get("/search?type=rude&q=x").await.expect(422);
}

async fn tags_have_pages_and_authors_are_found(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    for (seed, title) in [(1, "Mill"), (2, "Quay"), (3, "Pier")] {
        post(&ada, &[("title", title), ("tags", "Málaga")], seed).await;
    }
    let mut stranger = world.site.visitor();

    // Verify: as people and programs ask for them.
    post(&ada, &[("title", "Valletta"), ("tags", "malta")], 5).await;
    stranger.get("/search?type=tags&q=mal&limit=1").await.expect(200);
    let page = stranger.follow("a[rel=next]").await.expect(200);
    assert_eq!(
        (page.text(".found .tag"), page.text("#total")),
        ("#malta 1".into(), "2 tags".into())
    );
    assert!(!page.has("a[rel=next]"));
    let page = stranger.get("/search?q=ada").await.expect(200);
    assert_eq!((page.select(".tile").len(), page.text("#total").as_str()), (4, "4 photos"));
    let app = world.site.app();
    let first = app.get("/search?type=tags&q=mal&limit=1").await.expect(200).json;
    let next = first["next"].as_str().expect("there is more");
    let rest = app.get(&format!("/search?type=tags&q=mal&limit=1&after={next}")).await;
    let rest = rest.expect(200).json;
    assert_eq!((&rest["items"][0]["tag"], &rest["next"]), (&"malta".into(), &harness::Value::Null));
    assert_eq!(app.get("/search?q=ada").await.expect(200).json["total"], 4);
}

async fn tags_lead_on(stack: Stack) {
    let world = World::start(stack).await;
    let mut stranger = world.site.visitor();
    assert!(
        stranger.get("/tags").await.expect(200).text("main").contains("No photo has a tag yet")
    );
    let ada = world.member("ada").await;
    let eve = world.member("eve").await;
    post(&ada, &[("tags", "lake dusk")], 1).await;
    post(&eve, &[("tags", "lake")], 2).await;
    stranger.get("/tags").await.expect(200);
    let page = stranger.follow(".tag[href='/tags/lake']").await.expect(200);
    assert_eq!(page.text("#tag-count"), "2 photos");
    assert_eq!(page.text(".found--beside .tag"), "#dusk");
    let page = stranger.get("/@ada/tags/lake").await.expect(200);
    assert_eq!((page.text("#tag-count").as_str(), page.select(".tile").len()), ("1 photo", 1));
    stranger.get("/@nobody/tags/lake").await.expect(404);
    stranger.get("/@ada/tags/no%2Fslash").await.expect(404);
}
