//! A site with people on it, and what has to be true of it after every attack.

use std::time::{Duration, Instant};

use harness::{
    Answer, App, Method, Site, SiteBuilder, TestDatabase, Upload, Value, Visitor, json, pictures,
};

use harness::Sql;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "four trees in a row";

/// Tells each story on both databases. A story is an `async fn(World)`; `with` says how its site is built besides.
macro_rules! on_both_databases {
    ($($story:ident),+ $(,)?) => {
        on_both_databases!(with |builder| builder; $($story),+);
    };
    (with $build:expr; $($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $story() {
                    let database = harness::TestDatabase::sqlite();
                    let site = harness::Site::builder().database(database);
                    let build: fn(harness::SiteBuilder) -> harness::SiteBuilder = $build;
                    super::$story($crate::world::World::with(build(site)).await).await;
                }
            )+
        }
        mod on_postgres {
            $(
                #[tokio::test]
                async fn $story() {
                    let database = harness::TestDatabase::postgres();
                    let site = harness::Site::builder().database(database);
                    let build: fn(harness::SiteBuilder) -> harness::SiteBuilder = $build;
                    super::$story($crate::world::World::with(build(site)).await).await;
                }
            )+
        }
    };
}

/// Tells each story on both databases, inside the test process. A story is an `async fn(House)`.
macro_rules! in_both_houses {
    ($($story:ident),+ $(,)?) => {
        mod in_a_house_on_sqlite {
            $(
                #[tokio::test]
                async fn $story() {
                    let database = harness::TestDatabase::sqlite();
                    super::$story($crate::house::House::on(database, Vec::new()).await).await;
                }
            )+
        }
        mod in_a_house_on_postgres {
            $(
                #[tokio::test]
                async fn $story() {
                    let database = harness::TestDatabase::postgres();
                    super::$story($crate::house::House::on(database, Vec::new()).await).await;
                }
            )+
        }
    };
}

/// A site of its own for one story.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) site: Site,
}

/// How much there is of everything, and the names of all files that people can get.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    rows: Vec<(String, i64)>,
    media: Vec<String>,
}

impl Stored {
    /// The same, but for so many rows of a table.
    pub(crate) fn with(mut self, table: &str, rows: i64) -> Self {
        self.rows.iter_mut().filter(|it| it.0 == table).for_each(|it| it.1 = rows);
        self
    }
}

impl World {
    /// A site as after the first `cargo run`.
    pub(crate) async fn start() -> Self {
        Self::with(Site::builder()).await
    }

    /// A site with this database.
    pub(crate) async fn on(database: TestDatabase) -> Self {
        Self::with(Site::builder().database(database)).await
    }

    /// A site with these parts.
    pub(crate) async fn with(builder: SiteBuilder) -> Self {
        Self { site: builder.start().await }
    }

    /// Makes an account whose address is confirmed.
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
        let typed = [("login", name), ("password", PASSWORD)];
        visitor.submit("form[action='/login']", &typed).await.expect(200);
        visitor
    }

    /// Sends JSON to these places below `/api/v1`, at one moment: on PostgreSQL somebody holds the rows of `table` until a few
    /// requests wait for them, so that none is over before the next has begun. On SQLite writers wait for each other.
    pub(crate) async fn race(&self, table: &str, asked: Vec<Asking>) -> Vec<Answer> {
        let (app, held) = (self.site.app(), self.site.database().is_postgres());
        let mut other = self.sql();
        if held {
            other.must(&format!("BEGIN; SELECT 1 FROM {table} FOR UPDATE"));
        }
        let racing = tokio::spawn(async move { all_at_once(&app, asked).await });
        let waiting = "SELECT count(*) AS n FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        // Sooner than the site says that it is busy.
        let end = Instant::now() + Duration::from_millis(700);
        let mut watch = self.sql();
        while held && !racing.is_finished() && Instant::now() < end && watch.number(waiting) < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if held {
            other.must("COMMIT");
        }
        racing.await.expect("answers")
    }

    /// Waits until so many letters have left and are noted as sent: until then another may take the place of one.
    pub(crate) async fn have_left(&self, letters: i64) {
        let sent = "SELECT count(*) AS n FROM mails WHERE state = 'sent'";
        until("the letters have left", async || self.sql().number(sent) >= letters).await;
    }

    /// The database past the site.
    pub(crate) fn sql(&self) -> Sql {
        Sql::open(self.site.database())
    }

    /// What is stored now.
    pub(crate) fn stored(&self) -> Stored {
        let mut rows = self.sql().counts();
        // What is to be ranked anew: there for a second at most, whatever was asked for.
        rows.retain(|(table, _)| table != "standings_due");
        Stored { rows, media: self.media() }
    }

    /// The files in the picture store, by their paths in it.
    pub(crate) fn media(&self) -> Vec<String> {
        let files = self.site.files().into_iter();
        files.filter_map(|file| file.strip_prefix("media/").map(str::to_owned)).collect()
    }

    /// Ends a story: nothing panicked on the way, nothing lies around, and the site still answers.
    pub(crate) async fn is_unharmed(&self) {
        for said in [self.site.stderr(), self.site.stdout()] {
            assert!(!said.contains("panicked") && !said.contains("internal error"), "{said}");
        }
        let files = self.site.files();
        let waiting = files.iter().find(|file| file.starts_with("tmp/uploads"));
        assert_eq!(waiting, None, "an upload was left lying around");
        self.site.app().get("/photos").await.expect(200);
        assert_eq!(self.site.visitor().get("/readyz").await.status, 200);
    }
}

