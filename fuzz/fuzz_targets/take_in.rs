//! Whatever is taken in is taken in again unchanged, and has nothing left to be removed.
#![no_main]

use fuzz::LIMITS;
use imaging::take_in;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(intake) = take_in(bytes, &LIMITS) else { return };
    let again = take_in(&intake.original, &LIMITS).expect("what was kept is taken in");
    assert!(again.original == intake.original, "taking it in twice makes a difference");
    assert!(again.removed.is_empty(), "{:?} was left", again.removed);
    assert_eq!((again.width, again.height), (intake.width, intake.height));
    assert_eq!((again.kept, again.profile), (intake.kept, intake.profile));
    assert!(!again.location && again.camera.is_none());
    assert!(intake.original.len() <= bytes.len() + 4096, "it grew");
});
