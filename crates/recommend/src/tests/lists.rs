//! Lists for people with and without a history.

use super::{Community, NOW, ask, community, history, model};
use crate::{Ask, Config, Item, Kind, Model, Past, PersonReason, Reason};

/// Asks for everybody's list in some communities.
fn everywhere(mut check: impl FnMut(&Community, &Model, &[Past])) {
    for seed in 0..4 {
        let community = community(seed);
        let model = model(&community);
        for user in 0..60 {
            check(&community, &model, &history(&community, user));
        }
    }
}

#[test]
fn every_reason_is_true_and_the_strongest() {
    everywhere(|community, model, past| {
        let ask = ask(past);
        for suggestion in model.for_you(&ask) {
            let why = model.explain(suggestion.item, &ask);
            let total: f32 = why.iter().map(|it| it.1).sum();
            assert!(
                (total - suggestion.score).abs() < 1e-3 * total.max(1.0),
                "{suggestion:?} {why:?}"
            );
            assert_eq!(why[0].0, suggestion.reason, "{why:?}");
            let item = community.items.iter().find(|it| it.id == suggestion.item).unwrap();
            let did =
                |item: i64, kind: Kind| past.iter().any(|it| (it.item, it.kind) == (item, kind));
            let of = |item: i64| community.items.iter().find(|it| it.id == item).unwrap();
            let holds = match &suggestion.reason {
                Reason::Liked(it) => did(*it, Kind::Like),
                Reason::Bookmarked(it) => did(*it, Kind::Bookmark),
                Reason::Commented(it) => did(*it, Kind::Comment),
                Reason::Viewed(it) => did(*it, Kind::View),
                Reason::Together(_) => false,
                Reason::Tag(tag) => {
                    item.tags.contains(tag) && past.iter().any(|it| of(it.item).tags.contains(tag))
                }
                Reason::Looks(it) => past.iter().any(|past| past.item == *it),
                Reason::Author(it) => {
                    item.author == *it && past.iter().any(|past| of(past.item).author == *it)
                }
                Reason::Popular | Reason::New => true,
            };
            assert!(holds, "{suggestion:?}");
        }
    });
}

#[test]
fn nothing_known_is_suggested_and_nothing_twice() {
    everywhere(|_, model, past| {
        let seen = |item: i64| item % 3 == 0;
        let list = model.for_you(&Ask { seen: &seen, ..ask(past) });
        assert!(list.len() > 5);
        for (place, one) in list.iter().enumerate() {
            assert!(past.iter().all(|it| it.item != one.item) && one.item % 3 != 0, "{one:?}");
            assert!(list[..place].iter().all(|it| it.item != one.item), "{one:?}");
        }
    });
}

#[test]
fn the_same_picture_is_shown_once_and_not_to_whoever_knows_it() {
    everywhere(|_, model, past| {
        // Items 8 and 9, 18 and 19 and so on show the same.
        let twin = |item: i64| if item % 10 == 9 { item - 1 } else { item + 1 };
        let is_twin = |item: i64| item % 10 >= 8;
        let seen = |item: i64| item == 48;
        let list = model.for_you(&Ask { seen: &seen, limit: 100, ..ask(past) });
        for one in list.iter().filter(|it| is_twin(it.item)) {
            let known = |item: i64| past.iter().any(|it| it.item == item) || item == 48;
            assert!(!known(twin(one.item)), "{one:?}");
            assert!(list.iter().all(|it| it.item != twin(one.item)), "{one:?}");
        }
    });
}

#[test]
fn no_author_stands_more_than_twice_in_a_row() {
    everywhere(|community, model, past| {
        let list = model.for_you(&Ask { limit: 60, ..ask(past) });
        let author = |item: i64| community.items.iter().find(|it| it.id == item).unwrap().author;
        let authors: Vec<i64> = list.iter().map(|it| author(it.item)).collect();
        assert!(authors.windows(3).all(|it| it[0] != it[1] || it[1] != it[2]), "{authors:?}");
    });
}

#[test]
fn whoever_asks_decides_what_is_allowed() {
    everywhere(|community, model, past| {
        let allowed = |item: i64, author: i64| item != 17 && author != 3;
        let ask = Ask { allowed: &allowed, limit: 60, ..ask(past) };
        for one in model.for_you(&ask) {
            let item = community.items.iter().find(|it| it.id == one.item).unwrap();
            assert!(item.id != 17 && item.author != 3, "{one:?}");
        }
    });
}

#[test]
fn the_same_question_has_the_same_answer_whatever_order_things_came_in() {
    let community = community(1);
    let mut other = super::community(1);
    other.interactions.reverse();
    let (one, two) = (model(&community), model(&other));
    let past = history(&community, 5);
    let mut back = past.clone();
    back.reverse();
    assert_eq!(one.for_you(&ask(&past)), one.for_you(&ask(&back)));
    let items = |model: &Model| -> Vec<i64> {
        model.for_you(&ask(&past)).into_iter().map(|it| it.item).collect()
    };
    assert_eq!(items(&one), items(&two));
}

