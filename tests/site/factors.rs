//! Codes of an app and codes on paper, after the password; passkeys are told of where there is a browser.

use domain::Member;
use factors::totp::Secret;
use services::{Client, Error, Factors, Kind};

use crate::letter_links::{proofs_of, sign_in, visit, who};
use crate::world::{PASSWORD, World, a_member, answer};

on_both!(
    a_secret_counts_once_a_code_has_confirmed_it,
    a_code_follows_the_password_and_works_once,
    a_code_on_paper_works_once_in_its_place,
    wrong_codes_are_counted_by_account,
    nothing_is_asked_for_any_more_once_it_is_removed,
    a_ticket_is_of_its_client_and_of_its_time,
    removing_a_passkey_ends_everything_but_this_session,
);

fn here() -> Client {
    Client::new(Kind::Cookie, [203, 0, 113, 1].into(), "a browser")
}

fn factors(world: &World) -> Factors {
    Factors::new(world.with_policy(|it| it.limits = true))
}

fn now(world: &World) -> u64 {
    u64::try_from(ports::Clock::now(&*world.clock).unix_timestamp()).unwrap()
}

/// Sets up an app; gives its secret and the codes on paper.
async fn set_up(world: &World, member: &Member) -> (Secret, Vec<String>) {
    let begun = factors(world).begin_totp(member).await.unwrap();
    let secret = Secret::parse(&begun.secret).unwrap();
    let code = secret.code(now(world));
    let kept = factors(world).confirm_totp(member, (&begun.id, &code)).await.unwrap();
    world.minutes_pass(1);
    (secret, kept.codes)
}

/// What stands between the password and the session.
async fn ticket(world: &World) -> String {
    match world.sessions().sign_in(("ada", PASSWORD), &here()).await {
        Err(Error::SecondFactor { ticket, .. }) => ticket,
        other => panic!("{}", answer(other)),
    }
}

async fn second(world: &World, ticket: &str, code: &str) -> String {
    answer(factors(world).finish_second((ticket, code), &here()).await)
}

const WRONG: &str = "a code, wrong before: true";

async fn a_secret_counts_once_a_code_has_confirmed_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let begun = factors(world).begin_totp(&ada).await.unwrap();
    assert!(begun.uri.starts_with("otpauth://totp/") && begun.qr_html.contains("<svg"));
    assert!(!world.remembers(&begun.secret.replace(' ', "")), "what is kept is no secret");
    // Not yet.
    assert_eq!(answer(world.sessions().sign_in(("ada", PASSWORD), &here()).await), "done");
    let wrong = factors(world).confirm_totp(&ada, (&begun.id, "000000")).await;
    assert_eq!(answer(wrong), "invalid: code=error-code");
    // Somebody else cannot confirm it; its owner can, once.
    let eve = a_member("eve").join(world).await;
    let code = Secret::parse(&begun.secret).unwrap().code(now(world));
    let stolen = factors(world).confirm_totp(&eve, (&begun.id, &code)).await;
    assert_eq!(answer(stolen), "invalid: code=error-code-over");
    let kept = factors(world).confirm_totp(&ada, (&begun.id, &code)).await.unwrap();
    assert_eq!(kept.codes.len(), 10);
    assert!(!world.remembers(&kept.codes[0]));
    let list = factors(world).list(&ada).await.unwrap();
    assert_eq!((list.totp, list.recovery_left), (true, 10));
    let again = factors(world).confirm_totp(&ada, (&begun.id, &code)).await;
    assert_eq!(answer(again), "invalid: code=error-code-over");
}

async fn a_code_follows_the_password_and_works_once(world: &World) {
    let ada = a_member("ada").join(world).await;
    let (secret, _) = set_up(world, &ada).await;
    let code = secret.code(now(world));
    assert_eq!(second(world, "no-such-ticket", &code).await, "wrong login");
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &code).await, "done");
    assert_eq!(second(world, &ticket_, &code).await, "wrong login", "the ticket is used up");
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &code).await, WRONG, "the code is used up");
    // Wrong passwords are told nothing about codes.
    let wrong = world.sessions().sign_in(("ada", "a wrong guess"), &here()).await;
    assert_eq!(answer(wrong), "wrong login");
}

