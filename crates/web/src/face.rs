//! A picture of oneself, as a form sends it.

use crate::identity::Identity;
use crate::multipart::{self, Allowed, Arrived, Fault, Filled};
use crate::origin::{self, Wall};
use crate::problem::{Problem, remember};
use crate::state::{Services, WebSettings};
use domain::Message;
use rocket::data::{ByteUnit, Data, FromData, Outcome};
use rocket::http::Status;
use rocket::request::Request;
use services::{File, Sent};

/// `POST /me/avatar`: one picture, once it was seen to come from a page of ours. It lies on disk until this is dropped.
pub(crate) struct Face(Filled);

/// Described for the OpenAPI document; [`crate::multipart`] reads it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(crate) struct FaceFields {
    /// A picture: JPEG, PNG, WebP or GIF. The square in its middle is kept.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Face {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let _ = request.guard::<&Identity>().await;
        match read(request, data).await {
            Ok(face) => Outcome::Success(face),
            Err(problem) => {
                let status = problem.status();
                remember(request, *problem);
                Outcome::Error((status, ()))
            }
        }
    }
}

async fn read<'r>(request: &'r Request<'_>, data: Data<'r>) -> Result<Face, Box<Problem>> {
    let kind = request.content_type().filter(|it| it.is_form_data());
    let boundary = kind.and_then(|it| it.param("boundary")).filter(|it| !it.is_empty());
    let Some(boundary) = boundary else {
        origin::check(request, None, Wall::Full)?;
        let why = "problem-content-type";
        return Err(Box::new(Problem::new(Status::UnsupportedMediaType, why)));
    };
    let announced = request.headers().get_one("content-length").and_then(|it| it.parse().ok());
    spare(request, announced).await?;
    let most = request.rocket().state().map_or(0, |it: &WebSettings| it.upload_bytes);
    let allowed = Allowed {
        texts: &["csrf"],
        file: most,
        files: 1,
        form: most.saturating_mul(2).saturating_add(1_000_000),
        folder: request.rocket().config().temp_dir.relative(),
    };
    let mut body = data.open(ByteUnit::max_value());
    let (filled, outcome) = multipart::read(&mut body, boundary, announced, &allowed).await;
    let token = filled.texts.get("csrf").and_then(|it| it.first());
    origin::check(request, token.map(String::as_str), Wall::Full)?;
    let large = filled.files.iter().any(|it| it.too_large);
    match outcome {
        Err(fault) => Err(Box::new(broken_off(&fault, most))),
        Ok(()) if filled.too_many => {
            let why = Message::new("error-too-many-files").with("max", 1_usize);
            Err(Box::new(Problem::field("file", why)))
        }
        Ok(()) if large => Err(Box::new(too_large(most))),
        Ok(()) => Ok(Face(filled)),
    }
}

/// It counts as a picture that is posted; that is known before anything is read.
async fn spare(request: &Request<'_>, bytes: Option<u64>) -> Result<(), Box<Problem>> {
    let services: Option<&Services> = request.rocket().state();
    let member = Identity::peek(request).member();
    let (Some(services), Some(member)) = (services, member) else { return Ok(()) };
    let spared = services.limits.post(member, bytes.unwrap_or_default()).await;
    spared.map_err(|why| Box::new(Problem::from(why)))
}

fn broken_off(fault: &Fault, most: u64) -> Problem {
    match fault {
        Fault::Incomplete => Problem::new(Status::BadRequest, "problem-incomplete"),
        Fault::TooLarge => too_large(most),
        Fault::Text(field) => {
            let why = "expected text, at most 64 KiB of it";
            Problem::field(field, Message::new("error-type").with("why", why))
        }
        Fault::Disk(why) => {
            tracing::error!("an upload cannot be written to disk: {why}");
            Problem::new(Status::ServiceUnavailable, "problem-unavailable")
        }
    }
}

fn too_large(most: u64) -> Problem {
    let megabytes = i64::try_from(most / 1_000_000).unwrap_or(i64::MAX);
    let why = Message::new("error-file-too-large").with("max", megabytes);
    let mut problem = Problem::field("file", why);
    problem.set_status(Status::PayloadTooLarge);
    problem
}

impl Face {
    /// The picture, if there is one.
    pub(crate) fn file(&self) -> Option<Sent> {
        let it: &Arrived = self.0.files.first()?;
        Some(Sent { file: File::Path(it.path.to_path_buf()), sha256: Some(it.sha256.clone()) })
    }
}
