//! Passkeys over HTTP, with a device made of software: each question is answered once, by its owner, in its time, and
//! whatever is wrong is told in one and the same way (C51).

#[expect(dead_code, reason = "it can do more than is asked of it here")]
#[path = "../../crates/factors/src/passkeys/tests/device.rs"]
mod device;

use device::Device;
use harness::{Answer, App, Method, Value, json};

use crate::world::{World, count, is_refused, text, times};

on_both_databases!(
    with |site| site.at_localhost();
    several_passkeys_sign_in_without_a_name,
    a_question_is_answered_once_in_its_time,
    whatever_is_wrong_with_a_passkey_is_told_alike,
    one_of_a_hundred_uses_of_an_answer_counts,
    a_passkey_is_its_owners_alone,
);

const PLACE: &str = "/settings/security/passkeys";
const REFUSED: &str = "That passkey did not work. Try again, or sign in by password.";

/// A device at this site.
fn device(world: &World, number: u8) -> Device {
    Device::new(number, &world.site.base().replace("127.0.0.1", "localhost"))
}

/// Asks a question at this place, and has the device answer it: what is sent to finish.
async fn question(app: &App, place: &str) -> Value {
    app.post(&format!("{place}/begin"), &json!({})).await.expect(201).json
}

/// Registers a device under a name.
async fn add(app: &App, device: &mut Device, name: &str) -> Answer {
    let asked = question(app, PLACE).await;
    let credential = device.create(&asked["options"]);
    let answer = json!({ "id": asked["id"], "credential": credential, "name": name });
    app.post(&format!("{PLACE}/finish"), &answer).await
}

/// Sends the answer of a device to a question to sign in.
async fn finish(world: &World, id: &Value, credential: &Value) -> Answer {
    let answer = json!({ "id": id, "credential": credential });
    world.site.app().post("/login/passkey/finish", &answer).await
}

async fn sign_in(world: &World, device: &mut Device) -> Answer {
    let asked = question(&world.site.app(), "/login/passkey").await;
    let credential = device.get(&asked["options"]);
    finish(world, &asked["id"], &credential).await
}

/// Who has signed in.
async fn who(world: &World, entered: Answer) -> String {
    let token = text(&entered.expect(200).json["token"]).to_owned();
    let me = world.site.app().with_token(&token).get("/me").await.expect(200);
    text(&me.json["name"]).to_owned()
}

/// The passkeys of somebody: names and numbers, oldest first.
async fn list(app: &App) -> Vec<(String, i64)> {
    let factors = app.get("/settings/security/factors").await.expect(200).json;
    let passkeys = factors["passkeys"].as_array().expect("a list").iter();
    passkeys
        .map(|it| (text(&it["name"]).to_owned(), it["id"].as_i64().expect("a number")))
        .collect()
}

/// Checks that an answer says that a passkey does not count, and nothing else.
#[track_caller]
fn does_not_count(answer: &Answer, what: &str) {
    is_refused(answer, what);
    assert_eq!(answer.status, 422, "{what}: {}", answer.text);
    assert_eq!(answer.json["errors"], json!({ "credential": REFUSED }), "{what}");
    assert!(!answer.text.contains("token"), "{what}: {}", answer.text);
}

