//! Talk in two levels, and how it is closed.

use domain::{Member, PhotoEdit};
use services::{CommentDraft, Paging};
use views::CommentView;

use crate::recorder;
use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    an_answer_to_an_answer_joins_the_thread_and_says_to_whom,
    threads_are_read_oldest_first_with_their_first_answers,
    all_answers_of_a_thread_are_read_page_by_page,
    the_place_of_a_deleted_comment_stays_until_the_last_answer_goes,
    a_suspended_author_leaves_only_a_place,
    a_closed_talk_takes_nothing_new,
    a_longer_thread_asks_no_more_questions,
);

async fn say(
    world: &World,
    who: &Member,
    photo: &str,
    (body, parent): (&str, &str),
) -> CommentView {
    let parent = Some(parent.to_owned()).filter(|it| !it.is_empty());
    let draft = CommentDraft { body: body.to_owned(), parent };
    world.comments().add(who, photo, draft).await.unwrap()
}

/// What the page of a photo shows: the words, indented for answers, `-` for places.
async fn shown(world: &World, viewer: Option<&Member>, photo: &str) -> Vec<String> {
    let page = world.comments().list(viewer, photo, &Paging::default()).await.unwrap();
    let line = |it: &CommentView| {
        let words = if it.deleted { "-" } else { it.body_html.as_str() };
        let words = words.trim_start_matches("<p>").trim_end_matches("</p>");
        let rest = it.rest.as_ref().map_or(String::new(), |it| format!(" +{}", it.count));
        format!("{}{words}{rest}", if it.parent.is_some() { "> " } else { "" })
    };
    page.items.iter().map(line).collect()
}

async fn an_answer_to_an_answer_joins_the_thread_and_says_to_whom(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let top = say(world, &ada, &photo, ("Top", "")).await;
    let first = say(world, &eve, &photo, ("First", &top.id)).await;

    // Verify: who is answered is spoken to by name, once.
    let second = say(world, &ada, &photo, ("Second", &first.id)).await;
    assert_eq!(second.parent.as_deref(), Some(top.id.as_str()));
    assert_eq!(second.body.as_deref(), Some("@eve Second"));
    let third = say(world, &ada, &photo, ("Third, @Eve", &first.id)).await;
    assert_eq!(third.body.as_deref(), Some("Third, @Eve"));
    let own = say(world, &eve, &photo, ("Fourth", &first.id)).await;
    assert_eq!(own.body.as_deref(), Some("Fourth"), "nobody calls themselves");
    let to_top = say(world, &eve, &photo, ("Fifth", &top.id)).await;
    assert_eq!(to_top.body.as_deref(), Some("Fifth"));
    // There has to be room for the name.
    let draft = CommentDraft { body: "x".repeat(1_999), parent: Some(first.id) };
    let outcome = world.comments().add(&ada, &photo, draft).await;
    assert_eq!(answer(outcome), "invalid: body=error-too-long");
}

async fn threads_are_read_oldest_first_with_their_first_answers(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let one = say(world, &ada, &photo, ("One", "")).await;
    say(world, &ada, &photo, ("Two", "")).await;
    for nth in 1..=7 {
        say(world, &ada, &photo, (&format!("1.{nth}"), &one.id)).await;
    }
    let expected = ["One", "> 1.1", "> 1.2", "> 1.3", "> 1.4", "> 1.5 +2", "Two"];
    assert_eq!(shown(world, None, &photo).await, expected);
    let page = world.photos().show(None, &photo, &Paging::default()).await.unwrap();
    assert_eq!(page.photo.counts.comments, 9, "answers count as well");

    // Verify: pages are of threads.
    let paging = Paging { after: None, limit: Some(1) };
    let page = world.comments().list(None, &photo, &paging).await.unwrap();
    assert_eq!((page.items.len(), page.next.as_ref()), (6, Some(&one.id)));
    let paging = Paging { after: page.next, limit: Some(1) };
    let page = world.comments().list(None, &photo, &paging).await.unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
}

async fn all_answers_of_a_thread_are_read_page_by_page(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let top = say(world, &ada, &photo, ("Top", "")).await;
    let mut wanted = Vec::new();
    for nth in 1..=7 {
        wanted.push(say(world, &ada, &photo, (&nth.to_string(), &top.id)).await.id);
    }
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let paging = Paging { after: after.take(), limit: Some(3) };
        let page = world.comments().answers(None, &top.id, &paging).await.unwrap();
        assert_eq!(page.comment.id, top.id);
        read.extend(page.items.into_iter().map(|it| it.id));
        let Some(next) = page.next else { break };
        if read.len() < 4 {
            wanted.push(say(world, &ada, &photo, ("8", &top.id)).await.id);
        }
        after = Some(next);
    }
    assert_eq!(read, wanted);
    // By an answer, the same thread.
    let page = world.comments().answers(None, &wanted[2], &Paging::default()).await.unwrap();
    assert_eq!((page.comment.id, page.items.len()), (top.id, 8));
}

