//! Letters by real mail servers: one of ours that misbehaves on request, and a foreign one.

use std::time::{Duration, Instant};

use harness::{Aiosmtpd, Security, SmtpSink};
use mail::{MailSettings, Post, Transport};
use ports::{Letter, LetterKind, MailError, Mailer};
use services::{Context, Worker};
use time::macros::datetime;

use crate::world::World;

const LOGIN: Option<(&str, &str)> = Some(("site", "s3cr3t-of-the-test"));

fn post(url: &str, ca_pem: Option<&str>) -> Post {
    let extra_root_pem = ca_pem.map(str::to_owned);
    let settings = MailSettings {
        from: "Tintype <site@photos.example>".to_owned(),
        site_name: "Tintype".to_owned(),
        domain: "photos.example".to_owned(),
        transport: Transport::Smtp { url: url.to_owned(), extra_root_pem },
    };
    Post::new(settings).unwrap()
}

fn to(sink: &SmtpSink) -> Post {
    post(&sink.url(), Some(&sink.ca_pem))
}

fn letter(to: &str) -> Letter {
    Letter {
        id: "0123456789abcdef".to_owned(),
        created_at: datetime!(2026-11-23 19:05:00 UTC),
        to: to.to_owned(),
        locale: "zh-CN".to_owned(),
        kind: LetterKind::VerifyEmail {
            name: "阿达".to_owned(),
            url: format!("https://photos.example/verify/{}", "x".repeat(43)),
            hours: 24,
        },
    }
}

