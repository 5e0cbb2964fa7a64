//! Personal tokens: by which the programs of a member act for them, within a scope and for a while.

use crate::session::{Sessions, ShownBy, Visit};
use crate::{Actor, Context, Error, Result, tokens};
use domain::{FieldErrors, Member, Message, Scope, TokenDays, TokenName, Username};
use repository::api_tokens::{self, NewToken};
use repository::{audit, users};
use std::time::Duration;
use time::OffsetDateTime;
use views::{MadeToken, OwnedToken, Slice, TokenView};

/// How members, and the owner of the site, make and revoke personal tokens.
#[derive(Clone)]
pub struct ApiTokens(Context);

/// A token that somebody wishes for.
#[derive(Debug, Clone, Default)]
pub struct TokenDraft {
    /// See [`TokenName`].
    pub name: String,
    /// See [`Scope`].
    pub scope: String,
    /// See [`TokenDays`]; without, it works until it is revoked.
    pub expires_days: Option<i64>,
}

/// The most tokens that a member has.
const MOST: i64 = 50;

/// How often the use of a token is written down at most.
const NOTED: Duration = Duration::from_mins(10);

/// The days of a draft with all its fields checked.
struct Wish {
    name: TokenName,
    scope: Scope,
    days: Option<TokenDays>,
}

impl TokenDraft {
    fn parse(&self, owner: &Member) -> Result<Wish> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", TokenName::parse(&self.name));
        let scope = Scope::parse(&self.scope).and_then(|scope| match scope {
            Scope::Admin if !owner.is_staff() => Err(Message::new("error-scope-staff")),
            scope => Ok(scope),
        });
        let scope = errors.take("scope", scope);
        let days = self.expires_days.map(TokenDays::parse).transpose();
        let days = errors.take("expires_days", days);
        match (name, scope, days) {
            (Some(name), Some(scope), Some(days)) => Ok(Wish { name, scope, days }),
            _ => Err(errors.into()),
        }
    }
}

impl ApiTokens {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// The tokens of `member`, newest first.
    pub async fn list(&self, member: &Member) -> Result<Slice<TokenView>> {
        let (id, now) = (member.id, self.0.clock.now());
        let items = self.0.db.read(move |db| api_tokens::of(db, id, now)).await?;
        Ok(Slice { items, next: None })
    }

    /// Makes a token for `member`. What is said now is never said again.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, also for one token too many.
    pub async fn create(&self, member: &Member, draft: &TokenDraft) -> Result<MadeToken> {
        self.make(member, draft, None).await
    }

    /// Revokes a token of `member`: it is dead at once.
    pub async fn revoke(&self, member: &Member, id: &str) -> Result<()> {
        let (id, user) = (id.to_owned(), member.id);
        let gone = self.0.db.write(move |tx| api_tokens::delete(tx, &id, Some(user))).await?;
        gone.map(drop).ok_or(Error::NotFound)
    }

    /// Makes a token for the user of this name, at the command line.
    pub async fn create_for(
        &self,
        name: &str,
        draft: &TokenDraft,
        actor: &Actor,
    ) -> Result<MadeToken> {
        let name = Username::known(name).map_err(|why| Error::field("name", why))?;
        let found = self.0.db.read(move |db| users::find_by_name(db, &name)).await?;
        let account = found.ok_or(Error::NotFound)?;
        self.make(&account.member, draft, Some(actor.clone())).await
    }

    /// The tokens of everybody, or of the user of this name, at the command line.
    pub async fn all(&self, name: Option<&str>) -> Result<Vec<OwnedToken>> {
        let now = self.0.clock.now();
        let name = name.map(Username::known).transpose();
        let name = name.map_err(|why| Error::field("name", why))?;
        self.0
            .db
            .read(move |db| {
                let Some(name) = name else { return Ok(api_tokens::all(db, now)?) };
                let owner = users::find_by_name(db, &name)?.ok_or(Error::NotFound)?.member;
                let tokens = api_tokens::of(db, owner.id, now)?;
                let with_owner = |token| OwnedToken { user: owner.name.clone(), token };
                Ok(tokens.into_iter().map(with_owner).collect())
            })
            .await
    }

    /// Revokes anybody's token, at the command line; says whose it was.
    pub async fn revoke_any(&self, id: &str, actor: &Actor) -> Result<String> {
        let (id, actor, now) = (id.to_owned(), actor.clone(), self.0.clock.now());
        self.0
            .db
            .write(move |tx| {
                let (token, owner) = api_tokens::delete(tx, &id, None)?.ok_or(Error::NotFound)?;
                let owner = users::find(tx, owner)?.ok_or(Error::NotFound)?.member.name;
                audit::note(tx, &actor.did("token.revoke", &owner, &token, now))?;
                Ok(owner)
            })
            .await
    }

    async fn make(
        &self,
        member: &Member,
        draft: &TokenDraft,
        actor: Option<Actor>,
    ) -> Result<MadeToken> {
        let wish = draft.parse(member)?;
        let (token, now) = (tokens::api_token()?, self.0.clock.now());
        let (owner, scope) = (member.name.clone(), wish.scope.as_str());
        let new = NewToken {
            user: member.id,
            name: wish.name,
            token_hash: tokens::hash(&token),
            scope: wish.scope,
            created_at: now,
            expires_at: wish.days.map(|it| now + Duration::from_hours(24) * u32::from(it.get())),
        };
        let full = || Error::field("name", Message::new("error-tokens-full").with("max", MOST));
        let view = self
            .0
            .db
            .write(move |tx| -> Result<_> {
                let view = api_tokens::insert(tx, &new, MOST)?.ok_or_else(full)?;
                if let Some(actor) = actor {
                    let details = format!("{} ({scope})", new.name.as_ref());
                    audit::note(tx, &actor.did("token.create", &owner, &details, now))?;
                }
                Ok(view)
            })
            .await?;
        Ok(MadeToken { token, view })
    }
}

impl Sessions {
    /// Who acts by this personal token, if it is one.
    pub(crate) async fn visit_by_token(&self, token: &str) -> Result<Option<Visit>> {
        let (hash, now) = (tokens::hash(token), self.context().clock.now());
        let db = &self.context().db;
        let found = db.read(move |db| api_tokens::find(db, &hash, now)).await?;
        let Some(token) = found else { return Ok(None) };
        if token.used_at.is_none_or(|it| is_older(it, now)) {
            db.write(move |tx| api_tokens::touch(tx, token.id, now)).await?;
        }
        let member = token.scope.limit(token.member);
        Ok(Some(Visit { member, by: ShownBy::Token(token.scope), fresh: false }))
    }
}

fn is_older(used_at: i64, now: OffsetDateTime) -> bool {
    let age = now.unix_timestamp_nanos() / 1_000 - i128::from(used_at);
    age > i128::try_from(NOTED.as_micros()).unwrap_or(0)
}
