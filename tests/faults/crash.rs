//! `kill -9` at random moments: what was acknowledged is there, byte for byte; there is no row without bytes, and no letter is
//! lost (SECURITY F01, PRODUCT tenet 5).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use harness::{App, Method, Site, TestDatabase, Value, json, pictures};
use reqwest::multipart::{Form, Part};

use crate::past::{PASSWORD, member, run};

/// How many uploads and how many registrations have to be acknowledged before it is enough.
const ENOUGH: usize = 50;

/// What the site acknowledged.
#[derive(Debug, Default)]
struct Journal {
    /// Photos, and the bytes of their pictures by address as far as they could be read before the kill.
    photos: Mutex<BTreeMap<String, BTreeMap<String, Vec<u8>>>>,
    /// The names of accounts.
    accounts: Mutex<BTreeSet<String>>,
}

impl Journal {
    fn is_enough(&self) -> bool {
        self.photos.lock().unwrap().len() >= ENOUGH && self.accounts.lock().unwrap().len() >= ENOUGH
    }
}

/// Moments to kill at: different in each run, and printed, so that a failure can be told again.
struct Moments(u64);

impl Moments {
    fn seeded() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let seed = std::env::var("SEED").ok().and_then(|it| it.parse().ok());
        let seed = seed.unwrap_or(u64::from(now.subsec_nanos()) | 1);
        eprintln!("SEED={seed}");
        Self(seed)
    }

    fn next(&mut self) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_millis(80 + self.0 % 600)
    }
}

/// The JSON of an answer with this status; `None` when the site died meanwhile.
async fn said(request: reqwest::RequestBuilder, status: u16) -> Option<Value> {
    let answer = request.send().await.ok()?;
    assert!(answer.status().as_u16() < 500, "{}", answer.status());
    (answer.status().as_u16() == status).then_some(())?;
    answer.json().await.ok()
}

/// Posts pictures until the site dies.
async fn upload(app: App, base: String, journal: Arc<Journal>, first: u32) {
    for seed in (first..).step_by(7) {
        let bytes = pictures::jpeg(400, 300, seed);
        let form = Form::new().part("file", Part::bytes(bytes).file_name("a.jpg"));
        let request = app.request(Method::POST, "/photos").multipart(form);
        let Some(photo) = said(request, 201).await else { return };
        let id = photo["id"].as_str().unwrap().to_owned();
        journal.photos.lock().unwrap().entry(id.clone()).or_default();
        for variant in photo["images"][0]["variants"].as_array().unwrap() {
            let url = variant["url"].as_str().unwrap();
            let Ok(answer) = reqwest::get(format!("{base}{url}")).await else { return };
            assert_eq!(answer.status().as_u16(), 200, "{url} was acknowledged");
            let Ok(bytes) = answer.bytes().await else { return };
            let mut photos = journal.photos.lock().unwrap();
            photos.get_mut(&id).unwrap().insert(url.to_owned(), bytes.to_vec());
        }
    }
}

/// Registers people until the site dies.
async fn register(app: App, journal: Arc<Journal>, round: usize, who: usize) {
    for nth in 0.. {
        let name = format!("m{who}-{round}-{nth}");
        let email = format!("{name}@example.org");
        let typed = json!({ "username": name, "email": email, "password": PASSWORD });
        let request = app.request(Method::POST, "/register").json(&typed);
        if said(request, 201).await.is_none() {
            return;
        }
        journal.accounts.lock().unwrap().insert(name);
    }
}

/// Lets people work, and kills the site while they do, until enough was acknowledged.
async fn suffer(site: &mut Site, ada: &str, journal: &Arc<Journal>) {
    let mut moments = Moments::seeded();
    let mut round = 0;
    while !journal.is_enough() || round < 8 {
        round += 1;
        let base = site.base();
        let mut people = Vec::new();
        for nth in 0..3 {
            let app = App::new(&base).with_token(ada);
            let first = 1_000 * u32::try_from(round).unwrap() + nth;
            people.push(tokio::spawn(upload(app, base.clone(), journal.clone(), first)));
        }
        for who in 0..2 {
            let (app, journal) = (App::new(&base), journal.clone());
            people.push(tokio::spawn(register(app, journal, round, who)));
        }
        tokio::time::sleep(moments.next()).await;
        site.kill9();
        for person in people {
            person.await.expect("nobody was told anything wrong");
        }
        site.restart().await;
    }
    eprintln!("{round} kills");
}

