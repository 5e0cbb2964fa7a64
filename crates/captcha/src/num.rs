//! The crate's only number conversions, each with its reason, and a few everyday curves.

/// A count or a position in pixels as a float; exact below sixteen million.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "pictures are far smaller than 2^24"
)]
pub(crate) const fn float(whole: usize) -> f32 {
    whole as f32
}

/// A lattice coordinate as a float; exact below sixteen million.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "lattices are far smaller than 2^24"
)]
pub(crate) const fn float_i32(whole: i32) -> f32 {
    whole as f32
}

/// The whole number at or below; saturates.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, as wanted")]
pub(crate) const fn floor(value: f32) -> i32 {
    let cut = value as i32;
    if float_i32(cut) > value { cut.saturating_sub(1) } else { cut }
}

/// A position in a slice: what is below zero or no number is zero.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, as wanted"
)]
pub(crate) const fn index(value: f32) -> usize {
    value as usize
}

/// A channel between 0 and 255 as a byte, to the nearest.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped before"
)]
pub(crate) const fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 255.0) + 0.5) as u8
}

/// A whole number of units, as its bits, for hashing; saturates.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, as wanted")]
pub(crate) const fn whole(value: f64) -> i64 {
    value as i64
}

/// A count as a float; exact below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "trails have thousands of points, not 2^53"
)]
pub(crate) const fn double(count: usize) -> f64 {
    count as f64
}

/// Evenly between 0 (included) and 1 (not), from the high bits.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "24 bits fit an f32 exactly"
)]
pub(crate) const fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 / 16_777_216.0
}

/// A count below `below`, from 64 random bits; the bias is under 2^-23 for any count of this crate.
#[expect(clippy::as_conversions, reason = "the product's high half is below `below`")]
pub(crate) const fn below(bits: u64, below: usize) -> usize {
    (((bits >> 32) * (below as u64)) >> 32) as usize
}

/// The bits of a lattice coordinate.
#[expect(clippy::as_conversions, clippy::cast_sign_loss, reason = "read as bits, for hashing")]
pub(crate) const fn bits(whole: i32) -> u32 {
    whole as u32
}

/// A position on the picture as a signed number, for shapes that reach over its border.
pub(crate) fn signed(pixels: usize) -> i32 {
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// An edge in pixels as the interface and the encoders want it.
pub(crate) fn edge(pixels: usize) -> u16 {
    u16::try_from(pixels).unwrap_or(u16::MAX)
}

/// Part of the way from one number to another.
pub(crate) fn mix(from: f32, to: f32, part: f32) -> f32 {
    from + (to - from) * part
}

/// Softly from 0 at `from` to 1 at `to`, and flat beyond.
pub(crate) fn smooth(from: f32, to: f32, value: f32) -> f32 {
    let part = ((value - from) / (to - from)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}
