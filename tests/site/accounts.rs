//! How one becomes a member: registering, and confirming an address.

use std::time::Duration;

use ports::LetterKind;
use services::{Joining, Kind, Registration};
use tokio::task::JoinSet;

use crate::world::{PASSWORD, World, a_member, answer, browser, client, token_in, wish};

on_both!(
    every_field_of_a_registration_gets_its_say,
    a_closed_site_takes_nobody,
    a_name_or_an_address_is_taken_in_every_disguise,
    of_many_who_want_one_name_one_gets_it,
    an_account_and_its_letter_are_promised_together_or_not_at_all,
    a_newcomer_gets_a_link_that_works_once,
    a_link_works_for_a_day_from_when_it_was_sent,
    of_many_clicks_on_one_link_one_counts,
    a_new_link_ends_the_one_before,
    a_new_letter_takes_the_place_of_one_that_has_not_left,
    of_many_new_links_at_once_the_last_one_works,
    whoever_needs_no_link_gets_none_and_nobody_is_told,
    a_link_confirms_only_the_address_it_was_sent_to,
    the_database_does_not_know_the_link,
);

async fn every_field_of_a_registration_gets_its_say(world: &World) {
    let all_wrong = Registration { password: "short".to_owned(), ..wish("<b>", "ada") };
    assert_eq!(
        answer(world.register(&all_wrong).await),
        "invalid: email=error-email password=error-length username=error-username-characters"
    );
    assert_eq!(
        answer(world.register(&Registration::default()).await),
        "invalid: email=error-empty password=error-empty username=error-empty"
    );
    let admin = Registration { password: "qwertyuiop".to_owned(), ..wish("аdmin", "a@b.example") };
    assert_eq!(
        answer(world.register(&admin).await),
        "invalid: password=error-password-guessable username=error-username-reserved"
    );
    assert_eq!((world.rows("users"), world.rows("mails")), (0, 0));
}

async fn a_closed_site_takes_nobody(world: &World) {
    let joining = Joining::new(world.with_policy(|it| it.registration = "closed"));
    let client = client(Kind::Cookie, (false, ""));
    let refused = answer(joining.register(&wish("ada", "ada@example.org"), &client).await);
    assert_eq!(refused, "forbidden: problem-registration-closed");
    assert_eq!(world.rows("users"), 0);
}

async fn a_name_or_an_address_is_taken_in_every_disguise(world: &World) {
    // Init.
    world.register(&wish("paypal", "Ada@Example.org")).await.unwrap();

    // Verify: Cyrillic letters, width and case make no other name; case makes no other address.
    for name in ["paypal", "PayPal", "раураl", "ｐａｙｐａｌ"] {
        let refused = answer(world.register(&wish(name, "eve@example.org")).await);
        assert_eq!(refused, "invalid: username=error-username-taken", "{name}");
    }
    assert_eq!((world.rows("users"), world.rows("mails")), (1, 1), "no letter to the refused");
    let owner = world.people();
    for email in ["ada@example.org", "ADA@EXAMPLE.ORG", " Ada@example.ORG "] {
        let refused = answer(owner.add(&wish("eve", email), domain::Role::Member, true).await);
        assert_eq!(refused, "invalid: email=error-email-taken", "{email}");
    }
}

async fn of_many_who_want_one_name_one_gets_it(world: &World) {
    let mut racers = JoinSet::new();
    for number in 0..20 {
        let (joining, client) = (world.joining(), client(Kind::Bearer, (true, "")));
        let wish = wish("ada", &format!("ada{number}@example.org"));
        racers.spawn(async move { answer(joining.register(&wish, &client).await) });
    }
    let answers = racers.join_all().await;
    assert_eq!(answers.iter().filter(|it| *it == "done").count(), 1, "{answers:?}");
    assert_eq!(
        answers.iter().filter(|it| *it == "invalid: username=error-username-taken").count(),
        19,
        "{answers:?}"
    );
    assert_eq!((world.rows("users"), world.rows("mails")), (1, 1));
}

