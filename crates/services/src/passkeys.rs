//! Passkeys: adding, naming and removing them, signing in by one, and showing by one once more who one is.

use crate::factors::admit;
use crate::limits::{self, per};
use crate::session_list::Renewed;
use crate::{Client, Error, Factors, Result, Sessions, tokens};
use ::factors::{self as lib, passkeys};
use data_encoding::HEXLOWER;
use domain::{Member, Message, SessionId};
use repository::factors::{self as rows, NewPasskey};
use repository::users;
use serde_json::Value;
use views::{FactorsView, QuestionView, SignedIn};

/// The most passkeys of one member.
const MOST: usize = 20;

impl Factors {
    /// Asks a member's device for a new passkey.
    pub async fn begin_passkey(&self, member: &Member) -> Result<QuestionView> {
        let site = self.passkeys()?;
        let (id, fresh) = (member.id, HEXLOWER.encode(&tokens::random::<16>()?));
        let (handle, known) = self
            .context
            .db
            .write(move |tx| -> Result<_> {
                Ok((rows::handle(tx, id, &fresh)?, rows::records(tx, id)?))
            })
            .await?;
        if known.len() >= MOST {
            return Err(Error::field("name", Message::new("error-limit").with("max", MOST)));
        }
        let called =
            if member.display_name.is_empty() { &member.name } else { &member.display_name };
        let handle = handle_of(&handle).ok_or_else(refused)?;
        let question = site.begin_registration(handle, &member.name, called, &known);
        self.ask("passkey-new", (Some(id), ""), question.map_err(|why| judged(&why))?).await
    }

    /// Keeps the new passkey of a member's device.
    pub async fn finish_passkey(
        &self,
        member: &Member,
        (id, credential): (&str, &Value),
        name: &str,
    ) -> Result<FactorsView> {
        let proof = self.take(id, "passkey-new").await?;
        if proof.user != Some(member.id) {
            return Err(refused());
        }
        let made = self.passkeys()?.finish_registration(&proof.data, credential);
        let made = made.map_err(|why| judged(&why))?;
        let (user, name) = (member.id, called(name)?);
        let created_at = self.context.clock.now();
        let new = NewPasskey { user, credential: made.id, name, record: made.record, created_at };
        let kept = self.context.db.write(move |tx| rows::add_passkey(tx, &new)).await?;
        if kept { self.list(member).await } else { Err(refused()) }
    }

    /// Gives a passkey another name.
    pub async fn rename_passkey(&self, member: &Member, id: i64, name: &str) -> Result<()> {
        let (user, name) = (member.id, called(name)?);
        let done = self.context.db.write(move |tx| rows::rename(tx, user, id, &name)).await?;
        if done { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Removes a passkey. Everything ends but this session: others may have begun with it, and made tokens.
    pub async fn remove_passkey(&self, member: &Member, id: i64, kept: SessionId) -> Result<()> {
        let user = member.id;
        self.context
            .db
            .write(move |tx| {
                if !rows::remove(tx, user, id)? {
                    return Err(Error::NotFound);
                }
                Ok(repository::sessions::end_everything_but(tx, user, kept)?)
            })
            .await
    }

    /// Asks any device for any passkey of this site: nobody need say a name.
    pub async fn begin_sign_in(&self, client: &Client) -> Result<QuestionView> {
        self.context.take(vec![per("passkey", &client.key, 20, 60)]).await?;
        let question = self.passkeys()?.begin_sign_in().map_err(|why| judged(&why))?;
        self.ask("passkey-sign-in", (None, &client.key), question).await
    }

    /// Signs in by a passkey. Whatever is wrong is told in one and the same way.
    pub async fn finish_sign_in(
        &self,
        (id, credential): (&str, &Value),
        client: &Client,
    ) -> Result<SignedIn> {
        self.context.take(vec![per("passkey-finish", &client.key, 20, 60)]).await?;
        let proof = self.take(id, "passkey-sign-in").await?;
        if proof.client != client.key {
            return Err(refused());
        }
        let site = self.passkeys()?;
        let claim = site.identify(credential).map_err(|why| judged(&why))?;
        let handle = HEXLOWER.encode(&claim.user_handle);
        let found = self
            .context
            .db
            .read(move |db| -> repository::Result<_> {
                let Some(user) = rows::by_handle(db, &handle)? else { return Ok(None) };
                Ok(users::find(db, user)?.zip(Some(rows::records(db, user)?)))
            })
            .await?;
        let (account, records) = found.ok_or_else(refused)?;
        let shown =
            site.finish_sign_in(&proof.data, credential, &records).map_err(|why| judged(&why))?;
        admit(&account)?;
        self.note_use(shown).await?;
        Sessions::new(self.context.clone()).begin(&account.member, client).await
    }

    /// Asks a member for one of their passkeys, before something dangerous.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `credential` where they have none.
    pub async fn begin_confirmation(&self, member: &Member) -> Result<QuestionView> {
        let (site, id) = (self.passkeys()?, member.id);
        let records = self.context.db.read(move |db| rows::records(db, id)).await?;
        if records.is_empty() {
            return Err(Error::field("credential", Message::new("error-passkey-none")));
        }
        let question = site.begin_confirmation(&records).map_err(|why| judged(&why))?;
        self.ask("passkey-confirm", (Some(id), ""), question).await
    }

    /// Lets `member` show by a passkey once more who they are: their session is fresh again, under another token.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `credential`; [`Error::TooMany`] after ten tries in ten minutes, passwords included.
    pub async fn finish_confirmation(
        &self,
        member: &Member,
        session: SessionId,
        (id, credential): (&str, &Value),
    ) -> Result<Renewed> {
        let user = member.id;
        self.context.take(vec![limits::confirm(member)]).await?;
        let proof = self.take(id, "passkey-confirm").await?;
        if proof.user != Some(user) {
            return Err(refused());
        }
        let records = self.context.db.read(move |db| rows::records(db, user)).await?;
        let shown = self.passkeys()?.finish_confirmation(&proof.data, credential, &records);
        self.note_use(shown.map_err(|why| judged(&why))?).await?;
        self.context.give_back(limits::confirm(member)).await?;
        Sessions::new(self.context.clone()).renew(session).await
    }

    /// Writes down that a passkey was used, and what it has counted.
    async fn note_use(&self, shown: passkeys::SignedIn) -> Result<()> {
        let (now, record) = (self.context.clock.now(), shown.updated_record);
        let used =
            move |tx: &mut repository::Writer| rows::used(tx, &shown.id, record.as_deref(), now);
        Ok(self.context.db.write(used).await?)
    }
}

fn handle_of(text: &str) -> Option<passkeys::UserHandle> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// One and the same answer to everything that can be wrong with a passkey.
pub(crate) fn refused() -> Error {
    Error::field("credential", Message::new("error-passkey"))
}

fn judged(why: &lib::Error) -> Error {
    tracing::info!(target: "security", "a passkey was refused: {why:?}");
    refused()
}

/// What somebody calls a passkey.
fn called(name: &str) -> Result<String> {
    let name: String = name.trim().chars().filter(|it| !it.is_control()).collect();
    match name.chars().count() {
        0 => Err(Error::field("name", Message::new("error-empty"))),
        1..=60 => Ok(name),
        _ => Err(Error::field("name", Message::new("error-too-long").with("max", 60_i64))),
    }
}
