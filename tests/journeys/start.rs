//! The first minute of a new owner.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use harness::Site;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::people::PASSWORD;

#[tokio::test]
async fn the_program_alone_starts_a_site_and_says_where_everything_is() {
    // Init: an empty folder, and no settings but a port that is free.
    let folder = tempfile::tempdir().expect("a folder");
    let port =
        TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let (_program, mut lines) = run(folder.path(), port);

    // Verify: it says where it listens, where its data is and how to make the first admin.
    let mut said = Vec::new();
    while said.len() < 6 {
        said.push(lines.next_line().await.expect("output").expect("six lines"));
    }
    let said = said.join("\n");
    assert!(said.contains(&format!("is at http://127.0.0.1:{port}")), "{said}");
    assert!(said.contains("data      var"), "{said}");
    assert!(said.contains("database  SQLite in var/tintype.db"), "{said}");
    assert!(said.contains("pictures  ") && said.contains("var/media"), "{said}");
    assert!(said.contains("mail      written to var/outbox"), "{said}");
    assert!(said.contains("user add NAME --email ADDRESS --admin --verified"), "{said}");

    // Verify: it answers, and what it wrote is its owner's alone.
    let answer = reqwest::get(format!("http://127.0.0.1:{port}/")).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(mode(&folder.path().join("var")), 0o700);
    assert_eq!(mode(&folder.path().join("var/secret.key")), 0o600);
    assert!(folder.path().join("var/tintype.db").exists());
}

/// Runs the program without a subcommand.
fn run(folder: &Path, port: u16) -> (Child, Lines<BufReader<ChildStdout>>) {
    let program = std::env::var_os("TINTYPE_BIN").expect("a program: run `cargo xtask test`");
    let mut command = Command::new(program);
    for (name, _) in std::env::vars() {
        if name.starts_with("TINTYPE_") || name.starts_with("ROCKET_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).env("ROCKET_PORT", port.to_string()).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut program = command.spawn().expect("the program can be run");
    let output = program.stdout.take().expect("it is piped");
    (program, BufReader::new(output).lines())
}

#[tokio::test]
async fn the_hint_is_gone_once_there_is_an_account_and_sessions_outlive_a_restart() {
    // Init.
    let mut site = Site::start().await;
    assert!(
        site.stdout().contains("nobody is here yet; make the first admin"),
        "{}",
        site.stdout()
    );
    let key = std::fs::read(site.data_dir().join("secret.key")).expect("a key");

    // Verify: the first admin is made as the hint says, with a password that is said once.
    let said = site
        .run(&["user", "add", "ada", "--email", "ada@example.org", "--admin", "--verified"])
        .await;
    let password = said.split("said only this once: ").nth(1).expect("a password").trim();
    let ada = site.app().signed_in("ada", password).await;
    assert_eq!(ada.get("/me").await.expect(200).json["role"], "admin");
    assert_eq!(site.files_containing(password.as_bytes()), [""; 0]);

    // Verify: after a restart the hint is gone, the key is the same, and she is still signed in.
    let before = site.stdout().len();
    site.restart().await;
    let said = site.stdout().split_off(before);
    assert!(said.contains(&site.base()) && !said.contains("first admin"), "{said}");
    assert_eq!(std::fs::read(site.data_dir().join("secret.key")).expect("a key"), key);
    ada.get("/me").await.expect(200);
}

#[tokio::test]
async fn accounts_are_refused_with_a_reason_on_the_command_line() {
    // Init.
    let site = Site::builder().prepare();
    let add = ["user", "add", "ada", "--email", "ada@example.org", "--password-stdin"];
    assert!(site.cli_with_input(&add, PASSWORD).await.status.success());

    // Verify.
    for (words, input) in [
        (add.as_slice(), PASSWORD),
        (&["user", "add", "admin", "--email", "b@example.org", "--password-stdin"], PASSWORD),
        (&["user", "add", "bea", "--email", "nowhere", "--password-stdin"], PASSWORD),
        (&["user", "add", "bea", "--email", "b@example.org", "--password-stdin"], "short"),
        (&["user", "suspend", "nobody"], ""),
    ] {
        let output = site.cli_with_input(words, input).await;
        assert_eq!(output.status.code(), Some(1), "{words:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{words:?}");
    }
    assert_eq!(site.cli(&["user", "add"]).await.status.code(), Some(2));
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}
