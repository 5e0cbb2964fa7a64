//! Requests forged by other sites: every route that changes something is taken from Rocket's own table and attacked
//! (C07, C08). A route that is added without its guard makes these stories fail.

use harness::Sql;
use rocket::http::Method;
use rocket::{Route, delete, patch, post, routes};

use crate::house::{Asked, House, Said, address};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const PARTS: &str = "multipart/form-data; boundary=b";
const EVIL: &str = "https://evil.test";
const HERE: &str = "http://photos.example";

/// What a stranger may change without a token, because it harms nobody; from this site only all the same.
const HARMLESS: [&str; 1] = ["/language"];

/// What the browser itself asks for, at a person's wish; see [`only_the_browser_itself_hands_pictures_over`].
const HANDED_OVER: &str = "/share-target";

/// Where nobody need be signed in.
const OPEN: [&str; 18] = [
    "/unsubscribe/AAAAAAAAAAA",
    "/register",
    "/login",
    "/login/code",
    "/login/passkey/begin",
    "/login/passkey/finish",
    "/logout",
    "/verify",
    "/verify/resend",
    "/language",
    "/captcha",
    "/captcha/AAAAAAAAAAA",
    "/captcha/letter",
    "/password/forgot",
    "/password/reset",
    "/email/confirm",
    "/email/undo",
    "/s/AAAAAAAAAAA",
];

in_both_houses!(
    every_route_that_changes_something_is_guarded,
    no_form_becomes_another_method_without_its_token,
    no_route_of_the_api_is_reached_by_a_cookie,
    only_the_browser_itself_hands_pictures_over,
);

impl Said {
    /// Whether the answer is the one to forged requests, and no other refusal.
    fn is_forged(&self) -> bool {
        self.status == 403 && self.text.contains("did not come from a page of this site")
    }
}

/// Attacks on somebody who is signed in.
fn attacks(house: &House) -> Vec<(&'static str, Asked)> {
    let other = format!("csrf={}", house.form_token("another"));
    let me = || Asked::default().cookie("sid", house.session.as_str());
    let mut attacks = vec![
        ("no token", me().body(FORM, "x=1")),
        ("no body", me()),
        ("an empty token", me().body(FORM, "csrf=")),
        ("a wrong token", me().body(FORM, "csrf=AAAA")),
        ("somebody else's token", me().body(FORM, other)),
        ("the session as token", me().body(FORM, format!("csrf={}", house.session))),
        ("a wrong token in the header", me().body(FORM, "x=1").header("x-csrf-token", "AAAA")),
        ("JSON without a token", me().body(JSON, "{}")),
        ("JSON with a token in it", me().body(JSON, format!("{{\"csrf\":\"{}\"}}", token(house)))),
        ("JSON as text", me().body("text/plain", "{}")),
        ("parts without a token", me().body(PARTS, "--b--\r\n")),
        ("parts from another origin", me().body(PARTS, part(house)).header("origin", EVIL)),
    ];
    attacks.extend(ELSEWHERE.map(|(what, headers)| {
        let asked = me().body(FORM, format!("csrf={}", token(house)));
        (what, headers.iter().fold(asked, |asked, (name, value)| asked.header(name, *value)))
    }));
    attacks
}

/// Where requests come from that have the right token all the same.
const ELSEWHERE: [(&str, &[(&str, &str)]); 6] = [
    ("another origin", &[("origin", EVIL)]),
    ("no origin that can be named", &[("origin", "null")]),
    ("an origin that begins like ours", &[("origin", "http://photos.example.evil.test")]),
    ("another site", &[("sec-fetch-site", "cross-site")]),
    ("a neighbour site", &[("sec-fetch-site", "same-site")]),
    ("another site with our origin", &[("sec-fetch-site", "cross-site"), ("origin", HERE)]),
];

/// The token that the admin's forms carry.
fn token(house: &House) -> String {
    house.form_token(&house.session)
}

/// The same as a form in parts.
fn part(house: &House) -> String {
    let token = token(house);
    format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--b--\r\n")
}

/// Attacks on somebody who is not.
fn attacks_on_strangers(house: &House) -> Vec<(&'static str, Asked)> {
    let visitor = || Asked::default().cookie("visitor", "planted");
    let good = format!("csrf={}", house.form_token("planted"));
    vec![
        ("a stranger without anything", Asked::default().body(FORM, "x=1")),
        ("a stranger without a token", visitor().body(FORM, "x=1")),
        ("a stranger with a wrong token", visitor().body(FORM, "csrf=AAAA")),
        ("a stranger, JSON", Asked::default().body("application/json", "{}")),
        (
            "a stranger from another origin",
            visitor().body(FORM, good.as_str()).header("origin", EVIL),
        ),
        (
            "a stranger from another site",
            visitor().body(FORM, good).header("sec-fetch-site", "cross-site"),
        ),
    ]
}

