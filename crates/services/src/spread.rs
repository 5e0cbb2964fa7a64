//! The order of suggestions in which nobody has too many in a row.

use recommend::Suggestion;
use std::collections::VecDeque;

/// How many photos of one author come in a row.
const IN_A_ROW: usize = 2;

/// In this order, but no more than two by one author in a row: who would be the third comes later, or, where nobody else is left, not at all.
pub(crate) fn spread(found: Vec<(i64, Suggestion)>) -> Vec<Suggestion> {
    let mut placed: Vec<(i64, Suggestion)> = Vec::with_capacity(found.len());
    let mut waiting: VecDeque<(i64, Suggestion)> = VecDeque::new();
    let is_third = |placed: &[(i64, Suggestion)], author: i64| {
        let last = placed.iter().rev().take(IN_A_ROW).filter(|it| it.0 == author);
        last.count() == IN_A_ROW
    };
    for it in found {
        if is_third(&placed, it.0) {
            waiting.push_back(it);
            continue;
        }
        placed.push(it);
        while let Some(nth) = waiting.iter().position(|it| !is_third(&placed, it.0)) {
            placed.extend(waiting.remove(nth));
        }
    }
    placed.into_iter().map(|it| it.1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use recommend::Reason;

    #[track_caller]
    fn check(authors: &[i64], expected: &[i64]) {
        let found = (0..).zip(authors).map(|(item, author)| {
            (*author, Suggestion { item, score: 1.0, reason: Reason::Popular })
        });
        let spread = spread(found.collect());
        assert_eq!(spread.iter().map(|it| it.item).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn nobody_comes_three_times_in_a_row() {
        check(&[1, 1, 1, 2, 1], &[0, 1, 3, 2, 4]);
        check(&[1, 1, 1, 1], &[0, 1]);
        check(&[1, 2, 1, 2], &[0, 1, 2, 3]);
        check(&[1, 1, 1, 1, 1, 2, 3], &[0, 1, 5, 2, 3, 6, 4]);
        check(&[], &[]);
    }
}
