//! What decodes before it is taken in decodes to the same pixels afterwards.
#![no_main]

use fuzz::LIMITS;
use image::{DynamicImage, ImageReader};
use std::io::Cursor;

fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.decode().ok()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(intake) = imaging::take_in(bytes, &LIMITS) else { return };
    // Of a damaged JPEG a decoder may take what lies there for segments.
    if intake.removed.iter().any(|name| name == "Bytes between segments") {
        return;
    }
    let _libfuzzer_aborts = std::panic::take_hook();
    let Ok(Some(before)) = std::panic::catch_unwind(|| decoded(bytes)) else { return };
    let Some(after) = decoded(&intake.original) else { std::process::abort() };
    if before.to_rgba16().as_raw() != after.to_rgba16().as_raw() {
        std::process::abort();
    }
});