async fn a_code_on_paper_works_once_in_its_place(world: &World) {
    let ada = a_member("ada").join(world).await;
    let (_, codes) = set_up(world, &ada).await;
    let typed = codes[3].to_uppercase().replace('-', " ");
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &typed).await, "done");
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &codes[3]).await, WRONG);
    assert_eq!(factors(world).list(&ada).await.unwrap().recovery_left, 9);
    let new = factors(world).renew_recovery(&ada).await.unwrap().codes;
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &codes[4]).await, WRONG, "the old ones are void");
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &new[0]).await, "done");
}

async fn wrong_codes_are_counted_by_account(world: &World) {
    let ada = a_member("ada").join(world).await;
    let (secret, _) = set_up(world, &ada).await;
    for _ in 0..5 {
        let ticket_ = ticket(world).await;
        assert_eq!(second(world, &ticket_, "123456").await, WRONG);
    }
    let ticket_ = ticket(world).await;
    let refused = second(world, &ticket_, &secret.code(now(world))).await;
    assert!(refused.starts_with("too many"), "{refused}");
    world.minutes_pass(15);
    let ticket_ = ticket(world).await;
    assert_eq!(second(world, &ticket_, &secret.code(now(world))).await, "done");
}

async fn nothing_is_asked_for_any_more_once_it_is_removed(world: &World) {
    let ada = a_member("ada").join(world).await;
    let (_, codes) = set_up(world, &ada).await;
    let ticket_ = ticket(world).await;
    factors(world).remove_totp(&ada).await.unwrap();
    assert_eq!(answer(world.sessions().sign_in(("ada", PASSWORD), &here()).await), "done");
    assert_eq!(second(world, &ticket_, &codes[0]).await, WRONG);
    assert_eq!(world.rows("recovery_codes"), 0);
    assert_eq!(answer(factors(world).renew_recovery(&ada).await), "not found");
}

async fn a_ticket_is_of_its_client_and_of_its_time(world: &World) {
    let ada = a_member("ada").join(world).await;
    let (secret, _) = set_up(world, &ada).await;
    let there = Client::new(Kind::Cookie, [198, 51, 100, 1].into(), "another");
    let ticket_ = ticket(world).await;
    let code = secret.code(now(world));
    let stolen = factors(world).finish_second((&ticket_, &code), &there).await;
    assert_eq!(answer(stolen), "wrong login");
    let ticket_ = ticket(world).await;
    world.minutes_pass(5);
    assert_eq!(second(world, &ticket_, &secret.code(now(world))).await, "wrong login");
}

async fn removing_a_passkey_ends_everything_but_this_session(world: &World) {
    // Init: whoever signed in by it may have made a token.
    let ada = a_member("ada").join(world).await;
    world.sql(&format!(
        "INSERT INTO passkeys (id, user_id, credential_id, name, record, created_at) VALUES (7, {}, 'c', 'n', 'r', 0)",
        ada.id.0
    ));
    let (here, elsewhere) = (sign_in(world, "ada").await, sign_in(world, "ada").await);
    proofs_of(world, &ada);
    let kept = visit(world, &here).await.session().unwrap();

    // Verify.
    assert_eq!(answer(factors(world).remove_passkey(&ada, 8, kept).await), "not found");
    assert_eq!(world.rows("api_tokens"), 1);
    assert_eq!(answer(factors(world).remove_passkey(&ada, 7, kept).await), "done");
    for table in ["api_tokens", "proofs", "passkeys"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
    assert_eq!((who(world, &here).await, who(world, &elsewhere).await), (Some(ada), None));
}
