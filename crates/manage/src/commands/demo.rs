use super::user::made_up;
use crate::out::{Progress, say, say_json};
use crate::who::actor;
use crate::{Failure, Site};
use clap::Args;
use domain::{Member, PhotoDraft};
use serde_json::json;
use services::{
    Albums, CommentDraft, Comments, Context, File, People, Policy, Prepared, PublishOptions,
    Publishing, Registration,
};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;
use tokio::task::{JoinSet, spawn_blocking};

/// How large a community.
#[derive(Args, Clone, Copy)]
pub(crate) struct Options {
    /// How many people
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(super) users: u64,
    /// How many photos
    #[arg(long, default_value_t = 200)]
    photos: u64,
    /// How many comments
    #[arg(long, default_value_t = 600)]
    pub(super) comments: u64,
    /// The same seed makes the same community
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// How many different pictures; photos beyond show them again (for benchmarks)
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pictures: Option<u64>,
}

/// How many photos or comments are on their way at once: enough for the disk to take several in
/// one sync.
const AT_ONCE: usize = 16;

/// When the community begins: fixed, so that the same seed makes the same community.
const BEGINNING: i64 = 1_761_955_200;

/// How long its photos are spread over.
const SPAN: i64 = 360 * 86_400;

/// A photo that was posted: its address, when, and what can be said about it.
#[derive(Clone)]
pub(super) struct Posted {
    pub(super) key: String,
    pub(super) at: OffsetDateTime,
    index: u64,
    /// Whether everybody may see it.
    pub(super) public: bool,
}

/// A picture, and what its author says about it.
#[derive(Clone)]
struct Shown {
    picture: Prepared,
    title: String,
    caption: String,
    alt: String,
    tags: String,
}

/// What the tasks of a demo share.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) options: Options,
    publishing: Publishing,
    comments: Comments,
    pub(super) context: Context,
    pub(super) people: Arc<Vec<Member>>,
    pictures: Arc<Vec<Mutex<Option<Shown>>>>,
}

/// Fills the site.
pub(crate) async fn run(options: Options, json: bool) -> Result<(), Failure> {
    let mut site = Site::open_migrated()?;
    // Made-up people say the same now and then, and all of it at once.
    site.context.policy = Arc::new(Policy { limits: false, ..(*site.context.policy).clone() });
    let password = made_up()?;
    let people = people(&site, options, &password).await?;
    let distinct = options.pictures.unwrap_or(options.photos).min(options.photos);
    let stage = Stage {
        options,
        publishing: Publishing::new(site.context.clone()),
        comments: Comments::new(site.context.clone()),
        context: site.context.clone(),
        people: Arc::new(people),
        pictures: Arc::new((0..distinct).map(|_| Mutex::new(None)).collect()),
    };
    let photos = post_all(&stage, json).await?;
    let albums = Albums::new(site.context.clone());
    super::demo_albums::make(&albums, stage.shelves(&photos)).await?;
    let photos = Arc::new(photos);
    talk(&stage, photos.clone(), json).await?;
    super::demo_views::look(&stage, &photos).await?;
    super::demo_life::bring_to_life(&stage, photos, json).await?;
    let name = stage.people.first().map_or("", |it| it.name.as_str());
    if json {
        say_json(&json!({
            "users": options.users, "photos": options.photos, "comments": options.comments,
            "sign_in_as": name, "password": password,
        }));
    } else {
        say(format!("Sign in as {name} (or any of the others) with the password {password}"));
    }
    Ok(())
}

async fn people(site: &Site, options: Options, password: &str) -> Result<Vec<Member>, Failure> {
    let people = People::new(site.context.clone(), actor());
    let cast: Vec<_> =
        (0..options.users).map(|index| scenery::person(options.seed, index)).collect();
    let typed = cast.iter().map(|it| Registration {
        username: it.username.clone(),
        email: format!("{}@example.org", it.username),
        password: String::new(),
        locale: "en".into(),
        ..Registration::default()
    });
    let began = instant(0);
    let made = people.add_all(typed.collect(), password, began).await;
    let members = made.map_err(|why| match why {
        services::Error::Invalid(_) => {
            Failure::new(format!("the community of seed {} is here already", options.seed))
        }
        other => other.into(),
    })?;
    for it in &cast {
        people.describe(&it.username, &it.display_name, &it.bio).await?;
    }
    Ok(members)
}

