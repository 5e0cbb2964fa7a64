//! What people are told of: noted in the transaction that does it, told together where it is of one kind, and gone with what it
//! is about.

use crate::backend::{MultiBackend, on_backend};
use crate::instant::{from_micros, to_micros};
use crate::schema::{comments, notification_choices as choices, notifications, photos};
use crate::{Error, Reader, Result, Writer, assembly, leaving, people, visibility};
use diesel::dsl::{max, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use domain::{CommentId, Member, Notice, Notices, PhotoId, UserId};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use views::{AuthorView, NoticedPhoto, NotificationView, address};

/// For how long others may join a group that was not read.
const TOGETHER: Duration = Duration::DAY;

/// Something that is somebody's business.
#[derive(Debug, Clone)]
pub struct New {
    /// Who is told.
    pub to: UserId,
    /// What happened.
    pub kind: Notice,
    /// Who did it.
    pub actor: UserId,
    /// The photo it is about, if any.
    pub photo: Option<PhotoId>,
    /// The comment that says it, if any.
    pub comment: Option<CommentId>,
    /// When it happened.
    pub at: OffsetDateTime,
}

/// Notes something for somebody to be told of; not what they did themselves, what they do not want to hear of, or whom.
pub fn note(tx: &mut Writer, new: &New) -> Result<()> {
    // Who is told holds their place here, so that nothing is noted for somebody who has just gone.
    if new.to == new.actor
        || !people::hears(tx, new.to, new.actor)?
        || !leaving::is_here(tx, new.to)?
    {
        return Ok(());
    }
    let wishes = choices_of(tx, new.to)?;
    let in_app = !wishes.silent.contains(new.kind);
    if !in_app && !wishes.mailed.contains(new.kind) {
        return Ok(());
    }
    if new.kind.is_once() {
        take_back(tx, new)?;
    } else if new.kind == Notice::Mention && is_known(tx, new)? {
        // Editing back and forth calls nobody twice.
        return Ok(());
    }
    let group = if new.kind.is_grouped() { open_group(tx, new)? } else { None };
    let id: i64 = diesel::insert_into(notifications::table)
        .values((
            notifications::user_id.eq(new.to.0),
            notifications::kind.eq(new.kind.as_str()),
            notifications::actor_id.eq(new.actor.0),
            notifications::photo_id.eq(new.photo.map(|it| it.0)),
            notifications::comment_id.eq(new.comment.map(|it| it.0)),
            notifications::group_id.eq(group.unwrap_or(0)),
            notifications::in_app.eq(in_app),
            notifications::created_at.eq(to_micros(new.at)),
        ))
        .returning(notifications::id)
        .get_result(tx.conn())?;
    if group.is_none() {
        let own = notifications::group_id.eq(id);
        diesel::update(notifications::table.find(id)).set(own).execute(tx.conn())?;
    }
    Ok(())
}

/// Whether the same was noted before.
fn is_known(reader: &mut Reader, new: &New) -> Result<bool> {
    let same = notifications::table
        .filter(notifications::user_id.eq(new.to.0))
        .filter(notifications::kind.eq(new.kind.as_str()))
        .filter(notifications::actor_id.eq(new.actor.0))
        .filter(about(new.photo));
    let same = match new.comment {
        Some(comment) => same.filter(notifications::comment_id.eq(comment.0)).into_boxed(),
        None => same.filter(notifications::comment_id.is_null()).into_boxed(),
    };
    Ok(same.count().get_result::<i64>(reader.conn())? > 0)
}

/// Takes back what was noted: a photo is liked no more. `new` as it was noted; its time does not matter.
pub fn take_back(tx: &mut Writer, new: &New) -> Result<()> {
    let same = notifications::table
        .filter(notifications::user_id.eq(new.to.0))
        .filter(notifications::kind.eq(new.kind.as_str()))
        .filter(notifications::actor_id.eq(new.actor.0))
        .filter(about(new.photo));
    diesel::delete(same).execute(tx.conn())?;
    Ok(())
}

/// The group that is still open for the like of this.
fn open_group(tx: &mut Writer, new: &New) -> Result<Option<i64>> {
    let same = notifications::table
        .filter(notifications::user_id.eq(new.to.0))
        .filter(notifications::read_at.is_null())
        .filter(notifications::kind.eq(new.kind.as_str()))
        .filter(about(new.photo))
        .filter(notifications::created_at.gt(to_micros(new.at - TOGETHER)))
        .order(notifications::id.desc())
        .select(notifications::group_id);
    Ok(same.first(tx.conn()).optional()?)
}

/// A condition on notifications.
type Rule = Box<dyn BoxableExpression<notifications::table, MultiBackend, SqlType = Bool>>;

/// What is about this photo, or about none.
fn about(photo: Option<PhotoId>) -> Rule {
    match photo {
        Some(photo) => Box::new(notifications::photo_id.assume_not_null().eq(photo.0)),
        None => Box::new(notifications::photo_id.is_null()),
    }
}

/// How many groups there are among what is found, and how many people: Diesel counts different values for each database in its own way.
fn group_count() -> SqlLiteral<BigInt> {
    sql("count(DISTINCT notifications.group_id)")
}

fn people_count() -> SqlLiteral<BigInt> {
    sql("count(DISTINCT notifications.actor_id)")
}

/// What is told to `member`: by somebody who is here, about what they may open and what is still there.
fn told_to(member: &Member) -> Rule {
    use crate::schema::mutes;
    let muted = mutes::table.filter(mutes::muter_id.eq(member.id.0)).select(mutes::muted_id);
    // Diesel has no way to name an outer table in a condition that is boxed.
    let photo = photos::table
        .filter(sql::<Bool>("photos.id = notifications.photo_id"))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::may_open(Some(member)))
        .select(photos::id)
        .into_boxed::<MultiBackend>()
        .single_value();
    let comment = comments::table
        .filter(sql::<Bool>("comments.id = notifications.comment_id"))
        .filter(visibility::is_shown(Some(member)))
        .select(comments::id)
        .into_boxed::<MultiBackend>()
        .single_value();
    let photo = notifications::photo_id.eq(photo).assume_not_null();
    let comment = notifications::comment_id.eq(comment).assume_not_null();
    Box::new(
        notifications::user_id
            .eq(member.id.0)
            .and(visibility::by_somebody_here!(notifications::actor_id))
            .and(visibility::by_nobody_blocked!(notifications::actor_id, member))
            .and(notifications::actor_id.ne_all(muted))
            .and(notifications::photo_id.is_null().or(photo))
            .and(notifications::comment_id.is_null().or(comment)),
    )
}

