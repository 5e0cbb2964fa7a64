use crate::identity::Identity;
use crate::multipart::{self, Allowed, Arrived, Fault, Filled};
use crate::origin::{self, Wall};
use crate::problem::{Problem, remember};
use crate::state::{Services, WebSettings};
use domain::{FieldErrors, Message, PhotoDraft};
use rocket::data::{ByteUnit, Data, FromData, Outcome};
use rocket::http::Status;
use rocket::request::Request;
use serde_json::{Value, json};
use services::{File, PublishOptions, Sent, file_field};

/// `POST /photos`: pictures and what is said about them, once it was seen to come from a page of ours. The files lie on disk
/// until this is dropped.
pub(crate) struct Upload(Filled);

/// The fields that come once.
const ONCE: [&str; 8] =
    ["title", "caption", "visibility", "license", "camera", "shrink", "original", "album"];

/// All fields with text.
const TEXTS: &[&str] = &[
    "csrf",
    "title",
    "caption",
    "alt",
    "tags",
    "visibility",
    "license",
    "camera",
    "shrink",
    "original",
    "album",
];

/// Described for the OpenAPI document; [`crate::multipart`] reads it.
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
    /// An SPDX identifier; empty keeps all rights. Without, what `/settings/profile` says.
    license: Option<String>,
    /// `true` shows which camera and lens took it, and how; never where.
    camera: Option<bool>,
    /// `true` makes pictures of more pixels than are taken smaller, once, instead of refusing them.
    shrink: Option<bool>,
    /// `true` lets others have the files as they are kept.
    original: Option<bool>,
    /// The slug of one of one's own albums that the photo is put into.
    album: Option<String>,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Upload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let _ = request.guard::<&Identity>().await;
        match read(request, data).await {
            Ok(upload) => Outcome::Success(upload),
            Err(problem) => {
                let status = problem.status();
                remember(request, *problem);
                Outcome::Error((status, ()))
            }
        }
    }
}

/// What a form may be, by the owner's settings.
pub(crate) fn allowed(request: &Request<'_>) -> Allowed {
    let settings: Option<&WebSettings> = request.rocket().state();
    let (file, files) = settings.map_or((0, 0), |it| (it.upload_bytes, it.upload_files));
    let all = file.saturating_mul(u64::try_from(files).unwrap_or(u64::MAX));
    let folder = request.rocket().config().temp_dir.relative();
    // Words, the frame of each part, and one file more than there may be, so that it can be refused by its name.
    Allowed {
        texts: TEXTS,
        file,
        files,
        form: all.saturating_add(file).saturating_add(2_000_000),
        folder,
    }
}

async fn read<'r>(request: &'r Request<'_>, data: Data<'r>) -> Result<Upload, Box<Problem>> {
    let kind = request.content_type().filter(|it| it.is_form_data());
    let Some(boundary) = kind.and_then(|it| it.param("boundary")).filter(|it| !it.is_empty())
    else {
        origin::check(request, None, Wall::Full)?;
        let (status, why) = match kind {
            Some(_) => (Status::BadRequest, "problem-bad-request"),
            None => (Status::UnsupportedMediaType, "problem-content-type"),
        };
        return Err(Box::new(Problem::new(status, why)));
    };
    let announced = request.headers().get_one("content-length").and_then(|it| it.parse().ok());
    spare(request, announced).await?;
    let mut body = data.open(ByteUnit::max_value());
    let allowed = allowed(request);
    let (filled, outcome) = multipart::read(&mut body, boundary, announced, &allowed).await;
    // The token counts also when the rest of the form cannot be taken: who sent a file that is too
    // large should be told that, and not that they came from another site.
    let token = filled.texts.get("csrf").and_then(|it| it.first());
    origin::check(request, token.map(String::as_str), Wall::Full)?;
    Upload(filled).judged(outcome, &allowed)
}

/// Members may post only so often and so much; that is known before anything is read.
pub(crate) async fn spare(request: &Request<'_>, bytes: Option<u64>) -> Result<(), Box<Problem>> {
    let services: Option<&Services> = request.rocket().state();
    let member = Identity::peek(request).member();
    let (Some(services), Some(member)) = (services, member) else { return Ok(()) };
    let spared = services.limits.post(member, bytes.unwrap_or_default()).await;
    spared.map_err(|why| Box::new(Problem::from(why)))
}

impl Upload {
    /// A form of these words and files.
    pub(crate) fn of(filled: Filled) -> Self {
        Self(filled)
    }

    /// The same, unless something is wrong with how it came or with what it is.
    pub(crate) fn judged(
        self,
        outcome: Result<(), Fault>,
        allowed: &Allowed,
    ) -> Result<Self, Box<Problem>> {
        match outcome {
            Err(fault) => Err(Box::new(self.broken_off(&fault, allowed))),
            Ok(()) => self.within(allowed),
        }
    }

