//! Finding photos and people by what is written down in [`crate::index`]. The databases only look tokens up.

use crate::assembly::{self, PhotoRow};
use crate::backend::{Conn, MultiBackend};
use crate::schema::{follows, photos, users};
use crate::users::UserRow;
use crate::visibility::{self, Rule, known_to};
use crate::{Error, Reader, Result, ranked};
use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, sql};
use diesel::expression::{AsExpression, SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use domain::search::{Order, Part, Query, Shape};
use domain::words::Needle;
use domain::{Mark, Member, PublicKey, Tint, UserId};
use std::collections::HashMap;
use views::{Found, PhotoView, UserCounts, UserView};

/// Up to how many are counted.
pub const COUNTED: i64 = 10_000;
const DAY: i64 = 86_400_000_000;

/// Which photos are looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Who looks.
    pub viewer: Option<Member>,
    /// What they typed.
    pub query: Query,
    /// Only those of this user.
    pub author: Option<UserId>,
    /// Only those after this one.
    pub after: Option<PublicKey>,
    /// At most so many.
    pub limit: i64,
    /// How many those are, and whether that is all of them, if it is known already.
    pub counted: Option<(i64, bool)>,
}

type Photos = photos::BoxedQuery<'static, MultiBackend>;
type Users = users::BoxedQuery<'static, MultiBackend>;

/// Runs `work` in two seconds or not at all, where the database can be told so (SECURITY 6.1).
fn briefly<T>(
    reader: &mut Reader,
    work: impl FnOnce(&mut Reader) -> Result<Option<T>>,
) -> Result<Option<T>> {
    if let Conn::Postgres(c) = reader.conn() {
        c.batch_execute("SET statement_timeout = '2s'")?;
    }
    let outcome = work(reader);
    if let Conn::Postgres(c) = reader.conn() {
        c.batch_execute("SET statement_timeout = '10s'")?;
    }
    match outcome {
        Err(Error::Query(why)) if why.to_string().contains("statement timeout") => Err(Error::Slow),
        outcome => outcome,
    }
}

/// One page of what is found, and how many that are; `None` when [`Search::after`] is no photo.
pub fn photos(reader: &mut Reader, search: &Search) -> Result<Option<Found<PhotoView>>> {
    briefly(reader, |reader| {
        let viewer = search.viewer.as_ref();
        let is_old = search.query.last(order) == Some(Order::Old);
        let called = is_called(reader, &search.query)?;
        let (total, exact) = counted(reader, search, called)?;
        let many = total > ranked::few(reader)?;
        let mut page = filtered(reader, search, (called, many)).select(PhotoRow::as_select());
        if let Some(after) = &search.after {
            let Some(place) = place(reader, after, viewer)? else { return Ok(None) };
            page = page.filter(beyond(place, is_old));
        }
        page = if is_old {
            page.order((photos::created_at.asc(), photos::id.asc()))
        } else {
            page.order((photos::created_at.desc(), photos::id.desc()))
        };
        let mut rows: Vec<PhotoRow> = page.limit(search.limit + 1).load(reader.conn())?;
        let limit = usize::try_from(search.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|it| it.key().to_owned());
        let items = assembly::views(reader, rows, viewer)?;
        Ok(Some(Found { items, next, total, exact }))
    })
}

fn total(counted: usize) -> (i64, bool) {
    let all = i64::try_from(counted).unwrap_or(i64::MAX);
    (all.min(COUNTED), all <= COUNTED)
}

fn order(part: &Part) -> Option<Order> {
    if let Part::Order(order) = part { Some(*order) } else { None }
}

/// Where a photo stands in the order, whether or not it is still there. What `viewer` may not open stands nowhere, like what there is
/// not.
fn place(
    reader: &mut Reader,
    key: &PublicKey,
    viewer: Option<&Member>,
) -> Result<Option<(i64, i64)>> {
    let photo = photos::table
        .filter(photos::key.eq(key.as_ref().to_owned()))
        .filter(visibility::may_open(viewer));
    Ok(photo.select((photos::created_at, photos::id)).first(reader.conn()).optional()?)
}

