//! Who may do what: every route of Rocket's own table, asked by everybody there is, against a table that was looked through (C16),
//! things that are hidden (C17), and sessions that have ended (C12).

use domain::{AlbumDraft, Member, PhotoDraft, Role, Visibility};
use harness::{Sql, TestDatabase, pictures};
use rocket::http::Method;
use rocket::{Route, get, routes};
use services::{
    Actor, Albums, CommentDraft, Comments, File, Kind, People, Publishing, Registration, Sessions,
};

use crate::house::{Asked, House, Said};
use crate::world::{PASSWORD, address_of};

/// Everybody there is. The owner is who made the thing that is asked for.
const WHO: [&str; 7] =
    ["anonymous", "unverified", "member", "owner", "moderator", "admin", "suspended"];

/// What was looked through: a line for each route, a status for each of [`WHO`].
const AGREED: &str = include_str!("matrix.txt");

const CANARY: &str = "canary-words";

/// The site, with somebody of each kind.
struct Cast {
    house: House,
    owner: Member,
}

/// A photo of the owner's, with a comment of theirs, in an album of theirs.
struct Things {
    photo: String,
    comment: String,
    media: String,
    album: String,
    image: String,
}

impl Cast {
    async fn on(database: TestDatabase, more: Vec<Route>) -> Self {
        let mut sql = Sql::open(&database);
        let house = House::on(database, more).await;
        let people = People::new(house.context.clone(), Actor::site());
        for name in WHO.iter().skip(1).chain(&["target"]) {
            let typed = Registration {
                username: name_of(name),
                email: address_of(&name_of(name)),
                password: PASSWORD.to_owned(),
                locale: "en".to_owned(),
                ..Registration::default()
            };
            let role = match *name {
                "moderator" => Role::Moderator,
                "admin" => Role::Admin,
                _ => Role::Member,
            };
            people.add(&typed, role, *name != "unverified").await.unwrap();
        }
        // Past the use-case, which would end their sessions: a session that is left must be worth nothing.
        sql.must("UPDATE users SET suspended_at = 1 WHERE name = 'who-suspended'");
        let owner = people.find(&name_of("owner")).await.unwrap().member;
        Self { house, owner }
    }

    async fn things(&self, visibility: Visibility) -> Things {
        let context = &self.house.context;
        let draft = PhotoDraft {
            title: CANARY.to_owned(),
            caption: CANARY.to_owned(),
            visibility: visibility.as_str().to_owned(),
            ..PhotoDraft::default()
        };
        let files = vec![File::Bytes(pictures::jpeg(16, 12, 1))];
        let photo = Publishing::new(context.clone()).publish(&self.owner, &draft, files).await;
        let photo = photo.unwrap().photo;
        let said = CommentDraft { body: CANARY.to_owned(), parent: None };
        let comment = Comments::new(context.clone()).add(&self.owner, &photo.id, said).await;
        let (media, image) = (photo.images[0].url.clone(), photo.images[0].id.clone());
        let draft = AlbumDraft {
            title: CANARY.to_owned(),
            description: CANARY.to_owned(),
            visibility: visibility.as_str().to_owned(),
        };
        let albums = Albums::new(context.clone());
        let album = albums.create(&self.owner, &draft).await.unwrap().slug;
        albums.put(&self.owner, ("who-owner", &album), &photo.id).await.unwrap();
        Things { photo: photo.id, comment: comment.unwrap().id, media, album, image }
    }

    /// What `who` shows, at `/` or below `/api/v1`; a session of their own for each request.
    async fn asked(&self, who: &str, is_api: bool, changes: bool) -> Asked {
        let mut asked = Asked::default();
        let mut secret = "planted".to_owned();
        if who != "anonymous" {
            let kind = if is_api { Kind::Bearer } else { Kind::Cookie };
            let client = services::Client::new(kind, [127, 0, 0, 1].into(), "");
            let sessions = Sessions::new(self.house.context.clone());
            secret = sessions.begin_as(&name_of(who), &client).await.unwrap().token;
        }
        asked = match (who, is_api) {
            ("anonymous", true) => asked,
            ("anonymous", false) => asked.cookie("visitor", secret.as_str()),
            (_, true) => asked.header("authorization", format!("Bearer {secret}")),
            ("suspended", false) => {
                asked.cookie("sid", secret.as_str()).cookie("visitor", "planted")
            }
            (_, false) => asked.cookie("sid", secret.as_str()),
        };
        if who == "suspended" {
            "planted".clone_into(&mut secret);
        }
        match (changes, is_api) {
            (false, _) => asked,
            (true, true) => asked.body("application/json", "{}"),
            (true, false) => {
                let token = self.house.form_token(&secret);
                asked.header("x-csrf-token", token).body("application/json", "{}")
            }
        }
    }

