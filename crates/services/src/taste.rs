//! What the site has learned of what leads to what: kept in memory, trained from the database when somebody asks for it, and kept up
//! to date in between. What people only looked at is in memory alone and goes with the process.

use crate::glances::{Glance, Glances};
use crate::listed::Listed;
use crate::{Context, Error, Result};
use data_encoding::BASE64;
use domain::{Member, PhotoId};
use moka::sync::Cache;
use parking_lot::{Mutex, RwLock};
use recommend::{Config, Interaction, Item, Kind, Looks, Model};
use repository::taste::{self, Choice, Deed, Done, Known};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use tokio::sync::Mutex as Turn;

/// How old a model may get before it is trained anew.
const OLD: Duration = Duration::from_hours(1);
/// For how long after somebody asked it is kept up to date.
const WANTED: Duration = Duration::from_hours(1);
/// How long somebody who asks waits for the first training, from its beginning on: where it takes longer, nobody else waits.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most photos that are known: the newest. Some 300 bytes each.
const PHOTOS: usize = 100_000;
/// The most deeds of each kind that are learned from: the latest.
const DEEDS: usize = 2_000_000;
/// How many deeds are read together.
const PART: i64 = 50_000;
/// How long it is before it is tried again where nothing could be learned.
const PAUSE: Duration = Duration::from_mins(1);
/// How far behind what was learned may be where nobody has asked for long, in microseconds.
const FRESH: i64 = 60 * MICROS;
/// How many photos are read together.
const PAGE: i64 = 500;
/// How long what was learned is kept where nobody asks for it.
const UNASKED: Duration = Duration::from_hours(24);
/// For how long it is believed that somebody wants to be learned from, where another process may have been told otherwise.
const KNOWN: Duration = Duration::from_mins(1);
/// For how long a list can be read on.
const LISTED: Duration = Duration::from_mins(15);
/// How far back it is looked for deeds that were committed late.
const LATE: i64 = 30 * MICROS;
/// Microseconds in a second.
pub(crate) const MICROS: i64 = 1_000_000;

/// What is learned in this process. Cheap to clone.
#[derive(Clone)]
pub struct Taste(Arc<Learned>);

struct Learned {
    model: RwLock<Option<Trained>>,
    /// Held by whoever trains.
    turn: Turn<()>,
    asked: Mutex<Option<OffsetDateTime>>,
    /// Since when somebody waits for what is not learned yet.
    awaited: Mutex<Option<Instant>>,
    /// When learning failed last.
    failed: Mutex<Option<Instant>>,
    /// What people looked at lately.
    looked: Glances,
    /// Who wants to be learned from, as it was known lately.
    wanted: Cache<i64, bool>,
    /// Lists that are read on, by person and moment.
    lists: Cache<(i64, i64), Arc<Listed>>,
    /// What pictures look like, by photo: it takes longer to see than to remember.
    looks: Mutex<HashMap<i64, Looks>>,
}

struct Trained {
    model: Model,
    at: OffsetDateTime,
    /// Up to when deeds are in it, in microseconds since 1970, and those of the last moments that are.
    until: i64,
    latest: Vec<Done>,
    /// What people have decided, by row.
    choices: HashMap<i64, Choice>,
}

impl Default for Taste {
    fn default() -> Self {
        let lists = Cache::builder().max_capacity(2_000).time_to_live(LISTED).build();
        let wanted = Cache::builder().max_capacity(20_000).time_to_live(KNOWN).build();
        Self(Arc::new(Learned {
            lists,
            model: RwLock::default(),
            turn: Turn::default(),
            asked: Mutex::default(),
            awaited: Mutex::default(),
            failed: Mutex::default(),
            looked: Glances::default(),
            wanted,
            looks: Mutex::default(),
        }))
    }
}

impl fmt::Debug for Taste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.model.read().as_ref().map(|it| it.model.size());
        write!(f, "Taste({size:?})")
    }
}

impl Taste {
    /// Notes that `member` looks at a photo of somebody else's.
    pub(crate) fn looked(&self, member: &Member, photo: PhotoId, now: OffsetDateTime) {
        let (user, item, at) = (member.id.0, photo.0, now.unix_timestamp());
        let mut model = self.0.model.write();
        let off = |it: &Trained| it.choices.get(&user).is_some_and(|it| it.off);
        // It was switched off this moment.
        if model.as_ref().is_some_and(off) {
            return;
        }
        self.0.looked.add(user, (item, at));
        if let Some(trained) = model.as_mut() {
            trained.model.add(Interaction { user, item, at, kind: Kind::View });
        }
    }

    /// What people looked at lately.
    pub(crate) fn glances(&self) -> &Glances {
        &self.0.looked
    }

    /// What `member`, who has decided so, looked at in the last day as of a second since 1970, oldest first.
    pub(crate) fn looks_of(&self, member: &Member, choice: Choice, now: i64) -> Vec<Glance> {
        let mut all = self.0.looked.of(member.id.0, now);
        all.retain(|it| choice.counts(it.1.saturating_mul(MICROS)));
        all
    }

