//! How a photo goes: its address remembers, nothing else does.

use domain::{PhotoEdit, Visibility};
use services::CommentDraft;

use crate::world::{World, a_member, a_photo, answer, by, part_of};

on_both!(
    the_author_and_staff_delete_and_nobody_else,
    of_a_deleted_photo_only_its_address_is_left,
    a_deleted_photo_is_gone_for_whoever_knew_it_and_unknown_to_the_others,
    a_deletion_that_fails_half_way_deletes_nothing,
);

async fn the_author_and_staff_delete_and_nobody_else(world: &World) {
    let ada = a_member("ada").join(world).await;
    let people = [
        (a_member("eve").join(world).await, "forbidden: problem-forbidden"),
        (a_member("mo").moderator().join(world).await, "done"),
        (a_member("ruth").admin().join(world).await, "done"),
        (ada.clone(), "done"),
    ];
    for (who, expected) in &people {
        let photo = a_photo().post(world, &ada).await;
        let outcome = answer(world.photos().delete(who, &photo.id, &by(who)).await);
        assert_eq!(outcome, *expected, "{}", who.name);
        let again = answer(world.photos().delete(&ada, &photo.id, &by(&ada)).await);
        assert_eq!(again, if *expected == "done" { "gone" } else { "done" }, "{}", who.name);
    }
    let hidden = a_photo().seen_by(Visibility::Private).post(world, &ada).await;
    assert_eq!(
        answer(world.photos().delete(&people[0].0, &hidden.id, &by(&people[0].0)).await),
        "not found"
    );
    assert_eq!(answer(world.photos().delete(&ada, "no-such-key", &by(&ada)).await), "not found");
}

async fn of_a_deleted_photo_only_its_address_is_left(world: &World) {
    // Init: a photo with words, tags and a comment.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("Canary").tagged("canary").post(world, &ada).await;
    let draft = CommentDraft { body: "A canary!".to_owned(), parent: None };
    let comment = world.comments().add(&ada, &photo.id, draft).await.unwrap();
    let (image, part) = part_of(&photo.images[0].url);

    // Verify.
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    for table in ["images", "pictures", "variants", "jobs", "photo_tags", "unclaimed_blobs"] {
        assert_eq!(world.rows(table), 0, "{table}");
    }
    assert_eq!(
        world.rows("photos WHERE title = '' AND caption = '' AND deleted_at IS NOT NULL"),
        1
    );
    assert_eq!(world.rows("comments WHERE body = '' AND deleted_at IS NOT NULL"), 1);
    assert!(!world.raw().texts("SELECT title AS t FROM photos").concat().contains("Canary"));
    assert!(world.store.keys().is_empty());
    assert_eq!(answer(world.photos().picture(Some(&ada), image, part).await), "gone");
    assert_eq!(answer(world.comments().show(Some(&ada), &comment.id).await), "gone");
    assert_eq!(answer(world.comments().list(None, &photo.id, &<_>::default()).await), "gone");
    let wall = world.photos().wall(Some(&ada), <_>::default(), &<_>::default()).await.unwrap();
    assert!(wall.items.is_empty());
    assert_eq!(world.site().show().await.unwrap().counts.photos, 0);
}

async fn a_deleted_photo_is_gone_for_whoever_knew_it_and_unknown_to_the_others(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    for visibility in Visibility::ALL {
        let photo = a_photo().seen_by(visibility).post(world, &ada).await;
        world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
        let open = matches!(visibility, Visibility::Public | Visibility::Unlisted);
        for (viewer, expected) in [
            (None, if open { "gone" } else { "not found" }),
            (Some(&ada), "gone"),
            (Some(&mo), "gone"),
        ] {
            let shown = answer(world.photos().show(viewer, &photo.id, &<_>::default()).await);
            assert_eq!(shown, expected, "{visibility:?} {viewer:?}");
            let (image, part) = part_of(&photo.images[0].url);
            let bytes = answer(world.photos().picture(viewer, image, part).await);
            assert_eq!(bytes, expected, "{visibility:?} {viewer:?}");
        }
    }
}

async fn a_deletion_that_fails_half_way_deletes_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("Harbour").tagged("lake").post(world, &ada).await;
    world.sql("ALTER TABLE unclaimed_blobs RENAME TO x");
    let outcome = answer(world.photos().delete(&ada, &photo.id, &by(&ada)).await);
    world.sql("ALTER TABLE x RENAME TO unclaimed_blobs");
    assert_eq!(outcome, "internal");
    let shown = world.photos().show(Some(&ada), &photo.id, &<_>::default()).await.unwrap();
    assert_eq!(shown.photo, photo);
    assert_eq!(world.store.keys().len(), 3, "the file, one size and the card");
}

/// A deletion as another process does it.
const DELETION: &str = "UPDATE photos SET title = '', caption = '', deleted_at = 1; \
                        UPDATE comments SET body = '', deleted_at = 1; DELETE FROM photo_tags";

#[tokio::test]
async fn an_edit_during_the_deletion_does_not_bring_words_back() {
    let world = World::postgres();
    let ada = a_member("ada").join(&world).await;
    let photo = a_photo().titled("Harbour").post(&world, &ada).await;
    let photos = world.photos();
    let edit = PhotoEdit {
        title: Some("Back".to_owned()),
        tags: Some("back".to_owned()),
        ..PhotoEdit::default()
    };
    let deed = async move { photos.edit(&ada, &photo.id, edit).await };
    let outcome = world.meanwhile(DELETION, deed).await;
    assert_eq!(answer(outcome), "gone");
    assert_eq!((world.rows("photos WHERE title <> ''"), world.rows("photo_tags")), (0, 0));
}

#[tokio::test]
async fn a_comment_during_the_deletion_is_not_kept() {
    let world = World::postgres();
    let ada = a_member("ada").join(&world).await;
    let photo = a_photo().post(&world, &ada).await;
    let comments = world.comments();
    let draft = CommentDraft { body: "Still here?".to_owned(), parent: None };
    let deed = async move { comments.add(&ada, &photo.id, draft).await };
    let outcome = world.meanwhile(DELETION, deed).await;
    assert_eq!(answer(outcome), "gone");
    assert_eq!(world.rows("comments"), 0);
}
