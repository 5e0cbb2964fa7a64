use crate::letters::{BACK_OFF, OVER, Promise, address_of, call_off_changes};
use crate::passwords::Verdict;
use crate::session::ONE_DAY;
use crate::{Client, Context, Error, Result, Visit, limits, tokens};
use domain::{Email, Member, Message, Password};
use repository::links::Purpose;
use repository::users::{self, Account};
use repository::{Reader, Writer, addresses, links, postroom, sessions};
use time::OffsetDateTime;
use views::{AccountView, MailTrouble, SignedIn};

/// How a member changes what they sign in with, and where their letters go.
#[derive(Clone)]
pub struct Credentials(Context);

/// A session that goes on under another token.
#[derive(Clone)]
pub struct KeptSession {
    /// The session as it is now.
    pub signed_in: SignedIn,
    /// Whether it outlives the browser.
    pub remember: bool,
}

impl Credentials {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// How `member` signs in, and where their letters go.
    pub async fn show(&self, member: &Member) -> Result<AccountView> {
        let (id, now) = (member.id, self.0.clock.now());
        self.0
            .db
            .read(move |db| -> Result<AccountView> {
                let account = users::find(db, id)?.ok_or(Error::NotFound)?;
                let pending = links::waiting(db, (id, Purpose::Change), now)?;
                let trouble = trouble(db, &account, pending.as_deref())?;
                let (verified, name) = (account.member.verified, account.member.name);
                let (email, locale) = (account.email, account.locale);
                Ok(AccountView { name, email, verified, pending, locale, trouble })
            })
            .await
    }

    /// Says in which language `member` is written to, a tag that the site speaks.
    pub async fn set_locale(&self, member: &Member, locale: &str) -> Result<AccountView> {
        let (id, locale) = (member.id, locale.to_owned());
        self.0.db.write(move |tx| addresses::set_locale(tx, id, &locale)).await?;
        self.show(member).await
    }

    /// Puts `password` in place of `current`. All other sessions and all API tokens end; this session goes on under a token that
    /// nobody can have copied.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; [`Error::TooMany`] for whoever guesses.
    pub async fn change_password(
        &self,
        visit: &Visit,
        current: &str,
        password: &str,
    ) -> Result<KeptSession> {
        let account = self.shown(visit, ("current", current)).await?;
        let known = [&account.member.name, &account.email, &self.0.policy.site_name];
        let password = Password::parse(password, &known.map(String::as_str))
            .map_err(|why| Error::field("password", why))?;
        let hash = self.0.passwords.hash(&password).await?;
        let (context, now, token) = (self.0.clone(), self.0.clock.now(), tokens::token()?);
        let (session, token_hash) = (visit.session()?, tokens::hash(&token));
        let (created_at, expires_at, user) = self
            .0
            .db
            .write(move |tx| -> Result<_> {
                let user = account.member.id;
                users::set_password_hash(tx, user, &hash)?;
                sessions::end_everything_but(tx, user, session)?;
                let renewed = sessions::renew(tx, session, &token_hash, now)?;
                let (created_at, expires_at) = renewed.ok_or(Error::SignInFirst)?;
                call_off_changes(tx, user)?;
                let promise = Promise::PasswordChanged { name: account.member.name.clone() };
                let email = address_of(&account)?;
                context.promise(tx, user, (promise, &email, &account.locale), now)?;
                let me = users::me(tx, &account.member)?.ok_or(Error::NotFound)?;
                Ok((created_at, expires_at, me))
            })
            .await?;
        self.0.bell.notify_one();
        let signed_in = SignedIn { token, expires_at, user };
        Ok(KeptSession { signed_in, remember: expires_at - created_at > ONE_DAY })
    }

