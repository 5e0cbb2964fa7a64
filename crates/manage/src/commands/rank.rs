use crate::out::{say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Subcommand;
use repository::standings::Hidden;
use serde_json::json;
use services::{Error, Ranking, Told};
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};
use views::{RankingPage, RankingPart};

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
        Command::Explain { photo } => explain(&ranking, photo, json).await?,
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

async fn explain(ranking: &Ranking, photo: &str, json: bool) -> Result<(), Failure> {
    let key = photo.trim_end_matches('/').rsplit('/').next().unwrap_or(photo);
    let told = ranking.explain_to_owner(key).await.map_err(|why| match why {
        Error::NotFound => Failure::new(format!("there is no photo {key:?}")),
        other => other.into(),
    })?;
    match told {
        Told::Hidden(why) => {
            let why = hidden(why);
            Err(Failure::new(format!("photo {key} stands on no wall that is ranked: {why}")))
        }
        Told::Explained(page, _) if json => {
            say_json(&json!(page));
            Ok(())
        }
        Told::Explained(page, posted) => {
            say(explained(&page, posted));
            Ok(())
        }
    }
}

fn hidden(why: Hidden) -> &'static str {
    match why {
        Hidden::Deleted => "it was deleted",
        Hidden::NotReady => "its picture is not ready",
        Hidden::NotPublic => "not everybody may see it",
        Hidden::Author => "its author is suspended, is leaving or has a private account",
    }
}

/// The sum, a part a line.
fn explained(page: &RankingPage, posted: OffsetDateTime) -> String {
    let name = if page.title.is_empty() { &page.photo } else { &page.title };
    if !page.listed {
        // Everybody may open it, but not all of that is on walls.
        return format!("{name}: on no wall that is ranked, as it is unlisted or not counted yet");
    }
    let place = match page.place {
        Some(place) => format!("at place {place} of the popular wall"),
        None => "far behind on the popular wall".to_owned(),
    };
    let mut lines = vec![format!("{name}: {place}")];
    lines.extend(page.parts.iter().map(|it| line(it, page.formula.step)));
    lines.push(format!("time: posted {}, adds {}", moment(posted), page.time));
    lines.push(format!("score: {}, with {}", page.score, points(page.points)));
    lines.join("\n")
}

/// What a part comes to; `step` networks are the first doubling.
fn line(part: &RankingPart, step: i64) -> String {
    let (count, weight) = (part.count.unwrap_or_default(), points(part.weight));
    let some = |one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let given = match part.what.as_str() {
        "likes" => format!("{} x {weight}", some("like", "likes")),
        "comments" => format!("{} x {weight}", some("person", "people") + " who commented"),
        "bookmarks" => format!("{} x {weight}", some("bookmark", "bookmarks")),
        _ => {
            let views = some("network that looked", "networks that looked");
            format!("{views}, {weight} at {step} and each time that about doubles")
        }
    };
    format!("{given} = {}, adds {}", points(part.points), part.adds)
}

/// So many points.
fn points(number: f64) -> String {
    let text = number.to_string();
    if text == "1" { "1 point".to_owned() } else { format!("{text} points") }
}

/// A moment, to the minute.
fn moment(at: OffsetDateTime) -> String {
    let minutes = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.to_offset(UtcOffset::UTC).format(minutes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(what: &str, count: i64, (weight, points): (f64, f64), expected: &str) {
        let (what, count) = (what.to_owned(), Some(count));
        assert_eq!(line(&RankingPart { what, count, weight, points, adds: 0.301 }, 16), expected);
    }

    #[test]
    fn a_part_is_told_in_plain_words() {
        check("likes", 3, (1.0, 3.0), "3 likes x 1 point = 3 points, adds 0.301");
        check("likes", 1, (0.5, 0.5), "1 like x 0.5 points = 0.5 points, adds 0.301");
        let one = "1 person who commented x 2 points = 2 points, adds 0.301";
        check("comments", 1, (2.0, 2.0), one);
        check("bookmarks", 0, (3.0, 0.0), "0 bookmarks x 3 points = 0 points, adds 0.301");
        let views = "16 networks that looked, 1 point at 16 and each time that about doubles = 1 point, adds 0.301";
        check("views", 16, (1.0, 1.0), views);
    }

    #[test]
    fn a_moment_is_told_to_the_minute() {
        assert_eq!(moment(OffsetDateTime::UNIX_EPOCH), "1970-01-01 00:00 UTC");
    }
}
