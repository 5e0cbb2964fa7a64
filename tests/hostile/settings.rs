//! Settings that cannot be: the program ends at once, says in one line which it is, and tells no secret (C53, F38).

use std::net::TcpListener;

use harness::Site;

/// What no output may repeat.
const SECRET: &str = "S3CR3T-dont-tell";

/// Settings, and what the one line about them has to name.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str);

const CASES: [Case<'_>; 41] = [
    (&[("TINTYPE_SITE_NMAE", "x")], "site_nmae"),
    (&[("TINTYPE_STORAGE__KINDD", "s3")], "kindd"),
    (&[("TINTYPE_STORAGE__KIND", "tape")], "storage.kind"),
    (&[("TINTYPE_STORAGE__KIND", "s3")], "storage.endpoint"),
    (
        &[
            ("TINTYPE_STORAGE__KIND", "s3"),
            ("TINTYPE_STORAGE__ENDPOINT", "http://127.0.0.1:1"),
            ("TINTYPE_STORAGE__ACCESS_KEY", "key"),
            ("TINTYPE_STORAGE__SECRET_KEY", SECRET),
        ],
        "storage.bucket",
    ),
    (
        &[
            ("TINTYPE_STORAGE__KIND", "s3"),
            ("TINTYPE_STORAGE__SECRET_KEY", SECRET),
            ("TINTYPE_STORAGE__ACCESS_KEY", SECRET),
        ],
        "storage.endpoint",
    ),
    (&[("TINTYPE_ACCEL_REDIRECT", "pictures")], "accel_redirect"),
    (
        &[
            ("TINTYPE_STORAGE__KIND", "s3"),
            ("TINTYPE_STORAGE__ENDPOINT", "http://127.0.0.1:1"),
            ("TINTYPE_STORAGE__BUCKET", "photos"),
            ("TINTYPE_STORAGE__ACCESS_KEY", "key"),
            ("TINTYPE_STORAGE__SECRET_KEY", SECRET),
            ("TINTYPE_ACCEL_REDIRECT", "/pictures/"),
        ],
        "accel_redirect",
    ),
    (&[("TINTYPE_STORAGE__PATH", "/proc/tintype")], "storage.path"),
    (&[("TINTYPE_STORAGE__PATH", "/dev/null")], "storage.path"),
    (&[("TINTYPE_DATA_DIR", "/proc/tintype")], "data_dir"),
    (&[("TINTYPE_DATA_DIR", "/dev/null/x")], "data_dir"),
    (&[("TINTYPE_DATABASE_URL", "mysql://u:S3CR3T-dont-tell@h/n")], "database_url"),
    (&[("TINTYPE_DATABASE_URL", "sqlite://")], "database_url"),
    (&[("TINTYPE_DATABASE_URL", "S3CR3T-dont-tell")], "database_url"),
    (&[("TINTYPE_DATABASE_URL", "sqlite:///nowhere/at/all.db")], "database_url"),
    (&[("TINTYPE_DATABASE_URL", "sqlite:///dev/null")], "database_url"),
    (&[("TINTYPE_DATABASE_URL", "postgres://u:S3CR3T-dont-tell@127.0.0.1:1/n")], "database_url"),
    (&[("TINTYPE_DATABASE_POOL", "many")], "database_pool"),
    (&[("TINTYPE_PUBLIC_URL", "photos.example")], "public_url"),
    (&[("TINTYPE_PUBLIC_URL", "https://photos.example/below")], "public_url"),
    (&[("TINTYPE_MAIL__TRANSPORT", "smtp")], "mail.url"),
    (&[("TINTYPE_MAIL__TRANSPORT", "pigeon")], "mail.transport"),
    (
        &[
            ("TINTYPE_MAIL__TRANSPORT", "smtp"),
            ("TINTYPE_MAIL__URL", "smtp://u:S3CR3T-dont-tell@h"),
        ],
        "mail.from",
    ),
    (
        &[
            ("TINTYPE_MAIL__TRANSPORT", "smtp"),
            ("TINTYPE_MAIL__URL", "http://u:S3CR3T-dont-tell@h"),
            ("TINTYPE_MAIL__FROM", "a@b.example"),
        ],
        "mail.url",
    ),
    (&[("TINTYPE_MAIL__FROM", "not an address")], "mail.from"),
    (&[("TINTYPE_UPLOAD__MAX_BYTES", "25 parsecs")], "upload.max_bytes"),
    (&[("TINTYPE_UPLOAD__PER_POST", "0")], "upload.per_post"),
    (&[("TINTYPE_SESSION__IDLE", "soon")], "session.idle"),
    (&[("TINTYPE_PASSWORD_COST", "99")], "password_cost"),
    (&[("TINTYPE_TRUSTED_PROXIES", "here")], "trusted_proxies"),
    (&[("TINTYPE_REGISTRATION", "perhaps")], "registration"),
    (&[("ROCKET_SECRET_KEY", "hPRYyVRiMyxpw5sBB1XeCMN1kFsDCqKvBi2QJxBVHQk=")], "secret_key"),
    (&[("ROCKET_SECRET_KEY", SECRET)], "secret_key"),
    (&[("ROCKET_SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAA==")], "secret_key"),
    (&[("ROCKET_SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")], "secret_key"),
    (&[("ROCKET_TLS", "{certs=\"/nowhere.pem\",key=\"/nowhere.key\"}")], "tls.certs"),
    (&[("TINTYPE_HTTP_REDIRECT", "127.0.0.1:1")], "http_redirect"),
    (&[("ROCKET_PORT", "many")], "port"),
    (&[("ROCKET_PORT", "99999")], "port"),
    (&[("ROCKET_ADDRESS", "nowhere")], "address"),
];

