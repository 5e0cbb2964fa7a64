//! Albums, links, earlier versions and reports with plain forms: no script has a part in it.

use harness::{Page, Upload, Visitor, pictures};

use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    an_album_is_made_filled_ordered_renamed_and_deleted,
    a_secret_link_with_a_password_is_made_opened_and_ended,
    what_is_reported_is_decided_by_staff,
    several_pictures_are_put_in_order_and_one_is_removed,
);

fn titles(page: &Page) -> Vec<String> {
    page.select(".tile__title").iter().map(|it| it.text.clone()).collect()
}

async fn an_album_is_made_filled_ordered_renamed_and_deleted(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let mut photos = Vec::new();
    for (seed, title) in [(1, "Dawn"), (2, "Noon"), (3, "Dusk")] {
        photos.push(post(&app, &[("title", title)], seed).await);
    }
    let mut ada = world.visitor_as("ada").await;

    // Verify: made, and what to do next is said.
    ada.get("/@ada/albums").await.expect(200);
    ada.follow("main a[href='/albums/new']").await.expect(200);
    let wrong = ada.submit("main form", &[("title", " ")]).await.expect(422);
    assert!(wrong.has("#title[aria-invalid]"));
    let page = ada.submit("main form", &[("title", "A day"), ("description", "Long.")]).await;
    assert_eq!((page.path().as_str(), page.text("h1").as_str()), ("/@ada/albums/a-day", "A day"));
    assert!(page.has(".empty__do a[href='/upload']"));

    // Verify: filled from each photo's page, and read in its order by anybody.
    for photo in &photos {
        ada.get(text(&photo["url"])).await.expect(200);
        ada.follow(".deeds a[href$='/albums']").await.expect(200);
        let page = ada.submit(".thing form", &[]).await.expect(200);
        assert_eq!(page.path(), format!("{}/albums", text(&photo["url"])));
    }
    let mut guest = world.site.visitor();
    let page = guest.get("/@ada/albums/a-day").await.expect(200);
    assert_eq!(titles(&page), ["Dawn", "Noon", "Dusk"]);
    assert!(guest.get("/@ada/albums").await.has(".album__link[href='/@ada/albums/a-day'] img"));

    // Verify: ordered by its buttons.
    ada.get("/@ada/albums/a-day/edit").await.expect(200);
    let dusk = text(&photos[2]["id"]);
    let form = ada.form(&format!(".order__item[data-id='{dusk}'] .order__steps"));
    ada.send(form.set("to", "up")).await.expect(200);
    let page = guest.get("/@ada/albums/a-day").await;
    assert_eq!(titles(&page), ["Dawn", "Dusk", "Noon"]);

    // Verify: another title makes another address, and the old one leads there.
    ada.get("/@ada/albums/a-day/edit").await.expect(200);
    ada.submit("main form", &[("title", "One day")]).await.expect(200);
    assert_eq!(guest.get("/@ada/albums/a-day").await.expect(200).path(), "/@ada/albums/one-day");
    ada.get("/@ada/albums/one-day/edit").await.expect(200);
    let page = ada.submit(".confirm__form", &[]).await.expect(200);
    assert_eq!(page.path(), "/@ada/albums");
    assert_eq!(guest.get("/@ada/albums/one-day").await.status, 404);
    guest.get(text(&photos[0]["url"])).await.expect(200);
}

async fn a_secret_link_with_a_password_is_made_opened_and_ended(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[("title", "Ours"), ("visibility", "private")], 1).await;
    let mut ada = world.visitor_as("ada").await;
    ada.get(text(&photo["url"])).await.expect(200);
    ada.follow(".sheet-share a").await.expect(200);
    let typed = [("password", "blue herons at dawn"), ("expires_days", "7")];
    let page = ada.submit("main form", &typed).await.expect(201);
    let link = page.attr("#share-made", "value");
    let place = link.split_once("/s/").map(|(_, token)| format!("/s/{token}")).expect("a link");
    assert!(!ada.get(&format!("{}/shares", text(&photo["url"]))).await.shows(&place));

    // Verify: it asks for the password, and says nothing before.
    let mut guest: Visitor = world.site.visitor();
    let page = guest.get(&place).await.expect(401);
    assert!(!page.shows("Ours"), "nothing is told at the door");
    guest.submit("form[action^='/s/']", &[("password", "four trees")]).await.expect(422);
    let page = guest.submit("form[action^='/s/']", &[("password", "blue herons at dawn")]).await;
    let page = page.expect(200);
    assert_eq!((page.path(), page.text("h1")), (place.clone(), "Ours".to_owned()));
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow, noarchive"),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let bytes = page.attr(".plate__picture", "src");
    assert!(bytes.starts_with(&format!("{place}/media/")), "{bytes}");
    assert_eq!(
        guest.get(&bytes).await.expect(200).header("cache-control"),
        Some("private, no-store")
    );
    assert_eq!(world.site.visitor().get(&bytes).await.status, 401, "asked for each time");
    assert_eq!(guest.get(text(&photo["url"])).await.status, 404);

    // Verify: ended, it is dead at once.
    ada.get(&format!("{}/shares", text(&photo["url"]))).await.expect(200);
    ada.submit(".thing form", &[]).await.expect(200);
    assert_eq!(guest.get(&place).await.status, 404);
    assert_eq!(guest.get(&bytes).await.status, 404);
}

