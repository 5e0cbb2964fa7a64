//! What people decide about suggestions, and what is forgotten because of it.

use crate::taste::{MICROS, counts};
use crate::{Context, Result, Suggestions};
use domain::Member;
use repository::taste::{self, Choice};
use std::collections::{HashMap, HashSet};
use views::SuggestionsView;

impl Suggestions {
    /// What `member` has decided.
    pub async fn choice(&self, member: &Member) -> Result<SuggestionsView> {
        Ok(SuggestionsView { suggestions: !self.choice_of(member).await?.off })
    }

    /// Switches suggestions on or off. Once they are off, nothing that `member` does is learned from, and nothing they did before, also
    /// when they are on again.
    pub async fn choose(&self, member: &Member, on: bool) -> Result<SuggestionsView> {
        let now = taste::moment(self.0.clock.now());
        self.decide(member, move |before| {
            // Clocks of nodes may differ a little: what was forgotten stays so.
            let anew = before.reset_at.max(now);
            let reset_at = if before.off == on { anew } else { before.reset_at };
            Choice { off: !on, reset_at }
        })
        .await
    }

    /// Begins anew: what `member` did up to now counts for no suggestion any more.
    pub async fn reset(&self, member: &Member) -> Result<SuggestionsView> {
        let now = taste::moment(self.0.clock.now());
        let anew = move |before: Choice| Choice { reset_at: before.reset_at.max(now), ..before };
        self.decide(member, anew).await
    }

    /// Notes what `member` decides, and forgets what counts no longer.
    async fn decide(
        &self,
        member: &Member,
        decide: impl FnOnce(Choice) -> Choice + Send + 'static,
    ) -> Result<SuggestionsView> {
        let id = member.id;
        let decided = self.0.db.write(move |tx| -> Result<_> {
            let before = taste::hold_choice(tx, id)?;
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

    /// What `member` has decided, as it is kept.
    pub(crate) async fn choice_of(&self, member: &Member) -> Result<Choice> {
        let id = member.id;
        Ok(self.0.db.read(move |db| taste::choice(db, id)).await?)
    }

    /// Whether what `member` looks at is learned from.
    pub(crate) async fn wants(&self, member: &Member) -> Result<bool> {
        if let Some(known) = self.0.taste.wanted(member.id.0) {
            return Ok(known);
        }
        let wanted = !self.choice_of(member).await?.off;
        self.0.taste.want(member.id.0, wanted);
        Ok(wanted)
    }
}

impl Context {
    /// Forgets looks that are old, that do not count, or whose account is gone; and what was learned where nobody asks for it.
    pub(crate) async fn forget_old_looks(&self) {
        self.taste.let_go(self.clock.now());
        let forgotten = match self.db.read(taste::choices).await {
            Ok(choices) => self.forget_looks(&choices).await,
            Err(why) => Err(why.into()),
        };
        if let Err(why) = forgotten {
            tracing::warn!("what was looked at stays for now: {why:?}");
        }
    }

    /// Forgets looks that are old, that do not count by these decisions, or whose account is gone.
    pub(crate) async fn forget_looks(&self, choices: &HashMap<i64, Choice>) -> Result<()> {
        let people = self.taste.glances().people();
        let asked = people.clone();
        let there = self.db.read(move |db| taste::there(db, &asked)).await?;
        let gone: HashSet<i64> = people.into_iter().filter(|it| !there.contains(it)).collect();
        let now = self.clock.now().unix_timestamp();
        self.taste.glances().let_go(now, |user, at| {
            !gone.contains(&user) && counts(choices, user, at.saturating_mul(MICROS))
        });
        Ok(())
    }
}
