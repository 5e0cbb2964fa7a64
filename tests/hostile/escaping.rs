//! What people write stays text on every page that shows it: no element, no attribute, no address of a script more
//! than on the same page with a harmless text (C01, C02).

use harness::{App, Page, Site, Visitor, json, pictures};
use scraper::{Html, Selector};

use crate::world::{World, percent, post, text};
use harness::Sql;

const STRINGS: [&str; 34] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "'\"><svg/onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "` onload=alert(1) `",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<!--",
    "<![CDATA[",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//evil.example><button>",
    "<a href='javascript:alert(1)'>x</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3C;script&#x3E;alert(1)",
    "\\u003cscript\\u003ealert(1)",
    "＜script＞alert(1)＜/script＞",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "{{ __tera_context }}",
    "{ $name } { -brand }",
    "<%= 7 * 7 %>${7*7}#{7*7}",
    "a\u{2028}b\u{2029}c",
    "<div style=position:fixed;inset:0>",
];

/// Harmless, but neither a name nor an address.
const CONTROL: &str = "con trol";

/// Somebody whose words are everywhere, and who looks at all pages with them.
struct Stage {
    world: World,
    ada: App,
    visitor: Visitor,
    photo: String,
    comment: String,
}

impl Stage {
    async fn set() -> Self {
        let world = World::start().await;
        let ada = world.member("ada").await;
        let photo = post(&ada, &[("tags", "lake")], 1).await;
        let photo = text(&photo["url"]).to_owned();
        let said =
            ada.post(&format!("{photo}/comments"), &json!({ "body": "x" })).await.expect(201).json;
        let comment = format!("/comments/{}", text(&said["id"]));
        let visitor = world.visitor_as("ada").await;
        Self { world, ada, visitor, photo, comment }
    }

    /// Puts the words wherever words can be.
    async fn say(&self, words: &str) {
        let edit = json!({ "title": words, "caption": words, "alt": words });
        self.ada.patch(&self.photo, &edit).await.expect(200);
        self.ada.patch(&self.comment, &json!({ "body": words })).await.expect(200);
        let quoted = words.replace('\'', "''");
        self.world
            .sql()
            .must(&format!("UPDATE users SET display_name = '{quoted}', bio = '{quoted}'"));
    }

    /// All pages that show words of hers, to herself and to a stranger.
    async fn pages(&mut self) -> Vec<Page> {
        let mut stranger = self.world.site.visitor();
        let mut pages = Vec::new();
        let edits = [format!("{}/edit", self.photo), format!("{}/edit", self.comment)];
        for path in ["/", "/new", "/tags/lake", "/@ada", &self.photo] {
            pages.push(self.visitor.get(path).await.expect(200));
            pages.push(stranger.get(path).await.expect(200));
        }
        for path in ["/upload", &edits[0], &edits[1]] {
            pages.push(self.visitor.get(path).await.expect(200));
        }
        pages
    }

    /// The forms that are shown once more with what was typed, because something else in them is wrong.
    async fn refused(&mut self, words: &str) -> Vec<Page> {
        let mut pages = Vec::new();
        self.visitor.get(&format!("{}/edit", self.photo)).await;
        let typed = [("title", words), ("caption", words), ("alt", words), ("tags", "<b>")];
        pages.push(
            self.visitor
                .submit(&format!("form[action='{}']", self.photo), &typed)
                .await
                .expect(422),
        );
        self.visitor.get("/upload").await;
        let form =
            self.visitor.form("form[action='/photos']").set("title", words).set("caption", words);
        let form = form.set("tags", "<b>").attach("file", words, "image/jpeg", pictures::svg());
        pages.push(self.visitor.send(form).await.expect(422));
        self.visitor.get(&self.photo).await;
        let long = format!("{words}{}", "x".repeat(2_000));
        let form = format!("form[action='{}/comments']", self.photo);
        pages.push(self.visitor.submit(&form, &[("body", &long)]).await.expect(422));
        let mut stranger = self.world.site.visitor();
        stranger.get("/register").await;
        let typed = [("username", words), ("email", words), ("password", "short")];
        pages.push(stranger.submit("form[action='/register']", &typed).await.expect(422));
        stranger.get("/login").await;
        let typed = [("login", words), ("password", words)];
        pages.push(stranger.submit("form[action='/login']", &typed).await.expect(401));
        pages
    }
}

/// The elements of a page with the names of their attributes, and whatever a browser would run or go to by itself.
fn skeleton(page: &Page) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let all = Selector::parse("*").expect("a selector");
    html.select(&all)
        .map(|element| {
            let mut attributes: Vec<_> = element.value().attrs().map(|(name, _)| name).collect();
            attributes.sort_unstable();
            for (name, value) in element.value().attrs() {
                let value = value.trim_start().to_ascii_lowercase();
                let acts = value.starts_with("javascript:") || value.starts_with("data:text");
                assert!(
                    !acts || !matches!(name, "href" | "src" | "action" | "formaction"),
                    "{}",
                    element.html()
                );
                assert!(!name.starts_with("on") && name != "style", "{}", element.html());
            }
            format!("{} {}", element.value().name(), attributes.join(" "))
        })
        .collect()
}

