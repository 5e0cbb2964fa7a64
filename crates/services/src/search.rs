use crate::paging::no_such_place;
use crate::{Actor, Context, Error, Paging, Result};
use domain::search::{Part, Query};
use domain::{FieldErrors, Mark, Member, Message, UserId, Username, words};
use repository::{Reader, audit, index, search, tags, users};
use std::sync::Arc;
use views::{Found, SearchPage, TagView};

/// Finding photos, people and tags.
#[derive(Clone)]
pub struct Search(Context);

/// Of what kind the things are that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WantedKind {
    /// Photos.
    #[default]
    Photos,
    /// People.
    Users,
    /// Tags.
    Tags,
}

/// What somebody looks for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What they typed: see [`domain::search`].
    pub q: String,
    /// Of what kind.
    pub kind: WantedKind,
    /// From where on.
    pub paging: Paging,
}

/// What was found, and what could not be made sense of.
#[derive(Debug, Clone)]
pub struct Searched {
    /// What was found.
    pub page: SearchPage,
    /// What is wrong, by operator; `q` for what has none. The rest was looked for.
    pub problems: FieldErrors,
}

/// How much a page shows if nobody says.
const SHOWN: i64 = 30;
/// How many photos take a while to be counted: how many were found counts for a minute then, for strangers.
const MANY: i64 = 1_000;
/// How much is written down in one transaction.
const BATCH: i64 = 200;

impl WantedKind {
    /// The name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photos => "photos",
            Self::Users => "users",
            Self::Tags => "tags",
        }
    }

    /// A kind from its name; empty is photos.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `type`.
    pub fn parse(text: &str) -> Result<Self> {
        let known = [Self::Photos, Self::Users, Self::Tags];
        let known = known.into_iter().find(|it| it.as_str() == text);
        let known = known.or_else(|| text.is_empty().then(Self::default));
        known.ok_or_else(|| Error::field("type", Message::new("error-search-type")))
    }
}

impl Search {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// What `viewer` finds: nothing that they could not see listed.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a place that is none, and for what took longer than two seconds.
    pub async fn find(&self, viewer: Option<&Member>, wanted: Wanted) -> Result<Searched> {
        let (query, problems) = Query::parse(&wanted.q);
        match wanted.kind {
            WantedKind::Photos => {
                let kept = &self.0.kept.found;
                let counted = kept.get(&wanted.q).filter(|_| viewer.is_none());
                let parsed = (query, problems);
                let searched = self.photos(viewer, parsed, (&wanted.paging, counted)).await?;
                if viewer.is_none()
                    && let SearchPage::Photos(found) = &searched.page
                    && found.total > MANY
                {
                    kept.insert(wanted.q, (found.total, found.exact));
                }
                Ok(searched)
            }
            WantedKind::Users => self.people(viewer, &query, problems, &wanted.paging).await,
            WantedKind::Tags => self.tags(viewer, &wanted.q, &wanted.paging).await,
        }
    }

    async fn photos(
        &self,
        viewer: Option<&Member>,
        (query, mut problems): (Query, FieldErrors),
        (paging, counted): (&Paging, Option<(i64, bool)>),
    ) -> Result<Searched> {
        let (after, limit) = paging.parse(SHOWN)?;
        let viewer = viewer.cloned();
        let read = self.0.db.read(move |db| -> Result<_> {
            let mut search = search::Search { viewer, query, author: None, after, limit, counted };
            let wished = search.query.last(user);
            if let Some(name) = wished {
                let found = author(db, &name, search.viewer.as_ref())?;
                search.author = problems.take("user", found);
                if search.author.is_none() {
                    search.query.parts.retain(|(_, it)| user(it).is_none());
                }
            }
            if search.query.parts.is_empty() {
                return Ok((Found::default(), problems));
            }
            let found = search::photos(db, &search).map_err(slow)?;
            Ok((found.ok_or_else(no_such_place)?, problems))
        });
        let (found, problems) = read.await?;
        Ok(Searched { page: SearchPage::Photos(found), problems })
    }

    async fn people(
        &self,
        viewer: Option<&Member>,
        query: &Query,
        problems: FieldErrors,
        paging: &Paging,
    ) -> Result<Searched> {
        // Operators are about photos.
        let (query, viewer) = (query.words(), viewer.cloned());
        let (after, limit) = paging.parse_mark(SHOWN)?;
        let read = self.0.db.read(move |db| -> Result<_> {
            if query.parts.is_empty() {
                return Ok(Found::default());
            }
            let found = search::people(db, &query, viewer.as_ref(), (after.as_ref(), limit));
            Ok(found.map_err(slow)?.unwrap_or_default())
        });
        Ok(Searched { page: SearchPage::Users(read.await?), problems })
    }

    async fn tags(&self, viewer: Option<&Member>, q: &str, paging: &Paging) -> Result<Searched> {
        let (after, limit) = paging.parse_mark(SHOWN)?;
        let mut problems = FieldErrors::default();
        if q.chars().count() > Query::MAX {
            let why = Message::new("error-too-long").with("max", Query::MAX);
            let _ = problems.take::<()>("q", Err(why));
            return Ok(Searched { page: SearchPage::Tags(Found::default()), problems });
        }
        let (first, known) = (after.is_none(), begun(q).is_some_and(|it| !it.is_empty()));
        let mut items = self.0.tags_like(viewer, q, (after, limit + 1)).await?;
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let full = items.len() > shown;
        items.truncate(shown);
        let total = if known && (full || !first) {
            self.0.count_tags_like(viewer, q).await?
        } else {
            i64::try_from(items.len()).unwrap_or(i64::MAX)
        };
        let mark = |it: &TagView| Mark { at: it.count, key: it.tag.clone() }.text();
        // Which ones are popular changes all the time: of those there is one page.
        let next = items.last().filter(|_| full && known).map(mark);
        let exact = total <= search::COUNTED && (known || !full);
        let total = total.min(search::COUNTED);
        let found = Found { items, next, total, exact };
        Ok(Searched { page: SearchPage::Tags(found), problems })
    }

