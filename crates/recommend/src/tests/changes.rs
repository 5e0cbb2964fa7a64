//! What changes between trainings.

use super::{Community, NOW, ask, community, history, model};
use crate::{Ask, Config, Interaction, Kind, Model, Past, Reason};

/// The lists for everybody, with scores.
fn lists(community: &Community, model: &Model) -> Vec<Vec<(i64, f32)>> {
    let all = (0..60).map(|user| history(community, user));
    let list = |past: Vec<Past>| model.for_you(&ask(&past));
    all.map(|it| list(it).into_iter().map(|it| (it.item, it.score)).collect()).collect()
}

/// Whether lists agree up to what is lost in rounding: equal scores may change places.
fn same(one: &[Vec<(i64, f32)>], two: &[Vec<(i64, f32)>]) {
    assert_eq!(one.len(), two.len());
    for (one, two) in one.iter().zip(two) {
        assert_eq!(one.len(), two.len(), "{one:?} {two:?}");
        for (a, b) in one.iter().zip(two) {
            assert!((a.1 - b.1).abs() <= 2e-3 * a.1.abs().max(0.1), "{one:?}\n{two:?}");
        }
    }
}

fn train(interactions: &[Interaction], community: &Community) -> Model {
    let (config, items) = (Config::default(), community.items.clone());
    Model::train(&config, interactions.to_vec(), items, NOW)
}

#[test]
fn adding_is_as_good_as_training() {
    let community = community(5);
    let mut all = community.interactions.clone();
    all.sort_by_key(|it| it.at);
    // Of each pair of person and item one interaction: what somebody does again keeps its first place.
    let mut met = std::collections::HashSet::new();
    all.retain(|it| met.insert((it.user, it.item)));
    let mut grown = train(&all[..1000], &community);
    for it in &all[1000..] {
        grown.add(*it);
    }
    same(&lists(&community, &train(&all, &community)), &lists(&community, &grown));
}

#[test]
fn doing_more_with_an_item_counts_as_the_most_that_was_done() {
    let community = community(6);
    let mut views = community.interactions.clone();
    views.sort_by_key(|it| it.at);
    let mut met = std::collections::HashSet::new();
    views.retain(|it| met.insert((it.user, it.item)));
    for it in &mut views {
        it.kind = Kind::View;
    }
    let likes = views.iter().map(|it| Interaction { kind: Kind::Like, ..*it });
    let mut grown = train(&views, &community);
    for it in likes.clone() {
        grown.add(it);
    }
    let likes: Vec<_> = likes.collect();
    same(&lists(&community, &train(&likes, &community)), &lists(&community, &grown));
}

#[test]
fn of_a_forgotten_person_nothing_stays() {
    let community = community(7);
    let mut model = model(&community);
    model.forget_user(11);
    assert_eq!(model.size().1, 59);
    let others: Vec<_> =
        community.interactions.iter().filter(|it| it.user != 11).copied().collect();
    same(&lists(&community, &train(&others, &community)), &lists(&community, &model));
}

#[test]
fn what_only_a_forgotten_person_did_leads_nowhere() {
    let community = community(8);
    let lonely = |item: i64, after: i64| Interaction {
        user: 99,
        item,
        at: NOW - 500 + after,
        kind: Kind::Like,
    };
    let mut model = model(&community);
    let fresh = |id: i64| crate::Item { id, author: id, at: 0, tags: Vec::new(), looks: None };
    for id in [1000, 1001] {
        model.put_item(fresh(id));
        model.add(lonely(id, id));
    }
    let past = [Past { item: 1000, kind: Kind::Like, at: NOW }];
    assert_eq!(model.for_you(&ask(&past))[0].item, 1001);
    model.forget_user(99);
    let list = model.for_you(&Ask { limit: 500, ..ask(&past) });
    assert!(list.iter().all(|it| it.item != 1001), "{list:?}");
}

#[test]
fn a_removed_item_is_in_no_list_and_no_reason() {
    let community = community(9);
    let mut model = model(&community);
    let removed: Vec<i64> = (0..200).step_by(7).collect();
    for it in &removed {
        model.remove_item(*it);
    }
    for user in 0..6 {
        let past = history(&community, user);
        let ask = Ask { limit: 150, ..ask(&past) };
        let lists = [
            model.for_you(&ask),
            model.similar(1, &ask),
            model.for_you(&Ask { history: &[], ..ask }),
        ];
        for one in lists.iter().flatten() {
            assert!(!removed.contains(&one.item), "{one:?}");
            for (why, _) in model.explain(one.item, &ask) {
                let named = match why {
                    Reason::Liked(it)
                    | Reason::Viewed(it)
                    | Reason::Commented(it)
                    | Reason::Bookmarked(it)
                    | Reason::Looks(it) => Some(it),
                    _ => None,
                };
                assert!(named.is_none_or(|it| !removed.contains(&it)), "{why:?}");
            }
        }
    }
}

#[test]
fn an_item_that_comes_back_is_a_new_one() {
    let community = community(10);
    let mut model = model(&community);
    let item = community.items[3].clone();
    model.remove_item(3);
    model.put_item(item);
    assert_eq!(model.size().0, 200);
    assert!(
        model.for_you(&Ask { limit: 300, ..ask(&[]) }).iter().any(|it| it.item == 3)
            || model.size().0 == 200
    );
    let past = [Past { item: 3, kind: Kind::Like, at: NOW }];
    let why = model.for_you(&ask(&past));
    assert!(why.iter().all(|it| it.reason != Reason::Liked(3)), "{why:?}");
}

#[test]
fn what_happens_after_now_is_left_out() {
    let community = community(11);
    let later =
        community.interactions.iter().map(|it| Interaction { at: it.at + 1_000_000_000, ..*it });
    let model = train(&later.collect::<Vec<_>>(), &community);
    assert_eq!(model.size().1, 0);
}
