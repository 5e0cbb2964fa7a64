//! The one place that says, in SQL, who may open a photo and on whose wall it stands. It says
//! the same as [`domain::Visibility`], and a test holds the two together.

use crate::backend::MultiBackend;
use crate::schema::{comments, follows, likes, mutes, photos, standings, users};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::{Member, Visibility};

/// A condition on photos.
pub(crate) type Rule = Box<dyn BoxableExpression<photos::table, MultiBackend, SqlType = Bool>>;

/// What belongs to nobody who is suspended or about to leave: for all but staff, nothing of theirs is there. Two conditions,
/// for there is an index for each. `NOT (… = ANY (…))`, not `!= ALL (…)`: of the former PostgreSQL makes a table of hashes once, the latter it
/// goes through for each row, and reckons with that when it chooses a plan.
macro_rules! by_somebody_here {
    ($owner:expr) => {{
        use crate::schema::users;
        let suspended = users::table.filter(users::suspended_at.is_not_null()).select(users::id);
        let leaving = users::table.filter(users::leaving_at.is_not_null()).select(users::id);
        diesel::dsl::not($owner.eq_any(suspended)).and(diesel::dsl::not($owner.eq_any(leaving)))
    }};
}
pub(crate) use by_somebody_here;

/// What belongs to nobody whom `$member` has blocked, or who has blocked them.
macro_rules! by_nobody_blocked {
    ($owner:expr, $member:expr) => {{
        use crate::schema::blocks;
        let mine = blocks::table.filter(blocks::blocker_id.eq($member.id.0));
        let theirs = blocks::table.filter(blocks::blocked_id.eq($member.id.0));
        diesel::dsl::not($owner.eq_any(mine.select(blocks::blocked_id)))
            .and(diesel::dsl::not($owner.eq_any(theirs.select(blocks::blocker_id))))
    }};
}
pub(crate) use by_nobody_blocked;

/// Whose name `$viewer` may be told: everybody's for staff; for others, of those who are here and have no block between them.
macro_rules! known_to {
    ($column:expr, $table:ty, $viewer:expr) => {{
        use $crate::backend::MultiBackend;
        type Known = Box<
            dyn diesel::BoxableExpression<$table, MultiBackend, SqlType = diesel::sql_types::Bool>,
        >;
        let viewer: Option<&domain::Member> = $viewer;
        let known: Known = match viewer {
            Some(member) if member.is_staff() => Box::new($column.is_not_null()),
            Some(member) => {
                let here = $crate::visibility::by_somebody_here!($column);
                Box::new(here.and($crate::visibility::by_nobody_blocked!($column, member)))
            }
            None => Box::new($crate::visibility::by_somebody_here!($column)),
        };
        known
    }};
}
pub(crate) use known_to;

fn stays(of: &[Visibility]) -> Vec<&'static str> {
    of.iter().map(|it| it.as_str()).collect()
}

/// Photos that `viewer` may open (until there is something to be seen, only their author and staff): alone, in lists they know of, as bytes.
pub(crate) fn may_open(viewer: Option<&Member>) -> Rule {
    let open = photos::visibility.eq_any(stays(&[Visibility::Public, Visibility::Unlisted]));
    let Some(member) = viewer else {
        let open = open.and(photos::shown_at.is_not_null()).and(by_nobody_private());
        return Box::new(open.and(by_no_suspended()));
    };
    if member.is_staff() {
        return Box::new(photos::id.is_not_null());
    }
    let theirs = photos::author_id.eq(member.id.0);
    let shared = photos::visibility.ne(Visibility::Private.as_str()).and(by_followed(member));
    let seen = open.and(by_nobody_private()).or(shared);
    Box::new(theirs.or(seen.and(shown_to(member))))
}

/// Photos that stand on the walls `viewer` looks at: the newest, those of a tag or of people they follow, what they search for.
pub(crate) fn is_listed(viewer: Option<&Member>) -> Rule {
    let Some(member) = viewer else { return is_at_home(None) };
    let muted = mutes::table.filter(mutes::muter_id.eq(member.id.0)).select(mutes::muted_id);
    Box::new(is_at_home(viewer).and(not(photos::author_id.eq_any(muted))))
}

