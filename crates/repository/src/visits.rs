//! Visits to photos, as they are counted: who came lately as keyed hashes, and how many in all, by day and by where from.
//!
//! All of it happens in one transaction that holds the keys of the days, so that nodes count one after the other.

use crate::backend::{Conn, on_backend};
use crate::schema::{photos, view_counts, view_days, view_sources, visit_keys, visits};
use crate::{Reader, Result, Writer, visibility};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::{PhotoId, Source, Visibility};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many rows a statement is about at the most: databases take only so many values.
const TOGETHER: usize = 500;

/// What is kept of a visitor for as long as the key of the day lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The keyed hash of a visitor, or of a network, and of the photo.
    pub visitor: i64,
    /// The photo.
    pub photo: PhotoId,
    /// The day whose key it is hashed with, since 1970.
    pub day: i64,
    /// When it was counted last, in microseconds since 1970.
    pub at: i64,
    /// How many were counted since.
    pub count: i64,
}

/// By how much a photo is noticed more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gain {
    /// How often it was looked at.
    pub views: i64,
    /// How many of these weigh in the ranking.
    pub networks: i64,
    /// The same by day since 1970.
    pub days: BTreeMap<i64, i64>,
    /// The same by where from.
    pub sources: BTreeMap<Source, i64>,
}

/// The keys of these days and of those next to them, as far as there are any; those of `days` are made where they are missing.
/// Held alone until the end of the transaction: whoever counts comes after.
pub fn hold_keys(tx: &mut Writer, days: &BTreeMap<i64, String>) -> Result<BTreeMap<i64, String>> {
    let rows: Vec<_> =
        days.iter().map(|(day, key)| (visit_keys::day.eq(*day), visit_keys::key.eq(key))).collect();
    on_backend!(tx.conn(), |c| diesel::insert_into(visit_keys::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(c))?;
    let around: BTreeSet<i64> = days.keys().flat_map(|it| [it - 1, *it, it + 1]).collect();
    let keys = visit_keys::table
        .filter(visit_keys::day.eq_any(around))
        .order(visit_keys::day)
        .select((visit_keys::day, visit_keys::key));
    let found: Vec<(i64, String)> = match tx.conn() {
        Conn::Postgres(c) => keys.for_update().load(c)?,
        Conn::Sqlite(c) => keys.load(c)?,
    };
    Ok(found.into_iter().collect())
}

/// The keys of these days, as far as there are any.
pub fn keys(reader: &mut Reader, days: [i64; 3]) -> Result<BTreeMap<i64, String>> {
    let keys = visit_keys::table.filter(visit_keys::day.eq_any(days));
    let found: Vec<(i64, String)> =
        keys.select((visit_keys::day, visit_keys::key)).load(reader.conn())?;
    Ok(found.into_iter().collect())
}

/// Those of these visitors of whom something is kept.
pub fn known(reader: &mut Reader, of: &[i64]) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for part in of.chunks(TOGETHER) {
        let known = visits::table.filter(visits::visitor.eq_any(part.to_vec()));
        found.extend(known.select(visits::visitor).load::<i64>(reader.conn())?);
    }
    Ok(found)
}

/// The rows of those photos that are still there. They stay until the end of the transaction.
pub fn hold_photos(tx: &mut Writer, keys: &BTreeSet<&str>) -> Result<HashMap<String, PhotoId>> {
    let keys: Vec<&str> = keys.iter().copied().collect();
    let mut found: HashMap<String, PhotoId> = HashMap::new();
    for part in keys.chunks(TOGETHER) {
        let here = photos::table
            .filter(photos::key.eq_any(part))
            .filter(photos::deleted_at.is_null())
            .order(photos::id)
            .select((photos::key, photos::id));
        let rows: Vec<(String, i64)> = match tx.conn() {
            Conn::Postgres(c) => here.for_key_share().load(c)?,
            Conn::Sqlite(c) => here.load(c)?,
        };
        found.extend(rows.into_iter().map(|(key, id)| (key, PhotoId(id))));
    }
    Ok(found)
}

