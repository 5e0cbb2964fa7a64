//! What staff and the command line did.

use crate::instant::{from_micros, to_micros};
use crate::schema::audit;
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use time::OffsetDateTime;
use views::DeedView;

/// Something that was done.
#[derive(Debug, Clone)]
pub struct NewDeed {
    /// When.
    pub at: OffsetDateTime,
    /// Who: a user name, or the name of the person at the command line.
    pub actor: String,
    /// From where: `web`, `api`, `cli` or `site`.
    pub via: &'static str,
    /// The network, shortened.
    pub network: String,
    /// What, such as `user.suspend`.
    pub deed: &'static str,
    /// To whom or what: a name or an id.
    pub target: String,
    /// More about it, in words.
    pub details: String,
}

/// Notes a deed in the transaction that does it.
pub fn note(tx: &mut Writer, new: &NewDeed) -> Result<()> {
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(to_micros(new.at)),
            audit::actor.eq(&new.actor),
            audit::via.eq(new.via),
            audit::network.eq(&new.network),
            audit::deed.eq(new.deed),
            audit::target.eq(&new.target),
            audit::details.eq(&new.details),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The newest deeds, at most `limit`, after those on the pages before.
pub fn list(reader: &mut Reader, limit: i64, offset: i64) -> Result<Vec<DeedView>> {
    type Row = (i64, i64, String, String, String, String, String, String);
    let rows: Vec<Row> =
        audit::table.order(audit::id.desc()).limit(limit).offset(offset).load(reader.conn())?;
    let view = |(id, at, actor, via, network, deed, target, details): Row| DeedView {
        id,
        at: from_micros(at),
        actor,
        via,
        network,
        deed,
        target,
        details,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How many there are.
pub fn count(reader: &mut Reader) -> Result<i64> {
    Ok(audit::table.count().get_result(reader.conn())?)
}

/// Forgets the networks of deeds before `before`.
pub fn forget_networks(tx: &mut Writer, before: OffsetDateTime) -> Result<usize> {
    let old = audit::table.filter(audit::at.lt(to_micros(before))).filter(audit::network.ne(""));
    Ok(diesel::update(old).set(audit::network.eq("")).execute(tx.conn())?)
}
