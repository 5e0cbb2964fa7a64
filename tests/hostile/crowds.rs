//! A crowd of visits of somebody who wants their photo to be seen, through the real door (C39, SECURITY 6.4): a thousand from so many
//! addresses, or as many as `ATTACK_VISITS` says. `site::attack` lets ten thousand come past the door each time.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use harness::{App, Value};

use crate::world::{World, post, text, until};

on_both_databases!(made_up_visits_move_a_photo_by_next_to_nothing);

/// How many, of each attacker.
fn visits() -> usize {
    std::env::var("ATTACK_VISITS").map_or(1_000, |it| it.parse().expect("a number"))
}

/// How many ask at a time.
const AT_ONCE: usize = 8;
/// From how many addresses, and how many points that may be worth: a hundred networks weigh as two likes do.
const ATTACKS: [(usize, f64); 3] = [(1, 0.0), (10, 0.0), (100, 2.0)];

/// Twelve photos of Ada's, each liked by up to three people whose likes weigh.
async fn a_wall(world: &World) -> (App, Vec<String>) {
    let ada = world.member("ada").await;
    let mut fans = Vec::new();
    for name in ["bob", "cid", "dan"] {
        fans.push(world.member(name).await);
    }
    world.sql().must("UPDATE users SET created_at = 0");
    let mut photos = Vec::new();
    for nth in 0..12_usize {
        let photo = post(&ada, &[("title", "Harbour")], u32::try_from(nth).unwrap()).await;
        let id = text(&photo["id"]).to_owned();
        for fan in fans.iter().take(nth * 7 % 4) {
            fan.put(&format!("/photos/{id}/like"), &Value::Null).await.expect(200);
        }
        photos.push(id);
    }
    (ada, photos)
}

/// Sends the visits of one attacker, each by a program with another name.
async fn visit(address: String, networks: usize, nth: usize) {
    let mut workers = Vec::new();
    for worker in 0..AT_ONCE {
        let address = address.clone();
        workers.push(tokio::spawn(async move {
            // One network has 256 addresses: these are as far from each other as they can be.
            let mine = (worker..networks).step_by(AT_ONCE).collect::<Vec<_>>();
            let mine = if mine.is_empty() { vec![worker % networks] } else { mine };
            let at = |network: usize| {
                let parts = [10 + nth, network].map(|it| u8::try_from(it).unwrap());
                IpAddr::V4(Ipv4Addr::new(127, parts[0], parts[1], 1))
            };
            let client = |it: &usize| {
                let client = reqwest::Client::builder().no_proxy().local_address(at(*it));
                client.build().unwrap()
            };
            let clients: Vec<_> = mine.iter().map(client).collect();
            for visit in 0..visits() / AT_ONCE {
                let agent = format!("Mozilla/5.0 (X11; Linux x86_64) Firefox/{worker}.{visit}");
                let request = clients[visit % clients.len()].get(&address);
                let answer = request.header("User-Agent", agent).send().await.unwrap();
                assert_eq!(answer.status(), 200);
                answer.bytes().await.unwrap();
            }
        }));
    }
    for worker in workers {
        worker.await.unwrap();
    }
}

/// Waits until all photos stand where they belong.
async fn ranked(world: &World) {
    let due = "SELECT COUNT(*) AS n FROM standings_due";
    until("all are ranked", async || world.sql().number(due) == 0).await;
}

/// Waits until a photo has so many views, and stands where they put it.
async fn counted(world: &World, photo: &str, views: usize) {
    let counted = format!(
        "SELECT views AS n FROM view_counts JOIN photos ON id = photo_id WHERE key = '{photo}'"
    );
    let are = async || usize::try_from(world.sql().number(&counted)) == Ok(views);
    until(&format!("{views} views are counted"), are).await;
    ranked(world).await;
}

/// Why a photo stands where it stands.
async fn standing(ada: &App, photo: &str) -> Value {
    ada.get(&format!("/photos/{photo}/ranking")).await.expect(200).json
}

async fn made_up_visits_move_a_photo_by_next_to_nothing(world: World) {
    let (ada, photos) = a_wall(&world).await;
    ranked(&world).await;
    for (nth, (networks, most)) in ATTACKS.into_iter().enumerate() {
        let photo = &photos[3 + nth];
        let before = standing(&ada, photo).await;
        let begun = Instant::now();
        visit(world.site.url(&format!("/api/v1/photos/{photo}")), networks, nth).await;
        let took = begun.elapsed();
        // Of programs that call themselves something else each time, eight of one network count, in the number that is told.
        counted(&world, photo, 8 * networks).await;
        let after = standing(&ada, photo).await;
        let number = |it: &Value, what: &str| it[what].as_f64().unwrap();
        let gained = number(&after, "points") - number(&before, "points");
        let shift = number(&before, "place") - number(&after, "place");
        let share = (number(&after, "score") / number(&before, "score") - 1.0) * 100.0;
        eprintln!(
            "{} visits from {networks} addresses, each of a network of its own, in {took:?}: \
            {shift} of {} places, {gained} points, {share:.6} % of the score",
            visits(),
            photos.len()
        );
        assert!((0.0..=most).contains(&gained) && share < 0.1, "{before} {after}");
        assert!(networks > 10 || shift == 0.0, "{before} {after}");
    }
    world.is_unharmed().await;
}
