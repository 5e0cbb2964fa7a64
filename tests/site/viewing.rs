//! How often photos are looked at: counted exactly, whoever counts, and without a trace of who looked.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use domain::{Member, Visibility};
use harness::chance::Chance;
use repository::Database;
use services::{Client, Context, Kind, Paging, Seen, Tally, Views};
use time::OffsetDateTime;
use views::PhotoView;

use crate::world::{World, a_member, a_photo, by};
use ports::Clock;

on_both!(
    views_are_the_distinct_visits_of_a_journal_on_two_nodes,
    eight_hours_slide_on_over_midnight,
    two_nodes_that_write_at_once_count_once,
    ten_thousand_programs_in_one_network_are_no_crowd,
    nothing_leads_back_to_a_visitor_when_the_key_is_gone,
    what_cannot_be_written_down_waits,
    authors_programs_and_staff_at_work_do_not_count,
    a_photo_that_is_deleted_takes_its_numbers_along,
);

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Somebody at this address, with this program.
pub(crate) fn at(address: &str, agent: &str) -> Seen {
    let address: IpAddr = address.parse().unwrap();
    Seen { client: Client::new(Kind::Cookie, address, agent), referrer: None }
}

/// The photo as somebody sees it.
pub(crate) async fn shown(world: &World, viewer: Option<&Member>, id: &str) -> PhotoView {
    world.photos().show(viewer, id, &Paging::default()).await.unwrap().photo
}

/// What is counted of a photo: views, and those that weigh.
pub(crate) fn counted(world: &World, id: &str) -> (i64, i64) {
    let of = |column: &str| {
        let query = format!(
            "SELECT CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS n FROM view_counts \
             JOIN photos ON photos.id = photo_id WHERE key = '{id}'"
        );
        world.raw().number(&query)
    };
    (of("views"), of("networks"))
}

/// The same site on another node.
fn another_node(world: &World) -> Context {
    let db = Database::open(world.database.url(), 4).unwrap();
    Context { db, tally: Tally::default(), ..world.context.clone() }
}

/// What should be counted, worked out in the plainest way from what happened.
#[derive(Default)]
struct Model {
    last: BTreeMap<(String, String), OffsetDateTime>,
    networks: BTreeMap<(String, String), OffsetDateTime>,
    counted: BTreeMap<String, (i64, i64)>,
}

impl Model {
    /// `network` is that of a stranger; `weighs` says whether a member's visit does.
    fn visit(
        &mut self,
        photo: &str,
        who: &str,
        network: Option<&str>,
        now: (OffsetDateTime, bool),
    ) {
        let (now, mut weighs) = now;
        let is_open = |last: Option<&OffsetDateTime>| {
            last.is_none_or(|it| now - *it >= Duration::from_hours(8))
        };
        let key = (photo.to_owned(), who.to_owned());
        if !is_open(self.last.get(&key)) {
            return;
        }
        self.last.insert(key, now);
        if let Some(network) = network {
            let key = (photo.to_owned(), network.to_owned());
            weighs = is_open(self.networks.get(&key));
            if weighs {
                self.networks.insert(key, now);
            }
        }
        let counted = self.counted.entry(photo.to_owned()).or_default();
        *counted = (counted.0 + 1, counted.1 + i64::from(weighs));
    }
}

/// Those of whom a journal tells.
struct Cast {
    members: Vec<Member>,
    /// With the place of their author among the members.
    photos: Vec<(String, usize)>,
    /// When the last of the members joined.
    joined: OffsetDateTime,
}

impl Cast {
    /// Three photos of two authors; six members, one of them new.
    async fn of(world: &World) -> Self {
        let mut members = Vec::new();
        for name in ["ada", "bob", "cid", "dot", "eve"] {
            members.push(a_member(name).join(world).await);
        }
        world.minutes_pass(3 * 24 * 60);
        let mut photos = Vec::new();
        for author in [0, 0, 1] {
            photos.push((a_photo().post(world, &members[author]).await.id, author));
        }
        members.push(a_member("new").join(world).await);
        Self { members, photos, joined: world.clock.now() }
    }

    /// A member looks at a photo.
    async fn by_member(
        &self,
        world: &World,
        node: &Views,
        (chance, model): (&mut Chance, &mut Model),
    ) {
        let (photo, author) = &self.photos[chance.place(3)];
        let nth = chance.place(self.members.len());
        let (member, now) = (&self.members[nth], world.clock.now());
        let view = shown(world, Some(member), photo).await;
        node.note(Some(member), &view, at("198.51.100.1", "Firefox"));
        let weighs = nth < 5 || now - self.joined >= Duration::from_hours(24);
        if nth != *author {
            model.visit(photo, &member.name, None, (now, weighs));
        }
    }

