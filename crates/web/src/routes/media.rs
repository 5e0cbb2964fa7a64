use crate::assets::Assets;
use crate::blob::{Blob, IMMUTABLE, PERSONAL, REVALIDATE};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::state::Services;
use rocket::http::Status;
use rocket::{Route, State, get, routes};

pub(crate) fn pages() -> Vec<Route> {
    routes![picture, asset]
}

/// The bytes of a picture, for whoever may open its photo. The key is looked up as it is; it
/// never becomes a path unless a row has it.
#[get("/media/<folder>/<name>")]
async fn picture(
    folder: &str,
    name: &str,
    who: &Identity,
    services: &State<Services>,
) -> Result<Blob, Problem> {
    let key = format!("{folder}/{name}");
    let picture = services.photos.picture(who.member(), &key).await?;
    Ok(Blob {
        bytes: picture.bytes.into(),
        media_type: picture.media_type,
        etag: name.to_owned(),
        caching: if picture.public { IMMUTABLE } else { PERSONAL },
        filename: Some(name.to_owned()),
    })
}

#[get("/static/<name>?<v>")]
fn asset(name: &str, v: Option<&str>, assets: &State<Assets>) -> Result<Blob, Problem> {
    let found = assets.get(name);
    let asset = found.ok_or_else(|| Problem::new(Status::NotFound, "problem-not-found"))?;
    Ok(Blob {
        bytes: asset.bytes.clone(),
        media_type: asset.media_type.to_owned(),
        etag: asset.hash.clone(),
        caching: if v == Some(asset.hash.as_str()) { IMMUTABLE } else { REVALIDATE },
        filename: None,
    })
}
