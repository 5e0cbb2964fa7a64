//! Searches are answered by their indexes, in a number of statements that does not grow.

use services::{Paging, Wanted, WantedKind};

use crate::plans::{Plans, plan};
use crate::recorder;
use crate::world::{World, a_member, a_photo};

on_both!(searching_reads_no_table_as_a_whole, a_longer_page_asks_no_more);

fn wanted(q: &str, kind: WantedKind, limit: i64) -> Wanted {
    Wanted { q: q.to_owned(), kind, paging: Paging { after: None, limit: Some(limit) } }
}

async fn searching_reads_no_table_as_a_whole(world: &World) {
    let ada = a_member("ada").join(world).await;
    for _ in 0..3 {
        a_photo().titled("lake").tagged("lake").post(world, &ada).await;
    }
    let tables =
        ["photos", "photo_index", "user_index", "photo_tags", "images", "variants", "comments"];
    let search = world.search();
    for (q, kind) in [
        ("lake", WantedKind::Photos),
        ("tag:lake -fog user:ada", WantedKind::Photos),
        ("lake ada -fog", WantedKind::Photos),
        ("ad", WantedKind::Users),
        ("la", WantedKind::Tags),
    ] {
        // The index of words is read by bitmaps only.
        let off = "SET enable_seqscan = off; SET enable_indexscan = off";
        let found = search.find(None, wanted(q, kind, 2));
        let plans = Plans::with(world, off, found).await;
        plans.never_read_all_of(&tables);
        let follows = world.database.is_postgres() || plans.mention("VIRTUAL TABLE INDEX");
        assert!(follows || kind == WantedKind::Tags, "{q}");
    }
    // Among a few rows PostgreSQL would rather follow another index: asked for nothing else, it follows this one.
    if world.database.is_postgres() {
        let mut raw = world.raw();
        raw.must("SET enable_seqscan = off");
        for (kind, id) in [("photo", "photo_id"), ("user", "user_id")] {
            let statement = format!(
                "SELECT {id} FROM {kind}_index WHERE array_to_tsvector(string_to_array(words, ' ')) \
                 @@ CAST('(''lake'':*)' AS tsquery)"
            );
            let plan = plan(&mut raw, &statement);
            assert!(plan.contains(&format!("{kind}_index_words")), "{plan}");
        }
    }
}

async fn a_longer_page_asks_no_more(world: &World) {
    for name in ["ada", "adam", "adele"] {
        let author = a_member(name).join(world).await;
        a_photo().titled("lake").tagged("lake").post(world, &author).await;
    }
    let search = world.search();
    for (q, kind) in
        [("lake", WantedKind::Photos), ("ad", WantedKind::Users), ("la", WantedKind::Tags)]
    {
        let mut asked = Vec::new();
        for limit in [1, 3] {
            let found = search.find(None, wanted(q, kind, limit));
            asked.push(recorder::during(world.database.url(), found).await.1.len());
        }
        assert!(asked[0] == asked[1] && asked[0] > 0 && asked[0] <= 10, "{q}: {asked:?}");
    }
}
