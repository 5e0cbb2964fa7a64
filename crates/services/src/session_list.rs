//! The sessions somebody has: seeing and ending them, and showing once more who one is.

use crate::privacy::{AUDIT_NETWORK, SESSION_NETWORK};
use crate::session::{ONE_DAY, Sessions};
use crate::{Actor, Error, Result, limits, tokens};
use domain::{Device, Member, Message, SessionId, Username};
use repository::sessions::{self, Kind, Listed};
use repository::{audit, users};
use time::OffsetDateTime;
use views::{Confirmed, SessionView, Slice};

use crate::passwords::Verdict;

/// How many sessions are shown, and can be ended one by one.
const SHOWN: i64 = 200;

/// How many characters stand for a session outside.
const ID: usize = 16;

/// A session whose owner has just shown once more who they are.
pub struct Renewed {
    /// What an app needs to know of it.
    pub session: Confirmed,
    /// Whether it outlives the browser.
    pub lasting: bool,
}

impl Sessions {
    /// The sessions of `member`, those in use last first; `current` is the one that asks.
    pub async fn list(&self, member: &Member, current: SessionId) -> Result<Slice<SessionView>> {
        let listed = self.listed(member).await?;
        let items = listed.into_iter().map(|it| self.view(it, current)).collect();
        Ok(Slice { items, next: None })
    }

    /// Ends one session of `member`: it is dead at once.
    pub async fn end(&self, member: &Member, id: &str) -> Result<()> {
        let listed = self.listed(member).await?;
        let found = listed.iter().find(|it| self.public_id(it.id) == id).map(|it| it.id);
        let (user, session) = (member.id, found.ok_or(Error::NotFound)?);
        let ended = self.context().db.write(move |tx| sessions::delete_one(tx, user, session));
        if ended.await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Ends all sessions of `member` but `current`.
    pub async fn end_others(&self, member: &Member, current: SessionId) -> Result<()> {
        let user = member.id;
        let db = &self.context().db;
        Ok(db.write(move |tx| sessions::delete_others(tx, user, current)).await?)
    }

    /// Ends all sessions and tokens of the user of this name: whoever has one of them is out at once.
    pub async fn end_all_of(&self, admin: &Member, name: &str, actor: &Actor) -> Result<()> {
        if !admin.may_manage_users() {
            return Err(Error::forbidden("problem-forbidden"));
        }
        // A name that cannot be one is nobody's.
        let name = Username::known(name).ok().ok_or(Error::NotFound)?;
        let (actor, now) = (actor.clone(), self.context().clock.now());
        self.context()
            .db
            .write(move |tx| {
                let user = users::find_by_name(tx, &name)?.ok_or(Error::NotFound)?.member;
                sessions::end_everything(tx, user.id)?;
                Ok(audit::note(tx, &actor.did("user.end-sessions", &user.name, "", now))?)
            })
            .await
    }

    /// Lets `member` show by their password once more who they are: their session is fresh again, under another token.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `password`; [`Error::TooMany`] after ten tries in ten minutes.
    pub async fn confirm(
        &self,
        member: &Member,
        session: SessionId,
        password: &str,
    ) -> Result<Renewed> {
        let (context, id) = (self.context(), member.id);
        context.take(vec![limits::confirm(member)]).await?;
        let account = context.db.read(move |db| users::find(db, id)).await?;
        let hash = account.as_ref().map(|it| it.password_hash.as_str());
        if context.passwords.verify(password, hash).await? == Verdict::Wrong {
            return Err(Error::field("password", Message::new("error-password-wrong")));
        }
        context.give_back(limits::confirm(member)).await?;
        self.renew(session).await
    }

    /// Gives a session, whose owner has just shown who they are, another token: the one before is dead, and so is whatever was made
    /// of it.
    pub async fn renew(&self, session: SessionId) -> Result<Renewed> {
        let (token, now) = (tokens::token()?, self.context().clock.now());
        let hash = tokens::hash(&token);
        let db = &self.context().db;
        let lasts = db.write(move |tx| sessions::renew(tx, session, &hash, now)).await?;
        let (created_at, expires_at) = lasts.ok_or(Error::SignInFirst)?;
        let lasting = expires_at - created_at > ONE_DAY;
        Ok(Renewed { session: Confirmed { token, expires_at }, lasting })
    }

    async fn listed(&self, member: &Member) -> Result<Vec<Listed>> {
        let (user, now) = (member.id, self.context().clock.now());
        let idle_since = now - self.context().policy.session_idle;
        let good = (now, idle_since);
        Ok(self.context().db.read(move |db| sessions::of(db, user, good, SHOWN)).await?)
    }

    fn view(&self, it: Listed, current: SessionId) -> SessionView {
        let device = Device::of(&it.user_agent);
        SessionView {
            id: self.public_id(it.id),
            browser: device.browser,
            system: device.system.map(str::to_owned),
            kind: if it.kind == Kind::Bearer { "app" } else { "browser" }.to_owned(),
            network: Some(it.network).filter(|it| !it.is_empty()),
            created_at: it.created_at,
            last_used_at: it.seen_at,
            expires_at: it.expires_at,
            current: it.id == current,
        }
    }

    /// What stands for a session outside, also after it got another token. Nobody counts sessions by it.
    fn public_id(&self, id: SessionId) -> String {
        let derived = self.context().secret.derive("session-id", &id.0.to_string());
        derived.chars().take(ID).collect()
    }
}

/// Forgets networks that were kept for long enough.
pub(crate) async fn forget_networks(context: &crate::Context) -> Result<()> {
    let now: OffsetDateTime = context.clock.now();
    let forget = move |tx: &mut repository::Writer| -> Result<()> {
        sessions::forget_networks(tx, now - SESSION_NETWORK)?;
        audit::forget_networks(tx, now - AUDIT_NETWORK)?;
        Ok(())
    };
    context.db.write(forget).await
}
