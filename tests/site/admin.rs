//! What admins do to accounts, and who may not.

use services::{Credential, Kind, UserChange};

use crate::world::{PASSWORD, World, a_member, answer, by, client};

on_both!(
    only_an_admin_looks_after_users,
    nobody_does_it_to_themselves,
    a_suspension_works_at_once_and_can_be_undone,
    a_role_is_given_and_the_sessions_before_it_end,
    a_change_that_names_nobody_or_nothing_is_refused,
    a_change_that_is_half_wrong_changes_nothing,
    users_are_listed_page_by_page,
);

fn suspend(suspended: bool) -> UserChange {
    UserChange { suspended: Some(suspended), role: None }
}

fn promote(role: &str) -> UserChange {
    UserChange { suspended: None, role: Some(role.to_owned()) }
}

async fn sign_in(world: &World, name: &str) -> services::Result<String> {
    let signed_in =
        world.sessions().sign_in((name, PASSWORD), &client(Kind::Cookie, (true, ""))).await;
    signed_in.map(|it| it.token)
}

async fn only_an_admin_looks_after_users(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    a_member("eve").join(world).await;
    for who in [a_member("ada").join(world).await, a_member("mo").moderator().join(world).await] {
        let refused = "forbidden: problem-forbidden";
        assert_eq!(answer(world.admin().users(&who, 1).await), refused, "{}", who.name);
        assert_eq!(
            answer(world.admin().change(&who, "eve", suspend(true), &by(&who)).await),
            refused
        );
        assert_eq!(
            answer(world.admin().change(&who, &who.name, promote("admin"), &by(&who)).await),
            refused
        );
    }
    assert_eq!(world.rows("users WHERE suspended_at IS NOT NULL OR role = 'admin'"), 1);
    assert_eq!(world.admin().users(&ruth, 1).await.unwrap().total, 4);
}

async fn nobody_does_it_to_themselves(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    for change in [suspend(true), promote("member")] {
        let outcome = world.admin().change(&ruth, "RUTH", change, &by(&ruth)).await;
        assert_eq!(answer(outcome), "forbidden: problem-not-yourself");
    }
    assert_eq!(world.rows("users WHERE role = 'admin' AND suspended_at IS NULL"), 1);
}

async fn a_suspension_works_at_once_and_can_be_undone(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    a_member("eve").join(world).await;
    let token = sign_in(world, "eve").await.unwrap();
    let suspended = world.admin().change(&ruth, "eve", suspend(true), &by(&ruth)).await.unwrap();
    assert!(suspended.suspended);
    assert!(world.sessions().member(Credential::Cookie(&token)).await.unwrap().is_none());
    assert_eq!(answer(sign_in(world, "eve").await), "forbidden: problem-suspended");

    let reinstated = world.admin().change(&ruth, "eve", suspend(false), &by(&ruth)).await.unwrap();
    assert!(!reinstated.suspended);
    assert!(world.sessions().member(Credential::Cookie(&token)).await.unwrap().is_none());
    assert_eq!(answer(sign_in(world, "eve").await), "done");
}

async fn a_role_is_given_and_the_sessions_before_it_end(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    a_member("eve").join(world).await;
    for role in ["moderator", "admin", "member"] {
        let token = sign_in(world, "eve").await.unwrap();
        let changed = world.admin().change(&ruth, "eve", promote(role), &by(&ruth)).await.unwrap();
        assert_eq!(changed.role, role);
        assert!(world.sessions().member(Credential::Cookie(&token)).await.unwrap().is_none());
        let token = sign_in(world, "eve").await.unwrap();
        let eve = world.sessions().member(Credential::Cookie(&token)).await.unwrap().unwrap();
        assert_eq!(eve.role.as_str(), role);
    }
}

async fn a_change_that_names_nobody_or_nothing_is_refused(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    a_member("eve").join(world).await;
    for name in ["nobody", "<b>", "", "@eve\0"] {
        let outcome = world.admin().change(&ruth, name, suspend(true), &by(&ruth)).await;
        assert_eq!(answer(outcome), "not found", "{name:?}");
    }
    let outcome = world.admin().change(&ruth, "eve", promote("king"), &by(&ruth)).await;
    assert_eq!(answer(outcome), "invalid: role=error-role");
    let nothing =
        world.admin().change(&ruth, "eve", UserChange::default(), &by(&ruth)).await.unwrap();
    assert_eq!((nothing.role.as_str(), nothing.suspended), ("member", false));
}

async fn a_change_that_is_half_wrong_changes_nothing(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    a_member("eve").join(world).await;
    let change = UserChange { role: Some("king".to_owned()), ..suspend(true) };
    let outcome = world.admin().change(&ruth, "eve", change, &by(&ruth)).await;
    assert_eq!(answer(outcome), "invalid: role=error-role");
    assert_eq!(world.rows("users WHERE suspended_at IS NOT NULL"), 0);

    let both = UserChange { role: Some("moderator".to_owned()), ..suspend(true) };
    let changed = world.admin().change(&ruth, "eve", both, &by(&ruth)).await.unwrap();
    assert_eq!((changed.role.as_str(), changed.suspended), ("moderator", true));
}

async fn users_are_listed_page_by_page(world: &World) {
    // Init: 51 users, one more than a page has.
    let ruth = a_member("ruth").admin().join(world).await;
    let typed =
        (0..50).map(|n| crate::world::wish(&format!("user{n}x"), &format!("u{n}@example.org")));
    let at = time::OffsetDateTime::UNIX_EPOCH;
    world.people().add_all(typed.collect(), PASSWORD, at).await.unwrap();

    // Verify: newest first; a page that is none is the nearest one, or empty.
    let first = world.admin().users(&ruth, 1).await.unwrap();
    assert_eq!((first.items.len(), first.page, first.pages, first.total), (50, 1, 2, 51));
    assert_eq!(first.items[0].name, "user49x");
    assert_eq!(first.items[0].email, "u49@example.org");
    let second = world.admin().users(&ruth, 2).await.unwrap();
    assert_eq!((second.items.len(), second.items[0].name.as_str()), (1, "ruth"));
    for page in [0, -1, i64::MIN] {
        assert_eq!(world.admin().users(&ruth, page).await.unwrap().page, 1);
    }
    for page in [3, i64::MAX] {
        assert!(world.admin().users(&ruth, page).await.unwrap().items.is_empty());
    }
}
