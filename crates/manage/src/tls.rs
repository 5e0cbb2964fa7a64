//! HTTPS by Rocket itself: a certificate that was renewed is taken up, and who comes by plain HTTP is led on.

use crate::Failure;
use rocket::figment::Figment;
use rocket::http::{Header, Status};
use rocket::response::{self, Responder, Response};
use rocket::{Build, Request, Rocket, Shutdown};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// The files of `tls.certs` and `tls.key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Files {
    certs: PathBuf,
    key: PathBuf,
}

impl Files {
    /// Those that are configured, if any are.
    pub(crate) fn of(figment: &Figment) -> Option<Self> {
        let path = |name: &str| figment.extract_inner::<PathBuf>(name).ok();
        Some(Self { certs: path("tls.certs")?, key: path("tls.key")? })
    }

    /// When they were changed last.
    fn changed(&self) -> Option<(SystemTime, SystemTime)> {
        let time = |path: &PathBuf| std::fs::metadata(path).and_then(|it| it.modified()).ok();
        Some((time(&self.certs)?, time(&self.key)?))
    }

    /// Whether a server can be started with them.
    ///
    /// # Errors
    /// What is wrong with which of them.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let wrong = |name, why: String| Failure::new(format!("tls.{name}: {why}"));
        let certs = CertificateDer::pem_file_iter(&self.certs)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|why| wrong("certs", why.to_string()))?;
        let key =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|why| wrong("key", why.to_string()))?;
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|why| wrong("certs", why.to_string()))?
            .with_no_client_auth()
            .with_single_cert(certs, key)
            .map_err(|why| wrong("key", why.to_string()))?;
        Ok(())
    }

    /// Tells the server to stop as soon as both files have changed and fit together; `renewed` then says why it stopped. Rocket reads
    /// a certificate only once, so a new one takes a new start, within the same process.
    pub(crate) async fn watch(self, shutdown: Shutdown, renewed: Arc<AtomicBool>) {
        let mut known = self.changed();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.changed();
            if now.is_none() || now == known {
                continue;
            }
            match self.check() {
                Ok(()) => {
                    tracing::info!("the certificate was renewed");
                    renewed.store(true, Ordering::SeqCst);
                    shutdown.notify();
                    return;
                }
                Err(why) => {
                    // Perhaps only one of them has been written yet.
                    tracing::warn!("a changed certificate is not taken up: {why}");
                    known = now;
                }
            }
        }
    }
}

/// Where somebody is led who came by plain HTTP.
struct Onward(String);

impl<'r> Responder<'r, 'static> for Onward {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let place = Header::new("location", self.0);
        Response::build().status(Status::PermanentRedirect).header(place).ok()
    }
}

#[rocket::catch(default)]
fn onward(_: Status, request: &Request<'_>) -> Onward {
    let base = request.rocket().state::<Base>().map_or("", |it| it.0.as_str());
    Onward(format!("{base}{}", request.uri()))
}

/// The site's own address.
struct Base(String);

/// A server at `address` that leads everybody to the same place below `public_url`.
pub(crate) fn redirects(figment: &Figment, address: SocketAddr, public_url: &str) -> Rocket<Build> {
    let figment = figment
        .clone()
        .merge(("address", address.ip()))
        .merge(("port", address.port()))
        .merge(("tls", figment::value::Empty::None));
    rocket::custom(figment)
        .manage(Base(public_url.to_owned()))
        .register("/", rocket::catchers![onward])
}
