//! Files of a few bytes that want all the memory there is (C28, F32).

use std::time::{Duration, Instant};

use harness::{App, Upload, pictures};
use image::{ExtendedColorType, ImageEncoder};

use crate::world::{World, names, picture};

/// What a process uses of memory in kB, by the names of `/proc/<pid>/status`.
fn memory(pid: u32, what: &str) -> u64 {
    let status =
        std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process is alive");
    let line = status.lines().find(|line| line.starts_with(what)).expect("a line of that name");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("PNG", pictures::png_bomb()),
        ("JPEG", pictures::jpeg_bomb()),
        ("GIF", pictures::gif_bomb()),
        ("WebP", pictures::webp_bomb()),
        ("WebP read as empty", pictures::webp_bomb_read_as_empty()),
        ("GIF of two bombs", [pictures::gif_bomb(), pictures::gif_bomb()].concat()),
    ]
}

async fn throw(app: &App, (what, bytes): (&'static str, Vec<u8>)) {
    let begun = Instant::now();
    let answer =
        app.upload("/photos", &[], &[("file", Upload::new("x.jpg", "image/jpeg", bytes))]).await;
    names(&answer, "file", what);
    assert!(begun.elapsed() < Duration::from_secs(10), "{what} took {:?}", begun.elapsed());
}

#[tokio::test]
async fn bombs_are_refused_without_going_off() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    // One honest picture first: what decoding needs anyway is there already.
    ada.upload("/photos", &[], &[("file", picture(1))]).await.expect(201);
    let (before, at_rest) = (world.stored(), memory(world.site.pid(), "VmHWM"));
    for bomb in bombs() {
        let begun = Instant::now();
        throw(&ada, bomb.clone()).await;
        assert!(begun.elapsed() < Duration::from_secs(3), "{} took {:?}", bomb.0, begun.elapsed());
    }

    // Sixty at once; everybody else is served meanwhile.
    let thrown: Vec<_> = (0..10)
        .flat_map(|_| bombs())
        .map(|bomb| {
            let ada = ada.clone();
            tokio::spawn(async move { throw(&ada, bomb).await })
        })
        .collect();
    while !thrown.iter().all(tokio::task::JoinHandle::is_finished) {
        let begun = Instant::now();
        world.site.app().get("/photos").await.expect(200);
        assert!(begun.elapsed() < Duration::from_secs(3), "a page took {:?}", begun.elapsed());
    }
    for one in thrown {
        one.await.expect("refused");
    }
    let most = memory(world.site.pid(), "VmHWM");
    assert!(most < at_rest + 300_000, "from {at_rest} kB to {most} kB");
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// A colour profile of 200 MB packs into 200 kB.
#[tokio::test]
async fn a_profile_that_unpacks_beyond_measure_is_not_unpacked() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    ada.upload("/photos", &[], &[("file", picture(1))]).await.expect(201);
    let at_rest = memory(world.site.pid(), "VmHWM");
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(vec![0; 200 << 20]).expect("PNG has profiles");
    encoder.write_image(&[7; 12], 2, 2, ExtendedColorType::Rgb8).expect("a PNG");
    assert!(bytes.len() < 2_000_000, "{}", bytes.len());
    let answer =
        ada.upload("/photos", &[], &[("file", Upload::new("x.png", "image/png", bytes))]).await;
    assert!(matches!(answer.status, 201 | 422), "{}", answer.text);
    let most = memory(world.site.pid(), "VmHWM");
    assert!(most < at_rest + 150_000, "from {at_rest} kB to {most} kB");
    world.is_unharmed().await;
}
