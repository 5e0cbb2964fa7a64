//! What is told about items, for what nobody did anything with yet.

use super::{NOW, ask, picture};
use crate::{Config, Item, Kind, Model, Past, Reason};

fn item(id: i64, author: i64, tags: &[&str]) -> Item {
    let tags = tags.iter().map(|it| (*it).into()).collect();
    Item { id, author, at: NOW - 50_000_000 + id, tags, looks: None }
}

fn liked(item: i64) -> [Past; 1] {
    [Past { item, kind: Kind::Like, at: NOW - 60 }]
}

#[test]
fn a_new_item_is_found_by_its_tag_before_anybody_met_it() {
    let mut items = vec![item(1, 1, &["fog"]), item(2, 2, &["fog"])];
    items.extend((3..50).map(|id| item(id, id, &["city"])));
    let model = Model::train(&Config::default(), [], items, NOW);
    let first = &model.for_you(&ask(&liked(1)))[0];
    assert_eq!((first.item, &first.reason), (2, &Reason::Tag("fog".into())));
}

#[test]
fn a_new_item_is_found_by_its_author() {
    let mut items = vec![item(1, 1, &[]), item(2, 1, &[])];
    items.extend((3..200).map(|id| item(id, id, &[])));
    let model = Model::train(&Config::default(), [], items, NOW);
    let first = &model.for_you(&ask(&liked(1)))[0];
    assert_eq!((first.item, &first.reason), (2, &Reason::Author(1)));
}

#[test]
fn a_new_item_is_found_by_its_colours() {
    let mut items: Vec<Item> = (1..300).map(|id| item(id, id, &[])).collect();
    let flat = |by: u8| {
        // Steps from left to right that differ, in the same colours.
        let rgb = (0..16 * 16u32).flat_map(|at| {
            let stripe = if (at % 16 / 2).is_multiple_of(2) { by } else { 0 };
            [200u8, 90 + stripe, 30]
        });
        crate::Looks::from_rgb(16, 16, &rgb.collect::<Vec<u8>>())
    };
    items[0].looks = flat(0);
    items[1].looks = flat(8);
    items[2].looks = Some(picture(77));
    let model = Model::train(&Config::default(), [], items, NOW);
    let first = &model.for_you(&ask(&liked(1)))[0];
    assert_eq!((first.item, &first.reason), (2, &Reason::Looks(1)));
}

#[test]
fn what_is_new_is_shown_to_those_of_whom_nothing_is_known() {
    let mut items: Vec<Item> = (1..100).map(|id| item(id, id, &[])).collect();
    items[40].at = NOW - 60;
    let model = Model::train(&Config::default(), [], items, NOW);
    let first = &model.for_you(&ask(&[]))[0];
    assert_eq!((first.item, &first.reason), (41, &Reason::New));
}

#[test]
fn what_is_told_anew_about_an_item_replaces_what_was_told() {
    let items = (1..50).map(|id| item(id, id, &[if id < 3 { "fog" } else { "city" }]));
    let mut model = Model::train(&Config::default(), [], items, NOW);
    model.put_item(item(2, 2, &["city"]));
    let list = model.for_you(&ask(&liked(1)));
    assert!(list.iter().all(|it| it.reason != Reason::Tag("fog".into())), "{list:?}");
    assert_eq!(model.size().0, 49);
}
