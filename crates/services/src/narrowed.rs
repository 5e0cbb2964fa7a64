//! To whose photos, or to photos about what, a wall is narrowed.

use crate::{Error, Result};
use domain::{Member, Tags, UserId, Username};
use repository::{Reader, users};

/// Of what a wall is.
#[derive(Debug, Clone, Default)]
pub struct WallOf {
    /// Of this user's photos only.
    pub user: Option<String>,
    /// Of photos with this tag only.
    pub tag: Option<String>,
}

impl WallOf {
    /// The tag as it is kept, and the name. What can be no tag is not found.
    pub(crate) fn parse(self) -> Result<(Option<String>, Option<Username>)> {
        let tag = self.tag.map(|it| Tags::one(&it).ok().ok_or(Error::NotFound)).transpose()?;
        let user = self.user.map(|it| Username::known(&it)).transpose();
        Ok((tag, user.map_err(|why| Error::field("user", why))?))
    }
}

/// Who it is, where somebody is named.
pub(crate) fn author(
    db: &mut Reader,
    name: Option<&Username>,
    viewer: Option<&Member>,
) -> Result<Option<UserId>> {
    let Some(name) = name else { return Ok(None) };
    let found = users::profile(db, name, viewer)?;
    Ok(Some(found.ok_or(Error::NotFound)?.id))
}
