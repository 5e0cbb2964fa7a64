//! Searches are answered by their indexes, in a number of statements that does not grow.

use services::{Paging, Wanted, WantedKind};

use crate::plans::Plans;
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
        ("ad", WantedKind::Users),
        ("la", WantedKind::Tags),
    ] {
        let plans = Plans::of(world, search.find(None, wanted(q, kind, 2))).await;
        plans.never_read_all_of(&tables);
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