/// Those of the photos that everybody sees: staff who look at others do their work.
pub fn public(tx: &mut Writer, of: &BTreeSet<i64>) -> Result<HashSet<i64>> {
    let mut found = HashSet::new();
    for part in of.iter().copied().collect::<Vec<_>>().chunks(TOGETHER) {
        let rows: Vec<i64> = photos::table
            .filter(photos::id.eq_any(part.to_vec()))
            .filter(photos::visibility.eq(Visibility::Public.as_str()))
            .filter(visibility::may_open(None))
            .select(photos::id)
            .load(tx.conn())?;
        found.extend(rows);
    }
    Ok(found)
}

/// What is kept of these visitors.
pub fn marks(tx: &mut Writer, of: &[i64]) -> Result<Vec<Mark>> {
    type Row = (i64, i64, i64, i64, i64);
    let mut found = Vec::new();
    for part in of.chunks(TOGETHER) {
        let rows: Vec<Row> =
            visits::table.filter(visits::visitor.eq_any(part.to_vec())).load(tx.conn())?;
        found.extend(rows.into_iter().map(|(visitor, photo, day, at, count)| Mark {
            visitor,
            photo: PhotoId(photo),
            day,
            at,
            count,
        }));
    }
    Ok(found)
}

/// Keeps these marks, instead of older ones of the same visitors.
pub fn keep(tx: &mut Writer, marks: &[Mark]) -> Result<()> {
    let row = |it: &Mark| {
        (
            visits::visitor.eq(it.visitor),
            visits::photo_id.eq(it.photo.0),
            visits::day.eq(it.day),
            visits::at.eq(it.at),
            visits::count.eq(it.count),
        )
    };
    for part in marks.chunks(TOGETHER) {
        let rows: Vec<_> = part.iter().map(row).collect();
        on_backend!(tx.conn(), |c| diesel::insert_into(visits::table)
            .values(&rows)
            .on_conflict(visits::visitor)
            .do_update()
            .set((visits::at.eq(excluded(visits::at)), visits::count.eq(excluded(visits::count))))
            .execute(c))?;
    }
    Ok(())
}

/// Adds to what photos have been noticed, in their order.
pub fn add(tx: &mut Writer, gains: &BTreeMap<i64, Gain>) -> Result<()> {
    let rows: Vec<_> = gains
        .iter()
        .map(|(photo, it)| {
            let (views, networks) = (it.views, it.networks);
            let id = view_counts::photo_id.eq(*photo);
            (id, view_counts::views.eq(views), view_counts::networks.eq(networks))
        })
        .collect();
    for part in rows.chunks(TOGETHER) {
        let part = part.to_vec();
        on_backend!(tx.conn(), |c| diesel::insert_into(view_counts::table)
            .values(&part)
            .on_conflict(view_counts::photo_id)
            .do_update()
            .set((
                view_counts::views.eq(view_counts::views + excluded(view_counts::views)),
                view_counts::networks.eq(view_counts::networks + excluded(view_counts::networks)),
            ))
            .execute(c))?;
    }
    add_days(tx, gains)?;
    add_sources(tx, gains)
}

fn add_days(tx: &mut Writer, gains: &BTreeMap<i64, Gain>) -> Result<()> {
    let rows: Vec<_> = gains
        .iter()
        .flat_map(|(photo, gain)| gain.days.iter().map(move |(day, views)| (*photo, *day, *views)))
        .map(|(photo, day, views)| {
            (view_days::photo_id.eq(photo), view_days::day.eq(day), view_days::views.eq(views))
        })
        .collect();
    for part in rows.chunks(TOGETHER) {
        let part = part.to_vec();
        on_backend!(tx.conn(), |c| diesel::insert_into(view_days::table)
            .values(&part)
            .on_conflict((view_days::photo_id, view_days::day))
            .do_update()
            .set(view_days::views.eq(view_days::views + excluded(view_days::views)))
            .execute(c))?;
    }
    Ok(())
}

/// How many sites are told apart for each photo.
const SITES: usize = 50;