async fn several_passkeys_sign_in_without_a_name(world: World) {
    // Init: Ada has two, Bob has one.
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let [mut phone, mut laptop, mut his] = [1, 2, 3].map(|it| device(&world, it));
    add(&ada, &mut phone, " My phone ").await.expect(200);
    add(&ada, &mut laptop, "My laptop").await.expect(200);
    add(&bob, &mut his, "A stick").await.expect(200);
    let called = |list: &[(String, i64)]| list.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
    assert_eq!(called(&list(&ada).await), ["My phone", "My laptop"]);

    // Verify: whoever it is, nobody says a name; and what the site asks names nobody either.
    let asked = question(&world.site.app(), "/login/passkey").await;
    assert_eq!(asked["options"]["publicKey"]["allowCredentials"], json!([]));
    for (device, owner) in [(&mut phone, "ada"), (&mut his, "bob"), (&mut laptop, "ada")] {
        let entered = sign_in(&world, device).await;
        assert_eq!(who(&world, entered).await, owner);
    }

    // Verify: the same device is not registered twice; a nameless one is told so.
    does_not_count(&add(&ada, &mut phone.clone(), "Again").await, "the same again");
    let unnamed = add(&ada, &mut device(&world, 4), "  ").await.expect(422);
    assert!(unnamed.json["errors"]["name"].is_string(), "{}", unnamed.text);

    // Verify: named anew, and removed; what is removed opens nothing, the other one does.
    let (_, number) = list(&ada).await[0].clone();
    let place = format!("{PLACE}/{number}");
    ada.patch(&place, &json!({ "name": "My old phone" })).await.expect(200);
    assert_eq!(called(&list(&ada).await), ["My old phone", "My laptop"]);
    ada.delete(&place).await.expect(204);
    assert_eq!(called(&list(&ada).await), ["My laptop"]);
    does_not_count(&sign_in(&world, &mut phone).await, "removed");
    let entered = sign_in(&world, &mut laptop).await;
    assert_eq!(who(&world, entered).await, "ada");
    world.is_unharmed().await;
}

async fn a_question_is_answered_once_in_its_time(world: World) {
    // Init.
    let ada = world.member("ada").await;
    let mut hers = device(&world, 1);
    add(&ada, &mut hers, "Hers").await.expect(200);
    let stranger = world.site.app();
    let ask = async || question(&stranger, "/login/passkey").await;

    // Verify: answered once, a question is gone, whether it was answered rightly or not.
    let asked = ask().await;
    let credential = hers.get(&asked["options"]);
    finish(&world, &asked["id"], &credential).await.expect(200);
    does_not_count(&finish(&world, &asked["id"], &credential).await, "replayed");
    let asked = ask().await;
    does_not_count(&finish(&world, &asked["id"], &json!({})).await, "no answer");
    let credential = hers.get(&asked["options"]);
    does_not_count(&finish(&world, &asked["id"], &credential).await, "after a wrong one");

    // Verify: too late.
    let asked = ask().await;
    world.sql().must("UPDATE proofs SET expires_at = 1 WHERE purpose = 'passkey-sign-in'");
    let credential = hers.get(&asked["options"]);
    does_not_count(&finish(&world, &asked["id"], &credential).await, "too late");

    // Verify: the answer to another question, to another kind of it, to none.
    let (one, two) = (ask().await, ask().await);
    let credential = hers.get(&one["options"]);
    does_not_count(&finish(&world, &two["id"], &credential).await, "to another question");
    let kept = question(&ada, PLACE).await;
    let credential = hers.get(&kept["options"]);
    does_not_count(&finish(&world, &kept["id"], &credential).await, "to be registered");
    for id in ["", "AAAAAAAAAAA", "\0"] {
        does_not_count(&finish(&world, &json!(id), &credential).await, "never asked");
    }
    world.is_unharmed().await;
}

async fn whatever_is_wrong_with_a_passkey_is_told_alike(world: World) {
    // Init.
    let (ada, bob) = (world.member("ada").await, world.member("bob").await);
    let [mut hers, mut his] = [1, 2].map(|it| device(&world, it));
    add(&ada, &mut hers, "Hers").await.expect(200);
    add(&bob, &mut his, "His").await.expect(200);

    // Verify: another site, a device that is not known, one that takes another's name, one that was copied.
    for (what, mut device) in liars(&hers, &his) {
        does_not_count(&sign_in(&world, &mut device).await, what);
    }
    hers.counter = 7;
    sign_in(&world, &mut hers).await.expect(200);
    does_not_count(&sign_in(&world, &mut hers).await, "it has not counted on");

    // Verify: whoever is suspended learns it only by a passkey that is right.
    world.site.run(&["user", "suspend", "bob"]).await;
    let mut forged = changed(&hers, |it| it.user.clone_from(&his.user));
    does_not_count(&sign_in(&world, &mut forged).await, "of somebody suspended");
    sign_in(&world, &mut his).await.expect(403);
    world.is_unharmed().await;
}

