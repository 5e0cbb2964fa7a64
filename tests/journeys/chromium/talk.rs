//! What is said about a picture, in place.

use harness::{Value, json};

use super::screen::Screen;

/// A comment as the page shows it: all that may differ between what a script drew and what the server draws.
const DRAWN: &str = "return [...document.querySelectorAll('.comment')].map(it => ({
    id: it.id, body: it.dataset.body, said: it.querySelector('.comment__body').innerHTML.trim(),
    by: it.querySelector('.name').getAttribute('href'), face: it.querySelector('.face').outerHTML,
    when: it.querySelector('.comment__when').getAttribute('href').split('#')[1],
    at: it.querySelector('time').dateTime, day: it.querySelector('time').textContent,
    exact: it.querySelector('time').title !== '',
    edited: !it.querySelector('.comment__edited').hidden,
    edit: it.querySelector('.comment__edit')?.getAttribute('href'),
    remove: it.querySelector('.confirm form')?.getAttribute('action') }))";

/// Writes, changes and deletes a comment without the page being loaded anew.
pub(super) async fn says_edits_and_deletes(screen: &Screen, path: &str) {
    let browser = &screen.browser;
    screen.goto(path).await;
    screen.mark().await;
    assert_eq!(browser.text("#talk-empty").await, "Nobody has said anything yet.");

    // What is wrong is said below the field.
    browser.fill("#body", "   ").await;
    browser.click(".talk__form [type='submit']").await;
    browser.find("#body[aria-invalid]").await;
    assert_eq!(browser.text("#body-error").await, "This must not be empty.");
    screen.refused(422).await;
    screen.shot("comment-empty").await;

    loses_nothing_without_a_connection(screen).await;

    // Written, and drawn as the server draws it.
    says(screen, "What a <b>sky</b>! See https://example.org/.", 1).await;
    says(screen, "And what light.", 2).await;
    assert_eq!(browser.eval(TYPED, vec![]).await, "");
    assert!(!browser.has("#body[aria-invalid]").await);
    screen
        .until("return document.querySelector('#live').textContent === 'Your comment is posted.'")
        .await;
    assert!(screen.is_marked().await, "the page was loaded anew");
    same_after_reload(screen, path).await;
    screen.shots("photo").await;

    changes(screen, path).await;

    // Deleted, after one more question.
    deletes(screen, 1).await;
    deletes(screen, 0).await;
    assert_eq!(browser.text("#talk-empty").await, "Nobody has said anything yet.");
}

/// What stands in the field for a new comment.
const TYPED: &str = "return document.querySelector('#body').value";

async fn loses_nothing_without_a_connection(screen: &Screen) {
    let browser = &screen.browser;
    screen.network(true, -1).await;
    browser.fill("#body", "Into the void").await;
    browser.click(".talk__form [type='submit']").await;
    browser.find(".talk__form [data-form-error]:not([hidden])").await;
    let said = browser.text(".talk__form [data-form-error]").await;
    assert!(said.starts_with("The site cannot be reached. What you typed is still here"), "{said}");
    assert_eq!(browser.eval(TYPED, vec![]).await, "Into the void");
    screen.network(false, -1).await;
    let errors = browser.console_errors().await;
    assert!(errors.iter().all(|it| it.contains("ERR_INTERNET_DISCONNECTED")), "{errors:?}");
}

/// Changes the first comment.
async fn changes(screen: &Screen, path: &str) {
    let browser = &screen.browser;
    screen.mark().await;
    browser.click(".comment .comment__edit").await;
    screen.shot("comment-edit").await;
    let typed = browser.eval("return document.activeElement.value", vec![]).await;
    assert_eq!(typed, "What a <b>sky</b>! See https://example.org/.");
    browser.fill(".comment form[data-act='comment-edit'] textarea", "What a sky!").await;
    browser.click(".comment form[data-act='comment-edit'] [type='submit']").await;
    browser.wait_gone(".comment form[data-act='comment-edit']").await;
    assert_eq!(browser.text(".comment__body").await, "What a sky!");
    assert!(screen.is_marked().await, "the page was loaded anew");
    same_after_reload(screen, path).await;
}

/// Says something, and waits until there are so many comments.
async fn says(screen: &Screen, body: &str, count: usize) {
    screen.browser.fill("#body", body).await;
    screen.browser.click(".talk__form [type='submit']").await;
    screen.until(&format!("return document.querySelectorAll('.comment').length === {count}")).await;
    screen.until("return !document.querySelector('.talk__form [data-busy]')").await;
    screen.calm().await;
}

async fn same_after_reload(screen: &Screen, path: &str) {
    let drawn = screen.browser.eval(DRAWN, vec![]).await;
    screen.goto(path).await;
    let mut again = screen.browser.eval(DRAWN, vec![]).await;
    // The minute stands in a title that only the server writes.
    let exact = drawn.as_array().expect("a list").iter().map(|it| it["exact"].clone());
    for (comment, exact) in again.as_array_mut().expect("a list").iter_mut().zip(exact) {
        comment["exact"] = exact;
    }
    assert_eq!(drawn, again);
    assert!(drawn != Value::from(Vec::<Value>::new()));
}

/// Deletes the first comment, after which so many are left.
async fn deletes(screen: &Screen, left: usize) {
    let browser = &screen.browser;
    screen.mark().await;
    browser.click(".comment .confirm summary").await;
    screen.shot("comment-delete").await;
    browser.click(".comment [data-act='comment-delete'] button").await;
    screen.until(&format!("return document.querySelectorAll('.comment').length === {left}")).await;
    screen.calm().await;
    assert!(screen.is_marked().await, "the page was loaded anew");
}

/// The author of a picture deletes what somebody else said.
pub(super) async fn deletes_what_another_said(screen: &Screen, path: &str) {
    screen.goto(path).await;
    assert_eq!(screen.count(".comment").await, 1);
    assert!(!screen.browser.has(".comment__edit").await, "the words are another's");
    deletes(screen, 0).await;
    screen.goto(path).await;
    assert_eq!(screen.browser.eval(DRAWN, vec![]).await, json!([]));
}
