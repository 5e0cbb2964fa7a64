//! How people come in: open to all, with staff's leave, by invitation, or not at all.

use crate::captcha::Action;
use crate::letters::{Promise, address_of};
use crate::limits::{self, per};
use crate::{Accounts, Actor, Client, Context, Error, NewAccount, Result, tokens};
use domain::{Member, Message, Role};
use repository::joining::{self, NewInvite};
use repository::users::{self, NewUser};
use repository::{Writer, audit};
use time::OffsetDateTime;
use views::{Invites, MailNotice, MeView, Registered, Waiting};

/// What somebody who wants to join types.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// The name they wish for.
    pub username: String,
    /// Their address.
    pub email: String,
    /// The password they chose.
    pub password: String,
    /// Why they wish to join, where staff wants to know.
    pub reason: String,
    /// The token of their invitation, where one is needed.
    pub invite: String,
    /// What shows that they are a person.
    pub captcha: String,
    /// The language they are written to in.
    pub locale: String,
}

/// What staff decides about somebody who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// They may come in.
    LetIn,
    /// They may not; nothing of theirs is kept.
    TurnAway,
}

/// What an invitation is to be.
#[derive(Debug, Clone, Default)]
pub struct NewInvitation {
    /// For whom or what it is.
    pub note: String,
    /// How many may come by it.
    pub uses: i64,
    /// How many days it works.
    pub days: i64,
}

/// Registering, and what staff does about it.
#[derive(Clone)]
pub struct Joining(Context);

/// How many registrations an hour the whole site takes before staff has to let people in.
const FLOOD: u32 = 200;
/// How long a reason may be, in characters.
const REASON: (usize, usize) = (10, 500);
/// Nobody fills in a form in less, and who takes longer gets a new one: seconds.
const QUICKEST: i64 = 3;
const SLOWEST: i64 = 86_400;
/// How many of those who wait, or of invitations, are shown.
const SHOWN: i64 = 200;

impl Joining {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Makes an account and, in the same transaction, promises the letter that confirms its address. Nothing tells whether the
    /// address has an account already: then its owner is written to instead.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; [`Error::Forbidden`] when the site takes no new members; [`Error::TooMany`] from one network.
    pub async fn register(&self, typed: &Registration, client: &Client) -> Result<Registered> {
        let mode = self.0.policy.registration;
        if mode == "closed" {
            return Err(Error::forbidden("problem-registration-closed"));
        }
        let account = NewAccount::parse(typed, &self.0.policy.site_name)?;
        if account.is_disposable() {
            return Err(Error::field("email", Message::new("error-disposable")));
        }
        let reason = (mode == "approval").then(|| reason(&typed.reason)).transpose()?;
        let mut counted = limits::register(client);
        counted.extend(self.0.letters(client, account.address()));
        self.0.take(vec![limits::try_to_register(client)]).await?;
        let pass = (Action::Register, typed.captcha.as_str());
        self.0.has_pass(pass, client).await?;
        let now = self.0.clock.now();
        let new = account.into_user(&self.0.passwords, Role::Member, None, now).await?;
        let (context, client, typed) = (self.0.clone(), client.clone(), typed.clone());
        let (user, waits) = self
            .0
            .db
            .write(move |tx| {
                // Whoever has not shown that they are a person uses up nothing of what people have.
                context.take_pass(tx, (Action::Register, &typed.captcha), &client, now)?;
                context.take_within(tx, &counted, now)?;
                if mode == "invite" && !joining::use_invite(tx, &tokens::hash(&typed.invite), now)?
                {
                    return Err(Error::field("invite", Message::new("error-invite")));
                }
                join(&context, tx, (&new, reason), now)
            })
            .await?;
        self.0.bell.notify_one();
        let outbox = Accounts::new(self.0.clone()).outbox();
        Ok(Registered { user, waiting: waits, mail: MailNotice { outbox } })
    }

    /// When a form was drawn, so that it can be told how long it took to fill in.
    pub fn stamp(&self) -> String {
        let seconds = self.0.clock.now().unix_timestamp().to_string();
        let mark = self.0.secret.derive("form-stamp", &seconds);
        format!("{seconds}.{mark}")
    }

    /// Whether a form was filled in as people do: not the field they do not see, and not within three seconds.
    pub fn is_human_pace(&self, stamp: &str, unseen: &str) -> bool {
        if !self.0.policy.captcha {
            return true;
        }
        let Some((seconds, mark)) = stamp.split_once('.') else { return false };
        let Ok(drawn) = seconds.parse::<i64>() else { return false };
        let age = self.0.clock.now().unix_timestamp() - drawn;
        let ours = self.0.secret.derive("form-stamp", seconds) == mark;
        unseen.is_empty() && ours && (QUICKEST..=SLOWEST).contains(&age)
    }

    /// Whether an invitation with this token works.
    pub async fn is_invited(&self, token: &str) -> Result<bool> {
        let (hash, now) = (tokens::hash(token), self.0.clock.now());
        Ok(self.0.db.read(move |db| joining::is_invited(db, &hash, now)).await?)
    }

    /// Who waits to be let in.
    pub async fn waiting(&self, staff: &Member) -> Result<Waiting> {
        only_staff(staff)?;
        let items = self.0.db.read(|db| joining::waiting(db, SHOWN)).await?;
        Ok(Waiting { items })
    }

