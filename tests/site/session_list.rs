//! How people look through their sessions, end them, and show once more who they are.

use std::time::Duration;

use domain::{Member, SessionId};
use services::{Client, Credential, Kind, Sessions, ShownBy, Visit};

use crate::world::{PASSWORD, World, a_member, answer, by, client};

on_both!(
    sessions_are_listed_with_what_tells_them_apart,
    a_session_is_ended_by_whose_it_is,
    all_others_are_ended_and_this_one_stays,
    an_admin_ends_all_sessions_of_somebody,
    networks_are_forgotten_after_a_while,
    it_counts_for_twenty_minutes_that_somebody_showed_who_they_are,
    a_session_gets_another_token_when_its_owner_shows_who_they_are,
    a_wrong_password_changes_nothing,
    guessing_is_stopped_after_ten_tries,
    staff_gets_fewer_tries,
);

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

async fn begin(world: &World, name: &str, (kind, agent): (Kind, &str)) -> String {
    let client = client(kind, (true, agent));
    world.sessions().sign_in((name, PASSWORD), &client).await.unwrap().token
}

fn shown(kind: Kind, token: &str) -> Credential<'_> {
    if kind == Kind::Cookie { Credential::Cookie(token) } else { Credential::Bearer(token) }
}

async fn visit(world: &World, token: &str) -> Option<Visit> {
    world.sessions().visit(Credential::Cookie(token), "192.0.2.0/24").await.unwrap()
}

async fn session(world: &World, token: &str) -> SessionId {
    match visit(world, token).await.unwrap().by {
        ShownBy::Session(id) => id,
        ShownBy::Token(_) => panic!("a session"),
    }
}

/// A member with a session in a browser.
async fn somebody(world: &World, name: &str) -> (Member, String, SessionId) {
    let member = a_member(name).join(world).await;
    let token = begin(world, name, (Kind::Cookie, FIREFOX)).await;
    let id = session(world, &token).await;
    (member, token, id)
}

async fn sessions_are_listed_with_what_tells_them_apart(world: &World) {
    // Init: three devices, one after the other; the first is used again.
    let (ada, first, current) = somebody(world, "ada").await;
    a_member("eve").join(world).await;
    begin(world, "eve", (Kind::Cookie, FIREFOX)).await;
    world.minutes_pass(20);
    begin(world, "ada", (Kind::Bearer, "curl/8.14.1")).await;
    world.minutes_pass(20);
    begin(world, "ada", (Kind::Cookie, "")).await;
    world.minutes_pass(20);
    visit(world, &first).await.unwrap();

    // Verify: hers only, the one that was used last first.
    let list = world.sessions().list(&ada, current).await.unwrap();
    assert_eq!(list.next, None);
    let told: Vec<_> = list
        .items
        .iter()
        .map(|it| (it.browser.as_deref(), it.system.as_deref(), it.kind.as_str(), it.current))
        .collect();
    assert_eq!(
        told,
        [
            (Some("Firefox"), Some("Linux"), "browser", true),
            (None, None, "browser", false),
            (Some("curl"), None, "app", false),
        ]
    );
    let networks: Vec<_> = list.items.iter().map(|it| it.network.as_deref()).collect();
    assert_eq!(networks, [Some("192.0.2.0/24"), Some("127.0.0.0/24"), Some("127.0.0.0/24")]);
    let first = &list.items[0];
    assert_eq!(first.last_used_at - first.created_at, Duration::from_hours(1));
    assert_eq!(first.expires_at - first.created_at, Duration::from_hours(30 * 24));

    // Verify: what stands for them is no number of a row, and does not repeat.
    let mut ids: Vec<_> = list.items.iter().map(|it| it.id.clone()).collect();
    assert!(ids.iter().all(|it| it.len() == 16 && it.parse::<i64>().is_err()), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);

    // Verify: one that has ended by itself is not in it.
    world.sql("UPDATE sessions SET expires_at = 1 WHERE kind = 'bearer'");
    assert_eq!(world.sessions().list(&ada, current).await.unwrap().items.len(), 2);
}

