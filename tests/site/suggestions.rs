//! What one may want to look at next: found from what others went on to, with reasons that are true, and nothing that one has seen or may not see.

use std::collections::BTreeSet;

use domain::{Member, Visibility};
use harness::pictures;
use repository::taste;
use services::{CommentDraft, Paging};
use views::{Suggested, SuggestedPhoto};

use crate::recorder;
use crate::world::{World, a_member, a_photo, answer};

on_both!(
    what_others_went_on_to_is_suggested_and_says_why,
    what_was_seen_or_may_not_be_seen_is_not_suggested,
    a_list_is_read_page_by_page_and_is_spread,
    who_wants_none_gets_none_and_who_begins_anew_does,
    what_is_like_a_photo_is_for_everybody,
    whoever_did_much_is_not_suggested_what_they_began_with,
    people_to_follow_come_with_a_reason,
    deeds_that_are_read_in_parts_are_those_that_were_done,
    what_happens_after_training_is_learned_too,
    a_longer_list_asks_no_more_questions,
);

pub(crate) const FIRST: Paging = Paging { after: None, limit: None };

/// A photo that looks like no other.
pub(crate) async fn post(world: &World, author: &Member, nth: u32, tags: &str) -> String {
    let picture = pictures::mosaic(nth);
    a_photo()
        .titled(&format!("Photo {nth}"))
        .tagged(tags)
        .of(vec![picture])
        .post(world, author)
        .await
        .id
}

pub(crate) async fn for_you(world: &World, member: &Member) -> Suggested {
    world.suggestions().for_you(member, &FIRST).await.unwrap()
}

pub(crate) fn ids(list: &[SuggestedPhoto]) -> Vec<&str> {
    list.iter().map(|it| it.photo.id.as_str()).collect()
}

/// Ten people who each liked these, one a minute after the other.
pub(crate) async fn crowd_likes(world: &World, photos: &[&str]) {
    for nth in 0..10 {
        let name = format!("crowd{nth}");
        let member = match world.people().find(&name).await {
            Ok(row) => row.member,
            Err(_) => a_member(&name).join(world).await,
        };
        for photo in photos {
            world.likes().like(&member, photo).await.unwrap();
            world.minutes_pass(1);
        }
        world.minutes_pass(60);
    }
}

async fn what_others_went_on_to_is_suggested_and_says_why(world: &World) {
    // Init: whoever liked the first liked the second, by two authors without anything else in common.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let first = post(world, &ada, 1, "lake").await;
    let second = post(world, &bob, 2, "city").await;
    for nth in 3..9 {
        post(world, if nth % 2 == 0 { &ada } else { &bob }, nth, "").await;
    }
    crowd_likes(world, &[&first, &second]).await;
    world.likes().like(&eve, &first).await.unwrap();

    // Verify.
    let list = for_you(world, &eve).await;
    assert!(list.on && !ids(&list.items).contains(&first.as_str()));
    let top = &list.items[0];
    assert_eq!((top.photo.id.as_str(), top.reason.kind.as_str()), (second.as_str(), "liked"));
    let about = top.reason.photo.as_ref().unwrap();
    assert_eq!((about.id.as_str(), about.title.as_str()), (first.as_str(), "Photo 1"));
    // Each reason that names a photo names one that she liked.
    for it in &list.items {
        if let ("liked" | "looks", Some(about)) = (it.reason.kind.as_str(), &it.reason.photo) {
            assert_eq!(about.id, first, "{it:?}");
        }
    }
}

