//! Likes and bookmarks: counted exactly, for those who may see, and kept by those who like.

use domain::{Member, Visibility};
use services::{Paging, WallOf};
use views::LikeView;

use crate::world::{World, a_member, a_photo, answer};

on_both!(
    a_like_counts_once_and_goes_once,
    likes_are_exact_after_a_storm,
    who_likes_a_photo_is_listed_page_by_page,
    likes_of_those_who_are_not_there_do_not_count,
    nobody_acts_before_their_address_is_confirmed,
    bookmarks_are_a_list_of_ones_own,
    what_was_hidden_or_deleted_is_in_nobodys_bookmarks,
);

async fn a_like_counts_once_and_goes_once(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let likes = world.likes();

    // Execute.
    for _ in 0..2 {
        let now = likes.like(&bob, &photo).await.unwrap();
        assert_eq!(now, LikeView { likes: Some(1), liked: true, bookmarked: false });
    }
    assert_eq!(likes.like(&ada, &photo).await.unwrap().likes, Some(2));

    // Verify: everywhere the photo is shown.
    let wall = world.photos().wall(Some(&bob), WallOf::default(), &Paging::default()).await;
    let shown = world.photos().show(None, &photo, &Paging::default()).await.unwrap().photo;
    let hung = &wall.unwrap().items[0];
    assert_eq!((hung.counts.likes, hung.viewer.unwrap().liked), (2, true));
    assert_eq!((shown.counts.likes, shown.viewer), (2, None));
    for _ in 0..2 {
        let now = likes.unlike(&bob, &photo).await.unwrap();
        assert_eq!(now, LikeView { likes: Some(1), liked: false, bookmarked: false });
    }
    assert_eq!(answer(likes.like(&bob, "AAAAAAAAAAA").await), "not found");
    assert_eq!(answer(likes.like(&bob, "no key").await), "not found");
}

async fn likes_are_exact_after_a_storm(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let mut fans = Vec::new();
    for number in 0..6 {
        fans.push(a_member(&format!("fan{number}")).join(world).await);
    }

    // Execute: everybody likes and takes it back, several times at once, and likes in the end.
    let mut storm = tokio::task::JoinSet::new();
    for fan in fans.iter().chain(&fans) {
        let (likes, fan, photo) = (world.likes(), fan.clone(), photo.clone());
        storm.spawn(async move {
            for round in 0..8 {
                let done = if round % 2 == 0 {
                    likes.like(&fan, &photo).await
                } else {
                    likes.unlike(&fan, &photo).await
                };
                done.unwrap();
            }
            likes.like(&fan, &photo).await.unwrap();
        });
    }
    while let Some(done) = storm.join_next().await {
        done.unwrap();
    }

    // Verify.
    let shown = world.photos().show(None, &photo, &Paging::default()).await.unwrap().photo;
    assert_eq!((shown.counts.likes, world.rows("likes")), (6, 6));
}

