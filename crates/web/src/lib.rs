#![doc = include_str!("../README.md")]

mod assets;
mod blob;
mod catchers;
mod chart;
mod chrome;
mod client;
mod cookies;
mod document;
mod download;
mod explained;
mod face;
mod feeds;
mod format;
mod forms;
mod headers;
mod identity;
mod image_object;
mod input;
mod licenses;
mod locale;
mod multipart;
mod openapi;
mod origin;
mod problem;
mod reads;
mod routes;
mod saved;
mod scopes;
mod seen;
mod shared;
mod state;
mod templates;
mod upload;
mod view;
mod xml;

pub use format::Format;
pub use openapi::openapi;
pub use state::{Machines, Services, WebSettings};

use rocket::figment::Figment;
use rocket::shield::Shield;
use rocket::{Build, Rocket, Route};

/// Everything a browser can ask for: what is mounted at `/`.
pub fn routes() -> Vec<Route> {
    [routes::routes(), routes::pages()].concat()
}

/// Everything the outside world can ask of the site: the pages at `/`, their JSON twins below
/// [`Format::API`].
pub fn rocket(figment: Figment, services: Services, settings: WebSettings) -> Rocket<Build> {
    let limits = state::limits(settings.upload_bytes, settings.upload_files);
    let figment = figment.merge(("limits", limits)).merge(("template_dir", &settings.template_dir));
    rocket::custom(figment)
        .manage(services)
        .manage(settings)
        .manage(assets::Assets::build())
        .manage(reads::Reads::new())
        .mount("/", routes())
        .mount(Format::API, routes::routes())
        .mount(Format::API, routes::api())
        .register("/", catchers::catchers())
        .attach(Shield::new())
        .attach(headers::Headers)
        .attach(seen::Heads)
        .attach(templates::fairing())
}
