//! How a picture comes to the wall: all of it, or nothing.

use domain::{Member, PhotoDraft};
use harness::pictures;
use services::{Context, File, Publishing};
use tokio::task::JoinSet;

use crate::world::{World, a_member, a_photo, answer, by, part_of};

on_both!(
    a_photo_is_there_with_all_its_sizes,
    whoever_is_not_confirmed_posts_nothing,
    every_field_gets_its_say_before_a_byte_is_stored,
    a_file_that_is_no_good_picture_is_named_and_leaves_nothing,
    a_file_over_a_limit_is_named_and_leaves_nothing,
    a_bad_picture_takes_the_good_ones_with_it,
    a_store_that_fails_leaves_no_row_and_no_byte,
    rows_that_fail_take_the_bytes_with_them,
    a_file_is_known_again_by_whoever_posted_it,
    many_at_once_are_all_there,
);

fn a_draft() -> PhotoDraft {
    PhotoDraft {
        title: "Harbour".to_owned(),
        caption: "Seen at dusk\n\nhttps://example.org/".to_owned(),
        alt: vec!["A harbour".to_owned(), "A boat".to_owned()],
        tags: "#Lake, dusk lake".to_owned(),
        visibility: "unlisted".to_owned(),
        license: "CC-BY-4.0".to_owned(),
        ..PhotoDraft::default()
    }
}

/// What came of posting these files.
async fn post(context: &Context, author: &Member, files: &[Vec<u8>]) -> String {
    let files = files.iter().cloned().map(File::Bytes).collect::<Vec<_>>();
    let publishing = Publishing::new(context.clone());
    answer(publishing.publish(author, &PhotoDraft::default(), files).await)
}

#[track_caller]
fn nothing_is_left(world: &World, of: &str) {
    for table in
        ["photos", "images", "pictures", "variants", "jobs", "photo_tags", "unclaimed_blobs"]
    {
        assert_eq!(world.rows(table), 0, "{table} after {of}");
    }
    assert!(world.store.keys().is_empty(), "bytes after {of}: {:?}", world.store.keys());
}

async fn a_photo_is_there_with_all_its_sizes(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let files = [pictures::jpeg(700, 500, 1), pictures::png(40, 60, 2)];
    let sent = files.iter().cloned().map(File::Bytes).collect::<Vec<_>>();
    let facts = world.publishing().publish(&ada, &a_draft(), sent).await.unwrap();

    // Verify: the words.
    let photo = &facts.photo;
    assert_eq!((photo.title.as_str(), photo.visibility.as_str()), ("Harbour", "unlisted"));
    assert_eq!(photo.caption.as_deref(), Some("Seen at dusk\n\nhttps://example.org/"));
    assert_eq!(
        (photo.tags.as_slice(), photo.license.as_deref()),
        (["lake", "dusk"].map(String::from).as_slice(), Some("CC-BY-4.0"))
    );
    let alts: Vec<_> = photo.images.iter().map(|it| it.alt.as_str()).collect();
    assert_eq!(alts, ["A harbour", "A boat"]);
    assert_eq!((photo.author.name.as_str(), photo.edited_at), ("ada", None));

    // Verify: the receipt, and the bytes behind every address, none of them noted any more.
    let sizes: Vec<_> = facts.receipt.iter().map(|it| it.sizes.clone()).collect();
    assert_eq!(sizes, [vec![320, 640, 700], vec![40]]);
    assert_eq!(facts.receipt[0].received_bytes, files[0].len());
    let mut sizes_seen = 0;
    for variant in photo.images.iter().flat_map(|it| &it.variants) {
        let (image, part) = part_of(&variant.url);
        let picture = world.photos().picture(None, image, part).await.unwrap();
        let decoded = image::load_from_memory(&picture.bytes).unwrap();
        let size = [decoded.width(), decoded.height()].map(|it| i32::try_from(it).unwrap());
        assert_eq!(size, [variant.width, variant.height]);
        let admitted = &picture.admitted;
        assert_eq!(
            (admitted.media_type.as_str(), admitted.public),
            (variant.media_type.as_str(), true)
        );
        assert!(world.store.keys().contains(&admitted.key));
        sizes_seen += 1;
    }
    // Beside the sizes, two files as they are kept and two cards.
    assert_eq!((sizes_seen, world.store.keys().len()), (4, 8));
    assert_eq!((world.rows("unclaimed_blobs"), world.rows("jobs")), (0, 0));
    assert_eq!(world.rows("variants"), 8);
}

