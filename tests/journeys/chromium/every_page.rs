//! Every page there is, with awkward words and pictures on it: at three sizes, in the light and in the dark, in both languages.
//! The pages are those of the route table, so a new one is looked at without being listed here.

use std::time::{SystemTime, UNIX_EPOCH};

use harness::{App, Sql, json, pictures};

use super::screen::{Device, Screen};
use crate::people::{comment, post_of, text};
use crate::stack::{Stack, World};

/// The route table, with who may have what.
const ROUTES: &str = include_str!("../../hostile/matrix.txt");

/// What answers with no page: files, and what leads on or says only whether it is alive.
const NO_PAGES: [&str; 12] = [
    "/.well-known/",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/sitemap",
    "/oembed",
    "/nodeinfo/",
    "/manifest.webmanifest",
    "/media/",
    "/static/",
    "/settings/export/file",
];

/// A name that is long, one from right to left, one of a few wide signs.
const NAMES: [(&str, &str); 3] = [
    ("ada", "Ada Wolkenbruch-Montgomery of the Northern Isles"),
    ("layla", "ليلى 🌒"),
    ("wei", "陈伟"),
];

#[tokio::test]
async fn at_a_desk() {
    every_page(Device::Desk).await;
}

#[tokio::test]
async fn on_a_lap() {
    every_page(Device::Lap).await;
}

#[tokio::test]
async fn in_the_hand() {
    every_page(Device::Hand).await;
}

/// What stands for the parameters of routes.
struct Things {
    /// The identifiers of photos, the most awkward first.
    photos: Vec<String>,
    comment: String,
    /// Addresses with a query, and those of links that work: a name and a path for each.
    more: Vec<(&'static str, String)>,
}

async fn every_page(device: Device) {
    // Init.
    let world = World::start(Stack::Embedded).await;
    let things = furnish(&world).await;
    let (open, closed) = (pages(&things, Who::Anybody), pages(&things, Who::Admin));
    assert!(open.len() > 15 && closed.len() > 15, "{open:?} {closed:?}");
    let screen = Screen::open(&world, device, Stack::Embedded).await;

    // Verify: what anybody may see, and what only those who look after the site do.
    for (name, path) in &open {
        look(&screen, &format!("any-{name}"), path).await;
    }
    for (name, path) in things.more.iter().filter(|it| !it.0.starts_with("own")) {
        look(&screen, name, path).await;
    }
    screen.sign_in_as("ada").await;
    for (name, path) in things.more.iter().filter(|it| it.0.starts_with("own")) {
        look(&screen, name, path).await;
    }
    for (name, path) in &closed {
        look(&screen, &format!("own-{name}"), path).await;
    }
}

/// One page, in both languages and both schemes.
async fn look(screen: &Screen, name: &str, path: &str) {
    screen.speak("en").await;
    screen.goto(path).await;
    screen.stood_still().await;
    screen.shots(&format!("every-{name}")).await;
    screen.speak("zh-CN").await;
    screen.goto(path).await;
    screen.shot(&format!("every-{name}-zh")).await;
}

/// As whom a page is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Anybody,
    Admin,
}

/// A name and an address for each page that `who` may have; for those who are signed in, all that look different then.
fn pages(things: &Things, who: Who) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in ROUTES.lines() {
        let mut words = line.split(' ');
        let (method, route) = (words.next(), words.next().unwrap_or_default());
        let statuses: Vec<&str> = words.collect();
        if method != Some("GET") || route.starts_with("/api/v1") || is_no_page(route) {
            continue;
        }
        let is_open = statuses[0] == "200";
        let same = is_open && !route.contains('<') && route != "/";
        match who {
            Who::Anybody if !is_open => continue,
            Who::Admin if same || (statuses[3] != "200" && statuses[5] != "200") => continue,
            _ => {}
        }
        let name = route.replace(['<', '>'], "").trim_matches('/').replace(['/', '@'], "-");
        let photos = if route == "/photos/<id>" { things.photos.len() } else { 1 };
        for nth in 0..photos {
            found.push((format!("{name}{nth}"), fill(route, things, nth)));
        }
    }
    found
}

fn is_no_page(route: &str) -> bool {
    route.ends_with("/feed.atom")
        || route.contains("/original/")
        || NO_PAGES.iter().any(|it| route.starts_with(it))
}

