//! Whom people follow, let in, block and mute.

use crate::likes::{PEOPLE, may_act};
use crate::narrowed::{WallOf, author};
use crate::paging::no_such_place;
use crate::photos::PHOTOS;
use crate::{Context, Error, Paging, Result};
use domain::{Member, Message, Notice, Tags, UserId, Username};
use repository::notifications::{self, New};
use repository::people::{self, List};
use repository::users::{self, Profile};
use repository::{Reader, Writer, leaving, likes, profiles, viewed, walls};
use time::OffsetDateTime;
use views::{AuthorView, CircleView, FollowView, People, PrivacyView, TagFollow, Wall};

/// Who is close to whom.
#[derive(Clone)]
pub struct Circle(pub(crate) Context);

/// The most tags that one follows.
const TAGS: i64 = 200;
/// How many are let in by one transaction.
const AT_ONCE: i64 = 500;

impl Circle {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// Follows somebody, or asks to where their account is private; doing it twice changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is nobody, or a block of theirs; [`Error::Forbidden`] before one's address is confirmed, and
    /// for oneself; [`Error::Conflict`] where there is a block of one's own.
    pub async fn follow(&self, member: &Member, name: &str) -> Result<FollowView> {
        self.follow_at(member, name, self.0.clock.now()).await
    }

    /// The same, dated `at`.
    pub async fn follow_at(
        &self,
        member: &Member,
        name: &str,
        at: OffsetDateTime,
    ) -> Result<FollowView> {
        self.change(member, name, move |tx, member, them| {
            may_act(member)?;
            leaving::hold(tx, them.id)?;
            // As they are now that nobody can close their account or block anybody.
            let them = found(tx, &them.view.name, member)?;
            let standing = them.viewer.unwrap_or_default();
            if standing.blocked {
                return Err(Error::Conflict(Message::new("problem-blocked-by-you")));
            }
            if !standing.following {
                followed(tx, member, &them, at)?;
            }
            follow_view(tx, member, them.id)
        })
        .await
    }

    /// Follows somebody no longer, or takes back that one has asked to.
    pub async fn unfollow(&self, member: &Member, name: &str) -> Result<FollowView> {
        let at = self.0.clock.now();
        self.change(member, name, move |tx, member, them| {
            people::unfollow(tx, (member.id, them.id))?;
            for kind in [Notice::Follow, Notice::FollowRequest] {
                notifications::take_back(tx, &news(kind, (member.id, them.id), at))?;
            }
            follow_view(tx, member, them.id)
        })
        .await
    }

