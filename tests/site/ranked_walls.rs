//! Walls in order of what people make of photos: each photo once, nobody sees what they may not, and the order is read from an index.

use std::collections::BTreeSet;

use domain::{Member, PhotoEdit, Visibility};
use services::{Listing, Paging, Period, Ranking, Sort, WallOf};

use crate::plans::Plans;
use crate::recorder;
use crate::world::{World, a_member, a_photo, answer};

on_both!(
    each_order_shows_each_photo_once_page_by_page,
    orders_are_what_they_are_called,
    walls_show_what_their_reader_may_see,
    what_is_hidden_is_gone_at_once,
    a_wall_of_a_tag_or_a_user_is_ordered_too,
    a_place_that_is_none_is_named,
    orders_are_read_from_their_index_alone,
    a_longer_wall_asks_no_more_questions,
);

const ALL: [Sort; 8] = [
    Sort::Popular,
    Sort::Top(Period::Day),
    Sort::Top(Period::Week),
    Sort::Top(Period::Month),
    Sort::Top(Period::Year),
    Sort::Top(Period::All),
    Sort::Rising,
    Sort::Random,
];

const DAY: u64 = 24 * 60;

async fn read(world: &World, viewer: Option<&Member>, of: &WallOf, sort: Sort) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = Paging { after: after.take(), limit: Some(3) };
        let wall = world.ranking().wall(viewer, of.clone(), sort, &page).await.unwrap();
        all.extend(wall.items.into_iter().map(|it| it.id));
        after = wall.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn everything(world: &World, sort: Sort) -> Vec<String> {
    read(world, None, &WallOf::default(), sort).await
}

async fn each_order_shows_each_photo_once_page_by_page(world: &World) {
    // Init: some at the same moment, some liked.
    let ada = a_member("ada").join(world).await;
    let fan = a_member("fan").join(world).await;
    world.minutes_pass(DAY);
    let mut posted = BTreeSet::new();
    for nth in 0..14 {
        let photo = a_photo().post(world, &ada).await.id;
        if nth % 4 == 0 {
            world.likes().like(&fan, &photo).await.unwrap();
            world.minutes_pass(5);
        }
        posted.insert(photo);
    }
    world.work().await;

    // Verify.
    for sort in ALL {
        let read = everything(world, sort).await;
        assert_eq!(read.len(), 14, "{sort:?}: {read:?}");
        assert_eq!(read.into_iter().collect::<BTreeSet<_>>(), posted, "{sort:?}");
    }
    let mut orders = BTreeSet::new();
    for _ in 0..12 {
        orders.insert(everything(world, Sort::Random).await);
    }
    assert!(orders.len() > 1, "the dice begin somewhere else, but once in many times");
}

async fn orders_are_what_they_are_called(world: &World) {
    // Init: one a month ago with five likes, one two days ago with three, one now with one, one without.
    let ada = a_member("ada").join(world).await;
    let mut fans = Vec::new();
    for nth in 0..5 {
        fans.push(a_member(&format!("fan{nth}")).join(world).await);
    }
    world.minutes_pass(DAY);
    let mut photos = Vec::new();
    for (likes, later) in [(5, 40 * DAY), (3, 2 * DAY), (1, 60), (0, 0)] {
        let photo = a_photo().post(world, &ada).await.id;
        for fan in fans.iter().take(likes) {
            world.likes().like(fan, &photo).await.unwrap();
        }
        photos.push(photo);
        world.minutes_pass(later);
    }
    world.work().await;
    let [old, middle, young, bare] = photos.try_into().unwrap();

    // Verify.
    let (o, m, y, b) = (&old, &middle, &young, &bare);
    for (sort, wanted) in [
        // A like is worth 3.8 hours, three are worth 7.5.
        (Sort::Popular, vec![y, b, m, o]),
        (Sort::Top(Period::All), vec![o, m, y, b]),
        (Sort::Top(Period::Year), vec![o, m, y, b]),
        (Sort::Top(Period::Month), vec![m, y, b]),
        (Sort::Top(Period::Week), vec![m, y, b]),
        (Sort::Top(Period::Day), vec![y, b]),
        // One in an hour is more than three in two days.
        (Sort::Rising, vec![y, m, b]),
    ] {
        let found = everything(world, sort).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{sort:?}");
    }
}

