//! HTTPS by the program itself: headers, cookies, a renewed certificate, and who comes by plain HTTP.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use harness::{Certificate, Site};

fn configured(certificate: &Certificate) -> String {
    let (certs, key) = (certificate.file(), certificate.key_file());
    format!("{{certs=\"{}\",key=\"{}\"}}", certs.display(), key.display())
}

#[tokio::test]
async fn the_program_speaks_https_itself_and_takes_up_a_new_certificate() {
    // Init.
    let certificate = Certificate::new();
    let plain = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut site = Site::builder().set("ROCKET_TLS", &configured(&certificate)).prepare();
    let base = site.base();
    site.set("TINTYPE_PUBLIC_URL", &base);
    site.set("TINTYPE_HTTP_REDIRECT", &plain.to_string());
    site.restart().await;

    // Verify: cookies and headers are those of HTTPS.
    let page = certificate.client().get(format!("{base}/login")).send().await.unwrap();
    let cookie = page.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-visitor=") && cookie.contains("Secure"), "{cookie}");
    let hsts = page.headers()["strict-transport-security"].to_str().unwrap();
    assert!(hsts.contains("max-age=31536000") && hsts.contains("includeSubDomains"), "{hsts}");

    // Verify: plain HTTP leads to the same place, whatever host it was asked for.
    let asked = certificate.client().get(format!("http://{plain}/photos/x?a=1"));
    let led = asked.header("Host", "evil.test").send().await.unwrap();
    assert_eq!(led.status(), 308);
    assert_eq!(led.headers()["location"], format!("{base}/photos/x?a=1"));

    // Verify: a certificate that is renewed is served within seconds, without a new start of the process.
    let pid = site.pid();
    let renewed = certificate.renewed();
    let end = Instant::now() + Duration::from_secs(30);
    while renewed.client().get(format!("{base}/healthz")).send().await.is_err() {
        assert!(Instant::now() < end, "{}", site.stderr());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(site.pid(), pid);

    // Verify: half a pair changes nothing.
    std::fs::write(renewed.key_file(), "nonsense").unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    while !site.stderr().contains("not taken up") {
        assert!(Instant::now() < end, "{}", site.stderr());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    renewed.client().get(format!("{base}/healthz")).send().await.unwrap();
    assert!(site.stop().await.success());
}
