//! Whom people block and mute.

use crate::circle::{Circle, circle_view};
use crate::{Error, Result};
use domain::{Member, UserId, Username};
use repository::{Writer, leaving, people, users};
use views::CircleView;

impl Circle {
    /// Blocks somebody, or ends it: neither sees anything of the other, and follows end both ways.
    pub async fn block(&self, member: &Member, name: &str, blocked: bool) -> Result<CircleView> {
        let now = self.0.clock.now();
        self.keep_off(member, name, move |tx, member, them| {
            // In one order, whoever begins.
            let (first, second) =
                if member.id.0 < them.0 { (member.id, them) } else { (them, member.id) };
            leaving::hold(tx, first)?;
            leaving::hold(tx, second)?;
            if blocked {
                people::block(tx, (member.id, them), now)?;
            } else {
                people::unblock(tx, (member.id, them))?;
            }
            circle_view(tx, member, them)
        })
        .await
    }

    /// Keeps somebody off one's own walls, or lets them back; nobody is told.
    pub async fn mute(&self, member: &Member, name: &str, muted: bool) -> Result<CircleView> {
        let now = self.0.clock.now();
        self.keep_off(member, name, move |tx, member, them| {
            if muted {
                people::mute(tx, (member.id, them), now)?;
            } else {
                people::unmute(tx, (member.id, them))?;
            }
            circle_view(tx, member, them)
        })
        .await
    }

    /// Keeps somebody off: also whoever has blocked one first, or is not here now.
    async fn keep_off(
        &self,
        member: &Member,
        name: &str,
        deed: impl FnOnce(&mut Writer, &Member, UserId) -> Result<CircleView> + Send + 'static,
    ) -> Result<CircleView> {
        let name = Username::known(name).ok().ok_or(Error::NotFound)?;
        let member = member.clone();
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, member.id)?;
                let them = users::find_by_name(tx, &name)?.ok_or(Error::NotFound)?.member.id;
                if them == member.id {
                    return Err(Error::forbidden("problem-yourself"));
                }
                deed(tx, &member, them)
            })
            .await
    }
}
