//! What EXIF says: the names of its fields, and the facts about the camera.

use super::ledger::{Ledger, fill};
use super::{Camera, text, tiff, tiff_excerpt};
use exif::{Context, Exif, Field, In, Tag, Value};
use image::metadata::Orientation;
use std::fmt::Write;

/// Fields about the receiver and the hour say nothing about where.
const NOT_A_PLACE: [Tag; 8] = [
    Tag::GPSVersionID,
    Tag::GPSTimeStamp,
    Tag::GPSDateStamp,
    Tag::GPSMapDatum,
    Tag::GPSStatus,
    Tag::GPSMeasureMode,
    Tag::GPSDOP,
    Tag::GPSDifferential,
];

/// Names that the reader does not know, of fields that programs write.
const UNSPECIFIED: [(u16, &str); 11] = [
    (0x02BC, "XMP"),
    (0x4746, "Rating"),
    (0x83BB, "IPTC"),
    (0x8649, "Photoshop"),
    (0x8773, "ICCProfile"),
    (0x9C9B, "XPTitle"),
    (0x9C9C, "XPComment"),
    (0x9C9D, "XPAuthor"),
    (0x9C9E, "XPKeywords"),
    (0x9C9F, "XPSubject"),
    (0xC4A5, "PrintImageMatching"),
];

/// The prefix belongs to JPEG, but some write it elsewhere as well.
pub(super) fn without_prefix(exif: &[u8]) -> &[u8] {
    exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)
}

/// From 1, which is upright, to 8, as the decoder will find it.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms).to_exif()
}

/// Notes down all that is in there.
pub(super) fn read(tiff: &[u8], ledger: &mut Ledger) {
    let Some(exif) = parse(tiff) else {
        ledger.location |= tiff::mentions_places(tiff);
        return ledger.remove("Exif");
    };
    for field in exif.fields() {
        note(field, ledger);
    }
    facts(&exif, &mut ledger.camera);
    if let Some(caption) = raw(&exif, Tag::ImageDescription) {
        ledger.caption(&caption);
    }
    fill(&mut ledger.words.taken_at, || {
        let offset = raw(&exif, Tag::OffsetTimeOriginal).filter(|offset| is_offset(offset));
        taken_at(&exif).map(|taken| taken + &offset.unwrap_or_default())
    });
}

fn parse(tiff: &[u8]) -> Option<Exif> {
    let tiff =
        if tiff.len() > tiff::MAX_BYTES { tiff_excerpt::excerpt(tiff)? } else { tiff.to_vec() };
    if !tiff::is_modest(&tiff) {
        return None;
    }
    let parsed = exif::Reader::new().continue_on_error(true).read_raw(tiff);
    parsed.or_else(|why| why.distill_partial_result(|_| {})).ok()
}

fn note(field: &Field, ledger: &mut Ledger) {
    let tag = field.tag;
    if field.ifd_num != In::PRIMARY {
        return ledger.remove("Exif.Thumbnail");
    }
    // It is either written again or says nothing.
    if tag == Tag::Orientation {
        return;
    }
    ledger.location |= tag.context() == Context::Gps && !NOT_A_PLACE.contains(&tag);
    let number = tag.number();
    let other = || UNSPECIFIED.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
    ledger.remove(match (tag.description(), other()) {
        (Some(_), _) => format!("Exif.{tag}"),
        (None, Some(name)) => format!("Exif.{name}"),
        (None, None) => format!("Exif.0x{number:04X}"),
    });
}

fn facts(exif: &Exif, camera: &mut Camera) {
    fill(&mut camera.camera, || made_by(words(exif, Tag::Make), words(exif, Tag::Model)));
    fill(&mut camera.lens, || words(exif, Tag::LensModel));
    fill(&mut camera.aperture, || {
        let stop = ratio(exif, Tag::FNumber).filter(|stop| *stop < 1000.0)?;
        Some(format!("f/{}", short(stop)))
    });
    fill(&mut camera.shutter, || ratio(exif, Tag::ExposureTime).and_then(shutter));
    // The largest number means that it was larger.
    let iso = || number(exif, Tag::PhotographicSensitivity).filter(|iso| *iso < 0xFFFF);
    fill(&mut camera.iso, iso);
    fill(&mut camera.focal_length, || {
        let length = ratio(exif, Tag::FocalLength).filter(|length| *length < 100_000.0)?;
        Some(format!("{} mm", short(length)))
    });
    fill(&mut camera.focal_length_35mm, || number(exif, Tag::FocalLengthIn35mmFilm));
    fill(&mut camera.taken_at, || taken_at(exif));
}

