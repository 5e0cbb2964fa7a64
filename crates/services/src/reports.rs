//! What people report, and what staff does about it. Nobody but staff learns who reported something.

use crate::photos::{parse, present};
use crate::{Actor, Comments, Context, Error, People, Photos, Result, limits, tokens};
use domain::{FieldErrors, Member, Message, PublicKey, Reason, ReportNote, Username};
use repository::reports::{self, Found, NewReport, Thing};
use repository::{Reader, audit, comments, threads, users};
use views::{AdminReports, ReportForm, ReportView, address};

/// What people report.
#[derive(Clone)]
pub struct Reports(Context);

/// What somebody wants to report: exactly one of the three.
#[derive(Debug, Clone, Default)]
pub struct ReportOf {
    /// A photo, by what stands for it.
    pub photo: Option<String>,
    /// A comment, by what stands for it.
    pub comment: Option<String>,
    /// A user, by name.
    pub user: Option<String>,
}

/// How many reports a page shows.
const PAGE: i64 = 30;

/// The thing, found.
struct Seen {
    thing: Thing,
    form: ReportForm,
}

impl ReportOf {
    fn find(&self, reader: &mut Reader, viewer: &Member) -> Result<Seen> {
        let said = |it: &Option<String>| it.clone().filter(|it| !it.is_empty());
        let reasons = || Reason::ALL.iter().map(|it| it.as_str().to_owned()).collect();
        let (thing, id, url) = match (said(&self.photo), said(&self.comment), said(&self.user)) {
            (Some(key), None, None) => {
                let found = present(reader, &parse(&key)?, Some(viewer))?;
                (Thing::Photo(found.id), key.clone(), address::photo(&key))
            }
            (None, Some(key), None) => {
                let found = comments::find(reader, &parse(&key)?, Some(viewer))?;
                let found = found.ok_or(Error::NotFound)?;
                if found.gone {
                    return Err(Error::Gone);
                }
                // Of whom one may not hear, one need not be told who it was.
                let seen = threads::view(reader, &found, Some(viewer))?;
                seen.and_then(|it| it.author).ok_or(Error::NotFound)?;
                let photo = comments::photo_key(reader, found.photo)?;
                (Thing::Comment(found.id), key.clone(), address::comment(&photo, &key))
            }
            (None, None, Some(name)) => {
                let name = Username::known(name.trim_start_matches('@'));
                let name = name.ok().ok_or(Error::NotFound)?;
                let found = users::profile(reader, &name, Some(viewer))?.ok_or(Error::NotFound)?;
                (Thing::User(found.id), found.view.name, found.view.url)
            }
            _ => return Err(Error::field("photo", Message::new("error-report-thing"))),
        };
        let (author, _) = reports::owner_of(reader, thing)?.ok_or(Error::NotFound)?;
        if author == viewer.name {
            return Err(Error::field("photo", Message::new("error-report-own")));
        }
        let kind = thing.kind().to_owned();
        Ok(Seen { thing, form: ReportForm { kind, id, author, url, reasons: reasons() } })
    }
}

/// What staff decides about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing has to be done.
    Dismiss,
    /// It was dismissed by mistake.
    Reopen,
    /// The thing is deleted.
    Remove,
    /// Whose thing it is is suspended.
    Suspend,
}

impl Verdict {
    /// From its name.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "dismiss" => Ok(Self::Dismiss),
            "reopen" => Ok(Self::Reopen),
            "remove" => Ok(Self::Remove),
            "suspend" => Ok(Self::Suspend),
            _ => Err(Error::field("decision", Message::new("error-report-decision"))),
        }
    }
}

impl Reports {
    /// With what it works.
    pub fn new(context: Context) -> Self {
        Self(context)
    }

    /// What a report would be about.
    pub async fn form(&self, member: &Member, of: &ReportOf) -> Result<ReportForm> {
        let (of, member) = (of.clone(), member.clone());
        self.0.db.read(move |db| Ok(of.find(db, &member)?.form)).await
    }

    /// Reports something to staff.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the same person's report about the same thing is still open; [`Error::TooMany`] after ten an hour.
    pub async fn add(
        &self,
        member: &Member,
        of: &ReportOf,
        (reason, note): (&str, &str),
    ) -> Result<ReportView> {
        let mut errors = FieldErrors::default();
        let reason = errors.take("reason", Reason::parse(reason));
        let note = errors.take("note", ReportNote::parse(note, reason));
        let (Some(reason), Some(note)) = (reason, note) else { return Err(errors.into()) };
        let (context, of, member, now) =
            (self.0.clone(), of.clone(), member.clone(), self.0.clock.now());
        let limit = limits::per("reports", &member.id.0.to_string(), 10, 3_600);
        let key = PublicKey::new(tokens::random()?);
        self.0
            .db
            .write(move |tx| {
                crate::leaving::is_here(tx, member.id)?;
                let thing = of.find(tx, &member)?.thing;
                context.take_within(tx, std::slice::from_ref(&limit), now)?;
                let new = NewReport {
                    key: key.clone(),
                    reporter: member.id,
                    thing,
                    reason,
                    note: note.clone(),
                    created_at: now,
                };
                let again = || Error::Conflict(Message::new("error-report-again"));
                reports::insert(tx, &new)?.ok_or_else(again)
            })
            .await
    }

