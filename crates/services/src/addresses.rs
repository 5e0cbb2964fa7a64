use crate::letters::{Promise, address_of, call_off_changes};
use crate::{Context, Error, Result, links};
use domain::{Email, Message, UserId};
use repository::links::{Link, Purpose};
use repository::users::{self, Account};
use repository::{Writer, addresses, sessions};
use time::OffsetDateTime;

/// What the links do that are sent when an account gets another address.
#[derive(Clone)]
pub struct Addresses(Context);

impl Addresses {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Whether the link with this token would confirm a new address now.
    pub async fn can_confirm(&self, token: &str) -> Result<bool> {
        Ok(self.0.usable_link(Purpose::Change, token).await?.is_some())
    }

    /// Whether the link with this token would put an old address back now.
    pub async fn can_undo(&self, token: &str) -> Result<bool> {
        Ok(self.0.usable_link(Purpose::Undo, token).await?.is_some())
    }

    /// Puts the address in place that the link with this token was sent to. The one before is told, with a link that undoes it;
    /// whoever is signed in is so no more.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the link does not work, or somebody else has confirmed that address meanwhile.
    pub async fn confirm(&self, token: &str) -> Result<()> {
        let (context, token, now) = (self.0.clone(), token.to_owned(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                let link = links::take(tx, (Purpose::Change, &token), now)?;
                let account = users::find(tx, link.user)?.ok_or_else(links::dead)?;
                move_to(tx, &link, now)?;
                context.tell_the_address_before(tx, &account, now)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }

    /// Puts the address back that the link with this token was sent to. Whoever is signed in is so no more, what they asked for does
    /// not go on, passkeys and codes they may have added are gone, and no password fits: who changed the address knew one. Only a link that
    /// goes to the old address lets somebody choose another, and nobody is left who could call it off.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the link does not work, or somebody else has confirmed that address meanwhile.
    pub async fn undo(&self, token: &str) -> Result<()> {
        let (context, token, now) = (self.0.clone(), token.to_owned(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                let link = links::take(tx, (Purpose::Undo, &token), now)?;
                move_to(tx, &link, now)?;
                users::set_password_hash(tx, link.user, &context.passwords.nobodys_hash())?;
                repository::factors::remove_all(tx, link.user)?;
                let account = users::find(tx, link.user)?.ok_or_else(links::dead)?;
                let promise = Promise::ResetPassword { name: account.member.name.clone() };
                let email = address_of(&account)?;
                context.promise(tx, link.user, (promise, &email, &account.locale), now)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }
}

/// Gives an account the address that a link was sent to, which shows that it is theirs.
fn move_to(tx: &mut Writer, link: &Link, now: OffsetDateTime) -> Result<()> {
    let email = Email::parse(&link.email).map_err(|why| Error::field("token", why))?;
    make_room(tx, link.user, &email)?;
    addresses::set(tx, link.user, &email, Some(now))?;
    sessions::end_everything(tx, link.user)?;
    call_off_changes(tx, link.user)
}

/// Nobody can keep an address from its owner by having registered with it and never confirmed it.
fn make_room(tx: &mut Writer, user: UserId, email: &Email) -> Result<()> {
    match users::find_by_email(tx, email)? {
        Some(other) if other.member.id != user && other.member.verified => {
            Err(Error::field("token", Message::new("error-email-taken")))
        }
        Some(other) if other.member.id != user => {
            repository::links::forget(tx, other.member.id, &[Purpose::Verify])?;
            Ok(addresses::give_way(tx, other.member.id)?)
        }
        _ => Ok(()),
    }
}

impl Context {
    /// Of several changes in a row, the first one can be undone, and that only from the first address: otherwise whoever took an account
    /// over would change its address twice.
    fn tell_the_address_before(
        &self,
        tx: &mut Writer,
        before: &Account,
        now: OffsetDateTime,
    ) -> Result<()> {
        let user = before.member.id;
        let earlier = repository::links::waiting(tx, (user, Purpose::Undo), now)?;
        let name = before.member.name.clone();
        let promise = Promise::AddressChanged { name, undo: earlier.is_none() };
        self.promise(tx, user, (promise, &address_of(before)?, &before.locale), now)
    }
}
