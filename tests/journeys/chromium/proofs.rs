//! Showing that one is a person, and who one is, in a real browser: the puzzle by mouse, touch and keys, a passkey, codes.

use std::time::Duration;

use harness::thirtyfour::{Key, TypingData};
use harness::{Site, Sql, Value, json};
use tokio::time::sleep;

use super::screen::{Device, Screen};
use crate::people::{PASSWORD, address_of, text};
use crate::stack::{Stack, World};

on_both_stacks!(the_puzzle_by_mouse, the_puzzle_by_touch, the_puzzle_by_keys);

/// Where the piece belongs: the server alone knows.
fn place(world: &World) -> f64 {
    let newest =
        "SELECT data AS t FROM proofs WHERE purpose = 'captcha' ORDER BY created_at DESC LIMIT 1";
    let asked = Sql::open(world.site.database()).texts(newest);
    let asked: Value = harness::json_from(&asked[0]).expect("JSON");
    asked["x"].as_f64().expect("a place")
}

/// A site that asks for it, and the form to register with, filled in but for the puzzle.
async fn at_the_puzzle(stack: Stack, device: Device) -> (World, Screen) {
    let world = World::start_with(stack, &[("TINTYPE_CAPTCHA", "slider")]).await;
    let screen = Screen::open(&world, device, stack).await;
    screen.goto("/register").await;
    screen.browser.find(".captcha[data-state='ready']").await;
    screen.shots("register-puzzle").await;
    screen.browser.fill("#username", "ada").await;
    screen.browser.fill("#email", &address_of("ada")).await;
    screen.browser.fill("#password", PASSWORD).await;
    // Nobody fills in a form in less than three seconds.
    sleep(Duration::from_secs(3)).await;
    (world, screen)
}

/// How many pixels of the screen one of the puzzle has; the middle of an element in the window.
async fn measures(screen: &Screen, css: &str) -> (f64, f64, f64) {
    let script = "const piece = document.querySelector(arguments[0]);
        piece.scrollIntoView({ block: 'center' });
        const box = piece.getBoundingClientRect();
        const stage = document.querySelector('.captcha__stage');
        return [stage.clientWidth / 320, box.x + box.width / 2, box.y + box.height / 2]";
    let found = screen.browser.eval(script, vec![json!(css)]).await;
    let number = |at: usize| found[at].as_f64().expect("a number");
    (number(0), number(1), number(2))
}

/// How far a hand is after each of its steps: slow, quick, slow.
fn by_hand(way: f64) -> impl Iterator<Item = f64> {
    (1..=30_i32).map(move |step| {
        let share = f64::from(step) / 30.0;
        way * share.powi(3) * (10.0 - 15.0 * share + 6.0 * share * share)
    })
}

async fn goes_on(world: &World, screen: &Screen) {
    screen.browser.find(".captcha[data-state='solved']").await;
    screen.shot("register-puzzle-solved").await;
    screen.browser.click("form[action='/register'] [type='submit']").await;
    screen.arrive("/verify").await;
    world.letters().letter_to(&address_of("ada")).await;
}

async fn mouse(screen: &Screen, kind: &str, (x, y): (f64, f64)) {
    let event =
        json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
    let sent = screen.browser.driver().cdp().send_raw("Input.dispatchMouseEvent", event).await;
    sent.expect("a mouse");
}

async fn the_puzzle_by_mouse(stack: Stack) {
    let (world, screen) = at_the_puzzle(stack, Device::Desk).await;
    // Init: first a wrong place; another puzzle comes, and says so.
    let (scale, x, y) = measures(&screen, ".captcha__piece").await;
    drag(&screen, (x, y), (place(&world) - 30.0) * scale).await;
    screen
        .until("return document.querySelector('.captcha__say').textContent.includes('another one')")
        .await;
    screen.browser.find(".captcha[data-state='ready']").await;
    screen.refused(422).await;

    // Verify.
    sleep(Duration::from_millis(1_600)).await;
    let (scale, x, y) = measures(&screen, ".captcha__piece").await;
    drag(&screen, (x, y), place(&world) * scale).await;
    goes_on(&world, &screen).await;
}

async fn drag(screen: &Screen, (x, y): (f64, f64), way: f64) {
    mouse(screen, "mouseMoved", (x, y)).await;
    mouse(screen, "mousePressed", (x, y)).await;
    for (step, far) in (0_i32..).zip(by_hand(way)) {
        mouse(screen, "mouseMoved", (x + far, y + f64::from(step % 4))).await;
        sleep(Duration::from_millis(16)).await;
    }
    mouse(screen, "mouseReleased", (x + way, y + 1.0)).await;
}

