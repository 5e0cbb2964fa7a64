//! Bodies that are not what the site asked for: wrong types, missing parts, fields that come twice, wrong kinds of
//! content, depth and size (C30, C46, C55, C59, C61).

use harness::{Answer, App, Method, Value, json};

use crate::wire;
use crate::world::{PASSWORD, World, is_refused, names, post, registration, short, text};

on_both_databases!(
    a_value_of_the_wrong_type_is_refused_by_its_name,
    what_is_missing_is_named,
    a_field_that_comes_twice_is_refused_by_its_name,
    bodies_that_are_no_objects_are_refused,
);

/// What can be sent: method, path below `/api/v1`, fields of text. `PHOTO`, `COMMENT` stand for addresses.
const SENT: [(&str, &str, &[&str]); 8] = [
    ("POST", "/register", &["username", "email", "password"]),
    ("POST", "/login", &["login", "password", "next"]),
    ("POST", "/verify", &["token"]),
    ("POST", "/verify/resend", &["email"]),
    ("POST", "PHOTO/comments", &["body", "parent"]),
    ("PATCH", "COMMENT", &["body"]),
    ("PATCH", "PHOTO", &["title", "caption", "visibility", "license", "tags", "alt"]),
    ("PATCH", "/admin/users/ada", &["role"]),
];

/// A site, its admin, and where things are on it.
struct Target {
    world: World,
    app: App,
    token: String,
    photo: String,
    comment: String,
}

impl Target {
    async fn of(world: World) -> Self {
        world.add("ada", &[]).await;
        world.add("rita", &["--admin"]).await;
        let login = json!({ "login": "rita", "password": PASSWORD });
        let token = world.site.app().post("/login", &login).await.expect(200).json["token"].clone();
        let app = world.site.app().with_token(text(&token));
        let photo = post(&app, &[("title", "Lake")], 1).await;
        let place = format!("{}/comments", text(&photo["url"]));
        let said = app.post(&place, &json!({ "body": "yes" })).await.expect(201).json;
        let (photo, comment) =
            (text(&photo["url"]).to_owned(), format!("/comments/{}", text(&said["id"])));
        Self { world, app, token: text(&token).to_owned(), photo, comment }
    }

    fn path(&self, path: &str) -> String {
        path.replace("PHOTO", &self.photo).replace("COMMENT", &self.comment)
    }

    async fn send(&self, method: &str, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
        let method: Method = method.parse().expect("a method");
        let request = self.app.request(method, &self.path(path));
        self.app.exchange(request.header("content-type", kind).body(body.into())).await
    }

    async fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, "application/json", body.to_string()).await
    }

    /// Runs an attack that has to leave everything as it was.
    async fn unchanged(self, attack: impl AsyncFnOnce(&Self)) {
        let look = async || {
            let shown = [self.app.get(&self.photo).await, self.app.get(&self.comment).await];
            (self.world.stored(), shown.map(|it| it.json))
        };
        let before = look().await;
        attack(&self).await;
        assert_eq!(look().await, before);
        self.world.is_unharmed().await;
    }
}

async fn a_value_of_the_wrong_type_is_refused_by_its_name(world: World) {
    let wrong = [
        json!(5),
        json!(1.5),
        json!(true),
        json!({}),
        json!({ "$ne": 1 }),
        json!([1]),
        json!([["x"]]),
    ];
    let attack = async |it: &Target| {
        for (method, path, fields) in SENT {
            for (field, value) in
                fields.iter().flat_map(|it| wrong.iter().map(move |value| (it, value)))
            {
                let answer = it.send_json(method, path, &json!({ *field: value })).await;
                names(&answer, field, &format!("{method} {path} {field}={value}"));
            }
        }
        for (path, field) in [("/login", "remember"), ("/admin/users/ada", "suspended")] {
            let method = if path == "/login" { "POST" } else { "PATCH" };
            for value in [json!(1), json!("x"), json!([]), json!({})] {
                let answer = it.send_json(method, path, &json!({ field: value })).await;
                names(&answer, field, &format!("{path} {field}={value}"));
            }
            let form = it
                .send(method, path, "application/x-www-form-urlencoded", format!("{field}=maybe"))
                .await;
            names(&form, field, path);
        }
    };
    Target::of(world).await.unchanged(attack).await;
}

