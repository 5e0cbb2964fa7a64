//! Files that are not what they should be: cut off, empty, too large, too many, of another kind, with names that lead
//! elsewhere, with secrets in them (C22, C23, C24, C26, C27, C28).

use harness::{Answer, App, Method, Site, Upload, json, pictures};

use crate::world::{World, is_refused, media_of, names, picture};
use harness::chance::Chance;

async fn send(app: &App, kind: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    app.upload("/photos", &[], &[("file", Upload::new("picture.jpg", kind, bytes))]).await
}

/// The four formats, good ones.
fn formats() -> [(&'static str, Vec<u8>); 4] {
    [
        ("image/jpeg", pictures::jpeg(120, 80, 3)),
        ("image/png", pictures::png(120, 80, 3)),
        ("image/webp", pictures::webp(120, 80, 3)),
        ("image/gif", pictures::gif(120, 80, 3)),
    ]
}

#[tokio::test]
async fn pictures_that_were_cut_off_are_refused() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let before = world.stored();
    for (kind, bytes) in formats() {
        let length = bytes.len();
        let places = [
            1,
            3,
            8,
            12,
            20,
            33,
            60,
            length / 4,
            length / 2,
            length * 3 / 4,
            length - 20,
            length - 8,
            length - 1,
        ];
        for place in places {
            let answer = send(&ada, kind, &bytes[..place]).await;
            names(&answer, "file", &format!("{kind}: {place} of {length} bytes"));
        }
        let scrambled: Vec<u8> = bytes
            .iter()
            .enumerate()
            .map(|(at, it)| if at < length / 3 { *it } else { 0xA5 })
            .collect();
        names(&send(&ada, kind, scrambled).await, "file", &format!("{kind}, scrambled"));
    }
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// C23: bytes flipped anywhere give a picture or a clear no, never a fault of ours.
#[tokio::test]
async fn pictures_with_flipped_bytes_are_taken_or_refused() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let mut chance = Chance::new("pictures_with_flipped_bytes_are_taken_or_refused");
    for (kind, bytes) in formats() {
        for _ in 0..40 {
            let mut flipped = bytes.clone();
            for _ in 0..=chance.below(4) {
                let at = chance.place(flipped.len());
                flipped[at] ^= u8::try_from(1 + chance.below(255)).expect("a byte");
            }
            let answer = send(&ada, kind, flipped).await;
            if answer.status != 201 {
                names(&answer, "file", kind);
            }
        }
    }
    // Decoders may panic on such files, as long as it is caught; the site goes on.
    world.site.app().get("/photos").await.expect(200);
    assert!(!world.site.stderr().contains("internal error"));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let before = world.stored();
    let polyglot = [b"GIF89a=1/*".as_slice(), &pictures::html(), b"*/;"].concat();
    for bytes in [
        pictures::svg(),
        pictures::html(),
        polyglot,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</S/JavaScript>>".to_vec(),
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>".to_vec(),
        b"PK\x03\x04archive".to_vec(),
        b"MZ\x90\0program".to_vec(),
        b"\x7fELF".to_vec(),
        b"#!/bin/sh\nid".to_vec(),
        b"<?php system($_GET[0]); ?>".to_vec(),
        b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0".to_vec(),
        b"II*\0\x08\0\0\0".to_vec(),
        b"push graphic-context\nimage over 0,0 0,0 'https://evil.example'".to_vec(),
        b" ".to_vec(),
        vec![0; 5_000],
        vec![0xFF; 5_000],
    ] {
        for kind in ["image/jpeg", "image/svg+xml", "text/html", "application/octet-stream"] {
            names(&send(&ada, kind, bytes.clone()).await, "file", &bytes.escape_ascii().to_string());
        }
    }
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

#[tokio::test]
async fn a_form_without_a_picture_is_refused() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let before = world.stored();
    names(&send(&ada, "image/jpeg", b"".as_slice()).await, "file", "an empty file");
    names(&ada.upload("/photos", &[("title", "x")], &[]).await, "file", "no file");
    names(&ada.upload("/photos", &[("file", "x")], &[]).await, "file", "a text as a file");
    names(
        &ada.upload("/photos", &[("title", "x")], &[("files", picture(1))]).await,
        "file",
        "a file of another name",
    );
    let both =
        [("file", picture(1)), ("file", Upload::new("x.jpg", "image/jpeg", pictures::html()))];
    names(&ada.upload("/photos", &[], &both).await, "file", "a good file and a bad one");
    let bad_words =
        ada.upload("/photos", &[("visibility", "x"), ("license", "y"), ("title", "\0")], &[]).await;
    for field in ["file", "visibility", "license", "title"] {
        names(&bad_words, field, "everything is wrong at once");
    }
    is_refused(&ada.post("/photos", &json!({ "file": "x" })).await, "JSON");
    for boundary in ["", "; boundary=", "; boundary=other", "; boundary=\"\""] {
        let request = ada
            .request(Method::POST, "/photos")
            .header("content-type", format!("multipart/form-data{boundary}"));
        let body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nx\r\n--b--\r\n";
        is_refused(&ada.exchange(request.body(body)).await, boundary);
    }
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// C22: the sender's name for a file is nobody's business, least of all the file system's.
#[tokio::test]
async fn names_of_files_lead_nowhere() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let folder = world.site.data_dir();
    let long = format!("CANARY{}", "x".repeat(5_000));
    for (seed, name) in (0..).zip([
        "../../../../../../tmp/CANARY.php",
        "..\\..\\CANARY.exe",
        "/etc/CANARY",
        "CANARY\u{202e}gpj.exe",
        "C:\\CANARY",
        ".CANARY",
        "CANARY;rm -rf /",
        "$(touch CANARY)",
        "`touch CANARY`",
        "CANARY%00.jpg",
        "CANARY%0d%0aX: y",
        "<script>CANARY</script>.jpg",
        "CON CANARY",
        "../secret.key CANARY",
        "../tintype.db CANARY",
        &long,
        "|CANARY",
        "CANARY\tx",
        "~/CANARY",
    ]) {
        let file = Upload::new(name, "image/jpeg", pictures::jpeg(60, 40, seed));
        let photo = ada.upload("/photos", &[], &[("file", file)]).await.expect(201).json;
        assert!(media_of(&photo).iter().all(|it| !it.contains("CANARY")), "{photo}");
    }
    for bytes in [b"CANARY".as_slice(), b"canary"] {
        assert_eq!(world.site.files_containing(bytes), [""; 0]);
    }
    let all = world.site.files();
    assert!(all.iter().all(|name| !name.to_ascii_lowercase().contains("canary")), "{all:?}");
    assert!(
        !folder.join("../CANARY.php").exists() && !std::path::Path::new("/tmp/CANARY.php").exists()
    );
    assert!(!world.site.stderr().contains("CANARY"));
    world.is_unharmed().await;
}

