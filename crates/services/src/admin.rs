use crate::people::role;
use crate::{Actor, Context, Error, People, Result};
use domain::{JobId, Member};
use views::{AdminUser, AdminUsers, Jobs};

/// What admins do to accounts from the site.
#[derive(Clone)]
pub struct Admin(Context);

/// What is to change about a user; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// Whether they are suspended.
    pub suspended: Option<bool>,
    /// What they may do.
    pub role: Option<String>,
}

/// How many users a page shows.
const PAGE: i64 = 50;

impl Admin {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.0
    }

    /// One numbered page of all users, newest first.
    pub async fn users(&self, admin: &Member, page: i64) -> Result<AdminUsers> {
        may_manage(admin)?;
        let page = page.clamp(1, 1_000_000);
        Ok(self.0.db.read(move |db| repository::users::admin_page(db, page, PAGE)).await?)
    }

    /// Suspends, reinstates or promotes a user, but not oneself: a site must not lose its last
    /// admin to a slip of the mouse.
    pub async fn change(
        &self,
        admin: &Member,
        name: &str,
        change: UserChange,
        actor: &Actor,
    ) -> Result<AdminUser> {
        may_manage(admin)?;
        let people = People::new(self.0.clone(), actor.clone());
        let account = people.find(name).await.map_err(|why| match why {
            // A name that cannot be one is nobody's.
            Error::Invalid(_) => Error::NotFound,
            other => other,
        })?;
        if account.member.id == admin.id {
            return Err(Error::forbidden("problem-not-yourself"));
        }
        let (id, role) = (account.member.id, change.role.as_deref().map(role).transpose()?);
        people.change(account.member, role, change.suspended).await?;
        if change.suspended.is_some() {
            self.0.shelf.clear();
        }
        self.0
            .db
            .read(move |db| repository::users::admin_view(db, id)?.ok_or(Error::NotFound))
            .await
    }
}

/// How many jobs the page shows.
const JOBS: i64 = 200;

impl Admin {
    /// The work that was promised and is not done.
    pub async fn jobs(&self, staff: &Member) -> Result<Jobs> {
        may_look_after(staff)?;
        let items = self.0.db.read(|db| repository::jobs::list(db, JOBS)).await?;
        Ok(Jobs { items })
    }

    /// Has a job tried again at once, as if it had never been tried.
    pub async fn retry(&self, staff: &Member, id: i64, actor: &Actor) -> Result<()> {
        may_look_after(staff)?;
        let now = self.0.clock.now();
        let deed = actor.did("job.retry", &id.to_string(), "", now);
        self.0
            .db
            .write(move |tx| {
                let picture = repository::jobs::retry(tx, JobId(id), now)?;
                repository::pictures::reopen(tx, picture.ok_or(Error::NotFound)?)?;
                Ok(repository::audit::note(tx, &deed)?)
            })
            .await
    }
}

fn may_look_after(member: &Member) -> Result<()> {
    if member.is_staff() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}

fn may_manage(member: &Member) -> Result<()> {
    if member.may_manage_users() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}