#[tokio::test]
async fn wrong_settings_are_named_in_one_line() {
    let mut failures = Vec::new();
    for (settings, name) in CASES {
        let mut builder = Site::builder();
        for (key, value) in settings {
            builder = builder.set(key, value);
        }
        let mut site = builder.prepare();
        let (status, said) = site.fails_to_start().await;
        let told = status.code() == Some(1) && said.contains(name) && said.lines().count() == 1;
        if !told || said.contains(SECRET) || said.contains("panicked") || !site.stdout().is_empty()
        {
            failures.push(format!("{settings:?}: {status}: {said}{}", site.stdout()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let mut site = Site::builder().set("ROCKET_PORT", &port).prepare();
    let (status, said) = site.fails_to_start().await;
    assert_eq!(status.code(), Some(1));
    assert!(said.contains("ROCKET_PORT") && said.lines().count() == 1, "{said}");
}

/// The same words, whichever command meets the setting.
#[tokio::test]
async fn commands_name_wrong_settings_as_the_server_does() {
    let mut site = Site::builder().prepare();
    for (key, value, name) in [
        ("TINTYPE_PASSWORD_COST", "99", "password_cost"),
        ("TINTYPE_DATABASE_URL", "mysql://u:S3CR3T-dont-tell@h/n", "database_url"),
    ] {
        site.set(key, value);
        for words in
            [["user", "list"].as_slice(), &["migrate"], &["storage", "check"], &["mail", "list"]]
        {
            let output = site.cli(words).await;
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
            assert!(said.contains(name) && !said.contains(SECRET), "{words:?}: {said}");
        }
        site.set(key, if key == "TINTYPE_PASSWORD_COST" { "4" } else { "sqlite://x.db" });
    }
}

/// The key is made once, for its owner alone, and a file that holds none is not taken for one.
#[tokio::test]
async fn a_damaged_secret_key_is_not_replaced() {
    let mut site = Site::start().await;
    let place = site.data_dir().join("secret.key");
    assert!(site.stop().await.success());
    for damaged in ["", "short", "hPRYyVRiMyxpw5sBB1XeCMN1kFsDCqKvBi2QJxBVHQk="] {
        std::fs::write(&place, damaged).expect("a file");
        let (status, said) = site.fails_to_start().await;
        assert!(
            status.code() == Some(1) && said.contains("secret.key") && said.lines().count() == 1,
            "{said}"
        );
        assert_eq!(std::fs::read_to_string(&place).expect("a file"), damaged);
    }
}
