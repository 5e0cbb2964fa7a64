//! What ten thousand visits by somebody who wants to be seen come to (C39, SECURITY 6.4).

use services::{Paging, Sort, WallOf};
use views::PhotoView;

use crate::viewing::at;
use crate::world::{World, a_member, a_photo};

on_both!(ten_thousand_visits_move_a_photo_by_next_to_nothing);

const DAY: u64 = 24 * 60;
const VISITS: usize = 10_000;

/// Sixty photos of an hour and a half each after the other, liked by up to eleven people.
async fn a_lively_wall(world: &World) -> Vec<PhotoView> {
    let ada = a_member("ada").join(world).await;
    let mut fans = Vec::new();
    for nth in 0..11 {
        fans.push(a_member(&format!("fan{nth}")).join(world).await);
    }
    world.minutes_pass(DAY);
    let mut photos = Vec::new();
    for nth in 0..60_usize {
        let photo = a_photo().post(world, &ada).await;
        for fan in fans.iter().take(nth * 7 % 12) {
            world.likes().like(fan, &photo.id).await.unwrap();
        }
        photos.push(PhotoView { viewer: None, ..photo });
        world.minutes_pass(10);
    }
    world.work().await;
    photos
}

/// The place of a photo on the popular wall, from 0.
async fn place(world: &World, photo: &PhotoView) -> usize {
    let first = Paging { after: None, limit: Some(100) };
    let ranking = world.ranking();
    let wall = ranking.wall(None, WallOf::default(), Sort::Popular, &first).await.unwrap();
    wall.items.iter().position(|it| it.id == photo.id).unwrap()
}

async fn ten_thousand_visits_move_a_photo_by_next_to_nothing(world: &World) {
    let photos = a_lively_wall(world).await;
    // One network has 256 addresses; these are in as many networks as there are.
    for (nth, networks) in [1_usize, 10, 100].into_iter().enumerate() {
        let photo = &photos[20 + 7 * nth];
        let before = (place(world, photo).await, world.ranking().explain(None, &photo.id).await);
        for visit in 0..VISITS {
            let network = visit % networks;
            let address = format!("127.{}.{}.{}", nth + 1, network, visit / networks % 250);
            let agent = format!("Mozilla/5.0 (X11; Linux x86_64) Firefox/{visit}.0");
            world.views().note(None, photo, at(&address, &agent));
        }
        world.views().flush().await.unwrap();
        world.work().await;
        let after = (place(world, photo).await, world.ranking().explain(None, &photo.id).await);
        let (old, new) = (before.1.unwrap(), after.1.unwrap());
        let (shift, points) = (before.0.abs_diff(after.0), new.points - old.points);
        let share = (new.score - old.score) / old.score;
        eprintln!(
            "{VISITS} visits from {networks} networks: {shift} of {} places, {points} points, {:.6} % of the score, {:.1} % of what people made of it",
            photos.len(),
            share * 100.0,
            (new.score - old.score) / (old.score - old.time) * 100.0
        );
        assert!(share <= 0.1, "{share}");
        // Fewer than sixteen networks weigh nothing; a hundred weigh as two likes.
        let most = if networks < 16 { 0.0 } else { 2.0 };
        assert!(points <= most && (networks > 10 || shift == 0), "{points} points, {shift} places");
    }
}