#[track_caller]
fn is_for_later(outcome: Result<(), MailError>, words: &str) {
    let why = outcome.expect_err("is refused");
    let shown = format!("{why:?}");
    assert!(matches!(why, MailError::Temporary(_)) && shown.contains(words), "{shown}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}

#[tokio::test]
async fn a_letter_arrives_by_every_kind_of_connection() {
    for security in [Security::Plain, Security::StartTls, Security::Tls] {
        for login in [None, LOGIN] {
            // Init.
            let sink = SmtpSink::start(security, login).await;
            to(&sink).send(&letter("ada@example.org")).await.unwrap();

            // Verify: the envelope, the connection and the letter.
            let mails = sink.mails();
            let what = format!("{security:?} {login:?}");
            assert_eq!(mails.len(), 1, "{what}");
            assert_eq!(
                (mails[0].from.as_str(), mails[0].to.as_slice()),
                ("site@photos.example", ["ada@example.org".to_owned()].as_slice())
            );
            assert_eq!(mails[0].tls, security != Security::Plain, "{what}");
            assert_eq!(mails[0].user.as_deref(), login.map(|it| it.0), "{what}");
            assert!(mails[0].data.is_ascii(), "{what}");
            let read = mails[0].letter();
            assert_eq!(read.from, "Tintype <site@photos.example>");
            assert_eq!(read.header("message-id"), Some("<0123456789abcdef@photos.example>"));
            assert_eq!(read.header("date"), Some("Mon, 23 Nov 2026 19:05:00 +0000"));
            assert!(read.text.contains("阿达") && read.html.as_deref().unwrap().contains("阿达"));
            assert_eq!(read.link(), format!("https://photos.example/verify/{}", "x".repeat(43)));
        }
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_said() {
    for security in [Security::StartTls, Security::Tls] {
        let sink = SmtpSink::start(security, LOGIN).await;
        let other = SmtpSink::start(security, LOGIN).await;
        for ca_pem in [None, Some(other.ca_pem.as_str())] {
            is_for_later(
                post(&sink.url(), ca_pem).send(&letter("ada@example.org")).await,
                "ertificate",
            );
        }
        // Trusted, but for another host.
        let elsewhere = sink.url().replace("localhost", "127.0.0.2");
        is_for_later(
            post(&elsewhere, Some(&sink.ca_pem)).send(&letter("ada@example.org")).await,
            "",
        );
        assert!(sink.mails().is_empty(), "{security:?}");
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_where_it_is_required() {
    let sink = SmtpSink::plain().await;
    let url = format!("smtp://site:s3cr3t@localhost:{}?tls=required", sink.port);
    is_for_later(post(&url, None).send(&letter("ada@example.org")).await, "STARTTLS");
    assert!(sink.mails().is_empty());
}

#[tokio::test]
async fn a_recipient_that_does_not_exist_is_refused_for_good() {
    let sink = SmtpSink::plain().await;
    sink.reject("gone@example.org");
    let why = to(&sink).send(&letter("gone@example.org")).await.unwrap_err();
    assert!(
        matches!(&why, MailError::Permanent(words) if words.contains("no such recipient")),
        "{why:?}"
    );
    to(&sink).send(&letter("ada@example.org")).await.expect("the next letter leaves");
}

#[tokio::test]
async fn a_wrong_password_says_nothing_about_the_letter() {
    for security in [Security::Plain, Security::StartTls, Security::Tls] {
        let sink = SmtpSink::start(security, LOGIN).await;
        let wrong = sink.url().replace("s3cr3t-of-the-test", "s3cr3t-mistyped");
        let outcome = post(&wrong, Some(&sink.ca_pem)).send(&letter("ada@example.org")).await;
        is_for_later(outcome, "535");
        let none = sink.url().replace("site:s3cr3t-of-the-test@", "");
        let outcome = post(&none, Some(&sink.ca_pem)).send(&letter("ada@example.org")).await;
        is_for_later(outcome, "530");
        assert!(sink.mails().is_empty(), "{security:?}");
    }
}

#[tokio::test]
async fn a_server_that_stalls_is_waited_for_no_longer_than_its_time() {
    let sink = SmtpSink::plain().await;
    sink.stall(1);
    let begun = Instant::now();
    is_for_later(to(&sink).send(&letter("ada@example.org")).await, "MAIL FROM");
    let waited = begun.elapsed();
    assert!((14..25).contains(&waited.as_secs()), "{waited:?}");
    to(&sink).send(&letter("ada@example.org")).await.expect("the next try is a new connection");
    assert_eq!(sink.mails().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_gone_is_tried_again() {
    let sink = SmtpSink::plain().await;
    let post = to(&sink);
    drop(sink);
    is_for_later(post.send(&letter("ada@example.org")).await, "connecting");
}

on_both!(
    a_letter_that_is_put_off_twice_arrives_once,
    a_letter_whose_receipt_is_lost_comes_again_under_the_same_name,
    a_typo_in_the_settings_fails_no_letter,
);

/// One round of the worker, with the mail server at this address.
async fn round(context: &Context) -> usize {
    Worker::new(context.clone()).run_due().await.unwrap()
}

async fn a_letter_that_is_put_off_twice_arrives_once(world: &World) {
    let sink = SmtpSink::plain().await;
    let context = world.with_mailer(to(&sink));
    context.promise_test("ada@example.org").await.unwrap();
    sink.defer(2);
    for (minutes, arrived) in [(0, 0), (1, 0), (5, 1), (60, 1)] {
        world.minutes_pass(minutes);
        round(&context).await;
        assert_eq!(sink.mails().len(), arrived, "after {minutes} minutes more");
    }
    assert_eq!(world.rows("mails WHERE state = 'sent' AND attempts = 3"), 1);
}

async fn a_letter_whose_receipt_is_lost_comes_again_under_the_same_name(world: &World) {
    // Init: the server keeps the letter, and the connection breaks before it can say so.
    let sink = SmtpSink::start(Security::StartTls, LOGIN).await;
    let context = world.with_mailer(to(&sink));
    context.promise_test("ada@example.org").await.unwrap();
    sink.drop_after_data(1);
    assert_eq!(round(&context).await, 1);
    assert_eq!(world.rows("mails WHERE state = 'queued'"), 1);

    // Verify: it comes again, and mail programs can tell that it is the same.
    world.minutes_pass(1);
    assert_eq!(round(&context).await, 1);
    let mails = sink.mails();
    assert_eq!(mails.iter().map(|it| it.acknowledged).collect::<Vec<_>>(), [false, true]);
    let ids: Vec<_> =
        mails.iter().map(|it| it.letter().header("message-id").unwrap().to_owned()).collect();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(mails[0].letter().header("date"), mails[1].letter().header("date"));
    world.minutes_pass(60);
    assert_eq!(round(&context).await, 0);
    assert_eq!(world.rows("mails WHERE state = 'sent'"), 1);
}

async fn a_typo_in_the_settings_fails_no_letter(world: &World) {
    // Init: three letters wait while the password is wrong.
    let sink = SmtpSink::start(Security::Tls, LOGIN).await;
    let wrong = sink.url().replace("s3cr3t-of-the-test", "s3cr3t-mistyped");
    let mistyped = world.with_mailer(post(&wrong, Some(&sink.ca_pem)));
    for name in ["ada", "bob", "eve"] {
        mistyped.promise_test(&format!("{name}@example.org")).await.unwrap();
    }
    assert_eq!(round(&mistyped).await, 3);
    assert_eq!(world.rows("mails WHERE state = 'queued' AND last_error LIKE '%535%'"), 3);
    assert!(!world.remembers("s3cr3t"));

    // Verify: once it is right, they leave.
    world.minutes_pass(1);
    assert_eq!(round(&world.with_mailer(to(&sink))).await, 3);
    assert_eq!(sink.mails().len(), 3);
}

#[tokio::test]
async fn a_foreign_server_takes_a_letter() {
    for (security, login) in
        [(Security::Plain, None), (Security::StartTls, LOGIN), (Security::Tls, None)]
    {
        let server = Aiosmtpd::start(security, login).await;
        let ca_pem = std::fs::read_to_string(server.ca_file()).unwrap();
        post(&server.url(), Some(&ca_pem)).send(&letter("ada@example.org")).await.unwrap();
        let letters = server.mailbox().wait_for(1, Duration::from_secs(5)).await;
        let header = |name: &str| letters[0].header(name).unwrap_or_default().to_owned();
        assert_eq!(header("x-envelope-from"), "site@photos.example");
        assert_eq!(header("x-envelope-to"), "ada@example.org");
        assert_eq!(header("x-tls"), if security == Security::Plain { "no" } else { "yes" });
        assert_eq!(header("x-user"), login.map_or("", |it| it.0));
        assert_eq!(letters[0].link(), format!("https://photos.example/verify/{}", "x".repeat(43)));
        assert!(letters[0].text.contains("阿达"));
    }
}

#[tokio::test]
async fn a_foreign_server_that_does_not_know_the_password_gets_no_letter() {
    let server = Aiosmtpd::start(Security::StartTls, LOGIN).await;
    let ca_pem = std::fs::read_to_string(server.ca_file()).unwrap();
    let wrong = server.url().replace("s3cr3t-of-the-test", "s3cr3t-mistyped");
    is_for_later(post(&wrong, Some(&ca_pem)).send(&letter("ada@example.org")).await, "535");
    assert!(server.mailbox().letters().is_empty());
}
