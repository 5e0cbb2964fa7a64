//! A small world for one story: a database of its own, a store and a mail server in memory, a clock that stands still.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::{Member, Role};
use harness::TestDatabase;
use ports::{Letter, LetterKind, Mailer};
use repository::Database;
use services::{
    Accounts, Actor, Admin, ApiTokens, Client, Comments, Context, Error, Joining, Kind, Passwords,
    People, Photos, Policy, Publishing, Registration, SecretKey, Sessions, Site, Worker,
};
use tokio::sync::{Notify, Semaphore};
use views::Registered;

use crate::doubles::{MemoryMailer, MemoryStore, TestClock};
pub(crate) use crate::props::{APhoto, a_photo, part_of};
use crate::recorder;
use harness::Sql;

/// Tells each story twice, on SQLite and on PostgreSQL. A story is an `async fn(&World)`.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $story() {
                    let world = $crate::world::World::sqlite();
                    super::$story(&world).await;
                    world.tear_down();
                }
            )+
        }
        mod on_postgres {
            $(
                #[tokio::test]
                async fn $story() {
                    let world = $crate::world::World::postgres();
                    super::$story(&world).await;
                    world.tear_down();
                }
            )+
        }
    };
}

/// A password that nobody has to think about: longer than what is judged.
pub(crate) const PASSWORD: &str = "four trees in a row by the lake";

/// Where the site says it is.
pub(crate) const PUBLIC_URL: &str = "https://photos.example";

/// Everything a use-case works with, and the strings that move it.
pub(crate) struct World {
    pub(crate) context: Context,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) mailer: Arc<MemoryMailer>,
    // Dropped last: what is above is still connected to it.
    pub(crate) database: TestDatabase,
}

impl World {
    /// An empty site on SQLite: a copy of a file that was migrated once.
    pub(crate) fn sqlite() -> Self {
        static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
        let migrated = MIGRATED.get_or_init(|| {
            let (database, folder) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
            Database::open(database.url(), 1).unwrap().migrate().unwrap();
            let copy = folder.path().join("migrated.db");
            Sql::open(&database).must(&format!("VACUUM INTO '{}'", copy.display()));
            std::fs::read(copy).unwrap()
        });
        let database = TestDatabase::sqlite();
        std::fs::write(database.url().strip_prefix("sqlite://").unwrap(), migrated).unwrap();
        Self::around(database)
    }

    /// An empty site on PostgreSQL.
    pub(crate) fn postgres() -> Self {
        let database = TestDatabase::postgres();
        Database::open(database.url(), 1).unwrap().migrate().unwrap();
        Self::around(database)
    }

    fn around(database: TestDatabase) -> Self {
        recorder::install();
        let (clock, store, mailer): (Arc<TestClock>, Arc<MemoryStore>, Arc<MemoryMailer>) =
            Default::default();
        let context = Context {
            db: Database::open(database.url(), 8).unwrap(),
            store: store.clone(),
            mailer: mailer.clone(),
            clock: clock.clone(),
            secret: SecretKey::new(&[7; 32]).unwrap(),
            passwords: Passwords::new(4, 2),
            policy: Arc::new(policy()),
            bell: Arc::new(Notify::new()),
            darkroom: Arc::new(Semaphore::new(2)),
            shelf: services::Shelf::new(1_000_000),
            live: services::Live::default(),
            taste: services::Taste::default(),
            tally: services::Tally::default(),
            kept: services::Kept::default(),
        };
        Self { context, clock, store, mailer, database }
    }

    /// The same site with other rules.
    pub(crate) fn with_policy(&self, change: impl FnOnce(&mut Policy)) -> Context {
        let mut policy = (*self.context.policy).clone();
        change(&mut policy);
        Context { policy: Arc::new(policy), ..self.context.clone() }
    }

    /// The same site with other mail.
    pub(crate) fn with_mailer(&self, mailer: impl Mailer + 'static) -> Context {
        Context { mailer: Arc::new(mailer), ..self.context.clone() }
    }

    pub(crate) fn accounts(&self) -> Accounts {
        Accounts::new(self.context.clone())
    }

    pub(crate) fn joining(&self) -> Joining {
        Joining::new(self.context.clone())
    }

