//! Letters that were promised leave: once as far as one can know, and whatever breaks.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::MailId;
use ports::{LetterKind, MailError};
use services::Worker;
use tokio::task::JoinSet;

use crate::world::{World, a_member, answer, owner, token_in, wish};

on_both!(
    a_letter_is_tried_again_after_the_agreed_times_and_then_given_up,
    a_letter_that_is_refused_for_good_is_not_tried_again,
    the_owner_can_have_a_failed_letter_tried_again,
    a_worker_that_dies_is_taken_over_with_the_same_letter,
    a_worker_that_was_believed_dead_undoes_nothing,
    trouble_of_our_own_fails_no_letter,
    two_workers_send_each_letter_once,
    a_letter_whose_matter_is_over_does_not_leave,
    a_letter_that_nobody_understands_does_not_hold_up_the_others,
    a_letter_is_the_same_at_every_try,
    letters_about_a_user_go_with_the_user,
    the_outbox_is_listed_newest_first,
    the_worker_leaves_by_itself_what_is_promised,
);

/// How long the next try waits after the first, the second… one that failed.
const BACK_OFF_MINUTES: [u64; 12] = [1, 5, 15, 60, 120, 240, 480, 720, 720, 1440, 1440, 1440];

fn state(world: &World) -> (String, i64) {
    let mut raw = world.raw();
    let states = raw.texts("SELECT state AS t FROM mails ORDER BY id");
    (states.join(" "), raw.number("SELECT CAST(sum(attempts) AS BIGINT) AS n FROM mails"))
}

fn temporary() -> MailError {
    MailError::Temporary("451 come back later".to_owned())
}

fn permanent() -> MailError {
    MailError::Permanent("550 no such user".to_owned())
}

async fn a_letter_is_tried_again_after_the_agreed_times_and_then_given_up(world: &World) {
    // Init: a mail server that is down.
    world.mailer.break_down(true);
    world.context.promise_test("ada@example.org").await.unwrap();
    assert_eq!(world.work().await, 1);

    // Verify: each wait is as agreed, to the second.
    for (tries, minutes) in (1..).zip(BACK_OFF_MINUTES) {
        assert_eq!(state(world), ("queued".to_owned(), tries));
        world.clock.advance(Duration::from_secs(minutes * 60 - 1));
        assert_eq!(world.work().await, 0, "too early after {tries} tries");
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(world.work().await, 1, "due after {tries} tries");
    }
    assert_eq!(state(world), ("failed".to_owned(), 13));
    world.clock.advance(Duration::from_hours(24 * 30));
    assert_eq!(world.work().await, 0);
    assert_eq!(world.context.mails(None, 1).await.unwrap()[0].last_error, "broken");
    assert_eq!(world.mailer.tries().len(), 13);
}

async fn a_letter_that_is_refused_for_good_is_not_tried_again(world: &World) {
    world.mailer.answer([permanent()]);
    world.context.promise_test("ada@example.org").await.unwrap();
    world.context.promise_test("eve@example.org").await.unwrap();
    assert_eq!(world.work().await, 2);
    assert_eq!(state(world).0, "failed sent");
    world.clock.advance(Duration::from_hours(24 * 30));
    assert_eq!(world.work().await, 0);
    let failed = world.context.mails(Some("failed".to_owned()), 9).await.unwrap();
    assert_eq!((failed.len(), failed[0].last_error.as_str()), (1, "550 no such user"));
}

async fn the_owner_can_have_a_failed_letter_tried_again(world: &World) {
    // Init: one failed, one waits, one has left.
    world.mailer.answer([permanent(), temporary()]);
    let mut ids = Vec::new();
    for name in ["failed", "waits", "left"] {
        ids.push(world.context.promise_test(&format!("{name}@example.org")).await.unwrap());
    }
    world.work().await;
    assert_eq!(state(world).0, "failed queued sent");

    // Verify: the first two leave now, with a new start for their patience; the last one stays as it is.
    for (id, found) in ids.iter().zip([true, true, false]) {
        assert_eq!(world.context.retry_mail(*id, &owner()).await.unwrap(), found);
    }
    assert!(!world.context.retry_mail(MailId(999), &owner()).await.unwrap());
    assert_eq!(world.work().await, 2);
    assert_eq!(state(world), ("sent sent sent".to_owned(), 3));
    let errors = world.raw().texts("SELECT last_error AS t FROM mails");
    assert_eq!(errors, ["", "", ""]);
}

async fn a_worker_that_dies_is_taken_over_with_the_same_letter(world: &World) {
    // Init: a worker that dies while the mail server thinks.
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.mailer.hold(true);
    let worker = world.worker();
    let dying = tokio::spawn(async move { worker.run_due().await });
    world.mailer.gate.somebody_waits().await;
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    world.mailer.hold(false);

    // Check: for as long as it might still be alive, nobody else sends the letter.
    assert_eq!(world.work().await, 0);
    world.clock.advance(Duration::from_secs(119));
    assert_eq!(world.work().await, 0);

    // Verify.
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(world.work().await, 1);
    let tries = world.mailer.tries();
    assert_eq!((tries.len(), world.mailer.sent().len()), (2, 1));
    assert_eq!(tries[0], tries[1], "the same Message-ID, date and link");
    let token = token_in(&tries[0]);
    assert_eq!(answer(world.accounts().verify(&token).await), "done");
    assert_eq!(state(world), ("sent".to_owned(), 2));
}

