//! Wrong settings stop the start with one line that names the key, and never with a secret (SECURITY C53, F38).

use harness::{Site, SiteBuilder};

const SECRET: &str = "hunter2-do-not-print";

async fn stops(builder: SiteBuilder, mention: &str) {
    let mut site = builder.prepare();
    let (status, said) = site.fails_to_start().await;
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(said.contains(mention), "{mention} is not in: {said}");
    assert_eq!(said.trim().lines().count(), 1, "more than a line: {said}");
    assert!(!said.contains(SECRET) && !said.contains("panicked"), "{said}");
}

#[tokio::test]
async fn a_wrong_setting_stops_the_start_and_is_named() {
    let wrong = [
        ("TINTYPE_SITE_NMAE", "x", "site_nmae"),
        ("TINTYPE_UPLOAD__MAX_BYTES", "many", "upload.max_bytes"),
        ("TINTYPE_STORAGE__KIND", "s3", "storage.endpoint"),
        ("TINTYPE_MAIL__TRANSPORT", "smtp", "mail.url"),
        ("TINTYPE_DATABASE_URL", "mysql://x", "database_url"),
        ("TINTYPE_DATABASE_URL", "sqlite:///no/such/folder/x.db", "database"),
        ("TINTYPE_DATA_DIR", "/proc/nowhere", "data_dir"),
        ("TINTYPE_PUBLIC_URL", "example.org", "public_url"),
        ("ROCKET_SECRET_KEY", "hPRYyVRiMyxpw5sBB1XeCMN1kFsDCqKvBi2QJxBVHQk=", "secret_key"),
        ("ROCKET_SECRET_KEY", "c2hvcnQ=", "secret_key"),
    ];
    for (name, value, mention) in wrong {
        stops(Site::builder().set(name, value), mention).await;
    }
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    stops(Site::builder().set("ROCKET_PORT", &port), "ROCKET_PORT").await;
}

#[tokio::test]
async fn a_secret_in_a_wrong_setting_is_not_printed() {
    let database = format!("postgres://ada:{SECRET}@127.0.0.1:1/x");
    stops(Site::builder().set("TINTYPE_DATABASE_URL", &database), "database").await;
    let mail = format!("smtps://ada:{SECRET}@");
    let builder = Site::builder()
        .set("TINTYPE_MAIL__TRANSPORT", "smtp")
        .set("TINTYPE_MAIL__FROM", "a@example.org")
        .set("TINTYPE_MAIL__URL", &mail);
    stops(builder, "mail.url").await;
}
