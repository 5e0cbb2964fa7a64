//! How one leaves: hidden at once, deleted after a grace period, and until then welcome back.

use crate::exports::page;
use crate::letters::{Promise, insert};
use crate::passwords::Verdict;
use crate::people::People;
use crate::{Actor, Context, Error, Result, limits};
use domain::{Email, Member, Message, Role, UserId};
use ports::LetterKind;
use repository::users::{self, Account};
use repository::{Reader, Writer, audit, belongings, blobs, exports, leaving, mails, sessions};
use std::time::Duration;
use time::OffsetDateTime;
use views::{LeavingPage, LeavingView};

/// How one leaves, and is sent away.
#[derive(Clone)]
pub struct Leaving(Context);

impl Leaving {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// What would go if `member` left, and when.
    pub async fn explain(&self, member: &Member) -> Result<LeavingPage> {
        let (member, now, days) = (member.clone(), self.0.clock.now(), days(self.0.policy.grace));
        self.0
            .db
            .read(move |db| {
                let (photos, comments) = belongings::count(db, member.id)?;
                let last_admin = is_last_admin(db, &member)?;
                let export = page(exports::find(db, member.id)?, now);
                Ok(LeavingPage { days, photos, comments, last_admin, export })
            })
            .await
    }

    /// Hides everything of `member` and ends all their sessions and tokens at once; deletes it when the grace period is over.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a wrong password, [`Error::Forbidden`] for the last admin.
    pub async fn leave(&self, member: &Member, password: &str) -> Result<LeavingView> {
        let key = member.id.0.to_string();
        self.0.take(vec![limits::per("leaving", &key, 10, 3_600)]).await?;
        let id = member.id;
        let account = self.0.db.read(move |db| users::find(db, id)).await?;
        let hash = account.as_ref().map(|it| it.password_hash.as_str());
        if self.0.passwords.verify(password, hash).await? == Verdict::Wrong {
            return Err(Error::field("password", Message::new("error-leaving-password")));
        }
        let (now, grace) = (self.0.clock.now(), self.0.policy.grace);
        let left = self.0.db.write(move |tx| {
            let account = users::find(tx, id)?.ok_or(Error::SignInFirst)?;
            begin(tx, &account, (now, now + grace))
        });
        let left = left.await?;
        self.hidden();
        Ok(left)
    }

    /// The same for somebody else, by staff or from the command line; `at_once` leaves no time to think again. A suspended
    /// user cannot come back either way, for they cannot sign in.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`] for the last admin.
    pub async fn send_away(&self, name: &str, at_once: bool, actor: &Actor) -> Result<LeavingView> {
        let account = self.find(name).await?;
        let (now, actor) = (self.0.clock.now(), actor.clone());
        let grace = if at_once { Duration::ZERO } else { self.0.policy.grace };
        let left = self.0.db.write(move |tx| {
            let left = begin(tx, &account, (now, now + grace))?;
            let details = format!("until {}", moment(left.until));
            audit::note(tx, &actor.did("user.delete", &left.name, &details, now))?;
            Ok::<_, Error>(left)
        });
        let left = left.await?;
        self.hidden();
        Ok(left)
    }

    /// The same for an admin, who does not send themselves away by a slip of the mouse.
    pub async fn send_away_by(
        &self,
        admin: &Member,
        (name, at_once): (&str, bool),
        actor: &Actor,
    ) -> Result<LeavingView> {
        if !admin.may_manage_users() {
            return Err(Error::forbidden("problem-forbidden"));
        }
        if self.find(name).await?.member.id == admin.id {
            return Err(Error::forbidden("problem-leaving-yourself"));
        }
        self.send_away(name, at_once, actor).await
    }

    /// Lets somebody stay who was sent away, or left; `false` where it is too late or they never were to go.
    pub async fn keep(&self, name: &str, actor: &Actor) -> Result<bool> {
        let account = self.find(name).await?;
        let (now, actor) = (self.0.clock.now(), actor.clone());
        let kept = self.0.db.write(move |tx| {
            let stays = leaving::stay(tx, account.member.id, now)?;
            if stays {
                mails::withdraw_all(tx, account.member.id)?;
                audit::note(tx, &actor.did("user.keep", &account.member.name, "", now))?;
            }
            Ok::<_, Error>(stays)
        });
        kept.await
    }

