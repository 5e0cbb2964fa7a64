//! Segments of a JPEG that are copied must be as long as what they say, so that nothing can ride
//! along behind it.

/// Whether this is a table, frame or scan header and nothing more.
pub(super) fn fits(kind: u8, data: &[u8]) -> bool {
    let count = |at: usize| data.get(at).copied().map_or(0, usize::from);
    match kind {
        0xC4 => huffman(data),
        0xDB => quantisation(data),
        0xDD => data.len() == 2,
        0xDA => data.len() == 4 + 2 * count(0),
        _ => data.len() == 6 + 3 * count(5),
    }
}

/// How the colours are coded, as Adobe's segment says behind its name, version and flags.
pub(super) fn transform(data: &[u8]) -> Option<u8> {
    let rest = data.strip_prefix(b"Adobe")?;
    rest.get(6).copied().filter(|transform| *transform < 3)
}

/// Each of a class and a number, how many codes there are of each length, and their meanings.
fn huffman(mut data: &[u8]) -> bool {
    while let Some((head, rest)) = data.split_first_chunk::<17>() {
        let codes = head.iter().skip(1).map(|count| usize::from(*count)).sum();
        let Some(after) = rest.get(codes..) else { return false };
        data = after;
    }
    data.is_empty()
}

/// Each of a precision and a number, and 64 values.
fn quantisation(mut data: &[u8]) -> bool {
    while let Some((head, rest)) = data.split_first() {
        let Some(after) = rest.get(if head >> 4 == 0 { 64 } else { 128 }..) else { return false };
        data = after;
    }
    true
}
