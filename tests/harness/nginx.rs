//! What stands in front of the site: a real nginx, with the file that owners are given.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Response};
use tempfile::TempDir;

use crate::certificate::Certificate;
use crate::kept::Kept;
use crate::site::free_port;
use crate::visitor::client;

const CONFIGURATION: &str = include_str!("../../docs/nginx.conf");

/// What `docs/nginx.conf` needs around it when it is alone on a machine, with `user root` where tests run as root. A test may say
/// from which address it comes.
const AROUND: &str = "daemon off; pid FOLDER/pid; error_log FOLDER/error.log; worker_processes 1; USER
events { worker_connections 512; }
http { include /etc/nginx/mime.types; access_log FOLDER/access.log; client_body_temp_path FOLDER/body;
proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/f; uwsgi_temp_path FOLDER/u; scgi_temp_path FOLDER/s;
set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address; include FOLDER/site.conf; }";

/// nginx for the name `localhost`, on ports of its own. It goes when this value is dropped.
#[derive(Debug)]
pub struct Nginx {
    http: u16,
    https: u16,
    certificate: Certificate,
    folder: TempDir,
    process: Option<Kept>,
}

impl Nginx {
    /// Chooses ports, so that the site can be told its address before nginx starts.
    pub fn prepare() -> Self {
        let (http, https) = (free_port(), free_port());
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { http, https, certificate: Certificate::new(), folder, process: None }
    }

    /// Where people find the site: the setting `public_url`.
    pub fn base(&self) -> String {
        format!("https://localhost:{}", self.https)
    }

    /// Where those come who type no scheme.
    pub fn plain_base(&self) -> String {
        format!("http://localhost:{}", self.http)
    }

    /// Starts it in front of the site at `site` (`http://127.0.0.1:…`) whose picture folder is `media`.
    pub async fn start(&mut self, site: &str, media: &Path) {
        let file = |path: std::path::PathBuf| path.display().to_string();
        let configuration = CONFIGURATION
            .replace("https://photos.example$", &format!("{}$", self.base()))
            .replace("/etc/ssl/photos.example.pem", &file(self.certificate.file()))
            .replace("/etc/ssl/photos.example.key", &file(self.certificate.key_file()))
            .replace("photos.example", "localhost")
            .replace("http://127.0.0.1:8000", site)
            .replace("/var/log/nginx/", &format!("{}/", self.folder.path().display()))
            .replace("/srv/tintype/var/media/", &format!("{}/", media.display()))
            .replace("listen 80", &format!("listen 127.0.0.1:{}", self.http))
            .replace("listen 443", &format!("listen 127.0.0.1:{}", self.https));
        let folder = self.folder.path();
        let id = Command::new("id").arg("-u").output().expect("id can be run");
        let user = if id.stdout == b"0\n" { "user root;" } else { "" };
        let around = AROUND.replace("FOLDER", &folder.display().to_string()).replace("USER", user);
        std::fs::write(folder.join("site.conf"), configuration).expect("a file");
        std::fs::write(folder.join("nginx.conf"), around).expect("a file");
        let mut command = Command::new("nginx");
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin")).arg("-c").arg(folder.join("nginx.conf"));
        command.arg("-p").arg(folder).stdout(Stdio::null());
        let said = std::fs::File::create(folder.join("error.log")).expect("a file");
        command.stderr(said);
        self.process = Some(Kept::spawn(&mut command));
        self.listens().await;
    }

    async fn listens(&self) {
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", self.https)).is_err() {
            let said = std::fs::read_to_string(self.folder.path().join("error.log"));
            assert!(Instant::now() < end, "nginx does not listen: {said:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A client that trusts its certificate, follows nothing, and finds `name` here too.
    pub fn client(&self, name: &str) -> Client {
        let pem = reqwest::Certificate::from_pem(self.certificate.pem.as_bytes());
        let here = SocketAddr::from(([127, 0, 0, 1], self.https));
        let client = client().add_root_certificate(pem.expect("a certificate"));
        // The certificate does not know the names of others.
        let client = client.resolve(name, here).danger_accept_invalid_certs(name != "localhost");
        client.build().expect("a client")
    }

    /// Gets a path as a stranger does.
    pub async fn get(&self, path: &str) -> Response {
        let client = self.client("localhost");
        client.get(format!("{}{path}", self.base())).send().await.expect("nginx answers")
    }

    /// What it wrote into its logs, all of it.
    pub fn logs(&self) -> String {
        let read = |name| std::fs::read_to_string(self.folder.path().join(name));
        [read("access.log"), read("error.log")].into_iter().flatten().collect()
    }
}