async fn what_is_missing_is_named(world: World) {
    let attack = async |it: &Target| {
        for body in ["{}", "", " \n"] {
            for (path, field) in [
                ("/register", "username"),
                ("/register", "email"),
                ("/register", "password"),
                ("/verify", "token"),
                ("/verify/resend", "email"),
                ("PHOTO/comments", "body"),
            ] {
                names(&it.send("POST", path, "application/json", body).await, field, path);
                let form = it
                    .send(
                        "POST",
                        path,
                        "application/x-www-form-urlencoded",
                        body.trim_matches(['{', '}']),
                    )
                    .await;
                names(&form, field, path);
            }
            names(&it.send("PATCH", "COMMENT", "application/json", body).await, "body", body);
            let login = it.send("POST", "/login", "application/json", body).await;
            is_refused(&login, "a login without anything");
            assert_eq!(login.status, 401);
        }
        let null = it.send_json("POST", "/register", &json!({ "username": null })).await;
        names(&null, "username", "null");
    };
    Target::of(world).await.unchanged(attack).await;
}

async fn a_field_that_comes_twice_is_refused_by_its_name(world: World) {
    let attack = async |it: &Target| {
        for (method, path, fields) in SENT {
            for field in fields.iter().filter(|it| **it != "alt") {
                let body =
                    format!("{{\"{field}\":\"one@example.org\",\"{field}\":\"two@example.org\"}}");
                let answer = it.send(method, path, "application/json", body).await;
                names(&answer, field, &format!("{method} {path} {field} as JSON"));
                let body = format!("{field}=one%40example.org&{field}=two%40example.org");
                let answer = it.send(method, path, "application/x-www-form-urlencoded", body).await;
                names(&answer, field, &format!("{method} {path} {field} as a form"));
            }
        }
        let list = json!({ "username": "eve", "email": ["a@example.org", "b@example.org"] });
        names(&it.send_json("POST", "/register", &list).await, "email", "a list of addresses");
    };
    Target::of(world).await.unchanged(attack).await;
}