async fn what_is_reported_is_decided_by_staff(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let photo = post(&app, &[("title", "Stolen")], 1).await;
    world.add("eve", &[]).await;
    world.add("mo", &["--moderator"]).await;
    let (mut eve, mut mo) = (world.visitor_as("eve").await, world.visitor_as("mo").await);
    eve.get(text(&photo["url"])).await.expect(200);
    eve.follow(".deeds a[href^='/reports/new']").await.expect(200);
    let form = eve.form("main form").set("reason", "copyright").set("note", "It is mine.");
    let page = eve.send(form).await.expect(200);
    assert_eq!((page.path().as_str(), page.has(".flash")), (text(&photo["url"]), true));
    eve.get(&format!("/reports/new?photo={}", text(&photo["id"]))).await.expect(200);
    let form = eve.form("main form").set("reason", "spam");
    let again = eve.send(form).await.expect(409);
    assert!(again.has("[data-form-error]:not([hidden])"));

    // Verify: staff sees who and what, dismisses, takes that back, and deletes.
    let page = mo.get("/admin/reports").await.expect(200);
    assert!(page.shows("Stolen") && page.shows("It is mine.") && page.shows("eve"));
    let form = mo.form(".report__acts form").set("decision", "dismiss");
    mo.send(form).await.expect(200);
    mo.get("/admin/reports?state=dismissed").await.expect(200);
    let form = mo.form(".report form").set("decision", "reopen");
    mo.send(form).await.expect(200);
    let page = mo.submit(".report .confirm__form", &[]).await.expect(200);
    assert!(page.has(".empty"));
    assert_eq!(world.site.visitor().get(text(&photo["url"])).await.status, 410);

    // Verify: the author never learns who it was.
    let mut ada = world.visitor_as("ada").await;
    assert_eq!(ada.get("/admin/reports").await.status, 403);
}

async fn several_pictures_are_put_in_order_and_one_is_removed(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let app = world.member("ada").await;
    let file = |seed| Upload::new("picture.jpg", "image/jpeg", pictures::jpeg(120, 80, seed));
    let files: Vec<_> = (1..4).map(|seed| ("file", file(seed))).collect();
    let fields = [("title", "Three"), ("original", "true"), ("license", "CC-BY-4.0")];
    let photo = app.upload("/photos", &fields, &files).await.expect(201).json;
    let path = text(&photo["url"]);
    let mut ada = world.visitor_as("ada").await;
    ada.get(&format!("{path}/edit")).await.expect(200);
    let ids = |page: &Page| -> Vec<String> {
        page.select(".order__item").iter().map(|it| it.attr("data-id").to_owned()).collect()
    };
    let before = ids(ada.page());
    let form = ada.form(&format!(".order__item[data-id='{}'] .order__steps", before[2]));
    let page = ada.send(form.set("to", "up")).await.expect(200);
    assert_eq!(ids(&page), [&before[0], &before[2], &before[1]].map(String::clone));
    let gone = page.attr(&format!(".order__item[data-id='{}'] img", before[0]), "src");
    let page = ada.submit(".order .confirm__form", &[]).await.expect(200);
    assert_eq!(ids(&page), [&before[2], &before[1]].map(String::clone));

    // Verify: what others find.
    let mut guest = world.site.visitor();
    assert_eq!(guest.get(&gone).await.status, 410);
    let page = guest.get(path).await.expect(200);
    assert_eq!(page.select(".plate").len(), 2);
    assert!(page.has("a[rel=license]"));
    let file = page.link(".deeds a[download]");
    let file = guest.get(&file).await.expect(200);
    let kept = file.header("content-disposition").unwrap_or_default();
    assert!(kept.starts_with("attachment; filename=\"ada-"), "{kept}");

    // Verify: what was said before is for its author.
    ada.get(&format!("{path}/edit")).await.expect(200);
    ada.submit("main form", &[("title", "Two"), ("original", "false")]).await.expect(200);
    ada.get(path).await.expect(200);
    let page = ada.follow(".deeds a[href$='/history']").await.expect(200);
    assert!(page.shows("Three") && page.shows("Two"));
    assert!(guest.get(&format!("{path}/history")).await.path().starts_with("/login"));
    assert_eq!(guest.get(&format!("{path}/original/1")).await.status, 404);
}
