//! Places in lists of suggestions, told so that any node can read on: also one that did not make the list.

use data_encoding::BASE64URL_NOPAD;
use domain::Mark;
use recommend::Suggestion;

/// The most photos that a list has, all pages together.
pub(crate) const LONGEST: usize = 300;

/// A list as it was at a moment, without those that came before.
#[derive(Debug)]
pub(crate) struct Listed {
    before: usize,
    items: Vec<Suggestion>,
}

impl Listed {
    /// What is to be shown after `place`.
    pub(crate) fn after(place: &Place, mut items: Vec<Suggestion>) -> Self {
        items.retain(|it| !place.shown.contains(&trace(it.item)));
        Self { before: place.shown.len(), items }
    }

    /// What comes at `place`, unless it is before those that are known here.
    pub(crate) fn from(&self, place: &Place) -> Option<&[Suggestion]> {
        let skipped = place.shown.len().checked_sub(self.before)?;
        Some(self.items.get(skipped..).unwrap_or(&[]))
    }
}

/// A place in a list: when it was made, and a trace of each that was shown of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// In seconds since 1970.
    pub(crate) at: i64,
    shown: Vec<u16>,
}

impl Place {
    /// The beginning of a list that is made at this second.
    pub(crate) fn first(at: i64) -> Self {
        Self { at, shown: Vec::new() }
    }

    /// Whether nothing was shown yet.
    pub(crate) fn is_first(&self) -> bool {
        self.shown.is_empty()
    }

    /// From a cursor; `None` where it is of no list.
    pub(crate) fn parse(mark: &Mark) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(mark.key.as_bytes()).ok()?;
        let (traces, rest) = bytes.as_chunks::<2>();
        let is_place = rest.is_empty() && (1..=LONGEST).contains(&traces.len());
        let shown = traces.iter().map(|it| u16::from_be_bytes(*it)).collect();
        is_place.then_some(Self { at: mark.at, shown })
    }

    /// The place behind these, which were shown here.
    pub(crate) fn behind(&self, page: &[Suggestion]) -> Mark {
        let new = page.iter().map(|it| trace(it.item));
        let all = self.shown.iter().copied().chain(new);
        let bytes: Vec<u8> = all.flat_map(u16::to_be_bytes).collect();
        Mark { at: self.at, key: BASE64URL_NOPAD.encode(&bytes) }
    }
}

/// Sixteen bits of a row, well mixed: of 300 that were shown, one in 200 of others is taken for one of them, and left out.
fn trace(item: i64) -> u16 {
    let mixed = item.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let [high, low, ..] = mixed.to_be_bytes();
    u16::from_be_bytes([high, low])
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
        let first = Place::first(7);
        let here = Listed::after(&first, list(1..=6));
        assert_eq!(shown(here.from(&first)), Some(vec![1, 2, 3, 4, 5, 6]));
        let second = Place::parse(&first.behind(&list([1, 2]))).unwrap();
        assert_eq!((second.at, second.is_first()), (7, false));
        assert_eq!(shown(here.from(&second)), Some(vec![3, 4, 5, 6]));
        // In another order, and with one more.
        let there = Listed::after(&second, list([9, 2, 4, 3, 1, 6, 5]));
        assert_eq!(shown(there.from(&second)), Some(vec![9, 4, 3, 6, 5]));
        let third = Place::parse(&second.behind(&list([9]))).unwrap();
        assert_eq!(shown(there.from(&third)), Some(vec![4, 3, 6, 5]));
        assert_eq!(shown(there.from(&first)), None);
        assert_eq!(shown(here.from(&Place { at: 7, shown: vec![0; 40] })), Some(vec![]));
    }

    #[test]
    fn a_cursor_of_the_longest_list_is_one_and_what_is_none_is_not() {
        let all = Place::first(1).behind(&list(0..300));
        assert_eq!(Mark::parse(&all.text()).as_ref(), Ok(&all));
        assert!(Place::parse(&all).is_some());
        for key in ["", "A", "AAAA", "ada", "ä", &"AAAA".repeat(201)] {
            assert_eq!(Place::parse(&Mark { at: 1, key: key.to_owned() }), None, "{key}");
        }
    }
}
