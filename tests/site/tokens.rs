//! Personal tokens: who makes them, what they are good for, and when they end.

use std::time::Duration;

use domain::{Member, Role, Scope};
use services::{Credential, ShownBy, TokenDraft, Visit};
use views::MadeToken;

use crate::recorder;
use crate::world::{PASSWORD, World, a_member, answer, by, owner};

on_both!(
    a_token_is_told_once_and_kept_as_a_hash,
    a_token_acts_for_its_owner_within_its_scope,
    a_draft_is_checked_field_by_field,
    a_token_works_until_its_time_is_over,
    a_token_is_revoked_by_whose_it_is,
    nobody_has_more_than_fifty,
    the_use_of_a_token_is_noted_once_in_ten_minutes,
    what_takes_rights_away_ends_tokens_too,
    a_token_costs_one_question,
    the_owner_makes_and_revokes_tokens_of_anybody,
);

fn draft(scope: &str, expires_days: Option<i64>) -> TokenDraft {
    TokenDraft { name: "backup".to_owned(), scope: scope.to_owned(), expires_days }
}

async fn make(world: &World, member: &Member, scope: &str) -> MadeToken {
    world.tokens().create(member, &draft(scope, None)).await.unwrap()
}

async fn visit(world: &World, token: &str) -> Option<Visit> {
    world.sessions().visit(Credential::Bearer(token), "").await.unwrap()
}

async fn a_token_is_told_once_and_kept_as_a_hash(world: &World) {
    let ada = a_member("ada").join(world).await;
    let made = make(world, &ada, "read").await;
    assert!(made.token.starts_with("tt_") && made.token.len() == 46, "{}", made.token);
    assert!(!world.remembers(&made.token) && !world.remembers(&made.token[3..]));
    let hash = world.raw().texts("SELECT token_hash AS t FROM api_tokens").remove(0);
    assert_eq!((hash.len(), hash.starts_with(&made.view.id)), (64, true));
    let list = world.tokens().list(&ada).await.unwrap().items;
    assert_eq!(list, std::slice::from_ref(&made.view));

    // What is kept is no way in, nor is a cookie with it, nor anything that only looks like it.
    assert!(visit(world, &made.token).await.is_some());
    for wrong in [&hash, &made.view.id, &format!("tt_{}", &hash[..43]), &made.token[3..]] {
        assert!(visit(world, wrong).await.is_none(), "{wrong}");
    }
    let cookie = world.sessions().visit(Credential::Cookie(&made.token), "").await.unwrap();
    assert!(cookie.is_none());
}

async fn a_token_acts_for_its_owner_within_its_scope(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    for scope in Scope::ALL {
        let made = make(world, &ruth, scope.as_str()).await;
        let found = visit(world, &made.token).await.unwrap();
        let role = if scope == Scope::Admin { Role::Admin } else { Role::Member };
        assert_eq!((found.by, found.fresh), (ShownBy::Token(scope), false));
        assert_eq!(found.member, Member { role, ..ruth.clone() });
    }
}

async fn a_draft_is_checked_field_by_field(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let tokens = world.tokens();
    for (name, scope, days, wrong) in [
        ("", "read", None, "name=error-empty"),
        (" ", "read", None, "name=error-empty"),
        ("a\0", "read", None, "name=error-control-characters"),
        (&*"x".repeat(61), "read", None, "name=error-too-long"),
        ("x", "", None, "scope=error-scope"),
        ("x", "root", None, "scope=error-scope"),
        ("x", "admin", None, "scope=error-scope-staff"),
        ("x", "read", Some(0), "expires_days=error-limit"),
        ("x", "read", Some(366), "expires_days=error-limit"),
        ("x", "read", Some(-1), "expires_days=error-limit"),
        ("", "x", Some(0), "expires_days=error-limit name=error-empty scope=error-scope"),
    ] {
        let draft =
            TokenDraft { name: name.to_owned(), scope: scope.to_owned(), expires_days: days };
        let refused = tokens.create(&ada, &draft).await.map(drop);
        assert_eq!(answer(refused), format!("invalid: {wrong}"));
    }
    assert_eq!(world.rows("api_tokens"), 0);
    tokens.create(&mo, &draft("admin", Some(365))).await.unwrap();
    let longest = TokenDraft { name: "湖".repeat(60), ..draft("write", Some(1)) };
    let made = tokens.create(&ada, &longest).await.unwrap();
    assert_eq!(made.view.name, longest.name);
}

async fn a_token_works_until_its_time_is_over(world: &World) {
    let ada = a_member("ada").join(world).await;
    let week = world.tokens().create(&ada, &draft("read", Some(7))).await.unwrap();
    let forever = make(world, &ada, "read").await;
    let day = Duration::from_hours(24);
    world.clock.advance(Duration::from_secs(7 * 86_400 - 1));
    assert!(visit(world, &week.token).await.is_some());
    assert!(!world.tokens().list(&ada).await.unwrap().items[1].expired);
    world.clock.advance(Duration::from_secs(1));
    assert!(visit(world, &week.token).await.is_none());
    assert!(world.tokens().list(&ada).await.unwrap().items[1].expired);
    world.clock.advance(1_000 * day);
    assert!(visit(world, &forever.token).await.is_some());
}

