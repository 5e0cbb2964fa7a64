//! What people report, for staff to look at.

use crate::backend::on_backend;
use crate::instant::{from_micros, to_micros};
use crate::schema::{comments, photos, reports, users};
use crate::{Reader, Result, Writer};
use diesel::prelude::*;
use domain::{CommentId, PhotoId, PublicKey, Reason, ReportNote, UserId};
use std::collections::HashMap;
use time::OffsetDateTime;
use views::{AdminReport, AdminReports, ReportView, address};

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A photo.
    Photo(PhotoId),
    /// A comment.
    Comment(CommentId),
    /// A user.
    User(UserId),
}

impl Thing {
    /// The name of what it is.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Photo(_) => "photo",
            Self::Comment(_) => "comment",
            Self::User(_) => "user",
        }
    }

    fn columns(self) -> (Option<i64>, Option<i64>, Option<i64>) {
        match self {
            Self::Photo(id) => (Some(id.0), None, None),
            Self::Comment(id) => (None, Some(id.0), None),
            Self::User(id) => (None, None, Some(id.0)),
        }
    }
}

/// A report to be made.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// What stands for it.
    pub key: PublicKey,
    /// Who makes it.
    pub reporter: UserId,
    /// What it is about.
    pub thing: Thing,
    /// Why.
    pub reason: Reason,
    /// More about it.
    pub note: ReportNote,
    /// When.
    pub created_at: OffsetDateTime,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reports)]
struct ReportRow {
    id: i64,
    key: String,
    reporter_id: i64,
    photo_id: Option<i64>,
    comment_id: Option<i64>,
    user_id: Option<i64>,
    reason: String,
    note: String,
    state: String,
    created_at: i64,
    decided_at: Option<i64>,
    decided_by: String,
}

impl ReportRow {
    fn thing(&self) -> Thing {
        match (self.photo_id, self.comment_id) {
            (Some(id), _) => Thing::Photo(PhotoId(id)),
            (_, Some(id)) => Thing::Comment(CommentId(id)),
            _ => Thing::User(UserId(self.user_id.unwrap_or(0))),
        }
    }

    fn view(&self) -> ReportView {
        ReportView {
            id: self.key.clone(),
            kind: self.thing().kind().to_owned(),
            reason: self.reason.clone(),
            note: self.note.clone(),
            created_at: from_micros(self.created_at),
        }
    }
}