    /// A stranger from one of four networks looks at a photo, perhaps twice, or a program.
    async fn by_stranger(
        &self,
        world: &World,
        node: &Views,
        (chance, model): (&mut Chance, &mut Model),
    ) {
        let photo = &self.photos[chance.place(3)].0;
        let network = format!("10.0.{}", chance.place(4));
        let address = format!("{network}.{}", chance.place(250));
        let is_program = chance.place(6) == 0;
        let names: &[&str] = if is_program {
            &["", "Googlebot/2.1", "curl/8"]
        } else {
            &["Firefox", "Chrome", "Safari", "Lynx", "Opera"]
        };
        let agent = names[chance.place(names.len())];
        let view = shown(world, None, photo).await;
        for _ in 0..=chance.place(2) {
            node.note(None, &view, at(&address, agent));
        }
        if !is_program {
            let who = format!("{network} {agent}");
            model.visit(photo, &who, Some(&network), (world.clock.now(), false));
        }
    }
}

async fn views_are_the_distinct_visits_of_a_journal_on_two_nodes(world: &World) {
    // Init.
    let cast = Cast::of(world).await;
    let nodes = [Views::new(world.context.clone()), Views::new(another_node(world))];
    let (mut chance, mut model) =
        (Chance::new("views_are_the_distinct_visits_of_a_journal_on_two_nodes"), Model::default());

    // Execute: a journal of five days, on both nodes in any order.
    for _ in 0..260 {
        for _ in 0..=chance.place(6) {
            let node = &nodes[chance.place(2)];
            if chance.place(3) == 0 {
                cast.by_member(world, node, (&mut chance, &mut model)).await;
            } else {
                cast.by_stranger(world, node, (&mut chance, &mut model)).await;
            }
        }
        let first = chance.place(2);
        for node in [first, 1 - first] {
            nodes[node].flush().await.unwrap();
        }
        if chance.place(12) == 0 {
            world.work().await;
        }
        world.minutes_pass(u64::try_from(chance.place(60)).unwrap());
    }

    // Verify.
    for (photo, _) in &cast.photos {
        let expected = model.counted.get(photo).copied().unwrap_or_default();
        assert!(expected.0 > 20, "{:?}", model.counted);
        assert_eq!(counted(world, photo), expected);
        let told = shown(world, None, photo).await.counts.views;
        assert_eq!(told, Some(expected.0));
    }
}

async fn eight_hours_slide_on_over_midnight(world: &World) {
    // Init: it is 23:30.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post_at_once(world, &ada).await;
    let look = async |minutes: u64| {
        world.minutes_pass(minutes);
        // A node that has just been started knows nothing from memory.
        let node = Views::new(Context { tally: Tally::default(), ..world.context.clone() });
        node.note(None, &shown(world, None, &photo.id).await, at("10.0.0.1", FIREFOX));
        node.flush().await.unwrap();
        world.work().await;
        counted(world, &photo.id).0
    };

    // Verify: 23:30, 01:00, 07:29, 07:30, 08:30 (the key of the day before is gone), 15:29, 15:30.
    let minutes = [4 * 60 + 25, 90, 389, 1, 60, 419, 1];
    let mut seen = Vec::new();
    for pass in minutes {
        seen.push(look(pass).await);
    }
    assert_eq!(seen, [1, 1, 1, 2, 2, 2, 3]);
    assert_eq!(world.rows("visit_keys"), 1);
}

async fn two_nodes_that_write_at_once_count_once(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mut photos = Vec::new();
    for _ in 0..8 {
        photos.push(photo_for_all(&a_photo().post(world, &ada).await));
    }
    let nodes = [world.context.clone(), another_node(world), another_node(world)];
    for round in 0..6_u8 {
        // The photos in another order on each, and half of the visitors the same.
        for (nth, node) in nodes.iter().enumerate() {
            photos.rotate_left(nth + 1);
            for photo in &photos {
                for visitor in 0..6 {
                    let own = if visitor < 3 { 0 } else { nth + 1 };
                    let address = format!("10.{round}.{own}.{visitor}");
                    let seen = at(&address, &format!("Browser {visitor}"));
                    Views::new(node.clone()).note(None, photo, seen);
                }
            }
        }
        let [first, second, third] = nodes.clone().map(|it| async move {
            Views::new(it).flush().await.unwrap();
        });
        tokio::join!(first, second, third);
    }
    for photo in &photos {
        // Three that all nodes saw and three of each, in one network and in three.
        assert_eq!(counted(world, &photo.id), (6 * (3 + 9), 6 * 4));
    }
}

async fn ten_thousand_programs_in_one_network_are_no_crowd(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    for nth in 0..10_000 {
        let seen = at(&format!("10.0.0.{}", nth % 250), &format!("Mozilla/5.0 Firefox/{nth}"));
        world.views().note(None, &photo_for_all(&photo), seen);
        if nth % 2_500 == 2_499 {
            world.views().flush().await.unwrap();
        }
    }
    assert_eq!(counted(world, &photo.id), (8, 1));
    world.views().note(None, &photo_for_all(&photo), at("10.0.1.1", FIREFOX));
    world.minutes_pass(8 * 60);
    world.views().note(None, &photo_for_all(&photo), at("10.0.0.1", "Mozilla/5.0 Firefox/1"));
    world.views().flush().await.unwrap();
    assert_eq!(counted(world, &photo.id), (10, 3));
}