async fn walls_show_what_their_reader_may_see(world: &World) {
    // Init: two authors, one with a private account; Eve follows her.
    let ada = a_member("ada").join(world).await;
    let pia = a_member("pia").join(world).await;
    let eve = a_member("eve").join(world).await;
    let public = a_photo().post(world, &ada).await.id;
    for seen in [Visibility::Unlisted, Visibility::Followers, Visibility::Private] {
        a_photo().seen_by(seen).post(world, &ada).await;
    }
    let closed = a_photo().post(world, &pia).await.id;
    world.circle().follow(&eve, "pia").await.unwrap();
    world.circle().set_private(&pia, true).await.unwrap();
    world.work().await;

    // Verify.
    let sees = async |viewer: Option<&Member>| {
        let mut found = Vec::new();
        for sort in ALL {
            found.push(read(world, viewer, &WallOf::default(), sort).await.into_iter().collect());
        }
        found.dedup();
        let [same]: [BTreeSet<String>; 1] = found.try_into().expect("all walls show the same");
        same
    };
    let both = BTreeSet::from([public.clone(), closed.clone()]);
    let one = BTreeSet::from([public.clone()]);
    assert_eq!(sees(None).await, one);
    assert_eq!(sees(Some(&ada)).await, one, "not even one's own that not everybody sees");
    assert_eq!(sees(Some(&eve)).await, both);
    assert_eq!(sees(Some(&pia)).await, both);
    world.circle().mute(&eve, "pia", true).await.unwrap();
    assert_eq!(sees(Some(&eve)).await, one);
    world.circle().block(&ada, "eve", true).await.unwrap();
    assert_eq!(sees(Some(&eve)).await, BTreeSet::new());
    world.people().set_suspended("ada", true).await.unwrap();
    assert_eq!(sees(None).await, BTreeSet::new());
}

async fn what_is_hidden_is_gone_at_once(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    assert_eq!(everything(world, Sort::Popular).await, std::slice::from_ref(&photo));
    let edit = PhotoEdit { visibility: Some("private".to_owned()), ..PhotoEdit::default() };
    world.photos().edit(&ada, &photo, edit).await.unwrap();
    // Before anything was counted anew.
    assert!(world.rows("standings_due") > 0);
    for sort in ALL {
        assert!(everything(world, sort).await.is_empty(), "{sort:?}");
    }
}

async fn a_wall_of_a_tag_or_a_user_is_ordered_too(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let fan = a_member("fan").join(world).await;
    world.minutes_pass(DAY);
    let first = a_photo().tagged("lake").post(world, &ada).await.id;
    let second = a_photo().tagged("lake").post(world, &eve).await.id;
    a_photo().tagged("sea").post(world, &ada).await;
    world.likes().like(&fan, &first).await.unwrap();
    world.work().await;
    let of = |user: Option<&str>, tag: &str| WallOf {
        user: user.map(str::to_owned),
        tag: Some(tag.to_owned()),
    };
    for sort in ALL.into_iter().filter(|it| *it != Sort::Random) {
        let lake = read(world, None, &of(None, "lake"), sort).await;
        assert_eq!(lake, [first.clone(), second.clone()], "{sort:?}");
        let hers = read(world, None, &of(Some("eve"), "lake"), sort).await;
        assert_eq!(hers, std::slice::from_ref(&second));
    }
    let lake = world.tag_lists();
    let wall =
        lake.wall(None, of(None, "lake"), Listing::Ranked(Sort::Popular), &Paging::default()).await;
    let wall = wall.unwrap();
    assert_eq!((wall.count, wall.wall.items.len()), (2, 2));
    very_many_are_of(world);
    for sort in ALL.into_iter().filter(|it| *it != Sort::Random) {
        let lake = read(world, None, &of(None, "lake"), sort).await;
        assert_eq!(lake, [first.clone(), second.clone()], "{sort:?}");
    }
}