    async fn ask(&self, route: &Route, who: &str, visibility: Visibility) -> Said {
        let path = if is_about_a_thing(route) {
            address(route, Some(&self.things(visibility).await))
        } else {
            address(route, None)
        };
        if route.uri.path().contains("<handle>") {
            // What one has done about the owner is not there for the next.
            let clean = "DELETE FROM blocks; DELETE FROM mutes; DELETE FROM follows";
            Sql::open(self.house.database()).must(clean);
        }
        let is_api = route.uri.base() == "/api/v1";
        let changes = route.method != Method::Get;
        let asked = self.asked(who, is_api, changes).await;
        self.house.ask(route.method, &path, &asked).await
    }

    /// All routes, in order.
    fn routes(&self) -> Vec<Route> {
        let mut routes: Vec<Route> = self.house.client.rocket().routes().cloned().collect();
        routes.sort_by_key(|it| (it.uri.path().to_owned(), it.method.as_str()));
        routes
    }
}

fn name_of(who: &str) -> String {
    format!("who-{who}")
}

fn is_about_a_thing(route: &Route) -> bool {
    let path = route.uri.path();
    path.contains("/photos/<id>")
        || path.contains("/comments/<id>")
        || path.starts_with("/media/")
        || path.contains("<slug>")
}

/// An address that the route answers: of the thing, of somebody, or of what is not there.
fn address(route: &Route, things: Option<&Things>) -> String {
    let path = route.uri.path().to_owned();
    let path = match things {
        Some(it) if path.starts_with("/media/") => it.media.clone(),
        Some(it) if path.contains("/photos/<id>") || path.contains("<slug>") => path
            .replace("<id>", &it.photo)
            .replace("<slug>", &it.album)
            .replace("<image>", &it.image)
            .replace("<n>", "1"),
        Some(it) => path.replace("<id>", &it.comment),
        None => path,
    };
    let path = path.replace("<handle>", "@who-owner").replace("<name>", "who-target");
    let segments = path.split('/').map(|it| if it.starts_with('<') { "AAAAAAAAAAA" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

/// The line of a route.
async fn line(cast: &Cast, route: &Route) -> String {
    let mut line = format!("{} {}", route.method, route.uri.path());
    for who in WHO {
        let said = cast.ask(route, who, Visibility::Public).await;
        line = format!("{line} {}", said.status);
    }
    line
}

async fn matrix(cast: &Cast) -> Vec<String> {
    let mut lines = Vec::new();
    for route in cast.routes() {
        lines.push(line(cast, &route).await);
    }
    lines
}

async fn compare(database: TestDatabase) {
    let found = matrix(&Cast::on(database, Vec::new()).await).await;
    if std::env::var_os("WRITE_MATRIX").is_some() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/hostile/matrix.txt");
        let head = format!("# {}", WHO.join(" "));
        std::fs::write(place, format!("{head}\n{}\n", found.join("\n"))).unwrap();
        return;
    }
    let agreed: Vec<&str> = AGREED.lines().filter(|it| !it.starts_with('#')).collect();
    let new: Vec<_> = found.iter().filter(|it| !agreed.contains(&it.as_str())).collect();
    let gone: Vec<_> = agreed.iter().filter(|it| !found.iter().any(|line| line == *it)).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "look through it, then WRITE_MATRIX=1\nnow: {new:#?}\nagreed: {gone:#?}"
    );
    assert!(found.len() > 150, "{}", found.len());
}

#[tokio::test]
async fn who_may_do_what_is_as_agreed_on_sqlite() {
    compare(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn who_may_do_what_is_as_agreed_on_postgresql() {
    compare(TestDatabase::postgres()).await;
}

#[get("/admin/secrets")]
fn forgotten() -> &'static str {
    "everything"
}

#[tokio::test]
async fn a_route_that_nobody_has_looked_through_is_found() {
    let cast = Cast::on(TestDatabase::sqlite(), routes![forgotten]).await;
    let route = cast.routes().into_iter().find(|it| it.uri.path() == "/admin/secrets").unwrap();
    let line = line(&cast, &route).await;
    assert_eq!(line, "GET /admin/secrets 200 200 200 200 200 200 200");
    assert!(!AGREED.contains("/admin/secrets"));
}

/// What is private is not there for others: not in part, not by another method, not as bytes.
async fn nothing_hidden_is_told(database: TestDatabase) {
    let cast = Cast::on(database, Vec::new()).await;
    let mut asked = 0;
    for route in cast.routes().iter().filter(|it| is_about_a_thing(it)) {
        for who in ["anonymous", "unverified", "member", "suspended"] {
            let said = cast.ask(route, who, Visibility::Private).await;
            let what = format!("{} {} by {who}: {said:?}", route.method, route.uri.path());
            assert!(matches!(said.status, 404 | 401 | 415), "{what}");
            assert!(!said.text.contains(CANARY), "{what}");
            asked += 1;
        }
        if route.method == Method::Get {
            let said = cast.ask(route, "owner", Visibility::Private).await;
            // What feeds tell is for everybody: the program that reads one shows nobody's session.
            let is_for_all = route.uri.path().ends_with("feed.atom");
            let wanted = if is_for_all { 404..405 } else { 200..400 };
            assert!(wanted.contains(&said.status), "{} {said:?}", route.uri.path());
        }
    }
    assert!(asked > 40, "{asked}");
    // Nor does it stand in lists, counts or anybody's page.
    cast.things(Visibility::Private).await;
    for route in cast.routes().iter().filter(|it| it.method == Method::Get) {
        for who in ["anonymous", "member"] {
            if is_about_a_thing(route) {
                continue;
            }
            let said = cast.ask(route, who, Visibility::Private).await;
            assert!(!said.text.contains(CANARY), "{} by {who}", route.uri.path());
        }
    }
}

#[tokio::test]
async fn nothing_hidden_is_told_on_sqlite() {
    nothing_hidden_is_told(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn nothing_hidden_is_told_on_postgresql() {
    nothing_hidden_is_told(TestDatabase::postgres()).await;
}

/// Whatever needs somebody who is signed in is refused to a session that has ended.
async fn an_ended_session_opens_no_route(database: TestDatabase) {
    let cast = Cast::on(database, Vec::new()).await;
    let mut closed = 0;
    for route in cast.routes() {
        let is_api = route.uri.base() == "/api/v1";
        let changes = route.method != Method::Get;
        let path = if is_about_a_thing(&route) {
            address(&route, Some(&cast.things(Visibility::Public).await))
        } else {
            address(&route, None)
        };
        let stranger = cast.asked("anonymous", is_api, changes).await;
        let stranger = cast.house.ask(route.method, &path, &stranger).await;
        if stranger.status != 401 {
            continue;
        }
        let asked = cast.asked("admin", is_api, changes).await;
        let kind = if is_api { Kind::Bearer } else { Kind::Cookie };
        let sql = format!("DELETE FROM sessions WHERE kind = '{}'", kind_name(kind));
        Sql::open(cast.house.database()).must(&sql);
        let said = cast.house.ask(route.method, &path, &asked).await;
        // Without its session the token of the form is void as well.
        assert!(matches!(said.status, 401 | 403), "{} {path}: {said:?}", route.method);
        closed += 1;
    }
    assert!(closed > 60, "{closed}");
}

#[tokio::test]
async fn an_ended_session_opens_no_route_on_sqlite() {
    an_ended_session_opens_no_route(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn an_ended_session_opens_no_route_on_postgresql() {
    an_ended_session_opens_no_route(TestDatabase::postgres()).await;
}

fn kind_name(kind: Kind) -> &'static str {
    if kind == Kind::Bearer { "bearer" } else { "cookie" }
}
