//! How often photos were looked at, for their authors to read.

use crate::assembly;
use crate::schema::{photos, users, view_counts, view_days, view_sources};
use crate::{Reader, Result, Writer};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::{Member, PhotoId, Source, UserId};
use std::collections::HashMap;
use time::{Date, OffsetDateTime};
use views::{DayView, OwnViewsPage, SourceView, ViewedPhoto, ViewsPage, address};

/// How many days are told one by one.
pub const DAYS: i64 = 30;
/// How many photos are told of together.
const PHOTOS: i64 = 20;

/// The day of a moment, since 1970.
pub fn day_of(at: OffsetDateTime) -> i64 {
    at.unix_timestamp().div_euclid(86_400)
}

/// How often a photo was looked at; `today` is the last day told.
pub fn of_photo(
    reader: &mut Reader,
    (id, viewer): (PhotoId, &Member),
    today: i64,
) -> Result<ViewsPage> {
    let (key, title, author): (String, String, i64) = photos::table
        .find(id.0)
        .select((photos::key, photos::title, photos::author_id))
        .first(reader.conn())?;
    let total: Option<i64> =
        view_counts::table.find(id.0).select(view_counts::views).first(reader.conn()).optional()?;
    let counted: Vec<(i64, i64)> = view_days::table
        .filter(view_days::photo_id.eq(id.0))
        .filter(view_days::day.gt(today - DAYS))
        .select((view_days::day, view_days::views))
        .load(reader.conn())?;
    let days = days(counted, today);
    Ok(ViewsPage {
        url: address::photo(&key),
        photo: key,
        title,
        total: total.unwrap_or(0),
        lately: days.iter().map(|it| it.views).sum(),
        days,
        sources: sources(reader, id)?,
        shown: is_shown(reader, UserId(author))?,
        own: viewer.id.0 == author,
    })
}

fn sources(reader: &mut Reader, id: PhotoId) -> Result<Vec<SourceView>> {
    let rows: Vec<(String, i64)> = view_sources::table
        .filter(view_sources::photo_id.eq(id.0))
        .order((view_sources::views.desc(), view_sources::site))
        .select((view_sources::site, view_sources::views))
        .load(reader.conn())?;
    let view = |(site, views): (String, i64)| {
        let kind = match site.as_str() {
            Source::DIRECT => "direct",
            Source::HERE => "here",
            Source::OTHERS => "others",
            _ => "site",
        };
        SourceView { kind: kind.to_owned(), site: Some(site).filter(|_| kind == "site"), views }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Each of the last days, also those without anybody.
fn days(counted: Vec<(i64, i64)>, today: i64) -> Vec<DayView> {
    let counted: HashMap<i64, i64> = counted.into_iter().collect();
    let views = |day: i64| counted.get(&day).copied().unwrap_or(0);
    (today - DAYS + 1..=today).map(|day| DayView { day: name(day), views: views(day) }).collect()
}

/// `2026-11-29`.
fn name(day: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(day.saturating_mul(86_400));
    at.map_or(Date::MIN, OffsetDateTime::date).to_string()
}

/// Whether others are told how often the photos of somebody are looked at.
fn is_shown(reader: &mut Reader, user: UserId) -> Result<bool> {
    Ok(reader.shows_views() && !hides(reader, user)?)
}

/// Whether somebody keeps it to themselves.
pub fn hides(reader: &mut Reader, user: UserId) -> Result<bool> {
    let hides = users::table.find(user.0).select(users::hide_views);
    Ok(hides.first(reader.conn()).optional()?.unwrap_or(false))
}

/// Keeps it to themselves, or tells it.
pub fn set_hidden(tx: &mut Writer, user: UserId, hidden: bool) -> Result<()> {
    let change = users::hide_views.eq(hidden);
    diesel::update(users::table.find(user.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Sums are of a type of their own in each database.
const SUM: &str = "CAST(COALESCE(SUM(view_days.views), 0) AS BIGINT)";

/// How often all photos of `member` were looked at; `today` is the last day told.
pub fn of_member(reader: &mut Reader, member: &Member, today: i64) -> Result<OwnViewsPage> {
    let own = || photos::author_id.eq(member.id.0).and(photos::deleted_at.is_null());
    let total: i64 = view_counts::table
        .inner_join(photos::table)
        .filter(own())
        .select(sql::<BigInt>("CAST(COALESCE(SUM(view_counts.views), 0) AS BIGINT)"))
        .first(reader.conn())?;
    let lately = || {
        let days = view_days::table.inner_join(photos::table).filter(own());
        days.filter(view_days::day.gt(today - DAYS))
    };
    let counted: Vec<(i64, i64)> = lately()
        .group_by(view_days::day)
        .select((view_days::day, sql::<BigInt>(SUM)))
        .load(reader.conn())?;
    let most: Vec<(i64, i64)> = lately()
        .group_by(view_days::photo_id)
        .select((view_days::photo_id, sql::<BigInt>(SUM)))
        .order((sql::<BigInt>(SUM).desc(), view_days::photo_id.desc()))
        .limit(PHOTOS)
        .load(reader.conn())?;
    let days = days(counted, today);
    Ok(OwnViewsPage {
        total,
        lately: days.iter().map(|it| it.views).sum(),
        days,
        photos: told(reader, member, &most)?,
        shown: is_shown(reader, member.id)?,
    })
}

/// These photos with how often they were looked at lately, in this order.
fn told(reader: &mut Reader, member: &Member, most: &[(i64, i64)]) -> Result<Vec<ViewedPhoto>> {
    let ids: Vec<i64> = most.iter().map(|it| it.0).collect();
    let mut images = assembly::first_images(reader, &ids, Some(member))?;
    let rows: Vec<(i64, String, String, i64)> = view_counts::table
        .inner_join(photos::table)
        .filter(photos::id.eq_any(&ids))
        .select((photos::id, photos::key, photos::title, view_counts::views))
        .load(reader.conn())?;
    let mut named: HashMap<_, _> = rows.into_iter().map(|it| (it.0, (it.1, it.2, it.3))).collect();
    let view = |(id, views): &(i64, i64)| {
        let (key, title, total) = named.remove(id)?;
        let image = images.remove(id);
        let thumbnail = image.and_then(|it| Some(it.variants.into_iter().next()?.url));
        let url = format!("{}/views", address::photo(&key));
        Some(ViewedPhoto { photo: key, url, title, thumbnail, views: *views, total })
    };
    Ok(most.iter().filter_map(view).collect())
}

/// How often photos were looked at by day, and in all, by photo: for people to take along.
pub(crate) fn archived(
    reader: &mut Reader,
    ids: &[i64],
) -> Result<HashMap<i64, (i64, Vec<DayView>)>> {
    let totals: Vec<(i64, i64)> = view_counts::table
        .filter(view_counts::photo_id.eq_any(ids))
        .select((view_counts::photo_id, view_counts::views))
        .load(reader.conn())?;
    let mut found: HashMap<i64, (i64, Vec<DayView>)> =
        totals.into_iter().map(|(photo, views)| (photo, (views, Vec::new()))).collect();
    let counted: Vec<(i64, i64, i64)> = view_days::table
        .filter(view_days::photo_id.eq_any(ids))
        .order((view_days::photo_id, view_days::day))
        .load(reader.conn())?;
    for (photo, day, views) in counted {
        let days = &mut found.entry(photo).or_default().1;
        days.push(DayView { day: name(day), views });
    }
    Ok(found)
}
