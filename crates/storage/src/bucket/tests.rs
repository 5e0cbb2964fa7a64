use super::{Patience, S3Settings, S3Store};
use ports::{BlobStore, StoreError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG";
const NAME: &str = "AKIAEXAMPLE";

/// A server that says what it is told to, one answer per connection, and notes down what it hears.
struct Script {
    endpoint: String,
    heard: JoinHandle<Vec<String>>,
}

impl Script {
    /// An empty answer hangs up; a server that has said everything is gone.
    async fn play(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let endpoint = format!("http://{}", listener.local_addr().expect("is bound"));
        let heard = tokio::spawn(async move {
            let mut heard = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().await.expect("is called");
                heard.push(hear(&mut stream).await);
                stream.write_all(answer.as_bytes()).await.expect("answers");
            }
            heard
        });
        Self { endpoint, heard }
    }

    fn store(&self) -> S3Store {
        let settings = S3Settings { endpoint: self.endpoint.clone(), ..settings() };
        let patience = Patience { pause: Duration::from_millis(1), ..Patience::default() };
        S3Store::open(settings).expect("opens").with_patience(patience)
    }

    /// The request lines, for a script that was played to its end.
    async fn lines(self) -> Vec<String> {
        let heard = self.heard.await.expect("played to its end");
        heard.iter().filter_map(|request| Some(request.split_once(" HTTP")?.0.to_owned())).collect()
    }
}

/// A whole request, with its headers in lower case.
async fn hear(stream: &mut TcpStream) -> String {
    let (mut reader, mut head) = (BufReader::new(stream), String::new());
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).await.expect("hears") > 0, "hung up after {head}");
    }
    let (line, headers) = head.split_once("\r\n").expect("has a first line");
    let headers = headers.to_lowercase();
    let length = headers.split_once("content-length: ").and_then(|(_, rest)| rest.split_once('\r'));
    let mut body = vec![0; length.map_or(0, |(digits, _)| digits.parse().expect("is a number"))];
    reader.read_exact(&mut body).await.expect("hears the body");
    format!("{line}\r\n{headers}")
}

