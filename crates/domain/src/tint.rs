/// A colour that pictures are looked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// One of [`Tint::NAMES`]: every colour that people call so.
    Named(&'static str),
    /// What looks like this: red, green, blue.
    Near(i64, i64, i64),
}

impl Tint {
    /// The names there are.
    pub const NAMES: [&str; 12] = [
        "black", "white", "gray", "red", "orange", "brown", "yellow", "green", "cyan", "blue",
        "purple", "pink",
    ];
    /// How far from a colour another one may be, as [`Tint::weights`] count, squared.
    pub const NEAR: i64 = 60 * 60 * 9 * 256;

    /// A name, or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let name = match text.to_lowercase().as_str() {
            "grey" => "gray".to_owned(),
            "violet" => "purple".to_owned(),
            "teal" | "turquoise" => "cyan".to_owned(),
            other => other.to_owned(),
        };
        let known = Self::NAMES.into_iter().find(|it| *it == name).map(Self::Named);
        known.or_else(|| rgb(text).map(|(r, g, b)| Self::Near(r, g, b)))
    }

    /// What differences in red, green and blue weigh near a colour, in 256ths ("redmean").
    pub fn weights(red: i64) -> (i64, i64, i64) {
        (512 + red, 1_024, 767 - red)
    }

    /// What people call a colour.
    pub fn name_of((red, green, blue): (i64, i64, i64)) -> &'static str {
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let chroma = most - least;
        // Pale and dark colours need less to look coloured than grey ones.
        if most < 40 || (most < 64 && chroma < 24) {
            return "black";
        }
        if chroma < 20 || chroma * 100 < most * 14 {
            return if most > 215 { "white" } else { "gray" };
        }
        // Degrees around the circle of hues.
        let sector = |a: i64, b: i64| (a - b) * 60 / chroma;
        let hue = match most {
            it if it == red => (sector(green, blue) + 360) % 360,
            it if it == green => sector(blue, red) + 120,
            _ => sector(red, green) + 240,
        };
        match hue {
            13..=44 if most < 170 => "brown",
            13..=44 => "orange",
            45..=69 => "yellow",
            70..=159 => "green",
            160..=194 => "cyan",
            195..=259 => "blue",
            260..=299 => "purple",
            300..=344 => "pink",
            _ => "red",
        }
    }

    /// The parts of `#rrggbb`.
    pub fn parts(text: &str) -> Option<(i64, i64, i64)> {
        rgb(text)
    }
}

fn rgb(text: &str) -> Option<(i64, i64, i64)> {
    let digits = text.strip_prefix('#').filter(|it| it.len() == 6)?;
    let all = digits.bytes().all(|it| it.is_ascii_hexdigit());
    let number = i64::from_str_radix(digits, 16).ok().filter(|_| all)?;
    Some((number >> 16, (number >> 8) & 255, number & 255))
}

impl std::fmt::Display for Tint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Near(r, g, b) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_names_people_give_them() {
        for (colour, name) in [
            ("#000000", "black"),
            ("#ffffff", "white"),
            ("#808080", "gray"),
            ("#c0392b", "red"),
            ("#e67e22", "orange"),
            ("#6b4423", "brown"),
            ("#f1c40f", "yellow"),
            ("#27ae60", "green"),
            ("#1abc9c", "cyan"),
            ("#2f6ea8", "blue"),
            ("#8e44ad", "purple"),
            ("#e84393", "pink"),
        ] {
            assert_eq!(Tint::name_of(rgb(colour).expect("a colour")), name, "{colour}");
        }
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "#12345", "#12345g", "#+12345", "#é2345", "bluish", "123456"] {
            assert_eq!(Tint::parse(text), None, "{text}");
        }
        assert_eq!(Tint::parse("Grey"), Some(Tint::Named("gray")));
        assert_eq!(Tint::parse("#0A0b0C").map(|it| it.to_string()), Some("#0a0b0c".to_owned()));
    }
}