/// C24: no byte that was not needed for the picture is kept or served.
#[tokio::test]
async fn nothing_a_camera_wrote_is_kept() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let trailer =
        |bytes: Vec<u8>| [bytes, b"<?php CANARY-51.4779N-0.0015W ?><script>".to_vec()].concat();
    let files = [
        pictures::private_jpeg(700, 500, 6),
        pictures::private_png(700, 500),
        pictures::private_webp(700, 500),
        pictures::private_gif(700, 500),
        trailer(pictures::jpeg(700, 500, 1)),
        trailer(pictures::png(700, 500, 1)),
    ];
    for bytes in files {
        let answer = send(&ada, "image/jpeg", bytes).await;
        if answer.status == 422 {
            continue;
        }
        for url in media_of(&answer.expect(201).json) {
            let served = world.site.visitor().get(&url).await.expect(200).bytes;
            for trace in ["CANARY", "Exif", "xmpmeta", "<script", "<?php", "Ferrous", "Plate One"] {
                let found = served.windows(trace.len()).any(|window| window == trace.as_bytes());
                assert!(!found, "{url} has {trace} in it");
            }
        }
    }
    assert!(
        ada.get("/photos").await.expect(200).json["items"].as_array().expect("a list").len() >= 4
    );
    for trace in [pictures::CANARY, "<?php"] {
        assert_eq!(world.site.files_containing(trace.as_bytes()), [""; 0]);
    }
    world.is_unharmed().await;
}

