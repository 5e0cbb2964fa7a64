//! The same thing a hundred times at once (C42, C45, F27).

use std::time::Duration;

use harness::{Method, json};

use crate::codes;
use crate::world::{
    Asking, PASSWORD, World, address_of, at_once, count, names, post, registration, text, times,
};

on_both_databases!(
    one_of_a_hundred_registrations_makes_an_account,
    one_of_a_hundred_uses_of_a_link_confirms,
    one_of_a_hundred_uses_of_a_reset_link_counts,
    one_of_a_hundred_uses_of_a_code_counts,
    one_of_a_hundred_uses_of_a_ticket_counts,
    one_of_many_deletes_deletes,
    what_is_done_at_once_is_counted_right,
);

async fn one_of_a_hundred_registrations_makes_an_account(world: World) {
    let app = world.site.app();
    let answers = at_once(&app, 100, (Method::POST, "/register"), &registration("eve")).await;
    assert_eq!(
        count(&answers, 201),
        1,
        "{:?}",
        answers.iter().map(|it| it.status).collect::<Vec<_>>()
    );
    for refused in answers.iter().filter(|it| it.status != 201) {
        // Either is taken, and which is found first is the database's business.
        let field = if refused.json["errors"]["email"].is_null() { "username" } else { "email" };
        names(refused, field, "one of a hundred");
    }
    // The same address under fifty names.
    let all: Vec<_> = (0..50)
        .map(|nth| {
            let mut typed = registration(&format!("user{nth}"));
            typed["email"] = json!("shared@example.org");
            let app = app.clone();
            tokio::spawn(async move { app.post("/register", &typed).await.status })
        })
        .collect();
    let mut made = 0;
    for one in all {
        made += usize::from(one.await.expect("an answer") == 201);
    }
    // Nothing tells whose it is; of all who get a letter, one confirms it.
    assert_eq!(made, 50);
    world.site.outbox().nth_letter_to("shared@example.org", 50).await;
    let mut confirmed = 0;
    for letter in world.site.outbox().letters_to("shared@example.org") {
        let token = letter.link().rsplit('/').next().expect("a token").to_owned();
        let answer = app.post("/verify", &json!({ "token": token })).await;
        confirmed += usize::from(answer.status == 200);
    }
    assert_eq!(confirmed, 1);
    let verified = "SELECT count(*) AS n FROM users WHERE verified_at IS NOT NULL";
    assert_eq!(world.sql().number(verified), 1);
    world.is_unharmed().await;
}

async fn one_of_a_hundred_uses_of_a_link_confirms(world: World) {
    let app = world.site.app();
    app.post("/register", &registration("eve")).await.expect(201);
    let link = world.site.outbox().letter_to("eve@example.org").await.link();
    let token = json!({ "token": link.rsplit('/').next() });
    let answers = world.race("links", times(100, (Method::POST, "/verify"), &token)).await;
    assert_eq!((count(&answers, 200), count(&answers, 422)), (1, 99));
    world.is_unharmed().await;
}

async fn one_of_a_hundred_uses_of_a_reset_link_counts(world: World) {
    world.add("ada", &[]).await;
    let app = world.site.app();
    app.post("/password/forgot", &json!({ "email": address_of("ada") })).await.expect(202);
    let link = world.site.outbox().letter_to(&address_of("ada")).await.link();
    let token = link.rsplit('/').next().expect("a token").to_owned();
    // Each with another password, so that it shows whose it is in the end.
    let password = |nth: usize| format!("{nth} boats on the quiet river");
    let reset = |nth| {
        let typed = json!({ "token": token, "password": password(nth) });
        (Method::POST, "/password/reset".to_owned(), typed)
    };
    world.have_left(1).await;
    let answers = world.race("links", (0..100).map(reset).collect()).await;
    assert_eq!((count(&answers, 204), count(&answers, 422)), (1, 99));
    let won = answers.iter().position(|it| it.status == 204).expect("one");
    let login = |password: &str| json!({ "login": "ada", "password": password });
    app.post("/login", &login(&password(won))).await.expect(200);
    app.post("/login", &login(&password((won + 1) % 100))).await.expect(401);
    app.post("/login", &login(PASSWORD)).await.expect(401);
    // She is told once that it was changed.
    world.site.outbox().nth_letter_to(&address_of("ada"), 2).await;
    let promised = world.sql().number("SELECT count(*) AS n FROM mails");
    assert_eq!(promised, 2, "the link, and that it was used");
    world.is_unharmed().await;
}

