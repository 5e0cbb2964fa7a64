//! Figures about pictures, for `xtask/pictures.sh`:
//!
//! - `measure run FILE…` makes everything of each file and writes a line with the milliseconds of
//!   CPU it took, of all threads, and the memory it took at most beyond what there was before, in kB;
//! - `measure ssim REFERENCE PICTURE…` writes how like its reference each picture is, by brightness;
//! - `measure formats REFERENCE…` compares JPEG and WebP: bytes and time at the same likeness.
#![expect(clippy::print_stdout, reason = "a command line tool talks to its caller")]

#[path = "measure/formats.rs"]
mod formats;
#[path = "measure/ssim.rs"]
mod ssim;
#[path = "measure/usage.rs"]
mod usage;

use imaging::{Limits, process};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let command = arguments.next().unwrap_or_default();
    let files: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    match (command.to_str(), files.split_first()) {
        (Some("run"), Some(_)) => files.iter().try_for_each(|file| run(file)),
        (Some("ssim"), Some((reference, pictures))) => compare(reference, pictures),
        (Some("formats"), Some(_)) => formats::table(&files),
        _ => Err("usage: measure run|ssim|formats FILE…".into()),
    }
}

fn run(file: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(file)?;
    let before = usage::Usage::now()?;
    let processed = process(&bytes, &Limits::default());
    let took = usage::Usage::now()?.since(&before);
    let told = match processed {
        Ok(picture) => {
            let moves = picture.animation.map(|it| format!(" moves {}x{}", it.width, it.height));
            let sizes: usize = picture.renditions.iter().map(|it| it.bytes.len()).sum();
            let (width, height) = (picture.width, picture.height);
            format!("{width}x{height} {sizes} B, card {} B", picture.card.bytes.len())
                + moves.as_deref().unwrap_or_default()
        }
        Err(refusal) => refusal.to_string(),
    };
    println!("{}\t{}\t{}\t{told}", file.display(), took.milliseconds, took.kilobytes);
    Ok(())
}

fn compare(reference: &Path, pictures: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let reference = image::open(reference)?.into_luma8();
    for file in pictures {
        let bytes = fs::read(file)?;
        let picture = image::load_from_memory(&bytes)?.into_luma8();
        println!("{}\t{:.5}\t{}", file.display(), ssim::ssim(&reference, &picture)?, bytes.len());
    }
    Ok(())
}
