//! People who do not exist: invented given names and plain nouns.

use crate::rng::{Rng, scramble};

/// Somebody in the community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `[a-z0-9_]{3,20}`, beginning and ending with a letter or digit; each index has its own.
    pub username: String,
    /// What they want to be called; may be empty.
    pub display_name: String,
    /// What they say of themselves; may be empty.
    pub bio: String,
}

/// Invented given names, at most six letters.
const GIVEN: [&str; 64] = [
    "mirou", "tavik", "oskel", "lenvi", "brisu", "yorun", "saelu", "nurel", "kojan", "ilsom",
    "davur", "ebrin", "pelko", "zorim", "anuli", "timbu", "junel", "orfin", "eddor", "sorel",
    "mikul", "livar", "hanso", "odari", "bentu", "celvi", "darou", "ewlin", "fialu", "gesko",
    "henku", "isolo", "jarun", "kaisu", "lumo", "maruk", "nilou", "orlen", "pietu", "quilo",
    "rosko", "sanve", "tomku", "ullin", "vesko", "willu", "yarun", "zenko", "arlun", "birtu",
    "cosmi", "dilou", "elior", "fenju", "gorun", "heddo", "inkel", "jolun", "kerou", "letho",
    "malun", "nevo", "ossel", "petun",
];

/// Nouns, at most eight letters, none of them a given name.
const NOUNS: [&str; 64] = [
    "harbour", "lantern", "thicket", "pebble", "grain", "shutter", "meadow", "drift", "kestrel",
    "copper", "ember", "fathom", "gravel", "heron", "inlet", "juniper", "kettle", "ledger",
    "fjord", "nettle", "orchard", "conifer", "quarry", "ripple", "sparrow", "tinder", "umber",
    "valley", "willow", "yonder", "zephyr", "acorn", "bracken", "cinder", "dune", "estuary",
    "wagtail", "glacier", "larch", "island", "jetty", "knoll", "lichen", "magpie", "compass",
    "otter", "plover", "quartz", "rookery", "saddle", "tide", "upland", "vapour", "wicker",
    "yarrow", "aperture", "bellows", "contour", "darkroom", "exposure", "film", "gallery",
    "halftone", "viaduct",
];

/// Names in other scripts and with accents: nicknames, all of them.
const CALLED: [&str; 30] = [
    "山雀",
    "半夏",
    "慢快门",
    "云边小站",
    "阿宽",
    "雾里",
    "白露",
    "南风",
    "追光的人",
    "小满",
    "一杯茶",
    "北岸",
    "ضوء القمر",
    "غيمة",
    "نسيم",
    "أبو الضوء",
    "رمال",
    "Élodine",
    "Søreth",
    "Çağrin",
    "Mañuelo",
    "Živa",
    "Åsmira",
    "Łucjanka",
    "Brûme",
    "Óreth",
    "Nguyệt Ca",
    "そら",
    "はる日",
    "Ünlem",
];

const BIOS: [&str; 34] = [
    "I take pictures on the way to work.",
    "Mostly fog.",
    "Landscape, slowly.",
    "Retired postman. I know all the good light.",
    "Film when I can afford it, phone when I cannot.",
    "Two cameras, one dog.",
    "Weekend hiker, weekday accountant.",
    "Learning. Criticism is welcome, gently.",
    "I only post what I would print.",
    "Stars, and the coffee that goes with them.",
    "Former architect, current gardener.",
    "Black and white, with exceptions.",
    "Macro of things in my garden. The slugs are models.",
    "Somewhere between the coast and the kitchen.",
    "I walk, therefore I have pictures.",
    "50 mm since forever.",
    "Night shifts, early light.",
    "Analogue at heart, digital by deadline.",
    "Collecting horizons.",
    "My mother says they are nice.",
    "Printmaker who strayed into photography.",
    "Tram driver. The best views in town.",
    "One picture a day, most days.",
    "Please ask before you use my pictures. I usually say yes.",
    "慢慢走，慢慢拍。",
    "喜欢山，喜欢雾，喜欢一个人。",
    "用光写日记。",
    "أصوّر ما أراه في الطريق",
    "Fotografío lo que me hace parar.",
    "Je marche, je regarde, parfois je déclenche.",
    "Ich sammle Nebel.",
    "Windows, water, and whatever is left of the light.",
    "Slow shutter, quick lunch.",
    "Here for the comments, really.",
];

