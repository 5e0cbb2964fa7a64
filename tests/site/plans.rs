//! How the databases answer what is asked most: by an index, not by reading everything.
//!
//! The statements are those that the site really asks, overheard, so none can drift from what is tested here.

use domain::Member;
use serde_json::Value;
use services::{CommentDraft, Credential, Kind, Paging, WallOf};

use crate::recorder;
use crate::world::{PASSWORD, World, a_member, a_photo, client};
use harness::Sql;

on_both!(
    the_newest_wall_is_read_in_the_order_of_its_index,
    the_wall_of_an_author_is_read_in_the_order_of_its_index,
    a_page_of_a_photo_is_found_by_indexes,
    the_bytes_of_a_picture_are_found_by_their_key,
    a_session_is_found_by_its_token,
    letters_and_bytes_that_are_due_are_found_by_their_time,
    what_belongs_to_somebody_is_found_by_their_row,
    what_one_follows_likes_and_keeps_is_found_by_indexes,
    an_album_and_what_a_link_opens_are_found_by_indexes,
);

/// Statements, and how the database would answer each.
pub(crate) struct Plans(Vec<(String, String)>);

impl Plans {
    /// Overhears `work` and asks the database for its plans.
    async fn of<T>(world: &World, work: impl Future<Output = T>) -> Self {
        let off = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off";
        Self::with(world, off, work).await
    }

    /// The same with these settings on PostgreSQL.
    pub(crate) async fn with<T>(
        world: &World,
        settings: &str,
        work: impl Future<Output = T>,
    ) -> Self {
        let (_, statements) = recorder::during(world.database.url(), work).await;
        assert!(!statements.is_empty(), "nothing was asked");
        let mut raw = world.raw();
        // Tables of a few rows are read as a whole unless that is forbidden.
        if world.database.is_postgres() {
            raw.must(settings);
        }
        // What cannot be anywhere is not looked for.
        let selects = statements
            .into_iter()
            .filter(|it| it.starts_with("SELECT") && !it.contains("WHERE (1=0)"));
        Self(selects.map(|it| (it.clone(), plan(&mut raw, &with_values(&it)))).collect())
    }

    /// Fails where one of the tables is read as a whole.
    #[track_caller]
    pub(crate) fn never_read_all_of(&self, tables: &[&str]) {
        for (statement, plan) in &self.0 {
            for line in plan.lines() {
                let whole = |table: &&&str| {
                    let sqlite = line == format!("SCAN {table}");
                    sqlite || line.contains(&format!("Seq Scan on {table}"))
                };
                let read = tables.iter().find(whole);
                assert!(read.is_none(), "all of {read:?} is read for\n{statement}\n{plan}");
            }
        }
    }

    /// Whether a plan mentions this.
    pub(crate) fn mention(&self, words: &str) -> bool {
        self.0.iter().any(|(_, plan)| plan.contains(words))
    }

    /// Fails unless one statement walks along this index without looking at the table, and sorts nothing afterwards.
    #[track_caller]
    pub(crate) fn one_follows_alone(&self, index: &str) {
        let sqlite = format!("COVERING INDEX {index}");
        let postgres = format!("Index Only Scan using {index}");
        let alone = |plan: &str| plan.contains(&sqlite) || plan.contains(&postgres);
        assert!(
            self.0.iter().any(|(_, plan)| alone(plan)),
            "none reads {index} alone: {:#?}",
            self.0
        );
        self.one_follows(index);
    }

    /// Fails unless one statement walks along this index, and sorts nothing afterwards.
    #[track_caller]
    fn one_follows(&self, index: &str) {
        let follows = |plan: &str| {
            // An incremental sort puts those in order that the index takes for equal.
            let sorts = plan.replace("Incremental Sort", "").contains("Sort  ")
                || plan.contains("USE TEMP B-TREE FOR ORDER BY");
            plan.contains(index) && !sorts
        };
        let found = self.0.iter().any(|(_, plan)| follows(plan));
        let all: Vec<_> = self.0.iter().map(|(it, plan)| format!("{it}\n{plan}")).collect();
        assert!(found, "none follows {index}:\n{}", all.join("\n\n"));
    }
}

pub(crate) fn plan(raw: &mut Sql, statement: &str) -> String {
    match raw {
        Sql::Sqlite(_) => sqlite_plan(raw, statement),
        Sql::Postgres(_) => postgres_plan(raw, statement),
    }
}

fn sqlite_plan(raw: &mut Sql, statement: &str) -> String {
    // `EXPLAIN` cannot be part of a query, and its columns are called `id`, `parent`, `notused`, `detail`.
    raw.details(&format!("EXPLAIN QUERY PLAN {statement}")).join("\n")
}

