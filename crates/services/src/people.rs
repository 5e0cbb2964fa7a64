use crate::{Accounts, Actor, Context, Error, NewAccount, Registration, Result};
use domain::{Bio, DisplayName, Member, Message, Password, Role, Username};
use repository::audit::{self, NewDeed};
use repository::joining;
use repository::users::{self, Account};
use repository::{Writer, sessions};
use time::OffsetDateTime;
use views::{AdminUsers, MeView};

/// What is done to accounts without asking anybody's leave: by the owner from the command line, and by whoever was found to have leave.
/// All of it is noted under the name of whoever does it.
#[derive(Clone)]
pub struct People(Context, Actor);

/// An account, for the owner.
pub type AccountRow = Account;

impl People {
    /// With what it works, and who does it.
    pub fn new(context: Context, actor: Actor) -> Self {
        Self(context, actor)
    }

    /// How many accounts there are.
    pub async fn count(&self) -> Result<i64> {
        Ok(self.0.db.read(users::count).await?)
    }

    /// Makes an account.
    pub async fn add(&self, typed: &Registration, role: Role, verified: bool) -> Result<MeView> {
        let account = NewAccount::parse(typed, &self.0.policy.site_name)?;
        let deed = self.did("user.add", account.name(), role.as_str());
        Accounts::new(self.0.clone()).insert(account, (role, verified), Some(deed)).await
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
        let deed = self.did("user.add-all", "", &typed.len().to_string());
        let parsed = typed
            .into_iter()
            .map(|it| NewAccount::named(&it, password_hash.clone(), at))
            .collect::<Result<Vec<_>, _>>()?;
        self.0
            .db
            .write(move |tx| {
                let mut made = Vec::with_capacity(parsed.len());
                audit::note(tx, &deed)?;
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

    /// Says what a user may do. Their sessions and tokens end, so that none keeps rights it lost.
    pub async fn set_role(&self, name: &str, role: Role) -> Result<()> {
        let member = self.find(name).await?.member;
        let deed = self.did("user.role", &member.name, role.as_str());
        self.0.db.write(move |tx| give_role(tx, &member, role, &deed)).await
    }

    /// Confirms the address of a user without a letter.
    pub async fn verify(&self, name: &str) -> Result<()> {
        let member = self.find(name).await?.member;
        let (now, deed) = (self.0.clock.now(), self.did("user.verify", &member.name, ""));
        self.0
            .db
            .write(move |tx| -> Result<()> {
                if !joining::confirm(tx, member.id, now)? {
                    return Err(Error::field("email", Message::new("error-email-taken")));
                }
                Ok(audit::note(tx, &deed)?)
            })
            .await
    }

    /// Suspends a user, or ends it.
    pub async fn set_suspended(&self, name: &str, suspended: bool) -> Result<()> {
        let member = self.find(name).await?.member;
        let deed = self.suspension(&member.name, suspended);
        self.0.db.write(move |tx| suspend(tx, &member, suspended, &deed)).await
    }

    /// Puts a new password in place and ends all sessions and tokens.
    pub async fn reset_password(&self, name: &str, password: &str) -> Result<()> {
        let account = self.find(name).await?;
        let known = [account.member.name.as_str(), account.email.as_str()];
        let password =
            Password::parse(password, &known).map_err(|why| Error::field("password", why))?;
        let (id, hash) = (account.member.id, self.0.passwords.hash(&password).await?);
        let deed = self.did("user.reset-password", &account.member.name, "");
        self.0
            .db
            .write(move |tx| -> Result<()> {
                users::set_password_hash(tx, id, &hash)?;
                crate::letters::call_off_changes(tx, id)?;
                sessions::end_everything(tx, id)?;
                Ok(audit::note(tx, &deed)?)
            })
            .await
    }

    /// The same changes as [`Self::set_role`] and [`Self::set_suspended`] make, all of them or none.
    pub(crate) async fn change(
        &self,
        member: Member,
        role: Option<Role>,
        suspended: Option<bool>,
    ) -> Result<()> {
        let role = role.map(|it| (it, self.did("user.role", &member.name, it.as_str())));
        let suspended = suspended.map(|it| (it, self.suspension(&member.name, it)));
        self.0
            .db
            .write(move |tx| -> Result<()> {
                if let Some((role, deed)) = &role {
                    give_role(tx, &member, *role, deed)?;
                }
                if let Some((suspended, deed)) = &suspended {
                    suspend(tx, &member, *suspended, deed)?;
                }
                Ok(())
            })
            .await
    }

    fn did(&self, deed: &'static str, target: &str, details: &str) -> NewDeed {
        self.1.did(deed, target, details, self.0.clock.now())
    }

    fn suspension(&self, name: &str, suspended: bool) -> NewDeed {
        self.did(if suspended { "user.suspend" } else { "user.reinstate" }, name, "")
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

fn give_role(tx: &mut Writer, member: &Member, role: Role, deed: &NewDeed) -> Result<()> {
    users::set_role(tx, member.id, role)?;
    sessions::end_everything(tx, member.id)?;
    Ok(audit::note(tx, deed)?)
}

/// Suspends a user, which ends their sessions and tokens at once, or reinstates them.
fn suspend(tx: &mut Writer, member: &Member, suspended: bool, deed: &NewDeed) -> Result<()> {
    users::set_suspended(tx, member.id, suspended.then_some(deed.at))?;
    if suspended {
        sessions::end_everything(tx, member.id)?;
    }
    Ok(audit::note(tx, deed)?)
}

/// A role from its name, as a field.
pub(crate) fn role(name: &str) -> Result<Role> {
    Role::parse(name).map_err(|why: Message| Error::field("role", why))
}
