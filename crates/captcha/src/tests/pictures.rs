//! The pictures differ, and shapes are what they should be.

use crate::palette::PALETTES;
use crate::picture::Picture;
use crate::rng::Rng;
use crate::scenes::SCENES;
use crate::shape::{FAMILIES, Mask, outline};
use crate::{HEIGHT, WIDTH};

use super::seed;

/// A picture as 16 by 9 mean colours.
fn thumbnail(picture: &Picture) -> Vec<f32> {
    let mut small = vec![0.0; 16 * 9 * 3];
    for (place, pixel) in picture.0.iter().enumerate() {
        let cell = place / WIDTH / 20 * 16 + place % WIDTH / 20;
        for (channel, value) in pixel.iter().enumerate() {
            small[cell * 3 + channel] += value / 400.0;
        }
    }
    small
}

fn difference(one: &[f32], other: &[f32]) -> f32 {
    let sum: f32 = one.iter().zip(other).map(|(a, b)| (a - b).abs()).sum();
    sum / crate::num::float(one.len())
}

/// The mean and the deviation of the grey values' steps to the right: what a surface looks like, whatever its colours.
fn texture(picture: &Picture) -> f32 {
    let grey: Vec<f32> = picture.0.iter().map(|it| crate::picture::luma(*it)).collect();
    let steps: f32 =
        grey.chunks(WIDTH).flat_map(|row| row.windows(2)).map(|it| (it[0] - it[1]).abs()).sum();
    steps / crate::num::float(grey.len())
}

#[test]
fn there_are_hundreds_of_different_pictures() {
    assert!(SCENES.len() >= 25 && PALETTES.len() >= 15);
    let mut small = Vec::new();
    for (number, (scene, palette)) in
        (0..).zip(SCENES.iter().flat_map(|it| PALETTES.iter().map(move |p| (it, p))))
    {
        let picture = Picture::draw(&mut Rng::new(seed(number)), *scene, palette);
        assert_eq!(picture.0.len(), WIDTH * HEIGHT);
        assert!(picture.0.iter().flatten().all(|it| (0.0..=255.0).contains(it)));
        assert!(texture(&picture) > 0.1, "scene and palette {number} are flat");
        small.push(thumbnail(&picture));
    }
    // Counted greedily: those whose mean difference from each one counted before is at least 8 of 255.
    let mut counted: Vec<&Vec<f32>> = Vec::new();
    for picture in &small {
        if counted.iter().all(|it| difference(it, picture) >= 8.0) {
            counted.push(picture);
        }
    }
    assert!(counted.len() >= 300, "{} of {} differ", counted.len(), small.len());
}

#[test]
fn one_scene_never_looks_the_same_twice() {
    for (number, scene) in SCENES.iter().enumerate() {
        let mut draw =
            |nth: u32| thumbnail(&Picture::draw(&mut Rng::new(seed(nth)), *scene, &PALETTES[0]));
        let small: Vec<_> = (0..4).map(&mut draw).collect();
        for one in 0..4 {
            for other in 0..one {
                let far = difference(&small[one], &small[other]);
                assert!(far > 2.0, "scene {number}: {one} and {other} differ by {far}");
            }
        }
    }
}

#[test]
fn shapes_fill_their_frames_and_fade_before_the_border() {
    for family in FAMILIES {
        for number in 0..60 {
            let rng = &mut Rng::new(seed(number));
            let (size, angle) = (rng.between(44.0, 58.0), rng.between(-0.6, 0.6));
            let mask = Mask::draw(&outline(rng, family), size, angle);
            assert!(mask.width.max(mask.height) <= 66, "{family:?} {} {}", mask.width, mask.height);
            assert!(mask.width.min(mask.height) >= 24, "{family:?} {} {}", mask.width, mask.height);
            let (right, bottom) = (crate::num::signed(mask.width), crate::num::signed(mask.height));
            let all = || (0..bottom).flat_map(|row| (0..right).map(move |column| (column, row)));
            let area: f32 = all().map(|(x, y)| mask.at(x, y)).sum();
            assert!(area > 300.0, "{family:?} covers {area}");
            assert!(all().all(|(x, y)| (0.0..=1.001).contains(&mask.at(x, y))), "{family:?}");
            let rim =
                all().filter(|(x, y)| *x == 0 || *y == 0 || *x == right - 1 || *y == bottom - 1);
            assert!(rim.map(|(x, y)| mask.at(x, y)).all(|it| it < 0.01), "{family:?}");
            assert_eq!((mask.at(-1, 5), mask.at(right, 5), mask.at(5, bottom)), (0.0, 0.0, 0.0));
        }
    }
}

#[test]
fn a_blurred_picture_keeps_its_light() {
    let picture = Picture::any(&mut Rng::new(seed(4)));
    let blurred = picture.blurred(7);
    assert_eq!(blurred.0.len(), picture.0.len());
    assert!(difference(&thumbnail(&picture), &thumbnail(&blurred)) < 8.0);
    assert!(texture(&blurred) < texture(&picture));
    let flat = Picture(vec![[9.0, 90.0, 200.0]; WIDTH * HEIGHT]).blurred(7);
    assert!(flat.0.iter().all(|it| (it[0] - 9.0).abs() < 0.1 && (it[2] - 200.0).abs() < 0.1));
}