pub(super) fn instant(offset: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(BEGINNING + offset).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A number that depends on nothing but its arguments (`SplitMix64`), less than `below`.
pub(super) fn chance(seed: u64, what: u64, index: u64, below: u64) -> u64 {
    let mut z = seed ^ what.wrapping_mul(0xd1b5_4a32_d192_ed03) ^ index;
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)).checked_rem(below).unwrap_or(0)
}

/// Few do much and many do little: the smaller of two chances.
pub(super) fn skewed(seed: u64, what: u64, index: u64, below: u64) -> u64 {
    chance(seed, what, index, below).min(chance(seed, what + 1, index, below))
}

impl Stage {
    pub(super) fn person(&self, what: u64, index: u64) -> Option<&Member> {
        let nth = skewed(self.options.seed, what, index, self.options.users);
        self.people.get(usize::try_from(nth).ok()?)
    }

    /// The picture; each is painted once.
    async fn picture(&self, nth: u64) -> Result<Shown, Failure> {
        let place = usize::try_from(nth).ok().and_then(|nth| self.pictures.get(nth));
        let place = place.ok_or_else(|| Failure::new("there is no such picture"))?;
        let mut kept = place.lock().await;
        if let Some(shown) = kept.as_ref() {
            return Ok(shown.clone());
        }
        let seed = self.options.seed;
        let scene = spawn_blocking(move || scenery::scene(seed, nth)).await?;
        let shown = Shown {
            picture: self
                .publishing
                .prepare(File::Bytes(scene.jpeg).into(), PublishOptions::default())
                .await?,
            title: scene.title,
            caption: scene.caption,
            alt: scene.alt,
            tags: scene.tags.join(" "),
        };
        // Kept only if another photo will show it again: 1,000 pictures are half a gigabyte.
        if self.options.pictures.is_some() {
            *kept = Some(shown.clone());
        }
        Ok(shown)
    }

    async fn post(&self, index: u64) -> Result<Posted, Failure> {
        let seed = self.options.seed;
        let distinct = u64::try_from(self.pictures.len()).unwrap_or(1);
        let nth = index.checked_rem(distinct).unwrap_or(0);
        let shown = self.picture(nth).await?;
        let step = SPAN / i64::try_from(self.options.photos.max(1)).unwrap_or(1);
        let jitter = i64::try_from(chance(seed, 3, index, 3_600)).unwrap_or(0);
        let at = instant(step * i64::try_from(index).unwrap_or(0)) + Duration::seconds(jitter);
        let visibility = match chance(seed, 4, index, 50) {
            0 => "unlisted",
            1 => "followers",
            2 => "private",
            _ => "public",
        };
        let license = if chance(seed, 5, index, 4) == 0 { "CC-BY-SA-4.0" } else { "" };
        let draft = PhotoDraft {
            title: shown.title,
            caption: shown.caption,
            alt: vec![shown.alt],
            tags: shown.tags,
            visibility: visibility.into(),
            license: license.into(),
            original: !license.is_empty(),
            ..PhotoDraft::default()
        };
        let author = self.person(1, index).ok_or_else(|| Failure::new("nobody to post"))?;
        let pictures = vec![shown.picture];
        let facts = self.publishing.publish_prepared(author, &draft, pictures, at).await?;
        let public = visibility == "public";
        Ok(Posted { key: facts.photo.id, at, index: nth, public })
    }

    async fn say(&self, photos: &[Posted], index: u64) -> Result<(), Failure> {
        if index > 0 && is_answered(index - 1, self.options.comments) {
            return Ok(());
        }
        let seed = self.options.seed;
        let count = u64::try_from(photos.len()).unwrap_or(0);
        // Newer photos are talked about more.
        let nth = count.saturating_sub(1).saturating_sub(skewed(seed, 6, index, count));
        let Some(photo) = usize::try_from(nth).ok().and_then(|nth| photos.get(nth)) else {
            return Ok(());
        };
        let author = self.person(8, index).ok_or_else(|| Failure::new("nobody to talk"))?;
        let after = i64::try_from(chance(seed, 10, index, 7 * 86_400)).unwrap_or(0);
        let at = photo.at + Duration::seconds(60 + after);
        let body = scenery::comment(seed, index, scenery::kind(seed, photo.index));
        let draft = CommentDraft { body, parent: None };
        match self.comments.add_at(author, &photo.key, draft, at).await {
            Ok(said) if is_answered(index, self.options.comments) => {
                self.answer(photo, index + 1, (&said.id, &author.name), at).await
            }
            // Whom a private photo is not for has nothing to say about it.
            // Nor does anybody say the same twice.
            Ok(_) | Err(services::Error::NotFound | services::Error::Conflict(_)) => Ok(()),
            Err(why) => Err(why.into()),
        }
    }

