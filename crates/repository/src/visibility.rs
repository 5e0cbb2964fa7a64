//! The one place that says, in SQL, who may open a photo and on whose wall it stands. It says
//! the same as [`domain::Visibility`], and a test holds the two together.

use crate::backend::MultiBackend;
use crate::schema::{comments, follows, photos};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::{Member, Visibility};

/// A condition on photos.
pub(crate) type Rule = Box<dyn BoxableExpression<photos::table, MultiBackend, SqlType = Bool>>;

/// What belongs to nobody who is suspended or about to leave: for all but staff, nothing of theirs is there. Two conditions,
/// for there is an index for each.
macro_rules! by_somebody_here {
    ($owner:expr) => {{
        use crate::schema::users;
        let suspended = users::table.filter(users::suspended_at.is_not_null()).select(users::id);
        let leaving = users::table.filter(users::leaving_at.is_not_null()).select(users::id);
        $owner.ne_all(suspended).and($owner.ne_all(leaving))
    }};
}
pub(crate) use by_somebody_here;

fn stays(of: &[Visibility]) -> Vec<&'static str> {
    of.iter().map(|it| it.as_str()).collect()
}

/// Photos that `viewer` may open (until there is something to be seen, only their author and staff): alone, in lists they know of, as bytes.
pub(crate) fn may_open(viewer: Option<&Member>) -> Rule {
    let Some(member) = viewer else {
        let open = stays(&[Visibility::Public, Visibility::Unlisted]);
        let open = photos::visibility.eq_any(open).and(photos::shown_at.is_not_null());
        return Box::new(open.and(by_no_suspended()));
    };
    if member.is_staff() {
        return Box::new(photos::id.is_not_null());
    }
    let open = photos::visibility.eq_any(stays(&[Visibility::Public, Visibility::Unlisted]));
    let theirs = photos::author_id.eq(member.id.0);
    let shown = photos::shown_at.is_not_null();
    Box::new(theirs.or(open.or(to_followers(member)).and(shown).and(by_no_suspended())))
}

/// Photos that stand on the walls `viewer` looks at.
pub(crate) fn is_listed(viewer: Option<&Member>) -> Rule {
    let public = photos::visibility.eq(Visibility::Public.as_str());
    let Some(member) = viewer else {
        return Box::new(public.and(photos::shown_at.is_not_null()).and(by_no_suspended()));
    };
    let theirs = photos::author_id.eq(member.id.0);
    let shown = photos::shown_at.is_not_null();
    Box::new(theirs.or(public.or(to_followers(member)).and(shown).and(by_no_suspended())))
}

fn to_followers(member: &Member) -> Rule {
    let follows = follows::table
        .filter(follows::follower_id.eq(member.id.0))
        .filter(follows::followed_id.eq(photos::author_id));
    Box::new(photos::visibility.eq(Visibility::Followers.as_str()).and(exists(follows)))
}

fn by_no_suspended() -> Rule {
    Box::new(by_somebody_here!(photos::author_id))
}

/// A condition on comments.
pub(crate) type CommentRule =
    Box<dyn BoxableExpression<comments::table, MultiBackend, SqlType = Bool>>;

/// Comments that `viewer` is shown below a photo they may open.
pub(crate) fn is_shown(viewer: Option<&Member>) -> CommentRule {
    let alive = comments::deleted_at.is_null();
    match viewer {
        Some(member) if member.is_staff() => Box::new(alive),
        _ => Box::new(alive.and(by_somebody_here!(comments::author_id))),
    }
}

diesel::alias!(comments as answers: Answers);

/// Top comments that are shown, or whose place is: somebody who is still heard has answered.
pub(crate) fn has_a_place(viewer: Option<&Member>) -> CommentRule {
    let answered = answers
        .filter(answers.field(comments::parent_id).eq(comments::id.nullable()))
        .filter(answers.field(comments::deleted_at).is_null());
    match viewer {
        Some(member) if member.is_staff() => Box::new(is_shown(viewer).or(exists(answered))),
        _ => {
            let heard = by_somebody_here!(answers.field(comments::author_id));
            Box::new(is_shown(viewer).or(exists(answered.filter(heard))))
        }
    }
}
