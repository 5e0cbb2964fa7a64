//! A page asks the database a fixed number of questions, however long it is.

use harness::pictures;
use services::{CommentDraft, Credential, Kind, Paging, WallOf};

use crate::recorder;
use crate::world::{PASSWORD, World, a_member, a_photo, client};

on_both!(
    a_longer_page_asks_no_more_questions,
    a_longer_list_of_ones_own_asks_no_more_questions,
    a_signed_in_reader_costs_one_question,
);

fn up_to(limit: i64) -> Paging {
    Paging { after: None, limit: Some(limit) }
}

async fn a_longer_page_asks_no_more_questions(world: &World) {
    // Init: thirty photos by five authors, with tags, two pictures and a comment each; on the last, thirty comments.
    let mut authors = Vec::new();
    for name in ["ada", "bob", "cid", "dot", "eve"] {
        authors.push(a_member(name).join(world).await);
    }
    let mut last = String::new();
    for number in 0..30_u32 {
        let author = &authors[usize::try_from(number).unwrap() % 5];
        let files = vec![pictures::jpeg(16, 12, number), pictures::jpeg(12, 16, number)];
        last = a_photo().tagged("lake dusk").of(files).post(world, author).await.id;
        let said = if number == 29 { 30 } else { 1 };
        for _ in 0..said {
            let draft = CommentDraft { body: "Hello".to_owned(), parent: None };
            world.comments().add(author, &last, draft).await.unwrap();
        }
    }

    // Verify, for a stranger and for somebody.
    for viewer in [None, Some(&authors[0])] {
        let (short, long) =
            (counts(world, viewer, &last, 5).await, counts(world, viewer, &last, 30).await);
        assert_eq!(short, long, "[wall, tag, profile, talk] for {viewer:?}");
        assert!(long[0] <= 9 && long.iter().all(|count| *count <= 16), "{long:?}");
    }
}

/// How many statements each page takes.
async fn counts(
    world: &World,
    viewer: Option<&domain::Member>,
    photo: &str,
    limit: i64,
) -> [usize; 4] {
    let (photos, page, url) = (world.photos(), up_to(limit), world.database.url());
    let size = usize::try_from(limit).unwrap();
    let (wall, newest) = recorder::during(url, photos.wall(viewer, WallOf::default(), &page)).await;
    assert_eq!(wall.unwrap().items.len(), size);
    let of = WallOf { user: None, tag: Some("lake".to_owned()) };
    let (wall, tagged) = recorder::during(url, photos.wall(viewer, of, &page)).await;
    assert_eq!(wall.unwrap().items.len(), size);
    let (_, profile) = recorder::during(url, photos.profile(viewer, "ada", &page)).await;
    let (shown, talk) = recorder::during(url, photos.show(viewer, photo, &page)).await;
    assert_eq!(shown.unwrap().comments.items.len(), size);
    let all = [newest, tagged, profile, talk];
    assert!(all.iter().all(|it| !it.is_empty()), "the recorder hears something");
    all.map(|it| it.len())
}

async fn a_signed_in_reader_costs_one_question(world: &World) {
    a_member("ada").join(world).await;
    let pair = ("ada", PASSWORD);
    let token =
        world.sessions().sign_in(pair, &client(Kind::Bearer, (true, ""))).await.unwrap().token;
    let sessions = world.sessions();
    let looking = sessions.member(Credential::Bearer(&token));
    let (found, asked) = recorder::during(world.database.url(), looking).await;
    assert!(found.unwrap().is_some());
    assert_eq!(asked.len(), 1, "{asked:?}");
}

async fn a_longer_list_of_ones_own_asks_no_more_questions(world: &World) {
    // Init: twelve people who follow Ada, whose twelve photos Fan follows, likes and keeps.
    let ada = a_member("ada").join(world).await;
    let fan = a_member("fan").join(world).await;
    world.circle().follow(&fan, "ada").await.unwrap();
    let mut last = String::new();
    for number in 0..12 {
        let other = a_member(&format!("other{number}")).join(world).await;
        world.circle().follow(&other, "ada").await.unwrap();
        last = a_photo().tagged("lake").post(world, &ada).await.id;
        world.likes().bookmark(&fan, &last).await.unwrap();
    }
    for number in 0..12 {
        let other = world.people().find(&format!("other{number}")).await.unwrap().member;
        world.likes().like(&other, &last).await.unwrap();
    }

    // Verify.
    let mut asked = Vec::new();
    for limit in [2, 12] {
        let (page, url) = (up_to(limit), world.database.url());
        let (circle, likes, viewer) = (world.circle(), world.likes(), Some(&fan));
        let (wall, following) =
            recorder::during(url, circle.wall(&fan, WallOf::default(), &page)).await;
        let (kept, bookmarks) = recorder::during(url, likes.bookmarks(&fan, &page)).await;
        let (admirers, liked_by) = recorder::during(url, likes.who(viewer, &last, &page)).await;
        let (circle_of, followers) =
            recorder::during(url, circle.followers(viewer, "ada", &page)).await;
        let size = usize::try_from(limit).unwrap();
        assert_eq!([wall.unwrap().items.len(), kept.unwrap().items.len()], [size; 2]);
        assert_eq!([admirers.unwrap().items.len(), circle_of.unwrap().items.len()], [size; 2]);
        asked.push([following, bookmarks, liked_by, followers].map(|it| it.len()));
    }
    // Reading on takes one statement more: where the last one stood.
    let more = asked[0].iter().zip(asked[1]).all(|(short, long)| *short + 1 >= long && long <= 13);
    assert!(more, "{asked:?}");
}