async fn who_likes_a_photo_is_listed_page_by_page(world: &World) {
    // Init: seven people, of whom the first three like it in the same moment.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let mut expected = Vec::new();
    for number in 0..7 {
        let fan = a_member(&format!("fan{number}")).join(world).await;
        if number > 2 {
            world.minutes_pass(1);
        }
        world.likes().like(&fan, &photo).await.unwrap();
        expected.insert(0, fan.name);
    }

    // Verify: the newest first, nobody twice, nobody missing, whoever leaves meanwhile.
    let (mut after, mut read) = (None, Vec::new());
    loop {
        let page = Paging { after, limit: Some(2) };
        let page = world.likes().who(None, &photo, &page).await.unwrap();
        read.extend(page.items.into_iter().map(|it| it.name));
        if let Some(last) = read.last().filter(|_| read.len() == 2) {
            let last = world.people().find(last).await.unwrap().member;
            world.likes().unlike(&last, &photo).await.unwrap();
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(read, expected);
    let strange = Paging { after: Some("nowhere".to_owned()), limit: None };
    let wrong = answer(world.likes().who(None, &photo, &strange).await);
    assert_eq!(wrong, "invalid: after=error-cursor");
}

/// How many like the photo for somebody, and who.
async fn seen(world: &World, viewer: Option<&Member>, photo: &str) -> (i64, Vec<String>) {
    let shown = world.photos().show(viewer, photo, &Paging::default()).await.unwrap().photo;
    let list = world.likes().who(viewer, photo, &Paging::default()).await.unwrap();
    (shown.counts.likes, list.items.into_iter().map(|it| it.name).collect())
}

async fn likes_of_those_who_are_not_there_do_not_count(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let eve = a_member("eve").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    for fan in [&bob, &eve] {
        world.likes().like(fan, &photo).await.unwrap();
        world.minutes_pass(1);
    }
    let both = (2, vec!["eve".to_owned(), "bob".to_owned()]);
    let bob_alone = (1, vec!["bob".to_owned()]);
    assert_eq!(seen(world, None, &photo).await, both);

    // Verify: suspended, there is no like of hers but for staff.
    world.people().set_suspended("eve", true).await.unwrap();
    for viewer in [None, Some(&ada), Some(&bob)] {
        assert_eq!(seen(world, viewer, &photo).await, bob_alone);
    }
    assert_eq!(seen(world, Some(&mo), &photo).await, both);
    world.people().set_suspended("eve", false).await.unwrap();
    assert_eq!(seen(world, None, &photo).await, both);

    // Verify: blocked, neither counts for the other, whoever blocked whom.
    world.circle().block(&eve, "bob", true).await.unwrap();
    assert_eq!(seen(world, Some(&bob), &photo).await, bob_alone);
    assert_eq!(seen(world, Some(&eve), &photo).await, (1, vec!["eve".to_owned()]));
    assert_eq!(seen(world, None, &photo).await, both);

    // Verify: deleted with the photo, and with whoever likes.
    world.leaving().send_away("eve", true, &crate::world::by(&mo)).await.unwrap();
    world.leaving().finish().await.unwrap();
    assert_eq!(world.rows("likes"), 1);
    world.photos().delete(&ada, &photo, &crate::world::by(&ada)).await.unwrap();
    assert_eq!(world.rows("likes"), 0);
}

async fn nobody_acts_before_their_address_is_confirmed(world: &World) {
    let ada = a_member("ada").join(world).await;
    let newbie = a_member("newbie").unverified().join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let refused = "forbidden: problem-verify-first";
    assert_eq!(answer(world.likes().like(&newbie, &photo).await), refused);
    assert_eq!(answer(world.circle().follow(&newbie, "ada").await), refused);
    assert_eq!((world.rows("likes"), world.rows("follows")), (0, 0));
    // What nobody else notices they may do.
    assert_eq!(answer(world.likes().bookmark(&newbie, &photo).await), "done");
}

async fn bookmarks_are_a_list_of_ones_own(world: &World) {
    // Init: five photos, bookmarked from the newest to the oldest.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let mut photos = Vec::new();
    for _ in 0..5 {
        photos.push(a_photo().post(world, &ada).await.id);
    }
    for photo in photos.iter().rev() {
        world.minutes_pass(1);
        for _ in 0..2 {
            assert!(world.likes().bookmark(&bob, photo).await.unwrap().bookmarked);
        }
    }

    // Verify: the newest bookmark first, page by page, also when one that was read is taken out.
    let (mut after, mut read) = (None, Vec::new());
    for _ in 0..3 {
        let page = Paging { after, limit: Some(2) };
        let page = world.likes().bookmarks(&bob, &page).await.unwrap();
        assert!(page.items.iter().all(|it| it.viewer.unwrap().bookmarked));
        read.extend(page.items.into_iter().map(|it| it.id));
        world.likes().unbookmark(&bob, read.last().unwrap()).await.unwrap();
        after = page.next;
    }
    assert_eq!((read, after), (photos.clone(), None));
    let own = world.likes().bookmarks(&ada, &Paging::default()).await.unwrap();
    assert!(own.items.is_empty());
    let shown = world.photos().show(Some(&ada), &photos[0], &Paging::default()).await.unwrap();
    assert!(!shown.photo.viewer.unwrap().bookmarked);
}

async fn what_was_hidden_or_deleted_is_in_nobodys_bookmarks(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    let mut photos = Vec::new();
    for _ in 0..4 {
        photos.push(a_photo().post(world, &ada).await.id);
        world.likes().bookmark(&bob, photos.last().unwrap()).await.unwrap();
    }
    let kept = async || {
        let page = Paging { after: None, limit: Some(2) };
        let page = world.likes().bookmarks(&bob, &page).await.unwrap();
        (page.items.into_iter().map(|it| it.id).collect::<Vec<_>>(), page.next.is_some())
    };

    // Execute: the newest is made private, the one before goes.
    let edit = domain::PhotoEdit {
        visibility: Some(Visibility::Private.as_str().to_owned()),
        ..domain::PhotoEdit::default()
    };
    world.photos().edit(&ada, &photos[3], edit).await.unwrap();
    world.photos().delete(&ada, &photos[2], &crate::world::by(&ada)).await.unwrap();

    // Verify: a full page of what is left.
    assert_eq!(kept().await, (vec![photos[1].clone(), photos[0].clone()], false));
    world.people().set_suspended("ada", true).await.unwrap();
    assert_eq!(kept().await, (vec![], false));
    assert_eq!(world.rows("bookmarks"), 3);
}
