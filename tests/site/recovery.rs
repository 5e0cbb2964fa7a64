//! How somebody gets in again who forgot their password, and nobody else does.

use std::time::Duration;

use ports::LetterKind;
use services::{Context, Kind, Recovery};
use tokio::task::JoinSet;

use crate::letter_links::{last_token, proofs_of, sign_in, sign_in_with, who};
use crate::world::{PASSWORD, World, a_member, answer, browser, client};

on_both!(
    a_forgotten_password_is_replaced_by_a_link_that_works_once,
    a_reset_ends_everything_somebody_is_known_by,
    a_reset_link_works_for_an_hour_from_when_it_was_sent,
    a_new_link_ends_the_one_before_and_its_letter,
    whoever_has_no_account_or_is_suspended_gets_no_letter,
    a_reset_confirms_the_address_it_went_to,
    a_password_that_will_not_do_leaves_the_link_alive,
    of_many_resets_at_once_one_counts,
    a_password_given_by_the_owner_ends_the_link,
    the_database_knows_neither_link_nor_password,
    letters_may_be_asked_for_only_so_often,
    the_limit_counts_what_was_typed_for_one_mailbox,
);

const NEW: &str = "seven boats on the quiet river";
const DEAD: &str = "invalid: token=problem-link-dead";

fn recovery(world: &World) -> Recovery {
    Recovery::new(world.context.clone())
}

/// Asks for a link and takes it out of its letter.
async fn link(world: &World, email: &str) -> String {
    recovery(world).ask(email, &browser()).await.unwrap();
    world.work().await;
    last_token(world, "/password/reset/")
}

async fn a_forgotten_password_is_replaced_by_a_link_that_works_once(world: &World) {
    // Init.
    a_member("ada").join(world).await;
    let token = link(world, " ADA@Example.org ").await;
    let letters = world.mailer.sent();
    let LetterKind::ResetPassword { name, minutes, .. } = &letters[0].kind else { panic!() };
    assert_eq!((name.as_str(), *minutes, letters[0].to.as_str()), ("ada", 60, "ada@example.org"));

    // Verify: looking does not use it up, the old password works until it is used.
    for _ in 0..3 {
        assert!(recovery(world).is_link_usable(&token).await.unwrap());
    }
    assert_eq!(answer(sign_in_with(world, "ada", PASSWORD).await), "done");
    assert_eq!(answer(recovery(world).reset(&token, NEW).await), "done");
    assert_eq!(answer(sign_in_with(world, "ada", PASSWORD).await), "wrong login");
    assert_eq!(answer(sign_in_with(world, "ada", NEW).await), "done");

    // Verify: it works once, and the address is told what happened.
    assert!(!recovery(world).is_link_usable(&token).await.unwrap());
    assert_eq!(answer(recovery(world).reset(&token, PASSWORD).await), DEAD);
    assert_eq!(world.work().await, 1);
    let told = world.mailer.sent().pop().unwrap();
    assert_eq!(told.to, "ada@example.org");
    assert!(matches!(told.kind, LetterKind::PasswordChanged { .. }), "{told:?}");
}

async fn a_reset_ends_everything_somebody_is_known_by(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    for who in [&ada, &eve] {
        proofs_of(world, who);
    }
    let (hers, another) = (sign_in(world, "ada").await, sign_in(world, "eve").await);
    let token = link(world, "ada@example.org").await;
    recovery(world).reset(&token, NEW).await.unwrap();
    assert_eq!(who(world, &hers).await, None);
    for table in ["sessions", "api_tokens", "proofs"] {
        let left = |id| world.rows(&format!("{table} WHERE user_id = {id}"));
        assert_eq!((left(ada.id.0), left(eve.id.0)), (0, 1), "{table}");
    }
    assert_eq!(who(world, &another).await, Some(eve));
}