    /// Says something to whoever has just spoken, some hours later.
    async fn answer(
        &self,
        photo: &Posted,
        index: u64,
        (parent, name): (&str, &str),
        at: OffsetDateTime,
    ) -> Result<(), Failure> {
        let seed = self.options.seed;
        let author = self.person(8, index).ok_or_else(|| Failure::new("nobody to talk"))?;
        let body = scenery::comment(seed, index, scenery::kind(seed, photo.index));
        let calls = chance(seed, 11, index, 2) == 0 && author.name != name;
        let body = if calls { format!("@{name} {body}") } else { body };
        let at =
            at + Duration::minutes(7 + i64::try_from(chance(seed, 12, index, 600)).unwrap_or(0));
        let draft = CommentDraft { body, parent: Some(parent.to_owned()) };
        match self.comments.add_at(author, &photo.key, draft, at).await {
            // Nor does anybody say the same twice.
            Ok(_) | Err(services::Error::NotFound | services::Error::Conflict(_)) => Ok(()),
            Err(why) => Err(why.into()),
        }
    }
}

/// Whether the comment at this place is answered by the next: every fourth is.
fn is_answered(index: u64, total: u64) -> bool {
    index.is_multiple_of(4) && index + 1 < total
}

impl Stage {
    /// Whose photos are which, in the order of the people: what stands for each in addresses.
    fn shelves(&self, photos: &[Posted]) -> Vec<(&Member, Vec<String>)> {
        let mut shelves: Vec<(&Member, Vec<String>)> =
            self.people.iter().map(|it| (it, Vec::new())).collect();
        for (index, photo) in (0..).zip(photos) {
            let author = self.person(1, index).map(|it| it.id);
            let theirs = shelves.iter_mut().find(|(it, _)| Some(it.id) == author);
            if let Some((_, keys)) = theirs {
                keys.push(photo.key.clone());
            }
        }
        shelves
    }
}

async fn post_all(stage: &Stage, json: bool) -> Result<Vec<Posted>, Failure> {
    let work = |stage: Stage, index| async move { stage.post(index).await.map(|it| (index, it)) };
    let mut posted = side_by_side(stage, ("photos", stage.options.photos), json, work).await?;
    posted.sort_by_key(|(index, _)| *index);
    Ok(posted.into_iter().map(|(_, it)| it).collect())
}

async fn talk(stage: &Stage, photos: Arc<Vec<Posted>>, json: bool) -> Result<(), Failure> {
    let work = move |stage: Stage, index| {
        let photos = photos.clone();
        async move { stage.say(&photos, index).await }
    };
    side_by_side(stage, ("comments", stage.options.comments), json, work).await.map(drop)
}

/// Does `total` pieces of work, [`AT_ONCE`] at a time, and shows how far it has come.
pub(super) async fn side_by_side<T, F>(
    stage: &Stage,
    (what, total): (&'static str, u64),
    json: bool,
    work: impl Fn(Stage, u64) -> F,
) -> Result<Vec<T>, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Failure>> + Send + 'static,
{
    let progress = Progress::new(what, total, json);
    let (mut tasks, mut done) = (JoinSet::new(), Vec::new());
    for index in 0..total {
        if tasks.len() >= AT_ONCE
            && let Some(outcome) = tasks.join_next().await
        {
            done.push(outcome??);
            progress.step();
        }
        tasks.spawn(work(stage.clone(), index));
    }
    while let Some(outcome) = tasks.join_next().await {
        done.push(outcome??);
        progress.step();
    }
    progress.finish();
    Ok(done)
}