const PLACES: [&str; 12] = [
    "Lives by the water.",
    "At home on the night train.",
    "Usually up a hill.",
    "Three streets from the harbour.",
    "Between two mountains.",
    "In the rain, mostly.",
    "South of the river.",
    "Wherever the bus ends.",
    "On an island with more sheep than people.",
    "Ninth floor, facing west.",
    "Village of four hundred.",
    "Somewhere with bad reception.",
];

/// The person at one place in one community.
pub(crate) fn person(seed: u64, index: u64) -> Person {
    let mut rng = Rng::new(seed, index, 0xbe09);
    let (given, noun, round) = pair(seed, index);
    Person {
        username: username((given, noun, round), index, &mut rng),
        display_name: display_name(given, noun, &mut rng),
        bio: bio(&mut rng),
    }
}

/// A given name and a noun; each pair comes up once before any comes up again, in an order of the seed's own.
fn pair(seed: u64, index: u64) -> (&'static str, &'static str, u64) {
    let pairs = GIVEN.len() * NOUNS.len();
    let count = u64::try_from(pairs).unwrap_or(1);
    // Odd, so that it goes through all of a power of two; 37, so that neighbours in the list are not neighbours here.
    let stride = scramble(seed) % count / 64 * 64 + 37;
    let place = (index % count * stride + scramble(seed ^ 1) % count) % count;
    let place = usize::try_from(place).unwrap_or_default();
    let given = GIVEN.get(place % GIVEN.len()).copied().unwrap_or("lumo");
    let noun = NOUNS.get(place / GIVEN.len() % NOUNS.len()).copied().unwrap_or("tide");
    (given, noun, index / count)
}

/// A pair stands together in one of several ways. Digits are 2 to 9 only: 0 and 1 look like letters.
fn username((given, noun, round): (&str, &str, u64), index: u64, rng: &mut Rng) -> String {
    match (round, rng.below(10)) {
        (1..100, _) => format!("{given}_{noun}_{round}"),
        (100.., _) => format!("p{index:x}"),
        (_, 0..3) => format!("{given}_{noun}"),
        (_, 3..5) => format!("{given}{noun}"),
        (_, 5 | 6) => format!("{noun}_{given}"),
        (_, 7) => format!("the_{noun}_{given}"),
        (_, 8) => format!("{noun}{given}{}{}", 2 + rng.below(8), 2 + rng.below(8)),
        _ => format!("{given}_{noun}{}", 2 + rng.below(8)),
    }
}

fn display_name(given: &str, noun: &str, rng: &mut Rng) -> String {
    let (name, thing) = (capital(given), capital(noun));
    match rng.below(20) {
        0..6 => format!("{name} {thing}"),
        6..10 => name,
        10..13 => rng.pick(&CALLED).to_owned(),
        13 => format!("{name} {}", rng.pick(&["✨", "🌲", "📷", "🌊", "🎞️"])),
        14 => format!("{name} of the {thing}"),
        15 => format!("{} {thing}", rng.pick(&CALLED)),
        16 => noun.to_owned(),
        17 => format!("{name} {}.", thing.chars().next().unwrap_or('N')),
        18 => format!("{thing} & {name}"),
        _ => String::new(),
    }
}

fn bio(rng: &mut Rng) -> String {
    let said = rng.pick(&BIOS);
    match rng.below(10) {
        0..3 => String::new(),
        7 | 8 if said.is_ascii() => format!("{said} {}", rng.pick(&PLACES)),
        9 if said.is_ascii() => format!("{said} Since {}.", 1979 + rng.below(45)),
        _ => said.to_owned(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
