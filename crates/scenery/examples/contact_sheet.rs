//! A wall of generated pictures, to look at: `contact_sheet SEED COUNT OUT.png [FIRST] [ROW_HEIGHT] [KIND]`.

use std::io::Write;
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

/// What was asked for.
struct Wanted {
    seed: u64,
    count: u64,
    out: String,
    first: u64,
    row_height: u32,
    kind: Option<String>,
}

impl Wanted {
    fn read() -> Result<Self, Box<dyn std::error::Error>> {
        let args: Vec<String> = std::env::args().skip(1).collect();
        let number = |place: usize, otherwise: u64| {
            args.get(place).and_then(|arg| arg.parse().ok()).unwrap_or(otherwise)
        };
        let out = args.get(2).map_or("/tmp/contact_sheet.png", String::as_str).to_owned();
        let row_height = u32::try_from(number(4, 240))?;
        let kind = args.get(5).cloned();
        Ok(Self {
            seed: number(0, 1),
            count: number(1, 60),
            out,
            first: number(3, 0),
            row_height,
            kind,
        })
    }

    fn wants(&self, index: u64) -> bool {
        let kind = format!("{:?}", scenery::kind(self.seed, index));
        self.kind.as_ref().is_none_or(|wanted| *wanted == kind)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted = Wanted::read()?;
    let mut pictures = Vec::new();
    let mut spent = Duration::ZERO;
    let mut log = std::io::stdout();
    for index in (wanted.first..).filter(|index| wanted.wants(*index)) {
        if pictures.len() >= usize::try_from(wanted.count)? {
            break;
        }
        let start = busy();
        let scene = scenery::scene(wanted.seed, index);
        let took = busy().saturating_sub(start);
        spent += took;
        let (kind, size) = (scene.kind, scene.jpeg.len() / 1000);
        writeln!(
            log,
            "{index} {kind:?} {took:.1?} {size} kB | {} | {:?}",
            scene.title, scene.tags
        )?;
        writeln!(log, "    {}\n    {}", scene.alt, scene.caption.replace('\n', " / "))?;
        let picture = image::load_from_memory(&scene.jpeg)?.to_rgb8();
        let width = (scene.width * wanted.row_height / scene.height).min(WALL);
        let filter = imageops::FilterType::Triangle;
        pictures.push(imageops::resize(&picture, width, wanted.row_height, filter));
    }
    let count = u32::try_from(pictures.len())?.max(1);
    writeln!(log, "{count} pictures, {:.1?} each", spent / count)?;
    hang(pictures, wanted.row_height).save(wanted.out)?;
    Ok(())
}

/// Rows of pictures of one height, as many in each as fit.
fn hang(pictures: Vec<RgbImage>, row_height: u32) -> RgbImage {
    let mut places = Vec::new();
    let (mut across, mut down) = (0, 0);
    for picture in pictures {
        if across + picture.width() > WALL {
            (across, down) = (0, down + row_height + GAP);
        }
        let width = picture.width();
        places.push((picture, across, down));
        across += width + GAP;
    }
    let mut wall = RgbImage::from_pixel(WALL, down + row_height, image::Rgb([24, 24, 24]));
    for (picture, across, down) in places {
        imageops::replace(&mut wall, &picture, i64::from(across), i64::from(down));
    }
    wall
}
