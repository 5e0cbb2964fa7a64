//! Who belongs to the site.

use crate::backend::on_backend;
use crate::error::is_duplicate;
use crate::instant::{from_micros, to_micros};
use crate::schema::{follows, photos, users};
use crate::{Error, Reader, Result, Writer, people, visibility};
use diesel::prelude::*;
use domain::{Email, Mark, Member, Role, UserId, Username};
use time::OffsetDateTime;
use views::{
    AdminUser, AdminUsers, AuthorView, MeView, OwnFacts, UserCounts, UserView, UserViewer, address,
};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their name, unique by its key.
    pub name: Username,
    /// Their address, unique by its key.
    pub email: Email,
    /// The hash of their password.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// The language they are written to in.
    pub locale: String,
    /// When their address was confirmed, if it was.
    pub verified_at: Option<OffsetDateTime>,
    /// When the account is made.
    pub created_at: OffsetDateTime,
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The name, or one that looks like it, is taken.
    #[error("that name is taken")]
    NameTaken,
    /// The address has an account.
    #[error("that address is taken")]
    EmailTaken,
    /// Something else.
    #[error(transparent)]
    Other(#[from] Error),
}

pub use crate::leaving::is_retired;

/// Makes an account.
pub fn insert(tx: &mut Writer, new: &NewUser) -> Result<UserId, JoinError> {
    insert_as(tx, new, &new.email.key())
}

/// Makes an account whose address is found under `email_key`.
pub(crate) fn insert_as(
    tx: &mut Writer,
    new: &NewUser,
    email_key: &str,
) -> Result<UserId, JoinError> {
    insert_unless_claimed(tx, new, email_key)?.ok_or(JoinError::EmailTaken)
}

/// The same; `None`, and nothing is made, where somebody else is found under `email_key`.
pub(crate) fn insert_unless_claimed(
    tx: &mut Writer,
    new: &NewUser,
    email_key: &str,
) -> Result<Option<UserId>, JoinError> {
    if is_retired(tx, new.name.key())? {
        return Err(JoinError::NameTaken);
    }
    let row = (
        users::name.eq(new.name.as_ref()),
        users::name_key.eq(new.name.key()),
        users::email.eq(new.email.as_ref()),
        users::email_key.eq(email_key),
        users::password_hash.eq(&new.password_hash),
        users::display_name.eq(""),
        users::bio.eq(""),
        users::role.eq(new.role.as_str()),
        users::locale.eq(&new.locale),
        users::created_at.eq(to_micros(new.created_at)),
        users::verified_at.eq(new.verified_at.map(to_micros)),
    );
    let made = on_backend!(tx.conn(), |c| diesel::insert_into(users::table)
        .values(row)
        .on_conflict(users::email_key)
        .do_nothing()
        .returning(users::id)
        .get_result(c)
        .optional());
    let made = made.map(|it| it.map(UserId)).map_err(|why| match &why {
        _ if is_duplicate(&why, "users", "name_key") => JoinError::NameTaken,
        _ => JoinError::Other(why.into()),
    })?;
    if let Some(id) = made {
        crate::index::user(tx, id)?;
    }
    Ok(made)
}

/// An account with what signing in needs.
#[derive(Clone)]
pub struct Account {
    /// Who it is.
    pub member: Member,
    /// Their address.
    pub email: String,
    /// The hash of their password.
    pub password_hash: String,
    /// The language they are written to in.
    pub locale: String,
    /// Whether they are suspended.
    pub suspended: bool,
    /// Whether staff has yet to let them in.
    pub waiting: bool,
    /// When everything of theirs will be deleted, if they leave.
    pub leaving_at: Option<OffsetDateTime>,
}

#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = users)]
pub(crate) struct UserRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    email: String,
    password_hash: String,
    display_name: String,
    bio: String,
    role: String,
    locale: String,
    created_at: i64,
    verified_at: Option<i64>,
    suspended_at: Option<i64>,
    waiting_since: Option<i64>,
    leaving_at: Option<i64>,
    private_since: Option<i64>,
    links: String,
    avatar: Option<String>,
    pub(crate) hide_views: bool,
}

impl UserRow {
    pub(crate) fn member(&self) -> Result<Member> {
        let corrupt = || Error::Corrupt { table: "users", id: self.id };
        Ok(Member {
            id: UserId(self.id),
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            role: Role::parse(&self.role).ok().ok_or_else(corrupt)?,
            verified: self.verified_at.is_some(),
            joined_at: self.created_at / 1_000_000,
            avatar: self.avatar.clone(),
        })
    }

