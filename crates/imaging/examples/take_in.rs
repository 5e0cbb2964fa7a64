//! Takes in originals and says what was in them: `take_in OUT FILE…` writes each into the folder
//! `OUT` as it would be kept.
#![expect(clippy::print_stdout, reason = "a command line tool talks to its caller")]

use imaging::{Limits, take_in};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("usage: take_in OUT FILE…")?;
    fs::create_dir_all(&out)?;
    for file in arguments {
        let bytes = fs::read(&file)?;
        let start = Instant::now();
        let taken = take_in(&bytes, &Limits::default());
        let took = start.elapsed().as_micros();
        println!("{} ({} bytes, {took} µs)", file.display(), bytes.len());
        match taken {
            Ok(mut intake) => {
                fs::write(out.join(file.file_name().unwrap_or_default()), &intake.original)?;
                println!("kept {} bytes", intake.original.len());
                intake.original.clear();
                println!("{intake:#?}");
            }
            Err(refusal) => println!("{refusal}"),
        }
    }
    Ok(())
}
