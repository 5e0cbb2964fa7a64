use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Subcommand;
use serde_json::json;
use services::{Error, Ranking};
use views::RankingPage;

/// What to do about ranking.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say why a photo stands where it stands
    Explain {
        /// Its id, or its address
        photo: String,
    },
    /// Count anew what all photos have gathered; the site may run
    Rebuild,
}

/// Does it.
pub(crate) async fn run(command: &Command, json: bool) -> Result<(), Failure> {
    let ranking = Ranking::new(Site::open_migrated()?.context);
    match command {
        Command::Explain { photo } => {
            let key = photo.trim_end_matches('/').rsplit('/').next().unwrap_or(photo);
            let page = ranking.explain(None, key).await.map_err(|why| match why {
                Error::NotFound => {
                    Failure::new(format!("no photo that everybody may open is called {key:?}"))
                }
                Error::Gone => Failure::new(format!("photo {key} was deleted")),
                other => other.into(),
            })?;
            if json {
                say_json(&json!(page));
            } else {
                say(explained(&page));
            }
        }
        Command::Rebuild => {
            let (photos, wrong) = ranking.rebuild(&actor()).await?;
            if json {
                say_json(&json!({ "photos": photos, "corrected": wrong }));
            } else {
                say(format!("{photos} photos counted anew, {wrong} of them stood wrong"));
            }
        }
    }
    Ok(())
}

/// The sum, a part a line.
fn explained(page: &RankingPage) -> String {
    let name = if page.title.is_empty() { &page.photo } else { &page.title };
    if !page.listed {
        return format!("{name}: not everybody may see it, so it stands on no wall that is ranked");
    }
    let place = match page.place {
        Some(place) => format!("at place {place} of the popular wall"),
        None => "far behind on the popular wall".to_owned(),
    };
    let mut lines = vec![format!("{name}: {place}")];
    for part in &page.parts {
        let count = part.count.map_or_else(|| "not told".to_owned(), |it| it.to_string());
        lines.push(format!("{:>14.6}  {} ({count}, {} points)", part.adds, part.what, part.points));
    }
    lines.push(format!("{:>14.6}  time", page.time));
    lines.push(format!("{:>14.6}  score ({} points)", page.score, page.points));
    lines.join("\n")
}
