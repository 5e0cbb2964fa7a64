//! Rate limits that all nodes share, by the generic cell rate algorithm (ITU-T I.371, in its virtual scheduling form): a row says
//! when what was taken of an allowance will be full again.

use crate::backend::on_backend;
use crate::instant::to_micros;
use crate::schema::limits;
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::time::Duration;
use time::OffsetDateTime;

/// How much may be done: `burst` at once, and then one in each `interval`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many at once.
    pub burst: u32,
    /// How long until one more.
    pub interval: Duration,
}

/// In one statement, so that of many who ask at once on any node exactly as many get through as may.
const TAKE: &str = "INSERT INTO limits (key, full_at) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE \
    SET full_at = CASE WHEN limits.full_at > $3 THEN limits.full_at ELSE $4 END + $5 \
    WHERE limits.full_at <= $6";

/// Takes `count` from the allowance under `key`; `false`, and nothing is taken, where there is not so much left.
pub fn take(
    tx: &mut Writer,
    key: &str,
    allowance: Allowance,
    count: u32,
    now: OffsetDateTime,
) -> Result<bool> {
    let (now, step) = (to_micros(now), micros(allowance.interval * count));
    let latest = now + micros(allowance.interval * allowance.burst) - step;
    if latest < now {
        return Ok(false);
    }
    let query = diesel::sql_query(TAKE)
        .bind::<Text, _>(key)
        .bind::<BigInt, _>(now + step)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(now)
        .bind::<BigInt, _>(step)
        .bind::<BigInt, _>(latest);
    Ok(on_backend!(tx.conn(), |c| query.execute(c))? == 1)
}

/// How long until `count` more can be taken from the allowance under `key`.
pub fn wait(
    reader: &mut Reader,
    key: &str,
    allowance: Allowance,
    count: u32,
    now: OffsetDateTime,
) -> Result<Duration> {
    let full_at: Option<i64> =
        limits::table.find(key).select(limits::full_at).first(reader.conn()).optional()?;
    let window = micros(allowance.interval * allowance.burst);
    let step = micros(allowance.interval * count);
    let wait = full_at.map_or(0, |it| it + step - window - to_micros(now));
    Ok(Duration::from_micros(u64::try_from(wait).unwrap_or_default()))
}

/// How much is taken of the allowance under `key`.
pub fn used(
    reader: &mut Reader,
    key: &str,
    allowance: Allowance,
    now: OffsetDateTime,
) -> Result<u32> {
    let full_at: Option<i64> =
        limits::table.find(key).select(limits::full_at).first(reader.conn()).optional()?;
    let used = full_at.map_or(0, |it| (it - to_micros(now)) / micros(allowance.interval).max(1));
    Ok(u32::try_from(used).unwrap_or_default())
}

/// Gives back `count` that were taken from the allowance under `key`.
pub fn give_back(tx: &mut Writer, key: &str, allowance: Allowance, count: u32) -> Result<()> {
    let step = micros(allowance.interval * count);
    diesel::update(limits::table.find(key))
        .set(limits::full_at.eq(limits::full_at - step))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets an allowance: it is whole again.
pub fn refill(tx: &mut Writer, key: &str) -> Result<()> {
    diesel::delete(limits::table.find(key)).execute(tx.conn())?;
    Ok(())
}

/// Removes the rows that say nothing any more.
pub fn forget_full(tx: &mut Writer, now: OffsetDateTime) -> Result<usize> {
    let full = limits::table.filter(limits::full_at.le(to_micros(now)));
    Ok(diesel::delete(full).execute(tx.conn())?)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}
