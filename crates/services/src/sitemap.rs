//! What search engines may know of.

use crate::{Error, Result, Site};
use repository::sitemap;
use time::OffsetDateTime;

/// A page for search engines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its path on this site.
    pub url: String,
    /// When it was last changed.
    pub changed_at: Option<OffsetDateTime>,
    /// The paths of the pictures on it.
    pub images: Vec<String>,
}

impl Site {
    /// How many parts the map has, at least 1.
    pub async fn map_parts(&self) -> Result<i64> {
        Ok(self.0.db.read(sitemap::parts).await?)
    }

    /// A part of the map, from 0.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such part.
    pub async fn map_part(&self, nth: i64) -> Result<Vec<Place>> {
        let found = self.0.db.read(move |db| -> Result<_> {
            if !(0..sitemap::parts(db)?).contains(&nth) {
                return Err(Error::NotFound);
            }
            Ok(sitemap::part(db, nth)?)
        });
        let place = |it: sitemap::Place| {
            let sitemap::Place { url, changed_at, images } = it;
            Place { url, changed_at, images }
        };
        Ok(found.await?.into_iter().map(place).collect())
    }

    /// What time it is.
    pub fn now(&self) -> OffsetDateTime {
        self.0.clock.now()
    }

    /// The rules of the site as their owner wrote them; none for the ordinary ones.
    pub fn rules(&self) -> Option<String> {
        self.0.policy.rules.clone()
    }
}
