//! What is found: the same on both databases, for these stories are told on both with the same expectations.

use std::collections::BTreeSet;

use domain::{Member, PhotoEdit};
use harness::pictures;
use services::{Paging, ProfileEdit, PublishOptions, Searched, Sent, Wanted, WantedKind};
use views::SearchPage;

use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    an_awkward_corpus_is_found_by_every_way_people_write,
    operators_narrow_what_is_found,
    what_makes_no_sense_is_said_and_the_rest_is_found,
    hostile_words_find_nothing_and_break_nothing,
    edits_and_deletions_are_found_at_once,
    pictures_are_found_by_their_shape_and_their_colour,
    camera_and_lens_are_found_where_their_author_shows_them,
    people_are_found_by_their_names,
    a_new_name_is_found_and_the_old_one_is_not,
    what_was_there_before_is_written_down_afterwards,
    searching_is_limited,
);

pub(crate) async fn find(world: &World, viewer: Option<&Member>, q: &str) -> Searched {
    let paging = Paging { after: None, limit: Some(100) };
    let wanted = Wanted { q: q.to_owned(), kind: WantedKind::Photos, paging };
    world.search().find(viewer, wanted).await.unwrap()
}

/// The titles of the photos that a stranger finds, in order.
pub(crate) async fn titles(world: &World, q: &str) -> Vec<String> {
    let SearchPage::Photos(found) = find(world, None, q).await.page else { panic!("photos") };
    let count = i64::try_from(found.items.len()).unwrap();
    assert_eq!((found.total, found.exact), (count, true), "{q}");
    found.items.into_iter().map(|it| it.title).collect()
}

/// The fields of what could not be made sense of.
async fn problems(world: &World, q: &str) -> Vec<String> {
    find(world, None, q).await.problems.iter().map(|(name, _)| name.to_owned()).collect()
}

/// Title, caption, alternative text, tags.
const CORPUS: [(&str, &str, &str, &str); 10] = [
    ("Müller's mill", "Málaga, \"the old town\"", "A water-wheel", "golden-hour mill"),
    ("Muller again", "it's 100% flour_sack", "", ""),
    ("Straße in Łódź", "", "İstanbul's sister", "city"),
    ("东京都的樱花", "", "", "樱花"),
    ("さくら祭り", "ｶﾒﾗ を もって", "", ""),
    ("풍경사진입니다", "", "", "사진"),
    ("مُحَمَّد على الشاطئ", "", "", "بحر"),
    ("Cat 🐱 day", "", "", ""),
    ("quiet lake at dawn", "The lake is quiet.", "", "lake dawn"),
    ("at dawn the lake", "", "", "lake"),
];

/// What is typed, and which of these are found by it, newest first.
const FOUND: [(&str, &[usize]); 34] = [
    ("muller", &[1, 0]),
    ("MÜLLER", &[1, 0]),
    ("malaga", &[0]),
    ("\"old town\"", &[0]),
    ("\"town old\"", &[]),
    ("wheel", &[0]),
    ("wate", &[0]),
    ("ater", &[]),
    ("golden-hour", &[0]),
    ("golden", &[0]),
    ("tag:golden-hour", &[0]),
    ("tag:golden", &[]),
    ("tag:#LAKE", &[9, 8]),
    ("lake -quiet", &[9]),
    ("-lake -tag:mill", &[7, 6, 5, 4, 3, 2, 1]),
    ("\"lake at dawn\"", &[8]),
    ("\"dawn the lake\"", &[9]),
    ("strasse lodz", &[2]),
    ("istanbul", &[2]),
    ("京都", &[3]),
    ("樱", &[3]),
    ("花", &[3]),
    ("都樱", &[]),
    ("さくら", &[4]),
    ("カメラ", &[4]),
    ("사진", &[5]),
    ("محمد", &[6]),
    ("🐱", &[7]),
    ("flour sack", &[1]),
    ("100%", &[1]),
    ("it's", &[1]),
    ("lake order:old", &[8, 9]),
    ("nothing", &[]),
    ("", &[]),
];

async fn an_awkward_corpus_is_found_by_every_way_people_write(world: &World) {
    let ada = a_member("ada").join(world).await;
    for (title, caption, alt, tags) in CORPUS {
        a_photo().titled(title).told(caption, alt).tagged(tags).post(world, &ada).await;
    }
    for (q, expected) in FOUND {
        let expected: Vec<&str> = expected.iter().map(|n| CORPUS[*n].0).collect();
        assert_eq!(titles(world, q).await, expected, "{q}");
    }
}

