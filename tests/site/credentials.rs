//! How a member changes their password and their address, and what happens to whoever tries it for them.

use std::time::Duration;

use domain::Member;
use ports::{LetterKind, MailError};
use services::{Addresses, Credentials, Kind, Recovery};
use views::AccountView;

use crate::letter_links::{change_link, last_token, proofs_of, sign_in, sign_in_with, visit, who};
use crate::world::{PASSWORD, World, a_member, answer, browser, client, wish};

on_both!(
    a_password_is_changed_by_whoever_knows_it,
    this_session_goes_on_under_another_token_and_all_others_end,
    whoever_guesses_a_password_is_stopped,
    what_is_wrong_with_another_address_is_told_by_field,
    an_address_counts_once_it_is_confirmed,
    a_change_of_address_ends_everything_somebody_is_known_by,
    what_was_asked_for_before_a_change_is_over,
    letters_are_written_in_the_language_that_was_chosen,
    a_member_learns_that_their_letter_came_back,
);

pub(crate) const NEW: &str = "seven boats on the quiet river";

pub(crate) fn credentials(world: &World) -> Credentials {
    Credentials::new(world.context.clone())
}

pub(crate) fn addresses(world: &World) -> Addresses {
    Addresses::new(world.context.clone())
}

pub(crate) async fn show(world: &World, member: &Member) -> AccountView {
    credentials(world).show(member).await.unwrap()
}

/// Asks for another address and says what became of it.
pub(crate) async fn ask(world: &World, session: &str, email: &str) -> String {
    let visit = visit(world, session).await;
    answer(credentials(world).change_email(&visit, (PASSWORD, email), &browser()).await)
}

async fn a_password_is_changed_by_whoever_knows_it(world: &World) {
    // Init.
    let ada = a_member("adalovelace").join(world).await;
    let session = sign_in(world, "adalovelace").await;
    let visit = visit(world, &session).await;
    let change = async |current: &str, password: &str| {
        answer(credentials(world).change_password(&visit, current, password).await.map(drop))
    };

    // Check: nothing changes otherwise.
    assert_eq!(change("wrong", NEW).await, "invalid: current=error-mails-password");
    assert_eq!(change("", NEW).await, "invalid: current=error-mails-password");
    assert_eq!(change(PASSWORD, "short").await, "invalid: password=error-length");
    let known = change(PASSWORD, "AdaLovelace!2").await;
    assert_eq!(known, "invalid: password=error-password-guessable");
    assert_eq!(who(world, &session).await, Some(ada));
    assert_eq!(world.rows("mails"), 0);

    // Verify.
    assert_eq!(change(PASSWORD, NEW).await, "done");
    assert_eq!(answer(sign_in_with(world, "adalovelace", PASSWORD).await), "wrong login");
    assert_eq!(answer(sign_in_with(world, "adalovelace", NEW).await), "done");
    assert_eq!(world.work().await, 1);
    let told = world.mailer.sent().pop().unwrap();
    assert!(matches!(told.kind, LetterKind::PasswordChanged { .. }), "{told:?}");
    assert_eq!(told.to, "adalovelace@example.org");
}

async fn this_session_goes_on_under_another_token_and_all_others_end(world: &World) {
    // Init: a session that lasts and one that does not, a program, a token, a challenge; somebody else with the same.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    for who in [&ada, &eve] {
        proofs_of(world, who);
    }
    let others = [sign_in(world, "ada").await, sign_in(world, "ada").await];
    let hers = sign_in(world, "eve").await;
    for remember in [true, false] {
        let program = client(Kind::Cookie, (remember, "a browser"));
        let password = if remember { PASSWORD } else { NEW };
        let old = world.sessions().sign_in(("ada", password), &program).await.unwrap();
        world.minutes_pass(60);
        let visit = visit(world, &old.token).await;
        let new = if remember { NEW } else { PASSWORD };
        let renewed = credentials(world).change_password(&visit, password, new).await.unwrap();

        // Verify: the same session, as long as it was to last, but nobody who copied its token has it.
        assert_eq!(renewed.remember, remember);
        assert_eq!(renewed.signed_in.expires_at, old.expires_at);
        assert_eq!(who(world, &old.token).await, None);
        assert_eq!(who(world, &renewed.signed_in.token).await, Some(ada.clone()));
        let fresh = crate::letter_links::visit(world, &renewed.signed_in.token).await;
        assert!(fresh.fresh, "a password was just shown");
        assert_eq!(fresh.by, visit.by);
    }
    for other in &others {
        assert_eq!(who(world, other).await, None);
    }
    assert_eq!(who(world, &hers).await, Some(eve.clone()));
    for table in ["api_tokens", "proofs"] {
        let left = |id| world.rows(&format!("{table} WHERE user_id = {id}"));
        assert_eq!((left(ada.id.0), left(eve.id.0)), (0, 1), "{table}");
    }
}

