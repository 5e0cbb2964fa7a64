//! Pictures and stores from the command line.

use std::path::Path;
use std::process::Output;

use harness::{S3Server, Site, TestDatabase, Value, pictures};
use tempfile::TempDir;

/// A folder with three pictures in it and below it, one that is no picture but called one, and a text.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    std::fs::create_dir(folder.path().join("trip")).unwrap();
    put("harbour_at-dusk.jpg", &pictures::jpeg(700, 500, 1));
    put("trip/boat.PNG", &pictures::png(60, 40, 2));
    put("trip/lake.webp", &pictures::webp(60, 40, 3));
    put("broken.jpg", &pictures::truncated_jpeg(200, 100));
    put("notes.txt", b"not a picture, and not called one");
    folder
}

fn lines(output: &Output) -> Vec<Value> {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.lines()
        .map(|it| serde_json::from_str(it).unwrap_or_else(|why| panic!("{why}: {it}")))
        .collect()
}

/// How many files met each fate.
fn fates(lines: &[Value]) -> [usize; 3] {
    ["posted", "known", "refused"]
        .map(|state| lines.iter().filter(|it| it["state"] == state).count())
}

async fn upload(site: &Site, folder: &Path, options: &[&str]) -> Output {
    let folder = folder.display().to_string();
    site.cli(&[&["upload", &folder, "--user", "ada"], options].concat()).await
}

async fn with_ada(site: Site) -> Site {
    site.run(&["user", "add", "ada", "--email", "ada@example.org", "--verified"]).await;
    site
}

#[tokio::test]
async fn a_folder_is_posted_once_and_what_is_refused_is_told() {
    for database in TestDatabase::both() {
        // Init.
        let mut site = with_ada(Site::builder().database(database).prepare()).await;
        let folder = folder();

        // Verify: three are posted, one is refused by name, and so the status is 1.
        let first =
            upload(&site, folder.path(), &["--json", "--tag", "Trip", "--tag", "lake"]).await;
        let (fates_told, told) = (fates(&lines(&first)), lines(&first));
        assert_eq!((first.status.code(), fates_told), (Some(1), [3, 0, 1]), "{told:?}");
        let refused = told.iter().find(|it| it["state"] == "refused").unwrap();
        assert!(refused["file"].as_str().unwrap().ends_with("broken.jpg"), "{refused}");
        assert!(refused["why"].as_str().unwrap().starts_with("file: "), "{refused}");
        let harbour =
            told.iter().find(|it| it["file"].as_str().unwrap().ends_with("dusk.jpg")).unwrap();
        assert_eq!(harbour["sizes"], harness::json!([320, 640, 700]));

        // Verify: again, and there is nothing to do; after a touch of the words there still is not.
        std::fs::remove_file(folder.path().join("broken.jpg")).unwrap();
        let second = upload(&site, folder.path(), &["--json", "--jobs", "4"]).await;
        assert_eq!((second.status.code(), fates(&lines(&second))), (Some(0), [0, 3, 0]));

        // Verify: they are on the wall, with the words from their names.
        site.restart().await;
        let wall = site.app().get("/photos?tag=trip").await.expect(200).json;
        let titles: Vec<_> =
            wall["items"].as_array().unwrap().iter().map(|it| it["title"].clone()).collect();
        assert_eq!(titles.len(), 3);
        assert!(titles.contains(&"harbour at dusk".into()), "{titles:?}");
        assert_eq!(wall["items"][0]["tags"], harness::json!(["trip", "lake"]));
    }
}

#[tokio::test]
async fn files_are_told_line_by_line_to_people() {
    let site = with_ada(Site::builder().prepare()).await;
    let folder = folder();
    let output = upload(&site, folder.path(), &["--visibility", "private"]).await;
    let (said, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().filter(|it| it.starts_with("posted   /photos/")).count(), 3, "{said}");
    assert!(
        complained.contains("refused  ") && complained.contains("broken.jpg: "),
        "{complained}"
    );
    assert!(complained.contains("1 of 4 files were refused"), "{complained}");

    let boat = folder.path().join("trip/boat.PNG");
    let again = upload(&site, &boat, &[]).await;
    assert!(
        again.status.success()
            && String::from_utf8_lossy(&again.stdout).contains("known    /photos/")
    );
    let nowhere = upload(&site, Path::new("/no/such/folder"), &[]).await;
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("/no/such/folder: "));
}

