//! Characters that break programs and mislead people: refused by the name of the field, or kept as they are
//! (C48, C49, C54, C55).

use harness::{App, Method, Upload, json};

use crate::world::{
    How, World, is_refused, names, percent, picture, post, registration, short, text,
};

on_both_databases!(
    control_and_reordering_characters_are_refused_by_field,
    bytes_that_are_no_text_are_refused,
    odd_texts_are_kept_as_they_are,
    text_is_never_read_as_a_query,
);

const BAD: [&str; 14] = [
    "a\0b",
    "\0",
    "a\u{1}b",
    "a\u{8}b",
    "a\u{b}b",
    "a\u{1b}[31mb",
    "a\u{7f}b",
    "a\u{85}b",
    "a\u{9b}b",
    "a\u{202a}b",
    "a\u{202e}b",
    "a\u{2066}b",
    "a\u{2069}b",
    "\u{202d}",
];

async fn control_and_reordering_characters_are_refused_by_field(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("title", "Lake")], 1).await;
    let url = text(&photo["url"]).to_owned();
    let before = (world.stored(), ada.get(&url).await.json);
    let comments = format!("{url}/comments");
    for (bad, how) in BAD.iter().flat_map(|it| How::BOTH.map(|how| (it, how))) {
        // Between tags, vertical tabs and the like are blanks.
        let fields = ["title", "caption", "alt", "visibility", "license", "tags"];
        let fields = &fields[..if bad.contains(['\u{b}', '\u{85}']) { 5 } else { 6 }];
        for &field in fields {
            let answer = ada.upload("/photos", &[(field, bad)], &[("file", picture(2))]).await;
            names(&answer, field, &short(bad));
            is_named(&ada, how, (Method::PATCH, &url), &[(field, bad)]).await;
        }
        is_named(&ada, how, (Method::POST, &comments), &[("body", bad)]).await;
        is_named(&ada, how, (Method::POST, &comments), &[("parent", bad), ("body", "x")]).await;
        is_named(&ada, how, (Method::POST, "/register"), &[("username", bad)]).await;
        is_named(&ada, how, (Method::POST, "/register"), &[("email", bad)]).await;
        is_named(&ada, how, (Method::POST, "/verify"), &[("token", bad)]).await;
        is_named(&ada, how, (Method::POST, "/verify/resend"), &[("email", bad)]).await;
        let typed = [("login", *bad), ("password", bad)];
        assert_eq!(how.send(&ada, (Method::POST, "/login"), &typed).await.status, 401);
    }
    for bad in ["two\nlines", "a\tb"] {
        names(&ada.patch(&url, &json!({ "title": bad })).await, "title", &short(bad));
    }
    assert_eq!((world.stored(), ada.get(&url).await.json), before);
    world.is_unharmed().await;
}

/// Sends fields of which the first is wrong.
async fn is_named(app: &App, how: How, place: (Method, &str), fields: &[(&str, &str)]) {
    let answer = how.send(app, place, fields).await;
    names(&answer, fields[0].0, &short(fields[0].1));
}

async fn bytes_that_are_no_text_are_refused(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("title", "Lake")], 1).await;
    let url = text(&photo["url"]).to_owned();
    let before = (world.stored(), ada.get(&url).await.json);
    for (method, path, field) in [
        (Method::PATCH, url.clone(), "title"),
        (Method::POST, format!("{url}/comments"), "body"),
        (Method::POST, "/register".to_owned(), "username"),
        (Method::POST, "/verify".to_owned(), "token"),
        (Method::POST, "/login".to_owned(), "login"),
    ] {
        for bytes in ["%ff", "%c3%28", "%ed%a0%80", "%c0%80", "%f8%88%80%80%80", "abc%80"] {
            let request = ada.request(method.clone(), &path).body(format!("{field}={bytes}"));
            let kind = "application/x-www-form-urlencoded";
            names(&ada.exchange(request.header("content-type", kind)).await, field, bytes);
        }
    }
    for field in ["title", "caption", "alt", "tags", "visibility", "license"] {
        let raw = Upload::new("", "application/octet-stream", b"\xff\xfe\xc3\x28".as_slice());
        names(
            &ada.upload("/photos", &[], &[("file", picture(2)), (field, raw)]).await,
            field,
            field,
        );
    }
    assert_eq!((world.stored(), ada.get(&url).await.json), before);
    world.is_unharmed().await;
}

/// From the collections of strings that break things.
const ODD: [&str; 22] = [
    "undefined",
    "NULL",
    "-1/0",
    "9223372036854775808",
    "0x7fffffff",
    "1e309",
    "NaN",
    "\u{fffd}",
    "\u{feff}x",
    "\u{fffe}",
    "\u{10ffff}",
    "Ω≈ç√∫˜µ≤≥÷",
    "🏳\u{fe0f}\u{200d}🌈",
    "ثم نفس سقطت",
    "\u{200f}שלום",
    "Z͑ͫ̓A̴̵̞L͎̹G̳̳O̩",
    "¯\\_(ツ)_/¯",
    "${jndi:ldap://x}",
    "%s%n%d%x",
    "{{7*7}}",
    "../../etc/passwd%00",
    "'; DROP TABLE users; --",
];

async fn odd_texts_are_kept_as_they_are(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let url = text(&photo["url"]).to_owned();
    for (odd, how) in ODD.iter().flat_map(|it| How::BOTH.map(|how| (it, how))) {
        let words = [("title", *odd), ("caption", odd), ("alt", odd)];
        let edited = how.send(&ada, (Method::PATCH, &url), &words).await.expect(200).json;
        for kept in [&edited["title"], &edited["caption"], &edited["images"][0]["alt"]] {
            assert_eq!(kept.as_str(), Some(*odd), "{how:?}");
        }
        let comments = format!("{url}/comments");
        let said =
            how.send(&ada, (Method::POST, &comments), &[("body", odd)]).await.expect(201).json;
        assert_eq!(said["body"].as_str(), Some(*odd));
    }
    world.is_unharmed().await;
}

const QUERIES: [&str; 12] = [
    "'",
    "' OR '1'='1",
    "\" OR 1=1 --",
    "a') OR 1=1--",
    "%",
    "_",
    "l%",
    "lak_",
    "\\",
    "*",
    "NEAR(",
    "lake OR 1",
];

const LOOKED_UP: [&str; 8] = [
    "/photos?tag=",
    "/photos?user=",
    "/photos?after=",
    "/photos?sort=",
    "/tags/",
    "/@",
    "/photos/",
    "/comments/",
];

async fn text_is_never_read_as_a_query(world: World) {
    let ada = world.member("ada").await;
    post(&ada, &[("tags", "lake")], 1).await;
    let before = world.stored();
    for query in QUERIES {
        let login = ada.post("/login", &json!({ "login": query, "password": query })).await;
        assert_eq!(login.status, 401, "{query}");
        names(&ada.post("/register", &registration(query)).await, "username", query);
        for path in LOOKED_UP {
            let answer = ada.get(&format!("{path}{}", percent(query))).await;
            // A tag may have an underscore in it; nothing has that one.
            if answer.status == 200 && path.contains("tag") && query.contains('_') {
                assert_eq!(answer.json["items"], json!([]), "{path} {query}");
            } else {
                is_refused(&answer, &format!("{path} {query}"));
            }
        }
    }
    let found = ada.get("/photos?tag=lake").await.expect(200).json;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    // Nobody got in, so there is no session more.
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}
