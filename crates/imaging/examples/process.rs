//! Processes pictures and says what it took: `process OUT FILE…` writes every rendition into the
//! folder `OUT`, and a line per file to standard output.
#![expect(clippy::print_stdout, reason = "a command line tool talks to its caller")]

use imaging::{Limits, Picture, process};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("usage: process OUT FILE…")?;
    fs::create_dir_all(&out)?;
    for file in arguments {
        let bytes = fs::read(&file)?;
        let start = Instant::now();
        let processed = process(&bytes, &Limits::default());
        let took = start.elapsed().as_millis();
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        match processed {
            Ok(picture) => println!("{name}: {took} ms, {}", written(&picture, &out, &name)?),
            Err(refusal) => println!("{name}: {took} ms, {refusal}"),
        }
    }
    Ok(())
}

fn written(picture: &Picture, out: &Path, name: &str) -> Result<String, Box<dyn Error>> {
    let mut told = format!("{}x{}:", picture.width, picture.height);
    for rendition in &picture.renditions {
        let (width, height) = (rendition.width, rendition.height);
        let edge = width.max(height);
        let file = format!("{name}@{edge}.{}", rendition.media_type.extension());
        fs::write(out.join(file), &rendition.bytes)?;
        write!(told, " {width}x{height} {} kB", rendition.bytes.len() / 1000)?;
    }
    fs::write(out.join(format!("{name}@card.jpg")), &picture.card.bytes)?;
    let [red, green, blue] = picture.colour;
    write!(told, " #{red:02x}{green:02x}{blue:02x}")?;
    if let Some(animation) = &picture.animation {
        fs::write(out.join(format!("{name}@moving.webp")), &animation.bytes)?;
        write!(told, " {} frames, {} kB", picture.frames, animation.bytes.len() / 1000)?;
    }
    Ok(told)
}