    fn account(self) -> Result<Account> {
        Ok(Account {
            member: self.member()?,
            email: self.email,
            password_hash: self.password_hash,
            locale: self.locale,
            suspended: self.suspended_at.is_some(),
            waiting: self.waiting_since.is_some(),
            leaving_at: self.leaving_at.map(from_micros),
        })
    }

    /// Their place in a list of people, longest here first.
    pub(crate) fn mark(&self) -> String {
        Mark { at: self.created_at, key: self.name.clone() }.text()
    }

    /// What they want to be called.
    pub(crate) fn called(&self) -> String {
        let said = if self.display_name.is_empty() { &self.name } else { &self.display_name };
        said.clone()
    }

    pub(crate) fn author(&self) -> AuthorView {
        AuthorView {
            name: self.name.clone(),
            display_name: self.called(),
            avatar: self.avatar.as_deref().map(address::avatar),
            url: address::user(&self.name),
        }
    }

    pub(crate) fn view(&self, counts: UserCounts) -> UserView {
        UserView {
            name: self.name.clone(),
            display_name: self.called(),
            avatar: self.avatar.as_deref().map(address::avatar),
            bio_html: views::markdown::html(&self.bio),
            url: address::user(&self.name),
            created_at: from_micros(self.created_at),
            counts,
            links: self.links.lines().map(str::to_owned).collect(),
            private: self.private_since.is_some(),
        }
    }
}

fn one(reader: &mut Reader, rule: UserRule) -> Result<Option<UserRow>> {
    let query = users::table.filter(rule).select(UserRow::as_select());
    Ok(query.first(reader.conn()).optional()?)
}

type UserRule = Box<
    dyn BoxableExpression<
            users::table,
            crate::backend::MultiBackend,
            SqlType = diesel::sql_types::Bool,
        >,
>;

/// The account of a user.
pub fn find(reader: &mut Reader, id: UserId) -> Result<Option<Account>> {
    one(reader, Box::new(users::id.eq(id.0)))?.map(UserRow::account).transpose()
}

/// The account with this name, or one that looks like it.
pub fn find_by_name(reader: &mut Reader, name: &Username) -> Result<Option<Account>> {
    one(reader, Box::new(users::name_key.eq(name.key().to_owned())))?
        .map(UserRow::account)
        .transpose()
}

/// The account with this address.
pub fn find_by_email(reader: &mut Reader, email: &Email) -> Result<Option<Account>> {
    one(reader, Box::new(users::email_key.eq(email.key())))?.map(UserRow::account).transpose()
}

/// How many accounts there are.
pub fn count(reader: &mut Reader) -> Result<i64> {
    Ok(users::table.count().get_result(reader.conn())?)
}

fn counts(reader: &mut Reader, user: i64, viewer: Option<&Member>) -> Result<UserCounts> {
    let photos = photos::table
        .filter(photos::author_id.eq(user))
        .filter(photos::deleted_at.is_null())
        .filter(visibility::is_at_home(viewer))
        .count()
        .get_result(reader.conn())?;
    let followers = follows::table
        .filter(follows::followed_id.eq(user))
        .filter(visibility::known_to!(follows::follower_id, follows::table, viewer))
        .count()
        .get_result(reader.conn())?;
    let following = follows::table
        .filter(follows::follower_id.eq(user))
        .filter(visibility::known_to!(follows::followed_id, follows::table, viewer))
        .count()
        .get_result(reader.conn())?;
    Ok(UserCounts { photos, followers, following })
}

/// A user as they see themselves.
pub fn me(reader: &mut Reader, member: &Member) -> Result<Option<MeView>> {
    let Some(row) = one(reader, Box::new(users::id.eq(member.id.0)))? else { return Ok(None) };
    let counts = counts(reader, row.id, Some(member))?;
    let own = OwnFacts {
        email: row.email.clone(),
        verified: row.verified_at.is_some(),
        role: row.role.clone(),
    };
    Ok(Some(MeView { user: row.view(counts), own }))
}

/// A user as `viewer` sees them.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Their row.
    pub id: UserId,
    /// Who they are.
    pub view: UserView,
    /// Whether they are suspended.
    pub suspended: bool,
    /// When everything of theirs will be deleted, if they leave.
    pub leaving_at: Option<OffsetDateTime>,
    /// What the viewer is to them.
    pub viewer: Option<UserViewer>,
}

