use crate::paging::no_such_place;
use crate::photos::{COMMENTS, parse, present};
use crate::talk::{self, Said};
use crate::{Actor, Context, Error, Paging, Result, tokens};
use domain::{CommentBody, Member, PublicKey};
use repository::audit::{self, NewDeed};
use repository::comments::{self, Found, NewComment};
use repository::{Reader, Writer, photos, threads};
use time::OffsetDateTime;
use views::{CommentView, Slice, ThreadPage};

/// What people say about photos.
#[derive(Clone)]
pub struct Comments(Context);

/// What somebody wants to say.
#[derive(Debug, Clone, Default)]
pub struct CommentDraft {
    /// See [`CommentBody`].
    pub body: String,
    /// The comment it answers, on the same photo.
    pub parent: Option<String>,
}

impl Comments {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// A page of what is said about a photo, oldest first, each with the first answers to it.
    pub async fn list(
        &self,
        viewer: Option<&Member>,
        photo: &str,
        paging: &Paging,
    ) -> Result<Slice<CommentView>> {
        let (key, viewer) = (parse(photo)?, viewer.cloned());
        let (after, limit) = paging.parse(COMMENTS)?;
        self.0
            .db
            .read(move |db| {
                let photo = present(db, &key, viewer.as_ref())?.id;
                let query = threads::Query { photo, viewer, after, limit };
                threads::page(db, &query)?.ok_or_else(no_such_place)
            })
            .await
    }

    /// A page of the answers in the thread of a comment, oldest first.
    pub async fn answers(
        &self,
        viewer: Option<&Member>,
        key: &str,
        paging: &Paging,
    ) -> Result<ThreadPage> {
        let (key, viewer) = (parse(key)?, viewer.cloned());
        let (after, limit) = paging.parse(COMMENTS)?;
        self.0
            .db
            .read(move |db| {
                // A place that is left has answers, too.
                let found = comments::find(db, &key, viewer.as_ref())?.ok_or(Error::NotFound)?;
                let top = found.top.unwrap_or(found.id);
                let query = threads::Query { photo: found.photo, viewer, after, limit };
                let page = threads::answers(db, top, &query)?.ok_or_else(no_such_place)?;
                match (page.comment.deleted && page.items.is_empty(), found.gone) {
                    (true, true) => Err(Error::Gone),
                    (true, false) => Err(Error::NotFound),
                    _ => Ok(page),
                }
            })
            .await
    }

    /// Says something about a photo.
    pub async fn add(
        &self,
        member: &Member,
        photo: &str,
        draft: CommentDraft,
    ) -> Result<CommentView> {
        self.add_at(member, photo, draft, self.0.clock.now()).await
    }

    /// The same, dated `at`.
    pub async fn add_at(
        &self,
        member: &Member,
        photo: &str,
        draft: CommentDraft,
        at: OffsetDateTime,
    ) -> Result<CommentView> {
        if !member.may_post() {
            return Err(Error::forbidden("problem-verify-first"));
        }
        let (photo, member) = (parse(photo)?, member.clone());
        let body = CommentBody::parse(&draft.body).map_err(|why| Error::field("body", why))?;
        let (key, limits) = (PublicKey::new(tokens::random()?), self.0.policy.limits);
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, member.id)?;
                if limits {
                    crate::spam::check(tx, &member, (&body, None), at)?;
                }
                let wish = Wish { key: &key, photo: &photo, parent: draft.parent.as_deref(), at };
                insert(tx, &member, body, &wish)?;
                view(tx, &key, &member)
            })
            .await
            .inspect(|said| self.0.live.changed(&said.photo))
    }

    /// A comment, if `viewer` may see it.
    pub async fn show(&self, viewer: Option<&Member>, key: &str) -> Result<CommentView> {
        let (key, viewer) = (parse(key)?, viewer.cloned());
        self.0
            .db
            .read(move |db| {
                let found = said(db, &key, viewer.as_ref())?;
                threads::view(db, &found, viewer.as_ref())?.ok_or(Error::NotFound)
            })
            .await
    }

    /// Changes what was said.
    pub async fn edit(&self, member: &Member, key: &str, body: &str) -> Result<CommentView> {
        let (key, member, now) = (parse(key)?, member.clone(), self.0.clock.now());
        let body = CommentBody::parse(body).map_err(|why| Error::field("body", why))?;
        let limits = self.0.policy.limits;
        self.0
            .db
            .write(move |tx| {
                comments::lock(tx, &key)?;
                let found = said(tx, &key, Some(&member))?;
                if !member.may_edit_of(found.author) {
                    return Err(Error::forbidden("problem-forbidden"));
                }
                // What is not to be said anew does not come in by the back door.
                if limits && comments::body(tx, found.id)? != body.as_ref() {
                    crate::spam::check(tx, &member, (&body, Some(found.id)), now)?;
                }
                change(tx, &found, &body, now)?;
                view(tx, &key, &member)
            })
            .await
    }

    /// Deletes a comment, and says on which photo it was: unless that is closed to `member`, who takes back then what they said
    /// themselves, and learns no more of it.
    pub async fn delete(
        &self,
        member: &Member,
        key: &str,
        actor: &Actor,
    ) -> Result<Option<String>> {
        let (key, member, now) = (parse(key)?, member.clone(), self.0.clock.now());
        let (deed, actor) = (actor.did("comment.delete", key.as_ref(), "", now), actor.clone());
        self.0.db.write(move |tx| delete(tx, &key, &member, (&actor, &deed))).await
    }
}

