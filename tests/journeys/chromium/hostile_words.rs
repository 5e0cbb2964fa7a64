//! Words that would be programs, on every page that shows them, in a real browser (C01, C02).

use harness::{json, pictures};

use super::screen::{Device, Screen};
use crate::people::{comment, post_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(words_stay_words);

const WORDS: [&str; 9] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea></title></style><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }} ${alert(1)} <%= 1 %>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "]]><!--<iframe src=//evil.test>",
];

async fn words_stay_words(stack: Stack) {
    // Init: a photo for each, with the words in every place that takes some.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let screen = Screen::open(&world, Device::Desk, stack).await;
    screen.sign_in_as("ada").await;
    for (seed, words) in (0..).zip(WORDS) {
        let fields = [("title", words), ("caption", words), ("alt", words)];
        let photo = post_of(&ada, &fields, pictures::jpeg(60, 40, seed)).await;
        comment(&ada, &photo, words).await;

        // Verify: they are shown as they are. A dialog would end the session, and a refusal of the policy is an error.
        let path = text(&photo["url"]);
        screen.goto(path).await;
        let shown = "return document.querySelector('h1').textContent.trim()";
        assert_eq!(screen.browser.eval(shown, vec![]).await, json!(words));
        assert_eq!(screen.says(".comment__body").await, words);
        screen.goto(&format!("{path}/edit")).await;
        let typed = "return document.querySelector('#title').value";
        assert_eq!(screen.browser.eval(typed, vec![]).await, json!(words));
    }
    for path in ["/", "/new", "/@ada"] {
        screen.goto(path).await;
        assert_eq!(screen.count(".tile").await, WORDS.len());
        assert_eq!(
            screen.count("main script, main iframe, main [onload], main [onerror]").await,
            0
        );
    }
}