/// What sends this code with each of these tickets.
fn with_each(tickets: &[String], code: &str) -> Vec<Asking> {
    let sent = |ticket| json!({ "ticket": ticket, "code": code });
    tickets.iter().map(|it| (Method::POST, "/login/code".to_owned(), sent(it))).collect()
}

/// A hundred tickets of somebody's: what a thief has who knows the password and sees one code over a shoulder.
async fn one_of_a_hundred_uses_of_a_code_counts(world: World) {
    let ada = world.member("ada").await;
    let (secret, paper) = codes::set_up(&ada).await;
    let app = world.site.app();
    let login = json!({ "login": "ada", "password": PASSWORD });
    let asked = at_once(&app, 101, (Method::POST, "/login"), &login).await;
    let mut tickets: Vec<_> = asked.iter().map(codes::ticket).collect();

    // A code on paper, and then one of the app with the tickets that are left.
    for (table, code) in [("recovery_codes", paper[0].clone()), ("users", codes::next(&secret))] {
        let answers = world.race(table, with_each(&tickets, &code)).await;
        let failed = tickets.len() - 1;
        assert_eq!((count(&answers, 200), count(&answers, 401)), (1, failed), "{code}");
        tickets = answers.iter().filter(|it| it.status == 401).map(codes::ticket).collect();
    }
    let list = ada.get("/settings/security/factors").await.expect(200).json;
    assert_eq!(list["recovery_left"], 9);
    world.is_unharmed().await;
}

/// One ticket, with codes that are all good.
async fn one_of_a_hundred_uses_of_a_ticket_counts(world: World) {
    let ada = world.member("ada").await;
    let (_, paper) = codes::set_up(&ada).await;
    let app = world.site.app();
    let login = json!({ "login": "ada", "password": PASSWORD });
    let ticket = codes::ticket(&app.post("/login", &login).await);
    let sent = (0..100).map(|nth| {
        let body = json!({ "ticket": ticket, "code": paper[nth % paper.len()] });
        (Method::POST, "/login/code".to_owned(), body)
    });
    let answers = world.race("proofs", sent.collect()).await;
    assert_eq!((count(&answers, 200), count(&answers, 401)), (1, 99));
    let list = ada.get("/settings/security/factors").await.expect(200).json;
    assert_eq!(list["recovery_left"], 9, "none is lost to those who came too late");
    let began = "SELECT count(*) AS n FROM sessions";
    assert_eq!(world.sql().number(began), 2, "hers, and the one that won");
    world.is_unharmed().await;
}

async fn one_of_many_deletes_deletes(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let place = format!("{}/comments", text(&photo["url"]));
    let said = ada.post(&place, &json!({ "body": "x" })).await.expect(201).json;
    let comment = format!("/comments/{}", text(&said["id"]));
    for path in [comment.as_str(), text(&photo["url"])] {
        let answers = at_once(&ada, 30, (Method::DELETE, path), &json!({})).await;
        let gone = count(&answers, 410) + count(&answers, 404);
        assert_eq!((count(&answers, 204), gone), (1, 29), "{path}");
        assert_eq!(ada.get(path).await.status, 410);
    }
    let end = std::time::Instant::now() + Duration::from_secs(20);
    while !world.media().is_empty()
        || world.sql().number("SELECT count(*) AS n FROM unclaimed_blobs") > 0
    {
        assert!(std::time::Instant::now() < end, "the bytes stay: {:?}", world.media());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.is_unharmed().await;
}

/// A storm of comments, edits and deletes; what is told afterwards is what is there.
async fn what_is_done_at_once_is_counted_right(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let url = text(&photo["url"]).to_owned();
    let place = format!("{url}/comments");
    let answers = at_once(&ada, 50, (Method::POST, &place), &json!({ "body": "x" })).await;
    assert_eq!(count(&answers, 201), 50);
    let ids: Vec<_> = answers.iter().map(|it| text(&it.json["id"]).to_owned()).collect();
    let storm: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(nth, id)| {
            let (ada, url, path) = (ada.clone(), url.clone(), format!("/comments/{id}"));
            tokio::spawn(async move {
                match nth % 3 {
                    0 => ada.delete(&path).await.status,
                    1 => ada.patch(&path, &json!({ "body": "y" })).await.status,
                    _ => ada.patch(&url, &json!({ "title": path })).await.status,
                }
            })
        })
        .collect();
    for one in storm {
        assert!(matches!(one.await.expect("an answer"), 200 | 204));
    }
    let shown = ada.get(&format!("{url}?limit=100")).await.expect(200).json;
    let listed = shown["comments"]["items"].as_array().expect("a list").len();
    assert_eq!((shown["counts"]["comments"].as_u64(), listed), (Some(33), 33));
    world.is_unharmed().await;
}
