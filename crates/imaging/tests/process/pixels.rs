//! Pictures to send, and a look at what came back.

use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
use imaging::{Limits, MediaType, Picture, Refusal, Rendition, process};

pub(crate) const RED: [u8; 3] = [220, 30, 30];
pub(crate) const GREEN: [u8; 3] = [30, 200, 40];
pub(crate) const BLUE: [u8; 3] = [40, 50, 220];
pub(crate) const WHITE: [u8; 3] = [240, 240, 240];

pub(crate) fn sent(bytes: &[u8]) -> Picture {
    process(bytes, &Limits::default()).unwrap()
}

pub(crate) fn refused(bytes: &[u8]) -> Refusal {
    process(bytes, &Limits::default()).unwrap_err()
}

/// A plain picture.
pub(crate) fn plain(width: u32, height: u32, colour: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(width, height, Rgb(colour))
}

/// Something to compress: no two rows alike.
pub(crate) fn gradient(width: u32, height: u32) -> RgbImage {
    let byte = |n: u32| u8::try_from(n % 256).unwrap();
    RgbImage::from_fn(width, height, |x, y| Rgb([byte(x), byte(y * 2), byte(x + y)]))
}

/// Red and green above, blue and white below.
pub(crate) fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

/// Red that fades from left to right; what cannot be seen is green.
pub(crate) fn fading(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| {
        let alpha = u8::try_from(x * 255 / (width - 1)).unwrap();
        Rgba(if alpha == 0 { [0, 255, 0, 0] } else { [220, 30, 30, alpha] })
    })
}

/// Decodes what was made, which must be of the size and kind it says.
pub(crate) fn look(rendition: &Rendition) -> DynamicImage {
    let format = image::guess_format(&rendition.bytes).unwrap();
    assert_eq!(format.to_mime_type(), rendition.media_type.as_str());
    assert!(matches!(rendition.media_type, MediaType::Jpeg | MediaType::Webp));
    let image = image::load_from_memory(&rendition.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (rendition.width, rendition.height));
    image
}

/// The largest rendition.
pub(crate) fn largest(picture: &Picture) -> DynamicImage {
    look(picture.renditions.last().unwrap())
}

pub(crate) fn sizes(picture: &Picture) -> Vec<(u32, u32)> {
    picture.renditions.iter().map(look).map(|image| (image.width(), image.height())).collect()
}

/// The colour in the middle of each quarter: above left and right, below left and right.
pub(crate) fn quarters(image: &DynamicImage) -> [[u8; 3]; 4] {
    let image = image.to_rgb8();
    let (width, height) = image.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| image[(width * x / 4, height * y / 4)].0)
}

pub(crate) fn centre(image: &DynamicImage) -> [u8; 3] {
    image.to_rgb8()[(image.width() / 2, image.height() / 2)].0
}

/// Equal but for what a lossy format loses.
pub(crate) fn near(left: [u8; 3], right: [u8; 3], tolerance: u8) -> bool {
    left.iter().zip(right).all(|(l, r)| l.abs_diff(r) <= tolerance)
}

#[track_caller]
pub(crate) fn assert_near(left: [u8; 3], right: [u8; 3], tolerance: u8) {
    assert!(near(left, right, tolerance), "{left:?} is not {right:?} within {tolerance}");
}
