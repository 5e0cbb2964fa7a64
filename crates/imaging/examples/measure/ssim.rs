//! Structural similarity of brightness (Wang and others, 2004), with square windows of eight pixels
//! that overlap by half.

use image::{GenericImageView, GrayImage};
use std::error::Error;

const WINDOW: u32 = 8;
const STEP: usize = 4;
/// (0.01 · 255)² and (0.03 · 255)², which keep flat windows from dividing by nothing.
const C1: f64 = 6.5025;
const C2: f64 = 58.5225;

pub(crate) fn ssim(left: &GrayImage, right: &GrayImage) -> Result<f64, Box<dyn Error>> {
    if left.dimensions() != right.dimensions() {
        return Err(format!("{:?} is not {:?}", left.dimensions(), right.dimensions()).into());
    }
    let places = |side: u32| (0..=side.saturating_sub(WINDOW)).step_by(STEP);
    let (mut sum, mut count) = (0.0, 0.0);
    for y in places(left.height()) {
        for x in places(left.width()) {
            sum += window(left, right, (x, y));
            count += 1.0;
        }
    }
    Ok(sum / count)
}

/// Sums over a window, of both pictures: samples, squares and products.
#[derive(Default)]
struct Sums {
    left: f64,
    right: f64,
    left_squared: f64,
    right_squared: f64,
    product: f64,
}

fn window(left: &GrayImage, right: &GrayImage, at: (u32, u32)) -> f64 {
    let (width, height) = (WINDOW.min(left.width()), WINDOW.min(left.height()));
    let mut sums = Sums::default();
    let views = (left.view(at.0, at.1, width, height), right.view(at.0, at.1, width, height));
    for (one, other) in views.0.pixels().zip(views.1.pixels()) {
        let (one, other) = (f64::from(one.2.0[0]), f64::from(other.2.0[0]));
        sums.left += one;
        sums.right += other;
        sums.left_squared += one * one;
        sums.right_squared += other * other;
        sums.product += one * other;
    }
    sums.likeness(f64::from(width * height))
}

impl Sums {
    fn likeness(&self, count: f64) -> f64 {
        let (left, right) = (self.left / count, self.right / count);
        let variances =
            self.left_squared / count - left * left + self.right_squared / count - right * right;
        let covariance = self.product / count - left * right;
        (2.0 * left * right + C1) * (2.0 * covariance + C2)
            / ((left * left + right * right + C1) * (variances + C2))
    }
}
