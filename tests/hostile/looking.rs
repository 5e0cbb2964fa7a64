//! Looking changes nothing, however often and at whatever (C09).

use std::collections::{BTreeSet, VecDeque};

use harness::{App, Method, Visitor, json};

use crate::house::{House, address};
use crate::world::{World, post, registration, text};
use harness::Sql;

/// Everything in the database but when sessions were used last, and what is to be ranked anew, which is there for a second at most.
fn dump(world: &World) -> Vec<(String, Vec<String>)> {
    let mut sql: Sql = world.sql();
    let tables = sql.tables();
    let lasting = tables.into_iter().filter(|it| it != "sessions" && it != "standings_due");
    lasting.map(|it| (it.clone(), sql.rows(&it))).collect()
}

/// Follows every link from the front page on, and gives where it came.
async fn crawl(visitor: &mut Visitor, more: &[String]) -> BTreeSet<String> {
    let mut waiting: VecDeque<String> =
        std::iter::once("/".to_owned()).chain(more.iter().cloned()).collect();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(path) = waiting.pop_front() {
        let page = visitor.get(&path).await;
        assert!(page.status < 500, "{path}");
        for link in page.select("[href], [src]") {
            let to = link
                .attributes
                .get("href")
                .or_else(|| link.attributes.get("src"))
                .expect("an address");
            let to = page.url.join(to).expect("an address");
            if to.origin() == page.url.origin() {
                let query = to.query().map_or(String::new(), |it| format!("?{it}"));
                let to = format!("{}{query}", to.path());
                if seen.insert(to.clone()) {
                    waiting.push_back(to);
                }
            }
        }
        assert!(seen.len() < 600, "{seen:?}");
    }
    seen
}

/// A site with some of everything, and the address of everything on it, whether a link leads there or not.
async fn furnished(world: &World) -> (App, Vec<String>, String) {
    let root = world.admin("rita").await;
    let mut shown = (String::new(), String::new());
    for (seed, visibility) in (0..).zip(["private", "unlisted", "public"]) {
        let words = [("title", "x"), ("tags", "lake dawn"), ("visibility", visibility)];
        let photo = text(&post(&root, &words, seed).await["url"]).to_owned();
        let said = root.post(&format!("{photo}/comments"), &json!({ "body": "yes" })).await;
        shown = (photo, text(&said.expect(201).json["id"]).to_owned());
    }
    world.site.app().post("/register", &registration("eve")).await.expect(201);
    let link = world.site.outbox().letter_to("eve@example.org").await.link();
    let token = link.split("/verify/").nth(1).expect("a token").to_owned();

    let house = House::with(Vec::new()).await;
    let fill = |path: String| {
        path.replace("/comments/AAAAAAAAAAA", &format!("/comments/{}", shown.1))
            .replace("/photos/AAAAAAAAAAA", &shown.0)
            .replace("/verify/AAAAAAAAAAA", &format!("/verify/{token}"))
    };
    let all = house.client.rocket().routes().map(|it| fill(address(it))).collect();
    (root, all, token)
}

#[tokio::test]
async fn looking_at_everything_changes_nothing() {
    // Init.
    let world = World::start().await;
    let (root, all, token) = furnished(&world).await;
    let mut visitor = world.visitor_as("rita").await;

    // Verify.
    let before = dump(&world);
    for _ in 0..2 {
        let seen = crawl(&mut visitor, &all).await;
        assert!(seen.len() > 40, "{seen:?}");
        for path in &seen {
            for method in [Method::HEAD, Method::OPTIONS] {
                let answer = visitor.exchange(visitor.request(method, path)).await;
                assert!(answer.status < 500, "{path}");
            }
            root.get(path).await;
        }
    }
    assert_eq!(dump(&world), before);
    assert_eq!(visitor.get("/me").await.status, 200, "still signed in");
    root.post("/verify", &json!({ "token": token })).await.expect(200);
    world.is_unharmed().await;
}
