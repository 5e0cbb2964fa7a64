//! How often things may be done (docs/limits.md): by network, by account, by address, and by the whole site.

use crate::{Client, Context, Error, Result};
use domain::{Email, Member, UserId};
use repository::Writer;
use repository::limits::{self, Allowance};
use std::time::Duration;
use time::OffsetDateTime;

/// One thing of which there is only so much: what it is counted under, and how much there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    key: String,
    allowance: Allowance,
    count: u32,
}

/// `count` in any `seconds`, all of them at once if need be, counted under `name` and `whose`.
pub(crate) fn per(name: &str, whose: &str, count: u32, seconds: u64) -> Limit {
    let interval = Duration::from_secs(seconds) / count.max(1);
    let allowance = Allowance { burst: count, interval };
    Limit { key: format!("{name}/{whose}"), allowance, count: 1 }
}

impl Limit {
    /// Only `burst` of them at once.
    pub(crate) fn at_once(mut self, burst: u32) -> Self {
        self.allowance.burst = burst;
        self
    }

    /// Takes so many together: bytes, for instance.
    pub(crate) fn taking(mut self, count: u32) -> Self {
        self.count = count;
        self
    }
}

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// An address as limits count it: small letters, and no dots or tags in the part that some providers read them out of.
fn address(email: &Email) -> String {
    let key = email.key();
    let (local, domain) = key.split_once('@').unwrap_or((&key, ""));
    let local = local.split('+').next().unwrap_or(local).replace('.', "");
    format!("{local}@{domain}")
}

/// Registering: 5 an hour and 20 a day from one network.
pub(crate) fn register(client: &Client) -> Vec<Limit> {
    vec![per("register-hour", &client.key, 5, HOUR), per("register-day", &client.key, 20, DAY)]
}

/// Trying to register, whatever comes of it: 30 an hour from one network, as each may cost the making of a hash.
pub(crate) fn try_to_register(client: &Client) -> Limit {
    per("register-try", &client.key, 30, HOUR)
}

/// Signing in: ten tries at once from one network and then one a minute, 100 an hour.
pub(crate) fn sign_in(client: &Client) -> Vec<Limit> {
    vec![sign_in_burst(client), per("login-hour", &client.key, 100, HOUR)]
}

/// Of these, a right password gives back what it took: many people may share a network.
pub(crate) fn sign_in_burst(client: &Client) -> Limit {
    per("login", &client.key, 1, 60).at_once(10)
}

/// Limits on what members do, as pages and apps come to them: the command line is the owner's.
#[derive(Clone)]
pub struct Limits(Context);

const MEGABYTE: u32 = 1_000_000;

impl Limits {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    fn is_new(&self, member: &Member) -> bool {
        member.is_new(self.0.clock.now().unix_timestamp())
    }

    /// Posting a photo of about so many bytes: 10 an hour and 50 MB for new accounts, else 30 in half an hour, 200 a day and 1 GB a day.
    pub async fn post(&self, member: &Member, bytes: u64) -> Result<()> {
        let who = member.id.0.to_string();
        let kilobytes = u32::try_from(bytes / 1_000).unwrap_or(u32::MAX);
        self.0
            .take(if self.is_new(member) {
                let all = 50 * (MEGABYTE / 1_000);
                let bytes = per("upload-new-kb", &who, all, HOUR).taking(kilobytes.min(all));
                vec![per("upload-new", &who, 10, HOUR), bytes]
            } else {
                let all = 1_000 * (MEGABYTE / 1_000);
                let bytes = per("upload-day-kb", &who, all, DAY).taking(kilobytes.min(all));
                vec![per("upload", &who, 30, 1_800), per("upload-day", &who, 200, DAY), bytes]
            })
            .await
    }

    /// Commenting: 6 in ten minutes for new accounts, else 6 at once, then one in ten seconds, 60 an hour.
    pub async fn comment(&self, member: &Member) -> Result<()> {
        let who = member.id.0.to_string();
        self.0
            .take(if self.is_new(member) {
                vec![per("comment-new", &who, 6, 600)]
            } else {
                vec![per("comment", &who, 6, 60), per("comment-hour", &who, 60, HOUR)]
            })
            .await
    }

    /// Liking and bookmarking: 20 in ten minutes for new accounts, else 60 a minute.
    pub async fn like(&self, member: &Member) -> Result<()> {
        let who = member.id.0.to_string();
        let new = self.is_new(member);
        let limit = if new { per("like-new", &who, 20, 600) } else { per("like", &who, 60, 60) };
        self.0.take(vec![limit]).await
    }

