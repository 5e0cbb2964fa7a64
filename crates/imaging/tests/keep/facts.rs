//! What is read on the way: how it was taken, and what somebody wrote about it.

use crate::files::{jpeg, jpeg_segments, png, png_chunk, png_chunks, segment};
use crate::metadata::{blob, exif, iptc, photoshop, ratio, short, text, xmp};
use crate::pixels::gradient;
use imaging::{Camera, Intake, Limits, Words, take_in};

fn taken(segments: &[Vec<u8>]) -> Intake {
    let bytes = jpeg_segments(&jpeg(&gradient(8, 8)), segments);
    take_in(&bytes, &Limits::default()).unwrap()
}

fn exif_segment(tiff: &[u8]) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", tiff].concat())
}

fn xmp_segment(properties: &str) -> Vec<u8> {
    segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", &xmp(properties)[..]].concat())
}

fn iptc_segment(fields: &[Vec<u8>]) -> Vec<u8> {
    segment(0xED, &photoshop(&[(0x0404, &fields.concat())]))
}

#[test]
fn the_camera_and_its_settings() {
    let first = [text(0x010F, "Example"), text(0x0110, " X100\u{202E}\u{7} ")];
    let second = [
        ratio(0x829A, 10, 2500),
        ratio(0x829D, 28, 10),
        short(0x8827, 400),
        text(0x9003, "2024:05:01 18:30:00"),
        text(0x9011, "+02:00"),
        ratio(0x920A, 23, 1),
        short(0xA405, 35),
        text(0xA431, "SERIAL-1"),
        text(0xA434, "Example 23mm F2"),
        text(0xA435, "SERIAL-2"),
    ];
    let intake = taken(&[exif_segment(&exif(&first, &second, &[], b""))]);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        intake.camera,
        Some(Camera {
            camera: some("Example X100"),
            lens: some("Example 23mm F2"),
            aperture: some("f/2.8"),
            shutter: some("1/250 s"),
            iso: Some(400),
            focal_length: some("23 mm"),
            focal_length_35mm: Some(35),
            taken_at: some("2024-05-01T18:30:00"),
        })
    );
    assert_eq!(intake.words.taken_at, some("2024-05-01T18:30:00+02:00"));
    assert!(!intake.location && !format!("{:?}", intake.camera).contains("SERIAL"));
}

#[test]
fn settings_that_mean_nothing_are_left_out() {
    let second = [
        ratio(0x829A, 1, 0),
        ratio(0x829D, 0, 10),
        short(0x8827, 0),
        text(0x9003, "    :  :     :  :  "),
        text(0x9011, "<b>00"),
        ratio(0x920A, u32::MAX, 1),
    ];
    let intake = taken(&[exif_segment(&exif(&[], &second, &[], b""))]);
    assert_eq!((intake.camera, intake.words), (None, Words::default()));
    for time in ["2024:13:01 18:30:00", "2024:05:01 24:30:00", "2024-05-01 18:30:00", "x"] {
        let second = [text(0x9003, time)];
        assert_eq!(taken(&[exif_segment(&exif(&[], &second, &[], b""))]).camera, None, "{time}");
    }
}

#[test]
fn words_from_wherever_they_are() {
    let fields =
        [iptc(5, b"Pier"), iptc(25, b"sea"), iptc(25, b"M\xFCnchen"), iptc(120, b"Waves\r!")];
    let words = taken(&[iptc_segment(&fields)]).words;
    assert_eq!(
        (words.title.as_deref(), words.caption.as_deref()),
        (Some("Pier"), Some("Waves\n!"))
    );
    assert_eq!(words.keywords, ["sea", "München"]);

    let properties = "<dc:title><rdf:Alt><rdf:li>Dusk</rdf:li></rdf:Alt></dc:title>\
                      <dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>dusk</rdf:li></rdf:Bag>\
                      </dc:subject>";
    let both = taken(&[xmp_segment(properties), iptc_segment(&fields)]);
    assert_eq!(both.words.title.as_deref(), Some("Dusk"));
    assert_eq!(both.words.keywords, ["sea", "dusk", "München"]);
    assert!(!both.location);

    let described = taken(&[exif_segment(&exif(&[text(0x010E, "A pier")], &[], &[], b""))]);
    assert_eq!(described.words.caption.as_deref(), Some("A pier"));
}

