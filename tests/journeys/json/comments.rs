//! Comments.

use harness::{App, json};

use super::shapes::{is_comment, items, problem, wrong_fields};
use crate::people::{comment, post, say, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_comment_is_written_read_changed_and_deleted,
    a_comment_answers_another_on_the_same_photo,
    comments_are_read_page_by_page,
);

async fn a_comment_is_written_read_changed_and_deleted(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, bea, eve) =
        (world.member("ada").await, world.member("bea").await, world.member("eve").await);
    let photo = post(&ada, &[], 1).await;

    // Verify: written, and found where the answer says.
    let answer = say(&bea, &photo, "<b>What</b> light!").await.expect(201);
    let said = &answer.json;
    is_comment(said);
    assert_eq!(said["body_html"], "<p>&lt;b&gt;What&lt;/b&gt; light!</p>");
    assert_eq!([&said["can_edit"], &said["can_delete"]], [true, true]);
    let location = answer.header("location").expect("a place").replacen("/api/v1", "", 1);
    bea.get(&location).await.expect(200);

    // Verify: read by everybody, each with what they may.
    let path = format!("/comments/{}", text(&said["id"]));
    for (who, can_edit, can_delete) in [
        (&world.site.app(), false, false),
        (&eve, false, false),
        (&ada, false, true),
        (&bea, true, true),
    ] {
        let read = who.get(&path).await.expect(200).json;
        is_comment(&read);
        assert_eq!([&read["can_edit"], &read["can_delete"]], [can_edit, can_delete]);
        let list = who.get(&format!("{}/comments", text(&photo["url"]))).await.expect(200).json;
        assert_eq!(items(&list), &[read]);
    }
    let counted = ada.get(text(&photo["url"])).await.expect(200).json;
    assert_eq!(
        [&counted["counts"]["comments"], &counted["comments"]["items"][0]["id"]],
        [&json!(1), &said["id"]]
    );

    // Verify: changed and deleted by those who may.
    is_changed_and_deleted(&world, &path, [&ada, &bea, &eve]).await;
}

/// Ada posted the photo, Bea said something about it, Eve did neither.
async fn is_changed_and_deleted(world: &World, path: &str, [ada, bea, eve]: [&App; 3]) {
    for who in [ada, eve] {
        problem(who.patch(path, &json!({ "body": "Mine." })).await, 403);
    }
    problem(eve.delete(path).await, 403);
    problem(world.site.app().delete(path).await, 401);
    let changed = bea.patch(path, &json!({ "body": "What light!" })).await.expect(200).json;
    is_comment(&changed);
    assert_eq!([&changed["body_html"], &changed["body"]], ["<p>What light!</p>", "What light!"]);
    assert!(changed["edited_at"].is_string());
    assert_eq!(ada.delete(path).await.expect(204).text, "");
    problem(bea.get(path).await, 410);
    problem(bea.patch(path, &json!({ "body": "Back" })).await, 410);
    problem(bea.delete(path).await, 410);
}

async fn a_comment_answers_another_on_the_same_photo(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let (photo, other) = (post(&ada, &[], 1).await, post(&ada, &[], 2).await);
    let (first, elsewhere) =
        (comment(&ada, &photo, "One").await, comment(&ada, &other, "Two").await);
    let path = format!("{}/comments", text(&photo["url"]));

    // Verify.
    let answer = ada.post(&path, &json!({ "body": "Answer", "parent": first["id"] })).await;
    assert_eq!(answer.expect(201).json["parent"], first["id"]);
    for parent in [text(&elsewhere["id"]), "AAAAAAAAAAA", "x"] {
        let wrong = ada.post(&path, &json!({ "body": "Answer", "parent": parent })).await;
        assert_eq!(wrong_fields(wrong), ["parent"]);
    }
    for body in ["", " \n ", &"x".repeat(2_001), "a\0b"] {
        assert_eq!(wrong_fields(say(&ada, &photo, body).await), ["body"], "{body:?}");
    }
    assert_eq!(wrong_fields(ada.post(&path, &json!({})).await), ["body"]);
    problem(say(&world.site.app(), &photo, "Who?").await, 401);
    problem(ada.post("/photos/AAAAAAAAAAA/comments", &json!({ "body": "?" })).await, 404);
}

async fn comments_are_read_page_by_page(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    for number in 0..7 {
        comment(&ada, &photo, &number.to_string()).await;
    }

    // Verify: the oldest first, nothing twice, nothing missing.
    let (path, mut cursor, mut read) =
        (format!("{}/comments", text(&photo["url"])), String::new(), vec![]);
    for count in [3, 3, 1] {
        let page = ada.get(&format!("{path}?limit=3&after={cursor}")).await.expect(200).json;
        assert_eq!(items(&page).len(), count);
        read.extend(items(&page).iter().map(|it| text(&it["body"]).to_owned()));
        page["next"].as_str().unwrap_or_default().clone_into(&mut cursor);
        assert_eq!(cursor.is_empty(), count == 1);
    }
    assert_eq!(read, ["0", "1", "2", "3", "4", "5", "6"]);
    assert_eq!(wrong_fields(ada.get(&format!("{path}?limit=101")).await), ["limit"]);
    assert_eq!(wrong_fields(ada.get(&format!("{path}?after=AAAAAAAAAAA")).await), ["after"]);
}
