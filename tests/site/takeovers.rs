//! Somebody else at the door: addresses that belong to others, accounts that were taken over, and how their owners get them back.

use std::time::Duration;

use ports::LetterKind;
use services::Recovery;

use crate::credentials::{NEW, addresses, ask, credentials, show};
use crate::letter_links::{change_link, last_token, proofs_of, sign_in, sign_in_with, visit, who};
use crate::world::{PASSWORD, World, a_member, answer, browser, wish};

on_both!(
    an_undo_puts_the_old_address_back_and_locks_the_thief_out,
    an_undo_works_for_a_week,
    of_two_changes_the_first_can_be_undone,
    nobody_keeps_an_old_address_from_its_owner,
    an_address_in_use_looks_like_any_other,
    an_unconfirmed_address_is_replaced_at_once,
    an_unconfirmed_account_does_not_learn_whose_an_address_is,
    whoever_never_confirmed_an_address_does_not_keep_it,
);

const DEAD: &str = "invalid: token=problem-link-dead";

/// Somebody got hold of a session and the password, and moves the account to an address of theirs.
async fn taken_over(world: &World) -> String {
    let session = sign_in(world, "ada").await;
    let token = change_link(world, &session, "thief@example.org").await;
    addresses(world).confirm(&token).await.unwrap();
    world.work().await;
    last_token(world, "/email/undo/")
}

/// A passkey and codes that the thief has added.
fn factors_of(world: &World, of: &domain::Member) {
    world.sql(&format!(
        "INSERT INTO passkeys (user_id, credential_id, name, record, created_at) VALUES ({0}, 'c', 'n', 'r', 0); \
         INSERT INTO recovery_codes (code_hash, user_id) VALUES ('h', {0}); \
         UPDATE users SET totp_nonce = 'n' WHERE id = {0}",
        of.id.0
    ));
}

