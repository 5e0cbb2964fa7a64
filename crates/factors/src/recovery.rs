//! Codes on paper for when everything else is lost.
//!
//! Each is ten symbols of Crockford's base 32 (<https://www.crockford.com/base32.html>: no `i`, `l`, `o`, `u`), 50 bits
//! in two groups: `7k2mq-x0f9d`. A code is used once; that is for the caller to see to, who keeps only hashes.

/// How many codes somebody gets at once.
pub const CODES: usize = 10;

/// How many symbols a code has, without the dash.
pub const SYMBOLS: usize = 10;

/// How many random bytes [`generate`] wants: one for each symbol.
pub const RANDOM: usize = CODES * SYMBOLS;

const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j',
    'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
];

/// [`CODES`] codes, in the shape that [`normalise`] returns, to be shown once.
///
/// `random` must come from the system's source of randomness; five bits of each byte are used, so that no symbol is
/// likelier than another.
pub fn generate(random: &[u8; RANDOM]) -> Vec<String> {
    let symbol = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or_default();
    random.chunks(SYMBOLS).map(|bytes| grouped(bytes.iter().map(symbol))).collect()
}

/// The code that somebody means by what they typed, as [`generate`] wrote it, or `None` if it cannot be one.
///
/// Upper case, spaces, dashes of any kind, `O` for zero and `I` or `L` for one are understood.
pub fn normalise(typed: &str) -> Option<String> {
    let skipped =
        |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let symbols = typed.chars().filter(|c| !skipped(c)).take(SYMBOLS + 1);
    let symbols: Option<Vec<char>> = symbols.map(symbol).collect();
    symbols.filter(|it| it.len() == SYMBOLS).map(|it| grouped(it.into_iter()))
}

/// The symbol a typed character stands for.
fn symbol(typed: char) -> Option<char> {
    let symbol = match typed.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    };
    ALPHABET.contains(&symbol).then_some(symbol)
}

fn grouped(symbols: impl Iterator<Item = char>) -> String {
    let mut code = String::with_capacity(SYMBOLS + 1);
    for (at, symbol) in symbols.enumerate() {
        if at == SYMBOLS / 2 {
            code.push('-');
        }
        code.push(symbol);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Bytes that are all different: 0, 1, 2 …
    fn bytes() -> [u8; RANDOM] {
        std::array::from_fn(|at| u8::try_from(at).unwrap())
    }

    #[test]
    fn ten_codes_of_two_groups_read_back_as_they_are() {
        let codes = generate(&bytes());

        assert_eq!(codes.len(), 10);
        assert_eq!(codes[0], "01234-56789");
        assert_eq!(codes[1], "abcde-fghjk");
        for code in &codes {
            assert_eq!(normalise(code).as_ref(), Some(code));
        }
        assert_eq!(BTreeSet::from_iter(&codes).len(), 10);
    }

    #[test]
    fn every_symbol_stands_for_the_same_number_of_bytes() {
        let mut seen = std::collections::BTreeMap::new();
        for byte in 0..=u8::MAX {
            *seen.entry(generate(&[byte; RANDOM])[0].clone()).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 32);
        assert!(seen.values().all(|count| *count == 8), "{seen:?}");
        assert!(!seen.keys().any(|code| code.contains(['i', 'l', 'o', 'u'])));
    }

    #[test]
    fn what_people_type_is_understood() {
        for typed in
            ["O1234-5678g", " o1 23 4\u{2013}5678G ", "0l2345678g", "0I234-\u{2011}5678g\n"]
        {
            assert_eq!(normalise(typed).as_deref(), Some("01234-5678g"), "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in
            ["", "01234", "01234-5678", "01234-56789a", "01234-5678u", "01234-5678é", "01234_56789"]
        {
            assert_eq!(normalise(typed), None, "{typed:?}");
        }
        assert_eq!(normalise(&"0".repeat(1 << 20)), None);
    }
}
