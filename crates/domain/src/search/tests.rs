use super::*;

fn parts(text: &str) -> Vec<(bool, Part)> {
    let (query, errors) = Query::parse(text);
    assert!(errors.is_empty(), "{text}: {errors:?}");
    query.parts
}

#[test]
fn words_phrases_and_operators_are_read() {
    let word = |it: &str| Part::Word(it.to_owned());
    assert_eq!(parts("lake -dog"), [(false, word("lake")), (true, word("dog"))]);
    assert_eq!(
        parts("\"quiet lake\" x"),
        [(false, Part::Phrase("quiet lake".into())), (false, word("x"))]
    );
    assert_eq!(
        parts("-tag:#Lake Tag:湖"),
        [(true, Part::Tag("lake".into())), (false, Part::Tag("湖".into()))]
    );
    assert_eq!(parts("camera:\"Nikon Z6\""), [(false, Part::Camera("Nikon Z6".into()))]);
    assert_eq!(parts("12:30 http://x"), [(false, word("12:30")), (false, word("http://x"))]);
    assert_eq!(parts("\"no end"), [(false, Part::Phrase("no end".into()))]);
    assert_eq!(parts("license:cc-by"), [(false, Part::License("CC-BY-4.0"))]);
    assert_eq!(
        parts("colour:blue order:old"),
        [(false, Part::Color(Tint::Named("blue"))), (false, Part::Order(Order::Old))]
    );
}

#[test]
fn what_makes_no_sense_is_named_and_the_rest_is_still_looked_for() {
    let (query, errors) = Query::parse(
        "lake user:<b> tag:a/b before:2024-02-30 license:wtfpl ratio:fat color:bluish order:rude -user:ada %",
    );
    assert_eq!(query.parts, [(false, Part::Word("lake".into()))]);
    let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["before", "color", "license", "order", "q", "ratio", "tag", "user"]);
    let (query, errors) = Query::parse(&"x ".repeat(21));
    assert_eq!((query.parts.len(), errors.is_empty()), (20, false));
    assert!(!Query::parse(&"x".repeat(301)).1.is_empty());
}

#[test]
fn days_are_counted_as_calendars_do() {
    for (text, expected) in [
        ("1970", Some(0)),
        ("1970-01-02", Some(1)),
        ("2000-03", Some(11_017)),
        ("2024-02-29", Some(19_782)),
        ("2026-11-25", Some(20_782)),
        ("2023-02-29", None),
        ("2024-13", None),
        ("24", None),
        ("2024-1", None),
        ("2024-01-01-01", None),
        ("", None),
        ("+202", None),
    ] {
        assert_eq!(day(text), expected, "{text}");
    }
}

#[test]
fn shapes_have_names_and_numbers() {
    assert_eq!(shape("3:2"), Some(Shape(1_470, 1_531)));
    assert_eq!(shape("Square"), Some(Shape(950, 1_050)));
    for text in ["0:1", "1:0", "a:b", "", "-3:2", "3:2:1", "99999:1"] {
        assert_eq!(shape(text), None, "{text}");
    }
}

/// Texts made of whatever means something to the parser, and of what might to a database.
#[test]
fn whatever_is_typed_can_be_read_and_reads_back_as_it_is_written() {
    const PIECES: [&str; 40] = [
        "\"", "'", "-", ":", " ", "  ", "tag:", "user:", "before:", "camera:", "lens:", "license:",
        "ratio:", "color:", "order:", "TAG:", "2024", "-02", "3:2", "#aabbcc", "none", "old", "%",
        "_", "NEAR(", ")", "*", "AND", "\\", "\0", "é", "湖", "湖水", "🐱", "\u{202e}", "x",
        "lake", "\n", "\u{3000}", "cc0",
    ];
    let mut state = 42_u64;
    let mut next = |end: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % end
    };
    for _ in 0..20_000 {
        let text: String = (0..next(14)).map(|_| PIECES[next(PIECES.len())]).collect();
        let (query, _) = Query::parse(&text);
        let (again, errors) = Query::parse(&query.to_string());
        assert!(errors.is_empty(), "{text:?} -> {query}: {errors:?}");
        assert_eq!(again, query, "{text:?} -> {query}");
        for needle in query.all().iter().chain(query.none().iter().flatten()) {
            assert!(
                !needle.token.is_empty()
                    && !needle.token.contains(['"', '\'', '\\', ' ', '\0', '*', '(']),
                "{needle:?}"
            );
        }
    }
}