async fn what_was_seen_or_may_not_be_seen_is_not_suggested(world: &World) {
    // Init: what Eve may see, and what she may not.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let mut others = Vec::new();
    for name in ["muted", "blocker", "closed", "gone1"] {
        others.push(a_member(name).join(world).await);
    }
    let (seen, liked) = (post(world, &ada, 1, "").await, post(world, &ada, 2, "").await);
    let fine = post(world, &ada, 3, "").await;
    let mut hidden = vec![post(world, &eve, 4, "").await];
    for (nth, author) in (5..).zip(&others) {
        hidden.push(post(world, author, nth, "").await);
    }
    for seen_by in [Visibility::Private, Visibility::Unlisted, Visibility::Followers] {
        hidden.push(a_photo().seen_by(seen_by).post(world, &ada).await.id);
    }
    let before: BTreeSet<String> =
        for_you(world, &eve).await.items.into_iter().map(|it| it.photo.id).collect();
    assert!(hidden[1..5].iter().all(|it| before.contains(it)), "{before:?}");

    // Execute: also after it was learned.
    world.circle().mute(&eve, "muted", true).await.unwrap();
    world.circle().block(&others[1], "eve", true).await.unwrap();
    world.circle().set_private(&others[2], true).await.unwrap();
    world.people().set_suspended("gone1", true).await.unwrap();
    world.suggestions().look(Some(&eve), &seen, &FIRST).await.unwrap();
    world.likes().like(&eve, &liked).await.unwrap();

    // Verify.
    assert_eq!(ids(&for_you(world, &eve).await.items), [fine.as_str()]);
    let like_it = world.suggestions().similar(Some(&eve), &fine, &FIRST).await.unwrap();
    let like_it: BTreeSet<_> = ids(&like_it.items).into_iter().map(str::to_owned).collect();
    assert!(hidden.iter().skip(1).all(|it| !like_it.contains(it)), "{like_it:?}");
    let answer_of = |it: services::Result<Suggested>| answer(it);
    let secret = &hidden[5];
    assert_eq!(
        answer_of(world.suggestions().similar(Some(&eve), secret, &FIRST).await),
        "not found"
    );
}

async fn a_list_is_read_page_by_page_and_is_spread(world: &World) {
    // Init: one author has most.
    let eve = a_member("eve").join(world).await;
    let mut authors = Vec::new();
    for name in ["ada", "bob", "cid"] {
        authors.push(a_member(name).join(world).await);
    }
    for nth in 0..18 {
        let author = if nth % 3 == 0 { 1 + usize::try_from(nth / 3 % 2).unwrap() } else { 0 };
        post(world, &authors[author], nth, "").await;
    }

    // Execute: looking at one does not move the others.
    let (mut read, mut by, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let page = Paging { after: after.take(), limit: Some(4) };
        let list = world.suggestions().for_you(&eve, &page).await.unwrap();
        for it in list.items {
            world.suggestions().look(Some(&eve), &it.photo.id, &FIRST).await.unwrap();
            by.push(it.photo.author.name);
            read.push(it.photo.id);
        }
        after = list.next;
        if after.is_none() {
            break;
        }
    }

    // Verify.
    assert!(read.len() >= 14, "{by:?}");
    assert_eq!(read.iter().collect::<BTreeSet<_>>().len(), read.len(), "each once");
    assert!(by.windows(3).all(|it| it[0] != it[1] || it[1] != it[2]), "{by:?}");
    let page = Paging { after: Some("AAAA".to_owned()), limit: None };
    assert!(answer(world.suggestions().for_you(&eve, &page).await).contains("error-cursor"));
}

