//! How one gets in, stays in and gets out.

use std::time::Duration;

use domain::Member;
use services::{Context, Credential, Kind, Passwords, Sessions};

use crate::world::{PASSWORD, World, a_member, answer, client};

on_both!(
    a_name_or_an_address_and_the_password_let_in,
    every_wrong_pair_gets_the_same_answer,
    the_suspended_are_told_so_once_the_password_was_right,
    a_password_is_hashed_anew_when_the_cost_has_changed,
    whoever_did_not_ask_to_be_remembered_is_forgotten_after_a_day,
    a_session_ends_at_its_age_however_much_it_is_used,
    a_session_that_is_not_used_ends,
    a_use_is_written_down_once_in_ten_minutes_at_most,
    signing_out_ends_this_session_and_no_other,
    what_takes_rights_away_ends_all_sessions,
    the_database_cannot_be_used_to_sign_in,
    a_cookie_is_no_bearer_token,
    the_worker_forgets_sessions_that_have_ended,
);

const DAY: Duration = Duration::from_hours(24);

async fn sign_in(world: &World, login: &str, remember: bool) -> String {
    let pair = (login, PASSWORD);
    world
        .sessions()
        .sign_in(pair, &client(Kind::Cookie, (remember, "a browser")))
        .await
        .unwrap()
        .token
}

async fn who(world: &World, token: &str) -> Option<Member> {
    world.sessions().member(Credential::Cookie(token)).await.unwrap()
}

async fn a_name_or_an_address_and_the_password_let_in(world: &World) {
    let ada = a_member("ada").join(world).await;
    for login in ["ada", "ADA", " @ada ", "аda", "ada@example.org", "ADA@example.ORG"] {
        let token = sign_in(world, login, false).await;
        assert_eq!(token.len(), 43, "256 bits of base64url");
        assert_eq!(who(world, &token).await.as_ref(), Some(&ada), "{login}");
    }
    assert_eq!(world.rows("sessions"), 6, "a new token each time");
}

