//! What the crate promises.

use std::collections::HashSet;

use scenery::{Kind, Scene, comment, kind, person, scene};

/// One picture of each kind, the first that the seed gives.
fn one_of_each(seed: u64) -> Vec<Scene> {
    (0..).take(Kind::ALL.len()).map(|index| scene(seed, index)).collect()
}

#[test]
fn the_same_seed_and_index_give_the_same_picture() {
    assert_eq!(one_of_each(7), one_of_each(7));
}

#[test]
fn another_index_or_seed_gives_another_picture() {
    let jpegs: HashSet<Vec<u8>> = (0..20)
        .map(|index| scene(7, index).jpeg)
        .chain((0..20).map(|index| scene(8, index).jpeg))
        .collect();
    assert_eq!(jpegs.len(), 40);
}

#[test]
fn every_kind_comes_up_early_and_equally_often() {
    for seed in 0..20 {
        let early: HashSet<Kind> = (0..50).map(|index| kind(seed, index)).collect();
        assert_eq!(early.len(), Kind::ALL.len(), "seed {seed}");
    }
    assert_eq!((0..1500).filter(|index| kind(3, *index) == Kind::Sea).count(), 100);
}

#[test]
fn pictures_are_jpegs_of_the_size_they_say() {
    for scene in one_of_each(11) {
        let picture = image::load_from_memory_with_format(&scene.jpeg, image::ImageFormat::Jpeg)
            .expect("a JPEG");
        assert_eq!(
            (picture.width(), picture.height()),
            (scene.width, scene.height),
            "{:?}",
            scene.kind
        );
        let longest = scene.width.max(scene.height);
        assert!((1200..=1700).contains(&longest), "{longest}");
    }
}

/// How far the brightness of all but the darkest and the lightest pixels of a picture spreads.
fn spread(scene: &Scene) -> Option<u8> {
    let picture = image::load_from_memory(&scene.jpeg).ok()?.to_luma8();
    let mut pixels: Vec<u8> = picture.into_raw();
    pixels.sort_unstable();
    let at = |part: usize| pixels.get(pixels.len() * part / 100).copied();
    Some(at(95)? - at(5)?)
}

#[test]
fn no_picture_is_blank() {
    for index in 0..45 {
        let scene = scene(5, index);
        let spread = spread(&scene).expect("a JPEG");
        assert!(spread > 12, "{:?} {index}: {spread}", scene.kind);
    }
}

#[test]
fn texts_keep_to_their_limits() {
    for index in 0..60 {
        let scene = scene(13, index);
        let lengths = [&scene.title, &scene.caption, &scene.alt].map(|text| text.chars().count());
        assert!(
            (1..=120).contains(&lengths[0])
                && lengths[1] <= 2000
                && (1..=500).contains(&lengths[2]),
            "{scene:?}"
        );
        for text in [&scene.title, &scene.caption, &scene.alt] {
            assert!(
                !text.contains(['{', '}']) && !text.contains("  ") && text.trim() == text,
                "{text:?}"
            );
        }
        let tags: HashSet<&str> = scene.tags.iter().copied().collect();
        assert_eq!(tags.len(), scene.tags.len(), "{:?}", scene.tags);
        assert!(
            scene.tags.len() <= 10
                && tags.iter().all(|tag| tag.chars().all(|c| c.is_ascii_lowercase())),
            "{tags:?}"
        );
    }
}

#[test]
fn comments_are_short_various_and_the_same_again() {
    for kind in Kind::ALL {
        let comments: Vec<String> = (0..200).map(|index| comment(2, index, kind)).collect();
        assert!(comments.iter().all(|text| (1..=500).contains(&text.chars().count())));
        assert!(comments.iter().collect::<HashSet<_>>().len() > 50, "{kind:?}");
        assert!(
            comments.iter().any(|text| text.contains('\u{7684}')
                || text.contains('\u{771f}')
                || text.contains('\u{597d}')),
            "{kind:?}"
        );
        assert_eq!(comments[7], comment(2, 7, kind));
    }
}

/// As a site that takes look-alike names for the same would see it.
fn unmistakable(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .collect::<String>()
        .replace('0', "o")
        .replace(['1', 'i'], "l")
        .replace('m', "rn")
        .replace('w', "vv")
}

#[test]
fn usernames_are_unlike_each_other_and_well_formed() {
    for seed in [0, 1, 99] {
        let names: Vec<String> = (0..10_000).map(|index| person(seed, index).username).collect();
        for name in &names {
            let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!((3..=20).contains(&name.len()) && name.chars().all(fine), "{name}");
            assert!(!name.starts_with('_') && !name.ends_with('_'), "{name}");
        }
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        let first: Vec<String> = names.iter().take(4096).map(|name| unmistakable(name)).collect();
        assert_eq!(first.iter().collect::<HashSet<_>>().len(), first.len());
        assert_eq!(person(seed, 5), person(seed, 5));
    }
    assert!((3..=20).contains(&person(1, u64::MAX).username.len()));
}

#[test]
fn some_people_write_their_names_in_other_scripts() {
    let names: Vec<String> = (0..300).map(|index| person(4, index).display_name).collect();
    let written = |range: std::ops::RangeInclusive<char>| {
        names.iter().any(|name| name.chars().any(|c| range.contains(&c)))
    };
    assert!(
        written('\u{4e00}'..='\u{9fff}')
            && written('\u{600}'..='\u{6ff}')
            && written('\u{c0}'..='\u{17f}')
    );
    assert!(names.iter().all(|name| name.chars().count() <= 60));
    assert!((0..300).all(|index| person(4, index).bio.chars().count() <= 200));
}