async fn an_account_and_its_letter_are_promised_together_or_not_at_all(world: &World) {
    // The first sabotage breaks the promise of the letter, the second one what comes after it.
    let sabotages = [
        (
            "ALTER TABLE mails RENAME COLUMN letter TO x",
            "ALTER TABLE mails RENAME COLUMN x TO letter",
        ),
        ("ALTER TABLE follows RENAME TO x", "ALTER TABLE x RENAME TO follows"),
    ];
    for (sabotage, repair) in sabotages {
        world.sql(sabotage);
        let outcome = answer(world.register(&wish("ada", "ada@example.org")).await);
        world.sql(repair);
        assert_eq!(outcome, "internal", "{sabotage}");
        for table in ["users", "mails", "links"] {
            assert_eq!(world.rows(table), 0, "{table} after {sabotage}");
        }
    }
    assert_eq!(world.work().await, 0);
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    assert_eq!((world.rows("users"), world.rows("mails")), (1, 1));
}

async fn a_newcomer_gets_a_link_that_works_once(world: &World) {
    // Init.
    let accounts = world.accounts();
    let wish = Registration { locale: "zh-CN".to_owned(), ..wish("ada", "Ada@Example.org") };
    let joined = world.register(&wish).await.unwrap();

    // Check: nothing has left within the request.
    assert_eq!((joined.user.own.verified, joined.user.own.role.as_str()), (false, "member"));
    assert!(world.mailer.tries().is_empty());

    // Verify.
    assert_eq!(world.work().await, 1);
    let letters = world.mailer.sent();
    assert_eq!((letters[0].to.as_str(), letters[0].locale.as_str()), ("Ada@example.org", "zh-CN"));
    let LetterKind::VerifyEmail { name, hours, .. } = &letters[0].kind else { panic!() };
    assert_eq!((name.as_str(), *hours), ("ada", 24));
    let token = token_in(&letters[0]);
    assert!(token.len() >= 43, "256 bits: {token}");
    assert!(accounts.is_link_usable(&token).await.unwrap(), "looking does not use it up");
    assert!(accounts.is_link_usable(&token).await.unwrap());
    let verified = accounts.verify(&format!(" {token}\n")).await.unwrap();
    assert!(verified.user.own.verified);

    assert!(!accounts.is_link_usable(&token).await.unwrap());
    assert_eq!(answer(accounts.verify(&token).await), "invalid: token=problem-link-dead");
    assert_eq!(answer(accounts.verify("nonsense").await), "invalid: token=problem-link-dead");
    assert_eq!(world.work().await, 0, "no second letter");
}

async fn a_link_works_for_a_day_from_when_it_was_sent(world: &World) {
    // Init: the letter waits for thirty hours.
    let accounts = world.accounts();
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.minutes_pass(30 * 60);
    assert_eq!(world.work().await, 1);
    let token = token_in(&world.mailer.sent()[0]);

    // Verify: good until the last second, and no longer.
    world.clock.advance(Duration::from_secs(24 * 3_600 - 1));
    assert!(accounts.is_link_usable(&token).await.unwrap());
    world.clock.advance(Duration::from_secs(1));
    assert!(!accounts.is_link_usable(&token).await.unwrap());
    assert_eq!(answer(accounts.verify(&token).await), "invalid: token=problem-link-dead");
    assert!(!world.people().find("ada").await.unwrap().member.verified);
}

async fn of_many_clicks_on_one_link_one_counts(world: &World) {
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.work().await;
    let token = token_in(&world.mailer.sent()[0]);
    let mut clicks = JoinSet::new();
    for _ in 0..20 {
        let (accounts, token) = (world.accounts(), token.clone());
        clicks.spawn(async move { answer(accounts.verify(&token).await) });
    }
    let answers = clicks.join_all().await;
    assert_eq!(answers.iter().filter(|it| *it == "done").count(), 1, "{answers:?}");
}

