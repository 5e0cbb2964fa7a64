//! What members show besides their password: passkeys, codes of an app (TOTP), codes on paper.

use crate::limits::per;
use crate::{Client, Context, Error, Result, Sessions, tokens};
use ::factors::{self as lib, passkeys, recovery, totp};
use data_encoding::HEXLOWER;
use domain::{Member, Message, SessionId, UserId};
use repository::factors::{self as rows, NewPasskey};
use repository::proofs::{self, NewProof};
use repository::users::{self, Account};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use views::{FactorsView, QuestionView, RecoveryView, SignedIn, TotpView};

/// Passkeys, codes of an app and codes on paper.
#[derive(Clone)]
pub struct Factors {
    context: Context,
    passkeys: Arc<Result<passkeys::Passkeys, lib::Unavailable>>,
}

/// How long a question to a device, or to somebody with an app, can be answered.
const PATIENCE: Duration = Duration::from_mins(5);
/// The most passkeys of one member.
const MOST: usize = 20;

impl Factors {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        let policy = &context.policy;
        let passkeys = passkeys::Passkeys::new(&policy.public_url, &policy.site_name);
        Self { passkeys: Arc::new(passkeys), context }
    }

    /// Whether passkeys work here: they need HTTPS (or this very machine) and a name.
    pub fn has_passkeys(&self) -> bool {
        self.passkeys.is_ok()
    }

    fn passkeys(&self) -> Result<&passkeys::Passkeys> {
        self.passkeys.as_ref().as_ref().map_err(|why| {
            tracing::debug!("passkeys are not available: {why}");
            Error::field("credential", Message::new("problem-passkeys-unavailable"))
        })
    }

    /// With what a member signs in.
    pub async fn list(&self, member: &Member) -> Result<FactorsView> {
        let (id, passkeys_available) = (member.id, self.passkeys.is_ok());
        Ok(self
            .context
            .db
            .read(move |db| -> repository::Result<_> {
                Ok(FactorsView {
                    passkeys_available,
                    passkeys: rows::passkeys(db, id)?,
                    totp: rows::totp(db, id)?.is_some(),
                    recovery_left: rows::recovery_left(db, id)?,
                })
            })
            .await?)
    }

    /// Keeps what a question needs to be judged; its number is said to the browser only.
    async fn ask(
        &self,
        purpose: &str,
        (user, client): (Option<UserId>, &str),
        question: passkeys::Question,
    ) -> Result<QuestionView> {
        let (id, now) = (tokens::token()?, self.context.clock.now());
        let new = NewProof {
            id: tokens::hash(&id),
            purpose: purpose.to_owned(),
            user,
            client: client.to_owned(),
            data: question.state,
            created_at: now,
            expires_at: now + PATIENCE,
        };
        self.context.db.write(move |tx| proofs::insert(tx, &new)).await?;
        Ok(QuestionView { id, options: question.options })
    }

    /// Takes a question before its answer is judged: it is gone whatever comes of it.
    async fn take(&self, id: &str, purpose: &'static str) -> Result<proofs::Proof> {
        self.taken(id, purpose).await?.ok_or_else(refused)
    }

    async fn taken(&self, id: &str, purpose: &'static str) -> Result<Option<proofs::Proof>> {
        let (key, now) = (tokens::hash(id), self.context.clock.now());
        Ok(self.context.db.write(move |tx| proofs::take(tx, &key, purpose, now)).await?)
    }

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

    /// Removes a passkey; all other sessions end, as one of them may have begun with it.
    pub async fn remove_passkey(&self, member: &Member, id: i64, kept: SessionId) -> Result<()> {
        let user = member.id;
        self.context
            .db
            .write(move |tx| {
                if !rows::remove(tx, user, id)? {
                    return Err(Error::NotFound);
                }
                Ok(repository::sessions::delete_others(tx, user, kept)?)
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
        let (now, record) = (self.context.clock.now(), shown.updated_record);
        let used =
            move |tx: &mut repository::Writer| rows::used(tx, &shown.id, record.as_deref(), now);
        self.context.db.write(used).await?;
        Sessions::new(self.context.clone()).begin(&account.member, client).await
    }

    fn secret(&self, nonce: &str) -> Result<totp::Secret> {
        let derived = self.context.secret.derive("totp", nonce);
        let mut bytes = [0; 20];
        let digest = tokens::hash(&derived);
        let raw = HEXLOWER.decode(digest.as_bytes()).map_err(Error::internal)?;
        bytes.iter_mut().zip(raw).for_each(|(to, from)| *to = from);
        Ok(totp::Secret::generate(bytes))
    }

    /// A new secret for an app that makes codes. It counts once a first code has confirmed it.
    pub async fn begin_totp(&self, member: &Member) -> Result<TotpView> {
        let (id, now) = (tokens::token()?, self.context.clock.now());
        let new = NewProof {
            id: tokens::hash(&id),
            purpose: "totp-new".to_owned(),
            user: Some(member.id),
            client: String::new(),
            data: tokens::hash(&tokens::token()?),
            created_at: now,
            expires_at: now + Duration::from_mins(15),
        };
        let secret = self.secret(&new.data)?;
        let user = member.id;
        self.context
            .db
            .write(move |tx| -> Result<()> {
                proofs::forget(tx, user, "totp-new")?;
                Ok(proofs::insert(tx, &new)?)
            })
            .await?;
        let uri = secret.uri(&self.context.policy.site_name, &member.name);
        let qr_html = totp::qr_svg(&uri).unwrap_or_default();
        Ok(TotpView { id, secret: secret.spelled(), uri, qr_html })
    }

    /// The secret that waits to be confirmed once more, after a wrong code.
    ///
    /// # Errors
    /// [`Error::Invalid`] for `code` where the code is wrong; the secret then still waits.
    pub async fn confirm_totp(
        &self,
        member: &Member,
        (id, code): (&str, &str),
    ) -> Result<RecoveryView> {
        self.context.take(vec![per("totp", &member.id.0.to_string(), 10, 600)]).await?;
        let (key, now, user) = (tokens::hash(id), self.context.clock.now(), member.id);
        let codes = recovery::generate(&tokens::random::<100>()?);
        let hashes = codes.iter().filter_map(|it| self.kept(it)).collect::<Vec<_>>();
        let (this, code) = (self.clone(), code.to_owned());
        self.context
            .db
            .write(move |tx| {
                let proof = proofs::take(tx, &key, "totp-new", now)?;
                let proof = proof.filter(|it| it.user == Some(user)).ok_or_else(over)?;
                let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
                // A wrong code rolls the taking back with everything else.
                let step = this.secret(&proof.data)?.verify(&code, seconds, None);
                let step = step.and_then(|it| i64::try_from(it).ok()).ok_or_else(wrong_code)?;
                rows::set_totp(tx, user, Some(&proof.data), step)?;
                Ok::<_, Error>(rows::set_recovery(tx, user, &hashes)?)
            })
            .await?;
        Ok(RecoveryView { codes })
    }

    /// No codes are asked for any more.
    pub async fn remove_totp(&self, member: &Member) -> Result<()> {
        let user = member.id;
        self.context
            .db
            .write(move |tx| -> Result<()> {
                rows::set_totp(tx, user, None, 0)?;
                Ok(rows::set_recovery(tx, user, &[])?)
            })
            .await
    }

    /// New codes on paper; the old ones are void.
    pub async fn renew_recovery(&self, member: &Member) -> Result<RecoveryView> {
        let (user, codes) = (member.id, recovery::generate(&tokens::random::<100>()?));
        let hashes = codes.iter().filter_map(|it| self.kept(it)).collect::<Vec<_>>();
        self.context
            .db
            .write(move |tx| {
                if rows::totp(tx, user)?.is_none() {
                    return Err(Error::NotFound);
                }
                Ok(rows::set_recovery(tx, user, &hashes)?)
            })
            .await?;
        Ok(RecoveryView { codes })
    }

    /// The form in which a code on paper is kept: with the site's key, as it is short.
    fn kept(&self, code: &str) -> Option<String> {
        recovery::normalise(code).map(|it| self.context.secret.derive("recovery-code", &it))
    }

    /// Signs in whoever has shown their password, by the code of their app or one on paper.
    ///
    /// # Errors
    /// [`Error::SecondFactor`] with a new ticket where the code is wrong.
    pub async fn finish_second(
        &self,
        (ticket, code): (&str, &str),
        client: &Client,
    ) -> Result<SignedIn> {
        let proof = self.taken(ticket, "second-factor").await?;
        let proof = proof.filter(|it| it.client == client.key);
        let user = proof.and_then(|it| it.user).ok_or(Error::WrongLogin)?;
        self.context.take(vec![per("second", &user.0.to_string(), 5, 900)]).await?;
        let account = self.context.db.read(move |db| users::find(db, user)).await?;
        let account = account.ok_or(Error::WrongLogin)?;
        admit(&account)?;
        if !self.is_code(user, code).await? {
            let ticket = Sessions::new(self.context.clone()).ticket(user, client).await?;
            return Err(Error::SecondFactor { ticket, wrong: true });
        }
        Sessions::new(self.context.clone()).begin(&account.member, client).await
    }

    /// Whether this is a code of the user's app, or one on paper; it is used up.
    async fn is_code(&self, user: UserId, code: &str) -> Result<bool> {
        let (this, code, now) = (self.clone(), code.to_owned(), self.context.clock.now());
        self.context
            .db
            .write(move |tx| {
                let Some((nonce, last)) = rows::totp(tx, user)? else { return Ok(false) };
                let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
                let last = u64::try_from(last).ok();
                let step = this.secret(&nonce)?.verify(&code, seconds, last);
                if let Some(step) = step.and_then(|it| i64::try_from(it).ok()) {
                    return Ok(rows::use_step(tx, user, step)?);
                }
                let Some(hash) = this.kept(&code) else { return Ok(false) };
                Ok(rows::use_recovery(tx, user, &hash)?)
            })
            .await
    }
}

/// Who may not come in, whatever they show.
fn admit(account: &Account) -> Result<()> {
    if account.suspended {
        return Err(Error::forbidden("problem-suspended"));
    }
    if account.waiting {
        return Err(Error::forbidden("problem-waiting"));
    }
    Ok(())
}

fn handle_of(text: &str) -> Option<passkeys::UserHandle> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// One and the same answer to everything that can be wrong with a passkey.
fn refused() -> Error {
    Error::field("credential", Message::new("error-passkey"))
}

fn judged(why: &lib::Error) -> Error {
    tracing::info!(target: "security", "a passkey was refused: {why:?}");
    refused()
}

fn over() -> Error {
    Error::field("code", Message::new("error-code-over"))
}

fn wrong_code() -> Error {
    Error::field("code", Message::new("error-code"))
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
