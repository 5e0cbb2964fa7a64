use crate::identity::Identity;
use crate::origin::{self, Wall};
use crate::problem::{Problem, remember};
use domain::{Message, PhotoDraft};
use rocket::data::{Data, FromData, Outcome};
use rocket::form::{Form, FromForm};
use rocket::fs::TempFile;
use rocket::http::Status;
use rocket::request::Request;
use serde_json::{Value, json};
use services::File;

/// `POST /photos`: pictures and what is said about them.
#[derive(FromForm)]
pub(crate) struct UploadForm<'r> {
    #[field(default = "")]
    csrf: String,
    #[field(default = Vec::new())]
    file: Vec<TempFile<'r>>,
    #[field(default = "")]
    title: String,
    #[field(default = "")]
    caption: String,
    #[field(default = Vec::new())]
    alt: Vec<String>,
    #[field(default = Vec::new())]
    tags: Vec<String>,
    #[field(default = "")]
    visibility: String,
    #[field(default = "")]
    license: String,
}

/// What arrived, once it was seen to come from a page of ours. The files lie on disk until this
/// is dropped.
pub(crate) struct Upload<'r>(UploadForm<'r>);

/// Described for the OpenAPI document; [`UploadForm`] is what Rocket reads.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its shape is used")]
pub(crate) struct UploadFields {
    /// One or more pictures: JPEG, PNG, WebP or GIF.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
    /// What it is called.
    title: Option<String>,
    /// What its author tells about it.
    caption: Option<String>,
    /// What can be seen, picture by picture.
    alt: Option<Vec<String>>,
    /// Parted by spaces or commas.
    tags: Option<String>,
    /// `public`, `unlisted`, `followers` or `private`.
    visibility: Option<String>,
    /// An SPDX identifier; empty keeps all rights.
    license: Option<String>,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Upload<'r> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let _ = request.guard::<&Identity>().await;
        match read(request, data).await {
            Ok(form) => Outcome::Success(Self(form)),
            Err(problem) => {
                let status = problem.status();
                remember(request, *problem);
                Outcome::Error((status, ()))
            }
        }
    }
}

async fn read<'r>(
    request: &'r Request<'_>,
    data: Data<'r>,
) -> Result<UploadForm<'r>, Box<Problem>> {
    if !request.content_type().is_some_and(|it| it.is_form_data()) {
        origin::check(request, None, Wall::Full)?;
        let status = Status::UnsupportedMediaType;
        return Err(Box::new(Problem::new(status, "problem-content-type")));
    }
    match Form::<UploadForm<'r>>::from_data(request, data).await {
        Outcome::Success(form) => {
            let form = form.into_inner();
            origin::check(request, Some(&form.csrf), Wall::Full)?;
            Ok(form)
        }
        Outcome::Error((status, errors)) => {
            origin::check(request, None, Wall::Full)?;
            Err(Box::new(refusal(request, status, &errors)))
        }
        Outcome::Forward((_, status)) => Err(Box::new(Problem::new(status, "problem-bad-request"))),
    }
}

/// Rocket says 413 both for a file that is too large and for a body that ends in the middle.
fn refusal(request: &Request<'_>, status: Status, errors: &rocket::form::Errors<'_>) -> Problem {
    let files = |it: &rocket::form::Error<'_>| it.name.as_ref().is_some_and(|name| *name == "file");
    let incomplete = errors.iter().any(|it| it.to_string().contains("incomplete"));
    if status == Status::PayloadTooLarge && !incomplete {
        let max = request.limits().get("file").map_or(0, |it| it.as_u64() / 1_000_000);
        let max = i64::try_from(max.saturating_sub(1)).unwrap_or(i64::MAX);
        let message = Message::new("error-file-too-large").with("max", max);
        let mut problem = Problem::field("file", message);
        problem.set_status(Status::PayloadTooLarge);
        return problem;
    }
    if errors.iter().any(files) {
        return Problem::field("file", Message::new("error-file-missing"));
    }
    Problem::new(Status::BadRequest, "problem-incomplete")
}

impl Upload<'_> {
    /// What is said about the pictures.
    pub(crate) fn draft(&self) -> PhotoDraft {
        PhotoDraft {
            title: self.0.title.clone(),
            caption: self.0.caption.clone(),
            alt: self.0.alt.clone(),
            tags: self.0.tags.join(" "),
            visibility: self.0.visibility.clone(),
            license: self.0.license.clone(),
        }
    }

    /// What was typed, to be shown again.
    pub(crate) fn typed(&self) -> Value {
        json!({ "form": {
            "title": self.0.title, "caption": self.0.caption, "alt": self.0.alt,
            "tags": self.0.tags.join(" "), "visibility": self.0.visibility,
            "license": self.0.license,
        }})
    }

    /// The files, as far as any were chosen: a browser sends an empty one where none was.
    pub(crate) fn files(&self) -> Vec<File> {
        let chosen = self.0.file.iter().filter(|it| it.len() > 0);
        chosen
            .map(|it| match it {
                TempFile::File { .. } => {
                    File::Path(it.path().unwrap_or_else(|| "".as_ref()).into())
                }
                TempFile::Buffered { content } => File::Bytes(content.to_vec()),
            })
            .collect()
    }
}
