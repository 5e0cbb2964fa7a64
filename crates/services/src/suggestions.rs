//! What somebody may want to look at next, with the reason, and whom they may want to follow.

use crate::listed::{LONGEST, Listed, Place};
use crate::paging::no_such_place;
use crate::photos::{PHOTOS, parse, present};
use crate::spread::spread;
use crate::taste::{MICROS, kind, stranger};
use crate::{Context, Paging, Photos, Ranking, Result, Sort, WallOf};
use domain::{Member, PhotoId};
use recommend::{Ask, Item, Kind, Model, Past, PersonReason, Reason, Suggestion};
use repository::taste::{self, Choice};
use repository::{Reader, ranked};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use views::{
    NoticedPhoto, PhotoPage, ReasonView, Suggested, SuggestedPeople, SuggestedPerson,
    SuggestedPhoto, SuggestionsView,
};

/// Suggestions, and what one decides about them.
#[derive(Clone)]
pub struct Suggestions(Context);

/// How many photos like another are listed.
const SIMILAR: i64 = 24;
/// How many people are suggested.
const PEOPLE: usize = 12;
/// How much of what somebody did says what they may want: the latest.
const HISTORY: usize = 2_000;

/// Somebody, as far as lists for them depend on it; or a stranger.
#[derive(Default)]
struct Person {
    history: Vec<Past>,
    seen: HashSet<i64>,
    unwelcome: HashSet<i64>,
    id: i64,
}

