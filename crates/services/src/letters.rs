//! Letters as they wait in the outbox, and how they leave it.
use crate::links::lifetime;
use crate::{Context, Error, Result, tokens};
use domain::{Email, MailId, UserId};
use ports::{Letter, LetterKind, MailError};
use repository::links::Purpose;
use repository::users::Account;
use repository::{Writer, mails};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use time::OffsetDateTime;

/// What a letter in the outbox is about. No secret is in it: links are derived when it leaves.
///
/// Letters waiting in the database outlive an upgrade: add variants freely, but keep the name and
/// the fields of one that has shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub(crate) enum Promise {
    VerifyEmail {
        name: String,
    },
    ResetPassword {
        name: String,
    },
    ConfirmChange {
        name: String,
    },
    /// To the address of before; only the first of several changes can be undone from there.
    AddressChanged {
        name: String,
        undo: bool,
    },
    PasswordChanged {
        name: String,
    },
    AddressInUse {
        name: String,
    },
    /// Whose link is as good as a solved puzzle.
    HumanProof {
        action: String,
        nonce: String,
    },
    Welcome {
        name: String,
    },
    Test,
    ExportReady {
        name: String,
    },
    LeavingSoon {
        name: String,
        until: i64,
    },
    Digest {
        name: String,
        from: i64,
    },
}

impl Promise {
    /// The name under which it waits, the same as serde's.
    fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::ConfirmChange { .. } => "confirm_change",
            Self::AddressChanged { .. } => "address_changed",
            Self::PasswordChanged { .. } => "password_changed",
            Self::AddressInUse { .. } => "address_in_use",
            Self::HumanProof { .. } => HUMAN_PROOF,
            Self::Welcome { .. } => "welcome",
            Self::ExportReady { .. } => "export_ready",
            Self::LeavingSoon { .. } => "leaving_soon",
            Self::Digest { .. } => "digest",
            Self::Test => "test",
        }
    }

    /// What the link in it is good for.
    fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::VerifyEmail { .. } => Some(Purpose::Verify),
            Self::ResetPassword { .. } => Some(Purpose::Reset),
            Self::ConfirmChange { .. } => Some(Purpose::Change),
            Self::AddressChanged { undo: true, .. } => Some(Purpose::Undo),
            _ => None,
        }
    }

    /// Whether one that has not left is not needed any more. News of what was done are: each is of its own deed.
    fn replaces_those_before(&self) -> bool {
        !matches!(self, Self::AddressChanged { .. } | Self::PasswordChanged { .. })
    }

    /// What it says, with this link in it.
    fn words(self, url: String) -> LetterKind {
        match self {
            Self::VerifyEmail { name } => {
                LetterKind::VerifyEmail { name, url, hours: hours(Purpose::Verify) }
            }
            Self::ResetPassword { name } => {
                LetterKind::ResetPassword { name, url, minutes: hours(Purpose::Reset) * 60 }
            }
            Self::ConfirmChange { name } => {
                LetterKind::ConfirmChange { name, url, hours: hours(Purpose::Change) }
            }
            Self::AddressChanged { name, undo } => {
                let undo = undo.then(|| (url, hours(Purpose::Undo) / 24));
                LetterKind::AddressChanged { name, undo }
            }
            Self::PasswordChanged { name } => LetterKind::PasswordChanged { name, url },
            Self::AddressInUse { name } => LetterKind::AddressInUse { name, url },
            Self::HumanProof { .. } => LetterKind::HumanProof { url },
            Self::Welcome { name } => LetterKind::Welcome { name, url },
            // Worded where what they tell is known.
            _ => LetterKind::Test,
        }
    }
}

fn hours(purpose: Purpose) -> u32 {
    u32::try_from(lifetime(purpose).as_secs() / 3_600).unwrap_or_default()
}

/// What a letter waits as whose link is as good as a puzzle.
pub(crate) const HUMAN_PROOF: &str = "human_proof";

/// Why a letter ends that is needed no more. Nobody's address is to blame for that.
pub(crate) const OVER: &str = "what it was about is over";

/// How long a letter may be under way before somebody else tries: longer than any time-out of
/// the transport.
const LEASE: Duration = Duration::from_mins(2);