/// Where and when something is to be said.
struct Wish<'a> {
    key: &'a PublicKey,
    photo: &'a PublicKey,
    parent: Option<&'a str>,
    at: OffsetDateTime,
}

/// Makes a comment, and tells those whose business it is.
fn insert(tx: &mut Writer, member: &Member, body: CommentBody, wish: &Wish<'_>) -> Result<()> {
    let (author, at) = (member.id, wish.at);
    photos::keep(tx, wish.photo)?;
    let photo = present(tx, wish.photo, Some(member))?.id;
    if !photos::is_talk_open(tx, photo)? {
        return Err(Error::forbidden("problem-talk-closed"));
    }
    let answered = talk::answered(tx, photo, member, wish.parent)?;
    let (body, thread) = talk::fit(tx, member, body, answered.as_ref())?;
    let text = body.as_ref().to_owned();
    let new = NewComment { key: wish.key.clone(), photo, author, thread, body, created_at: at };
    let comment = comments::insert(tx, &new)?;
    talk::tell(tx, &Said { photo, comment, author, answered, text: &text, before: "", at })
}

/// Puts other words in the place of what was said, and tells those who are mentioned in them now.
fn change(tx: &mut Writer, found: &Found, body: &CommentBody, now: OffsetDateTime) -> Result<()> {
    let before = comments::body(tx, found.id)?;
    comments::update(tx, found.id, body, now)?;
    let said = Said {
        photo: found.photo,
        comment: found.id,
        author: found.author,
        answered: None,
        text: body.as_ref(),
        before: &before,
        at: now,
    };
    talk::tell_mentioned(tx, &said, &[])?;
    Ok(())
}

fn delete(
    tx: &mut Writer,
    key: &PublicKey,
    member: &Member,
    (actor, deed): (&Actor, &NewDeed),
) -> Result<Option<String>> {
    comments::lock(tx, key)?;
    let (found, open) = match said(tx, key, Some(member)) {
        Err(Error::NotFound) => {
            let own = comments::find_own(tx, key, member.id)?.ok_or(Error::NotFound)?;
            (if own.gone { Err(Error::Gone) } else { Ok(own) }?, false)
        }
        found => (found?, true),
    };
    if !member.may_delete_comment_of(found.author, found.photo_author) {
        return Err(Error::forbidden("problem-forbidden"));
    }
    // Who deletes what stands below their own photo does so as its author.
    if member.id != found.author && member.id != found.photo_author {
        actor.must_be_fresh()?;
        audit::note(tx, deed)?;
    }
    comments::delete(tx, found.id, deed.at)?;
    Ok(if open { Some(comments::photo_key(tx, found.photo)?) } else { None })
}

/// The comment that `viewer` may see.
fn said(reader: &mut Reader, key: &PublicKey, viewer: Option<&Member>) -> Result<Found> {
    let found = comments::find(reader, key, viewer)?.ok_or(Error::NotFound)?;
    if found.gone { Err(Error::Gone) } else { Ok(found) }
}

fn view(reader: &mut Reader, key: &PublicKey, member: &Member) -> Result<CommentView> {
    let found = said(reader, key, Some(member))?;
    threads::view(reader, &found, Some(member))?.ok_or(Error::NotFound)
}