async fn operators_narrow_what_is_found(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("Eve").join(world).await;
    a_photo().titled("one").tagged("lake").licensed("CC-BY-4.0").post(world, &ada).await;
    a_photo().titled("two").tagged("lake dusk").post(world, &eve).await;
    let day = 24 * 60;
    world.minutes_pass(2 * day);
    a_photo().titled("three").tagged("dusk").licensed("CC0-1.0").post(world, &ada).await;
    let date = |minutes: i64| {
        let at = ports::Clock::now(world.clock.as_ref()) + time::Duration::minutes(minutes);
        at.date().to_string()
    };
    let (today, tomorrow, past) = (date(0), date(24 * 60), date(-24 * 60));

    // Verify.
    for (q, expected) in [
        ("user:ada".to_owned(), vec!["three", "one"]),
        ("user:@eve".to_owned(), vec!["two"]),
        ("tag:lake user:ada".to_owned(), vec!["one"]),
        ("tag:dusk -tag:lake".to_owned(), vec!["three"]),
        ("license:cc-by".to_owned(), vec!["one"]),
        ("license:CC0-1.0".to_owned(), vec!["three"]),
        ("license:none".to_owned(), vec!["two"]),
        (format!("after:{today}"), vec!["three"]),
        (format!("before:{today}"), vec!["two", "one"]),
        (format!("before:{tomorrow} after:{past} one"), vec![]),
        (format!("after:{tomorrow}"), vec![]),
        ("order:old".to_owned(), vec!["one", "two", "three"]),
    ] {
        assert_eq!(titles(world, &q).await, expected, "{q}");
    }

    both_ways_page_by_page(world).await;
}

/// Nothing twice, nothing missing.
async fn both_ways_page_by_page(world: &World) {
    for (q, expected) in
        [("order:old", ["one", "two", "three"]), ("order:new", ["three", "two", "one"])]
    {
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let paging = Paging { after, limit: Some(1) };
            let wanted = Wanted { q: q.to_owned(), paging, ..Wanted::default() };
            let SearchPage::Photos(found) = world.search().find(None, wanted).await.unwrap().page
            else {
                panic!("photos")
            };
            assert_eq!(found.total, 3);
            seen.extend(found.items.into_iter().map(|it| it.title));
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected, "{q}");
    }
}

async fn what_makes_no_sense_is_said_and_the_rest_is_found(world: &World) {
    let ada = a_member("ada").join(world).await;
    a_photo().titled("lake").post(world, &ada).await;
    for (q, field) in [
        ("lake before:soon", "before"),
        ("lake user:nobody", "user"),
        ("lake license:wtfpl", "license"),
        ("lake ratio:fat", "ratio"),
        ("lake color:bluish", "color"),
        ("lake order:rude", "order"),
        ("lake %", "q"),
    ] {
        assert_eq!(problems(world, q).await, [field], "{q}");
        assert_eq!(titles(world, q).await, ["lake"], "{q}");
    }
    assert_eq!(problems(world, "lake -fog").await, Vec::<String>::new());
    for (after, kind) in [("AAAAAAAAAAA", WantedKind::Photos), ("<b>", WantedKind::Users)] {
        let paging = Paging { after: Some(after.to_owned()), limit: None };
        let wanted = Wanted { q: "lake".to_owned(), kind, paging };
        let refused = answer(world.search().find(None, wanted).await);
        assert_eq!(refused, "invalid: after=error-cursor");
    }
}

/// What means something to a database, or is broken.
#[rustfmt::skip]
const HOSTILE: [&str; 47] = [
    "%", "_", "\"", "\"\"", "\"unclosed", "'", "';--", "NEAR(", "NEAR(a b, 3)", "a AND", "OR OR", "NOT",
    "*", "lake*", "^lake", "words:lake", "{words}: x", "lake + ", "(", ")", "\\", "\0", "a\0b", "&",
    "|", "!", "a & !b", "'a':*", "<->", ":*", "-", "--", "-\"", "tag:", "-tag:", "user:",
    "user:\0", "camera:\"", "color:#", "before:", "\u{202e}", "\u{FFFF}", "·", "a·b", "¦", "tag¦lake", "🏳️‍🌈",
];