async fn whoever_guesses_a_password_is_stopped(world: &World) {
    a_member("ada").join(world).await;
    let session = sign_in(world, "ada").await;
    let visit = visit(world, &session).await;
    let credentials = Credentials::new(world.with_policy(|it| it.limits = true));
    for nth in 0..10 {
        // Both doors count together.
        let refused = if nth % 2 == 0 {
            answer(credentials.change_password(&visit, "wrong", NEW).await.map(drop))
        } else {
            answer(credentials.change_email(&visit, ("wrong", "x@example.org"), &browser()).await)
        };
        assert!(refused.ends_with("=error-mails-password"), "{nth}: {refused}");
    }
    let refused = answer(credentials.change_password(&visit, PASSWORD, NEW).await.map(drop));
    assert_eq!(refused, "too many for 61 s");
    world.minutes_pass(1);
    assert_eq!(answer(credentials.change_password(&visit, PASSWORD, NEW).await.map(drop)), "done");
}

async fn what_is_wrong_with_another_address_is_told_by_field(world: &World) {
    a_member("ada").join(world).await;
    let session = sign_in(world, "ada").await;
    let visit = visit(world, &session).await;
    for (password, email, why) in [
        ("wrong", "new@example.org", "password=error-mails-password"),
        (PASSWORD, "nonsense", "email=error-email"),
        (PASSWORD, "ADA@example.org", "email=error-mails-same-address"),
        (PASSWORD, "ada@mailinator.com", "email=error-disposable"),
        (PASSWORD, "Ada@EU.Mailinator.com", "email=error-disposable"),
    ] {
        let refused = credentials(world).change_email(&visit, (password, email), &browser()).await;
        assert_eq!(answer(refused), format!("invalid: {why}"));
    }
    assert_eq!((world.rows("mails"), world.rows("links")), (0, 0));
}

async fn an_address_counts_once_it_is_confirmed(world: &World) {
    let ada = a_member("ada").join(world).await;
    let session = sign_in(world, "ada").await;

    // Verify: the link goes to the new address, and the old one stays.
    let token = change_link(world, &session, "New@example.org").await;
    let letter = world.mailer.sent().pop().unwrap();
    let LetterKind::ConfirmChange { name, hours, .. } = &letter.kind else { panic!() };
    assert_eq!((letter.to.as_str(), name.as_str(), *hours), ("New@example.org", "ada", 1));
    let shown = show(world, &ada).await;
    assert_eq!(
        (shown.email.as_str(), shown.pending.as_deref()),
        ("ada@example.org", Some("New@example.org"))
    );
    assert_eq!(answer(sign_in_with(world, "ada@example.org", PASSWORD).await), "done");
    assert_eq!(answer(sign_in_with(world, "new@example.org", PASSWORD).await), "wrong login");

    // Verify: it works for an hour, once.
    world.clock.advance(Duration::from_secs(3_600 - 1));
    assert!(addresses(world).can_confirm(&token).await.unwrap());
    world.clock.advance(Duration::from_secs(1));
    assert!(!addresses(world).can_confirm(&token).await.unwrap());
    assert_eq!(show(world, &ada).await.pending, None);
    let session = sign_in(world, "ada").await;
    let token = change_link(world, &session, "New@example.org").await;
    assert_eq!(answer(addresses(world).confirm(&token).await), "done");
    assert_eq!(answer(addresses(world).confirm(&token).await), "invalid: token=problem-link-dead");
    let shown = show(world, &ada).await;
    assert_eq!(
        (shown.email.as_str(), shown.verified, shown.pending),
        ("New@example.org", true, None)
    );
    assert_eq!(answer(sign_in_with(world, "new@example.org", PASSWORD).await), "done");
    assert_eq!(answer(sign_in_with(world, "ada@example.org", PASSWORD).await), "wrong login");

    // Verify: the old address is told, and how to undo it.
    assert_eq!(world.work().await, 1);
    let told = world.mailer.sent().pop().unwrap();
    let LetterKind::AddressChanged { undo: Some((_, days)), .. } = &told.kind else { panic!() };
    assert_eq!((told.to.as_str(), *days), ("ada@example.org", 7));
}

