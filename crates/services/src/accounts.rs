use crate::letters::{Promise, address_of};
use crate::{Client, Context, Error, Passwords, Registration, Result, links};
use domain::{Email, FieldErrors, Member, Message, Password, Role, Username};
use repository::audit::{self, NewDeed};
use repository::joining;
use repository::links::Purpose;
use repository::users::{self, JoinError, NewUser};
use time::OffsetDateTime;
use views::{MeView, Verified};

/// How one becomes a member: registering and confirming an address.
#[derive(Clone)]
pub struct Accounts(Context);

/// An account to be made, checked.
pub struct NewAccount {
    name: Username,
    email: Email,
    password: Password,
    locale: String,
}

impl NewAccount {
    /// Checks every field.
    pub fn parse(typed: &Registration, site_name: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("username", Username::parse(&typed.username));
        let email = errors.take("email", Email::parse(&typed.email));
        let known = [typed.username.as_str(), typed.email.as_str(), site_name];
        let password = errors.take("password", Password::parse(&typed.password, &known));
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => {
                Ok(Self { name, email, password, locale: typed.locale.clone() })
            }
            _ => Err(errors),
        }
    }
}

impl NewAccount {
    /// The name it will have.
    pub(crate) fn name(&self) -> &str {
        self.name.as_ref()
    }

    /// A verified member with a password that was hashed before.
    pub(crate) fn named(
        typed: &Registration,
        password_hash: String,
        created_at: OffsetDateTime,
    ) -> Result<NewUser, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("username", Username::parse(&typed.username));
        let email = errors.take("email", Email::parse(&typed.email));
        let (Some(name), Some(email)) = (name, email) else { return Err(errors) };
        Ok(NewUser {
            name,
            email,
            password_hash,
            role: Role::Member,
            locale: typed.locale.clone(),
            verified_at: Some(created_at),
            created_at,
        })
    }
}

impl NewAccount {
    /// Its address.
    pub(crate) fn address(&self) -> &Email {
        &self.email
    }

    /// Whether its address is one of those that are thrown away.
    pub(crate) fn is_disposable(&self) -> bool {
        self.email.is_disposable()
    }

    /// What is kept of it, its password hashed.
    pub(crate) async fn into_user(
        self,
        passwords: &Passwords,
        role: Role,
        verified_at: Option<OffsetDateTime>,
        created_at: OffsetDateTime,
    ) -> Result<NewUser> {
        Ok(NewUser {
            password_hash: passwords.hash(&self.password).await?,
            name: self.name,
            email: self.email,
            role,
            locale: self.locale,
            verified_at,
            created_at,
        })
    }
}

impl From<JoinError> for Error {
    fn from(why: JoinError) -> Self {
        match why {
            JoinError::NameTaken => Self::field("username", Message::new("error-username-taken")),
            JoinError::EmailTaken => Self::field("email", Message::new("error-email-taken")),
            JoinError::Other(why) => why.into(),
        }
    }
}

impl Accounts {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Makes an account with `role`; one that is `verified` gets no letter.
    /// With a `deed`, that it was done is noted.
    pub(crate) async fn insert(
        &self,
        account: NewAccount,
        (role, verified): (Role, bool),
        deed: Option<NewDeed>,
    ) -> Result<MeView> {
        let now = self.0.clock.now();
        let verified_at = verified.then_some(now);
        let new = account.into_user(&self.0.passwords, role, verified_at, now).await?;
        let context = self.0.clone();
        let me = self
            .0
            .db
            .write(move |tx| {
                let id = users::insert(tx, &new)?;
                if let Some(deed) = &deed {
                    audit::note(tx, deed)?;
                }
                let name = new.name.as_ref();
                if !verified {
                    let to = (name, &new.email, new.locale.as_str());
                    context.promise_verification(tx, id, to, now)?;
                }
                let account = users::find(tx, id)?.ok_or(Error::NotFound)?;
                users::me(tx, &account.member)?.ok_or(Error::NotFound)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(me)
    }

    /// In outbox mode, where letters lie.
    pub fn outbox(&self) -> Option<String> {
        self.0.mailer.outbox()
    }

    /// Whether the link with this token would confirm an address now.
    pub async fn is_link_usable(&self, token: &str) -> Result<bool> {
        Ok(self.0.usable_link(Purpose::Verify, token).await?.is_some())
    }

    /// Confirms the address that the link with this token was sent to. Works once.
    pub async fn verify(&self, token: &str) -> Result<Verified> {
        let (token, now) = (token.to_owned(), self.0.clock.now());
        let user = self
            .0
            .db
            .write(move |tx| {
                let id = links::take(tx, (Purpose::Verify, &token), now)?.user;
                // Somebody else may have confirmed the address meanwhile.
                if !joining::confirm(tx, id, now)? {
                    return Err(links::dead());
                }
                let account = users::find(tx, id)?.ok_or(Error::NotFound)?;
                users::me(tx, &account.member)?.ok_or(Error::NotFound)
            })
            .await?;
        Ok(Verified { user })
    }

    /// Sends a new link to `email` if an account waits for one; the link before it stops working.
    /// Neither the answer nor the time it takes tells whether there is one.
    ///
    /// # Errors
    /// [`Error::TooMany`] by what was typed, whether an account has that address or not.
    pub async fn resend(&self, email: &str, client: &Client) -> Result<()> {
        let email = Email::parse(email).map_err(|why| Error::field("email", why))?;
        self.0.take(self.0.letters(client, &email)).await?;
        let (context, now) = (self.0.clone(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                let account = users::find_by_email(tx, &email)?;
                let Some(account) = account
                    .filter(|it| !it.member.verified && !it.suspended && it.leaving_at.is_none())
                else {
                    let like = Promise::VerifyEmail { name: String::new() };
                    return context.promise_nothing(tx, (like, &email), now);
                };
                let email = address_of(&account)?;
                let to = (account.member.name.as_str(), &email, account.locale.as_str());
                context.promise_verification(tx, account.member.id, to, now)
            })
            .await?;
        self.0.bell.notify_one();
        Ok(())
    }

    /// The signed-in user.
    pub async fn me(&self, member: &Member) -> Result<MeView> {
        let member = member.clone();
        self.0.db.read(move |db| users::me(db, &member)?.ok_or(Error::NotFound)).await
    }
}