async fn whoever_is_not_confirmed_posts_nothing(world: &World) {
    let eve = a_member("eve").unverified().join(world).await;
    let refused = post(&world.context, &eve, &[pictures::jpeg(16, 12, 1)]).await;
    assert_eq!(refused, "forbidden: problem-verify-first");
    nothing_is_left(world, "an attempt");
}

async fn every_field_gets_its_say_before_a_byte_is_stored(world: &World) {
    let ada = a_member("ada").join(world).await;
    let draft = PhotoDraft {
        title: "x".repeat(301),
        caption: "x".repeat(5_001),
        alt: vec!["x".repeat(1_501)],
        tags: "<b>".to_owned(),
        visibility: "all".to_owned(),
        license: "mine".to_owned(),
        ..PhotoDraft::default()
    };
    let outcome = world.publishing().publish(&ada, &draft, Vec::<File>::new()).await;
    assert_eq!(
        answer(outcome),
        "invalid: alt=error-too-long caption=error-too-long file=error-file-missing \
         license=error-license tags=error-tag-characters title=error-too-long visibility=error-visibility"
    );
    let files = vec![File::Bytes(pictures::jpeg(16, 12, 1))];
    let wrong = PhotoDraft { title: "a\0b".to_owned(), ..PhotoDraft::default() };
    let outcome = world.publishing().publish(&ada, &wrong, files).await;
    assert_eq!(answer(outcome), "invalid: title=error-control-characters");
    nothing_is_left(world, "wrong words");
}

async fn a_file_that_is_no_good_picture_is_named_and_leaves_nothing(world: &World) {
    let ada = a_member("ada").join(world).await;
    let cases = [
        ("nothing", Vec::new(), "error-file-not-a-picture"),
        ("text", b"hello".to_vec(), "error-file-not-a-picture"),
        ("SVG", pictures::svg(), "error-file-unsupported"),
        ("HTML", pictures::html(), "error-file-unsupported"),
        ("half a JPEG", pictures::truncated_jpeg(200, 150), "error-file-truncated"),
        ("a JPEG bomb", pictures::jpeg_bomb(), "error-file-too-long"),
        ("a PNG bomb", pictures::png_bomb(), "error-file-too-long"),
        ("a GIF bomb", pictures::gif_bomb(), "error-file-too-long"),
        ("a WebP bomb", pictures::webp_bomb(), "error-file-too-many-pixels"),
    ];
    for (what, bytes, id) in cases {
        let refused = post(&world.context, &ada, &[bytes]).await;
        assert_eq!(refused, format!("invalid: file={id}"), "{what}");
        nothing_is_left(world, what);
    }
    let odd = post(&world.context, &ada, &[pictures::webp_bomb_read_as_empty()]).await;
    assert!(odd.starts_with("invalid: file=error-file-"), "{odd}");
    nothing_is_left(world, "an odd bomb");
}

