//! What belongs to somebody and has a number: their passkeys, tokens, sessions, secret links and exports, asked for by
//! somebody else at every route of Rocket's own table (C17).

use domain::{Member, PhotoDraft, Role, Visibility};
use harness::{Sql, pictures};
use rocket::Route;
use rocket::http::Method;
use services::{
    Actor, ApiTokens, Exports, File, Kind, People, Publishing, Registration, Sessions, ShareDraft,
    Shareable, Shares, TokenDraft, Visit, Worker,
};

use crate::house::{Asked, House, Said, address};
use crate::world::{PASSWORD, address_of, until};

in_both_houses!(
    what_has_a_number_is_its_owners_alone,
    what_belongs_to_one_stands_in_no_list_of_another,
);

const CANARY: &str = "canary-words";

/// Ada, who has all of it, and Eve, who has a session.
struct Town {
    house: House,
    ada: Member,
    photo: String,
}

async fn add(house: &House, name: &str) -> Member {
    let people = People::new(house.context.clone(), Actor::site());
    let typed = Registration {
        username: name.to_owned(),
        email: address_of(name),
        password: PASSWORD.to_owned(),
        locale: "en".to_owned(),
        ..Registration::default()
    };
    people.add(&typed, Role::Member, true).await.unwrap();
    people.find(name).await.unwrap().member
}

impl Town {
    async fn build(house: House) -> Self {
        let (ada, _) = (add(&house, "ada").await, add(&house, "eve").await);
        let draft = PhotoDraft {
            title: CANARY.to_owned(),
            visibility: Visibility::Private.as_str().to_owned(),
            ..PhotoDraft::default()
        };
        let files = vec![File::Bytes(pictures::jpeg(16, 12, 1))];
        let publishing = Publishing::new(house.context.clone());
        let photo = publishing.publish(&ada, &draft, files).await.unwrap().photo.id;
        Self { house, ada, photo }
    }

    fn sql(&self) -> Sql {
        Sql::open(self.house.database())
    }

    /// A session of somebody's that has just begun.
    async fn session(&self, name: &str, is_api: bool) -> String {
        let kind = if is_api { Kind::Bearer } else { Kind::Cookie };
        let client = services::Client::new(kind, [127, 0, 0, 1].into(), "");
        let sessions = Sessions::new(self.house.context.clone());
        sessions.begin_as(name, &client).await.unwrap().token
    }

    /// Something of Ada's that this route is about: the number in its address, and the table where it is.
    async fn thing(&self, route: &Route) -> (String, &'static str) {
        let context = || self.house.context.clone();
        let path = route.uri.path();
        if path.contains("/passkeys/") {
            let id = self.ada.id.0;
            self.sql().must(&format!(
                "DELETE FROM passkeys; INSERT INTO passkeys (user_id, credential_id, name, record, created_at) \
                 VALUES ({id}, 'key', '{CANARY}', 'no record', 1)"
            ));
            let number = self.sql().number("SELECT max(id) AS n FROM passkeys");
            return (number.to_string(), "passkeys");
        }
        if path.contains("/tokens/") {
            let draft = TokenDraft {
                name: CANARY.to_owned(),
                scope: "read".to_owned(),
                expires_days: None,
            };
            let made = ApiTokens::new(context()).create(&self.ada, &draft).await.unwrap();
            return (made.view.id, "api_tokens");
        }
        if path.contains("/sessions/") {
            let session = self.session("ada", false).await;
            let shown = services::Credential::Cookie(&session);
            let sessions = Sessions::new(context());
            let visit: Visit = sessions.visit(shown, "").await.unwrap().unwrap();
            let list = sessions.list(&self.ada, visit.session().unwrap()).await.unwrap();
            let this = list.items.into_iter().find(|it| it.current).unwrap();
            return (this.id, "sessions");
        }
        assert!(path.ends_with("/shares/<id>"), "whose is what {path} is about?");
        let thing = Shareable::Photo(self.photo.clone());
        let draft = ShareDraft::default();
        let made = Shares::new(context()).create(&self.ada, &thing, &draft).await.unwrap();
        (made.share.id, "shares")
    }

