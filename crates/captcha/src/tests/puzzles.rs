//! What holds for each puzzle, over a thousand of them.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::seed;
use crate::{HEIGHT, NEAREST, Puzzle, WIDTH};

static THOUSAND: LazyLock<Vec<Puzzle>> =
    LazyLock::new(|| (0..1000).map(|it| Puzzle::draw(seed(it)).expect("never fails")).collect());

#[test]
fn a_seed_is_one_puzzle() {
    for number in [0_u16, 7, 999] {
        assert_eq!(Puzzle::draw(seed(number.into())).unwrap(), THOUSAND[usize::from(number)]);
    }
}

#[test]
fn no_two_are_alike() {
    let backgrounds: HashSet<_> = THOUSAND.iter().map(|it| &it.background).collect();
    let pieces: HashSet<_> = THOUSAND.iter().map(|it| &it.piece).collect();
    assert_eq!((backgrounds.len(), pieces.len()), (1000, 1000));
}

#[test]
fn no_two_look_alike() {
    let decode = |it: &Puzzle| {
        let picture = image::load_from_memory(&it.background).unwrap();
        picture.thumbnail_exact(16, 9).to_rgb8().into_raw()
    };
    let small: Vec<_> = THOUSAND.iter().map(decode).collect();
    for (one, a) in small.iter().enumerate() {
        for (other, b) in small.iter().enumerate().take(one) {
            let sum: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
            assert!(sum > 432, "{one} and {other}: their mean difference is below 1 of 255");
        }
    }
}

#[test]
fn the_place_is_even_over_its_range() {
    let mut counts = [0_u32; 20];
    for it in THOUSAND.iter() {
        let last = WIDTH - usize::from(it.piece_width) - 6;
        let x = usize::from(it.x);
        assert!((NEAREST..=last).contains(&x), "{x}");
        // Ranges are of different lengths: the place within its own, from 0 to 1, halfway into its pixel.
        counts[(40 * (x - NEAREST) + 20) / (2 * (last - NEAREST + 1))] += 1;
    }
    let chi: f64 = counts.iter().map(|it| (f64::from(*it) - 50.0).powi(2) / 50.0).sum();
    // 19 degrees of freedom: 36.19 is exceeded once in a hundred times.
    assert!(chi < 36.19, "{chi}: {counts:?}");
}

#[test]
fn the_height_is_even_too_and_says_nothing_about_the_place() {
    let pairs: Vec<_> = THOUSAND.iter().map(|it| (f64::from(it.x), f64::from(it.y))).collect();
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / 1000.0;
    let (x, y) = (mean(&|it| it.0), mean(&|it| it.1));
    let (xx, yy) = (mean(&|it| (it.0 - x).powi(2)), mean(&|it| (it.1 - y).powi(2)));
    let correlation = mean(&|it| (it.0 - x) * (it.1 - y)) / (xx * yy).sqrt();
    assert!(correlation.abs() < 0.1, "{correlation}");
    for it in THOUSAND.iter() {
        assert!(it.y >= 6 && usize::from(it.y + it.piece_height) <= HEIGHT - 6);
    }
}

#[test]
fn files_are_small_and_whole() {
    let mut all = 0;
    for it in THOUSAND.iter() {
        let bytes = it.background.len() + it.piece.len();
        assert!(bytes < 60_000, "{bytes}");
        all += bytes;
        let piece = image::load_from_memory(&it.piece).unwrap();
        assert_eq!(
            (piece.width(), piece.height()),
            (it.piece_width.into(), it.piece_height.into())
        );
        assert!(piece.color().has_alpha());
    }
    assert!(all / 1000 < 30_000, "{all}");
    for it in THOUSAND.iter().step_by(50) {
        let picture = image::load_from_memory(&it.background).unwrap();
        assert_eq!((picture.width(), picture.height()), (it.width.into(), it.height.into()));
    }
}

#[test]
fn files_have_nothing_but_pixels_in_them() {
    let seen = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).any(|it| it == word);
    for it in THOUSAND.iter().step_by(20) {
        for chunk in ["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "iCCP", "gAMA", "pHYs"] {
            assert!(!seen(&it.piece, chunk.as_bytes()), "{chunk}");
        }
        let header = &it.background[..400];
        for marker in [[0xff, 0xe1], [0xff, 0xe2], [0xff, 0xed], [0xff, 0xfe]] {
            assert!(!seen(header, &marker), "{marker:x?}");
        }
    }
}

#[test]
fn the_answer_is_in_no_debug_output() {
    let puzzle = &THOUSAND[3];
    let text = format!("{puzzle:?}");
    assert!(!text.contains("x:") && !text.contains("background"), "{text}");
}

#[test]
fn the_hole_is_seen_at_its_place() {
    // A person sees it by its tone; here, by the mean of what is inside against the ring around the frame.
    let mut plain = 0;
    for it in THOUSAND.iter().step_by(4) {
        let grey = image::load_from_memory(&it.background).unwrap().to_luma8();
        let piece = image::load_from_memory(&it.piece).unwrap().to_rgba8();
        let (mut inside, mut outside) = ((0.0, 0.0), (0.0, 0.0));
        for (column, row, pixel) in piece.enumerate_pixels() {
            let tone =
                f64::from(grey.get_pixel(u32::from(it.x) + column, u32::from(it.y) + row).0[0]);
            let sum = if pixel.0[3] > 200 { &mut inside } else { &mut outside };
            *sum = (sum.0 + tone, sum.1 + 1.0);
        }
        let step: f64 = inside.0 / inside.1 - outside.0 / outside.1;
        plain += u32::from(step.abs() > 10.0);
    }
    assert!(plain >= 200, "{plain} of 250");
}
