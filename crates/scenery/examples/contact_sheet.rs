//! A wall of generated pictures, to look at: `contact_sheet SEED COUNT OUT.png [FIRST] [ROW_HEIGHT] [KIND]`.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use image::{RgbImage, imageops};

const WALL: u32 = 1800;
const GAP: u32 = 6;

/// How long this thread was busy, where the machine tells (others may be building at the same time); else the time of day.
fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanos = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|line| line.split(' ').next().and_then(|first| first.parse().ok()));
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, otherwise: u64| args.get(place).and_then(|arg| arg.parse().ok()).unwrap_or(otherwise);
    let (seed, count, first) = (number(0, 1), number(1, 60), number(3, 0));
    let row_height = u32::try_from(number(4, 240))?;
    let kind = args.get(5);
    let out = args.get(2).map_or("/tmp/contact_sheet.png", String::as_str);
    let (mut rows, mut row, mut used) = (Vec::new(), Vec::new(), 0);
    let (mut spent, mut bytes, mut made) = (Duration::ZERO, 0, 0_u32);
    for index in first.. {
        if u64::from(made) >= count {
            break;
        }
        if kind.is_some_and(|wanted| *wanted != format!("{:?}", scenery::kind(seed, index))) {
            continue;
        }
        let start = busy();
        let scene = scenery::scene(seed, index);
        let took = busy() - start;
        spent += took;
        bytes += scene.jpeg.len();
        made += 1;
        println!("{index} {:?} {}x{} {took:.1?} {} kB | {}", scene.kind, scene.width, scene.height, scene.jpeg.len() / 1000, scene.title);
        let picture = image::load_from_memory(&scene.jpeg)?.to_rgb8();
        let width = (scene.width * row_height / scene.height).min(WALL);
        if used + width > WALL && !row.is_empty() {
            rows.push(std::mem::take(&mut row));
            used = 0;
        }
        used += width + GAP;
        row.push(imageops::resize(&picture, width, row_height, imageops::FilterType::Triangle));
    }
    rows.push(row);
    println!("{made} pictures, {:.1?} and {} kB each", spent / made.max(1), bytes / 1000 / usize::try_from(made.max(1))?);
    let height = u32::try_from(rows.len())? * (row_height + GAP);
    let mut wall = RgbImage::from_pixel(WALL, height, image::Rgb([24, 24, 24]));
    for (line, row) in (0_i64..).zip(rows) {
        let mut across = 0;
        for picture in row {
            imageops::replace(&mut wall, &picture, across, line * i64::from(row_height + GAP));
            across += i64::from(picture.width() + GAP);
        }
    }
    wall.save(out)?;
    Ok(())
}