async fn the_place_of_a_deleted_comment_stays_until_the_last_answer_goes(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let top = say(world, &eve, &photo, ("Top", "")).await;
    let one = say(world, &ada, &photo, ("One", &top.id)).await;
    let two = say(world, &eve, &photo, ("Two", &top.id)).await;
    let comments = world.comments();

    // Verify.
    comments.delete(&eve, &top.id, &by(&eve)).await.unwrap();
    for viewer in [None, Some(&ada), Some(&eve)] {
        assert_eq!(shown(world, viewer, &photo).await, ["-", "> One", "> Two"]);
        let page = comments.list(viewer, &photo, &Paging::default()).await.unwrap();
        let place = &page.items[0];
        assert_eq!((&place.author, &place.body), (&None, &None), "nobody knows whose it was");
        assert!(!place.can_edit && !place.can_delete);
        let answers = comments.answers(viewer, &top.id, &Paging::default()).await.unwrap();
        assert!(answers.comment.deleted && answers.items.len() == 2);
    }
    let draft = CommentDraft { body: "Late".to_owned(), parent: Some(top.id.clone()) };
    assert_eq!(answer(comments.add(&ada, &photo, draft).await), "invalid: parent=error-parent");
    comments.delete(&ada, &one.id, &by(&ada)).await.unwrap();
    assert_eq!(shown(world, None, &photo).await, ["-", "> Two"]);
    comments.delete(&eve, &two.id, &by(&eve)).await.unwrap();
    assert_eq!(shown(world, None, &photo).await, Vec::<String>::new());
    assert_eq!(answer(comments.answers(None, &top.id, &Paging::default()).await), "gone");
}

async fn a_suspended_author_leaves_only_a_place(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let hers = say(world, &eve, &photo, ("Hers", "")).await;
    say(world, &ada, &photo, ("One", &hers.id)).await;
    let top = say(world, &ada, &photo, ("Top", "")).await;
    say(world, &eve, &photo, ("Two", &top.id)).await;
    world.people().set_suspended("eve", true).await.unwrap();
    assert_eq!(shown(world, None, &photo).await, ["-", "> One", "Top"]);
    assert_eq!(shown(world, Some(&mo), &photo).await, ["Hers", "> One", "Top", "> Two"]);
    // A place that only she has answered is none.
    world.comments().delete(&ada, &top.id, &by(&ada)).await.unwrap();
    assert_eq!(shown(world, None, &photo).await, ["-", "> One"]);
}

async fn a_closed_talk_takes_nothing_new(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let said = say(world, &eve, &photo, ("Before", "")).await;
    let wish = |it: &str| PhotoEdit { comments: Some(it.to_owned()), ..PhotoEdit::default() };

    // Verify: its author closes it, and nothing of its words has changed by that.
    let outcome = world.photos().edit(&eve, &photo, wish("closed")).await;
    assert_eq!(answer(outcome), "forbidden: problem-forbidden");
    let outcome = world.photos().edit(&ada, &photo, wish("shut")).await;
    assert_eq!(answer(outcome), "invalid: comments=error-comments");
    let closed = world.photos().edit(&ada, &photo, wish("closed")).await.unwrap();
    assert_eq!((closed.comments_open, closed.edited_at), (false, None));
    for who in [&eve, &ada] {
        let draft = CommentDraft { body: "After".to_owned(), parent: None };
        let outcome = world.comments().add(who, &photo, draft).await;
        assert_eq!(answer(outcome), "forbidden: problem-talk-closed");
    }
    assert_eq!(shown(world, None, &photo).await, ["Before"]);
    world.comments().edit(&eve, &said.id, "Still mine").await.unwrap();
    let open = world.photos().edit(&ada, &photo, wish("open")).await.unwrap();
    assert!(open.comments_open);
    say(world, &eve, &photo, ("After", "")).await;
}

async fn a_longer_thread_asks_no_more_questions(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await.id;
    let (comments, url) = (world.comments(), world.database.url());
    let mut counts = Vec::new();
    for round in 0..3 {
        let top = say(world, &ada, &photo, (&format!("Top {round}"), "")).await;
        for nth in 0..=(round * 4) {
            say(world, &ada, &photo, (&format!("{round}.{nth}"), &top.id)).await;
        }
        let page = Paging::default();
        let (_, list) = recorder::during(url, comments.list(None, &photo, &page)).await;
        let (_, thread) = recorder::during(url, comments.answers(None, &top.id, &page)).await;
        counts.push((list.len(), thread.len()));
    }
    assert!(counts.iter().all(|it| *it == counts[0]), "{counts:?}");
    assert!(counts[0].0 <= 7 && counts[0].1 <= 7, "{counts:?}");
}
