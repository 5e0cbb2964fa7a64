use crate::out::say;
use crate::tls::{self, Files};
use crate::{Failure, Site};
use rocket::fairing::{AdHoc, Fairing};
use rocket::{Build, Rocket};
use services::{Actor, Live, People, Search, Worker};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Serves the site until it is told to stop; once more whenever its certificate was renewed.
pub(crate) async fn run(migrate: bool) -> Result<(), Failure> {
    let mut site = if migrate { Site::open_migrated()? } else { Site::open()? };
    let certificate = Files::of(&site.figment);
    if let Some(files) = &certificate {
        files.check()?;
    }
    let redirects = redirects(&site)?.map(|it| tokio::spawn(it.launch()));
    while serve(&site, certificate.clone()).await? {
        site = Site::open()?;
    }
    if let Some(server) = redirects {
        server.abort();
    }
    Ok(())
}

/// The server that leads from plain HTTP to HTTPS, where the owner wants one.
fn redirects(site: &Site) -> Result<Option<Rocket<Build>>, Failure> {
    let Some(address) = site.settings.http_redirect else { return Ok(None) };
    let url = &site.context.policy.public_url;
    if !url.starts_with("https://") {
        return Err(Failure::new("tintype.http_redirect: needs a public_url with https://"));
    }
    Ok(Some(tls::redirects(&site.figment, address, url)))
}

/// Serves until told to stop; whether that was for a new certificate.
async fn serve(site: &Site, certificate: Option<Files>) -> Result<bool, Failure> {
    let hint = first_admin(site).await?;
    let lines = site.describe();
    let worker = Worker::new(site.context.clone());
    let (clerk, search) = (worker.clone(), Search::new(site.context.clone()));
    let renewed = Arc::new(AtomicBool::new(false));
    let rocket = site
        .rocket()?
        .attach(AdHoc::on_liftoff("greeting", move |rocket| {
            let config = rocket.config();
            let scheme = if config.tls_enabled() { "https" } else { "http" };
            let address = std::net::SocketAddr::new(config.address, config.port);
            Box::pin(async move {
                say(format!("Tintype {} is at {scheme}://{address}", env!("CARGO_PKG_VERSION")));
                lines.iter().chain(&hint).for_each(|line| say(format!("  {line}")));
            })
        }))
        .attach(working(worker))
        .attach(filling(search))
        .attach(watching(certificate, Arc::clone(&renewed)))
        .attach(parting(site.context.live.clone()));
    let ended = rocket.launch().await;
    // Whatever was counted for the last requests.
    clerk.settle().await;
    ended?;
    Ok(renewed.load(Ordering::SeqCst))
}

/// Looks after the certificate beside the server.
fn watching(certificate: Option<Files>, renewed: Arc<AtomicBool>) -> impl Fairing {
    AdHoc::on_liftoff("certificate", move |rocket| {
        let shutdown = rocket.shutdown();
        Box::pin(async move {
            if let Some(files) = certificate {
                tokio::spawn(files.watch(shutdown, renewed));
            }
        })
    })
}

/// Runs the worker beside the server until it is told to stop. What the worker was doing then is
/// done again later: letters and blobs are leased.
fn working(worker: Worker) -> impl Fairing {
    AdHoc::on_liftoff("worker", move |rocket| {
        let shutdown = rocket.shutdown();
        Box::pin(async move {
            tokio::spawn(async move {
                tokio::select! {
                    () = worker.run() => {}
                    () = shutdown => {}
                }
            });
        })
    })
}

/// Writes down, beside the server, what photos and people from before searching are found by; at the next start nothing is missing.
fn filling(search: Search) -> impl Fairing {
    AdHoc::on_liftoff("search", move |rocket| {
        let shutdown = rocket.shutdown();
        Box::pin(async move {
            tokio::spawn(async move {
                tokio::select! {
                    filled = search.fill() => if let Err(why) = filled {
                        tracing::warn!("not everything can be found yet: {why}");
                    },
                    () = shutdown => {}
                }
            });
        })
    })
}

/// How long open pages may take to be told that there is no more to come.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long a connection takes to close of which nothing more is wanted.
const CLOSING: Duration = Duration::from_millis(200);

/// Lets open pages go before anything else is done at the end: whatever connection is still there in the first moment, and were
/// it only about to close, would hold the end up for as long as uploads may take.
fn parting(live: Live) -> impl Fairing {
    AdHoc::on_shutdown("streams", move |_| {
        Box::pin(async move {
            let gone = async {
                while live.count() > 0 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            let _ = tokio::time::timeout(FAREWELL, gone).await;
            tokio::time::sleep(CLOSING).await;
        })
    })
}

/// How to make the first admin, while there is no account.
async fn first_admin(site: &Site) -> Result<Option<String>, Failure> {
    if People::new(site.context.clone(), Actor::site()).count().await? > 0 {
        return Ok(None);
    }
    let program = if std::env::var_os("CARGO").is_some() { "cargo run --" } else { "tintype" };
    Ok(Some(format!(
        "nobody is here yet; make the first admin: \
         {program} user add NAME --email ADDRESS --admin --verified"
    )))
}
