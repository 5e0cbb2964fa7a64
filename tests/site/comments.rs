//! What people say about photos, and who may take it back.

use domain::Member;
use services::{CommentDraft, Paging};
use views::CommentView;

use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    a_comment_says_who_said_what_and_what_the_reader_may_do,
    whoever_is_not_confirmed_says_nothing,
    an_author_edits_their_words_and_nobody_else_does,
    the_author_the_photos_author_and_staff_delete,
    a_deleted_comment_leaves_its_address_and_no_words,
    an_answer_belongs_to_the_same_photo,
    nothing_is_said_about_a_photo_one_may_not_open,
    a_talk_is_read_page_by_page,
    a_suspended_author_is_not_heard,
);

fn says(body: &str) -> CommentDraft {
    CommentDraft { body: body.to_owned(), parent: None }
}

async fn say(world: &World, who: &Member, photo: &str, body: &str) -> CommentView {
    world.comments().add(who, photo, says(body)).await.unwrap()
}

async fn a_comment_says_who_said_what_and_what_the_reader_may_do(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let said = say(world, &eve, &photo.id, " <b>Well\r\nseen</b> ").await;

    // Verify: as its author, as the photo's author and as a stranger sees it.
    assert_eq!(said.body_html, "<p>&lt;b&gt;Well<br>seen&lt;/b&gt;</p>");
    assert_eq!(said.body.as_deref(), Some("<b>Well\nseen</b>"));
    assert_eq!(
        (said.author.as_ref().unwrap().name.as_str(), said.photo.as_str()),
        ("eve", photo.id.as_str())
    );
    for (viewer, can_edit, can_delete) in
        [(Some(&eve), true, true), (Some(&ada), false, true), (None, false, false)]
    {
        let list = world.comments().list(viewer, &photo.id, &Paging::default()).await.unwrap();
        let seen = &list.items[0];
        assert_eq!((seen.can_edit, seen.can_delete), (can_edit, can_delete), "{viewer:?}");
        assert_eq!(seen.body.is_some(), can_edit, "as typed for its author only");
        assert_eq!(&world.comments().show(viewer, &said.id).await.unwrap(), seen);
    }
    let page = world.photos().show(None, &photo.id, &Paging::default()).await.unwrap();
    assert_eq!((page.photo.counts.comments, page.comments.items.len()), (1, 1));
}

async fn whoever_is_not_confirmed_says_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").unverified().join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let outcome = world.comments().add(&eve, &photo.id, says("Hi")).await;
    assert_eq!(answer(outcome), "forbidden: problem-verify-first");
    for (body, id) in [
        (" \n ", "error-empty"),
        ("a\u{202e}b", "error-control-characters"),
        ("a\0b", "error-control-characters"),
    ] {
        let outcome = world.comments().add(&ada, &photo.id, says(body)).await;
        assert_eq!(answer(outcome), format!("invalid: body={id}"));
    }
    let outcome = world.comments().add(&ada, &photo.id, says(&"x".repeat(2_001))).await;
    assert_eq!(answer(outcome), "invalid: body=error-too-long");
    assert_eq!(world.rows("comments"), 0);
    say(world, &ada, &photo.id, &"é".repeat(2_000)).await;
}

async fn an_author_edits_their_words_and_nobody_else_does(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let others = [
        ada.clone(),
        a_member("mo").moderator().join(world).await,
        a_member("ruth").admin().join(world).await,
    ];
    let photo = a_photo().post(world, &ada).await;
    let said = say(world, &eve, &photo.id, "First").await;
    world.minutes_pass(3);

    // Verify.
    for other in &others {
        let outcome = world.comments().edit(other, &said.id, "Not mine").await;
        assert_eq!(answer(outcome), "forbidden: problem-forbidden", "{}", other.name);
    }
    let edited = world.comments().edit(&eve, &said.id, "Second").await.unwrap();
    assert_eq!(edited.body.as_deref(), Some("Second"));
    assert_eq!(edited.edited_at.unwrap() - edited.created_at, time::Duration::minutes(3));
    let outcome = world.comments().edit(&eve, &said.id, "  ").await;
    assert_eq!(answer(outcome), "invalid: body=error-empty");
    assert_eq!(answer(world.comments().edit(&eve, "no-such-key", "x").await), "not found");
}

async fn the_author_the_photos_author_and_staff_delete(world: &World) {
    // Init: Ada's photo, Eve's comments.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let people = [
        (a_member("bob").join(world).await, "forbidden: problem-forbidden"),
        (eve.clone(), "done"),
        (ada.clone(), "done"),
        (a_member("mo").moderator().join(world).await, "done"),
        (a_member("ruth").admin().join(world).await, "done"),
    ];

    // Verify.
    for (who, expected) in &people {
        let said = say(world, &eve, &photo.id, "Hello").await;
        let outcome = world.comments().delete(who, &said.id, &by(who)).await;
        if let Ok(about) = &outcome {
            assert_eq!(about.as_deref(), Some(photo.id.as_str()));
        }
        assert_eq!(answer(outcome), *expected, "{}", who.name);
    }
    // Who owns one photo has no say under another.
    let bobs = a_photo().post(world, &people[0].0).await;
    let said = say(world, &eve, &bobs.id, "Hello").await;
    assert_eq!(
        answer(world.comments().delete(&ada, &said.id, &by(&ada)).await),
        "forbidden: problem-forbidden"
    );
}