#[track_caller]
fn same(control: &[Vec<String>], pages: &[Page], words: &str) {
    for (control, page) in control.iter().zip(pages) {
        let found = skeleton(page);
        let differ = control.iter().zip(&found).find(|(a, b)| a != b);
        assert!(
            control.len() == found.len() && differ.is_none(),
            "{words}: {}: {differ:?}\n{}",
            page.url,
            page.body
        );
        assert!(!page.body.contains("alert(1)</script>"), "{words}: {}", page.url);
        assert!(!page.shows("4949"), "{words} was worked out at {}", page.url);
    }
}

#[tokio::test]
async fn nothing_that_people_write_becomes_markup() {
    let mut stage = Stage::set().await;
    stage.say(CONTROL).await;
    let control: Vec<_> = stage.pages().await.iter().map(skeleton).collect();
    for words in STRINGS {
        stage.say(words).await;
        let pages = stage.pages().await;
        same(&control, &pages, words);
        let shown = pages
            .iter()
            .filter(|page| page.body.contains("alt=") || page.shows(words.trim()))
            .count();
        assert!(shown > 3, "{words} is not shown as it was written");
    }
    stage.world.is_unharmed().await;
}

#[tokio::test]
async fn nothing_becomes_markup_in_a_form_that_is_shown_once_more() {
    let mut stage = Stage::set().await;
    let control: Vec<_> = stage.refused(CONTROL).await.iter().map(skeleton).collect();
    for words in STRINGS {
        let pages = stage.refused(words).await;
        same(&control, &pages, words);
    }
    stage.world.is_unharmed().await;
}

/// Words in an address, and on the page that says that there is nothing.
#[tokio::test]
async fn nothing_becomes_markup_that_stands_in_an_address() {
    let world = World::start().await;
    let mut visitor = world.site.visitor();
    for place in PLACES {
        let control = skeleton(&visitor.get(&format!("{place}nothing")).await);
        for words in STRINGS {
            let encoded = percent(words);
            let page = visitor.get(&format!("{place}{encoded}")).await;
            if !place.ends_with('/') {
                assert_eq!(skeleton(&page).len(), control.len(), "{place}{words}\n{}", page.body);
            }
            is_plain(&page, words);
            // With slashes in it, it is another address.
            is_plain(&visitor.get(&format!("{place}{}", encoded.replace("%2f", "/"))).await, words);
        }
    }
    world.is_unharmed().await;
}

const PLACES: [&str; 11] = [
    "/",
    "/tags/",
    "/@",
    "/photos/",
    "/verify/",
    "/login?next=",
    "/login?next=/",
    "/?after=",
    "/photos?user=",
    "/?limit=",
    "/static/",
];

/// A page without a picture or a frame, on which the words are not found as they are.
#[track_caller]
fn is_plain(page: &Page, words: &str) {
    assert!(page.status < 500, "{}", page.url);
    let foreign =
        skeleton(page).into_iter().find(|it| it.starts_with("img") || it.starts_with("iframe"));
    assert_eq!(foreign, None, "{}", page.url);
    assert!(!page.body.contains(words) || !words.contains('<'), "{}\n{}", page.url, page.body);
}

/// The owner's own words are text as well, also in letters.
#[tokio::test]
async fn the_name_of_the_site_becomes_no_markup() {
    let name = "<b onclick=alert(1)>\"Tin'type\" & {{ 7 * 7 }}</b>";
    let builder =
        Site::builder().set("TINTYPE_SITE_NAME", name).set("TINTYPE_SITE_DESCRIPTION", name);
    // Without a sender of its own, letters come from the site by its name.
    let world = World::with(builder).await;
    let mut visitor = world.site.visitor();
    for path in ["/", "/login", "/register", "/verify", "/nothing"] {
        let page = visitor.get(path).await;
        skeleton(&page);
        assert!(!page.body.contains("<b onclick") && page.shows(name), "{path}\n{}", page.body);
    }
    visitor.get("/register").await;
    let typed =
        [("username", "ada"), ("email", "ada@example.org"), ("password", crate::world::PASSWORD)];
    visitor.submit("form[action='/register']", &typed).await.expect(200);
    let letter = world.site.outbox().letter_to("ada@example.org").await;
    assert!(!letter.html.expect("a letter in HTML").contains("<b onclick"));
    assert!(letter.subject.contains("<b onclick"), "{}", letter.subject);
    world.is_unharmed().await;
}

/// C02: whatever is in a script comes from the program.
#[tokio::test]
async fn no_page_has_a_script_or_a_style_of_its_own() {
    let mut stage = Stage::set().await;
    stage.say("CANARY").await;
    for page in stage.pages().await {
        for script in page.select("script") {
            // Data for search engines (JSON-LD) is not run, and cannot end its element.
            if script.attributes.get("type").is_some_and(|it| it == "application/ld+json") {
                assert!(!script.text.contains('<'), "{}", script.html);
                continue;
            }
            assert!(
                script.text.is_empty() && script.attr("src").starts_with("/static/"),
                "{}",
                script.html
            );
        }
        assert!(!page.has("style") && !page.has("[style]"), "{}", page.url);
    }
    assert!(
        Sql::open(stage.world.site.database())
            .number("SELECT count(*) AS n FROM photos WHERE title = 'CANARY'")
            == 1
    );
}
