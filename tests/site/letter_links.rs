//! Links in letters: what stories about them share, and that none does another's work.

use domain::Member;
use services::{Addresses, Credential, Credentials, Recovery, Visit};

use crate::world::{PASSWORD, PUBLIC_URL, World, a_member, answer, browser};

on_both!(no_link_does_the_work_of_another, links_are_found_by_their_hash);

/// The token in the last letter that left, which leads to this place.
#[track_caller]
pub(crate) fn last_token(world: &World, place: &str) -> String {
    let letter = world.mailer.sent().pop().expect("a letter has left");
    let url = letter.kind.url().unwrap_or_else(|| panic!("no link in {letter:?}"));
    let token = url.strip_prefix(&format!("{PUBLIC_URL}{place}"));
    let token = token.unwrap_or_else(|| panic!("{url} does not lead to {place}"));
    assert!(token.len() >= 43, "256 bits: {token}");
    token.to_owned()
}

/// A session of somebody with their password.
pub(crate) async fn sign_in_with(
    world: &World,
    login: &str,
    password: &str,
) -> services::Result<String> {
    Ok(world.sessions().sign_in((login, password), &browser()).await?.token)
}

/// A session of somebody with everybody's password.
pub(crate) async fn sign_in(world: &World, login: &str) -> String {
    sign_in_with(world, login, PASSWORD).await.unwrap()
}

/// Whose session it is.
pub(crate) async fn who(world: &World, token: &str) -> Option<Member> {
    world.sessions().member(Credential::Cookie(token)).await.unwrap()
}

/// What routes know of whoever has this session.
pub(crate) async fn visit(world: &World, token: &str) -> Visit {
    world.sessions().visit(Credential::Cookie(token), "").await.unwrap().expect("is signed in")
}

/// Gives somebody an API token and a proof.
pub(crate) fn proofs_of(world: &World, member: &Member) {
    let id = member.id.0;
    world.sql(&format!(
        "INSERT INTO api_tokens (user_id, name, token_hash, scope, created_at) VALUES ({id}, 'x', 'hash{id}', 'write', 1); \
         INSERT INTO proofs (id, purpose, user_id, client, data, created_at, expires_at) \
         VALUES ('proof{id}', 'x', {id}, '', '', 1, 9000000000000000)"
    ));
}

/// Asks for another address and takes the link out of the letter to it.
pub(crate) async fn change_link(world: &World, session: &str, email: &str) -> String {
    let visit = visit(world, session).await;
    let credentials = Credentials::new(world.context.clone());
    credentials.change_email(&visit, (PASSWORD, email), &browser()).await.unwrap();
    world.work().await;
    last_token(world, "/email/confirm/")
}

/// Tries a token at the nth door.
async fn try_at(world: &World, door: usize, token: &str) -> String {
    let context = world.context.clone();
    match door {
        0 => answer(world.accounts().verify(token).await),
        1 => answer(Recovery::new(context).reset(token, "seven boats on the river").await),
        2 => answer(Addresses::new(context).confirm(token).await),
        _ => answer(Addresses::new(context).undo(token).await),
    }
}

async fn no_link_does_the_work_of_another(world: &World) {
    // Init: four people, each with one of the links there are.
    let recovery = Recovery::new(world.context.clone());
    a_member("vera").unverified().join(world).await;
    world.work().await;
    let verify = last_token(world, "/verify/");
    a_member("rosa").join(world).await;
    recovery.ask("rosa@example.org", &browser()).await.unwrap();
    world.work().await;
    let reset = last_token(world, "/password/reset/");
    a_member("uma").join(world).await;
    let confirmed = change_link(world, &sign_in(world, "uma").await, "uma.new@example.org").await;
    Addresses::new(world.context.clone()).confirm(&confirmed).await.unwrap();
    world.work().await;
    let undo = last_token(world, "/email/undo/");
    a_member("cleo").join(world).await;
    let change = change_link(world, &sign_in(world, "cleo").await, "cleo.new@example.org").await;

    // Verify: each opens its own door and no other.
    let links = [verify, reset, change, undo];
    for (nth, token) in links.iter().enumerate() {
        for door in (0..4).filter(|door| *door != nth) {
            let refused = try_at(world, door, token).await;
            assert_eq!(refused, "invalid: token=problem-link-dead", "link {nth} at door {door}");
        }
    }
    for (nth, token) in links.iter().enumerate() {
        assert_eq!(try_at(world, nth, token).await, "done", "{nth}");
        assert_eq!(try_at(world, nth, token).await, "invalid: token=problem-link-dead", "{nth}");
    }
    let emails = world.raw().texts("SELECT email AS t FROM users ORDER BY name");
    let wanted =
        ["cleo.new@example.org", "rosa@example.org", "uma@example.org", "vera@example.org"];
    assert_eq!(emails, wanted);
}

async fn links_are_found_by_their_hash(world: &World) {
    a_member("vera").unverified().join(world).await;
    world.work().await;
    let token = last_token(world, "/verify/");
    let hash = world.raw().texts("SELECT token_hash AS t FROM links").remove(0);
    let nonce = world.raw().texts("SELECT nonce AS t FROM links").remove(0);
    for thief in [hash.as_str(), &nonce] {
        let refused = answer(world.accounts().verify(thief).await);
        assert_eq!(refused, "invalid: token=problem-link-dead");
    }
    assert_eq!(answer(world.accounts().verify(&token).await), "done");
}
