//! Every route that changes something refuses what did not come from a page of ours (SECURITY C07, C08). The routes are taken
//! from the route table, so a new one without the guard fails here.

use std::collections::BTreeMap;

use harness::{Method, Page, Site, Upload, Visitor, pictures};

use crate::past::{PASSWORD, member};

/// A request that could be forged: the method and a path that leads somewhere.
#[derive(Debug, Clone)]
struct Change {
    method: Method,
    path: String,
}

/// What the parameters of paths stand for on this site.
type Places = BTreeMap<&'static str, String>;

fn changes(places: &Places) -> Vec<Change> {
    let all = web::routes().into_iter().filter(|route| {
        !matches!(route.method, rocket::http::Method::Get | rocket::http::Method::Head)
    });
    let spelled = |path: &str| -> String {
        let parts = path.split('/').map(|part| match part.strip_prefix('<') {
            Some(_) if path.starts_with("/photos/") => places["photo"].clone(),
            Some(_) if path.starts_with("/comments/") => places["comment"].clone(),
            Some(_) if path.starts_with("/admin/users/") => places["user"].clone(),
            Some(_) => panic!("tell this test what {path} stands for"),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    };
    all.map(|route| Change {
        method: route.method.as_str().parse().unwrap(),
        path: spelled(route.uri.path()),
    })
    .collect()
}

/// A site with something to change, and an admin's browser, who may change everything.
async fn scene(site: &Site) -> (Places, Visitor, String) {
    let app = member(site, "ada", &["--admin"]).await;
    member(site, "bob", &[]).await;
    let file = Upload::new("a.jpg", "image/jpeg", pictures::jpeg(40, 30, 1));
    let photo = app.upload("/photos", &[], &[("file", file)]).await.expect(201).json["id"].clone();
    let photo = photo.as_str().unwrap().to_owned();
    let said = harness::json!({ "body": "Hello" });
    let comment = app.post(&format!("/photos/{photo}/comments"), &said).await.expect(201);
    let comment = comment.json["id"].as_str().unwrap().to_owned();
    let mut visitor = site.visitor();
    visitor.get("/login").await.expect(200);
    let typed = [("login", "ada"), ("password", PASSWORD)];
    visitor.submit("form[action='/login']", &typed).await.expect(200);
    visitor.get("/upload").await.expect(200);
    let token = visitor.page().attr("input[name='csrf']", "value");
    let places = [("photo", photo), ("comment", comment), ("user", "bob".to_owned())];
    (places.into_iter().collect(), visitor, token)
}

/// Sends a form with these headers, and gives what the site said.
async fn send(visitor: &Visitor, change: &Change, headers: &[(&str, &str)], body: &str) -> Page {
    let request = visitor.request(change.method.clone(), &change.path);
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    visitor.exchange(request.header("accept", "application/json").body(body.to_owned())).await
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const REFUSED: &str = "did not come from a page of this site";

#[tokio::test]
async fn every_change_refuses_what_did_not_come_from_a_page_of_ours() {
    let site = Site::start().await;
    let (places, ada, token) = scene(&site).await;
    let changes = changes(&places);
    assert!(changes.len() >= 13, "the route table is not what it was: {changes:?}");

    for change in &changes {
        let token = ("x-csrf-token", token.as_str());
        let evil = ("origin", "https://evil.test");
        let attempts: [(&str, Vec<(&str, &str)>); 7] = [
            ("no token", vec![FORM]),
            ("a wrong token", vec![FORM, ("x-csrf-token", "made-up")]),
            ("a foreign origin", vec![FORM, token, evil]),
            ("an opaque origin", vec![FORM, token, ("origin", "null")]),
            ("another site", vec![FORM, token, ("sec-fetch-site", "cross-site")]),
            ("a sibling site", vec![FORM, token, ("sec-fetch-site", "same-site")]),
            ("plain text without a token", vec![("content-type", "text/plain")]),
        ];
        for (what, headers) in attempts {
            let said = send(&ada, change, &headers, "").await;
            assert_eq!(said.status, 403, "{change:?} took {what}: {}", said.body);
            assert!(said.body.contains(REFUSED), "{change:?} with {what}: {}", said.body);
        }
        let said = send(&ada, change, &[("content-type", "application/json")], "{}").await;
        assert_eq!(said.status, 403, "{change:?} took JSON without a token");
    }

    // With the token, none of them is refused for where it came from; destructive ones last.
    let (last, first): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|it| it.method == Method::DELETE || it.path == "/logout");
    for change in first.iter().chain(&last) {
        let headers = [FORM, ("x-csrf-token", token.as_str()), ("sec-fetch-site", "same-origin")];
        let said = send(&ada, change, &headers, "").await;
        assert!(!said.body.contains(REFUSED), "{change:?} refuses its own page: {}", said.body);
    }
}

#[tokio::test]
async fn a_stranger_cannot_be_made_to_change_anything_either() {
    let site = Site::start().await;
    let (places, _, _) = scene(&site).await;
    let stranger = site.visitor();
    for change in changes(&places) {
        let from_elsewhere = [FORM, ("sec-fetch-site", "cross-site")];
        let said = send(&stranger, &change, &from_elsewhere, "").await;
        assert!(matches!(said.status, 401 | 403), "{change:?} said {}", said.status);
        // Choosing a language is no harm and needs no token; everything else does.
        let said = send(&stranger, &change, &[FORM], "").await;
        let harmless = change.path == "/language";
        assert!(harmless || matches!(said.status, 401 | 403), "{change:?} said {}", said.status);
    }
}

#[tokio::test]
async fn a_method_hidden_in_a_form_is_guarded_alike() {
    let site = Site::start().await;
    let (places, ada, _) = scene(&site).await;
    for path in ["/photos/<photo>", "/comments/<comment>", "/admin/users/<user>"] {
        let path = places
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("<{name}>"), value));
        for hidden in ["delete", "patch", "put"] {
            let change = Change { method: Method::POST, path: path.clone() };
            let said = send(&ada, &change, &[FORM], &format!("_method={hidden}&x=1")).await;
            assert!(matches!(said.status, 403 | 404), "{change:?} as {hidden}: {}", said.status);
        }
    }
    let photo = &places["photo"];
    site.app().get(&format!("/photos/{photo}")).await.expect(200);
    site.app().get(&format!("/comments/{}", places["comment"])).await.expect(200);
}

#[tokio::test]
async fn a_cookie_is_nobody_below_the_api_and_a_token_is_nobody_above() {
    let site = Site::start().await;
    let (_, ada, _) = scene(&site).await;
    let said = ada.exchange(ada.request(Method::GET, "/api/v1/me")).await;
    assert_eq!(said.status, 401);
    let app = member(&site, "eve", &[]).await;
    let url = site.url("/me");
    let bearer = app.request(Method::GET, "/me").build().unwrap();
    let bearer = bearer.headers()["authorization"].clone();
    let stranger = site.visitor();
    let request = stranger.request(Method::GET, &url).header("accept", "application/json");
    assert_eq!(stranger.exchange(request.header("authorization", bearer)).await.status, 401);
}
