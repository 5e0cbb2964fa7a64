use crate::{Context, Error, Result};
use repository::{mails, sessions};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

/// Does what the site has promised itself to do: sends letters, develops pictures, removes bytes, forgets sessions.
#[derive(Clone)]
pub struct Worker(Context);

/// How long to wait for a ring before looking anyway: another process may have promised something,
/// or a letter's time has come.
const ROUND: Duration = Duration::from_secs(2);

/// How often to look for pictures to be developed.
const LOOK: Duration = Duration::from_secs(1);

/// How often what was counted in memory is written down, and photos are ranked anew of which something has changed.
const TALLY: Duration = Duration::from_secs(1);

/// How many pictures are taken from the queue at once; how many are worked on is for the darkroom to say.
const DEVELOPERS: usize = 4;

/// How often uploads that were begun and never ended are looked for, in rounds: an hour.
const STALE_ROUNDS: u32 = 1_800;

/// How long links that work no more are kept: longer than a letter is tried.
const LINKS_KEPT: Duration = Duration::from_hours(7 * 24);

/// How many letters are under way at once, so that one slow server does not hold up all mail.
const POSTMEN: usize = 4;

impl Worker {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Does everything that is due and says how many letters were tried.
    pub async fn run_due(&self) -> Result<usize> {
        let mut tried = 0;
        while self.0.digest_next().await? {}
        while self.0.send_next().await? {
            tried += 1;
        }
        while let Some(lease) = self.0.next_job().await? {
            self.0.develop(lease, None).await;
        }
        while self.0.export_next().await? {}
        while self.0.say_farewell().await? {}
        while self.0.sweep().await? {}
        self.count().await?;
        self.forget_sessions().await?;
        self.0.forget_old().await;
        self.0.forget_old_looks().await;
        Ok(tried)
    }

    async fn forget_sessions(&self) -> Result<()> {
        let now = self.0.clock.now();
        let idle_since = now - self.0.policy.session_idle;
        self.0
            .db
            .write(move |tx| {
                // Not at once: the letter with a link may still wait for a mail server that is down for days.
                repository::links::forget_expired(tx, now - LINKS_KEPT)?;
                sessions::delete_ended(tx, (now, idle_since))
            })
            .await?;
        crate::session_list::forget_networks(&self.0).await
    }

    /// Works until it is dropped.
    pub async fn run(self) {
        let (developers, movers, counters) = (self.clone(), self.clone(), self.clone());
        tokio::join!(
            self.run_errands(),
            developers.run_darkroom(),
            movers.run_moves(),
            counters.run_tallies()
        );
    }

    /// Develops pictures whose developers were stopped, or that are to be tried again, as many at once as there are cores.
    async fn run_darkroom(self) {
        let mut busy = JoinSet::new();
        loop {
            while let Some(ended) = busy.try_join_next() {
                if let Err(why) = ended {
                    tracing::error!("the work on a picture ended badly: {why}");
                }
            }
            if busy.len() < DEVELOPERS {
                match self.0.next_job().await {
                    Ok(Some(lease)) => {
                        let context = self.0.clone();
                        busy.spawn(async move { context.develop(lease, None).await });
                        continue;
                    }
                    Ok(None) => {}
                    Err(why) => tracing::warn!("no work can be had: {why:?}"),
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Sends letters, removes bytes, forgets sessions.
    async fn run_errands(self) {
        let mut rounds = 0_u32;
        loop {
            let _ = tokio::time::timeout(ROUND, self.0.bell.notified()).await;
            if let Err(why) = self.round(rounds).await {
                tracing::warn!("the worker will try again: {why:?}");
                tokio::time::sleep(ROUND).await;
            }
            rounds = rounds.wrapping_add(1);
        }
    }

    /// Writes down each second what was counted in memory.
    async fn run_tallies(self) {
        let mut tick = tokio::time::interval(TALLY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut was_well = true;
        loop {
            tick.tick().await;
            let counted = self.count().await;
            // Said once, not each second that a database does not answer.
            if let Err(why) = &counted
                && was_well
            {
                tracing::warn!("views and places are counted later: {why}");
            }
            was_well = counted.is_ok();
        }
    }

    /// Writes down what was counted, ranks photos anew of which something has changed, and learns from it.
    async fn count(&self) -> Result<()> {
        self.0.flush_views().await?;
        self.0.rerank().await?;
        self.0.keep_learning().await
    }

    /// Writes down what is only in memory, before the program ends.
    pub async fn settle(&self) {
        if let Err(why) = self.0.flush_views().await {
            let lost = self.0.tally.waiting();
            tracing::warn!("{lost} views were not counted: {why:?}");
        }
    }

    /// Makes archives for people to take along, and deletes those who have left. Both may take long, and letters do not wait for it.
    async fn run_moves(self) {
        loop {
            if let Err(why) = self.moves().await {
                tracing::warn!("the worker will try again: {why:?}");
            }
            tokio::time::sleep(ROUND).await;
        }
    }

    async fn moves(&self) -> Result<()> {
        while self.0.export_next().await? {}
        while self.0.say_farewell().await? {}
        while self.0.digest_next().await? {}
        Ok(())
    }

    async fn round(&self, number: u32) -> Result<()> {
        self.send_all().await?;
        while self.0.sweep().await? {}
        if number.is_multiple_of(STALE_ROUNDS) {
            self.forget_sessions().await?;
            self.0.forget_old().await;
            self.0.forget_old_looks().await;
            self.0.clear_scratch();
            self.0.abort_stale_uploads().await;
        }
        Ok(())
    }

    /// Sends what is due, several letters at a time.
    async fn send_all(&self) -> Result<()> {
        let now = self.0.clock.now();
        if !self.0.db.read(move |db| mails::is_due(db, now)).await? {
            return Ok(());
        }
        let mut postmen: JoinSet<Result<(), Error>> = JoinSet::new();
        for _ in 0..POSTMEN {
            let context = self.0.clone();
            postmen.spawn(async move {
                while context.send_next().await? {}
                Ok(())
            });
        }
        while let Some(outcome) = postmen.join_next().await {
            outcome??;
        }
        Ok(())
    }
}
