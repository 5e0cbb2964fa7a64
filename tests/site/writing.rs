//! Writing to the database: what was acknowledged is there, and nobody pays for somebody else's fault.

use std::time::{Duration, Instant};

use repository::mails::{self, NewMail};
use repository::{Database, Error, Result, Writer};
use time::OffsetDateTime;
use tokio::task::JoinSet;

use crate::recorder;
use crate::world::World;

on_both!(
    two_hundred_at_once_are_all_there_once_acknowledged,
    whoever_fails_undoes_their_own_work_only,
    whoever_panics_undoes_their_own_work_only,
    a_request_that_is_given_up_still_writes_all_or_nothing,
    of_fifty_additions_none_is_lost,
    what_is_not_committed_is_seen_by_nobody_else,
    a_database_that_is_busy_says_so_in_time,
    a_row_without_its_owner_is_refused,
    every_connection_is_told_how_careful_to_be,
);

fn a_mail(id: &str) -> NewMail {
    NewMail {
        message_id: id.to_owned(),
        user: None,
        recipient: "ada@example.org".to_owned(),
        locale: "en".to_owned(),
        kind: "test",
        letter: "{\"letter\":\"test\"}".to_owned(),
        created_at: OffsetDateTime::UNIX_EPOCH,
    }
}

/// A write that does two things, so that one of them could be lost.
fn two_mails(tx: &mut Writer, id: usize) -> Result<()> {
    mails::insert(tx, &a_mail(&format!("{id}-a")))?;
    mails::insert(tx, &a_mail(&format!("{id}-b")))?;
    Ok(())
}

/// Writes, and comes back for as long as the site is too busy, which it says after three seconds.
async fn patiently<T: Send + 'static>(
    db: Database,
    work: impl FnOnce(&mut Writer) -> Result<T> + Clone + Send + 'static,
) -> Result<T> {
    loop {
        match db.write(work.clone()).await {
            Err(Error::Unavailable(_)) => tokio::task::yield_now().await,
            settled => return settled,
        }
    }
}

async fn two_hundred_at_once_are_all_there_once_acknowledged(world: &World) {
    let mut writers = JoinSet::new();
    for id in 0..200 {
        let db = world.context.db.clone();
        writers.spawn(async move {
            patiently(db, move |tx| two_mails(tx, id)).await.unwrap();
            id
        });
    }
    // Another connection looks as soon as one is acknowledged, while the others are still under way.
    let mut raw = world.raw();
    while let Some(id) = writers.join_next().await {
        let mine = format!("FROM mails WHERE message_id LIKE '{}-%'", id.unwrap());
        assert_eq!(raw.number(&format!("SELECT count(*) AS n {mine}")), 2, "{mine}");
    }
    assert_eq!(world.rows("mails"), 400);
}

async fn whoever_fails_undoes_their_own_work_only(world: &World) {
    let mut writers = JoinSet::new();
    for id in 0..60 {
        let db = world.context.db.clone();
        writers.spawn(async move {
            let work = move |tx: &mut Writer| {
                two_mails(tx, id)?;
                match id % 3 {
                    0 => Err(Error::Corrupt { table: "test", id: 1 }),
                    // The database itself refuses: on PostgreSQL nothing more could be done in that transaction.
                    1 => mails::insert(tx, &a_mail(&format!("{id}-a"))).map(drop),
                    _ => Ok(()),
                }
            };
            let outcome = patiently(db, work).await;
            (id % 3 == 2, outcome.is_ok())
        });
    }
    assert!(writers.join_all().await.iter().all(|(expected, done)| expected == done));
    assert_eq!(world.rows("mails"), 40);
}

async fn whoever_panics_undoes_their_own_work_only(world: &World) {
    let mut writers = JoinSet::new();
    for id in 0..40 {
        let db = world.context.db.clone();
        writers.spawn(async move {
            let work = move |tx: &mut Writer| {
                two_mails(tx, id)?;
                // Quieter than `panic!`, which would print a line for each.
                if id % 4 == 0 {
                    std::panic::resume_unwind(Box::new("as the test wished"));
                }
                Ok::<_, Error>(())
            };
            patiently(db, work).await
        });
    }
    let mut panics = 0;
    while let Some(outcome) = writers.join_next().await {
        match outcome {
            Ok(done) => done.unwrap(),
            Err(why) => {
                assert_eq!(why.into_panic().downcast_ref(), Some(&"as the test wished"));
                panics += 1;
            }
        }
    }
    assert_eq!((panics, world.rows("mails")), (10, 60));
    world.context.db.write(|tx| two_mails(tx, 99)).await.unwrap();
    assert_eq!(world.rows("mails"), 62);
}