    /// Registers from this machine.
    pub(crate) async fn register(&self, wish: &Registration) -> services::Result<Registered> {
        self.joining().register(wish, &client(Kind::Bearer, (true, ""))).await
    }

    pub(crate) fn sessions(&self) -> Sessions {
        Sessions::new(self.context.clone())
    }

    pub(crate) fn people(&self) -> People {
        People::new(self.context.clone(), owner())
    }

    pub(crate) fn admin(&self) -> Admin {
        Admin::new(self.context.clone())
    }

    pub(crate) fn photos(&self) -> Photos {
        Photos::new(self.context.clone())
    }

    pub(crate) fn publishing(&self) -> Publishing {
        Publishing::new(self.context.clone())
    }

    pub(crate) fn comments(&self) -> Comments {
        Comments::new(self.context.clone())
    }

    pub(crate) fn likes(&self) -> services::Likes {
        services::Likes::new(self.context.clone())
    }

    pub(crate) fn circle(&self) -> services::Circle {
        services::Circle::new(self.context.clone())
    }

    pub(crate) fn profiles(&self) -> services::Profiles {
        services::Profiles::new(self.context.clone())
    }

    pub(crate) fn views(&self) -> services::Views {
        services::Views::new(self.context.clone())
    }

    pub(crate) fn exports(&self) -> services::Exports {
        services::Exports::new(self.context.clone())
    }

    pub(crate) fn leaving(&self) -> services::Leaving {
        services::Leaving::new(self.context.clone())
    }

    pub(crate) fn tokens(&self) -> ApiTokens {
        ApiTokens::new(self.context.clone())
    }

    pub(crate) fn search(&self) -> services::Search {
        services::Search::new(self.context.clone())
    }

    pub(crate) fn ranking(&self) -> services::Ranking {
        services::Ranking::new(self.context.clone())
    }

    pub(crate) fn suggestions(&self) -> services::Suggestions {
        services::Suggestions::new(self.context.clone())
    }

    pub(crate) fn tag_lists(&self) -> services::TagLists {
        services::TagLists::new(self.context.clone())
    }

    pub(crate) fn site(&self) -> Site {
        Site::new(self.context.clone())
    }

    pub(crate) fn worker(&self) -> Worker {
        Worker::new(self.context.clone())
    }

    /// Lets the worker do all that is due; says how many letters were tried.
    pub(crate) async fn work(&self) -> usize {
        self.worker().run_due().await.unwrap()
    }

    /// SQL past the repository.
    pub(crate) fn raw(&self) -> Sql {
        Sql::open(&self.database)
    }

    /// Runs statements past the repository.
    #[track_caller]
    pub(crate) fn sql(&self, statements: &str) {
        self.raw().must(statements);
    }

    /// How many rows the table (with conditions, if any) has.
    #[track_caller]
    pub(crate) fn rows(&self, table: &str) -> i64 {
        self.raw().number(&format!("SELECT count(*) AS n FROM {table}"))
    }

    /// Whether these words stand anywhere in the database.
    pub(crate) fn remembers(&self, words: &str) -> bool {
        if self.database.is_postgres() {
            let tables = "SELECT table_name AS t FROM information_schema.tables WHERE table_schema = 'public'";
            let mut raw = self.raw();
            return raw.texts(tables).iter().any(|table| {
                let rows = raw.texts(&format!("SELECT row_to_json(it)::text AS t FROM {table} it"));
                rows.iter().any(|row| row.contains(words))
            });
        }
        let path = self.database.url().strip_prefix("sqlite://").unwrap();
        ["", "-wal"].iter().any(|file| {
            let bytes = std::fs::read(format!("{path}{file}")).unwrap_or_default();
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        })
    }

    /// Lets `deed` begin while another process has run these statements and not yet committed, which it does as soon
    /// as the deed waits for it or has ended. On PostgreSQL only: on SQLite nobody begins before the other has ended.
    pub(crate) async fn meanwhile<T: Send + 'static>(
        &self,
        statements: &str,
        deed: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let mut other = self.raw();
        other.must(&format!("BEGIN; {statements}"));
        let deed = tokio::spawn(deed);
        let waiting = "SELECT count(*) AS n FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let waits = async {
            while self.raw().number(waiting) == 0 && !deed.is_finished() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        // Sooner than the lock's own time is over.
        tokio::time::timeout(Duration::from_secs(4), waits).await.expect("it waits or ends");
        other.must("COMMIT");
        deed.await.unwrap()
    }

    /// Lets so many minutes pass.
    pub(crate) fn minutes_pass(&self, minutes: u64) {
        self.clock.advance(Duration::from_mins(minutes));
    }

    /// Closes everything; the database goes.
    pub(crate) fn tear_down(self) {
        drop(self);
    }
}

