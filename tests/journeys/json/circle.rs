//! Liking, keeping, following, blocking, private accounts and profiles.

use harness::{App, Upload, Value, json, pictures};

use super::shapes::{has_members, problem, wrong_fields};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_photo_is_liked_and_kept_by_program,
    people_follow_are_let_in_and_are_kept_away,
    a_profile_and_a_face_are_set_by_program,
);

async fn a_photo_is_liked_and_kept_by_program(stack: Stack) {
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&ada, &[], 1).await;
    let path = text(&photo["url"]).to_owned();
    for _ in 0..2 {
        let now = bea.put(&format!("{path}/like"), &json!({})).await.expect(200).json;
        assert_eq!([&now["likes"], &now["liked"]], [&json!(1), &json!(true)]);
        let now = bea.put(&format!("{path}/bookmark"), &json!({})).await.expect(200).json;
        assert_eq!(now, json!({ "likes": 1, "liked": true, "bookmarked": true }));
    }
    let list = world.site.app().get(&format!("{path}/likes")).await.expect(200).json;
    has_members(&list, &["items next kind"]);
    assert_eq!([&list["items"][0]["name"], &list["kind"]], ["bea", "likes"]);
    let kept = bea.get("/bookmarks").await.expect(200).json;
    assert_eq!(kept["items"][0]["viewer"]["bookmarked"], true);
    let now = bea.delete(&format!("{path}/like")).await.expect(200).json;
    assert_eq!(now, json!({ "likes": 0, "liked": false, "bookmarked": true }));
    problem(world.site.app().put(&format!("{path}/like"), &json!({})).await, 401);
    problem(bea.put("/photos/AAAAAAAAAAA/like", &json!({})).await, 404);
    problem(world.site.app().get("/bookmarks").await, 401);
}

async fn people_follow_are_let_in_and_are_kept_away(stack: Stack) {
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&ada, &[("tags", "lake")], 1).await;
    let path = text(&photo["url"]).to_owned();
    let follow = async || bea.put("/@ada/follow", &json!({})).await;

    // Verify: an open account is followed at once.
    let now = follow().await.expect(200).json;
    assert_eq!(now, json!({ "following": true, "requested": false, "followers": 1 }));
    let wall = bea.get("/photos?sort=following").await.expect(200).json;
    assert_eq!(wall["items"][0]["id"], photo["id"]);
    assert_eq!(wall, bea.get("/following").await.expect(200).json);
    problem(world.site.app().get("/photos?sort=following").await, 401);
    is_narrowed(&bea, &photo).await;
    problem(world.site.app().get("/tags/lake?sort=following").await, 401);
    assert_eq!(bea.get("/@ada/followers").await.expect(200).json["items"][0]["name"], "bea");
    bea.delete("/@ada/follow").await.expect(200);

    // Verify: a private one is asked, and says yes.
    let set = ada.patch("/settings/privacy", &json!({ "private": true })).await.expect(200).json;
    assert_eq!([&set["private"], &set["requests"]], [&json!(true), &json!(0)]);
    problem(bea.get(&path).await, 404);
    let now = follow().await.expect(200).json;
    assert_eq!(now, json!({ "following": false, "requested": true, "followers": 0 }));
    let waiting = ada.get("/follow-requests").await.expect(200).json;
    assert_eq!(waiting["items"][0]["name"], "bea");
    ada.put("/follow-requests/bea", &json!({})).await.expect(204);
    bea.get(&path).await.expect(200);

    // Verify: a block ends it for both; a mute is told to nobody.
    ada.put("/@bea/mute", &json!({})).await.expect(200);
    let now = ada.put("/@bea/block", &json!({})).await.expect(200).json;
    assert_eq!(now, json!({ "blocked": true, "muted": true }));
    problem(bea.get("/@ada").await, 404);
    problem(follow().await, 404);
    problem(bea.put(&format!("{path}/like"), &json!({})).await, 404);
    let now = ada.delete("/@bea/block").await.expect(200).json;
    assert_eq!(now, json!({ "blocked": false, "muted": true }));
    let tag = bea.put("/tags/lake/follow", &json!({})).await.expect(200).json;
    assert_eq!(tag, json!({ "following": true }));
}

/// The wall of those one follows is narrowed to a tag or a user, which what is chosen from everything cannot be.
async fn is_narrowed(bea: &App, photo: &Value) {
    for (narrowed, found) in [("tag=lake", 1), ("tag=city", 0), ("user=ada", 1), ("user=bea", 0)] {
        let wall = bea.get(&format!("/photos?sort=following&{narrowed}")).await.expect(200).json;
        assert_eq!(wall["items"].as_array().map(Vec::len), Some(found), "{narrowed}");
        let answer = bea.get(&format!("/photos?sort=for-you&{narrowed}")).await;
        assert_eq!(wrong_fields(answer), ["sort"]);
    }
    let wall = bea.get("/tags/lake?sort=following").await.expect(200).json;
    assert_eq!([&wall["items"][0]["id"], &wall["count"]], [&photo["id"], &json!(1)]);
}

async fn a_profile_and_a_face_are_set_by_program(stack: Stack) {
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let words = json!({ "display_name": "Ada", "bio": "I climb.", "links": ["https://a.example"] });
    let me = ada.patch("/me", &words).await.expect(200).json;
    assert_eq!([&me["display_name"], &me["links"][0]], ["Ada", "https://a.example"]);
    let me = ada.patch("/me", &json!({ "bio": "" })).await.expect(200).json;
    assert_eq!([&me["bio_html"], &me["links"][0]], ["", "https://a.example"]);
    let me = ada.patch("/me", &json!({ "links": [] })).await.expect(200).json;
    assert_eq!(me["links"], json!([]));
    let wrong = ada.patch("/me", &json!({ "links": ["http://a.example"] })).await;
    assert_eq!(wrong_fields(wrong), ["links"]);

    let file = Upload::new("me.jpg", "image/jpeg", pictures::jpeg(300, 200, 1));
    let set = ada.upload("/me/avatar", &[], &[("file", file)]).await.expect(201).json;
    let face = text(&set["avatar"]).to_owned();
    let seen = world.site.app().get("/@ada").await.expect(200).json;
    assert_eq!([&seen["avatar"], &seen["viewer"]], [&set["avatar"], &json!(null)]);
    let mut stranger = world.site.visitor();
    let bytes = stranger.get(&face).await.expect(200);
    assert_eq!(bytes.header("content-type"), Some("image/jpeg"));
    assert_eq!(world.stored().len(), 1);
    // The check of the store takes it for no orphan.
    world.site.run(&["storage", "fsck"]).await;
    ada.delete("/me/avatar").await.expect(204);
    stranger.get(&face).await.expect(404);
    assert_eq!(world.stored().len(), 0);
    let file = Upload::new("me.svg", "image/jpeg", pictures::svg());
    let refused = ada.upload("/me/avatar", &[], &[("file", file)]).await;
    assert_eq!(wrong_fields(refused), ["file"]);
}
