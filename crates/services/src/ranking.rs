//! Walls in order of what people make of photos, and the formula they are ordered by.

use crate::narrowed::author;
use crate::paging::no_such_place;
use crate::photos::{PHOTOS, parse, present};
use crate::{Actor, Context, Error, Paging, Result, WallOf};
use domain::ranking::{Formula, FormulaDraft};
use domain::{Member, Message, PhotoId};
use repository::ranked::{self, Order, Quantity};
use repository::standings::{self, Hidden, Standing};
use repository::{Reader, audit, photos};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;
use time::OffsetDateTime;
use views::{FormulaTrial, FormulaView, RankingPage, TriedPlace, Wall};

/// Ranked walls, and why photos stand where they stand.
#[derive(Clone)]
pub struct Ranking(Context);

/// In which order a wall is that is not in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// By the score of the formula.
    Popular,
    /// By points, of a time.
    Top(Period),
    /// By how fast those of the last days gather points.
    Rising,
    /// By chance.
    Random,
}

/// Of which time top photos are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The last 24 hours.
    Day,
    /// The last 7 days.
    Week,
    /// The last 30 days.
    Month,
    /// The last 365 days.
    Year,
    /// All.
    All,
}

impl Period {
    /// From its name.
    pub fn parse(name: &str) -> Result<Self, Message> {
        Ok(match name {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "year" => Self::Year,
            "all" => Self::All,
            _ => return Err(Message::new("error-period")),
        })
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    fn days(self) -> Option<u64> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::Month => Some(30),
            Self::Year => Some(365),
            Self::All => None,
        }
    }
}

/// What whoever owns the site is told of a photo.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Why it stands where it stands, with all numbers, and when it was posted.
    Explained(Box<RankingPage>, OffsetDateTime),
    /// It is there, or was, but not everybody may open it.
    Hidden(Hidden),
}

/// How many standings are made anew in one transaction.
const BATCH: i64 = 500;
/// How many standings are looked at together where nothing is written.
const LOOK: i64 = 10_000;
/// How many places a formula is tried for.
const TRIED: usize = 50;

impl Ranking {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// A page of a wall.
    pub async fn wall(
        &self,
        viewer: Option<&Member>,
        of: WallOf,
        sort: Sort,
        paging: &Paging,
    ) -> Result<Wall> {
        let (after, limit) = paging.parse_mark(PHOTOS)?;
        let order = self.order(sort)?;
        let (tag, user) = of.parse()?;
        let viewer = viewer.cloned();
        self.0
            .db
            .read(move |db| {
                let author = author(db, user.as_ref(), viewer.as_ref())?;
                let query = ranked::Query { viewer, order, author, tag, after, limit };
                let page = ranked::page(db, &query)?.ok_or_else(no_such_place)?;
                Ok(Wall { items: page.items, next: page.next, tag: query.tag })
            })
            .await
    }

    fn order(&self, sort: Sort) -> Result<Order> {
        let now = self.0.clock.now();
        Ok(match sort {
            Sort::Popular => Order::Popular,
            Sort::Rising => Order::Rising(ranked::moment(now)),
            Sort::Random => Order::Random(throw()?),
            Sort::Top(period) => match period.days() {
                None => Order::Top,
                Some(days) => {
                    let since = now - Duration::from_hours(24 * days);
                    let many = if days > 7 { Quantity::Many } else { Quantity::Few };
                    Order::TopSince(ranked::moment(since), many)
                }
            },
        })
    }

    /// Why a photo that `viewer` may open stands where it stands.
    pub async fn explain(&self, viewer: Option<&Member>, key: &str) -> Result<RankingPage> {
        let (key, viewer) = (parse(key)?, viewer.cloned());
        self.0
            .db
            .read(move |db| {
                let found = present(db, &key, viewer.as_ref())?;
                let (page, _) = sum_of(db, found.id, viewer.as_ref())?;
                let theirs = viewer.is_some_and(|it| it.is_staff() || it.id == found.author);
                Ok(if theirs { page } else { discreet(page) })
            })
            .await
    }

    /// The same for whoever owns the site, who may know all numbers, and why a photo is none of everybody's.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there never was such a photo.
    pub async fn explain_to_owner(&self, key: &str) -> Result<Told> {
        let key = parse(key)?;
        self.0
            .db
            .read(move |db| match present(db, &key, None) {
                Ok(found) => {
                    let (page, posted) = sum_of(db, found.id, None)?;
                    Ok(Told::Explained(Box::new(page), posted))
                }
                Err(Error::NotFound | Error::Gone) => {
                    let why = standings::hidden(db, &key)?;
                    why.map(Told::Hidden).ok_or(Error::NotFound)
                }
                Err(why) => Err(why),
            })
            .await
    }

    /// The formula that counts.
    pub async fn formula(&self) -> Result<FormulaView> {
        Ok(self.0.db.read(standings::formula).await?.into())
    }

