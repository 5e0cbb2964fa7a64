//! A certificate for this machine, trusted by nobody who is not told to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A self-signed certificate for `localhost` and 127.0.0.1, also as files.
#[derive(Debug)]
pub(crate) struct Certificate {
    /// The certificate, which is its own authority.
    pub(crate) pem: String,
    /// What a server of rustls needs.
    pub(crate) server: Arc<ServerConfig>,
    folder: TempDir,
}

impl Certificate {
    /// Makes a new one.
    pub(crate) fn new() -> Self {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions that ring knows")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a key that fits");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pem = made.cert.pem();
        std::fs::write(folder.path().join("cert.pem"), &pem).expect("a file");
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem())
            .expect("a file");
        Self { pem, server: Arc::new(server), folder }
    }

    /// The file with the certificate.
    pub(crate) fn file(&self) -> PathBuf {
        self.in_folder("cert.pem")
    }

    /// The file with the private key.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.in_folder("key.pem")
    }

    fn in_folder(&self, name: &str) -> PathBuf {
        Path::join(self.folder.path(), name)
    }
}