/// How many groups there are on the site that `member` has not read. One statement.
pub fn unread(reader: &mut Reader, member: &Member) -> Result<i64> {
    let open = notifications::table
        .filter(told_to(member))
        .filter(notifications::read_at.is_null())
        .filter(notifications::in_app.eq(true));
    Ok(open.select(group_count()).first(reader.conn())?)
}

/// Which groups to list.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    /// Only those before this one.
    pub before: i64,
    /// At most so many.
    pub limit: i64,
}

/// One page of what `member` is told on the site, newest first, and where to read on.
pub fn page(
    reader: &mut Reader,
    member: &Member,
    query: Query,
) -> Result<(Vec<NotificationView>, Option<String>)> {
    let mut groups: Vec<(Option<i64>, i64)> = notifications::table
        .filter(told_to(member))
        .filter(notifications::in_app.eq(true))
        .group_by(notifications::group_id)
        .having(max(notifications::id).lt(query.before))
        .select((max(notifications::id), people_count()))
        .order(max(notifications::id).desc())
        .limit(query.limit + 1)
        .load(reader.conn())?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = groups.len() > limit;
    groups.truncate(limit);
    let items = views(reader, groups)?;
    let next = items.last().filter(|_| more).map(|it| it.id.clone());
    Ok((items, next))
}

/// What `member` has not read since `from` of the kinds they want letters about, newest first, at most `limit` groups; with
/// how many groups there are in all.
pub fn for_letter(
    reader: &mut Reader,
    member: &Member,
    (from, limit): (OffsetDateTime, i64),
) -> Result<(Vec<NotificationView>, i64)> {
    let wishes = choices_of(reader, member.id)?;
    let since = to_micros(from);
    let kinds = wishes.mailed.names();
    let open = || {
        notifications::table
            .filter(told_to(member))
            .filter(notifications::read_at.is_null())
            .filter(notifications::created_at.gt(since))
            .filter(notifications::kind.eq_any(kinds.clone()))
    };
    let groups: Vec<(Option<i64>, i64)> = open()
        .group_by(notifications::group_id)
        .select((max(notifications::id), people_count()))
        .order(max(notifications::id).desc())
        .limit(limit)
        .load(reader.conn())?;
    let all = open().select(group_count()).first(reader.conn())?;
    Ok((views(reader, groups)?, all))
}

type Row = (i64, String, i64, Option<i64>, Option<i64>, i64, Option<i64>);

/// What the notifications of a page are about.
struct Page {
    actors: HashMap<i64, AuthorView>,
    photos: HashMap<i64, NoticedPhoto>,
    said: HashMap<i64, String>,
    /// How many people there are in a group, by its newest.
    people: HashMap<i64, i64>,
}

/// Groups as they are told, each by its newest.
fn views(reader: &mut Reader, groups: Vec<(Option<i64>, i64)>) -> Result<Vec<NotificationView>> {
    let newest: Vec<i64> = groups.iter().filter_map(|(id, _)| *id).collect();
    let rows: Vec<Row> = notifications::table
        .filter(notifications::id.eq_any(newest))
        .order(notifications::id.desc())
        .select((
            notifications::id,
            notifications::kind,
            notifications::actor_id,
            notifications::photo_id,
            notifications::comment_id,
            notifications::created_at,
            notifications::read_at,
        ))
        .load(reader.conn())?;
    let actors: Vec<i64> = rows.iter().map(|it| it.2).collect();
    let photos: Vec<i64> = rows.iter().filter_map(|it| it.3).collect();
    let said: Vec<i64> = rows.iter().filter_map(|it| it.4).collect();
    let said: Vec<(i64, String)> = comments::table
        .filter(comments::id.eq_any(said))
        .select((comments::id, comments::key))
        .load(reader.conn())?;
    let page = Page {
        actors: assembly::authors(reader, &actors)?,
        photos: noticed(reader, &photos)?,
        said: said.into_iter().collect(),
        people: groups.into_iter().filter_map(|(id, people)| Some((id?, people))).collect(),
    };
    rows.into_iter().map(|it| page.view(it)).collect()
}

