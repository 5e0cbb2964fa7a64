use crate::{Accounts, Context, Error, NewAccount, Registration, Result};
use domain::{Bio, DisplayName, Member, Message, Password, Role, UserId, Username};
use repository::sessions;
use repository::users::{self, Account};
use time::OffsetDateTime;
use views::{AdminUsers, MeView};

/// What the owner does to accounts from the command line: nobody's leave is asked.
#[derive(Clone)]
pub struct People(Context);

/// An account, for the owner.
pub type AccountRow = Account;

impl People {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// How many accounts there are.
    pub async fn count(&self) -> Result<i64> {
        Ok(self.0.db.read(users::count).await?)
    }

    /// Makes an account.
    pub async fn add(&self, typed: &Registration, role: Role, verified: bool) -> Result<MeView> {
        let account = NewAccount::parse(typed, &self.0.policy.site_name)?;
        Accounts::new(self.0.clone()).insert(account, role, verified).await
    }

    /// Makes many accounts with one password, which is hashed once, dated `at`: for trying the
    /// site out.
    pub async fn add_all(
        &self,
        typed: Vec<Registration>,
        password: &str,
        at: OffsetDateTime,
    ) -> Result<Vec<Member>> {
        let password =
            Password::parse(password, &[]).map_err(|why| Error::field("password", why))?;
        let password_hash = self.0.passwords.hash(&password).await?;
        let parsed = typed
            .into_iter()
            .map(|it| NewAccount::named(&it, password_hash.clone(), at))
            .collect::<Result<Vec<_>, _>>()?;
        self.0
            .db
            .write(move |tx| {
                let mut made = Vec::with_capacity(parsed.len());
                for new in parsed {
                    let id = users::insert(tx, &new)?;
                    let account = users::find(tx, id)?.ok_or(Error::NotFound)?;
                    made.push(account.member);
                }
                Ok(made)
            })
            .await
    }

    /// One numbered page of all accounts, newest first.
    pub async fn list(&self, page: i64, size: i64) -> Result<AdminUsers> {
        Ok(self.0.db.read(move |db| users::admin_page(db, page, size)).await?)
    }

    /// The account with this name.
    pub async fn find(&self, name: &str) -> Result<Account> {
        let name = Username::known(name).map_err(|why| Error::field("name", why))?;
        self.0.db.read(move |db| users::find_by_name(db, &name)?.ok_or(Error::NotFound)).await
    }

    /// Says what a user may do. Their sessions end, so that none keeps rights it lost.
    pub async fn set_role(&self, name: &str, role: Role) -> Result<()> {
        let id = self.find(name).await?.member.id;
        self.0
            .db
            .write(move |tx| -> Result<()> {
                users::set_role(tx, id, role)?;
                Ok(sessions::delete_all(tx, id)?)
            })
            .await
    }

    /// Confirms the address of a user without a letter.
    pub async fn verify(&self, name: &str) -> Result<()> {
        let (id, now) = (self.find(name).await?.member.id, self.0.clock.now());
        Ok(self.0.db.write(move |tx| users::set_verified(tx, id, now)).await?)
    }

    /// Suspends a user, or ends it.
    pub async fn set_suspended(&self, name: &str, suspended: bool) -> Result<()> {
        let id = self.find(name).await?.member.id;
        suspend(&self.0, id, suspended).await
    }

    /// Puts a new password in place and ends all sessions.
    pub async fn reset_password(&self, name: &str, password: &str) -> Result<()> {
        let account = self.find(name).await?;
        let known = [account.member.name.as_str(), account.email.as_str()];
        let password =
            Password::parse(password, &known).map_err(|why| Error::field("password", why))?;
        let (id, hash) = (account.member.id, self.0.passwords.hash(&password).await?);
        self.0
            .db
            .write(move |tx| -> Result<()> {
                users::set_password_hash(tx, id, &hash)?;
                crate::letters::call_off_changes(tx, id)?;
                Ok(sessions::delete_all(tx, id)?)
            })
            .await
    }

    /// Says what a user wants to be called and what they say about themselves.
    pub async fn describe(&self, name: &str, display_name: &str, bio: &str) -> Result<()> {
        let id = self.find(name).await?.member.id;
        let display_name =
            DisplayName::parse(display_name).map_err(|why| Error::field("display_name", why))?;
        let bio = Bio::parse(bio).map_err(|why| Error::field("bio", why))?;
        Ok(self
            .0
            .db
            .write(move |tx| users::set_profile(tx, id, display_name.as_ref(), bio.as_ref()))
            .await?)
    }
}

/// Suspends a user, which ends their sessions at once, or reinstates them.
pub(crate) async fn suspend(context: &Context, id: UserId, suspended: bool) -> Result<()> {
    let now = context.clock.now();
    context
        .db
        .write(move |tx| -> Result<()> {
            users::set_suspended(tx, id, suspended.then_some(now))?;
            if suspended {
                sessions::delete_all(tx, id)?;
            }
            Ok(())
        })
        .await
}

/// A role from its name, as a field.
pub(crate) fn role(name: &str) -> Result<Role> {
    Role::parse(name).map_err(|why: Message| Error::field("role", why))
}
