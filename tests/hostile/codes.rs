//! The second factor over HTTP: codes of an app and codes on paper, by program and by page (C45, C51).

use std::time::{SystemTime, UNIX_EPOCH};

use factors::totp::{STEP, Secret};
use harness::{Answer, App, Page, Visitor, json};

use crate::world::{PASSWORD, World, is_refused, names, text};

on_both_databases!(
    a_code_follows_the_password_of_a_program,
    a_code_follows_the_password_on_the_page,
    nothing_but_its_ticket_stands_for_a_password,
);

/// What the clock of a phone says, so many steps later.
fn clock(steps: u64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    now.as_secs() + steps * STEP
}

/// The code of the next half minute, which is good already: the one of now has confirmed the secret, and is used up.
pub(crate) fn next(secret: &Secret) -> String {
    secret.code(clock(1))
}

/// Sets up an app for codes; gives its secret and the codes on paper.
pub(crate) async fn set_up(app: &App) -> (Secret, Vec<String>) {
    let begun = app.post("/settings/security/totp", &json!({})).await.expect(200).json;
    let secret = Secret::parse(text(&begun["secret"])).expect("a secret");
    let typed = json!({ "ticket": begun["id"], "code": secret.code(clock(0)) });
    let kept = app.post("/settings/security/totp/confirm", &typed).await.expect(200).json;
    let codes = kept["codes"].as_array().expect("a list").iter();
    (secret, codes.map(|it| text(it).to_owned()).collect())
}

/// What a code has to be sent with.
#[track_caller]
pub(crate) fn ticket(answer: &Answer) -> String {
    assert_eq!(answer.status, 401, "{}", answer.text);
    assert!(answer.json["token"].is_null(), "{}", answer.text);
    text(&answer.json["ticket"]).to_owned()
}

/// Shows the password; gives the ticket.
async fn first(world: &World) -> String {
    let login = json!({ "login": "ada", "password": PASSWORD });
    ticket(&world.site.app().post("/login", &login).await)
}

async fn second(world: &World, ticket: &str, code: &str) -> Answer {
    world.site.app().post("/login/code", &json!({ "ticket": ticket, "code": code })).await
}

async fn a_code_follows_the_password_of_a_program(world: World) {
    // Init: a first code that is wrong sets nothing up, and the secret waits on.
    let ada = world.member("ada").await;
    let begun = ada.post("/settings/security/totp", &json!({})).await.expect(200).json;
    let wrong = json!({ "ticket": begun["id"], "code": "12345x" });
    names(&ada.post("/settings/security/totp/confirm", &wrong).await, "code", "a wrong code");
    world.app_of("ada").await.get("/me").await.expect(200);
    let (secret, paper) = set_up(&ada).await;
    assert_eq!(paper.len(), 10);

    // Verify: the password alone opens nothing, and neither does its ticket.
    let shown = first(&world).await;
    world.site.app().with_token(&shown).get("/me").await.expect(401);
    let code = next(&secret);
    let entered = second(&world, &shown, &code).await.expect(200).json;
    let app = world.site.app().with_token(text(&entered["token"]));
    assert_eq!(app.get("/me").await.expect(200).json["name"], "ada");

    // Verify: the same code is refused, whatever it is sent with; a wrong one gets another ticket.
    assert_eq!(second(&world, &shown, &code).await.expect(401).json["ticket"], json!(null));
    let refused = second(&world, &first(&world).await, &code).await;
    assert_eq!(refused.json["detail"], "That code is wrong, or was used before.");
    let another = ticket(&refused);

    // Verify: a code on paper lets in once, however it is typed.
    let typed = paper[3].to_uppercase().replace('-', " ");
    second(&world, &another, &typed).await.expect(200);
    second(&world, &first(&world).await, &paper[3]).await.expect(401);
    let list = app.get("/settings/security/factors").await.expect(200).json;
    assert_eq!((&list["totp"], &list["recovery_left"]), (&json!(true), &json!(9)));
    world.is_unharmed().await;
}

