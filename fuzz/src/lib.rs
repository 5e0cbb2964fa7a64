//! What the targets share.

use imaging::{Limits, Picture, Refusal};

/// Small, so that a size that was made up is not waited for.
pub const LIMITS: Limits = Limits { max_pixels: 250_000, max_side: 4000 };

/// Processes what begins like this. Decoders panic on some files, which `process` catches; here
/// only what cannot be caught counts: memory, time and the end of the process.
pub fn process(bytes: &[u8], signature: &[u8]) -> Option<Result<Picture, Refusal>> {
    bytes.starts_with(signature).then(|| {
        let _libfuzzer_aborts = std::panic::take_hook();
        imaging::process(bytes, &LIMITS)
    })
}
