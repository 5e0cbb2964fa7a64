//! How often photos are looked at: noting it, writing it down, and telling their authors (docs/views.md).

use crate::photos::{parse, present};
use crate::sketch::{Judged, Look, Sketch, WINDOW, Who};
use crate::tally::{Visitor, Waiting};
use crate::{Client, Context, Error, Result, tokens};
use data_encoding::BASE64URL_NOPAD;
use domain::{Member, PhotoId, Source, visit};
use repository::visits::{self, Gain};
use repository::{Writer, viewed};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use time::OffsetDateTime;
use views::{OwnViewsPage, PhotoView, ViewsPage};

/// For how many days is known how often a photo was looked at on each.
pub(crate) const DAYS_KEPT: i64 = 400;
/// For how many hours after its day the key of a day is kept: as long as a visit of that day stands.
pub(crate) const KEY_KEPT: i64 = WINDOW / (3_600 * 1_000_000);
/// How many visits are written down in one transaction.
const TOGETHER: usize = 10_000;
/// How many old rows go in one transaction: others want to write in between.
const OLD: i64 = 2_000;

/// How often photos are looked at.
#[derive(Clone)]
pub struct Views(Context);

/// Somebody who asks for the page of a photo and is shown it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// From where and by what program.
    pub client: Client,
    /// The page they say they came from.
    pub referrer: Option<String>,
}

/// Visits that nobody made: those of a community that is made up.
#[derive(Debug, Clone)]
pub struct MadeUp {
    /// What stands for the photo in addresses.
    pub photo: String,
    /// On which day.
    pub at: OffsetDateTime,
    /// How many strangers came, each from a network of their own.
    pub visitors: i64,
    /// The page they came from.
    pub referrer: Option<String>,
}

impl Views {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Notes that `photo` was shown. Waits for nothing; its author and programs do not count.
    pub fn note(&self, viewer: Option<&Member>, photo: &PhotoView, seen: Seen) {
        if photo.viewer.is_some_and(|it| it.can_edit) {
            return;
        }
        let now = self.0.clock.now();
        let Client { network, user_agent: agent, .. } = seen.client;
        let who = match viewer {
            Some(member) => Who::Member(member.id),
            None => Who::Stranger { network, agent: agent.clone() },
        };
        let (at, visitor) = (micros(now), Visitor { photo: photo.id.clone(), who });
        if self.0.tally.knows(&visitor, at) || visit::is_program(&agent) {
            return;
        }
        let source = Source::of(seen.referrer.as_deref(), &self.0.policy.public_url);
        let weighs = viewer.is_some_and(|it| !it.is_new(now.unix_timestamp()));
        let staff = viewer.is_some_and(Member::is_staff);
        self.0.tally.note(visitor, Waiting { at, source, weighs, staff });
    }

    /// Writes down what was noted; what cannot be written now waits for the next time.
    pub async fn flush(&self) -> Result<()> {
        self.0.flush_views().await
    }

    /// Counts visits that nobody made, as they are said, in one transaction.
    pub async fn make_up(&self, visits: Vec<MadeUp>) -> Result<()> {
        let here = self.0.policy.public_url.clone();
        let write = self.0.db.write(move |tx| {
            let photos = visits.iter().map(|it| it.photo.as_str()).collect();
            let photos = visits::hold_photos(tx, &photos)?;
            let mut gains: BTreeMap<i64, Gain> = BTreeMap::new();
            for it in &visits {
                let Some(photo) = photos.get(&it.photo) else { continue };
                let gain = gains.entry(photo.0).or_default();
                gain.views += it.visitors;
                gain.networks += it.visitors;
                *gain.days.entry(viewed::day_of(it.at)).or_default() += it.visitors;
                let source = Source::of(it.referrer.as_deref(), &here);
                *gain.sources.entry(source).or_default() += it.visitors;
            }
            visits::add(tx, &gains)
        });
        Ok(write.await?)
    }

