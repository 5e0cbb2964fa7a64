//! `tintype demo` makes the same believable community for the same seed, whatever the database.

use std::collections::BTreeSet;

use harness::{Site, TestDatabase, Value};

const SMALL: [&str; 9] =
    ["demo", "--users", "6", "--photos", "20", "--comments", "40", "--seed", "7"];

/// What can be told of a photo without its address, which is random.
fn told(photo: &Value) -> Value {
    let image = &photo["images"][0];
    let sizes: Vec<_> =
        image["variants"].as_array().unwrap().iter().map(|it| &it["width"]).collect();
    harness::json!({
        "title": photo["title"], "caption": photo["caption_html"], "tags": photo["tags"],
        "author": photo["author"]["name"], "has_face": photo["author"]["avatar"].is_string(),
        "likes": photo["counts"]["likes"], "created_at": photo["created_at"], "alt": image["alt"],
        "license": photo["license"], "placeholder": image["placeholder"], "sizes": sizes,
        "comments": photo["counts"]["comments"], "views": photo["counts"]["views"],
    })
}

async fn community(database: TestDatabase) -> (Site, Vec<Value>) {
    let site = Site::builder().database(database).start().await;
    site.run(&SMALL).await;
    let wall = site.app().get("/photos?limit=100").await.expect(200);
    let photos = wall.json["items"].as_array().unwrap().iter().map(told).collect();
    (site, photos)
}

#[tokio::test]
async fn the_same_seed_makes_the_same_community_on_both_databases() {
    let (site, photos) = community(TestDatabase::sqlite()).await;
    let (_other, again) = community(TestDatabase::postgres()).await;
    assert_eq!(photos, again);

    // It is one to believe in: several people, shapes and words, and some talk.
    let distinct = |key: &str| photos.iter().map(|it| it[key].to_string()).collect::<BTreeSet<_>>();
    assert!(photos.len() >= 15 && distinct("author").len() >= 3 && distinct("title").len() >= 12);
    assert!(photos.iter().all(|it| !it["alt"].as_str().unwrap().is_empty()));
    assert!(photos.iter().any(|it| it["has_face"] == true && it["likes"] != 0));
    assert!(distinct("views").len() >= 8);
    assert!(photos.iter().map(|it| it["comments"].as_i64().unwrap()).sum::<i64>() >= 20);

    // Once more is refused with a word, and changes nothing.
    let again = site.cli(&SMALL).await;
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is here already"));
    let wall = site.app().get("/photos?limit=100").await.expect(200);
    assert_eq!(wall.json["items"].as_array().unwrap().len(), photos.len());
}
