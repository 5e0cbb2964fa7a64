//! Walls after whatever may have happened, held against the plainest reckoning of what should stand on them.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use domain::ranking::{Formula, pace};
use domain::{Member, PhotoEdit, Visibility};
use harness::chance::Chance;
use services::{Paging, Period, Sort, WallOf};
use time::OffsetDateTime;
use views::Wall;

use crate::world::{World, a_member, a_photo, by};

on_both!(walls_are_what_plain_reckoning_says);

const DAY: u64 = 24 * 60;
const TAGS: [&str; 3] = ["", "lake", "city"];
const ALL: [Visibility; 4] =
    [Visibility::Public, Visibility::Unlisted, Visibility::Followers, Visibility::Private];

/// One that is there, in the order in which they were posted.
struct Posted {
    key: String,
    author: usize,
    /// In microseconds since 1970.
    at: i64,
    seen_by: Visibility,
    tag: &'static str,
    liked: BTreeSet<usize>,
    kept: BTreeSet<usize>,
    gone: bool,
}

impl Posted {
    fn points(&self) -> i64 {
        let by_others = |all: &BTreeSet<usize>| all.iter().filter(|it| **it != self.author).count();
        let weigh = 1_000 * by_others(&self.liked) + 3_000 * by_others(&self.kept);
        i64::try_from(weigh).unwrap()
    }
}

/// A small site, and what its members should see.
struct Reckoning {
    members: Vec<Member>,
    posted: Vec<Posted>,
    /// Who follows whom, has muted whom, has blocked whom.
    follows: BTreeSet<(usize, usize)>,
    mutes: BTreeSet<(usize, usize)>,
    blocks: BTreeSet<(usize, usize)>,
    follow_tag: BTreeSet<(usize, &'static str)>,
    private: BTreeSet<usize>,
}

impl Reckoning {
    async fn of(world: &World) -> Self {
        let mut members = Vec::new();
        for name in ["ada", "bob", "cid", "eve"] {
            members.push(a_member(name).join(world).await);
        }
        // What newcomers give weighs nothing, which is told elsewhere.
        world.minutes_pass(DAY);
        Self {
            members,
            posted: Vec::new(),
            follows: BTreeSet::new(),
            mutes: BTreeSet::new(),
            blocks: BTreeSet::new(),
            follow_tag: BTreeSet::new(),
            private: BTreeSet::new(),
        }
    }

    fn is_apart(&self, one: usize, other: usize) -> bool {
        self.blocks.contains(&(one, other)) || self.blocks.contains(&(other, one))
    }

    /// Whether a photo stands on walls that `viewer` looks at.
    fn lists(&self, viewer: Option<usize>, photo: &Posted) -> bool {
        let muted = |it: usize| self.mutes.contains(&(it, photo.author));
        !viewer.is_some_and(muted) && self.is_at_home(viewer, photo)
    }

    /// The same where `viewer` has gone to see those of its author.
    fn is_at_home(&self, viewer: Option<usize>, photo: &Posted) -> bool {
        let public = photo.seen_by == Visibility::Public && !self.private.contains(&photo.author);
        let Some(viewer) = viewer else { return public };
        let to_followers = [Visibility::Public, Visibility::Followers].contains(&photo.seen_by);
        let shared = to_followers && self.follows.contains(&(viewer, photo.author));
        let near = !self.is_apart(viewer, photo.author);
        viewer == photo.author || near && (public || shared)
    }

    /// The keys of those that stand on a wall, by a number that is largest first, and the newest of those alike.
    fn wall(
        &self,
        stands: impl Fn(&Posted) -> bool,
        order: impl Fn(&Posted) -> i64,
    ) -> Vec<String> {
        let there = self.posted.iter().enumerate().filter(|it| !it.1.gone && stands(it.1));
        let mut there: Vec<_> = there.collect();
        there.sort_by_key(|(nth, it)| Reverse((order(it), *nth)));
        there.into_iter().map(|it| it.1.key.clone()).collect()
    }