/// Makes a report; `None` where the same person's about the same thing is still open.
pub fn insert(tx: &mut Writer, new: &NewReport) -> Result<Option<ReportView>> {
    let (photo, comment, user) = new.thing.columns();
    let row = (
        reports::key.eq(new.key.as_ref()),
        reports::reporter_id.eq(new.reporter.0),
        reports::photo_id.eq(photo),
        reports::comment_id.eq(comment),
        reports::user_id.eq(user),
        reports::reason.eq(new.reason.as_str()),
        reports::note.eq(new.note.as_ref()),
        reports::state.eq("open"),
        reports::created_at.eq(to_micros(new.created_at)),
        reports::decided_by.eq(""),
    );
    let made = on_backend!(tx.conn(), |c| diesel::insert_into(reports::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok((made == 1).then(|| ReportView {
        id: new.key.as_ref().to_owned(),
        kind: new.thing.kind().to_owned(),
        reason: new.reason.as_str().to_owned(),
        note: new.note.as_ref().to_owned(),
        created_at: new.created_at,
    }))
}

/// What a report is about, and how far it is.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its row.
    pub id: i64,
    /// What it is about.
    pub thing: Thing,
    /// `open`, `dismissed` or `done`.
    pub state: String,
}

/// The report that `key` stands for.
pub fn find(reader: &mut Reader, key: &PublicKey) -> Result<Option<Found>> {
    let report = reports::table.filter(reports::key.eq(key.as_ref().to_owned()));
    let row: Option<ReportRow> =
        report.select(ReportRow::as_select()).first(reader.conn()).optional()?;
    Ok(row.map(|it| Found { id: it.id, thing: it.thing(), state: it.state }))
}

/// Closes one report that is open; `false` where it is not.
pub fn dismiss(tx: &mut Writer, id: i64, by: &str, now: OffsetDateTime) -> Result<bool> {
    let open = reports::table.find(id).filter(reports::state.eq("open"));
    let change = (
        reports::state.eq("dismissed"),
        reports::decided_at.eq(to_micros(now)),
        reports::decided_by.eq(by),
    );
    Ok(diesel::update(open).set(change).execute(tx.conn())? == 1)
}

/// Opens a report again that was dismissed; `false` where it was not, or the same person has made another one since.
pub fn reopen(tx: &mut Writer, found: &Found) -> Result<bool> {
    let reporter: i64 =
        reports::table.find(found.id).select(reports::reporter_id).first(tx.conn())?;
    let again = of(found.thing).filter(reports::reporter_id.eq(reporter));
    if again.filter(reports::state.eq("open")).count().get_result::<i64>(tx.conn())? > 0 {
        return Ok(false);
    }
    let dismissed = reports::table.find(found.id).filter(reports::state.eq("dismissed"));
    let change = (
        reports::state.eq("open"),
        reports::decided_at.eq(None::<i64>),
        reports::decided_by.eq(""),
    );
    Ok(diesel::update(dismissed).set(change).execute(tx.conn())? == 1)
}

/// Closes all reports about a thing that was dealt with.
pub fn settle(tx: &mut Writer, thing: Thing, by: &str, now: OffsetDateTime) -> Result<()> {
    let open = of(thing).filter(reports::state.eq("open")).select(reports::id);
    let open: Vec<i64> = open.load(tx.conn())?;
    let change = (
        reports::state.eq("done"),
        reports::decided_at.eq(to_micros(now)),
        reports::decided_by.eq(by),
    );
    diesel::update(reports::table.filter(reports::id.eq_any(open)))
        .set(change)
        .execute(tx.conn())?;
    Ok(())
}

/// The reports about a thing.
fn of(thing: Thing) -> reports::BoxedQuery<'static, crate::backend::MultiBackend> {
    let all = reports::table.into_boxed();
    match thing {
        Thing::Photo(id) => all.filter(reports::photo_id.eq(id.0)),
        Thing::Comment(id) => all.filter(reports::comment_id.eq(id.0)),
        Thing::User(id) => all.filter(reports::user_id.eq(id.0)),
    }
}

/// Whose a thing is, and by what it is found: a photo's or a comment's key, a user's name.
pub fn owner_of(reader: &mut Reader, thing: Thing) -> Result<Option<(String, String)>> {
    let found = match thing {
        Thing::Photo(id) => photos::table
            .inner_join(users::table.on(users::id.eq(photos::author_id)))
            .filter(photos::id.eq(id.0))
            .select((users::name, photos::key))
            .first(reader.conn()),
        Thing::Comment(id) => comments::table
            .inner_join(users::table.on(users::id.eq(comments::author_id)))
            .filter(comments::id.eq(id.0))
            .select((users::name, comments::key))
            .first(reader.conn()),
        Thing::User(id) => {
            users::table.find(id.0).select((users::name, users::name)).first(reader.conn())
        }
    };
    Ok(found.optional()?)
}

/// One numbered page of the reports of one state, newest first.
pub fn page(reader: &mut Reader, state: &str, page: i64, size: i64) -> Result<AdminReports> {
    let all = || reports::table.filter(reports::state.eq(state.to_owned()));
    let total: i64 = all().count().get_result(reader.conn())?;
    let rows: Vec<ReportRow> = all()
        .order(reports::id.desc())
        .limit(size)
        .offset((page - 1) * size)
        .select(ReportRow::as_select())
        .load(reader.conn())?;
    let things = Things::of(reader, &rows)?;
    let items = rows.iter().map(|row| things.view(row)).collect();
    let pages = (total + size - 1).div_euclid(size).max(1);
    Ok(AdminReports { state: state.to_owned(), items, page, pages, total })
}

/// What the reports of a page are about, by row.
struct Things {
    /// Key, title, author, whether it is gone.
    photos: HashMap<i64, (String, String, i64, bool)>,
    /// Key, the photo's row, words, author, whether it is gone.
    comments: HashMap<i64, (String, i64, String, i64, bool)>,
    /// Name, whether suspended.
    people: HashMap<i64, (String, bool)>,
}

