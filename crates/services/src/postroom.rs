use crate::limits::{Limit, per};
use crate::{Actor, Context, Error, Result};
use domain::{MailId, Member, Message};
use repository::{Writer, audit, mails, postroom};
use time::OffsetDateTime;
use views::Mails;

/// The outbox, for admins.
#[derive(Clone)]
pub struct Postroom(Context);

/// How many letters a page shows.
const PAGE: i64 = 50;

/// The states a letter can be in.
const STATES: [&str; 3] = ["queued", "sent", "failed"];

impl Postroom {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// One numbered page of the letters, newest first, all or those in one state.
    pub async fn list(&self, admin: &Member, state: Option<String>, page: i64) -> Result<Mails> {
        may_look(admin)?;
        let state = state.filter(|it| !it.is_empty());
        if state.as_deref().is_some_and(|it| !STATES.contains(&it)) {
            return Err(Error::field("state", Message::new("error-mails-state")));
        }
        let page = (page.clamp(1, 1_000_000), PAGE);
        let found = self.0.db.read(move |db| postroom::page(db, state.as_deref(), page)).await?;
        let alarm = matches!(self.0.spare(&alarm()).await, Err(Error::TooMany { .. }));
        Ok(Mails { alarm, ..found })
    }

    /// Has a letter that has not left tried again at once.
    pub async fn retry(&self, admin: &Member, actor: Actor, id: i64) -> Result<()> {
        may_look(admin)?;
        let now = self.0.clock.now();
        self.0
            .db
            .write(move |tx| -> Result<()> {
                if !mails::retry(tx, MailId(id), now)? {
                    return Err(Error::NotFound);
                }
                Ok(audit::note(tx, &actor.did("mail.retry", &id.to_string(), "", now))?)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }
}

/// A letter in the outbox, for the owner.
pub type MailRow = mails::Mail;

/// How many letters an hour are no cause for alarm.
const MANY: u32 = 500;

/// What says that there were more, for an hour.
fn alarm() -> Limit {
    per("mails-alarm", "all", 1, 3_600)
}

impl Context {
    /// Counts a letter that has left. Beyond 500 an hour the owner hears of it, once an hour; no letter is held up for that, as those who
    /// wait for one are not to blame.
    pub(crate) fn count_letter(&self, tx: &mut Writer, now: OffsetDateTime) -> Result<()> {
        let quiet = self.take_within(tx, &[per("mails-site", "all", MANY, 3_600)], now);
        if !matches!(quiet, Err(Error::TooMany { .. })) {
            return quiet;
        }
        match self.take_within(tx, &[alarm()], now) {
            Ok(()) => {
                tracing::warn!(target: "security", "more than {MANY} letters left within an hour");
                Ok(())
            }
            Err(Error::TooMany { .. }) => Ok(()),
            Err(why) => Err(why),
        }
    }

    /// The newest letters of the outbox, all or those in one state.
    pub async fn mails(&self, state: Option<String>, limit: i64) -> Result<Vec<MailRow>> {
        // PostgreSQL does not count below nothing.
        let limit = limit.max(0);
        Ok(self.db.read(move |db| mails::list(db, state.as_deref(), limit)).await?)
    }

    /// Makes a letter that has not left due now; says whether there was one.
    pub async fn retry_mail(&self, id: MailId, actor: &Actor) -> Result<bool> {
        let now = self.clock.now();
        let deed = actor.did("mail.retry", &id.0.to_string(), "", now);
        let retry = move |tx: &mut Writer| -> Result<bool> {
            let found = mails::retry(tx, id, now)?;
            if found {
                audit::note(tx, &deed)?;
            }
            Ok(found)
        };
        let found = self.db.write(retry).await?;
        self.bell.notify_one();
        Ok(found)
    }
}

/// The outbox is full of addresses, which are told to admins only.
fn may_look(member: &Member) -> Result<()> {
    if member.may_manage_users() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}
