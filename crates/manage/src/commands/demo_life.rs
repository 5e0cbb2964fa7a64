//! What makes the site of `tintype demo` look lived in: faces, people who follow each other, and what they like.

use super::demo::{Posted, Stage, chance, instant, side_by_side, skewed};
use crate::Failure;
use services::{Circle, Error, File, Likes, ProfileEdit, Profiles};
use std::sync::Arc;
use time::Duration;
use tokio::task::spawn_blocking;

/// Painting takes a while, so only so many have a face; the others have their letter.
const FACES: u64 = 16;
/// How many each follows, and how many likes there are to a comment, about.
const FOLLOWS: u64 = 4;
const LIKES: u64 = 3;

/// Gives people faces and links, lets them follow each other, and like photos.
pub(super) async fn bring_to_life(
    stage: &Stage,
    photos: Arc<Vec<Posted>>,
    json: bool,
) -> Result<(), Failure> {
    let faces = (stage.options.users / 2).min(FACES);
    let face = |stage: Stage, index| async move { give_face(&stage, index).await };
    side_by_side(stage, ("faces", faces), json, face).await?;
    let follows = stage.options.users.saturating_mul(FOLLOWS);
    let follow = |stage: Stage, index| async move { follow(&stage, index).await };
    side_by_side(stage, ("follows", follows), json, follow).await?;
    let likes = stage.options.comments.saturating_mul(LIKES);
    let like = move |stage: Stage, index| {
        let photos = photos.clone();
        async move { like(&stage, &photos, index).await }
    };
    side_by_side(stage, ("likes", likes), json, like).await.map(drop)
}

/// Who others do not see, or sees them not, is passed over.
fn passed_over<T>(outcome: Result<T, Error>) -> Result<(), Failure> {
    match outcome {
        Ok(_) | Err(Error::NotFound | Error::Forbidden(_)) => Ok(()),
        Err(why) => Err(why.into()),
    }
}

async fn give_face(stage: &Stage, index: u64) -> Result<(), Failure> {
    // Every other one, from the first.
    let place = usize::try_from(index.saturating_mul(2)).unwrap_or(usize::MAX);
    let Some(member) = stage.people.get(place) else { return Ok(()) };
    let seed = stage.options.seed;
    let scene = spawn_blocking(move || scenery::scene(seed ^ 0xface, index)).await?;
    let profiles = Profiles::new(stage.context.clone());
    profiles.set_avatar(member, File::Bytes(scene.jpeg).into()).await?;
    let links = Some(vec![format!("https://{}.example.org", member.name)]);
    let edit = ProfileEdit { links, ..ProfileEdit::default() };
    // A name with other letters makes no such address.
    match profiles.edit(member, edit).await {
        Ok(_) | Err(Error::Invalid(_)) => Ok(()),
        Err(why) => Err(why.into()),
    }
}

async fn follow(stage: &Stage, index: u64) -> Result<(), Failure> {
    let seed = stage.options.seed;
    let nth = chance(seed, 20, index, stage.options.users);
    let fan = usize::try_from(nth).ok().and_then(|it| stage.people.get(it));
    let (Some(fan), Some(them)) = (fan, stage.person(22, index)) else { return Ok(()) };
    let after = i64::try_from(chance(seed, 24, index, 300 * 86_400)).unwrap_or(0);
    let circle = Circle::new(stage.context.clone());
    passed_over(circle.follow_at(fan, &them.name, instant(after)).await)
}

async fn like(stage: &Stage, photos: &[Posted], index: u64) -> Result<(), Failure> {
    let seed = stage.options.seed;
    let count = u64::try_from(photos.len()).unwrap_or(0);
    // Newer photos are liked more.
    let nth = count.saturating_sub(1).saturating_sub(skewed(seed, 30, index, count));
    let photo = usize::try_from(nth).ok().and_then(|it| photos.get(it));
    let fan = chance(seed, 32, index, stage.options.users);
    let fan = usize::try_from(fan).ok().and_then(|it| stage.people.get(it));
    let (Some(photo), Some(fan)) = (photo, fan) else { return Ok(()) };
    let after = i64::try_from(chance(seed, 34, index, 5 * 86_400)).unwrap_or(0);
    let at = photo.at + Duration::seconds(30 + after);
    passed_over(Likes::new(stage.context.clone()).like_at(fan, &photo.key, at).await)
}
