//! Several processes on one database, and databases of another version (F05, F06).

use std::path::Path;
use std::time::Duration;

use harness::{Method, Site, TestDatabase};

use crate::world::{PASSWORD, World, picture, registration};
use harness::Sql;
use harness::chance::Chance;

/// A site on somebody else's database and data.
fn beside(first: &Site) -> Site {
    let data = first.data_dir().display().to_string();
    Site::builder()
        .set("TINTYPE_DATABASE_URL", first.database().url())
        .set("TINTYPE_DATA_DIR", &data)
        .prepare()
}

async fn five_at_once(database: TestDatabase) {
    // Init.
    let first = Site::builder().database(database).prepare();
    let others: Vec<_> = (0..4).map(|_| beside(&first)).collect();
    let starting: Vec<_> = std::iter::once(first)
        .chain(others)
        .map(|mut site| {
            tokio::spawn(async move {
                site.restart().await;
                site
            })
        })
        .collect();
    let mut sites = Vec::new();
    for site in starting {
        sites.push(site.await.expect("all start"));
    }

    // Verify.
    let said: String = sites.iter().map(Site::stderr).collect();
    assert!(!["ERROR", "WARN", "panicked"].iter().any(|it| said.contains(it)), "{said}");
    let mut sql = Sql::open(sites[0].database());
    let pairs = sql.number("SELECT count(DISTINCT version) AS n FROM __diesel_schema_migrations");
    assert_eq!(sql.number("SELECT count(*) AS n FROM __diesel_schema_migrations"), pairs);
    they_are_one_site(&sites).await;
    assert_eq!(sql.number("SELECT count(*) AS n FROM mails"), 1);
    // The others stop before the data goes.
    while sites.len() > 1 {
        drop(sites.pop());
    }
}

/// What is done at one is there at all.
async fn they_are_one_site(sites: &[Site]) {
    sites[0].app().post("/register", &registration("eve")).await.expect(201);
    let mut visitor = sites[1].visitor();
    visitor.get("/login").await.expect(200);
    let typed = [("login", "eve"), ("password", PASSWORD)];
    visitor.submit("form[action='/login']", &typed).await.expect(200);
    let cookie = visitor.cookies();
    for site in sites {
        let eve = site.app().signed_in("eve", PASSWORD).await;
        eve.get("/me").await.expect(200);
        let visitor = site.visitor();
        let request = visitor.request(Method::GET, "/verify").header("cookie", cookie.as_str());
        assert!(visitor.exchange(request).await.shows("eve@example.org"));
    }
    sites[0].outbox().letter_to("eve@example.org").await;
    assert_eq!(sites[0].outbox().letters().len(), 1, "sent by one of the five workers");
}

