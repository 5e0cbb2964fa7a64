//! A certificate for this machine, trusted by nobody who is not told to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::visitor::client;

/// A self-signed certificate for `localhost` and 127.0.0.1, also as files.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate, which is its own authority.
    pub(crate) pem: String,
    /// What a server of rustls needs.
    pub(crate) server: Arc<ServerConfig>,
    folder: TempDir,
}

impl Certificate {
    /// Makes a new one.
    #[expect(clippy::new_without_default, reason = "each is another")]
    pub fn new() -> Self {
        Self::within(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Puts another one in place of this one, in the same files, as programs do that renew certificates.
    #[must_use]
    pub fn renewed(self) -> Self {
        Self::within(self.folder)
    }

    /// A client that trusts this certificate and no other, and follows nothing.
    pub fn client(&self) -> reqwest::Client {
        let pem = reqwest::Certificate::from_pem(self.pem.as_bytes()).expect("a certificate");
        let client = client().tls_built_in_root_certs(false).add_root_certificate(pem);
        client.build().expect("a client")
    }

    fn within(folder: TempDir) -> Self {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions that ring knows")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a key that fits");
        let pem = made.cert.pem();
        std::fs::write(folder.path().join("cert.pem"), &pem).expect("a file");
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem())
            .expect("a file");
        Self { pem, server: Arc::new(server), folder }
    }

    /// The file with the certificate.
    pub fn file(&self) -> PathBuf {
        self.in_folder("cert.pem")
    }

    /// The file with the private key.
    pub fn key_file(&self) -> PathBuf {
        self.in_folder("key.pem")
    }

    fn in_folder(&self, name: &str) -> PathBuf {
        Path::join(self.folder.path(), name)
    }
}
