//! Places in lists of suggestions, told so that any node can read on: also one that did not make the list.

use data_encoding::BASE64URL_NOPAD;
use domain::Mark;
use recommend::{Suggestion, mix};

/// The most photos that a list has, all pages together.
pub(crate) const LONGEST: usize = 300;

/// A list as it was at a moment, and what was shown before it began.
#[derive(Debug)]
pub(crate) struct Listed {
    before: Vec<u16>,
    items: Vec<Suggestion>,
}

impl Listed {
    /// What is to be shown after `place`.
    pub(crate) fn after(place: &Place, mut items: Vec<Suggestion>) -> Self {
        items.retain(|it| !place.shown.contains(&place.trace(it.item)));
        items.truncate(LONGEST.saturating_sub(place.shown.len()));
        Self { before: place.shown.clone(), items }
    }

    /// What comes at `place`, unless something else was shown before it.
    pub(crate) fn from(&self, place: &Place) -> Option<&[Suggestion]> {
        let shown = place.shown.strip_prefix(self.before.as_slice())?;
        let (before, rest) = self.items.split_at_checked(shown.len())?;
        before.iter().map(|it| place.trace(it.item)).eq(shown.iter().copied()).then_some(rest)
    }
}

/// A place in a list: when it was made, and a trace of each that was shown of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// In seconds since 1970.
    pub(crate) at: i64,
    /// What traces of this reader's lists are mixed with: rows are numbers that say how much there is between two.
    key: u64,
    shown: Vec<u16>,
}

/// What keys of places begin with: no photo's does.
const SIGN: &str = "~";

impl Place {
    /// The beginning of a list that is made at this second.
    pub(crate) fn first(at: i64, key: u64) -> Self {
        Self { at, key, shown: Vec::new() }
    }

    /// Whether nothing was shown yet.
    pub(crate) fn is_first(&self) -> bool {
        self.shown.is_empty()
    }

    /// From a cursor; `None` where it is of no such list.
    pub(crate) fn parse(mark: &Mark, key: u64) -> Option<Self> {
        let traces = mark.key.strip_prefix(SIGN)?;
        let bytes = BASE64URL_NOPAD.decode(traces.as_bytes()).ok()?;
        let (traces, rest) = bytes.as_chunks::<2>();
        let is_place = rest.is_empty() && (1..=LONGEST).contains(&traces.len());
        let shown = traces.iter().map(|it| u16::from_be_bytes(*it)).collect();
        is_place.then_some(Self { at: mark.at, key, shown })
    }

    /// The place behind these, which were shown here.
    pub(crate) fn behind(&self, page: &[Suggestion]) -> Mark {
        let new = page.iter().map(|it| self.trace(it.item));
        let all = self.shown.iter().copied().chain(new);
        let bytes: Vec<u8> = all.flat_map(u16::to_be_bytes).collect();
        Mark { at: self.at, key: format!("{SIGN}{}", BASE64URL_NOPAD.encode(&bytes)) }
    }

    /// Sixteen bits of a row, well mixed: of 300 that were shown, one in 200 of others is taken for one of them, and left out.
    fn trace(&self, item: i64) -> u16 {
        let [.., high, low] = mix(item.cast_unsigned() ^ self.key).to_be_bytes();
        u16::from_be_bytes([high, low])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recommend::Reason;

    fn list(items: impl IntoIterator<Item = i64>) -> Vec<Suggestion> {
        let one = |item| Suggestion { item, score: 1.0, reason: Reason::Popular };
        items.into_iter().map(one).collect()
    }

    fn shown(list: Option<&[Suggestion]>) -> Option<Vec<i64>> {
        list.map(|it| it.iter().map(|it| it.item).collect())
    }

    #[test]
    fn a_list_is_read_on_where_it_was_made_and_elsewhere() {
        let first = Place::first(7, 5);
        let here = Listed::after(&first, list(1..=6));
        assert_eq!(shown(here.from(&first)), Some(vec![1, 2, 3, 4, 5, 6]));
        let second = Place::parse(&first.behind(&list([1, 2])), 5).unwrap();
        assert_eq!((second.at, second.is_first()), (7, false));
        assert_eq!(shown(here.from(&second)), Some(vec![3, 4, 5, 6]));
        // In another order, and with one more.
        let there = Listed::after(&second, list([9, 2, 4, 3, 1, 6, 5]));
        assert_eq!(shown(there.from(&second)), Some(vec![9, 4, 3, 6, 5]));
        let third = Place::parse(&second.behind(&list([9])), 5).unwrap();
        assert_eq!(shown(there.from(&third)), Some(vec![4, 3, 6, 5]));
        assert_eq!(shown(there.from(&first)), None);
        // Back where it was made, where something else would have come.
        assert_eq!(shown(here.from(&third)), None);
        assert_eq!(shown(Listed::after(&third, list(1..=6)).from(&third)), Some(vec![3, 4, 5, 6]));
    }

    #[test]
    fn a_list_ends_after_as_many_as_a_cursor_holds() {
        let place = Place::parse(&Place::first(1, 2).behind(&list(0..290)), 2).unwrap();
        let more = Listed::after(&place, list(1_000..1_300));
        let rest = more.from(&place).unwrap();
        assert_eq!(rest.len(), 10);
        let end = place.behind(rest);
        assert_eq!(Mark::parse(&end.text()).as_ref(), Ok(&end));
        let end = Place::parse(&end, 2).unwrap();
        assert_eq!(shown(more.from(&end)), Some(vec![]));
        assert_eq!(shown(Listed::after(&end, list(2_000..2_300)).from(&end)), Some(vec![]));
    }

    #[test]
    fn what_is_no_cursor_of_such_a_list_is_none() {
        let long = format!("~{}", "AAAA".repeat(201));
        for key in ["", "~", "AAAA", "~A", "ada", "~ä", "k1000000000", &long] {
            assert_eq!(Place::parse(&Mark { at: 1, key: key.to_owned() }, 1), None, "{key}");
        }
    }

    #[test]
    fn traces_of_two_readers_have_nothing_in_common() {
        let places = [Place::first(1, 1), Place::first(1, 2)];
        let same = (0..1_000).filter(|it| places[0].trace(*it) == places[1].trace(*it)).count();
        assert!(same < 5, "{same}");
    }
}
