//! Where licences can be read.

/// The deed of the licence with this SPDX identifier.
pub(crate) fn address(spdx: &str) -> String {
    match (spdx, spdx.strip_prefix("CC-")) {
        ("CC0-1.0", _) => "https://creativecommons.org/publicdomain/zero/1.0/".to_owned(),
        (_, Some(rest)) => match rest.rsplit_once('-') {
            Some((terms, version)) => {
                let terms = terms.to_lowercase();
                format!("https://creativecommons.org/licenses/{terms}/{version}/")
            }
            None => format!("https://spdx.org/licenses/{spdx}.html"),
        },
        _ => format!("https://spdx.org/licenses/{spdx}.html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_licence_has_its_deed() {
        for (spdx, deed) in [
            ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
            ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
            ("MIT", "https://spdx.org/licenses/MIT.html"),
        ] {
            assert_eq!(address(spdx), deed);
        }
    }
}
