//! What programs say that sell something: the same again and again, and links from whoever has just come.

use crate::{Error, Result};
use domain::{CommentBody, CommentId, Member, Message};
use repository::{Writer, comments};
use time::{Duration, OffsetDateTime};

/// For how long nobody says the same again.
const AGAIN: Duration = Duration::minutes(10);
/// In so many comments a new account says nothing with a link.
const WITHOUT_LINKS: usize = 3;
/// How many of somebody's newest comments are looked at.
const LOOKED_AT: i64 = 20;

/// Refuses what is not to be said now: as something new, or in place of what `edited` has said until now.
///
/// # Errors
/// [`Error::Conflict`] for the same words within ten minutes; [`Error::Invalid`] for a link in one of the first comments.
pub(crate) fn check(
    tx: &mut Writer,
    member: &Member,
    (body, edited): (&CommentBody, Option<CommentId>),
    now: OffsetDateTime,
) -> Result<()> {
    let lately = comments::newest_of(tx, (member.id, edited), LOOKED_AT)?;
    if lately.iter().any(|(said, at)| said == body.as_ref() && (now - *at).abs() < AGAIN) {
        return Err(Error::Conflict(Message::new("error-comment-again")));
    }
    let is_new = member.is_new(now.unix_timestamp());
    if is_new && lately.len() < WITHOUT_LINKS && has_link(body.as_ref()) {
        let why = Message::new("error-comment-links").with("count", WITHOUT_LINKS);
        return Err(Error::field("body", why));
    }
    Ok(())
}

fn has_link(text: &str) -> bool {
    let small = text.to_lowercase();
    ["http://", "https://", "www."].iter().any(|it| small.contains(it))
}