async fn a_session_is_ended_by_whose_it_is(world: &World) {
    // Init.
    let (ada, here, current) = somebody(world, "ada").await;
    let (eve, _, at_eves) = somebody(world, "eve").await;
    let sessions = world.sessions();
    let others = async |kind| {
        let token = begin(world, "ada", (kind, "")).await;
        let list = sessions.list(&ada, current).await.unwrap().items;
        (token, list.into_iter().find(|it| !it.current).unwrap().id)
    };

    // Verify: nobody else can, and is not told that it is there.
    for kind in [Kind::Cookie, Kind::Bearer] {
        let (token, id) = others(kind).await;
        let alive = async || sessions.member(shown(kind, &token)).await.unwrap().is_some();
        assert_eq!(answer(sessions.end(&eve, &id).await), "not found");
        assert!(alive().await);
        sessions.end(&ada, &id).await.unwrap();
        assert!(!alive().await, "dead at once");
        assert_eq!(answer(sessions.end(&ada, &id).await), "not found");
    }
    let row = current.0.to_string();
    for id in [row.as_str(), "", "AAAAAAAAAAAAAAAA", "a\0b", "é"] {
        assert_eq!(answer(sessions.end(&ada, id).await), "not found", "{id:?}");
    }
    assert!(visit(world, &here).await.is_some());
    assert_eq!(sessions.list(&eve, at_eves).await.unwrap().items.len(), 1);
}

async fn all_others_are_ended_and_this_one_stays(world: &World) {
    let (ada, here, current) = somebody(world, "ada").await;
    let (_, eves, _) = somebody(world, "eve").await;
    let (there, app) = (
        begin(world, "ada", (Kind::Cookie, "")).await,
        begin(world, "ada", (Kind::Bearer, "")).await,
    );
    world.sessions().end_others(&ada, current).await.unwrap();
    assert!(visit(world, &here).await.is_some());
    assert!(visit(world, &there).await.is_none());
    assert!(world.sessions().member(Credential::Bearer(&app)).await.unwrap().is_none());
    assert!(visit(world, &eves).await.is_some());
}

async fn an_admin_ends_all_sessions_of_somebody(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let (ada, token, _) = somebody(world, "ada").await;
    let sessions = world.sessions();
    for who in [&mo, &ada] {
        let refused = sessions.end_all_of(who, "ada", &by(who)).await;
        assert_eq!(answer(refused), "forbidden: problem-forbidden");
    }
    for name in ["nobody", "", "<b>", "a\0"] {
        assert_eq!(answer(sessions.end_all_of(&ruth, name, &by(&ruth)).await), "not found");
    }
    assert!(visit(world, &token).await.is_some());
    sessions.end_all_of(&ruth, "ADA", &by(&ruth)).await.unwrap();
    assert!(visit(world, &token).await.is_none());
    assert_eq!(world.rows("audit WHERE deed = 'user.end-sessions' AND target = 'ada'"), 1);
}

async fn networks_are_forgotten_after_a_while(world: &World) {
    // Init: a site where sessions live long, and a deed of staff.
    let patient = world.with_policy(|it| {
        it.session_idle = Duration::from_hours(400 * 24);
        it.session_lifetime = Duration::from_hours(400 * 24);
    });
    let ruth = a_member("ruth").admin().join(world).await;
    a_member("ada").join(world).await;
    let client = client(Kind::Cookie, (true, FIREFOX));
    Sessions::new(patient.clone()).sign_in(("ada", PASSWORD), &client).await.unwrap();
    world.sessions().end_all_of(&ruth, "ruth", &by(&ruth)).await.unwrap();
    let worker = services::Worker::new(patient);
    let known = || {
        let sessions = world.rows("sessions WHERE network = '127.0.0.0/24'");
        (sessions, world.rows("audit WHERE network = '127.0.0.0/24'"))
    };

    // Verify: after 30 days, and after 90.
    for (days, expected) in [(29, (1, 1)), (2, (0, 1)), (58, (0, 1)), (2, (0, 0))] {
        world.clock.advance(Duration::from_hours(days * 24));
        worker.run_due().await.unwrap();
        assert_eq!(known(), expected, "{days} days later");
    }
    assert_eq!(world.rows("sessions"), 1, "the session itself goes on");
    assert_eq!(world.rows("audit WHERE deed = 'user.end-sessions'"), 1);
}

async fn it_counts_for_twenty_minutes_that_somebody_showed_who_they_are(world: &World) {
    let (ada, token, id) = somebody(world, "ada").await;
    let fresh = async |token: &str| visit(world, token).await.unwrap().fresh;
    world.clock.advance(Duration::from_secs(20 * 60 - 1));
    assert!(fresh(&token).await);
    world.clock.advance(Duration::from_secs(1));
    assert!(!fresh(&token).await);
    let again = world.sessions().confirm(&ada, id, PASSWORD).await.unwrap().session.token;
    world.clock.advance(Duration::from_secs(20 * 60 - 1));
    assert!(fresh(&again).await);
    world.clock.advance(Duration::from_secs(1));
    assert!(!fresh(&again).await);
}

