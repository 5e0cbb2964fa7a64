//! What decodes before it is taken in decodes to the same pixels afterwards.
#![no_main]

use fuzz::LIMITS;
use image::{DynamicImage, ImageReader};
use imaging::MediaType;
use std::io::Cursor;

fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.decode().ok()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(intake) = imaging::take_in(bytes, &LIMITS) else { return };
    // A decoder may take what lies in a damaged JPEG, between its segments or within its scans, for
    // something that draws; only where nothing was removed must both agree on it.
    if intake.media_type == MediaType::Jpeg && !intake.removed.is_empty() {
        return;
    }
    let _libfuzzer_aborts = std::panic::take_hook();
    let Ok(Some(before)) = std::panic::catch_unwind(|| decoded(bytes)) else { return };
    let Some(after) = decoded(&intake.original) else { std::process::abort() };
    // A WebP may announce alpha that it does not have; the one that is kept says what there is.
    if intake.media_type == MediaType::Webp && before.color() != after.color() {
        return;
    }
    if before.to_rgba16().as_raw() != after.to_rgba16().as_raw() {
        std::process::abort();
    }
});
