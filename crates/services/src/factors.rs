//! What members show besides their password: passkeys, codes of an app (TOTP), codes on paper.

use crate::limits::per;
use crate::passkeys::refused;
use crate::{Client, Context, Error, Result, Sessions, tokens};
use ::factors::{self as lib, passkeys, recovery, totp};
use data_encoding::HEXLOWER;
use domain::{Member, Message, UserId};
use repository::api_tokens;
use repository::factors as rows;
use repository::proofs::{self, NewProof};
use repository::users::{self, Account};
use std::sync::Arc;
use std::time::Duration;
use views::{FactorsView, QuestionView, RecoveryView, SecurityView, SignedIn, Slice, TotpView};

/// Passkeys, codes of an app and codes on paper.
#[derive(Clone)]
pub struct Factors {
    pub(crate) context: Context,
    passkeys: Arc<Result<passkeys::Passkeys, lib::Unavailable>>,
}

/// How long a question to a device, or to somebody with an app, can be answered.
const PATIENCE: Duration = Duration::from_mins(5);

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

    pub(crate) fn passkeys(&self) -> Result<&passkeys::Passkeys> {
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

    /// How the account of `member` is kept safe: with what they sign in, and their personal tokens.
    pub async fn security(&self, member: &Member) -> Result<SecurityView> {
        let (id, now) = (member.id, self.context.clock.now());
        let factors = self.list(member).await?;
        let items = self.context.db.read(move |db| api_tokens::of(db, id, now)).await?;
        Ok(SecurityView { factors, tokens: Slice { items, next: None } })
    }

    /// Keeps what a question needs to be judged; its number is said to the browser only.
    pub(crate) async fn ask(
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
    pub(crate) async fn take(&self, id: &str, purpose: &'static str) -> Result<proofs::Proof> {
        self.taken(id, purpose).await?.ok_or_else(refused)
    }

    async fn taken(&self, id: &str, purpose: &'static str) -> Result<Option<proofs::Proof>> {
        let (key, now) = (tokens::hash(id), self.context.clock.now());
        Ok(self.context.db.write(move |tx| proofs::take(tx, &key, purpose, now)).await?)
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
pub(crate) fn admit(account: &Account) -> Result<()> {
    if account.suspended {
        return Err(Error::forbidden("problem-suspended"));
    }
    if account.waiting {
        return Err(Error::forbidden("problem-waiting"));
    }
    Ok(())
}

fn over() -> Error {
    Error::field("code", Message::new("error-code-over"))
}

fn wrong_code() -> Error {
    Error::field("code", Message::new("error-code"))
}
