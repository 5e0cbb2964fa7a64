//! What people say about themselves, and their faces: bytes that come and go with their rows.

use harness::pictures;
use services::{File, Paging, ProfileEdit};

use crate::world::{World, a_member, a_photo, answer, part_of};

on_both!(
    a_profile_is_changed_field_by_field,
    a_face_is_a_small_square_without_metadata,
    a_new_face_takes_the_place_of_the_old,
    what_is_no_picture_is_no_face,
    a_face_goes_with_its_owner,
);

async fn a_profile_is_changed_field_by_field(world: &World) {
    let ada = a_member("ada").join(world).await;
    let profiles = world.profiles();
    let links = vec!["https://ada.example/".to_owned(), String::new()];
    let edit =
        ProfileEdit { bio: Some("I climb.".to_owned()), links: Some(links), ..Default::default() };
    let view = profiles.edit(&ada, edit).await.unwrap();
    assert_eq!(
        (view.bio.as_str(), view.links.len(), view.display_name.as_str()),
        ("I climb.", 1, "")
    );
    let edit = ProfileEdit { display_name: Some(" Ada L. ".to_owned()), ..Default::default() };
    let view = profiles.edit(&ada, edit).await.unwrap();
    assert_eq!((view.display_name.as_str(), view.bio.as_str()), ("Ada L.", "I climb."));
    let seen = world.photos().profile(None, "ada", &Paging::default()).await.unwrap().user;
    assert_eq!(
        (seen.display_name.as_str(), &seen.links),
        ("Ada L.", &vec!["https://ada.example/".to_owned()])
    );
    let edit = ProfileEdit { links: Some(vec![]), ..Default::default() };
    assert!(profiles.edit(&ada, edit).await.unwrap().links.is_empty());

    // Verify: every field gets its say, and nothing is changed then.
    let wrong = ProfileEdit {
        display_name: Some("x".repeat(61)),
        bio: Some("x".repeat(1_001)),
        links: Some(vec!["javascript:alert(1)".to_owned()]),
        license: Some("WTFPL".to_owned()),
    };
    let said = answer(profiles.edit(&ada, wrong).await);
    assert_eq!(
        said,
        "invalid: bio=error-too-long display_name=error-too-long license=error-license links=error-link"
    );
    assert_eq!(profiles.show(&ada).await.unwrap().bio, "I climb.");
}

/// The bytes at the address of somebody's face, for a stranger.
async fn face(world: &World, url: &str) -> services::Result<Vec<u8>> {
    let (image, part) = part_of(url);
    let picture = world.photos().picture(None, image, part).await?;
    assert!(picture.admitted.public);
    Ok(picture.bytes.to_vec())
}

async fn a_face_is_a_small_square_without_metadata(world: &World) {
    let ada = a_member("ada").join(world).await;
    let sent = pictures::private_jpeg(400, 250, 6);
    let view = world.profiles().set_avatar(&ada, File::Bytes(sent).into()).await.unwrap();
    let url = view.avatar.unwrap();
    let bytes = face(world, &url).await.unwrap();
    assert!(bytes.starts_with(&[0xff, 0xd8]) && bytes.len() < 60_000);
    assert!(!bytes.windows(4).any(|it| it == b"Exif"));
    let kept = imaging_size(&bytes);
    assert_eq!(kept, (256, 256));

    // Verify: it stands beside what she does.
    let photo = a_photo().post(world, &ada).await;
    assert_eq!(photo.author.avatar.as_deref(), Some(url.as_str()));
    let ada = world.people().find("ada").await.unwrap().member;
    assert!(ada.avatar.is_some_and(|it| url.contains(&it)));
    let (image, _) = part_of(&url);
    assert_eq!(answer(world.photos().picture(None, image, "1x1.jpg").await), "not found");
}

/// Width and height of a JPEG.
fn imaging_size(jpeg: &[u8]) -> (u32, u32) {
    let frame = jpeg.windows(2).position(|it| it == [0xff, 0xc0]).unwrap();
    let side = |at: usize| u32::from(jpeg[frame + at]) * 256 + u32::from(jpeg[frame + at + 1]);
    (side(7), side(5))
}

async fn a_new_face_takes_the_place_of_the_old(world: &World) {
    let ada = a_member("ada").join(world).await;
    let set = async |seed| {
        let file = File::Bytes(pictures::jpeg(300, 300, seed));
        world.profiles().set_avatar(&ada, file.into()).await.unwrap().avatar.unwrap()
    };
    let (old, new) = (set(1).await, set(2).await);
    assert_ne!(old, new);
    assert_eq!(answer(face(world, &old).await), "not found");
    assert_eq!(answer(face(world, &new).await), "done");
    assert_eq!((world.store.keys().len(), world.rows("avatars")), (1, 1));
    for _ in 0..2 {
        world.profiles().remove_avatar(&ada).await.unwrap();
    }
    assert_eq!(answer(face(world, &new).await), "not found");
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (0, 0));
    let seen = world.photos().profile(None, "ada", &Paging::default()).await.unwrap().user;
    assert_eq!(seen.avatar, None);
}

async fn what_is_no_picture_is_no_face(world: &World) {
    let ada = a_member("ada").join(world).await;
    let file = File::Bytes(b"<svg onload=alert(1)>".to_vec());
    let said = answer(world.profiles().set_avatar(&ada, file.into()).await);
    assert_eq!(said, "invalid: file=error-file-unsupported");
    // A store that fails leaves nothing, neither a row nor a note.
    world.store.fail_put(1);
    let file = File::Bytes(pictures::jpeg(40, 40, 1));
    assert_eq!(answer(world.profiles().set_avatar(&ada, file.into()).await), "unavailable");
    assert_eq!((world.rows("avatars"), world.rows("unclaimed_blobs")), (0, 0));
}

async fn a_face_goes_with_its_owner(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mo = a_member("mo").moderator().join(world).await;
    let file = File::Bytes(pictures::jpeg(300, 200, 1));
    let url = world.profiles().set_avatar(&ada, file.into()).await.unwrap().avatar.unwrap();
    world.people().set_suspended("ada", true).await.unwrap();
    assert_eq!(answer(face(world, &url).await), "not found");
    let (image, part) = part_of(&url);
    let seen = world.photos().picture(Some(&mo), image, part).await.unwrap();
    assert!(!seen.admitted.public);
    world.people().set_suspended("ada", false).await.unwrap();
    assert_eq!(answer(face(world, &url).await), "done");
    world.leaving().send_away("ada", true, &crate::world::by(&mo)).await.unwrap();
    assert_eq!(answer(face(world, &url).await), "not found");
    world.leaving().finish().await.unwrap();
    assert_eq!((world.store.keys().len(), world.rows("avatars")), (0, 0));
}