async fn hostile_words_find_nothing_and_break_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    a_photo().titled("lake").post(world, &ada).await;
    let (long, many) = ("x".repeat(100_000), "a ".repeat(149));
    for q in HOSTILE.iter().copied().chain([long.as_str(), many.as_str()]) {
        for kind in [WantedKind::Photos, WantedKind::Users, WantedKind::Tags] {
            let wanted = Wanted { q: q.to_owned(), kind, ..Wanted::default() };
            let found = world.search().find(Some(&ada), wanted).await;
            assert!(found.is_ok(), "{q}: {}", answer(found));
        }
    }
    for q in ["%", "_", "\"", "'", "NEAR(a b, 3)", "a AND", "tag¦lake", "l_ke", "OR"] {
        assert_eq!(titles(world, q).await, Vec::<String>::new(), "{q}");
    }
}

async fn edits_and_deletions_are_found_at_once(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("before").tagged("oldtag").post(world, &ada).await;
    let edit = PhotoEdit {
        title: Some("afterwards".to_owned()),
        alt: Some(vec!["A heron".to_owned()]),
        tags: Some("newtag".to_owned()),
        ..PhotoEdit::default()
    };
    world.photos().edit(&ada, &photo.id, edit).await.unwrap();
    for (q, count) in
        [("before", 0), ("tag:oldtag", 0), ("afterwards", 1), ("heron", 1), ("tag:newtag", 1)]
    {
        assert_eq!(titles(world, q).await.len(), count, "{q}");
    }
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    assert!(
        titles(world, "afterwards").await.is_empty() && titles(world, "user:ada").await.is_empty()
    );
    assert_eq!(world.rows("photo_index"), 0);
    if !world.database.is_postgres() {
        world.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    assert!(!world.remembers("heron"), "what is deleted is in no part of the database");
}

async fn pictures_are_found_by_their_shape_and_their_colour(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mut seed = 0;
    for (name, width, height) in
        [("wide", 90, 60), ("tall", 60, 90), ("even", 60, 60), ("long", 120, 40)]
    {
        seed += 1;
        let files = vec![pictures::jpeg(width, height, seed)];
        a_photo().titled(name).of(files).post(world, &ada).await;
    }
    for (q, expected) in [
        ("ratio:landscape", vec!["long", "wide"]),
        ("ratio:portrait", vec!["tall"]),
        ("ratio:square", vec!["even"]),
        ("ratio:panorama", vec!["long"]),
        ("ratio:3:2", vec!["wide"]),
        ("ratio:2:3", vec!["tall"]),
    ] {
        assert_eq!(titles(world, q).await, expected, "{q}");
    }

    // Verify: each is found by its own colour and its name, and not by the opposite.
    let SearchPage::Photos(all) = find(world, None, "user:ada").await.page else {
        panic!("photos")
    };
    for photo in all.items {
        let colour = photo.images[0].colour.clone();
        let parts = domain::Tint::parts(&colour).unwrap();
        let name = domain::Tint::name_of(parts);
        for q in [format!("color:{colour}"), format!("color:{name}")] {
            assert!(titles(world, &q).await.contains(&photo.title), "{q}");
        }
        let far = format!("color:#{:02x}{:02x}{:02x}", far(parts.0), far(parts.1), far(parts.2));
        assert!(!titles(world, &far).await.contains(&photo.title), "{far}");
    }
}

fn far(part: i64) -> i64 {
    if part < 128 { 255 } else { 0 }
}

async fn camera_and_lens_are_found_where_their_author_shows_them(world: &World) {
    let ada = a_member("ada").join(world).await;
    for camera in [true, false] {
        let options = PublishOptions { camera, ..PublishOptions::default() };
        let sent = Sent::from(services::File::Bytes(pictures::private_jpeg(
            60 + u32::from(camera),
            40,
            1,
        )));
        let draft = domain::PhotoDraft { title: camera.to_string(), ..Default::default() };
        world.publishing().publish_with(&ada, &draft, vec![sent], options).await.unwrap();
    }
    let SearchPage::Photos(all) = find(world, None, "user:ada").await.page else {
        panic!("photos")
    };
    let facts = all.items.iter().find_map(|it| it.images[0].camera.clone()).unwrap();
    let camera = facts.camera.unwrap();
    assert_eq!(titles(world, &format!("camera:\"{camera}\"")).await, ["true"]);
    assert_eq!(titles(world, "camera:zenit").await, Vec::<String>::new());
    assert_eq!(titles(world, &camera).await, Vec::<String>::new(), "only where it is asked for");
}

async fn people_are_found_by_their_names(world: &World) {
    for name in ["ada", "adrian", "chen", "mallory"] {
        a_member(name).join(world).await;
    }
    world.people().describe("ada", "Zoë O'Neill", "").await.unwrap();
    world.people().describe("chen", "陈伟", "").await.unwrap();
    world.people().set_suspended("mallory", true).await.unwrap();
    for (q, expected) in [
        ("ad", vec!["ada", "adrian"]),
        ("zoe", vec!["ada"]),
        ("\"o'neill\"", vec!["ada"]),
        ("陈", vec!["chen"]),
        ("mallory", vec![]),
        ("tag:ada", vec![]),
        ("ad -zoe", vec!["adrian"]),
    ] {
        let wanted = Wanted { q: q.to_owned(), kind: WantedKind::Users, ..Wanted::default() };
        let found = world.search().find(None, wanted).await.unwrap().page;
        let SearchPage::Users(found) = found else { panic!("users") };
        let names: Vec<_> = found.items.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, expected, "{q}");
        assert_eq!(found.total, i64::try_from(expected.len()).unwrap());
    }
    let page = async |after: Option<String>| {
        let paging = Paging { after, limit: Some(1) };
        let wanted = Wanted { q: "ad".to_owned(), kind: WantedKind::Users, paging };
        let found = world.search().find(None, wanted).await.unwrap().page;
        let SearchPage::Users(found) = found else { panic!("users") };
        (found.items[0].name.clone(), found.next)
    };
    let (first, next) = page(None).await;
    assert_eq!((first.as_str(), page(next).await), ("ada", ("adrian".to_owned(), None)));
}

