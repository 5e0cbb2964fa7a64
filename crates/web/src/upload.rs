use crate::identity::Identity;
use crate::origin::{self, Wall};
use crate::problem::{Problem, remember};
use domain::{Message, PhotoDraft};
use rocket::data::{Data, FromData, Outcome};
use rocket::form::{Context, Contextual, Form, FromForm};
use rocket::fs::TempFile;
use rocket::http::Status;
use rocket::request::Request;
use serde_json::{Value, json};
use services::File;

/// `POST /photos`: pictures and what is said about them.
#[derive(FromForm)]
pub(crate) struct UploadForm<'r> {
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
    let form = match Form::<Contextual<'r, UploadForm<'r>>>::from_data(request, data).await {
        Outcome::Success(form) => form.into_inner(),
        Outcome::Error((_, _)) | Outcome::Forward((_, _)) => {
            origin::check(request, None, Wall::Full)?;
            return Err(Box::new(Problem::new(Status::BadRequest, "problem-bad-request")));
        }
    };
    // The token counts also when the rest of the form cannot be taken: who sent a file that is too
    // large should be told that, and not that they came from another site.
    let Contextual { value, context } = form;
    origin::check(request, context.field_value("csrf"), Wall::Full)?;
    let whole = context.errors().next().is_none();
    value.filter(|_| whole).ok_or_else(|| Box::new(refusal(request, &context)))
}

/// Rocket says 413 both for a file that is too large and for a body that ends in the middle.
fn refusal(request: &Request<'_>, context: &Context<'_>) -> Problem {
    let cut_short = Problem::new(Status::BadRequest, "problem-incomplete");
    if context.errors().any(|it| it.to_string().contains("incomplete")) {
        return cut_short;
    }
    let too_large = context.status() == Status::PayloadTooLarge;
    let named =
        |it: &rocket::form::Error<'_>| Some((it.name.as_ref()?.to_string(), it.to_string()));
    let whole_form = too_large.then(|| ("file".to_owned(), String::new()));
    let Some((field, why)) = context.errors().find_map(named).or(whole_form) else {
        return cut_short;
    };
    let message = match field.as_str() {
        "file" if too_large => {
            let max = request.limits().get("file").map_or(0, |it| it.as_u64() / 1_000_000);
            let max = i64::try_from(max.saturating_sub(1)).unwrap_or(i64::MAX);
            Message::new("error-file-too-large").with("max", max)
        }
        "file" => Message::new("error-file-missing"),
        _ => Message::new("error-type").with("why", why.as_str()),
    };
    let mut problem = Problem::field(&field, message).on_form("photos/new.html", again(context));
    if too_large {
        problem.set_status(Status::PayloadTooLarge);
    }
    problem
}

/// What was typed as far as it arrived, to be shown again.
fn again(context: &Context<'_>) -> Value {
    let one = |name: &str| context.field_value(name).unwrap_or_default();
    let many = |name: &str| context.field_values(name).collect::<Vec<_>>();
    json!({ "form": {
        "title": one("title"), "caption": one("caption"), "alt": many("alt"),
        "tags": many("tags").join(" "), "visibility": one("visibility"),
        "license": one("license"),
    }})
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
