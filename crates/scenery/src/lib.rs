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
mod words;

pub use kinds::Kind;
pub use words::Person;

use canvas::Canvas;
use rng::Rng;

/// One generated picture: the same texts and the same pixels for the same seed and index on every machine, and the same bytes
/// wherever the processor has AVX2, or has not (`jpeg-encoder` rounds a little differently there).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The picture as a JPEG.
    pub jpeg: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// At most 120 characters; never empty.
    pub title: String,
    /// At most 2,000 characters, several lines; often empty.
    pub caption: String,
    /// What is to be seen, for those who cannot see it: at most 500 characters; never empty.
    pub alt: String,
    /// Up to ten words of small letters, each once; now and then none.
    pub tags: Vec<&'static str>,
    /// What it shows, for fitting comments.
    pub kind: Kind,
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

/// The picture at one place in one community, with its texts.
pub fn scene(seed: u64, index: u64) -> Scene {
    let kind = kind(seed, index);
    let mut rng = Rng::new(seed, index, 0x9a17);
    let (width, height) = rng.pick(&FRAMES);
    let mut canvas = Canvas::new(width, height);
    let look = kind.painter()(&mut canvas, &mut rng);
    let jpeg = finish::finish(&canvas, look.finish, &mut rng);
    let mut rng = Rng::new(seed, index, 0x7e87);
    let words::Texts { title, caption, alt, tags } =
        words::texts(kind, &look, width > height * 2, &mut rng);
    let (width, height) = (u32::from(num::edge(width)), u32::from(num::edge(height)));
    Scene { jpeg, width, height, title, caption, alt, tags, kind }
}

/// What the picture at one place shows, without painting it. Any run of as many pictures as there are kinds, counted from 0, has
/// each kind once.
pub fn kind(seed: u64, index: u64) -> Kind {
    Kind::of(seed, index)
}

/// The person at one place in one community; every index has a user name of its own.
pub fn person(seed: u64, index: u64) -> Person {
    words::person(seed, index)
}

/// The comment at one place, on a picture of this kind: at most 500 characters, never empty.
pub fn comment(seed: u64, index: u64, about: Kind) -> String {
    words::comment(seed, index, about)
}
