//! What one has done oneself can be taken back, also where the photo has been closed to one since; and no more is said of it.

use domain::{Member, PhotoEdit};
use services::CommentDraft;
use views::LikeView;

use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    what_one_did_to_a_photo_that_is_closed_now_is_taken_back,
    what_others_did_to_it_is_not,
    whoever_was_blocked_takes_back_what_they_said,
);

/// Bob has liked and kept a photo of Ada's, and said something; now it is hers alone.
async fn closed(world: &World) -> (Member, Member, String, String) {
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let photo = a_photo().titled("A secret").post(world, &ada).await.id;
    world.likes().like(&bob, &photo).await.unwrap();
    world.likes().bookmark(&bob, &photo).await.unwrap();
    let draft = CommentDraft { body: "Where is that?".to_owned(), parent: None };
    let said = world.comments().add(&bob, &photo, draft).await.unwrap().id;
    let edit = PhotoEdit { visibility: Some("private".to_owned()), ..PhotoEdit::default() };
    world.photos().edit(&ada, &photo, edit).await.unwrap();
    (ada, bob, photo, said)
}

async fn what_one_did_to_a_photo_that_is_closed_now_is_taken_back(world: &World) {
    // Init.
    let (ada, bob, photo, said) = closed(world).await;
    assert_eq!(world.rows("notifications WHERE kind = 'like'"), 1);

    // Verify: the like and the bookmark, each of which says nothing but what is left of one's own.
    let view = world.likes().unlike(&bob, &photo).await.unwrap();
    assert_eq!(view, LikeView { likes: None, liked: false, bookmarked: true });
    assert_eq!((world.rows("likes"), world.rows("notifications WHERE kind = 'like'")), (0, 0));
    let view = world.likes().unbookmark(&bob, &photo).await.unwrap();
    assert_eq!(view, LikeView { likes: None, liked: false, bookmarked: false });
    assert_eq!(world.rows("bookmarks"), 0);

    // Verify: the comment, and not even the photo's address is said.
    assert_eq!(world.comments().delete(&bob, &said, &by(&bob)).await.unwrap(), None);
    assert_eq!(world.rows("comments WHERE body <> ''"), 0);
    assert_eq!(world.rows("audit WHERE deed = 'comment.delete'"), 0);

    // Verify: what is gone is like what never was; a comment remembers that it was one's own.
    assert_eq!(answer(world.likes().unlike(&bob, &photo).await), "not found");
    assert_eq!(answer(world.likes().unbookmark(&bob, &photo).await), "not found");
    assert_eq!(answer(world.comments().delete(&bob, &said, &by(&bob)).await), "gone");
    // Its author has it as before.
    let view = world.likes().like(&ada, &photo).await.unwrap();
    assert_eq!(view.likes, Some(1));
}

async fn what_others_did_to_it_is_not(world: &World) {
    let (_, bob, photo, said) = closed(world).await;
    let eve = a_member("eve").join(world).await;
    for id in [photo.as_str(), "AAAAAAAAAAA"] {
        assert_eq!(answer(world.likes().unlike(&eve, id).await), "not found");
        assert_eq!(answer(world.likes().unbookmark(&eve, id).await), "not found");
    }
    for id in [said.as_str(), "AAAAAAAAAAA"] {
        assert_eq!(answer(world.comments().delete(&eve, id, &by(&eve)).await), "not found");
    }
    // Nor is anything new done to it, or changed.
    assert_eq!(answer(world.likes().like(&bob, &photo).await), "not found");
    assert_eq!(answer(world.likes().bookmark(&bob, &photo).await), "not found");
    assert_eq!(answer(world.comments().edit(&bob, &said, "Other words").await), "not found");
    assert_eq!(answer(world.comments().show(Some(&bob), &said).await), "not found");
    assert_eq!((world.rows("likes"), world.rows("bookmarks"), world.rows("comments")), (1, 1, 1));
}

async fn whoever_was_blocked_takes_back_what_they_said(world: &World) {
    // Init: everybody may see the photo but Bob, whom its author has blocked; Cleo has answered him.
    let ada = a_member("ada").join(world).await;
    let [bob, cleo] = [a_member("bob").join(world).await, a_member("cleo").join(world).await];
    let photo = a_photo().post(world, &ada).await.id;
    world.likes().like(&bob, &photo).await.unwrap();
    let draft = CommentDraft { body: "Dull".to_owned(), parent: None };
    let said = world.comments().add(&bob, &photo, draft).await.unwrap().id;
    let draft = CommentDraft { body: "Not at all".to_owned(), parent: Some(said.clone()) };
    world.comments().add(&cleo, &photo, draft).await.unwrap();
    world.circle().block(&ada, "bob", true).await.unwrap();
    let shown = world.photos().show(None, &photo, &services::Paging::default()).await.unwrap();
    assert_eq!(shown.photo.counts.likes, 1);

    // Verify.
    assert_eq!(world.likes().unlike(&bob, &photo).await.unwrap().likes, None);
    assert_eq!(world.comments().delete(&bob, &said, &by(&bob)).await.unwrap(), None);
    let shown = world.photos().show(None, &photo, &services::Paging::default()).await.unwrap();
    assert_eq!(shown.photo.counts.likes, 0);
    let words: Vec<_> = shown.comments.items.iter().map(|it| it.body_html.as_str()).collect();
    assert!(!words.iter().any(|it| it.contains("Dull")), "{words:?}");
    assert!(words.iter().any(|it| it.contains("Not at all")), "{words:?}");
}