async fn a_reset_link_works_for_an_hour_from_when_it_was_sent(world: &World) {
    // Init: the letter waits for a mail server for thirty hours.
    a_member("ada").join(world).await;
    recovery(world).ask("ada@example.org", &browser()).await.unwrap();
    world.minutes_pass(30 * 60);
    world.work().await;
    let token = last_token(world, "/password/reset/");

    // Verify: good until the last second, and no longer.
    world.clock.advance(Duration::from_secs(3_599));
    assert!(recovery(world).is_link_usable(&token).await.unwrap());
    world.clock.advance(Duration::from_secs(1));
    assert!(!recovery(world).is_link_usable(&token).await.unwrap());
    assert_eq!(answer(recovery(world).reset(&token, NEW).await), DEAD);
    assert_eq!(answer(sign_in_with(world, "ada", PASSWORD).await), "done");

    // Verify: after a week nothing is left of it.
    world.minutes_pass(7 * 24 * 60 + 1);
    world.work().await;
    assert_eq!(world.rows("links"), 0);
}

async fn a_new_link_ends_the_one_before_and_its_letter(world: &World) {
    a_member("ada").join(world).await;
    let first = link(world, "ada@example.org").await;
    for _ in 0..3 {
        recovery(world).ask("ada@example.org", &browser()).await.unwrap();
    }
    assert!(!recovery(world).is_link_usable(&first).await.unwrap());
    assert_eq!(world.work().await, 1, "the last letter took the place of those before it");
    let second = last_token(world, "/password/reset/");
    assert_eq!(answer(recovery(world).reset(&first, NEW).await), DEAD);
    assert_eq!(answer(recovery(world).reset(&second, NEW).await), "done");
}

async fn whoever_has_no_account_or_is_suspended_gets_no_letter(world: &World) {
    // Init.
    a_member("eve").join(world).await;
    let token = link(world, "eve@example.org").await;
    world.people().set_suspended("eve", true).await.unwrap();
    let before = (world.rows("mails"), world.rows("links"));

    // Verify.
    for email in ["eve@example.org", "nobody@example.org", "Nobody@Example.org"] {
        assert_eq!(answer(recovery(world).ask(email, &browser()).await), "done");
    }
    assert_eq!((world.rows("mails"), world.rows("links")), before);
    assert!(!world.remembers("nobody"), "who asked for nothing is not written down");
    assert_eq!(world.work().await, 0);
    assert_eq!(answer(recovery(world).reset(&token, NEW).await), DEAD, "sent before");
    let wrong = answer(recovery(world).ask("eve@example", &browser()).await);
    assert_eq!(wrong, "invalid: email=error-email");
}

async fn a_reset_confirms_the_address_it_went_to(world: &World) {
    a_member("ada").unverified().join(world).await;
    world.work().await;
    let token = link(world, "ada@example.org").await;
    recovery(world).reset(&token, NEW).await.unwrap();
    assert!(world.people().find("ada").await.unwrap().member.verified);
}

async fn a_password_that_will_not_do_leaves_the_link_alive(world: &World) {
    a_member("adalovelace").join(world).await;
    let token = link(world, "adalovelace@example.org").await;
    for (password, why) in [
        ("", "error-empty"),
        ("short", "error-length"),
        ("qwertyuiop", "error-password-guessable"),
        ("Adalovelace1", "error-password-guessable"),
        ("Tintype!23", "error-password-guessable"),
    ] {
        let refused = answer(recovery(world).reset(&token, password).await);
        assert_eq!(refused, format!("invalid: password={why}"), "{password}");
    }
    assert_eq!(answer(recovery(world).reset(&token, NEW).await), "done");
}

async fn of_many_resets_at_once_one_counts(world: &World) {
    a_member("ada").join(world).await;
    let token = link(world, "ada@example.org").await;
    let mut clicks = JoinSet::new();
    for number in 0..100 {
        let (recovery, token) = (recovery(world), token.clone());
        let password = format!("{NEW} {number}");
        clicks.spawn(async move { answer(recovery.reset(&token, &password).await) });
    }
    let answers = clicks.join_all().await;
    assert_eq!(answers.iter().filter(|it| *it == "done").count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|it| *it == DEAD).count(), 99, "{answers:?}");
}

