//! The crate's only number conversions, each with its reason.

/// The longest row any picture has.
pub(crate) const LONGEST: usize = 2048;

/// 0.0, 1.0, 2.0, … ready made: a loop over it is one the compiler can turn into vector instructions.
pub(crate) static COUNT: [f32; LONGEST] = count();

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "at most 2047, at compile time"
)]
const fn count() -> [f32; LONGEST] {
    let mut table = [0.0; LONGEST];
    let mut next = 0;
    while next < LONGEST {
        table[next] = next as f32;
        next += 1;
    }
    table
}

/// A size or position in pixels as a float; exact below sixteen million.
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

/// The whole number at or below.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, as wanted")]
pub(crate) fn floor(value: f32) -> i32 {
    let cut = value as i32;
    if float_i32(cut) > value { cut.saturating_sub(1) } else { cut }
}

/// What is left above [`floor`].
pub(crate) fn fract(value: f32) -> f32 {
    value - float_i32(floor(value))
}

/// A position in a slice: below zero is zero.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, as wanted"
)]
pub(crate) const fn index(value: f32) -> usize {
    value as usize
}

/// A channel between 0 and 255 as a byte, to the nearest. Adding 2^23 leaves the whole number in a float's low bits, which is
/// quicker than a conversion, eight pixels at a time.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the low byte is what is asked for"
)]
pub(crate) const fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 255.0) + 8_388_608.0).to_bits() as u8
}

/// The low 32 bits.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the low bits are what is asked for"
)]
pub(crate) const fn low(bits: u64) -> u32 {
    bits as u32
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

/// Evenly between -1 and 1, from the high 16 bits.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "16 bits, read as signed on purpose"
)]
pub(crate) const fn signed(bits: u32) -> f32 {
    ((bits as i32) >> 16) as f32 / 32_768.0
}

/// One channel of a `0xRRGGBB` colour, between 0 and 1.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "eight bits fit an f32 exactly"
)]
pub(crate) const fn channel(code: u32, shift: u32) -> f32 {
    ((code >> shift) & 0xff) as f32 / 255.0
}

/// The bits of a lattice coordinate.
#[expect(clippy::as_conversions, clippy::cast_sign_loss, reason = "read as bits, for hashing")]
pub(crate) const fn bits(whole: i32) -> u32 {
    whole as u32
}

/// A picture's edge as the encoder wants it.
pub(crate) fn edge(pixels: usize) -> u16 {
    u16::try_from(pixels).unwrap_or(u16::MAX)
}

/// A count below `below`, from 64 random bits.
#[expect(clippy::as_conversions, reason = "the product's high half is below `below`")]
pub(crate) const fn below(bits: u64, below: usize) -> usize {
    (((bits >> 32) * (below as u64)) >> 32) as usize
}

/// Straight from 0 at `from` to 1 at `to`, and flat beyond.
pub(crate) fn ramp(from: f32, to: f32, value: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

/// Softly from 0 at `from` to 1 at `to`, and flat beyond.
pub(crate) fn smooth(from: f32, to: f32, value: f32) -> f32 {
    let part = ramp(from, to, value);
    part * part * (3.0 - 2.0 * part)
}

/// Part of the way from one number to another.
pub(crate) fn mix(from: f32, to: f32, part: f32) -> f32 {
    from + (to - from) * part
}

/// Near enough e^-v for v at or above 0, the same on every machine, which `exp` is not.
pub(crate) fn fall(value: f32) -> f32 {
    let half = 1.0 + value * (0.25 + value * (0.031_25 + value * (0.002_604 + value * 0.000_163)));
    let square = half * half;
    1.0 / (square * square)
}

/// Near enough the sine of a turn (1 is all the way round), the same on every machine, which `sin` is not.
pub(crate) fn sine(turn: f32) -> f32 {
    let part = fract(turn) - 0.5;
    let rough = 16.0 * part * (part.abs() - 0.5);
    rough * (0.775 + 0.225 * rough.abs())
}

/// Near enough the cosine of a turn.
pub(crate) fn cosine(turn: f32) -> f32 {
    sine(turn + 0.25)
}

/// The direction of a point from the origin, in turns from 0 to 1.
pub(crate) fn turn(across: f32, down: f32) -> f32 {
    let (wide, tall) = (across.abs(), down.abs());
    let slope = wide.min(tall) / wide.max(tall).max(1e-9);
    let square = slope * slope;
    let eighth = slope
        * (0.159_133
            + square
                * (-0.052_569 + square * (0.028_67 + square * (-0.013_549 + square * 0.003_316))));
    let quarter = if tall > wide { 0.25 - eighth } else { eighth };
    let half = if across < 0.0 { 0.5 - quarter } else { quarter };
    if down < 0.0 { 1.0 - half } else { half }
}