/// Whoever is called otherwise from now on is found by that, and no longer by what they were called.
async fn a_new_name_is_found_and_the_old_one_is_not(world: &World) {
    a_member("adrian").join(world).await;
    let adrian = world.people().find("adrian").await.unwrap().member;
    for (display_name, q) in [("Willow", "willow"), ("Elm", "elm")] {
        let edit =
            ProfileEdit { display_name: Some(display_name.to_owned()), ..Default::default() };
        world.profiles().edit(&adrian, edit).await.unwrap();
        for (q, count) in [(q, 1), (if q == "elm" { "willow" } else { "elm" }, 0)] {
            let wanted = Wanted { q: q.to_owned(), kind: WantedKind::Users, ..Wanted::default() };
            let found = world.search().find(None, wanted).await.unwrap().page;
            let SearchPage::Users(found) = found else { panic!("users") };
            assert_eq!(found.total, count, "{q}");
        }
    }
}

async fn what_was_there_before_is_written_down_afterwards(world: &World) {
    // Init: as after the migration.
    let ada = a_member("ada").join(world).await;
    a_photo().titled("lake").tagged("Málaga").post(world, &ada).await;
    world.sql("DELETE FROM photo_index; DELETE FROM user_index; UPDATE photo_tags SET folded = ''");
    assert!(titles(world, "lake").await.is_empty());

    // Verify.
    assert_eq!(world.search().fill().await.unwrap(), (1, 1));
    assert_eq!(titles(world, "lake tag:málaga malaga").await, ["lake"]);
    assert_eq!(world.search().fill().await.unwrap(), (0, 0), "and then there is nothing to do");
    assert_eq!(world.search().rebuild(&crate::world::owner()).await.unwrap(), (1, 1));
    let suggested = world.tag_lists().list(None, "malaga").await.unwrap();
    let suggested: BTreeSet<_> = suggested.items.into_iter().map(|it| it.tag).collect();
    assert_eq!(suggested, BTreeSet::from(["málaga".to_owned()]));
}

async fn searching_is_limited(world: &World) {
    let ada = a_member("ada").join(world).await;
    let limits = services::Limits::new(world.with_policy(|it| it.limits = true));
    let client = crate::world::browser();
    for _ in 0..60 {
        limits.search(None, &client).await.unwrap();
        limits.search(Some(&ada), &client).await.unwrap();
    }
    for who in [None, Some(&ada)] {
        assert!(answer(limits.search(who, &client).await).starts_with("too many"), "{who:?}");
    }
    world.minutes_pass(25 * 60);
    for _ in 0..120 {
        limits.search(Some(&ada), &client).await.unwrap();
    }
    assert!(answer(limits.search(Some(&ada), &client).await).starts_with("too many"));
}