/// Why a route is not guarded as it should be.
async fn faults(house: &House, route: &Route) -> Vec<String> {
    let (method, path) = (route.method, address(route));
    let mut faults = Vec::new();
    for (what, asked) in attacks(house) {
        let said = house.ask(method, &path, &asked).await;
        if !said.is_forged() {
            faults.push(format!("{method} {path}, {what}: {said:?}"));
        }
    }
    for (what, asked) in attacks_on_strangers(house) {
        let said = house.ask(method, &path, &asked).await;
        let crosses =
            asked.headers.iter().any(|(name, _)| matches!(*name, "origin" | "sec-fetch-site"));
        let harmless = HARMLESS.contains(&path.as_str()) && !crosses;
        if !(said.is_forged()
            || said.status == 401 && !OPEN.contains(&path.as_str())
            || harmless && said.status < 500)
        {
            faults.push(format!("{method} {path}, {what}: {said:?}"));
        }
    }
    // A form that names another method is no way around.
    if method != Method::Post {
        let body = format!("_method={}&x=1", method.as_str().to_ascii_lowercase());
        let asked = Asked::default().cookie("sid", house.session.as_str()).body(FORM, body);
        let said = house.ask(Method::Post, &path, &asked).await;
        if !said.is_forged() {
            faults.push(format!("POST {path} as {method}: {said:?}"));
        }
    }
    faults
}

/// Whether the route lets an honest request through: otherwise the attacks prove nothing.
async fn is_usable(house: &House, route: &Route) -> bool {
    let asked = Asked::default().cookie("sid", house.session.as_str());
    if address(route) == HANDED_OVER {
        let asked = asked.header("sec-fetch-site", "none").body(PARTS, part(house));
        return house.ask(route.method, HANDED_OVER, &asked).await.status == 422;
    }
    let asked = asked.header("origin", HERE).header("sec-fetch-site", "same-origin");
    let takes_files = ["/photos", "/me/avatar"].contains(&address(route).as_str());
    let asked = if takes_files && route.method == Method::Post {
        asked.body(PARTS, part(house))
    } else {
        asked.body(FORM, format!("csrf={}", token(house)))
    };
    let said = house.ask(route.method, &address(route), &asked).await;
    !said.is_forged() && said.status != 415 && said.status < 500
}

async fn every_route_that_changes_something_is_guarded(house: House) {
    let routes = house.changing("/");
    let mut all = Vec::new();
    for route in &routes {
        all.extend(faults(&house, route).await);
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(routes.len() >= 13, "{routes:?}");
    for route in routes.iter().filter(|it| address(it) != "/logout") {
        assert!(is_usable(&house, route).await, "{} {}", route.method, address(route));
    }
}

#[post("/sabotage")]
fn forgotten() -> &'static str {
    "done"
}

#[patch("/sabotage/<_id>", data = "<_body>")]
fn forgotten_with_a_body(_id: &str, _body: String) -> &'static str {
    "done"
}

#[delete("/sabotage/<_id>")]
fn forgotten_for_good(_id: &str) -> rocket::http::Status {
    rocket::http::Status::NotFound
}

/// The proof that the story above would notice.
#[tokio::test]
async fn a_route_without_its_guard_is_noticed() {
    let house = House::with(routes![forgotten, forgotten_with_a_body, forgotten_for_good]).await;
    let mut noticed = Vec::new();
    for route in house.changing("/").iter().filter(|it| address(it).starts_with("/sabotage")) {
        let faults = faults(&house, route).await;
        assert!(faults.len() >= 20, "{faults:?}");
        noticed.push(route.method);
    }
    assert_eq!(noticed.len(), 3, "{noticed:?}");
}

/// C08: whatever method a form names, nothing happens without the token.
async fn no_form_becomes_another_method_without_its_token(house: House) {
    let addresses: Vec<_> =
        house.client.rocket().routes().filter(|it| it.uri.base() == "/").map(address).collect();
    for path in addresses {
        for method in ["delete", "put", "patch", "DELETE", "PATCH"] {
            for body in [
                format!("_method={method}&x=1"),
                format!("_method={method}"),
                format!("x=1&_method={method}"),
            ] {
                let asked = Asked::default()
                    .cookie("sid", house.session.as_str())
                    .body(FORM, body.as_str());
                let said = house.ask(Method::Post, &path, &asked).await;
                assert!((400..500).contains(&said.status), "{path} {body}: {said:?}");
            }
        }
    }
}

