//! Looking through one's sessions, making tokens, and showing once more who one is.

use harness::{Method, Sql, Visitor};

use crate::people::{PASSWORD, csrf};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_member_finds_and_ends_their_sessions,
    a_token_is_shown_once_on_the_page_and_nowhere_else,
    what_is_wrong_with_a_token_is_said_beside_it,
    whoever_has_been_away_for_long_is_asked_again_before_something_dangerous,
    an_admin_signs_somebody_out_everywhere_and_finds_it_in_the_log,
);

/// Lets everybody's last proof of who they are be long ago.
fn age_all(world: &World) {
    Sql::open(world.site.database()).must("UPDATE sessions SET confirmed_at = 0");
}

fn sid(visitor: &Visitor) -> String {
    let cookies = visitor.cookies();
    let found = cookies.split("; ").find_map(|it| it.strip_prefix("sid="));
    found.expect("a session").to_owned()
}

/// Who is signed in by a cookie, as a status.
async fn by_cookie(world: &World, sid: &str) -> u16 {
    let visitor = world.site.visitor();
    let request = visitor.request(Method::GET, "/me").header("accept", "application/json");
    visitor.exchange(request.header("cookie", format!("sid={sid}"))).await.status
}

async fn a_member_finds_and_ends_their_sessions(stack: Stack) {
    // Init: two browsers and a program.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let other = world.visitor_as("ada").await;
    let mut ada = world.visitor_as("ada").await;

    // Verify: this one is marked and cannot be ended here by mistake.
    let page = ada.get("/settings/sessions").await.expect(200);
    assert_eq!(page.text("h1"), "Sessions");
    assert_eq!(page.select(".thing").len(), 3);
    assert_eq!(page.select(".thing form").len(), 2);
    assert!(page.shows("This one") && page.shows("App") && page.shows("127.0.0.0/24"));
    assert_eq!(page.attr(".settings__nav [aria-current]", "href"), "/settings/sessions");

    // Verify: one is ended, then all others.
    let page = ada.submit(".thing form", &[]).await.expect(200);
    assert_eq!((page.path().as_str(), page.select(".thing").len()), ("/settings/sessions", 2));
    assert_eq!(page.text(".flash"), "The session has ended.");
    let page = ada.submit("form[action='/settings/sessions']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "All other sessions have ended.");
    assert_eq!(page.select(".thing").len(), 1);
    assert!(page.shows("You are signed in nowhere else.") && !page.has(".thing form"));
    assert_eq!(
        (by_cookie(&world, &sid(&other)).await, by_cookie(&world, &sid(&ada)).await),
        (401, 200)
    );
    app.get("/me").await.expect(401);

    // Verify: a stranger is led to where one signs in, and back.
    let mut stranger = world.site.visitor();
    let page = stranger.get("/settings/sessions").await.expect(200);
    assert_eq!(page.path(), "/login?next=%2Fsettings%2Fsessions");
}

async fn a_token_is_shown_once_on_the_page_and_nowhere_else(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;

    // Verify: a member is not offered what only staff may have.
    let page = ada.get("/settings/security").await.expect(200);
    assert!(page.shows("There are none yet.") && !page.has("#token-made"));
    let scopes: Vec<_> =
        page.select("#scope option").iter().map(|it| it.attr("value").to_owned()).collect();
    assert_eq!(scopes, ["read", "write"]);

    // Verify: it stands on the page that answers, not in its address, and works.
    let typed = [("name", "<b>backup</b>"), ("scope", "write"), ("expires_days", "30")];
    let form = "form[action='/settings/security/tokens']";
    let page = ada.submit(form, &typed).await.expect(201);
    let token = page.text("#token-made");
    assert!(token.starts_with("tt_") && token.len() == 46, "{token}");
    assert_eq!(page.path(), "/settings/security/tokens");
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert!(page.shows("<b>backup</b>") && page.shows("Look, post and change"));
    assert!(!page.header("location").unwrap_or_default().contains(&token));
    world.site.app().with_token(&token).get("/me").await.expect(200);

    // Verify: never again, and nowhere but with her.
    let page = ada.get("/settings/security/tokens").await.expect(200);
    assert_eq!(page.path(), "/settings/security");
    assert!(!page.body.contains(&token) && page.select(".thing").len() == 1);
    assert_eq!(world.holding(token.as_bytes()), [""; 0]);
    assert!(!format!("{}{}", world.site.stdout(), world.site.stderr()).contains(&token));

    // Verify: revoked, it is dead at once.
    let page = ada.submit(".thing form", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "The token is revoked.");
    assert!(page.shows("There are none yet."));
    world.site.app().with_token(&token).get("/me").await.expect(401);
}

async fn what_is_wrong_with_a_token_is_said_beside_it(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("grace", &["--admin"]).await;
    let mut grace = world.visitor_as("grace").await;
    grace.get("/settings/security").await.expect(200);

    // Verify: what was typed is still there.
    let typed = [("name", " "), ("scope", "admin"), ("expires_days", "")];
    let page = grace.submit("form[action='/settings/security/tokens']", &typed).await.expect(422);
    assert_eq!(page.text("#token-name-error"), "This must not be empty.");
    assert_eq!(page.attr("#scope option[selected]", "value"), "admin");
    assert_eq!(page.attr("#expires_days option[selected]", "value"), "");
    let page = grace
        .submit("form[action='/settings/security/tokens']", &[("name", "all")])
        .await
        .expect(201);
    assert!(page.shows("Does not expire") && page.has("#token-made"));

    // Verify: a number that is none does not become "for ever".
    for days in ["abc", "0", "366", "-1"] {
        let forged = grace.request(Method::POST, "/settings/security/tokens");
        let fields = [
            ("csrf", csrf(&page)),
            ("name", "x".into()),
            ("scope", "read".into()),
            ("expires_days", days.into()),
        ];
        grace.exchange(forged.form(&fields)).await.expect(422);
    }
}

async fn whoever_has_been_away_for_long_is_asked_again_before_something_dangerous(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;
    ada.get("/settings/security").await.expect(200);
    age_all(&world);
    let before = sid(&ada);

    // Verify: nothing is made; the page asks who she is and knows where she was.
    let form = "form[action='/settings/security/tokens']";
    let page = ada.submit(form, &[("name", "backup")]).await.expect(403);
    assert_eq!(page.text("h1"), "Is it you?");
    assert_eq!(page.attr("input[name=next]", "value"), "/settings/security");
    assert!(page.text(".form [data-form-error]").contains("more than 20 minutes ago"));

    // Verify: a wrong password does not do.
    let page = ada.submit("form[action='/confirm']", &[("password", "wrong")]).await.expect(422);
    assert_eq!(page.text("#password-error"), "This is not your password.");
    assert_eq!(page.attr("#password", "value"), "");
    assert_eq!((sid(&ada), by_cookie(&world, &before).await), (before.clone(), 200));

    // Verify: the right one leads back, and the session has another cookie; the old one is nobody's.
    let page = ada.submit("form[action='/confirm']", &[("password", PASSWORD)]).await.expect(200);
    assert_eq!(page.path(), "/settings/security");
    assert_eq!(page.text(".flash"), "Thank you. You can go on.");
    assert_ne!(sid(&ada), before);
    assert_eq!((by_cookie(&world, &before).await, by_cookie(&world, &sid(&ada)).await), (401, 200));
    ada.submit(form, &[("name", "backup")]).await.expect(201);
    let page = ada.get("/settings/sessions").await.expect(200);
    assert_eq!(page.select(".thing").len(), 1, "it is the same session");

    // Verify: by hand, too; and no way leads to another site.
    for (next, expected) in
        [("%2F%40ada", "/@ada"), ("https:%2F%2Fevil.example", "/"), ("javascript:alert(1)", "/")]
    {
        let page = ada.get(&format!("/confirm?next={next}")).await.expect(200);
        assert_eq!(page.attr(".form__else a", "href"), expected);
        let page =
            ada.submit("form[action='/confirm']", &[("password", PASSWORD)]).await.expect(200);
        assert_eq!(page.path(), expected);
    }
    let forged = ada.request(Method::POST, "/confirm").header("accept", "application/json");
    let page = ada.page().clone();
    let answer =
        ada.exchange(forged.form(&[("csrf", csrf(&page).as_str()), ("password", PASSWORD)])).await;
    assert!(answer.expect(200).body.starts_with("{\"expires_at\":\""), "no token for scripts");
}

async fn an_admin_signs_somebody_out_everywhere_and_finds_it_in_the_log(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("grace", &["--admin"]).await;
    world.add("mod_bea", &["--moderator"]).await;
    let (app, ada) = (world.member("ada").await, world.visitor_as("ada").await);
    let mut grace = world.visitor_as("grace").await;

    // Verify: asked again after a while, she goes on where she was.
    grace.get("/@ada").await.expect(200);
    age_all(&world);
    let form = "form[action='/admin/users/ada/sessions']";
    let page = grace.submit(form, &[]).await.expect(403);
    assert_eq!(page.attr("input[name=next]", "value"), "/@ada");
    app.get("/me").await.expect(200);
    grace.submit("form[action='/confirm']", &[("password", PASSWORD)]).await.expect(200);
    let page = grace.submit(form, &[]).await.expect(200);
    assert!(page.text(".flash").starts_with("The user is signed out everywhere"));
    app.get("/me").await.expect(401);
    assert_eq!(by_cookie(&world, &sid(&ada)).await, 401);

    // Verify: the log says who did what, from where.
    let page = grace.follow(".menu a[href='/admin/log']").await.expect(200);
    let rows: Vec<_> = page.select("tbody tr").into_iter().map(|it| it.text).collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    for words in ["user.end-sessions", "ada", "grace", "Page", "127.0.0.0/24"] {
        assert!(rows[0].contains(words), "{}", rows[0]);
    }
    assert!(rows[3].contains("user.add") && rows[3].contains("Command line"), "{}", rows[3]);
    let mut bea = world.visitor_as("mod_bea").await;
    assert!(!bea.page().has(".menu a[href='/admin/log']"));
    bea.get("/admin/log").await.expect(403);
}