    /// Whether somebody wants to be learned from, if that was known lately.
    pub(crate) fn wanted(&self, user: i64) -> Option<bool> {
        self.0.wanted.get(&user)
    }

    /// Notes whether somebody wants to be learned from, unless something newer was noted.
    pub(crate) fn want(&self, user: i64, wanted: bool) {
        self.0.wanted.entry(user).or_insert(wanted);
    }

    /// Forgets all that was learned where nobody has asked for it in a day.
    pub(crate) fn let_go(&self, now: OffsetDateTime) {
        if self.0.asked.lock().is_none_or(|it| now - it > UNASKED) {
            *self.0.model.write() = None;
            self.0.looks.lock().clear();
        }
    }

    /// Forgets all that somebody did, who has decided so.
    pub(crate) fn forget(&self, user: i64, choice: Choice) {
        self.0.wanted.insert(user, !choice.off);
        self.0.looked.forget(user);
        if let Some(trained) = self.0.model.write().as_mut() {
            trained.choices.insert(user, choice);
            trained.model.forget_user(user);
        }
    }

    /// Asks what was learned, where something was.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Model) -> T) -> Option<T> {
        self.0.model.read().as_ref().map(|it| question(&it.model))
    }

    /// A list as it was at a moment.
    pub(crate) fn kept(&self, place: (i64, i64)) -> Option<Arc<Listed>> {
        self.0.lists.get(&place)
    }

    /// Keeps a list to be read on.
    pub(crate) fn keep(&self, place: (i64, i64), list: &Arc<Listed>) {
        self.0.lists.insert(place, Arc::clone(list));
    }

    fn is_trained(&self) -> bool {
        self.0.model.read().is_some()
    }
}

impl Trained {
    /// Who has decided to be forgotten since, wherever they said so.
    fn hear(&self, choices: &HashMap<i64, Choice>) -> Vec<i64> {
        let told = choices.iter().filter(|(user, choice)| {
            let before = self.choices.get(user).copied().unwrap_or_default();
            (choice.off && !before.off) || choice.reset_at > before.reset_at
        });
        told.map(|it| *it.0).collect()
    }
}

impl Context {
    /// Waits until something was learned, but not long.
    pub(crate) async fn learned(&self) {
        *self.taste.0.asked.lock() = Some(self.clock.now());
        let fresh = taste::moment(self.clock.now()) - FRESH;
        if self.taste.0.model.read().as_ref().is_some_and(|it| it.until > fresh) {
            *self.taste.0.awaited.lock() = None;
            return;
        }
        let since = *self.taste.0.awaited.lock().get_or_insert_with(Instant::now);
        let patience = PATIENCE.saturating_sub(since.elapsed());
        let begun = self.taste.0.turn.try_lock().is_err();
        let failed = self.taste.0.failed.lock().is_some_and(|it| it.elapsed() < PAUSE);
        if failed || begun && patience.is_zero() {
            return;
        }
        let context = self.clone();
        // A task of its own: it goes on when whoever asked need not wait any longer.
        let training = tokio::spawn(async move {
            if begun {
                drop(context.taste.0.turn.lock().await);
                return;
            }
            let learned = match context.learn_first().await {
                Ok(()) => context.keep_learning().await,
                Err(why) => Err(why),
            };
            if let Err(why) = learned {
                *context.taste.0.failed.lock() = Some(Instant::now());
                tracing::warn!("nothing could be learned: {why:?}");
            }
        });
        if let Ok(Err(why)) = tokio::time::timeout(patience, training).await {
            tracing::error!("learning ended badly: {why}");
        }
    }

    async fn learn_first(&self) -> Result<()> {
        let _turn = self.taste.0.turn.lock().await;
        if self.taste.is_trained() { Ok(()) } else { self.learn().await }
    }

    /// Keeps what was learned up to date, for as long as anybody asks for it.
    pub(crate) async fn keep_learning(&self) -> Result<()> {
        let now = self.clock.now();
        let asked = *self.taste.0.asked.lock();
        if asked.is_none_or(|it| now - it > WANTED) {
            return Ok(());
        }
        let Some((at, until)) = self.taste.0.model.read().as_ref().map(|it| (it.at, it.until))
        else {
            return Ok(());
        };
        let _turn = self.taste.0.turn.lock().await;
        if now - at > OLD { self.learn().await } else { self.learn_more(until).await }
    }

