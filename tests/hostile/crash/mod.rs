//! kill -9 at random moments during uploads and registrations: what was acknowledged is there, byte by byte; what was
//! not is there whole or not at all; no row without its bytes, no mail lost (F01, F02, F07; SECURITY.md 3, contract 1
//! to 3 and 6).

mod clients;
mod journal;
mod verdict;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::world::World;
use harness::chance::Chance;
use journal::Journal;

/// How many uploads and how many registrations have to be acknowledged.
const ENOUGH: usize = 50;

/// How many clients of each kind there are at once.
const CLIENTS: usize = 4;

on_both_databases!(what_was_acknowledged_survives_kills_at_random_moments);

async fn what_was_acknowledged_survives_kills_at_random_moments(mut world: World) {
    // Init.
    world.add("ada", &[]).await;
    let ada = world.app_of("ada").await;
    let key = std::fs::read(world.site.data_dir().join("secret.key")).expect("a key");
    let journal = Arc::new(Journal::default());
    let clients: Vec<JoinHandle<()>> = (0..CLIENTS)
        .flat_map(|_| {
            [
                tokio::spawn(clients::upload(ada.clone(), Arc::clone(&journal))),
                tokio::spawn(clients::join(world.site.app(), Arc::clone(&journal))),
            ]
        })
        .collect();

    // Kill it again and again, until enough was acknowledged.
    let kills = kill(&mut world, &journal).await;
    for client in clients {
        client.await.expect("a client that got enough");
    }
    world.site.kill9();
    world.site.restart().await;

    // Verify.
    eprintln!("{kills} kills; {}", journal.told());
    assert!(kills >= 5, "only {kills} kills");
    assert_eq!(journal.faults(), [""; 0], "answers that were neither yes nor a broken connection");
    assert_eq!(std::fs::read(world.site.data_dir().join("secret.key")).expect("a key"), key);
    verdict::work_is_taken_up(&world).await;
    verdict::acknowledged_photos_are_there(&world, &ada, &journal).await;
    verdict::rows_have_their_bytes(&world, &ada).await;
    verdict::bytes_have_their_rows(&mut world).await;
    verdict::accounts_have_their_letters(&world, &journal).await;
    verdict::database_is_sound(&world);
    world.is_unharmed().await;
}

/// Kills the site at random moments, each shortly after some more was acknowledged, and says how often.
async fn kill(world: &mut World, journal: &Journal) -> usize {
    let mut chance = Chance::new("what_was_acknowledged_survives_kills_at_random_moments");
    let mut kills = 0;
    while !journal.is_complete() {
        journal.grows_by(1 + chance.place(12)).await;
        tokio::time::sleep(Duration::from_micros(chance.below(80_000))).await;
        world.site.kill9();
        kills += 1;
        world.site.restart().await;
    }
    kills
}
