//! Threads, what people are told of, and letters that end, as plain forms.

use harness::Method;

use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    an_answer_is_written_below_what_it_answers,
    its_author_closes_a_talk,
    what_happened_is_told_in_the_bar_and_on_a_page,
    what_one_hears_of_is_chosen,
);

async fn an_answer_is_written_below_what_it_answers(stack: Stack) {
    // Init: Bea has said something, and Ada answers.
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[("title", "Harbour")], 1).await;
    let path = text(&photo["url"]).to_owned();
    world.add("bea", &[]).await;
    let (mut ada, mut bea) = (world.visitor_as("ada").await, world.visitor_as("bea").await);
    bea.get(&path).await.expect(200);
    bea.submit(".talk__form", &[("body", "Which *harbour*?")]).await.expect(200);
    let page = ada.get(&path).await.expect(200);
    assert_eq!(page.text("#comments .comment__body em"), "harbour");

    // Verify: the form opens below the comment, and says whom it is for.
    let page = ada.follow("#comments .comment__answer").await.expect(200);
    assert!(page.has("#comments .comment__place .talk__form"));
    assert_eq!(page.select(".talk__form").len(), 1);
    assert_eq!(page.text(".talk__form label"), "Your answer to bea");
    let page = ada.submit(".talk__form", &[("body", "")]).await.expect(422);
    assert!(page.has("#comments .comment__place .talk__form"), "it stays there");
    let page = ada.submit(".talk__form", &[("body", "Of *Kiel*")]).await.expect(200);
    assert_eq!(page.text("#comments .comment--answer .comment__body"), "Of Kiel");

    // Verify: who answers the answer speaks to her by name.
    bea.get(&path).await.expect(200);
    let page = bea.follow("#comments .comment--answer .comment__answer").await.expect(200);
    assert_eq!(page.text("#body").trim(), "@ada");
    bea.submit(".talk__form", &[("body", "@ada Thank you")]).await.expect(200);
    let page = ada.get(&path).await.expect(200);
    assert_eq!(page.select("#comments .comment--answer").len(), 2);
    assert_eq!(page.link("#comments .comment--answer .comment__body a"), "/@ada");

    // Verify: what was answered goes, and its place stays.
    bea.get(&path).await.expect(200);
    let page = bea.submit("#comments form[data-act='comment-delete']", &[]).await.expect(200);
    assert_eq!(page.text("#comments .comment--gone"), "This comment is not here any more.");
    assert_eq!(page.select("#comments .comment").len(), 3);
    let thread = page.attr("#comments .comment", "id").replacen("c-", "/comments/", 1);
    let page = world.site.visitor().get(&format!("{thread}/answers")).await.expect(200);
    assert_eq!(page.select(".comment--answer").len(), 2);
}

async fn its_author_closes_a_talk(stack: Stack) {
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[], 1).await;
    let path = text(&photo["url"]).to_owned();
    world.add("bea", &[]).await;
    let (mut ada, mut bea) = (world.visitor_as("ada").await, world.visitor_as("bea").await);
    let page = bea.get(&path).await.expect(200);
    assert!(!page.has(".talk__tools"));
    ada.get(&path).await.expect(200);
    let page = ada.submit(".talk__tools", &[]).await.expect(200);
    assert_eq!(page.text(".talk__hint"), "The conversation is closed.");
    assert!(!page.has(".talk__form"));
    // Whoever has the page still open is told.
    let page = bea.submit(".talk__form", &[("body", "Too late?")]).await.expect(403);
    assert!(page.body.contains("has closed the conversation"), "{}", page.body);
    ada.get(&path).await.expect(200);
    let page = ada.submit(".talk__tools", &[]).await.expect(200);
    assert!(page.has(".talk__form"));
}

async fn what_happened_is_told_in_the_bar_and_on_a_page(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[("title", "Harbour")], 1).await;
    let path = text(&photo["url"]).to_owned();
    world.add("bea", &[]).await;
    let (mut ada, mut bea) = (world.visitor_as("ada").await, world.visitor_as("bea").await);
    let page = ada.get("/notifications").await.expect(200);
    assert!(page.has(".empty") && !page.has(".bar__count"));
    bea.get(&path).await.expect(200);
    bea.submit(".talk__form", &[("body", "Well seen")]).await.expect(200);

    // Verify.
    let page = ada.get("/").await.expect(200);
    assert_eq!(page.text(".bar__count"), "1");
    assert_eq!(page.text(".bar__notices .unseen"), "Notifications, one unread");
    let page = ada.follow(".bar__notices").await.expect(200);
    assert_eq!(page.text(".notice__link"), "bea commented on your photo “Harbour”");
    assert!(page.link(".notice__link").starts_with(&path));
    let page = ada.submit("form[action='/notifications/read']", &[]).await.expect(200);
    assert!(!page.has(".bar__count") && !page.has(".notice--new") && page.has(".notice"));
    let page = world.site.visitor().get(&path).await.expect(200);
    assert!(!page.has(".bar__notices"));
    world.site.visitor().get("/notifications").await;

    // Verify: the same for programs.
    let app = world.site.app().signed_in("ada", crate::people::PASSWORD).await;
    let told = app.get("/notifications").await.expect(200).json;
    assert_eq!(
        [&told["items"][0]["kind"], &told["items"][0]["read"]],
        [&harness::json!("comment"), &harness::json!(true)]
    );
    assert_eq!(told["unread"], 0);
    let seen = app.get(&format!("{path}/events")).await.expect(200).json;
    assert_eq!(seen["comments"], 1);
}

async fn what_one_hears_of_is_chosen(stack: Stack) {
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;
    let page = ada.get("/settings/notifications").await.expect(200);
    assert_eq!(page.select("[name='in_app'][checked]").len(), 7);
    assert_eq!(page.select("[name='mail'][checked]").len(), 0);
    let form = ada.form(".settings__page form").set("digest", "weekly");
    let page = ada.send(form).await.expect(200);
    assert_eq!(page.text(".flash"), "What you hear of is saved.");
    assert_eq!(page.attr("#digest option[selected]", "value"), "weekly");

    // Verify: a link that ends no letters says so, also to a mail program.
    let mut stranger = world.site.visitor();
    stranger.get("/unsubscribe/AAAA").await.expect(404);
    let app = world.site.app();
    let request = app.request(Method::POST, "/unsubscribe/AAAA");
    app.exchange(request.form(&[("List-Unsubscribe", "One-Click")])).await.expect(404);
}
