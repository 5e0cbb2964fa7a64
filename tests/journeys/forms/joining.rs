//! A stranger comes, looks around and makes an account.

use harness::Page;

use crate::people::{PASSWORD, address_of, register};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_stranger_finds_an_empty_wall_and_the_way_in,
    what_is_wrong_stands_at_its_field_and_what_was_typed_stays,
    a_name_that_looks_like_another_is_refused_and_an_address_in_use_is_its_owners,
    the_page_after_registering_says_where_the_letter_went,
);

async fn a_stranger_finds_an_empty_wall_and_the_way_in(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut stranger = world.site.visitor();

    // Check: there are no pictures, but words on what to do.
    let wall = stranger.get("/").await.expect(200);
    assert!(!wall.has("#wall"));
    assert_eq!(wall.text(".empty__what"), "The wall is still bare.");
    assert_eq!(wall.text(".empty__how"), "Join and hang the first picture.");
    assert_eq!(wall.attr("html", "lang"), "en");
    assert_eq!(wall.header("set-cookie"), None, "nobody is followed around");

    // Verify: each way in leads there.
    assert_eq!(stranger.follow(".empty__do a.button").await.expect(200).path(), "/register");
    assert_eq!(stranger.follow(".form__else a").await.expect(200).path(), "/login");
    assert_eq!(stranger.follow("a.mark").await.expect(200).path(), "/");
    assert_eq!(
        stranger.get("/new").await.expect(200).text(".empty__what"),
        "The wall is still bare."
    );
    let tag = stranger.get("/tags/lake").await.expect(200);
    assert_eq!(tag.text(".empty__what"), "No pictures are tagged #lake yet.");

    // Verify: what is for members asks to sign in, what is not there says so.
    assert_eq!(stranger.get("/upload").await.expect(200).path(), "/login?next=%2Fupload");
    assert_eq!(
        stranger.get("/admin/users").await.expect(200).path(),
        "/login?next=%2Fadmin%2Fusers"
    );
    let missing = stranger.get("/photos/AAAAAAAAAAA").await.expect(404);
    assert_eq!(missing.text("h1"), "Nothing here");
    assert_eq!(missing.link(".empty__do a"), "/");
}

async fn what_is_wrong_stands_at_its_field_and_what_was_typed_stays(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut newcomer = world.site.visitor();

    // Check: nothing is wrong with an empty form.
    let page = newcomer.get("/register").await.expect(200);
    assert!(!page.has("[aria-invalid]"));
    assert_eq!(page.attr("#username", "autocomplete"), "username");
    assert_eq!(page.attr("#password", "autocomplete"), "new-password");

    // Verify: everything wrong is said at once, each thing where it belongs.
    let typed = [("username", "ada lovelace"), ("email", "ada@nowhere"), ("password", "zq7-&!")];
    let page = newcomer.submit("form[action='/register']", &typed).await.expect(422);
    assert_eq!(told(&page, "username"), "Letters, digits, and inside also “.”, “-” and “_”.");
    assert_eq!(told(&page, "email"), "This does not look like an e-mail address.");
    assert_eq!(told(&page, "password"), "Between 8 and 256 characters.");
    assert_eq!(page.attr("#username", "value"), "ada lovelace");
    assert_eq!(page.attr("#email", "value"), "ada@nowhere");
    assert_eq!(page.attr("#password", "value"), "");
    assert!(!page.body.contains("zq7"), "the password is not echoed");
    for (name, why) in [
        ("admin", "This name is reserved. Try another, such as ada or lake_42."),
        ("а\u{200b}da", "Letters, digits, and inside also “.”, “-” and “_”."),
        ("", "This must not be empty."),
        ("<b>ada</b>", "Letters, digits, and inside also “.”, “-” and “_”."),
    ] {
        assert_eq!(told(&register(&mut newcomer, name).await.expect(422), "username"), why);
    }
    let guessed = [("username", "ada"), ("email", "ada@example.org"), ("password", "password1")];
    let page = newcomer.submit("form[action='/register']", &guessed).await.expect(422);
    assert_eq!(
        told(&page, "password"),
        "This is among the first passwords that anybody would try."
    );
    assert!(!page.has("#username[aria-invalid]"));

    // Verify: none of it made an account; what is right does.
    assert_eq!(world.site.run(&["user", "list"]).await, "");
    register(&mut newcomer, "ada").await.expect(200);
    let listed = world.site.run(&["user", "list"]).await;
    assert!(listed.contains("ada@example.org  not verified"), "{listed}");
    assert_eq!(world.letters().letter_to("ada@example.org").await.to, "ada@example.org");
    assert_eq!(world.letters().letters().len(), 1);
}

