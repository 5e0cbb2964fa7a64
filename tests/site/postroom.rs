//! What admins see of the outbox and do about it.

use std::time::Duration;

use ports::MailError;
use services::{Actor, Postroom, Worker};

use crate::world::{World, a_member, answer, browser, wish};

on_both!(
    letters_are_listed_page_by_page_and_by_state,
    a_letter_that_was_given_up_is_tried_again_and_that_is_noted,
    only_admins_see_addresses,
    admins_hear_of_many_letters_and_none_is_held_up,
);

fn postroom(world: &World) -> Postroom {
    Postroom::new(world.context.clone())
}

async fn letters_are_listed_page_by_page_and_by_state(world: &World) {
    // Init: one letter of a newcomer that came back, 60 that left, one that waits.
    let ruth = a_member("ruth").admin().join(world).await;
    world.mailer.answer([MailError::Permanent("550 no such user".to_owned())]);
    world.register(&wish("ada", "aad@example.org")).await.unwrap();
    for number in 0..60 {
        world.context.promise_test(&format!("u{number}@example.org")).await.unwrap();
    }
    world.work().await;
    world.context.promise_test("waits@example.org").await.unwrap();
    let list = async |state: &str, page| {
        postroom(world).list(&ruth, Some(state.to_owned()), page).await.unwrap()
    };

    // Verify.
    let first = postroom(world).list(&ruth, None, 1).await.unwrap();
    assert_eq!((first.total, first.pages, first.items.len()), (62, 2, 50));
    assert_eq!(first.items[0].recipient, "waits@example.org");
    assert!(first.items[0].due_at.is_some() && first.items[0].sent_at.is_none());
    assert!(first.items[1].due_at.is_none() && first.items[1].sent_at.is_some());
    let rest = list("", 2).await;
    assert_eq!((rest.items.len(), rest.page, rest.state), (12, 2, None));
    let failed = list("failed", 1).await;
    assert_eq!((failed.total, failed.pages, failed.state.as_deref()), (1, 1, Some("failed")));
    let letter = &failed.items[0];
    assert_eq!(
        (letter.kind.as_str(), letter.recipient.as_str()),
        ("verify_email", "aad@example.org")
    );
    assert_eq!((letter.attempts, letter.last_error.as_str()), (1, "550 no such user"));
    assert_eq!(list("sent", 1).await.total, 60);
    assert_eq!(list("queued", 1).await.items[0].kind, "test");
    assert_eq!(list("sent", 99).await.items.len(), 0);
    let wrong = postroom(world).list(&ruth, Some("lost".to_owned()), 1).await;
    assert_eq!(answer(wrong), "invalid: state=error-mails-state");
}

async fn a_letter_that_was_given_up_is_tried_again_and_that_is_noted(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    let actor = || Actor::staff("ruth", &browser());
    world.mailer.answer([MailError::Permanent("550 no such user".to_owned())]);
    let id = world.context.promise_test("ada@example.org").await.unwrap().0;
    world.work().await;
    assert_eq!(answer(postroom(world).retry(&ruth, actor(), id).await), "done");
    assert_eq!((world.work().await, world.mailer.sent().len()), (1, 1));
    for id in [id, 999, -1] {
        assert_eq!(answer(postroom(world).retry(&ruth, actor(), id).await), "not found");
    }
    let noted = world.raw().texts(
        "SELECT actor || ' ' || via || ' ' || deed || ' ' || target || ' ' || network AS t FROM audit \
         WHERE deed <> 'user.add'",
    );
    assert_eq!(noted, [format!("ruth web mail.retry {id} 127.0.0.0/24")]);
}

async fn only_admins_see_addresses(world: &World) {
    let refused = "forbidden: problem-forbidden";
    let id = world.context.promise_test("ada@example.org").await.unwrap().0;
    for who in [a_member("ada").join(world).await, a_member("mo").moderator().join(world).await] {
        assert_eq!(answer(postroom(world).list(&who, None, 1).await), refused);
        let actor = Actor::staff(&who.name, &browser());
        assert_eq!(answer(postroom(world).retry(&who, actor, id).await), refused);
    }
    assert_eq!(world.rows("audit WHERE deed <> 'user.add'"), 0);
}

async fn admins_hear_of_many_letters_and_none_is_held_up(world: &World) {
    // Init: 499 within the hour.
    let ruth = a_member("ruth").admin().join(world).await;
    let context = world.with_policy(|it| it.limits = true);
    let most = repository::limits::Allowance { burst: 500, interval: Duration::from_millis(7_200) };
    let now = ports::Clock::now(&*world.clock);
    let all = move |tx: &mut repository::Writer| {
        repository::limits::take(tx, "mails-site/all", most, 499, now)
    };
    assert!(context.db.write(all).await.unwrap());
    let (postroom, worker) = (Postroom::new(context.clone()), Worker::new(context.clone()));
    let alarm = async || postroom.list(&ruth, None, 1).await.unwrap().alarm;

    // Verify.
    for (count, loud) in [(1, false), (3, true)] {
        for nth in 0..count {
            context.promise_test(&format!("u{nth}@example.org")).await.unwrap();
        }
        assert_eq!(worker.run_due().await.unwrap(), count);
        assert_eq!(alarm().await, loud);
    }
    assert_eq!(world.rows("mails WHERE state = 'sent'"), 4);
    world.minutes_pass(60);
    assert!(!alarm().await);
}
