//! What staff and the command line did, for admins to read.

use crate::{Actor, Admin, Context, Error, Result};
use domain::Member;
use repository::audit;
use views::Deeds;

/// How many deeds a page shows.
const PAGE: i64 = 50;

impl Admin {
    /// One numbered page of what was done, newest first.
    pub async fn log(&self, admin: &Member, page: i64) -> Result<Deeds> {
        if !admin.may_manage_users() {
            return Err(Error::forbidden("problem-forbidden"));
        }
        let page = page.clamp(1, 1_000_000);
        let read = self.context().db.read(move |db| -> Result<_> {
            let items = audit::list(db, PAGE, (page - 1) * PAGE)?;
            Ok((items, audit::count(db)?))
        });
        let (items, total) = read.await?;
        let pages = (total + PAGE - 1).div_euclid(PAGE).max(1);
        Ok(Deeds { items, page, pages, total })
    }
}

impl Context {
    /// Notes a deed that no transaction does as a whole.
    pub async fn note_deed(
        &self,
        actor: &Actor,
        deed: &'static str,
        target: &str,
        details: &str,
    ) -> Result<()> {
        let new = actor.did(deed, target, details, self.clock.now());
        Ok(self.db.write(move |tx| audit::note(tx, &new)).await?)
    }
}
