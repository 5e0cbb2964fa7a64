//! Several processes on one database (SECURITY F05), and a database from the future (F06).

use harness::{Site, TestDatabase};

use crate::past;

async fn five_start_at_once(database: TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let mut sites: Vec<_> = (0..5)
        .map(|_| {
            let site = Site::builder().set("TINTYPE_DATABASE_URL", database.url());
            site.set("TINTYPE_DATA_DIR", data).prepare()
        })
        .collect();
    let starting: Vec<_> = sites
        .drain(..)
        .map(|mut site| {
            tokio::spawn(async move {
                site.restart().await;
                site
            })
        })
        .collect();
    let mut running = Vec::new();
    for site in starting {
        running.push(site.await.expect("every one of them starts"));
    }
    // One secret key was made, and all of them use it: what one signs in, another knows.
    let app = past::member(&running[0], "ada", &[]).await;
    let token = app.request(harness::Method::GET, "/").build().unwrap();
    let token = token.headers()["authorization"].to_str().unwrap()["Bearer ".len()..].to_owned();
    for site in &running {
        site.app().with_token(&token).get("/me").await.expect(200);
        assert!(!site.stderr().contains("error"), "{}", site.stderr());
    }
    let said = running[0].run(&["migrate", "--status"]).await;
    assert!(!said.contains("pending"), "{said}");
}

#[tokio::test]
async fn five_processes_start_at_once_on_an_empty_sqlite() {
    five_start_at_once(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn five_processes_start_at_once_on_an_empty_postgres() {
    five_start_at_once(TestDatabase::postgres()).await;
}

#[tokio::test]
async fn a_database_from_a_newer_version_is_left_alone() {
    for database in [TestDatabase::sqlite(), TestDatabase::postgres()] {
        let mut site = Site::builder().database(database).start().await;
        site.stop().await;
        let future = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')";
        past::run(site.database(), future);
        let (status, said) = site.fails_to_start().await;
        assert_eq!(status.code(), Some(1));
        assert!(said.contains("newer version"), "{said}");
    }
}
