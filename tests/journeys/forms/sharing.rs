//! A picture is posted, looked at, edited and deleted.

use harness::{Form, Page, Visitor, pictures};

use crate::people::{csrf, media_of, post, text, upload_form};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_picture_is_posted_and_stands_on_the_wall,
    what_is_wrong_with_an_upload_stands_at_its_field_and_nothing_is_stored,
    the_author_edits_the_words,
    nobody_but_the_author_edits_or_deletes_a_picture,
    several_pictures_in_one_post_have_words_of_their_own,
    a_deleted_picture_is_gone_and_so_are_its_bytes,
);

/// A member at the page where pictures are posted.
async fn at_upload(world: &World, name: &str) -> Visitor {
    world.add(name, &[]).await;
    let mut visitor = world.visitor_as(name).await;
    visitor.follow(".bar a[href='/upload']").await.expect(200);
    visitor
}

fn with_words(form: Form) -> Form {
    form.set("title", "Harbour at dusk")
        .set("caption", "Taken from the pier.\n\nMore: https://example.org/?a=1&b=2")
        .set("alt", "Boats under a red sky")
        .set("tags", "Lake dawn #dawn")
        .set("license", "CC-BY-4.0")
}

async fn a_picture_is_posted_and_stands_on_the_wall(stack: Stack) {
    // Init: a picture that a camera turned and wrote secrets into.
    let world = World::start(stack).await;
    let mut ada = at_upload(&world, "ada").await;
    let original = pictures::private_jpeg(600, 900, 6);

    // Verify: it is posted, with all its words.
    let form = with_words(upload_form(&ada, original.clone()));
    let page = ada.send(form).await.expect(200);
    assert!(page.path().starts_with("/photos/"));
    assert_eq!(page.text(".flash"), "Your photo is on the wall.");
    let path = page.path();
    let mut stranger = world.site.visitor();
    check_photo(&stranger.get(&path).await.expect(200));

    // Verify: it stands on the wall, the author's page and the walls of its tags, and each leads to it.
    for wall in ["/", "/new", "/@ada", "/tags/lake", "/tags/DAWN"] {
        check_tile(&stranger.get(wall).await.expect(200));
        assert_eq!(stranger.follow(".tile a").await.expect(200).path(), path);
    }
    check_sizes(&mut stranger).await;

    // Verify: nothing of its secrets is kept anywhere; its pixels are, bit for bit.
    assert_eq!(world.holding(pictures::CANARY.as_bytes()), [""; 0]);
    let pixels = world.holding(&original[original.len() - 200..]);
    assert!(pixels.len() == 1 && pixels[0].ends_with("-original.jpg"), "{pixels:?}");
}

fn check_photo(page: &Page) {
    assert_eq!(page.text("h1"), "Harbour at dusk");
    assert_eq!(page.text(".about__caption p"), "Taken from the pier.");
    assert_eq!(page.link(".about__caption a"), "https://example.org/?a=1&b=2");
    assert_eq!(page.attr(".about__caption a", "rel"), "ugc nofollow noopener");
    assert_eq!(
        (page.text("a[rel=author]"), page.link("a[rel=author]")),
        ("ada".into(), "/@ada".into())
    );
    assert!(page.attr(".by time", "datetime").ends_with('Z'));
    let tags: Vec<String> = page.select(".tags a").into_iter().map(|it| it.text).collect();
    assert_eq!(tags, ["#lake", "#dawn"]);
    assert!(page.attr("a[rel=license]", "href").contains("/by/4.0/"));
    let picture = page.first(".plate img");
    assert_eq!(picture.attr("alt"), "Boats under a red sky");
    assert_eq!(
        (picture.attr("width"), picture.attr("height")),
        ("900", "600"),
        "it stands upright"
    );
    assert!(!page.has(".by__edit") && !page.has(".confirm"), "strangers may only look");
}

fn check_tile(wall: &Page) {
    assert_eq!(wall.select(".tile").len(), 1);
    assert_eq!(wall.text(".tile__title"), "Harbour at dusk");
    assert_eq!(wall.text(".tile__author"), "ada");
    let picture = wall.first(".tile img");
    assert_eq!(picture.attr("alt"), "Boats under a red sky");
    assert_eq!((picture.attr("width"), picture.attr("height")), ("900", "600"));
    let widths: Vec<&str> =
        picture.attr("srcset").split(", ").filter_map(|it| it.split(' ').nth(1)).collect();
    assert_eq!(widths, ["320w", "640w", "900w"]);
    assert!(!picture.attr("sizes").is_empty());
}

