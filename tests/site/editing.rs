//! How what is said about a photo changes.

use domain::{Member, PhotoDraft, PhotoEdit, Visibility};
use harness::pictures;
use services::File;
use views::PhotoView;

use crate::world::{World, a_member, a_photo, answer, by};

on_both!(
    an_edit_changes_what_it_names_and_nothing_else,
    everything_that_is_said_can_be_changed_or_taken_back,
    only_the_author_edits,
    a_wrong_field_changes_nothing,
    an_edit_that_comes_after_the_deletion_changes_nothing,
);

/// A photo of two pictures with all kinds of words.
async fn a_photo_with_words(world: &World, ada: &Member) -> PhotoView {
    let draft = PhotoDraft {
        title: "Harbour".to_owned(),
        caption: "At dusk".to_owned(),
        alt: vec!["one".to_owned(), "two".to_owned()],
        tags: "lake dusk".to_owned(),
        ..PhotoDraft::default()
    };
    let files = (0..2).map(|seed| File::Bytes(pictures::jpeg(16, 12, seed))).collect::<Vec<_>>();
    world.publishing().publish(ada, &draft, files).await.unwrap().photo
}

async fn an_edit_changes_what_it_names_and_nothing_else(world: &World) {
    let ada = a_member("ada").join(world).await;
    let before = a_photo_with_words(world, &ada).await;
    world.minutes_pass(5);
    let edit = PhotoEdit {
        caption: Some("<b>At dawn</b>".to_owned()),
        tags: Some("dawn, Lake".to_owned()),
        ..PhotoEdit::default()
    };
    let after = world.photos().edit(&ada, &before.id, edit).await.unwrap();
    assert_eq!((&after.title, &after.images), (&before.title, &before.images));
    assert_eq!(after.caption_html, "<p>&lt;b&gt;At dawn&lt;/b&gt;</p>");
    assert_eq!(after.tags, ["dawn", "lake"]);
    assert_eq!(after.edited_at.unwrap() - before.created_at, time::Duration::minutes(5));
    assert_eq!((after.visibility, after.license), (before.visibility, before.license));
}

async fn everything_that_is_said_can_be_changed_or_taken_back(world: &World) {
    let ada = a_member("ada").join(world).await;
    let before = a_photo_with_words(world, &ada).await;
    let edit = PhotoEdit {
        title: Some(String::new()),
        caption: Some("<b>At dawn</b>".to_owned()),
        alt: Some(vec!["1".to_owned(), "2".to_owned()]),
        tags: Some(String::new()),
        visibility: Some("private".to_owned()),
        license: Some("CC0-1.0".to_owned()),
        comments: None,
        ..PhotoEdit::default()
    };
    let after = world.photos().edit(&ada, &before.id, edit).await.unwrap();
    assert_eq!((after.title.as_str(), after.visibility.as_str()), ("", "private"));
    assert_eq!(
        (after.caption.as_deref(), after.license.as_deref()),
        (Some("<b>At dawn</b>"), Some("CC0-1.0"))
    );
    assert_eq!((after.tags.len(), world.rows("photo_tags")), (0, 0));
    let alts: Vec<_> = after.images.iter().map(|it| it.alt.as_str()).collect();
    assert_eq!(alts, ["1", "2"]);
    let spare = ["1", "2", "nothing to describe"].map(str::to_owned).to_vec();
    let spare = PhotoEdit { alt: Some(spare), ..PhotoEdit::default() };
    let refused = answer(world.photos().edit(&ada, &before.id, spare).await);
    assert_eq!(refused, "invalid: alt=error-alt-too-many");
    let (_, typed) = world.photos().editable(&ada, &before.id).await.unwrap();
    assert_eq!((typed.caption.as_str(), typed.license.as_str()), ("<b>At dawn</b>", "CC0-1.0"));
}

async fn only_the_author_edits(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let others = [
        a_member("eve").join(world).await,
        a_member("mo").moderator().join(world).await,
        a_member("ruth").admin().join(world).await,
    ];
    let open = a_photo().post(world, &ada).await;
    let closed = a_photo().seen_by(Visibility::Private).post(world, &ada).await;
    let edit = || PhotoEdit { title: Some("Mine".to_owned()), ..PhotoEdit::default() };

    // Verify: no; and who may not even see it is not told that it is there.
    for other in &others {
        let refused = answer(world.photos().edit(other, &open.id, edit()).await);
        assert_eq!(refused, "forbidden: problem-forbidden", "{}", other.name);
        assert_eq!(answer(world.photos().editable(other, &open.id).await), refused);
    }
    assert_eq!(answer(world.photos().edit(&others[0], &closed.id, edit()).await), "not found");
    assert_eq!(answer(world.photos().edit(&ada, "no-such-key", edit()).await), "not found");
    assert_eq!(answer(world.photos().edit(&ada, "../../etc", edit()).await), "not found");
    assert_eq!(world.rows("photos WHERE title <> '' OR edited_at IS NOT NULL"), 0);
    assert_eq!(answer(world.photos().edit(&ada, &closed.id, edit()).await), "done");
}

async fn a_wrong_field_changes_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("Harbour").tagged("lake").post(world, &ada).await;
    let edit = PhotoEdit {
        title: Some("Lake".to_owned()),
        tags: Some("a b <c>".to_owned()),
        license: Some("none".to_owned()),
        ..PhotoEdit::default()
    };
    let refused = answer(world.photos().edit(&ada, &photo.id, edit).await);
    assert_eq!(refused, "invalid: license=error-license tags=error-tag-characters");
    let after = world.photos().show(Some(&ada), &photo.id, &<_>::default()).await.unwrap().photo;
    assert_eq!(after, photo);
}

async fn an_edit_that_comes_after_the_deletion_changes_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().titled("Harbour").post(world, &ada).await;
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    let edit = PhotoEdit { title: Some("Back".to_owned()), ..PhotoEdit::default() };
    assert_eq!(answer(world.photos().edit(&ada, &photo.id, edit).await), "gone");
    assert_eq!(answer(world.photos().editable(&ada, &photo.id).await), "gone");
    assert_eq!(world.rows("photos WHERE title <> ''"), 0);
}
