//! Addresses that would lead somebody away from the site after they signed in (C56).

use harness::{Method, Page, Visitor};
use reqwest::Url;

use crate::world::{PASSWORD, World, percent};

const AWAY: [&str; 44] = [
    "https://evil.test",
    "http://evil.test/",
    "//evil.test",
    "///evil.test",
    "////evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "\\/evil.test",
    "/\\/evil.test",
    "https:evil.test",
    "https:/evil.test",
    "https:///evil.test",
    "HTTPS://EVIL.TEST",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "evil.test",
    "evil.test/",
    ".evil.test",
    "@evil.test",
    " //evil.test",
    "\t//evil.test",
    "\n//evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r\nLocation: https://evil.test",
    "/%0d%0aLocation:%20https://evil.test",
    "/%0a/evil.test",
    "/%2f/evil.test",
    "/%2fevil.test",
    "/%5cevil.test",
    "/%09/evil.test",
    "%2f%2fevil.test",
    "/.//evil.test",
    "/..//evil.test",
    "/x/..//evil.test",
    "//evil.test%2f..",
    "//evil.test\\@site",
    "http://site@evil.test",
    "/\u{0}/evil.test",
    "／／evil.test",
    "?next=//evil.test",
];

/// Where a browser would go.
#[track_caller]
fn leads(page: &Page, next: &str) -> Url {
    let location = page
        .header("location")
        .unwrap_or_else(|| panic!("{next:?}: no redirect but {}", page.status));
    assert!(
        location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'),
        "{next:?}: {location}"
    );
    let to = page.url.join(location).expect("an address");
    assert_eq!(to.origin(), page.url.origin(), "{next:?}: {location}");
    assert_eq!(page.headers.get_all("location").iter().count(), 1);
    to
}

#[tokio::test]
async fn nobody_is_led_away_after_signing_in_or_choosing_a_language() {
    let world = World::start().await;
    world.add("ada", &[]).await;
    for next in AWAY {
        // As the form on the page has it, and as somebody else's form might.
        let given = door(&world, next).await.1;
        for next in [given.as_str(), next] {
            let (csrf, _, visitor) = door(&world, next).await;
            for (path, more) in [("/language", ("lang", "zh-CN")), ("/login", ("login", "ada"))] {
                let typed = [("csrf", csrf.as_str()), more, ("password", PASSWORD), ("next", next)];
                let request = visitor.request(Method::POST, path).form(&typed);
                leads(&visitor.exchange(request).await, next);
            }
        }
    }
    world.is_unharmed().await;
}

/// The page where one signs in, with this place to go on at: its token, and the place as its form has it.
async fn door(world: &World, next: &str) -> (String, String, Visitor) {
    let visitor = world.site.visitor();
    let request = visitor.request(Method::GET, &format!("/login?next={}", percent(next)));
    let door = visitor.exchange(request).await.expect(200);
    let given = door.attr("form[action='/login'] input[name=next]", "value");
    (door.attr("meta[name=csrf]", "content"), given, visitor)
}

/// The links that lead to where one signs in name places of this site only.
#[tokio::test]
async fn the_way_back_is_a_place_of_this_site() {
    let world = World::start().await;
    world.add("ada", &[]).await;
    for (path, back) in [
        ("/upload", "/upload"),
        ("/admin/users?page=1", "/admin/users?page=1"),
        ("/photos/x/edit?a=//evil.test", ""),
    ] {
        let visitor = world.site.visitor();
        let answer = visitor.exchange(visitor.request(Method::GET, path)).await;
        let door = leads(&answer, path);
        assert_eq!(door.path(), "/login");
        let mut visitor = world.site.visitor();
        visitor
            .get(&format!("{}?{}", door.path(), door.query().unwrap_or_default()))
            .await
            .expect(200);
        let typed = [("login", "ada"), ("password", PASSWORD)];
        let page = visitor.submit("form[action='/login']", &typed).await;
        assert!(
            back.is_empty() || page.path() == back || page.status == 403,
            "{path}: {}",
            page.path()
        );
    }
    let visitor = world.site.visitor().without_redirects();
    for path in ["//evil.test", "/..//evil.test/upload", "/\\evil.test"] {
        let page = visitor.exchange(visitor.request(Method::GET, &world.site.url(path))).await;
        assert!(
            page.header("location").is_none_or(|it| it.starts_with('/') && !it.starts_with("//")),
            "{path}"
        );
    }
    world.is_unharmed().await;
}