/// How long to wait after each failed try; after the last one it is given up.
pub(crate) const BACK_OFF: [u64; 12] =
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
        let promise = Promise::VerifyEmail { name: name.to_owned() };
        self.promise(tx, user, (promise, email, locale), now)
    }

    /// A letter to `email` about `user`, in one transaction with what made it necessary. One of the same kind that has not left
    /// is withdrawn; if there is to be a link in it, the one before that stops working.
    pub(crate) fn promise(
        &self,
        tx: &mut Writer,
        user: UserId,
        (promise, email, locale): (Promise, &Email, &str),
        now: OffsetDateTime,
    ) -> Result<()> {
        if promise.replaces_those_before() {
            mails::withdraw(tx, user, promise.kind())?;
        }
        if let Some(purpose) = promise.purpose() {
            self.make_link(tx, (user, purpose), email, now)?;
        }
        let to = (email.as_ref().to_owned(), locale.to_owned());
        insert(tx, &promise, Some(user), to, now)?;
        Ok(())
    }

    /// Tells the owner of an address that somebody tried to use it, and nobody else.
    pub(crate) fn promise_address_in_use(
        &self,
        tx: &mut Writer,
        owner: &Account,
        now: OffsetDateTime,
    ) -> Result<()> {
        let promise = Promise::AddressInUse { name: owner.member.name.clone() };
        let email = address_of(owner)?;
        self.promise(tx, owner.member.id, (promise, &email, &owner.locale), now)
    }

    /// Does the work of a promise, and leaves none: whoever waits for the answer cannot tell from the time it takes whether
    /// there is an account.
    pub(crate) fn promise_nothing(
        &self,
        tx: &mut Writer,
        (like, email): (Promise, &Email),
        now: OffsetDateTime,
    ) -> Result<()> {
        const NOBODY: UserId = UserId(0);
        mails::withdraw(tx, NOBODY, like.kind())?;
        if let Some(purpose) = like.purpose() {
            let nonce = tokens::token()?;
            tokens::hash(&self.secret.derive("nothing", &nonce));
            repository::links::forget(tx, NOBODY, &[purpose])?;
        }
        // As long, but not the address itself: what a database has taken back can still be read in its files.
        let to = ("-".repeat(email.as_ref().len()), String::new());
        let id = insert(tx, &like, None, to, now)?;
        Ok(mails::take_back(tx, id)?)
    }

    /// A letter whose link is as good as a solved puzzle for `action`.
    pub(crate) fn promise_human_proof(
        tx: &mut Writer,
        action: &str,
        to: (String, String),
        now: OffsetDateTime,
    ) -> Result<()> {
        let promise = Promise::HumanProof { action: action.to_owned(), nonce: tokens::token()? };
        insert(tx, &promise, None, to, now)?;
        Ok(())
    }

    /// The pass is kept when the letter leaves, and its hour counts from then.
    async fn human_proof_url(&self, action: &str, nonce: &str) -> Result<String> {
        let (token, now) = (self.secret.derive("human-proof", nonce), self.clock.now());
        let page = match action {
            "login" => "login",
            "forgot" => "password/forgot",
            _ => "register",
        };
        let url = format!("{}/{page}?pass={token}", self.policy.public_url);
        let action = action.to_owned();
        self.db.write(move |tx| Self::keep_pass(tx, (&action, &token), now)).await?;
        Ok(url)
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
            Ok(None) => Err(MailError::Permanent(OVER.into())),
            // Trouble of ours, with the database most likely: nothing is wrong with the letter.
            Err(why) => {
                tracing::error!("a letter could not be written: {why:?}");
                Err(MailError::Temporary(why.to_string()))
            }
        }
    }

    /// The letter as it goes out; `None` when it is needed no more.
    async fn letter(&self, promise: Promise, mail: mails::Mail) -> Result<Option<Letter>> {
        let Some(kind) = self.words(promise, &mail).await? else { return Ok(None) };
        let (id, created_at, to, locale) =
            (mail.message_id, mail.created_at, mail.recipient, mail.locale);
        Ok(Some(Letter { id, created_at, to, locale, kind }))
    }

    async fn words(&self, promise: Promise, mail: &mails::Mail) -> Result<Option<LetterKind>> {
        let promise = match promise {
            Promise::ExportReady { name } => return Ok(Some(self.export_letter(name))),
            Promise::LeavingSoon { name, until } => {
                return self.leaving_letter(mail, name, until).await;
            }
            Promise::Digest { name, from } => return self.digest_letter(mail, (name, from)).await,
            other => other,
        };
        let url = match (promise.purpose(), mail.user) {
            (None, _) => self.place_to_send(&promise).await?,
            (Some(_), None) => return Ok(None),
            (Some(purpose), Some(user)) => {
                let url = self.link_to_send((user, purpose), &mail.recipient).await?;
                let Some(url) = url else { return Ok(None) };
                url
            }
        };
        Ok(Some(promise.words(url)))
    }

    /// Where a letter leads that has no link of its user's.
    async fn place_to_send(&self, promise: &Promise) -> Result<String> {
        let site = &self.policy.public_url;
        Ok(match promise {
            Promise::HumanProof { action, nonce } => self.human_proof_url(action, nonce).await?,
            Promise::Welcome { .. } => format!("{site}/login"),
            _ => format!("{site}/password/forgot"),
        })
    }

    async fn note(&self, this: mails::Try, outcome: Result<(), MailError>) -> Result<()> {
        let (id, attempts) = this;
        let (context, now) = (self.clone(), self.clock.now());
        let wait = usize::try_from(attempts - 1).ok().and_then(|nth| BACK_OFF.get(nth));
        self.db
            .write(move |tx| match (outcome, wait) {
                (Ok(()), _) => {
                    mails::sent(tx, id, now)?;
                    // Nobody's, and nothing that is looked up later: the address need not be known any more.
                    mails::forget_sent(tx, id, HUMAN_PROOF)?;
                    context.count_letter(tx, now)
                }
                (Err(MailError::Temporary(why)), Some(wait)) => {
                    tracing::warn!("mail {} did not leave, trying again in {wait} s: {why}", id.0);
                    Ok(mails::postpone(tx, this, now + Duration::from_secs(*wait), &why)?)
                }
                (Err(why), _) => {
                    tracing::error!("mail {} failed: {why}", id.0);
                    Ok(mails::fail(tx, this, &why.to_string())?)
                }
            })
            .await
    }
}