async fn who_wants_none_gets_none_and_who_begins_anew_does(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let (first, second) = (post(world, &ada, 1, "").await, post(world, &ada, 2, "").await);
    crowd_likes(world, &[&first, &second]).await;
    world.likes().like(&eve, &first).await.unwrap();
    let suggestions = world.suggestions();
    assert_eq!(for_you(world, &eve).await.items[0].reason.kind, "liked");

    // Anew: what was liked before is no reason, and no news either.
    world.minutes_pass(1);
    assert!(suggestions.reset(&eve).await.unwrap().suggestions);
    let list = for_you(world, &eve).await;
    assert_eq!(ids(&list.items), [second.as_str()]);
    assert!(["popular", "new"].contains(&list.items[0].reason.kind.as_str()), "{list:?}");
    // And so it is after an hour, when everything is learned anew.
    world.minutes_pass(61);
    for_you(world, &eve).await;
    world.work().await;
    assert!(for_you(world, &eve).await.items[0].reason.photo.is_none());

    // Off: what is popular, and nobody to follow.
    assert!(!suggestions.choose(&eve, false).await.unwrap().suggestions);
    let list = for_you(world, &eve).await;
    assert!(!list.on && list.items.iter().all(|it| it.reason.kind == "popular"));
    let people = suggestions.people(&eve).await.unwrap();
    assert!(people.items.is_empty() && !people.on);
    assert!(suggestions.choose(&eve, true).await.unwrap().suggestions);
    assert!(for_you(world, &eve).await.on);
}

async fn what_is_like_a_photo_is_for_everybody(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let first = post(world, &ada, 1, "lighthouse").await;
    let about_it = post(world, &bob, 2, "lighthouse").await;
    for nth in 3..9 {
        post(world, &bob, nth, "city").await;
    }
    let list = world.suggestions().similar(None, &first, &FIRST).await.unwrap();
    assert!(!ids(&list.items).contains(&first.as_str()));
    let found = list.items.iter().find(|it| it.photo.id == about_it).unwrap();
    assert_eq!(found.reason.tag.as_deref(), Some("lighthouse"), "{found:?}");
    assert_eq!(list.items[0].photo.id, about_it);
    assert_eq!(answer(world.suggestions().similar(None, "AAAAAAAAAAA", &FIRST).await), "not found");

    // What cannot be suggested itself is compared by what it is.
    let link = a_photo().tagged("lighthouse").seen_by(Visibility::Unlisted).post(world, &bob).await;
    let list = world.suggestions().similar(None, &link.id, &FIRST).await.unwrap();
    let found: BTreeSet<_> = ids(&list.items)[..2].iter().copied().collect();
    assert_eq!(found, [first.as_str(), about_it.as_str()].into(), "{list:?}");

    // Who has seen that is shown others, and nobody what is their own.
    let eve = a_member("eve").join(world).await;
    world.suggestions().look(Some(&eve), &about_it, &FIRST).await.unwrap();
    let seen = world.suggestions().similar(Some(&eve), &first, &FIRST).await.unwrap();
    assert!(!seen.items.is_empty() && !ids(&seen.items).contains(&about_it.as_str()));
    let own = world.suggestions().similar(Some(&bob), &first, &FIRST).await.unwrap();
    assert!(own.items.is_empty(), "{own:?}");
}

async fn whoever_did_much_is_not_suggested_what_they_began_with(world: &World) {
    // Init: thousands of comments on another photo came after the one on the first.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let (first, other) = (post(world, &ada, 1, "").await, post(world, &ada, 2, "").await);
    let fine = post(world, &ada, 3, "").await;
    let draft = CommentDraft { body: "Lovely".to_owned(), parent: None };
    world.comments().add(&eve, &first, draft).await.unwrap();
    let (they, key) = (eve.id.0, "'k' || CAST(1000000000 + i AS TEXT)");
    world.sql(&format!(
        "INSERT INTO comments (key, photo_id, author_id, nth, body, created_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
         SELECT {key}, (SELECT id FROM photos WHERE key = '{other}'), {they}, 0, 'More',
            (SELECT max(created_at) FROM comments) + i FROM n"
    ));

    // Verify.
    assert_eq!(ids(&for_you(world, &eve).await.items), [fine.as_str()]);
}

