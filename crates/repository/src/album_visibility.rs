//! Who may open an album, and what it shows to whom: the words of [`crate::visibility`] about albums. An album never shows
//! a photo that its reader may not open.

use crate::backend::MultiBackend;
use crate::schema::{albums, follows, users};
use crate::visibility::{Rule, by_nobody_blocked, by_somebody_here};
use diesel::dsl::{exists, not};
use diesel::expression::{AppearsOnTable, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;
use domain::{Member, Visibility};

/// A condition on albums.
pub(crate) type AlbumRule = Box<dyn BoxableExpression<albums::table, MultiBackend, SqlType = Bool>>;

/// Albums that `viewer` may open.
pub(crate) fn may_open(viewer: Option<&Member>) -> AlbumRule {
    let open = [Visibility::Public.as_str(), Visibility::Unlisted.as_str()];
    let open = albums::visibility.eq_any(open).and(by_nobody_private());
    let Some(member) = viewer else {
        return Box::new(open.and(by_somebody_here!(albums::user_id)));
    };
    if member.is_staff() {
        return Box::new(albums::id.is_not_null());
    }
    let theirs = albums::user_id.eq(member.id.0);
    let shared = albums::visibility.ne(Visibility::Private.as_str()).and(by_followed(member));
    Box::new(theirs.or(open.or(shared).and(shown_to(member))))
}

/// Albums that stand in the lists `viewer` looks at.
pub(crate) fn is_listed(viewer: Option<&Member>) -> AlbumRule {
    let public = albums::visibility.eq(Visibility::Public.as_str()).and(by_nobody_private());
    let Some(member) = viewer else {
        return Box::new(public.and(by_somebody_here!(albums::user_id)));
    };
    let theirs = albums::user_id.eq(member.id.0);
    let shared = [Visibility::Public.as_str(), Visibility::Followers.as_str()];
    let shared = albums::visibility.eq_any(shared).and(by_followed(member));
    Box::new(theirs.or(public.or(shared).and(shown_to(member))))
}

/// What others may see at all.
fn shown_to(member: &Member) -> AlbumRule {
    let here = by_somebody_here!(albums::user_id);
    Box::new(here.and(by_nobody_blocked!(albums::user_id, member)))
}

/// Albums of those whom `member` follows.
fn by_followed(member: &Member) -> AlbumRule {
    let follows = follows::table
        .filter(follows::follower_id.eq(member.id.0))
        .filter(follows::followed_id.eq(albums::user_id));
    Box::new(exists(follows))
}

/// A private account shows nothing but to its followers.
fn by_nobody_private() -> AlbumRule {
    let private = users::table
        .filter(users::id.eq(albums::user_id))
        .filter(users::private_since.is_not_null());
    Box::new(not(exists(private)))
}

/// A condition on photos, in a query where they are joined with something else. Diesel knows it for photos alone.
pub(crate) struct Joined(pub(crate) Rule);

impl Expression for Joined {
    type SqlType = Bool;
}

impl<QS> AppearsOnTable<QS> for Joined {}
impl<QS> SelectableExpression<QS> for Joined {}

impl<G> ValidGrouping<G> for Joined {
    type IsAggregate = is_aggregate::Never;
}

impl QueryId for Joined {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<MultiBackend> for Joined {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }
}

/// The photos in albums, not deleted, that `$viewer` is shown there: an album that stands in lists is a wall, and shows what stands on walls; another
/// one was found by its address, and shows what may be opened.
macro_rules! shown_in_albums {
    ($viewer:expr) => {{
        use crate::album_visibility::Joined;
        use crate::schema::{album_photos, albums, photos};
        let listed = [domain::Visibility::Public.as_str(), domain::Visibility::Followers.as_str()];
        let on_walls =
            albums::visibility.ne_all(listed).or(Joined(crate::visibility::is_at_home($viewer)));
        album_photos::table
            .inner_join(photos::table)
            .inner_join(albums::table)
            .filter(photos::deleted_at.is_null())
            .filter(Joined(crate::visibility::may_open($viewer)))
            .filter(on_walls)
    }};
}
pub(crate) use shown_in_albums;
