//! Views are counted exactly by the real program: of people who look, whatever stops it, on as many nodes as there are, and
//! told to nobody who is not to know.

use std::time::{Duration, Instant};

use harness::{App, Method, Site, Visitor, json};

use crate::world::{World, post, text};

on_both_databases!(
    only_what_somebody_looks_at_counts,
    a_stop_loses_nothing_and_a_kill_no_more_than_a_second,
    two_nodes_on_one_database_add_up,
    names_of_programs_that_change_with_each_request_are_no_crowd,
    numbers_that_are_hidden_stand_nowhere,
    others_have_no_page_of_numbers,
);

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A site with a photo of Ada's, behind a proxy that is believed.
async fn with_photo(world: &mut World) -> (String, String) {
    world.site.set("TINTYPE_TRUSTED_PROXIES", "127.0.0.1");
    world.site.restart().await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("title", "Harbour"), ("tags", "lake")], 1).await;
    (text(&photo["url"]).to_owned(), text(&photo["id"]).to_owned())
}

/// A request for this.
fn get(path: &str) -> (Method, &str) {
    (Method::GET, path)
}

/// Asks as a browser at this address.
async fn ask(
    site: &Site,
    (method, path): (Method, &str),
    address: &str,
    more: &[(&str, &str)],
) -> u16 {
    let visitor = site.visitor();
    let mut request = visitor.request(method, path).header("x-forwarded-for", address);
    if !more.iter().any(|it| it.0 == "user-agent") {
        request = request.header("user-agent", FIREFOX);
    }
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    visitor.exchange(request).await.status
}

async fn look(site: &Site, path: &str, address: &str) {
    assert_eq!(ask(site, get(path), address, &[]).await, 200);
}

fn views(world: &World) -> i64 {
    world.sql().number("SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) AS n FROM view_counts")
}