#[test]
fn a_place_is_noticed_wherever_it_is_named() {
    let places = [
        exif_segment(&exif(&[], &[], &[ratio(0x0002, 48, 1)], b"")),
        xmp_segment("<exif:GPSLatitude>48,1N</exif:GPSLatitude>"),
        xmp_segment("<photoshop:Country>X</photoshop:Country>"),
        xmp_segment("<Iptc4xmpExt:LocationShown><rdf:Bag/></Iptc4xmpExt:LocationShown>"),
        iptc_segment(&[iptc(101, b"X")]),
    ];
    for place in places {
        assert!(taken(&[place]).location);
    }
    let only_version = exif(&[], &[], &[(0x0000, 1, vec![2, 3, 0, 0])], b"");
    assert!(!taken(&[exif_segment(&only_version)]).location);
}

#[test]
fn xmp_is_found_where_it_does_not_belong() {
    let packet = xmp("<photoshop:City>X</photoshop:City>");
    let strange = segment(0xEE, &[b"http://ns.adobe.com/xap/1.0/\0", &packet[..]].concat());
    let intake = taken(&[strange]);
    assert!(intake.location);
    assert_eq!(intake.removed, ["XMP"]);
}

#[test]
fn names_are_few_and_plain() {
    let many: Vec<Vec<u8>> = (0..=255).map(|field| iptc(field, b"x")).collect();
    let entries: Vec<_> = (0..500).map(|n| short(0xB000 + n, 1)).collect();
    let intake = taken(&[iptc_segment(&many), exif_segment(&exif(&entries, &[], &[], b""))]);
    assert_eq!(intake.removed.len(), 200);
    assert!(intake.removed.is_sorted());
    let plain = |c: char| c.is_ascii_alphanumeric() || " ._-:".contains(c);
    assert!(intake.removed.iter().all(|name| name.chars().all(plain)));
}

fn taken_of_png(tiff: &[u8]) -> Intake {
    let bytes = png_chunks(&png(gradient(8, 8)), &[png_chunk(b"eXIf", tiff)]);
    take_in(&bytes, &Limits::default()).unwrap()
}

#[test]
fn exif_of_any_size_is_read() {
    let second = [blob(0x927C, &vec![7; 3_000_000]), text(0xA434, "Example 23mm F2")];
    let place = [ratio(0x0002, 48, 1)];
    let first = [text(0x010E, "A pier"), text(0x010F, "Example")];
    let intake = taken_of_png(&exif(&first, &second, &place, &vec![9; 200_000]));
    assert!(intake.location);
    let names = ["GPSLatitude", "ImageDescription", "LensModel", "Make", "MakerNote", "Thumbnail"];
    assert_eq!(intake.removed, names.map(|name| format!("Exif.{name}")));
    let camera = intake.camera.unwrap();
    assert_eq!(camera.lens.as_deref(), Some("Example 23mm F2"));
    assert_eq!(intake.words.caption.as_deref(), Some("A pier"));

    let nowhere = exif(&first, &second, &[], b"");
    assert!(!taken_of_png(&nowhere).location);
}

#[test]
fn exif_that_cannot_be_read_may_hold_a_place() {
    let crowd: Vec<_> = (0..2100).map(|number| short(number, 1)).collect();
    let unread = |tiff: &[u8]| {
        let intake = taken_of_png(tiff);
        assert_eq!(intake.removed, ["Exif"]);
        intake.location
    };
    for large in [0, 200_000] {
        let crowded = exif(&crowd, &[blob(0x927C, &vec![7; large])], &[], b"");
        assert!(unread(&crowded), "there is a directory for places");
    }
    assert!(unread(b"no header\x25\x88\x04\0"));
    assert!(!unread(&vec![b'x'; 200_000]));
}
