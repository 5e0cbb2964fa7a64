use crate::kept::Beside;
use crate::paging::no_such_place;
use crate::{Circle, Context, Error, Paging, Photos, Ranking, Result, Sort, WallOf};
use domain::{Member, Tags, Username};
use repository::{tags, users};
use std::sync::Arc;
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

/// Which photos of a tag are listed, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// All, the newest first.
    New,
    /// All, in order of what people make of them.
    Ranked(Sort),
    /// Those by people whom the reader follows, the newest first.
    Following,
}

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

    /// The wall of a tag, or of what `of.user` has posted with it.
    pub async fn wall(
        &self,
        viewer: Option<&Member>,
        of: WallOf,
        order: Listing,
        paging: &Paging,
    ) -> Result<TagWall> {
        let tag = of.tag.clone().unwrap_or_default();
        let tag = Tags::one(&tag).ok().ok_or(Error::NotFound)?;
        let user = of.user.as_deref().map(Username::known).transpose();
        let user = user.ok().ok_or(Error::NotFound)?;
        let wall = match order {
            Listing::New => Photos::new(self.0.clone()).wall(viewer, of, paging).await?,
            Listing::Ranked(sort) => {
                Ranking::new(self.0.clone()).wall(viewer, of, sort, paging).await?
            }
            Listing::Following => {
                let member = viewer.ok_or(Error::SignInFirst)?;
                Circle::new(self.0.clone()).wall(member, of, paging).await?
            }
        };
        let beside = self.beside(viewer, tag, user).await?;
        let ((count, exact), related) = Arc::unwrap_or_clone(beside);
        Ok(TagWall { wall, count, exact, related })
    }

    /// What stands beside the wall of a tag; of a common one, for strangers, as it was within the last minute.
    async fn beside(
        &self,
        viewer: Option<&Member>,
        tag: String,
        user: Option<Username>,
    ) -> Result<Arc<Beside>> {
        let all = viewer.is_none() && user.is_none();
        let kept = &self.0.kept.beside;
        if let Some(beside) = kept.get(&tag).filter(|_| all) {
            return Ok(beside);
        }
        let what = format!("tag {tag}");
        let turn = if all { self.0.kept.turn(&what).await } else { None };
        if let Some(beside) = kept.get(&tag).filter(|_| turn.is_some()) {
            return Ok(beside);
        }
        let (viewer, asked) = (viewer.cloned(), tag.clone());
        let read = self.0.db.read(move |db| -> Result<_> {
            let viewer = viewer.as_ref();
            let author = match &user {
                Some(name) => Some(users::profile(db, name, viewer)?.ok_or_else(no_such_place)?.id),
                None => None,
            };
            let counted = tags::count(db, viewer, &asked, author)?;
            let related = tags::related(db, viewer, &asked, RELATED)?;
            Ok((Arc::new((counted, related)), tags::is_common(db, &asked)?))
        });
        let (beside, common) = read.await?;
        if all && common {
            self.0.kept.takes_long(what);
            kept.insert(tag, beside.clone());
        }
        drop(turn);
        Ok(beside)
    }
}
