//! Sizes, durations and networks as people write them.

use ipnet::IpNet;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Deserializer, de};
use std::net::IpAddr;
use std::time::Duration;

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u64),
    Text(String),
}

fn parts(text: &str) -> Option<(u64, String)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    Some((number.replace('_', "").parse().ok()?, unit.trim().to_ascii_lowercase()))
}

/// `25 MiB`, `25MB`, `1_000_000`.
pub(crate) fn bytes<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let factor = |unit: &str| match unit {
        "" | "b" => Some(1),
        "kb" => Some(1_000),
        "mb" => Some(1_000_000),
        "gb" => Some(1_000_000_000),
        "kib" => Some(1 << 10),
        "mib" => Some(1 << 20),
        "gib" => Some(1 << 30),
        _ => None,
    };
    quantity(from, "a size such as \"25 MiB\"", factor)
}

/// `100 million`, `100_000_000`.
pub(crate) fn count<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let factor = |unit: &str| match unit {
        "" => Some(1),
        "thousand" => Some(1_000),
        "million" | "mp" | "megapixels" => Some(1_000_000),
        _ => None,
    };
    quantity(from, "a number such as 50_000_000 or \"100 million\"", factor)
}

/// `30d`, `14 days`, `90m`; a bare number is seconds.
pub(crate) fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let factor = |unit: &str| match unit {
        "" | "s" | "second" | "seconds" => Some(1),
        "m" | "min" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3_600),
        "d" | "day" | "days" => Some(86_400),
        "w" | "week" | "weeks" => Some(604_800),
        _ => None,
    };
    quantity(from, "a time such as \"30d\" or \"12h\"", factor).map(Duration::from_secs)
}

/// The same, or `0`.
pub(crate) fn duration_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
    }
    let written = Either::deserialize(from)?;
    match written {
        Either::Number(0) => Ok(Duration::ZERO),
        Either::Text(text) if text.trim() == "0" => Ok(Duration::ZERO),
        Either::Number(number) => duration(number.into_deserializer()),
        Either::Text(text) => duration(text.into_deserializer()),
    }
}

fn quantity<'de, D: Deserializer<'de>>(
    from: D,
    expected: &str,
    factor: impl Fn(&str) -> Option<u64>,
) -> Result<u64, D::Error> {
    let value = match Written::deserialize(from) {
        Ok(Written::Number(number)) => Some(number),
        Ok(Written::Text(text)) => parts(&text)
            .and_then(|(number, unit)| factor(&unit).and_then(|it| number.checked_mul(it))),
        Err(_) => None,
    };
    value.filter(|it| *it > 0).ok_or_else(|| de::Error::custom(format!("expected {expected}")))
}

/// Networks as a list, or as a text parted by commas; a single address is a network of one.
pub(crate) fn networks<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<IpNet>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    let texts = match Written::deserialize(from) {
        Ok(Written::List(list)) => list,
        Ok(Written::Text(text)) => text.split(',').map(str::to_owned).collect(),
        Err(_) => return Err(de::Error::custom("expected a list of networks")),
    };
    let network = |text: &str| text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    texts
        .iter()
        .map(|it| it.trim())
        .filter(|it| !it.is_empty())
        .map(|it| {
            let wrong = format!("expected a network such as 10.0.0.0/8, found {it:?}");
            network(it).ok().ok_or_else(|| de::Error::custom(wrong))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::value::{Error, StrDeserializer};

    fn text(text: &'static str) -> StrDeserializer<'static, Error> {
        text.into_deserializer()
    }

    #[test]
    fn sizes_are_read_as_written() {
        assert_eq!(bytes(text("25 MiB")), Ok(26_214_400));
        assert_eq!(bytes(text("25MB")), Ok(25_000_000));
        assert_eq!(bytes(text("1_000")), Ok(1_000));
        for wrong in ["", "MiB", "25 parsecs", "-1", "0", "99999999999 GiB"] {
            assert!(bytes(text(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_and_counts_are_read_as_written() {
        assert_eq!(duration(text("30d")), Ok(Duration::from_hours(720)));
        assert_eq!(duration(text("90 minutes")), Ok(Duration::from_mins(90)));
        assert_eq!(count(text("100 million")), Ok(100_000_000));
        assert_eq!(duration_or_none(text("0")), Ok(Duration::ZERO));
        assert_eq!(duration_or_none(text("14d")), Ok(Duration::from_hours(336)));
        assert!(duration(text("0")).is_err() && duration_or_none(text("later")).is_err());
    }
}