async fn a_new_link_ends_the_one_before(world: &World) {
    // Init.
    let accounts = world.accounts();
    world.register(&wish("ada", "Ada@example.org")).await.unwrap();
    world.work().await;
    let first = token_in(&world.mailer.sent()[0]);

    // Verify: the letter goes to the address as it was registered.
    accounts.resend("aDA@example.ORG", &browser()).await.unwrap();
    assert!(
        !accounts.is_link_usable(&first).await.unwrap(),
        "from now on, not from when it leaves"
    );
    world.work().await;
    let letters = world.mailer.sent();
    assert_eq!((letters.len(), letters[1].to.as_str()), (2, "Ada@example.org"));
    assert_ne!(letters[0].id, letters[1].id);
    let second = token_in(&letters[1]);
    assert_eq!(answer(accounts.verify(&first).await), "invalid: token=problem-link-dead");
    assert_eq!(answer(accounts.verify(&second).await), "done");
}

async fn a_new_letter_takes_the_place_of_one_that_has_not_left(world: &World) {
    let accounts = world.accounts();
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    for _ in 0..3 {
        accounts.resend("ada@example.org", &browser()).await.unwrap();
    }
    assert_eq!(world.work().await, 1);
    let token = token_in(&world.mailer.sent()[0]);
    assert_eq!(answer(accounts.verify(&token).await), "done");
}

async fn of_many_new_links_at_once_the_last_one_works(world: &World) {
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    let mut clicks = JoinSet::new();
    for _ in 0..20 {
        let accounts = world.accounts();
        clicks.spawn(async move { answer(accounts.resend("ada@example.org", &browser()).await) });
    }
    let answers = clicks.join_all().await;
    assert!(answers.iter().all(|it| it == "done"), "{answers:?}");
    world.work().await;
    let token = token_in(world.mailer.sent().last().unwrap());
    assert_eq!(answer(world.accounts().verify(&token).await), "done");
}

async fn whoever_needs_no_link_gets_none_and_nobody_is_told(world: &World) {
    a_member("ada").join(world).await;
    a_member("eve").unverified().join(world).await;
    world.people().set_suspended("eve", true).await.unwrap();
    let before = world.rows("mails");
    for email in ["ada@example.org", "eve@example.org", "nobody@example.org"] {
        assert_eq!(answer(world.accounts().resend(email, &browser()).await), "done");
    }
    assert_eq!(world.rows("mails"), before);
    let wrong = answer(world.accounts().resend("ada@example", &browser()).await);
    assert_eq!(wrong, "invalid: email=error-email");
}

async fn a_link_confirms_only_the_address_it_was_sent_to(world: &World) {
    // Init: two who wait for their letters.
    let accounts = world.accounts();
    for name in ["ada", "eve"] {
        world.register(&wish(name, &format!("{name}@example.org"))).await.unwrap();
    }
    world.work().await;
    let letters = world.mailer.sent();
    let token_of =
        |name: &str| token_in(letters.iter().find(|it| it.to.starts_with(name)).unwrap());

    // Verify: Eve's link is Eve's, whoever opens it; Ada's is dead once her address is another.
    let verified = accounts.verify(&token_of("eve")).await.unwrap();
    assert_eq!(verified.user.user.name, "eve");
    assert!(!world.people().find("ada").await.unwrap().member.verified);
    world.sql("UPDATE users SET email = 'new@example.org', email_key = 'new@example.org' WHERE name = 'ada'");
    assert!(!accounts.is_link_usable(&token_of("ada")).await.unwrap());
    let refused = answer(accounts.verify(&token_of("ada")).await);
    assert_eq!(refused, "invalid: token=problem-link-dead");
}

async fn the_database_does_not_know_the_link(world: &World) {
    world.register(&wish("ada", "ada@example.org")).await.unwrap();
    world.work().await;
    let token = token_in(&world.mailer.sent()[0]);
    assert!(world.remembers("ada@example.org"), "the search finds what is there");
    assert!(!world.remembers(&token));
    assert!(!world.remembers(PASSWORD));
}
