//! Bodies that are too long to be read, or that end before they should (C30, C61, F29).

use std::time::{Duration, Instant};

use harness::{App, Site, json, pictures};

use crate::wire::{self, Reply};
use crate::world::{PASSWORD, World, post, text};
use harness::chance::Chance;

const PARTS: (&str, &str) = ("Content-Type", "multipart/form-data; boundary=b");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// What comes before the bytes of a file in a form.
const START: &[u8] =
    b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.jpg\"\r\n\
    Content-Type: image/jpeg\r\n\r\n";

/// The header of somebody who is signed in.
async fn bearer(app: &App) -> String {
    let login = json!({ "login": "ada", "password": PASSWORD });
    let answer = app.post("/login", &login).await.expect(200);
    format!("Bearer {}", text(&answer.json["token"]))
}

/// C61: a body of fifty megabytes is answered in a way that can be read, and is not kept.
#[tokio::test]
async fn a_flood_of_bytes_is_refused_cleanly() {
    let world = World::with(Site::builder().set("TINTYPE_UPLOAD__MAX_BYTES", "100000")).await;
    world.add("ada", &[]).await;
    let (base, bearer) = (world.site.base(), bearer(&world.site.app()).await);
    let before = world.stored();
    let body = [START, b"\xff\xd8\xff", &vec![0; 50_000_000], b"\r\n--b--\r\n"].concat();
    let headers = [("Authorization", bearer.as_str()), PARTS];
    let request = wire::with_body("POST /api/v1/photos", &headers, &body, None);
    let reply = wire::exchange(&base, &request).await;
    assert_eq!(reply.status, 413, "{}", reply.head);
    assert!(reply.body.contains("\"file\""), "{}", reply.body);
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// Who is not signed in hears so before a single byte of the file was waited for.
#[tokio::test]
async fn a_strangers_upload_is_refused_before_it_is_read() {
    let world = World::start().await;
    let before = world.stored();
    for header in [("Authorization", "Bearer AAAA"), ("Cookie", "sid=planted"), ("X", "y")] {
        for line in ["POST /api/v1/photos", "POST /photos"] {
            // Twenty megabytes are announced; a hundred bytes come, and then nothing.
            let request = wire::with_body(line, &[header, PARTS], START, Some(20_000_000));
            let reply = wire::exchange(&world.site.base(), &request).await;
            assert_eq!(
                reply.status,
                if line.contains("api") { 401 } else { 303 },
                "{}",
                reply.head
            );
            assert_eq!(world.stored(), before);
            world.is_unharmed().await;
        }
    }
}

/// An answer that says no, or none, as both are right for somebody who hung up.
#[track_caller]
fn is_no(reply: &Reply, what: &str) {
    assert!((400..500).contains(&reply.status) || reply.status == 0, "{what}: {}", reply.head);
}

/// F29: connections that end somewhere leave nothing behind, and a text that was cut off is not taken for a whole one.
#[tokio::test]
async fn uploads_that_break_off_leave_nothing() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let (base, bearer) = (world.site.base(), bearer(&ada).await);
    let before = world.stored();
    let mut chance = Chance::new("uploads_that_break_off_leave_nothing");
    let form = [START, &pictures::jpeg(400, 300, 1), b"\r\n--b--\r\n"].concat();
    let comment = format!("body={}", "a+long+text+".repeat(8)).into_bytes();
    let place = format!("POST /api/v1{}/comments", text(&photo["url"]));
    for (line, kind, body) in [("POST /api/v1/photos", PARTS, form), (&place, FORM, comment)] {
        let request = |end: usize| {
            let headers = [("Authorization", bearer.as_str()), kind];
            wire::with_body(line, &headers, &body[..end], Some(body.len()))
        };
        let far: Vec<_> = (0..40).map(|_| chance.place(body.len() - 4)).collect();
        for end in [0, 1, 5, 12, 13, 14, 20, 40, 60, 75].into_iter().chain(far) {
            is_no(&wire::cut_short(&base, &request(end)).await, &format!("{line}: {end}"));
            wire::hang_up(&base, &request(end)).await;
        }
    }
    settled(&world).await;
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// In chunks, nothing announces how long a text is going to be.
#[tokio::test]
async fn texts_in_chunks_that_break_off_are_not_taken() {
    let world = World::start().await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let bearer = bearer(&ada).await;
    let before = world.stored();
    let head = format!(
        "POST /api/v1{}/comments HTTP/1.1\r\nHost: x\r\nAuthorization: {bearer}\r\n{}: {}\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        text(&photo["url"]),
        FORM.0,
        FORM.1
    );
    for chunks in [
        "8\r\nbody=abc",
        "8\r\nbody=abc\r\n",
        "20\r\nbody=abc",
        "20\r\nbody=abcdefghijklmnop",
        "8\r\nbody=abc\r\n0\r\n",
        "14\r\nbody=abcdefghijklmno\r\n",
    ] {
        let request = format!("{head}{chunks}");
        is_no(&wire::cut_short(&world.site.base(), request.as_bytes()).await, chunks);
    }
    assert_eq!(world.stored(), before);
    world.is_unharmed().await;
}

/// Waits until the uploads that nobody waits for have ended.
async fn settled(world: &World) {
    let end = Instant::now() + Duration::from_secs(20);
    while world.site.files().iter().any(|it| it.starts_with("tmp/uploads")) {
        assert!(Instant::now() < end, "uploads stay: {:?}", world.site.files());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