    /// How often a photo was looked at: for its author and for staff. For others there is no such page.
    pub async fn of_photo(&self, member: &Member, key: &str) -> Result<ViewsPage> {
        let (key, member) = (parse(key)?, member.clone());
        let today = viewed::day_of(self.0.clock.now());
        let read = self.0.db.read(move |db| {
            let found = present(db, &key, Some(&member))?;
            if !member.may_edit_of(found.author) && !member.is_staff() {
                return Err(Error::NotFound);
            }
            Ok(viewed::of_photo(db, (found.id, &member), today)?)
        });
        read.await
    }

    /// How often all photos of `member` were looked at.
    pub async fn of_member(&self, member: &Member) -> Result<OwnViewsPage> {
        let (member, today) = (member.clone(), viewed::day_of(self.0.clock.now()));
        Ok(self.0.db.read(move |db| viewed::of_member(db, &member, today)).await?)
    }
}

/// A moment in microseconds since 1970.
fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// Visits with what became of them.
type Written = Vec<(Visitor, Judged)>;

impl Context {
    /// Writes down what was noted of visits. Goes on to its end, whoever waits for it.
    pub(crate) async fn flush_views(&self) -> Result<()> {
        if self.tally.waiting() == 0 {
            return Ok(());
        }
        let context = self.clone();
        tokio::spawn(async move { context.write_views().await }).await?
    }

    async fn write_views(&self) -> Result<()> {
        let _alone = self.tally.write().await;
        let mut rest = self.tally.take();
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(TOGETHER));
            match self.write_down(rest.clone()).await {
                Ok(written) => {
                    for (visitor, it) in &written {
                        self.tally.learn(visitor, it.until);
                    }
                }
                Err(why) => {
                    rest.extend(later);
                    self.tally.put_back(rest);
                    return Err(why);
                }
            }
            rest = later;
        }
        let dropped = self.tally.dropped();
        if dropped > 0 {
            tracing::warn!("{dropped} views were not counted while the database did not answer");
        }
        Ok(())
    }

    /// Writes these visits down in one transaction.
    async fn write_down(&self, visits: Vec<(Visitor, Waiting)>) -> Result<Written> {
        let mut fresh: BTreeMap<i64, String> = BTreeMap::new();
        for (_, it) in &visits {
            if let std::collections::btree_map::Entry::Vacant(day) = fresh.entry(day(it.at)) {
                day.insert(BASE64URL_NOPAD.encode(&tokens::random::<32>()?));
            }
        }
        let secret = self.secret.clone();
        let write = self.db.write(move |tx| {
            let keys = visits::hold_keys(tx, &fresh)?;
            // Whoever has only the database has not the whole key.
            let whole = |(day, key): (i64, String)| (day, secret.derive("views", &key));
            count(tx, &keys.into_iter().map(whole).collect(), visits)
        });
        Ok(write.await?)
    }

    /// Those of these photos whose page `member` has seen lately, on whatever node: since the beginning of yesterday at most, by
    /// what is kept to count them once. It takes the key of the site to ask.
    pub(crate) async fn met(&self, member: &Member, photos: Vec<i64>) -> Result<HashSet<i64>> {
        let (at, secret) = (micros(self.clock.now()), self.secret.clone());
        let (who, today) = (Who::Member(member.id), day(at));
        let read = self.db.read(move |db| -> Result<_> {
            let keys = visits::keys(db, [today - 1, today, today + 1])?;
            let whole = |(day, key): (i64, String)| (day, secret.derive("views", &key));
            let sketch = Sketch::new(&keys.into_iter().map(whole).collect());
            let hashes = |photo: i64| {
                let look = Look { photo: PhotoId(photo), who: &who, at, weighs: false };
                sketch.asks_for(&look).into_iter().map(move |it| (it, photo))
            };
            let asked: HashMap<i64, i64> = photos.into_iter().flat_map(hashes).collect();
            let asks: Vec<i64> = asked.keys().copied().collect();
            let known = visits::known(db, &asks)?;
            Ok(known.iter().filter_map(|it| asked.get(it).copied()).collect())
        });
        read.await
    }

    /// Forgets the keys of days that are over, and with them all that could be said of visitors; and counts of days long ago.
    pub(crate) async fn forget_views(&self) {
        let now = self.clock.now();
        let until = viewed::day_of(now - time::Duration::hours(KEY_KEPT));
        let gone = self.db.write(move |tx| visits::forget_keys(tx, until)).await;
        let marks = self.forget_part(move |tx| visits::forget_marks(tx, until, OLD)).await;
        let before = viewed::day_of(now) - DAYS_KEPT;
        let days = self.forget_part(move |tx| visits::forget_days(tx, before, OLD)).await;
        for why in [gone.map(drop), marks, days].into_iter().filter_map(repository::Result::err) {
            tracing::warn!("something old about views stays for now: {why}");
        }
    }

    /// Forgets one part after the other until there is none left.
    async fn forget_part(
        &self,
        part: impl Fn(&mut Writer) -> repository::Result<usize> + Copy + Send + 'static,
    ) -> repository::Result<()> {
        while self.db.write(part).await? > 0 {}
        Ok(())
    }
}