/// Below `/api/v1` a browser is nobody, so it cannot be used by anybody either.
async fn no_route_of_the_api_is_reached_by_a_cookie(house: House) {
    let token = house.form_token(&house.session);
    let me = Asked::default().cookie("sid", house.session.as_str());
    let routes = house.changing("/api/v1");
    for route in &routes {
        let path = address(route);
        let asked =
            me.clone().header("x-csrf-token", token.as_str()).body("application/json", "{}");
        let said = house.ask(route.method, &path, &asked).await;
        let open = OPEN.iter().any(|it| path == format!("/api/v1{it}"));
        assert!(
            if open { said.status != 403 } else { said.status == 401 },
            "{} {path}: {said:?}",
            route.method
        );
        for (name, value) in
            [("origin", EVIL), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
        {
            let said = house.ask(route.method, &path, &asked.clone().header(name, value)).await;
            assert!(matches!(said.status, 401 | 403), "{} {path}: {said:?}", route.method);
        }
    }
    assert!(routes.len() >= 12, "{routes:?}");
    // Also `/api/v1/logout` above has not ended the session of the cookie.
    assert_eq!(house.ask(Method::Get, "/me", &me).await.status, 200);
    assert_eq!(house.ask(Method::Get, "/api/v1/me", &me).await.status, 401);
}

/// A picture in parts, as a phone hands it over.
fn handed() -> Vec<u8> {
    let head = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nPlanted\r\n--b\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";
    [head.as_bytes(), &harness::pictures::jpeg(16, 12, 1), b"\r\n--b--\r\n"].concat()
}

/// There is no page of ours behind what a phone hands over, and so no token. What pages cannot say of themselves is what counts.
async fn only_the_browser_itself_hands_pictures_over(house: House) {
    let photos = || Sql::open(house.database()).number("SELECT count(*) AS n FROM photos");
    let me = || Asked::default().cookie("sid", house.session.as_str()).body(PARTS, handed());
    let token = token(&house);

    // Verify: no page does it, neither another site's nor ours, whatever else it shows.
    let mut forged: Vec<Asked> = vec![me(), me().header("origin", HERE)];
    for site in ["cross-site", "same-site", "same-origin", "", "None", "none, none", "null"] {
        let asked = me().header("sec-fetch-site", site);
        forged.push(asked.clone().header("x-csrf-token", token.as_str()));
        forged.push(asked.clone().header("origin", HERE));
        forged.push(asked);
    }
    let none = || me().header("sec-fetch-site", "none");
    forged.push(none().header("origin", EVIL));
    forged.push(none().header("sec-fetch-mode", "cors"));
    forged.push(none().header("sec-fetch-mode", "no-cors"));
    forged.push(none().header("sec-fetch-site", "cross-site"));
    for asked in &forged {
        let said = house.ask(Method::Post, HANDED_OVER, asked).await;
        assert!(said.is_forged(), "{said:?}");
    }
    assert_eq!(photos(), 0);

    // Verify: nor is it done for whoever shows another thing than the cookie of a session.
    let stranger = Asked::default().body(PARTS, handed()).header("sec-fetch-site", "none");
    let bearer = stranger.clone().header("authorization", format!("Bearer {}", house.session));
    for asked in [stranger, bearer] {
        let said = house.ask(Method::Post, HANDED_OVER, &asked).await;
        assert_eq!(said.status, 401, "{said:?}");
    }
    let said = house.ask(Method::Post, &format!("/api/v1{HANDED_OVER}"), &none()).await;
    assert_eq!(said.status, 404, "{said:?}");
    assert_eq!(photos(), 0);

    // Verify: the browser does it, and what comes of it is private.
    let navigates = none().header("sec-fetch-mode", "navigate").header("origin", "null");
    for asked in [none(), navigates] {
        let said = house.ask(Method::Post, HANDED_OVER, &asked).await;
        assert_eq!(said.status, 201, "{said:?}");
    }
    assert_eq!(photos(), 2);
    let open = "SELECT count(*) AS n FROM photos WHERE visibility <> 'private'";
    assert_eq!(Sql::open(house.database()).number(open), 0);
}