/// What comes after a place; the first condition is what an index starts from.
fn beyond((created_at, id): (i64, i64), is_old: bool) -> Rule {
    let same = photos::created_at.eq(created_at);
    if is_old {
        let later = photos::created_at.gt(created_at).or(same.and(photos::id.gt(id)));
        return Box::new(photos::created_at.ge(created_at).and(later));
    }
    let earlier = photos::created_at.lt(created_at).or(same.and(photos::id.lt(id)));
    Box::new(photos::created_at.le(created_at).and(earlier))
}

/// Of so many words it is looked for whether they name somebody, too.
const NAMES: usize = 8;

/// Whether anybody is called by a part of the query: only then are names looked for among photos.
fn is_called(reader: &mut Reader, query: &Query) -> Result<bool> {
    let groups = [query.each(), query.none()].concat();
    if groups.is_empty() {
        return Ok(false);
    }
    let is_postgres = matches!(reader.conn(), Conn::Postgres(_));
    let called = users::table.filter(matching(is_postgres, ("user", "users.id IN"), &groups));
    let found: Option<i64> = called.select(users::id).first(reader.conn()).optional()?;
    Ok(found.is_some())
}

/// A condition that a photo, or the name of its author, has all of these. `head` ends with `IN`. Names are not written down with each
/// photo, so that whoever changes theirs has nothing else changed.
fn by_or_about(is_postgres: bool, head: &str, group: &[Needle]) -> Rule {
    let index = |kind: &str| {
        if is_postgres {
            let words = "array_to_tsvector(string_to_array(words, ' '))";
            let head = format!("SELECT {kind}_id FROM {kind}_index WHERE {words} @@ CAST(");
            (head, " AS tsquery)")
        } else {
            (format!("SELECT rowid FROM fts_{kind}s WHERE fts_{kind}s MATCH "), "")
        }
    };
    let ((photo, end), (user, _)) = (index("photo"), index("user"));
    let typed = text(is_postgres, &[group.to_vec()]);
    let by = format!("{end} UNION SELECT it.id FROM photos it WHERE it.author_id IN ({user}");
    let lookup = sql::<Bool>(&format!("{head} ({photo}"))
        .bind::<Text, _>(typed.clone())
        .sql(&by)
        .bind::<Text, _>(typed)
        .sql(&format!("{end}))"));
    Box::new(photos::id.is_not_null().and(lookup))
}

/// The photos that all of the query is true of, and that `viewer` may find; `called` as [`is_called`] says. Of `many` it is asked
/// photo by photo whether they are among those that an index knows: PostgreSQL sees that for itself, SQLite does not.
fn filtered(reader: &mut Reader, search: &Search, (called, many): (bool, bool)) -> Photos {
    let mut found = photos::table
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_listed(search.viewer.as_ref()))
        .into_boxed();
    let (mut each, mut none) = (search.query.each(), search.query.none());
    let is_postgres = matches!(reader.conn(), Conn::Postgres(_));
    let id = if many && !is_postgres { "+photos.id" } else { "photos.id" };
    if called {
        for group in each.drain(..each.len().min(NAMES)) {
            found = found.filter(by_or_about(is_postgres, &format!("{id} IN"), &group));
        }
        for group in none.drain(..none.len().min(NAMES)) {
            found = found.filter(by_or_about(is_postgres, "photos.id NOT IN", &group));
        }
    }
    if !each.is_empty() {
        let all = each.concat();
        found = found.filter(matching(is_postgres, ("photo", &format!("{id} IN")), &[all]));
    }
    if !none.is_empty() {
        found = found.filter(matching(is_postgres, ("photo", "photos.id NOT IN"), &none));
    }
    if let Some(author) = search.author {
        found = found.filter(photos::author_id.eq(author.0));
    }
    for (_, part) in &search.query.parts {
        if let Some(rule) = rule(part, id) {
            found = found.filter(rule);
        }
    }
    found
}