    /// What would become of the popular wall by what was typed.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field; [`Error::Forbidden`] but for admins.
    pub async fn try_out(&self, admin: &Member, typed: &FormulaDraft) -> Result<FormulaTrial> {
        may_rank(admin)?;
        let formula = self.0.db.read(standings::formula).await?;
        let tried = formula.changed_to(typed)?;
        let first = self.first_by(tried).await?;
        let (admin, limit) = (admin.clone(), LOOK);
        let places = self.0.db.read(move |db| -> Result<_> {
            let ids: Vec<i64> = first.iter().map(|it| it.photo_id).collect();
            let mut shown = ranked::shown(db, &ids, Some(&admin))?;
            let mut places = Vec::new();
            for (nth, standing) in (1..).zip(&first) {
                let Some(photo) = shown.remove(&standing.photo_id) else { continue };
                let ahead = standings::before(db, standing)?;
                let before = (ahead < limit).then_some(ahead + 1);
                let points = tried.points(&standing.gathered());
                places.push(TriedPlace::new((nth, before), points, photo));
            }
            Ok(places)
        });
        let places = places.await?;
        Ok(FormulaTrial { formula: formula.into(), tried: tried.into(), places })
    }

    /// The first standings by another formula; all are looked at.
    async fn first_by(&self, formula: Formula) -> Result<Vec<Standing>> {
        let mut first: BinaryHeap<Reverse<(i64, i64)>> = BinaryHeap::new();
        let (mut after, mut kept) = (0, std::collections::HashMap::new());
        loop {
            let page = self.0.db.read(move |db| standings::after(db, after, LOOK)).await?;
            let Some(last) = page.last() else { break };
            after = last.photo_id;
            for it in page {
                let points = formula.points(&it.gathered());
                first.push(Reverse((formula.score(points, it.created_at), it.photo_id)));
                kept.insert(it.photo_id, it);
                if first.len() > TRIED
                    && let Some(Reverse((_, last))) = first.pop()
                {
                    kept.remove(&last);
                }
            }
        }
        let order = first.into_sorted_vec();
        Ok(order.into_iter().filter_map(|Reverse((_, id))| kept.remove(&id)).collect())
    }

    /// Has photos ranked by what was typed: the walls are in the new order as soon as the worker has counted all photos anew.
    ///
    /// # Errors
    /// As [`Ranking::try_out`].
    pub async fn change(
        &self,
        admin: &Member,
        typed: &FormulaDraft,
        actor: &Actor,
    ) -> Result<FormulaView> {
        may_rank(admin)?;
        let (typed, actor, now) = (typed.clone(), actor.clone(), self.0.clock.now());
        let changed = self.0.db.write(move |tx| -> Result<_> {
            let before = standings::formula(tx)?;
            let formula = before.changed_to(&typed)?;
            if formula != before {
                standings::set_formula(tx, &formula)?;
                audit::note(tx, &actor.did("ranking.change", "", &described(&formula), now))?;
            }
            Ok(formula)
        });
        let formula = changed.await?;
        self.0.bell.notify_one();
        Ok(formula.into())
    }

    /// Makes all standings anew, and says of how many photos, and how many were wrong.
    pub async fn rebuild(&self, actor: &Actor) -> Result<(i64, usize)> {
        self.0.rerank().await?;
        let (mut photos, mut wrong, mut after) = (0, 0, 0);
        loop {
            let done = self.0.db.write(move |tx| standings::rebuild(tx, after, BATCH)).await?;
            let Some((last, (looked_at, corrected))) = done else { break };
            (photos, wrong, after) = (photos + looked_at, wrong + corrected, last);
        }
        self.0.note_deed(actor, "ranking.rebuild", "", &wrong.to_string()).await?;
        Ok((photos, wrong))
    }
}

impl Context {
    /// Makes the standings anew that are due. What is due when this is called is done when it returns.
    pub(crate) async fn rerank(&self) -> Result<()> {
        while self.db.read(standings::is_due).await?
            && self.db.write(|tx| standings::refresh_due(tx, BATCH)).await?
        {}
        Ok(())
    }
}

/// The parts of the score of a photo, with all numbers, and when it was posted.
fn sum_of(
    db: &mut Reader,
    photo: PhotoId,
    viewer: Option<&Member>,
) -> Result<(RankingPage, OffsetDateTime)> {
    let view = photos::view(db, photo, viewer)?.ok_or(Error::NotFound)?;
    let formula = standings::formula(db)?;
    let page = RankingPage {
        photo: view.id,
        url: view.url,
        title: view.title,
        place: None,
        listed: false,
        parts: Vec::new(),
        points: 0.0,
        time: 0.0,
        score: 0.0,
        formula: formula.into(),
    };
    let Some(standing) = standings::of(db, photo)? else { return Ok((page, view.created_at)) };
    let place = place(standings::before(db, &standing)?);
    let explained = formula.explain(&standing.gathered(), standing.created_at);
    Ok((page.explained(place, &explained), view.created_at))
}

fn may_rank(member: &Member) -> Result<()> {
    if member.may_manage_users() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}

/// The place of a photo with so many before it, as far as they are counted.
fn place(before: i64) -> Option<i64> {
    (before < standings::PLACES).then_some(before + 1)
}

/// What others are told: all but from how many networks it was looked at. What that makes in points they are told: without it the parts
/// would not add up.
fn discreet(mut page: RankingPage) -> RankingPage {
    for part in page.parts.iter_mut().filter(|it| it.what == "views") {
        part.count = None;
    }
    page
}

/// A formula as the audit log tells it.
fn described(it: &Formula) -> String {
    let points = |value| domain::ranking::shown(value, 1_000);
    format!(
        "like {} comment {} bookmark {} view {} step {} hours {}",
        points(it.like),
        points(it.comment),
        points(it.bookmark),
        points(it.view),
        it.step,
        domain::ranking::shown(it.seconds, 3_600)
    )
}

/// A place to begin in the random order.
fn throw() -> Result<i64> {
    Ok(i64::from_be_bytes(crate::tokens::random()?) & i64::MAX)
}
