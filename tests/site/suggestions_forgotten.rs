//! What suggestions must not remember, whichever node was told, and what they must know on each.

use std::collections::BTreeSet;

use domain::Member;
use repository::Database;
use services::{Context, Paging, Suggestions, Tally, Taste, Views};
use views::Suggested;

use crate::suggestions::{FIRST, crowd_likes, for_you, ids, post};
use crate::viewing::at;
use crate::world::{World, a_member};

on_both!(
    what_one_node_is_told_to_forget_all_forget,
    what_is_done_while_they_are_off_counts_for_nothing_later,
    what_was_looked_at_is_remembered_for_a_day,
    what_was_seen_by_another_node_is_not_suggested,
    a_list_is_read_on_at_another_node,
    what_one_led_to_leads_nowhere_once_they_are_forgotten,
);

/// The same site on another node, which has learned nothing.
fn another_node(world: &World) -> Context {
    let db = Database::open(world.database.url(), 4).unwrap();
    let (tally, taste) = (Tally::default(), Taste::default());
    Context { db, tally, taste, ..world.context.clone() }
}

async fn look(world: &World, member: &Member, photos: &[String]) {
    for photo in photos {
        world.suggestions().look(Some(member), photo, &FIRST).await.unwrap();
    }
}

/// How many of a list are said to be there because of something their reader did.
fn of_their_own(list: &Suggested) -> usize {
    let own = |kind: &str| !["popular", "new"].contains(&kind);
    list.items.iter().filter(|it| own(&it.reason.kind)).count()
}

/// Some photos by four people, of which the crowd went from the first to the second.
async fn a_site(world: &World) -> (Member, Vec<String>) {
    let mut authors = Vec::new();
    for name in ["ada", "bob", "cid", "dan"] {
        authors.push(a_member(name).join(world).await);
    }
    let eve = a_member("eve").join(world).await;
    let mut photos = Vec::new();
    for (nth, author) in (0..12).zip(authors.iter().cycle()) {
        photos.push(post(world, author, nth, if nth % 2 == 0 { "lake" } else { "city" }).await);
    }
    crowd_likes(world, &[&photos[0], &photos[1]]).await;
    (eve, photos)
}

async fn what_one_node_is_told_to_forget_all_forget(world: &World) {
    let (eve, photos) = a_site(world).await;
    let other = Suggestions::new(another_node(world));
    for off in [false, true] {
        // Init: this node has learned from what she did here.
        for_you(world, &eve).await;
        look(world, &eve, &photos[..1]).await;
        world.likes().like(&eve, &photos[2]).await.unwrap();
        world.minutes_pass(1);
        world.work().await;
        assert!(of_their_own(&for_you(world, &eve).await) > 0);

        // Execute: another one is told.
        if off {
            other.choose(&eve, false).await.unwrap();
            other.choose(&eve, true).await.unwrap();
        } else {
            other.reset(&eve).await.unwrap();
        }

        // Verify: at once, a moment later, and when everything was learned anew.
        for minutes in [0, 1, 70] {
            world.minutes_pass(minutes);
            world.work().await;
            let list = for_you(world, &eve).await;
            assert!(!list.items.is_empty() && of_their_own(&list) == 0, "{minutes}: {list:?}");
        }
        world.likes().unlike(&eve, &photos[2]).await.unwrap();
    }
}

async fn what_is_done_while_they_are_off_counts_for_nothing_later(world: &World) {
    let (eve, photos) = a_site(world).await;
    let node = another_node(world);
    let suggestions = Suggestions::new(node);
    suggestions.choose(&eve, false).await.unwrap();
    for photo in &photos[..2] {
        suggestions.look(Some(&eve), photo, &FIRST).await.unwrap();
        world.suggestions().look(Some(&eve), photo, &FIRST).await.unwrap();
    }
    world.likes().like(&eve, &photos[3]).await.unwrap();
    world.minutes_pass(1);
    suggestions.choose(&eve, true).await.unwrap();
    for node in [suggestions, world.suggestions()] {
        let list = node.for_you(&eve, &FIRST).await.unwrap();
        assert!(list.on && of_their_own(&list) == 0, "{list:?}");
        assert!(!ids(&list.items).contains(&photos[3].as_str()), "it is no news");
    }
    // From now on it counts.
    world.likes().like(&eve, &photos[0]).await.unwrap();
    assert!(of_their_own(&for_you(world, &eve).await) > 0);
}

