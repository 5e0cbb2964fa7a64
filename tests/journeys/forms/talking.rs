//! What people say about a picture.

use harness::{Method, Visitor};

use crate::people::{csrf, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_comment_is_written_edited_and_deleted,
    the_author_of_a_picture_deletes_what_others_say_about_it,
    what_is_wrong_with_a_comment_is_said_below_it,
);

/// A photo of Ada's, her at its page, and Bea there, too.
async fn init(stack: Stack) -> (World, String, Visitor, Visitor) {
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[("title", "Harbour")], 1).await;
    let path = text(&photo["url"]).to_owned();
    world.add("bea", &[]).await;
    let (mut ada, mut bea) = (world.visitor_as("ada").await, world.visitor_as("bea").await);
    ada.get(&path).await.expect(200);
    bea.get(&path).await.expect(200);
    (world, path, ada, bea)
}

async fn a_comment_is_written_edited_and_deleted(stack: Stack) {
    // Init.
    let (world, path, _, mut bea) = init(stack).await;
    assert_eq!(bea.page().text(".talk__empty"), "Nobody has said anything yet.");

    // Verify: it is written, as it was typed and as nothing else.
    let said = "What a <b>sky</b> & light!\nSee https://example.org/a.";
    let page = bea.submit(".talk__form", &[("body", said)]).await.expect(200);
    assert_eq!(page.path(), path);
    assert_eq!(page.text(".flash"), "Your comment is posted.");
    assert_eq!(
        page.text("#comments .comment__body"),
        "What a <b>sky</b> & light!See https://example.org/a."
    );
    assert_eq!(page.attr("#comments .comment__body a", "href"), "https://example.org/a");
    assert!(!page.has("#comments .comment__body b"));
    assert_eq!(page.link("#comments .comment .name"), "/@bea");
    assert!(page.first("#comments .comment__edited").attributes.contains_key("hidden"));
    let wall = bea.get("/").await.expect(200);
    assert_eq!(wall.text(".tile__count .unseen"), "1 comment");

    // Verify: a stranger reads it, and is asked to sign in to answer.
    let page = world.site.visitor().get(&path).await.expect(200);
    assert_eq!(page.select("#comments .comment").len(), 1);
    assert!(!page.has(".talk__form") && !page.has("#comments .comment__acts"));
    assert_eq!(page.text(".talk__hint"), "Sign in to join the conversation");

    // Verify: it is edited, starting from what was typed.
    bea.get(&path).await.expect(200);
    bea.follow("#comments .comment__edit").await.expect(200);
    let form = bea.form("form[data-act='comment-edit']");
    assert_eq!(form.values("body"), [said.replace('\n', "\r\n")]);
    let page = bea.send(form.set("body", "What a sky!")).await.expect(200);
    assert_eq!(
        (page.path(), page.text(".flash").as_str()),
        (path.clone(), "The comment is saved.")
    );
    assert_eq!(page.text("#comments .comment__body"), "What a sky!");
    assert!(!page.first("#comments .comment__edited").attributes.contains_key("hidden"));

    // Verify: it is deleted.
    let edit = page.link("#comments .comment__edit");
    let page = bea.submit("#comments form[data-act='comment-delete']", &[]).await.expect(200);
    assert_eq!((page.path(), page.text(".flash").as_str()), (path, "The comment is deleted."));
    assert!(!page.has("#comments .comment"));
    bea.get(&edit).await.expect(410);
    bea.get(edit.trim_end_matches("/edit")).await.expect(410);
}

async fn the_author_of_a_picture_deletes_what_others_say_about_it(stack: Stack) {
    // Init.
    let (world, path, mut ada, mut bea) = init(stack).await;
    world.add("eve", &[]).await;
    bea.submit(".talk__form", &[("body", "Rather dull.")]).await.expect(200);
    bea.submit(".talk__form", &[("body", "But sharp.")]).await.expect(200);

    // Check: a third person may neither edit nor delete it.
    let mut eve = world.visitor_as("eve").await;
    let page = eve.get(&path).await.expect(200);
    assert_eq!(page.select("#comments .comment").len(), 2);
    assert!(!page.has("#comments .comment__acts"));
    let comment = page.attr("#comments .comment", "id").replacen("c-", "/comments/", 1);
    for method in ["patch", "delete"] {
        let forged = eve.request(Method::POST, &comment);
        let fields = [("_method", method), ("csrf", &csrf(&page)), ("body", "Splendid!")];
        eve.exchange(forged.form(&fields)).await.expect(403);
    }
    eve.get(&format!("{comment}/edit")).await.expect(403);

    // Verify: the author of the picture may delete it, but not put words into another's mouth.
    let page = ada.get(&path).await.expect(200);
    assert!(!page.has("#comments .comment__edit"));
    ada.get(&format!("{comment}/edit")).await.expect(403);
    ada.get(&path).await.expect(200);
    let page = ada.submit("#comments form[data-act='comment-delete']", &[]).await.expect(200);
    assert_eq!(page.select("#comments .comment").len(), 1);
    assert_eq!(page.text("#comments .comment__body"), "But sharp.");
    assert_eq!(bea.get(&path).await.expect(200).select("#comments .comment").len(), 1);
}

async fn what_is_wrong_with_a_comment_is_said_below_it(stack: Stack) {
    // Init.
    let (_world, path, mut ada, _) = init(stack).await;

    // Verify: on the page of the photo, with what was typed.
    let page = ada.submit(".talk__form", &[("body", " \n ")]).await.expect(422);
    assert_eq!(page.text("#body-error"), "This must not be empty.");
    assert_eq!(page.text("h1"), "Harbour");
    let long = "x".repeat(2_001);
    let page = ada.submit(".talk__form", &[("body", &long)]).await.expect(422);
    assert_eq!(page.text("#body-error"), "At most 2000 characters.");
    assert_eq!(page.text("#body"), long);
    assert!(!page.has("#comments .comment"));

    // Verify: the same where a comment is edited.
    ada.submit(".talk__form", &[("body", "Mine.")]).await.expect(200);
    ada.follow("#comments .comment__edit").await.expect(200);
    let page = ada.submit("form[data-act='comment-edit']", &[("body", "")]).await.expect(422);
    assert_eq!(page.text(".field__error"), "This must not be empty.");
    assert_eq!(ada.get(&path).await.expect(200).text("#comments .comment__body"), "Mine.");
}