    /// Does something about somebody else.
    async fn change<T: Send + 'static>(
        &self,
        member: &Member,
        name: &str,
        deed: impl FnOnce(&mut Writer, &Member, Profile) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (member, name) = (member.clone(), name.to_owned());
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, member.id)?;
                let them = found(tx, &name, &member)?;
                if them.id == member.id {
                    return Err(Error::forbidden("problem-yourself"));
                }
                deed(tx, &member, them)
            })
            .await
    }

    /// Lets somebody in who waits for it, or not.
    ///
    /// # Errors
    /// [`Error::NotFound`] where they do not wait.
    pub async fn answer(&self, member: &Member, name: &str, accept: bool) -> Result<()> {
        let now = self.0.clock.now();
        self.change(member, name, move |tx, member, them| {
            leaving::hold(tx, member.id)?;
            if !people::withdraw(tx, (them.id, member.id))? {
                return Err(Error::NotFound);
            }
            if accept { accepted(tx, member.id, them.id, now) } else { Ok(()) }
        })
        .await
    }

    /// Lets somebody follow one no longer.
    pub async fn remove_follower(&self, member: &Member, name: &str) -> Result<()> {
        self.change(member, name, |tx, member, them| {
            let removed = people::unfollow(tx, (them.id, member.id))?;
            if removed { Ok(()) } else { Err(Error::NotFound) }
        })
        .await
    }

    /// Those who follow somebody. Whom a private account is not for has no list of it.
    pub async fn followers(
        &self,
        viewer: Option<&Member>,
        name: &str,
        paging: &Paging,
    ) -> Result<People> {
        self.list_of(viewer, name, ("followers", List::Followers), paging).await
    }

    /// Those whom somebody follows.
    pub async fn following(
        &self,
        viewer: Option<&Member>,
        name: &str,
        paging: &Paging,
    ) -> Result<People> {
        self.list_of(viewer, name, ("following", List::Following), paging).await
    }

    async fn list_of(
        &self,
        viewer: Option<&Member>,
        name: &str,
        (kind, list): (&'static str, fn(UserId) -> List),
        paging: &Paging,
    ) -> Result<People> {
        let (after, limit) = paging.parse_mark(PEOPLE)?;
        let name = Username::known(name).ok().ok_or(Error::NotFound)?;
        let viewer = viewer.cloned();
        self.0
            .db
            .read(move |db| {
                let them = users::profile(db, &name, viewer.as_ref())?.ok_or(Error::NotFound)?;
                if !is_open(&them, viewer.as_ref()) {
                    return Err(Error::NotFound);
                }
                let query = people::Query { list: list(them.id), viewer, after, limit };
                let of = AuthorView {
                    name: them.view.name,
                    display_name: them.view.display_name,
                    avatar: them.view.avatar,
                    url: them.view.url,
                };
                people_page(db, &query, kind, Some(of))
            })
            .await
    }

    /// Those who wait to be let in.
    pub async fn requests(&self, member: &Member, paging: &Paging) -> Result<People> {
        self.own(member, ("requests", List::Requests), paging).await
    }

    /// Those whom one has blocked.
    pub async fn blocked(&self, member: &Member, paging: &Paging) -> Result<People> {
        self.own(member, ("blocked", List::Blocked), paging).await
    }

    /// Those whom one has muted.
    pub async fn muted(&self, member: &Member, paging: &Paging) -> Result<People> {
        self.own(member, ("muted", List::Muted), paging).await
    }

    async fn own(
        &self,
        member: &Member,
        (kind, list): (&'static str, fn(UserId) -> List),
        paging: &Paging,
    ) -> Result<People> {
        let (after, limit) = paging.parse_mark(PEOPLE)?;
        let (list, viewer) = (list(member.id), Some(member.clone()));
        let query = people::Query { list, viewer, after, limit };
        self.0.db.read(move |db| people_page(db, &query, kind, None)).await
    }

    /// Who may come close.
    pub async fn privacy(&self, member: &Member) -> Result<PrivacyView> {
        let member = member.clone();
        self.0.db.read(move |db| privacy(db, &member)).await
    }

    /// Keeps to oneself how often one's photos are looked at, or tells others.
    pub async fn set_hide_views(&self, member: &Member, hidden: bool) -> Result<PrivacyView> {
        let member = member.clone();
        let set = self.0.db.write(move |tx| {
            leaving::hold(tx, member.id)?;
            viewed::set_hidden(tx, member.id, hidden)?;
            privacy(tx, &member)
        });
        set.await
    }

    /// Closes one's account to all but those whom one lets in, or opens it: then those who wait are let in.
    pub async fn set_private(&self, member: &Member, private: bool) -> Result<PrivacyView> {
        let (member, now) = (member.clone(), self.0.clock.now());
        // Thousands may wait: others want to write between them. The account opens with the last of them, so that nobody waits for
        // an open one; what breaks off before goes on when its owner opens it again.
        while !private && self.let_in(member.id, now).await? {}
        let set = self.0.db.write(move |tx| {
            leaving::hold(tx, member.id)?;
            if private != profiles::is_private(tx, member.id)? {
                profiles::set_private(tx, member.id, private.then_some(now))?;
            }
            if !private {
                // Whoever has come meanwhile.
                while accepted_some(tx, member.id, now)? {}
            }
            privacy(tx, &member)
        });
        let set = set.await?;
        self.0.shelf.clear();
        Ok(set)
    }

    /// Lets in some of those who wait; whether there are more.
    async fn let_in(&self, owner: UserId, now: OffsetDateTime) -> Result<bool> {
        self.0
            .db
            .write(move |tx| {
                leaving::hold(tx, owner)?;
                accepted_some(tx, owner, now)
            })
            .await
    }

    /// Follows a tag, or no longer.
    pub async fn follow_tag(&self, member: &Member, tag: &str, follow: bool) -> Result<TagFollow> {
        let (id, now) = (member.id, self.0.clock.now());
        let tag = Tags::one(tag).ok().ok_or(Error::NotFound)?;
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, id)?;
                if !follow {
                    people::unfollow_tag(tx, id, &tag)?;
                } else if people::count_tags(tx, id)? < TAGS {
                    people::follow_tag(tx, id, &tag, now)?;
                } else {
                    return Err(Error::Conflict(Message::new("problem-too-many-tags")));
                }
                Ok(TagFollow { following: people::follows_tag(tx, id, &tag)? })
            })
            .await
    }

    /// Whether somebody follows a tag.
    pub async fn follows_tag(&self, member: &Member, tag: &str) -> Result<bool> {
        let (id, tag) = (member.id, Tags::one(tag).ok().ok_or(Error::NotFound)?);
        Ok(self.0.db.read(move |db| people::follows_tag(db, id, &tag)).await?)
    }

    /// The newest photos of those whom `member` follows, and with the tags they follow; of a tag, those of whom they follow.
    pub async fn wall(&self, member: &Member, of: WallOf, paging: &Paging) -> Result<Wall> {
        let (after, limit) = paging.parse(PHOTOS)?;
        let (tag, user) = of.parse()?;
        let member = member.clone();
        self.0
            .db
            .read(move |db| {
                let author = author(db, user.as_ref(), Some(&member))?;
                // Otherwise the whole wall would be walked for nothing.
                if !likes::follows_anything(db, &member)? {
                    return Ok(Wall { items: Vec::new(), next: None, tag });
                }
                let viewer = Some(member.clone());
                let query = walls::Query { viewer, author, tag: tag.clone(), after, limit };
                let page = walls::following(db, &member, &query)?.ok_or_else(no_such_place)?;
                Ok(Wall { items: page.items, next: page.next, tag })
            })
            .await
    }

    /// Whether `member` follows anybody, or any tag.
    pub async fn follows_anything(&self, member: &Member) -> Result<bool> {
        let member = member.clone();
        Ok(self.0.db.read(move |db| likes::follows_anything(db, &member)).await?)
    }
}