fn small_site(max_bytes: usize) -> harness::SiteBuilder {
    let site = Site::builder().set("TINTYPE_UPLOAD__MAX_BYTES", &max_bytes.to_string());
    site.set("TINTYPE_UPLOAD__PER_POST", "3").set("TINTYPE_UPLOAD__MAX_PIXELS", "60000")
}

#[tokio::test]
async fn limits_of_uploads_hold_to_the_byte_the_pixel_and_the_file() {
    let fits = pictures::png(300, 200, 1);
    let world = World::with(small_site(fits.len())).await;
    let ada = world.member("ada").await;
    send(&ada, "image/png", fits.clone()).await.expect(201);
    let three: Vec<_> = (0..3).map(|seed| ("file", picture(seed))).collect();
    ada.upload("/photos", &[], &three).await.expect(201);

    let before = world.stored();
    let mut larger = fits.clone();
    larger.push(0);
    names(&send(&ada, "image/png", larger.clone()).await, "file", "a byte too large");
    names(
        &send(&ada, "image/gif", pictures::gif(300, 201, 1)).await,
        "file",
        "a row of pixels too large",
    );
    let four: Vec<_> = (0..4).map(|seed| ("file", picture(seed))).collect();
    names(&ada.upload("/photos", &[], &four).await, "file", "a file too many");
    let thirty: Vec<_> = (0..30).map(|seed| ("file", picture(seed))).collect();
    names(&ada.upload("/photos", &[], &thirty).await, "file", "thirty files");
    for size in [fits.len() + 900_000, fits.len() + 1_200_000] {
        let mut large = fits.clone();
        large.resize(size, 0);
        names(&send(&ada, "image/png", large).await, "file", "a megabyte too large");
    }

    // A browser says so on the form, with what was typed still in it.
    let mut visitor = world.visitor_as("ada").await;
    for size in [larger.len(), larger.len() + 1_200_000] {
        larger.resize(size, 0);
        visitor.get("/upload").await.expect(200);
        let form = visitor.form("form[action='/photos']").set("title", "Harbour");
        let page = visitor.send(form.attach("file", "x.png", "image/png", larger.clone())).await;
        assert!(matches!(page.status, 413 | 422), "{size}: {}\n{}", page.status, page.body);
        assert!(!page.text("#file-error").is_empty(), "{}", page.body);
        assert_eq!(page.attr("input[name=title]", "value"), "Harbour");
    }
    assert_eq!(world.stored(), before_with_session(before, &world));
    world.is_unharmed().await;
}

/// Signing in with a browser made a session; all else has to be as before.
fn before_with_session(before: crate::world::Stored, world: &World) -> crate::world::Stored {
    before.with("sessions", world.sql().number("SELECT count(*) AS n FROM sessions"))
}

/// C27: pictures are read by the program itself, and by no other.
#[tokio::test]
async fn no_other_program_is_started() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    for (kind, bytes) in formats() {
        send(&ada, kind, bytes).await.expect(201);
    }
    send(&ada, "image/svg+xml", pictures::svg()).await.expect(422);
    let status =
        std::fs::read_to_string(format!("/proc/{}/stat", world.site.pid())).expect("it is alive");
    // Behind the name in brackets: the ninth number counts what children that have ended did.
    let numbers: Vec<_> = status.rsplit(") ").next().expect("numbers").split(' ').collect();
    assert_eq!(numbers[8], "0", "{status}");
    for task in
        std::fs::read_dir(format!("/proc/{}/task", world.site.pid())).expect("threads").flatten()
    {
        let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        assert_eq!(children, "");
    }
}