/// Every photo of ada's, page by page.
async fn photos(app: &App) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/photos?user=ada&limit=100&after={after}")).await.expect(200);
        all.extend(page.json["items"].as_array().unwrap().clone());
        match page.json["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => return all,
        }
    }
}

async fn acknowledged_photos_are_there(site: &Site, journal: &Journal) {
    let app = site.app();
    let listed = photos(&app).await;
    let ids: BTreeSet<_> = listed.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    let mut expected = BTreeSet::new();
    for photo in &listed {
        for variant in photo["images"][0]["variants"].as_array().unwrap() {
            let url = variant["url"].as_str().unwrap();
            expected.insert(url.trim_start_matches('/').to_owned());
            let answer = reqwest::get(site.url(url)).await.unwrap();
            assert_eq!(answer.status().as_u16(), 200, "a row without bytes: {url}");
            let bytes = answer.bytes().await.unwrap();
            image::load_from_memory(&bytes).expect("a whole picture");
        }
    }
    let acknowledged = std::mem::take(&mut *journal.photos.lock().unwrap());
    for (id, pictures) in &acknowledged {
        assert!(ids.contains(id), "{id} was acknowledged and is lost");
        for (url, before) in pictures {
            let after = reqwest::get(site.url(url)).await.unwrap().bytes().await.unwrap();
            assert_eq!(before, &after, "{url} has changed");
        }
    }
    only_these_are_stored(site, &expected).await;
}

/// Once the grace of unfinished uploads is over, there are no bytes without a row either.
async fn only_these_are_stored(site: &Site, expected: &BTreeSet<String>) {
    run(site.database(), "UPDATE unclaimed_blobs SET due_at = 0");
    let stored = || -> BTreeSet<String> {
        let all = site.files().into_iter();
        all.filter(|it| it.starts_with("media/") && !it.starts_with("media/.tmp")).collect()
    };
    for _ in 0..300 {
        if stored() == *expected {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let stored = stored();
    let stray: Vec<_> = stored.symmetric_difference(expected).collect();
    panic!("rows and bytes differ: {stray:?}");
}

async fn no_letter_is_lost(site: &Site, journal: &Journal) {
    // A letter that was on its way when the site died is leased for a while.
    run(site.database(), "UPDATE mails SET due_at = 0 WHERE state = 'queued'");
    let app = site.app();
    let accounts = std::mem::take(&mut *journal.accounts.lock().unwrap());
    for name in &accounts {
        let address = format!("{name}@example.org");
        let link = site.outbox().letter_to(&address).await.link();
        assert_eq!(site.outbox().letters_to(&address).len(), 1, "{address} got it twice");
        let token = link.rsplit('/').next().unwrap();
        app.post("/verify", &json!({ "token": token })).await.expect(200);
    }
}

async fn what_was_acknowledged_survives_kills(database: TestDatabase) {
    let mut site = Site::builder().database(database).start().await;
    let key = std::fs::read(site.data_dir().join("secret.key")).unwrap();
    let ada = member(&site, "ada", &[]).await;
    let token = ada.request(Method::GET, "/").build().unwrap();
    let token = token.headers()["authorization"].to_str().unwrap()["Bearer ".len()..].to_owned();
    let journal = Arc::new(Journal::default());

    suffer(&mut site, &token, &journal).await;

    acknowledged_photos_are_there(&site, &journal).await;
    no_letter_is_lost(&site, &journal).await;
    assert_eq!(std::fs::read(site.data_dir().join("secret.key")).unwrap(), key);
    assert!(!site.stderr().contains("panicked"), "{}", site.stderr());
}

#[tokio::test]
async fn what_was_acknowledged_survives_kills_on_sqlite() {
    what_was_acknowledged_survives_kills(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_kills_on_postgres() {
    what_was_acknowledged_survives_kills(TestDatabase::postgres()).await;
}