fn add_sources(tx: &mut Writer, gains: &BTreeMap<i64, Gain>) -> Result<()> {
    let named = |it: &Gain| it.sources.keys().any(Source::is_site);
    let ids: Vec<i64> = gains.iter().filter(|it| named(it.1)).map(|it| *it.0).collect();
    let mut known = sites(tx, &ids)?;
    let mut rows: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for (photo, gain) in gains {
        let sites = known.entry(*photo).or_default();
        for (source, views) in &gain.sources {
            let new = source.is_site() && !sites.contains(source.as_ref());
            let site = if new && sites.len() >= SITES { &Source::folded() } else { source };
            if new && site.is_site() {
                sites.insert(site.as_ref().to_owned());
            }
            *rows.entry((*photo, site.as_ref().to_owned())).or_default() += views;
        }
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|((photo, site), views)| {
            let key = (view_sources::photo_id.eq(*photo), view_sources::site.eq(site.as_str()));
            (key, view_sources::views.eq(*views))
        })
        .collect();
    for part in rows.chunks(TOGETHER) {
        let part = part.to_vec();
        on_backend!(tx.conn(), |c| diesel::insert_into(view_sources::table)
            .values(&part)
            .on_conflict((view_sources::photo_id, view_sources::site))
            .do_update()
            .set(view_sources::views.eq(view_sources::views + excluded(view_sources::views)))
            .execute(c))?;
    }
    Ok(())
}

/// The other sites from which people came to each of these photos.
fn sites(tx: &mut Writer, photos: &[i64]) -> Result<HashMap<i64, HashSet<String>>> {
    let mut found: HashMap<i64, HashSet<String>> = HashMap::new();
    for part in photos.chunks(TOGETHER) {
        let rows: Vec<(i64, String)> = view_sources::table
            .filter(view_sources::photo_id.eq_any(part.to_vec()))
            .select((view_sources::photo_id, view_sources::site))
            .load(tx.conn())?;
        for (photo, site) in rows {
            let others = [Source::DIRECT, Source::HERE, Source::OTHERS];
            if !others.contains(&site.as_str()) {
                found.entry(photo).or_default().insert(site);
            }
        }
    }
    Ok(found)
}

/// Forgets the keys of days before `day`: from now on nobody can tell whom the hashes stand for.
pub fn forget_keys(tx: &mut Writer, day: i64) -> Result<usize> {
    Ok(diesel::delete(visit_keys::table.filter(visit_keys::day.lt(day))).execute(tx.conn())?)
}

/// Forgets up to `limit` marks from before `day`; says how many.
pub fn forget_marks(tx: &mut Writer, day: i64, limit: i64) -> Result<usize> {
    let old = visits::table.filter(visits::day.lt(day)).limit(limit).select(visits::visitor);
    let old: Vec<i64> = old.load(tx.conn())?;
    let mut gone = 0;
    for part in old.chunks(TOGETHER) {
        let marks = visits::table.filter(visits::visitor.eq_any(part.to_vec()));
        gone += diesel::delete(marks).execute(tx.conn())?;
    }
    Ok(gone)
}

/// Forgets up to `limit` counts of days before `day`, which stay in the whole; says how many.
pub fn forget_days(tx: &mut Writer, day: i64, limit: i64) -> Result<usize> {
    let old: Vec<(i64, i64)> = view_days::table
        .filter(view_days::day.lt(day))
        .limit(limit)
        .select((view_days::photo_id, view_days::day))
        .load(tx.conn())?;
    for (photo, day) in &old {
        diesel::delete(view_days::table.find((photo, day))).execute(tx.conn())?;
    }
    Ok(old.len())
}

/// Forgets all about a photo.
pub(crate) fn forget(tx: &mut Writer, photo: PhotoId) -> Result<()> {
    diesel::delete(visits::table.filter(visits::photo_id.eq(photo.0))).execute(tx.conn())?;
    diesel::delete(view_counts::table.find(photo.0)).execute(tx.conn())?;
    diesel::delete(view_days::table.filter(view_days::photo_id.eq(photo.0))).execute(tx.conn())?;
    let sources = view_sources::table.filter(view_sources::photo_id.eq(photo.0));
    diesel::delete(sources).execute(tx.conn())?;
    Ok(())
}
