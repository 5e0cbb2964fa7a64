//! Letters that tell what was not read, and how they end.

use std::path::Path;

use domain::Member;
use harness::Mailbox;
use mail::{MailSettings, Post, Transport};
use ports::LetterKind;
use services::{ChoicesDraft, CommentDraft, Context, Notifications, Worker};
use std::time::Duration;

use crate::world::{PUBLIC_URL, World, a_member, a_photo, answer};

on_both!(
    nobody_gets_letters_who_has_not_wished_for_them,
    a_letter_tells_what_was_not_read_and_ends_with_one_press,
    nothing_to_tell_is_no_letter,
    what_was_read_or_is_gone_before_the_letter_leaves_is_not_told,
);

const DAY: u64 = 24 * 60 + 1;

fn notices(world: &World) -> Notifications {
    Notifications::new(world.context.clone())
}

async fn wish(world: &World, who: &Member, digest: &str) {
    let mail = vec!["comment".to_owned(), "mention".to_owned()];
    let in_app = mail.clone();
    let draft = ChoicesDraft { in_app, mail, digest: digest.to_owned() };
    notices(world).choose(who, &draft).await.unwrap();
}

/// Says something a minute later: letters tell of what comes after them.
async fn say(world: &World, who: &Member, photo: &str, body: &str) {
    world.minutes_pass(1);
    let draft = CommentDraft { body: body.to_owned(), parent: None };
    world.comments().add(who, photo, draft).await.unwrap();
}

/// Ada's photo, and Bea who says something about it.
async fn init(world: &World) -> (Member, Member, String) {
    let ada = a_member("ada").join(world).await;
    let bea = a_member("bea").join(world).await;
    let photo = a_photo().titled("Harbour").post(world, &ada).await.id;
    world.work().await;
    (ada, bea, photo)
}

async fn nobody_gets_letters_who_has_not_wished_for_them(world: &World) {
    let (_, bea, photo) = init(world).await;
    say(world, &bea, &photo, "Well seen").await;
    world.minutes_pass(8 * DAY);
    assert_eq!(world.work().await, 0);
}

/// The one letter in a folder says what is new; gives the token by which it ends.
fn says_all(folder: &Path, photo: &str) -> String {
    let letter = Mailbox::folder(folder).letters().remove(0);
    assert_eq!(
        (letter.to.as_str(), letter.subject.as_str()),
        ("ada@example.org", "你在 Tintype 的新通知")
    );
    assert_eq!(letter.link(), format!("{PUBLIC_URL}/notifications"));
    let text = letter.text.clone();
    assert!(text.contains("bea") && text.contains("Harbour"), "{text}");
    let html = letter.html.clone().unwrap();
    assert!(html.contains("#c-"), "{html}");
    assert!(text.contains(&format!("{PUBLIC_URL}/photos/{photo}#c-")), "{text}");
    assert_eq!(letter.header("list-unsubscribe-post"), Some("List-Unsubscribe=One-Click"));
    let header = letter.header("list-unsubscribe").unwrap();
    let token = header
        .strip_prefix(&format!("<{PUBLIC_URL}/api/v1/unsubscribe/"))
        .and_then(|it| it.strip_suffix('>'))
        .expect("the address of one request");
    assert!(text.contains(&format!("{PUBLIC_URL}/unsubscribe/{token}")), "{text}");
    token.to_owned()
}

async fn a_letter_tells_what_was_not_read_and_ends_with_one_press(world: &World) {
    // Init: in Chinese, into a real outbox.
    let (ada, bea, photo) = init(world).await;
    world.sql("UPDATE users SET locale = 'zh-CN' WHERE name = 'ada'");
    wish(world, &ada, "daily").await;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("outbox");
    let post = Post::new(MailSettings {
        from: "Tintype <no-reply@photos.example>".to_owned(),
        site_name: "Tintype".to_owned(),
        domain: "photos.example".to_owned(),
        transport: Transport::Outbox { folder: folder.clone() },
    });
    let context: Context = world.with_mailer(post.unwrap());
    say(world, &bea, &photo, "Well seen, <b>@ada</b>").await;
    assert_eq!(
        Worker::new(context.clone()).run_due().await.unwrap(),
        0,
        "not before a day is over"
    );

    // Verify: what it says, and how a mail program ends it.
    world.minutes_pass(DAY);
    assert_eq!(Worker::new(context.clone()).run_due().await.unwrap(), 1);
    let token = says_all(&folder, &photo);
    let token = token.as_str();

    // Verify: the same is not told twice.
    world.minutes_pass(DAY);
    assert_eq!(Worker::new(context.clone()).run_due().await.unwrap(), 0);

    // Verify: it ends, whoever is signed in, and stays so.
    assert!(!notices(world).letters_of(token).await.unwrap().ended);
    for _ in 0..2 {
        assert!(notices(world).unsubscribe(token).await.unwrap().ended);
    }
    assert_eq!(notices(world).choices(&ada).await.unwrap().digest, "never");
    assert_eq!(answer(notices(world).unsubscribe("AAAA").await), "not found");
    say(world, &bea, &photo, "Again").await;
    world.minutes_pass(2 * DAY);
    assert_eq!(Worker::new(context).run_due().await.unwrap(), 0);

    // Verify: the link of an old letter works again after another wish.
    wish(world, &ada, "weekly").await;
    assert!(!notices(world).letters_of(token).await.unwrap().ended);
}

async fn nothing_to_tell_is_no_letter(world: &World) {
    let (ada, bea, photo) = init(world).await;
    say(world, &bea, &photo, "Before she wished").await;
    wish(world, &ada, "weekly").await;
    world.minutes_pass(7 * DAY);
    assert_eq!(world.work().await, 0);
    say(world, &bea, &photo, "Since then").await;
    world.minutes_pass(DAY);
    assert_eq!(world.work().await, 0, "once a week");
    world.minutes_pass(7 * DAY);
    assert_eq!(world.work().await, 1);
    let letters = world.mailer.sent();
    let LetterKind::Digest { items, more, .. } = &letters.last().unwrap().kind else {
        panic!("{letters:?}")
    };
    assert_eq!((items.len(), *more), (1, 0));
    // Nobody who is suspended is written to.
    say(world, &bea, &photo, "Later").await;
    world.people().set_suspended("ada", true).await.unwrap();
    world.minutes_pass(8 * DAY);
    assert_eq!(world.work().await, 0);
}

async fn what_was_read_or_is_gone_before_the_letter_leaves_is_not_told(world: &World) {
    let (ada, bea, photo) = init(world).await;
    wish(world, &ada, "daily").await;
    say(world, &bea, &photo, "Well seen").await;
    notices(world).read(&ada, "").await.unwrap();
    world.minutes_pass(DAY);
    assert_eq!(world.work().await, 0);
    say(world, &bea, &photo, "Spam").await;
    world.people().set_suspended("bea", true).await.unwrap();
    world.clock.advance(Duration::from_hours(25));
    assert_eq!(world.work().await, 0);
}