fn changed(device: &Device, change: impl FnOnce(&mut Device)) -> Device {
    let mut device = device.clone();
    change(&mut device);
    device
}

/// Devices that are not what they say.
fn liars(hers: &Device, his: &Device) -> Vec<(&'static str, Device)> {
    let stranger = Device::new(9, &hers.origin);
    let evil = |it: &mut Device| "https://evil.test".clone_into(&mut it.origin);
    let forged = |it: &mut Device| {
        it.id.clone_from(&hers.id);
        it.user.clone_from(&hers.user);
    };
    vec![
        ("of another site", changed(hers, evil)),
        ("for another site", changed(hers, |it| "evil.test".clone_into(&mut it.rp_id))),
        ("his under her name", changed(his, |it| it.user.clone_from(&hers.user))),
        ("under no name", changed(hers, |it| it.user = None)),
        ("nobody was checked", changed(hers, |it| it.flags = device::UP)),
        ("not known", changed(&stranger, |it| it.user.clone_from(&hers.user))),
        ("of nobody", changed(&stranger, |it| it.user = Some(vec![7; 16]))),
        ("with another key", changed(&stranger, forged)),
    ]
}

async fn one_of_a_hundred_uses_of_an_answer_counts(world: World) {
    let ada = world.member("ada").await;
    let mut device = device(&world, 1);
    add(&ada, &mut device, "Hers").await.expect(200);
    let before = world.sql().number("SELECT count(*) AS n FROM sessions");
    let asked = question(&world.site.app(), "/login/passkey").await;
    let answer = json!({ "id": asked["id"], "credential": device.get(&asked["options"]) });
    let place = (Method::POST, "/login/passkey/finish");
    let answers = world.race("proofs", times(100, place, &answer)).await;
    assert_eq!((count(&answers, 200), count(&answers, 422)), (1, 99));
    for late in answers.iter().filter(|it| it.status == 422) {
        does_not_count(late, "too late");
    }
    let now = world.sql().number("SELECT count(*) AS n FROM sessions");
    assert_eq!(now, before + 1);
    world.is_unharmed().await;
}

async fn a_passkey_is_its_owners_alone(world: World) {
    // Init.
    let (ada, eve) = (world.member("ada").await, world.member("eve").await);
    let mut hers = device(&world, 1);
    add(&ada, &mut hers, "Hers").await.expect(200);
    let (_, number) = list(&ada).await[0].clone();

    // Verify: to another it is not there, exactly as one that never was.
    let mut told = Vec::new();
    for number in [number, number + 1_000] {
        let place = format!("{PLACE}/{number}");
        let renamed = eve.patch(&place, &json!({ "name": "Mine" })).await.expect(404);
        told.push((renamed.text, eve.delete(&place).await.expect(404).text));
    }
    assert_eq!(told[0], told[1]);
    world.site.app().delete(&format!("{PLACE}/{number}")).await.expect(401);
    assert_eq!(list(&ada).await, [("Hers".to_owned(), number)]);
    assert_eq!(list(&eve).await, []);

    // Verify: nobody finishes what another has begun, and it is over then.
    let asked = question(&ada, PLACE).await;
    let credential = device(&world, 2).create(&asked["options"]);
    let answer = json!({ "id": asked["id"], "credential": credential, "name": "Mine" });
    does_not_count(&eve.post(&format!("{PLACE}/finish"), &answer).await, "of another");
    does_not_count(&ada.post(&format!("{PLACE}/finish"), &answer).await, "over");
    // Nor does a passkey of hers show that she is Eve.
    add(&eve, &mut device(&world, 3), "Eve's").await.expect(200);
    let asked = eve.post("/confirm/passkey/begin", &json!({})).await.expect(201).json;
    let credential = hers.get(&asked["options"]);
    let answer = json!({ "id": asked["id"], "credential": credential });
    does_not_count(&eve.post("/confirm/passkey/finish", &answer).await, "hers");
    let entered = sign_in(&world, &mut hers).await;
    assert_eq!(who(&world, entered).await, "ada");
    world.is_unharmed().await;
}