async fn an_undo_puts_the_old_address_back_and_locks_the_thief_out(world: &World) {
    // Init: the thief is signed in, has changed the password, and has asked for more.
    let ada = a_member("ada").join(world).await;
    let undo = taken_over(world).await;
    let recovery = Recovery::new(world.context.clone());
    recovery.ask("thief@example.org", &browser()).await.unwrap();
    world.work().await;
    recovery.reset(&last_token(world, "/password/reset/"), NEW).await.unwrap();
    let thief = sign_in_with(world, "thief@example.org", NEW).await.unwrap();
    proofs_of(world, &ada);
    factors_of(world, &ada);
    recovery.ask("thief@example.org", &browser()).await.unwrap();
    world.work().await;
    let reset = last_token(world, "/password/reset/");

    // Verify: looking does nothing; pressing the button locks them out.
    assert!(addresses(world).can_undo(&undo).await.unwrap());
    assert_eq!(who(world, &thief).await.as_ref(), Some(&ada));
    assert_eq!(answer(addresses(world).undo(&undo).await), "done");
    assert_eq!(who(world, &thief).await, None);
    for table in ["sessions", "api_tokens", "proofs", "passkeys", "recovery_codes"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
    assert_eq!(show(world, &ada).await.email, "ada@example.org");
    assert_eq!(answer(recovery.reset(&reset, "nine boats on the quiet river").await), DEAD);
    assert_eq!(answer(addresses(world).undo(&undo).await), DEAD);

    // Verify: no password fits that anybody knows, by name or by either address.
    for login in ["ada", "ada@example.org", "thief@example.org"] {
        for password in [NEW, PASSWORD, ""] {
            let refused = answer(sign_in_with(world, login, password).await);
            assert_eq!(refused, "wrong login", "{login} {password}");
        }
    }

    // Verify: the owner gets a link to choose a password, at the old address, and the thief cannot have it called off.
    world.work().await;
    let letter = world.mailer.sent().pop().unwrap();
    assert_eq!(letter.to, "ada@example.org");
    let token = last_token(world, "/password/reset/");
    recovery.ask("thief@example.org", &browser()).await.unwrap();
    assert_eq!(world.work().await, 0);
    assert_eq!(answer(recovery.reset(&token, "ten boats on the quiet river").await), "done");
    let login = ("ada@example.org", "ten boats on the quiet river");
    assert_eq!(answer(sign_in_with(world, login.0, login.1).await), "done");
}

async fn an_undo_works_for_a_week(world: &World) {
    let ada = a_member("ada").join(world).await;
    let undo = taken_over(world).await;
    world.clock.advance(Duration::from_secs(7 * 24 * 3_600 - 1));
    assert!(addresses(world).can_undo(&undo).await.unwrap());
    world.clock.advance(Duration::from_secs(1));
    assert!(!addresses(world).can_undo(&undo).await.unwrap());
    assert_eq!(answer(addresses(world).undo(&undo).await), DEAD);
    assert_eq!(show(world, &ada).await.email, "thief@example.org");
}

async fn of_two_changes_the_first_can_be_undone(world: &World) {
    let ada = a_member("ada").join(world).await;
    let undo = taken_over(world).await;
    let session = sign_in(world, "ada").await;
    let again = change_link(world, &session, "thief2@example.org").await;
    addresses(world).confirm(&again).await.unwrap();
    world.work().await;
    let told = world.mailer.sent().pop().unwrap();
    assert_eq!(told.to, "thief@example.org");
    assert!(matches!(told.kind, LetterKind::AddressChanged { undo: None, .. }), "{told:?}");
    assert_eq!(answer(addresses(world).undo(&undo).await), "done");
    assert_eq!(show(world, &ada).await.email, "ada@example.org");
}

async fn nobody_keeps_an_old_address_from_its_owner(world: &World) {
    // Init: the thief registers with the address that has become free.
    let ada = a_member("ada").join(world).await;
    let undo = taken_over(world).await;
    world.register(&wish("squatter", "ada@example.org")).await.unwrap();
    let squatter = world.people().find("squatter").await.unwrap().member;

    // Verify.
    assert_eq!(answer(addresses(world).undo(&undo).await), "done");
    assert_eq!(show(world, &ada).await.email, "ada@example.org");
    world.work().await;
    let token = last_token(world, "/password/reset/");
    assert_eq!(answer(Recovery::new(world.context.clone()).reset(&token, NEW).await), "done");
    let session = sign_in_with(world, "ada@example.org", NEW).await.unwrap();
    assert_eq!(who(world, &session).await.map(|it| it.id), Some(ada.id));
    assert!(!world.people().find("squatter").await.unwrap().member.verified);
    assert_eq!(show(world, &squatter).await.name, "squatter", "it is there, and nobody's address");
}

async fn an_address_in_use_looks_like_any_other(world: &World) {
    // Init.
    let (ada, eve) = (a_member("ada").join(world).await, a_member("eve").join(world).await);
    a_member("bea").join(world).await;
    let (hers, another) = (sign_in(world, "ada").await, sign_in(world, "eve").await);

    // Verify: neither the answer nor the page tells one from the other.
    let answers = [
        ask(world, &hers, "BEA@example.org").await,
        ask(world, &another, "nobody@example.org").await,
    ];
    assert_eq!(answers, ["done", "done"]);
    let (used, free) = (show(world, &ada).await, show(world, &eve).await);
    assert_eq!(used.pending.as_deref(), Some("BEA@example.org"));
    assert_eq!(free.pending.as_deref(), Some("nobody@example.org"));
    assert_eq!((used.verified, used.trouble), (free.verified, free.trouble));

    // Verify: its owner is told, and no link goes anywhere.
    assert_eq!(world.work().await, 2);
    let letters = world.mailer.sent();
    let told = letters.iter().find(|it| it.to == "bea@example.org").unwrap();
    let LetterKind::AddressInUse { name, url } = &told.kind else { panic!("{told:?}") };
    assert_eq!((name.as_str(), url.as_str()), ("bea", "https://photos.example/password/forgot"));
    let links = letters.iter().filter(|it| matches!(it.kind, LetterKind::ConfirmChange { .. }));
    assert_eq!(links.map(|it| it.to.as_str()).collect::<Vec<_>>(), ["nobody@example.org"]);
}

async fn an_unconfirmed_address_is_replaced_at_once(world: &World) {
    // Init: registered with a typing error; the letter is with a stranger.
    world.register(&wish("ada", "aad@example.org")).await.unwrap();
    world.work().await;
    let wrong = last_token(world, "/verify/");
    let (session, other) = (sign_in(world, "ada").await, sign_in(world, "ada").await);

    // Verify.
    assert_eq!(ask(world, &session, "ada@example.org").await, "done");
    let ada = visit(world, &session).await.member;
    let shown = show(world, &ada).await;
    assert_eq!((shown.email.as_str(), shown.verified), ("ada@example.org", false));
    assert_eq!(who(world, &other).await, None);
    assert_eq!(answer(world.accounts().verify(&wrong).await), DEAD);
    assert_eq!(world.work().await, 1);
    assert_eq!(world.mailer.sent().pop().unwrap().to, "ada@example.org");
    let right = last_token(world, "/verify/");
    assert_eq!(answer(world.accounts().verify(&right).await), "done");
    assert!(show(world, &ada).await.verified);

    // Verify: the stranger cannot ask for a password either.
    Recovery::new(world.context.clone()).ask("aad@example.org", &browser()).await.unwrap();
    assert_eq!(world.work().await, 0);
}

async fn an_unconfirmed_account_does_not_learn_whose_an_address_is(world: &World) {
    // Init.
    a_member("bea").join(world).await;
    for name in ["ada", "eve"] {
        world.register(&wish(name, &format!("{name}@example.org"))).await.unwrap();
    }
    world.work().await;
    let (hers, another) = (sign_in(world, "ada").await, sign_in(world, "eve").await);

    // Verify: everything she can see is the same.
    assert_eq!(ask(world, &hers, "bea@example.org").await, "done");
    assert_eq!(ask(world, &another, "nobody@example.org").await, "done");
    let (ada, eve) = (visit(world, &hers).await.member, visit(world, &another).await.member);
    let (mut used, mut free) = (show(world, &ada).await, show(world, &eve).await);
    assert_eq!(
        (used.email.as_str(), free.email.as_str()),
        ("bea@example.org", "nobody@example.org")
    );
    for view in [&mut used, &mut free] {
        view.name.clear();
        view.email.clear();
    }
    assert_eq!(used, free);

    // Verify: only Bea is told, and her address remains hers.
    world.work().await;
    let letters = world.mailer.sent();
    let told: Vec<_> = letters.iter().filter(|it| it.to == "bea@example.org").collect();
    assert_eq!(told.len(), 1);
    assert!(matches!(told[0].kind, LetterKind::AddressInUse { .. }), "{told:?}");
    let bea = sign_in(world, "bea@example.org").await;
    assert_eq!(who(world, &bea).await.unwrap().name, "bea");
    let before = world.rows("mails");
    world.accounts().resend("bea@example.org", &browser()).await.unwrap();
    assert_eq!(world.rows("mails"), before);

    // Verify: the way on is open.
    assert_eq!(ask(world, &hers, "ada@example.org").await, "done");
    world.work().await;
    let token = last_token(world, "/verify/");
    assert_eq!(answer(world.accounts().verify(&token).await), "done");
    assert_eq!(answer(sign_in_with(world, "ada@example.org", PASSWORD).await), "done");
}

async fn whoever_never_confirmed_an_address_does_not_keep_it(world: &World) {
    // Init: somebody has registered with the address that Ada is about to have.
    world.register(&wish("squatter", "new@example.org")).await.unwrap();
    world.work().await;
    let squatted = last_token(world, "/verify/");
    let ada = a_member("ada").join(world).await;
    let session = sign_in(world, "ada").await;

    // Verify: the link goes there all the same, and whoever opens it has shown whose it is.
    let token = change_link(world, &session, "new@example.org").await;
    assert_eq!(answer(addresses(world).confirm(&token).await), "done");
    assert_eq!(show(world, &ada).await.email, "new@example.org");
    assert_eq!(answer(world.accounts().verify(&squatted).await), DEAD);
    let session = sign_in(world, "new@example.org").await;
    assert_eq!(who(world, &session).await.unwrap().id, ada.id);
    assert_eq!(answer(sign_in_with(world, "squatter", PASSWORD).await), "done");

    // Verify: one that was confirmed meanwhile is not taken away.
    let token = change_link(world, &session, "late@example.org").await;
    world.register(&wish("late", "late@example.org")).await.unwrap();
    world.people().verify("late").await.unwrap();
    let refused = answer(addresses(world).confirm(&token).await);
    assert_eq!(refused, "invalid: token=error-email-taken");
    assert_eq!(show(world, &ada).await.email, "new@example.org");
    let visit = visit(world, &session).await;
    let typed = (PASSWORD, "NEW@example.org");
    let same = credentials(world).change_email(&visit, typed, &browser()).await;
    assert_eq!(answer(same), "invalid: email=error-mails-same-address");
}
