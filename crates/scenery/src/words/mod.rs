//! Words that fit the pictures, and people to say them.

mod comments;
mod land;
mod made;
mod people;
mod phrases;
mod shared;
mod water;

pub(crate) use comments::comment;
pub use people::Person;
pub(crate) use people::person;
pub(crate) use phrases::{Texts, texts};

use crate::kinds::Kind;

/// What is said of one kind of scene. In titles, captions and alternative texts `{when}`, `{tones}` and `{detail}` stand for what
/// the painter said it painted (`{When}` and so on with a capital letter), `{n}` for a number.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) titles: &'static [&'static str],
    pub(crate) captions: &'static [&'static str],
    pub(crate) alts: &'static [&'static str],
    pub(crate) tags: &'static [&'static str],
    pub(crate) comments: &'static [&'static str],
}

pub(crate) const fn words(kind: Kind) -> &'static Words {
    match kind {
        Kind::Mountains => &land::MOUNTAINS,
        Kind::Alps => &land::ALPS,
        Kind::Dunes => &land::DUNES,
        Kind::Road => &land::ROAD,
        Kind::Forest => &land::FOREST,
        Kind::Sea => &water::SEA,
        Kind::Ripples => &water::RIPPLES,
        Kind::Night => &water::NIGHT,
        Kind::Aurora => &water::AURORA,
        Kind::City => &made::CITY,
        Kind::Lights => &made::LIGHTS,
        Kind::Balloons => &made::BALLOONS,
        Kind::Petals => &made::PETALS,
        Kind::Poster => &made::POSTER,
        Kind::Texture => &made::TEXTURE,
    }
}
