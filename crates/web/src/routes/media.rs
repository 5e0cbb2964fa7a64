use crate::assets::Assets;
use crate::blob::{Accelerated, Blob, Bytes, IMMUTABLE, PERSONAL, REVALIDATE};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use rocket::http::Status;
use rocket::{Either, Route, State, get, routes};

pub(crate) fn pages() -> Vec<Route> {
    routes![picture, asset]
}

/// A part of a picture, for whoever may open its photo. The address is looked up as it is; it never becomes a path or a key
/// of the store.
#[get("/media/<image>/<part>")]
async fn picture(
    image: &str,
    part: &str,
    who: &Identity,
    services: &State<Services>,
    settings: &State<WebSettings>,
) -> Result<Either<Blob, Accelerated>, Problem> {
    let caching = |public| if public { IMMUTABLE } else { PERSONAL };
    if let Some(prefix) = &settings.accel_redirect {
        let it = services.photos.admitted(who.member(), image, part).await?;
        return Ok(Either::Right(Accelerated {
            location: format!("{prefix}{}", it.key),
            media_type: it.media_type.clone(),
            caching: caching(it.public),
            filename: filename(image, part),
        }));
    }
    let picture = services.photos.picture(who.member(), image, part).await?;
    let it = &picture.admitted;
    Ok(Either::Left(Blob {
        media_type: it.media_type.clone(),
        etag: it.hash.chars().take(32).collect(),
        caching: caching(it.public),
        filename: Some(filename(image, part)),
        bytes: Bytes::Shared(picture.bytes),
    }))
}

/// What a browser calls the file. Both are known by now to be what the site itself has made.
fn filename(image: &str, part: &str) -> String {
    let image: String = image.chars().take(8).collect();
    format!("{image}-{part}")
}

#[get("/static/<name>?<v>")]
fn asset(name: &str, v: Option<&str>, assets: &State<Assets>) -> Result<Blob, Problem> {
    let found = assets.get(name);
    let asset = found.ok_or_else(|| Problem::new(Status::NotFound, "problem-not-found"))?;
    Ok(Blob {
        bytes: Bytes::Own(asset.bytes.clone()),
        media_type: asset.media_type.to_owned(),
        etag: asset.hash.clone(),
        caching: if v == Some(asset.hash.as_str()) { IMMUTABLE } else { REVALIDATE },
        filename: None,
    })
}