    /// Taking back likes, bookmarks and follows: 120 a minute.
    pub async fn take_back(&self, member: &Member) -> Result<()> {
        self.0.take(vec![per("take-back", &member.id.0.to_string(), 120, 60)]).await
    }

    /// Changing what one has said or posted: 30 in ten minutes for new accounts, else 30 a minute and 600 an hour.
    pub async fn edit(&self, member: &Member) -> Result<()> {
        let who = member.id.0.to_string();
        self.0
            .take(if self.is_new(member) {
                vec![per("edit-new", &who, 30, 600)]
            } else {
                vec![per("edit", &who, 30, 60), per("edit-hour", &who, 600, HOUR)]
            })
            .await
    }

    /// Following people and tags: 10 an hour for new accounts, else 30 in ten minutes and 400 a day.
    pub async fn follow(&self, member: &Member) -> Result<()> {
        let who = member.id.0.to_string();
        self.0
            .take(if self.is_new(member) {
                vec![per("follow-new", &who, 10, HOUR)]
            } else {
                vec![per("follow", &who, 30, 600), per("follow-day", &who, 400, DAY)]
            })
            .await
    }

    /// Looking for tags, which happens while they are typed: 300 in ten minutes from one network.
    pub async fn tags(&self, client: &Client) -> Result<()> {
        self.0.take(vec![per("tags", &client.key, 300, 600)]).await
    }

    /// Searching: 60 in ten minutes from one network and for new accounts, else 120.
    pub async fn search(&self, member: Option<&Member>, client: &Client) -> Result<()> {
        self.0
            .take(vec![match member {
                Some(member) if self.is_new(member) => {
                    per("search-new", &member.id.0.to_string(), 60, 600)
                }
                Some(member) => per("search", &member.id.0.to_string(), 120, 600),
                None => per("search-network", &client.key, 60, 600),
            }])
            .await
    }

    /// Writing by a program: 300 in five minutes for each token, and 1,500 for all of a member's together.
    pub async fn write(&self, whose: &str, member: Option<&Member>) -> Result<()> {
        let mut all = vec![per("api-write", whose, 300, 300)];
        all.extend(member.map(|it| per("api-write-all", &it.id.0.to_string(), 1_500, 300)));
        self.0.take(all).await
    }
}

/// Wrong passwords from one network: five in a quarter of an hour.
pub(crate) fn wrong_from(client: &Client) -> Limit {
    per("wrong-network", &client.key, 5, 900)
}

/// Who somebody says they are who signs in, as an account is found by it: all that one may type for a name counts as one.
fn folded(login: &str) -> String {
    let login = login.trim();
    if let Ok(email) = Email::parse(login) {
        return email.key();
    }
    let name = domain::Username::known(login.trim_start_matches('@'));
    name.map_or_else(|_| login.to_lowercase(), |it| format!("@{}", it.key()))
}

/// Confirming who one is: 10 in ten minutes; for staff, whose powers come of it, 3 at once and then one in 5 minutes.
pub(crate) fn confirm(member: &Member) -> Limit {
    let who = member.id.0.to_string();
    if member.is_staff() {
        per("confirm-staff", &who, 1, 300).at_once(3)
    } else {
        per("confirm", &who, 10, 600)
    }
}

/// Trying one's own password, to change it or the address: 10 in 10 minutes.
pub(crate) fn own_password(user: UserId) -> Vec<Limit> {
    vec![per("own-password", &user.0.to_string(), 10, 600)]
}

impl Context {
    /// Wrong passwords for what was typed: three in a quarter of an hour. Never by whose account that is: somebody known by a name and
    /// an address, counted together, would be told by that from somebody who is not there. An account has two, so six are free at most.
    pub(crate) fn wrong_for(&self, login: &str) -> Limit {
        per("wrong-login", &self.disguised(&folded(login)), 3, 900)
    }

    /// Notes that somebody's password was guessed at: many times an hour, by whatever name and from wherever, are worth a line for the
    /// owner of the site. Nothing that the guesser sees comes of it, and it takes as long for who is not there.
    pub(crate) async fn note_guess(&self, login: &str, user: Option<UserId>) -> Result<()> {
        let whose =
            user.map_or_else(|| self.disguised(&folded(login)), |it| format!("user-{}", it.0));
        match self.take(vec![per("guesses", &whose, 25, HOUR)]).await {
            Err(Error::TooMany { .. }) => {
                if let Some(user) = user {
                    tracing::warn!(target: "security", "the password of user {} is guessed at, more than 25 times an hour", user.0);
                }
                Ok(())
            }
            other => other,
        }
    }

    /// A name or an address as limits may keep it: whoever reads the table cannot tell whose it is, nor find out by trying.
    fn disguised(&self, text: &str) -> String {
        self.secret.derive("limit", text)
    }