/// Every field there is, each a list in a list in a list.
fn deep_fields() -> String {
    let deep = format!("{}1{}", "[".repeat(3_000), "]".repeat(3_000));
    let names = SENT.iter().flat_map(|(_, _, fields)| fields.iter());
    let names: std::collections::BTreeSet<_> = names.collect();
    let fields: Vec<_> = names.iter().map(|name| format!("\"{name}\":{deep}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// What is no JSON, or no object.
const NO_OBJECTS: [&[u8]; 17] = [
    b"null",
    b"5",
    b"\"x\"",
    b"true",
    b"[]",
    b"[\"eve\",\"eve@example.org\",\"four trees in a row\"]",
    b"{",
    b"{\"a\"",
    b"{\"a\":",
    b"{} x",
    b"{}{}",
    b"{'a':1}",
    b"{\"title\":\"x\"",
    b"\xef\xbb\xbf{}",
    b"NaN",
    b"{\"title\":01}",
    b"{\"body\":\"\xff\xfe\",\"title\":\"\xc0\x80\",\"username\":\"\xed\xa0\x80\"}",
];

/// The same, and objects with texts in them that are none, or too deep.
fn broken_bodies() -> Vec<Vec<u8>> {
    let lone = ["\\ud800", "\\udc00\\ud800", "\\ud800x", "\\u12", "a\nb"].map(|text| {
        let fields = ["username", "body", "title", "role"].map(|it| format!("\"{it}\":\"{text}\""));
        format!("{{{}}}", fields.join(","))
    });
    let deep = [
        "[".repeat(60_000),
        format!("{{\"body\":{}", "[".repeat(60_000)),
        format!("{{\"x\":{}{}}}", "{\"x\":".repeat(10_000), "}".repeat(10_000)),
        deep_fields(),
    ];
    let texts = lone.into_iter().chain(deep).map(String::into_bytes);
    NO_OBJECTS.iter().map(|it| it.to_vec()).chain(texts).collect()
}

async fn bodies_that_are_no_objects_are_refused(world: World) {
    let bodies = broken_bodies();
    let attack = async |it: &Target| {
        for (method, path, _) in SENT {
            for body in &bodies {
                let answer = it.send(method, path, "application/json", body.clone()).await;
                let told = short(&String::from_utf8_lossy(body));
                is_refused(&answer, &format!("{method} {path} {told}"));
                // A login may well ignore the field that is wrong; nobody gets in.
                assert!(answer.status != 401 || path == "/login", "{path}");
            }
        }
    };
    Target::of(world).await.unchanged(attack).await;
}

/// C61, C07: what is not a form and not JSON is not read.
#[tokio::test]
async fn other_kinds_of_content_are_refused() {
    let attack = async |it: &Target| {
        let body = registration("eve").to_string();
        for (method, path, _) in SENT {
            for kind in [
                "text/plain",
                "text/plain;charset=UTF-8",
                "multipart/form-data; boundary=x",
                "application/xml",
                "x",
            ] {
                let answer = it.send(method, path, kind, body.clone()).await;
                is_refused(&answer, &format!("{method} {path} {kind}"));
                assert!(matches!(answer.status, 415 | 422), "{path} {kind}: {}", answer.text);
            }
        }
        for kind in [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
        ] {
            let answer = it.send("POST", "/photos", kind, "file=x").await;
            is_refused(&answer, kind);
        }
    };
    Target::of(World::start().await).await.unchanged(attack).await;
}

/// C30, C61: a body that is far too large is refused by an answer that can be read, without being read to its end.
#[tokio::test]
async fn bodies_of_megabytes_are_refused_cleanly() {
    let attack = async |it: &Target| {
        let base = it.world.site.base();
        let token = format!("Bearer {}", it.token);
        for (method, path, fields) in SENT {
            for body in [
                format!("{{\"{}\":\"{}\"}}", fields[0], "x".repeat(1_000_000)),
                "{\"a\":".repeat(200_000),
                "[".repeat(1_000_000),
            ] {
                let line = format!("{method} /api/v1{}", it.path(path));
                let headers =
                    [("Content-Type", "application/json"), ("Authorization", token.as_str())];
                let reply =
                    wire::exchange(&base, &wire::with_body(&line, &headers, body.as_bytes(), None))
                        .await;
                assert_eq!(reply.status, 413, "{line}: {}", reply.head);
                assert!(reply.head.contains("application/problem+json"), "{}", reply.head);
            }
        }
        let many = format!("username=eve&{}", "a=1&".repeat(200_000));
        let line = "POST /api/v1/register";
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        let reply =
            wire::exchange(&base, &wire::with_body(line, &kind, many.as_bytes(), None)).await;
        assert_eq!(reply.status, 413, "{}", reply.head);
    };
    Target::of(World::start().await).await.unchanged(attack).await;
}

/// C30: as many fields as fit, and of every name.
#[tokio::test]
async fn a_form_of_very_many_fields_is_refused() {
    let attack = async |it: &Target| {
        let many: Vec<_> = (0..60_000).map(|n| format!("f{n}=")).collect();
        let many = many.join("&");
        let same = "a=1&".repeat(100_000);
        let empty = "&".repeat(400_000);
        for body in [many, same, empty] {
            let answer =
                it.send("POST", "/register", "application/x-www-form-urlencoded", body).await;
            is_refused(&answer, "very many fields");
        }
    };
    Target::of(World::start().await).await.unchanged(attack).await;
}