/// Very many photos, all hidden, of the lake: those of a tag so common are found along the order, not looked up.
fn very_many_are_of(world: &World) {
    world.sql(
        "INSERT INTO photos (key, author_id, title, caption, visibility, license, original, created_at) \
         SELECT 'k' || n.id, p.author_id, '', '', 'public', '', p.original, 1 FROM photos p CROSS JOIN \
         (SELECT a.id * 100 + b.id * 10 + c.id AS id FROM \
         (SELECT 1 AS id UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) a, \
         (SELECT 0 AS id UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) b, \
         (SELECT 0 AS id UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9) c) n \
         WHERE p.id = (SELECT min(id) FROM photos)",
    );
    for _ in 0..3 {
        world.sql("INSERT INTO photo_tags (photo_id, position, tag, folded) SELECT id, 9 + (SELECT count(*) FROM photo_tags t WHERE t.photo_id = photos.id), 'lake', 'lake' FROM photos WHERE key LIKE 'k%'");
    }
}

async fn a_place_that_is_none_is_named(world: &World) {
    let ada = a_member("ada").join(world).await;
    a_photo().post(world, &ada).await;
    for sort in ALL {
        for after in ["x", "AAAAAAAAAAA", "AAAAAAAAAAAA", "AAAAAAAAAAB4IHk"] {
            let page = Paging { after: Some(after.to_owned()), limit: None };
            let refused = world.ranking().wall(None, WallOf::default(), sort, &page).await;
            assert!(answer(refused).contains("error-cursor"), "{sort:?} {after}");
        }
    }
}

async fn orders_are_read_from_their_index_alone(world: &World) {
    let ada = a_member("ada").join(world).await;
    for _ in 0..3 {
        a_photo().post(world, &ada).await;
    }
    world.work().await;
    // So that PostgreSQL may read an index alone.
    world.sql("ANALYZE");
    if world.database.is_postgres() {
        world.sql("VACUUM standings");
    }
    let off = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET enable_material = off";
    for (sort, index) in [
        (Sort::Popular, "standings_score"),
        (Sort::Top(Period::All), "standings_points"),
        (Sort::Top(Period::Year), "standings_points"),
        (Sort::Random, "standings_dice"),
    ] {
        for viewer in [None, Some(&ada)] {
            let page = Paging { after: None, limit: Some(2) };
            let ranking = Ranking::new(world.context.clone());
            let reading = ranking.wall(viewer, WallOf::default(), sort, &page);
            let plans = Plans::with(world, off, reading).await;
            plans.one_follows_alone(index);
        }
    }
}

async fn a_longer_wall_asks_no_more_questions(world: &World) {
    let ada = a_member("ada").join(world).await;
    for _ in 0..12 {
        a_photo().tagged("lake").post(world, &ada).await;
    }
    for sort in ALL {
        for of in [None, Some("lake".to_owned())] {
            let mut asked = Vec::new();
            for limit in [2, 11] {
                let page = Paging { after: None, limit: Some(limit) };
                let of = WallOf { user: None, tag: of.clone() };
                let ranking = world.ranking();
                let reading = ranking.wall(Some(&ada), of, sort, &page);
                let (wall, all) = recorder::during(world.database.url(), reading).await;
                assert_eq!(wall.unwrap().items.len(), usize::try_from(limit).unwrap());
                asked.push(all.len());
            }
            // Around the end of the dice it is one more, and one for where to read on.
            let turn = if sort == Sort::Random { 2 } else { 0 };
            assert!(asked[0].abs_diff(asked[1]) <= turn && asked[1] <= 14, "{sort:?} {asked:?}");
        }
    }
}
