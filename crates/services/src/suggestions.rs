//! What somebody may want to look at next, with the reason, and whom they may want to follow.

use crate::listed::{LONGEST, Listed, Place};
use crate::photos::PHOTOS;
use crate::spread::spread;
use crate::taste::{MICROS, kind};
use crate::{Context, Paging, Photos, Ranking, Result, Sort, WallOf};
use domain::Member;
use recommend::{Ask, Kind, Model, Past, PersonReason, Reason, Suggestion};
use repository::taste::{self, Choice};
use repository::{Reader, ranked};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use views::{
    NoticedPhoto, PhotoPage, ReasonView, Suggested, SuggestedPeople, SuggestedPerson,
    SuggestedPhoto,
};

/// Suggestions, and what one decides about them.
#[derive(Clone)]
pub struct Suggestions(pub(crate) Context);

/// How many people are suggested.
const PEOPLE: usize = 12;
/// How much of what somebody did says what they may want: the latest of each kind.
const HISTORY: i64 = 2_000;

/// Somebody, as far as lists for them depend on it.
struct Person {
    history: Vec<Past>,
    seen: HashSet<i64>,
    unwelcome: HashSet<i64>,
    id: i64,
    /// Since when what they do counts, in microseconds since 1970.
    since: i64,
}

impl Suggestions {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// What `member` may want to look at next, a page at a time: nothing they have seen, nothing they may not see. Who wants no
    /// suggestions gets what is popular, and so does everybody as long as nothing was learned; what began so goes on so.
    pub async fn for_you(&self, member: &Member, paging: &Paging) -> Result<Suggested> {
        let (after, limit) = paging.parse_mark(PHOTOS)?;
        let key = self.key_of(member);
        let place = match &after {
            None => Some(Place::first(self.0.clock.now().unix_timestamp(), key)),
            Some(mark) => Place::parse(mark, key),
        };
        let Some(place) = place else { return self.popular(member, paging).await };
        // Where a list of suggestions cannot be read on, what is popular begins.
        let anew = Paging { after: None, ..paging.clone() };
        let choice = self.choice_of(member).await?;
        if choice.off {
            return self.popular(member, &anew).await;
        }
        self.0.learned().await;
        let person = self.person(member, choice).await?;
        let Some(list) = self.list(member, &person, &place).await? else {
            return self.popular(member, &anew).await;
        };
        let found = list.from(&place).unwrap_or(&[]);
        let take = usize::try_from(limit).unwrap_or(usize::MAX).min(found.len());
        let (page, rest) = found.split_at(take);
        let more = !rest.is_empty() && !page.is_empty();
        let next = more.then(|| place.behind(page).text());
        let items = self.draw(page.to_vec(), Some(member)).await?;
        Ok(Suggested { items, next, on: true })
    }

    /// The page of a photo that `viewer` looks at: what they look at is learned from.
    pub async fn look(
        &self,
        viewer: Option<&Member>,
        key: &str,
        paging: &Paging,
    ) -> Result<PhotoPage> {
        let (page, found) = Photos::new(self.0.clone()).shown(viewer, key, paging).await?;
        if let Some(member) = viewer.filter(|it| it.id != found.author)
            && self.wants(member).await?
        {
            self.0.taste.looked(member, found.id, self.0.clock.now());
        }
        Ok(page)
    }

    /// What is popular, in the form of suggestions.
    async fn popular(&self, member: &Member, paging: &Paging) -> Result<Suggested> {
        let ranking = Ranking::new(self.0.clone());
        let wall = ranking.wall(Some(member), WallOf::default(), Sort::Popular, paging).await?;
        let reason = ReasonView { kind: "popular".to_owned(), photo: None, tag: None };
        let suggested = |photo| SuggestedPhoto { photo, reason: reason.clone() };
        let items = wall.items.into_iter().map(suggested).collect();
        let on = !self.choice_of(member).await?.off;
        Ok(Suggested { items, next: wall.next, on })
    }

