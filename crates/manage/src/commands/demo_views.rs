//! How often the photos of a demo were looked at, and from where.

use super::demo::{Posted, Stage, chance, skewed};
use crate::Failure;
use services::{MadeUp, Views};
use time::Duration;

/// How many photos are counted in one transaction.
const TOGETHER: usize = 500;
/// How many look at a photo at the most, and on how many days after it was posted.
const CROWD: u64 = 400;
const DAYS: u32 = 4;
/// From where: nobody says, the site itself twice as often as others.
const SOURCES: [&str; 4] = ["", "/", "/", "https://photography.example.org/"];

/// Lets strangers look at the photos that they may see: at few of them often, and each day at a photo half as often as the day before.
pub(super) async fn look(stage: &Stage, photos: &[Posted]) -> Result<(), Failure> {
    let views = Views::new(stage.context.clone());
    let seed = stage.options.seed;
    let mut visits = Vec::new();
    for (nth, part) in (0_u64..).zip(photos.chunks(TOGETHER)) {
        let first = nth.saturating_mul(u64::try_from(TOGETHER).unwrap_or(u64::MAX));
        for (index, photo) in (first..).zip(part).filter(|(_, it)| it.public) {
            let crowd = skewed(seed, 40, index, CROWD);
            for day in 0..DAYS {
                let visitors = i64::try_from(crowd >> (day + 1)).unwrap_or(0);
                let place = chance(seed, 42 + u64::from(day), index, 4);
                let from = usize::try_from(place).ok().and_then(|it| SOURCES.get(it));
                let at = photo.at + Duration::days(i64::from(day));
                let referrer = from.filter(|it| !it.is_empty()).map(|it| stage.address(it));
                visits.push(MadeUp { photo: photo.key.clone(), at, visitors, referrer });
            }
        }
        visits.retain(|it| it.visitors > 0);
        views.make_up(std::mem::take(&mut visits)).await?;
    }
    Ok(())
}

impl Stage {
    /// The address of a page of the site; others stay as they are.
    fn address(&self, page: &str) -> String {
        let site = if page.starts_with('/') { self.context.policy.public_url.as_str() } else { "" };
        format!("{site}{page}")
    }
}
