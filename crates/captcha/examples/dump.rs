//! Writes puzzles with their answers to a folder, for the eye and for `redteam/redteam.py`:
//! `cargo run --release -p captcha --example dump -- FOLDER COUNT`.

use std::io::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: dump FOLDER COUNT")?;
    let count: u32 = arguments.next().ok_or("usage: dump FOLDER COUNT")?.parse()?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut list = std::fs::File::create(folder.join("answers.csv"))?;
    writeln!(list, "number,x,y,piece_width,piece_height")?;
    for number in 0..count {
        let mut seed = [91; 32];
        seed[..4].copy_from_slice(&number.to_le_bytes());
        let it = captcha::Puzzle::draw(seed)?;
        std::fs::write(folder.join(format!("{number}.jpg")), &it.background)?;
        std::fs::write(folder.join(format!("{number}.png")), &it.piece)?;
        writeln!(list, "{number},{},{},{},{}", it.x, it.y, it.piece_width, it.piece_height)?;
    }
    Ok(())
}
