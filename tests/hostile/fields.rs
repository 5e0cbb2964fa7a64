//! Every field at its limits: the longest value is taken and kept as it was, one character more is refused by the
//! name of the field, and nothing of it is stored (C30, C48, C49).

use harness::{App, Method, Value, json};

use crate::world::{
    How, PASSWORD, World, address_of, names, picture, post, registration, short, text,
};

on_both_databases!(
    registering_has_limits,
    the_words_about_a_photo_have_limits,
    comments_have_limits,
    tags_have_limits,
    the_longest_words_of_everything_fit_into_one_edit,
    choices_are_made_from_what_there_is,
);

/// Characters of one, two, three and four bytes.
const LETTERS: [&str; 4] = ["x", "é", "湖", "😀"];

async fn registering_has_limits(world: World) {
    let app = world.site.app();
    let long = |local: usize, domain: &str| format!("{}@{domain}", "a".repeat(local));
    let domain =
        |length: usize| format!("{}.{}.{}.org", "b".repeat(60), "c".repeat(60), "d".repeat(length));
    let good_names = ["é".repeat(30), "ab".to_owned(), "ｗｉｄｅ".to_owned()];
    let bad_names =
        [String::new(), "a".to_owned(), "x".repeat(31), "é".repeat(31), "x".repeat(50_000)];
    let good_addresses = [long(64, "example.org"), long(64, &domain(63))];
    let bad_addresses =
        [String::new(), long(65, "example.org"), long(64, &domain(64)), long(250, "example.org")];
    let good_passwords = ["x9$kQ2!v".to_owned(), "密码".repeat(128), "😀🌊".repeat(128)];
    let bad_passwords =
        [String::new(), "x9$kQ2!".to_owned(), "x9$kQ2!v".repeat(33), "😀".repeat(257)];

    let before = world.stored();
    for how in How::BOTH {
        refused(&app, how, "username", &bad_names).await;
        refused(&app, how, "email", &bad_addresses).await;
        refused(&app, how, "password", &bad_passwords).await;
    }
    assert_eq!(world.stored(), before);

    for (name, address) in
        good_names.iter().zip(good_addresses.iter().chain(&["ab@example.org".to_owned()]))
    {
        let password = &good_passwords[address.len() % 3];
        let typed = json!({ "username": name, "email": address, "password": password });
        let made = app.post("/register", &typed).await.expect(201);
        assert_eq!(made.json["user"]["email"].as_str(), Some(address.as_str()));
        app.post("/login", &json!({ "login": address, "password": password })).await.expect(200);
    }
    world.is_unharmed().await;
}

async fn refused(app: &App, how: How, field: &str, values: &[String]) {
    let address = address_of("ada");
    for value in values {
        let mut typed = [("username", "ada"), ("email", address.as_str()), ("password", PASSWORD)];
        typed.iter_mut().filter(|it| it.0 == field).for_each(|it| it.1 = value);
        let answer = how.send(app, (Method::POST, "/register"), &typed).await;
        names(&answer, field, &format!("{how:?} {field} {}", short(value)));
    }
}

const WORDS: [(&str, usize); 3] = [("title", 300), ("caption", 5_000), ("alt", 1_500)];

async fn the_words_about_a_photo_have_limits(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    for (field, max) in WORDS {
        for (letter, how) in LETTERS.iter().flat_map(|it| How::BOTH.map(|how| (it, how))) {
            let (fits, over) = (letter.repeat(max), letter.repeat(max + 1));
            let edit = (Method::PATCH, text(&photo["url"]));
            let edited = how.send(&ada, edit.clone(), &[(field, &fits)]).await.expect(200);
            assert_eq!(told(&edited.json, field), fits, "{field}");
            let before = world.stored();
            names(
                &how.send(&ada, edit, &[(field, &over)]).await,
                field,
                &format!("{how:?} {field} {letter}"),
            );
            let answer = ada.upload("/photos", &[(field, &over)], &[("file", picture(2))]).await;
            names(&answer, field, field);
            assert_eq!(world.stored(), before);
        }
        // What was refused changed nothing of what was there.
        let kept = ada.get(text(&photo["url"])).await.expect(200).json;
        assert_eq!(told(&kept, field), LETTERS[3].repeat(max));
        ada.upload("/photos", &[(field, &"é".repeat(max))], &[("file", picture(3))])
            .await
            .expect(201);
    }
    world.is_unharmed().await;
}

fn told(photo: &Value, field: &str) -> String {
    let told = if field == "alt" { &photo["images"][0]["alt"] } else { &photo[field] };
    text(told).to_owned()
}

async fn comments_have_limits(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let place = format!("{}/comments", text(&photo["url"]));
    for (letter, how) in LETTERS.iter().flat_map(|it| How::BOTH.map(|how| (it, how))) {
        let (fits, over) = (letter.repeat(2_000), letter.repeat(2_001));
        let said =
            how.send(&ada, (Method::POST, &place), &[("body", &fits)]).await.expect(201).json;
        assert_eq!(said["body"].as_str(), Some(fits.as_str()));
        let before = world.stored();
        let comment = format!("/comments/{}", text(&said["id"]));
        for (method, path) in [(Method::POST, &place), (Method::PATCH, &comment)] {
            for wrong in [over.as_str(), "", " \r\n\t ", &letter.repeat(4_000)] {
                let answer = how.send(&ada, (method.clone(), path), &[("body", wrong)]).await;
                names(&answer, "body", &format!("{how:?} {method} {}", short(wrong)));
            }
        }
        assert_eq!(world.stored(), before);
        assert_eq!(ada.get(&comment).await.expect(200).json["body"].as_str(), Some(fits.as_str()));
    }
    world.is_unharmed().await;
}

