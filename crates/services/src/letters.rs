//! Letters as they wait in the outbox, and how they leave it.

use crate::{Actor, Context, Error, Result, tokens};
use domain::{Email, MailId, UserId};
use ports::{Letter, LetterKind, MailError};
use repository::{Writer, audit, mails, verifications};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use time::OffsetDateTime;

/// What a letter in the outbox is about. No secret is in it: links are derived when it leaves.
///
/// Letters waiting in the database outlive an upgrade: add variants freely, but keep the name and
/// the fields of one that has shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
enum Promise {
    VerifyEmail { name: String },
    Test,
}

/// A letter in the outbox, for the owner.
pub type MailRow = mails::Mail;

/// How long a link that confirms an address works, from when it is sent.
const LINK_LIFETIME: Duration = Duration::from_hours(24);

/// How long a letter may be under way before somebody else tries: longer than any time-out of
/// the transport.
const LEASE: Duration = Duration::from_mins(2);

/// How long to wait after each failed try; after the last one it is given up.
const BACK_OFF: [u64; 12] =
    [60, 300, 900, 3_600, 7_200, 14_400, 28_800, 43_200, 43_200, 86_400, 86_400, 86_400];

impl Context {
    /// A new link for `user` to confirm `email`, and the letter with it, in one transaction with
    /// what made it necessary. The link before it stops working.
    pub(crate) fn promise_verification(
        &self,
        tx: &mut Writer,
        user: UserId,
        (name, email, locale): (&str, &Email, &str),
        now: OffsetDateTime,
    ) -> Result<()> {
        let nonce = tokens::token()?;
        let token_hash = tokens::hash(&self.verification_token(&nonce));
        let (email, expires_at) = (email.as_ref().to_owned(), now + LINK_LIFETIME);
        let link = verifications::NewVerification {
            user,
            email: email.clone(),
            nonce,
            token_hash,
            expires_at,
        };
        mails::withdraw(tx, user)?;
        verifications::replace(tx, &link)?;
        let promise = Promise::VerifyEmail { name: name.to_owned() };
        insert(tx, &promise, Some(user), (email, locale.to_owned()), now)?;
        Ok(())
    }

    /// Puts a letter that says that mail works into the outbox.
    pub async fn promise_test(&self, to: &str) -> Result<MailId> {
        let to = Email::parse(to).map_err(|why| Error::field("email", why))?;
        let now = self.clock.now();
        let address = (to.as_ref().to_owned(), "en".to_owned());
        let id = self.db.write(move |tx| insert(tx, &Promise::Test, None, address, now)).await?;
        self.bell.notify_one();
        Ok(id)
    }

    fn verification_token(&self, nonce: &str) -> String {
        self.secret.derive("verify-email", nonce)
    }

    /// Sends the letter that has been due longest; `false` when none is.
    pub(crate) async fn send_next(&self) -> Result<bool> {
        let now = self.clock.now();
        let leased = self.db.write(move |tx| mails::lease(tx, now, now + LEASE)).await?;
        let Some(mail) = leased else { return Ok(false) };
        let this = (mail.id, mail.attempts);
        let outcome = match serde_json::from_str(&mail.letter) {
            Ok(promise) => self.keep(promise, mail).await,
            Err(why) => Err(MailError::Permanent(format!("it cannot be read: {why}"))),
        };
        self.note(this, outcome).await?;
        Ok(true)
    }

    async fn keep(&self, promise: Promise, mail: mails::Mail) -> Result<(), MailError> {
        match self.letter(promise, mail).await {
            Ok(Some(letter)) => self.mailer.send(&letter).await,
            Ok(None) => Err(MailError::Permanent("what it was about is over".into())),
            // Trouble of ours, with the database most likely: nothing is wrong with the letter.
            Err(why) => {
                tracing::error!("a letter could not be written: {why:?}");
                Err(MailError::Temporary(why.to_string()))
            }
        }
    }

    /// The letter as it goes out. The life of a link is counted from here, so that a mail server
    /// that was down for a day does not make people receive dead links.
    async fn letter(&self, promise: Promise, mail: mails::Mail) -> Result<Option<Letter>> {
        let kind = match promise {
            Promise::Test => LetterKind::Test,
            Promise::VerifyEmail { name } => {
                let Some(url) = self.verification_url(&mail).await? else { return Ok(None) };
                LetterKind::VerifyEmail { name, url, hours: 24 }
            }
        };
        let (id, created_at, to, locale) =
            (mail.message_id, mail.created_at, mail.recipient, mail.locale);
        Ok(Some(Letter { id, created_at, to, locale, kind }))
    }

    async fn verification_url(&self, mail: &mails::Mail) -> Result<Option<String>> {
        let (Some(user), to) = (mail.user, mail.recipient.clone()) else { return Ok(None) };
        let expires_at = self.clock.now() + LINK_LIFETIME;
        let nonce = self
            .db
            .write(move |tx| -> Result<_> {
                let link = verifications::find(tx, user)?;
                verifications::extend(tx, user, expires_at)?;
                Ok(link.filter(|(_, email)| *email == to).map(|(nonce, _)| nonce))
            })
            .await?;
        let url = &self.policy.public_url;
        Ok(nonce.map(|it| format!("{url}/verify/{}", self.verification_token(&it))))
    }

    async fn note(&self, this: mails::Try, outcome: Result<(), MailError>) -> Result<()> {
        let (id, attempts) = this;
        let now = self.clock.now();
        let wait = usize::try_from(attempts - 1).ok().and_then(|nth| BACK_OFF.get(nth));
        self.db
            .write(move |tx| match (outcome, wait) {
                (Ok(()), _) => mails::sent(tx, id, now),
                (Err(MailError::Temporary(why)), Some(wait)) => {
                    tracing::warn!("mail {} did not leave, trying again in {wait} s: {why}", id.0);
                    mails::postpone(tx, this, now + Duration::from_secs(*wait), &why)
                }
                (Err(why), _) => {
                    tracing::error!("mail {} failed: {why}", id.0);
                    mails::fail(tx, this, &why.to_string())
                }
            })
            .await?;
        Ok(())
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

fn insert(
    tx: &mut Writer,
    promise: &Promise,
    user: Option<UserId>,
    (recipient, locale): (String, String),
    now: OffsetDateTime,
) -> Result<MailId> {
    let letter = serde_json::to_string(promise).map_err(Error::internal)?;
    let message_id = data_encoding::HEXLOWER.encode(&tokens::random::<16>()?);
    let new = mails::NewMail { message_id, user, recipient, locale, letter, created_at: now };
    Ok(mails::insert(tx, &new)?)
}
