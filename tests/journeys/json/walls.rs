//! Lists of photos.

use harness::{App, Value, json};

use super::shapes::{has_members, is_photo, items, wrong_fields};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    lists_are_read_page_by_page,
    a_list_is_of_a_user_or_a_tag_and_of_what_the_reader_may_see
);

async fn lists_are_read_page_by_page(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let empty = ada.get("/photos").await.expect(200).json;
    assert_eq!(empty, json!({ "items": [], "next": null }));
    for seed in 0..7 {
        post(&ada, &[("title", &seed.to_string()), ("tags", "lake")], seed).await;
    }

    // Verify: the newest first, nothing twice, nothing missing, in each list.
    for list in ["/photos", "/photos?sort=new", "/new", "/tags/lake", "/@ada/photos"] {
        assert_eq!(
            titles(&world.site.app(), list).await,
            ["6", "5", "4", "3", "2", "1", "0"],
            "{list}"
        );
    }
    let profile = ada.get("/@ada?limit=3").await.expect(200).json;
    assert_eq!(items(&profile["photos"]).len(), 3);

    // Verify: what is no place and no number.
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("after=AAAAAAAAAAA", "after"),
        ("after=x", "after"),
        ("sort=rude", "sort"),
    ] {
        assert_eq!(wrong_fields(ada.get(&format!("/photos?{query}")).await), [field], "{query}");
    }
}

/// The titles of all photos in a list, read in three steps.
async fn titles(app: &App, list: &str) -> Vec<String> {
    let sign = if list.contains('?') { '&' } else { '?' };
    let (mut cursor, mut titles) = (String::new(), Vec::new());
    for count in [3, 3, 1] {
        let page = app.get(&format!("{list}{sign}limit=3&after={cursor}")).await.expect(200).json;
        let found = if list.starts_with("/tags/") { tagged(&page) } else { items(&page) };
        assert_eq!(found.len(), count, "{list}");
        for photo in found {
            is_photo(photo, &[]);
            titles.push(text(&photo["title"]).to_owned());
        }
        page["next"].as_str().unwrap_or_default().clone_into(&mut cursor);
        assert_eq!(cursor.is_empty(), count == 1);
    }
    titles
}

/// The photos of a list that also says which tag they have.
#[track_caller]
fn tagged(list: &Value) -> &Vec<Value> {
    has_members(list, &["items next tag count exact related"]);
    assert_eq!(list["tag"], "lake");
    list["items"].as_array().expect("a list")
}

async fn a_list_is_of_a_user_or_a_tag_and_of_what_the_reader_may_see(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    for (seed, (app, title, visibility)) in (0..).zip([
        (&ada, "public", "public"),
        (&ada, "private", "private"),
        (&ada, "unlisted", "unlisted"),
        (&ada, "followers", "followers"),
        (&bea, "other", "public"),
    ]) {
        let fields = [("title", title), ("visibility", visibility), ("tags", "lake")];
        post(app, &fields, seed).await;
    }

    // Verify.
    let stranger = world.site.app();
    for (who, list, expected) in [
        (&stranger, "/photos", "other public"),
        (&stranger, "/photos?user=ada", "public"),
        (&stranger, "/photos?user=bea&tag=LAKE", "other"),
        (&stranger, "/photos?tag=sea", ""),
        (&bea, "/photos", "other public"),
        (&bea, "/@ada/photos", "public"),
        (&ada, "/photos", "other followers unlisted private public"),
        (&ada, "/tags/lake", "other followers unlisted private public"),
    ] {
        let page = who.get(list).await.expect(200).json;
        let found = page["items"].as_array().expect("a list");
        let found: Vec<&str> = found.iter().map(|it| text(&it["title"])).collect();
        assert_eq!(found.join(" "), expected, "{list}");
    }
    stranger.get("/photos?user=nobody").await.expect(404);
}
