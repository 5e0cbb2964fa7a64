//! Open pages that hear of what happens, while what let them in comes to an end (C12, C19): by session and by token, over the wire.

use std::time::Duration;

use harness::{App, Method, Response, Visitor, json};

use crate::world::{PASSWORD, World, address_of, post, text};

on_both_databases!(
    streams_end_with_the_password_and_the_address_they_were_opened_by,
    streams_end_with_the_account_and_the_token_they_were_opened_by,
);

/// Sooner than a second, but machines may be busy.
const PATIENCE: Duration = Duration::from_secs(10);
const NEW: &str = "seven boats on the quiet river";

/// A page that listens, and what it has read.
struct Open {
    what: String,
    answer: Response,
}

/// Listens at a photo by a request that shows who asks.
async fn open(request: harness::RequestBuilder, what: &str) -> Open {
    let answer = request.header("accept", "text/event-stream").send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{what}");
    let mut open = Open { what: what.to_owned(), answer };
    open.hears("retry:").await;
    open
}

async fn by_app(app: &App, photo: &str, what: &str) -> Open {
    open(app.request(Method::GET, &format!("{photo}/events")), what).await
}

async fn by_browser(visitor: &Visitor, photo: &str, what: &str) -> Open {
    open(visitor.request(Method::GET, &format!("{photo}/events")), what).await
}

impl Open {
    /// What comes next; nothing at the end.
    async fn next(&mut self) -> Option<String> {
        let part = tokio::time::timeout(PATIENCE, self.answer.chunk()).await;
        let part = part.unwrap_or_else(|_| panic!("{}: nothing came", self.what));
        // A stream may be torn as well as ended in order; both are an end.
        part.ok().flatten().map(|it| String::from_utf8_lossy(&it).into_owned())
    }

    /// Reads until these words have come.
    async fn hears(&mut self, words: &str) {
        let mut read = String::new();
        while !read.contains(words) {
            let part = self.next().await;
            read += &part.unwrap_or_else(|| panic!("{} ended before {words}: {read}", self.what));
        }
    }

    /// Reads to the end; what was said a moment ago may come before it.
    async fn ends(&mut self) {
        let reading = async { while self.next().await.is_some() {} };
        let ended = tokio::time::timeout(PATIENCE, reading).await;
        assert!(ended.is_ok(), "{} goes on", self.what);
    }
}

/// A personal token of somebody's, and its place.
async fn token(world: &World, app: &App) -> (App, String) {
    let wish = json!({ "name": "reader", "scope": "read" });
    let made = app.post("/settings/security/tokens", &wish).await.expect(201).json;
    let place = format!("/settings/security/tokens/{}", text(&made["id"]));
    (world.site.app().with_token(text(&made["token"])), place)
}

/// All the ways in which somebody listens: a program, a browser, a personal token.
async fn all_of(world: &World, name: &str, photo: &str) -> (App, Vec<Open>) {
    world.add(name, &[]).await;
    let app = world.app_of(name).await;
    let (reader, _) = token(world, &app).await;
    let other = world.app_of(name).await;
    let visitor = world.visitor_as(name).await;
    let open = vec![
        by_app(&other, photo, &format!("the program of {name}")).await,
        by_app(&reader, photo, &format!("the token of {name}")).await,
        by_browser(&visitor, photo, &format!("the browser of {name}")).await,
    ];
    (app, open)
}

/// Somebody who posts a photo, and a stranger who listens: to what has nothing to do with any of it.
async fn a_photo(world: &World) -> (App, String, Open) {
    let olga = world.member("olga").await;
    let photo = text(&post(&olga, &[], 1).await["url"]).to_owned();
    let stranger = by_app(&world.site.app(), &photo, "a stranger").await;
    (olga, photo, stranger)
}

/// The end of all these, while the stranger hears on.
async fn all_end(open: &mut [Open]) {
    for one in open {
        one.ends().await;
    }
}