    /// One numbered page of the reports that are `open`, or `closed` by having been dismissed or dealt with.
    pub async fn list(&self, staff: &Member, state: &str, page: i64) -> Result<AdminReports> {
        may_look_after(staff)?;
        let state = match state {
            "" | "open" => "open",
            "dismissed" => "dismissed",
            "done" => "done",
            _ => return Err(Error::field("state", Message::new("error-report-state"))),
        };
        let page = page.clamp(1, 1_000_000);
        Ok(self.0.db.read(move |db| reports::page(db, state, page, PAGE)).await?)
    }

    /// Whether `member` may decide about reports at all: what else is wrong is nobody else's business.
    pub fn may_decide(&self, member: &Member) -> Result<()> {
        may_look_after(member)
    }

    /// Decides about a report.
    pub async fn decide(
        &self,
        staff: &Member,
        id: &str,
        verdict: Verdict,
        actor: &Actor,
    ) -> Result<()> {
        may_look_after(staff)?;
        let key = parse(id)?;
        let looked = key.clone();
        let found = self.0.db.read(move |db| reports::find(db, &looked)).await?;
        let found = found.ok_or(Error::NotFound)?;
        match verdict {
            Verdict::Dismiss | Verdict::Reopen => {
                self.close(staff, &key, (found, verdict), actor).await
            }
            Verdict::Remove => {
                self.remove(staff, &found, actor).await?;
                self.settle(staff, &found, (&key, "report.remove"), actor).await
            }
            Verdict::Suspend => {
                self.suspend(staff, &found, actor).await?;
                self.settle(staff, &found, (&key, "report.suspend"), actor).await
            }
        }
    }

    async fn close(
        &self,
        staff: &Member,
        key: &PublicKey,
        (found, verdict): (Found, Verdict),
        actor: &Actor,
    ) -> Result<()> {
        let (now, by) = (self.0.clock.now(), staff.name.clone());
        let dismissed = verdict == Verdict::Dismiss;
        let deed = if dismissed { "report.dismiss" } else { "report.reopen" };
        let deed = actor.did(deed, key.as_ref(), found.thing.kind(), now);
        self.0
            .db
            .write(move |tx| {
                let changed = if dismissed {
                    reports::dismiss(tx, found.id, &by, now)?
                } else {
                    reports::reopen(tx, &found)?
                };
                if !changed {
                    return Err(Error::Conflict(Message::new("error-report-decided")));
                }
                Ok(audit::note(tx, &deed)?)
            })
            .await
    }

    /// Deletes what a report is about; what is gone already may stay so.
    async fn remove(&self, staff: &Member, found: &Found, actor: &Actor) -> Result<()> {
        let thing = found.thing;
        let owner = self.0.db.read(move |db| reports::owner_of(db, thing)).await?;
        let (_, key) = owner.ok_or(Error::NotFound)?;
        let done = match thing {
            Thing::Photo(_) => Photos::new(self.0.clone()).delete(staff, &key, actor).await,
            Thing::Comment(_) => {
                Comments::new(self.0.clone()).delete(staff, &key, actor).await.map(drop)
            }
            Thing::User(_) => Err(Error::field("decision", Message::new("error-report-decision"))),
        };
        match done {
            Err(Error::Gone) => Ok(()),
            done => done,
        }
    }

    /// Suspends whose thing a report is about: admins only, and never oneself.
    async fn suspend(&self, staff: &Member, found: &Found, actor: &Actor) -> Result<()> {
        if !staff.may_manage_users() {
            return Err(Error::forbidden("problem-forbidden"));
        }
        let thing = found.thing;
        let owner = self.0.db.read(move |db| reports::owner_of(db, thing)).await?;
        let (name, _) = owner.ok_or(Error::NotFound)?;
        if name == staff.name {
            return Err(Error::forbidden("problem-not-yourself"));
        }
        People::new(self.0.clone(), actor.clone()).set_suspended(&name, true).await?;
        self.0.shelf.clear();
        Ok(())
    }

    async fn settle(
        &self,
        staff: &Member,
        found: &Found,
        (key, deed): (&PublicKey, &'static str),
        actor: &Actor,
    ) -> Result<()> {
        let (now, by, thing) = (self.0.clock.now(), staff.name.clone(), found.thing);
        let deed = actor.did(deed, key.as_ref(), thing.kind(), now);
        self.0
            .db
            .write(move |tx| {
                reports::settle(tx, thing, &by, now)?;
                Ok(audit::note(tx, &deed)?)
            })
            .await
    }
}

fn may_look_after(member: &Member) -> Result<()> {
    if member.is_staff() { Ok(()) } else { Err(Error::forbidden("problem-forbidden")) }
}