    /// Whom `member` may want to follow.
    pub async fn people(&self, member: &Member) -> Result<SuggestedPeople> {
        let choice = self.choice_of(member).await?;
        if choice.off {
            return Ok(SuggestedPeople { items: Vec::new(), on: false });
        }
        self.0.learned().await;
        let person = self.person(member, choice).await?;
        let me = member.clone();
        let followed = self.0.db.read(move |db| taste::followed(db, &me)).await?;
        let now = self.0.clock.now().unix_timestamp();
        let found = self.0.taste.ask(|model| {
            let nobody = |author: i64| author == person.id || followed.contains(&author);
            person.asked(now, PEOPLE * 3, |ask| model.people(ask, &nobody))
        });
        let (found, me) = (found.unwrap_or_default(), member.clone());
        let drawn = self.0.db.read(move |db| -> Result<_> {
            let ids: Vec<i64> = found.iter().map(|it| it.author).collect();
            let mut people = taste::people(db, &ids)?;
            let photos: Vec<i64> = found.iter().flat_map(|it| photos_of(&it.reason)).collect();
            let photos = taste::named(db, &photos, Some(&me))?;
            let suggested = found.into_iter().filter_map(|it| {
                let (reason, photo) = told_of_person(&it.reason, &photos)?;
                Some(SuggestedPerson { user: people.remove(&it.author)?, photo, reason })
            });
            Ok(suggested.take(PEOPLE).collect())
        });
        Ok(SuggestedPeople { items: drawn.await?, on: true })
    }

    /// What traces of their lists are mixed with, the same on every node.
    fn key_of(&self, member: &Member) -> u64 {
        let text = self.0.secret.derive("suggestions", &member.id.0.to_string());
        text.bytes().take(11).fold(0, |key, it| (key << 6) ^ u64::from(it))
    }

    async fn person(&self, member: &Member, choice: Choice) -> Result<Person> {
        let me = member.clone();
        let read = self.0.db.read(move |db| -> Result<_> {
            let all = taste::done_by(db, me.id, HISTORY)?;
            Ok((all, taste::unwelcome(db, &me)?))
        });
        let (done, unwelcome) = read.await?;
        let now = self.0.clock.now().unix_timestamp();
        let looks = self.0.taste.looks_of(member, choice, now);
        // What was liked before the reset is known still: it is no news.
        let mut seen: HashSet<i64> = done.iter().map(|it| it.photo).collect();
        seen.extend(looks.iter().map(|it| it.0));
        let counts = done.into_iter().filter(|it| it.at >= choice.reset_at);
        let mut history: Vec<Past> = counts
            .map(|it| Past { item: it.photo, kind: kind(it.deed), at: it.at / MICROS })
            .collect();
        history.extend(looks.into_iter().map(|(item, at)| Past { item, kind: Kind::View, at }));
        Ok(Person { history, seen, unwelcome, id: member.id.0, since: choice.reset_at })
    }

    /// The list for somebody as it was at this moment: read on, it is the same as before, whatever they have looked at since.
    async fn list(
        &self,
        member: &Member,
        person: &Person,
        place: &Place,
    ) -> Result<Option<Arc<Listed>>> {
        // What was made before they began anew says why of what is forgotten.
        let lasts = !place.is_first() && place.at.saturating_mul(MICROS) >= person.since;
        let kept = self.0.taste.kept((person.id, place.at)).filter(|_| lasts);
        if let Some(kept) = kept.filter(|it| it.from(place).is_some()) {
            return Ok(Some(kept));
        }
        let ask = |model: &Model| person.asked(place.at, LONGEST, |ask| model.for_you(ask));
        let Some(found) = self.0.taste.ask(ask) else { return Ok(None) };
        let list = Arc::new(Listed::after(place, self.visible(found, Some(member)).await?));
        self.0.taste.keep((person.id, place.at), &list);
        Ok(Some(list))
    }

    /// Those that `viewer` may see on walls and has not seen, and no more than two by one author in a row.
    pub(crate) async fn visible(
        &self,
        found: Vec<Suggestion>,
        viewer: Option<&Member>,
    ) -> Result<Vec<Suggestion>> {
        let ids: Vec<i64> = found.iter().map(|it| it.item).collect();
        let seen = match viewer {
            Some(member) => self.seen(member, ids.clone()).await?,
            None => HashSet::new(),
        };
        let viewer = viewer.cloned();
        let authors = self.0.db.read(move |db| taste::authors(db, &ids, viewer.as_ref())).await?;
        let found = found.into_iter().filter(|it| !seen.contains(&it.item));
        let known = found.filter_map(|it| Some((*authors.get(&it.item)?, it)));
        Ok(spread(known.collect()))
    }