impl Suggestions {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// What `member` may want to look at next, a page at a time: nothing they have seen, nothing they may not see. Who wants no
    /// suggestions gets what is popular.
    pub async fn for_you(&self, member: &Member, paging: &Paging) -> Result<Suggested> {
        let (after, limit) = paging.parse_mark(PHOTOS)?;
        let choice = self.choice_of(member).await?;
        if choice.off {
            return self.popular(member, paging).await;
        }
        self.0.learned().await;
        let place = match &after {
            None => Place::first(self.0.clock.now().unix_timestamp()),
            Some(mark) => Place::parse(mark).ok_or_else(no_such_place)?,
        };
        let person = self.person(member, choice).await?;
        let Some(list) = self.list(member, &person, &place).await? else {
            return self.popular(member, paging).await;
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

    /// Whether what `member` looks at is learned from.
    async fn wants(&self, member: &Member) -> Result<bool> {
        if let Some(known) = self.0.taste.wanted(member.id.0) {
            return Ok(known);
        }
        let wanted = !self.choice_of(member).await?.off;
        self.0.taste.want(member.id.0, wanted);
        Ok(wanted)
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

    /// Photos like one that `viewer` may open, except what they have seen.
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
        let person = match viewer {
            Some(member) => self.person(member, self.choice_of(member).await?).await?,
            None => Person::default(),
        };
        let id = photo.id.0;
        let like = self.described(photo.id).await?;
        let found = self.0.taste.ask(|model| {
            let ask = Ask {
                history: &[],
                seen: &|it| it == id || person.seen.contains(&it),
                allowed: &|_, author| person.welcomes(author),
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

    /// What `member` has decided.
    pub async fn choice(&self, member: &Member) -> Result<SuggestionsView> {
        Ok(SuggestionsView { suggestions: !self.choice_of(member).await?.off })
    }

    /// Switches suggestions on or off. Once they are off, nothing that `member` does is learned from, and nothing they did before, also
    /// when they are on again.
    pub async fn choose(&self, member: &Member, on: bool) -> Result<SuggestionsView> {
        let now = taste::moment(self.0.clock.now());
        self.decide(member, move |before| {
            let reset_at = if before.off == on { now } else { before.reset_at };
            Choice { off: !on, reset_at }
        })
        .await
    }

    /// Begins anew: what `member` did up to now counts for no suggestion any more.
    pub async fn reset(&self, member: &Member) -> Result<SuggestionsView> {
        let now = taste::moment(self.0.clock.now());
        self.decide(member, move |before| Choice { reset_at: now, ..before }).await
    }

    /// Notes what `member` decides, and forgets what counts no longer.
    async fn decide(
        &self,
        member: &Member,
        decide: impl FnOnce(Choice) -> Choice + Send + 'static,
    ) -> Result<SuggestionsView> {
        let id = member.id;
        let decided = self.0.db.write(move |tx| -> Result<_> {
            let before = taste::choice(tx, id)?;
            let choice = decide(before);
            taste::choose(tx, id, choice)?;
            Ok((before, choice))
        });
        let (before, choice) = decided.await?;
        if choice != before {
            self.0.taste.forget(id.0, choice);
        }
        Ok(SuggestionsView { suggestions: !choice.off })
    }

    async fn choice_of(&self, member: &Member) -> Result<Choice> {
        let id = member.id;
        Ok(self.0.db.read(move |db| taste::choice(db, id)).await?)
    }

    async fn person(&self, member: &Member, choice: Choice) -> Result<Person> {
        let (me, oldest) = (member.clone(), self.0.taste.oldest());
        let read = self.0.db.read(move |db| -> Result<_> {
            let all = taste::done_by(db, me.id, oldest)?;
            Ok((all, taste::unwelcome(db, &me)?))
        });
        let (mut done, unwelcome) = read.await?;
        let now = self.0.clock.now().unix_timestamp();
        let looks = self.0.taste.looks_of(member, choice, now);
        // What was liked before the reset is known still: it is no news.
        let mut seen: HashSet<i64> = done.iter().map(|it| it.photo).collect();
        seen.extend(looks.iter().map(|it| it.0));
        done.sort_unstable_by_key(|it| Reverse(it.at));
        done.truncate(HISTORY);
        let counts = done.into_iter().filter(|it| it.at >= choice.reset_at);
        let mut history: Vec<Past> = counts
            .map(|it| Past { item: it.photo, kind: kind(it.deed), at: it.at / MICROS })
            .collect();
        history.extend(looks.into_iter().map(|(item, at)| Past { item, kind: Kind::View, at }));
        Ok(Person { history, seen, unwelcome, id: member.id.0 })
    }

    /// The list for somebody as it was at this moment: read on, it is the same as before, whatever they have looked at since.
    async fn list(
        &self,
        member: &Member,
        person: &Person,
        place: &Place,
    ) -> Result<Option<Arc<Listed>>> {
        let kept = self.0.taste.kept((person.id, place.at));
        if let Some(kept) = kept.filter(|it| !place.is_first() && it.from(place).is_some()) {
            return Ok(Some(kept));
        }
        let ask = |model: &Model| person.asked(place.at, LONGEST, |ask| model.for_you(ask));
        let Some(found) = self.0.taste.ask(ask) else { return Ok(None) };
        let list = Arc::new(Listed::after(place, self.visible(found, Some(member)).await?));
        self.0.taste.keep((person.id, place.at), &list);
        Ok(Some(list))
    }

    /// Those that `viewer` may see on walls and has not seen, and no more than two by one author in a row.
    async fn visible(
        &self,
        found: Vec<Suggestion>,
        viewer: Option<&Member>,
    ) -> Result<Vec<Suggestion>> {
        let ids: Vec<i64> = found.iter().map(|it| it.item).collect();
        let met = match viewer {
            Some(member) => self.0.met(member, ids.clone()).await?,
            None => HashSet::new(),
        };
        let viewer = viewer.cloned();
        let authors = self.0.db.read(move |db| taste::authors(db, &ids, viewer.as_ref())).await?;
        let found = found.into_iter().filter(|it| !met.contains(&it.item));
        let known = found.filter_map(|it| Some((*authors.get(&it.item)?, it)));
        Ok(spread(known.collect()))
    }

    /// What is told of them.
    async fn draw(
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
    fn welcomes(&self, author: i64) -> bool {
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