    /// Letters that somebody asks for: 10 an hour from one network, never two to one address within a minute, and what
    /// [`Self::letters_to`] allows. It counts what was typed, whether an account has that address or not.
    pub(crate) fn letters(&self, client: &Client, email: &Email) -> Vec<Limit> {
        let gap = per("letters-gap", &self.disguised(&address(email)), 1, 60);
        let mut all = vec![per("letters", &client.key, 10, HOUR), gap];
        all.extend(self.letters_to(email));
        all
    }

    /// Letters to one mailbox, of whatever kind somebody asks for: 5 at once and then one each 6 minutes, 10 a day.
    pub(crate) fn letters_to(&self, email: &Email) -> Vec<Limit> {
        let whose = self.disguised(&address(email));
        vec![per("letters-half-hour", &whose, 5, HOUR / 2), per("letters-day", &whose, 10, DAY)]
    }

    /// Letters in place of a puzzle: 10 an hour from one network, 3 in half an hour to one mailbox, and what [`Self::letters_to`] allows.
    /// No minute between them and others: what was asked for comes right after.
    pub(crate) fn human_proofs(&self, client: &Client, email: &Email) -> Vec<Limit> {
        let to = per("captcha-letter-to", &self.disguised(&address(email)), 3, HOUR / 2);
        let mut all = vec![per("captcha-letter", &client.key, 10, HOUR), to];
        all.extend(self.letters_to(email));
        all
    }

    /// Makes a limit whole again.
    pub(crate) async fn refill(&self, limit: Limit) -> Result<()> {
        if !self.policy.limits {
            return Ok(());
        }
        Ok(self.db.write(move |tx| limits::refill(tx, &limit.key)).await?)
    }

    /// Gives back what was taken of a limit.
    pub(crate) async fn give_back(&self, limit: Limit) -> Result<()> {
        if !self.policy.limits {
            return Ok(());
        }
        let Limit { key, allowance, count } = limit;
        let back = move |tx: &mut Writer| limits::give_back(tx, &key, allowance, count);
        Ok(self.db.write(back).await?)
    }

    /// Whether there is anything left of a limit; takes nothing.
    ///
    /// # Errors
    /// [`Error::TooMany`] where there is not.
    pub(crate) async fn spare(&self, limit: &Limit) -> Result<()> {
        if !self.policy.limits {
            return Ok(());
        }
        let (Limit { key, allowance, .. }, now) = (limit.clone(), self.clock.now());
        let wait = self.db.read(move |db| limits::wait(db, &key, allowance, 1, now)).await?;
        if wait.is_zero() { Ok(()) } else { Err(Error::TooMany { seconds: wait.as_secs() + 1 }) }
    }

    /// How much of a limit is taken.
    pub(crate) async fn used(&self, limit: &Limit) -> Result<u32> {
        let (Limit { key, allowance, .. }, now) = (limit.clone(), self.clock.now());
        Ok(self.db.read(move |db| limits::used(db, &key, allowance, now)).await?)
    }

    /// Takes from all these limits, or from none.
    ///
    /// # Errors
    /// [`Error::TooMany`], with the longest wait, where one of them is used up.
    pub(crate) async fn take(&self, limits: Vec<Limit>) -> Result<()> {
        if !self.policy.limits || limits.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        self.db.write(move |tx| take_all(tx, &limits, now)).await
    }

    /// The same as a part of what else is done: if that fails, nothing is taken.
    pub(crate) fn take_within(
        &self,
        tx: &mut Writer,
        limits: &[Limit],
        now: OffsetDateTime,
    ) -> Result<()> {
        if self.policy.limits { take_all(tx, limits, now) } else { Ok(()) }
    }
}

/// Takes from all these limits; what was taken of the others is given back with the transaction where one is used up.
fn take_all(tx: &mut Writer, limits: &[Limit], now: OffsetDateTime) -> Result<()> {
    let mut seconds = 0;
    for Limit { key, allowance, count } in limits {
        if !limits::take(tx, key, *allowance, *count, now)? {
            let wait = limits::wait(tx, key, *allowance, *count, now)?;
            seconds = seconds.max(wait.as_secs() + 1);
        }
    }
    if seconds == 0 { Ok(()) } else { Err(Error::TooMany { seconds }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_counts_as_one_however_it_is_typed() {
        let count = |text: &str| address(&Email::parse(text).expect("an address"));
        for text in [
            "adalace@x.example",
            "Ada.Lace@X.example",
            "ada.lace+1@x.example",
            "a.dalace+a+b@x.example",
        ] {
            assert_eq!(count(text), "adalace@x.example");
        }
        assert_ne!(count("ada@x.example"), count("ada@y.example"));
    }
}