async fn a_change_of_address_ends_everything_somebody_is_known_by(world: &World) {
    let ada = a_member("ada").join(world).await;
    proofs_of(world, &ada);
    let (session, other) = (sign_in(world, "ada").await, sign_in(world, "ada").await);
    let token = change_link(world, &session, "new@example.org").await;
    assert_eq!(world.rows("sessions"), 2, "not before it is confirmed");
    addresses(world).confirm(&token).await.unwrap();
    for token in [&session, &other] {
        assert_eq!(who(world, token).await, None);
    }
    for table in ["sessions", "api_tokens", "proofs"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
}

async fn what_was_asked_for_before_a_change_is_over(world: &World) {
    // Init: a forgotten password and another address, both asked for.
    let recovery = Recovery::new(world.context.clone());
    let dead = "invalid: token=problem-link-dead";
    for name in ["ada", "eve"] {
        a_member(name).join(world).await;
    }
    let reset = async |name: &str| {
        recovery.ask(&format!("{name}@example.org"), &browser()).await.unwrap();
        world.work().await;
        last_token(world, "/password/reset/")
    };

    // Verify: a confirmed address ends the reset, also for whoever still reads the old one.
    let (session, asked) = (sign_in(world, "ada").await, reset("ada").await);
    let change = change_link(world, &session, "new@example.org").await;
    recovery.ask("ada@example.org", &browser()).await.unwrap();
    addresses(world).confirm(&change).await.unwrap();
    for token in [&asked] {
        assert_eq!(answer(recovery.reset(token, NEW).await), dead);
    }
    assert_eq!(world.work().await, 1, "only the news: the letter that had not left does not");

    // Verify: a changed password ends both.
    let session = sign_in(world, "eve").await;
    let change = change_link(world, &session, "eve.new@example.org").await;
    let asked = reset("eve").await;
    let visit = visit(world, &session).await;
    credentials(world).change_password(&visit, PASSWORD, NEW).await.unwrap();
    assert_eq!(answer(recovery.reset(&asked, PASSWORD).await), dead);
    assert_eq!(answer(addresses(world).confirm(&change).await), dead);
}

async fn letters_are_written_in_the_language_that_was_chosen(world: &World) {
    let ada = a_member("ada").join(world).await;
    assert_eq!(show(world, &ada).await.locale, "en");
    let shown = credentials(world).set_locale(&ada, "zh-CN").await.unwrap();
    assert_eq!(shown.locale, "zh-CN");
    let session = sign_in(world, "ada").await;
    change_link(world, &session, "new@example.org").await;
    assert_eq!(world.mailer.sent().pop().unwrap().locale, "zh-CN");
}

async fn a_member_learns_that_their_letter_came_back(world: &World) {
    // Init: a newcomer with a typing error.
    let refused = MailError::Permanent("550 no such user".to_owned());
    world.mailer.answer([refused.clone()]);
    world.register(&wish("ada", "aad@example.org")).await.unwrap();
    let ada = world.people().find("ada").await.unwrap().member;
    assert_eq!(show(world, &ada).await.trouble, None, "nothing is known yet");
    world.work().await;
    let trouble = show(world, &ada).await.trouble.unwrap();
    assert_eq!(trouble.address, "aad@example.org");
    assert_eq!(trouble.reason.as_deref(), Some("550 no such user"));

    // Verify: corrected, it is forgotten; what the old address has to say no longer counts.
    let session = sign_in(world, "ada").await;
    assert_eq!(ask(world, &session, "ada@example.org").await, "done");
    assert_eq!(show(world, &ada).await.trouble, None);
    world.work().await;
    assert_eq!(show(world, &ada).await.trouble, None);
    let token = last_token(world, "/verify/");
    assert_eq!(answer(world.accounts().verify(&token).await), "done");

    // Verify: what happened on the way is not told, nor what had become pointless.
    world.mailer.break_down(true);
    credentials(world).set_locale(&ada, "en").await.unwrap();
    assert_eq!(ask(world, &session, "new@example.org").await, "done");
    for _ in 0..14 {
        world.work().await;
        world.minutes_pass(24 * 60);
    }
    let ada = world.people().find("ada").await.unwrap().member;
    world.sql("UPDATE links SET expires_at = 9000000000000000");
    let trouble = show(world, &ada).await.trouble.unwrap();
    assert_eq!((trouble.address.as_str(), trouble.reason), ("new@example.org", None));
    world.sql("UPDATE mails SET last_error = 'what it was about is over' WHERE state = 'failed'");
    assert_eq!(show(world, &ada).await.trouble, None);
}
