use crate::{Actor, Context, Error, Result};
use domain::{MailId, Member, Message};
use repository::{audit, mails, postroom};
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
        Ok(self.0.db.read(move |db| postroom::page(db, state.as_deref(), page)).await?)
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

/// The outbox is full of addresses, which are told to admins only.
fn may_look(member: &Member) -> Result<()> {
    if member.may_manage_users() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}
