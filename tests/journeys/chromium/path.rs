//! The whole path, with scripts: from an empty wall to a deleted picture.

use harness::pictures;

use super::newcomer::joins;
use super::screen::{Device, Screen};
use super::talk;
use crate::people::{address_of, comment, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(the_whole_path_at_a_desk, the_whole_path_in_the_hand);

async fn the_whole_path_at_a_desk(stack: Stack) {
    the_whole_path(stack, Device::Desk).await;
}

async fn the_whole_path_in_the_hand(stack: Stack) {
    the_whole_path(stack, Device::Hand).await;
}

async fn the_whole_path(stack: Stack, device: Device) {
    // Init.
    let world = World::start(stack).await;
    let screen = Screen::open(&world, device, stack).await;

    // Verify: in, a picture, what is said about it, out.
    joins(&world, &screen).await;
    let path = posts(&world, &screen).await;
    edits(&screen, &path).await;
    let bea = world.member("bea").await;
    let photo = world.site.app().get(&path).await.expect(200).json;
    talk::says_edits_and_deletes(&screen, &path).await;
    comment(&bea, &photo, "Rather dull, if you ask me.").await;
    talk::deletes_what_another_said(&screen, &path).await;
    signs_out_and_in(&screen, &path).await;
    deletes(&world, &screen, &path).await;

    // Verify: what an admin does.
    let photo = post(&bea, &[("title", "Bridge")], 9).await;
    comment(&bea, &photo, "Mine.").await;
    an_admin_comes(&world, &screen).await;
    deletes_what_is_anothers(&world, &screen, text(&photo["url"])).await;
    suspends_and_reinstates(&world, &screen).await;
}

/// Posts a picture, and sees how far it is.
async fn posts(world: &World, screen: &Screen) -> String {
    let browser = &screen.browser;
    screen.goto("/upload").await;
    screen.shots("upload").await;
    is_refused(world, screen).await;
    browser.attach("#file", "harbour.jpg", &pictures::jpeg(1200, 800, 7)).await;
    browser.find(".sheet__item img[src^='blob:']").await;
    assert_eq!(screen.says(".sheet__name").await, "harbour.jpg");
    assert!(screen.says("[data-nudge-here]").await.contains("stays dark"), "words are asked for");
    browser.fill("[name='alt']", "Boats under a red sky").await;
    browser.wait_gone("[data-nudge-here]:not([hidden])").await;
    browser.fill("#title", "Harbour at dusk").await;
    browser.fill("#caption", "Taken from the pier.").await;
    browser.fill("#tags", "lake Dawn").await;
    screen.shots("upload-filled").await;

    watch_progress(screen).await;
    browser.click(".upload [type='submit']").await;
    screen.arrive("/photos/").await;
    check_progress(screen).await;
    assert_eq!(screen.says("h1").await, "Harbour at dusk");
    let path = screen.path().await;

    // It stands on the wall, and leads back.
    screen.goto("/").await;
    assert_eq!(
        browser.find(".tile img").await.attr("alt").await.expect("it is there").as_deref(),
        Some("Boats under a red sky")
    );
    let shown = "const it = document.querySelector('.tile img');
        return it.complete && it.naturalWidth > 0 && /\\/(320|640|1200)x/.test(it.currentSrc) && it.width > 0";
    screen.until(shown).await;
    screen.follow(".tile a", &path).await;
    assert!(!world.stored().is_empty());
    path
}

/// A file that is no picture is refused before it is sent; one that only says so, in its place; the words stay.
async fn is_refused(world: &World, screen: &Screen) {
    let browser = &screen.browser;
    browser.attach("#file", "notes.txt", b"no picture").await;
    browser.find("#file[aria-invalid]").await;
    assert!(browser.text("#file-error").await.starts_with("This is not a picture we know"));
    assert!(!browser.has(".sheet__item").await);
    browser.attach("#file", "broken.jpg", &pictures::html()).await;
    browser.find(".sheet__item").await;
    browser.fill("#title", "Typed before").await;
    browser.fill("#tags", "no/slash").await;
    browser.click(".upload [type='submit']").await;
    browser.find("#tags[aria-invalid]").await;
    screen.refused(422).await;
    screen.shot("upload-errors").await;
    browser.fill("#tags", "fine").await;
    browser.click(".upload [type='submit']").await;
    browser.find("#file[aria-invalid]").await;
    screen.refused(422).await;
    let why = browser.text("#file-error").await;
    assert!(why.starts_with("HTML files are not taken"), "{why}");
    let kept = "return [document.querySelector('#title').value, document.querySelectorAll('.sheet__item').length]";
    assert_eq!(browser.eval(kept, vec![]).await, harness::json!(["Typed before", 1]));
    browser.click(".sheet__item button").await;
    browser.wait_gone(".sheet__item").await;
    assert_eq!(world.stored(), [""; 0]);
}

/// Slows the way to the site, and notes all that the form shows on that way.
async fn watch_progress(screen: &Screen) {
    screen.network(false, 150_000).await;
    let watch = "const form = document.querySelector('.upload'), seen = [];
        const bar = form.querySelector('progress'), button = form.querySelector('[type=submit]');
        new MutationObserver(() => { seen.push([bar.hidden, bar.value, button.textContent]);
            sessionStorage.setItem('seen', JSON.stringify(seen)); })
            .observe(form, { subtree: true, attributes: true, childList: true, characterData: true })";
    screen.browser.eval(watch, vec![]).await;
}

async fn check_progress(screen: &Screen) {
    screen.network(false, -1).await;
    let seen =
        screen.browser.eval("return JSON.parse(sessionStorage.getItem('seen'))", vec![]).await;
    let seen = seen.as_array().expect("something was seen");
    let part = |it: &harness::Value| {
        it[0] == false && it[1].as_f64().is_some_and(|it| it > 0.0 && it < 1.0)
    };
    assert!(seen.iter().any(part), "no progress: {seen:?}");
    let says = |words: &str| seen.iter().any(|it| text(&it[2]) == words);
    assert!(says("Sending…") && says("Preparing the sizes…"), "{seen:?}");
}

async fn edits(screen: &Screen, path: &str) {
    let browser = &screen.browser;
    screen.follow(".by__edit", &format!("{path}/edit")).await;
    screen.shot("photo-edit").await;
    browser.fill("#title", "Quay at dusk").await;
    browser.fill("#tags", "quay").await;
    browser.eval("document.querySelector('#visibility').value = 'private'", vec![]).await;
    screen.follow(".page--form .form [type='submit']", path).await;
    screen.until("return document.querySelector('h1').textContent.includes('Quay at dusk')").await;
    assert_eq!(screen.says(".tags").await, "#quay");
    assert!(screen.says(".by__facts").await.contains("Private"));
    screen.goto(&format!("{path}/edit")).await;
    browser.eval("document.querySelector('#visibility').value = 'public'", vec![]).await;
    screen.follow(".page--form .form [type='submit']", path).await;
    browser.wait_gone(".by__seen").await;
}

async fn signs_out_and_in(screen: &Screen, path: &str) {
    let browser = &screen.browser;
    browser.click(".menu summary").await;
    screen.shot_of_window("menu").await;
    screen.follow(".menu form[action='/logout'] button", "/").await;
    assert!(!browser.has(".menu").await);
    screen.goto(path).await;
    screen.follow(".talk__hint a", "/login").await;
    screen.shots("login").await;
    browser.fill("#login", "ada").await;
    browser.fill("#password", "not her password").await;
    browser.click("form[action='/login'] button").await;
    browser.find(".form__error:not([hidden])").await;
    screen.refused(401).await;
    screen.shot("login-wrong").await;
    browser.click("#remember").await;
    screen.sign_in(&address_of("ada"), path).await;
}

async fn deletes(world: &World, screen: &Screen, path: &str) {
    let browser = &screen.browser;
    screen.goto("/@ada").await;
    screen.shots("profile").await;
    screen.follow(".tile a", path).await;
    browser.click(".facts .confirm summary").await;
    screen.shot("photo-delete").await;
    screen.follow("[data-act='photo-delete'] button", "/@ada").await;
    screen.until("return document.querySelector('.empty__what') !== null").await;
    browser.goto(&world.site.url(path)).await;
    assert_eq!(screen.says("h1").await, "Gone");
    screen.refused(410).await;
    screen.shots("problem-gone").await;
    assert_eq!(world.stored(), [""; 0]);
}

/// In the same browser an admin signs in.
async fn an_admin_comes(world: &World, screen: &Screen) {
    world.add("grace", &["--admin"]).await;
    screen.goto("/").await;
    screen.browser.click(".menu summary").await;
    screen.follow(".menu form[action='/logout'] button", "/").await;
    screen.sign_in_as("grace").await;
}

async fn deletes_what_is_anothers(world: &World, screen: &Screen, path: &str) {
    talk::deletes_what_another_said(screen, path).await;
    assert!(!screen.browser.has(".by__edit").await, "the words are another's");
    screen.browser.click(".facts .confirm summary").await;
    screen.follow("[data-act='photo-delete'] button", "/@bea").await;
    world.site.app().get(path).await.expect(410);
    assert_eq!(world.stored(), [""; 0]);
}

async fn suspends_and_reinstates(world: &World, screen: &Screen) {
    let (browser, ada) = (&screen.browser, world.app_of("ada").await);
    screen.goto("/admin/users").await;
    assert_eq!(screen.count("tbody tr").await, 3);
    screen.follow("form[action='/admin/users/ada'] button", "/admin/users").await;
    browser.find(".state--stopped").await;
    screen.shots("admin-users").await;
    ada.get("/me").await.expect(401);
    screen.goto("/@ada").await;
    assert!(screen.says(".person__suspended").await.contains("suspended"));
    screen.shot("profile-suspended").await;
    screen.follow(".person__acts button", "/admin/users").await;
    browser.wait_gone(".state--stopped").await;
    world.app_of("ada").await.get("/me").await.expect(200);
    browser.goto(&world.site.url("/nothing/here")).await;
    screen.refused(404).await;
    screen.shot("problem-not-found").await;
}
