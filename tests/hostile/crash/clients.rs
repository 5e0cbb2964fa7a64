//! Clients that go on whatever happens to the site.

use std::sync::Arc;
use std::time::Duration;

use harness::{App, Method, Value, pictures};
use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};

use super::journal::Journal;
use crate::world::{media_of, registration, text};

/// Sends something that is answered with 201, or not at all.
async fn send(journal: &Journal, request: RequestBuilder) -> Option<Value> {
    let Ok(answer) = request.send().await else { return gone(journal).await };
    let status = answer.status().as_u16();
    let Ok(body) = answer.bytes().await else { return gone(journal).await };
    if status == 201 {
        return serde_json::from_slice(&body).ok();
    }
    journal.fault(format!("{status} {}", String::from_utf8_lossy(&body)));
    None
}

async fn gone<T>(journal: &Journal) -> Option<T> {
    journal.broken();
    tokio::time::sleep(Duration::from_millis(5)).await;
    None
}

/// Posts pictures until there are enough.
pub(super) async fn upload(app: App, journal: Arc<Journal>) {
    while !journal.enough_photos() {
        let seed = journal.next();
        let file = Part::bytes(pictures::jpeg(720, 480, seed)).file_name("picture.jpg");
        let form = Form::new().text("title", format!("Picture {seed}")).part("file", file);
        let request = app.request(Method::POST, "/photos").multipart(form);
        let Some(photo) = send(&journal, request).await else { continue };
        let (number, sizes) = (journal.photo(photo.clone()), media_of(&photo));
        assert!(sizes.len() > 1, "{photo}");
        for url in sizes {
            // Nothing is said where the site is killed meanwhile.
            if let Some(bytes) = fetch(&app, &url).await {
                journal.served(number, url, bytes);
            }
        }
    }
}

async fn fetch(app: &App, url: &str) -> Option<Vec<u8>> {
    // Bytes are at `/`, not below `/api/v1`.
    let answer = app.request(Method::GET, &format!("/../..{url}")).send().await.ok()?;
    assert_eq!(answer.status(), 200, "{url}");
    answer.bytes().await.ok().map(Into::into)
}

/// Registers until there are enough.
pub(super) async fn join(app: App, journal: Arc<Journal>) {
    while !journal.enough_users() {
        let name = format!("user{}", journal.next());
        let request = app.request(Method::POST, "/register").json(&registration(&name));
        if let Some(made) = send(&journal, request).await {
            assert_eq!(text(&made["user"]["name"]), name);
            journal.user(name);
        }
    }
}