async fn a_password_given_by_the_owner_ends_the_link(world: &World) {
    a_member("ada").join(world).await;
    let token = link(world, "ada@example.org").await;
    recovery(world).ask("ada@example.org", &browser()).await.unwrap();
    world.people().reset_password("ada", NEW).await.unwrap();
    assert_eq!(answer(recovery(world).reset(&token, PASSWORD).await), DEAD);
    assert_eq!(world.work().await, 0, "nor does the letter that had not left");
}

async fn the_database_knows_neither_link_nor_password(world: &World) {
    a_member("ada").join(world).await;
    let token = link(world, "ada@example.org").await;
    assert!(world.remembers("ada@example.org"), "the search finds what is there");
    assert!(!world.remembers(&token));
    recovery(world).reset(&token, NEW).await.unwrap();
    assert!(!world.remembers(NEW));
}

fn limited(world: &World) -> Context {
    world.with_policy(|it| it.limits = true)
}

async fn letters_may_be_asked_for_only_so_often(world: &World) {
    // Init: an address with an account and one without, each asked for from networks of their own.
    a_member("ada").join(world).await;
    let recovery = Recovery::new(limited(world));
    let from =
        |network: u8| services::Client::new(Kind::Cookie, [203, 0, network, 1].into(), "a browser");

    // Verify: once a minute, five at once, then one each six minutes.
    for (network, email) in [(1, "ada@example.org"), (2, "nobody@example.org")] {
        let ask = async || answer(recovery.ask(email, &from(network)).await);
        for nth in 0..5 {
            assert_eq!(ask().await, "done", "{email} {nth}");
            let refused = ask().await;
            let wait = if nth < 4 { 61 } else { 121 };
            assert_eq!(refused, format!("too many for {wait} s"), "{email} {nth}");
            world.minutes_pass(1);
        }
        let refused = ask().await;
        assert!(refused.starts_with("too many for"), "{email}: {refused}");
        world.minutes_pass(1);
        assert_eq!(ask().await, "done", "{email}, six minutes after the first");
    }

    // Verify: ten an hour from one network, whatever the addresses.
    let ask =
        async |number: u8| answer(recovery.ask(&format!("u{number}@example.org"), &from(3)).await);
    for number in 0..10 {
        assert_eq!(ask(number).await, "done", "{number}");
    }
    assert!(ask(10).await.starts_with("too many for"));
    world.minutes_pass(6);
    assert_eq!(ask(11).await, "done");

    // Verify: ten a day to one address.
    let ask = async || answer(recovery.ask("daily@example.org", &from(4)).await);
    for nth in 0..10 {
        assert_eq!(ask().await, "done", "{nth}");
        world.minutes_pass(6);
    }
    assert!(ask().await.starts_with("too many for"));
}

async fn the_limit_counts_what_was_typed_for_one_mailbox(world: &World) {
    let context = limited(world);
    let (recovery, accounts) =
        (Recovery::new(context.clone()), services::Accounts::new(context.clone()));
    let here = client(Kind::Cookie, (false, "a browser"));
    assert_eq!(answer(recovery.ask("ada.lace@example.org", &here).await), "done");
    for email in ["AdaLace@example.org", "a.d.a.lace+news@example.ORG", "adalace+@example.org"] {
        let refused = answer(recovery.ask(email, &here).await);
        assert_eq!(refused, "too many for 61 s", "{email}");
        // Whatever the letter is about.
        assert_eq!(answer(accounts.resend(email, &here).await), "too many for 61 s", "{email}");
    }
    assert_eq!(answer(recovery.ask("adalace@example.net", &here).await), "done");
    assert!(!world.remembers("adalace"), "whoever asks is not written down");
}
