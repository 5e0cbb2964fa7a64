//! Personal tokens that are over, at every route of Rocket's own table below `/api/v1` (C12).

use harness::Sql;
use rocket::http::Method;
use services::{Actor, ApiTokens, Kind, People, Sessions, TokenDraft};

use crate::house::{Asked, House, Said, address};

in_both_houses!(a_token_that_is_over_opens_no_route,);

/// A token of the admin's for everything that tokens do; and its number.
async fn token(house: &House) -> (String, String) {
    let people = People::new(house.context.clone(), Actor::site());
    let rita = people.find("rita").await.unwrap().member;
    let draft =
        TokenDraft { name: "all".to_owned(), scope: "admin".to_owned(), expires_days: None };
    let made = ApiTokens::new(house.context.clone()).create(&rita, &draft).await.unwrap();
    (made.token, made.view.id)
}

/// Tokens that were good once, and why they are so no more.
async fn over(house: &House) -> Vec<(&'static str, String)> {
    let people = People::new(house.context.clone(), Actor::site());
    let rita = people.find("rita").await.unwrap().member;
    let tokens = ApiTokens::new(house.context.clone());
    let sql = || Sql::open(house.database());

    let (ended, _) = token(house).await;
    Sessions::new(house.context.clone()).end_all(rita.id).await.unwrap();
    let (revoked, id) = token(house).await;
    tokens.revoke(&rita, &id).await.unwrap();
    let (expired, _) = token(house).await;
    sql().must("UPDATE api_tokens SET expires_at = 1");
    let browser = services::Client::new(Kind::Cookie, [127, 0, 0, 1].into(), "");
    let cookie = Sessions::new(house.context.clone()).begin_as("rita", &browser).await.unwrap();
    let hash = sql().texts("SELECT token_hash AS t FROM api_tokens").remove(0);
    vec![
        ("revoked", revoked),
        ("expired", expired),
        ("ended with everything", ended),
        ("the session of a browser", cookie.token),
        ("what is kept of one", format!("tt_{hash}")),
    ]
}

async fn ask(house: &House, (method, path): (Method, &str), token: &str) -> Said {
    let asked = Asked::default();
    let asked = if token.is_empty() {
        asked
    } else {
        asked.header("authorization", format!("Bearer {token}"))
    };
    let asked = if method == Method::Get { asked } else { asked.body("application/json", "{}") };
    house.ask(method, path, &asked).await
}

async fn a_token_that_is_over_opens_no_route(house: House) {
    let dead = over(&house).await;
    let (good, _) = token(&house).await;
    let routes = house.client.rocket().routes().filter(|it| it.uri.base() == "/api/v1");
    let (mut closed, mut shut) = (0, Vec::new());
    for route in routes {
        let (method, path) = (route.method, address(route));
        let stranger = ask(&house, (method, &path), "").await;
        for (what, token) in &dead {
            let said = ask(&house, (method, &path), token).await;
            let what = format!("{method} {path}, {what}: {said:?}");
            // What is for everybody is so for them, too: as for a stranger, and no more.
            assert_eq!(said.status, stranger.status, "{what}");
            assert!(said.status == 401 || stranger.status != 401, "{what}");
        }
        // Where one signs in, nobody is let in by a token, good or not.
        if stranger.status != 401 || path.starts_with("/api/v1/login") {
            continue;
        }
        closed += 1;
        // The good one proves that it was not for another reason.
        let said = ask(&house, (method, &path), &good).await;
        if said.status == 401 {
            shut.push(format!("{method} {path}: {said:?}"));
        }
    }
    assert!(closed > 60, "{closed}");
    assert_eq!(shut, [""; 0]);
}