    /// Something happens.
    async fn happen(&mut self, world: &World, chance: &mut Chance) {
        let (one, other) = (chance.place(4), chance.place(4));
        match chance.below(10) {
            0..=2 => self.post(world, (one, ALL[chance.place(4)], TAGS[chance.place(3)])).await,
            3..=5 => self.touch(world, one, chance).await,
            6 => self.change(world, chance).await,
            7 if one != other => self.meet(world, (one, other), chance.below(5)).await,
            8 => {
                let name = TAGS[1 + chance.place(2)];
                let follow = chance.below(2) == 0;
                let circle = world.circle();
                circle.follow_tag(&self.members[one], name, follow).await.unwrap();
                toggle(&mut self.follow_tag, (one, name), follow);
            }
            9 if chance.below(4) == 0 => {
                let private = chance.below(2) == 0;
                world.circle().set_private(&self.members[one], private).await.unwrap();
                toggle(&mut self.private, one, private);
            }
            // Half of what happens happens at one moment.
            _ => world.minutes_pass(chance.below(DAY)),
        }
    }

    async fn post(&mut self, world: &World, what: (usize, Visibility, &'static str)) {
        let (author, seen_by, tag) = what;
        let photo = a_photo().tagged(tag).seen_by(seen_by).post(world, &self.members[author]).await;
        let at = micros(photo.created_at);
        let (liked, kept) = (BTreeSet::new(), BTreeSet::new());
        self.posted.push(Posted {
            key: photo.id,
            author,
            at,
            seen_by,
            tag,
            liked,
            kept,
            gone: false,
        });
    }

    /// Somebody likes or keeps what they see, or does so no longer.
    async fn touch(&mut self, world: &World, who: usize, chance: &mut Chance) {
        let seen: Vec<usize> = (0..self.posted.len())
            .filter(|it| !self.posted[*it].gone && self.lists(Some(who), &self.posted[*it]))
            .collect();
        if seen.is_empty() {
            return;
        }
        let photo = &mut self.posted[seen[chance.place(seen.len())]];
        let (member, likes, key) = (&self.members[who], world.likes(), photo.key.as_str());
        match chance.below(5) {
            0 => {
                likes.unlike(member, key).await.unwrap();
                photo.liked.remove(&who);
            }
            1 | 2 => {
                likes.like(member, key).await.unwrap();
                photo.liked.insert(who);
            }
            3 => {
                likes.bookmark(member, key).await.unwrap();
                photo.kept.insert(who);
            }
            _ => {
                likes.unbookmark(member, key).await.unwrap();
                photo.kept.remove(&who);
            }
        }
    }

    /// A photo goes, or is for others to see.
    async fn change(&mut self, world: &World, chance: &mut Chance) {
        let there: Vec<usize> =
            (0..self.posted.len()).filter(|it| !self.posted[*it].gone).collect();
        if there.is_empty() {
            return;
        }
        let photo = &mut self.posted[there[chance.place(there.len())]];
        let author = &self.members[photo.author];
        if chance.below(4) == 0 {
            world.photos().delete(author, &photo.key, &by(author)).await.unwrap();
            photo.gone = true;
        } else {
            photo.seen_by = ALL[chance.place(4)];
            let visibility = Some(photo.seen_by.as_str().to_owned());
            let edit = PhotoEdit { visibility, ..PhotoEdit::default() };
            world.photos().edit(author, &photo.key, edit).await.unwrap();
        }
    }

    /// Two come nearer, or go apart.
    async fn meet(&mut self, world: &World, (one, other): (usize, usize), how: u64) {
        let (circle, me) = (world.circle(), &self.members[one]);
        let (name, pair) = (self.members[other].name.clone(), (one, other));
        match how {
            // Private accounts are asked, and those apart refuse, which is told elsewhere.
            0 | 1 if !self.private.contains(&other) && !self.is_apart(one, other) => {
                circle.follow(me, &name).await.unwrap();
                self.follows.insert(pair);
            }
            2 if !self.is_apart(one, other) => {
                circle.unfollow(me, &name).await.unwrap();
                self.follows.remove(&pair);
            }
            3 if !self.is_apart(one, other) => {
                let mute = !self.mutes.contains(&pair);
                circle.mute(me, &name, mute).await.unwrap();
                toggle(&mut self.mutes, pair, mute);
            }
            4 => {
                let block = !self.blocks.contains(&pair);
                circle.block(me, &name, block).await.unwrap();
                toggle(&mut self.blocks, pair, block);
                if block {
                    self.follows.retain(|it| *it != pair && *it != (other, one));
                }
            }
            _ => {}
        }
    }

    /// All walls of one reader are what they should be.
    async fn check(&self, world: &World, viewer: Option<usize>, chance: &mut Chance) {
        for tag in TAGS {
            self.check_narrowed(world, viewer, (tag, None), chance).await;
            let author = chance.place(4);
            if viewer.is_none_or(|it| !self.is_apart(it, author)) {
                self.check_narrowed(world, viewer, (tag, Some(author)), chance).await;
            }
        }
    }

    /// All walls of a tag, where one is named, and of a user, where one is.
    async fn check_narrowed(
        &self,
        world: &World,
        viewer: Option<usize>,
        (tag, author): (&str, Option<usize>),
        chance: &mut Chance,
    ) {
        let (reader, what) = (viewer.map(|it| &self.members[it]), (tag, author, viewer));
        let of = || WallOf {
            user: author.map(|it| self.members[it].name.clone()),
            tag: Some(tag.to_owned()).filter(|it| !it.is_empty()),
        };
        let narrowed = |it: &Posted| {
            let lists =
                if author.is_some() { self.is_at_home(viewer, it) } else { self.lists(viewer, it) };
            lists && (tag.is_empty() || it.tag == tag) && author.is_none_or(|one| it.author == one)
        };
        let new = self.wall(narrowed, |it| it.at);
        let page = async |page| world.photos().wall(reader, of(), &page).await.unwrap();
        assert_eq!(whole(chance, page).await, new, "new, {what:?}");
        for (sort, wall) in self.ranked(world, narrowed) {
            let page = async |page| world.ranking().wall(reader, of(), sort, &page).await.unwrap();
            assert_eq!(whole(chance, page).await, wall, "{sort:?}, {what:?}");
        }
        let Some((viewer, member)) = viewer.zip(reader) else { return };
        let follows = |it: &Posted| {
            let theirs = self.follows.contains(&(viewer, it.author));
            theirs || tag.is_empty() && self.follow_tag.contains(&(viewer, it.tag))
        };
        let followed = self.wall(|it| follows(it) && narrowed(it), |it| it.at);
        let page = async |page| world.circle().wall(member, of(), &page).await.unwrap();
        assert_eq!(whole(chance, page).await, followed, "following, {what:?}");
    }

    /// The walls whose order is what people make of photos.
    fn ranked(
        &self,
        world: &World,
        narrowed: impl Fn(&Posted) -> bool,
    ) -> [(Sort, Vec<String>); 4] {
        let now = micros(world.context.clock.now());
        let since = |days: i64| now - days * 24 * 3_600 * 1_000_000;
        let stands = |it: &Posted| narrowed(it) && it.seen_by == Visibility::Public;
        let score = |it: &Posted| Formula::default().score(it.points(), it.at);
        let pace = |it: &Posted| pace(it.points(), it.at, now);
        let week = |it: &Posted| stands(it) && it.at >= since(7);
        let lately = |it: &Posted| stands(it) && it.at >= since(3);
        [
            (Sort::Popular, self.wall(stands, score)),
            (Sort::Top(Period::All), self.wall(stands, Posted::points)),
            (Sort::Top(Period::Week), self.wall(week, Posted::points)),
            (Sort::Rising, self.wall(lately, pace)),
        ]
    }
}

fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap()
}

fn toggle<T: Ord>(all: &mut BTreeSet<T>, one: T, is_in: bool) {
    if is_in {
        all.insert(one);
    } else {
        all.remove(&one);
    }
}

/// A wall from its first page to its last, in pages of any length.
async fn whole(chance: &mut Chance, page: impl AsyncFn(Paging) -> Wall) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let limit = Some(1 + i64::try_from(chance.below(7)).unwrap());
        let wall = page(Paging { after: after.take(), limit }).await;
        all.extend(wall.items.into_iter().map(|it| it.id));
        after = wall.next;
        if after.is_none() {
            return all;
        }
    }
}

async fn walls_are_what_plain_reckoning_says(world: &World) {
    let mut chance = Chance::new("walls_are_what_plain_reckoning_says");
    let mut site = Reckoning::of(world).await;
    for _ in 0..12 {
        for _ in 0..15 {
            site.happen(world, &mut chance).await;
        }
        world.work().await;
        site.check(world, None, &mut chance).await;
        for viewer in 0..4 {
            site.check(world, Some(viewer), &mut chance).await;
        }
    }
    assert!(site.posted.len() > 20, "{}", site.posted.len());
}