/// A user as `viewer` sees them. Those who are suspended, leave or wait to be let in are there for staff only, and those who have blocked the viewer
/// are not there for them.
pub fn profile(
    reader: &mut Reader,
    name: &Username,
    viewer: Option<&Member>,
) -> Result<Option<Profile>> {
    let found = one(reader, Box::new(users::name_key.eq(name.key().to_owned())))?;
    let staff = viewer.is_some_and(Member::is_staff);
    let is_here = |it: &UserRow| {
        it.suspended_at.is_none() && it.leaving_at.is_none() && it.waiting_since.is_none()
    };
    let Some(row) = found.filter(|it| is_here(it) || staff) else { return Ok(None) };
    let standing = match viewer {
        Some(it) => Some(people::standing(reader, it, UserId(row.id))?),
        None => None,
    };
    if standing.is_some_and(|(_, blocked_by)| blocked_by) && !staff {
        return Ok(None);
    }
    let counts = counts(reader, row.id, viewer)?;
    Ok(Some(Profile {
        id: UserId(row.id),
        viewer: standing.map(|it| it.0),
        view: row.view(counts),
        suspended: row.suspended_at.is_some(),
        leaving_at: row.leaving_at.map(from_micros),
    }))
}

/// Puts a new hash of the password in place.
pub fn set_password_hash(tx: &mut Writer, id: UserId, hash: &str) -> Result<()> {
    let change = users::password_hash.eq(hash);
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Says what a user may do.
pub fn set_role(tx: &mut Writer, id: UserId, role: Role) -> Result<()> {
    let change = users::role.eq(role.as_str());
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Suspends a user, or ends it with `None`.
pub fn set_suspended(tx: &mut Writer, id: UserId, at: Option<OffsetDateTime>) -> Result<()> {
    let change = users::suspended_at.eq(at.map(to_micros));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Notes that the address is confirmed.
pub fn set_verified(tx: &mut Writer, id: UserId, at: OffsetDateTime) -> Result<()> {
    let change = users::verified_at.eq(to_micros(at));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    Ok(())
}

/// Says what a user wants to be called and what they say about themselves.
pub fn set_profile(tx: &mut Writer, id: UserId, display_name: &str, bio: &str) -> Result<()> {
    let change = (users::display_name.eq(display_name), users::bio.eq(bio));
    diesel::update(users::table.find(id.0)).set(change).execute(tx.conn())?;
    crate::index::user(tx, id)
}

/// One numbered page of all users, newest first.
pub fn admin_page(reader: &mut Reader, page: i64, size: i64) -> Result<AdminUsers> {
    let total = count(reader)?;
    let pages = (total + size - 1).div_euclid(size).max(1);
    let rows: Vec<UserRow> = users::table
        .select(UserRow::as_select())
        .order(users::id.desc())
        .limit(size)
        .offset((page - 1) * size)
        .load(reader.conn())?;
    Ok(AdminUsers { items: admin_views(reader, rows)?, page, pages, total })
}

/// One user, as an admin sees them.
pub fn admin_view(reader: &mut Reader, id: UserId) -> Result<Option<AdminUser>> {
    let row = one(reader, Box::new(users::id.eq(id.0)))?;
    Ok(admin_views(reader, row.into_iter().collect())?.pop())
}

fn admin_views(reader: &mut Reader, rows: Vec<UserRow>) -> Result<Vec<AdminUser>> {
    let ids: Vec<i64> = rows.iter().map(|it| it.id).collect();
    let posted: Vec<(i64, i64)> = photos::table
        .filter(photos::author_id.eq_any(ids))
        .filter(photos::deleted_at.is_null())
        .group_by(photos::author_id)
        .select((photos::author_id, diesel::dsl::count_star()))
        .load(reader.conn())?;
    let photos = |id| posted.iter().find(|(it, _)| *it == id).map_or(0, |(_, n)| *n);
    let view = |row: UserRow| AdminUser {
        photos: photos(row.id),
        url: address::user(&row.name),
        verified: row.verified_at.is_some(),
        suspended: row.suspended_at.is_some(),
        created_at: from_micros(row.created_at),
        name: row.name,
        email: row.email,
        role: row.role,
    };
    Ok(rows.into_iter().map(view).collect())
}