async fn a_token_is_revoked_by_whose_it_is(world: &World) {
    let (ada, eve) = (a_member("ada").join(world).await, a_member("eve").join(world).await);
    let (first, second) = (make(world, &ada, "read").await, make(world, &ada, "read").await);
    let tokens = world.tokens();
    assert_eq!(answer(tokens.revoke(&eve, &first.view.id).await), "not found");
    for id in ["", "1", "%", "0000000000000000", "g000000000000000", "a\0", &first.token] {
        assert_eq!(answer(tokens.revoke(&ada, id).await), "not found", "{id:?}");
    }
    assert!(visit(world, &first.token).await.is_some());
    tokens.revoke(&ada, &first.view.id).await.unwrap();
    assert!(visit(world, &first.token).await.is_none(), "dead at once");
    assert_eq!(answer(tokens.revoke(&ada, &first.view.id).await), "not found");
    assert!(visit(world, &second.token).await.is_some());
    assert_eq!(world.rows("api_tokens"), 1);
}

async fn nobody_has_more_than_fifty(world: &World) {
    let (ada, eve) = (a_member("ada").join(world).await, a_member("eve").join(world).await);
    for _ in 0..48 {
        make(world, &ada, "read").await;
    }
    // The last places are fought for.
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (tokens, ada) = (world.tokens(), ada.clone());
        tries.spawn(
            async move { answer(tokens.create(&ada, &draft("read", None)).await.map(drop)) },
        );
    }
    let mut told = tries.join_all().await;
    told.sort();
    assert_eq!(told[..2], ["done", "done"]);
    assert!(told[2..].iter().all(|it| it == "invalid: name=error-tokens-full"), "{told:?}");
    assert_eq!(world.rows("api_tokens"), 50);
    make(world, &eve, "read").await;
    let gone = world.tokens().list(&ada).await.unwrap().items[0].id.clone();
    world.tokens().revoke(&ada, &gone).await.unwrap();
    make(world, &ada, "read").await;
}

async fn the_use_of_a_token_is_noted_once_in_ten_minutes(world: &World) {
    let ada = a_member("ada").join(world).await;
    let made = make(world, &ada, "read").await;
    let used = async || world.tokens().list(&ada).await.unwrap().items[0].used_at;
    assert_eq!(used().await, None);
    visit(world, &made.token).await.unwrap();
    let first = used().await.unwrap();
    world.minutes_pass(10);
    visit(world, &made.token).await.unwrap();
    assert_eq!(used().await, Some(first));
    world.clock.advance(Duration::from_secs(1));
    visit(world, &made.token).await.unwrap();
    assert_eq!(used().await.unwrap() - first, Duration::from_secs(601));
}

async fn what_takes_rights_away_ends_tokens_too(world: &World) {
    let ruth = a_member("ruth").admin().join(world).await;
    let ada = a_member("ada").moderator().join(world).await;
    let eve = a_member("eve").join(world).await;
    let kept = make(world, &eve, "write").await;
    let people = world.people();
    for reason in ["password", "role", "suspension", "by an admin"] {
        let made = make(world, &ada, "write").await;
        // Something she was about to show.
        world.sql(&format!(
            "INSERT INTO proofs (id, purpose, user_id, client, data, created_at, expires_at) \
             VALUES ('x', 'passkey', {}, '', '', 1, 9000000000000000)",
            ada.id.0
        ));
        match reason {
            "password" => people.reset_password("ada", PASSWORD).await.unwrap(),
            "role" => people.set_role("ada", Role::Member).await.unwrap(),
            "suspension" => people.set_suspended("ada", true).await.unwrap(),
            _ => {
                people.set_suspended("ada", false).await.unwrap();
                world.sessions().end_all_of(&ruth, "ada", &by(&ruth)).await.unwrap();
            }
        }
        assert!(visit(world, &made.token).await.is_none(), "{reason}");
        assert_eq!((world.rows("api_tokens"), world.rows("proofs")), (1, 0), "{reason}");
    }
    assert!(visit(world, &kept.token).await.is_some(), "nobody else's");
    // A suspension also stands in the way of a token that is still there.
    world.sql("UPDATE users SET suspended_at = 1 WHERE name = 'eve'");
    assert!(visit(world, &kept.token).await.is_none());
}

async fn a_token_costs_one_question(world: &World) {
    let ada = a_member("ada").join(world).await;
    let made = make(world, &ada, "read").await;
    visit(world, &made.token).await.unwrap();
    let looking = visit(world, &made.token);
    let (found, asked) = recorder::during(world.database.url(), looking).await;
    assert!(found.is_some());
    assert_eq!(asked.len(), 1, "{asked:?}");
}

async fn the_owner_makes_and_revokes_tokens_of_anybody(world: &World) {
    a_member("ada").join(world).await;
    a_member("eve").join(world).await;
    let tokens = world.tokens();
    let made = tokens.create_for("ADA", &draft("write", Some(90)), &owner()).await.unwrap();
    tokens.create_for("eve", &draft("read", None), &owner()).await.unwrap();
    let refused = tokens.create_for("nobody", &draft("read", None), &owner()).await.map(drop);
    assert_eq!(answer(refused), "not found");
    let refused = tokens.create_for("ada", &draft("admin", None), &owner()).await.map(drop);
    assert_eq!(answer(refused), "invalid: scope=error-scope-staff");

    let of = async |name| {
        let all = tokens.all(name).await.unwrap();
        all.into_iter().map(|it| it.user).collect::<Vec<_>>()
    };
    assert_eq!(of(None).await, ["eve", "ada"]);
    assert_eq!(of(Some("ada")).await, ["ada"]);
    assert_eq!(answer(tokens.all(Some("nobody")).await.map(drop)), "not found");
    assert_eq!(tokens.revoke_any(&made.view.id, &owner()).await.unwrap(), "ada");
    assert!(visit(world, &made.token).await.is_none());
    let again = tokens.revoke_any(&made.view.id, &owner()).await.map(drop);
    assert_eq!(answer(again), "not found");
    assert_eq!(of(None).await, ["eve"]);
}