fn says(status: u16, headers: &str, body: &str) -> String {
    let length = if headers.contains("length") {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    format!("HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}{length}\r\n{body}")
}

/// The answer to a request for the beginning of `whole`, of which `bytes` arrive.
fn part(whole: &str, bytes: &str) -> String {
    let (last, total) = (whole.len() - 1, whole.len());
    says(206, &format!("etag: \"x\"\r\ncontent-range: bytes 0-{last}/{total}\r\n"), bytes)
}

fn settings() -> S3Settings {
    S3Settings {
        endpoint: "https://s3.example.org/".to_owned(),
        region: "garage".to_owned(),
        bucket: "photos".to_owned(),
        access_key: NAME.to_owned(),
        secret_key: SECRET.to_owned(),
        path_style: true,
        prefix: "/tintype//x/".to_owned(),
    }
}

fn keeps_secrets(store: &S3Store, why: &StoreError) {
    let shown = format!("{why} {why:?} {store:?} {:?} {}", settings(), store.describe());
    assert!(!shown.contains(SECRET) && !shown.contains(NAME), "{shown}");
}

#[tokio::test]
async fn a_put_is_looked_at_afterwards_and_lasts_for_ever() {
    let script = Script::play(vec![
        says(200, "etag: \"abc\"\r\n", ""),
        says(200, "content-length: 5\r\netag: W/\"abc\"\r\n", ""),
    ])
    .await;
    script.store().put("ab/c.webp", b"bytes", "image/webp").await.expect("stores");
    let heard = script.heard.await.expect("played");
    assert!(heard[0].starts_with("PUT /photos/tintype/x/ab/c.webp HTTP"), "{}", heard[0]);
    assert!(heard[0].contains("cache-control: max-age=31536000, immutable\r\n"));
    assert!(heard[0].contains("content-type: image/webp\r\n"));
    assert!(heard[1].starts_with("HEAD /photos/tintype/x/ab/c.webp HTTP"));
}

#[tokio::test]
async fn a_put_that_cannot_be_seen_failed() {
    let heads = [
        (says(200, "content-length: 4\r\n", ""), "5 bytes were put, and afterwards Some(4)"),
        (says(200, "content-length: 5\r\netag: \"x\"\r\n", ""), "other bytes"),
        (says(404, "", ""), "status 404"),
        (says(403, "", ""), "status 403"),
    ];
    for (head, words) in heads {
        let script = Script::play(vec![says(200, "etag: \"abc\"\r\n", "<Error/>"), head]).await;
        let why = script.store().put("a", b"bytes", "image/webp").await.expect_err("is found out");
        assert!(why.reason.starts_with(words), "{why}");
    }
}

#[tokio::test]
async fn passing_trouble_is_sat_out() {
    let script = Script::play(vec![
        says(503, "", "<Error><Code>SlowDown</Code></Error>"),
        String::new(),
        part("bytes", "bytes"),
        says(500, "", ""),
        says(200, "", "<Error><Code>InternalError</Code></Error>"),
        says(204, "", ""),
    ])
    .await;
    let store = script.store();
    assert_eq!(store.get("a").await.expect("gets"), Some(b"bytes".to_vec()));
    store.remove("a").await.expect("removes");
    assert_eq!(script.lines().await.len(), 6);

    let script = Script::play(vec![says(503, "", ""); 5]).await;
    let why = script.store().put("a", b"1", "image/png").await.expect_err("is down");
    assert_eq!(why.reason, "status 503");
    assert_eq!(script.lines().await, ["PUT /photos/tintype/x/a"; 5]);
}

#[tokio::test]
async fn what_is_not_there_is_no_trouble_but_a_missing_bucket_is() {
    let script = Script::play(vec![says(404, "", ""), says(404, "", "")]).await;
    let store = script.store();
    assert_eq!(store.get("a").await.expect("answers"), None);
    store.remove("a").await.expect("is gone anyway");

    let gone = says(404, "", "<Error><Code>NoSuchBucket</Code></Error>");
    let script = Script::play(vec![gone.clone(), gone]).await;
    let store = script.store();
    store.get("a").await.expect_err("has no bucket");
    store.remove("a").await.expect_err("has no bucket");
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let cut_off = says(206, "content-range: bytes 0-9/10\r\ncontent-length: 10\r\n", "bytes");
    // What HTTP/1.0 says ends when the connection does, wherever that is.
    let endless = part("0123456789", "bytes").replace("HTTP/1.1", "HTTP/1.0");
    let endless = endless.replace("content-length: 5\r\n", "");
    let wrong = says(206, "content-range: bytes 5-9/10\r\n", "bytes");
    let unsaid = says(206, "", "bytes");
    for half in [cut_off, endless, wrong, unsaid] {
        let script = Script::play(vec![half.clone(), half, part("bytes", "bytes")]).await;
        let store = script.store();
        assert_eq!(store.get("a").await.expect("gets"), Some(b"bytes".to_vec()));
        assert_eq!(script.lines().await, ["GET /photos/tintype/x/a"; 3]);
    }
}

#[tokio::test]
async fn a_server_without_ranges_is_told_from_an_error_page() {
    let whole = says(200, "etag: \"x\"\r\n", "0123456789");
    let head = says(200, "content-length: 10\r\netag: \"x\"\r\n", "");
    let script = Script::play(vec![whole.clone(), head.clone(), whole, head]).await;
    let store = script.store();
    assert_eq!(store.get("a").await.expect("gets"), Some(b"0123456789".to_vec()));
    assert_eq!(store.get_range("a", 3..5).await.expect("gets"), Some(b"34".to_vec()));

    let page = says(200, "", "<Error><Code>InternalError</Code></Error>");
    let head = says(200, "content-length: 41\r\n", "");
    let script = Script::play([page, head].into_iter().cycle().take(10).collect()).await;
    let why = script.store().get("a").await.expect_err("is no picture");
    assert_eq!(why.reason, "status 200 InternalError");
}

#[tokio::test]
async fn a_put_whose_answer_is_no_s3_answer_failed() {
    let script = Script::play(vec![says(200, "", "<Error/>"); 5]).await;
    let why = script.store().put("a", b"bytes", "image/webp").await.expect_err("is found out");
    assert_eq!(why.reason, "not the answer of S3: it has no ETag");
    assert_eq!(script.lines().await, ["PUT /photos/tintype/x/a"; 5]);
}

#[tokio::test]
async fn foreign_names_are_passed_over_and_the_list_goes_on() {
    let page = |more: bool, names: &[&str]| {
        let of = |name: &&str| {
            format!("<Contents><Key>tintype/x/{name}</Key><Size>5</Size><LastModified/></Contents>")
        };
        let contents: String = names.iter().map(of).collect();
        let more = format!("<Name>photos</Name><IsTruncated>{more}</IsTruncated>");
        says(200, "", &format!("<ListBucketResult>{more}{contents}</ListBucketResult>"))
    };
    let script = Script::play(vec![
        page(true, &["A", "B b&amp;"]),
        page(true, &["a", "a//b"]),
        page(false, &["b/c"]),
    ])
    .await;
    let found = script.store().list(Some("0"), 9).await.expect("lists");
    assert_eq!(found, [("a".to_owned(), 5), ("b/c".to_owned(), 5)]);
    let lines = script.lines().await;
    assert!(lines[0].contains("start-after=tintype%2Fx%2F0&max-keys=9"), "{lines:?}");
    assert!(lines[1].contains("start-after=tintype%2Fx%2FB+b%26&max-keys=9"), "{lines:?}");
    assert!(lines[2].contains("start-after=tintype%2Fx%2Fa%2F%2Fb&max-keys=8"), "{lines:?}");

    let script = Script::play(vec![page(true, &[])]).await;
    script.store().list(None, 9).await.expect_err("would go on for ever");
    let script = Script::play(vec![says(200, "", "<html/>"); 5]).await;
    let why = script.store().list(None, 9).await.expect_err("is no list");
    assert!(why.reason.starts_with("not the answer of S3: "), "{why}");
}

#[tokio::test]
async fn only_old_uploads_of_ours_are_thrown_away() {
    let upload = |key: &str, id: &str, begun: &str| {
        format!(
            "<Upload><Key>{key}</Key><UploadId>{id}</UploadId><Initiated>{begun}</Initiated>\
             <StorageClass>STANDARD</StorageClass></Upload>"
        )
    };
    let page = |more: &str, uploads: &str| {
        let rest = format!("<Bucket>photos</Bucket>{more}{uploads}");
        says(200, "", &format!("<ListMultipartUploadsResult>{rest}</ListMultipartUploadsResult>"))
    };
    let (old, new) = ("2009-10-11T12:13:14.000Z", "2999-10-11T12:13:14.000Z");
    let first = upload("tintype/x/a", "1", old) + &upload("tintype/x/b", "2", new);
    let second = upload("tintype/y/c", "3", old)
        + &upload("tintype/x/No", "4", old)
        + &upload("tintype/x/d", "5", old)
        + &upload("tintype/x/e", "6", old);
    let more = "<IsTruncated>true</IsTruncated><NextKeyMarker>tintype/x/b</NextKeyMarker>\
        <NextUploadIdMarker>2</NextUploadIdMarker>";
    let script = Script::play(vec![
        page(more, &first),
        says(204, "", ""),
        page("<IsTruncated>false</IsTruncated>", &second),
        says(204, "", ""),
        says(404, "", "<Error><Code>NoSuchUpload</Code></Error>"),
    ])
    .await;
    let count = script.store().abort_stale_uploads(Duration::from_hours(24)).await.expect("sweeps");
    assert_eq!(count, 2, "the third was gone");
    let lines = script.lines().await;
    assert!(lines[0].starts_with("GET /photos/?uploads"), "{lines:?}");
    assert!(lines[0].contains("prefix=tintype%2Fx%2F"), "{lines:?}");
    assert_eq!(lines[1], "DELETE /photos/tintype/x/a?uploadId=1");
    assert!(lines[2].contains("key-marker=tintype%2Fx%2Fb&upload-id-marker=2"), "{lines:?}");
    assert_eq!(lines[4], "DELETE /photos/tintype/x/e?uploadId=6");
}

#[tokio::test]
async fn no_error_shows_a_secret() {
    let body = format!(
        "<Error><Code>SignatureDoesNotMatch</Code><Message>{SECRET} {NAME}</Message></Error>"
    );
    let script = Script::play(vec![says(403, "", &body)]).await;
    let store = script.store();
    let why = store.get("a").await.expect_err("is refused");
    assert_eq!(why.reason, "status 403 SignatureDoesNotMatch … …");
    keeps_secrets(&store, &why);
    drop(script.heard.await);

    let why = store.put("a", b"1", "image/png").await.expect_err("nobody listens any more");
    assert!(why.reason.contains("refused"), "{why}");
    keeps_secrets(&store, &why);
    keeps_secrets(&store, &store.get("../a").await.expect_err("is no key"));
}

#[test]
fn it_says_where_it_is() {
    let describe = |settings| S3Store::open(settings).expect("opens").describe();
    assert_eq!(describe(settings()), "bucket photos at https://s3.example.org, below tintype/x/");
    let amazon = S3Settings {
        endpoint: String::new(),
        region: String::new(),
        prefix: String::new(),
        path_style: false,
        ..settings()
    };
    assert_eq!(describe(amazon.clone()), "bucket photos at https://s3.us-east-1.amazonaws.com");
    let store = S3Store::open(amazon).expect("opens");
    assert_eq!(store.bucket.url(), "https://photos.s3.us-east-1.amazonaws.com");
    assert_eq!(s3::get_retries(), 0);
}

#[test]
fn a_setting_that_will_not_do_is_named() {
    type Change = fn(&mut S3Settings);
    let changes: [(&str, Change); 8] = [
        ("storage.endpoint: ", |it| it.endpoint = "s3.example.org".to_owned()),
        ("storage.endpoint: ", |it| it.endpoint = "https://".to_owned()),
        ("storage.endpoint: ", |it| {
            it.endpoint = "https://me:wJalrXUtnFEMI/K7MDENG@host".to_owned();
        }),
        ("storage.region: ", |it| it.region = "a b".to_owned()),
        ("storage.bucket: ", |it| it.bucket = String::new()),
        ("storage.access_key: ", |it| it.access_key = "a\nb".to_owned()),
        ("storage.secret_key: ", |it| it.secret_key = String::new()),
        ("storage.prefix: ", |it| it.prefix = "a/../b".to_owned()),
    ];
    for (words, change) in changes {
        let mut broken = settings();
        change(&mut broken);
        let why = S3Store::open(broken).expect_err("is refused");
        assert!(why.reason.starts_with(words), "{why}");
        assert!(!format!("{why:?}").contains(SECRET));
    }
}
