//! The kinds of scene there are.

use crate::canvas::Canvas;
use crate::finish::Finish;
use crate::rng::Rng;
use crate::scenes;

/// What a painter says about what it painted: for the texts and the last touches.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look {
    /// "at dusk"
    pub(crate) when: &'static str,
    /// "rose and violet"
    pub(crate) tones: &'static str,
    /// "a low sun"
    pub(crate) detail: &'static str,
    pub(crate) finish: Finish,
}

/// Paints a picture.
pub(crate) type Painter = fn(&mut Canvas, &mut Rng) -> Look;

/// A kind of scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Ridge behind ridge in mist.
    Mountains,
    /// High mountains in the sun, with snow, often with a lake.
    Alps,
    /// Dunes in low light.
    Dunes,
    /// A road through an empty land.
    Road,
    /// Trunks in fog.
    Forest,
    /// The sea, its horizon and what the sky does in it.
    Sea,
    /// Water from above, with rings in it.
    Ripples,
    /// The Milky Way over a ridge or a lake.
    Night,
    /// Northern lights.
    Aurora,
    /// A skyline with lit windows.
    City,
    /// Street lights out of focus.
    Lights,
    /// Hot-air balloons over hills.
    Balloons,
    /// A flower close up.
    Petals,
    /// A print of plain shapes.
    Poster,
    /// Marble, wood or cloth close up.
    Texture,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Mountains,
        Self::Alps,
        Self::Dunes,
        Self::Road,
        Self::Forest,
        Self::Sea,
        Self::Ripples,
        Self::Night,
        Self::Aurora,
        Self::City,
        Self::Lights,
        Self::Balloons,
        Self::Petals,
        Self::Poster,
        Self::Texture,
    ];

    pub(crate) const fn painter(self) -> Painter {
        match self {
            Self::Mountains => scenes::mountains::paint,
            Self::Alps => scenes::alps::paint,
            Self::Dunes => scenes::dunes::paint,
            Self::Road => scenes::road::paint,
            Self::Forest => scenes::forest::paint,
            Self::Sea => scenes::sea::paint,
            Self::Ripples => scenes::ripples::paint,
            Self::Night => scenes::night::paint,
            Self::Aurora => scenes::aurora::paint,
            Self::City => scenes::city::paint,
            Self::Lights => scenes::lights::paint,
            Self::Balloons => scenes::balloons::paint,
            Self::Petals => scenes::petals::paint,
            Self::Poster => scenes::poster::paint,
            Self::Texture => scenes::texture::paint,
        }
    }

    /// The kind of the picture at this place: every run of as many pictures as there are kinds has each kind once.
    pub(crate) fn of(seed: u64, index: u64) -> Self {
        let kinds = u64::try_from(Self::ALL.len()).unwrap_or(1);
        let mut deck = Self::ALL;
        Rng::new(seed, index / kinds, 0xdecc).shuffle(&mut deck);
        let card = usize::try_from(index % kinds).unwrap_or_default();
        deck.get(card).copied().unwrap_or(Self::Mountains)
    }
}
