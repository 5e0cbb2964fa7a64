//! What a first visit costs before pictures: few requests, few bytes, nothing that holds up the drawing.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use harness::{Method, Page, Visitor};

use crate::people::text;
use crate::stack::{Stack, World};

/// How many bytes a text has as it is sent.
fn zipped(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(5));
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory").len()
}

/// One page with what it loads besides pictures.
async fn check(visitor: &mut Visitor, path: &str) {
    let page: Page = visitor.get(path).await;
    let attribute = |css: &str, name: &str| -> Vec<String> {
        let found = page.select(css).into_iter();
        found.filter_map(|it| it.attributes.get(name).cloned()).collect()
    };
    let styles = attribute("link[rel='stylesheet']", "href");
    let scripts = attribute("script[src]", "src");
    assert_eq!((styles.len(), scripts.len()), (1, 1), "{path}: {styles:?} {scripts:?}");
    assert_eq!(attribute("script[src]", "type"), ["module"], "{path}: nothing waits for it");
    assert_eq!(page.select("style, [style], script:not([src]):not([type])").len(), 0, "{path}");
    assert_eq!(page.select("link[rel='preload'], link[rel='preconnect']").len(), 0, "{path}");
    let (style, script) = (visitor.get(&styles[0]).await, visitor.get(&scripts[0]).await);
    let sizes = [&page, &style, &script].map(|it| zipped(&it.body));
    // Without a server in front the site sends these small by itself.
    let small = visitor.request(Method::GET, &styles[0]).header("accept-encoding", "gzip");
    let small = visitor.exchange(small).await;
    assert_eq!(small.header("content-encoding"), Some("gzip"));
    assert!(small.bytes.len() < style.bytes.len() / 3);
    assert!(sizes[2] <= 15_000, "{path}: the script has {} bytes", sizes[2]);
    assert!(sizes.iter().sum::<usize>() <= 50_000, "{path}: {sizes:?}");
}

#[tokio::test]
async fn a_first_visit_is_light() {
    // Init: as many photos on a page as there can be without asking for more.
    let world = World::start(Stack::Embedded).await;
    world
        .site
        .run(&["demo", "--users", "8", "--photos", "40", "--comments", "120", "--seed", "3"])
        .await;
    world.add("grace", &["--admin"]).await;
    let all = world.site.app().get("/photos?limit=1").await.expect(200).json;
    let photo = &all["items"][0];

    // Verify: for strangers and for those who are signed in.
    let mut visitor = world.site.visitor();
    for path in ["/", "/new", text(&photo["url"]), text(&photo["author"]["url"])] {
        check(&mut visitor, path).await;
    }
    let mut grace = world.visitor_as("grace").await;
    for path in ["/", text(&photo["url"])] {
        check(&mut grace, path).await;
    }
}