async fn every_wrong_pair_gets_the_same_answer(world: &World) {
    a_member("ada").join(world).await;
    for (login, password) in [
        ("ada", "four trees in a row by the lak"),
        ("ada", ""),
        ("nobody", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("<script>", PASSWORD),
        ("", ""),
        ("ada\0", PASSWORD),
    ] {
        let outcome =
            world.sessions().sign_in((login, password), &client(Kind::Bearer, (true, ""))).await;
        assert_eq!(answer(outcome), "wrong login", "{login:?} {password:?}");
    }
    assert_eq!(world.rows("sessions"), 0);
}

async fn the_suspended_are_told_so_once_the_password_was_right(world: &World) {
    a_member("ada").join(world).await;
    world.people().set_suspended("ada", true).await.unwrap();
    let outcome =
        world.sessions().sign_in(("ada", PASSWORD), &client(Kind::Cookie, (true, ""))).await;
    assert_eq!(answer(outcome), "forbidden: problem-suspended");
    let outcome =
        world.sessions().sign_in(("ada", "wrong"), &client(Kind::Cookie, (true, ""))).await;
    assert_eq!(answer(outcome), "wrong login");
    assert_eq!(world.rows("sessions"), 0);
}

async fn a_password_is_hashed_anew_when_the_cost_has_changed(world: &World) {
    // Init.
    a_member("ada").join(world).await;
    let hash = || world.raw().texts("SELECT password_hash AS t FROM users").remove(0);
    let before = hash();
    assert!(before.starts_with("$2b$04$"), "{before}");

    // Check: the same cost changes nothing.
    sign_in(world, "ada", false).await;
    assert_eq!(hash(), before);

    // Verify: a wrong password does not, the right one does; then both costs let in.
    let dearer = Context { passwords: Passwords::new(5, 2), ..world.context.clone() };
    let dearer = Sessions::new(dearer);
    let wrong = dearer.sign_in(("ada", "wrong"), &client(Kind::Cookie, (false, ""))).await;
    assert_eq!((answer(wrong).as_str(), hash()), ("wrong login", before));
    dearer.sign_in(("ada", PASSWORD), &client(Kind::Cookie, (false, ""))).await.unwrap();
    assert!(hash().starts_with("$2b$05$"), "{}", hash());
    dearer.sign_in(("ada", PASSWORD), &client(Kind::Cookie, (false, ""))).await.unwrap();
    sign_in(world, "ada", false).await;
    assert!(hash().starts_with("$2b$04$"), "{}", hash());
}

async fn whoever_did_not_ask_to_be_remembered_is_forgotten_after_a_day(world: &World) {
    a_member("ada").join(world).await;
    let (short, long) = (sign_in(world, "ada", false).await, sign_in(world, "ada", true).await);
    world.clock.advance(Duration::from_secs(24 * 3_600 - 1));
    assert!(who(world, &short).await.is_some());
    world.clock.advance(Duration::from_secs(1));
    assert!(who(world, &short).await.is_none());
    assert!(who(world, &long).await.is_some());
}

async fn a_session_ends_at_its_age_however_much_it_is_used(world: &World) {
    a_member("ada").join(world).await;
    let token = sign_in(world, "ada", true).await;
    for _ in 0..29 {
        world.clock.advance(DAY);
        assert!(who(world, &token).await.is_some());
    }
    world.clock.advance(Duration::from_secs(24 * 3_600 - 1));
    assert!(who(world, &token).await.is_some());
    world.clock.advance(Duration::from_secs(1));
    assert!(who(world, &token).await.is_none());
}

async fn a_session_that_is_not_used_ends(world: &World) {
    // Init: one that is used after ten days, one that is not.
    a_member("ada").join(world).await;
    let (used, idle) = (sign_in(world, "ada", true).await, sign_in(world, "ada", true).await);
    world.clock.advance(10 * DAY);
    assert!(who(world, &used).await.is_some());

    // Verify: the fourteen days count from the last use.
    world.clock.advance(4 * DAY);
    assert!(who(world, &used).await.is_some());
    assert!(who(world, &idle).await.is_none());
    world.clock.advance(14 * DAY);
    assert!(who(world, &used).await.is_none());
}

async fn a_use_is_written_down_once_in_ten_minutes_at_most(world: &World) {
    a_member("ada").join(world).await;
    let token = sign_in(world, "ada", true).await;
    let seen = || world.raw().number("SELECT seen_at AS n FROM sessions");
    let first = seen();
    for _ in 0..10 {
        world.minutes_pass(1);
        who(world, &token).await.unwrap();
        assert_eq!(seen(), first);
    }
    world.clock.advance(Duration::from_secs(1));
    who(world, &token).await.unwrap();
    assert_eq!(seen() - first, 601_000_000);
}

async fn signing_out_ends_this_session_and_no_other(world: &World) {
    a_member("ada").join(world).await;
    let (one, other) = (sign_in(world, "ada", true).await, sign_in(world, "ada", true).await);
    world.sessions().sign_out(Credential::Cookie(&one)).await.unwrap();
    assert!(who(world, &one).await.is_none());
    assert!(who(world, &other).await.is_some());
    world.sessions().sign_out(Credential::Cookie(&one)).await.expect("twice is no fault");
    assert_eq!(world.rows("sessions"), 1, "the row is gone, not marked");
}

async fn what_takes_rights_away_ends_all_sessions(world: &World) {
    let ada = a_member("ada").moderator().join(world).await;
    a_member("eve").join(world).await;
    let eve = sign_in(world, "eve", true).await;
    for reason in ["password", "role", "suspension", "by hand"] {
        let tokens = [sign_in(world, "ada", true).await, sign_in(world, "ada", false).await];
        match reason {
            "password" => world.people().reset_password("ada", PASSWORD).await.unwrap(),
            "role" => world.people().set_role("ada", domain::Role::Member).await.unwrap(),
            "suspension" => {
                world.people().set_suspended("ada", true).await.unwrap();
                world.people().set_suspended("ada", false).await.unwrap();
            }
            _ => world.sessions().end_all(ada.id).await.unwrap(),
        }
        for token in &tokens {
            assert!(who(world, token).await.is_none(), "{reason}");
        }
    }
    assert!(who(world, &eve).await.is_some(), "nobody else's");
}

async fn the_database_cannot_be_used_to_sign_in(world: &World) {
    a_member("ada").join(world).await;
    let agent = format!("browser\r\n{}", "x".repeat(300));
    let signed_in = world
        .sessions()
        .sign_in(("ada", PASSWORD), &client(Kind::Cookie, (true, &agent)))
        .await
        .unwrap();
    assert!(!world.remembers(&signed_in.token));
    let stored = world.raw().texts("SELECT token_hash AS t FROM sessions").remove(0);
    assert!(who(world, &stored).await.is_none(), "what is stored lets nobody in");
    let agent = world.raw().texts("SELECT user_agent AS t FROM sessions").remove(0);
    assert_eq!((agent.len(), &agent[..8]), (200, "browserx"));
}

async fn a_cookie_is_no_bearer_token(world: &World) {
    a_member("ada").join(world).await;
    for kind in [Kind::Cookie, Kind::Bearer] {
        let sessions = world.sessions();
        let token =
            sessions.sign_in(("ada", PASSWORD), &client(kind, (true, ""))).await.unwrap().token;
        let as_cookie = sessions.member(Credential::Cookie(&token)).await.unwrap().is_some();
        let as_bearer = sessions.member(Credential::Bearer(&token)).await.unwrap().is_some();
        assert_eq!((as_cookie, as_bearer), (kind == Kind::Cookie, kind == Kind::Bearer));
    }
}

async fn the_worker_forgets_sessions_that_have_ended(world: &World) {
    a_member("ada").join(world).await;
    sign_in(world, "ada", false).await;
    let kept = sign_in(world, "ada", true).await;
    world.clock.advance(2 * DAY);
    world.work().await;
    assert_eq!(world.rows("sessions"), 1);
    assert!(who(world, &kept).await.is_some());
    world.clock.advance(14 * DAY);
    world.work().await;
    assert_eq!(world.rows("sessions"), 0);
}