    /// Those of these photos that `member` looked at lately, or did something with at any time.
    async fn seen(&self, member: &Member, of: Vec<i64>) -> Result<HashSet<i64>> {
        let mut all = self.0.met(member, of.clone()).await?;
        let now = self.0.clock.now().unix_timestamp();
        all.extend(self.0.taste.glances().of(member.id.0, now).into_iter().map(|it| it.0));
        let id = member.id;
        all.extend(self.0.db.read(move |db| taste::touched(db, id, &of)).await?);
        Ok(all)
    }

    /// What is told of them.
    pub(crate) async fn draw(
        &self,
        found: Vec<Suggestion>,
        viewer: Option<&Member>,
    ) -> Result<Vec<SuggestedPhoto>> {
        let viewer = viewer.cloned();
        let drawn = self.0.db.read(move |db| draw(db, found, viewer.as_ref()));
        drawn.await
    }
}

impl Person {
    /// Whether they are shown what this author posted.
    pub(crate) fn welcomes(&self, author: i64) -> bool {
        author != self.id && !self.unwelcome.contains(&author)
    }

    /// Has a question asked for them as of a second since 1970.
    fn asked<T>(&self, now: i64, limit: usize, question: impl FnOnce(&Ask<'_>) -> T) -> T {
        question(&Ask {
            history: &self.history,
            seen: &|it| self.seen.contains(&it),
            allowed: &|_, author| self.welcomes(author),
            now,
            limit,
            seed: u64::try_from(self.id).unwrap_or_default(),
        })
    }
}

fn draw(
    db: &mut Reader,
    found: Vec<Suggestion>,
    viewer: Option<&Member>,
) -> Result<Vec<SuggestedPhoto>> {
    let ids: Vec<i64> = found.iter().map(|it| it.item).collect();
    let mut shown = ranked::shown(db, &ids, viewer)?;
    let spoken_of: Vec<i64> = found.iter().filter_map(|it| spoken_of(&it.reason)).collect();
    let named = taste::named(db, &spoken_of, viewer)?;
    let suggested = |it: Suggestion| {
        let photo = shown.remove(&it.item)?;
        Some(SuggestedPhoto { photo, reason: told(&it.reason, &named) })
    };
    Ok(found.into_iter().filter_map(suggested).collect())
}

/// The photo that a reason speaks of.
fn spoken_of(reason: &Reason) -> Option<i64> {
    match reason {
        Reason::Liked(it)
        | Reason::Bookmarked(it)
        | Reason::Commented(it)
        | Reason::Viewed(it)
        | Reason::Together(it)
        | Reason::Looks(it) => Some(*it),
        Reason::Tag(_) | Reason::Author(_) | Reason::Popular | Reason::New => None,
    }
}

/// A reason as it is told.
fn told(reason: &Reason, named: &HashMap<i64, NoticedPhoto>) -> ReasonView {
    let kind = match reason {
        Reason::Liked(_) => "liked",
        Reason::Bookmarked(_) => "bookmarked",
        Reason::Commented(_) => "commented",
        Reason::Viewed(_) => "viewed",
        Reason::Together(_) => "together",
        Reason::Looks(_) => "looks",
        Reason::Tag(_) => "tag",
        Reason::Author(_) => "author",
        Reason::Popular => "popular",
        Reason::New => "new",
    };
    let photo = spoken_of(reason).and_then(|it| named.get(&it).cloned());
    let tag = if let Reason::Tag(tag) = reason { Some(tag.to_string()) } else { None };
    ReasonView { kind: kind.to_owned(), photo, tag }
}

/// The photos that a reason to follow somebody speaks of.
fn photos_of(reason: &PersonReason) -> impl Iterator<Item = i64> {
    let (theirs, why) = match reason {
        PersonReason::Theirs(why) => (None, why),
        PersonReason::Suggested(photo, why) => (Some(*photo), why),
    };
    theirs.into_iter().chain(spoken_of(why))
}

/// A reason to follow somebody as it is told, and the photo of theirs that it is about; `None` where the reader may not open that.
fn told_of_person(
    reason: &PersonReason,
    named: &HashMap<i64, NoticedPhoto>,
) -> Option<(ReasonView, Option<NoticedPhoto>)> {
    match reason {
        PersonReason::Theirs(why) => {
            let why = told(why, named);
            why.photo.is_some().then_some((why, None))
        }
        PersonReason::Suggested(photo, why) => {
            Some((told(why, named), Some(named.get(photo)?.clone())))
        }
    }
}
