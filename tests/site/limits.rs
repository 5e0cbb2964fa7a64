//! How often members may do what they do, and what newcomers may not say yet.

use std::time::Duration;

use domain::Member;
use services::{
    Action, Captchas, Client, CommentDraft, Comments, Context, Kind, Limits, Recovery, Sessions,
};

use crate::world::{PASSWORD, World, a_member, a_photo, answer, client};

on_both!(
    newcomers_post_ten_an_hour_and_fifty_megabytes,
    others_post_thirty_in_half_an_hour_and_two_hundred_a_day,
    newcomers_comment_six_times_in_ten_minutes,
    programs_write_three_hundred_times_in_five_minutes,
    wrong_passwords_from_one_network_are_counted_and_right_ones_are_not,
    nobody_says_the_same_again_at_once,
    newcomers_say_nothing_with_links_at_first,
    what_is_not_to_be_said_does_not_come_in_by_an_edit,
    editing_and_taking_back_are_limited_generously,
    limits_can_be_turned_off,
    letters_of_all_kinds_to_one_mailbox_are_counted_together,
);

fn context(world: &World) -> Context {
    world.with_policy(|it| it.limits = true)
}

fn limits(world: &World) -> Limits {
    Limits::new(context(world))
}

/// How many of so many tries in a row are let through.
async fn posts(world: &World, member: &Member, tries: usize, bytes: u64) -> usize {
    let mut through = 0;
    for _ in 0..tries {
        through += usize::from(limits(world).post(member, bytes).await.is_ok());
    }
    through
}

/// Somebody whose account is older than a day.
async fn an_old_hand(world: &World) -> Member {
    let ada = a_member("ada").join(world).await;
    world.clock.advance(Duration::from_hours(25));
    ada
}

async fn newcomers_post_ten_an_hour_and_fifty_megabytes(world: &World) {
    let ada = a_member("ada").join(world).await;
    assert_eq!(posts(world, &ada, 15, 1_000).await, 10);
    let refused = answer(limits(world).post(&ada, 1_000).await);
    assert!(refused.starts_with("too many for 36"), "one in six minutes: {refused}");
    world.minutes_pass(60);
    assert_eq!(posts(world, &ada, 8, 9_000_000).await, 5, "five times nine megabytes");
    let eve = a_member("eve").join(world).await;
    assert_eq!(posts(world, &eve, 1, 1_000).await, 1, "others are not held up");
}

async fn others_post_thirty_in_half_an_hour_and_two_hundred_a_day(world: &World) {
    let ada = an_old_hand(world).await;
    assert_eq!(posts(world, &ada, 40, 20_000_000).await, 30);
    let mut all = 30;
    for _ in 0..12 {
        world.minutes_pass(30);
        all += posts(world, &ada, 30, 1_000).await;
    }
    // 200 at once, and what has come back of them in six hours.
    assert!((200..=252).contains(&all), "{all}");

    // And a gigabyte, however few they are.
    let eve = a_member("eve").join(world).await;
    world.clock.advance(Duration::from_hours(25));
    assert_eq!(posts(world, &eve, 8, 240_000_000).await, 4);
    let refused = answer(limits(world).post(&eve, 240_000_000).await);
    assert!(refused.starts_with("too many for 172"), "a fifth of a day for 200 MB: {refused}");
    assert_eq!(posts(world, &eve, 1, 1_000).await, 1);
}

async fn newcomers_comment_six_times_in_ten_minutes(world: &World) {
    let ada = a_member("ada").join(world).await;
    let mut through = 0;
    for _ in 0..10 {
        through += usize::from(limits(world).comment(&ada).await.is_ok());
    }
    assert_eq!(through, 6);
    world.clock.advance(Duration::from_hours(25));
    let mut through = 0;
    for _ in 0..10 {
        through += usize::from(limits(world).comment(&ada).await.is_ok());
    }
    assert_eq!(through, 6, "six at once, and then one in ten seconds");
    world.clock.advance(Duration::from_secs(10));
    assert!(limits(world).comment(&ada).await.is_ok());
}

async fn programs_write_three_hundred_times_in_five_minutes(world: &World) {
    let mut through = 0;
    for _ in 0..310 {
        through += usize::from(limits(world).write("a token", None).await.is_ok());
    }
    assert_eq!(through, 300);
    assert!(limits(world).write("another", None).await.is_ok());

    // A member has as many tokens as they like, and five times as much for all of them.
    let ada = a_member("ada").join(world).await;
    let mut through = 0;
    for nth in 0..1_510 {
        let token = format!("token {}", nth / 290);
        through += usize::from(limits(world).write(&token, Some(&ada)).await.is_ok());
    }
    assert_eq!(through, 1_500);
    assert!(limits(world).write("of somebody else", None).await.is_ok());
}

async fn wrong_passwords_from_one_network_are_counted_and_right_ones_are_not(world: &World) {
    let sessions = Sessions::new(context(world));
    let here = client(Kind::Cookie, (false, ""));
    a_member("ada").join(world).await;
    for _ in 0..15 {
        assert_eq!(answer(sessions.sign_in(("ada", PASSWORD), &here).await), "done");
    }
    let guess = async |nth: i32| {
        let login = format!("somebody{nth}");
        answer(sessions.sign_in((login.as_str(), "a wrong guess"), &here).await)
    };
    for nth in 0..10 {
        assert_eq!(guess(nth).await, "wrong login", "{nth}");
    }
    let refused = guess(10).await;
    assert!(refused.starts_with("too many for 6"), "{refused}");
    world.minutes_pass(1);
    assert_eq!(answer(sessions.sign_in(("ada", PASSWORD), &here).await), "done");
}