async fn a_request_that_is_given_up_still_writes_all_or_nothing(world: &World) {
    let mut writers = JoinSet::new();
    for id in 0..40 {
        let db = world.context.db.clone();
        writers.spawn(async move { db.write(move |tx| two_mails(tx, id)).await.unwrap() });
    }
    tokio::task::yield_now().await;
    writers.shutdown().await;
    // What comes after them is done after them.
    world.context.db.write(|tx| two_mails(tx, 99)).await.unwrap();
    let odd = "(SELECT substr(message_id, 1, 2) FROM mails GROUP BY 1 HAVING count(*) <> 2) it";
    let settled = async {
        while world.rows(odd) > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), settled).await.expect("no half of anything stays");
}

async fn of_fifty_additions_none_is_lost(world: &World) {
    // Init: a letter that is due again at once, however often it is leased.
    let id = world.context.db.write(|tx| mails::insert(tx, &a_mail("one"))).await.unwrap();
    let mut workers = JoinSet::new();
    for _ in 0..50 {
        let (db, now) = (world.context.db.clone(), OffsetDateTime::UNIX_EPOCH);
        workers.spawn(async move {
            // PostgreSQL passes over a row that somebody else has in hand.
            let lease = move |tx: &mut Writer| mails::lease(tx, now, now);
            while patiently(db.clone(), lease).await.unwrap().is_none() {
                tokio::task::yield_now().await;
            }
        });
    }
    workers.join_all().await;
    let mails = world.context.mails(None, 9).await.unwrap();
    assert_eq!((mails.len(), mails[0].id, mails[0].attempts), (1, id, 50));
}

async fn what_is_not_committed_is_seen_by_nobody_else(world: &World) {
    let (reached, here) = std::sync::mpsc::channel();
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let db = world.context.db.clone();
    let writing = tokio::spawn(async move {
        db.write(move |tx| {
            two_mails(tx, 1)?;
            reached.send(mails::list(tx, None, 9)?.len()).unwrap();
            gone.recv().unwrap();
            Ok::<_, Error>(())
        })
        .await
    });
    let inside = tokio::task::spawn_blocking(move || here.recv().unwrap()).await.unwrap();
    assert_eq!((inside, world.context.mails(None, 9).await.unwrap().len()), (2, 0));
    go.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(world.context.mails(None, 9).await.unwrap().len(), 2);
}

async fn a_database_that_is_busy_says_so_in_time(world: &World) {
    // Init: one connection, and somebody who does not give it back.
    let db = Database::open(world.database.url(), 1).unwrap();
    let (reached, here) = tokio::sync::oneshot::channel();
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let holder = db.clone();
    let holding = tokio::spawn(async move {
        holder
            .read(move |_| {
                reached.send(()).unwrap();
                gone.recv().unwrap();
                Ok::<_, Error>(())
            })
            .await
    });
    here.await.unwrap();

    // Verify: whoever waits is told so after some seconds, and everything goes on afterwards.
    let begun = Instant::now();
    let refused = db.read(repository::site::ping).await.unwrap_err();
    assert!(matches!(refused, Error::Unavailable(_)), "{refused}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    go.send(()).unwrap();
    holding.await.unwrap().unwrap();
    db.read(repository::site::ping).await.unwrap();
}

async fn a_row_without_its_owner_is_refused(world: &World) {
    let orphan = NewMail { user: Some(domain::UserId(999)), ..a_mail("one") };
    let refused = world.context.db.write(move |tx| mails::insert(tx, &orphan)).await;
    assert!(matches!(refused, Err(Error::Query(_))), "{refused:?}");
    assert_eq!(world.rows("mails"), 0);
}

async fn every_connection_is_told_how_careful_to_be(world: &World) {
    let url = world.database.url().to_owned();
    let opening = async {
        let db = Database::open(&url, 1).unwrap();
        db.write(|tx| two_mails(tx, 1)).await.unwrap();
    };
    let ((), told) = recorder::all(&url, opening).await;
    let told = told.join("\n");
    let wanted: &[&str] = if world.database.is_postgres() {
        &["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]
    } else {
        &[
            "busy_timeout",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "BEGIN IMMEDIATE",
        ]
    };
    for words in wanted {
        assert!(told.contains(words), "{words} is missing in\n{told}");
    }
    if !world.database.is_postgres() {
        assert_eq!(world.raw().texts("SELECT journal_mode AS t FROM pragma_journal_mode"), ["wal"]);
    }
}

#[tokio::test]
async fn on_sqlite_writes_that_wait_share_a_commit() {
    let world = World::sqlite();
    let url = world.database.url().to_owned();
    let writing = async {
        let mut writers = JoinSet::new();
        for id in 0..200 {
            let db = world.context.db.clone();
            writers.spawn(async move { db.write(move |tx| two_mails(tx, id)).await.unwrap() });
        }
        writers.join_all().await;
    };
    let ((), told) = recorder::all(&url, writing).await;
    let commits = told.iter().filter(|it| it.starts_with("COMMIT")).count();
    let savepoints = told.iter().filter(|it| it.starts_with("SAVEPOINT")).count();
    assert_eq!((savepoints, world.rows("mails")), (200, 400));
    assert!((1..100).contains(&commits), "{commits} commits for 200 writes");
}
