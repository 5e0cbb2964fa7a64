//! Open pages over the wire: one visitor says something, the other hears of it.

use std::time::{Duration, Instant};

use harness::{Method, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::people::{post, say, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    what_one_visitor_says_arrives_at_the_other,
    a_site_that_stops_ends_its_streams_in_order,
);

const PATIENCE: Duration = Duration::from_secs(10);
/// How long requests may go on that are under way when a site is told to stop: `shutdown.grace` in `manage`.
const GRACE: Duration = Duration::from_secs(10);

/// Opens a page's stream as a stranger's browser does.
async fn listen(world: &World, photo: &Value) -> TcpStream {
    let host = world.site.base().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut stream = TcpStream::connect(&host).await.expect("a way to the site");
    let request = format!(
        "GET {}/events HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n",
        text(&photo["url"])
    );
    stream.write_all(request.as_bytes()).await.expect("an open way");
    stream
}

/// Reads until these words have come.
async fn until(stream: &mut TcpStream, words: &str) -> String {
    let mut read = String::new();
    let reading = async {
        let mut part = [0; 1_024];
        while !read.contains(words) {
            let count = stream.read(&mut part).await.expect("an open way");
            assert!(count > 0, "it ended before {words}: {read}");
            read.push_str(&String::from_utf8_lossy(&part[..count]));
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("in time");
    read
}

async fn what_one_visitor_says_arrives_at_the_other(stack: Stack) {
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&ada, &[], 1).await;
    let mut stranger = listen(&world, &photo).await;
    let head = until(&mut stranger, "retry:").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.to_lowercase().contains("content-type: text/event-stream"), "{head}");
    let said = say(&bea, &photo, "Well seen").await.expect(201).json;
    let told = until(&mut stranger, text(&said["id"])).await;
    assert!(told.contains("event:comment"), "{told}");

    // So is what somebody likes, and that they do no longer.
    let like = format!("{}/like", text(&photo["url"]));
    bea.exchange(bea.request(Method::PUT, &like)).await.expect(200);
    until(&mut stranger, "event:likes").await;
    bea.exchange(bea.request(Method::DELETE, &like)).await.expect(200);
    until(&mut stranger, "event:likes").await;

    // What is hidden from them tells them nothing.
    let hidden = post(&ada, &[("visibility", "private")], 2).await;
    let mut stranger = listen(&world, &hidden).await;
    let head = until(&mut stranger, "\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
}

async fn a_site_that_stops_ends_its_streams_in_order(stack: Stack) {
    // Init: several pages are open; one of them is a browser's that is just told something.
    let mut world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&ada, &[], 1).await;
    let other = post(&ada, &[], 2).await;
    let mut open = Vec::new();
    for photo in [&photo, &photo, &photo, &other] {
        let mut stream = listen(&world, photo).await;
        until(&mut stream, "retry:").await;
        open.push(stream);
    }
    let said = say(&bea, &photo, "Good night").await.expect(201).json;
    until(&mut open[0], text(&said["id"])).await;

    // Act: the service manager wants the site to end.
    let begun = Instant::now();
    let status = world.site.stop().await;

    // Verify: it did not have to wait for those who listen, and each stream was ended, not torn.
    assert!(status.success(), "{status}");
    assert!(begun.elapsed() < GRACE, "it took {:?}", begun.elapsed());
    for stream in &mut open {
        let mut rest = Vec::new();
        let reading = stream.read_to_end(&mut rest);
        tokio::time::timeout(PATIENCE, reading).await.expect("it ends").expect("in order");
        let rest = String::from_utf8_lossy(&rest).into_owned();
        assert!(rest.ends_with("0\r\n\r\n"), "{rest:?}");
    }
    let complaints = world.site.stderr();
    assert!(!["ERROR", "panicked"].iter().any(|it| complaints.contains(it)), "{complaints}");
}