/// Waits until so many are counted.
async fn are(world: &World, number: i64) {
    let end = Instant::now() + Duration::from_secs(10);
    while views(world) != number {
        assert!(Instant::now() < end, "{} views are not {number}", views(world));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Asks for a page that nobody looks at, in all ways there are.
async fn programs_and_browsers_ask_for(site: &Site, page: &str) {
    let programs = ["Googlebot/2.1", "curl/8.5", "Slackbot-LinkExpanding 1.0", ""];
    for (nth, agent) in programs.iter().enumerate() {
        let address = format!("10.1.{nth}.1");
        assert_eq!(ask(site, get(page), &address, &[("user-agent", agent)]).await, 200);
    }
    for (nth, sign) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
        ("sec-fetch-dest", "image"),
        ("sec-fetch-dest", "iframe"),
        ("sec-fetch-dest", "empty"),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(ask(site, get(page), &format!("10.2.{nth}.1"), &[*sign]).await, 200);
    }
}

async fn only_what_somebody_looks_at_counts(mut world: World) {
    // Init.
    let (page, id) = with_photo(&mut world).await;
    let twin = format!("/api/v1{page}");
    world.add("bob", &[]).await;
    let bob = world.app_of("bob").await;

    // Nobody looks.
    programs_and_browsers_ask_for(&world.site, &page).await;
    for path in [&page, &twin] {
        assert_eq!(ask(&world.site, (Method::HEAD, path), "10.3.0.1", &[]).await, 200);
    }
    let ada = world.app_of("ada").await;
    for member in [&ada, &bob] {
        // Programs that do not say what they are.
        member.get(&page).await.expect(200);
    }
    let own = ada.request(Method::GET, &page).header("user-agent", FIREFOX);
    ada.exchange(own).await.expect(200);
    assert_eq!(ask(&world.site, get("/photos/AAAAAAAAAAA"), "10.4.0.1", &[]).await, 404);
    assert_eq!(ask(&world.site, get(&format!("{page}/likes")), "10.4.0.1", &[]).await, 200);

    // Somebody looks: a page, its twin, a member by a program that says what it is.
    for _ in 0..3 {
        look(&world.site, &page, "10.5.0.1").await;
        look(&world.site, &twin, "10.5.1.1").await;
        let bobs = bob.request(Method::GET, &page).header("user-agent", "Tintype for Android 1.0");
        bob.exchange(bobs).await.expect(200);
    }
    let document = [("sec-fetch-dest", "document"), ("sec-fetch-site", "cross-site")];
    assert_eq!(ask(&world.site, get(&page), "10.5.2.1", &document).await, 200);
    let script = [("sec-fetch-dest", "empty"), ("sec-fetch-site", "same-origin")];
    assert_eq!(ask(&world.site, get(&page), "10.5.3.1", &script).await, 200);

    // Verify.
    are(&world, 5).await;
    world.site.restart().await;
    assert_eq!(views(&world), 5);
    let shown = world.site.app().get(&page).await.expect(200).json;
    assert_eq!((text(&shown["id"]), &shown["counts"]["views"]), (id.as_str(), &json!(5)));
    world.is_unharmed().await;
}

/// An address in a network of its own.
fn network(nth: u32) -> String {
    format!("10.{}.{}.1", 2 + nth / 250, nth % 250)
}

async fn a_stop_loses_nothing_and_a_kill_no_more_than_a_second(mut world: World) {
    let (page, _) = with_photo(&mut world).await;
    // Graceful: also what was looked at just before.
    for nth in 0..20 {
        look(&world.site, &page, &format!("10.1.{nth}.1")).await;
    }
    assert!(world.site.stop().await.success());
    assert_eq!(views(&world), 20);
    world.site.restart().await;

    // Killed: what is older than a second is there, and what is younger is there or not.
    let begun = Instant::now();
    let mut counted = 0_u32;
    let mut looked = Vec::new();
    while begun.elapsed() < Duration::from_secs(3) {
        look(&world.site, &page, &network(counted)).await;
        looked.push(Instant::now());
        counted += 1;
    }
    let killed = Instant::now();
    world.site.kill9();
    // What the machine takes for the transaction itself is not part of the second.
    let old = looked.iter().filter(|it| killed - **it > Duration::from_millis(1_500)).count();
    let (old, all) = (i64::try_from(old).unwrap(), i64::from(counted));
    let found = views(&world) - 20;
    assert!(old > 0 && (old..=all).contains(&found), "{old} <= {found} <= {all}");
    world.site.restart().await;
    // The same come again: those that were lost are counted now, and no other.
    for nth in 0..counted {
        look(&world.site, &page, &network(nth)).await;
    }
    are(&world, 20 + all).await;
    world.is_unharmed().await;
}

async fn two_nodes_on_one_database_add_up(mut world: World) {
    let (page, _) = with_photo(&mut world).await;
    let secret = std::fs::read_to_string(world.site.data_dir().join("secret.key")).expect("a key");
    let mut other = Site::builder()
        .set("TINTYPE_DATABASE_URL", world.site.database().url())
        .set("TINTYPE_TRUSTED_PROXIES", "127.0.0.1")
        .set("ROCKET_SECRET_KEY", secret.trim())
        .start()
        .await;
    for round in 0..2 {
        for nth in 0..60 {
            // Every third visitor is led to both.
            let address = format!("10.1.{nth}.1");
            if nth % 3 != 1 {
                look(&world.site, &page, &address).await;
            }
            if nth % 3 != 2 {
                look(&other, &page, &address).await;
            }
        }
        are(&world, 60).await;
        if round == 0 {
            other.restart().await;
            world.site.restart().await;
        }
    }
    assert!(other.stop().await.success());
    world.site.restart().await;
    assert_eq!(views(&world), 60);
    world.is_unharmed().await;
}

async fn names_of_programs_that_change_with_each_request_are_no_crowd(mut world: World) {
    let (page, _) = with_photo(&mut world).await;
    let visitor = world.site.visitor();
    for nth in 0..300 {
        let request = visitor
            .request(Method::GET, &page)
            .header("x-forwarded-for", format!("10.1.0.{}", nth % 250))
            .header("user-agent", format!("Mozilla/5.0 Firefox/{nth}"));
        assert_eq!(visitor.exchange(request).await.status, 200);
    }
    assert!(world.site.stop().await.success());
    let weighs = world.sql().number("SELECT networks AS n FROM view_counts");
    assert_eq!((views(&world), weighs), (8, 1));
}

/// Places where a photo of Ada's is shown, as pages.
const PAGES: [&str; 8] = [
    "/",
    "/new",
    "/photos",
    "/@ada",
    "/@ada/photos",
    "/tags/lake",
    "/search?q=Harbour",
    "/feed.atom",
];

/// The same as lists for programs.
const LISTS: [&str; 5] = ["/photos", "/@ada", "/@ada/photos", "/tags/lake", "/search?q=Harbour"];

/// Looks for 424242 wherever others see the photo.
async fn others_are_not_told(world: &World, page: &str, (visitor, bob): (&mut Visitor, &App)) {
    let oembed = format!("/oembed?url={}", crate::world::percent(&world.site.url(page)));
    for place in PAGES.into_iter().chain([page, oembed.as_str()]) {
        for visitor in [&mut *visitor, &mut world.site.visitor()] {
            let shown = visitor.get(place).await.expect(200);
            assert!(!shown.body.contains("424242"), "{place}");
        }
    }
    for place in LISTS.into_iter().chain([page]) {
        for app in [bob, &world.site.app()] {
            let shown = app.get(place).await.expect(200);
            assert!(!shown.text.contains("424242"), "{place}");
        }
    }
}

async fn numbers_that_are_hidden_stand_nowhere(mut world: World) {
    // Init: a number that stands out.
    let (page, id) = with_photo(&mut world).await;
    look(&world.site, &page, "10.1.0.1").await;
    are(&world, 1).await;
    world.sql().must("UPDATE view_counts SET views = 424242");
    let ada = world.app_of("ada").await;
    let bob = world.member("bob").await;
    let mut visitor = world.visitor_as("bob").await;

    // Verify: told, hidden by the author, hidden by the site.
    assert!(visitor.get(&page).await.expect(200).body.contains("424242"));
    ada.patch("/settings/privacy", &json!({ "hide_views": true })).await.expect(200);
    for by_site in [false, true] {
        if by_site {
            ada.patch("/settings/privacy", &json!({ "hide_views": false })).await.expect(200);
            world.site.set("TINTYPE_SHOW_VIEWS", "false");
            world.site.restart().await;
        }
        others_are_not_told(&world, &page, (&mut visitor, &bob)).await;
        let own = ada.get(&format!("/photos/{id}")).await.expect(200).json;
        assert_eq!(own["counts"]["views"], 424_242);
        let told = ada.get(&format!("{page}/views")).await.expect(200).json;
        assert_eq!((&told["total"], &told["shown"]), (&json!(424_242), &json!(false)));
    }
    world.is_unharmed().await;
}

async fn others_have_no_page_of_numbers(mut world: World) {
    let (page, _) = with_photo(&mut world).await;
    for nth in 0..3 {
        let from = [("referer", "https://example.org/some/where")];
        assert_eq!(ask(&world.site, get(&page), &format!("10.1.{nth}.1"), &from).await, 200);
    }
    are(&world, 3).await;
    let views = format!("{page}/views");
    let bob = world.member("bob").await;
    bob.get(&views).await.expect(404);
    world.site.app().get(&views).await.expect(401);
    assert_eq!(world.visitor_as("bob").await.get(&views).await.status, 404);
    assert!(world.site.visitor().get(&views).await.path().starts_with("/login"));

    // The page of the author says the same as its twin.
    let mut ada = world.visitor_as("ada").await;
    ada.get(&page).await.expect(200);
    let shown = ada.follow("a[href$='/views']").await.expect(200);
    assert_eq!(shown.select(".chart__day").len(), 30);
    assert_eq!(shown.select(".chart__days tbody tr").len(), 30);
    assert!(shown.text(".views__what").contains("example.org"), "{}", shown.body);
    assert!(!shown.body.contains("some/where") && !shown.body.contains("style="));
    let told = world.app_of("ada").await.get(&views).await.expect(200).json;
    assert_eq!((&told["total"], &told["lately"]), (&json!(3), &json!(3)));
    let own = ada.get("/settings/views").await.expect(200);
    assert_eq!(own.select(".views__one--photo").len(), 1);
    world.is_unharmed().await;
}