async fn the_puzzle_by_touch(stack: Stack) {
    let (world, screen) = at_the_puzzle(stack, Device::Hand).await;
    touch(&world, &screen).await;
    goes_on(&world, &screen).await;
}

/// Whatever of the page is not meant to be unseen, and stands out of the window to the left or to the right.
const BEYOND: &str = "const seen = it => it.checkVisibility() && !it.closest('.trap, .unseen, .skip, svg, details:not([open]) > :not(summary)');
    const out = it => { const box = it.getBoundingClientRect(); return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5) };
    return [innerWidth, ...[...document.querySelectorAll('body *')].filter(it => seen(it) && out(it)).map(it => it.outerHTML.slice(0, 120))]";

#[tokio::test]
async fn the_puzzle_on_the_narrowest_screen() {
    let (world, screen) = at_the_puzzle(Stack::Embedded, Device::Palm).await;
    // Check: the picture is whole, and what is dragged is large enough for a finger.
    assert_eq!(screen.browser.eval(BEYOND, vec![]).await, json!([320]));
    let knob = "const box = document.querySelector('.captcha__handle').getBoundingClientRect();
        return Math.min(box.width, box.height)";
    let knob = screen.browser.eval(knob, vec![]).await.as_f64().expect("a length");
    assert!(knob >= 24.0, "{knob} px (WCAG 2.5.8)");

    // Verify: the piece gets to where it belongs, and the page on from there, as does the other way.
    touch(&world, &screen).await;
    screen.browser.find(".captcha[data-state='solved']").await;
    assert_eq!(screen.browser.eval(BEYOND, vec![]).await, json!([320]));
    goes_on(&world, &screen).await;
    assert_eq!(screen.browser.eval(BEYOND, vec![]).await, json!([320]));
    screen.goto("/captcha/letter?action=forgot").await;
    assert_eq!(screen.browser.eval(BEYOND, vec![]).await, json!([320]));
}

/// Puts the piece where it belongs, by a finger.
async fn touch(world: &World, screen: &Screen) {
    let (scale, x, y) = measures(screen, ".captcha__piece").await;
    let way = place(world) * scale;
    let touch = async |kind: &str, points: Value| {
        let event = json!({ "type": kind, "touchPoints": points });
        let sent = screen.browser.driver().cdp().send_raw("Input.dispatchTouchEvent", event).await;
        sent.expect("a finger");
    };
    touch("touchStart", json!([{ "x": x, "y": y }])).await;
    for (step, far) in (0_i32..).zip(by_hand(way)) {
        touch("touchMove", json!([{ "x": x + far, "y": y + f64::from(step % 4) }])).await;
        sleep(Duration::from_millis(16)).await;
    }
    touch("touchEnd", json!([])).await;
}

async fn press(screen: &Screen, keys: impl Into<TypingData>) {
    let chain = screen.browser.driver().action_chain().send_keys(keys);
    chain.perform().await.expect("keys can be pressed");
    // Nobody is as quick as a driver.
    sleep(Duration::from_millis(60)).await;
}

async fn the_puzzle_by_keys(stack: Stack) {
    let (world, screen) = at_the_puzzle(stack, Device::Hand).await;
    let x = place(&world);
    screen.browser.eval("document.querySelector('.captcha__handle').focus()", vec![]).await;
    let (mut tens, mut ones) = (0.0, 0.0);
    while tens + 10.0 <= x {
        press(&screen, Key::PageUp).await;
        tens += 10.0;
    }
    while tens + ones + 1.0 <= x {
        press(&screen, Key::Right).await;
        ones += 1.0;
    }
    let now = "return Math.round(document.querySelector('.captcha__handle').ariaValueNow)";
    assert_eq!(screen.browser.eval(now, vec![]).await.as_f64(), Some(tens + ones));
    press(&screen, Key::Enter).await;
    goes_on(&world, &screen).await;
}

/// A site at a name, as passkeys need one; and ada, who has signed in by password.
async fn at_a_name() -> (World, Screen) {
    let mut site = Site::builder().prepare();
    let named = site.base().replace("127.0.0.1", "localhost");
    site.set("TINTYPE_PUBLIC_URL", &named);
    site.restart().await;
    let world = World::of(site);
    world.add("ada", &[]).await;
    let screen = Screen::open(&world, Device::Desk, Stack::Embedded).await.at(&named);
    screen.sign_in_as("ada").await;
    (world, screen)
}

