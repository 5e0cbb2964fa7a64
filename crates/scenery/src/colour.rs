//! Colours, as the eye's own scale has them (sRGB values from 0 to 1), where mixing looks even.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::num;

/// One colour.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Rgb {
    pub(crate) red: f32,
    pub(crate) green: f32,
    pub(crate) blue: f32,
}

/// The colour of a `0xRRGGBB` number.
pub(crate) const fn hex(code: u32) -> Rgb {
    Rgb { red: num::channel(code, 16), green: num::channel(code, 8), blue: num::channel(code, 0) }
}

impl Rgb {
    /// White.
    pub(crate) const WHITE: Self = hex(0xffffff);
    /// Black.
    pub(crate) const BLACK: Self = hex(0);

    /// Part of the way to another colour.
    pub(crate) fn mix(self, other: Self, part: f32) -> Self {
        Self {
            red: num::mix(self.red, other.red, part),
            green: num::mix(self.green, other.green, part),
            blue: num::mix(self.blue, other.blue, part),
        }
    }

    /// Brighter or darker.
    pub(crate) fn scale(self, by: f32) -> Self {
        Self { red: self.red * by, green: self.green * by, blue: self.blue * by }
    }

    /// How bright it looks.
    pub(crate) fn luma(self) -> f32 {
        0.3 * self.red + 0.59 * self.green + 0.11 * self.blue
    }
}

/// Colours along a line, evenly spaced from 0 to 1.
pub(crate) fn along(colours: &[Rgb], part: f32) -> Rgb {
    let last = colours.len().saturating_sub(1);
    let place = part.clamp(0.0, 1.0) * num::float(last);
    let before = num::index(place);
    let from = colours.get(before).copied().unwrap_or_default();
    let to = colours.get((before + 1).min(last)).copied().unwrap_or_default();
    from.mix(to, place - num::float(before))
}
