//! Titles, captions, alternative texts and tags for a picture.

use super::shared::{GEAR, GEAR_AT_NIGHT, NOTES};
use super::words;
use crate::kinds::{Kind, Look};
use crate::rng::Rng;

/// What is written under a picture.
#[derive(Debug)]
pub(crate) struct Texts {
    pub(crate) title: String,
    pub(crate) caption: String,
    pub(crate) alt: String,
    pub(crate) tags: Vec<&'static str>,
}

/// Tags for what a painter may have said of its light and colours.
const SIGNS: [(&str, &str); 18] = [
    ("sunset", "sunset"),
    ("sunrise", "sunrise"),
    ("first light", "dawn"),
    ("golden hour", "goldenhour"),
    ("blue hour", "bluehour"),
    ("moonlight", "moonlight"),
    ("night", "night"),
    ("morning", "morning"),
    ("evening", "evening"),
    ("dusk", "dusk"),
    ("rain", "rain"),
    ("snow", "snow"),
    ("autumn", "autumn"),
    ("October", "autumn"),
    ("black and white", "blackandwhite"),
    ("wood", "wood"),
    ("marble", "marble"),
    ("cloth", "textile"),
];

/// The texts for one picture of this kind; `wide` says that it is a panorama.
pub(crate) fn texts(kind: Kind, look: &Look, wide: bool, rng: &mut Rng) -> Texts {
    let words = words(kind);
    let title = fill(rng.pick(words.titles), look, rng);
    let alt = fill(rng.pick(words.alts), look, rng);
    let dark = matches!(kind, Kind::Night | Kind::Aurora | Kind::Lights)
        || ["night", "moonlight"].iter().any(|sign| look.when.contains(sign));
    let gear = rng.pick(if dark { GEAR_AT_NIGHT } else { GEAR });
    let caption = caption(&fill(rng.pick(words.captions), look, rng), gear, rng);
    Texts { title, caption, alt, tags: tags(words.tags, look, wide, rng) }
}

fn caption(first: &str, gear: &str, rng: &mut Rng) -> String {
    match rng.below(20) {
        0..7 => String::new(),
        7..13 => first.to_owned(),
        13..15 => rng.pick(NOTES).to_owned(),
        15..17 => format!("{first}\n\n{gear}"),
        17 => format!("{first} {}", rng.pick(NOTES)),
        _ => long(first, gear, rng),
    }
}

/// A caption of somebody with time: two or three paragraphs.
fn long(first: &str, gear: &str, rng: &mut Rng) -> String {
    let mut notes = NOTES.to_vec();
    rng.shuffle(&mut notes);
    let mut notes = notes.into_iter();
    let mut text = first.to_owned();
    for _ in 0..=rng.below(3) {
        let sentences: Vec<&str> = notes.by_ref().take(2 + rng.below(3)).collect();
        text.push_str("\n\n");
        text.push_str(&sentences.join(" "));
    }
    if rng.chance(0.6) {
        text.push_str("\n\n");
        text.push_str(gear);
    }
    text
}

fn tags(own: &[&'static str], look: &Look, wide: bool, rng: &mut Rng) -> Vec<&'static str> {
    let mut tags = own.to_vec();
    rng.shuffle(&mut tags);
    tags.truncate(2 + rng.below(5));
    let said =
        SIGNS.iter().filter(|(sign, _)| look.when.contains(sign) || look.tones.contains(sign));
    tags.extend(said.map(|(_, tag)| tag));
    if wide {
        tags.push("panorama");
    }
    let mut seen = Vec::new();
    tags.retain(|tag| {
        let new = !seen.contains(tag);
        seen.push(*tag);
        new
    });
    if rng.chance(0.06) { Vec::new() } else { tags }
}

/// Fills a text in with what the painter said.
fn fill(text: &str, look: &Look, rng: &mut Rng) -> String {
    let mut filled = text.replace("{n}", &(2 + rng.below(46)).to_string());
    for (sign, words) in [("when", look.when), ("tones", look.tones), ("detail", look.detail)] {
        let capital: String =
            sign.chars().take(1).flat_map(char::to_uppercase).chain(sign.chars().skip(1)).collect();
        filled = filled
            .replace(&format!("{{{sign}}}"), words)
            .replace(&format!("{{{capital}}}"), &capitalised(words));
    }
    capitalised(&filled)
}

/// The same with a capital letter first.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