/// What is no word; `id` is how the row of a photo is called.
fn rule(part: &Part, id: &str) -> Option<Rule> {
    let among = |condition: &str| -> Rule {
        let lookup = format!("{id} IN (SELECT photo_id FROM photo_index WHERE {condition})");
        Box::new(photos::id.is_not_null().and(sql::<Bool>(&lookup)))
    };
    // Numbers and names of ours only.
    Some(match part {
        Part::Before(day, _) => Box::new(photos::created_at.lt(day * DAY)),
        Part::After(day, _) => Box::new(photos::created_at.ge(day * DAY)),
        Part::License(license) => Box::new(photos::license.eq(*license)),
        // Nothing is known yet of the shape of what has none.
        Part::Ratio(Shape(least, most), _) => {
            among(&format!("ratio BETWEEN {least} AND {most} AND ratio > 0"))
        }
        Part::Color(Tint::Named(name)) => among(&format!("hue = '{name}'")),
        Part::Color(Tint::Near(red, green, blue)) => among(&near((*red, *green, *blue))),
        _ => return None,
    })
}

/// What looks like a colour, by the squared distance that [`Tint::weights`] makes of the parts. The green alone of what is near is not
/// far from its green: that is what the index starts from.
fn near((red, green, blue): (i64, i64, i64)) -> String {
    let (of_red, of_green, of_blue) = Tint::weights(red);
    let far = (Tint::NEAR / of_green).isqrt();
    format!(
        "hue <> '' AND green BETWEEN {} AND {} AND {of_red} * (red - {red}) * (red - {red}) \
         + {of_green} * (green - {green}) * (green - {green}) + {of_blue} * (blue - {blue}) * (blue - {blue}) <= {}",
        green - far,
        green + far,
        Tint::NEAR
    )
}

/// How many photos a search finds, and whether that is all of them; `called` as [`is_called`] says.
fn counted(reader: &mut Reader, search: &Search, called: bool) -> Result<(i64, bool)> {
    if let Some(known) = search.counted {
        return Ok(known);
    }
    let all = filtered(reader, search, (called, false)).select(photos::id);
    Ok(total(all.limit(COUNTED + 1).load::<i64>(reader.conn())?.len()))
}

/// A condition whose one value is bound, not spliced.
type Lookup =
    SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, <String as AsExpression<Text>>::Expression>>;

/// A condition that one of `groups` is found, each with all of its tokens. `head` ends with `IN`.
fn matching(is_postgres: bool, (kind, head): (&str, &str), groups: &[Vec<Needle>]) -> Lookup {
    let (before, after) = if is_postgres {
        let index = "array_to_tsvector(string_to_array(words, ' '))";
        (
            format!("{head} (SELECT {kind}_id FROM {kind}_index WHERE {index} @@ CAST("),
            " AS tsquery))",
        )
    } else {
        (format!("{head} (SELECT rowid FROM fts_{kind}s WHERE fts_{kind}s MATCH "), ")")
    };
    sql::<Bool>(&before).bind::<Text, _>(text(is_postgres, groups)).sql(after)
}

/// A query in the words of the database. Tokens hold nothing that would end a quotation.
fn text(is_postgres: bool, groups: &[Vec<Needle>]) -> String {
    let (quote, more, and, or) =
        if is_postgres { ('\'', ":*", " & ", " | ") } else { ('"', " *", " AND ", " OR ") };
    let one =
        |it: &Needle| format!("{quote}{}{quote}{}", it.token, if it.prefix { more } else { "" });
    let group =
        |it: &Vec<Needle>| format!("({})", it.iter().map(one).collect::<Vec<_>>().join(and));
    groups.iter().map(group).collect::<Vec<_>>().join(or)
}

