//! A file of each kind for the fuzzer to begin with, written into the folder `SEEDS` where that is named.

use crate::canaries::{full_exif, full_xmp};
use crate::files::{
    anmf, bitstream, gif, jpeg, jpeg_segments, jpeg_with, lossy_webp, png, png_chunk, png_chunks,
    riff, riff_chunk, segment, vp8x, webp, zlib,
};
use crate::metadata::{iptc, photoshop};
use crate::pixels::{fading, gradient};
use crate::profiles::with_canaries;
use imaging::{Limits, process, take_in};
use std::path::PathBuf;
use std::{env, fs};

fn jpegs() -> Vec<Vec<u8>> {
    let image = gradient(16, 16);
    let exif = segment(0xE1, &[b"Exif\0\0", &full_exif()[..]].concat());
    let profile = [b"ICC_PROFILE\0\x01\x01", &with_canaries()[..]].concat();
    let resources = photoshop(&[(0x0404, &iptc(90, b"x"))]);
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", &full_xmp()[..]].concat();
    let others = [segment(0xE2, &profile), segment(0xED, &resources), segment(0xE1, &xmp)];
    vec![
        jpeg(&image),
        jpeg_with(&image, |e| e.set_progressive(true)),
        jpeg_with(&image, |e| e.set_restart_interval(2)),
        jpeg_segments(&jpeg(&image), &[exif]),
        jpeg_segments(&jpeg(&image), &others),
    ]
}

fn pngs() -> Vec<Vec<u8>> {
    let chunks = [
        png_chunk(b"iCCP", &[b"p\0\0", &zlib(&with_canaries())[..]].concat()),
        png_chunk(b"eXIf", &full_exif()),
        png_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", &full_xmp()[..]].concat()),
    ];
    vec![
        png(gradient(16, 16)),
        png_chunks(&png(fading(16, 16)), &chunks),
        crate::animations::moving_png(3, 0),
    ]
}

fn webps() -> Vec<Vec<u8>> {
    let lossy = lossy_webp(&fading(16, 16));
    let frame = anmf(16, 16, &lossy[30..]);
    let still = [
        vp8x(44, 16, 16),
        riff_chunk(b"ICCP", &with_canaries()),
        bitstream(&webp(gradient(16, 16))),
        riff_chunk(b"EXIF", &full_exif()),
    ];
    let moving = [vp8x(18, 16, 16), riff_chunk(b"ANIM", &[0; 6]), frame.clone(), frame];
    vec![webp(fading(16, 16)), lossy, riff(&still), riff(&moving)]
}

/// Each of them is a good file, or the fuzzer would begin with what is refused at the door.
#[test]
fn seeds() {
    let folder = env::var_os("SEEDS").map(PathBuf::from);
    let gifs = vec![gif(&[fading(16, 16)]), gif(&[fading(16, 16), fading(16, 16)])];
    let kinds = [("jpeg", jpegs()), ("png", pngs()), ("webp", webps()), ("gif", gifs)];
    for (kind, files) in kinds {
        for (number, file) in files.iter().enumerate() {
            let name = format!("{kind}-{number}");
            let taken = take_in(file, &Limits::default());
            assert!(
                taken.is_ok_and(|it| process(&it.original, &Limits::default()).is_ok()),
                "{name}"
            );
            let targets = ["take_in", "same_pixels", &format!("process_{kind}")];
            for folder in folder.iter().flat_map(|it| targets.map(|target| it.join(target))) {
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(&name), file).unwrap();
            }
        }
    }
}
