//! A database and a picture store that are not there for a while: nobody is let in, nobody is told more than that, and
//! all is well afterwards without a restart (C60, C64).

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use harness::{Method, Page, TestDatabase, Visitor, json};

use crate::world::{PASSWORD, World, media_of, picture, post, registration, text};

/// Says on the server whether anybody may use the database, and sends everybody away.
fn allow(url: &str, allowed: bool) {
    let place = url.split('?').next().unwrap_or(url);
    let name = place.rsplit('/').next().expect("a name");
    let server = url.replacen(&format!("/{name}"), "/postgres", 1);
    let mut server = PgConnection::establish(&server).expect("a server");
    server
        .batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}"))
        .expect("allowed");
    let away =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    server.batch_execute(&away).expect("allowed");
}

async fn ask(visitor: &Visitor, path: &str, accept: &str) -> Page {
    visitor.exchange(visitor.request(Method::GET, path).header("accept", accept)).await
}

#[track_caller]
fn says_come_back_later(page: &Page) {
    assert_eq!(page.status, 503, "{}\n{}", page.url, page.body);
    assert!(page.header("retry-after").is_some_and(|it| it.parse::<u32>().is_ok()), "{}", page.url);
    for secret in [
        "postgres",
        "SQL",
        "connection",
        "ALLOW_CONNECTIONS",
        "127.0.0.1:",
        ".s.PGSQL",
        "pool",
        "/tmp/",
        "crates/",
    ] {
        assert!(!page.body.contains(secret), "{} tells {secret}: {}", page.url, page.body);
    }
}

#[tokio::test]
async fn without_its_database_the_site_says_so_and_lets_nobody_in() {
    let world = World::on(TestDatabase::postgres()).await;
    let ada = world.admin("ada").await;
    let photo = post(&ada, &[("visibility", "private")], 1).await;
    let (visitor, stranger) = (world.visitor_as("ada").await, world.site.visitor());
    let url = world.site.database().url().to_owned();
    let (picture_url, photo_url) = (media_of(&photo)[0].clone(), text(&photo["url"]).to_owned());
    let style = stranger
        .exchange(stranger.request(Method::GET, "/login"))
        .await
        .attr("link[rel=stylesheet]", "href");

    allow(&url, false);
    let (mine, open) = (
        ["/", "/@ada", &photo_url, &picture_url, "/upload", "/me", "/admin/users"],
        ["/", &photo_url, "/readyz"],
    );
    let mut asked = Vec::new();
    for accept in ["text/html", "application/json"] {
        asked.extend(mine.map(|path| (visitor.clone(), path.to_owned(), accept)));
        asked.extend(open.map(|path| (stranger.clone(), path.to_owned(), accept)));
    }
    // All at once: each waits for some time before it is told.
    let told: Vec<_> = asked
        .into_iter()
        .map(|(visitor, path, accept)| {
            tokio::spawn(async move { ask(&visitor, &path, accept).await })
        })
        .collect();
    for page in told {
        says_come_back_later(&page.await.expect("an answer"));
    }
    for (path, body) in [
        ("/login", json!({ "login": "ada", "password": PASSWORD })),
        ("/register", registration("eve")),
    ] {
        let answer = world.site.app().post(path, &body).await.expect(503);
        assert!(answer.header("retry-after").is_some());
    }
    ada.upload("/photos", &[], &[("file", picture(2))]).await.expect(503);
    // What needs no database goes on.
    for path in ["/healthz", "/robots.txt", &style] {
        ask(&stranger, path, "*/*").await.expect(200);
    }

    allow(&url, true);
    let end = Instant::now() + Duration::from_secs(10);
    while ask(&visitor, "/me", "application/json").await.status != 200 {
        assert!(Instant::now() < end, "the site does not come back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM users"), 1);
    assert_eq!(world.sql().number("SELECT count(*) AS n FROM photos"), 1);
    ada.upload("/photos", &[], &[("file", picture(2))]).await.expect(201);
    world.is_unharmed().await;
}

#[tokio::test]
async fn without_its_picture_store_the_site_goes_on_and_makes_no_rows() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let (media, away) =
        (world.site.data_dir().join("media"), world.site.data_dir().join("elsewhere"));
    let before = world.sql().counts();
    std::fs::rename(&media, &away).expect("a folder");

    let stranger = world.site.visitor();
    for path in ["/", text(&photo["url"]), "/@ada"] {
        ask(&stranger, path, "text/html").await.expect(200);
    }
    let lost = ask(&stranger, &media_of(&photo)[0], "*/*").await;
    assert!(matches!(lost.status, 404 | 503), "{}", lost.status);
    assert!(!lost.header("cache-control").unwrap_or_default().contains("immutable"));
    let refused = ada.upload("/photos", &[], &[("file", picture(2))]).await.expect(503);
    assert!(
        !refused.text.contains("/tmp/") && refused.header("retry-after").is_some(),
        "{}",
        refused.text
    );
    assert!(!media.exists(), "the store is not made anew where a disk is missing");

    std::fs::rename(&away, &media).expect("a folder");
    ask(&stranger, &media_of(&photo)[0], "*/*").await.expect(200);
    let rows = world.sql().counts();
    assert_eq!(rows.iter().find(|it| it.0 == "photos"), before.iter().find(|it| it.0 == "photos"));
    ada.upload("/photos", &[], &[("file", picture(2))]).await.expect(201);
    world.is_unharmed().await;
}
