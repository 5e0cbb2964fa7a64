//! An S3-compatible store inside the test process.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::SimpleAuth;
use s3s::host::SingleDomain;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3Result, s3_error};
use tempfile::TempDir;

use crate::background::Server;
use crate::files;

/// The domain of buckets that are part of the host's name. No resolver knows it.
const DOMAIN: &str = "s3.test";

/// A store with one empty bucket. Its objects are files in a temporary folder, so a test can look at what is
/// really stored, and whether it is really gone.
#[derive(Debug)]
pub struct S3Server {
    /// The address without the bucket.
    pub endpoint: String,
    /// The one bucket.
    pub bucket: String,
    /// The public half of the only valid credentials.
    pub access_key: String,
    /// The secret half.
    pub secret_key: String,
    /// Where the server really listens, for clients that do not know [`DOMAIN`].
    proxy: Option<String>,
    folder: TempDir,
    outage: Arc<AtomicBool>,
    _server: Server,
}

impl S3Server {
    /// Starts a store with the bucket in the path: `http://127.0.0.1:1234/photos/key`.
    pub async fn start() -> Self {
        let mut store = Self::listen().await;
        store.endpoint = store.proxy.take().expect("an address");
        store
    }

    /// Starts a store with the bucket in the host's name: `http://photos.s3.test/key`. That name exists
    /// nowhere; the store also serves as the HTTP proxy that finds it (see [`S3Server::environment`]).
    pub async fn start_virtual_hosted() -> Self {
        Self::listen().await
    }

    async fn listen() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outage = Arc::new(AtomicBool::new(false));
        let (bucket, access_key, secret_key) = ("photos", "AKTINTYPE", "secret-of-the-test-store");
        tokio::fs::create_dir(folder.path().join(bucket)).await.expect("a new folder");
        let mut builder =
            S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).expect("a store"));
        builder.set_auth(SimpleAuth::from_single(access_key, secret_key));
        builder.set_access(Access { outage: Arc::clone(&outage) });
        builder.set_host(SingleDomain::new(DOMAIN).expect("a domain"));
        let service = builder.build();
        let (address, server) = Server::start(move |stream| serve(stream, service.clone())).await;
        Self {
            endpoint: format!("http://{DOMAIN}"),
            bucket: bucket.to_owned(),
            access_key: access_key.to_owned(),
            secret_key: secret_key.to_owned(),
            proxy: Some(format!("http://{address}")),
            folder,
            outage,
            _server: server,
        }
    }

    /// The settings that make a site use this store.
    pub fn environment(&self) -> Vec<(String, String)> {
        let mut settings = vec![
            ("TINTYPE_STORAGE__KIND", "s3".to_owned()),
            ("TINTYPE_STORAGE__ENDPOINT", self.endpoint.clone()),
            ("TINTYPE_STORAGE__REGION", "us-east-1".to_owned()),
            ("TINTYPE_STORAGE__BUCKET", self.bucket.clone()),
            ("TINTYPE_STORAGE__ACCESS_KEY", self.access_key.clone()),
            ("TINTYPE_STORAGE__SECRET_KEY", self.secret_key.clone()),
            ("TINTYPE_STORAGE__PATH_STYLE", self.proxy.is_none().to_string()),
        ];
        if let Some(proxy) = &self.proxy {
            settings.extend([("http_proxy", proxy.clone()), ("no_proxy", String::new())]);
        }
        settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// From now on every request gets 503, until this is called with `false`.
    pub fn out_of_order(&self, out: bool) {
        self.outage.store(out, Ordering::SeqCst);
    }

    /// The keys of all stored objects, in order.
    pub fn keys(&self) -> Vec<String> {
        files::below(&self.root())
    }

    /// The bytes of an object, or nothing where there is none.
    pub fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        std::fs::read(self.root().join(key)).ok()
    }

    /// An object is gone, as if it had never been put.
    pub fn lose(&self, key: &str) {
        std::fs::remove_file(self.root().join(key)).expect("it was there");
    }

    /// The keys of the objects with these bytes in them, as proof that something was (or was not) stored.
    pub fn keys_containing(&self, needle: &[u8]) -> Vec<String> {
        let contains = |key: &String| {
            let bytes = self.bytes(key).unwrap_or_default();
            bytes.windows(needle.len()).any(|window| window == needle)
        };
        self.keys().into_iter().filter(contains).collect()
    }

    /// What is left of uploads in parts that were begun and neither completed nor aborted.
    pub fn unfinished_uploads(&self) -> Vec<String> {
        let mut notes = files::below(self.folder.path());
        notes.retain(|name| name.starts_with(".upload"));
        notes
    }

    /// s3s-fs keeps its own notes beside the bucket's folder, not in it.
    fn root(&self) -> PathBuf {
        self.folder.path().join(&self.bucket)
    }
}

async fn serve(stream: tokio::net::TcpStream, service: S3Service) {
    let http = auto::Builder::new(TokioExecutor::new());
    // A client that goes away in the middle is no fault of the server's.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

/// Lets in whoever signed with the right key, unless there is an outage.
struct Access {
    outage: Arc<AtomicBool>,
}

#[async_trait::async_trait]
impl S3Access for Access {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if self.outage.load(Ordering::SeqCst) {
            return Err(s3_error!(ServiceUnavailable, "out of order"));
        }
        match context.credentials() {
            Some(_) => Ok(()),
            None => Err(s3_error!(AccessDenied, "signature is required")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stranger_is_refused_in_both_styles() {
        let store = S3Server::start().await;
        let photo = format!("{}/photos/a.jpg", store.endpoint);
        assert_eq!(reqwest::get(&photo).await.unwrap().status(), 403);

        store.out_of_order(true);
        assert_eq!(reqwest::get(&photo).await.unwrap().status(), 503);

        let hosted = S3Server::start_virtual_hosted().await;
        let proxy = reqwest::Proxy::http(hosted.proxy.clone().unwrap()).unwrap();
        let client = reqwest::Client::builder().proxy(proxy).build().unwrap();
        assert_eq!(client.get("http://photos.s3.test/a.jpg").send().await.unwrap().status(), 403);
    }

    #[tokio::test]
    async fn what_is_stored_can_be_looked_at() {
        let store = S3Server::start().await;
        std::fs::create_dir_all(store.root().join("o/ab")).unwrap();
        std::fs::write(store.root().join("o/ab/cd.jpg"), b"picture with CANARY inside").unwrap();
        std::fs::write(store.folder.path().join(".notes.json"), b"CANARY").unwrap();

        assert_eq!(store.keys(), ["o/ab/cd.jpg"]);
        assert_eq!(store.keys_containing(b"CANARY"), ["o/ab/cd.jpg"]);
        assert_eq!(store.bytes("o/ab/ef.jpg"), None);
    }
}