#[test]
fn clusters_are_found() {
    let (mut inside, mut all) = (0, 0);
    everywhere(|_, model, past| {
        let mut counts = [0; 5];
        for it in past {
            counts[usize::try_from(it.item / 40).unwrap()] += 1;
        }
        let most = (0..5).max_by_key(|it| counts[*it]).unwrap();
        let list = model.for_you(&Ask { limit: 10, ..ask(past) });
        all += list.len();
        inside += list.iter().filter(|it| usize::try_from(it.item / 40).unwrap() == most).count();
    });
    // By chance it would be a fifth.
    assert!(inside * 2 > all, "{inside} of {all}");
}

#[test]
fn newcomers_are_shown_what_is_popular_and_new() {
    let community = community(2);
    let list = model(&community).for_you(&ask(&[]));
    assert_eq!(list.len(), 20);
    assert!(list.iter().all(|it| matches!(it.reason, Reason::Popular | Reason::New)), "{list:?}");
    assert!(
        list.windows(2).any(|it| it[0].reason != it[1].reason) || list[0].reason == Reason::Popular
    );
}

#[test]
fn without_anything_there_is_nothing() {
    let model = Model::train(&Config::default(), [], [], NOW);
    let past = [Past { item: 1, kind: Kind::Like, at: NOW }];
    assert!(model.for_you(&ask(&past)).is_empty());
    assert!(model.similar(1, &ask(&past)).is_empty());
    assert!(model.people(&ask(&past), &|_| false).is_empty());
}

#[test]
fn similar_items_say_why_and_are_never_the_item_or_its_picture() {
    let community = community(3);
    let model = model(&community);
    for item in 0..200 {
        let list = model.similar(item, &ask(&[]));
        assert!(!list.is_empty());
        let twin = if item % 10 == 9 { item - 1 } else { item + 1 };
        for one in &list {
            assert!(one.item != item && (item % 10 < 8 || one.item != twin), "{one:?}");
            let reason = &one.reason;
            let other = match reason {
                Reason::Together(it) | Reason::Looks(it) => *it != item,
                Reason::Liked(_)
                | Reason::Bookmarked(_)
                | Reason::Commented(_)
                | Reason::Viewed(_) => true,
                Reason::Tag(_) | Reason::Author(_) | Reason::Popular | Reason::New => false,
            };
            assert!(!other, "{one:?}");
        }
    }
}

#[test]
fn what_is_like_an_item_that_is_not_known_is_found_by_what_it_is() {
    let community = community(4);
    let model = model(&community);
    let (mut alike, mut all) = (0, 0);
    for known in &community.items {
        assert_eq!(model.similar_to(known, &ask(&[])), model.similar(known.id, &ask(&[])));
        let twin = Item { id: known.id + 1_000, ..known.clone() };
        let list = model.similar_to(&twin, &ask(&[]));
        assert!(!model.knows(twin.id) && list.iter().all(|it| it.item != known.id), "{list:?}");
        // By what it is about and by whom alone: nobody did anything with it.
        let other = Item { looks: None, ..twin.clone() };
        for it in model.similar_to(&other, &ask(&[])).iter().take(5) {
            let found = &community.items[usize::try_from(it.item).unwrap()];
            all += 1;
            alike += usize::from(found.tags.iter().any(|it| other.tags.contains(it)));
            assert!(!matches!(it.reason, Reason::Together(_) | Reason::Looks(_)), "{it:?}");
        }
        let looks = list.iter().filter(|it| matches!(it.reason, Reason::Looks(_)));
        assert!(looks.into_iter().all(|it| it.reason == Reason::Looks(twin.id)));
    }
    assert!(alike * 10 > all * 9, "{alike} of {all}");
}

#[test]
fn what_is_like_an_item_nobody_met_is_not_what_is_popular() {
    let community = community(5);
    let mut items = community.items.clone();
    let tags = vec!["rare".into()];
    let new = |id: i64| Item { id, author: 90 + id, at: NOW, tags: tags.clone(), looks: None };
    items.extend((300..305).map(new));
    let model = Model::train(&Config::default(), community.interactions, items, NOW);
    let list = model.similar(300, &ask(&[]));
    let mut first: Vec<i64> = list.iter().take(4).map(|it| it.item).collect();
    first.sort_unstable();
    assert_eq!(first, [301, 302, 303, 304], "{list:?}");
    assert!(list.iter().take(4).all(|it| it.reason == Reason::Tag("rare".into())), "{list:?}");
    // Of one that many met, those they went on to come first.
    let met = model.similar(0, &ask(&[]));
    assert!(matches!(met[0].reason, Reason::Together(0)), "{met:?}");
}

#[test]
fn people_are_suggested_for_a_true_reason_and_never_those_left_out() {
    everywhere(|community, model, past| {
        let author = |item: i64| community.items.iter().find(|it| it.id == item).unwrap().author;
        for one in model.people(&ask(past), &|it| it == 4) {
            assert_ne!(one.author, 4);
            match one.reason {
                PersonReason::Theirs(why) => {
                    let done = |it: &&Past| Reason::past(it.kind, it.item) == why;
                    let done = past.iter().find(done).unwrap();
                    assert_eq!(author(done.item), one.author);
                }
                PersonReason::Suggested(item, why) => {
                    assert_eq!(author(item), one.author);
                    assert_eq!(model.explain(item, &ask(past))[0].0, why);
                    assert!(!matches!(why, Reason::Author(_)));
                }
            }
        }
    });
}
