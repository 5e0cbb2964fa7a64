use crate::out::{Progress, say, say_json};
use crate::site::store_of;
use crate::who::actor;
use crate::{Failure, Site};
use clap::Subcommand;
use config::StorageKind;
use ports::BlobStore;
use serde_json::json;
use services::{CopyOptions, Finding, Moved, Upkeep};
use std::sync::Arc;

/// What to do about the store.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Put, get and remove an object, and say how long each took
    Check,
    /// Compare rows and bytes, both ways; fails if something is wrong
    Fsck {
        /// Make lost sizes anew and remove what belongs to nothing
        #[arg(long)]
        repair: bool,
        /// Read every byte and compare its hash
        #[arg(long)]
        deep: bool,
    },
    /// Copy all pictures into the other store while the site runs; the same command goes on after an interruption
    Move {
        /// Where to; the settings must describe both stores
        #[arg(long, value_parser = ["filesystem", "s3"])]
        to: String,
        /// Remove what was copied and verified where it was; only when the site runs with the new store
        #[arg(long)]
        remove: bool,
        /// MiB a second at the most
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        rate: Option<u32>,
    },
}

/// Does it.
pub(crate) async fn run(command: &Command, json: bool) -> Result<(), Failure> {
    match command {
        Command::Check => check(json).await,
        Command::Fsck { repair, deep } => fsck(*repair, *deep, json).await,
        Command::Move { to, remove, rate } => {
            let to = if to == "s3" { StorageKind::S3 } else { StorageKind::Filesystem };
            copy(to, *remove, *rate, json).await
        }
    }
}

async fn check(json: bool) -> Result<(), Failure> {
    let site = Site::open()?;
    let store = site.context.store.as_ref();
    if !json {
        say(store.describe());
    }
    for step in storage::round_trip(store).await? {
        if json {
            say_json(&json!({ "step": step.name, "millis": step.millis }));
        } else {
            say(format!("{:>6} ms  {}", step.millis, step.name));
        }
    }
    if !json {
        say("the store works");
    }
    Ok(())
}

fn tell(finding: &Finding, json: bool) {
    let (what, key) = match finding {
        Finding::Missing(it) if it.original => ("lost", &it.key),
        Finding::Missing(it) => ("missing", &it.key),
        Finding::Damaged(it) => ("damaged", &it.key),
        Finding::Orphan(key) => ("orphan", key),
    };
    if json {
        say_json(&json!({ "finding": what, "key": key }));
    } else {
        say(format!("{what:<8} {key}"));
    }
}

async fn fsck(repair: bool, deep: bool, json: bool) -> Result<(), Failure> {
    let site = Site::open_migrated()?;
    let upkeep = Upkeep::new(site.context.clone(), actor());
    let mut checked = upkeep.check(deep).await?;
    checked.findings.iter().for_each(|it| tell(it, json));
    let found = checked.findings.len();
    if repair && found > 0 {
        upkeep.repair(&checked.findings).await?;
        checked = upkeep.check(deep).await?;
    }
    let (rows, objects, left) = (checked.rows, checked.objects, checked.findings.len());
    if json {
        say_json(&json!({ "rows": rows, "objects": objects, "found": found, "left": left }));
    } else {
        say(format!("{rows} rows, {objects} objects, {found} findings, {left} left"));
    }
    if left == 0 { Ok(()) } else { Err(Failure::new(format!("{left} findings are left"))) }
}

async fn copy(to: StorageKind, remove: bool, rate: Option<u32>, json: bool) -> Result<(), Failure> {
    let site = Site::open_migrated()?;
    let from = if to == StorageKind::S3 { StorageKind::Filesystem } else { StorageKind::S3 };
    if remove && site.settings.storage.kind != to {
        return Err(Failure::new("--remove: tintype.storage.kind must name the new store first"));
    }
    let open = |kind| store_of(&site.settings, kind);
    let (from, to): (Arc<dyn BlobStore>, Arc<dyn BlobStore>) = (open(from)?, open(to)?);
    let upkeep = Upkeep::new(site.context.clone(), actor());
    let progress = Progress::new("moving", upkeep.count().await?, json);
    let options = CopyOptions { remove, rate };
    let moved = upkeep.copy((&from, &to), options, || progress.step()).await?;
    progress.finish();
    tell_moved(&moved, (from.as_ref(), to.as_ref()), json);
    match moved.lost {
        0 => Ok(()),
        n => {
            Err(Failure::new(format!("{n} objects are lost or damaged; see tintype storage fsck")))
        }
    }
}

fn tell_moved(moved: &Moved, (from, to): (&dyn BlobStore, &dyn BlobStore), json: bool) {
    let Moved { copied, bytes, present, lost, removed } = moved;
    if json {
        say_json(&json!({
            "copied": copied, "bytes": bytes, "present": present, "lost": lost, "removed": removed,
        }));
    } else {
        let (from, to) = (from.describe(), to.describe());
        say(format!(
            "{copied} copied ({bytes} bytes), {present} there already, {removed} removed; from {from} to {to}"
        ));
    }
}
