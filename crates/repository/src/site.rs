//! How much there is on the site.

use crate::schema::{photos, users};
use crate::{Reader, Result, visibility};
use diesel::prelude::*;
use views::SiteCounts;

/// What everybody may count.
pub fn counts(reader: &mut Reader) -> Result<SiteCounts> {
    let users =
        users::table.filter(users::suspended_at.is_null()).filter(users::leaving_at.is_null());
    let users = users.count().get_result(reader.conn())?;
    let photos = photos::table
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_listed(None))
        .count()
        .get_result(reader.conn())?;
    Ok(SiteCounts { users, photos })
}

/// Whether the database answers.
pub fn ping(reader: &mut Reader) -> Result<()> {
    diesel::select(1.into_sql::<diesel::sql_types::Integer>())
        .get_result::<i32>(reader.conn())
        .map(drop)
        .map_err(Into::into)
}
