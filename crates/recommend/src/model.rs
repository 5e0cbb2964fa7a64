//! The model: trained at once, changed in between, asked at any time.

use crate::ask::{Ask, PersonSuggestion, Reason, Suggestion};
use crate::behaviour::{Behaviour, Event};
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::interaction::{Interaction, Item};
use crate::scoring::Scoring;
use crate::{pick, train};

/// What people did and what there is, made ready for lists.
#[derive(Debug, Clone)]
pub struct Model {
    pub(crate) config: Config,
    pub(crate) catalogue: Catalogue,
    pub(crate) behaviour: Behaviour,
}

impl Model {
    /// Learns from all there is. The order of what comes in does not matter. `now` is the latest moment that
    /// popularity is looked at for; interactions after it are left out.
    pub fn train(
        config: &Config,
        interactions: impl IntoIterator<Item = Interaction>,
        items: impl IntoIterator<Item = Item>,
        now: i64,
    ) -> Self {
        let mut catalogue = Catalogue::default();
        for item in items {
            catalogue.put(item, config.blend.same);
        }
        let until = interactions.into_iter().filter(|it| it.at <= now);
        let mut behaviour = train::train(config, &mut catalogue, until);
        for item in catalogue.newest() {
            behaviour.list(item);
        }
        Self { config: config.clone(), catalogue, behaviour }
    }

    /// Takes in what somebody did, as if it had been there when the model was trained, up to what is told in
    /// `docs/recommendations.md`.
    pub fn add(&mut self, interaction: Interaction) {
        let item = self.catalogue.intern(interaction.item);
        self.behaviour.reach(&self.config, self.catalogue.len());
        let weight = self.config.weights.of(interaction.kind);
        let event = Event { at: interaction.at, item, weight };
        self.behaviour.add(&self.config, interaction.user, event);
    }

    /// Takes in a new item, or what changed about one.
    pub fn put_item(&mut self, item: Item) {
        let item = self.catalogue.put(item, self.config.blend.same);
        self.behaviour.reach(&self.config, self.catalogue.len());
        self.behaviour.list(item);
    }

    /// Forgets an item and all that was done with it.
    pub fn remove_item(&mut self, id: i64) {
        if let Some(item) = self.catalogue.remove(id) {
            self.behaviour.remove(&self.config, item);
        }
    }

    /// Forgets all that somebody did. Their items stay; see [`Model::remove_item`].
    pub fn forget_user(&mut self, id: i64) {
        self.behaviour.forget(&self.config, id);
    }

    /// How many items can be suggested, and how many histories were learned from.
    pub fn size(&self) -> (usize, usize) {
        (self.catalogue.newest().count(), self.behaviour.users.len())
    }

    /// What the asking person may want to look at next, the best first.
    pub fn for_you(&self, ask: &Ask<'_>) -> Vec<Suggestion> {
        pick::items(&Scoring::of_history(self, ask), ask)
    }

    /// Items like this one: what those who met it go on to, and what is about the same, looks alike or is by the
    /// same author; never the same picture.
    pub fn similar(&self, item: i64, ask: &Ask<'_>) -> Vec<Suggestion> {
        pick::items(&Scoring::of_item(self, item, ask), ask)
    }

    /// The same for an item that need not be among those that can be suggested: then what it is about, what it looks like and
    /// whose it is say what is like it, and what was done with what shows the same picture.
    pub fn similar_to(&self, item: &Item, ask: &Ask<'_>) -> Vec<Suggestion> {
        if self.knows(item.id) {
            return self.similar(item.id, ask);
        }
        let mut found = pick::items(&Scoring::of_other(self, item, ask), ask);
        for it in &mut found {
            if let Reason::Looks(which) = &mut it.reason {
                *which = item.id;
            }
        }
        found
    }

    /// Whether an item is among those that can be suggested.
    pub fn knows(&self, item: i64) -> bool {
        self.catalogue.find(item).is_some_and(|it| self.catalogue.facts(it).is_some())
    }

    /// Authors the asking person may want to follow: those of what they like, and those of what they may like.
    /// Whom `skip` is true of is left out.
    pub fn people(&self, ask: &Ask<'_>, skip: &dyn Fn(i64) -> bool) -> Vec<PersonSuggestion> {
        pick::people(&Scoring::of_history(self, ask), ask, skip)
    }

    /// All that speaks for an item in the list for the asking person, the most first; the sum is its score. Empty
    /// where it cannot be suggested.
    pub fn explain(&self, item: i64, ask: &Ask<'_>) -> Vec<(Reason, f32)> {
        let known = self.catalogue.find(item);
        known.map(|it| Scoring::of_history(self, ask).explain(it)).unwrap_or_default()
    }
}
