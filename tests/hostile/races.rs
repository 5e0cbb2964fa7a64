//! The same thing fifty times at once (C42, C45, F27).

use std::time::Duration;

use harness::{Answer, App, Method, Value, json};

use crate::world::{World, names, post, registration, text};

on_both_databases!(
    one_of_fifty_registrations_makes_an_account,
    one_of_fifty_uses_of_a_link_confirms,
    one_of_many_deletes_deletes,
    what_is_done_at_once_is_counted_right,
);

/// Sends the same request many times at once.
async fn at_once(
    app: &App,
    times: usize,
    (method, path): (Method, &str),
    body: &Value,
) -> Vec<Answer> {
    let all: Vec<_> = (0..times)
        .map(|_| {
            let (app, request) = (app.clone(), app.request(method.clone(), path).json(body));
            tokio::spawn(async move { app.exchange(request).await })
        })
        .collect();
    let mut answers = Vec::new();
    for one in all {
        answers.push(one.await.expect("an answer"));
    }
    answers
}

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|it| it.status == status).count()
}

async fn one_of_fifty_registrations_makes_an_account(world: World) {
    let app = world.site.app();
    let answers = at_once(&app, 50, (Method::POST, "/register"), &registration("eve")).await;
    assert_eq!(
        count(&answers, 201),
        1,
        "{:?}",
        answers.iter().map(|it| it.status).collect::<Vec<_>>()
    );
    for refused in answers.iter().filter(|it| it.status != 201) {
        // Either is taken, and which is found first is the database's business.
        let field = if refused.json["errors"]["email"].is_null() { "username" } else { "email" };
        names(refused, field, "one of fifty");
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

async fn one_of_fifty_uses_of_a_link_confirms(world: World) {
    let app = world.site.app();
    app.post("/register", &registration("eve")).await.expect(201);
    let link = world.site.outbox().letter_to("eve@example.org").await.link();
    let token = json!({ "token": link.rsplit('/').next() });
    let answers = at_once(&app, 50, (Method::POST, "/verify"), &token).await;
    assert_eq!((count(&answers, 200), count(&answers, 422)), (1, 49));
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
