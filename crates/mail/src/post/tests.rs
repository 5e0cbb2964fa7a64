use super::Post;
use crate::settings::{MailSettings, Transport};
use ports::{Letter, LetterKind, MailError, Mailer};
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};
use time::macros::datetime;

fn settings(transport: Transport) -> MailSettings {
    MailSettings {
        from: "no-reply@example.org".to_owned(),
        site_name: "Tintype".to_owned(),
        domain: "example.org".to_owned(),
        transport,
    }
}

fn outbox(folder: &Path) -> Post {
    Post::new(settings(Transport::Outbox { folder: folder.to_owned() })).expect("opens")
}

fn letter() -> Letter {
    Letter {
        id: "a1".to_owned(),
        created_at: datetime!(2026-11-23 20:05:00 +1),
        to: "ada@example.net".to_owned(),
        locale: "zh-CN".to_owned(),
        kind: LetterKind::Test,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("is there").flatten();
    entries.map(|entry| entry.file_name().into_string().expect("is text")).collect()
}

#[tokio::test]
async fn a_letter_in_the_outbox_is_one_file_however_often_it_is_sent() {
    let home = tempfile::tempdir().expect("has a folder");
    let folder = home.path().join("var/outbox");
    let post = outbox(&folder);
    assert_eq!(post.outbox(), Some(folder.display().to_string()));

    post.send(&letter()).await.expect("is written");
    post.send(&letter()).await.expect("is written again");
    assert_eq!(names(&folder), ["20261123T190500.000Z-a1.eml"]);
    let file = folder.join("20261123T190500.000Z-a1.eml");
    assert_eq!(fs::metadata(&file).expect("is there").permissions().mode() & 0o777, 0o600);
    let message = fs::read_to_string(&file).expect("is text");
    assert!(message.contains("\r\nFrom: Tintype <no-reply@example.org>\r\n"), "{message}");
    assert!(message.contains("这是一封测试邮件"), "{message}");

    fs::remove_dir_all(&folder).expect("somebody tidies up");
    post.send(&letter()).await.expect("is written");
    assert_eq!(names(&folder).len(), 1);
}

#[tokio::test]
async fn a_full_or_missing_disk_may_be_better_later_and_a_bad_letter_not() {
    let home = tempfile::tempdir().expect("has a folder");
    let folder = home.path().join("var/outbox");
    let post = outbox(&folder);
    fs::remove_dir_all(home.path().join("var")).expect("is gone");
    let why = post.send(&letter()).await.expect_err("has no place");
    assert!(matches!(why, MailError::Temporary(_)), "{why:?}");
    let why = post.send(&Letter { to: "ada".to_owned(), ..letter() }).await.expect_err("is none");
    assert!(matches!(why, MailError::Permanent(_)), "{why:?}");
}

#[test]
fn leftovers_of_the_dead_go() {
    let home = tempfile::tempdir().expect("has a folder");
    for (name, hours) in [(".old.part", 2), (".new.part", 0), ("kept.eml", 2)] {
        let file = File::create(home.path().join(name)).expect("creates");
        file.set_modified(SystemTime::now() - Duration::from_hours(hours)).expect("is old");
    }
    outbox(home.path());
    let mut left = names(home.path());
    left.sort();
    assert_eq!(left, [".new.part", "kept.eml"]);
}

#[test]
fn settings_that_will_not_do_are_named_and_passwords_are_not_shown() {
    let smtp = |url: &str| Transport::Smtp { url: url.to_owned(), extra_root_pem: None };
    let why =
        Post::new(settings(smtp("smtp://me:hunter2@mail.example.org"))).expect_err("is refused");
    assert!(why.to_string().starts_with("mail.url: ") && !format!("{why:?}").contains("hunter2"));
    let why = Post::new(settings(Transport::Outbox { folder: "/proc/outbox".into() }))
        .expect_err("is refused");
    assert!(why.to_string().starts_with("data_dir: the outbox /proc/outbox "), "{why}");

    let good = settings(smtp("smtps://me:hunter2@mail.example.org"));
    let shown = format!("{good:?} {:?}", Post::new(good.clone()).expect("is set up"));
    assert!(shown.contains("mail.example.org port 465") && !shown.contains("hunter2"), "{shown}");
    assert!(Post::new(good).expect("is set up").outbox().is_none());
    for url in ["smtp://hunter2", "hunter2", "smtp://x:hunter2@"] {
        let shown = format!("{:?}", smtp(url));
        assert!(url == "smtp://hunter2" || !shown.contains("hunter2"), "{shown}");
    }
}