async fn people_to_follow_come_with_a_reason(world: &World) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let (hers, his) = (post(world, &ada, 1, "").await, post(world, &bob, 2, "").await);
    crowd_likes(world, &[&hers, &his]).await;
    world.likes().like(&eve, &hers).await.unwrap();
    let people = world.suggestions().people(&eve).await.unwrap().items;
    let found: Vec<_> = people
        .iter()
        .map(|it| {
            let [about, photo] =
                [&it.reason.photo, &it.photo].map(|it| it.as_ref().map(|it| it.id.as_str()));
            (it.user.name.as_str(), it.reason.kind.as_str(), about, photo)
        })
        .collect();
    // She liked Ada's; who liked that went on to Bob's, which she has not met.
    assert!(found.contains(&("ada", "liked", Some(&hers), None)), "{found:?}");
    assert!(found.contains(&("bob", "liked", Some(&hers), Some(&his))), "{found:?}");
    world.likes().unlike(&eve, &hers).await.unwrap();
    world.likes().bookmark(&eve, &hers).await.unwrap();
    let people = world.suggestions().people(&eve).await.unwrap().items;
    let ada = people.iter().find(|it| it.user.name == "ada").unwrap();
    assert_eq!(ada.reason.kind, "bookmarked");
    world.circle().follow(&eve, "ada").await.unwrap();
    world.circle().mute(&eve, "bob", true).await.unwrap();
    assert!(world.suggestions().people(&eve).await.unwrap().items.is_empty());
}

async fn deeds_that_are_read_in_parts_are_those_that_were_done(world: &World) {
    let (mut photos, ada) = (Vec::new(), a_member("ada").join(world).await);
    for seed in 0..3 {
        photos.push(post(world, &ada, seed, "").await);
    }
    let photos: Vec<&str> = photos.iter().map(String::as_str).collect();
    crowd_likes(world, &photos).await;
    world.likes().bookmark(&ada, photos[0]).await.unwrap();
    // Several at one moment, across where parts end.
    world.sql("UPDATE likes SET created_at = created_at - created_at % 180000000");
    let read = |part: i64| {
        let done = world.context.db.read(move |db| taste::done_in_parts(db, 0, (part, 1_000)));
        async move {
            let mut done = done.await.unwrap();
            done.sort_by_key(|it| (it.at, it.user, it.photo));
            done
        }
    };
    let all = read(1_000).await;
    assert_eq!(all.len(), 31);
    for part in [7, 10, 31] {
        assert_eq!(read(part).await, all, "{part}");
    }
}

async fn what_happens_after_training_is_learned_too(world: &World) {
    // Init: learned from nothing much.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let mut photos = Vec::new();
    for nth in 0..6 {
        photos.push(post(world, &ada, nth, "").await);
    }
    for_you(world, &eve).await;

    // Execute: a new photo by somebody new, and what the crowd makes of it.
    let bob = a_member("bob").join(world).await;
    let new = post(world, &bob, 20, "").await;
    world.work().await;
    crowd_likes(world, &[&photos[0], &new]).await;
    world.work().await;
    world.likes().like(&eve, &photos[0]).await.unwrap();

    // Verify.
    let top = &for_you(world, &eve).await.items[0];
    assert_eq!((top.photo.id.as_str(), top.reason.kind.as_str()), (new.as_str(), "liked"));
}

async fn a_longer_list_asks_no_more_questions(world: &World) {
    let eve = a_member("eve").join(world).await;
    for nth in 0..12 {
        let author = a_member(&format!("author{nth}")).join(world).await;
        post(world, &author, nth, "lake").await;
    }
    for_you(world, &eve).await;
    let mut asked = Vec::new();
    for limit in [2, 11] {
        let page = Paging { after: None, limit: Some(limit) };
        let suggestions = world.suggestions();
        let reading = suggestions.for_you(&eve, &page);
        let (list, all) = recorder::during(world.database.url(), reading).await;
        assert_eq!(list.unwrap().items.len(), usize::try_from(limit).unwrap());
        asked.push(all.len());
    }
    assert!(asked[0] == asked[1] && asked[0] <= 24, "{asked:?}");
}