fn postgres_plan(raw: &mut Sql, statement: &str) -> String {
    raw.must(
        "CREATE OR REPLACE FUNCTION pg_temp.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS \
         $f$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $f$",
    );
    let quoted = statement.replace('\'', "''");
    raw.texts(&format!("SELECT t FROM pg_temp.plan('{quoted}') AS t")).join("\n")
}

/// The statement with its values where the placeholders are.
fn with_values(statement: &str) -> String {
    let (sql, values) = statement.split_once(" -- binds: ").expect("Diesel tells the values");
    // Rust writes the last of all characters in a way of its own.
    let values = values.replace("\\u{10ffff}", "\u{10ffff}");
    let values: Vec<Value> = serde_json::from_str(&values).expect("texts and numbers");
    let mut values = values.iter().map(literal);
    // `?` on SQLite, `$1` on PostgreSQL: in both cases one after the other.
    let mut parts = sql.split(['?', '$']);
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        filled += &values.next().expect("a value for each place");
        filled += part.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    filled
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Array(values) if values.is_empty() => "'{}'".to_owned(),
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(literal).collect();
            format!("ARRAY[{}]", values.join(", "))
        }
        other => other.to_string(),
    }
}

async fn somebody_with_photos(world: &World) -> (Member, Vec<String>) {
    let ada = a_member("ada").join(world).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(a_photo().tagged("lake").post(world, &ada).await.id);
    }
    (ada, ids)
}

async fn the_newest_wall_is_read_in_the_order_of_its_index(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let photos = world.photos();
    for viewer in [None, Some(&ada)] {
        for after in [None, Some(ids[2].clone())] {
            let page = Paging { after, limit: Some(2) };
            let plans = Plans::of(world, photos.wall(viewer, WallOf::default(), &page)).await;
            plans.never_read_all_of(&[
                "photos",
                "images",
                "variants",
                "photo_tags",
                "comments",
                "follows",
            ]);
            plans.one_follows("photos_newest");
        }
    }
}

async fn the_wall_of_an_author_is_read_in_the_order_of_its_index(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let photos = world.photos();
    for viewer in [None, Some(&ada)] {
        for after in [None, Some(ids[2].clone())] {
            let page = Paging { after, limit: Some(2) };
            let plans = Plans::of(world, photos.profile(viewer, "ada", &page)).await;
            plans.never_read_all_of(&[
                "photos",
                "images",
                "variants",
                "photo_tags",
                "comments",
                "follows",
            ]);
            plans.one_follows("photos_author");
        }
    }
    let of = WallOf { user: None, tag: Some("lake".to_owned()) };
    let plans = Plans::of(world, photos.wall(None, of, &Paging::default())).await;
    plans.never_read_all_of(&["photos", "photo_tags"]);
}

async fn a_page_of_a_photo_is_found_by_indexes(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let draft = CommentDraft { body: "Hello".to_owned(), parent: None };
    let said = world.comments().add(&ada, &ids[0], draft.clone()).await.unwrap();
    world.comments().add(&ada, &ids[0], draft).await.unwrap();
    let (photos, comments) = (world.photos(), world.comments());
    let plans = Plans::of(world, photos.show(Some(&ada), &ids[0], &Paging::default())).await;
    plans.never_read_all_of(&["photos", "images", "variants", "photo_tags", "comments", "users"]);
    plans.one_follows("comments_threads");
    let page = Paging { after: Some(said.id), limit: None };
    let plans = Plans::of(world, comments.list(None, &ids[0], &page)).await;
    plans.never_read_all_of(&["photos", "comments", "users"]);
    plans.one_follows("comments_threads");
}

async fn the_bytes_of_a_picture_are_found_by_their_key(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let photos = world.photos();
    let seen = photos.show(Some(&ada), &ids[0], &Paging::default()).await.unwrap().photo;
    let original = seen.images[0].original.clone().unwrap();
    for (viewer, url) in [(None, &seen.images[0].url), (Some(&ada), &original.url)] {
        let (image, part) = crate::world::part_of(url);
        let plans = Plans::of(world, photos.picture(viewer, image, part)).await;
        plans.never_read_all_of(&["photos", "images", "pictures", "variants", "follows"]);
    }
    let (publishing, file) = (world.publishing(), services::File::Bytes(vec![1]));
    let plans = Plans::of(world, publishing.known(&ada, &file)).await;
    plans.never_read_all_of(&["photos", "images"]);
}