    /// Deletes everybody whose grace is over, now rather than in the worker's next round.
    pub async fn finish(&self) -> Result<()> {
        while self.0.say_farewell().await? {}
        while self.0.sweep().await? {}
        Ok(())
    }

    async fn find(&self, name: &str) -> Result<Account> {
        let found = People::new(self.0.clone(), Actor::site()).find(name).await;
        found.map_err(|why| match why {
            // A name that cannot be one is nobody's.
            Error::Invalid(_) => Error::NotFound,
            other => other,
        })
    }

    /// Others must not go on seeing what was public a moment ago.
    fn hidden(&self) {
        self.0.shelf.clear();
        self.0.bell.notify_one();
    }
}

fn begin(
    tx: &mut Writer,
    account: &Account,
    (now, until): (OffsetDateTime, OffsetDateTime),
) -> Result<LeavingView> {
    let Member { id, name, .. } = &account.member;
    leaving::hold_admins(tx)?;
    if is_last_admin(tx, &account.member)? {
        return Err(Error::forbidden("problem-last-admin"));
    }
    leaving::begin(tx, *id, until)?;
    sessions::end_everything(tx, *id)?;
    mails::withdraw_all(tx, *id)?;
    if let Some(key) = exports::withdraw(tx, *id)? {
        blobs::doom(tx, &[key], now)?;
    }
    // Whoever is suspended cannot come back, and where there is no grace there is nothing to come back to.
    if until > now && !account.suspended {
        promise_leaving(tx, account, (now, until))?;
    }
    Ok(LeavingView { name: name.clone(), until })
}

fn is_last_admin(reader: &mut Reader, member: &Member) -> Result<bool> {
    Ok(member.role == Role::Admin && !leaving::has_other_admin(reader, member.id)?)
}

/// Whether somebody may still make something; if not, they have to sign in first, and cannot.
pub(crate) fn is_here(tx: &mut Writer, user: UserId) -> Result<()> {
    if leaving::is_here(tx, user)? { Ok(()) } else { Err(Error::SignInFirst) }
}

/// Lets somebody in who has shown who they are. Whoever is leaving has to say that they want to stay, and then stays.
pub(crate) fn admit(
    tx: &mut Writer,
    user: UserId,
    (stay, now): (bool, OffsetDateTime),
) -> Result<()> {
    if !leaving::hold(tx, user)? {
        return Err(Error::WrongLogin);
    }
    let Some(until) = leaving::until(tx, user)? else { return Ok(()) };
    if until <= now {
        return Err(Error::forbidden("problem-left"));
    }
    if stay && leaving::stay(tx, user, now)? {
        return Ok(mails::withdraw_all(tx, user)?);
    }
    let left = u64::try_from((until - now).whole_seconds()).unwrap_or_default();
    let days = days(Duration::from_secs(left));
    Err(Error::Forbidden(Message::new("problem-leaving").with("days", days)))
}

/// A span in days, rounded up.
pub(crate) fn days(span: Duration) -> i64 {
    i64::try_from(span.as_secs().div_ceil(86_400)).unwrap_or(i64::MAX)
}

/// Promises the letter that tells the way back.
fn promise_leaving(
    tx: &mut Writer,
    account: &Account,
    (now, until): (OffsetDateTime, OffsetDateTime),
) -> Result<()> {
    let promise =
        Promise::LeavingSoon { name: account.member.name.clone(), until: until.unix_timestamp() };
    let to = Email::parse(&account.email).map_err(|why| Error::field("email", why))?;
    let to = (to.as_ref().to_owned(), account.locale.clone());
    insert(tx, &promise, Some(account.member.id), to, now)?;
    Ok(())
}

/// A moment as letters and logs tell it, the same in every language.
fn moment(at: OffsetDateTime) -> String {
    let (hour, minute, _) = at.to_hms();
    format!("{} {hour:02}:{minute:02} UTC", at.date())
}

impl Context {
    /// What the letter to somebody who leaves says; `None` where they stay after all.
    pub(crate) async fn leaving_letter(
        &self,
        mail: &mails::Mail,
        name: String,
        until: i64,
    ) -> Result<Option<LetterKind>> {
        let Some(user) = mail.user else { return Ok(None) };
        let found = self.db.read(move |db| leaving::until(db, user)).await?;
        let Some(at) = found.filter(|it| it.unix_timestamp() == until) else { return Ok(None) };
        let url = format!("{}/login", self.policy.public_url);
        Ok(Some(LetterKind::LeavingSoon { name, url, date: moment(at) }))
    }
}
