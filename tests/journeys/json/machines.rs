//! What programs find: feeds, cards, maps, places that are agreed upon, and the API explained.

use harness::{App, Method, Page, Value, Visitor, json_from};

use crate::people::{comment, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    feeds_tell_strangers_of_public_photos_and_of_nothing_else,
    a_photo_is_embedded_elsewhere_if_it_is_public,
    search_engines_find_public_photos_and_collectors_are_asked_to_stay_away,
    the_api_is_explained_with_lines_that_work,
    programs_find_the_agreed_places,
);

async fn look(visitor: &Visitor, path: &str) -> Page {
    visitor.exchange(visitor.request(Method::GET, path)).await
}

/// The address without the site's own beginning.
fn path_of(world: &World, url: &str) -> String {
    url.strip_prefix(&world.site.base()).unwrap_or(url).to_owned()
}

async fn feeds_tell_strangers_of_public_photos_and_of_nothing_else(stack: Stack) {
    // Init: words that would break markup, things that are not for everybody, and more than a page.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let odd = [
        ("title", "]]></title><b>&"),
        ("alt", "a \"lake\" <at> dawn"),
        ("tags", "lake"),
        ("license", "CC-BY-4.0"),
        ("caption", "see https://example.org/?a=1&b=2"),
    ];
    let first = post(&ada, &odd, 0).await;
    for (seed, visibility) in (1..).zip(["private", "unlisted", "followers"]) {
        post(&ada, &[("title", "HIDDEN"), ("tags", "lake"), ("visibility", visibility)], seed)
            .await;
    }
    let visitor = world.site.visitor();
    ada.post("/albums", &harness::json!({ "title": "Lakes" })).await.expect(201);
    ada.put(&format!("/@ada/albums/lakes/photos/{}", text(&first["id"])), &harness::json!({}))
        .await
        .expect(200);

    // Verify: each feed is well-formed, complete and the same for everybody.
    let feeds =
        ["/feed.atom", "/@ada/feed.atom", "/tags/lake/feed.atom", "/@ada/albums/lakes/feed.atom"];
    for path in feeds {
        is_complete(&world, path).await;
    }
    for path in ["/@nobody/feed.atom", "/tags/%3Cb%3E/feed.atom"] {
        assert_eq!(look(&visitor, path).await.status, 404, "{path}");
    }
    pages_lead_to_feeds_and_those_on(&world, &ada).await;
}