/// Lets `member` follow somebody, or ask to; whoever is to be told of it is told here, in the same transaction.
fn followed(tx: &mut Writer, member: &Member, them: &Profile, at: OffsetDateTime) -> Result<()> {
    let pair = (member.id, them.id);
    let (is_new, kind) = if them.view.private {
        (people::request(tx, pair, at)?, Notice::FollowRequest)
    } else {
        (people::follow(tx, pair, at)?, Notice::Follow)
    };
    if is_new {
        notifications::note(tx, &news(kind, pair, at))?;
    }
    Ok(())
}

/// What the second of a pair is told of the first.
fn news(kind: Notice, (actor, to): (UserId, UserId), at: OffsetDateTime) -> New {
    New { to, kind, actor, photo: None, comment: None, at }
}

/// Lets somebody in; whoever is to be told of it is told here, in the same transaction.
fn accepted(tx: &mut Writer, owner: UserId, them: UserId, at: OffsetDateTime) -> Result<()> {
    people::follow(tx, (them, owner), at)?;
    Ok(notifications::note(tx, &news(Notice::FollowAccepted, (owner, them), at))?)
}

/// Lets in some of those who wait, and says whether there may be more; whoever is to be told of it is told here, in the same
/// transaction.
fn accepted_some(tx: &mut Writer, owner: UserId, at: OffsetDateTime) -> Result<bool> {
    let accepted = people::accept_some(tx, owner, AT_ONCE)?;
    let more = i64::try_from(accepted.len()).unwrap_or(i64::MAX) == AT_ONCE;
    for them in accepted {
        notifications::note(tx, &news(Notice::FollowAccepted, (owner, them), at))?;
    }
    Ok(more)
}

/// Somebody whom `member` may know of.
fn found(reader: &mut Reader, name: &str, member: &Member) -> Result<Profile> {
    let name = Username::known(name).ok().ok_or(Error::NotFound)?;
    users::profile(reader, &name, Some(member))?.ok_or(Error::NotFound)
}

/// Whether what is somebody's is for `viewer`.
fn is_open(them: &Profile, viewer: Option<&Member>) -> bool {
    let known = |it: &Member| it.id == them.id || it.is_staff();
    let standing = them.viewer.unwrap_or_default();
    viewer.is_some_and(known) || standing.following || !(them.view.private || standing.blocked)
}

fn follow_view(reader: &mut Reader, member: &Member, them: UserId) -> Result<FollowView> {
    let (standing, _) = people::standing(reader, member, them)?;
    Ok(FollowView {
        following: standing.following,
        requested: standing.requested,
        followers: people::count_followers(reader, them, Some(member))?,
    })
}

pub(crate) fn circle_view(
    reader: &mut Reader,
    member: &Member,
    them: UserId,
) -> Result<CircleView> {
    let (standing, _) = people::standing(reader, member, them)?;
    Ok(CircleView { blocked: standing.blocked, muted: standing.muted })
}

fn people_page(
    reader: &mut Reader,
    query: &people::Query,
    kind: &str,
    of: Option<AuthorView>,
) -> Result<People> {
    let page = people::page(reader, query)?;
    Ok(People { items: page.items, next: page.next, kind: kind.to_owned(), of })
}

fn privacy(reader: &mut Reader, member: &Member) -> Result<PrivacyView> {
    let mut first = |list| {
        let viewer = Some(member.clone());
        let query = people::Query { list, viewer, after: None, limit: PEOPLE };
        people::page(reader, &query)
    };
    let blocked = first(List::Blocked(member.id))?;
    let muted = first(List::Muted(member.id))?;
    Ok(PrivacyView {
        private: profiles::is_private(reader, member.id)?,
        hide_views: viewed::hides(reader, member.id)?,
        site_hides_views: !reader.shows_views(),
        requests: people::count_requests(reader, member.id, member)?,
        blocked,
        muted,
    })
}
