//! Searching by program.

use harness::{App, Value};

use super::shapes::{has_members, is_photo, wrong_fields};
use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(what_is_found_is_told);

/// What is listed, beside what else is told.
fn listed(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("a list")
}

async fn what_is_found_is_told(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    for seed in 0..3 {
        post(&ada, &[("title", &format!("lake {seed}")), ("tags", "lake")], seed).await;
    }
    let app = world.site.app();

    // Verify.
    let page = app.get("/search?q=lak&limit=2").await.expect(200).json;
    assert_eq!((text(&page["type"]), page["total"].as_i64()), ("photos", Some(3)));
    assert_eq!(page["exact"], true);
    has_members(&page, &["type items next total exact"]);
    for it in listed(&page) {
        is_photo(it, &[]);
    }
    let next = format!("/search?q=lak&limit=2&after={}", text(&page["next"]));
    let rest = app.get(&next).await.expect(200).json;
    assert_eq!((listed(&rest).len(), rest["next"].is_null()), (1, true));
    let people = app.get("/search?q=ada&type=users").await.expect(200).json;
    assert_eq!(text(&people["items"][0]["name"]), "ada");
    let tags = app.get("/search?q=la&type=tags").await.expect(200).json;
    assert_eq!(tags["items"], harness::json!([{ "tag": "lake", "count": 3, "url": "/tags/lake" }]));
    assert_eq!(app.get("/tags?q=LA").await.expect(200).json["items"], tags["items"]);
    let wall = app.get("/tags/lake?limit=1").await.expect(200).json;
    assert_eq!((wall["count"].as_i64(), listed(&wall).len()), (Some(3), 1));
    let empty = app.get("/search").await.expect(200).json;
    assert_eq!((listed(&empty).len(), empty["total"].as_i64()), (0, Some(0)));

    // Verify: what makes no sense.
    for (query, field) in [
        ("q=lake+before:soon", "before"),
        ("q=license:x", "license"),
        ("q=%25", "q"),
        ("q=x&type=rude", "type"),
        ("q=lake&limit=0", "limit"),
        ("q=lake&after=x", "after"),
    ] {
        assert_eq!(wrong_fields(app.get(&format!("/search?{query}")).await), [field], "{query}");
    }
    words_of_databases_are_data(&app).await;
}

/// `%`, `_`, quotation marks and the words of databases are data (C54).
async fn words_of_databases_are_data(app: &App) {
    for q in ["%25%25", "_", "%22", "%22unclosed", "NEAR%28", "a%00b", "%27%3B--", "OR", "*", "%FF"]
    {
        let said = app.get(&format!("/search?q={q}")).await;
        assert!(said.status < 500, "{q}: {}", said.status);
    }
}
