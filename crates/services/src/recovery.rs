use crate::letters::{Promise, address_of, call_off_changes};
use crate::{Action, Client, Context, Error, Result, links};
use domain::{Email, Password};
use repository::links::Purpose;
use repository::{joining, sessions, users};

/// How somebody gets in again who forgot their password.
#[derive(Clone)]
pub struct Recovery(Context);

impl Recovery {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Sends a link to `email` that lets its owner choose another password, if an account has that address. Neither the answer
    /// nor the time it takes tells whether there is one.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no address; [`Error::TooMany`] by what was typed, whether an account has that
    /// address or not.
    pub async fn ask(&self, email: &str, client: &Client) -> Result<()> {
        self.ask_proved(email, "", client).await
    }

    /// The same for somebody who shows by `pass` that they are a person. Whoever does not uses up nothing of what the address has.
    pub async fn ask_proved(&self, email: &str, pass: &str, client: &Client) -> Result<()> {
        let email = Email::parse(email).map_err(|why| Error::field("email", why))?;
        let letters = self.0.letters(client, &email);
        let (context, now) = (self.0.clone(), self.0.clock.now());
        let (pass, client) = (pass.to_owned(), client.clone());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                context.take_pass(tx, (Action::Forgot, &pass), &client, now)?;
                context.take_within(tx, &letters, now)?;
                let account = users::find_by_email(tx, &email)?;
                let Some(account) = account.filter(|it| !it.suspended) else {
                    let like = Promise::ResetPassword { name: String::new() };
                    return context.promise_nothing(tx, (like, &email), now);
                };
                let email = address_of(&account)?;
                let promise = Promise::ResetPassword { name: account.member.name.clone() };
                context.promise(tx, account.member.id, (promise, &email, &account.locale), now)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }

    /// In outbox mode, where letters lie.
    pub fn outbox(&self) -> Option<String> {
        self.0.mailer.outbox()
    }

    /// Whether the link with this token would let somebody choose a password now.
    pub async fn is_link_usable(&self, token: &str) -> Result<bool> {
        Ok(self.0.usable_link(Purpose::Reset, token).await?.is_some())
    }

    /// Puts `password` in place of the forgotten one, by the link with this token, which works once. Whoever is signed in is so no
    /// more, and nothing that was asked for before goes on. The link shows that the address is theirs, too.
    ///
    /// # Errors
    /// [`Error::Invalid`]: `token` when the link does not work, `password` when it breaks a rule; the link then works on.
    pub async fn reset(&self, token: &str, password: &str) -> Result<()> {
        let link = self.0.usable_link(Purpose::Reset, token).await?.ok_or_else(links::dead)?;
        let account = self.0.db.read(move |db| users::find(db, link.user)).await?;
        let account = account.ok_or_else(links::dead)?;
        let known = [&account.member.name, &account.email, &self.0.policy.site_name];
        let password = Password::parse(password, &known.map(String::as_str))
            .map_err(|why| Error::field("password", why))?;
        let hash = self.0.passwords.hash(&password).await?;
        let (context, token, now) = (self.0.clone(), token.to_owned(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                let user = links::take(tx, (Purpose::Reset, &token), now)?.user;
                users::set_password_hash(tx, user, &hash)?;
                if !account.member.verified {
                    joining::confirm(tx, user, now)?;
                }
                sessions::end_everything(tx, user)?;
                call_off_changes(tx, user)?;
                let promise = Promise::PasswordChanged { name: account.member.name.clone() };
                let email = address_of(&account)?;
                context.promise(tx, user, (promise, &email, &account.locale), now)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }
}