/// One page of the people that the words of a query are true of, longest here first. Who is named in `after` counts only where this
/// reader finds them, so that it does not tell who there is besides; otherwise one reads on after that moment.
pub fn people(
    reader: &mut Reader,
    query: &Query,
    viewer: Option<&Member>,
    (after, limit): (Option<&Mark>, i64),
) -> Result<Option<Found<UserView>>> {
    briefly(reader, |reader| {
        let mut page = here(reader, query, viewer)
            .select(UserRow::as_select())
            .order((users::created_at.asc(), users::id.asc()));
        if let Some(Mark { at, key }) = after {
            let named = here(reader, query, viewer)
                .filter(users::name.eq(key.clone()))
                .filter(users::created_at.eq(*at))
                .select(users::id);
            let id: Option<i64> = named.first(reader.conn()).optional()?;
            let same = users::created_at.eq(*at).and(users::id.gt(id.unwrap_or(i64::MAX)));
            page = page.filter(users::created_at.gt(*at).or(same));
        }
        let mut rows: Vec<UserRow> = page.limit(limit + 1).load(reader.conn())?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(UserRow::mark);
        let counted = here(reader, query, viewer).select(users::id).limit(COUNTED + 1);
        let counted: Vec<i64> = counted.load(reader.conn())?;
        let (total, exact) = total(counted.len());
        Ok(Some(Found { items: views_of(reader, &rows, viewer)?, next, total, exact }))
    })
}

/// Those who are neither suspended nor leaving, nor still to be let in, and between whom and `viewer` there is no block.
fn here(reader: &mut Reader, query: &Query, viewer: Option<&Member>) -> Users {
    let mut found = users::table
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .filter(users::waiting_since.is_null())
        .into_boxed();
    if let Some(member) = viewer {
        found = found.filter(visibility::by_nobody_blocked!(users::id, member));
    }
    let (all, none) = (query.all(), query.none());
    let is_postgres = matches!(reader.conn(), Conn::Postgres(_));
    if !all.is_empty() {
        found = found.filter(matching(is_postgres, ("user", "users.id IN"), &[all]));
    }
    if !none.is_empty() {
        found = found.filter(matching(is_postgres, ("user", "users.id NOT IN"), &none));
    }
    found
}

fn views_of(
    reader: &mut Reader,
    rows: &[UserRow],
    viewer: Option<&Member>,
) -> Result<Vec<UserView>> {
    let ids: Vec<i64> = rows.iter().map(|it| it.id).collect();
    let posted: Vec<(i64, i64)> = photos::table
        .filter(photos::author_id.eq_any(ids.clone()))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_at_home(viewer))
        .group_by(photos::author_id)
        .select((photos::author_id, count_star()))
        .load(reader.conn())?;
    let followers: Vec<(i64, i64)> = follows::table
        .filter(follows::followed_id.eq_any(ids.clone()))
        .filter(known_to!(follows::follower_id, follows::table, viewer))
        .group_by(follows::followed_id)
        .select((follows::followed_id, count_star()))
        .load(reader.conn())?;
    let following: Vec<(i64, i64)> = follows::table
        .filter(follows::follower_id.eq_any(ids))
        .filter(known_to!(follows::followed_id, follows::table, viewer))
        .group_by(follows::follower_id)
        .select((follows::follower_id, count_star()))
        .load(reader.conn())?;
    let [posted, followers, following] =
        [posted, followers, following].map(|it| it.into_iter().collect::<HashMap<i64, i64>>());
    let of = |counts: &HashMap<i64, i64>, id: i64| counts.get(&id).copied().unwrap_or(0);
    let view = |row: &UserRow| {
        row.view(UserCounts {
            photos: of(&posted, row.id),
            followers: of(&followers, row.id),
            following: of(&following, row.id),
        })
    };
    Ok(rows.iter().map(view).collect())
}