/// A feed has one entry, with everything that is to be known of it.
async fn is_complete(world: &World, path: &str) {
    let (visitor, base) = (world.site.visitor(), world.site.base());
    let feed = look(&visitor, path).await.expect(200);
    assert_eq!(feed.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert!(feed.header("cache-control").is_some_and(|it| it.starts_with("public, max-age=")));
    assert!(feed.header("set-cookie").is_none() && feed.header("vary").is_none(), "{path}");
    let said = &feed.body;
    assert!(!said.contains("HIDDEN") && said.matches("<entry>").count() == 1, "{said}");
    for wanted in [
        format!("rel=\"self\" type=\"application/atom+xml\" href=\"{base}{path}\""),
        "<title>]]&gt;&lt;/title&gt;&lt;b&gt;&amp;</title>".to_owned(),
        "rel=\"license\" href=\"https://creativecommons.org/licenses/by/4.0/\"".to_owned(),
        "rel=\"enclosure\" type=\"image/jpeg\"".to_owned(),
        "<category term=\"lake\"".to_owned(),
        format!("&lt;img src=&quot;{base}/media/"),
        "a \"lake\" <at> dawn".replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"),
    ] {
        assert!(said.contains(&wanted), "{wanted}\n{said}");
    }
    // Whoever has it is not sent it again.
    for name in ["etag", "last-modified"] {
        let ask = if name == "etag" { "if-none-match" } else { "if-modified-since" };
        let known = feed.header(name).expect("a header").to_owned();
        let again = visitor.request(Method::GET, path).header(ask, known);
        assert_eq!(visitor.exchange(again).await.status, 304, "{path} {name}");
    }
    assert_eq!(look(&world.visitor_as("ada").await, path).await.body, *said);
}

/// Pages lead to their feeds, and a long feed to its next page.
async fn pages_lead_to_feeds_and_those_on(world: &World, ada: &App) {
    let (visitor, base) = (world.site.visitor(), world.site.base());
    for (page, feed) in [
        ("/", "/feed.atom"),
        ("/@ada", "/@ada/feed.atom"),
        ("/tags/lake", "/tags/lake/feed.atom"),
        ("/@ada/albums/lakes", "/@ada/albums/lakes/feed.atom"),
    ] {
        let page = look(&visitor, page).await;
        assert!(page.has(&format!("link[rel=alternate][href='{feed}']")), "{feed}");
        assert!(page.attr("meta[property='og:image']", "content").starts_with(&base), "{feed}");
    }
    for seed in 10..41 {
        post(ada, &[], seed).await;
    }
    let first = look(&visitor, "/feed.atom").await.body;
    assert_eq!(first.matches("<entry>").count(), 30);
    let next = first.split("rel=\"next\" type=\"application/atom+xml\" href=\"").nth(1);
    let next = path_of(world, next.expect("a next page").split('"').next().expect("an address"));
    let second = look(&visitor, &next).await.expect(200).body;
    assert_eq!(second.matches("<entry>").count(), 2);
    assert!(!second.contains("rel=\"next\""), "{second}");
}

async fn a_photo_is_embedded_elsewhere_if_it_is_public(stack: Stack) {
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("title", "</script><b>"), ("license", "CC0-1.0")], 1).await;
    let (visitor, base) = (world.site.visitor(), world.site.base());
    let page = look(&visitor, text(&photo["url"])).await.expect(200);

    // Verify: the page says whose it is and how it is embedded.
    let said = page.first("script[type='application/ld+json']");
    let data = said.html.split_once('>').and_then(|(_, it)| it.rsplit_once("</script>"));
    let data: Value = json_from(data.expect("an element").0).expect("JSON");
    assert_eq!(data["@graph"][0]["name"], "</script><b>");
    assert_eq!(data["@graph"][0]["creator"]["url"], format!("{base}/@ada"));
    assert_eq!(data["@graph"][0]["license"], "https://creativecommons.org/publicdomain/zero/1.0/");
    let link = path_of(&world, &page.attr("link[type='application/json+oembed']", "href"));
    let embed = look(&visitor, &link).await.expect(200);
    assert_eq!(embed.header("set-cookie"), None);
    let embed: Value = json_from(&embed.body).expect("JSON");
    assert_eq!((&embed["type"], &embed["version"]), (&"photo".into(), &"1.0".into()));
    let bytes = look(&visitor, &path_of(&world, text(&embed["url"]))).await.expect(200);
    assert_eq!(bytes.header("content-type"), Some("image/jpeg"));
    let xml = look(&visitor, &link.replace("format=json", "format=xml")).await.expect(200).body;
    assert!(xml.contains("<type>photo</type>") && xml.contains("&lt;/script&gt;"), "{xml}");

    // Verify: never larger than asked for.
    for (width, height) in [(100, 100), (300, 50), (1, 1), (5_000, 5_000)] {
        let small = format!("{link}&maxwidth={width}&maxheight={height}");
        let small: Value = json_from(&look(&visitor, &small).await.expect(200).body).expect("JSON");
        let side = |name: &str| small[name].as_i64().expect("a number");
        assert!((1..=width).contains(&side("width")), "{small}");
        assert!((1..=height).contains(&side("height")), "{small}");
    }
    what_is_not_for_everybody_is_not_embedded(&world, &ada, &link).await;
}

/// What is not for everybody, not here or not understood is refused.
async fn what_is_not_for_everybody_is_not_embedded(world: &World, ada: &App, link: &str) {
    let (visitor, base) = (world.site.visitor(), world.site.base());
    let of = |url: &str| format!("/oembed?url={url}");
    for (visibility, status) in [("private", 404), ("followers", 404), ("unlisted", 401)] {
        let hidden = post(ada, &[("title", "HIDDEN"), ("visibility", visibility)], 2).await;
        let answer = look(&visitor, &of(&format!("{base}{}", text(&hidden["url"])))).await;
        assert_eq!(answer.status, status, "{visibility}");
        assert!(!answer.body.contains("HIDDEN"));
    }
    for url in [
        "",
        "https://evil.example/photos/x",
        &format!("{base}/@ada"),
        &format!("{base}.evil.example/photos/x"),
    ] {
        assert_eq!(look(&visitor, &of(url)).await.status, 404, "{url}");
    }
    assert_eq!(look(&visitor, &link.replace("format=json", "format=yaml")).await.status, 501);
    assert_eq!(look(&visitor, &format!("{link}&maxwidth=-1")).await.status, 422);
}