async fn tags_have_limits(world: World) {
    let ada = world.member("ada").await;
    let photo = post(&ada, &[], 1).await;
    let tags = |count: usize, length: usize| {
        let tag = |n| format!("{n:02}{}", "湖".repeat(length - 2));
        (0..count).map(tag).collect::<Vec<_>>().join(" ")
    };
    let edit = (Method::PATCH, text(&photo["url"]));
    for how in How::BOTH {
        let edited = how.send(&ada, edit.clone(), &[("tags", &tags(30, 50))]).await.expect(200);
        assert_eq!(edited.json["tags"].as_array().map(Vec::len), Some(30));
        for wrong in
            [tags(31, 5), tags(1, 51), "x ".repeat(10_000), "<b>".to_owned(), "a/b".to_owned()]
        {
            names(&how.send(&ada, edit.clone(), &[("tags", &wrong)]).await, "tags", &short(&wrong));
            let answer = ada.upload("/photos", &[("tags", &wrong)], &[("file", picture(2))]).await;
            names(&answer, "tags", &short(&wrong));
        }
    }
    assert_eq!(ada.get(edit.1).await.expect(200).json["tags"].as_array().map(Vec::len), Some(30));
    let list = json!({ "tags": vec!["x"; 31].iter().enumerate().map(|(n, it)| format!("{it}{n}")).collect::<Vec<_>>() });
    names(&ada.patch(edit.1, &list).await, "tags", "a list of tags");
    world.is_unharmed().await;
}

/// A browser writes nine bytes for a Chinese character in a form, and twelve for a smiling face.
async fn the_longest_words_of_everything_fit_into_one_edit(world: World) {
    let ada = world.member("ada").await;
    let files: Vec<_> = (0..10).map(|seed| ("file", picture(seed))).collect();
    let photo = ada.upload("/photos", &[], &files).await.expect(201).json;
    let (title, caption, alt) = ("😀".repeat(300), "😀".repeat(5_000), "😀".repeat(1_500));
    let tags = (10..40).map(|n| format!("{n}{}", "湖".repeat(48))).collect::<Vec<_>>().join(" ");

    let mut visitor = world.visitor_as("ada").await;
    visitor.get(&format!("{}/edit", text(&photo["url"]))).await.expect(200);
    let mut typed = vec![("title", title.as_str()), ("caption", &caption), ("tags", &tags)];
    typed.extend([("alt", alt.as_str()); 10]);
    visitor.submit(&format!("form[action='{}']", text(&photo["url"])), &typed).await.expect(200);

    let kept = ada.get(text(&photo["url"])).await.expect(200).json;
    assert_eq!(kept["caption"].as_str(), Some(caption.as_str()));
    assert!(
        kept["images"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|it| it["alt"].as_str() == Some(&alt))
    );
    world.is_unharmed().await;
}

async fn choices_are_made_from_what_there_is(world: World) {
    let (ada, root) = (world.member("ada").await, world.admin("rita").await);
    let photo = post(&ada, &[], 1).await;
    let edit = (Method::PATCH, text(&photo["url"]));
    let before = (world.stored(), ada.get(edit.1).await.json);
    for how in How::BOTH {
        for (field, wrong) in [
            ("visibility", "Public"),
            ("visibility", "everyone"),
            ("visibility", "public\0"),
            ("license", "WTFPL"),
            ("license", "cc0-1.0"),
            ("license", "CC0-1.0; DROP TABLE photos"),
        ] {
            names(&how.send(&ada, edit.clone(), &[(field, wrong)]).await, field, wrong);
            let answer = ada.upload("/photos", &[(field, wrong)], &[("file", picture(2))]).await;
            names(&answer, field, wrong);
        }
        let user = (Method::PATCH, "/admin/users/ada");
        for (field, wrong) in
            [("role", "king"), ("role", ""), ("role", "ADMIN"), ("suspended", "perhaps")]
        {
            names(&how.send(&root, user.clone(), &[(field, wrong)]).await, field, wrong);
        }
        let comments = format!("{}/comments", edit.1);
        let answer =
            how.send(&ada, (Method::POST, &comments), &[("body", "x"), ("parent", "y")]).await;
        names(&answer, "parent", "a parent that is none");
    }
    assert_eq!((world.stored(), ada.get(edit.1).await.json), before);
    world.is_unharmed().await;
}

/// C18: nobody becomes more than they are by naming fields that are not theirs to set.
#[tokio::test]
async fn fields_that_nobody_may_set_are_ignored() {
    let world = World::start().await;
    let mut typed = registration("eve");
    for (field, value) in [
        ("role", json!("admin")),
        ("verified", json!(true)),
        ("id", json!(1)),
        ("verified_at", json!(1)),
    ] {
        typed[field] = value;
    }
    let eve = world.site.app();
    eve.post("/register", &typed).await.expect(201);
    let eve = world.app_of("eve").await;
    let me = eve.get("/me").await.expect(200).json;
    assert_eq!((me["role"].as_str(), &me["verified"]), (Some("member"), &json!(false)));
    eve.patch("/admin/users/eve", &json!({ "role": "admin" })).await.expect(403);

    let ada = world.member("ada").await;
    let photo =
        post(&ada, &[("author", "eve"), ("created_at", "2001-01-01"), ("id", "AAAAAAAAAAA")], 1)
            .await;
    let more = json!({ "author": "eve", "author_id": 1, "created_at": 0, "id": "AAAAAAAAAAA", "counts": { "likes": 9 } });
    let edited = ada.patch(text(&photo["url"]), &more).await.expect(200).json;
    for field in ["id", "url", "author", "created_at", "counts", "images"] {
        assert_eq!(edited[field], photo[field], "{field}");
    }
    world.is_unharmed().await;
}
