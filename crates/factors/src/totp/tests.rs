use super::*;

/// The secret of RFC 6238, appendix B.
fn secret() -> Secret {
    Secret::generate(*b"12345678901234567890")
}

#[test]
fn codes_are_those_of_the_standard() {
    // The last six of the eight digits in the table.
    for (now, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        assert_eq!(secret().verify(code, now, None), Some(now / STEP), "{now}");
    }
}

#[test]
fn a_clock_may_be_off_by_one_step_but_not_by_two() {
    let step = 1_111_111_109 / STEP;
    for (by, agreed) in [(0, false), (1, true), (2, true), (3, true), (4, false)] {
        let now = (step + by) * STEP - 2 * STEP;
        let found = secret().verify("081804", now, None);
        assert_eq!(found, agreed.then_some(step), "{by}");
    }
}

#[test]
fn a_code_counts_once() {
    let step = 1_111_111_109 / STEP;
    let verify = |last| secret().verify("081804", 1_111_111_109, last);

    assert_eq!(verify(Some(step - 1)), Some(step));
    assert_eq!(verify(Some(step)), None);
    assert_eq!(verify(Some(step + 1)), None);
    // The next code is still good.
    assert_eq!(secret().verify("050471", 1_111_111_109, Some(step)), Some(step + 1));
}

#[test]
fn what_is_typed_may_have_spaces_and_nothing_else() {
    let verify = |code: &str| secret().verify(code, 1_111_111_109, None).is_some();

    assert!(verify(" 081 804\n"));
    for code in ["", "81804", "0081804", "081-804", "+81804", "08180４", "000000", "081804 0"] {
        assert!(!verify(code), "{code:?}");
    }
    assert!(!verify(&"0".repeat(1 << 20)));
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    for now in [0, 29, u64::MAX] {
        assert_eq!(secret().verify("999999", now, Some(u64::MAX)), None);
    }
}

#[test]
fn a_secret_is_text_and_reads_back() {
    let text = secret().base32();

    assert_eq!(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(secret().spelled(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert_eq!(Secret::parse(&text), Some(secret()));
    assert_eq!(Secret::parse(&secret().spelled().to_lowercase()), Some(secret()));
    for wrong in ["", "GEZDGNBV", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", &format!("{text}GEZDGNBV")] {
        assert_eq!(Secret::parse(wrong), None, "{wrong}");
    }
    assert_eq!(format!("{:?}", secret()), "Secret(…)");
}

#[test]
fn the_address_names_site_and_member() {
    let uri = secret().uri("Käthe's: Photos & more", "ada:l@photos.example");

    assert_eq!(
        uri,
        "otpauth://totp/K%C3%A4the%27s%20%20Photos%20%26%20more:ada%20l%40photos.example\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=K%C3%A4the%27s%20%20Photos%20%26%20more"
    );
}

#[test]
fn the_picture_is_shapes_and_nothing_our_policy_forbids() {
    let svg = qr_svg(&secret().uri("Tintype", "ada")).unwrap();

    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "), "{svg}");
    assert!(svg.ends_with("/></svg>"), "{svg}");
    for wanted in ["fill=\"currentColor\"", "fill=\"#fff\"", "shape-rendering=\"crispEdges\""] {
        assert!(svg.contains(wanted), "{wanted}");
    }
    for forbidden in ["style", "script", "href", "<?xml", "GEZD", " on"] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
    assert!(svg.len() < 8000, "{}", svg.len());
}

#[test]
fn the_picture_has_all_its_dark_squares_and_a_margin() {
    let code = qrcode::QrCode::with_error_correction_level("hello", qrcode::EcLevel::M).unwrap();
    let dark = code.to_colors().iter().filter(|it| **it == qrcode::Color::Dark).count();

    let svg = qr_svg("hello").unwrap();

    // A run is written `M<x> <y>h<width>v1h-<width>z`, from the upper left.
    let path = svg.split(" d=\"").last().unwrap().split('"').next().unwrap();
    let runs: Vec<&str> = path.split('M').skip(1).collect();
    let width = |run: &&str| -> usize {
        run.split('h').nth(1).unwrap().strip_suffix("v1").unwrap().parse().unwrap()
    };
    assert_eq!(runs.iter().map(width).sum::<usize>(), dark);
    assert_eq!(runs[0], "4 4h7v1h-7z");
    assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", code.width() + 8)));
}

#[test]
fn what_does_not_fit_is_said() {
    assert!(qr_svg(&"x".repeat(4000)).is_err());
}
