//! The skies: curated palettes for everything under an open sky.

#![expect(clippy::unreadable_literal, reason = "colours are read as six digits")]

use crate::colour::{Rgb, hex};
use crate::kinds::Look;
use crate::rng::Rng;

/// What the light of a sky is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Light {
    /// The sun is up and strong.
    #[default]
    Day,
    /// The sun is low and warm.
    Low,
    /// The sun is gone or not yet there.
    Dusk,
    /// A veiled sky: no sun to be seen.
    Grey,
    /// The moon is up.
    Moon,
}

/// The colours of one sky and what lies under it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sky {
    pub(crate) light: Light,
    /// For texts: "at dusk".
    pub(crate) when: &'static str,
    /// For texts: "rose and violet".
    pub(crate) tones: &'static str,
    /// From the top of the sky to the horizon.
    pub(crate) air: [Rgb; 4],
    /// The sun or moon, and its glow.
    pub(crate) sun: Rgb,
    /// Clouds in the light.
    pub(crate) lit: Rgb,
    /// Clouds in the shade.
    pub(crate) shade: Rgb,
    /// The nearest, darkest thing.
    pub(crate) near: Rgb,
}

impl Sky {
    /// One of those in such a light.
    pub(crate) fn pick(lights: &[Light], rng: &mut Rng) -> Self {
        let fitting: Vec<Self> =
            SKIES.into_iter().filter(|sky| lights.contains(&sky.light)).collect();
        rng.pick(&fitting)
    }

    /// The air at the horizon.
    pub(crate) const fn horizon(&self) -> Rgb {
        let [.., horizon] = self.air;
        horizon
    }

    /// The air at the top.
    pub(crate) const fn top(&self) -> Rgb {
        let [top, ..] = self.air;
        top
    }

    /// What there is to say of a picture under it.
    pub(crate) fn look(&self, detail: &'static str) -> Look {
        Look { when: self.when, tones: self.tones, detail, ..Look::default() }
    }
}

