use crate::assets::Assets;
use crate::blob::{Accelerated, Blob, Bytes, IMMUTABLE, PERSONAL, PICTURE, REVALIDATE};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::state::{Services, WebSettings};
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder};
use rocket::{Either, Request, Route, State, get, routes};

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
    let caching = |public| if public { PICTURE } else { PERSONAL };
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

/// Whether the reader takes gzip (RFC 9110 §12.5.3); what is refused by `q=0` is not asked for by any browser.
#[derive(Clone, Copy)]
struct TakesGzip(bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for TakesGzip {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let taken = request.headers().get("accept-encoding").flat_map(|it| it.split(','));
        Outcome::Success(Self(
            taken.map(str::trim).any(|it| it == "gzip" || it.starts_with("gzip;q=1")),
        ))
    }
}

/// A file of the site's own, perhaps compressed.
struct Sent {
    blob: Blob,
    zipped: bool,
}

impl<'r> Responder<'r, 'static> for Sent {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.blob.respond_to(request)?;
        answer.adjoin_raw_header("vary", "accept-encoding");
        if self.zipped {
            answer.set_raw_header("content-encoding", "gzip");
        }
        Ok(answer)
    }
}

#[get("/static/<name>?<v>")]
fn asset(
    name: &str,
    v: Option<&str>,
    gzip: TakesGzip,
    assets: &State<Assets>,
) -> Result<Sent, Problem> {
    let found = assets.get(name);
    let asset = found.ok_or_else(|| Problem::new(Status::NotFound, "problem-not-found"))?;
    let zipped = asset.zipped.as_ref().filter(|_| gzip.0);
    let blob = Blob {
        bytes: match zipped {
            Some(bytes) => Bytes::Shared(bytes.clone()),
            None => Bytes::Own(asset.bytes.clone()),
        },
        media_type: asset.media_type.to_owned(),
        etag: format!("{}{}", asset.hash, if zipped.is_some() { "-gzip" } else { "" }),
        caching: if v == Some(asset.hash.as_str()) { IMMUTABLE } else { REVALIDATE },
        filename: None,
    };
    Ok(Sent { blob, zipped: zipped.is_some() })
}