async fn search_engines_find_public_photos_and_collectors_are_asked_to_stay_away(stack: Stack) {
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let hidden = post(&ada, &[("visibility", "unlisted")], 2).await;
    let visitor = world.site.visitor();
    let robots = look(&visitor, "/robots.txt").await.expect(200).body;
    assert!(robots.contains("User-agent: GPTBot\n") && robots.contains("Disallow: /settings/\n"));
    let map = robots.lines().find_map(|it| it.strip_prefix("Sitemap: ")).expect("a map");
    let index = look(&visitor, &path_of(&world, map)).await.expect(200);
    let part = index.body.split("<loc>").nth(1).and_then(|it| it.split('<').next());
    let part = look(&visitor, &path_of(&world, part.expect("a part"))).await.expect(200);
    assert!(part.header("set-cookie").is_none());
    assert!(part.body.contains(text(&photo["url"])) && part.body.contains("/@ada</loc>"));
    assert!(part.body.contains("<image:loc>") && !part.body.contains(text(&hidden["url"])));
    for path in ["/sitemap/1.xml", "/sitemap/-1.xml", "/sitemap/x.xml", "/sitemap/0"] {
        assert_eq!(look(&visitor, path).await.status, 404, "{path}");
    }
}

async fn the_api_is_explained_with_lines_that_work(stack: Stack) {
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("tags", "lake")], 1).await;
    comment(&ada, &photo, "Yes").await;
    let visitor = world.site.visitor();
    let page = look(&visitor, "/api").await.expect(200);

    // Verify: every call is there.
    let description: Value =
        json_from(&look(&visitor, "/api/v1/openapi.json").await.body).expect("JSON");
    let calls = description["paths"].as_object().expect("an object").values();
    let calls: usize = calls.map(|it| it.as_object().expect("an object").len()).sum();
    let lines = page.select(".call__curl");
    assert!(calls > 60 && lines.len() == calls, "{calls} calls, {} lines", lines.len());

    // Verify: what needs nothing filled in works when pasted.
    let capitals = |line: &str| {
        let words = line.replace("Authorization", "");
        words.split(|it: char| !it.is_ascii_uppercase()).any(|it| it.len() > 2)
            || line.contains("/original/N")
    };
    let mut pasted = 0;
    for line in lines.iter().map(|it| &it.text).filter(|it| !capitals(it)) {
        let line = line.replacen("curl ", "curl -s -o /dev/null -w '%{http_code}' ", 1);
        let run = tokio::process::Command::new("sh").args(["-c", &line]).output().await;
        let said = String::from_utf8(run.expect("a shell").stdout).expect("UTF-8");
        assert_eq!(said, "200", "{line}");
        pasted += 1;
    }
    assert!(pasted >= 10, "{pasted}");
}

async fn programs_find_the_agreed_places(stack: Stack) {
    let settings = [("TINTYPE_CONTACT", "mailto:ada@example.org"), ("TINTYPE_ROBOTS__AI", "allow")];
    let world = World::start_with(stack, &settings).await;
    let visitor = world.site.visitor();
    let places = look(&visitor, "/.well-known/nodeinfo").await.expect(200).body;
    let places: Value = json_from(&places).expect("JSON");
    let info = look(&visitor, &path_of(&world, text(&places["links"][0]["href"]))).await;
    let info: Value = json_from(&info.expect(200).body).expect("JSON");
    assert_eq!((&info["version"], &info["software"]["name"]), (&"2.1".into(), &"tintype".into()));
    let security = look(&visitor, "/.well-known/security.txt").await.expect(200).body;
    assert!(security.starts_with("Contact: mailto:ada@example.org\nExpires: "), "{security}");
    assert!(!look(&visitor, "/robots.txt").await.body.contains("GPTBot"));
    let manifest = look(&visitor, "/manifest.webmanifest").await.expect(200);
    assert_eq!(manifest.header("content-type"), Some("application/manifest+json"));
    let manifest: Value = json_from(&manifest.body).expect("JSON");
    let target = &manifest["share_target"];
    assert_eq!(target["action"], "/share-target");
    assert_eq!(target["method"], "POST");
    assert_eq!(target["enctype"], "multipart/form-data");
    assert_eq!(target["params"]["files"][0]["name"], "file");
    for icon in manifest["icons"].as_array().expect("a list") {
        let icon = look(&visitor, text(&icon["src"])).await.expect(200);
        assert_eq!(icon.header("content-type"), Some("image/png"));
    }
    for path in ["/about", "/about/limits", "/rules"] {
        look(&visitor, path).await.expect(200);
    }
    assert!(look(&visitor, "/about").await.has("a[href='mailto:ada@example.org']"));
    let plain = World::start(stack).await;
    assert_eq!(look(&plain.site.visitor(), "/.well-known/security.txt").await.status, 404);
}
