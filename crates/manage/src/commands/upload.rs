use super::user::no_such;
use crate::out::{Progress, complain, say, say_json};
use crate::{Failure, Site};
use clap::Args;
use domain::{Member, PhotoDraft};
use serde_json::json;
use services::{File, People, Publishing, Sent};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

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
    /// Who may open them
    #[arg(long, default_value = "public", value_parser = ["public", "unlisted", "followers", "private"])]
    visibility: String,
    /// How many at once
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

/// What became of a file.
enum Fate {
    Posted { url: String, sizes: Vec<u32>, bytes: usize },
    Known { key: String },
    Refused { why: String },
}

/// Posts the pictures. Ctrl-C lets those under way finish; the same command then goes on.
pub(crate) async fn run(options: Options, json: bool) -> Result<(), Failure> {
    let site = Site::open_migrated()?;
    let account = People::new(site.context.clone()).find(&options.user).await;
    let member = account.map_err(|why| no_such(why, &options.user))?.member;
    let files = found(&options.paths)?;
    let total = u64::try_from(files.len()).unwrap_or(u64::MAX);
    let progress = Arc::new(Progress::new("posting", total, json));
    let publishing = Publishing::new(site.context.clone());
    let (refused, stopped) = all(&options, files, &publishing, (&member, &progress, json)).await?;
    progress.finish();
    match (refused, stopped) {
        (_, true) => Err(Failure::new("stopped; the same command goes on from here")),
        (0, _) => Ok(()),
        (n, _) => Err(Failure::new(format!("{n} of {total} files were refused"))),
    }
}

async fn all(
    options: &Options,
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
            ..PhotoDraft::default()
        };
        let (publishing, member, progress) = (publishing.clone(), member.clone(), progress.clone());
        tasks.spawn(async move {
            let _permit = permit;
            let fate = one(&publishing, &member, &draft, path.clone()).await;
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

async fn one(publishing: &Publishing, member: &Member, draft: &PhotoDraft, path: PathBuf) -> Fate {
    let file = Sent::from(File::Path(path));
    let refused = |why: services::Error| Fate::Refused { why: Failure::from(why).to_string() };
    match publishing.known(member, file.clone()).await {
        Ok(Some(key)) => return Fate::Known { key },
        Ok(None) => {}
        Err(why) => return refused(why),
    }
    match publishing.publish(member, draft, vec![file]).await {
        Ok(facts) => Fate::Posted {
            url: facts.photo.url,
            sizes: facts.receipt.iter().flat_map(|it| it.sizes.clone()).collect(),
            bytes: facts.receipt.iter().map(|it| it.received_bytes).sum(),
        },
        Err(why) => refused(why),
    }
}

fn tell(path: &Path, fate: &Fate, progress: &Progress, json: bool) {
    let file = path.display().to_string();
    let line = match fate {
        _ if json => {
            say_json(&match fate {
                Fate::Posted { url, sizes, bytes } => json!({
                    "file": file, "state": "posted", "url": url, "sizes": sizes, "bytes": bytes
                }),
                Fate::Known { key } => json!({
                    "file": file, "state": "known", "url": views::address::photo(key)
                }),
                Fate::Refused { why } => json!({ "file": file, "state": "refused", "why": why }),
            });
            None
        }
        Fate::Posted { url, sizes, bytes } => {
            Some(format!("posted   {url}  {file}  {bytes} bytes, sizes {sizes:?}"))
        }
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