/// Each size is what it says, turned the right way up, and anybody may keep it.
async fn check_sizes(visitor: &mut Visitor) {
    let srcset = visitor.page().attr(".plate img", "srcset");
    for candidate in srcset.split(", ") {
        let (url, width) = candidate.split_once(' ').expect("an address and a width");
        let file = visitor.get(url).await.expect(200);
        assert_eq!(file.header("content-type"), Some("image/jpeg"));
        assert_eq!(
            file.header("cache-control"),
            Some("public, max-age=31536000, s-maxage=60, immutable")
        );
        let picture = image::load_from_memory(&file.bytes).expect("a picture").to_rgb8();
        assert_eq!(format!("{}w", picture.width()), width);
        // Turned by a quarter to the right, the blue corner comes from below to the upper left.
        let [red, _, blue] = picture.get_pixel(9, 9).0;
        assert!(blue > 150 && red < 90, "{width}: the upper left is not blue");
    }
}

async fn what_is_wrong_with_an_upload_stands_at_its_field_and_nothing_is_stored(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut ada = at_upload(&world, "ada").await;
    let page = ada.page();
    assert!(page.attr("#file", "accept").contains("image/webp"));
    assert!(page.shows("up to 26 MB each, 10 at most"), "the limits are said");

    // Verify: no file, no picture, too much said.
    let page = ada.send(with_words(ada.form("form[action='/photos']"))).await.expect(422);
    assert_eq!(page.text("#file-error"), "Choose a picture.");
    assert_eq!(page.attr("#title", "value"), "Harbour at dusk");
    assert!(page.text("#caption").contains("from the pier"));
    assert_eq!(page.attr("#alt", "value"), "Boats under a red sky");
    assert_eq!(page.attr("#license option[selected]", "value"), "CC-BY-4.0");
    let page = ada.send(upload_form(&ada, pictures::svg())).await.expect(422);
    assert_eq!(
        page.text("#file-error"),
        "SVG files are not taken: JPEG, PNG, WebP or GIF, please."
    );
    let page = ada.send(upload_form(&ada, pictures::truncated_jpeg(60, 40))).await.expect(422);
    assert!(page.text("#file-error").contains("ends too early"));
    let fine = || pictures::jpeg(60, 40, 1);
    let form = upload_form(&ada, fine()).set("tags", "<b> lake").set("title", &"x".repeat(500));
    let page = ada.send(form).await.expect(422);
    assert_eq!(page.text("#tags-error"), "“<b>” is not a tag: letters, digits, “-” and “_” only.");
    assert!(page.text("#title-error").starts_with("At most "));
    assert!(page.shows("Choose your pictures once more, please"), "a browser forgets the files");
    assert_eq!(page.attr("#tags", "value"), "<b> lake");

    // Verify: nothing came of it, not even half of one; then it works.
    let one_bad = upload_form(&ada, fine()).set("tags", "").set("title", "");
    let one_bad = one_bad.attach("file", "b.jpg", "image/jpeg", pictures::html());
    ada.send(one_bad).await.expect(422);
    assert_eq!(world.stored(), [""; 0]);
    assert!(!ada.get("/").await.expect(200).has(".tile"));
    ada.get("/upload").await.expect(200);
    let page = ada.send(upload_form(&ada, fine())).await.expect(200);
    assert_eq!(page.text("h1"), "Untitled");
    assert_eq!(page.attr(".plate img", "alt"), "");
}

async fn the_author_edits_the_words(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[("title", "Harbour"), ("tags", "lake")], 1).await;
    let path = text(&photo["url"]).to_owned();
    let mut ada = world.visitor_as("ada").await;

    // Check: the form knows what is there.
    ada.get(&path).await.expect(200);
    ada.follow(".by__edit").await.expect(200);
    let selector = format!("form[action='{path}']");
    let form = ada.form(&selector);
    assert_eq!(
        (form.values("title"), form.values("tags")),
        (vec!["Harbour".into()], vec!["lake".into()])
    );
    assert_eq!(form.values("visibility"), ["public"]);

    // Verify: what is wrong is said in place, what is right is changed.
    let page = ada.send(form.set("tags", "no/slash").set("title", "Quay")).await.expect(422);
    assert!(page.text("#tags-error").contains("no/slash"));
    assert_eq!(page.attr("#title", "value"), "Quay");
    let changes = [("title", "Quay"), ("tags", "dusk"), ("alt", "A quay"), ("caption", "Later.")];
    let page = ada.submit(&selector, &changes).await.expect(200);
    assert_eq!((page.path(), page.text("h1").as_str()), (path.clone(), "Quay"));
    assert!(page.text(".by__facts").contains("edited"));
    assert_eq!(
        (page.text(".tags"), page.text(".about__caption")),
        ("#dusk".into(), "Later.".into())
    );
    assert_eq!(page.attr(".plate img", "alt"), "A quay");
    assert!(!ada.get("/tags/lake").await.expect(200).has(".tile"));
    assert!(ada.get("/tags/dusk").await.expect(200).has(".tile"));
}

