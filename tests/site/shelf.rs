//! Pictures kept in memory: bounded, read from the store once, and never shown to whoever may not have them any more.

use std::time::Duration;

use domain::{PhotoEdit, Visibility};
use harness::pictures;
use services::{Context, Photos, Shelf};

use crate::world::{World, a_member, a_photo, answer, by, part_of};

on_both!(
    what_was_asked_for_is_read_from_the_store_once,
    what_is_hidden_or_deleted_is_not_handed_out_again,
    another_process_hands_it_out_for_a_second_at_most,
    it_never_holds_more_than_it_may,
);

async fn what_was_asked_for_is_read_from_the_store_once(world: &World) {
    let ada = a_member("ada").join(world).await;
    let public = a_photo().post(world, &ada).await;
    let private = a_photo().of(vec![pictures::jpeg(20, 20, 3)]).seen_by(Visibility::Private);
    let private = private.post(world, &ada).await;
    let ask = async |viewer, photo: &views::PhotoView| {
        let (image, part) = part_of(&photo.images[0].url);
        answer(world.photos().picture(viewer, image, part).await)
    };
    assert_eq!(ask(None, &public).await, "done");
    assert_eq!(ask(Some(&ada), &private).await, "done");
    world.store.lose_everything();
    assert_eq!(ask(None, &public).await, "done");
    assert_eq!(ask(Some(&ada), &private).await, "done");
    assert_eq!(ask(None, &private).await, "not found", "it is in memory, and yet not for all");
}

async fn what_is_hidden_or_deleted_is_not_handed_out_again(world: &World) {
    let ada = a_member("ada").join(world).await;
    for delete in [false, true] {
        let photo = a_photo().post(world, &ada).await;
        let (image, part) = part_of(&photo.images[0].url);
        assert_eq!(answer(world.photos().picture(None, image, part).await), "done");
        if delete {
            world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
        } else {
            let hide = PhotoEdit { visibility: Some("private".to_owned()), ..<_>::default() };
            world.photos().edit(&ada, &photo.id, hide).await.unwrap();
        }
        let now = answer(world.photos().picture(None, image, part).await);
        assert_eq!(now, if delete { "gone" } else { "not found" });
    }
}

async fn another_process_hands_it_out_for_a_second_at_most(world: &World) {
    // Init: two nodes, each with a memory of its own.
    let ada = a_member("ada").join(world).await;
    let other = Photos::new(Context { shelf: Shelf::new(1_000_000), ..world.context.clone() });
    let photo = a_photo().post(world, &ada).await;
    let (image, part) = part_of(&photo.images[0].url);
    assert_eq!(answer(other.picture(None, image, part).await), "done");

    // Verify: this is about real time, which no test clock moves.
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    assert_eq!(answer(other.picture(None, image, part).await), "gone");
}

async fn it_never_holds_more_than_it_may(world: &World) {
    // Init: pictures of some 4 kB each, and room for two of them.
    let ada = a_member("ada").join(world).await;
    let shelf = Shelf::new(10_000);
    let photos = Photos::new(Context { shelf: shelf.clone(), ..world.context.clone() });
    for seed in 0..12 {
        let photo = a_photo().of(vec![pictures::jpeg(120, 90, seed)]).post(world, &ada).await;
        let (image, part) = part_of(&photo.images[0].url);
        assert_eq!(answer(photos.picture(None, image, part).await), "done");
    }
    let held = shelf.held();
    assert!(held > 0 && held <= 10_000, "{held} bytes");
}