/// Photos that stand where `viewer` has gone to see those of their author: as [`is_listed`], but also of somebody they have muted.
pub(crate) fn is_at_home(viewer: Option<&Member>) -> Rule {
    let public = photos::visibility.eq(Visibility::Public.as_str());
    let Some(member) = viewer else {
        let public = public.and(photos::shown_at.is_not_null()).and(by_nobody_private());
        return Box::new(public.and(by_no_suspended()));
    };
    let theirs = photos::author_id.eq(member.id.0);
    let shared = photos::visibility.eq_any(stays(&[Visibility::Public, Visibility::Followers]));
    let seen = public.and(by_nobody_private()).or(shared.and(by_followed(member)));
    Box::new(theirs.or(seen.and(shown_to(member))))
}

/// A condition on standings.
pub(crate) type StandingRule =
    Box<dyn BoxableExpression<standings::table, MultiBackend, SqlType = Bool>>;

/// Standings of photos that stand on walls `viewer` looks at: what [`is_listed`] says of photos that are public and shown, as all are that
/// have a standing. It is what their indexes can tell; the photos themselves are asked for by [`is_listed`] again.
pub(crate) fn may_stand(viewer: Option<&Member>) -> StandingRule {
    let private = users::table.filter(users::private_since.is_not_null());
    let Some(member) = viewer else {
        let open = not(standings::author_id.eq_any(private.select(users::id)));
        return Box::new(by_somebody_here!(standings::author_id).and(open));
    };
    let let_in = follows::table.filter(follows::follower_id.eq(member.id.0));
    let closed = private.filter(not(users::id.eq_any(let_in.select(follows::followed_id))));
    let muted = mutes::table.filter(mutes::muter_id.eq(member.id.0)).select(mutes::muted_id);
    let here = by_somebody_here!(standings::author_id);
    let near = here.and(by_nobody_blocked!(standings::author_id, member));
    let open = near.and(not(standings::author_id.eq_any(closed.select(users::id))));
    let own = standings::author_id.eq(member.id.0);
    Box::new(not(standings::author_id.eq_any(muted)).and(own.or(open)))
}

/// What others may see at all.
fn shown_to(member: &Member) -> Rule {
    let shown = photos::shown_at.is_not_null();
    Box::new(shown.and(by_no_suspended()).and(by_nobody_blocked!(photos::author_id, member)))
}

/// Photos of those whom `member` follows.
pub(crate) fn by_followed(member: &Member) -> Rule {
    let follows = follows::table
        .filter(follows::follower_id.eq(member.id.0))
        .filter(follows::followed_id.eq(photos::author_id));
    Box::new(exists(follows))
}

/// A private account shows nothing but to its followers.
fn by_nobody_private() -> Rule {
    let private = users::table
        .filter(users::id.eq(photos::author_id))
        .filter(users::private_since.is_not_null());
    Box::new(not(exists(private)))
}

fn by_no_suspended() -> Rule {
    Box::new(by_somebody_here!(photos::author_id))
}

/// A condition on comments.
pub(crate) type CommentRule =
    Box<dyn BoxableExpression<comments::table, MultiBackend, SqlType = Bool>>;

/// Comments that `viewer` is shown below a photo they may open.
pub(crate) fn is_shown(viewer: Option<&Member>) -> CommentRule {
    Box::new(comments::deleted_at.is_null().and(known_to!(
        comments::author_id,
        comments::table,
        viewer
    )))
}

/// A condition on likes.
pub(crate) type LikeRule = Box<dyn BoxableExpression<likes::table, MultiBackend, SqlType = Bool>>;

/// Likes that count for `viewer`, on a photo they may open.
pub(crate) fn is_counted(viewer: Option<&Member>) -> LikeRule {
    known_to!(likes::user_id, likes::table, viewer)
}

diesel::alias!(comments as answers: Answers);

/// Top comments that are shown, or whose place is: somebody who is still heard has answered.
pub(crate) fn has_a_place(viewer: Option<&Member>) -> CommentRule {
    let answered = answers
        .filter(answers.field(comments::parent_id).eq(comments::id.nullable()))
        .filter(answers.field(comments::deleted_at).is_null());
    match viewer {
        Some(member) if member.is_staff() => Box::new(is_shown(viewer).or(exists(answered))),
        Some(member) => {
            let writer = answers.field(comments::author_id);
            let heard = by_somebody_here!(writer).and(by_nobody_blocked!(writer, member));
            Box::new(is_shown(viewer).or(exists(answered.filter(heard))))
        }
        None => {
            let heard = by_somebody_here!(answers.field(comments::author_id));
            Box::new(is_shown(viewer).or(exists(answered.filter(heard))))
        }
    }
}
