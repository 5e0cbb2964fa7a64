use crate::{Context, Error, Result, tokens};
use domain::{Email, FieldErrors, Member, Message, Password, Role, Username};
use repository::audit::{self, NewDeed};
use repository::users::{self, JoinError, NewUser};
use repository::verifications;
use time::OffsetDateTime;
use views::{MailNotice, MeView, Registered, Verified};

/// How one becomes a member: registering and confirming an address.
#[derive(Clone)]
pub struct Accounts(Context);

/// What somebody who wants to join types.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// The name they wish for.
    pub username: String,
    /// Their address.
    pub email: String,
    /// The password they chose.
    pub password: String,
    /// The language they are written to in.
    pub locale: String,
}

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

    /// Makes an account and, in the same transaction, promises the letter that confirms its
    /// address.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; [`Error::Forbidden`] when the site takes no new members.
    pub async fn register(&self, typed: &Registration) -> Result<Registered> {
        if self.0.policy.registration != "open" {
            return Err(Error::forbidden("problem-registration-closed"));
        }
        let account = NewAccount::parse(typed, &self.0.policy.site_name)?;
        let user = self.insert(account, (Role::Member, false), None).await?;
        Ok(Registered { user, mail: MailNotice { outbox: self.outbox() } })
    }

    /// Makes an account with `role`; one that is `verified` gets no letter.
    /// With a `deed`, that it was done is noted.
    pub(crate) async fn insert(
        &self,
        account: NewAccount,
        (role, verified): (Role, bool),
        deed: Option<NewDeed>,
    ) -> Result<MeView> {
        let password_hash = self.0.passwords.hash(&account.password).await?;
        let now = self.0.clock.now();
        let new = NewUser {
            name: account.name,
            email: account.email,
            password_hash,
            role,
            locale: account.locale,
            verified_at: verified.then_some(now),
            created_at: now,
        };
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
                let display_name = String::new();
                let member = Member { id, name: name.to_owned(), display_name, role, verified };
                users::me(tx, &member)?.ok_or(Error::NotFound)
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
        let (hash, now) = (tokens::hash(token), self.0.clock.now());
        Ok(self.0.db.read(move |db| verifications::is_usable(db, &hash, now)).await?)
    }

    /// Confirms the address that the link with this token was sent to. Works once.
    pub async fn verify(&self, token: &str) -> Result<Verified> {
        let (hash, now) = (tokens::hash(token.trim()), self.0.clock.now());
        let user = self
            .0
            .db
            .write(move |tx| {
                let dead = || Error::field("token", Message::new("problem-link-dead"));
                let id = verifications::take(tx, &hash, now)?.ok_or_else(dead)?;
                users::set_verified(tx, id, now)?;
                let account = users::find(tx, id)?.ok_or(Error::NotFound)?;
                users::me(tx, &account.member)?.ok_or(Error::NotFound)
            })
            .await?;
        Ok(Verified { user })
    }

    /// Sends a new link to `email` if an account waits for one; the link before it stops working.
    /// The answer does not tell whether there is one.
    pub async fn resend(&self, email: &str) -> Result<()> {
        let email = Email::parse(email).map_err(|why| Error::field("email", why))?;
        let (context, now) = (self.0.clone(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| -> Result<()> {
                let account = users::find_by_email(tx, &email)?;
                let Some(account) = account.filter(|it| !it.member.verified && !it.suspended)
                else {
                    return Ok(());
                };
                // The address as it was registered: upper and lower case may differ.
                let email =
                    Email::parse(&account.email).map_err(|why| Error::field("email", why))?;
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
