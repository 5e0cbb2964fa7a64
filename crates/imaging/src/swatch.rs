//! One colour for a whole picture.

use image::RgbaImage;

/// Of each channel. Few enough for like colours to meet, enough for unlike ones not to.
const LEVELS: usize = 16;

/// For what cannot be seen at all.
const GREY: [u8; 3] = [128; 3];

#[derive(Clone, Copy, Default)]
struct Bin {
    weight: u64,
    sums: [u64; 3],
}

/// The colour that most pixels are near to, by how much they are seen.
///
/// The mean would be mud: of a red flower in green leaves it is brown. This is the mean of the
/// fullest part of the colour cube only, each bin judged together with those around it, so that a
/// boundary between two bins splits no colour.
pub(crate) fn dominant(image: &RgbaImage) -> [u8; 3] {
    let mut bins = vec![Bin::default(); LEVELS * LEVELS * LEVELS];
    for pixel in image.pixels() {
        let [r, g, b, alpha] = pixel.0;
        let alpha = u64::from(alpha);
        let level = |sample| usize::from(sample) * LEVELS / 256;
        if let Some(bin) = bins.get_mut((level(r) * LEVELS + level(g)) * LEVELS + level(b)) {
            bin.weight += alpha;
            let sums = bin.sums.iter_mut().zip([r, g, b]);
            sums.for_each(|(sum, sample)| *sum += u64::from(sample) * alpha);
        }
    }
    let around = (0..bins.len()).map(|centre| around(&bins, centre));
    let fullest = around.max_by_key(|it| it.weight).unwrap_or_default();
    let mean = |sum: u64| u8::try_from((sum + fullest.weight / 2) / fullest.weight).unwrap_or(255);
    if fullest.weight == 0 { GREY } else { fullest.sums.map(mean) }
}

/// A bin, nothing if it is empty, and its neighbours on all sides.
fn around(bins: &[Bin], centre: usize) -> Bin {
    let near = |level: usize| level.saturating_sub(1)..(level + 2).min(LEVELS);
    let (x, y, z) = (centre / LEVELS / LEVELS, centre / LEVELS % LEVELS, centre % LEVELS);
    let mut sum = Bin::default();
    if bins.get(centre).is_none_or(|bin| bin.weight == 0) {
        return sum;
    }
    for (x, y) in near(x).flat_map(|x| near(y).map(move |y| (x, y))) {
        let row = near(z).filter_map(|z| bins.get((x * LEVELS + y) * LEVELS + z));
        for bin in row {
            sum.weight += bin.weight;
            sum.sums.iter_mut().zip(bin.sums).for_each(|(sum, more)| *sum += more);
        }
    }
    sum
}

/// The picture that a placeholder (a `ThumbHash`) stands for: its width and height, up to 32 pixels, and three bytes for each pixel; `None`
/// from what is none.
pub fn unfold(placeholder: &[u8]) -> Option<(usize, usize, Vec<u8>)> {
    let (width, height, rgba) = thumbhash::thumb_hash_to_rgba(placeholder).ok()?;
    let rgb = rgba.chunks_exact(4).flat_map(|it| it.iter().take(3).copied());
    Some((width, height, rgb.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    #[test]
    fn the_larger_part_wins_and_is_not_mixed_with_the_rest() {
        let image = RgbaImage::from_fn(100, 50, |x, _| {
            Rgba(if x < 60 { [30, 120, 40, 255] } else { [220, 20, 30, 255] })
        });
        assert_eq!(dominant(&image), [30, 120, 40]);
    }

    #[test]
    fn shades_of_one_colour_stand_together() {
        // Sky of many blues against a wall of exactly one colour, a third of the picture.
        let image = RgbaImage::from_fn(90, 30, |x, y| {
            let shade = u8::try_from(y).unwrap();
            Rgba(if x < 60 { [96 + shade, 140 + shade, 220, 255] } else { [200, 180, 150, 255] })
        });
        let [r, g, b] = dominant(&image);
        assert!((96..=126).contains(&r) && (140..=170).contains(&g) && b == 220, "{r} {g} {b}");
    }

    #[test]
    fn what_is_not_seen_does_not_count() {
        let image = RgbaImage::from_fn(10, 10, |x, _| {
            Rgba(if x < 8 { [0, 255, 0, 0] } else { [10, 20, 200, 255] })
        });
        assert_eq!(dominant(&image), [10, 20, 200]);
        assert_eq!(dominant(&RgbaImage::new(4, 4)), GREY);
    }
}
