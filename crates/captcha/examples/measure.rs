//! Draws puzzles and prints how long that took and how large they are: `cargo run --release -p captcha --example measure`.

use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let count = 500_u32;
    let (mut largest, mut all, mut slowest) = (0, 0, 0.0_f64);
    let start = Instant::now();
    for number in 0..count {
        let before = Instant::now();
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_le_bytes());
        let puzzle = captcha::Puzzle::draw(seed)?;
        let bytes = puzzle.background.len() + puzzle.piece.len();
        slowest = slowest.max(before.elapsed().as_secs_f64() * 1e3);
        largest = largest.max(bytes);
        all += bytes;
    }
    let mean = start.elapsed().as_secs_f64() * 1e3 / f64::from(count);
    writeln!(out, "{count} puzzles: {mean:.2} ms each, at most {slowest:.2} ms")?;
    writeln!(out, "{} bytes each, at most {largest}", all / 500)?;
    Ok(())
}