const fn sky(light: Light, words: [&'static str; 2], air: [u32; 4], rest: [u32; 4]) -> Sky {
    let [when, tones] = words;
    let [top, high, low, horizon] = air;
    let [sun, lit, shade, near] = rest;
    Sky {
        light,
        when,
        tones,
        air: [hex(top), hex(high), hex(low), hex(horizon)],
        sun: hex(sun),
        lit: hex(lit),
        shade: hex(shade),
        near: hex(near),
    }
}

use Light::{Day, Dusk, Grey, Low, Moon};

/// Every sky there is. Nearest last: sun, lit cloud, shaded cloud, near ground.
#[rustfmt::skip]
pub(crate) const SKIES: [Sky; 22] = [
    sky(Low, ["at the end of the day", "rose and violet"], [0x34406f, 0x75709f, 0xd8929c, 0xf8c9a3], [0xffe9c6, 0xf9b9a0, 0x6d5f8a, 0x1c1d34]),
    sky(Dusk, ["before sunrise", "pale blue and cream"], [0x41618a, 0x83a6c6, 0xc6d8de, 0xf5e3cc], [0xfff4dd, 0xf7e2d0, 0x8295ad, 0x18283a]),
    sky(Low, ["in the golden hour", "amber and haze"], [0x8397a8, 0xc4b9a0, 0xf0c67e, 0xffdd9b], [0xfff4d2, 0xffe2a6, 0xa08f80, 0x2c231c]),
    sky(Day, ["early in the morning", "teal and cream"], [0x23586b, 0x558f92, 0xadd0c2, 0xf1ead1], [0xfffbe8, 0xf6f0dc, 0x6f9a9b, 0x0f2a31]),
    sky(Grey, ["under a heavy sky", "slate grey"], [0x3b444f, 0x616c78, 0x929ca3, 0xc9cdcb], [0xf2f2ea, 0xc7cccd, 0x4a545f, 0x1a2026]),
    sky(Dusk, ["after sunset", "plum and orange"], [0x241b48, 0x64306f, 0xc4566f, 0xf59a62], [0xffcf94, 0xf07c69, 0x46295f, 0x120e22]),
    sky(Moon, ["by moonlight", "deep blue"], [0x0c1729, 0x1b304f, 0x3b5a80, 0x7696b3], [0xf5f5ea, 0x8ba7c0, 0x1d304a, 0x060b15]),
    sky(Day, ["at noon", "clear blue"], [0x2a69ab, 0x569ad2, 0x9ecae7, 0xe2eff2], [0xffffff, 0xffffff, 0xa9bccd, 0x1d3430]),
    sky(Low, ["at first light", "peach and lilac"], [0x8fa8c6, 0xccc2d2, 0xf4ccb9, 0xfee5c8], [0xfff3e0, 0xfddccb, 0xa79fbb, 0x413649]),
    sky(Dusk, ["as the light goes", "ember red"], [0x1d1a2d, 0x512840, 0xb0463c, 0xf39a44], [0xffd884, 0xe2603f, 0x35203a, 0x0f0c14]),
    sky(Day, ["on a mild morning", "mint and straw"], [0x5a9dac, 0x9bcac2, 0xd6e7cf, 0xf8f2d7], [0xfffdf0, 0xfaf6e6, 0x8fb5b3, 0x1b3d40]),
    sky(Low, ["on an autumn evening", "ink blue and gold"], [0x182740, 0x3c516a, 0x9c9484, 0xefc070], [0xffe6ab, 0xe9bb7a, 0x36455a, 0x0a121d]),
    sky(Grey, ["on a colourless day", "black and white"], [0x3a3a3b, 0x707172, 0xaeafae, 0xe6e6e2], [0xfafaf7, 0xdededb, 0x565758, 0x131314]),
    sky(Grey, ["on a still morning", "lilac mist"], [0x716c92, 0xa79fc0, 0xd8c9da, 0xf3e4de], [0xfff5ec, 0xeadce4, 0x8781a6, 0x2d2941]),
    sky(Low, ["late on a summer day", "honey and sepia"], [0x6b5746, 0xa3845f, 0xd8b889, 0xf4dfb8], [0xfff3d5, 0xf3d7a5, 0x7b6652, 0x2b2019]),
    sky(Grey, ["between two showers", "sea green"], [0x123f43, 0x37756f, 0x86b59d, 0xe1e8c9], [0xf7f7df, 0xc4d9c0, 0x2b5f5e, 0x0a2326]),
    sky(Dusk, ["in the blue hour", "blue and apricot"], [0x12264c, 0x2f5487, 0x86a0be, 0xf2c9a0], [0xffdcae, 0xc9a9a4, 0x294468, 0x0a1426]),
    sky(Low, ["just after sunrise", "coral and powder blue"], [0x5f92bf, 0xa7bfd0, 0xf3bfa7, 0xff9f80], [0xfff0d0, 0xffc2a4, 0x7f95b0, 0x26304a]),
    sky(Moon, ["on a clear night", "indigo"], [0x0b0e26, 0x1c2148, 0x3c3f75, 0x7b78a0], [0xfff7e2, 0x6f6f9d, 0x191c3d, 0x06071a]),
    sky(Day, ["after the rain", "washed blue"], [0x3b6f97, 0x7aa7bf, 0xbfd4d6, 0xf2e9d8], [0xfffdf2, 0xfffaf0, 0x7c94a6, 0x20302f]),
    sky(Low, ["in the last sun", "crimson and gold"], [0x4a2545, 0x96394f, 0xe2724f, 0xffc465], [0xfff0b8, 0xffa264, 0x5f2f50, 0x1c0f1d]),
    sky(Day, ["on a cold bright day", "ice blue"], [0x4c7ea8, 0x8db4d0, 0xc9dde6, 0xf4f4f0], [0xffffff, 0xffffff, 0xa8bccb, 0x22343f]),
];
