use crate::files::{jpeg, png};
use crate::pixels::{BLUE, GREEN, assert_near, corners, fading, gradient, look, near, plain, sent};
use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
use imaging::{CARD_SIZE, MediaType};

/// The card of a picture, which must be what every card is.
fn card(bytes: &[u8]) -> RgbImage {
    let card = sent(bytes).card;
    assert_eq!((card.width, card.height), CARD_SIZE);
    assert_eq!(card.media_type, MediaType::Jpeg);
    assert!(card.bytes.len() <= 150_000, "{} bytes", card.bytes.len());
    look(&card).into_rgb8()
}

/// Red for an eighth at each side and green between, above and below or left and right.
fn banded(width: u32, height: u32, across: bool) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (at, of) = if across { (x, width) } else { (y, height) };
        Rgb(if at < of / 8 || at >= of - of / 8 { [220, 30, 30] } else { GREEN })
    })
}

#[test]
fn an_ordinary_photo_is_cut_around_its_middle() {
    // 3:2 loses a fifth of its height, so most of the bands.
    let found = card(&jpeg(&banded(3000, 2000, false)));
    assert_near(found[(600, 315)].0, GREEN, 12);
    assert_near(found[(600, 40)].0, GREEN, 12);
    assert_near(found[(600, 4)].0, [220, 30, 30], 40);
    assert_near(found[(2, 315)].0, GREEN, 12);
    // 21:9 loses of its width.
    let found = card(&jpeg(&banded(2100, 900, true)));
    assert_near(found[(600, 2)].0, GREEN, 12);
    assert_near(found[(150, 315)].0, GREEN, 12);
}

#[test]
fn a_portrait_and_a_panorama_are_shown_whole_on_a_darker_ground() {
    let found = card(&jpeg(&banded(1000, 1500, false)));
    let ground = found[(5, 315)].0;
    assert!(!near(ground, GREEN, 30) && ground[1] > ground[0] && ground[1] > ground[2]);
    assert_near(found[(600, 10)].0, [220, 30, 30], 20);
    assert_near(found[(600, 315)].0, GREEN, 12);
    let found = card(&jpeg(&banded(4000, 1000, true)));
    assert_near(found[(600, 5)].0, ground, 12);
    assert_near(found[(10, 315)].0, [220, 30, 30], 20);
}

#[test]
fn a_small_picture_keeps_its_size() {
    let found = card(&png(plain(300, 200, BLUE)));
    assert_near(found[(600, 315)].0, BLUE, 6);
    for (x, y) in [(440, 315), (760, 315), (600, 205), (600, 425)] {
        assert!(!near(found[(x, y)].0, BLUE, 40), "{x} {y}");
    }
    for (x, y) in [(460, 315), (740, 315), (600, 225), (600, 405)] {
        assert_near(found[(x, y)].0, BLUE, 12);
    }
    card(&png(plain(1, 1, BLUE)));
    card(&png(plain(1, 5000, BLUE)));
    card(&png(plain(1199, 629, BLUE)));
}

#[test]
fn what_shines_through_shows_the_ground() {
    let found = card(&png(fading(1600, 900)));
    let ground = found[(2, 2)].0;
    assert_near(found[(60, 315)].0, ground, 16);
    assert_near(found[(1120, 315)].0, [220, 30, 30], 24);
}

#[test]
fn the_worst_to_pack_is_small_as_well() {
    let mut seed = 1_u32;
    let noise = RgbImage::from_fn(1300, 800, |_, _| {
        Rgb([0; 3].map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed.to_be_bytes()[0]
        }))
    });
    card(&png(noise));
    card(&jpeg(&gradient(1300, 800)));
}

#[test]
fn the_colour_is_that_of_most_of_the_picture() {
    let colour = |image: DynamicImage| sent(&png(image)).colour;
    assert_near(colour(plain(700, 500, BLUE).into()), BLUE, 2);
    assert_near(colour(banded(700, 500, true).into()), GREEN, 4);
    assert!([0, 1, 2, 3].iter().any(|quarter| {
        let corners = corners(800, 600);
        let painted = crate::pixels::quarters(&corners.clone().into())[*quarter];
        near(colour(corners.into()), painted, 6)
    }));
    let glass = RgbaImage::from_fn(400, 400, |x, _| {
        Rgba(if x < 300 { [0, 255, 0, 0] } else { [40, 50, 220, 255] })
    });
    assert_near(colour(glass.into()), BLUE, 4);
}
