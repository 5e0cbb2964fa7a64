//! How often things may be done (docs/limits.md): by network, by account, by address, and by the whole site.

use crate::{Client, Context, Error, Result, tokens};
use domain::{Email, UserId};
use repository::limits::{self, Allowance};
use std::time::Duration;

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

/// Registering: 5 an hour and 20 a day from one network.
pub(crate) fn register(client: &Client) -> Vec<Limit> {
    vec![per("register-hour", &client.key, 5, HOUR), per("register-day", &client.key, 20, DAY)]
}

/// Signing in: ten at once from one network and then one a minute, 100 an hour.
pub(crate) fn sign_in(client: &Client) -> Vec<Limit> {
    vec![per("login", &client.key, 1, 60).at_once(10), per("login-hour", &client.key, 100, HOUR)]
}

/// Letters that somebody asks for: 10 an hour from one network; to one address 5 at once and then one each 6 minutes, 10 a day, and
/// never two within a minute. It counts what was typed, whether an account has that address or not.
pub(crate) fn letters(client: &Client, email: &Email) -> Vec<Limit> {
    let whose = tokens::hash(&normalised(email));
    vec![
        per("letters", &client.key, 10, HOUR),
        per("letters-gap", &whose, 1, 60),
        per("letters-half-hour", &whose, 5, HOUR / 2),
        per("letters-day", &whose, 10, DAY),
    ]
}

/// Trying one's own password, to change it or the address: 10 in 10 minutes.
pub(crate) fn own_password(user: UserId) -> Vec<Limit> {
    vec![per("own-password", &user.0.to_string(), 10, 600)]
}

/// The mailbox behind an address, as far as many providers see it: without what follows a plus, and without dots. For counting
/// only: to others these are different addresses.
fn normalised(email: &Email) -> String {
    let key = email.key();
    let (local, domain) = key.split_once('@').unwrap_or((&key, ""));
    let local = local.split('+').next().unwrap_or_default().replace('.', "");
    format!("{local}@{domain}")
}

impl Context {
    /// Takes from all these limits, or from none.
    ///
    /// # Errors
    /// [`Error::TooMany`], with the longest wait, where one of them is used up.
    pub(crate) async fn take(&self, limits: Vec<Limit>) -> Result<()> {
        if !self.policy.limits || limits.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        self.db
            .write(move |tx| -> Result<()> {
                let mut seconds = 0;
                for Limit { key, allowance, count } in &limits {
                    if !limits::take(tx, key, *allowance, *count, now)? {
                        let wait = limits::wait(tx, key, *allowance, now)?;
                        seconds = seconds.max(wait.as_secs() + 1);
                    }
                }
                // What was taken of the others is given back with the transaction.
                if seconds == 0 { Ok(()) } else { Err(Error::TooMany { seconds }) }
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_counts_as_one_however_it_is_typed() {
        let count = |text: &str| normalised(&Email::parse(text).expect("an address"));
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
