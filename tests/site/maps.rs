//! What search engines are told of: public photos of people who are here, by a fixed number of questions.

use domain::Visibility;
use harness::pictures;
use services::Site;

use crate::recorder;
use crate::world::{World, a_member, a_photo, answer};

on_both!(a_map_has_public_photos_only, a_longer_map_asks_no_more_questions);

async fn paths(world: &World) -> Vec<String> {
    let places = Site::new(world.context.clone()).map_part(0).await.unwrap();
    places.into_iter().map(|it| it.url).collect()
}

async fn a_map_has_public_photos_only(world: &World) {
    // Init: something for everybody, something for some, and something of somebody who is sent away.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let public = a_photo().post(world, &ada).await;
    for visibility in [Visibility::Unlisted, Visibility::Followers, Visibility::Private] {
        a_photo().seen_by(visibility).post(world, &ada).await;
    }
    let gone = a_photo().post(world, &ada).await.id;
    world.photos().delete(&ada, &gone, &crate::world::by(&ada)).await.unwrap();
    a_photo().post(world, &eve).await;
    world.raw().must("UPDATE users SET suspended_at = 1 WHERE name = 'eve'");

    // Verify.
    assert_eq!(paths(world).await, [public.url, "/@ada".to_owned()]);
    let site = Site::new(world.context.clone());
    for nth in [-1, 1, i64::MAX, i64::MIN] {
        assert_eq!(answer(site.map_part(nth).await), "not found", "{nth}");
    }
    assert_eq!(site.map_parts().await.unwrap(), 1);
}

async fn a_longer_map_asks_no_more_questions(world: &World) {
    let ada = a_member("ada").join(world).await;
    let site = Site::new(world.context.clone());
    let mut counts = Vec::new();
    for length in [2_u32, 12] {
        for seed in 0..length {
            let files = vec![pictures::jpeg(16, 12, seed), pictures::jpeg(12, 16, seed)];
            a_photo().of(files).post(world, &ada).await;
        }
        let (part, asked) = recorder::during(world.database.url(), site.map_part(0)).await;
        let last = part.unwrap();
        assert!(
            last.iter().filter(|it| it.url.starts_with("/photos/")).all(|it| it.images.len() == 2)
        );
        counts.push(asked.len());
    }
    assert!(counts[0] == counts[1] && counts[0] <= 4, "{counts:?}");
}