/// Sends a code on the page that asks for one.
async fn on_page(visitor: &mut Visitor, code: &str) -> Page {
    visitor.submit("form[action='/login/code']", &[("code", code)]).await
}

/// The page that asks a new browser for a code.
async fn asked(world: &World) -> Visitor {
    let mut visitor = world.site.visitor();
    visitor.get("/login").await.expect(200);
    let typed = [("login", "ada"), ("password", PASSWORD)];
    visitor.submit("form[action='/login']", &typed).await.expect(401);
    assert!(!visitor.cookies().contains("sid="), "{}", visitor.cookies());
    visitor
}

async fn a_code_follows_the_password_on_the_page(world: World) {
    // Init: she sets it up where her account is kept safe.
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;
    ada.get("/settings/security").await.expect(200);
    let page = ada.submit("form[action='/settings/security/totp']", &[]).await.expect(200);
    let secret = Secret::parse(&page.text(".secret")).expect("a secret");
    assert!(page.has(".qr svg"));
    let confirm = "form[action='/settings/security/totp/confirm']";
    let page = ada.submit(confirm, &[("code", "000000")]).await.expect(422);
    assert_eq!(page.text("#code-error"), "That code is wrong, or was used before.");
    let typed = secret.code(clock(0));
    let page = ada.submit(confirm, &[("code", typed.as_str())]).await.expect(200);
    let paper: Vec<_> = page.text(".secret--list").split(' ').map(str::to_owned).collect();
    assert_eq!((paper.len(), page.header("cache-control")), (10, Some("private, no-store")));

    // Verify: a wrong code asks again, the right one lets in.
    let mut browser = asked(&world).await;
    let page = on_page(&mut browser, "000000").await.expect(401);
    assert_eq!(page.text("#code-error"), "That code is wrong, or was used before.");
    let code = next(&secret);
    let page = on_page(&mut browser, &code).await.expect(200);
    assert_eq!((page.path().as_str(), page.shows("You: ada")), ("/", true));

    // Verify: not again; a code on paper does, once.
    let mut browser = asked(&world).await;
    on_page(&mut browser, &code).await.expect(401);
    on_page(&mut browser, &paper[0]).await.expect(200);
    assert!(browser.get("/settings/security").await.expect(200).shows("9"));
    on_page(&mut asked(&world).await, &paper[0]).await.expect(401);
    // Neither secret nor codes are ever shown again.
    for path in ["/settings/security", "/settings/security/totp"] {
        let page = ada.get(path).await;
        let tells = |it: &str| page.body.contains(it);
        assert!(!tells(&secret.spelled()) && !tells(&secret.base32()), "{path}");
        assert!(!paper.iter().any(|it| tells(it)), "{path}");
    }
    world.is_unharmed().await;
}

async fn nothing_but_its_ticket_stands_for_a_password(world: World) {
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let (secret, paper) = set_up(&ada).await;
    let (hers, _) = set_up(&eve).await;
    // Invented; of what a secret was confirmed with; a session; nothing.
    let begun = eve.post("/settings/security/totp", &json!({})).await.expect(200).json;
    let session = world.sql().texts("SELECT token_hash AS t FROM sessions").remove(0);
    for forged in ["", "AAAAAAAAAAA", "\0", text(&begun["id"]), &session, &"a".repeat(5_000)] {
        for code in [next(&secret), paper[0].clone()] {
            is_refused(&second(&world, forged, &code).await.expect(401), forged);
        }
    }
    // A ticket is for whoever has shown the password: Eve's codes are no use with hers.
    let refused = second(&world, &first(&world).await, &next(&hers)).await;
    let again = ticket(&refused);
    // It is over after five minutes.
    world.sql().must("UPDATE proofs SET expires_at = 1 WHERE purpose = 'second-factor'");
    assert!(second(&world, &again, &paper[0]).await.expect(401).json["ticket"].is_null());
    second(&world, &first(&world).await, &paper[0]).await.expect(200);
    world.is_unharmed().await;
}