    /// Asks as somebody, with what the route needs.
    async fn ask(&self, route: &Route, path: &str, name: &str) -> Said {
        let is_api = route.uri.base() == "/api/v1";
        let secret = self.session(name, is_api).await;
        let asked = if is_api {
            Asked::default().header("authorization", format!("Bearer {secret}"))
        } else {
            let token = self.house.form_token(&secret);
            Asked::default().cookie("sid", secret).header("x-csrf-token", token)
        };
        let asked = match route.method {
            Method::Get => asked,
            _ => asked.body("application/json", r#"{"name":"Mine"}"#),
        };
        self.house.ask(route.method, path, &asked).await
    }

    /// What Ada has in a table.
    fn hers(&self, table: &str) -> i64 {
        let id = self.ada.id.0;
        self.sql().number(&format!("SELECT count(*) AS n FROM {table} WHERE user_id = {id}"))
    }

    fn routes(&self) -> Vec<Route> {
        self.house.client.rocket().routes().cloned().collect()
    }
}

/// Whether a route is about something that has a number and belongs to somebody, and is none of the things that others may see.
fn is_about_a_belonging(route: &Route) -> bool {
    let path = route.uri.path();
    let elsewhere = ["/photos/<id>", "/comments/<id>", "/admin/", "/captcha/<id>"];
    path.contains("<id>") && !elsewhere.iter().any(|it| path.contains(it))
}

async fn what_has_a_number_is_its_owners_alone(house: House) {
    let town = Town::build(house).await;
    let routes: Vec<_> = town.routes().into_iter().filter(is_about_a_belonging).collect();
    for route in &routes {
        let (id, table) = town.thing(route).await;
        let place = |id: &str| route.uri.path().replace("<id>", id);
        let before = town.hers(table);

        // Verify: to Eve it is as if it had never been; Ada does with it what she likes.
        let hidden = town.ask(route, &place(&id), "eve").await;
        let nothing = town.ask(route, &place("999999"), "eve").await;
        let what = format!("{} {}", route.method, place(&id));
        assert_eq!((hidden.status, nothing.status), (404, 404), "{what}: {hidden:?}");
        assert_eq!(hidden.text, nothing.text, "{what}");
        assert_eq!(town.hers(table), before, "{what}");
        let named = "SELECT count(*) AS n FROM passkeys WHERE name = 'Mine'";
        assert_eq!(town.sql().number(named), 0, "{what}");
        let said = town.ask(route, &place(&id), "ada").await;
        assert!((200..400).contains(&said.status), "{what}: {said:?}");
    }
    // Pages and their twins: a passkey is named and removed, the others are ended.
    assert!(routes.len() >= 10, "{routes:?}");
}

async fn what_belongs_to_one_stands_in_no_list_of_another(house: House) {
    // Init: Ada has one of everything, and an archive of it.
    let town = Town::build(house).await;
    let mut ids = Vec::new();
    for route in town.routes().iter().filter(|it| is_about_a_belonging(it)) {
        ids.push(town.thing(route).await.0);
    }
    let exports = Exports::new(town.house.context.clone());
    exports.ask(&town.ada).await.unwrap();
    let worker = Worker::new(town.house.context.clone());
    let is_ready = async || {
        worker.run_due().await.unwrap();
        exports.file(&town.ada).await.is_ok()
    };
    until("the archive is made", is_ready).await;

    // Verify: whatever Eve looks at, none of it is hers to see; the archive is not there for her.
    let mut told = Vec::new();
    for route in town.routes().iter().filter(|it| it.method == Method::Get) {
        let path =
            address(route).replace("/photos/AAAAAAAAAAA", &format!("/photos/{}", town.photo));
        let said = town.ask(route, &path, "eve").await;
        let tells = |it: &String| it.len() > 4 && said.text.contains(it.as_str());
        assert!(!said.text.contains(CANARY) && !ids.iter().any(tells), "{path}: {said:?}");
        if path.ends_with("/settings/export/file") {
            let hers = town.ask(route, &path, "ada").await;
            told.push((said.status, hers.status));
        }
    }
    assert_eq!(told, [(404, 200); 2], "page and twin");
}