/// Waits until something is so, and fails where it is not within twenty seconds.
pub(crate) async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !is_so().await {
        assert!(Instant::now() < end, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The address of somebody.
pub(crate) fn address_of(name: &str) -> String {
    format!("{name}@example.org")
}

/// What somebody sends who registers.
pub(crate) fn registration(name: &str) -> Value {
    json!({ "username": name, "email": address_of(name), "password": PASSWORD })
}

/// A small picture that is what it says.
pub(crate) fn picture(seed: u32) -> Upload {
    Upload::new("picture.jpg", "image/jpeg", pictures::jpeg(96, 64, seed))
}

/// Posts a picture.
pub(crate) async fn post(app: &App, fields: &[(&str, &str)], seed: u32) -> Value {
    app.upload("/photos", fields, &[("file", picture(seed))]).await.expect(201).json
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

/// The two ways to send fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Json,
    Form,
}

impl How {
    pub(crate) const BOTH: [Self; 2] = [Self::Json, Self::Form];

    /// Sends texts by name to a path below `/api/v1`.
    pub(crate) async fn send(
        self,
        app: &App,
        (method, path): (Method, &str),
        fields: &[(&str, &str)],
    ) -> Answer {
        let request = app.request(method, path);
        let object = fields.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
        app.exchange(match self {
            Self::Json => request.json(&Value::Object(object)),
            Self::Form => request.form(fields),
        })
        .await
    }
}

/// What is asked for below `/api/v1`, where, and with what.
pub(crate) type Asking = (Method, String, Value);

/// The same so many times.
pub(crate) fn times(times: usize, (method, path): (Method, &str), body: &Value) -> Vec<Asking> {
    vec![(method, path.to_owned(), body.clone()); times]
}

/// Sends JSON to these places below `/api/v1`, all at once.
pub(crate) async fn all_at_once(app: &App, asked: Vec<Asking>) -> Vec<Answer> {
    let all: Vec<_> = asked
        .into_iter()
        .map(|(method, path, body)| {
            let (app, request) = (app.clone(), app.request(method, &path).json(&body));
            tokio::spawn(async move { app.exchange(request).await })
        })
        .collect();
    let mut answers = Vec::new();
    for one in all {
        answers.push(one.await.expect("an answer"));
    }
    answers
}

/// Sends the same request many times at once.
pub(crate) async fn at_once(
    app: &App,
    count: usize,
    place: (Method, &str),
    body: &Value,
) -> Vec<Answer> {
    all_at_once(app, times(count, place, body)).await
}

/// How many answers have this status.
pub(crate) fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|it| it.status == status).count()
}

/// Checks that an answer is problem details (RFC 9457) that say no for a reason.
#[track_caller]
pub(crate) fn is_refused(answer: &Answer, what: &str) {
    assert!((400..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.text);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
    assert_eq!(answer.json["status"], answer.status, "{what}");
    assert!(answer.json["title"].is_string() && answer.json["detail"].is_string(), "{what}");
}

/// Checks that an answer is 422 (or 413) and says what is wrong with this field.
#[track_caller]
pub(crate) fn names(answer: &Answer, field: &str, what: &str) {
    is_refused(answer, what);
    assert!(matches!(answer.status, 422 | 413), "{what}: {} {}", answer.status, answer.text);
    let why = answer.json["errors"][field].as_str().unwrap_or_default();
    assert!(!why.is_empty() && !why.starts_with("error-"), "{what}: {field}: {}", answer.text);
}

/// Each byte of a text as it may stand in an address.
pub(crate) fn percent(text: &str) -> String {
    text.bytes().flat_map(|byte| ['%', digit(byte >> 4), digit(byte & 15)]).collect()
}

fn digit(value: u8) -> char {
    char::from_digit(value.into(), 16).expect("four bits")
}

/// As much of a text as a message should repeat.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(40).collect::<String>().escape_debug().to_string()
}