async fn a_session_gets_another_token_when_its_owner_shows_who_they_are(world: &World) {
    for (name, kind, remember) in
        [("ada", Kind::Cookie, true), ("bob", Kind::Cookie, false), ("cid", Kind::Bearer, true)]
    {
        // Init.
        let member = a_member(name).join(world).await;
        let sessions = world.sessions();
        let browser: Client = client(kind, (remember, ""));
        let begun = sessions.sign_in((name, PASSWORD), &browser).await.unwrap();
        let before = sessions.visit(shown(kind, &begun.token), "").await.unwrap().unwrap();
        let ShownBy::Session(id) = before.by else { panic!("a session") };
        world.minutes_pass(30);

        // Verify: the same session, as long as before, under another token; the old one is dead at once.
        let renewed = sessions.confirm(&member, id, PASSWORD).await.unwrap();
        assert_eq!(renewed.session.expires_at, begun.expires_at);
        assert_eq!(renewed.lasting, remember);
        assert_ne!(renewed.session.token, begun.token);
        let after = sessions.visit(shown(kind, &renewed.session.token), "").await.unwrap().unwrap();
        assert_eq!((after.by, after.fresh), (ShownBy::Session(id), true));
        assert!(sessions.visit(shown(kind, &begun.token), "").await.unwrap().is_none());
        assert!(!world.remembers(&renewed.session.token));

        // Verify: one that has ended meanwhile does not come back.
        sessions.end_all(member.id).await.unwrap();
        let late = sessions.confirm(&member, id, PASSWORD).await.map(drop);
        assert_eq!(answer(late), "sign in first");
    }
    assert_eq!(world.rows("sessions"), 0);
}

async fn a_wrong_password_changes_nothing(world: &World) {
    let (ada, token, id) = somebody(world, "ada").await;
    world.minutes_pass(30);
    for wrong in ["", "wrong", &PASSWORD.to_uppercase()] {
        let refused = world.sessions().confirm(&ada, id, wrong).await.map(drop);
        assert_eq!(answer(refused), "invalid: password=error-password-wrong");
    }
    assert!(!visit(world, &token).await.unwrap().fresh);
}

async fn guessing_is_stopped_after_ten_tries(world: &World) {
    // Init.
    let (ada, _, id) = somebody(world, "ada").await;
    let (eve, _, hers) = somebody(world, "eve").await;
    let strict = Sessions::new(world.with_policy(|it| it.limits = true));

    // Verify: also the right one, until the time is over; nobody else pays for it.
    for _ in 0..10 {
        let refused = strict.confirm(&ada, id, "wrong").await.map(drop);
        assert_eq!(answer(refused), "invalid: password=error-password-wrong");
    }
    let refused = strict.confirm(&ada, id, PASSWORD).await.map(drop);
    assert!(answer(refused).starts_with("too many"));
    strict.confirm(&eve, hers, PASSWORD).await.unwrap();
    world.minutes_pass(1);
    strict.confirm(&ada, id, PASSWORD).await.unwrap();
}

async fn staff_gets_fewer_tries(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    let strict = Sessions::new(world.with_policy(|it| it.limits = true));
    let begun = strict.sign_in(("ruth", PASSWORD), &client(Kind::Cookie, (false, ""))).await;
    let token = begun.unwrap().token;
    let ShownBy::Session(id) = visit(world, &token).await.unwrap().by else { panic!("a session") };

    // Verify: three at once, and then one in five minutes; right ones take nothing.
    for _ in 0..5 {
        strict.confirm(&ruth, id, PASSWORD).await.unwrap();
    }
    for _ in 0..3 {
        let refused = strict.confirm(&ruth, id, "wrong").await.map(drop);
        assert_eq!(answer(refused), "invalid: password=error-password-wrong");
    }
    let refused = answer(strict.confirm(&ruth, id, PASSWORD).await.map(drop));
    assert!(refused.starts_with("too many for 30"), "{refused}");
    world.minutes_pass(5);
    strict.confirm(&ruth, id, PASSWORD).await.unwrap();
}