fn policy() -> Policy {
    Policy {
        site_name: "Tintype".to_owned(),
        site_description: "A photo community".to_owned(),
        public_url: PUBLIC_URL.to_owned(),
        registration: "open",
        captcha: false,
        limits: false,
        session_lifetime: Duration::from_hours(30 * 24),
        session_idle: Duration::from_hours(14 * 24),
        grace: Duration::from_hours(14 * 24),
        scratch: std::env::temp_dir().join("tintype-tests"),
        upload_bytes: 25 << 20,
        upload_pixels: 100_000_000,
        upload_files: 10,
        rules: None,
        version: "0.0.0",
    }
}

/// Somebody who is to join the site: confirmed, and with [`PASSWORD`].
pub(crate) struct AMember {
    name: String,
    role: Role,
    verified: bool,
}

/// A member of this name, whose address is `<name>@example.org`.
pub(crate) fn a_member(name: &str) -> AMember {
    AMember { name: name.to_owned(), role: Role::Member, verified: true }
}

impl AMember {
    pub(crate) fn unverified(self) -> Self {
        Self { verified: false, ..self }
    }

    pub(crate) fn moderator(self) -> Self {
        Self { role: Role::Moderator, ..self }
    }

    pub(crate) fn admin(self) -> Self {
        Self { role: Role::Admin, ..self }
    }

    pub(crate) async fn join(self, world: &World) -> Member {
        let typed = wish(&self.name, &format!("{}@example.org", self.name));
        world.people().add(&typed, self.role, self.verified).await.unwrap();
        world.people().find(&self.name).await.unwrap().member
    }
}

/// Who sits at the command line.
pub(crate) fn owner() -> Actor {
    Actor::at_command_line("olga")
}

/// Somebody who does something on a page.
pub(crate) fn by(member: &Member) -> Actor {
    Actor::staff(&member.name, &client(Kind::Cookie, (false, "")))
}

/// A client of this kind that calls itself so, and whose session lasts if `remember`.
pub(crate) fn client(kind: Kind, (remember, user_agent): (bool, &str)) -> Client {
    Client::new(kind, std::net::Ipv4Addr::LOCALHOST.into(), user_agent).remembered(remember)
}

/// A browser on this machine.
pub(crate) fn browser() -> Client {
    client(Kind::Cookie, (false, "a browser"))
}

/// What somebody types who wants to join.
pub(crate) fn wish(username: &str, email: &str) -> Registration {
    Registration {
        username: username.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        locale: "en".to_owned(),
        ..Registration::default()
    }
}

/// What a use-case answered, in words that can be compared.
pub(crate) fn answer<T>(outcome: services::Result<T>) -> String {
    let Err(why) = outcome else { return "done".to_owned() };
    match why {
        Error::SignInFirst => "sign in first".to_owned(),
        Error::WrongLogin => "wrong login".to_owned(),
        Error::Forbidden(message) => format!("forbidden: {}", message.id),
        Error::Conflict(message) => format!("conflict: {}", message.id),
        Error::TooMany { seconds } => format!("too many for {seconds} s"),
        Error::SecondFactor { wrong, .. } => format!("a code, wrong before: {wrong}"),
        Error::ConfirmFirst => "confirm first".to_owned(),
        Error::NotFound => "not found".to_owned(),
        Error::Gone => "gone".to_owned(),
        Error::Invalid(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, why)| format!("{name}={}", why.id)).collect();
            format!("invalid: {}", fields.join(" "))
        }
        Error::Unavailable(_) => "unavailable".to_owned(),
        Error::Internal(_) => "internal".to_owned(),
    }
}

/// The token in the link of a letter.
pub(crate) fn token_in(letter: &Letter) -> String {
    let LetterKind::VerifyEmail { url, .. } = &letter.kind else {
        panic!("another letter: {letter:?}")
    };
    url.strip_prefix(&format!("{PUBLIC_URL}/verify/")).expect("a link to this site").to_owned()
}
