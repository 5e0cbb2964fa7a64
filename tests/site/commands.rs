//! The command line, by the real program: what owners and their scripts rely on.

use std::process::Output;

use harness::{Security, Site, SmtpSink, Sql, TestDatabase, Value, pictures};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn complained(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Fails unless the command failed with this status and told why.
#[track_caller]
fn fails(output: &Output, status: i32, words: &str) {
    let told = complained(output);
    assert_eq!(output.status.code(), Some(status), "{told}{}", said(output));
    assert!(told.contains(words), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

/// The lines of a command with `--json`.
async fn lines(site: &Site, words: &[&str]) -> Vec<Value> {
    let words = [words, &["--json"]].concat();
    let said = site.run(&words).await;
    said.lines()
        .map(|it| serde_json::from_str(it).unwrap_or_else(|why| panic!("{why}: {it}")))
        .collect()
}

async fn add(site: &Site, name: &str, options: &[&str]) -> String {
    let email = format!("{name}@example.org");
    site.run(&[&["user", "add", name, "--email", &email], options].concat()).await
}

/// A site that was never started, on each database.
fn sites() -> [Site; 2] {
    TestDatabase::both().map(|database| Site::builder().database(database).prepare())
}

#[tokio::test]
async fn the_first_admin_is_made_before_the_first_start() {
    for site in sites() {
        // Verify: the password is told once, and is one that lets in.
        let told = add(&site, "ruth", &["--admin", "--verified"]).await;
        let password = told.lines().find_map(|it| it.split("only this once: ").nth(1)).unwrap();
        assert!(password.len() >= 20, "{told}");
        let list = lines(&site, &["user", "list"]).await;
        assert_eq!(
            (list.len(), &list[0]["name"], &list[0]["role"]),
            (1, &"ruth".into(), &"admin".into())
        );
        assert_eq!((&list[0]["verified"], &list[0]["suspended"]), (&true.into(), &false.into()));
        assert!(!list[0].to_string().contains("password"), "{}", list[0]);
        let plain = site.run(&["user", "list"]).await;
        assert!(
            plain.contains("ruth") && plain.contains("admin") && plain.contains("ruth@example.org"),
            "{plain}"
        );
    }
}

#[tokio::test]
async fn an_account_made_by_the_owner_keeps_to_the_rules() {
    let site = Site::builder().prepare();
    add(&site, "ada", &["--verified"]).await;
    for (words, why) in [
        (["user", "add", "Аda", "--email", "a@example.org"], "username: "),
        (["user", "add", "eve", "--email", "ADA@example.org"], "email: "),
        (["user", "add", "admin", "--email", "b@example.org"], "username: "),
        (["user", "add", "<b>", "--email", "nobody"], "email: "),
    ] {
        fails(&site.cli(&words).await, 1, why);
    }
    let short = ["user", "add", "eve", "--email", "eve@example.org", "--password-stdin"];
    fails(&site.cli_with_input(&short, "short\n").await, 1, "password: ");
    assert_eq!(lines(&site, &["user", "list"]).await.len(), 1);

    let good = site.cli_with_input(&short, "four trees in a row by the lake\r\n").await;
    assert!(good.status.success(), "{}", complained(&good));
    assert!(!said(&good).contains("four trees"), "what was typed is not repeated");
    let list = lines(&site, &["user", "list"]).await;
    assert_eq!((&list[0]["name"], &list[0]["verified"]), (&"eve".into(), &false.into()));
    assert_eq!(
        lines(&site, &["mail", "list"]).await.len(),
        1,
        "who is not confirmed gets a letter"
    );
}

#[tokio::test]
async fn accounts_are_looked_after() {
    // Init: a running site, so that what the command line does is seen from outside.
    let site = Site::start().await;
    let words = ["user", "add", "ada", "--email", "ada@example.org", "--password-stdin"];
    let password = "four trees in a row by the lake";
    assert!(site.cli_with_input(&words, password).await.status.success());
    let app = site.app().signed_in("ada", password).await;
    assert_eq!(app.get("/me").await.json["verified"], false);

    // Verify: confirmed without a letter.
    site.run(&["user", "verify", "ada"]).await;
    assert_eq!(app.get("/me").await.json["verified"], true);

    // Verify: a role; the sessions before it end.
    let done = lines(&site, &["user", "role", "ADA", "moderator"]).await;
    assert_eq!(done[0]["done"], "is moderator now");
    assert_eq!(app.get("/me").await.status, 401);
    let app = site.app().signed_in("ada", password).await;
    assert_eq!(app.get("/me").await.json["role"], "moderator");

    // Verify: suspended, and reinstated.
    site.run(&["user", "suspend", "ada"]).await;
    assert_eq!(app.get("/me").await.status, 401);
    assert_eq!(lines(&site, &["user", "list"]).await[0]["suspended"], true);
    site.run(&["user", "suspend", "ada", "--undo"]).await;

    // Verify: a new password, made here; the old one is none any more.
    let app = site.app().signed_in("ada", password).await;
    let told = lines(&site, &["user", "reset-password", "ada"]).await;
    let made = told[0]["password"].as_str().unwrap();
    assert_eq!(app.get("/me").await.status, 401);
    let old = harness::json!({ "login": "ada", "password": password });
    assert_eq!(site.app().post("/login", &old).await.status, 401);
    site.app().signed_in("ada", made).await.get("/me").await.expect(200);
}

#[tokio::test]
async fn a_user_that_is_not_there_is_named() {
    let site = Site::builder().prepare();
    for words in [
        &["user", "role", "nobody", "admin"][..],
        &["user", "verify", "nobody"],
        &["user", "suspend", "nobody"],
        &["user", "reset-password", "nobody"],
        &["upload", ".", "--user", "nobody"],
    ] {
        fails(&site.cli(words).await, 1, "there is no user nobody");
    }
}

#[tokio::test]
async fn wrong_usage_is_told_apart_from_failure() {
    let site = Site::builder().prepare();
    for words in [
        &["frobnicate"][..],
        &["user"],
        &["user", "add", "ada"],
        &["user", "role", "ada", "king"],
        &["user", "add", "ada", "--email", "a@b.example", "--admin", "--moderator"],
        &["migrate", "--status", "--dry-run"],
        &["mail", "list", "--state", "lost"],
        &["upload", "--user", "ada"],
        &["serve", "--port"],
    ] {
        fails(&site.cli(words).await, 2, "help");
    }
    assert!(site.files().is_empty(), "nothing was opened for it: {:?}", site.files());
    let help = site.run(&["--help"]).await;
    for command in ["serve", "migrate", "user", "upload", "mail", "storage", "demo", "openapi"] {
        assert!(help.contains(command), "{help}");
    }
}

#[tokio::test]
async fn migrations_are_shown_before_and_after() {
    for site in sites() {
        let all = lines(&site, &["migrate", "--status"]).await;
        assert!(!all.is_empty() && all.iter().all(|it| it["applied"] == false), "{all:?}");
        assert_eq!(lines(&site, &["migrate", "--dry-run"]).await, all, "which applies nothing");
        assert!(site.run(&["migrate", "--status"]).await.contains("pending  "));

        let done = lines(&site, &["migrate"]).await;
        assert_eq!(done.len(), all.len());
        assert!(done.iter().all(|it| it["applied"] == true), "{done:?}");
        assert_eq!(site.run(&["migrate"]).await.trim(), "nothing to do");
        assert_eq!(lines(&site, &["migrate", "--status"]).await, done);
        assert!(lines(&site, &["migrate", "--dry-run"]).await.is_empty());
    }
}

#[tokio::test]
async fn a_setting_that_will_not_do_is_named_before_anything_is_touched() {
    for (key, value, words) in [
        ("TINTYPE_SITE_NMAE", "x", "site_nmae"),
        ("TINTYPE_DATABASE_URL", "mysql://localhost/x", "sqlite://"),
        ("TINTYPE_DATABASE_URL", "postgres:///nowhere?host=/nonexistent", "not available"),
        ("TINTYPE_STORAGE__KIND", "tape", "storage.kind"),
        ("TINTYPE_MAIL__TRANSPORT", "smtp", "mail.url"),
        ("TINTYPE_PASSWORD_COST", "3", "password_cost"),
        ("ROCKET_SECRET_KEY", "c2hvcnQ=", "secret_key"),
    ] {
        let site = Site::builder().set(key, value).prepare();
        let output = site.cli(&["user", "list"]).await;
        fails(&output, 1, words);
        assert_eq!(complained(&output).lines().count(), 1, "{}", complained(&output));
    }
}

#[tokio::test]
async fn mail_is_tried_out_listed_and_tried_again() {
    // Init: a mail server that puts the first letter off and knows no Eve.
    let sink = SmtpSink::start(Security::StartTls, Some(("site", "s3cr3t"))).await;
    sink.reject("eve@example.org");
    sink.defer(1);
    let site = Site::builder().mail(&sink).prepare();

    // Verify: what became of each is told, and is the exit status.
    fails(&site.cli(&["mail", "test", "ada@example.org"]).await, 1, "451");
    fails(&site.cli(&["mail", "test", "eve@example.org"]).await, 1, "550");
    fails(&site.cli(&["mail", "test", "nobody"]).await, 1, "email: ");
    let sent = lines(&site, &["mail", "test", "bob@example.org"]).await;
    assert_eq!((&sent[0]["state"], &sent[0]["to"]), (&"sent".into(), &"bob@example.org".into()));
    let list = lines(&site, &["mail", "list"]).await;
    let states: Vec<_> = list.iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["sent", "failed", "queued"]);
    assert_eq!(lines(&site, &["mail", "list", "--state", "failed"]).await.len(), 1);
    assert_eq!(lines(&site, &["mail", "list", "--limit", "2"]).await.len(), 2);

    // Verify: by its number the waiting one leaves now; one that has left does not leave twice.
    let number = |at: usize| list[at]["id"].to_string();
    assert!(site.run(&["mail", "retry", &number(2)]).await.contains("sent"));
    fails(&site.cli(&["mail", "retry", &number(1)]).await, 1, "550");
    fails(&site.cli(&["mail", "retry", &number(0)]).await, 1, "is not waiting");
    fails(&site.cli(&["mail", "retry", "999"]).await, 1, "letter 999 is not waiting");
    let arrived: Vec<_> = sink.mails().iter().map(|it| it.to[0].clone()).collect();
    assert_eq!(arrived, ["bob@example.org", "ada@example.org"]);
}

#[tokio::test]
async fn the_owner_is_told_why_a_photo_stands_where_it_stands() {
    for site in sites() {
        // Init.
        add(&site, "ada", &["--verified"]).await;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.jpg"), pictures::jpeg(40, 30, 1)).unwrap();
        site.run(&["upload", folder.path().to_str().unwrap(), "--user", "ada"]).await;
        site.run(&["rank", "rebuild"]).await;
        let mut sql = Sql::open(site.database());
        let key = sql.texts("SELECT key AS t FROM photos").concat();
        let explain = ["rank", "explain", key.as_str()];

        // Verify: in plain words, with the views.
        let told = site.run(&explain).await;
        for words in [
            "at place 1 of the popular wall\n",
            "\n0 likes x 1 point = 0 points, adds 0\n",
            "\n0 people who commented x 2 points = 0 points, adds 0\n",
            "\n0 networks that looked, 1 point at 16 and ",
            "\ntime: posted 20",
        ] {
            assert!(told.contains(words), "{words} in {told}");
        }
        let page = lines(&site, &explain).await.remove(0);
        assert_eq!(page["listed"], true);
        assert_eq!(page["parts"][3]["count"], 0, "{page}");

        // Verify: of what stands nowhere, why; of what is not there, that.
        for (change, why) in [
            ("visibility = 'private'", "not everybody may see it"),
            ("shown_at = NULL", "its picture is not ready"),
            ("deleted_at = 1", "it was deleted"),
        ] {
            sql.must(&format!("UPDATE photos SET {change}"));
            let words = format!("stands on no wall that is ranked: {why}");
            fails(&site.cli(&explain).await, 1, &words);
        }
        let nowhere = site.cli(&["rank", "explain", "AAAAAAAAAAA"]).await;
        fails(&nowhere, 1, "there is no photo \"AAAAAAAAAAA\"");
    }
}

#[tokio::test]
async fn mail_without_a_server_lies_in_the_outbox() {
    let site = Site::builder().prepare();
    site.run(&["mail", "test", "ada@example.org"]).await;
    let letter = site.outbox().letter_to("ada@example.org").await;
    assert!(!letter.subject.is_empty() && !letter.text.is_empty());
}

#[tokio::test]
async fn the_api_is_described_without_a_site() {
    let site = Site::builder().prepare();
    let document: Value = serde_json::from_str(&site.run(&["openapi"]).await).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert!(site.files().is_empty(), "{:?}", site.files());
}