impl Page {
    fn view(&self, row: Row) -> Result<NotificationView> {
        let (id, kind, actor, photo, comment, created_at, read_at) = row;
        let corrupt = Error::Corrupt { table: "notifications", id };
        let actor = self.actors.get(&actor).cloned().ok_or(corrupt)?;
        let photo = photo.and_then(|it| self.photos.get(&it)).cloned();
        let comment = comment.and_then(|it| self.said.get(&it));
        let url = match (&photo, comment) {
            (Some(photo), Some(comment)) => address::comment(&photo.id, comment),
            (Some(photo), None) => photo.url.clone(),
            _ => actor.url.clone(),
        };
        Ok(NotificationView {
            id: id.to_string(),
            kind,
            actor,
            others: self.people.get(&id).map_or(0, |it| it - 1),
            photo,
            url,
            created_at: from_micros(created_at),
            read: read_at.is_some(),
        })
    }
}

fn noticed(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, NoticedPhoto>> {
    let rows: Vec<(i64, String, String)> = photos::table
        .filter(photos::id.eq_any(ids))
        .select((photos::id, photos::key, photos::title))
        .load(reader.conn())?;
    let view = |(id, key, title): (i64, String, String)| {
        (id, NoticedPhoto { url: address::photo(&key), id: key, title })
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Notes that `user` has read all, or all up to one and the others of their groups that are older.
pub fn read(tx: &mut Writer, user: UserId, up_to: i64, now: OffsetDateTime) -> Result<()> {
    let open = notifications::table
        .filter(notifications::user_id.eq(user.0))
        .filter(notifications::read_at.is_null())
        .filter(notifications::id.le(up_to));
    let change = notifications::read_at.eq(to_micros(now));
    diesel::update(open).set(change).execute(tx.conn())?;
    Ok(())
}

/// Forgets what is older than `before`.
pub fn forget(tx: &mut Writer, before: OffsetDateTime) -> Result<usize> {
    let old = notifications::table.filter(notifications::created_at.lt(to_micros(before)));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// What somebody wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// What they are not told on the site.
    pub silent: Notices,
    /// What they are told by mail.
    pub mailed: Notices,
    /// How often: `never`, `daily` or `weekly`.
    pub digest: String,
}

/// What `user` wants to hear of; everything on the site, and no letters, where they never said.
pub fn choices_of(reader: &mut Reader, user: UserId) -> Result<Choices> {
    let row: Option<(String, String, String)> = choices::table
        .find(user.0)
        .select((choices::silent, choices::mailed, choices::digest))
        .first(reader.conn())
        .optional()?;
    let (silent, mailed, digest) =
        row.unwrap_or_else(|| (String::new(), String::new(), "never".into()));
    let corrupt = || Error::Corrupt { table: "notification_choices", id: user.0 };
    let kinds = |text: &str| Notices::parse(text.split(' ')).ok().ok_or_else(corrupt);
    Ok(Choices { silent: kinds(&silent)?, mailed: kinds(&mailed)?, digest })
}

/// What is kept of somebody's choices.
#[derive(Debug, Clone)]
pub struct NewChoices {
    /// Whose.
    pub user: UserId,
    /// What they want.
    pub choices: Choices,
    /// Letters tell of what happens from now on.
    pub now: OffsetDateTime,
    /// When the first letter is due, if there are to be any.
    pub due: Option<OffsetDateTime>,
    /// What the token that ends the letters is derived from, if there is none yet.
    pub nonce: String,
    /// The hash of that token.
    pub token_hash: String,
}

/// Keeps what somebody wants to hear of. The token of before stays: letters with it have been sent.
pub fn choose(tx: &mut Writer, new: &NewChoices) -> Result<()> {
    let (silent, mailed) =
        (new.choices.silent.names().join(" "), new.choices.mailed.names().join(" "));
    let chosen = (
        choices::silent.eq(silent),
        choices::mailed.eq(mailed),
        choices::digest.eq(new.choices.digest.clone()),
        choices::digest_from.eq(to_micros(new.now)),
        choices::digest_due.eq(new.due.map(to_micros)),
    );
    let row = (
        choices::user_id.eq(new.user.0),
        chosen.clone(),
        choices::nonce.eq(new.nonce.clone()),
        choices::token_hash.eq(new.token_hash.clone()),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(choices::table)
        .values(row)
        .on_conflict(choices::user_id)
        .do_update()
        .set(chosen)
        .execute(c))?;
    Ok(())
}
