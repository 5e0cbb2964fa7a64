//! The scenes: what a picture shows, as tones.

mod ground;
mod light;
mod patterns;
mod weave;

use crate::noise::Noise;
use crate::num::{mix, smooth};
use crate::plane::{ASPECT, Plane, columns};
use crate::rng::Rng;

/// Draws one of endlessly many pictures of a kind.
pub(crate) type Scene = fn(&mut Rng) -> Plane;

/// Every kind of picture there is.
pub(crate) const SCENES: &[Scene] = &[
    ground::hills,
    ground::peaks,
    ground::dunes,
    ground::sea,
    ground::lake,
    ground::forest,
    ground::skyline,
    ground::terraces,
    light::night,
    light::clouds,
    light::cirrus,
    light::aurora,
    light::bokeh,
    light::sunset,
    light::rays,
    patterns::marble,
    patterns::timber,
    patterns::ripples,
    patterns::mosaic,
    patterns::pebbles,
    patterns::contours,
    patterns::crackle,
    weave::foliage,
    weave::reeds,
    weave::drapery,
    weave::scales,
    weave::bricks,
    weave::ribbons,
];

/// A sky that brightens towards the horizon, with haze in it and perhaps a sun.
fn sky(rng: &mut Rng, high: f32, low: f32, horizon: f32) -> Plane {
    let (haze, stretch) = (Noise::new(rng), rng.between(1.0, 2.5));
    let sun = (rng.between(0.1, ASPECT - 0.1), rng.between(0.12, horizon));
    let (size, glow) = (rng.between(0.03, 0.09), if rng.chance(0.6) { 0.4 } else { 0.0 });
    Plane::of(|x, y| {
        let base = mix(high, low, smooth(0.0, horizon, y));
        let cloud = (haze.rough(x * stretch, y * stretch * 3.0, 4) - 0.5) * 0.22;
        let far = (x - sun.0).hypot(y - sun.1);
        let disc = 1.0 - smooth(size - 0.008, size + 0.008, far);
        let light = glow * (disc * 0.8 + 0.5 / (1.0 + 40.0 * far * far));
        base + cloud + light
    })
}

/// The line of a range of hills around a height; the rougher, the more octaves.
fn ridge(rng: &mut Rng, height: f32, swing: f32, width: f32, octaves: u32) -> Vec<f32> {
    let (noise, place) = (Noise::new(rng), rng.between(0.0, 99.0));
    columns(|x| height + swing * (noise.rough(place + x / width, place, octaves) - 0.5))
}