/// The photo as it was answered to its author, as it is for others.
fn photo_for_all(photo: &PhotoView) -> PhotoView {
    PhotoView { viewer: None, ..photo.clone() }
}

const CANARY: &str = "CanaryBrowser/7.1";

async fn nothing_leads_back_to_a_visitor_when_the_key_is_gone(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let other = a_photo().post(world, &ada).await;
    for it in [&photo, &other] {
        let seen = Seen {
            referrer: Some("https://example.org/canary/path?of=canary".to_owned()),
            ..at("203.0.113.77", CANARY)
        };
        world.views().note(None, &photo_for_all(it), seen);
        world.views().note(Some(&bob), &shown(world, Some(&bob), &it.id).await, at("::1", CANARY));
    }
    world.views().flush().await.unwrap();

    // Verify: neither while the key is there, nor afterwards; the hashes of two photos have nothing in common.
    let traces = [CANARY, "203.0.113", "canary"];
    assert_eq!((world.rows("visits"), world.rows("visit_keys")), (6, 1));
    let text = if world.database.is_postgres() { "::text" } else { "" };
    let rows = world.raw().texts(&format!("SELECT visitor{text} || '' AS t FROM visits"));
    let key = world.raw().texts("SELECT key AS t FROM visit_keys").remove(0);
    for trace in traces {
        assert!(!world.remembers(trace), "{trace}");
    }
    assert!(world.remembers(&key));
    world.minutes_pass(2 * 24 * 60);
    world.work().await;
    assert_eq!((world.rows("visits"), world.rows("visit_keys")), (0, 0));
    if !world.database.is_postgres() {
        world.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    for trace in traces.into_iter().chain(rows.iter().map(String::as_str)).chain([key.as_str()]) {
        assert!(!world.remembers(trace), "{trace}");
    }
    assert_eq!(counted(world, &photo.id), (2, 1), "Bob is new");
}

async fn what_cannot_be_written_down_waits(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = photo_for_all(&a_photo().post(world, &ada).await);
    world.views().note(None, &photo, at("10.0.0.1", FIREFOX));
    world.sql("ALTER TABLE view_days RENAME TO elsewhere");
    assert!(world.views().flush().await.is_err());
    world.views().note(None, &photo, at("10.0.0.1", FIREFOX));
    world.views().note(None, &photo, at("10.0.1.1", FIREFOX));
    assert_eq!((world.context.tally.waiting(), world.rows("visits")), (2, 0));
    world.sql("ALTER TABLE elsewhere RENAME TO view_days");
    world.views().flush().await.unwrap();
    assert_eq!((world.context.tally.waiting(), counted(world, &photo.id)), (0, (2, 2)));
    // What was counted is known from memory, and asks for nothing more.
    world.views().note(None, &photo, at("10.0.0.1", FIREFOX));
    assert_eq!(world.context.tally.waiting(), 0);
}

async fn authors_programs_and_staff_at_work_do_not_count(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let open = a_photo().post(world, &ada).await.id;
    let hidden = a_photo().seen_by(Visibility::Private).post(world, &ada).await.id;
    let unlisted = a_photo().seen_by(Visibility::Unlisted).post(world, &ada).await.id;
    for id in [&open, &hidden, &unlisted] {
        for who in [&ada, &mo] {
            world.views().note(Some(who), &shown(world, Some(who), id).await, at("::1", FIREFOX));
        }
    }
    let view = shown(world, None, &unlisted).await;
    world.views().note(None, &view, at("10.0.0.1", FIREFOX));
    for program in ["", "Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.1"] {
        world.views().note(None, &view, at("10.0.0.2", program));
    }
    world.views().flush().await.unwrap();
    let all = [&open, &hidden, &unlisted].map(|it| counted(world, it).0);
    assert_eq!(all, [1, 0, 1]);
}

async fn a_photo_that_is_deleted_takes_its_numbers_along(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = photo_for_all(&a_photo().post(world, &ada).await);
    let late = photo_for_all(&a_photo().post(world, &ada).await);
    world.views().note(None, &photo, at("10.0.0.1", FIREFOX));
    world.views().flush().await.unwrap();
    world.views().note(None, &photo, at("10.0.0.2", CANARY));
    world.views().note(None, &late, at("10.0.0.2", CANARY));
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    world.views().flush().await.unwrap();
    for table in ["view_counts", "view_days", "view_sources"] {
        assert_eq!(world.rows(table), 1, "{table}");
    }
    assert_eq!((world.rows("visits"), counted(world, &late.id).0), (2, 1));
}