async fn a_name_that_looks_like_another_is_refused_and_an_address_in_use_is_its_owners(
    stack: Stack,
) {
    // Init.
    let world = World::start(stack).await;
    world.add("paypal", &[]).await;
    let mut impostor = world.site.visitor();
    impostor.get("/register").await.expect(200);

    // Verify.
    for name in ["PayPal", "раураl", "ｐａｙｐａｌ"] {
        let typed = [("username", name), ("email", "eve@example.org"), ("password", PASSWORD)];
        let page = impostor.submit("form[action='/register']", &typed).await.expect(422);
        assert_eq!(told(&page, "username"), "This name, or one that looks like it, is taken.");
    }
    let typed = [("username", "eve"), ("email", "PayPal@Example.ORG"), ("password", PASSWORD)];
    // That an address has an account is told to nobody but its owner.
    let page = impostor.submit("form[action='/register']", &typed).await.expect(200);
    assert_eq!(page.path(), "/verify");
    let letter = world.letters().letter_to("paypal@example.org").await;
    assert!(letter.link().ends_with("/password/forgot"), "{letter:?}");
}

async fn the_page_after_registering_says_where_the_letter_went(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut newcomer = world.site.visitor();
    newcomer.get("/register").await.expect(200);

    // Verify: signed in, and told where to look.
    let page = register(&mut newcomer, "ada").await.expect(200);
    assert_eq!(page.path(), "/verify");
    assert_eq!(page.text(".flash"), "Welcome. We sent you a link to confirm your e-mail address.");
    assert!(page.shows(&address_of("ada")));
    match world.outbox() {
        Some(folder) => assert_eq!(page.text(".note code"), folder.display().to_string()),
        None => assert!(!page.has(".note"), "the letter is in the post"),
    }

    // Verify: the letter is what was promised.
    let letter = world.letters().letter_to(&address_of("ada")).await;
    assert_eq!(letter.subject, "Confirm your e-mail address for Tintype");
    let linked = format!("href=\"{}\"", letter.link());
    assert!(letter.link().starts_with(&world.site.url("/verify/")), "{}", letter.link());
    assert!(letter.text.starts_with(&letter.link()), "the bare link comes first");
    let html = letter.html.expect("for those who read HTML").replace("&#x2F;", "/");
    assert!(html.contains(&linked), "{html}");

    // Verify: the message is said once; the reminder stays.
    let page = newcomer.get("/verify").await.expect(200);
    assert!(!page.has(".flash"));
    let wall = newcomer.get("/").await.expect(200);
    assert_eq!(wall.link(".banner a"), "/verify");
    assert!(wall.shows("You: ada"));
}

/// What stands below a field, to be read by everybody.
#[track_caller]
fn told(page: &Page, field: &str) -> String {
    let (input, below) = (page.first(&format!("#{field}")), format!("{field}-error"));
    assert_eq!(input.attr("aria-invalid"), "true");
    assert!(input.attr("aria-describedby").split(' ').any(|id| id == below));
    let error = page.first(&format!("#{below}"));
    assert!(!error.attributes.contains_key("hidden"), "{}", error.html);
    error.text
}
