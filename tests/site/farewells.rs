//! What becomes of somebody whose grace is over.

use std::time::Duration;

use domain::Member;
use harness::pictures;

use crate::leaving::{GRACE, a_picture, leave, said, sign_in};
use crate::world::{PASSWORD, World, a_member, a_photo, answer, wish};

on_both!(
    after_the_grace_nothing_is_left_but_a_line_in_the_log,
    nobody_takes_over_the_name,
    a_store_that_does_not_let_go_is_asked_again,
    much_goes_in_parts,
    without_a_grace_it_goes_in_the_next_round,
    no_address_stays_where_letters_are_counted_or_were_nobodys,
);

/// Words that nobody else says.
const CANARIES: [&str; 9] = [
    "canaryname",
    "canarymail",
    "canarycalled",
    "canarybio",
    "canarytitle",
    "canarycaption",
    "canaryalt",
    "canarytag",
    "canarycomment",
];

async fn canary(world: &World) -> Member {
    let typed = wish("canaryname", "canarymail@example.org");
    world.people().add(&typed, domain::Role::Member, true).await.unwrap();
    world.people().describe("canaryname", "canarycalled", "canarybio").await.unwrap();
    let canary = world.people().find("canaryname").await.unwrap().member;
    let draft = domain::PhotoDraft {
        title: "canarytitle".to_owned(),
        caption: "canarycaption".to_owned(),
        alt: vec!["canaryalt".to_owned()],
        tags: "canarytag".to_owned(),
        ..domain::PhotoDraft::default()
    };
    let file = services::File::Bytes(pictures::private_jpeg(16, 12, 1));
    let photo = world.publishing().publish(&canary, &draft, vec![file]).await.unwrap().photo;
    world.comments().add(&canary, &photo.id, said("canarycomment")).await.unwrap();
    canary
}

/// How many rows of all tables have these words in them.
fn rows_with(world: &World, words: &str) -> usize {
    let mut raw = world.raw();
    let mut count = 0;
    for table in raw.tables() {
        let rows = if world.database.is_postgres() {
            raw.texts(&format!("SELECT row_to_json(it)::text AS t FROM {table} it"))
        } else {
            raw.rows(&table)
        };
        count += rows.iter().filter(|it| it.contains(words)).count();
    }
    count
}

async fn after_the_grace_nothing_is_left_but_a_line_in_the_log(world: &World) {
    // Init: somebody with something everywhere, who also took everything along.
    let bob = a_member("bob").join(world).await;
    let canary = canary(world).await;
    let of_bob = a_picture(3).post(world, &bob).await;
    world.comments().add(&canary, &of_bob.id, said("canarycomment")).await.unwrap();
    sign_in(world, "canaryname", false).await;
    world.exports().ask(&canary).await.unwrap();
    world.work().await;
    for words in CANARIES {
        assert!(rows_with(world, words) > 0, "{words} is looked for where it is");
    }
    let kept = world.store.keys().len();

    // Verify.
    leave(world, &canary).await;
    world.minutes_pass(GRACE + 1);
    world.work().await;
    for words in CANARIES {
        // That the owner made the account, and that it is gone.
        let log = if words == "canaryname" { 2 } else { 0 };
        assert_eq!(rows_with(world, words), log, "{words}");
    }
    assert_eq!(world.rows("audit WHERE deed = 'user.deleted' AND actor = 'site'"), 1);
    assert!(kept > world.store.keys().len());
    for key in world.store.keys() {
        assert_eq!(world.rows(&format!("variants WHERE blob_key = '{key}'")), 1, "{key} is Bob's");
    }
    for table in ["images", "pictures", "photos", "sessions", "gone_images", "exports", "mails"] {
        let left = i64::from(["images", "pictures", "photos"].contains(&table));
        assert_eq!(world.rows(table), left, "{table}");
    }
    assert_eq!(world.rows("unclaimed_blobs"), 0);
    assert!(std::fs::read_dir(&world.context.policy.scratch).is_ok());

    // Verify: and it is not in the file of SQLite either, once what was written ahead is in there.
    if !world.database.is_postgres() {
        world.sql("PRAGMA wal_checkpoint(TRUNCATE)");
        for words in CANARIES.iter().filter(|it| **it != "canaryname") {
            assert!(!world.remembers(words), "{words}");
        }
    }
}

async fn nobody_takes_over_the_name(world: &World) {
    let ada = a_member("ada").join(world).await;
    leave(world, &ada).await;
    world.minutes_pass(GRACE + 1);
    // Both before the worker has come by and after it.
    for _ in 0..2 {
        for name in ["ada", "ADA", "аda"] {
            let outcome = world.register(&wish(name, "new@example.org")).await;
            assert_eq!(answer(outcome), "invalid: username=error-username-taken", "{name}");
        }
        world.work().await;
    }
    assert_eq!(world.rows("users"), 0);
    assert_eq!(world.rows("retired_names WHERE length(name_hash) = 64"), 1, "a hash, not a name");

    // Verify: the address is free, and other names are.
    let outcome = world.register(&wish("adam", "ada@example.org")).await;
    assert_eq!(answer(outcome), "done");
}

