//! What people are told of, and what they want to be told of.

use crate::{Context, Error, Paging, Result, tokens};
use domain::{Digest, FieldErrors, Member, Message, Notice, Notices};
use repository::notifications::{self, Choices, NewChoices, Query};
use std::time::Duration;
use views::{ChoicesView, Notifications as Page};

/// What people are told of.
#[derive(Clone)]
pub struct Notifications(Context);

/// What somebody wants to hear of, as it was sent.
#[derive(Debug, Clone, Default)]
pub struct ChoicesDraft {
    /// The kinds to be told on the site.
    pub in_app: Vec<String>,
    /// The kinds to be told by mail.
    pub mail: Vec<String>,
    /// `never`, `daily` or `weekly`.
    pub digest: String,
}

/// How many are on a page if nobody says, and at the most.
const USUAL: i64 = 30;
const MOST: i64 = 100;

impl Notifications {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    pub(crate) fn context(&self) -> &Context {
        &self.0
    }

    /// A page of what `member` is told, newest first.
    pub async fn list(&self, member: &Member, paging: &Paging) -> Result<Page> {
        let (member, query) = (member.clone(), place(paging)?);
        self.0
            .db
            .read(move |db| {
                let (items, next) = notifications::page(db, &member, query)?;
                Ok(Page { items, next, unread: notifications::unread(db, &member)? })
            })
            .await
    }

    /// How many `member` has not read.
    pub async fn unread(&self, member: &Member) -> Result<i64> {
        let member = member.clone();
        Ok(self.0.db.read(move |db| notifications::unread(db, &member)).await?)
    }

    /// Notes that `member` has read all, or all up to one that is named.
    pub async fn read(&self, member: &Member, up_to: &str) -> Result<()> {
        let up_to = if up_to.is_empty() { i64::MAX } else { number(up_to, "up_to")? };
        let (user, now) = (member.id, self.0.clock.now());
        Ok(self.0.db.write(move |tx| notifications::read(tx, user, up_to, now)).await?)
    }

    /// What `member` wants to hear of.
    pub async fn choices(&self, member: &Member) -> Result<ChoicesView> {
        let user = member.id;
        Ok(view(&self.0.db.read(move |db| notifications::choices_of(db, user)).await?))
    }

    /// Keeps what `member` wants to hear of. Letters tell of what happens from now on.
    pub async fn choose(&self, member: &Member, draft: &ChoicesDraft) -> Result<ChoicesView> {
        let mut errors = FieldErrors::default();
        let kinds = |names: &[String]| Notices::parse(names.iter().map(String::as_str));
        let in_app = errors.take("in_app", kinds(&draft.in_app));
        let mailed = errors.take("mail", kinds(&draft.mail));
        let digest = errors.take("digest", Digest::parse(&draft.digest));
        let (Some(in_app), Some(mailed), Some(digest)) = (in_app, mailed, digest) else {
            return Err(errors.into());
        };
        let now = self.0.clock.now();
        let days = digest.days().map(|it| Duration::from_hours(u64::from(it) * 24));
        let nonce = tokens::token()?;
        let new = NewChoices {
            user: member.id,
            choices: Choices {
                silent: in_app.others(),
                mailed,
                digest: digest.as_str().to_owned(),
            },
            now,
            due: days.map(|it| now + it),
            token_hash: tokens::hash(&self.0.secret.derive(UNSUBSCRIBE, &nonce)),
            nonce,
        };
        let chosen = view(&new.choices);
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, new.user)?;
                Ok(notifications::choose(tx, &new)?)
            })
            .await
            .map(|()| chosen)
    }
}

/// What the token that ends letters is derived for.
pub(crate) const UNSUBSCRIBE: &str = "unsubscribe";

fn view(choices: &Choices) -> ChoicesView {
    let names = |it: &Notices| it.names().into_iter().map(str::to_owned).collect();
    ChoicesView {
        kinds: Notice::ALL.iter().map(|it| it.as_str().to_owned()).collect(),
        in_app: names(&choices.silent.others()),
        mail: names(&choices.mailed),
        digest: choices.digest.clone(),
    }
}

/// Where to read on: what stands for notifications are numbers.
fn place(paging: &Paging) -> Result<Query> {
    let mut errors = FieldErrors::default();
    let before = match paging.after.as_deref().filter(|it| !it.is_empty()) {
        None => Some(i64::MAX),
        Some(text) => errors.take("after", text.parse().ok().ok_or_else(wrong)),
    };
    let limit = match paging.limit.unwrap_or(USUAL) {
        n @ 1..=MOST => Ok(n),
        _ => Err(Message::new("error-limit").with("max", MOST)),
    };
    match (before, errors.take("limit", limit)) {
        (Some(before), Some(limit)) => Ok(Query { before, limit }),
        _ => Err(errors.into()),
    }
}

fn wrong() -> Message {
    Message::new("error-cursor")
}

fn number(text: &str, field: &str) -> Result<i64> {
    text.parse().ok().ok_or_else(|| Error::field(field, wrong()))
}
