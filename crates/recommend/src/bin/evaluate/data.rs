//! Reads `user item timestamp` or `user item rating timestamp` lines.

use std::collections::BTreeMap;
use std::path::Path;

/// One line: who, with what, when; numbered by the order of their names, not of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) user: usize,
    pub(crate) item: usize,
    pub(crate) at: i64,
}

/// All lines, the oldest first; what is equally old in the order of a hash.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    pub(crate) rows: Vec<Row>,
    pub(crate) users: usize,
    pub(crate) items: usize,
}

/// Times beyond this are in thousandths of seconds.
const THOUSANDTHS: i64 = 100_000_000_000;

/// Reads a file, where `salt` chooses the order of what is equally old; a line whose time is no number is a heading. Of repetitions the first counts.
pub(crate) fn read(path: &Path, salt: u64) -> Result<Data, String> {
    let text = std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))?;
    let lines: Vec<(&str, &str, i64)> = text.lines().filter_map(line).collect();
    if lines.is_empty() {
        return Err(format!("{}: no lines `user item timestamp`", path.display()));
    }
    let (users, items) =
        (numbers(lines.iter().map(|it| it.0)), numbers(lines.iter().map(|it| it.1)));
    let number = |all: &BTreeMap<&str, usize>, name: &str| all.get(name).copied().unwrap_or(0);
    let tie = |user: &str, item: &str| {
        let tie = hash(&format!("{user} {item}"));
        if salt == 0 { tie } else { mix(tie ^ salt) }
    };
    let mut rows: Vec<(i64, u64, Row)> = lines
        .iter()
        .map(|(user, item, at)| {
            let row = Row { user: number(&users, user), item: number(&items, item), at: *at };
            (*at, tie(user, item), row)
        })
        .collect();
    rows.sort_unstable_by_key(|it| (it.0, it.1));
    let mut met = std::collections::HashSet::new();
    let rows = rows.into_iter().map(|it| it.2).filter(|it| met.insert((it.user, it.item)));
    Ok(Data { rows: rows.collect(), users: users.len(), items: items.len() })
}

fn line(line: &str) -> Option<(&str, &str, i64)> {
    let cut = |it: char| it.is_whitespace() || it == ',' || it == ':';
    let words: Vec<&str> = line.split(cut).filter(|it| !it.is_empty()).collect();
    let (user, item, at) = match words.as_slice() {
        [user, item, at] | [user, item, _, at] => (*user, *item, *at),
        _ => return None,
    };
    let whole = at.split('.').next().and_then(|it| it.parse::<i64>().ok())?;
    Some((user, item, if whole > THOUSANDTHS { whole / 1000 } else { whole }))
}

fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut all: BTreeMap<&str, usize> = names.map(|it| (it, 0)).collect();
    for (number, place) in all.values_mut().zip(0..) {
        *number = place;
    }
    all
}

/// FNV-1a, finished by `SplitMix64`'s mixing: orders what nothing else orders.
pub(crate) fn hash(text: &str) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

/// `SplitMix64`'s mixing.
pub(crate) const fn mix(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