fn day(at: i64) -> i64 {
    at.div_euclid(86_400_000_000)
}

/// Judges visits in order of time and counts those that count.
fn count(
    tx: &mut Writer,
    keys: &BTreeMap<i64, String>,
    visits: Vec<(Visitor, Waiting)>,
) -> repository::Result<Written> {
    let photos = visits::hold_photos(tx, &visits.iter().map(|it| it.0.photo.as_str()).collect())?;
    let visits = open_to_their_visitors(tx, &photos, visits)?;
    let mut sketch = Sketch::new(keys);
    let looks: Vec<Look<'_>> =
        visits.iter().map(|(id, visitor, it)| look(*id, visitor, it)).collect();
    let asked: BTreeSet<i64> = looks.iter().flat_map(|it| sketch.asks_for(it)).collect();
    let known = visits::marks(tx, &asked.into_iter().collect::<Vec<_>>())?;
    sketch.learn(known);
    let mut gains: BTreeMap<i64, Gain> = BTreeMap::new();
    let mut judged = Vec::with_capacity(looks.len());
    for (it, (_, _, visit)) in looks.iter().zip(&visits) {
        let verdict = sketch.judge(it);
        if verdict.counts {
            let gain = gains.entry(it.photo.0).or_default();
            gain.views += 1;
            gain.networks += i64::from(verdict.weighs);
            *gain.days.entry(it.day()).or_default() += 1;
            *gain.sources.entry(visit.source.clone()).or_default() += 1;
        }
        judged.push(verdict);
    }
    visits::keep(tx, &sketch.changes())?;
    visits::add(tx, &gains)?;
    Ok(visits.into_iter().map(|it| it.1).zip(judged).collect())
}

fn look<'a>(photo: PhotoId, visitor: &'a Visitor, it: &Waiting) -> Look<'a> {
    Look { photo, who: &visitor.who, at: it.at, weighs: it.weighs }
}

/// Those visits whose photo is still there; those of staff, who see everything, where everybody does.
fn open_to_their_visitors(
    tx: &mut Writer,
    photos: &HashMap<String, PhotoId>,
    visits: Vec<(Visitor, Waiting)>,
) -> repository::Result<Vec<(PhotoId, Visitor, Waiting)>> {
    let here = |(visitor, it): (Visitor, Waiting)| {
        let id = photos.get(&visitor.photo).copied()?;
        Some((id, visitor, it))
    };
    let mut found: Vec<_> = visits.into_iter().filter_map(here).collect();
    let by_staff: BTreeSet<i64> =
        found.iter().filter(|it| it.2.staff).map(|(id, ..)| id.0).collect();
    if !by_staff.is_empty() {
        let public = visits::public(tx, &by_staff)?;
        found.retain(|(id, _, it)| !it.staff || public.contains(&id.0));
    }
    Ok(found)
}