    /// Asks for `email` to take the place of the account's address. A confirmed address stays until the new one is confirmed by a
    /// link that goes there; one that never was is replaced at once. An address that belongs to another account looks the
    /// same to the member: only its owner is told.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; [`Error::TooMany`].
    pub async fn change_email(
        &self,
        visit: &Visit,
        (password, email): (&str, &str),
        client: &Client,
    ) -> Result<()> {
        let email = Email::parse(email).map_err(|why| Error::field("email", why))?;
        if email.is_disposable() {
            return Err(Error::field("email", Message::new("error-disposable")));
        }
        let account = self.shown(visit, ("password", password)).await?;
        if account.member.verified && address_of(&account)?.key() == email.key() {
            return Err(Error::field("email", Message::new("error-mails-same-address")));
        }
        self.0.take(self.0.letters(client, &email)).await?;
        let (context, now, session) = (self.0.clone(), self.0.clock.now(), visit.session()?);
        self.0
            .db
            .write(move |tx| -> Result<()> {
                if account.member.verified {
                    return context.ask_to_confirm(tx, &account, &email, now);
                }
                sessions::end_everything_but(tx, account.member.id, session)?;
                context.replace_unconfirmed(tx, &account, &email, now)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }

    /// The account of whoever has shown its password, in the field of this name.
    async fn shown(&self, visit: &Visit, (field, password): (&str, &str)) -> Result<Account> {
        let id = visit.member.id;
        self.0.take(limits::own_password(id)).await?;
        let account = self.0.db.read(move |db| users::find(db, id)).await?;
        let account = account.ok_or(Error::NotFound)?;
        let verdict = self.0.passwords.verify(password, Some(&account.password_hash)).await?;
        if verdict == Verdict::Wrong {
            return Err(Error::field(field, Message::new("error-mails-password")));
        }
        Ok(account)
    }
}

/// What became of the last letter to the address that is waiting to be confirmed, or else to that of the account.
fn trouble(
    reader: &mut Reader,
    account: &Account,
    pending: Option<&str>,
) -> Result<Option<MailTrouble>> {
    for address in pending.into_iter().chain([account.email.as_str()]) {
        let found = postroom::trouble(reader, (account.member.id, address), OVER)?;
        if let Some((why, attempts)) = found {
            // What went wrong on the way for days is the business of whoever runs the site.
            let refused = usize::try_from(attempts).is_ok_and(|it| it <= BACK_OFF.len());
            let (address, reason) = (address.to_owned(), refused.then_some(why));
            return Ok(Some(MailTrouble { address, reason }));
        }
    }
    Ok(None)
}

impl Context {
    fn ask_to_confirm(
        &self,
        tx: &mut Writer,
        account: &Account,
        email: &Email,
        now: OffsetDateTime,
    ) -> Result<()> {
        let user = account.member.id;
        let owner = users::find_by_email(tx, email)?;
        // Whoever has not confirmed an address has not shown that it is theirs.
        if let Some(owner) = owner.filter(|it| it.member.verified || it.suspended) {
            // The same row as otherwise, but nobody is ever sent its token.
            self.make_link(tx, (user, Purpose::Change), email, now)?;
            repository::mails::withdraw(tx, user, "confirm_change")?;
            return self.promise_address_in_use(tx, &owner, now);
        }
        let promise = Promise::ConfirmChange { name: account.member.name.clone() };
        self.promise(tx, user, (promise, email, &account.locale), now)
    }

    fn replace_unconfirmed(
        &self,
        tx: &mut Writer,
        account: &Account,
        email: &Email,
        now: OffsetDateTime,
    ) -> Result<()> {
        let user = account.member.id;
        call_off_changes(tx, user)?;
        let owner = users::find_by_email(tx, email)?.filter(|it| it.member.id != user);
        if let Some(owner) = owner {
            addresses::set_unconfirmed(tx, user, email)?;
            self.make_link(tx, (user, Purpose::Verify), email, now)?;
            repository::mails::withdraw(tx, user, "verify_email")?;
            return self.promise_address_in_use(tx, &owner, now);
        }
        addresses::set(tx, user, email, None)?;
        let to = (account.member.name.as_str(), email, account.locale.as_str());
        self.promise_verification(tx, user, to, now)
    }
}
