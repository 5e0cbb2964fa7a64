//! `tintype user delete`.

use super::user::no_such;
use crate::Failure;
use crate::who::actor;
use services::{Context, Leaving};

/// Hides everything of a user and deletes it after the grace period, or `now`. Returns what was done, in words.
pub(crate) async fn delete(context: &Context, name: &str, now: bool) -> Result<String, Failure> {
    let leaving = Leaving::new(context.clone());
    let left = leaving.send_away(name, now, &actor()).await.map_err(|why| refused(why, name))?;
    if now {
        leaving.finish().await?;
        return Ok("is deleted, and so is everything of theirs".to_owned());
    }
    Ok(format!("is hidden now; everything of theirs is deleted at {}", left.until))
}

/// Keeps a user who was to be deleted. Returns what was done, in words.
pub(crate) async fn keep(context: &Context, name: &str) -> Result<String, Failure> {
    let leaving = Leaving::new(context.clone());
    let kept = leaving.keep(name, &actor()).await.map_err(|why| refused(why, name))?;
    if kept {
        return Ok("stays, and is visible again".to_owned());
    }
    Err(Failure::new(format!("{name} was not to be deleted, or it is too late")))
}

fn refused(why: services::Error, name: &str) -> Failure {
    match why {
        services::Error::Forbidden(_) => {
            Failure::new(format!("{name} is the last admin: make another one first"))
        }
        other => no_such(other, name),
    }
}