async fn nobody_but_the_author_edits_or_deletes_a_picture(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[("title", "Quay")], 1).await;
    let path = text(&photo["url"]).to_owned();
    world.add("bea", &[]).await;

    // Verify: the second member is offered nothing and may nothing.
    let mut bea = world.visitor_as("bea").await;
    let page = bea.get(&path).await.expect(200);
    assert!(!page.has(".by__edit") && !page.has("[data-act='photo-delete']"));
    assert_eq!(bea.get(&format!("{path}/edit")).await.expect(403).text("h1"), "Not allowed");
    for method in ["patch", "delete"] {
        let forged = bea.request(harness::Method::POST, &path);
        let fields = [("_method", method), ("csrf", &csrf(&page)), ("title", "Mine")];
        bea.exchange(forged.form(&fields)).await.expect(403);
    }
    assert_eq!(bea.get(&path).await.expect(200).text("h1"), "Quay");

    // Verify: a stranger is led to sign in.
    let mut stranger = world.site.visitor();
    let page = stranger.get(&format!("{path}/edit")).await.expect(200);
    assert!(page.path().starts_with("/login?next="), "{}", page.path());
}

async fn several_pictures_in_one_post_have_words_of_their_own(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let mut ada = at_upload(&world, "ada").await;

    // Verify: all kinds of files, in their order.
    let form = upload_form(&ada, pictures::jpeg(60, 40, 1)).set("alt", "The first");
    let form = form.attach("file", "b.png", "image/png", pictures::png(40, 60, 2));
    let form = form.attach("file", "c.webp", "image/webp", pictures::webp(50, 50, 3));
    let form = form.attach("file", "d.gif", "image/gif", pictures::gif(80, 40, 4));
    let page = ada.send(form).await.expect(200);
    let path = page.path();
    let sizes = |page: &Page| -> Vec<String> {
        let all = page.select(".plate img").into_iter();
        all.map(|it| format!("{}x{} {}", it.attr("width"), it.attr("height"), it.attr("alt")))
            .collect()
    };
    assert_eq!(sizes(&page), ["60x40 The first", "40x60 ", "50x50 ", "80x40 "]);
    assert_eq!(ada.get("/").await.expect(200).text(".tile__marks .unseen"), "4 pictures");

    // Verify: each gets its own words.
    ada.get(&format!("{path}/edit")).await.expect(200);
    let words = [("alt", "One"), ("alt", "Two"), ("alt", "Three"), ("alt", "Four")];
    let page = ada.submit(&format!("form[action='{path}']"), &words).await.expect(200);
    assert_eq!(sizes(&page), ["60x40 One", "40x60 Two", "50x50 Three", "80x40 Four"]);
}

async fn a_deleted_picture_is_gone_and_so_are_its_bytes(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[("title", "Harbour")], 1).await;
    let kept = post(&app, &[("title", "Quay")], 2).await;
    let path = text(&photo["url"]).to_owned();
    let mut ada = world.visitor_as("ada").await;

    // Check: the bytes are where they should be.
    let mut bytes = Vec::new();
    for media in media_of(&photo) {
        bytes.push(ada.get(&media).await.expect(200).bytes);
    }
    assert!(bytes.len() > 1 && bytes.iter().all(|it| world.holding(it).len() == 1));

    // Verify: the page asks once more, then all is gone and says so.
    ada.get(&path).await.expect(200);
    assert!(ada.page().text(".facts .confirm").contains("This removes the photo"));
    let page = ada.submit("form[data-act='photo-delete']", &[]).await.expect(200);
    assert_eq!(page.path(), "/@ada");
    assert_eq!(page.text(".flash"), "The photo and its pictures are deleted.");
    assert_eq!(page.select(".tile").len(), 1);
    let page = ada.get(&path).await.expect(410);
    assert_eq!((page.text("h1"), page.text(".empty__code")), ("Gone".into(), "410".into()));
    for (media, bytes) in media_of(&photo).iter().zip(&bytes) {
        ada.get(media).await.expect(410);
        assert_eq!(world.holding(bytes), [""; 0]);
    }

    // Verify: the other picture is untouched.
    assert_eq!(world.stored().len(), media_of(&kept).len() + 2, "and the file and the card");
    for media in media_of(&kept) {
        ada.get(&media).await.expect(200);
    }
}
