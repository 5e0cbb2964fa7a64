//! What an author does to a photo besides its words: earlier versions, files for others, pictures in another order.

use domain::{Member, PhotoEdit, Shift, Visibility};
use harness::pictures;
use services::{Move, Paging};
use views::PhotoView;

use crate::world::{World, a_member, a_photo, answer, by, part_of};

on_both!(
    each_edit_keeps_what_was_said_before,
    a_file_is_handed_out_where_its_author_allows_it,
    pictures_of_a_photo_change_places,
    one_of_several_pictures_is_removed_with_its_bytes,
);

fn says(title: &str, visibility: &str) -> PhotoEdit {
    PhotoEdit {
        title: Some(title.to_owned()),
        visibility: Some(visibility.to_owned()),
        ..PhotoEdit::default()
    }
}

async fn each_edit_keeps_what_was_said_before(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let photo = a_photo().titled("One").tagged("lake").post(world, &ada).await;
    let photos = world.photos();
    photos.edit(&ada, &photo.id, says("Two", "public")).await.unwrap();
    world.minutes_pass(1);
    // What changes nothing leaves nothing.
    photos.edit(&ada, &photo.id, says("Two", "public")).await.unwrap();
    let edit = PhotoEdit {
        alt: Some(vec!["A lake".to_owned()]),
        license: Some("CC-BY-4.0".to_owned()),
        ..says("Two", "unlisted")
    };
    photos.edit(&ada, &photo.id, edit).await.unwrap();
    for who in [&ada, &mo] {
        let page = photos.history(who, &photo.id).await.unwrap();
        let told = |it: &views::EditView| {
            let changes = it.changes.iter();
            let changes = changes.map(|it| format!("{}: {:?} {:?}", it.field, it.before, it.after));
            format!("{}: {}", it.by, changes.collect::<Vec<_>>().join(", "))
        };
        let told: Vec<String> = page.items.iter().map(told).collect();
        let newest = "ada: visibility: \"public\" \"unlisted\", license: \"\" \"CC-BY-4.0\", \
                      alt: \"\" \"A lake\"";
        assert_eq!(told, [newest, "ada: title: \"One\" \"Two\""]);
    }
    assert_eq!(answer(photos.history(&eve, &photo.id).await), "forbidden: problem-forbidden");
    photos.edit(&ada, &photo.id, says("Two", "private")).await.unwrap();
    assert_eq!(answer(photos.history(&eve, &photo.id).await), "not found");
    photos.delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    assert_eq!(world.rows("photo_edits"), 0);
    assert_eq!(answer(photos.history(&ada, &photo.id).await), "gone");
}

async fn a_file_is_handed_out_where_its_author_allows_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let photos = world.photos();
    let get = |viewer: Option<Member>, nth: i32| {
        let (photos, id) = (world.photos(), photo.id.clone());
        async move { answer(photos.original(viewer.as_ref(), &id, nth).await) }
    };
    for viewer in [None, Some(eve.clone())] {
        assert_eq!(get(viewer, 1).await, "not found");
    }
    assert_eq!(get(Some(ada.clone()), 1).await, "done", "one's own");
    let open = |original| PhotoEdit { original: Some(original), ..PhotoEdit::default() };
    photos.edit(&ada, &photo.id, open(true)).await.unwrap();
    let (file, name) = photos.original(None, &photo.id, 1).await.unwrap();
    assert_eq!(name, format!("ada-{}-1.jpg", photo.id));
    let page = photos.show(None, &photo.id, &Paging::default()).await.unwrap().photo;
    let download = page.images[0].download.as_ref().expect("it is offered");
    assert_eq!(download.url, format!("/photos/{}/original/1", photo.id));
    assert_eq!(download.bytes, i64::try_from(file.bytes.len()).unwrap());
    assert!(page.images[0].original.is_none() && page.original);
    for nth in [0, 2, -1] {
        assert_eq!(get(None, nth).await, "not found", "{nth}");
    }
    // Whoever may not open the photo has not its files either.
    let hide = PhotoEdit { visibility: Some("private".to_owned()), ..PhotoEdit::default() };
    photos.edit(&ada, &photo.id, hide).await.unwrap();
    assert_eq!(get(Some(eve), 1).await, "not found");
    photos.edit(&ada, &photo.id, says("", "public")).await.unwrap();
    assert_eq!(get(None, 1).await, "done");
    photos.edit(&ada, &photo.id, open(false)).await.unwrap();
    assert_eq!(get(None, 1).await, "not found");
    photos.delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    assert_eq!(get(None, 1).await, "gone");
}

/// A photo of three pictures.
async fn of_three(world: &World, who: &Member) -> PhotoView {
    let files = (1..4_u32).map(|seed| pictures::jpeg(16, 12, 40 + seed)).collect();
    a_photo().seen_by(Visibility::Public).of(files).post(world, who).await
}

fn ids(photo: &PhotoView) -> Vec<&str> {
    photo.images.iter().map(|it| it.id.as_str()).collect()
}

async fn pictures_of_a_photo_change_places(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = of_three(world, &ada).await;
    let [a, b, c] = ids(&photo)[..] else { panic!("three pictures") };
    let photos = world.photos();
    let to = |it: &str| Move::Before(it.to_owned());
    for (image, to, expected) in [
        (c, Move::By(Shift::Up), [a, c, b]),
        (a, Move::By(Shift::Down), [c, a, b]),
        (b, to(c), [b, c, a]),
        (b, to(""), [c, a, b]),
        (c, Move::By(Shift::Up), [c, a, b]),
    ] {
        let now = photos.arrange(&ada, &photo.id, (image, to)).await.unwrap();
        assert_eq!(ids(&now), expected);
    }
    let shown = photos.show(None, &photo.id, &Paging::default()).await.unwrap().photo;
    assert_eq!(ids(&shown), [c, a, b]);
    let up = || Move::By(Shift::Up);
    let wrong = photos.arrange(&ada, &photo.id, ("x", up())).await;
    assert_eq!(answer(wrong), "invalid: image=error-photo-picture");
    let theirs = photos.arrange(&eve, &photo.id, (a, up())).await;
    assert_eq!(answer(theirs), "forbidden: problem-forbidden");
}

async fn one_of_several_pictures_is_removed_with_its_bytes(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let photo = of_three(world, &ada).await;
    let [a, b, c] = ids(&photo)[..] else { panic!("three pictures") };
    let photos = world.photos();
    let (image, part) = part_of(&photo.images[0].url);
    let stored = world.store.keys().len();
    let theirs = photos.remove_picture(&eve, &photo.id, a).await;
    assert_eq!(answer(theirs), "forbidden: problem-forbidden");
    let now = photos.remove_picture(&ada, &photo.id, a).await.unwrap();
    assert_eq!(ids(&now), [b, c]);
    assert_eq!(answer(photos.picture(None, image, part).await), "gone");
    assert!(world.store.keys().len() < stored, "its bytes are gone");
    assert_eq!(answer(photos.remove_picture(&ada, &photo.id, a).await), "gone");
    assert_eq!(answer(photos.remove_picture(&ada, &photo.id, "x").await), "not found");
    let (image, part) = part_of(&photo.images[1].url);
    assert_eq!(answer(photos.picture(None, image, part).await), "done", "the others stay");
    photos.remove_picture(&ada, &photo.id, c).await.unwrap();
    let last = photos.remove_picture(&ada, &photo.id, b).await;
    assert_eq!(answer(last), "invalid: image=error-photo-last-picture");
}
