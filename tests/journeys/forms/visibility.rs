//! Who sees what: the page, the bytes and the walls agree.

use harness::{Value, Visitor};

use crate::people::{media_of, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    each_visibility_admits_whom_it_names_to_the_page_the_bytes_and_the_walls,
    a_picture_made_private_is_out_of_reach_at_once,
);

/// Whether a stranger, another member, the author and an admin may open a photo, and whether it stands on the walls
/// they look at.
const RULES: [(&str, [bool; 4], [bool; 4]); 4] = [
    ("public", [true, true, true, true], [true, true, true, true]),
    ("unlisted", [true, true, true, true], [false, false, true, false]),
    ("followers", [false, false, true, true], [false, false, true, false]),
    ("private", [false, false, true, true], [false, false, true, false]),
];

/// A stranger, another member, the author and an admin.
async fn everybody(world: &World) -> [Visitor; 4] {
    world.add("bea", &[]).await;
    world.add("root_of_it", &["--admin"]).await;
    let stranger = world.site.visitor();
    let (bea, ada) = (world.visitor_as("bea").await, world.visitor_as("ada").await);
    [stranger, bea, ada, world.visitor_as("root_of_it").await]
}

async fn each_visibility_admits_whom_it_names_to_the_page_the_bytes_and_the_walls(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let mut photos = Vec::new();
    for (seed, (visibility, ..)) in (1..).zip(RULES) {
        let fields = [("title", visibility), ("visibility", visibility), ("tags", "lake")];
        photos.push(post(&app, &fields, seed).await);
    }
    let mut all = everybody(&world).await;

    // Verify.
    for (photo, (visibility, opens, lists)) in photos.iter().zip(RULES) {
        for ((who, opens), lists) in all.iter_mut().zip(opens).zip(lists) {
            check(who, photo, opens).await;
            let tile = format!(".tile a[href='{}']", text(&photo["url"]));
            for wall in ["/new", "/@ada", "/tags/lake", "/photos?user=ada"] {
                let page = who.get(wall).await.expect(200);
                assert_eq!(page.has(&tile), lists, "{visibility} on {wall}");
            }
            // What not everybody may see is ranked for nobody.
            for wall in ["/popular", "/top", "/rising", "/random", "/tags/lake?sort=popular"] {
                let page = who.get(wall).await.expect(200);
                assert_eq!(page.has(&tile), visibility == "public", "{visibility} on {wall}");
            }
        }
    }

    // Verify: what is not seen is not counted, and marked for those who do see it.
    let [stranger, _, ada, _] = &mut all;
    assert!(stranger.get("/@ada").await.expect(200).text(".person__facts").contains("1 photo"));
    let page = ada.get("/@ada").await.expect(200);
    assert!(page.text(".person__facts").contains("4 photos"));
    let marks: Vec<_> = page.select(".tile__marks .unseen").into_iter().map(|it| it.text).collect();
    assert_eq!(marks, ["Private", "Followers", "Unlisted"]);
}

/// Whether somebody may open the page of a photo, take part in the talk and have the bytes: all or nothing.
async fn check(who: &mut Visitor, photo: &Value, opens: bool) {
    let path = text(&photo["url"]);
    let status = if opens { 200 } else { 404 };
    who.get(path).await.expect(status);
    who.get(&format!("{path}/comments")).await.expect(status);
    let public = photo["visibility"] == "public" || photo["visibility"] == "unlisted";
    for media in media_of(photo) {
        let file = who.get(&media).await.expect(status);
        if opens && !public {
            assert_eq!(file.header("cache-control"), Some("private, no-store"), "{path}");
        }
    }
}

async fn a_picture_made_private_is_out_of_reach_at_once(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[("title", "Harbour"), ("tags", "lake")], 1).await;
    let path = text(&photo["url"]).to_owned();
    let [mut stranger, mut bea, mut ada, _] = everybody(&world).await;
    check(&mut stranger, &photo, true).await;

    // Verify: the author closes it.
    ada.get(&format!("{path}/edit")).await.expect(200);
    let selector = format!("form[action='{path}']");
    let page = ada.submit(&selector, &[("visibility", "private")]).await.expect(200);
    assert!(page.text(".by__seen").contains("Private"));
    for who in [&mut stranger, &mut bea] {
        who.get(&path).await.expect(404);
        assert!(!who.get("/").await.expect(200).has(".tile"));
        for media in media_of(&photo) {
            who.get(&media).await.expect(404);
        }
    }

    // Verify: and opens it again.
    ada.get(&format!("{path}/edit")).await.expect(200);
    ada.submit(&selector, &[("visibility", "public")]).await.expect(200);
    check(&mut stranger, &photo, true).await;
}