/// Most models begin with the make already, or with the first word of it.
fn made_by(make: Option<String>, model: Option<String>) -> Option<String> {
    let (Some(make), Some(model)) = (&make, &model) else { return model.or(make) };
    let first = make.split_whitespace().next().unwrap_or_default().to_lowercase();
    if model.to_lowercase().starts_with(&first) {
        return Some(model.clone());
    }
    text::line(&format!("{make} {model}"), 100)
}

/// Seconds, or a part of one as it stands on the dial.
fn shutter(seconds: f64) -> Option<String> {
    match seconds {
        _ if !(1e-6..1e6).contains(&seconds) => None,
        _ if seconds < 0.3 => Some(format!("1/{:.0} s", 1.0 / seconds)),
        _ => Some(format!("{} s", short(seconds))),
    }
}

/// With one digit behind the point, if it is not a zero.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn value(exif: &Exif, tag: Tag) -> Option<&Value> {
    exif.get_field(tag, In::PRIMARY).map(|field| &field.value)
}

fn raw(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(texts) = value(exif, tag)? else { return None };
    let text = text::decode(texts.first()?);
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn words(exif: &Exif, tag: Tag) -> Option<String> {
    text::line(&raw(exif, tag)?, 100)
}

fn number(exif: &Exif, tag: Tag) -> Option<u32> {
    value(exif, tag)?.get_uint(0).filter(|number| *number > 0)
}

fn ratio(exif: &Exif, tag: Tag) -> Option<f64> {
    let Value::Rational(ratios) = value(exif, tag)? else { return None };
    let ratio = ratios.first()?.to_f64();
    (ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

/// In the form of ISO 8601, if it can be a time at all.
fn taken_at(exif: &Exif) -> Option<String> {
    let raw = raw(exif, Tag::DateTimeOriginal)?;
    let fields: Vec<&str> = raw.split([':', ' ']).collect();
    let widths = [4, 2, 2, 2, 2, 2];
    let digits = |(field, width): (&&str, usize)| {
        field.len() == width && field.bytes().all(|byte| byte.is_ascii_digit())
    };
    if fields.len() != widths.len() || !fields.iter().zip(widths).all(digits) {
        return None;
    }
    let ranges = [1..=9999, 1..=12, 1..=31, 0..=23, 0..=59, 0..=60];
    let numbers = fields.iter().filter_map(|field| field.parse::<u32>().ok());
    let mut taken = String::new();
    for ((number, range), (field, mark)) in
        numbers.zip(ranges).zip(fields.iter().zip(["", "-", "-", "T", ":", ":"]))
    {
        range.contains(&number).then_some(())?;
        write!(taken, "{mark}{field}").ok()?;
    }
    Some(taken)
}

fn is_offset(text: &str) -> bool {
    let two = |a: &u8, b: &u8, max: &[u8; 2]| {
        a.is_ascii_digit() && b.is_ascii_digit() && [*a, *b] <= *max
    };
    matches!(text.as_bytes(), [b'+' | b'-', a, b, b':', c, d]
        if two(a, b, b"14") && two(c, d, b"59"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_make_is_said_once() {
        let made = |make: &str, model: &str| made_by(Some(make.into()), Some(model.into()));
        assert_eq!(made("Canon", "Canon EOS R5").unwrap(), "Canon EOS R5");
        assert_eq!(made("NIKON CORPORATION", "NIKON D850").unwrap(), "NIKON D850");
        assert_eq!(made("Apple", "iPhone 15").unwrap(), "Apple iPhone 15");
        assert_eq!(made_by(Some("Apple".into()), None).unwrap(), "Apple");
        assert_eq!(made_by(None, None), None);
    }

    #[test]
    fn a_shutter_reads_as_on_the_dial() {
        assert_eq!(shutter(1.0 / 250.0).unwrap(), "1/250 s");
        assert_eq!(shutter(0.3).unwrap(), "0.3 s");
        assert_eq!(shutter(0.25).unwrap(), "1/4 s");
        assert_eq!(shutter(2.5).unwrap(), "2.5 s");
        assert_eq!(shutter(30.0).unwrap(), "30 s");
        assert_eq!(shutter(1e-9), None);
    }

    #[test]
    fn an_offset_is_hours_and_minutes() {
        assert!(is_offset("+02:00") && is_offset("-09:30") && is_offset("+14:00"));
        assert!(!is_offset("Z") && !is_offset("+2:00") && !is_offset("+02:60"));
        assert!(!is_offset("+15:00") && !is_offset("+02:00\0"));
    }
}
