//! Photos, one at a time.

use harness::{App, Method, Upload, Value, json, pictures};

use super::shapes::{has_members, is_photo, problem, wrong_fields};
use crate::people::{media_of, post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_photo_is_posted_with_a_receipt_and_read_by_everybody,
    a_photo_is_changed_in_part_by_its_author_alone,
    a_photo_is_deleted_once_and_gone_for_good,
    what_is_wrong_with_an_upload_is_told_by_field_and_nothing_is_stored,
    a_page_and_its_twin_say_the_same,
);

/// What an upload says besides its files.
const WORDS: [(&str, &str); 6] = [
    ("title", "Harbour at dusk"),
    ("caption", "<From> the pier"),
    ("alt", "Boats"),
    ("tags", "Lake, dawn"),
    ("visibility", "unlisted"),
    ("license", "CC-BY-4.0"),
];

fn jpeg(bytes: Vec<u8>) -> Upload {
    Upload::new("picture.jpg", "image/jpeg", bytes)
}

async fn a_photo_is_posted_with_a_receipt_and_read_by_everybody(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let bytes = pictures::private_jpeg(600, 900, 6);

    // Verify: the answer is the photo, and says where it is and what became of the file.
    let answer = ada.upload("/photos", &WORDS, &[("file", jpeg(bytes.clone()))]).await.expect(201);
    let photo = &answer.json;
    is_photo(photo, &["receipt"]);
    assert_eq!(answer.header("location"), Some(format!("/api/v1{}", text(&photo["url"])).as_str()));
    check_words(photo);
    assert_eq!(
        photo["viewer"],
        json!({ "liked": false, "bookmarked": false, "can_edit": true, "can_delete": true })
    );
    let receipt = &photo["receipt"][0];
    has_members(
        receipt,
        &["format received_bytes sha256 kept_bytes kept_sha256 width height frames profile kept \
           removed location_removed shrunk sizes"],
    );
    assert_eq!(
        [&receipt["format"], &receipt["kept"]],
        [&json!("image/jpeg"), &json!(["orientation"])]
    );
    assert_eq!([&receipt["location_removed"], &receipt["shrunk"]], [true, false]);
    let removed = receipt["removed"].as_array().expect("a list");
    assert!(removed.iter().any(|it| text(it).starts_with("Exif.")), "{removed:?}");
    assert_eq!(receipt["received_bytes"], bytes.len());
    assert_eq!([&receipt["width"], &receipt["height"]], [900, 600], "upright");
    assert_eq!(receipt["sizes"], json!([320, 640, 900]));
    assert_eq!(text(&receipt["sha256"]).len(), 64);

    // Verify: everybody reads the same, but for what only the author may.
    let read = world.site.app().get(text(&photo["url"])).await.expect(200).json;
    is_photo(&read, &["comments card"]);
    check_words(&read);
    assert!(read["viewer"].is_null());
    assert_eq!(read["comments"], json!({ "items": [], "next": null }));
    for (media, width) in media_of(&read).iter().zip([320, 640, 900]) {
        let file = world.site.visitor().get(media).await.expect(200);
        assert_eq!(image::load_from_memory(&file.bytes).expect("a picture").width(), width);
    }
}

#[track_caller]
fn check_words(photo: &Value) {
    assert_eq!(photo["title"], "Harbour at dusk");
    assert_eq!(photo["caption_html"], "<p>&lt;From&gt; the pier</p>");
    assert_eq!(photo["tags"], json!(["lake", "dawn"]));
    assert_eq!([&photo["visibility"], &photo["license"]], ["unlisted", "CC-BY-4.0"]);
    assert_eq!(
        photo["author"],
        json!({ "name": "ada", "display_name": "ada", "avatar": null, "url": "/@ada" })
    );
    assert_eq!(photo["images"][0]["alt"], "Boats");
    assert_eq!(photo["counts"], json!({ "likes": 0, "comments": 0, "views": 0 }));
    assert!(photo["edited_at"].is_null());
}

async fn a_photo_is_changed_in_part_by_its_author_alone(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&ada, &WORDS, 1).await;
    let path = text(&photo["url"]);

    // Verify: what is not named stays.
    let changed = ada.patch(path, &json!({ "title": "Quay" })).await.expect(200).json;
    is_photo(&changed, &[]);
    assert_eq!([&changed["title"], &changed["caption"]], ["Quay", "<From> the pier"]);
    assert!(changed["edited_at"].is_string());
    let more =
        json!({ "tags": ["dusk", "Quay"], "alt": "A quay", "license": "", "visibility": "public" });
    let changed = ada.patch(path, &more).await.expect(200).json;
    assert_eq!(changed["tags"], json!(["dusk", "quay"]));
    assert_eq!([&changed["images"][0]["alt"], &changed["visibility"]], ["A quay", "public"]);
    assert!(changed["license"].is_null());

    // Verify: what is wrong changes nothing.
    let wrong = json!({ "title": "x".repeat(500), "tags": "<b>", "visibility": "secret", "license": "mine" });
    let fields = wrong_fields(ada.patch(path, &wrong).await);
    assert_eq!(fields, ["license", "tags", "title", "visibility"]);
    assert_eq!(wrong_fields(ada.patch(path, &json!({ "title": [] })).await), ["title"]);
    assert_eq!(ada.get(path).await.expect(200).json["title"], "Quay");

    // Verify: nobody else, signed in or not.
    problem(bea.patch(path, &json!({ "title": "Mine" })).await, 403);
    problem(bea.delete(path).await, 403);
    problem(world.site.app().patch(path, &json!({ "title": "Mine" })).await, 401);
    problem(world.site.app().delete(path).await, 401);
    let read = bea.get(path).await.expect(200).json;
    is_photo(&read, &["comments card"]);
    assert_eq!(read["viewer"]["can_edit"], false);
    assert_eq!(read["title"], "Quay");
}

