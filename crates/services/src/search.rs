use crate::photos::no_such_place;
use crate::{Context, Error, Paging, Result};
use domain::search::{Part, Query};
use domain::{FieldErrors, Member, Message, UserId, Username, words};
use repository::{Reader, index, search, tags, users};
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
            WantedKind::Photos => self.photos(viewer, query, problems, &wanted.paging).await,
            WantedKind::Users => self.people(viewer, &query, problems, &wanted.paging).await,
            WantedKind::Tags => self.tags(viewer, &wanted.q, &wanted.paging).await,
        }
    }

    async fn photos(
        &self,
        viewer: Option<&Member>,
        query: Query,
        mut problems: FieldErrors,
        paging: &Paging,
    ) -> Result<Searched> {
        let (after, limit) = paging.parse(SHOWN)?;
        let viewer = viewer.cloned();
        let read = self.0.db.read(move |db| -> Result<_> {
            let mut search = search::Search { viewer, query, author: None, after, limit };
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
        let limit = Paging { after: None, limit: paging.limit }.parse(SHOWN)?.1;
        let after = paging.after.clone().filter(|it| !it.is_empty());
        let after =
            after.map(|it| Username::known(&it)).transpose().ok().ok_or_else(no_such_place)?;
        let read = self.0.db.read(move |db| -> Result<_> {
            if query.parts.is_empty() {
                return Ok(Found::default());
            }
            let after = match after {
                Some(name) => {
                    let found = users::find_by_name(db, &name)?.ok_or_else(no_such_place)?;
                    Some(found.member.id)
                }
                None => None,
            };
            let found = search::people(db, &query, viewer.as_ref(), (after, limit));
            found.map_err(slow)?.ok_or_else(no_such_place)
        });
        Ok(Searched { page: SearchPage::Users(read.await?), problems })
    }

    async fn tags(&self, viewer: Option<&Member>, q: &str, paging: &Paging) -> Result<Searched> {
        let limit = Paging { after: None, limit: paging.limit }.parse(SHOWN)?.1;
        let mut problems = FieldErrors::default();
        if q.chars().count() > Query::MAX {
            let why = Message::new("error-too-long").with("max", Query::MAX);
            let _ = problems.take::<()>("q", Err(why));
            return Ok(Searched { page: SearchPage::Tags(Found::default()), problems });
        }
        let items = self.0.tags_like(viewer, q, limit).await?;
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let found = Found { items, next: None, total, exact: total < limit };
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
    pub async fn rebuild(&self) -> Result<(usize, usize)> {
        self.0.db.write(index::clear).await?;
        self.fill().await
    }
}

impl Context {
    /// The tags that begin like what was typed; of nothing, the popular ones.
    pub(crate) async fn tags_like(
        &self,
        viewer: Option<&Member>,
        q: &str,
        limit: i64,
    ) -> Result<Vec<TagView>> {
        let typed = words::fold(q.trim().trim_start_matches('#').trim());
        let viewer = viewer.cloned();
        let read = self.db.read(move |db| {
            let viewer = viewer.as_ref();
            if typed.is_empty() {
                return tags::popular(db, viewer, limit);
            }
            // PostgreSQL refuses to look for a NUL, and no tag has one.
            let tag = |c: char| c.is_alphanumeric() || !c.is_ascii() || matches!(c, '_' | '-');
            if !typed.chars().all(tag) {
                return Ok(Vec::new());
            }
            tags::beginning(db, viewer, &typed, limit)
        });
        Ok(read.await?)
    }
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
