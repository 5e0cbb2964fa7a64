//! Many at once: of things that can happen once, one happens.

use futures::join_all;
use harness::{App, Site, TestDatabase, Upload, json, pictures};

use crate::past::{PASSWORD, member};

mod futures {
    /// Waits for all of them, which run at the same time.
    pub(super) async fn join_all<T: Send + 'static>(
        all: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
    ) -> Vec<T> {
        let tasks: Vec<_> = all.into_iter().map(tokio::spawn).collect();
        let mut done = Vec::new();
        for task in tasks {
            done.push(task.await.expect("a task ends well"));
        }
        done
    }
}

fn count(statuses: &[u16], wanted: u16) -> usize {
    statuses.iter().filter(|it| **it == wanted).count()
}

async fn fifty_registrations(site: &Site) -> Vec<u16> {
    let base = site.base();
    let one = |_| {
        let app = App::new(&base);
        async move {
            let typed =
                json!({ "username": "ada", "email": "ada@example.org", "password": PASSWORD });
            app.post("/register", &typed).await.status
        }
    };
    join_all((0..50).map(one)).await
}

async fn fifty_uses_of_a_link(site: &Site) -> Vec<u16> {
    let link = site.outbox().letter_to("ada@example.org").await.link();
    let token = link.rsplit('/').next().unwrap().to_owned();
    let base = site.base();
    let one = |_| {
        let (app, token) = (App::new(&base), token.clone());
        async move { app.post("/verify", &json!({ "token": token })).await.status }
    };
    join_all((0..50).map(one)).await
}

async fn of_what_can_happen_once_one_happens(database: TestDatabase) {
    let site = Site::builder().database(database).start().await;

    let said = fifty_registrations(&site).await;
    assert_eq!((count(&said, 201), count(&said, 422)), (1, 49), "{said:?}");
    let said = fifty_uses_of_a_link(&site).await;
    assert_eq!((count(&said, 200), count(&said, 422)), (1, 49), "{said:?}");
    assert_eq!(site.outbox().letters_to("ada@example.org").len(), 1);

    let bob = member(&site, "bob", &[]).await;
    let file = Upload::new("a.jpg", "image/jpeg", pictures::jpeg(40, 30, 1));
    let posted = bob.upload("/photos", &[], &[("file", file)]).await.expect(201);
    let path = format!("/photos/{}", posted.json["id"].as_str().unwrap());
    let base = site.base();
    let token = bob.request(harness::Method::GET, "/").build().unwrap();
    let token = token.headers()["authorization"].to_str().unwrap()["Bearer ".len()..].to_owned();
    let one = |_| {
        let (app, path) = (App::new(&base).with_token(&token), path.clone());
        async move { app.delete(&path).await.status }
    };
    let said = join_all((0..20).map(one)).await;
    assert_eq!((count(&said, 204), count(&said, 410)), (1, 19), "{said:?}");
    let left = site.files().into_iter().filter(|it| it.starts_with("media/"));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
}

#[tokio::test]
async fn of_what_can_happen_once_one_happens_on_sqlite() {
    of_what_can_happen_once_one_happens(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn of_what_can_happen_once_one_happens_on_postgres() {
    of_what_can_happen_once_one_happens(TestDatabase::postgres()).await;
}
