//! What is like a photo.

use crate::listed::LONGEST;
use crate::photos::{parse, present};
use crate::taste::stranger;
use crate::{Paging, Result, Suggestions};
use domain::{Member, PhotoId};
use recommend::{Ask, Item};
use repository::taste;
use std::collections::HashSet;
use views::Suggested;

/// How many photos like another are listed.
const SIMILAR: i64 = 24;

impl Suggestions {
    /// Photos like one that `viewer` may open, except their own and what they have seen.
    pub async fn similar(
        &self,
        viewer: Option<&Member>,
        key: &str,
        paging: &Paging,
    ) -> Result<Suggested> {
        let (key, (_, limit)) = (parse(key)?, paging.parse_mark(SIMILAR)?);
        let reader = viewer.cloned();
        let photo = self.0.db.read(move |db| present(db, &key, reader.as_ref())).await?;
        self.0.learned().await;
        let now = self.0.clock.now().unix_timestamp();
        let mut unwelcome = match viewer.cloned() {
            Some(member) => self.0.db.read(move |db| taste::unwelcome(db, &member)).await?,
            None => HashSet::new(),
        };
        unwelcome.extend(viewer.map(|it| it.id.0));
        let (id, like) = (photo.id.0, self.described(photo.id).await?);
        let found = self.0.taste.ask(|model| {
            let ask = Ask {
                history: &[],
                seen: &|it| it == id,
                allowed: &|_, author| !unwelcome.contains(&author),
                now,
                limit: LONGEST / 3,
                seed: u64::try_from(id).unwrap_or_default(),
            };
            like.as_ref().map_or_else(|| model.similar(id, &ask), |it| model.similar_to(it, &ask))
        });
        let mut found = self.visible(found.unwrap_or_default(), viewer).await?;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let items = self.draw(found, viewer).await?;
        Ok(Suggested { items, next: None, on: true })
    }

    /// What a photo is about and looks like, where it is none of those that can be suggested.
    async fn described(&self, photo: PhotoId) -> Result<Option<Item>> {
        if self.0.taste.ask(|model| model.knows(photo.0)) != Some(false) {
            return Ok(None);
        }
        let known = self.0.db.read(move |db| taste::known_one(db, photo)).await?;
        Ok(known.map(stranger))
    }
}
