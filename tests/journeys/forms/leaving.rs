//! Taking everything along, and leaving.

use std::time::Duration;

use harness::{Page, Visitor};

use crate::people::{PASSWORD, address_of, comment, media_of, post, post_of, sign_in, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_member_takes_everything_along,
    the_archive_is_for_its_owner_whole_and_in_parts,
    a_member_leaves_and_comes_back,
    of_somebody_who_was_deleted_nothing_is_found,
    anybody_reads_what_is_kept,
);

/// Loads the page anew, as it offers, until it says that the archive is ready.
async fn until_ready(visitor: &mut Visitor) -> Page {
    for _ in 0..100 {
        let page = visitor.get("/settings/export").await.expect(200);
        if page.has("a[download]") {
            return page;
        }
        assert!(page.has("a[href='/settings/export'].button"), "it offers to look again");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("the archive is never ready");
}

async fn a_member_takes_everything_along(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    post(&app, &[("title", "Harbour")], 1).await;
    let mut ada = world.visitor_as("ada").await;

    // Verify: she asks, waits, and is told by letter.
    let page = ada.get("/settings/export").await.expect(200);
    assert!(page.text("h1") == "Take it with you" && !page.has("a[download]"));
    let page = ada.submit("form[action='/settings/export']", &[]).await.expect(200);
    assert!(page.text(".flash").contains("being put together"), "{}", page.text(".flash"));
    let page = until_ready(&mut ada).await;
    assert!(page.shows("You can ask for another from"));
    let letter = world.letters().letter_to(&address_of("ada")).await;
    assert_eq!(letter.link(), world.site.url("/settings/export"));

    // Verify: another within a week is refused with the date.
    assert!(!ada.page().has("form[action='/settings/export']"));
    let again = app.post("/settings/export", &harness::json!({})).await.expect(429);
    assert!(text(&again.json["detail"]).contains("from "), "{}", again.json);
    assert!(again.header("retry-after").is_some());
}

/// Asks for the archive with the cookies of somebody, and perhaps for a part of it.
async fn fetch(world: &World, who: &Visitor, range: &str) -> harness::Response {
    let request = reqwest::Client::new().get(world.site.url("/settings/export/file"));
    let request = request.header("cookie", who.cookies()).header("range", range);
    request.send().await.expect("an answer")
}

async fn the_archive_is_for_its_owner_whole_and_in_parts(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[], 1).await;
    app.post("/settings/export", &harness::json!({})).await.expect(202);
    let mut ada = world.visitor_as("ada").await;
    until_ready(&mut ada).await;

    // Verify: whole.
    let answer = fetch(&world, &ada, "none").await;
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert!(header("content-disposition").starts_with("attachment; filename=\"tintype-"));
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("content-type"), "application/zip");
    let length: usize = header("content-length").parse().expect("a number");
    let whole = answer.bytes().await.expect("a body");
    assert_eq!(whole.len(), length);

    // Verify: in parts, and what is in it.
    let part = fetch(&world, &ada, "bytes=5-20").await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.expect("a body"), whole[5..=20]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(whole)).expect("an archive");
    let name = format!("pictures/{}/1.jpg", text(&photo["id"]));
    let mut bytes = Vec::new();
    let mut file = archive.by_name(&name).expect("a file");
    std::io::Read::read_to_end(&mut file, &mut bytes).expect("bytes");
    assert!(bytes.starts_with(&[0xFF, 0xD8]));

    // Verify: for nobody else.
    let stranger = world.site.visitor().get("/settings/export/file").await;
    assert!(stranger.path().starts_with("/login"));
    world.add("bob", &[]).await;
    world.visitor_as("bob").await.get("/settings/export/file").await.expect(404);
}