/// Says something that whoever still listens would hear.
async fn said(olga: &App, photo: &str, words: &str) -> String {
    let said = olga.post(&format!("{photo}/comments"), &json!({ "body": words })).await;
    text(&said.expect(201).json["id"]).to_owned()
}

/// The token in the newest letter to somebody, of so many.
async fn link(world: &World, to: &str, place: &str) -> String {
    let find = || {
        let letters = world.site.outbox().letters_to(to);
        let links = letters.iter().map(harness::Letter::link).collect::<Vec<_>>();
        links.into_iter().find_map(|it| it.split_once(place).map(|it| it.1.to_owned()))
    };
    let end = std::time::Instant::now() + PATIENCE;
    loop {
        if let Some(token) = find() {
            return token;
        }
        assert!(std::time::Instant::now() < end, "no letter with {place}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}

async fn streams_end_with_the_password_and_the_address_they_were_opened_by(world: World) {
    let (olga, photo, mut stranger) = a_photo(&world).await;

    // Verify: another password.
    let (ada, mut open) = all_of(&world, "ada", &photo).await;
    let typed = json!({ "current": PASSWORD, "password": NEW });
    ada.post("/settings/account/password", &typed).await.expect(200);
    all_end(&mut open).await;

    // Verify: another address, once it is confirmed and not before.
    let (bea, mut open) = all_of(&world, "bea", &photo).await;
    let typed = json!({ "password": PASSWORD, "email": "new@example.org" });
    bea.post("/settings/account/email", &typed).await.expect(202);
    let token = link(&world, "new@example.org", "/email/confirm/").await;
    let heard = said(&olga, &photo, "Before").await;
    for one in open.iter_mut().chain([&mut stranger]) {
        one.hears(&heard).await;
    }
    let confirm = json!({ "token": token });
    world.site.app().post("/email/confirm", &confirm).await.expect(204);
    all_end(&mut open).await;

    // Verify: a password in place of one that was forgotten.
    let (_, mut open) = all_of(&world, "cleo", &photo).await;
    let email = json!({ "email": address_of("cleo") });
    world.site.app().post("/password/forgot", &email).await.expect(202);
    let token = link(&world, &address_of("cleo"), "/password/reset/").await;
    let typed = json!({ "token": token, "password": NEW });
    world.site.app().post("/password/reset", &typed).await.expect(204);
    all_end(&mut open).await;

    let heard = said(&olga, &photo, "After").await;
    stranger.hears(&heard).await;
    world.is_unharmed().await;
}

async fn streams_end_with_the_account_and_the_token_they_were_opened_by(world: World) {
    let (olga, photo, mut stranger) = a_photo(&world).await;

    // Verify: she leaves.
    let (dora, mut open) = all_of(&world, "dora", &photo).await;
    let leave = dora.request(Method::DELETE, "/me").json(&json!({ "password": PASSWORD }));
    let left = dora.exchange(leave).await;
    assert!((200..300).contains(&left.status), "{}", left.text);
    all_end(&mut open).await;

    // Verify: she is sent away by the command line, which is another process, and at once.
    let (_, mut open) = all_of(&world, "fay", &photo).await;
    world.site.run(&["user", "delete", "fay", "--now"]).await;
    all_end(&mut open).await;

    // Verify: a token is revoked; what she has opened by other means goes on.
    let (eve, mut open) = all_of(&world, "eve", &photo).await;
    let (reader, place) = token(&world, &eve).await;
    let mut dead = by_app(&reader, &photo, "a token that is revoked").await;
    eve.delete(&place).await.expect(204);
    dead.ends().await;
    let heard = said(&olga, &photo, "Still here").await;
    for one in open.iter_mut().chain([&mut stranger]) {
        one.hears(&heard).await;
    }

    // Verify: all her sessions are ended by staff, and what is hers is not all that ends.
    let rita = world.admin("rita").await;
    rita.delete("/admin/users/eve/sessions").await.expect(204);
    all_end(&mut open).await;
    let heard = said(&olga, &photo, "After").await;
    stranger.hears(&heard).await;
    world.is_unharmed().await;
}
