//! The description of the API and the API describe each other.

use std::collections::BTreeSet;

use harness::json;
use rocket::figment::Figment;
use rocket::{Build, Rocket};
use serde_json::Value;
use web::{Services, WebSettings};

use crate::world::World;

/// The site's routes, as it mounts them.
fn rocket(world: &World) -> Rocket<Build> {
    let policy = &world.context.policy;
    let settings = WebSettings {
        site_name: policy.site_name.clone(),
        site_description: policy.site_description.clone(),
        registration: policy.registration,
        captcha: policy.captcha,
        rate_limits: policy.limits,
        locale: "en".to_owned(),
        public_url: policy.public_url.clone(),
        trusted_proxies: Vec::new(),
        upload_bytes: policy.upload_bytes,
        upload_files: policy.upload_files,
        accel_redirect: None,
        machines: web::Machines::default(),
        template_dir: std::env::temp_dir(),
    };
    let figment = Figment::from(rocket::Config::debug_default());
    web::rocket(figment, Services::new(&world.context), settings)
}

/// Method and path of everything below `/api/v1`, in OpenAPI's spelling.
fn routes(rocket: &Rocket<Build>) -> BTreeSet<(String, String)> {
    let spelled = |path: &str| {
        let path = path.strip_prefix("/api/v1").unwrap();
        let parts: Vec<String> = path
            .split('/')
            .map(|part| {
                let name = part.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
                name.map_or_else(|| part.to_owned(), |it| format!("{{{it}}}"))
            })
            .collect();
        parts.join("/")
    };
    let api = rocket.routes().filter(|it| it.uri.as_str().starts_with("/api/v1/"));
    api.map(|it| (it.method.as_str().to_lowercase(), spelled(it.uri.path()))).collect()
}

fn description() -> Value {
    serde_json::from_str(&web::openapi()).expect("the description is JSON")
}

fn described(document: &Value) -> BTreeSet<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let all = paths
        .iter()
        .flat_map(|(path, item)| methods(item).into_iter().map(move |it| (it, path.clone())));
    all.filter(|(method, _)| ["get", "post", "put", "patch", "delete"].contains(&method.as_str()))
        .collect()
}

#[test]
fn it_is_openapi_3_1() {
    let document = description();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."), "{}", document["openapi"]);
    assert_eq!(document["servers"], json!([{ "url": "/api/v1" }]));
    assert_eq!(document["info"]["title"], "Tintype");
    assert_eq!(document["components"]["securitySchemes"]["session"]["scheme"], "bearer");
}

#[tokio::test]
async fn every_route_is_described_and_every_description_has_its_route() {
    let world = World::sqlite();
    let mut mounted = routes(&rocket(&world));
    let own = ("get".to_owned(), "/openapi.json".to_owned());
    assert!(mounted.remove(&own), "it is served itself");
    let described = described(&description());
    let (undescribed, unmounted): (Vec<_>, Vec<_>) =
        (mounted.difference(&described).collect(), described.difference(&mounted).collect());
    assert!(undescribed.is_empty(), "not described: {undescribed:?}");
    assert!(unmounted.is_empty(), "described, but not there: {unmounted:?}");
    assert!(mounted.len() >= 20, "{mounted:?}");
}

#[test]
fn every_reference_leads_somewhere_and_every_place_in_a_path_is_named() {
    let document = description();
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).filter_map(|it| it.split('"').next()) {
        let pointer = reference.strip_prefix('#').expect("a reference within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    for (method, path) in described(&document) {
        let operation = &document["paths"][&path][&method];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let named: BTreeSet<_> = parameters
            .iter()
            .filter(|it| it["in"] == "path")
            .filter_map(|it| it["name"].as_str())
            .collect();
        let places: BTreeSet<_> =
            path.split('{').skip(1).filter_map(|it| it.split('}').next()).collect();
        assert_eq!(named, places, "{method} {path}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|it| it.starts_with('2')), "{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|it| !it.is_empty()), "{method} {path}");
    }
}