#[tokio::test]
async fn a_passkey_is_added_and_signs_in_without_a_name() {
    // Init: a device of its own, that says yes to everything.
    let (world, screen) = at_a_name().await;
    let cdp = screen.browser.driver().cdp();
    cdp.send_raw("WebAuthn.enable", json!({})).await.expect("WebAuthn");
    let device = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
        "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
    } });
    cdp.send_raw("WebAuthn.addVirtualAuthenticator", device).await.expect("a device");

    // Verify: it is added.
    screen.goto("/settings/security").await;
    screen.shot("factors-empty").await;
    screen.browser.fill("#passkey-name", "My laptop").await;
    screen.follow("[data-passkey='register']", "/settings/security").await;
    screen
        .until("return document.querySelector('.thing')?.textContent.includes('My laptop')")
        .await;
    screen.shots("factors").await;

    it_is_renamed(&screen).await;
    it_does_for_the_password(&world, &screen).await;

    // Verify: and signs in, nobody having typed anything.
    screen.goto("/").await;
    screen.browser.click(".menu summary").await;
    screen.follow(".menu form[action='/logout'] button", "/").await;
    // The browser suggests it by itself, and this device says yes to everything.
    screen.browser.goto(&format!("{}/login", screen.base())).await;
    screen.arrive("/").await;
    assert_eq!(screen.says(".menu__who b").await, "ada");

    // Verify: once it is removed it opens nothing.
    screen.goto("/settings/security").await;
    screen.follow(".thing > form button", "/settings/security").await;
    screen.browser.wait_gone(".thing").await;
    screen.browser.driver().delete_all_cookies().await.expect("cookies can be lost");
    screen.browser.goto(&format!("{}/login", screen.base())).await;
    screen.until("return document.querySelector('[data-passkey-status]').textContent !== ''").await;
    assert_eq!(screen.path().await, "/login");
}

/// It gets another name.
async fn it_is_renamed(screen: &Screen) {
    screen.browser.click(".thing summary").await;
    let name = "input[id^='passkey-'][value='My laptop']";
    screen.browser.fill(name, "Grey laptop").await;
    screen.follow(".thing .confirm__form button", "/settings/security").await;
    screen.until("return document.querySelector('.thing b').textContent === 'Grey laptop'").await;
}

/// It does in place of the password where that is asked for once more.
async fn it_does_for_the_password(world: &World, screen: &Screen) {
    age_sessions(world);
    screen.browser.goto(&format!("{}/settings/security", screen.base())).await;
    screen.browser.click("form[action='/settings/security/totp'] button").await;
    screen.browser.find("[data-passkey='confirm']:not([hidden])").await;
    screen.refused(403).await;
    screen.shots("confirm").await;
    screen.follow("[data-passkey='confirm']", "/settings/security").await;
    screen.follow("form[action='/settings/security/totp'] button", "/settings/security/totp").await;
}

/// Half an hour passes for all sessions.
fn age_sessions(world: &World) {
    let half_an_hour = 30 * 60 * 1_000_000_i64;
    let sql = format!("UPDATE sessions SET confirmed_at = confirmed_at - {half_an_hour}");
    Sql::open(world.site.database()).must(&sql);
}

#[tokio::test]
async fn codes_of_an_app_follow_the_password() {
    // Init.
    let (_world, screen) = at_a_name().await;
    screen.goto("/settings/security").await;
    screen.follow("form[action='/settings/security/totp'] button", "/settings/security/totp").await;
    screen.browser.find(".qr svg").await;
    screen.shots("totp").await;
    let spelled = screen.says(".secret").await;
    let secret = factors::totp::Secret::parse(&spelled).expect("a secret");
    let now = || {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("now").as_secs()
    };

    // Verify: a wrong code is said; the right one shows the codes on paper.
    screen.browser.fill("#code", "000000").await;
    screen.browser.click("form[action='/settings/security/totp/confirm'] button").await;
    screen.browser.find("#code[aria-invalid]").await;
    screen.refused(422).await;
    screen.browser.fill("#code", &secret.code(now())).await;
    screen.browser.click("form[action='/settings/security/totp/confirm'] button").await;
    screen.browser.find(".secret--list").await;
    screen.calm().await;
    let codes = screen.says(".secret--list").await;
    let paper = text(&json!(codes.split(' ').next().expect("codes"))).to_owned();

    // Verify: a code on paper lets in, once.
    screen.goto("/").await;
    screen.browser.click(".menu summary").await;
    screen.follow(".menu form[action='/logout'] button", "/").await;
    screen.goto("/login").await;
    screen.browser.fill("#login", "ada").await;
    screen.browser.fill("#password", PASSWORD).await;
    screen.browser.click("form[action='/login'] [type='submit']").await;
    screen.browser.find("#code").await;
    screen.refused(401).await;
    screen.shots("login-code").await;
    screen.browser.fill("#code", &paper).await;
    screen.follow("form[action='/login/code'] button", "/").await;
    assert_eq!(screen.says(".menu__who b").await, "ada");
}
