#![doc = include_str!("../README.md")]

mod canvas;
mod colour;
mod details;
mod field;
mod finish;
mod ground;
mod kinds;
mod mirror;
mod noise;
mod num;
mod palette;
mod plants;
mod rng;
mod scenes;
mod shape;
mod sky;
mod stars;

pub use kinds::Kind;

use canvas::Canvas;
use rng::Rng;

/// One generated picture, the same for the same seed and index on every machine.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The picture as a JPEG.
    pub jpeg: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What it shows, for fitting comments.
    pub kind: Kind,
    /// T
    pub title: String,
}

/// k
pub fn kind(seed: u64, index: u64) -> Kind {
    Kind::of(seed, index)
}

/// Widths and heights, about 1.2 million pixels each; the likelier shapes more than once.
const FRAMES: [(usize, usize); 18] = [
    (1320, 880),
    (1296, 864),
    (1344, 896),
    (1320, 880),
    (880, 1320),
    (864, 1296),
    (880, 1320),
    (1240, 930),
    (1264, 948),
    (930, 1240),
    (960, 1280),
    (1200, 1200),
    (1200, 1200),
    (1440, 810),
    (1472, 828),
    (1680, 700),
    (1000, 1250),
    (976, 1220),
];

/// Paints the picture at one place in one community.
pub fn scene(seed: u64, index: u64) -> Scene {
    let kind = Kind::of(seed, index);
    let mut rng = Rng::new(seed, index, 0x9a17);
    let (width, height) = rng.pick(&FRAMES);
    let mut canvas = Canvas::new(width, height);
    let look = kind.painter()(&mut canvas, &mut rng);
    let jpeg = finish::finish(&canvas, look.finish, &mut rng);
    Scene { jpeg, width: u32::from(num::edge(width)), height: u32::from(num::edge(height)), kind, title: format!("{} {} {}", look.when, look.tones, look.detail) }
}
