//! The whole site inside the test process, where its table of routes can be read, and added to.

use std::sync::Arc;

use domain::Role;
use harness::TestDatabase;
use mail::{MailSettings, Post, Transport};
use ports::SystemClock;
use repository::Database;
use rocket::figment::Figment;
use rocket::http::Header;
use rocket::local::asynchronous::{Client, LocalResponse};
use rocket::{Config, Route};
use services::{
    Actor, Context, Kind, Passwords, People, Policy, Registration, SecretKey, Sessions, Shelf,
};
use storage::DiskStore;
use tempfile::TempDir;
use tokio::sync::{Notify, Semaphore};
use web::{Services, WebSettings};

use crate::world::{PASSWORD, address_of};

/// The site, with an admin who is signed in.
pub(crate) struct House {
    pub(crate) client: Client,
    pub(crate) context: Context,
    /// What the admin's browser has in its cookie.
    pub(crate) session: String,
    // Dropped last: the site works with them.
    database: TestDatabase,
    _folder: TempDir,
}

/// What is asked of the site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) cookies: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// What it answered.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl House {
    /// The site with these routes more.
    pub(crate) async fn with(more: Vec<Route>) -> Self {
        Self::on(TestDatabase::sqlite(), more).await
    }

    /// The same with this database.
    pub(crate) async fn on(database: TestDatabase, more: Vec<Route>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let context = context(&database, &folder);
        let typed = Registration {
            username: "rita".to_owned(),
            email: address_of("rita"),
            password: PASSWORD.to_owned(),
            locale: "en".to_owned(),
            ..Registration::default()
        };
        People::new(context.clone(), Actor::site()).add(&typed, Role::Admin, true).await.unwrap();
        let sessions = Sessions::new(context.clone());
        let browser = services::Client::new(Kind::Cookie, [127, 0, 0, 1].into(), "");
        let signed_in = sessions.sign_in(("rita", PASSWORD), &browser).await.unwrap();
        let figment = Figment::from(Config::default())
            .merge(("log_level", "off"))
            .merge(("temp_dir", folder.path()));
        let rocket =
            web::rocket(figment, Services::new(&context), settings(&folder)).mount("/", more);
        let client = Client::untracked(rocket).await.expect("the site is well put together");
        Self { client, context, session: signed_in.token, database, _folder: folder }
    }

    /// Where its rows are.
    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The token that forms drawn for the owner of this cookie carry.
    pub(crate) fn form_token(&self, cookie: &str) -> String {
        Sessions::new(self.context.clone()).form_token(cookie)
    }

    /// All routes that may change something, by where they are mounted.
    pub(crate) fn changing(&self, mount: &str) -> Vec<Route> {
        let changes =
            |it: &&Route| it.method.supports_payload() || it.method == rocket::http::Method::Delete;
        let routes = self.client.rocket().routes().filter(changes);
        routes.filter(|it| it.uri.base() == mount).cloned().collect()
    }

    /// Asks for something; errors come as JSON.
    pub(crate) async fn ask(
        &self,
        method: rocket::http::Method,
        path: &str,
        asked: &Asked,
    ) -> Said {
        let mut request = self
            .client
            .req(method, path.to_owned())
            .header(Header::new("accept", "application/json"));
        for (name, value) in &asked.headers {
            request = request.header(Header::new(*name, value.clone()));
        }
        for (name, value) in &asked.cookies {
            request = request.cookie((*name, value.clone()));
        }
        let answer: LocalResponse<'_> = request.body(&asked.body).dispatch().await;
        let status = answer.status().code;
        Said { status, text: answer.into_string().await.unwrap_or_default() }
    }
}

/// An address that the route would answer.
pub(crate) fn address(route: &Route) -> String {
    let path = route.uri.path().replace("<handle>", "@AAAAAAAAAAA");
    let segments = path.split('/').map(|it| if it.starts_with('<') { "AAAAAAAAAAA" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

impl Asked {
    /// With a cookie more.
    pub(crate) fn cookie(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.cookies.push((name, value.into()));
        self
    }

    /// With a header more.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a body of this kind.
    pub(crate) fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }
}

fn context(database: &TestDatabase, folder: &TempDir) -> Context {
    let db = Database::open(database.url(), 4).unwrap();
    db.migrate().unwrap();
    let mail = MailSettings {
        from: "site@example.org".to_owned(),
        site_name: "Tintype".to_owned(),
        domain: "photos.example".to_owned(),
        transport: Transport::Outbox { folder: folder.path().join("outbox") },
    };
    Context {
        db,
        store: Arc::new(DiskStore::open(folder.path().join("media")).unwrap()),
        mailer: Arc::new(Post::new(mail).unwrap()),
        clock: Arc::new(SystemClock),
        secret: SecretKey::new(&[7; 32]).unwrap(),
        passwords: Passwords::new(4, 2),
        policy: Arc::new(policy()),
        bell: Arc::new(Notify::new()),
        darkroom: Arc::new(Semaphore::new(2)),
        shelf: Shelf::new(1_000_000),
        live: services::Live::default(),
        taste: services::Taste::default(),
        tally: services::Tally::default(),
        kept: services::Kept::default(),
    }
}

fn policy() -> Policy {
    Policy {
        site_name: "Tintype".to_owned(),
        site_description: String::new(),
        public_url: "http://photos.example".to_owned(),
        registration: "open",
        captcha: false,
        limits: false,
        session_lifetime: std::time::Duration::from_hours(720),
        session_idle: std::time::Duration::from_hours(336),
        grace: std::time::Duration::from_hours(336),
        scratch: std::env::temp_dir().join("tintype-tests"),
        upload_bytes: 1_000_000,
        upload_pixels: 1_000_000,
        upload_files: 3,
        rules: None,
        version: "0",
    }
}

fn settings(folder: &TempDir) -> WebSettings {
    let template_dir = folder.path().join("templates");
    std::fs::create_dir(&template_dir).unwrap();
    WebSettings {
        site_name: "Tintype".to_owned(),
        site_description: String::new(),
        registration: "open",
        captcha: false,
        rate_limits: false,
        locale: "en".to_owned(),
        public_url: "http://photos.example".to_owned(),
        trusted_proxies: Vec::new(),
        upload_bytes: 1_000_000,
        upload_files: 3,
        accel_redirect: None,
        machines: web::Machines::default(),
        template_dir,
    }
}