async fn what_was_looked_at_is_remembered_for_a_day(world: &World) {
    let (eve, photos) = a_site(world).await;
    look(world, &eve, &photos[..6]).await;
    let listed = async || -> BTreeSet<String> {
        for_you(world, &eve).await.items.into_iter().map(|it| it.photo.id).collect()
    };
    let seen: BTreeSet<String> = photos[..6].iter().cloned().collect();
    assert!(listed().await.is_disjoint(&seen));
    // One more each half day makes the others no younger.
    for photo in &photos[6..9] {
        world.minutes_pass(12 * 60);
        look(world, &eve, std::slice::from_ref(photo)).await;
    }
    assert!(listed().await.is_superset(&seen));
    assert!(!listed().await.contains(&photos[8]));
}

async fn what_was_seen_by_another_node_is_not_suggested(world: &World) {
    let (eve, photos) = a_site(world).await;
    let before = for_you(world, &eve).await;
    assert!(ids(&before.items).contains(&photos[4].as_str()));
    let views = Views::new(another_node(world));
    let view = world.photos().show(Some(&eve), &photos[4], &FIRST).await.unwrap().photo;
    views.note(Some(&eve), &view, at("198.51.100.1", "Firefox"));
    views.flush().await.unwrap();
    for suggestions in [world.suggestions(), Suggestions::new(another_node(world))] {
        let list = suggestions.for_you(&eve, &FIRST).await.unwrap();
        assert!(!ids(&list.items).contains(&photos[4].as_str()), "{list:?}");
        let like_it = suggestions.similar(Some(&eve), &photos[2], &FIRST).await.unwrap();
        assert!(!ids(&like_it.items).contains(&photos[4].as_str()), "{like_it:?}");
        let other = suggestions.similar(None, &photos[2], &FIRST).await.unwrap();
        assert!(ids(&other.items).contains(&photos[4].as_str()), "{other:?}");
    }
}

async fn a_list_is_read_on_at_another_node(world: &World) {
    // Init: people who like what is odd like what is odd. She looks at one on each node, where lists are in another order therefore.
    let (eve, photos) = a_site(world).await;
    let (even, odd): (Vec<_>, Vec<_>) = (0..12).partition(|it| it % 2 == 0);
    for nths in [even, odd] {
        let alike: Vec<&str> = nths.iter().map(|it| photos[*it].as_str()).collect();
        crowd_likes(world, &alike).await;
    }
    let nodes = [world.suggestions(), Suggestions::new(another_node(world))];
    let mut firsts = Vec::new();
    for (node, photo) in nodes.iter().zip(&photos) {
        node.for_you(&eve, &FIRST).await.unwrap();
        node.look(Some(&eve), photo, &FIRST).await.unwrap();
        let list = node.for_you(&eve, &FIRST).await.unwrap();
        firsts.push(list.items[0].photo.id.clone());
    }
    assert_ne!(firsts[0], firsts[1]);

    // Verify: read in turn, each that neither of them knows she has seen comes once.
    let (mut read, mut after) = (Vec::new(), None);
    for nth in 0.. {
        let page = Paging { after: after.take(), limit: Some(2) };
        let list = nodes[nth % 2].for_you(&eve, &page).await.unwrap();
        read.extend(list.items.into_iter().map(|it| it.photo.id));
        after = list.next;
        if after.is_none() {
            break;
        }
    }
    let each: BTreeSet<&String> = read.iter().collect();
    assert_eq!(each.len(), read.len(), "{read:?}");
    assert!(photos[2..].iter().all(|it| each.contains(it)), "{read:?}");
}

async fn what_one_led_to_leads_nowhere_once_they_are_forgotten(world: &World) {
    // Init: she alone went from the first to the second, which have nothing else in common.
    let (ada, bob) = (a_member("ada").join(world).await, a_member("bob").join(world).await);
    let (eve, fan) = (a_member("eve").join(world).await, a_member("fan").join(world).await);
    let (first, second) = (post(world, &ada, 1, "lake").await, post(world, &bob, 2, "city").await);
    let other = Suggestions::new(another_node(world));
    world.likes().like(&fan, &first).await.unwrap();
    let led = async || {
        let list = for_you(world, &fan).await;
        let found = list.items.into_iter().find(|it| it.photo.id == second).unwrap();
        found.reason.kind == "liked"
    };
    for off in [false, true] {
        world.likes().like(&eve, &first).await.unwrap();
        world.minutes_pass(1);
        world.likes().like(&eve, &second).await.unwrap();
        world.minutes_pass(1);
        world.work().await;
        assert!(led().await);

        // Execute: another node is told.
        if off {
            other.choose(&eve, false).await.unwrap();
        } else {
            other.reset(&eve).await.unwrap();
        }

        // Verify: when this one learns more, and when it learns anew.
        world.minutes_pass(1);
        world.work().await;
        assert!(!led().await, "{off}");
        world.minutes_pass(70);
        assert!(!led().await, "{off}");
        for photo in [&first, &second] {
            world.likes().unlike(&eve, photo).await.unwrap();
        }
    }
}
