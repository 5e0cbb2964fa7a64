//! Addresses nobody was given: absurd places in lists, broken escapes, ways out of a folder, files that should not be
//! there (C22, C30, C55, C58, C60, C61, C62).

use crate::wire::{self, Reply};
use crate::world::{World, is_refused, names, post, short, text};

on_both_databases!(absurd_places_in_lists_are_refused_by_name, broken_paths_lead_nowhere);

/// What no place in a list is.
const ABSURD: [&str; 23] = [
    "limit=0&limit=1",
    "limit=1&limit=2",
    "after=&after=",
    "limit=0",
    "limit=101",
    "limit=abc",
    "limit=-1",
    "limit=",
    "limit=1e1",
    "limit=1.5",
    "limit=%00",
    "limit=%ff",
    "limit=٣",
    "limit=9223372036854775807",
    "limit=9223372036854775808",
    "limit=340282366920938463463374607431768211456",
    "after=garbage",
    "after=AAAAAAAAAAA",
    "after=%00",
    "after=%ff",
    "after=..%2f..",
    "after='",
    "after=-1",
];

async fn absurd_places_in_lists_are_refused_by_name(world: World) {
    let root = world.admin("rita").await;
    let photo = post(&root, &[("tags", "lake")], 1).await;
    let (url, mut visitor) = (text(&photo["url"]).to_owned(), world.visitor_as("rita").await);
    let (comments, long) = (format!("{url}/comments"), format!("after={}", "a".repeat(9_000)));
    for list in ["/photos", "/new", "/tags/lake", "/@rita", "/@rita/photos", &url, &comments] {
        for query in ABSURD.into_iter().chain([long.as_str()]) {
            let (field, place) = (query.split('=').next(), format!("{list}?{query}"));
            names(&root.get(&place).await, field.expect("a name"), &place);
            let page = visitor.get(&place).await;
            // Some lists are drawn as a part of another page, to which a reader is led.
            assert!(matches!(page.status, 422 | 200), "{place}: {}", page.status);
        }
        root.get(&format!("{list}?limit=1")).await.expect(200);
        root.get(&format!("{list}?limit=100")).await.expect(200);
    }
    for page in ["abc", "", "1.5", "99999999999999999999", "%00", "%ff"] {
        names(&root.get(&format!("/admin/users?page={page}")).await, "page", page);
    }
    names(&root.get("/photos?sort=hot").await, "sort", "sort");
    names(&root.get("/photos?user=%00%00").await, "user", "user");
    world.is_unharmed().await;
}

const BROKEN: [&str; 13] = [
    "%00",
    "%ff",
    "..%2f",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%5c..%5c",
    "a%00b",
    "%",
    "%zz",
    "%c0%ae%c0%ae%2f",
    ".tmp",
    "'",
    "%0d%0aSet-Cookie:x=y",
];

const FOLDERS: [&str; 11] = [
    "",
    "photos/",
    "comments/",
    "tags/",
    "@",
    "media/",
    "media/ab/",
    "static/",
    "photos/x/",
    "admin/users/",
    "admin/",
];

async fn broken_paths_lead_nowhere(world: World) {
    let base = world.site.base();
    for word in BROKEN {
        let places =
            FOLDERS.iter().flat_map(|it| [format!("/{it}{word}"), format!("/api/v1/{it}{word}")]);
        for place in places {
            let reply = wire::get(&base, &place).await;
            let led_to_the_door = reply.status == 303 && place.starts_with("/admin");
            assert!(
                matches!(reply.status, 400 | 401 | 404 | 422) || led_to_the_door,
                "{place}: {}",
                reply.head
            );
            assert!(!reply.head.contains("set-cookie:x"), "{}", reply.head);
            assert!(!reply.body.contains("root:"), "{}", reply.body);
        }
        for page in ["/verify/", "/login?next=", "/?after=", "/api/v1/photos?limit="] {
            let reply = wire::get(&base, &format!("{page}{word}")).await;
            assert!((200..500).contains(&reply.status), "{page}{word}: {}", reply.head);
        }
    }
    world.is_unharmed().await;
}

/// What attackers ask every site for, and what ours could give away.
const NOT_SERVED: [&str; 38] = [
    "/.git/config",
    "/.env",
    "/Rocket.toml",
    "/Cargo.toml",
    "/tintype.db",
    "/tintype.db-wal",
    "/var/tintype.db",
    "/secret.key",
    "/data/secret.key",
    "/outbox",
    "/outbox/",
    "/media",
    "/media/",
    "/media/.tmp",
    "/media/.tmp/",
    "/static",
    "/static/",
    "/static/css/site.css",
    "/static/site.js.map",
    "/static/../Rocket.toml",
    "/static/..%2f..%2fRocket.toml",
    "/templates/base",
    "/backup.zip",
    "/.well-known/",
    "/server-status",
    "/debug",
    "/metrics",
    "/admin",
    "/wp-login.php",
    "/tmp/uploads/",
    "/api/v2/photos",
    "/api/v1",
    "/api/v1/",
    "/api/v1/users",
    "/photos.json",
    "//evil.example/..",
    "/./",
    "/../",
];

/// C62: what lies beside the site, or inside the program, is not served.
#[tokio::test]
async fn files_of_the_owner_are_not_served() {
    let world = World::start().await;
    world.add("ada", &[]).await;
    for path in NOT_SERVED {
        let Reply { status, head, body } = wire::get(&world.site.base(), path).await;
        assert_eq!(status, 404, "{path}: {head}");
        assert!(!body.contains("/tmp/") && !body.contains("SQLite"), "{path}: {body}");
    }
    is_refused(&world.site.app().get("/nope").await, "an address without anything");
    world.is_unharmed().await;
}

/// The first lines of requests that are none; `\n` stands for the end of a line.
const NO_REQUESTS: [&str; 11] = [
    "TRACE / HTTP/1.1\n",
    "BREW / HTTP/1.1\n",
    "CONNECT evil.example:443 HTTP/1.1\n",
    "PUT / HTTP/1.1\nContent-Length: 0\n",
    "DELETE /photos HTTP/1.1\n",
    "POST /nowhere HTTP/1.1\nContent-Length: 0\n",
    "GET / HTTP/1.1\nContent-Length: -1\n",
    "POST /login HTTP/1.1\nContent-Length: 5\nContent-Length: 6\n",
    "POST /login HTTP/1.1\nTransfer-Encoding : chunked\n",
    "PRI * HTTP/2.0\n",
    "nonsense\n",
];

/// C58, C60, C61: what is no request of ours gets a short no, which tells nothing about the program.
#[tokio::test]
async fn requests_that_are_none_are_refused() {
    let world = World::start().await;
    let large = [
        format!("GET /{} HTTP/1.1\n", "a".repeat(80_000)),
        format!("GET / HTTP/1.1\nX: {}\n", "a".repeat(500_000)),
        format!("GET / HTTP/1.1\n{}", "X: y\n".repeat(200)),
    ];
    for start in NO_REQUESTS.into_iter().chain(large.iter().map(String::as_str)) {
        let request = format!("{start}Host: x\nConnection: close\n\n").replace('\n', "\r\n");
        let reply = wire::exchange(&world.site.base(), request.as_bytes()).await;
        let told = short(&request);
        assert!((400..500).contains(&reply.status), "{told}: {}", reply.head);
        for secret in ["rocket", "hyper", "panicked", "0.5.2", "/crates/"] {
            let tells = reply.head.contains(secret) || reply.body.contains(secret);
            assert!(!tells, "{told}: {reply:?}");
        }
    }
    world.is_unharmed().await;
}
