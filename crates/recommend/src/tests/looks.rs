//! What pictures look like.

use super::picture;
use crate::Looks;

/// A slope of light with a bright spot, `size` pixels to each side, a little lighter by `by`.
fn slope(size: usize, by: u8) -> Vec<u8> {
    let pixel = |at: usize| {
        let (x, y) = (at % size * 32 / size, at / size * 32 / size);
        let spot = if x.abs_diff(20) + y.abs_diff(9) < 6 { 90 } else { 0 };
        let light = u8::try_from(x * 4 + y + spot).unwrap() + by;
        [light, light / 2 + 20, 60]
    };
    (0..size * size).flat_map(pixel).collect()
}

#[test]
fn the_same_picture_in_another_size_and_light_is_nearly_the_same() {
    let one = Looks::from_rgb(32, 32, &slope(32, 0)).unwrap();
    let two = Looks::from_rgb(24, 24, &slope(24, 3)).unwrap();
    assert!(one.differs(&two) <= 4, "{}", one.differs(&two));
    assert!(one.distance(&two) < 6.0, "{}", one.distance(&two));
}

#[test]
fn different_pictures_are_far_apart() {
    for seed in 0..50 {
        let (one, two) = (picture(seed), picture(seed + 1000));
        assert!(one.differs(&two) > 4 || one.distance(&two) > 18.0, "{seed}");
    }
}

#[test]
fn bytes_keep_all_of_it() {
    let looks = picture(3);
    assert_eq!(Looks::from_bytes(&looks.to_bytes()), Some(looks));
    assert_eq!(Looks::from_bytes(&[0; 3]), None);
    assert_eq!(looks.to_bytes().len(), Looks::BYTES);
    assert_eq!(Looks::from_bytes(&looks.to_bytes()).unwrap().hash(), looks.hash());
}

#[test]
fn missing_bytes_and_no_pixels_are_no_picture() {
    assert_eq!(Looks::from_rgb(4, 4, &[0; 47]), None);
    assert_eq!(Looks::from_rgb(0, 4, &[]), None);
    assert!(Looks::from_rgb(1, 1, &[9, 9, 9]).is_some());
    assert!(Looks::from_rgb(3, 1, &[255; 9]).is_some());
}

#[test]
fn colours_are_told_apart_in_their_places() {
    let red = Looks::from_rgb(1, 1, &[255, 0, 0]).unwrap();
    let blue = Looks::from_rgb(1, 1, &[0, 0, 255]).unwrap();
    assert!(red.distance(&blue) > 40.0);
    assert!(red.distance(&red) < f32::EPSILON);
}
