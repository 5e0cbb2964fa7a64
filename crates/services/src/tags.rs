use crate::paging::no_such_place;
use crate::photos::WallOf;
use crate::{Context, Error, Paging, Photos, Ranking, Result, Sort};
use domain::{Member, Tags, Username};
use repository::{tags, users};
use views::{Slice, TagView, TagWall};

/// Tags, and the walls of them.
#[derive(Clone)]
pub struct TagLists(Context);

/// How many tags stand beside a wall.
const RELATED: i64 = 12;
/// How many tags are suggested.
const SUGGESTED: i64 = 10;
/// How many popular tags there are.
const POPULAR: i64 = 60;

impl TagLists {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// The tags that begin like what was typed, those of most photos first; of nothing, the popular ones.
    pub async fn list(&self, viewer: Option<&Member>, q: &str) -> Result<Slice<TagView>> {
        let typed: String = q.chars().take(Tags::MAX_LENGTH).collect();
        let limit = if typed.trim().is_empty() { POPULAR } else { SUGGESTED };
        Ok(Slice { items: self.0.tags_like(viewer, &typed, (None, limit)).await?, next: None })
    }

    /// The wall of a tag, or of what `of.user` has posted with it; the newest first, or in another order.
    pub async fn wall(
        &self,
        viewer: Option<&Member>,
        of: WallOf,
        order: Option<Sort>,
        paging: &Paging,
    ) -> Result<TagWall> {
        let tag = of.tag.clone().unwrap_or_default();
        let tag = Tags::one(&tag).ok().ok_or(Error::NotFound)?;
        let user = of.user.as_deref().map(Username::known).transpose();
        let user = user.ok().ok_or(Error::NotFound)?;
        let wall = match order {
            None => Photos::new(self.0.clone()).wall(viewer, of, paging).await?,
            Some(sort) => Ranking::new(self.0.clone()).wall(viewer, of, sort, paging).await?,
        };
        let viewer = viewer.cloned();
        let beside = self.0.db.read(move |db| -> Result<_> {
            let viewer = viewer.as_ref();
            let author = match &user {
                Some(name) => Some(users::profile(db, name, viewer)?.ok_or_else(no_such_place)?.id),
                None => None,
            };
            let counted = tags::count(db, viewer, &tag, author)?;
            Ok((counted, tags::related(db, viewer, &tag, RELATED)?))
        });
        let ((count, exact), related) = beside.await?;
        Ok(TagWall { wall, count, exact, related })
    }
}
