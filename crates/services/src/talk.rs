//! Who answers whom, and who is told of what was said.

use crate::{Error, Result};
use domain::{
    CommentBody, CommentId, Member, Message, Notice, PhotoDraft, PhotoId, PublicKey, UserId,
    Username, Visibility,
};
use repository::comments;
use repository::notifications::{self, New};
use repository::{Reader, Writer, leaving, photos, threads, users};
use std::collections::HashSet;
use time::OffsetDateTime;
use views::markdown;

/// A comment that is answered.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    /// The top of its thread, which may be itself.
    top: CommentId,
    author: UserId,
    /// The name of its author, where it is an answer itself: what is said to it stands beside other answers.
    called: Option<String>,
}

/// Something that was said, for those whose business it is.
pub(crate) struct Said<'a> {
    pub(crate) photo: PhotoId,
    pub(crate) comment: CommentId,
    pub(crate) author: UserId,
    pub(crate) answered: Option<Answered>,
    pub(crate) text: &'a str,
    /// What stood there before: who was mentioned in it knows already.
    pub(crate) before: &'a str,
    pub(crate) at: OffsetDateTime,
}

impl Said<'_> {
    fn to(&self, to: UserId, kind: Notice) -> New {
        let (photo, comment) = (Some(self.photo), Some(self.comment));
        New { to, kind, actor: self.author, photo, comment, at: self.at }
    }
}

/// The comment on this photo that `key` stands for, if any is named.
pub(crate) fn answered(
    reader: &mut Reader,
    photo: PhotoId,
    member: &Member,
    key: Option<&str>,
) -> Result<Option<Answered>> {
    let Some(key) = key.filter(|it| !it.is_empty()) else { return Ok(None) };
    let wrong = || Error::field("parent", Message::new("error-parent"));
    let key = PublicKey::parse(key).ok().ok_or_else(wrong)?;
    let found = comments::find(reader, &key, Some(member))?.ok_or_else(wrong)?;
    let view = threads::view(reader, &found, Some(member))?;
    let Some(author) = view.and_then(|it| it.author).filter(|_| found.photo == photo) else {
        return Err(wrong());
    };
    let called = found.top.map(|_| author.name);
    Ok(Some(Answered { top: found.top.unwrap_or(found.id), author: found.author, called }))
}

/// Puts what is said into the thread of what it answers. Threads have two levels: whoever answers an answer speaks to its
/// author by name.
pub(crate) fn fit(
    tx: &mut Writer,
    member: &Member,
    body: CommentBody,
    answered: Option<&Answered>,
) -> Result<(CommentBody, Option<(CommentId, i64)>)> {
    let Some(answered) = answered else { return Ok((body, None)) };
    let nth = threads::next(tx, answered.top)?;
    let body = match &answered.called {
        Some(name) if answered.author != member.id && !names(body.as_ref(), name) => {
            let said = format!("@{name} {}", body.as_ref());
            CommentBody::parse(&said).map_err(|why| Error::field("body", why))?
        }
        _ => body,
    };
    Ok((body, Some((answered.top, nth))))
}

fn names(text: &str, name: &str) -> bool {
    let key = |it: &str| Username::known(it).map(|it| it.key().to_owned()).ok();
    markdown::mentions(text).iter().any(|it| key(it) == key(name))
}

/// Tells everybody whose business it is, each once: whom it answers, whom it mentions, and whose photo it is about.
pub(crate) fn tell(tx: &mut Writer, said: &Said<'_>) -> Result<()> {
    let mut told = Vec::new();
    if let Some(answered) = &said.answered {
        notifications::note(tx, &said.to(answered.author, Notice::Answer))?;
        told.push(answered.author);
    }
    told.extend(tell_mentioned(tx, said, &told)?);
    let author = photos::author(tx, said.photo)?;
    if !told.contains(&author) {
        notifications::note(tx, &said.to(author, Notice::Comment))?;
    }
    Ok(())
}

/// Tells those who are mentioned, may open the photo, and were not `told` yet. Returns who they are.
pub(crate) fn tell_mentioned(
    tx: &mut Writer,
    said: &Said<'_>,
    told: &[UserId],
) -> Result<Vec<UserId>> {
    let mut now = Vec::new();
    for member in mentioned(tx, said.text, said.before)? {
        let new = !told.contains(&member.id);
        if new && photos::may_open(tx, said.photo, &member)? {
            notifications::note(tx, &said.to(member.id, Notice::Mention))?;
            now.push(member.id);
        }
    }
    Ok(now)
}

/// Tells those whom the author of a photo mentions in its words, and did not `before`. They hear of it as soon as they may open it.
pub(crate) fn tell_captioned(
    tx: &mut Writer,
    (photo, author): (PhotoId, UserId),
    (text, before): (&str, &str),
    at: OffsetDateTime,
) -> Result<()> {
    for member in mentioned(tx, text, before)? {
        let (photo, kind) = (Some(photo), Notice::Mention);
        let new = New { to: member.id, kind, actor: author, photo, comment: None, at };
        notifications::note(tx, &new)?;
    }
    Ok(())
}

/// The words of a photo in which people are mentioned; none where only its author may open it.
pub(crate) fn heard_in(draft: &PhotoDraft) -> String {
    let private = draft.visibility == Visibility::Private.as_str();
    if private { String::new() } else { draft.caption.clone() }
}

/// Tells those whom a photo that is posted mentions.
pub(crate) fn tell_posted(tx: &mut Writer, new: &photos::NewPhoto, id: PhotoId) -> Result<()> {
    if new.details.visibility == Visibility::Private {
        return Ok(());
    }
    tell_captioned(tx, (id, new.author), (new.details.caption.as_ref(), ""), new.created_at)
}

/// Those whom a text mentions and another does not, if there are such people.
fn mentioned(tx: &mut Writer, text: &str, before: &str) -> Result<Vec<Member>> {
    let key = |it: &String| Username::known(it).map(|it| it.key().to_owned()).ok();
    let known: HashSet<String> = markdown::mentions(before).iter().filter_map(key).collect();
    let mut found: Vec<Member> = Vec::new();
    for name in markdown::mentions(text) {
        let Ok(name) = Username::known(&name) else { continue };
        if known.contains(name.key()) {
            continue;
        }
        if let Some(account) = users::find_by_name(tx, &name)?
            && !found.iter().any(|it| it.id == account.member.id)
        {
            found.push(account.member);
        }
    }
    // In one order for everybody: each is held until the end of the transaction.
    found.sort_by_key(|it| it.id.0);
    found.retain(|it| leaving::is_here(tx, it.id).unwrap_or(false));
    Ok(found)
}
