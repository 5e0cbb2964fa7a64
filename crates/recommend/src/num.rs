//! The crate's only number conversions, each with its reason.

/// A position as the four bytes it is kept in; nobody has four thousand million items.
pub(crate) fn small(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// The position that was kept in four bytes.
pub(crate) fn wide(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// A count as a float; large ones lose digits that no weight has.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "weights need few digits")]
pub(crate) const fn float(count: usize) -> f32 {
    count as f32
}

/// Seconds between two moments as a float.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "weights need few digits")]
pub(crate) const fn seconds(span: i64) -> f32 {
    span as f32
}

/// A sum of many as one of few digits.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "digits are enough")]
pub(crate) const fn single(sum: f64) -> f32 {
    sum as f32
}

/// The nearest whole number of what lies between -128 and 127; saturates.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, as wanted")]
pub(crate) fn tiny(value: f32) -> i8 {
    value.round() as i8
}

/// An identifier's bits, for hashing.
#[expect(clippy::as_conversions, clippy::cast_sign_loss, reason = "read as bits, for hashing")]
pub(crate) const fn bits(id: i64) -> u64 {
    id as u64
}

/// Well-mixed bits: the finaliser of `SplitMix64` (Steele, Lea and Flood 2014).
pub const fn mix(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Bits that order what is otherwise equal, without regard to who came first or is called what.
pub(crate) const fn order(one: i64, other: i64) -> u64 {
    mix(bits(one) ^ mix(bits(other)))
}
