//! The picture store as a whole: compared with the rows, mended, and moved between a folder and a bucket while the site runs.

use harness::{S3Server, Site, TestDatabase, pictures};

async fn with_pictures(site: Site) -> Site {
    site.run(&["user", "add", "ada", "--email", "ada@example.org", "--verified"]).await;
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..3 {
        std::fs::write(folder.path().join(format!("{seed}.jpg")), pictures::jpeg(400, 300, seed))
            .unwrap();
    }
    site.run(&["upload", folder.path().to_str().unwrap(), "--user", "ada"]).await;
    site
}

/// What a command printed as its last line of JSON.
async fn json(site: &Site, words: &[&str]) -> (i32, harness::Value) {
    let output = site.cli(&[words, &["--json"]].concat()).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = said.lines().last().unwrap_or("null");
    (output.status.code().unwrap(), serde_json::from_str(last).unwrap())
}

fn objects(site: &Site) -> Vec<String> {
    site.files().into_iter().filter(|it| it.starts_with("media/") && !it.contains("/.")).collect()
}

#[tokio::test]
async fn what_is_lost_is_made_anew_and_what_belongs_to_nothing_goes() {
    for database in TestDatabase::both() {
        // Init: three pictures, each a file, two sizes and a card.
        let site = with_pictures(Site::builder().database(database).prepare()).await;
        let all = objects(&site);
        assert_eq!(all.len(), 3 * 4);
        assert_eq!(json(&site, &["storage", "fsck", "--deep"]).await.0, 0);

        // Verify: a size is lost, one is damaged without changing its length, and something lies there that is nobody's.
        let media = site.data_dir().join("media");
        let size_of = |nth: usize| all.iter().filter(|it| it.contains("-320x")).nth(nth).unwrap();
        std::fs::remove_file(site.data_dir().join(size_of(0))).unwrap();
        let hurt = site.data_dir().join(size_of(1));
        let mut bytes = std::fs::read(&hurt).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xFF;
        std::fs::write(&hurt, bytes).unwrap();
        std::fs::create_dir_all(media.join("00")).unwrap();
        let stray = format!("00/{}-320x240.jpg", "0".repeat(32));
        std::fs::write(media.join(stray), b"stray").unwrap();
        let (status, told) = json(&site, &["storage", "fsck"]).await;
        assert_eq!((status, &told["found"]), (1, &2.into()), "a size is compared, not every byte");
        let (status, told) = json(&site, &["storage", "fsck", "--deep"]).await;
        assert_eq!((status, &told["found"], &told["left"]), (1, &3.into(), &3.into()));
        assert_eq!(objects(&site).len(), 12, "nothing was changed");

        // Verify: all of it can be mended.
        // Verify: what does not look like ours is nobody's business, also where a store is shared.
        let foreign = media.join("00/holiday.jpg");
        std::fs::write(&foreign, b"somebody else's").unwrap();
        let (status, told) = json(&site, &["storage", "fsck", "--deep", "--repair"]).await;
        assert_eq!((status, &told["found"], &told["left"]), (0, &3.into(), &0.into()));
        assert_eq!(std::fs::read(&foreign).unwrap(), b"somebody else's");
        std::fs::remove_file(foreign).unwrap();
        assert_eq!(objects(&site).len(), 12);

        // Verify: a file itself cannot; it is named, and stays so.
        let file = objects(&site).into_iter().find(|it| it.ends_with("-original.jpg")).unwrap();
        std::fs::remove_file(site.data_dir().join(file)).unwrap();
        let (status, told) = json(&site, &["storage", "fsck", "--repair"]).await;
        assert_eq!((status, &told["left"]), (1, &1.into()));
    }
}

/// The addresses of all sizes on the wall.
async fn addresses(site: &Site) -> Vec<String> {
    let wall = site.app().get("/photos").await.expect(200).json;
    let images = wall["items"].as_array().unwrap().iter().map(|it| &it["images"][0]["variants"]);
    let variants = images.flat_map(|it| it.as_array().unwrap().clone());
    variants.map(|it| it["url"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pictures_move_to_a_bucket_and_back_while_people_look() {
    // Init: a running site with a folder, and a bucket in its settings.
    let store = S3Server::start().await;
    let mut site = with_pictures(Site::builder().prepare()).await;
    for (name, value) in store.environment() {
        if name != "TINTYPE_STORAGE__KIND" {
            site.set(&name, &value);
        }
    }
    site.restart().await;
    let urls = addresses(&site).await;
    assert_eq!(urls.len(), 6);
    let look = async |site: &Site| {
        for url in &urls {
            site.visitor().get(url).await.expect(200);
        }
    };

    // Verify: copied once, and the second run finds it there.
    let (status, told) = json(&site, &["storage", "move", "--to", "s3"]).await;
    assert_eq!((status, &told["copied"], &told["present"]), (0, &12.into(), &0.into()));
    let (_, told) = json(&site, &["storage", "move", "--to", "s3", "--rate", "100"]).await;
    assert_eq!((&told["copied"], &told["present"]), (&0.into(), &12.into()));
    look(&site).await;
    let refused = site.cli(&["storage", "move", "--to", "s3", "--remove"]).await;
    assert_eq!(refused.status.code(), Some(1), "not while the site writes to the folder");

    // Verify: with the new store, also before the last object has come and after the folder is empty.
    site.set("TINTYPE_STORAGE__KIND", "s3");
    site.restart().await;
    let key = store.keys().remove(0);
    store.lose(&key);
    look(&site).await;
    let (status, told) = json(&site, &["storage", "move", "--to", "s3", "--remove"]).await;
    assert_eq!((status, &told["copied"], &told["removed"]), (0, &1.into(), &12.into()));
    assert_eq!((objects(&site).len(), store.keys().len()), (0, 12));
    look(&site).await;
    assert_eq!(json(&site, &["storage", "fsck", "--deep"]).await.0, 0);

    // Verify: and back.
    site.set("TINTYPE_STORAGE__KIND", "filesystem");
    site.restart().await;
    let (status, told) = json(&site, &["storage", "move", "--to", "filesystem", "--remove"]).await;
    assert_eq!((status, &told["copied"], &told["removed"]), (0, &12.into(), &12.into()));
    look(&site).await;
    assert_eq!((objects(&site).len(), store.keys().len()), (12, 0));
}
