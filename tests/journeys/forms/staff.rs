//! What an admin does.

use harness::Visitor;

use crate::people::{PASSWORD, comment, csrf, media_of, post, sign_in, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    an_admin_deletes_the_picture_and_the_comment_of_another,
    a_suspended_user_is_signed_out_and_their_pictures_vanish_until_they_are_reinstated,
    only_admins_look_after_users,
    staff_who_have_been_away_show_who_they_are_before_they_see_addresses_or_delete,
);

async fn an_admin_deletes_the_picture_and_the_comment_of_another(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let harbour = post(&ada, &[("title", "Harbour")], 1).await;
    let quay = post(&ada, &[("title", "Quay")], 2).await;
    comment(&bea, &quay, "Rude.").await;
    world.add("grace", &["--admin"]).await;
    let mut grace = world.visitor_as("grace").await;

    // Verify: the comment, without being able to change it.
    let page = grace.get(text(&quay["url"])).await.expect(200);
    assert!(!page.has("#comments .comment__edit") && !page.has(".by__edit"));
    let page = grace.submit("#comments form[data-act='comment-delete']", &[]).await.expect(200);
    assert!(!page.has("#comments .comment"));

    // Verify: the picture, with its bytes.
    grace.get(text(&harbour["url"])).await.expect(200);
    let page = grace.submit("form[data-act='photo-delete']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "The photo and its pictures are deleted.");
    world.site.visitor().get(text(&harbour["url"])).await.expect(410);
    for media in media_of(&harbour) {
        grace.get(&media).await.expect(410);
    }
    assert_eq!(world.stored().len(), media_of(&quay).len() + 2, "and the file and the card");
}

async fn a_suspended_user_is_signed_out_and_their_pictures_vanish_until_they_are_reinstated(
    stack: Stack,
) {
    // Init.
    let world = World::start(stack).await;
    let (app, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&app, &[("title", "Harbour")], 1).await;
    let quay = post(&bea, &[("title", "Quay")], 2).await;
    comment(&app, &quay, "Ada was here.").await;
    let mut ada = world.visitor_as("ada").await;
    world.add("grace", &["--admin"]).await;
    let mut grace = world.visitor_as("grace").await;

    // Verify: an admin suspends her from the table.
    grace.get("/admin/users").await.expect(200);
    assert_eq!(state_of(&grace, "ada"), "Active");
    let page = grace.submit("form[action='/admin/users/ada']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "The user is suspended and signed out everywhere.");
    assert_eq!(state_of(&grace, "ada"), "Suspended");

    // Verify: she is out at once, in the browser and in her program, and does not get in again.
    assert!(!ada.get("/").await.expect(200).has(".menu"));
    app.get("/me").await.expect(401);
    does_not_get_in(&mut ada).await;

    // Verify: her pictures, words and page vanish for everybody but staff.
    let path = text(&photo["url"]);
    let mut stranger = world.site.visitor();
    assert!(!stranger.get("/").await.expect(200).has(&format!(".tile a[href='{path}']")));
    stranger.get(path).await.expect(404);
    stranger.get("/@ada").await.expect(404);
    for media in media_of(&photo) {
        stranger.get(&media).await.expect(404);
    }
    assert!(!stranger.get(text(&quay["url"])).await.expect(200).shows("Ada was here."));
    assert!(grace.get("/@ada").await.expect(200).shows("This account is suspended."));

    // Verify: reinstated, everything is back.
    grace.get("/admin/users").await.expect(200);
    let page = grace.submit("form[action='/admin/users/ada']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "The user is reinstated.");
    stranger.get(path).await.expect(200);
    assert!(stranger.get(text(&quay["url"])).await.expect(200).shows("Ada was here."));
    app.get("/me").await.expect(401);
    ada.get("/login").await.expect(200);
    assert!(sign_in(&mut ada, "ada").await.expect(200).has(".menu"));
}

/// She is told why; whoever does not know her password is not.
async fn does_not_get_in(ada: &mut Visitor) {
    ada.get("/login").await.expect(200);
    let page = sign_in(ada, "ada").await.expect(403);
    assert_eq!(page.text(".form [data-form-error]"), "This account is suspended.");
    let wrong = [("login", "ada"), ("password", "not her password")];
    let page = ada.submit("form[action='/login']", &wrong).await.expect(401);
    assert!(page.text(".form [data-form-error]").contains("do not go together"));
}

/// What the table of users, which is the page at hand, says of somebody.
fn state_of(admin: &Visitor, name: &str) -> String {
    let rows = admin.page().select("tbody tr");
    let row = rows.into_iter().find(|row| row.html.contains(&format!("/@{name}\"")));
    let row = row.unwrap_or_else(|| panic!("{name} is not in the table"));
    let states = ["Suspended", "Active", "Not confirmed"];
    let found = states.into_iter().find(|state| row.text.contains(state));
    found.unwrap_or_else(|| panic!("{}", row.text)).to_owned()
}

async fn only_admins_look_after_users(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    world.add("mod_bea", &["--moderator"]).await;
    world.add("grace", &["--admin"]).await;

    // Verify: neither members nor moderators.
    for name in ["ada", "mod_bea"] {
        let mut visitor = world.visitor_as(name).await;
        assert!(!visitor.page().has(".menu a[href='/admin/users']"));
        visitor.get("/admin/users").await.expect(403);
        let page = visitor.get("/@grace").await.expect(200);
        assert!(!page.has(".person__acts"));
        let forged = visitor.request(harness::Method::POST, "/admin/users/grace");
        let fields = [("_method", "patch"), ("csrf", &csrf(&page)), ("suspended", "true")];
        visitor.exchange(forged.form(&fields)).await.expect(403);
    }

    // Verify: an admin is led there, but cannot lock herself out.
    let mut grace = world.visitor_as("grace").await;
    let page = grace.follow(".menu a[href='/admin/users']").await.expect(200);
    assert_eq!(page.select("tbody tr").len(), 3);
    assert!(!page.has("form[action='/admin/users/grace']"));
    let forged = grace.request(harness::Method::POST, "/admin/users/grace");
    let fields = [("_method", "patch"), ("csrf", &csrf(&page)), ("suspended", "true")];
    let page = grace.exchange(forged.form(&fields)).await.expect(403);
    assert!(page.shows("Admins cannot suspend themselves"));

    // Verify: the owner can do the same from the command line.
    world.site.run(&["user", "suspend", "ada"]).await;
    let login = harness::json!({ "login": "ada", "password": PASSWORD });
    world.site.app().post("/login", &login).await.expect(403);
    world.site.run(&["user", "suspend", "ada", "--undo"]).await;
    world.site.app().post("/login", &login).await.expect(200);
}

async fn staff_who_have_been_away_show_who_they_are_before_they_see_addresses_or_delete(
    stack: Stack,
) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let harbour = post(&ada, &[("title", "Harbour")], 1).await;
    comment(&ada, &harbour, "Mine.").await;
    world.add("grace", &["--admin"]).await;
    let mut grace = world.visitor_as("grace").await;
    let be_away = || {
        harness::Sql::open(world.site.database()).must("UPDATE sessions SET confirmed_at = 0");
    };
    let confirm = "form[action='/confirm']";

    // Verify: pages with addresses and networks come after the password, and then at once.
    for place in ["/admin/users?page=1", "/admin/log", "/admin/mail?state=sent"] {
        be_away();
        let page = grace.get(place).await.expect(403);
        assert!(page.has(confirm) && !page.shows("@example.org"), "{place}");
        let page = grace.submit(confirm, &[("password", PASSWORD)]).await.expect(200);
        assert!(page.url.as_str().ends_with(place), "{}", page.url);
        grace.get(place).await.expect(200);
    }

    // Verify: what is another's is deleted after the password; she comes back to where she was.
    for act in ["comment-delete", "photo-delete"] {
        grace.get(text(&harbour["url"])).await.expect(200);
        be_away();
        let form = format!("form[data-act='{act}']");
        let page = grace.submit(&form, &[]).await.expect(403);
        assert!(page.has(confirm), "{act}");
        let page = grace.submit(confirm, &[("password", PASSWORD)]).await.expect(200);
        assert_eq!(page.path(), text(&harbour["url"]));
        grace.submit(&form, &[]).await.expect(200);
    }
    world.site.visitor().get(text(&harbour["url"])).await.expect(410);

    // Verify: what is her own goes without.
    let mine = post(&world.app_of("grace").await, &[("title", "Quay")], 2).await;
    grace.get(text(&mine["url"])).await.expect(200);
    be_away();
    grace.submit("form[data-act='photo-delete']", &[]).await.expect(200);
}