async fn a_photo_is_deleted_once_and_gone_for_good(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let path = text(&photo["url"]);
    let said =
        ada.post(&format!("{path}/comments"), &json!({ "body": "Mine." })).await.expect(201).json;
    assert!(!world.stored().is_empty());

    // Verify.
    let answer = ada.delete(path).await.expect(204);
    assert_eq!(answer.text, "");
    problem(ada.get(path).await, 410);
    problem(ada.delete(path).await, 410);
    problem(ada.patch(path, &json!({ "title": "Back" })).await, 410);
    problem(ada.get(&format!("{path}/comments")).await, 410);
    problem(ada.post(&format!("{path}/comments"), &json!({ "body": "?" })).await, 410);
    problem(world.site.app().get(path).await, 410);
    problem(ada.get(&format!("/comments/{}", text(&said["id"]))).await, 410);
    assert_eq!(world.stored(), [""; 0]);

    // Verify: what never was is something else.
    for path in
        ["/photos/AAAAAAAAAAA", "/photos/x", "/comments/AAAAAAAAAAA", "/@nobody", "/nothing/here"]
    {
        problem(ada.get(path).await, 404);
    }
}

async fn what_is_wrong_with_an_upload_is_told_by_field_and_nothing_is_stored(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let good = || jpeg(pictures::jpeg(60, 40, 1));

    // Verify.
    assert_eq!(wrong_fields(ada.upload("/photos", &WORDS, &[]).await), ["file"]);
    for bytes in [pictures::svg(), pictures::html(), pictures::truncated_jpeg(60, 40), Vec::new()] {
        assert_eq!(
            wrong_fields(ada.upload("/photos", &[], &[("file", jpeg(bytes))]).await),
            ["file"]
        );
    }
    let wrong = [("title", "a\0b"), ("tags", "<b>"), ("visibility", "secret"), ("license", "mine")];
    let fields = wrong_fields(ada.upload("/photos", &wrong, &[("file", good())]).await);
    assert_eq!(fields, ["license", "tags", "title", "visibility"]);
    let eleven: Vec<(&str, Upload)> = (0..11).map(|_| ("file", good())).collect();
    assert_eq!(wrong_fields(ada.upload("/photos", &[], &eleven).await), ["file"]);
    problem(world.site.app().upload("/photos", &[], &[("file", good())]).await, 401);
    problem(ada.post("/photos", &json!({ "title": "No file" })).await, 415);
    assert_eq!(world.stored(), [""; 0]);
    assert_eq!(ada.get("/photos").await.expect(200).json["items"], json!([]));
}

async fn a_page_and_its_twin_say_the_same(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &WORDS, 1).await;
    let path = text(&photo["url"]);
    let visitor = world.visitor_as("ada").await;

    // Verify: at the address of the page, for a script of the site, too.
    let request = visitor.request(Method::GET, path).header("Accept", "application/json");
    let page = visitor.exchange(request).await.expect(200);
    let twin: Value = page.body.parse().expect("JSON");
    assert_eq!(twin, ada.get(path).await.expect(200).json);
    let request = visitor.request(Method::GET, "/photos/x").header("Accept", "application/json");
    let page = visitor.exchange(request).await.expect(404);
    assert_eq!(page.header("content-type"), Some("application/problem+json"));

    // Verify: and a page for people stays a page.
    let request = visitor.request(Method::GET, path).header("Accept", "text/html,*/*;q=0.8");
    assert!(
        visitor
            .exchange(request)
            .await
            .expect(200)
            .header("content-type")
            .is_some_and(|it| it.starts_with("text/html"))
    );
    check_site(&world.site.app()).await;
}

async fn check_site(app: &App) {
    let site = app.get("/site").await.expect(200).json;
    has_members(&site, &["name description registration rules version limits counts"]);
    assert_eq!(site["counts"], json!({ "users": 1, "photos": 0 }), "unlisted ones do not count");
    let described = app.get("/openapi.json").await.expect(200).json;
    assert!(text(&described["openapi"]).starts_with("3.1"));
    assert!(described["paths"]["/photos/{id}"].is_object(), "{}", described["paths"]);
}
