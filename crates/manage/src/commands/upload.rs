use super::user::no_such;
use crate::out::{Progress, complain, say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Args;
use domain::{Member, PhotoDraft};
use serde_json::json;
use services::{Albums, File, People, Prepared, Profiles, PublishOptions, Publishing, Sent};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use views::Receipt;

/// Which pictures to post, and how.
#[derive(Args)]
pub(crate) struct Options {
    /// Files and folders; folders are searched through
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Whose pictures they become
    #[arg(long)]
    user: String,
    /// A tag for all of them; may be given several times
    #[arg(long = "tag")]
    tags: Vec<String>,
    /// An album that all of them are put into, by its title; it is made if there is none
    #[arg(long)]
    album: Option<String>,
    /// Who may open them
    #[arg(long, default_value = "public", value_parser = ["public", "unlisted", "followers", "private"])]
    visibility: String,
    /// How many at once
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Take title, caption, tags and date from what the files say of themselves (IPTC, XMP, EXIF)
    #[arg(long)]
    read_tags: bool,
}

/// What became of a file.
enum Fate {
    Posted { url: String, receipt: Box<Receipt> },
    Known { key: String },
    Refused { why: String },
}

/// Posts the pictures. Ctrl-C lets those under way finish; the same command then goes on.
pub(crate) async fn run(options: Options, json: bool) -> Result<(), Failure> {
    let site = Site::open_migrated()?;
    let people = People::new(site.context.clone(), actor());
    let account = people.find(&options.user).await;
    let member = account.map_err(|why| no_such(why, &options.user))?.member;
    let files = found(&options.paths)?;
    if !files.is_empty() {
        let count = files.len().to_string();
        site.context.note_deed(&actor(), "photo.upload", &member.name, &count).await?;
    }
    let total = u64::try_from(files.len()).unwrap_or(u64::MAX);
    let progress = Arc::new(Progress::new("posting", total, json));
    let publishing = Publishing::new(site.context.clone());
    let album = match &options.album {
        Some(title) => Albums::new(site.context.clone()).of_title(&member, title).await?,
        None => String::new(),
    };
    let options = Options { album: Some(album), ..options };
    let license = Profiles::new(site.context.clone()).license(&member).await?;
    let told = (&member, &progress, json);
    let (refused, stopped) = all((&options, &license), files, &publishing, told).await?;
    progress.finish();
    match (refused, stopped) {
        (_, true) => Err(Failure::new("stopped; the same command goes on from here")),
        (0, _) => Ok(()),
        (n, _) => Err(Failure::new(format!("{n} of {total} files were refused"))),
    }
}

async fn all(
    (options, license): (&Options, &str),
    files: Vec<PathBuf>,
    publishing: &Publishing,
    (member, progress, json): (&Member, &Arc<Progress>, bool),
) -> Result<(usize, bool), Failure> {
    let permits = Arc::new(Semaphore::new(options.jobs.clamp(1, 64)));
    let mut tasks = JoinSet::new();
    let mut stopped = false;
    for path in files {
        let permit = tokio::select! {
            permit = permits.clone().acquire_owned() => permit.map_err(Failure::new)?,
            _ = tokio::signal::ctrl_c() => { stopped = true; break }
        };
        let draft = PhotoDraft {
            title: title(&path),
            tags: options.tags.join(" "),
            visibility: options.visibility.clone(),
            album: options.album.clone().unwrap_or_default(),
            license: license.to_owned(),
            ..PhotoDraft::default()
        };
        let (publishing, member, progress) = (publishing.clone(), member.clone(), progress.clone());
        let read_tags = options.read_tags;
        tasks.spawn(async move {
            let _permit = permit;
            let fate = one(&publishing, &member, &draft, path.clone(), read_tags).await;
            tell(&path, &fate, &progress, json);
            matches!(fate, Fate::Refused { .. })
        });
    }
    let mut refused = 0;
    while let Some(outcome) = tasks.join_next().await {
        refused += usize::from(outcome?);
    }
    Ok((refused, stopped))
}

async fn one(
    publishing: &Publishing,
    member: &Member,
    draft: &PhotoDraft,
    path: PathBuf,
    read_tags: bool,
) -> Fate {
    let file = Sent::from(File::Path(path));
    let refused = |why: services::Error| Fate::Refused { why: Failure::from(why).to_string() };
    match publishing.known(member, file.clone()).await {
        Ok(Some(key)) => return Fate::Known { key },
        Ok(None) => {}
        Err(why) => return refused(why),
    }
    let prepared = match publishing.prepare(file, PublishOptions::default()).await {
        Ok(prepared) => prepared,
        Err(why) => return refused(why),
    };
    let mut draft = draft.clone();
    let now = OffsetDateTime::now_utc();
    let at = if read_tags { read(&prepared, &mut draft, now) } else { now };
    match publishing.publish_prepared(member, &draft, vec![prepared], at).await {
        Ok(facts) => match facts.receipt.into_iter().next() {
            Some(receipt) => Fate::Posted { url: facts.photo.url, receipt: Box::new(receipt) },
            None => Fate::Refused { why: "there is no receipt".into() },
        },
        Err(why) => refused(why),
    }
}

/// Puts what a file says of itself into the draft, as far as it can be put there, and says when it was taken.
fn read(prepared: &Prepared, draft: &mut PhotoDraft, now: OffsetDateTime) -> OffsetDateTime {
    let words = prepared.words();
    let fitting = |text: &String, max| text.chars().take(max).collect::<String>();
    if let Some(title) = &words.title {
        draft.title = fitting(title, domain::Title::MAX);
    }
    if let Some(caption) = &words.caption {
        draft.caption = fitting(caption, domain::Caption::MAX);
    }
    for word in &words.keywords {
        let tag = word.split_whitespace().collect::<Vec<_>>().join("-");
        let more = format!("{} {tag}", draft.tags);
        // A keyword that is no tag here is left out; the picture is not refused over it.
        if domain::Tags::parse(&more).is_ok() {
            draft.tags = more;
        }
    }
    words.taken_at.as_deref().and_then(instant).filter(|it| *it < now).unwrap_or(now)
}

/// An instant as EXIF writes it, read as UTC where it names no zone.
fn instant(text: &str) -> Option<OffsetDateTime> {
    let with_zone = OffsetDateTime::parse(text, &Rfc3339).ok();
    with_zone.or_else(|| OffsetDateTime::parse(&format!("{text}Z"), &Rfc3339).ok())
}

fn tell(path: &Path, fate: &Fate, progress: &Progress, json: bool) {
    let file = path.display().to_string();
    let line = match fate {
        _ if json => {
            say_json(&match fate {
                Fate::Posted { url, receipt } => json!({
                    "file": file, "state": "posted", "url": url, "sizes": receipt.sizes,
                    "bytes": receipt.received_bytes, "receipt": receipt,
                }),
                Fate::Known { key } => json!({
                    "file": file, "state": "known", "url": views::address::photo(key)
                }),
                Fate::Refused { why } => json!({ "file": file, "state": "refused", "why": why }),
            });
            None
        }
        Fate::Posted { url, receipt } => Some(format!(
            "posted   {url}  {file}  {} bytes, {} fields removed{}, sizes {:?}",
            receipt.received_bytes,
            receipt.removed.len(),
            if receipt.location_removed { " (location too)" } else { "" },
            receipt.sizes,
        )),
        Fate::Known { key } => Some(format!("known    {}  {file}", views::address::photo(key))),
        Fate::Refused { why } => {
            complain(format!("refused  {file}: {why}"));
            None
        }
    };
    if let Some(line) = line {
        progress.say(&line);
    }
    progress.step();
}

/// The name of the file without its ending, with spaces where people put `_`.
fn title(path: &Path) -> String {
    let name = path.file_stem().map(|it| it.to_string_lossy().replace(['_', '-'], " "));
    name.unwrap_or_default().chars().take(domain::Title::MAX).collect()
}

/// The files below `paths` that may be pictures, in order. A path that was named itself is taken
/// whatever its ending: its content decides.
fn found(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(path);
        let kind = kind.map_err(|why| Failure::new(format!("{}: {why}", path.display())))?;
        if kind.is_dir() {
            below(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        say("no pictures there");
    }
    Ok(files)
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder)?.filter_map(|it| Some(it.ok()?.path())).collect();
    entries.sort();
    for path in entries {
        let ending = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
        if path.is_dir() {
            below(&path, files)?;
        } else if matches!(ending.as_deref(), Some("jpg" | "jpeg" | "png" | "webp" | "gif")) {
            files.push(path);
        }
    }
    Ok(())
}
