//! Letters as files, for a site without a mail server.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use harness::Mailbox;
use mail::{MailSettings, Post, Transport};
use services::{Accounts, Joining, Kind, Worker};

use crate::world::{PUBLIC_URL, World, client, wish};

on_both!(
    a_letter_lies_in_the_outbox_and_its_link_works,
    a_letter_that_is_written_twice_is_one_file,
    an_outbox_that_cannot_be_written_to_is_tried_again,
);

fn post(folder: &Path) -> Post {
    let transport = Transport::Outbox { folder: folder.to_owned() };
    let settings = MailSettings {
        from: "Tintype <no-reply@photos.example>".to_owned(),
        site_name: "Tintype".to_owned(),
        domain: "photos.example".to_owned(),
        transport,
    };
    Post::new(settings).unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

async fn a_letter_lies_in_the_outbox_and_its_link_works(world: &World) {
    // Init.
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("outbox");
    let context = world.with_mailer(post(&folder));
    let accounts = Accounts::new(context.clone());
    let (joining, client) = (Joining::new(context.clone()), client(Kind::Cookie, (false, "")));
    let joined = joining.register(&wish("ada", "ada@example.org"), &client).await.unwrap();
    assert_eq!(joined.mail.outbox.as_deref(), folder.to_str(), "the page says where it will lie");

    // Verify: one file, for its owner's eyes only, named by the clock.
    assert_eq!(Worker::new(context).run_due().await.unwrap(), 1);
    let names = files(&folder);
    let (time, id) = names[0].strip_suffix(".eml").unwrap().split_once('-').unwrap();
    assert!(names.len() == 1 && time.starts_with("20261123T190500"), "{names:?}");
    let file = folder.join(&names[0]);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let raw = std::fs::read_to_string(&file).unwrap();
    let letter = Mailbox::folder(&folder).letters().remove(0);
    assert_eq!(letter.to, "ada@example.org");
    assert_eq!(letter.header("message-id"), Some(format!("<{id}@photos.example>").as_str()));

    // Verify: the bare link stands on a line of its own, in the text, in the file as it is, and in the HTML.
    let link = letter.link();
    assert!(raw.lines().any(|line| line == link), "{raw}");
    let html = scraper::Html::parse_document(letter.html.as_deref().unwrap());
    let anchor = scraper::Selector::parse("a").unwrap();
    let anchors: Vec<_> = html.select(&anchor).collect();
    assert_eq!((anchors.len(), anchors[0].attr("href")), (1, Some(link.as_str())));
    assert_eq!(anchors[0].text().collect::<String>(), link);
    let token = link.strip_prefix(&format!("{PUBLIC_URL}/verify/")).unwrap();
    accounts.verify(token).await.unwrap();
}

async fn a_letter_that_is_written_twice_is_one_file(world: &World) {
    // Init: the letter was written, and the worker died before it could say so.
    let home = tempfile::tempdir().unwrap();
    let context = world.with_mailer(post(home.path()));
    context.promise_test("ada@example.org").await.unwrap();
    let worker = Worker::new(context);
    worker.run_due().await.unwrap();
    world.sql("UPDATE mails SET state = 'queued', sent_at = NULL");

    // Verify.
    assert_eq!(worker.run_due().await.unwrap(), 0, "not before its lease has ended");
    world.minutes_pass(2);
    assert_eq!(worker.run_due().await.unwrap(), 1);
    assert_eq!(files(home.path()).len(), 1);
}

async fn an_outbox_that_cannot_be_written_to_is_tried_again(world: &World) {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("var/outbox");
    let context = world.with_mailer(post(&folder));
    context.promise_test("ada@example.org").await.unwrap();
    let worker = Worker::new(context);
    std::fs::remove_dir_all(home.path().join("var")).unwrap();
    worker.run_due().await.unwrap();
    assert_eq!(
        world.rows("mails WHERE state = 'queued' AND last_error LIKE 'the outbox cannot%'"),
        1
    );

    std::fs::create_dir(home.path().join("var")).unwrap();
    world.minutes_pass(1);
    worker.run_due().await.unwrap();
    assert_eq!(world.rows("mails WHERE state = 'sent'"), 1);
    assert_eq!(files(&folder).len(), 1);
}
