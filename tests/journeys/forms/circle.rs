//! Liking, keeping, following, blocking and profiles, with plain forms.

use harness::pictures;

use crate::people::{post, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    a_photo_is_liked_kept_and_found_again,
    somebody_is_followed_and_comes_home,
    somebody_private_lets_in_whom_they_want,
    a_profile_is_filled_in,
);

async fn a_photo_is_liked_kept_and_found_again(stack: Stack) {
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[("title", "Harbour")], 1).await;
    let path = text(&photo["url"]).to_owned();
    world.add("bea", &[]).await;
    let mut bea = world.visitor_as("bea").await;
    bea.get(&path).await.expect(200);
    let page = bea.submit("form[data-mark='like']", &[]).await.expect(200);
    assert_eq!((page.path(), page.text(".flash").as_str()), (path.clone(), "You like this photo."));
    assert_eq!(page.text("form[data-mark='like'] [data-count]"), "1");
    assert_eq!(page.attr("form[data-mark='like']", "data-state"), "on");
    bea.submit("form[data-mark='bookmark']", &[]).await.expect(200);
    let page = bea.get("/bookmarks").await.expect(200);
    assert_eq!((page.text("h1").as_str(), page.select(".tile").len()), ("Bookmarks", 1));
    let page = bea.get(&format!("{path}/likes")).await.expect(200);
    assert_eq!(page.link(".folk__one .name"), "/@bea");
    bea.get(&path).await.expect(200);
    let page = bea.submit("form[data-mark='like']", &[]).await.expect(200);
    assert_eq!(page.text("form[data-mark='like'] [data-count]"), "0");
    // A stranger is led to where one signs in.
    let page = world.site.visitor().get(&path).await.expect(200);
    assert!(page.link(".marks .mark__do").starts_with("/login?next="));
}

async fn somebody_is_followed_and_comes_home(stack: Stack) {
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    post(&ada, &[("title", "Harbour"), ("tags", "sea")], 1).await;
    post(&world.member("eve").await, &[("title", "Hill")], 2).await;
    world.add("bea", &[]).await;
    let mut bea = world.visitor_as("bea").await;
    let page = bea.get("/tags/sea?sort=following").await.expect(200);
    assert_eq!(page.link(".empty__do a"), "/tags/sea");
    let page = bea.get("/following").await.expect(200);
    assert_eq!(page.link(".empty__do a"), "/new");
    assert_eq!(bea.get("/").await.expect(200).select(".tile").len(), 2);
    bea.get("/@ada").await.expect(200);
    let page = bea.submit("form[data-mark='follow']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "You follow them now.");
    let page = bea.get("/").await.expect(200);
    assert_eq!(
        (page.text("h1").as_str(), page.text("#wall .tile__title").as_str()),
        ("Following", "Harbour")
    );
    assert_eq!(page.link(".head__way"), "/new");
    let page = bea.get("/tags/sea?sort=following").await.expect(200);
    assert_eq!(page.text("#wall .tile__title"), "Harbour");
    assert!(page.has(".choices a[aria-current='page'][href='/tags/sea?sort=following']"));
    bea.get("/tags/sea").await.expect(200);
    let page = bea.submit("form[data-mark='follow']", &[]).await.expect(200);
    assert_eq!(page.attr("form[data-mark='follow']", "data-state"), "on");

    // Verify: muted and blocked from the menu, and undone from the settings.
    bea.get("/@ada").await.expect(200);
    let page = bea.submit("form[action='/@ada/mute']", &[]).await.expect(200);
    assert!(page.shows("Muted"));
    let page = bea.submit("form[action='/@ada/block']", &[]).await.expect(200);
    assert!(page.shows("You have blocked them") && !page.has(".tile"));
    bea.get("/settings/privacy").await.expect(200);
    let page = bea.submit("form[action='/@ada/block']", &[]).await.expect(200);
    assert_eq!(page.path(), "/settings/privacy");
    bea.submit("form[action='/@ada/mute']", &[]).await.expect(200);
    assert_eq!(bea.get("/@ada").await.expect(200).select(".tile").len(), 1);
}

async fn somebody_private_lets_in_whom_they_want(stack: Stack) {
    let world = World::start(stack).await;
    let photo = post(&world.member("ada").await, &[("title", "Harbour")], 1).await;
    world.add("bea", &[]).await;
    let (mut ada, mut bea) = (world.visitor_as("ada").await, world.visitor_as("bea").await);
    ada.get("/settings/privacy").await.expect(200);
    let page = ada.submit("form[action='/settings/privacy']", &[]).await.expect(200);
    assert_eq!(page.text(".flash"), "Your account is private now.");
    let page = bea.get("/@ada").await.expect(200);
    assert_eq!(page.text(".empty__what"), "This account is private.");
    bea.get(text(&photo["url"])).await.expect(404);
    bea.get("/@ada").await.expect(200);
    let page = bea.submit("form[data-mark='follow']", &[]).await.expect(200);
    assert_eq!(page.text("form[data-mark='follow'] [data-label]"), "Requested");
    ada.get("/follow-requests").await.expect(200);
    ada.submit("form[action='/follow-requests/bea']", &[]).await.expect(200);
    bea.get(text(&photo["url"])).await.expect(200);
}

async fn a_profile_is_filled_in(stack: Stack) {
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;
    ada.get("/settings/profile").await.expect(200);
    let typed = [("display_name", "Ada <b>"), ("bio", "I climb.")];
    let page = ada.submit("form[action='/settings/profile']", &typed).await.expect(200);
    assert_eq!(page.text(".flash"), "Your profile was saved.");
    let form = ada.form("form[action='/me/avatar']");
    let form = form.attach("file", "me.jpg", "image/jpeg", pictures::jpeg(300, 200, 1));
    let page = ada.send(form).await.expect(200);
    assert_eq!(page.text(".flash"), "This is your picture now.");
    assert!(page.has(".portrait img.face"));
    let page = ada.get("/@ada").await.expect(200);
    assert_eq!(
        (page.text("h1").as_str(), page.text(".person .prose").as_str()),
        ("Ada <b>", "I climb.")
    );
    ada.get("/settings/profile").await.expect(200);
    let long = "x".repeat(61);
    let form = ada.form("form[action='/settings/profile']").set("display_name", &long);
    let page = ada.send(form).await.expect(422);
    assert!(!page.text("#display_name-error").is_empty());
    let form = ada.form("form[action='/settings/profile']");
    assert_eq!(form.values("bio"), ["I climb."]);
}
