use time::OffsetDateTime;

/// An instant as the databases keep it: microseconds since 1970.
pub(crate) fn to_micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// An instant from the databases; what no calendar knows is 1970.
pub(crate) fn from_micros(micros: i64) -> OffsetDateTime {
    let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000);
    at.unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_back() {
        for micros in [0, -1, 1_795_000_000_123_456, 253_402_300_799_999_999] {
            assert_eq!(to_micros(from_micros(micros)), micros);
        }
        assert_eq!(from_micros(i64::MAX), OffsetDateTime::UNIX_EPOCH);
    }
}