#[tokio::test]
async fn a_folder_is_posted_into_a_bucket() {
    let store = S3Server::start().await;
    let site =
        with_ada(Site::builder().database(TestDatabase::postgres()).storage(&store).prepare())
            .await;
    let folder = folder();
    let output = upload(&site, folder.path(), &["--json"]).await;
    assert_eq!(fates(&lines(&output)), [3, 0, 1]);
    let keys = store.keys();
    assert_eq!(
        keys.len(),
        11,
        "700 pixels in three sizes, two small ones, and of each the file and a card: {keys:?}"
    );
    for key in &keys {
        image::load_from_memory(&store.bytes(key).unwrap()).unwrap();
    }
    assert!(!site.files().iter().any(|it| it.starts_with("media/")), "{:?}", site.files());
}

#[tokio::test]
async fn nobody_posts_who_is_not_confirmed() {
    let site = Site::builder().prepare();
    site.run(&["user", "add", "ada", "--email", "ada@example.org"]).await;
    let output = upload(&site, folder().path(), &["--json"]).await;
    assert_eq!((output.status.code(), fates(&lines(&output))), (Some(1), [0, 0, 4]));
}

#[tokio::test]
async fn every_kind_of_store_is_tried_out() {
    const STEPS: [&str; 5] = ["put", "get", "get a missing one", "remove", "see it gone"];
    let (path, host) = (S3Server::start().await, S3Server::start_virtual_hosted().await);
    let sites = [
        (Site::builder().prepare(), "folder "),
        (Site::builder().storage(&path).prepare(), "bucket photos at http://127.0.0.1"),
        (Site::builder().storage(&host).prepare(), "bucket photos at http://s3.test"),
    ];
    for (site, place) in &sites {
        let told = site.run(&["storage", "check"]).await;
        assert!(told.starts_with(place) && told.contains("the store works"), "{told}");
        let output = site.cli(&["storage", "check", "--json"]).await;
        let steps: Vec<_> = lines(&output).iter().map(|it| it["step"].clone()).collect();
        assert_eq!(steps, STEPS);
        assert!(
            !site.files().iter().any(|it| it.starts_with("media/check/")),
            "{:?}",
            site.files()
        );
    }
    assert!(path.keys().is_empty() && host.keys().is_empty());
}

#[tokio::test]
async fn a_store_that_does_not_work_is_told_without_its_secret() {
    let store = S3Server::start().await;
    let wrong = "a-wrong-secret-of-the-test";
    let site = Site::builder().storage(&store).set("TINTYPE_STORAGE__SECRET_KEY", wrong).prepare();
    let output = site.cli(&["storage", "check"]).await;
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{complained}");
    assert!(complained.contains("SignatureDoesNotMatch"), "{complained}");
    assert!(!complained.contains(wrong) && !complained.contains(&store.access_key), "{complained}");

    store.out_of_order(true);
    let site = Site::builder().storage(&store).prepare();
    let output = site.cli(&["storage", "check"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("503"));
}

/// A picture that says of itself (XMP) what it shows, and when it was taken.
fn told_by_itself() -> Vec<u8> {
    let packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
        <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Boats at rest</rdf:li></rdf:Alt></dc:title>\
        <dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>old boats</rdf:li></rdf:Bag></dc:subject>\
        </rdf:Description></rdf:RDF></x:xmpmeta>";
    let data = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), packet.as_bytes()].concat();
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    let picture = pictures::jpeg(60, 40, 3);
    [&picture[..2], b"\xff\xe1", &length, &data, &picture[2..]].concat()
}

#[tokio::test]
async fn what_a_file_says_of_itself_is_taken_on_request() {
    let site = with_ada(Site::builder().prepare()).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("IMG_1.jpg"), told_by_itself()).unwrap();
    let output = upload(&site, folder.path(), &["--json", "--read-tags", "--tag", "trip"]).await;
    let receipt = &lines(&output)[0]["receipt"];
    assert_eq!(receipt["removed"], harness::json!(["XMP"]), "{receipt}");
    let mut site = site;
    site.restart().await;
    let photo = &site.app().get("/photos").await.expect(200).json["items"][0];
    assert_eq!(photo["title"], "Boats at rest");
    assert_eq!(photo["tags"], harness::json!(["trip", "harbour", "old-boats"]));
}