async fn a_member_leaves_and_comes_back(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[("title", "Harbour")], 1).await;
    let (page, bytes) = (text(&photo["url"]).to_owned(), media_of(&photo)[0].clone());
    let mut ada = world.visitor_as("ada").await;

    // Verify: a wrong password stops her, and nothing has happened.
    ada.get("/settings/export").await.expect(200);
    let explained = ada.follow("a[href='/settings/account/delete']").await.expect(200);
    assert!(explained.shows("1 photo") && explained.shows("14 days later"));
    let form = "form[action='/settings/account/delete']";
    let wrong = ada.submit(form, &[("password", "five trees")]).await.expect(422);
    assert_eq!(wrong.text("#password-error"), "This is not your password.");
    world.site.visitor().get(&page).await.expect(200);

    // Verify: hidden and signed out at once, everywhere.
    let left = ada.submit(form, &[("password", PASSWORD)]).await.expect(200);
    assert!(left.path() == "/" && left.text(".flash").contains("Everything of yours is hidden"));
    app.get("/me").await.expect(401);
    let mut visitor = world.site.visitor();
    for place in [page.as_str(), bytes.as_str(), "/@ada"] {
        visitor.get(place).await.expect(404);
    }
    assert!(!visitor.get("/").await.expect(200).shows("Harbour"));
    let letter = world.letters().letter_to(&address_of("ada")).await;
    assert_eq!(letter.link(), world.site.url("/login"));

    // Verify: signing in leads to the question, and one press back.
    ada.get("/login?next=%2Fupload").await.expect(200);
    let asked = sign_in(&mut ada, "ada").await.expect(403);
    assert_eq!(asked.text("h1"), "Do you want to stay?");
    visitor.get(&page).await.expect(404);
    let back = ada.submit("form[action='/login']", &[("password", PASSWORD)]).await.expect(200);
    assert_eq!(back.path(), "/upload");
    for place in [page.as_str(), bytes.as_str(), "/@ada"] {
        visitor.get(place).await.expect(200);
    }
}

async fn of_somebody_who_was_deleted_nothing_is_found(stack: Stack) {
    // Init: somebody whose every word is one of its own.
    let world = World::start(stack).await;
    let app = world.member("canaryname").await;
    let words = [
        ("title", "canarytitle"),
        ("caption", "canarycaption"),
        ("alt", "canaryalt"),
        ("tags", "canarytag"),
    ];
    let photo = post_of(&app, &words, harness::pictures::private_jpeg(300, 200, 1)).await;
    comment(&app, &photo, "canarycomment").await;
    app.post("/settings/export", &harness::json!({})).await.expect(202);
    until_ready(&mut world.visitor_as("canaryname").await).await;
    world.letters().letter_to(&address_of("canaryname")).await;
    assert_ne!(world.stored(), [""; 0]);

    // Verify: no row, no byte in the store, nothing in the data folder but the owner's own letters.
    world.site.run(&["user", "delete", "canaryname", "--now"]).await;
    app.get("/me").await.expect(401);
    world.site.visitor().get(text(&photo["url"])).await.expect(404);
    assert_eq!(world.stored(), [""; 0]);
    let canaries =
        ["canarytitle", "canarycaption", "canaryalt", "canarytag", "canarycomment", "canaryname@"];
    for words in canaries.iter().chain([&harness::pictures::CANARY]) {
        let found = world.holding(words.as_bytes());
        let theirs = |it: &&String| !it.starts_with("outbox/") && !it.ends_with("-wal");
        assert_eq!(found.iter().filter(theirs).collect::<Vec<_>>(), [""; 0], "{words}");
    }
}

async fn anybody_reads_what_is_kept(stack: Stack) {
    let world = World::start(stack).await;
    let mut visitor = world.site.visitor();
    visitor.get("/").await.expect(200);
    let page = visitor.follow("a[href='/privacy']").await.expect(200);
    assert_eq!(page.text("h1"), "What is kept, and for how long");
    assert!(page.shows("90 days") && page.shows("14 days, in which you can come back"));
    let told = world.site.app().get("/privacy").await.expect(200).json;
    assert_eq!((&told["grace"], &told["session_lifetime"]), (&14.into(), &30.into()));
}
