//! The measuring is measured.

use crate::baselines::{Baseline, Choice, ItemKnn};
use crate::data::{Data, Row};
use crate::ease::Ease;
use crate::measure::measure;
use crate::split::{Way, split};

fn data(lines: &[(usize, usize, i64)]) -> Data {
    let rows: Vec<Row> =
        lines.iter().map(|(user, item, at)| Row { user: *user, item: *item, at: *at }).collect();
    let users = rows.iter().map(|it| it.user + 1).max().unwrap();
    Data { rows, users, items: 30 }
}

#[test]
fn the_last_of_everybody_who_has_two_is_held_out() {
    let all = data(&[(0, 1, 1), (0, 2, 2), (1, 3, 3), (0, 4, 4)]);
    let split = split(&all, Way::Last);
    assert_eq!(split.held, [vec![4], vec![]]);
    assert_eq!(split.train.len(), 3);
}

#[test]
fn the_last_fifth_is_held_out() {
    let lines: Vec<_> = (0..10).map(|it| (0, it, i64::try_from(it).unwrap())).collect();
    assert_eq!(split(&data(&lines), Way::Fifth).held, [vec![8, 9]]);
}

#[test]
fn a_cut_holds_out_all_that_comes_after() {
    let lines: Vec<_> = (0..10).map(|it| (it % 2, it, i64::try_from(it).unwrap())).collect();
    let split = split(&data(&lines), Way::Cut(800));
    assert_eq!((split.held, split.cut), (vec![vec![8], vec![9]], Some(8)));
}

#[test]
fn a_hit_counts_by_its_place() {
    let split = split(&data(&[(0, 1, 1), (0, 2, 2)]), Way::Last);
    let first = measure(&split, false, |_, _| vec![2, 5]);
    let third = measure(&split, false, |_, _| vec![7, 5, 2]);
    let never = measure(&split, false, |_, _| (3..23).chain([2]).collect());
    assert!((first.ndcg - 1.0).abs() < 1e-9 && (third.ndcg - 0.5).abs() < 1e-9);
    assert!(never.ndcg == 0.0 && never.recall == 0.0 && first.asked == 1);
}

#[test]
fn ease_solves_its_equation() {
    // Of two items that always come together and one alone, worked out by hand: (G + I)^-1 with G = [[2,2],[2,2]].
    let all = data(&[(0, 0, 1), (0, 1, 2), (1, 0, 3), (1, 1, 4), (2, 2, 5)]);
    let whole = split(&all, Way::Cut(1000));
    let scores = Ease::train(&whole, 1.0).scores(&[Row { user: 0, item: 0, at: 0 }]);
    assert!((scores[1] - 2.0 / 3.0).abs() < 1e-9 && scores[2].abs() < 1e-9, "{scores:?}");
}

#[test]
fn neighbours_are_those_that_come_together() {
    let all = data(&[(0, 0, 1), (0, 1, 2), (1, 0, 3), (1, 1, 4), (1, 2, 5)]);
    let choice = Choice { neighbours: 1, shrink: 0.0, from: 0.5 };
    let scores = ItemKnn::train(&split(&all, Way::Cut(1000)), choice).scores(&[Row {
        user: 0,
        item: 0,
        at: 0,
    }]);
    assert!((scores[1] - 1.0).abs() < 1e-9 && scores[2] == 0.0, "{scores:?}");
}
