use crate::out::say;
use crate::{Failure, Site};
use rocket::fairing::{AdHoc, Fairing};
use services::{Actor, People, Worker};

/// Serves the site until it is told to stop.
pub(crate) async fn run(migrate: bool) -> Result<(), Failure> {
    let site = if migrate { Site::open_migrated()? } else { Site::open()? };
    let hint = first_admin(&site).await?;
    let lines = site.describe();
    let worker = Worker::new(site.context.clone());
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
        .attach(working(worker));
    rocket.launch().await?;
    Ok(())
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
