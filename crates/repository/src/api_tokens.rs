//! Personal tokens for programs. They are known by their hash only, and outside by the beginning of it.

use crate::backend::Conn;
use crate::instant::{from_micros, to_micros};
use crate::schema::{api_tokens, users};
use crate::users::UserRow;
use crate::{Error, Reader, Result, Writer};
use diesel::prelude::*;
use domain::{Member, Scope, TokenId, TokenName, UserId};
use time::OffsetDateTime;
use views::{OwnedToken, TokenView};

/// A token to be kept.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Whose it is.
    pub user: UserId,
    /// What they call it.
    pub name: TokenName,
    /// The hash of the token.
    pub token_hash: String,
    /// What it may be used for.
    pub scope: Scope,
    /// When it is made.
    pub created_at: OffsetDateTime,
    /// When it stops working.
    pub expires_at: Option<OffsetDateTime>,
}

/// A token that is good.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its row.
    pub id: TokenId,
    /// Whose it is.
    pub member: Member,
    /// What it may be used for.
    pub scope: Scope,
    /// When it was last noted to be in use, in microseconds since 1970.
    pub used_at: Option<i64>,
}

/// How many characters of the hash stand for a token outside: 64 bits.
const ID: usize = 16;

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_tokens)]
struct Row {
    id: i64,
    name: String,
    token_hash: String,
    scope: String,
    created_at: i64,
    used_at: Option<i64>,
    expires_at: Option<i64>,
}

impl Row {
    fn of(id: i64, new: &NewToken) -> Self {
        Self {
            id,
            name: new.name.as_ref().to_owned(),
            token_hash: new.token_hash.clone(),
            scope: new.scope.as_str().to_owned(),
            created_at: to_micros(new.created_at),
            used_at: None,
            expires_at: new.expires_at.map(to_micros),
        }
    }

    fn scope(&self) -> Result<Scope> {
        let corrupt = Error::Corrupt { table: "api_tokens", id: self.id };
        Scope::parse(&self.scope).ok().ok_or(corrupt)
    }

    fn view(self, now: OffsetDateTime) -> TokenView {
        TokenView {
            id: self.token_hash.chars().take(ID).collect(),
            name: self.name,
            scope: self.scope,
            created_at: from_micros(self.created_at),
            used_at: self.used_at.map(from_micros),
            expires_at: self.expires_at.map(from_micros),
            expired: self.expires_at.is_some_and(|it| it <= to_micros(now)),
        }
    }
}

/// Keeps a token, and gives it as its owner sees it; `None`, and nothing is kept, where they have `most` already.
pub fn insert(tx: &mut Writer, new: &NewToken, most: i64) -> Result<Option<TokenView>> {
    // Of two that are made at once, the second one has to see the first one.
    if let Conn::Postgres(c) = tx.conn() {
        let owner = users::table.find(new.user.0).select(users::id);
        owner.for_no_key_update().first::<i64>(c).optional()?;
    }
    let theirs = api_tokens::table.filter(api_tokens::user_id.eq(new.user.0));
    if theirs.count().get_result::<i64>(tx.conn())? >= most {
        return Ok(None);
    }
    let id = diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::user_id.eq(new.user.0),
            api_tokens::name.eq(new.name.as_ref()),
            api_tokens::token_hash.eq(&new.token_hash),
            api_tokens::scope.eq(new.scope.as_str()),
            api_tokens::created_at.eq(to_micros(new.created_at)),
            api_tokens::expires_at.eq(new.expires_at.map(to_micros)),
        ))
        .returning(api_tokens::id)
        .get_result(tx.conn())?;
    Ok(Some(Row::of(id, new).view(new.created_at)))
}

/// The token with this hash, if it has not expired and its owner is not suspended.
pub fn find(reader: &mut Reader, token_hash: &str, now: OffsetDateTime) -> Result<Option<Token>> {
    let open = api_tokens::expires_at.is_null().or(api_tokens::expires_at.gt(to_micros(now)));
    let found: Option<(Row, UserRow)> = api_tokens::table
        .inner_join(users::table)
        .filter(api_tokens::token_hash.eq(token_hash))
        .filter(open)
        .filter(users::suspended_at.is_null())
        .filter(users::leaving_at.is_null())
        .select((Row::as_select(), UserRow::as_select()))
        .first(reader.conn())
        .optional()?;
    found
        .map(|(row, user)| {
            let (scope, member) = (row.scope()?, user.member()?);
            Ok(Token { id: TokenId(row.id), member, scope, used_at: row.used_at })
        })
        .transpose()
}

/// Notes that a token is in use.
pub fn touch(tx: &mut Writer, id: TokenId, now: OffsetDateTime) -> Result<()> {
    let used = api_tokens::used_at.eq(to_micros(now));
    diesel::update(api_tokens::table.find(id.0)).set(used).execute(tx.conn())?;
    Ok(())
}

/// The tokens of a user, newest first.
pub fn of(reader: &mut Reader, user: UserId, now: OffsetDateTime) -> Result<Vec<TokenView>> {
    let rows: Vec<Row> = api_tokens::table
        .filter(api_tokens::user_id.eq(user.0))
        .order(api_tokens::id.desc())
        .select(Row::as_select())
        .load(reader.conn())?;
    Ok(rows.into_iter().map(|it| it.view(now)).collect())
}

/// The tokens of everybody, newest first.
pub fn all(reader: &mut Reader, now: OffsetDateTime) -> Result<Vec<OwnedToken>> {
    let rows: Vec<(Row, String)> = api_tokens::table
        .inner_join(users::table)
        .order(api_tokens::id.desc())
        .select((Row::as_select(), users::name))
        .load(reader.conn())?;
    let owned = |(row, user): (Row, String)| OwnedToken { user, token: row.view(now) };
    Ok(rows.into_iter().map(owned).collect())
}

/// Removes the token that `id` stands for; says how it was called and whose it was. Of `user`'s tokens only, where one is given.
pub fn delete(tx: &mut Writer, id: &str, user: Option<UserId>) -> Result<Option<(String, UserId)>> {
    let hexadecimal = |b: u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f');
    if id.len() != ID || !id.bytes().all(hexadecimal) {
        return Ok(None);
    }
    // All that begin so: by the index, which `LIKE` would not use everywhere.
    let this = api_tokens::token_hash.ge(id).and(api_tokens::token_hash.lt(format!("{id}g")));
    let found: Option<(i64, String, i64)> = api_tokens::table
        .filter(this)
        .select((api_tokens::id, api_tokens::name, api_tokens::user_id))
        .first(tx.conn())
        .optional()?;
    let theirs = |it: &(i64, String, i64)| user.is_none_or(|user| user.0 == it.2);
    let Some((row, name, owner)) = found.filter(theirs) else { return Ok(None) };
    let gone = diesel::delete(api_tokens::table.find(row)).execute(tx.conn())?;
    Ok((gone == 1).then_some((name, UserId(owner))))
}

/// Removes all tokens of a user.
pub fn delete_all(tx: &mut Writer, user: UserId) -> Result<()> {
    let theirs = api_tokens::table.filter(api_tokens::user_id.eq(user.0));
    diesel::delete(theirs).execute(tx.conn())?;
    Ok(())
}