/// An address that the route answers. Tokens of links are of none, which is a page as well.
fn fill(route: &str, things: &Things, nth: usize) -> String {
    let route = route.replace("/photos/<id>", &format!("/photos/{}", things.photos[nth]));
    let route = route.replace("/comments/<id>", &format!("/comments/{}", things.comment));
    let route = route.replace("<handle>", "@ada").replace("<tag>", "lake").replace("<name>", "wei");
    let route = route.replace("<slug>", "lakes");
    let segments = route.split('/').map(|it| if it.starts_with('<') { "AAAAAAAAAAA" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

/// An album of two photos, and a secret link to it.
async fn share(ada: &App, photos: &[String]) -> String {
    ada.post("/albums", &json!({ "title": "Lakes" })).await.expect(201);
    for photo in [&photos[0], &photos[3]] {
        ada.put(&format!("/@ada/albums/lakes/photos/{photo}"), &json!({})).await.expect(200);
    }
    let made = ada.post("/@ada/albums/lakes/shares", &json!({})).await.expect(201).json;
    let url = text(&made["url"]);
    url.find("/s/").map_or_else(String::new, |at| url[at..].to_owned())
}

/// Views of a photo in the last weeks, from here and there.
fn looked_at(sql: &mut Sql, photo: &str) {
    let of = format!("FROM photos WHERE key = '{photo}'");
    sql.must(&format!("INSERT INTO view_counts SELECT id, 23456, 12345 {of}"));
    let today = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs()) / 86_400;
    for ago in (0..30_u64).filter(|it| it % 7 != 3) {
        let views = (ago * ago * 37) % 411;
        sql.must(&format!("INSERT INTO view_days SELECT id, {}, {views} {of}", today - ago));
    }
    let host = format!("{}.example", "a-site-with-a-long-name.".repeat(4).trim_end_matches('.'));
    let sources =
        [(".", 12_000), ("", 6_000), ("example.org", 3_456), (host.as_str(), 1_990), ("*", 10)];
    for (site, views) in sources {
        sql.must(&format!("INSERT INTO view_sources SELECT id, '{site}', {views} {of}"));
    }
}

/// People and photos that are not easy to draw.
async fn furnish(world: &World) -> Things {
    let mut sql = Sql::open(world.site.database());
    for (name, display) in NAMES {
        world.add(name, if name == "ada" { &["--admin"] } else { &[] }).await;
        sql.must(&format!("UPDATE users SET display_name = '{display}' WHERE name = '{name}'"));
    }
    let (ada, layla, wei) =
        (world.app_of("ada").await, world.app_of("layla").await, world.app_of("wei").await);
    let long = "Unverhältnismäßigkeitsgrundsatz ".repeat(10);
    let long = long.chars().take(300).collect::<String>();
    let caption = format!("https://example.org/{}", "a".repeat(180));
    let panorama = [("title", long.trim()), ("tags", "lake dawn"), ("caption", &caption)];
    let portrait = [("title", "🌒🌓🌔🌕🌖🌗🌘"), ("tags", "lake 湖 بحيرة"), ("camera", "true")];
    let shapes = [
        post_of(&ada, &panorama, pictures::jpeg(1600, 160, 1)).await,
        post_of(&layla, &portrait, pictures::jpeg(300, 1200, 2)).await,
        post_of(&wei, &[("title", "晨光"), ("tags", "lake")], pictures::jpeg(900, 600, 3)).await,
        post_of(&ada, &[], pictures::jpeg(40, 40, 4)).await,
    ];
    let said = comment(&ada, &shapes[0], &"Donaudampfschifffahrtsgesellschaft".repeat(6)).await;
    comment(&layla, &shapes[0], "مرحبا، صورة جميلة").await;
    comment(&wei, &shapes[0], "安静得能听见。").await;
    let photos: Vec<_> = shapes.iter().map(|it| text(&it["id"]).to_owned()).collect();
    wei.put(&format!("{}/like", text(&shapes[0]["url"])), &json!({})).await.expect(200);
    wei.put("/@ada/follow", &json!({})).await.expect(200);
    looked_at(&mut sql, &photos[0]);
    let shared = share(&ada, &photos).await;
    let more = vec![
        ("search", "/search?q=unverh%C3%A4lt".to_owned()),
        ("search-people", "/search?q=wei&type=users".to_owned()),
        ("search-none", "/search?q=camera:x+nothing".to_owned()),
        ("shared", shared),
        ("own-report", format!("/reports/new?photo={}", photos[1])),
        ("own-views-none", format!("/photos/{}/views", photos[3])),
        ("own-answer", format!("/photos/{}?answer={}", photos[0], text(&said["id"]))),
    ];
    Things { photos, comment: text(&said["id"]).to_owned(), more }
}
