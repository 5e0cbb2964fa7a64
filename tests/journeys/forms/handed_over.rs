//! Pictures that another app of a phone hands over.

use harness::{Method, Page, Visitor, pictures};

use crate::people::sign_in;
use crate::stack::{Stack, World};

on_both_stacks!(
    what_a_phone_hands_over_is_private_until_its_author_says_otherwise,
    whoever_is_not_signed_in_is_led_there_with_words,
    what_is_no_picture_is_said_on_the_form,
);

/// A form in parts, as an app fills the fields that the manifest names.
fn parts(texts: &[(&str, &str)], files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in texts {
        let head =
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

/// What a browser sends when somebody chose the site from the list of their phone.
async fn hand_over(visitor: &Visitor, body: Vec<u8>) -> Page {
    let request = visitor.request(Method::POST, "/share-target").body(body);
    let request = request
        .header("content-type", "multipart/form-data; boundary=b")
        .header("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .header("sec-fetch-site", "none")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document")
        .header("origin", "null");
    visitor.exchange(request).await
}

async fn what_a_phone_hands_over_is_private_until_its_author_says_otherwise(stack: Stack) {
    // Init.
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.visitor_as("ada").await;

    // Act: two pictures with words.
    let words = [("title", "Dusk"), ("text", "By the lake"), ("url", "https://example.org/lake")];
    let files =
        [("a.jpg", pictures::private_jpeg(60, 40, 1)), ("b.jpg", pictures::jpeg(40, 60, 2))];
    let page = hand_over(&ada, parts(&words, &files)).await.expect(303);
    let place = page.header("location").expect("somewhere to go on").to_owned();

    // Verify: she is where she says what it is and who sees it; until then it is hers alone.
    let page = ada.get(&place).await.expect(200);
    assert!(page.text(".flash").starts_with("Your picture is here, and only you can see it."));
    assert_eq!(page.select(".sheet__item").len(), 2);
    let path = place.trim_end_matches("/edit").to_owned();
    let form = ada.form(&format!("form[action='{path}']"));
    assert_eq!(form.values("visibility"), ["private"]);
    assert_eq!(form.values("title"), ["Dusk"]);
    assert_eq!(form.values("caption"), ["By the lake\r\nhttps://example.org/lake"]);
    let mut guest = world.site.visitor();
    guest.get(&path).await.expect(404);
    assert!(!guest.get("/new").await.expect(200).has(".tile"));
    ada.send(form.set("visibility", "public")).await.expect(200);
    assert_eq!(guest.get(&path).await.expect(200).text("h1"), "Dusk");
}

async fn whoever_is_not_signed_in_is_led_there_with_words(stack: Stack) {
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let mut ada = world.site.visitor();
    let files = [("a.jpg", pictures::jpeg(60, 40, 1))];
    let page = hand_over(&ada, parts(&[], &files)).await.expect(303);
    let place = page.header("location").expect("somewhere to go on").to_owned();
    let page = ada.get(&place).await.expect(200);
    assert_eq!(page.path(), "/login?next=%2Fupload");
    assert!(page.text(".flash").starts_with("Sign in first;"), "{}", page.text("main"));
    let page = sign_in(&mut ada, "ada").await.expect(200);
    assert_eq!(page.path(), "/upload");
    assert_eq!(world.stored(), [""; 0]);
}

async fn what_is_no_picture_is_said_on_the_form(stack: Stack) {
    let world = World::start(stack).await;
    world.add("ada", &[]).await;
    let ada = world.visitor_as("ada").await;
    let words = [("title", "Notes"), ("text", "Words")];
    for (files, why) in [
        (vec![("notes.jpg", pictures::html())], "HTML files are not taken"),
        (vec![], "Choose a picture"),
    ] {
        let page = hand_over(&ada, parts(&words, &files)).await.expect(422);
        assert!(page.text("#file-error").starts_with(why), "{}", page.text("#file-error"));
        assert_eq!(page.attr("#title", "value"), "Notes");
        assert_eq!(page.attr("form.upload", "action"), "/photos");
    }
    assert_eq!(world.stored(), [""; 0]);
    // No page of another site gets anything there, whoever is signed in.
    let forged = ada.request(Method::POST, "/share-target").header("sec-fetch-site", "cross-site");
    let forged = forged.header("content-type", "multipart/form-data; boundary=b");
    let body = parts(&[], &[("a.jpg", pictures::jpeg(60, 40, 1))]);
    ada.exchange(forged.body(body)).await.expect(403);
    assert_eq!(world.stored(), [""; 0]);
}
