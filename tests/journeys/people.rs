//! Who takes part in the stories, and what they do before their story begins.

use std::path::Path;

use harness::{Answer, App, Form, Page, Upload, Value, Visitor, pictures};

use crate::stack::World;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "four trees in a row";

/// The address of somebody.
pub(crate) fn address_of(name: &str) -> String {
    format!("{name}@example.org")
}

impl World {
    /// Makes an account whose address is confirmed, as the owner does it.
    pub(crate) async fn add(&self, name: &str, more: &[&str]) {
        let email = address_of(name);
        let words = ["user", "add", name, "--email", &email, "--verified", "--password-stdin"];
        let done = self.site.cli_with_input(&[&words, more].concat(), PASSWORD).await;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// A member with a program.
    pub(crate) async fn member(&self, name: &str) -> App {
        self.add(name, &[]).await;
        self.app_of(name).await
    }

    /// An admin with a program.
    pub(crate) async fn admin(&self, name: &str) -> App {
        self.add(name, &["--admin"]).await;
        self.app_of(name).await
    }

    /// The program of somebody who has an account.
    pub(crate) async fn app_of(&self, name: &str) -> App {
        self.site.app().signed_in(name, PASSWORD).await
    }

    /// Somebody who has an account and has signed in with a browser.
    pub(crate) async fn visitor_as(&self, name: &str) -> Visitor {
        let mut visitor = self.site.visitor();
        visitor.get("/login").await.expect(200);
        sign_in(&mut visitor, name).await.expect(200);
        visitor
    }
}

impl World {
    /// The link in the first letter to somebody.
    pub(crate) async fn link(&self, name: &str) -> String {
        self.letters().letter_to(&address_of(name)).await.link()
    }

    /// The other link, once a second letter has come. Letters of the same second lie in an outbox folder in no order.
    pub(crate) async fn newer_link(&self, name: &str, old: &str) -> String {
        self.letters().nth_letter_to(&address_of(name), 2).await;
        let letters = self.letters().letters_to(&address_of(name));
        let newer = letters.iter().map(harness::Letter::link).find(|link| link != old);
        newer.expect("two different links")
    }
}

/// Signs in on the page at hand.
pub(crate) async fn sign_in(visitor: &mut Visitor, login: &str) -> Page {
    visitor.submit("form[action='/login']", &[("login", login), ("password", PASSWORD)]).await
}

/// Registers on the page at hand.
pub(crate) async fn register(visitor: &mut Visitor, name: &str) -> Page {
    let email = address_of(name);
    let typed = [("username", name), ("email", email.as_str()), ("password", PASSWORD)];
    visitor.submit("form[action='/register']", &typed).await
}

/// Posts a picture by program.
pub(crate) async fn post(app: &App, fields: &[(&str, &str)], seed: u32) -> Value {
    post_of(app, fields, pictures::jpeg(360, 240, seed)).await
}

/// The same with these bytes.
pub(crate) async fn post_of(app: &App, fields: &[(&str, &str)], bytes: Vec<u8>) -> Value {
    let file = Upload::new("picture.jpg", "image/jpeg", bytes);
    app.upload("/photos", fields, &[("file", file)]).await.expect(201).json
}

/// Says something about a photo by program.
pub(crate) async fn comment(app: &App, photo: &Value, body: &str) -> Value {
    say(app, photo, body).await.expect(201).json
}

/// Tries to.
pub(crate) async fn say(app: &App, photo: &Value, body: &str) -> Answer {
    app.post(&format!("{}/comments", text(&photo["url"])), &harness::json!({ "body": body })).await
}

/// A JSON text.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// The addresses of all sizes of all pictures of a photo.
pub(crate) fn media_of(photo: &Value) -> Vec<String> {
    let images = photo["images"].as_array().expect("a list");
    let variants = images.iter().flat_map(|it| it["variants"].as_array().expect("a list"));
    variants.map(|it| text(&it["url"]).to_owned()).collect()
}

/// The form for a new photo, with a picture in it.
pub(crate) fn upload_form(visitor: &Visitor, bytes: Vec<u8>) -> Form {
    visitor.form("form[action='/photos']").attach("file", "picture.jpg", "image/jpeg", bytes)
}

/// Width and height.
const SHAPES: [(u32, u32); 4] = [(150, 100), (90, 120), (120, 120), (160, 90)];

/// Writes so many different small pictures into a folder.
pub(crate) fn paint(folder: &Path, count: u32) {
    for seed in 0..count {
        let file = folder.join(format!("picture_{seed:02}.jpg"));
        let (width, height) = SHAPES[usize::try_from(seed % 4).expect("small")];
        std::fs::write(file, pictures::jpeg(width, height, seed)).expect("a file");
    }
}

/// What a page asks to be sent along with whatever changes something.
pub(crate) fn csrf(page: &Page) -> String {
    page.attr("meta[name=csrf]", "content")
}
