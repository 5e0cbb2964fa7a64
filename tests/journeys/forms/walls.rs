//! Walls of more than one page.

use std::collections::BTreeSet;

use harness::{Page, Visitor};

use crate::people::paint;
use crate::stack::{Stack, World};

on_both_stacks!(walls_are_read_page_by_page, a_place_on_a_wall_that_is_none_is_refused);

/// How many pictures there are, and how many stand on a page.
const ALL: u32 = 35;
const PAGE: usize = 30;

async fn walls_are_read_page_by_page(stack: Stack) {
    // Init: the owner posts a folder.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let folder = tempfile::tempdir().expect("a folder");
    paint(folder.path(), ALL);
    let path = folder.path().to_str().expect("a path");
    let upload = ["upload", path, "--user", "ada", "--tag", "lake", "--jobs", "1"];
    let said = world.site.run(&upload).await;
    assert_eq!(said.lines().filter(|it| it.starts_with("posted ")).count(), 35, "{said}");

    // Check: the same folder again adds nothing.
    let said = world.site.run(&upload).await;
    assert_eq!(said.lines().filter(|it| it.starts_with("known ")).count(), 35, "{said}");

    // Verify: each wall has two pages, nothing twice, nothing missing, the newest first.
    let mut stranger = world.site.visitor();
    let newest: Vec<String> = (0..ALL).rev().map(|n| format!("picture {n:02}")).collect();
    for wall in ["/", "/new", "/photos", "/tags/lake", "/@ada"] {
        let first = stranger.get(wall).await.expect(200);
        assert_eq!(titles(&first), newest[..PAGE], "{wall}");
        assert!(first.link("a[rel=next]").starts_with(wall));
        let second = stranger.follow("a[rel=next]").await.expect(200);
        assert_eq!(titles(&second), newest[PAGE..], "{wall}");
        assert!(!second.has("a[rel=next]"));
        assert_eq!(second.text("#more"), "That is all there is.");
    }
    check_loading(&stranger.get("/").await.expect(200));
    assert_eq!(steps(&mut stranger, "/new?limit=12").await, [12, 12, 11]);

    // Verify: whoever reads on when the last picture was just deleted misses nothing.
    stranger.get("/").await.expect(200);
    let last = stranger.page().select(".tile a").last().map(|it| it.attr("href").to_owned());
    let app = world.app_of("ada").await;
    app.delete(&last.expect("a tile")).await.expect(204);
    assert_eq!(titles(&stranger.follow("a[rel=next]").await.expect(200)), newest[PAGE..]);
}

/// The pictures that are seen first come first, the others when they come near.
fn check_loading(page: &Page) {
    let pictures = page.select(".tile img");
    assert_eq!(pictures[0].attr("fetchpriority"), "high");
    assert!(!pictures[0].attributes.contains_key("loading"));
    assert_eq!(pictures[PAGE - 1].attr("loading"), "lazy");
    let addresses: BTreeSet<&str> = pictures.iter().map(|it| it.attr("src")).collect();
    assert_eq!(addresses.len(), PAGE);
}

/// How many pictures the pages of a wall show.
async fn steps(visitor: &mut Visitor, wall: &str) -> Vec<usize> {
    let mut counts = vec![visitor.get(wall).await.expect(200).select(".tile").len()];
    while visitor.page().has("a[rel=next]") {
        visitor.follow("a[rel=next]").await.expect(200);
        counts.push(visitor.page().select(".tile").len());
    }
    counts
}

async fn a_place_on_a_wall_that_is_none_is_refused(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut stranger = world.site.visitor();

    // Verify.
    for query in
        ["limit=0", "limit=101", "limit=x", "limit=-1", "after=nothing", "after=AAAAAAAAAAA"]
    {
        let page = stranger.get(&format!("/new?{query}")).await.expect(422);
        assert_eq!(page.text("h1"), "Some fields need attention", "{query}");
    }
    stranger.get("/photos?sort=rude").await.expect(422);
    stranger.get("/tags/no%2Fslash").await.expect(404);
    stranger.get("/@nobody").await.expect(404);
}

fn titles(page: &Page) -> Vec<String> {
    page.select(".tile__title").into_iter().map(|it| it.text).collect()
}
