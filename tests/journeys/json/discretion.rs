//! What is taken back, counted, limited and read on from, and how little is told by it.

use harness::{Answer, Method, json};

use crate::people::{comment, post, say, text};
use crate::stack::{Stack, World};

on_both_stacks!(
    what_was_closed_to_one_is_still_ones_own_to_take_back,
    a_secret_link_counts_those_who_look,
    editing_and_taking_back_end_in_a_pause,
    cursors_name_nobody,
);

async fn what_was_closed_to_one_is_still_ones_own_to_take_back(stack: Stack) {
    // Init: Bea has done three things to Ada's photo, which is closed to her then; so has she with a page still open.
    let world = World::start(stack).await;
    let (ada, bea) = (world.member("ada").await, world.member("bea").await);
    let photo = post(&ada, &[("title", "A secret")], 1).await;
    let path = text(&photo["url"]).to_owned();
    let said = comment(&bea, &photo, "Where is that?").await;
    let other = comment(&bea, &photo, "And when?").await;
    for mark in ["like", "bookmark"] {
        bea.put(&format!("{path}/{mark}"), &json!(null)).await.expect(200);
    }
    let mut page = world.visitor_as("bea").await;
    page.get(&path).await.expect(200);
    let open = page.clone();
    ada.patch(&path, &json!({ "visibility": "private" })).await.expect(200);
    bea.get(&path).await.expect(404);

    // Verify: by program; nothing is said of the photo.
    let answer = bea.delete(&format!("{path}/like")).await.expect(200);
    assert_eq!(answer.json, json!({ "likes": null, "liked": false, "bookmarked": true }));
    let gone = bea.delete(&format!("/comments/{}", text(&said["id"]))).await.expect(204);
    assert!(gone.text.is_empty());
    for other in [&path, "/photos/AAAAAAAAAAA"] {
        bea.delete(&format!("{other}/like")).await.expect(404);
    }

    // Verify: by the forms of the page that is still open; it goes on elsewhere.
    let now = page.submit("form[data-mark='bookmark']", &[]).await.expect(200);
    assert_eq!(now.path(), "/");
    page = open;
    let form = format!("#c-{} form[data-act='comment-delete']", text(&other["id"]));
    let now = page.submit(&form, &[]).await.expect(200);
    assert_eq!(
        (now.path().as_str(), now.text(".flash").as_str()),
        ("/", "The comment is deleted.")
    );
    let view = ada.get(&path).await.expect(200).json;
    assert_eq!((&view["counts"]["likes"], &view["comments"]["items"]), (&json!(0), &json!([])));
}

async fn a_secret_link_counts_those_who_look(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[("visibility", "private")], 1).await;
    let shares = format!("{}/shares", text(&photo["url"]));
    let made = ada.post(&shares, &json!({})).await.expect(201).json;
    let (_, token) = text(&made["url"]).split_once("/s/").expect("a link");
    let place = format!("/s/{token}");
    let guest = world.site.visitor();
    let look = async |method: Method, name: &str, value: &str| {
        let request = guest.request(method, &place).header("user-agent", "Mozilla/5.0 (X11)");
        guest.exchange(request.header(name, value)).await.expect(200);
    };
    let uses = async || ada.get(&shares).await.expect(200).json["items"][0]["uses"].clone();

    // Verify: nobody has looked who only asks whether it is there, or fetches it in case.
    look(Method::HEAD, "x-nothing", "").await;
    for purpose in ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"] {
        look(Method::GET, "sec-purpose", purpose).await;
    }
    look(Method::GET, "purpose", "prefetch").await;
    for program in ["Googlebot/2.1", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0"] {
        let request = guest.request(Method::GET, &place).header("user-agent", program);
        guest.exchange(request).await.expect(200);
    }
    assert_eq!(uses().await, 0);

    // Verify: whoever looks is counted, once for a while.
    for _ in 0..3 {
        look(Method::GET, "sec-fetch-site", "cross-site").await;
    }
    assert_eq!(uses().await, 1);
}

async fn editing_and_taking_back_end_in_a_pause(stack: Stack) {
    // Init.
    let world = World::start_with(stack, &[("TINTYPE_RATE_LIMITS", "true")]).await;
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let path = text(&photo["url"]).to_owned();
    let said = comment(&ada, &photo, "Mine").await;
    let comment = format!("/comments/{}", text(&said["id"]));
    let paused = |answer: &Answer| answer.status == 429 && answer.header("retry-after").is_some();

    // Verify: the words of photos and comments count together.
    let mut through = 0;
    for nth in 0..40 {
        let answer = if nth % 2 == 0 {
            ada.patch(&path, &json!({ "title": format!("Title {nth}") })).await
        } else {
            ada.patch(&comment, &json!({ "body": format!("Words {nth}") })).await
        };
        assert!(answer.status == 200 || paused(&answer), "{}", answer.text);
        through += usize::from(answer.status == 200);
    }
    assert_eq!(through, 30);
    assert!(paused(&ada.post(&format!("{path}/images/order"), &json!({ "image": "x" })).await));

    // Verify: links do not get in by an edit.
    let bea = world.member("bea").await;
    let said = say(&bea, &photo, "Nice").await.expect(201).json;
    let link = json!({ "body": "See https://hats.example" });
    let answer = bea.patch(&format!("/comments/{}", text(&said["id"])), &link).await.expect(422);
    assert!(answer.json["errors"]["body"].is_string());

    // Verify: what is taken back again and again, whatever it is: it counts together.
    let until_paused = async |place: String| {
        for nth in 0..400 {
            let answer = bea.delete(&place).await;
            assert!(answer.status == 200 || paused(&answer), "{}", answer.text);
            if answer.status == 429 {
                return nth;
            }
        }
        panic!("{place} is not limited");
    };
    assert!(until_paused(format!("{path}/like")).await >= 120);
    for place in [format!("{path}/bookmark"), "/@ada/follow".into(), "/tags/lake/follow".into()] {
        assert!(until_paused(place).await < 100);
    }
}

async fn cursors_name_nobody(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    let ada = world.member("ada").await;
    for name in ["ben", "bess", "bex"] {
        let app = world.member(name).await;
        app.put("/@ada/follow", &json!(null)).await.expect(200);
    }
    let photo = post(&ada, &[("visibility", "private")], 1).await;
    let app = world.site.app();
    for list in ["/@ada/followers?limit=1", "/search?type=users&q=be&limit=1"] {
        // Read by ones, whatever becomes of the last one meanwhile.
        let first = app.get(list).await.expect(200).json;
        let cursor = text(&first["next"]).to_owned();
        let rest = app.get(&format!("{list}&after={cursor}")).await.expect(200).json;
        let last = text(&first["items"][0]["name"]).to_owned();
        world.site.run(&["user", "suspend", &last]).await;
        let again = app.get(&format!("{list}&after={cursor}")).await.expect(200).json;
        assert_eq!(again["items"][0]["name"], rest["items"][0]["name"], "{list}");
        world.site.run(&["user", "suspend", &last, "--undo"]).await;
        app.get(&format!("{list}&after=no-cursor!")).await.expect(422);
    }
    let hidden = app.get(&format!("/photos?after={}", text(&photo["id"]))).await;
    let nothing = app.get("/photos?after=AAAAAAAAAAA").await;
    assert_eq!((hidden.status, &hidden.text), (422, &nothing.text));
}