    /// What is said about a form that could not be read to its end.
    fn broken_off(&self, fault: &Fault, allowed: &Allowed) -> Problem {
        match fault {
            Fault::Incomplete => Problem::new(Status::BadRequest, "problem-incomplete"),
            Fault::TooLarge => {
                let mut problem =
                    Problem::field("file", too_large(allowed)).on_form(FORM, self.typed());
                problem.set_status(Status::PayloadTooLarge);
                problem
            }
            Fault::Text(field) => {
                let why =
                    Message::new("error-type").with("why", "expected text, at most 64 KiB of it");
                Problem::field(field, why).on_form(FORM, self.typed())
            }
            Fault::Disk(why) => {
                tracing::error!("an upload cannot be written to disk: {why}");
                Problem::new(Status::ServiceUnavailable, "problem-unavailable")
            }
        }
    }

    /// The same, if each field that may come once does, and no file is too large or too many.
    fn within(self, allowed: &Allowed) -> Result<Self, Box<Problem>> {
        let mut wrong = FieldErrors::default();
        for name in ONCE {
            if self.0.texts.get(name).is_some_and(|it| it.len() > 1) {
                let why = Message::new("error-type").with("why", "duplicate field");
                let _ = wrong.take::<()>(name, Err(why));
            }
        }
        let large: Vec<usize> = self
            .0
            .files
            .iter()
            .enumerate()
            .filter(|(_, it)| it.too_large)
            .map(|(nth, _)| nth)
            .collect();
        if self.0.too_many {
            let why = Message::new("error-too-many-files").with("max", allowed.files);
            let _ = wrong.take::<()>("file", Err(why));
        } else if !large.is_empty() {
            let _ = wrong.take::<()>("file", Err(too_large(allowed)));
            if self.0.files.len() > 1 {
                for nth in &large {
                    let _ = wrong.take::<()>(&file_field(*nth), Err(too_large(allowed)));
                }
            }
        }
        if wrong.is_empty() {
            return Ok(self);
        }
        let mut problem = Problem::fields(wrong).on_form(FORM, self.typed());
        if !large.is_empty() && !self.0.too_many {
            problem.set_status(Status::PayloadTooLarge);
        }
        Err(Box::new(problem))
    }

    fn one(&self, name: &str) -> &str {
        self.many(name).first().map_or("", String::as_str)
    }

    fn many(&self, name: &str) -> &[String] {
        self.0.texts.get(name).map_or(&[], Vec::as_slice)
    }

    /// A box that was ticked, or what an app says instead.
    fn ticked(&self, name: &str) -> bool {
        matches!(self.one(name), "true" | "on" | "1" | "yes")
    }

    /// What is said about the pictures; under `usual` where nothing is said of a licence.
    pub(crate) fn draft(&self, usual: String) -> PhotoDraft {
        PhotoDraft {
            title: self.one("title").to_owned(),
            caption: self.one("caption").to_owned(),
            alt: self.many("alt").to_vec(),
            tags: self.many("tags").join(" "),
            visibility: self.one("visibility").to_owned(),
            license: self.many("license").first().cloned().unwrap_or(usual),
            original: self.ticked("original"),
            album: self.one("album").to_owned(),
        }
    }

    /// How the pictures are to be taken.
    pub(crate) fn options(&self) -> PublishOptions {
        PublishOptions { camera: self.ticked("camera"), shrink: self.ticked("shrink"), wait: None }
    }

    /// What was typed, to be shown again.
    pub(crate) fn typed(&self) -> Value {
        let names: Vec<_> = self.0.files.iter().map(|it| it.name.as_str()).collect();
        json!({ "form": {
            "title": self.one("title"), "caption": self.one("caption"), "alt": self.many("alt"),
            "tags": self.many("tags").join(" "), "visibility": self.one("visibility"),
            "license": self.one("license"), "camera": self.ticked("camera"), "shrink": self.ticked("shrink"),
            "files": names, "original": self.ticked("original"), "album": self.one("album"),
        }})
    }

    /// The files, in order.
    pub(crate) fn files(&self) -> Vec<Sent> {
        let sent = |it: &Arrived| Sent {
            file: File::Path(it.path.to_path_buf()),
            sha256: Some(it.sha256.clone()),
        };
        self.0.files.iter().map(sent).collect()
    }
}

/// The page with the form.
const FORM: &str = "photos/new.html";

fn too_large(allowed: &Allowed) -> Message {
    let megabytes = i64::try_from(allowed.file / 1_000_000).unwrap_or(i64::MAX);
    Message::new("error-file-too-large").with("max", megabytes)
}