    /// Learns everything anew.
    pub(crate) async fn learn(&self) -> Result<()> {
        let now = self.clock.now();
        let choices = self.db.read(taste::choices).await?;
        self.forget_looks(&choices).await?;
        let until = taste::moment(now);
        let photos = self.known_photos().await?;
        // Nothing was done with a photo before it was posted.
        let oldest = photos.iter().map(|it| it.at).min().unwrap_or(until);
        let done = self.db.read(move |db| taste::done_in_parts(db, oldest, (PART, DEEDS))).await?;
        let latest = done.iter().filter(|it| it.at > until - LATE).copied().collect();
        // What leads to a photo that cannot be suggested leads nowhere, and costs as much memory.
        let known: HashSet<i64> = photos.iter().map(|it| it.id).collect();
        let done = done.into_iter().filter(|it| counts(&choices, it.user, it.at));
        let mut interactions: Vec<Interaction> = done.map(interaction).collect();
        let view = |(user, (item, at))| Interaction { user, item, at, kind: Kind::View };
        let looks = self.taste.0.looked.all(now.unix_timestamp()).into_iter().map(view);
        interactions.extend(looks.filter(|it| counts(&choices, it.user, it.at * MICROS)));
        interactions.retain(|it| known.contains(&it.item));
        let taste = self.taste.clone();
        let trained = tokio::task::spawn_blocking(move || {
            taste.0.looks.lock().retain(|photo, _| known.contains(photo));
            let items: Vec<Item> = photos.into_iter().map(|it| taste.item(it)).collect();
            Model::train(&Config::default(), interactions, items, now.unix_timestamp())
        });
        let model = trained.await?;
        *self.taste.0.model.write() = Some(Trained { model, at: now, until, latest, choices });
        Ok(())
    }

    /// The newest photos.
    async fn known_photos(&self) -> Result<Vec<Known>> {
        let (mut all, mut before) = (Vec::new(), (i64::MAX, i64::MAX));
        while all.len() < PHOTOS {
            let page = self.db.read(move |db| taste::known(db, before, PAGE)).await?;
            let Some(last) = page.last() else { break };
            before = (last.at, last.id);
            all.extend(page);
        }
        Ok(all)
    }

    /// Takes in what was done and posted since.
    async fn learn_more(&self, until: i64) -> Result<()> {
        let now = taste::moment(self.clock.now());
        let since = until - LATE;
        let (done, photos, choices) = self
            .db
            .read(move |db| -> Result<_, Error> {
                let done = taste::done_since(db, since, PART)?;
                let photos = taste::known(db, (i64::MAX, i64::MAX), PAGE)?;
                Ok((done, photos, taste::choices(db)?))
            })
            .await?;
        let new = photos.into_iter().filter(|it| it.at >= since);
        let items: Vec<Item> = new.map(|it| self.taste.item(it)).collect();
        let mut model = self.taste.0.model.write();
        let Some(trained) = model.as_mut() else { return Ok(()) };
        for item in items {
            trained.model.put_item(item);
        }
        let told = trained.hear(&choices);
        for user in &told {
            self.taste.0.wanted.invalidate(user);
            trained.model.forget_user(*user);
        }
        if !told.is_empty() {
            let second = self.clock.now().unix_timestamp();
            self.taste.0.looked.let_go(second, |user, at| counts(&choices, user, at * MICROS));
        }
        for deed in done.iter().filter(|it| !trained.latest.contains(it)) {
            if counts(&choices, deed.user, deed.at) {
                trained.model.add(interaction(*deed));
            }
        }
        trained.latest = done.into_iter().filter(|it| it.at > now - LATE).collect();
        trained.until = now;
        trained.choices = choices;
        Ok(())
    }
}

impl Taste {
    /// A photo as the model takes it. What it looks like is remembered.
    fn item(&self, photo: Known) -> Item {
        let mut all = self.0.looks.lock();
        let looks = all.get(&photo.id).copied().or_else(|| looks_of(&photo));
        if let Some(looks) = looks {
            all.insert(photo.id, looks);
        }
        item(photo, looks)
    }
}

/// What the placeholder of a photo's first picture shows.
fn looks_of(photo: &Known) -> Option<Looks> {
    let bytes = BASE64.decode(photo.placeholder.as_bytes()).ok()?;
    let (width, height, rgb) = imaging::unfold(&bytes)?;
    Looks::from_rgb(width, height, &rgb)
}

fn item(photo: Known, looks: Option<Looks>) -> Item {
    let tags = photo.tags.into_iter().map(Into::into).collect();
    Item { id: photo.id, author: photo.author, at: photo.at / MICROS, tags, looks }
}

/// A photo that the model need not know, as the model takes it.
pub(crate) fn stranger(photo: Known) -> Item {
    let looks = looks_of(&photo);
    item(photo, looks)
}

/// Whether something that somebody did at a moment counts, in microseconds since 1970.
pub(crate) fn counts(choices: &HashMap<i64, Choice>, user: i64, at: i64) -> bool {
    choices.get(&user).is_none_or(|it| it.counts(at))
}

fn interaction(done: Done) -> Interaction {
    let (user, item, at) = (done.user, done.photo, done.at / MICROS);
    Interaction { user, item, at, kind: kind(done.deed) }
}

/// A deed as the model knows it.
pub(crate) fn kind(deed: Deed) -> Kind {
    match deed {
        Deed::Like => Kind::Like,
        Deed::Bookmark => Kind::Bookmark,
        Deed::Comment => Kind::Comment,
    }
}