async fn a_file_over_a_limit_is_named_and_leaves_nothing(world: &World) {
    // Init: limits just above a small picture.
    let ada = a_member("ada").join(world).await;
    let small = pictures::png(40, 30, 1);
    let bytes = u64::try_from(small.len()).unwrap();
    let context = world.with_policy(|it| {
        (it.upload_bytes, it.upload_pixels, it.upload_files) = (bytes, 1_200, 2);
    });
    let two = [small.clone(), small.clone()];
    assert_eq!(post(&context, &ada, &two).await, "done", "exactly at each limit");
    let photo =
        world.photos().wall(None, <_>::default(), &<_>::default()).await.unwrap().items.remove(0);
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    world.sql("DELETE FROM photos");

    // Verify.
    let larger = [small.clone(), vec![0]].concat();
    assert_eq!(post(&context, &ada, &[larger]).await, "invalid: file=error-file-too-large");
    let wider = world.with_policy(|it| it.upload_pixels = 1_199);
    assert_eq!(
        post(&wider, &ada, &two).await,
        "invalid: file=error-file-too-many-pixels file[0]=error-file-too-many-pixels \
         file[1]=error-file-too-many-pixels"
    );
    let three = [small.clone(), small.clone(), small];
    assert_eq!(post(&context, &ada, &three).await, "invalid: file=error-too-many-files");
    assert_eq!(post(&context, &ada, &[]).await, "invalid: file=error-file-missing");
    nothing_is_left(world, "files over the limits");
}

async fn a_bad_picture_takes_the_good_ones_with_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let files = [pictures::jpeg(700, 500, 1), pictures::gif(16, 12, 2), b"hello".to_vec()];
    let refused = post(&world.context, &ada, &files).await;
    assert_eq!(
        refused, "invalid: file=error-file-not-a-picture file[2]=error-file-not-a-picture",
        "which of them, and the first of them also as what is wrong with the field"
    );
    nothing_is_left(world, "two good pictures and a bad one");
}

async fn a_store_that_fails_leaves_no_row_and_no_byte(world: &World) {
    // Init: two files are put before there are rows.
    let ada = a_member("ada").join(world).await;
    let files = [pictures::jpeg(700, 500, 1), pictures::jpeg(16, 12, 2)];

    // Verify: whichever put fails.
    for nth in 1..=2 {
        world.store.fail_put(nth);
        assert_eq!(post(&world.context, &ada, &files).await, "unavailable", "put {nth}");
        nothing_is_left(world, &format!("put {nth} of two failed"));
    }
    world.store.fail_put(9);
    assert_eq!(post(&world.context, &ada, &files).await, "done");
}

async fn rows_that_fail_take_the_bytes_with_them(world: &World) {
    let ada = a_member("ada").join(world).await;
    world.sql("ALTER TABLE photo_tags RENAME TO x");
    let files =
        vec![File::Bytes(pictures::jpeg(16, 12, 1)), File::Bytes(pictures::jpeg(16, 12, 2))];
    let outcome = answer(world.publishing().publish(&ada, &a_draft(), files).await);
    world.sql("ALTER TABLE x RENAME TO photo_tags");
    assert_eq!(outcome, "internal");
    nothing_is_left(world, "a sabotage");
}

async fn a_file_is_known_again_by_whoever_posted_it(world: &World) {
    let ada = a_member("ada").join(world).await;
    let eve = a_member("eve").join(world).await;
    let file = File::Bytes(pictures::jpeg(16, 12, 1));
    assert_eq!(world.publishing().known(&ada, &file).await.unwrap(), None);
    let photo = a_photo().post(world, &ada).await;
    assert_eq!(world.publishing().known(&ada, &file).await.unwrap(), Some(photo.id.clone()));
    assert_eq!(world.publishing().known(&eve, &file).await.unwrap(), None);
    world.photos().delete(&ada, &photo.id, &by(&ada)).await.unwrap();
    assert_eq!(
        world.publishing().known(&ada, &file).await.unwrap(),
        None,
        "not once it is deleted"
    );
}

async fn many_at_once_are_all_there(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mut uploads = JoinSet::new();
    for seed in 0..30 {
        let (context, ada) = (world.context.clone(), ada.clone());
        uploads.spawn(async move { post(&context, &ada, &[pictures::jpeg(32, 24, seed)]).await });
    }
    assert!(uploads.join_all().await.iter().all(|it| it == "done"));
    assert_eq!((world.rows("photos"), world.rows("variants")), (30, 90));
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (90, 0));
}
