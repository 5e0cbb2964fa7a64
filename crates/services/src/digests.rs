//! Letters that tell what was not read: never unless somebody wishes, and ended by one press of a button.

use crate::letters::{Promise, insert};
use crate::notifications::UNSUBSCRIBE;
use crate::{Context, Error, Notifications, Result, tokens};
use domain::{Digest, Member};
use ports::{DigestItem, LetterKind};
use repository::{Writer, digests, mails, notifications, users};
use std::time::Duration;
use time::OffsetDateTime;
use views::{NotificationView, UnsubscribePage};

/// How much one letter tells.
const MOST: i64 = 10;

impl Context {
    /// Promises a letter to whoever has been due longest for one, if there is anything to tell; `false` where nobody is due.
    pub(crate) async fn digest_next(&self) -> Result<bool> {
        let now = self.clock.now();
        if !self.db.read(move |db| digests::is_due(db, now)).await? {
            return Ok(false);
        }
        let done = self.db.write(move |tx| promise(tx, now)).await?;
        if done {
            self.bell.notify_one();
        }
        Ok(done)
    }

    /// The letter as it goes out, with what is still not read; `None` where nothing is, or it is not wanted any more.
    pub(crate) async fn digest_letter(
        &self,
        mail: &mails::Mail,
        (name, from): (String, i64),
    ) -> Result<Option<LetterKind>> {
        let Some(user) = mail.user else { return Ok(None) };
        let from = OffsetDateTime::from_unix_timestamp_nanos(i128::from(from) * 1_000);
        let from = from.map_err(Error::internal)?;
        let found = self
            .db
            .read(move |db| -> Result<_> {
                let (Some(account), Some(nonce)) =
                    (users::find(db, user)?, digests::nonce(db, user)?)
                else {
                    return Ok(None);
                };
                if account.suspended || account.leaving_at.is_some() {
                    return Ok(None);
                }
                let told = notifications::for_letter(db, &account.member, (from, MOST))?;
                Ok(Some((nonce, told)))
            })
            .await?;
        let Some((nonce, (items, all))) = found.filter(|(_, (items, _))| !items.is_empty()) else {
            return Ok(None);
        };
        let site = &self.policy.public_url;
        let token = self.secret.derive(UNSUBSCRIBE, &nonce);
        let more = all - i64::try_from(items.len()).unwrap_or(0);
        Ok(Some(LetterKind::Digest {
            name,
            url: format!("{site}/notifications"),
            items: items.into_iter().map(|it| item(it, site)).collect(),
            more,
            end: format!("{site}/unsubscribe/{token}"),
            one_click: format!("{site}/api/v1/unsubscribe/{token}"),
        }))
    }
}

fn promise(tx: &mut Writer, now: OffsetDateTime) -> Result<bool> {
    let Some(due) = digests::due(tx, now)? else { return Ok(false) };
    let days = Digest::parse(&due.digest).ok().and_then(Digest::days);
    let next = days.map(|it| now + Duration::from_hours(u64::from(it) * 24));
    digests::told(tx, due.user, (now, next))?;
    let Some(account) = users::find(tx, due.user)? else { return Ok(true) };
    let is_here = !account.suspended && account.leaving_at.is_none() && account.member.verified;
    if is_here && has_news(tx, &account.member, due.from)? {
        let from = due.from.unix_timestamp_nanos() / 1_000;
        let from = i64::try_from(from).map_err(Error::internal)?;
        let promise = Promise::Digest { name: account.member.name.clone(), from };
        // Of several that could not leave, the last one tells everything that is new in it; the others tell what came before.
        let to = (account.email.clone(), account.locale.clone());
        insert(tx, &promise, Some(due.user), to, now)?;
    }
    Ok(true)
}

fn has_news(tx: &mut Writer, member: &Member, from: OffsetDateTime) -> Result<bool> {
    Ok(!notifications::for_letter(tx, member, (from, 1))?.0.is_empty())
}

fn item(told: NotificationView, site: &str) -> DigestItem {
    DigestItem {
        kind: told.kind,
        name: told.actor.display_name,
        others: told.others,
        title: told.photo.map(|it| it.title),
        url: format!("{site}{}", told.url),
    }
}

impl Notifications {
    /// What a link at the end of a letter is good for.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it ends no letters.
    pub async fn letters_of(&self, token: &str) -> Result<UnsubscribePage> {
        let hash = tokens::hash(token);
        let ended = self.context().db.read(move |db| digests::has_ended(db, &hash)).await?;
        let ended = ended.ok_or(Error::NotFound)?;
        Ok(UnsubscribePage { token: token.to_owned(), ended })
    }

    /// Ends the letters that `token` ends. Doing it again harms nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it ends no letters.
    pub async fn unsubscribe(&self, token: &str) -> Result<UnsubscribePage> {
        let hash = tokens::hash(token);
        let ended = self.context().db.write(move |tx| digests::end(tx, &hash)).await?;
        if !ended {
            return Err(Error::NotFound);
        }
        Ok(UnsubscribePage { token: token.to_owned(), ended: true })
    }
}
