//! Passwords as they are kept: bcrypt over a digest.

use crate::{Error, Result};
use data_encoding::BASE64;
use domain::Password;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Hashes and checks passwords, off the async threads, as many at once as there are cores.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    permits: Arc<Semaphore>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed at another cost than now wished for.
    RightButOutdated,
}

impl Passwords {
    /// `cost` is bcrypt's: 2^cost rounds.
    pub fn new(cost: u32, cores: usize) -> Self {
        Self { cost, permits: Arc::new(Semaphore::new(cores.max(1))) }
    }

    /// The hash of a password, to be kept.
    pub async fn hash(&self, password: &Password) -> Result<String> {
        let (digest, cost) = (digest(password.as_ref()), self.cost);
        self.run(move || bcrypt::hash(digest, cost)).await?.map_err(Error::internal)
    }

    /// Whether `password` is the one that was hashed. Without a hash it takes as long and is wrong.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<Verdict> {
        let known = hash.is_some();
        let hash = hash.map_or_else(|| self.nobodys_hash(), str::to_owned);
        let (digest, cost) = (digest(password), self.cost);
        let right = {
            let hash = hash.clone();
            self.run(move || bcrypt::verify(digest, &hash)).await?
        };
        Ok(match right {
            Ok(true) if known && cost_of(&hash) == Some(cost) => Verdict::Right,
            Ok(true) if known => Verdict::RightButOutdated,
            Ok(_) => Verdict::Wrong,
            Err(why) => {
                tracing::error!("a stored password hash cannot be read: {why}");
                Verdict::Wrong
            }
        })
    }

    /// A well-formed hash that belongs to nobody, at the cost everybody's has: no password is known that fits.
    pub(crate) fn nobodys_hash(&self) -> String {
        format!("$2b${:02}$012345678901234567890uuFTtCCe3ZbJpVbYRz6Q4qQPhW1XRzUW", self.cost)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = self.permits.clone().acquire_owned().await.map_err(Error::internal)?;
        Ok(spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await?)
    }
}

/// bcrypt reads 72 bytes and no more; a digest in base64 has 44 and depends on all of the
/// password. The label keeps the digest from being one that somebody already has a table of.
fn digest(password: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(b"tintype/password/1") else {
        return String::new();
    };
    mac.update(password.as_bytes());
    BASE64.encode(&mac.finalize().into_bytes())
}

/// The cost a hash was made at: `$2b$12$…`.
fn cost_of(hash: &str) -> Option<u32> {
    hash.split('$').nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text, &[]).expect("a fine password")
    }

    #[tokio::test]
    async fn what_comes_after_72_bytes_matters() {
        let passwords = Passwords::new(4, 2);
        let long = "x".repeat(72);
        let hash = passwords.hash(&password(&format!("{long}A"))).await.expect("hashes");
        let right = passwords.verify(&format!("{long}A"), Some(&hash)).await.expect("checks");
        let wrong = passwords.verify(&format!("{long}B"), Some(&hash)).await.expect("checks");
        assert_eq!((right, wrong), (Verdict::Right, Verdict::Wrong));
    }

    #[tokio::test]
    async fn another_cost_is_noticed() {
        let hash = Passwords::new(4, 2).hash(&password("four trees in a row")).await.expect("ok");
        let verdict = Passwords::new(5, 2).verify("four trees in a row", Some(&hash)).await;
        assert_eq!(verdict.expect("checks"), Verdict::RightButOutdated);
    }

    #[tokio::test]
    async fn nobodys_hash_is_one_that_bcrypt_works_on() {
        let passwords = Passwords::new(6, 2);
        let hash = passwords.nobodys_hash();
        assert_eq!((hash.len(), cost_of(&hash)), (60, Some(6)));
        assert!(matches!(bcrypt::verify("anything", &hash), Ok(false)));
        assert_eq!(passwords.verify("anything", None).await.expect("checks"), Verdict::Wrong);
    }

    #[tokio::test]
    async fn a_damaged_hash_is_a_wrong_password() {
        let verdict = Passwords::new(4, 2).verify("x", Some("$2b$nonsense")).await;
        assert_eq!(verdict.expect("checks"), Verdict::Wrong);
    }
}