    /// Writes down what photos and people are found by of which nothing is written down yet: after a migration. Says how
    /// many that were. What is interrupted goes on.
    pub async fn fill(&self) -> Result<(usize, usize)> {
        let (mut photos, mut people, mut after) = (0, 0, 0);
        loop {
            let ids = self.0.db.read(move |db| index::missing_photos(db, after, BATCH)).await?;
            let Some(last) = ids.last() else { break };
            after = last.0;
            photos += ids.len();
            self.0.db.write(move |tx| index::fill_photos(tx, &ids)).await?;
        }
        after = 0;
        loop {
            let ids = self.0.db.read(move |db| index::missing_users(db, after, BATCH)).await?;
            let Some(last) = ids.last() else { return Ok((photos, people)) };
            after = last.0;
            people += ids.len();
            self.0.db.write(move |tx| index::fill_users(tx, &ids)).await?;
        }
    }

    /// Writes all of it down anew.
    pub async fn rebuild(&self, actor: &Actor) -> Result<(usize, usize)> {
        let deed = actor.did("search.rebuild", "", "", self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                audit::note(tx, &deed)?;
                index::clear(tx)
            })
            .await?;
        self.fill().await
    }
}

impl Context {
    /// The tags that begin like what was typed, after a place; of nothing, the popular ones.
    pub(crate) async fn tags_like(
        &self,
        viewer: Option<&Member>,
        q: &str,
        (after, limit): (Option<Mark>, i64),
    ) -> Result<Vec<TagView>> {
        let Some(typed) = begun(q) else { return Ok(Vec::new()) };
        let place = (typed.clone(), after.as_ref().map(Mark::text), limit);
        if let Some(kept) = self.kept.tags.get(&place) {
            return Ok(kept.to_vec());
        }
        let what = format!("tags {typed}");
        let turn = self.kept.turn(&what).await;
        if let Some(kept) = self.kept.tags.get(&place).filter(|_| turn.is_some()) {
            return Ok(kept.to_vec());
        }
        let viewer = viewer.cloned();
        let read = self.db.read(move |db| -> Result<_> {
            let broad = is_broad(db, &typed)?;
            let viewer = viewer.as_ref().filter(|_| !broad);
            let found = match typed.as_str() {
                "" => tags::popular(db, viewer, limit)?,
                typed => tags::beginning(db, viewer, typed, (after.as_ref(), limit))?,
            };
            Ok((found, broad))
        });
        let (found, broad) = read.await?;
        if broad {
            self.kept.takes_long(what);
            self.kept.tags.insert(place, Arc::new(found.clone()));
        }
        drop(turn);
        Ok(found)
    }

    /// How many tags begin like what was typed, which is something.
    async fn count_tags_like(&self, viewer: Option<&Member>, q: &str) -> Result<i64> {
        let (typed, viewer) = (begun(q).unwrap_or_default(), viewer.cloned());
        if let Some(kept) = self.kept.counts.get(&typed) {
            return Ok(kept);
        }
        let asked = typed.clone();
        let read = self.db.read(move |db| -> Result<_> {
            let broad = is_broad(db, &asked)?;
            let viewer = viewer.as_ref().filter(|_| !broad);
            Ok((tags::count_beginning(db, viewer, &asked)?, broad))
        });
        let (count, broad) = read.await?;
        if broad {
            self.kept.counts.insert(typed, count);
        }
        Ok(count)
    }
}

/// Whether counting the tags that begin like this takes a while: then it is done for strangers, and kept.
fn is_broad(reader: &mut Reader, typed: &str) -> Result<bool> {
    Ok(if typed.is_empty() { tags::is_site_large(reader)? } else { tags::is_broad(reader, typed)? })
}

/// How a tag begins that somebody types, as tags are looked for; `None` where none begins so.
fn begun(q: &str) -> Option<String> {
    let typed = words::fold(q.trim().trim_start_matches('#').trim());
    // PostgreSQL refuses to look for a NUL, and no tag has one.
    let tag = |c: char| c.is_alphanumeric() || !c.is_ascii() || matches!(c, '_' | '-');
    typed.chars().all(tag).then_some(typed)
}

fn user(part: &Part) -> Option<String> {
    if let Part::User(name) = part { Some(name.clone()) } else { None }
}

/// The row of a user that `viewer` may know of.
fn author(
    reader: &mut Reader,
    typed: &str,
    viewer: Option<&Member>,
) -> Result<Result<UserId, Message>> {
    let nobody = || Message::new("error-search-user").with("value", typed);
    let Ok(name) = Username::known(typed) else { return Ok(Err(nobody())) };
    Ok(users::profile(reader, &name, viewer)?.map(|it| it.id).ok_or_else(nobody))
}

fn slow(why: repository::Error) -> Error {
    match why {
        repository::Error::Slow => Error::field("q", Message::new("error-search-slow")),
        why => why.into(),
    }
}
