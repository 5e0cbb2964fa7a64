//! What there is: items by their numbers, what they are about, what they look like, and which are the same picture.

use std::collections::BTreeSet;

use crate::behaviour::Map;
use crate::interaction::Item;
use crate::looks::Looks;
use crate::num::{float, small, wide};

/// What was told about an item.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) author: i64,
    pub(crate) at: i64,
    pub(crate) tags: Box<[u32]>,
    pub(crate) looks: Option<Looks>,
    /// Other items that show the same picture.
    pub(crate) twins: Vec<u32>,
}

/// All items, and the ways to find some.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue {
    index: Map<i64, u32>,
    ids: Vec<i64>,
    facts: Vec<Option<Facts>>,
    names: Map<Box<str>, u32>,
    tags: Vec<Tag>,
    newest: BTreeSet<(i64, u32)>,
    authors: Map<i64, BTreeSet<(i64, u32)>>,
    /// Items by each eighth of their hash: two hashes that differ in fewer than eight bits share one.
    eighths: Map<(u8, u8), Vec<u32>>,
    /// Items by their overall colour.
    colours: Map<[i8; 3], BTreeSet<(i64, u32)>>,
}

#[derive(Debug, Clone)]
struct Tag {
    name: Box<str>,
    items: BTreeSet<(i64, u32)>,
}

/// How far two colour layouts of the same picture may be from each other.
const SAME_COLOURS: f32 = 18.0;

impl Catalogue {
    /// The number of an item, a new one for a new item.
    pub(crate) fn intern(&mut self, id: i64) -> u32 {
        let next = small(self.ids.len());
        let item = *self.index.entry(id).or_insert(next);
        if item == next {
            self.ids.push(id);
            self.facts.push(None);
        }
        item
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn find(&self, id: i64) -> Option<u32> {
        self.index.get(&id).copied()
    }

    pub(crate) fn id(&self, item: u32) -> i64 {
        self.ids.get(wide(item)).copied().unwrap_or(i64::MIN)
    }

    pub(crate) fn facts(&self, item: u32) -> Option<&Facts> {
        self.facts.get(wide(item)).and_then(Option::as_ref)
    }

    /// Takes in an item, or what changed about one.
    pub(crate) fn put(&mut self, item: Item, same: u32) -> u32 {
        let number = self.intern(item.id);
        self.clear(number);
        let key = (item.at, number);
        let mut tags: Vec<u32> = item.tags.into_iter().map(|it| self.tag(it)).collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in &tags {
            if let Some(tag) = self.tags.get_mut(wide(*tag)) {
                tag.items.insert(key);
            }
        }
        self.newest.insert(key);
        self.authors.entry(item.author).or_default().insert(key);
        let twins = item.looks.as_ref().map(|it| self.twins(it, same)).unwrap_or_default();
        for twin in &twins {
            if let Some(Some(facts)) = self.facts.get_mut(wide(*twin)) {
                facts.twins.push(number);
            }
        }
        if let Some(looks) = &item.looks {
            self.colours.entry(looks.cell()).or_default().insert(key);
            for eighth in looks.eighths() {
                self.eighths.entry(eighth).or_default().push(number);
            }
        }
        let (author, at, looks) = (item.author, item.at, item.looks);
        if let Some(facts) = self.facts.get_mut(wide(number)) {
            *facts = Some(Facts { author, at, tags: tags.into(), looks, twins });
        }
        number
    }

    /// What is known about an item that is none of these.
    pub(crate) fn compared(&self, item: &Item, same: u32) -> Facts {
        let tags = item.tags.iter().filter_map(|it| self.names.get(it).copied());
        let twins = item.looks.as_ref().map(|it| self.twins(it, same)).unwrap_or_default();
        Facts { author: item.author, at: item.at, tags: tags.collect(), looks: item.looks, twins }
    }

    fn tag(&mut self, name: Box<str>) -> u32 {
        let next = small(self.tags.len());
        let tag = *self.names.entry(name.clone()).or_insert(next);
        if tag == next {
            self.tags.push(Tag { name, items: BTreeSet::new() });
        }
        tag
    }

    /// The items that show the same picture.
    fn twins(&self, looks: &Looks, same: u32) -> Vec<u32> {
        let near = looks.eighths();
        let near = near.iter().filter_map(|it| self.eighths.get(it)).flatten();
        let mut found: Vec<u32> = near.copied().filter(|it| self.shows(*it, looks, same)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn shows(&self, item: u32, looks: &Looks, same: u32) -> bool {
        let other = self.facts(item).and_then(|it| it.looks.as_ref());
        other.is_some_and(|it| it.differs(looks) <= same && it.distance(looks) <= SAME_COLOURS)
    }

    /// Forgets what was told about an item.
    fn clear(&mut self, item: u32) {
        let Some(facts) = self.facts.get_mut(wide(item)).and_then(Option::take) else { return };
        let key = (facts.at, item);
        for tag in &facts.tags {
            if let Some(tag) = self.tags.get_mut(wide(*tag)) {
                tag.items.remove(&key);
            }
        }
        self.newest.remove(&key);
        if let Some(items) = self.authors.get_mut(&facts.author) {
            items.remove(&key);
        }
        for twin in &facts.twins {
            if let Some(Some(other)) = self.facts.get_mut(wide(*twin)) {
                other.twins.retain(|it| *it != item);
            }
        }
        let Some(looks) = facts.looks else { return };
        if let Some(items) = self.colours.get_mut(&looks.cell()) {
            items.remove(&key);
        }
        for eighth in looks.eighths() {
            if let Some(items) = self.eighths.get_mut(&eighth) {
                items.retain(|it| *it != item);
            }
        }
    }

    /// Forgets an item and its number.
    pub(crate) fn remove(&mut self, id: i64) -> Option<u32> {
        let item = self.index.remove(&id)?;
        self.clear(item);
        Some(item)
    }

    /// What a tag is called.
    pub(crate) fn name(&self, tag: u32) -> Box<str> {
        self.tags.get(wide(tag)).map_or_else(|| "".into(), |it| it.name.clone())
    }

    /// How much a tag says: the fewer items have it, the more.
    pub(crate) fn says(&self, tag: u32) -> f32 {
        let with = self.tags.get(wide(tag)).map_or(0, |it| it.items.len());
        (1.0 + float(self.newest.len()) / float(with.max(1))).ln()
    }

    /// The newest items, the newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = u32> {
        self.newest.iter().rev().map(|it| it.1)
    }

    /// The newest items with a tag.
    pub(crate) fn tagged(&self, tag: u32) -> impl Iterator<Item = u32> {
        self.tags.get(wide(tag)).into_iter().flat_map(|it| it.items.iter().rev()).map(|it| it.1)
    }

    /// The newest items by an author.
    pub(crate) fn by(&self, author: i64) -> impl Iterator<Item = u32> {
        self.authors.get(&author).into_iter().flat_map(|it| it.iter().rev()).map(|it| it.1)
    }

    /// Items of about the same overall colour: of each such colour the newest `most`.
    pub(crate) fn coloured(&self, looks: &Looks, most: usize) -> impl Iterator<Item = u32> {
        let cells = looks.cells().into_iter().filter_map(|it| self.colours.get(&it));
        cells.flat_map(move |it| it.iter().rev().take(most)).map(|it| it.1)
    }
}