async fn say(world: &World, member: &Member, photo: &str, body: &str) -> String {
    let draft = CommentDraft { body: body.to_owned(), parent: None };
    answer(Comments::new(context(world)).add(member, photo, draft).await)
}

async fn nobody_says_the_same_again_at_once(world: &World) {
    let ada = an_old_hand(world).await;
    let photo = a_photo().post(world, &ada).await;
    assert_eq!(say(world, &ada, &photo.id, "Buy my hats").await, "done");
    assert_eq!(say(world, &ada, &photo.id, "Buy my hats").await, "conflict: error-comment-again");
    assert_eq!(say(world, &ada, &photo.id, "Nice light").await, "done");
    world.minutes_pass(10);
    assert_eq!(say(world, &ada, &photo.id, "Buy my hats").await, "done");
}

async fn newcomers_say_nothing_with_links_at_first(world: &World) {
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let link = "See https://hats.example";
    for nth in 0..3 {
        let refused = say(world, &ada, &photo.id, link).await;
        assert_eq!(refused, "invalid: body=error-comment-links", "{nth}");
        assert_eq!(say(world, &ada, &photo.id, &format!("Nice light {nth}")).await, "done");
    }
    assert_eq!(say(world, &ada, &photo.id, link).await, "done");
}

async fn limits_can_be_turned_off(world: &World) {
    let ada = a_member("ada").join(world).await;
    let free = Limits::new(world.context.clone());
    for _ in 0..20 {
        free.post(&ada, 50_000_000).await.unwrap();
    }
    assert_eq!(world.rows("limits"), 0);
}

async fn what_is_not_to_be_said_does_not_come_in_by_an_edit(world: &World) {
    // Init.
    let ada = a_member("ada").join(world).await;
    let photo = a_photo().post(world, &ada).await;
    let comments = Comments::new(context(world));
    let draft = |body: &str| CommentDraft { body: body.to_owned(), parent: None };
    let first = comments.add(&ada, &photo.id, draft("Nice light")).await.unwrap().id;
    let edit = async |id: &str, body: &str| answer(comments.edit(&ada, id, body).await);

    // Verify: a newcomer's first comment gets no link, and may be edited otherwise, also into what it says already.
    let link = "See www.hats.example";
    assert_eq!(edit(&first, link).await, "invalid: body=error-comment-links");
    assert_eq!(edit(&first, "Nicer light").await, "done");
    assert_eq!(edit(&first, "Nicer light").await, "done");

    // Verify: nor is the same said twice by way of another comment.
    let second = comments.add(&ada, &photo.id, draft("Buy my hats")).await.unwrap().id;
    assert_eq!(edit(&first, "Buy my hats").await, "conflict: error-comment-again");
    for nth in 0..2 {
        assert_eq!(say(world, &ada, &photo.id, &format!("More {nth}")).await, "done");
    }
    assert_eq!(edit(&second, link).await, "done", "three others were without");
}

async fn editing_and_taking_back_are_limited_generously(world: &World) {
    let ada = a_member("ada").join(world).await;
    let limits = limits(world);
    let tries = async |take: bool| {
        let mut through = 0;
        for _ in 0..130 {
            let tried = if take { limits.take_back(&ada).await } else { limits.edit(&ada).await };
            through += usize::from(tried.is_ok());
        }
        through
    };
    assert_eq!((tries(true).await, tries(false).await), (120, 30));
    world.clock.advance(Duration::from_hours(25));
    assert_eq!((tries(true).await, tries(false).await), (120, 30));
    world.minutes_pass(1);
    assert_eq!(tries(false).await, 30, "as much again after a minute");
}

async fn letters_of_all_kinds_to_one_mailbox_are_counted_together(world: &World) {
    // Init: each from a network of its own.
    let network = |last: u8| Client::new(Kind::Cookie, [203, 0, 113, last].into(), "a browser");
    let (captchas, recovery) = (Captchas::new(context(world)), Recovery::new(context(world)));
    let proof = async |last: u8, email: &str| {
        let outcome = captchas.letter(Action::SignIn, (email, "en"), &network(last)).await;
        answer(outcome)
    };
    let forgot = async |last: u8, email: &str| answer(recovery.ask(email, &network(last)).await);

    // Verify: five in half an hour, and what was asked for may follow its proof at once.
    for last in 1..=3 {
        assert_eq!(proof(last, "ada@example.org").await, "done");
    }
    assert_eq!(forgot(4, "A.da@example.org").await, "done");
    world.minutes_pass(1);
    assert_eq!(forgot(5, "ada+x@example.org").await, "done");
    world.minutes_pass(1);
    assert!(forgot(6, "ada@example.org").await.starts_with("too many"));

    // Verify: ten at once in a day, and one each 144 minutes; whatever they are.
    let mut sent = 5;
    for half_hour in 0..8_u8 {
        world.minutes_pass(30);
        for nth in 0..3 {
            let last = 10 + half_hour * 10 + nth;
            sent += i32::from(proof(last, "ada@example.org").await == "done");
        }
        sent += i32::from(forgot(200 + half_hour, "ada@example.org").await == "done");
    }
    assert!((10..=12).contains(&sent), "{sent}");
    assert_eq!(proof(9, "bea@example.org").await, "done", "others are not held up");
}