async fn a_session_is_found_by_its_token(world: &World) {
    a_member("ada").join(world).await;
    let sessions = world.sessions();
    let token =
        sessions.sign_in(("ada", PASSWORD), &client(Kind::Cookie, (true, ""))).await.unwrap().token;
    let plans = Plans::of(world, sessions.member(Credential::Cookie(&token))).await;
    plans.never_read_all_of(&["sessions", "users"]);
    for login in ["ada", "ada@example.org"] {
        let browser = client(Kind::Cookie, (true, ""));
        let signing_in = sessions.sign_in((login, PASSWORD), &browser);
        Plans::of(world, signing_in).await.never_read_all_of(&["users"]);
    }
}

async fn letters_and_bytes_that_are_due_are_found_by_their_time(world: &World) {
    world.context.promise_test("ada@example.org").await.unwrap();
    let worker = world.worker();
    let plans = Plans::of(world, worker.run_due()).await;
    plans.never_read_all_of(&["mails", "unclaimed_blobs", "sessions"]);
    plans.one_follows("mails_due");
    plans.one_follows("unclaimed_blobs_due");
}

async fn what_belongs_to_somebody_is_found_by_their_row(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let draft = CommentDraft { body: "Hello".to_owned(), parent: None };
    world.comments().add(&ada, &ids[0], draft).await.unwrap();
    let tables =
        ["photos", "images", "photo_tags", "comments", "variants", "mails", "exports", "audit"];
    world.exports().ask(&ada).await.unwrap();
    let worker = world.worker();
    Plans::of(world, worker.run_due()).await.never_read_all_of(&tables);
    let leaving = world.leaving();
    Plans::of(world, leaving.leave(&ada, PASSWORD)).await.never_read_all_of(&tables);
    world.minutes_pass(15 * 24 * 60);
    let plans = Plans::of(world, worker.run_due()).await;
    plans.never_read_all_of(&tables);
    plans.never_read_all_of(&["users", "follows", "links", "verifications"]);
    assert_eq!(world.rows("users"), 0);
}

async fn what_one_follows_likes_and_keeps_is_found_by_indexes(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let fan = a_member("fan").join(world).await;
    let (circle, likes, page) = (world.circle(), world.likes(), Paging::default());
    circle.follow(&fan, "ada").await.unwrap();
    for id in &ids {
        likes.like(&fan, id).await.unwrap();
        likes.bookmark(&fan, id).await.unwrap();
    }
    let tables = ["photos", "images", "photo_tags", "likes", "bookmarks", "follows", "users"];
    let plans = Plans::of(world, circle.wall(&fan, WallOf::default(), &page)).await;
    plans.never_read_all_of(&tables);
    assert!(plans.mention("photos_author") || plans.mention("photos_by"), "they are few");
    let plans = Plans::of(world, likes.bookmarks(&fan, &page)).await;
    plans.never_read_all_of(&tables);
    plans.one_follows("bookmarks_newest");
    let plans = Plans::of(world, likes.who(Some(&ada), &ids[0], &page)).await;
    plans.never_read_all_of(&tables);
    plans.one_follows("likes_newest");
    world.suggestions().for_you(&fan, &page).await.unwrap();
    let plans = Plans::of(world, world.suggestions().for_you(&fan, &page)).await;
    plans.never_read_all_of(&tables);
    plans.one_follows("likes_of");
    let plans = Plans::of(world, circle.followers(Some(&fan), "ada", &page)).await;
    plans.never_read_all_of(&tables);
    plans.one_follows("follows_newest_of");
}

async fn an_album_and_what_a_link_opens_are_found_by_indexes(world: &World) {
    let (ada, ids) = somebody_with_photos(world).await;
    let albums = services::Albums::new(world.context.clone());
    let draft = domain::AlbumDraft { title: "Lakes".to_owned(), ..Default::default() };
    let slug = albums.create(&ada, &draft).await.unwrap().slug;
    for id in &ids {
        albums.put(&ada, ("ada", &slug), id).await.unwrap();
    }
    let tables = [
        "albums",
        "album_slugs",
        "album_photos",
        "photos",
        "images",
        "variants",
        "follows",
        "shares",
    ];
    let (named, page) = (("ada", slug.as_str()), Paging { after: None, limit: Some(2) });
    for viewer in [None, Some(&ada)] {
        let plans = Plans::of(world, albums.show(viewer, named, &page)).await;
        plans.never_read_all_of(&tables);
        plans.one_follows("album_photos_order");
        Plans::of(world, albums.list(viewer, "ada", &page)).await.never_read_all_of(&tables);
    }
    let shares = services::Shares::new(world.context.clone());
    let thing = services::Shareable::Album("ada".to_owned(), slug.clone());
    let made = shares.create(&ada, &thing, &services::ShareDraft::default()).await.unwrap();
    let token = made.url.rsplit('/').next().unwrap();
    let plans = Plans::of(world, shares.open((token, None), &page, None)).await;
    plans.never_read_all_of(&tables);
    plans.one_follows("album_photos_order");
}