async fn a_worker_that_was_believed_dead_undoes_nothing(world: &World) {
    // Init: one worker hangs for so long that another one takes over, with success.
    world.context.promise_test("ada@example.org").await.unwrap();
    world.mailer.hold(true);
    let worker = world.worker();
    let hanging = tokio::spawn(async move { worker.run_due().await });
    world.mailer.gate.somebody_waits().await;
    world.mailer.hold(false);
    world.minutes_pass(2);
    assert_eq!(world.work().await, 1);
    assert_eq!(state(world), ("sent".to_owned(), 2));

    // Verify: the first one comes back with bad news that are no longer true.
    for bad_news in [temporary(), permanent()] {
        world.mailer.answer([bad_news]);
    }
    world.mailer.gate.open();
    hanging.await.unwrap().unwrap();
    assert_eq!(state(world), ("sent".to_owned(), 2));
    world.minutes_pass(60);
    assert_eq!((world.work().await, world.mailer.sent().len()), (0, 1));
}

async fn trouble_of_our_own_fails_no_letter(world: &World) {
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.sql("ALTER TABLE links RENAME COLUMN nonce TO x");
    world.work().await;
    world.sql("ALTER TABLE links RENAME COLUMN x TO nonce");
    assert_eq!(state(world), ("queued".to_owned(), 1));
    world.minutes_pass(1);
    assert_eq!(world.work().await, 1);
    assert_eq!((state(world).0.as_str(), world.mailer.sent().len()), ("sent", 1));
}

async fn two_workers_send_each_letter_once(world: &World) {
    for number in 0..40 {
        world.context.promise_test(&format!("u{number}@example.org")).await.unwrap();
    }
    let mut workers = JoinSet::new();
    for _ in 0..2 {
        let worker = world.worker();
        workers.spawn(async move { worker.run_due().await.unwrap() });
    }
    assert_eq!(workers.join_all().await.iter().sum::<usize>(), 40);
    let sent = world.mailer.tries();
    let ids: BTreeSet<_> = sent.iter().map(|it| it.id.as_str()).collect();
    let addresses: BTreeSet<_> = sent.iter().map(|it| it.to.as_str()).collect();
    assert_eq!((sent.len(), ids.len(), addresses.len()), (40, 40, 40));
    assert_eq!(world.rows("mails WHERE state = 'sent' AND attempts = 1"), 40);
}

async fn a_letter_whose_matter_is_over_does_not_leave(world: &World) {
    // Init: the first try got through although nobody heard so; Ada has used the link.
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.mailer.answer([temporary()]);
    world.work().await;
    let token = token_in(&world.mailer.tries()[0]);
    world.accounts().verify(&token).await.unwrap();

    // Verify.
    world.minutes_pass(1);
    assert_eq!(world.work().await, 1);
    assert_eq!(world.mailer.tries().len(), 1);
    assert_eq!(state(world).0, "failed");
    assert_eq!(
        world.context.mails(None, 1).await.unwrap()[0].last_error,
        "what it was about is over"
    );
}

async fn a_letter_that_nobody_understands_does_not_hold_up_the_others(world: &World) {
    for name in ["ada", "eve"] {
        world.context.promise_test(&format!("{name}@example.org")).await.unwrap();
    }
    world.sql(
        "UPDATE mails SET letter = '{\"letter\":\"from_the_future\"}' WHERE recipient LIKE 'ada@%'",
    );
    assert_eq!(world.work().await, 2);
    assert_eq!(state(world).0, "failed sent");
    assert_eq!(world.mailer.sent()[0].to, "eve@example.org");
}

async fn a_letter_is_the_same_at_every_try(world: &World) {
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.mailer.answer([temporary(), temporary()]);
    for minutes in [1, 5, 0] {
        assert_eq!(world.work().await, 1);
        world.minutes_pass(minutes);
    }
    let tries = world.mailer.tries();
    assert!(tries.len() == 3 && tries.iter().all(|it| *it == tries[0]), "{tries:?}");
    assert!(matches!(tries[0].kind, LetterKind::VerifyEmail { .. }));
}

async fn letters_about_a_user_go_with_the_user(world: &World) {
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    let mut raw = world.raw();
    raw.must(if world.database.is_postgres() { "SELECT 1" } else { "PRAGMA foreign_keys = ON" });
    raw.must("DELETE FROM users");
    assert_eq!((world.rows("mails"), world.rows("links")), (0, 0));
    assert_eq!(world.work().await, 0);
}

async fn the_outbox_is_listed_newest_first(world: &World) {
    for name in ["a", "b", "c"] {
        world.context.promise_test(&format!("{name}@example.org")).await.unwrap();
    }
    world.work().await;
    world.context.promise_test("d@example.org").await.unwrap();
    let list = async |state: Option<&str>, limit| {
        let mails = world.context.mails(state.map(str::to_owned), limit).await.unwrap();
        mails.into_iter().map(|it| it.recipient[..1].to_owned()).collect::<String>()
    };
    assert_eq!(list(None, 50).await, "dcba");
    assert_eq!(list(None, 2).await, "dc");
    assert_eq!(list(None, -1).await, "");
    assert_eq!(list(Some("sent"), 50).await, "cba");
    assert_eq!(list(Some("queued"), 50).await, "d");
    let wrong = answer(world.context.promise_test("nobody").await);
    assert_eq!(wrong, "invalid: email=error-email");
}

async fn the_worker_leaves_by_itself_what_is_promised(world: &World) {
    // Init: the loop that the site runs, not one round.
    let working = tokio::spawn(Worker::new(world.context.clone()).run());
    a_member("ada").unverified().join(world).await;
    world.context.promise_test("eve@example.org").await.unwrap();

    // Verify: the bell wakes it, long before its next round.
    let sent = async {
        while world.rows("mails WHERE state = 'sent'") < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), sent).await.expect("both letters leave");
    working.abort();
    assert_eq!(world.mailer.sent().len(), 2);
}
