//! Forgotten passwords, other passwords and other addresses, with forms alone.

use harness::Visitor;

use crate::people::{PASSWORD, address_of, register, sign_in};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_forgotten_password_is_replaced_by_mail,
    a_member_changes_their_password_and_stays_signed_in,
    an_address_is_changed_and_changed_back,
    a_newcomer_corrects_their_address,
    an_admin_looks_after_the_mail,
);

const NEW: &str = "seven boats on the quiet river";

async fn letters_with(world: &World, address: &str, words: &str) -> harness::Letter {
    // The newest of that kind: letters of the same second lie in an outbox folder in no order.
    for _ in 0..400 {
        let found = world.letters().letters_to(address);
        if let Some(letter) = found.into_iter().find(|it| it.subject.contains(words)) {
            return letter;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no letter to {address} says {words:?}: {:?}", world.letters());
}

async fn a_forgotten_password_is_replaced_by_mail(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut elsewhere = world.visitor_as("ada").await;
    let mut ada = world.site.visitor();

    // Verify: the way there, and what is wrong stands at its field.
    ada.get("/login").await.expect(200);
    let page = ada.follow("a[href='/password/forgot']").await.expect(200);
    assert_eq!(page.text("h1"), "Forgot your password?");
    let form = "form[action='/password/forgot']";
    let page = ada.submit(form, &[("email", "no address")]).await.expect(422);
    assert_eq!(page.text("#email-error"), "This does not look like an e-mail address.");
    assert_eq!(page.attr("#email", "value"), "no address");

    // Verify: the answer is the same for everybody; one letter comes.
    asking_tells_nothing(&mut ada, form).await;
    let letter = letters_with(&world, "ada@example.org", "new password").await;
    assert!(letter.text.contains("within 60 minutes"), "{}", letter.text);
    assert_eq!(world.letters().letters().len(), 1);

    // Verify: a scanner that opens the link changes nothing, and the token leaks nowhere.
    let page = ada.get(&letter.link()).await.expect(200);
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.attr("#password", "autocomplete"), "new-password");
    assert!(elsewhere.get("/").await.expect(200).has(".menu"));

    // Verify: what will not do is said, the link works on, and then no more.
    let form = "form[action='/password/reset']";
    let page = ada.submit(form, &[("password", "short")]).await.expect(422);
    assert!(page.text("#password-error").contains("characters"));
    let sent = ada.form(form).set("password", NEW);
    let page = ada.send(sent.clone()).await.expect(200);
    assert_eq!(
        (page.path().as_str(), page.text(".flash").as_str()),
        ("/login", "Your password is changed. Sign in with it.")
    );
    assert!(!elsewhere.get("/").await.expect(200).has(".menu"), "signed out everywhere");
    let page = ada.send(sent).await.expect(422);
    assert_eq!(page.text("h1"), "This link has done its work");
    assert!(page.has("a[href='/password/forgot']") && !page.has(form));
    sign_in_as(&world, "ada", NEW).await;
    letters_with(&world, "ada@example.org", "was changed").await;
}

async fn asking_tells_nothing(visitor: &mut Visitor, form: &str) {
    let mut said = Vec::new();
    for name in ["nobody", "ada"] {
        let page = visitor.submit(form, &[("email", &address_of(name))]).await.expect(200);
        said.push((page.text("main"), page.text(".flash")));
    }
    assert_eq!(said[0], said[1]);
}

async fn sign_in_as(world: &World, login: &str, password: &str) -> Visitor {
    let mut visitor = world.site.visitor();
    visitor.get("/login").await.expect(200);
    let typed = [("login", login), ("password", password)];
    let page = visitor.submit("form[action='/login']", &typed).await.expect(200);
    assert!(page.has(".menu"));
    visitor
}

async fn a_member_changes_their_password_and_stays_signed_in(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let (mut ada, mut elsewhere) = (world.visitor_as("ada").await, world.visitor_as("ada").await);
    let before = ada.cookies();

    // Verify: each field has its say; the other form with a password stays quiet.
    let page = ada.get("/settings/account").await.expect(200);
    assert_eq!(page.attr(".settings__nav [aria-current]", "href"), "/settings/account");
    assert_eq!(page.text("[data-email]"), "ada@example.org");
    let form = "form[action='/settings/account/password']";
    let page = ada.submit(form, &[("current", "wrong"), ("password", NEW)]).await.expect(422);
    assert_eq!(page.text("#current-error"), "This is not your password.");
    assert_eq!(page.text("#email-password-error"), "");
    let page = ada.submit(form, &[("current", PASSWORD), ("password", "short")]).await.expect(422);
    assert!(page.text("#password-error").contains("characters"));
    assert_eq!(page.text("#email-password-error"), "");

    // Verify.
    let page = ada.submit(form, &[("current", PASSWORD), ("password", NEW)]).await.expect(200);
    assert_eq!(page.path(), "/settings/account");
    assert!(page.text(".flash").contains("signed out everywhere else"));
    assert_ne!(ada.cookies(), before, "the session goes on under another token");
    assert!(ada.get("/").await.expect(200).has(".menu"));
    assert!(!elsewhere.get("/").await.expect(200).has(".menu"));
    app.get("/me").await.expect(401);
    let thief = world.site.visitor();
    let stolen = thief.request(harness::Method::GET, "/me").header("cookie", before);
    assert_eq!(thief.exchange(stolen.header("accept", "application/json")).await.status, 401);
    letters_with(&world, "ada@example.org", "was changed").await;
    sign_in_as(&world, "ada", NEW).await;
}

async fn an_address_is_changed_and_changed_back(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    for name in ["ada", "bea"] {
        world.add(name, &[]).await;
    }
    let mut ada = world.visitor_as("ada").await;
    ada.get("/settings/account").await.expect(200);
    let form = "form[action='/settings/account/email']";

    // Verify: an address that belongs to somebody is asked for like any other.
    an_address_in_use_is_asked_for_like_any_other(&mut ada, form).await;
    letters_with(&world, "bea@example.org", "was entered").await;
    let page = ada.submit(form, &[("email", "x@example.org"), ("password", "wrong")]).await;
    assert_eq!(page.expect(422).text("#email-password-error"), "This is not your password.");

    // Verify: the button in the letter to the new address does it, whoever opens the link before.
    let link = letters_with(&world, "new@example.org", "Confirm your new").await.link();
    let mut mail = world.site.visitor();
    let page = mail.get(&link).await.expect(200);
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(ada.get("/settings/account").await.text("[data-email]"), "ada@example.org");
    let page = mail.submit("form[action='/email/confirm']", &[]).await.expect(200);
    assert_eq!(
        (page.path().as_str(), page.text(".flash").as_str()),
        ("/login", "Your account has its new address. Sign in again.")
    );
    assert!(!ada.get("/").await.expect(200).has(".menu"), "signed out everywhere");
    sign_in_as(&world, "new@example.org", PASSWORD).await;
    let page = mail.get(&link).await.expect(200);
    assert_eq!(page.text("h1"), "This link has done its work");

    // Verify: the link at the old address puts it back, and a link for another password comes.
    let undo = letters_with(&world, "ada@example.org", "new e-mail address").await.link();
    mail.get(&undo).await.expect(200);
    let page = mail.submit("form[action='/email/undo']", &[]).await.expect(200);
    assert_eq!(page.path(), "/login");
    let typed = [("login", "ada"), ("password", PASSWORD)];
    mail.submit("form[action='/login']", &typed).await.expect(401);
    mail.get(&undo).await.expect(200);
    assert!(!mail.page().has("form[action='/email/undo']"));
    let link = letters_with(&world, "ada@example.org", "new password").await.link();
    mail.get(&link).await.expect(200);
    mail.submit("form[action='/password/reset']", &[("password", NEW)]).await.expect(200);
    sign_in_as(&world, "ada@example.org", NEW).await;
}

async fn an_address_in_use_is_asked_for_like_any_other(ada: &mut Visitor, form: &str) {
    let mut said = Vec::new();
    for email in ["bea@example.org", "new@example.org"] {
        let page = ada.submit(form, &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(page.text("[data-pending]"), email);
        assert_eq!(page.text("[data-email]"), "ada@example.org");
        said.push(page.text("main").replace(email, "X"));
    }
    assert_eq!(said[0], said[1]);
}

async fn a_newcomer_corrects_their_address(stack: Stack) {
    // Init: registered in Chinese, with a typing error.
    let world = World::start(stack).await;
    let mut ada = world.site.visitor();
    ada.get("/register").await.expect(200);
    register(&mut ada, "aad").await.expect(200);
    letters_with(&world, "aad@example.org", "Confirm").await;

    // Verify: the page that waits for the letter leads to where it is corrected, and the letters come in another language.
    let page = ada.follow("a[href^='/settings/account']").await.expect(200);
    assert_eq!(page.text("[data-email]"), "aad@example.org");
    let page = ada.submit("form:has(select#locale)", &[("locale", "zh-CN")]).await.expect(200);
    assert_eq!(page.attr("#locale option[selected]", "value"), "zh-CN");
    let form = "form[action='/settings/account/email']";
    let typed = [("email", "ada@example.org"), ("password", PASSWORD)];
    let page = ada.submit(form, &typed).await.expect(200);
    assert_eq!(page.text("[data-email]"), "ada@example.org");
    let link = letters_with(&world, "ada@example.org", "请确认").await.link();
    ada.get(&link).await.expect(200);
    assert_eq!(ada.submit("form[action='/verify']", &[]).await.expect(200).path(), "/upload");
}

async fn an_admin_looks_after_the_mail(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("grace", &["--admin"]).await;
    world.add("mod_bea", &["--moderator"]).await;
    let mut grace = world.visitor_as("grace").await;
    assert!(grace.get("/admin/mail").await.expect(200).shows("No letters here."));
    world.site.run(&["mail", "test", "ada@example.org"]).await;

    // Verify: she is led there, and can choose.
    grace.get("/").await.expect(200);
    let page = grace.follow(".menu a[href='/admin/mail']").await.expect(200);
    assert!(page.text("tbody tr").contains("ada@example.org"));
    assert!(!page.has("form[action$='/retry']"), "what has left is not sent again");
    let page = grace.follow(".choices a[href='/admin/mail?state=failed']").await.expect(200);
    assert!(page.shows("No letters here."));
    assert_eq!(page.text(".choices [aria-current]"), "Given up");
    grace.get("/admin/mail?state=lost").await.expect(422);

    // Verify: nobody else is.
    let mut bea = world.visitor_as("mod_bea").await;
    assert!(!bea.page().has(".menu a[href='/admin/mail']"));
    bea.get("/admin/mail").await.expect(403);
    let mut stranger = world.site.visitor();
    assert!(stranger.get("/admin/mail").await.path().starts_with("/login"));
    assert!(sign_in(&mut stranger, "grace").await.expect(200).path().starts_with("/admin/mail"));
}