    /// Lets somebody in who waits, and writes to them, or turns them away.
    pub async fn decide(
        &self,
        (staff, actor): (&Member, &Actor),
        name: &str,
        decision: Decision,
    ) -> Result<()> {
        only_staff(staff)?;
        let name = domain::Username::known(name).ok().ok_or(Error::NotFound)?;
        let (context, actor, now) = (self.0.clone(), actor.clone(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                let account = users::find_by_name(tx, &name)?.ok_or(Error::NotFound)?;
                let id = account.member.id;
                let (done, deed) = match decision {
                    Decision::LetIn => (joining::let_in(tx, id)?, "user.let_in"),
                    Decision::TurnAway => (joining::turn_away(tx, id)?, "user.turn_away"),
                };
                if !done {
                    return Err(Error::NotFound);
                }
                audit::note(tx, &actor.did(deed, &account.member.name, "", now))?;
                if decision == Decision::LetIn {
                    let promise = Promise::Welcome { name: account.member.name.clone() };
                    let email = address_of(&account)?;
                    context.promise(tx, id, (promise, &email, &account.locale), now)?;
                }
                Ok(())
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }

    /// The invitations that work.
    pub async fn invitations(&self, staff: &Member) -> Result<Invites> {
        only_staff(staff)?;
        let now = self.0.clock.now();
        let items = self.0.db.read(move |db| joining::invitations(db, now, SHOWN)).await?;
        Ok(Invites { items, url: None })
    }

    /// Makes an invitation; its link is said only once.
    pub async fn invite(
        &self,
        (staff, actor): (&Member, &Actor),
        wish: NewInvitation,
    ) -> Result<Invites> {
        only_staff(staff)?;
        let wrong =
            |field, max: i64| Error::field(field, Message::new("error-limit").with("max", max));
        if !(1..=1_000).contains(&wish.uses) {
            return Err(wrong("uses", 1_000));
        }
        if !(1..=365).contains(&wish.days) {
            return Err(wrong("days", 365));
        }
        let note: String = wish.note.chars().filter(|it| !it.is_control()).take(100).collect();
        let (token, now, actor) = (tokens::token()?, self.0.clock.now(), actor.clone());
        let new = NewInvite {
            token_hash: tokens::hash(&token),
            made_by: staff.id,
            note: note.trim().to_owned(),
            uses: wish.uses,
            created_at: now,
            expires_at: now + time::Duration::days(wish.days),
        };
        let url = format!("{}/register?invite={token}", self.0.policy.public_url);
        self.0
            .db
            .write(move |tx| {
                let id = joining::invite(tx, &new)?;
                audit::note(tx, &actor.did("invite.make", &id.to_string(), &new.note, now))
            })
            .await?;
        let made = self.invitations(staff).await?;
        Ok(Invites { url: Some(url), ..made })
    }

    /// Takes an invitation back.
    pub async fn withdraw(&self, (staff, actor): (&Member, &Actor), id: i64) -> Result<()> {
        only_staff(staff)?;
        let (actor, now) = (actor.clone(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                if !joining::withdraw_invite(tx, id)? {
                    return Err(Error::NotFound);
                }
                Ok(audit::note(tx, &actor.did("invite.withdraw", &id.to_string(), "", now))?)
            })
            .await
    }
}

/// Makes the account, and the letter that belongs to it: to whoever registers, or to whoever has the address already. Says also
/// whether they wait for staff, which they do with a reason, and in a flood.
fn join(
    context: &Context,
    tx: &mut Writer,
    (new, reason): (&NewUser, Option<String>),
    now: OffsetDateTime,
) -> Result<(MeView, bool)> {
    let (id, holder) = joining::claim(tx, new)?;
    if let Some(holder) = holder {
        context.promise_address_in_use(tx, &holder, now)?;
    } else {
        let to = (new.name.as_ref(), &new.email, new.locale.as_str());
        context.promise_verification(tx, id, to, now)?;
    }
    // Counted last: others who register wait for this row until the transaction ends.
    let waits = context.is_flooded(tx, now)? || reason.is_some();
    if waits {
        joining::wait(tx, id, &reason.unwrap_or_default(), now)?;
    }
    let account = users::find(tx, id)?.ok_or(Error::NotFound)?;
    Ok((users::me(tx, &account.member)?.ok_or(Error::NotFound)?, waits))
}

impl Context {
    /// Counts somebody who registers. Whether more have come lately than staff can look at: then they wait.
    fn is_flooded(&self, tx: &mut Writer, now: OffsetDateTime) -> Result<bool> {
        match self.take_within(tx, &[per("register-site", "all", FLOOD, 3_600)], now) {
            Ok(()) => Ok(false),
            Err(Error::TooMany { .. }) => {
                tracing::warn!(target: "security", "more than {FLOOD} registrations an hour: they wait for staff");
                Ok(true)
            }
            Err(why) => Err(why),
        }
    }
}

fn only_staff(member: &Member) -> Result<()> {
    if member.is_staff() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}

fn reason(typed: &str) -> Result<String> {
    let text = typed.trim();
    let (least, most) = REASON;
    match text.chars().count() {
        n if n < least => {
            Err(Error::field("reason", Message::new("error-reason").with("min", least)))
        }
        n if n > most => {
            Err(Error::field("reason", Message::new("error-too-long").with("max", most)))
        }
        _ => Ok(text.chars().filter(|it| !it.is_control() || *it == '\n').collect()),
    }
}