pub(crate) fn insert(
    tx: &mut Writer,
    promise: &Promise,
    user: Option<UserId>,
    (recipient, locale): (String, String),
    now: OffsetDateTime,
) -> Result<MailId> {
    let letter = serde_json::to_string(promise).map_err(Error::internal)?;
    let message_id = data_encoding::HEXLOWER.encode(&tokens::random::<16>()?);
    let (kind, created_at) = (promise.kind(), now);
    let new = mails::NewMail { message_id, user, recipient, locale, kind, letter, created_at };
    Ok(mails::insert(tx, &new)?)
}

/// Ends what was asked for before a password or an address changed: links that were sent, and letters that were not.
pub(crate) fn call_off_changes(tx: &mut Writer, user: UserId) -> Result<()> {
    repository::links::forget(tx, user, &[Purpose::Reset, Purpose::Change])?;
    mails::withdraw(tx, user, "reset_password")?;
    mails::withdraw(tx, user, "confirm_change")?;
    Ok(())
}

/// The address of an account as it was typed: upper and lower case may differ from what finds it.
pub(crate) fn address_of(account: &Account) -> Result<Email> {
    Email::parse(&account.email).map_err(|why| Error::field("email", why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_waits_under_its_name() {
        let name = String::new;
        for promise in [
            Promise::VerifyEmail { name: name() },
            Promise::ResetPassword { name: name() },
            Promise::ConfirmChange { name: name() },
            Promise::AddressChanged { name: name(), undo: true },
            Promise::PasswordChanged { name: name() },
            Promise::AddressInUse { name: name() },
            Promise::Test,
        ] {
            let said = serde_json::to_value(&promise).expect("is JSON");
            assert_eq!(said["letter"], promise.kind());
        }
    }
}