async fn a_store_that_does_not_let_go_is_asked_again(world: &World) {
    let ada = a_member("ada").join(world).await;
    a_photo().post(world, &ada).await;
    leave(world, &ada).await;
    world.minutes_pass(GRACE + 1);
    world.store.keep_everything(true);
    world.work().await;
    assert_eq!((world.rows("users"), world.store.keys().len()), (0, 3));
    assert_eq!(world.rows("unclaimed_blobs WHERE doomed"), 3);
    world.store.keep_everything(false);
    world.minutes_pass(2);
    world.work().await;
    assert_eq!((world.rows("unclaimed_blobs"), world.store.keys().len()), (0, 0));
}

async fn much_goes_in_parts(world: &World) {
    // Init: more photos than go at once, some of them deleted before.
    let ada = a_member("ada").join(world).await;
    let bob = a_member("bob").join(world).await;
    for seed in 0..23 {
        let photo = a_picture(seed).post(world, &ada).await;
        if seed % 10 == 0 {
            world.photos().delete(&ada, &photo.id, &crate::world::by(&ada)).await.unwrap();
        }
    }
    let of_bob = a_picture(99).post(world, &bob).await;
    world.sql(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) \
         INSERT INTO comments (key, photo_id, author_id, body, created_at) \
         SELECT 'key' || i, (SELECT id FROM photos WHERE key = '{}'), {}, 'x', i FROM n",
        of_bob.id, ada.id.0
    ));

    // Verify: two workers at once, and nothing is left.
    leave(world, &ada).await;
    world.minutes_pass(GRACE + 1);
    let (one, two) = (world.worker(), world.worker());
    let (one, two) = tokio::join!(one.run_due(), two.run_due());
    one.unwrap();
    two.unwrap();
    world.work().await;
    assert_eq!((world.rows("users"), world.rows("photos"), world.rows("comments")), (1, 1, 0));
    assert_eq!((world.store.keys().len(), world.rows("unclaimed_blobs")), (3, 0));
    assert_eq!(world.rows("audit WHERE deed <> 'user.add'"), 1);
}

async fn without_a_grace_it_goes_in_the_next_round(world: &World) {
    let ada = a_member("ada").join(world).await;
    let context = world.with_policy(|it| it.grace = Duration::ZERO);
    services::Leaving::new(context).leave(&ada, PASSWORD).await.unwrap();
    assert_eq!(world.work().await, 0, "no letter about a way back");
    assert_eq!(world.rows("users"), 0);
}

async fn no_address_stays_where_letters_are_counted_or_were_nobodys(world: &World) {
    // Init: letters that belong to no account, and everything that is counted by an address.
    let address = "canarymail@example.org";
    let canary = canary(world).await;
    let strict = world.with_policy(|it| (it.limits, it.captcha) = (true, true));
    let here = crate::world::browser();
    let captchas = services::Captchas::new(strict.clone());
    for action in [services::Action::SignIn, services::Action::Forgot] {
        captchas.letter(action, ("CanaryMail@example.org", "en"), &here).await.unwrap();
    }
    assert!(rows_with(world, "CanaryMail") > 0, "they wait");
    services::Recovery::new(world.with_policy(|it| it.limits = true))
        .ask(address, &here)
        .await
        .unwrap();
    let guess = services::Sessions::new(strict).sign_in((address, "a wrong guess"), &here).await;
    assert_eq!(answer(guess), "wrong login");

    // Verify: what is counted tells none, and letters that were nobody's are forgotten once they have left.
    let keys = world.raw().texts("SELECT key AS t FROM limits").join(" ").to_lowercase();
    assert!(keys.contains("letters-day/") && keys.contains("wrong-login/"), "{keys}");
    assert!(!keys.contains("canary"), "{keys}");
    world.work().await;
    assert_eq!(world.rows("mails WHERE kind = 'human_proof'"), 0);

    // Verify: one that came back, and one of the owner's, go with whom they went to; those to others stay.
    world.mailer.answer([ports::MailError::Permanent("550 no such user".to_owned())]);
    let late = services::Captchas::new(world.context.clone());
    late.letter(services::Action::Register, ("CanaryMail@example.org", "en"), &here).await.unwrap();
    world.work().await;
    assert_eq!(world.rows("mails WHERE kind = 'human_proof' AND state = 'failed'"), 1);
    world.context.promise_test(address).await.unwrap();
    world.context.promise_test("bob@example.org").await.unwrap();
    world.work().await;
    let context = world.with_policy(|it| it.grace = Duration::ZERO);
    services::Leaving::new(context).leave(&canary, PASSWORD).await.unwrap();
    world.work().await;
    assert_eq!((rows_with(world, "canarymail"), rows_with(world, "CanaryMail")), (0, 0));
    assert_eq!(world.rows("mails WHERE recipient = 'bob@example.org'"), 1);
}

#[tokio::test]
async fn a_comment_under_way_goes_too() {
    let world = World::postgres();
    let (ada, bob) = (a_member("ada").join(&world).await, a_member("bob").join(&world).await);
    let photo = a_photo().post(&world, &bob).await;
    leave(&world, &ada).await;
    world.minutes_pass(GRACE + 1);
    // Another process holds her row because it is about to commit a comment of hers.
    let comment = format!(
        "INSERT INTO comments (key, photo_id, author_id, body, created_at) \
         SELECT 'late', id, {}, 'late', 0 FROM photos WHERE key = '{}'",
        ada.id.0, photo.id
    );
    let worker = world.worker();
    world.meanwhile(&comment, async move { worker.run_due().await }).await.unwrap();
    world.work().await;
    assert_eq!((world.rows("users"), world.rows("comments")), (1, 0));
}