#[tokio::test]
async fn five_processes_start_at_once_on_an_empty_sqlite_database() {
    five_at_once(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn five_processes_start_at_once_on_an_empty_postgresql_database() {
    five_at_once(TestDatabase::postgres()).await;
}

#[tokio::test]
async fn each_migration_is_applied_by_one_of_five() {
    for database in TestDatabase::both() {
        let site = std::sync::Arc::new(Site::builder().database(database).prepare());
        let running: Vec<_> = (0..5)
            .map(|_| {
                let site = std::sync::Arc::clone(&site);
                tokio::spawn(async move { site.run(&["migrate"]).await })
            })
            .collect();
        let mut said = Vec::new();
        for one in running {
            said.push(one.await.expect("all succeed"));
        }
        // Each migration is applied by one of them, if not all by the same one.
        let applied: Vec<&str> =
            said.iter().flat_map(|it| it.lines()).filter(|it| it.starts_with("applied")).collect();
        let (done, all) = migrated(&site);
        assert_eq!((applied.len(), done), (all, all), "{said:?}");
        let idle = |it: &&String| it.contains("nothing to do") != it.contains("applied");
        assert!(said.iter().all(|it| idle(&it)), "{said:?}");
    }
}

/// F04: what a migration that was killed has left is what was there before or after it, and the next one goes on.
#[tokio::test]
async fn a_migration_that_is_killed_leaves_nothing_half_done() {
    let mut chance = Chance::new("a_migration_that_is_killed_leaves_nothing_half_done");
    for nth in 0..24 {
        let database = if nth % 2 == 0 { TestDatabase::sqlite() } else { TestDatabase::postgres() };
        let site = Site::builder().database(database).prepare();
        site.cli_killed_after(&["migrate"], Duration::from_millis(chance.below(60))).await;
        let (done, all) = migrated(&site);
        let said = site.run(&["migrate"]).await;
        assert!(said.contains(if done == all { "nothing to do" } else { "applied" }), "{said}");
        assert_eq!(migrated(&site), (all, all));
    }
}

/// How many migrations a database has had, and how many there are; each is there as a whole or not at all.
fn migrated(site: &Site) -> (usize, usize) {
    let kind = if site.database().is_postgres() { "postgres" } else { "sqlite" };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(kind);
    let mut sql = Sql::open(site.database());
    let tables = sql.tables();
    let noted = if tables.iter().any(|it| it == "__diesel_schema_migrations") {
        sql.texts("SELECT version AS t FROM __diesel_schema_migrations")
    } else {
        Vec::new()
    };
    let (mut done, mut all) = (0, 0);
    for migration in std::fs::read_dir(folder).expect("the migrations") {
        let path = migration.expect("a migration").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let version: String = name.split('_').next().expect("a version").replace('-', "");
        let is_noted = noted.contains(&version);
        for table in tables_of(&path) {
            let there = tables.contains(&table);
            assert_eq!(there, is_noted, "{table} of {name}");
        }
        (done, all) = (done + usize::from(is_noted), all + 1);
    }
    (done, all)
}

/// The tables that a migration makes, without those that a later one takes away.
fn tables_of(migration: &Path) -> Vec<String> {
    let sql = std::fs::read_to_string(migration.join("up.sql")).expect("its statements");
    let made = sql.lines().filter_map(|it| it.strip_prefix("CREATE TABLE "));
    let names = made.filter_map(|it| it.split_whitespace().next()).map(str::to_owned);
    names.filter(|it| it != "verifications").collect()
}

/// F06.
#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    for database in TestDatabase::both() {
        let mut world = World::on(database).await;
        world.add("ada", &[]).await;
        world.site.stop().await;
        world
            .sql()
            .must("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')");
        let before = world.stored();
        let (status, said) = world.site.fails_to_start().await;
        assert_eq!(status.code(), Some(1), "{said}");
        assert!(
            said.contains("99991231000000")
                && said.contains("newer version")
                && said.lines().count() == 1,
            "{said}"
        );
        for words in
            [["user", "list"].as_slice(), &["migrate"], &["migrate", "--status"], &["mail", "list"]]
        {
            let output = world.site.cli(words).await;
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.code() == Some(1) && said.contains("newer version"),
                "{words:?}: {said}"
            );
        }
        assert_eq!(world.stored(), before);
        world.sql().must("DELETE FROM __diesel_schema_migrations WHERE version = '99991231000000'");
        world.site.restart().await;
        world.is_unharmed().await;
    }
}

/// A second process, such as one started by mistake, takes nothing away from the first.
#[tokio::test]
async fn a_second_process_does_not_disturb_the_uploads_of_the_first() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let login = harness::json!({ "login": "ada", "password": PASSWORD });
    let token = ada.post("/login", &login).await.expect(200).json["token"].clone();
    let bytes = harness::pictures::jpeg(1_400, 900, 1);
    let part = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";
    let body = [part.as_slice(), &bytes, b"\r\n--b--\r\n"].concat();
    let bearer = format!("Bearer {}", token.as_str().expect("a token"));
    let headers =
        [("Authorization", bearer.as_str()), ("Content-Type", "multipart/form-data; boundary=b")];
    let request = crate::wire::with_body("POST /api/v1/photos", &headers, &body, None);

    // Half of the upload has arrived and lies on disk.
    let (half, rest) = request.split_at(request.len() / 2);
    let mut stream = crate::wire::connect(&world.site.base()).await;
    tokio::io::AsyncWriteExt::write_all(&mut stream, half).await.expect("it is read");
    while !world.site.files().iter().any(|it| it.starts_with("tmp/uploads")) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    // The same program once more, at the same port, and another one at another port.
    let mut again = beside(&world.site);
    again.set("ROCKET_PORT", world.site.base().rsplit(':').next().expect("a port"));
    let (status, said) = again.fails_to_start().await;
    assert!(!status.success() && said.contains("ROCKET_PORT"), "{said}");
    let mut other = beside(&world.site);
    other.restart().await;

    // The upload ends well.
    let reply = crate::wire::go_on(stream, rest).await;
    assert_eq!(reply.status, 201, "{reply:?}");
    drop(other);
    ada.upload("/photos", &[], &[("file", picture(2))]).await.expect(201);
    world.is_unharmed().await;
}