async fn a_deleted_comment_leaves_its_address_and_no_words(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let said = say(world, &ada, &photo.id, "Canary").await;
    let reply = CommentDraft { parent: Some(said.id.clone()), ..says("To that") };
    let reply = world.comments().add(&ada, &photo.id, reply).await.unwrap();
    world.comments().delete(&ada, &said.id, &by(&ada)).await.unwrap();
    assert_eq!(world.rows("comments WHERE body = 'Canary'"), 0);
    for viewer in [None, Some(&ada)] {
        assert_eq!(answer(world.comments().show(viewer, &said.id).await), "gone");
        let list = world.comments().list(viewer, &photo.id, &Paging::default()).await.unwrap();
        let ids: Vec<_> = list.items.iter().map(|it| &it.id).collect();
        assert_eq!(ids, [&said.id, &reply.id], "answers stay, and the place");
        assert_eq!((list.items[0].deleted, list.items[0].body_html.as_str()), (true, ""));
    }
    assert_eq!(answer(world.comments().edit(&ada, &said.id, "Back").await), "gone");
    assert_eq!(answer(world.comments().delete(&ada, &said.id, &by(&ada)).await), "gone");
    let page = world.photos().show(None, &photo.id, &Paging::default()).await.unwrap();
    assert_eq!(page.photo.counts.comments, 1);
}

async fn an_answer_belongs_to_the_same_photo(world: &World) {
    // Init: what cannot be answered from this photo.
    let ada = a_member("ada").join(world).await;
    let [photo, other] = [a_photo().post(world, &ada).await, a_photo().post(world, &ada).await];
    let first = say(world, &ada, &photo.id, "First").await.id;
    let elsewhere = say(world, &ada, &other.id, "Elsewhere").await.id;
    let deleted = say(world, &ada, &photo.id, "Deleted").await.id;
    world.comments().delete(&ada, &deleted, &by(&ada)).await.unwrap();

    // Verify.
    let answering = |parent: &str| CommentDraft { parent: Some(parent.to_owned()), ..says("Yes") };
    for parent in [elsewhere.as_str(), &deleted, "AAAAAAAAAAA", "nonsense", "<b>"] {
        let outcome = world.comments().add(&ada, &photo.id, answering(parent)).await;
        assert_eq!(answer(outcome), "invalid: parent=error-parent", "{parent}");
    }
    let reply = world.comments().add(&ada, &photo.id, answering(&first)).await.unwrap();
    assert_eq!(reply.parent.as_deref(), Some(first.as_str()));
    let none = world.comments().add(&ada, &photo.id, answering("")).await.unwrap();
    assert_eq!(none.parent, None, "a form sends an empty field");
}

async fn nothing_is_said_about_a_photo_one_may_not_open(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let said = say(world, &eve, &photo.id, "Hello").await;
    let comments = world.comments();

    // Verify: once the photo is private, also her own words under it are out of reach, but for taking them back.
    world.sql("UPDATE photos SET visibility = 'private'");
    assert_eq!(answer(comments.add(&eve, &photo.id, says("Hi")).await), "not found");
    assert_eq!(answer(comments.show(Some(&eve), &said.id).await), "not found");
    assert_eq!(answer(comments.edit(&eve, &said.id, "x").await), "not found");
    assert_eq!(answer(comments.delete(&eve, &said.id, &by(&eve)).await), "done");
    assert_eq!(answer(comments.list(Some(&eve), &photo.id, &Paging::default()).await), "not found");
    assert_eq!(answer(comments.add(&ada, &photo.id, says("Hi")).await), "done");

    // Verify: nothing under what is deleted.
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    assert_eq!(answer(comments.add(&ada, &photo.id, says("Hi")).await), "gone");
    assert_eq!(answer(comments.add(&ada, "AAAAAAAAAAA", says("Hi")).await), "not found");
    assert_eq!(world.rows("comments WHERE body <> '' OR deleted_at IS NULL"), 0);
}

async fn a_talk_is_read_page_by_page(world: &World) {
    // Init: ten comments, in pairs of the same instant.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let mut wanted = Vec::new();
    for number in 0..10_u64 {
        world.clock.advance(std::time::Duration::from_secs(number % 2));
        wanted.push(say(world, &ada, &photo.id, &number.to_string()).await.id);
    }

    // Verify: while others talk on, and the last one read is deleted.
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let paging = Paging { after: after.take(), limit: Some(3) };
        let page = world.comments().list(None, &photo.id, &paging).await.unwrap();
        read.extend(page.items.iter().map(|it| it.id.clone()));
        let Some(next) = page.next else { break };
        world.comments().delete(&ada, &next, &by(&ada)).await.unwrap();
        if read.len() < 6 {
            wanted.push(say(world, &ada, &photo.id, "later").await.id);
        }
        after = Some(next);
    }
    assert_eq!(read, wanted);
    let other = a_photo().post(world, &ada).await;
    let elsewhere = Paging { after: Some(wanted[0].clone()), limit: None };
    let outcome = world.comments().list(None, &other.id, &elsewhere).await;
    assert_eq!(answer(outcome), "invalid: after=error-cursor");
}

async fn a_suspended_author_is_not_heard(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let said = say(world, &eve, &photo.id, "Spam").await;
    world.people().set_suspended("eve", true).await.unwrap();
    for (viewer, heard) in [(None, 0), (Some(&ada), 0), (Some(&mo), 1)] {
        let page = world.photos().show(viewer, &photo.id, &Paging::default()).await.unwrap();
        assert_eq!(
            (page.comments.items.len(), page.photo.counts.comments),
            (heard, i64::try_from(heard).unwrap())
        );
        let shown = answer(world.comments().show(viewer, &said.id).await);
        assert_eq!(shown, if heard == 1 { "done" } else { "not found" });
    }
    world.people().set_suspended("eve", false).await.unwrap();
    assert_eq!(answer(world.comments().show(None, &said.id).await), "done");
}
