//! Links in letters: what each is good for, where it leads, and for how long it works.
//!
//! One shape for all: the row knows the hash of the token; the token itself is derived from a nonce and the site's key when the
//! letter leaves, and the link's life counts from then.

use crate::{Context, Error, Result, tokens};
use domain::{Email, Message, UserId};
use repository::Writer;
use repository::links::{self, Link, NewLink, Purpose};
use std::time::Duration;
use time::OffsetDateTime;

/// What the token of a link is derived for. Links under way outlive an upgrade: a text that has shipped stays.
fn derivation(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Verify => "verify-email",
        Purpose::Reset => "reset-password",
        Purpose::Change => "change-email",
        Purpose::Undo => "undo-email",
    }
}

/// The page that a link leads to, without its token.
fn place(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Verify => "/verify/",
        Purpose::Reset => "/password/reset/",
        Purpose::Change => "/email/confirm/",
        Purpose::Undo => "/email/undo/",
    }
}

/// How long a link works, from when it is sent: an hour where it leads to the account. Why the others last longer is in docs/adr/0006.
pub(crate) fn lifetime(purpose: Purpose) -> Duration {
    match purpose {
        Purpose::Verify => Duration::from_hours(24),
        Purpose::Reset | Purpose::Change => Duration::from_hours(1),
        Purpose::Undo => Duration::from_hours(7 * 24),
    }
}

/// The refusal of a link that does not work, or no longer.
pub(crate) fn dead() -> Error {
    Error::field("token", Message::new("problem-link-dead"))
}

impl Context {
    /// Makes a new link that is to be sent to `email`. The one before it stops working.
    pub(crate) fn make_link(
        &self,
        tx: &mut Writer,
        (user, purpose): (UserId, Purpose),
        email: &Email,
        now: OffsetDateTime,
    ) -> Result<()> {
        let nonce = tokens::token()?;
        let token_hash = tokens::hash(&self.token_of(purpose, &nonce));
        let link = NewLink {
            user,
            purpose,
            email: email.as_ref().to_owned(),
            nonce,
            token_hash,
            created_at: now,
            expires_at: now + lifetime(purpose),
        };
        Ok(links::replace(tx, &link)?)
    }

    fn token_of(&self, purpose: Purpose, nonce: &str) -> String {
        self.secret.derive(derivation(purpose), nonce)
    }

    /// The absolute address of the link that is sent to `email` now; `None` when it is needed no more. Its life is counted from
    /// here, so that a mail server that was down for a day does not make people receive dead links.
    pub(crate) async fn link_to_send(
        &self,
        (user, purpose): (UserId, Purpose),
        email: &str,
    ) -> Result<Option<String>> {
        let (email, expires_at) = (email.to_owned(), self.clock.now() + lifetime(purpose));
        let nonce = self
            .db
            .write(move |tx| -> Result<_> {
                let link = links::find(tx, user, purpose)?.filter(|it| it.1 == email);
                if link.is_some() {
                    links::extend(tx, (user, purpose), expires_at)?;
                }
                Ok(link.map(|(nonce, _)| nonce))
            })
            .await?;
        let (site, place) = (&self.policy.public_url, place(purpose));
        Ok(nonce.map(|it| format!("{site}{place}{}", self.token_of(purpose, &it))))
    }

    /// Whether the link with this token would work for this purpose now.
    pub(crate) async fn usable_link(&self, purpose: Purpose, token: &str) -> Result<Option<Link>> {
        let (hash, now) = (tokens::hash(token.trim()), self.clock.now());
        Ok(self.db.read(move |db| links::usable(db, (purpose, &hash), now)).await?)
    }
}

/// Uses up the link with this token.
pub(crate) fn take(
    tx: &mut Writer,
    (purpose, token): (Purpose, &str),
    now: OffsetDateTime,
) -> Result<Link> {
    links::take(tx, (purpose, &tokens::hash(token.trim())), now)?.ok_or_else(dead)
}
