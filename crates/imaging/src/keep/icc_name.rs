//! What a profile is called. Its own description is a text of a stranger; the colours are not.

use super::bytes::{be16, be32};
use super::{bytes, text};
use crate::container::size;

/// A set of primaries, as a profile states them (X, Y and Z of red, green and blue, adapted to
/// D50), and what half a signal is in light.
struct Known {
    name: &'static str,
    colorants: [f64; 9],
    middle: f64,
}

const KNOWN: [Known; 5] = [
    Known {
        name: "sRGB",
        colorants: [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141],
        middle: 0.214,
    },
    Known {
        name: "Display P3",
        colorants: [0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
        middle: 0.214,
    },
    Known {
        name: "Adobe RGB (1998)",
        colorants: [0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446],
        middle: 0.218,
    },
    Known {
        name: "ProPhoto RGB",
        colorants: [0.7977, 0.2880, 0.0, 0.1352, 0.7119, 0.0, 0.0313, 0.0001, 0.8249],
        middle: 0.287,
    },
    Known {
        name: "Rec. 2020",
        colorants: [0.6735, 0.2790, -0.0019, 0.1657, 0.6753, 0.0300, 0.1251, 0.0457, 0.7969],
        middle: 0.23,
    },
];

/// Profiles without primaries are believed if they claim to be one of these.
const CLAIMED: [&str; 9] = [
    "sRGB",
    "Dot Gain 15%",
    "Dot Gain 20%",
    "Gray Gamma 1.8",
    "Gray Gamma 2.2",
    "Coated FOGRA39",
    "PSO Coated v3",
    "U.S. Web Coated (SWOP) v2",
    "Japan Color 2001 Coated",
];

/// How far a primary may be off, and how far the curve: versions differ in both.
const NEAR: f64 = 0.003;
const NEAR_MIDDLE: f64 = 0.045;

/// A well-known name, or the kind of profile.
pub(super) fn of(
    space: &[u8],
    tags: &[([u8; 4], Vec<u8>)],
    description: Option<&[u8]>,
) -> &'static str {
    let generic = match space {
        b"RGB " => "RGB profile",
        b"GRAY" => "Grey profile",
        _ => "CMYK profile",
    };
    let find = |kind: &[u8; 4]| tags.iter().find(|(found, _)| found == kind).map(|(_, data)| data);
    let colorants = [b"rXYZ", b"gXYZ", b"bXYZ"].map(find);
    if let [Some(red), Some(green), Some(blue)] = colorants {
        let middle = find(b"gTRC").and_then(|curve| middle(curve));
        let numbers: Vec<f64> = [red, green, blue].into_iter().flat_map(|c| xyz(c)).collect();
        return known(&numbers, middle).unwrap_or(generic);
    }
    let described = description.and_then(described).unwrap_or_default();
    let claimed = |name: &&&str| described.starts_with(**name);
    CLAIMED.iter().find(claimed).copied().unwrap_or(generic)
}

fn known(numbers: &[f64], middle: Option<f64>) -> Option<&'static str> {
    let near = |known: &&Known| {
        known.colorants.iter().zip(numbers).all(|(a, b)| (a - b).abs() < NEAR)
            && middle.is_some_and(|middle| (known.middle - middle).abs() < NEAR_MIDDLE)
    };
    KNOWN.iter().find(near).map(|known| known.name)
}

fn xyz(data: &[u8]) -> [f64; 3] {
    [8, 12, 16].map(|at| fixed(data, at).unwrap_or_default())
}

/// Sixteen bits before the point and sixteen behind it.
fn fixed(data: &[u8], at: usize) -> Option<f64> {
    bytes::array(data, at).map(|bytes| f64::from(i32::from_be_bytes(bytes)) / 65_536.0)
}

/// The light of half a signal.
fn middle(curve: &[u8]) -> Option<f64> {
    if curve.starts_with(b"para") {
        return formula(curve);
    }
    match size(be32(curve, 8)?) {
        0 => Some(0.5),
        1 => Some(0.5_f64.powf(f64::from(be16(curve, 12)?) / 256.0)),
        points => Some(f64::from(be16(curve, 12 + points / 2 * 2)?) / 65_535.0),
    }
}

/// In all of the formulas half a signal lies in the part that is a power.
fn formula(curve: &[u8]) -> Option<f64> {
    let number = |index: usize| fixed(curve, 12 + 4 * index);
    let power = number(0)?;
    let base = if be16(curve, 8)? == 0 { 0.5 } else { number(1)? * 0.5 + number(2)? };
    let offset = match be16(curve, 8)? {
        2 => number(3)?,
        4 => number(5)?,
        _ => 0.0,
    };
    Some(base.powf(power) + offset)
}

/// The description, in either form.
fn described(data: &[u8]) -> Option<String> {
    let raw = match data.first_chunk::<4>()? {
        b"desc" => bytes::slice(data, 12, size(be32(data, 8)?).saturating_sub(1))?.to_vec(),
        b"mluc" => {
            let wide = bytes::slice(data, size(be32(data, 24)?), size(be32(data, 20)?))?;
            wide.iter().skip(1).step_by(2).copied().collect()
        }
        _ => return None,
    };
    text::line(&text::decode(&raw), 100)
}