/// Row, key, the photo's row, words, author, when it was deleted.
type Said = (i64, String, i64, String, i64, Option<i64>);
/// Row, key, title, author, when it was deleted.
type Photo = (i64, String, String, i64, Option<i64>);

/// How much of a comment a report repeats, in characters.
const EXCERPT: usize = 200;

impl Things {
    fn of(reader: &mut Reader, rows: &[ReportRow]) -> Result<Self> {
        let said: Vec<i64> = rows.iter().filter_map(|it| it.comment_id).collect();
        let said: Vec<Said> = comments::table
            .filter(comments::id.eq_any(said))
            .select((
                comments::id,
                comments::key,
                comments::photo_id,
                comments::body,
                comments::author_id,
                comments::deleted_at,
            ))
            .load(reader.conn())?;
        let pictures: Vec<i64> =
            rows.iter().filter_map(|it| it.photo_id).chain(said.iter().map(|it| it.2)).collect();
        let pictures: Vec<Photo> = photos::table
            .filter(photos::id.eq_any(pictures))
            .select((photos::id, photos::key, photos::title, photos::author_id, photos::deleted_at))
            .load(reader.conn())?;
        let mut people: Vec<i64> = rows.iter().map(|it| it.reporter_id).collect();
        people.extend(rows.iter().filter_map(|it| it.user_id));
        people.extend(said.iter().map(|it| it.4));
        people.extend(pictures.iter().map(|it| it.3));
        let people: Vec<(i64, String, Option<i64>)> = users::table
            .filter(users::id.eq_any(people))
            .select((users::id, users::name, users::suspended_at))
            .load(reader.conn())?;
        Ok(Self {
            photos: pictures
                .into_iter()
                .map(|(id, key, title, author, gone)| (id, (key, title, author, gone.is_some())))
                .collect(),
            comments: said
                .into_iter()
                .map(|(id, key, photo, body, author, gone)| {
                    (id, (key, photo, body, author, gone.is_some()))
                })
                .collect(),
            people: people.into_iter().map(|(id, name, at)| (id, (name, at.is_some()))).collect(),
        })
    }

    /// Where a thing is, what it says, whose it is, and whether it is gone.
    fn about(&self, thing: Thing) -> (Option<String>, String, Option<i64>, bool) {
        match thing {
            Thing::Photo(id) => self.photos.get(&id.0).map(|(key, title, author, gone)| {
                (Some(address::photo(key)), title.clone(), Some(*author), *gone)
            }),
            Thing::Comment(id) => {
                self.comments.get(&id.0).map(|(key, photo, body, author, gone)| {
                    let place = self.photos.get(photo).map(|it| address::comment(&it.0, key));
                    (place, body.chars().take(EXCERPT).collect(), Some(*author), *gone)
                })
            }
            Thing::User(id) => self
                .people
                .get(&id.0)
                .map(|(name, _)| (Some(address::user(name)), name.clone(), Some(id.0), false)),
        }
        .unwrap_or((None, String::new(), None, true))
    }

    fn view(&self, row: &ReportRow) -> AdminReport {
        let (url, about, author, gone) = self.about(row.thing());
        let author = author.and_then(|it| self.people.get(&it)).cloned().unwrap_or_default();
        let reporter = self.people.get(&row.reporter_id).cloned().unwrap_or_default();
        AdminReport {
            report: row.view(),
            state: row.state.clone(),
            reporter: reporter.0,
            url: url.filter(|_| !gone),
            about,
            author: author.0,
            suspended: author.1,
            gone,
            decided_by: row.decided_by.clone(),
            decided_at: row.decided_at.map(from_micros),
        }
    }
}

/// What somebody has reported, oldest first.
pub(crate) fn by(reader: &mut Reader, reporter: UserId) -> Result<Vec<ReportView>> {
    let rows: Vec<ReportRow> = reports::table
        .filter(reports::reporter_id.eq(reporter.0))
        .order(reports::id)
        .select(ReportRow::as_select())
        .load(reader.conn())?;
    Ok(rows.iter().map(ReportRow::view).collect())
}
