//! Albums, links, originals and reports for programs.

use harness::{App, Value, json};

use super::shapes::{has_members, is_photo, problem, wrong_fields};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    an_album_is_made_filled_read_changed_and_deleted,
    a_link_is_made_once_and_listed_without_its_secret,
    what_is_reported_is_told_to_staff_alone,
);

/// What is in a list that says more than its items.
#[track_caller]
fn items(list: &Value) -> &Vec<Value> {
    list["items"].as_array().expect("a list")
}

const SHARE: &str = "id password created_at expires_at expired uses used_at";
const ALBUM: &str = "slug url title description_html visibility photos cover created_at edited_at \
                     author can_edit";

async fn an_album_is_made_filled_read_changed_and_deleted(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let made = ada.post("/albums", &json!({ "title": "Lakes", "visibility": "unlisted" })).await;
    let made = made.expect(201);
    has_members(&made.json, &[ALBUM, "description"]);
    assert_eq!(made.header("location"), Some("/api/v1/@ada/albums/lakes"));
    let path = text(&made.json["url"]).to_owned();
    let one = post(&ada, &[("title", "One"), ("album", "lakes")], 1).await;
    let two = post(&ada, &[("title", "Two")], 2).await;
    let put = ada.put(&format!("{path}/photos/{}", text(&two["id"])), &json!({})).await.expect(200);
    assert_eq!((&put.json["photos"], put.json["cover"]["id"].is_string()), (&json!(2), true));

    // Verify: read page by page, in its order, by whoever may.
    let page = eve.get(&format!("{path}?limit=1")).await.expect(200).json;
    has_members(&page, &[ALBUM, "items next"]);
    is_photo(&items(&page)[0], &[]);
    assert_eq!(items(&page)[0]["id"], one["id"]);
    let rest = eve.get(&format!("{path}?limit=1&after={}", text(&page["next"]))).await.expect(200);
    assert_eq!((&items(&rest.json)[0]["id"], &rest.json["next"]), (&two["id"], &json!(null)));
    let order = json!({ "photo": two["id"], "before": one["id"] });
    ada.post(&format!("{path}/order"), &order).await.expect(200);
    assert_eq!(items(&eve.get(&path).await.expect(200).json)[0]["id"], two["id"]);
    assert!(items(&eve.get("/@ada/albums").await.expect(200).json).is_empty(), "it is unlisted");
    let listed = ada.get("/@ada/albums").await.expect(200).json;
    assert_eq!((&listed["count"], items(&listed).len()), (&json!(1), 1));

    is_changed_by_its_owner_alone(&world, [&ada, &eve], &path, &order).await;
    ada.get(text(&one["url"])).await.expect(200);
}

/// Ada made the album at `path`, Eve did not.
async fn is_changed_by_its_owner_alone(
    world: &World,
    [ada, eve]: [&App; 2],
    path: &str,
    order: &Value,
) {
    for answer in [
        eve.patch(path, &json!({ "title": "Mine" })).await,
        eve.delete(path).await,
        eve.post(&format!("{path}/order"), order).await,
    ] {
        problem(answer, 403);
    }
    assert_eq!(wrong_fields(ada.patch(path, &json!({ "title": "" })).await), ["title"]);
    assert_eq!(
        wrong_fields(ada.post(&format!("{path}/order"), &json!({ "photo": order["photo"] })).await),
        ["to"]
    );
    let wrong = ada.post("/albums", &json!({ "visibility": "all" })).await;
    assert_eq!(wrong_fields(wrong), ["title", "visibility"]);
    let now = ada.patch(path, &json!({ "title": "Rivers", "visibility": "private" })).await;
    let now = now.expect(200).json;
    assert_eq!(now["url"], "/@ada/albums/rivers");
    problem(eve.get("/@ada/albums/rivers").await, 404);
    problem(world.site.app().get(path).await, 404);
    ada.delete("/@ada/albums/rivers").await.expect(204);
    problem(ada.get("/@ada/albums/rivers").await, 404);
    problem(world.site.app().post("/albums", &json!({ "title": "x" })).await, 401);
}

async fn a_link_is_made_once_and_listed_without_its_secret(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let photo = post(&ada, &[("visibility", "private"), ("original", "true")], 1).await;
    let path = format!("{}/shares", text(&photo["url"]));
    let made = ada.post(&path, &json!({ "expires_days": 7 })).await.expect(201).json;
    has_members(&made, &[SHARE, "url"]);
    let listed = ada.get(&path).await.expect(200).json;
    has_members(&listed, &["of title kind visibility items next"]);
    has_members(&items(&listed)[0], &[SHARE]);
    problem(eve.get(&path).await, 404);
    problem(eve.post(&path, &json!({})).await, 404);
    assert_eq!(
        wrong_fields(ada.post(&path, &json!({ "expires_days": 0 })).await),
        ["expires_days"]
    );
    let end = format!("/shares/{}", text(&made["id"]));
    problem(eve.delete(&end).await, 404);
    ada.delete(&end).await.expect(204);
    problem(ada.delete(&end).await, 404);

    // Verify: the file is offered with its size to those who may open the photo.
    problem(eve.get(&format!("{}/original/1", text(&photo["url"]))).await, 404);
    ada.patch(text(&photo["url"]), &json!({ "visibility": "public" })).await.expect(200);
    let seen = eve.get(text(&photo["url"])).await.expect(200).json;
    let download = &seen["images"][0]["download"];
    has_members(download, &["url bytes width height type"]);
    let file = eve.get(text(&download["url"])).await.expect(200);
    assert_eq!(file.header("content-length"), Some(download["bytes"].to_string().as_str()));
    let history = ada.get(&format!("{}/history", text(&photo["url"]))).await.expect(200).json;
    let change = &items(&history)[0]["changes"][0];
    assert_eq!(change, &json!({ "field": "visibility", "before": "private", "after": "public" }));
    problem(eve.get(&format!("{}/history", text(&photo["url"]))).await, 403);
}

async fn what_is_reported_is_told_to_staff_alone(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let ruth = world.admin("ruth").await;
    let photo = post(&ada, &[("title", "Spam")], 1).await;
    let report = json!({ "photo": photo["id"], "reason": "spam", "note": "Look." });
    let made = eve.post("/reports", &report).await.expect(201).json;
    has_members(&made, &["id kind reason note created_at"]);
    problem(eve.post("/reports", &report).await, 409);
    let wrong = json!({ "photo": photo["id"], "reason": "nonsense" });
    assert_eq!(wrong_fields(eve.post("/reports", &wrong).await), ["reason"]);
    problem(world.site.app().post("/reports", &report).await, 401);
    problem(ada.get("/admin/reports").await, 403);
    let list = ruth.get("/admin/reports").await.expect(200).json;
    assert_eq!((&list["total"], &list["items"][0]["reporter"]), (&json!(1), &json!("eve")));
    let path = format!("/admin/reports/{}", text(&made["id"]));
    problem(ada.post(&path, &json!({ "decision": "dismiss" })).await, 403);
    assert_eq!(wrong_fields(ruth.post(&path, &json!({})).await), ["decision"]);
    ruth.post(&path, &json!({ "decision": "suspend" })).await.expect(200);
    problem(eve.get(text(&photo["url"])).await, 404);
    assert_eq!(ruth.get("/admin/reports?state=done").await.expect(200).json["total"], json!(1));
}
