//! Sites that do not take everybody: with staff's leave, by invitation, not at all; on the page.

use harness::{Page, Visitor};

use crate::people::{PASSWORD, address_of, register, sign_in};
use crate::stack::{Stack, World};

on_both_stacks!(
    staff_reads_why_somebody_wishes_to_join_and_decides,
    whoever_has_an_invitation_comes_in_by_its_link,
    a_closed_site_says_so,
);

const REASON: &str = "I take pictures of bridges, & <b>rivers</b>.";

async fn moderator(world: &World) -> Visitor {
    world.add("mo", &["--moderator"]).await;
    world.visitor_as("mo").await
}

/// Registers and says why.
async fn ask(visitor: &mut Visitor, name: &str, reason: &str) -> Page {
    let email = address_of(name);
    let typed = [("username", name), ("email", email.as_str()), ("password", PASSWORD)];
    visitor.submit("form[action='/register']", &[&typed[..], &[("reason", reason)]].concat()).await
}

async fn staff_reads_why_somebody_wishes_to_join_and_decides(stack: Stack) {
    // Init.
    let world = World::start_with(stack, &[("TINTYPE_REGISTRATION", "approval")]).await;
    let mut mo = moderator(&world).await;
    assert!(mo.get("/admin/waiting").await.expect(200).has(".head__note"));
    let mut ada = world.site.visitor();
    ada.get("/register").await.expect(200);
    let page = ask(&mut ada, "ada", "Because").await.expect(422);
    assert_eq!(page.text("#reason-error"), "Tell a little more: at least 10 characters.");
    assert_eq!(
        (page.text("#reason"), page.attr("#username", "value")),
        ("Because".into(), "ada".into())
    );

    // Verify: she is told to wait, and is not in, though her address is confirmed.
    let page = ask(&mut ada, "ada", REASON).await.expect(200);
    let told = "Your request was sent. Somebody of the site lets you in.";
    assert_eq!((page.text(".flash").as_str(), page.shows("You: ada")), (told, false));
    assert!(!ada.cookies().contains("sid="), "{}", ada.cookies());
    let mut eve = world.site.visitor();
    eve.get("/register").await.expect(200);
    ask(&mut eve, "eve", REASON).await.expect(200);
    ada.get("/login").await.expect(200);
    let page = sign_in(&mut ada, "ada").await.expect(403);
    assert!(page.shows("Somebody of the site has to let you in first. You will get a letter."));

    // Verify: staff reads it as it was typed, and decides.
    let page = mo.get("/admin/waiting").await.expect(200);
    let rows: Vec<_> = page.select("tbody tr").into_iter().map(|it| it.text).collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("ada") && rows[0].contains(REASON), "{}", rows[0]);
    let decide = |name: &str, nth: u8| {
        format!("tbody form[action='/admin/waiting/{name}']:nth-of-type({nth})")
    };
    let page = mo.submit(&decide("ada", 1), &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "They may come in, and are told so by mail.");
    let page = mo.submit(&decide("eve", 2), &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "They were turned away; nothing of theirs is kept.");
    assert!(!page.has("tbody"));
    world.letters().nth_letter_to(&address_of("ada"), 2).await;
    assert!(sign_in(&mut ada, "ada").await.expect(200).shows("You: ada"));
    eve.get("/login").await.expect(200);
    sign_in(&mut eve, "eve").await.expect(401);
    it_is_for_staff_and_noted(&world, &mut ada).await;
}

/// Others do not see the queue, and the owner sees who decided.
async fn it_is_for_staff_and_noted(world: &World, ada: &mut Visitor) {
    ada.get("/admin/waiting").await.expect(403);
    world.add("grace", &["--admin"]).await;
    let page = world.visitor_as("grace").await.get("/admin/log").await.expect(200);
    assert!(page.shows("user.let_in") && page.shows("user.turn_away"), "{}", page.body);
}

async fn whoever_has_an_invitation_comes_in_by_its_link(stack: Stack) {
    // Init.
    let world = World::start_with(stack, &[("TINTYPE_REGISTRATION", "invite")]).await;
    let mut mo = moderator(&world).await;
    let mut stranger = world.site.visitor();
    let page = stranger.get("/register").await.expect(200);
    assert!(page.has(".form .note"), "what is needed is said first");
    let page = register(&mut stranger, "eve").await.expect(422);
    let dead = "This invitation does not work any more. Ask whoever sent it for another.";
    assert_eq!(page.text("form [data-form-error]"), dead);
    mo.get("/admin/invites").await.expect(200);
    let form = "form[action='/admin/invites']";
    let page = mo.submit(form, &[("note", "The club"), ("uses", "0")]).await.expect(422);
    assert!(page.has("#uses[aria-invalid]"));
    assert_eq!(page.attr("#note", "value"), "The club");

    // Verify: the link stands on the page that answers and nowhere else, and lets one in.
    let page = mo.submit(form, &[("uses", "1")]).await.expect(200);
    let link = page.text("[role='status'] .secret");
    assert!(!mo.get("/admin/invites").await.expect(200).body.contains(&link));
    let mut ada = world.site.visitor();
    ada.get(&link).await.expect(200);
    let page = register(&mut ada, "ada lovelace").await.expect(422);
    assert!(page.has("#username[aria-invalid]"), "what is wrong uses nothing up");
    let page = register(&mut ada, "ada").await.expect(200);
    assert_eq!((page.path().as_str(), page.shows("You: ada")), ("/verify", true));
    let mut late = world.site.visitor();
    late.get(&link).await.expect(200);
    let page = register(&mut late, "eve").await.expect(422);
    assert_eq!(page.text("form [data-form-error]"), dead);

    // Verify: one that is taken back lets nobody in.
    mo.get("/admin/invites").await.expect(200);
    let page = mo.submit(form, &[("uses", "1")]).await.expect(200);
    let link = page.text("[role='status'] .secret");
    let page = mo.submit(".thing form", &[]).await.expect(200);
    assert!(page.has(".flash") && !page.has(".thing"));
    late.get(&link).await.expect(200);
    register(&mut late, "eve").await.expect(422);
    assert_eq!(world.letters().letters().len(), 1, "to Ada");
}

async fn a_closed_site_says_so(stack: Stack) {
    let world = World::start_with(stack, &[("TINTYPE_REGISTRATION", "closed")]).await;
    let mut stranger = world.site.visitor();
    let page = stranger.get("/login").await.expect(200);
    assert!(!page.has("a[href='/register']"), "nobody is led where nothing is to be had");
    stranger.get("/register").await.expect(200);
    let page = register(&mut stranger, "eve").await.expect(403);
    assert_eq!(
        page.text("form [data-form-error]"),
        "This site takes no new members at the moment."
    );
    assert_eq!(world.site.run(&["user", "list"]).await, "");
    assert!(world.letters().letters().is_empty());
}
