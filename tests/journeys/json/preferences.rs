//! What somebody prefers for what they post.

use harness::{json, pictures};

use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(new_photos_are_under_the_licence_that_their_author_prefers);

async fn new_photos_are_under_the_licence_that_their_author_prefers(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let before = post(&ada, &[], 1).await;
    assert_eq!(ada.get("/settings/profile").await.expect(200).json["license"], "");

    // Verify: it is chosen, by program, and stays where something else is changed.
    let wrong = ada.patch("/settings/profile", &json!({ "license": "WTFPL" })).await.expect(422);
    assert!(wrong.json["errors"]["license"].is_string(), "{}", wrong.text);
    let chosen = json!({ "license": "CC-BY-4.0" });
    let view = ada.patch("/settings/profile", &chosen).await.expect(200).json;
    assert_eq!(view["license"], "CC-BY-4.0");
    ada.patch("/me", &json!({ "bio": "Mostly lakes." })).await.expect(200);
    let view = ada.get("/settings/profile").await.expect(200).json;
    assert_eq!((&view["license"], &view["bio"]), (&json!("CC-BY-4.0"), &json!("Mostly lakes.")));

    // Verify: what is posted without a word about it is under it; what says otherwise, or was there before, is not.
    assert_eq!(post(&ada, &[], 2).await["license"], "CC-BY-4.0");
    assert_eq!(post(&ada, &[("license", "")], 3).await["license"], json!(null));
    assert_eq!(post(&ada, &[("license", "CC0-1.0")], 4).await["license"], "CC0-1.0");
    let old = ada.get(text(&before["url"])).await.expect(200).json;
    assert_eq!(old["license"], json!(null));
    let bea = world.member("bea").await;
    assert_eq!(post(&bea, &[], 5).await["license"], json!(null));

    // Verify: so it is at the command line.
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lake.jpg");
    std::fs::write(&file, pictures::jpeg(60, 40, 6)).expect("a file");
    world.site.run(&["upload", file.to_str().expect("a path"), "--user", "ada"]).await;
    let newest = ada.get("/photos?limit=1").await.expect(200).json["items"][0].clone();
    assert_eq!((&newest["title"], &newest["license"]), (&json!("lake"), &json!("CC-BY-4.0")));

    // Verify: the forms begin with it, and change it.
    let mut visitor = world.visitor_as("ada").await;
    visitor.get("/upload").await.expect(200);
    assert_eq!(visitor.form("form.upload").values("license"), ["CC-BY-4.0"]);
    visitor.get("/settings/profile").await.expect(200);
    let form = visitor.form("form[aria-labelledby='new-heading']");
    assert_eq!(form.values("license"), ["CC-BY-4.0"]);
    visitor.send(form.set("license", "CC-BY-SA-4.0")).await.expect(200);
    let view = ada.get("/settings/profile").await.expect(200).json;
    assert_eq!((&view["license"], &view["bio"]), (&json!("CC-BY-SA-4.0"), &json!("Mostly lakes.")));
}
