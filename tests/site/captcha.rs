//! Showing that one is a person: a puzzle that is answered once, by a hand, in its time, for one thing, by one client.

use std::time::Duration;

use ports::LetterKind;
use services::{
    Action, Captchas, Client, Context, Joining, Kind, Registration, Sessions, Solution,
};
use tokio::task::JoinSet;
use views::PuzzleView;

use crate::world::{PASSWORD, World, a_member, answer, wish};

on_both!(
    a_right_answer_gets_a_pass_that_works_once_for_its_purpose,
    an_answer_counts_once_in_its_time_from_its_client,
    a_way_that_was_seen_before_does_not_count,
    nor_does_one_that_another_shows_at_the_same_moment,
    of_many_answers_at_once_one_counts,
    after_ten_wrong_answers_there_is_a_pause,
    only_so_many_puzzles_are_drawn_in_a_second,
    a_letter_is_as_good_as_a_puzzle,
    three_wrong_passwords_make_a_puzzle_necessary_and_nothing_locks_anybody_out,
    a_name_and_an_address_are_counted_alike_whether_there_is_somebody_or_not,
    signing_in_in_between_frees_no_network_for_guesses,
    whoever_shows_nothing_uses_up_nothing,
);

fn context(world: &World) -> Context {
    world.with_policy(|it| (it.captcha, it.limits) = (true, true))
}

fn captchas(world: &World) -> Captchas {
    Captchas::new(context(world))
}

fn network(last: u8) -> Client {
    Client::new(Kind::Cookie, [203, 0, 113, last].into(), "a browser")
}

/// Where the piece belongs: the answer is on the server only.
fn place(world: &World) -> f64 {
    let asked = world.raw().texts(
        "SELECT data AS t FROM proofs WHERE purpose = 'captcha' ORDER BY created_at DESC LIMIT 1",
    );
    let asked: harness::Value = serde_json::from_str(&asked[0]).unwrap();
    asked["x"].as_f64().unwrap()
}

/// Moves the piece there as a hand does: slowly, quickly, slowly, a little up and down; `seed` makes one way unlike another.
fn by_hand(puzzle: &PuzzleView, x: f64, seed: u32) -> Solution {
    let steps = 40;
    let trail = (0..=steps).map(|step| {
        let share = f64::from(step) / f64::from(steps);
        let way = share.powi(3) * (10.0 - 15.0 * share + 6.0 * share * share);
        let wobble = (f64::from(step * 7 + seed * 3) * 0.7).sin();
        let t = 20 * step + (step * (3 + seed)) % 9;
        let end = if step == steps || step == 0 { 0.0 } else { wobble * 0.4 };
        (t, (way * x + end).clamp(0.0, x), wobble * 1.5)
    });
    let work = captcha::work::solve(&puzzle.work.nonce, puzzle.work.bits).unwrap();
    Solution { x, trail: trail.collect(), input: "mouse".into(), work }
}

/// A puzzle that has been looked at for two seconds, and its right answer.
async fn puzzle(world: &World, action: Action, client: &Client, seed: u32) -> (String, Solution) {
    let puzzle = captchas(world).ask(action, client).await.unwrap();
    let solution = by_hand(&puzzle, place(world), seed);
    world.clock.advance(Duration::from_secs(2));
    (puzzle.id, solution)
}

async fn pass(world: &World, action: Action, client: &Client, seed: u32) -> String {
    let (id, solution) = puzzle(world, action, client, seed).await;
    captchas(world).answer(&id, solution, client).await.unwrap().captcha
}

async fn register(world: &World, name: &str, captcha: &str, client: &Client) -> String {
    let wish = wish(name, &format!("{name}@example.org"));
    let wish = Registration { captcha: captcha.to_owned(), ..wish };
    answer(Joining::new(context(world)).register(&wish, client).await)
}

const MISSING: &str = "invalid: captcha=error-captcha";
const OVER: &str = "invalid: captcha=error-captcha-over";
const WRONG: &str = "invalid: captcha=error-captcha-wrong";

async fn a_right_answer_gets_a_pass_that_works_once_for_its_purpose(world: &World) {
    let (here, there) = (network(1), network(2));
    assert_eq!(register(world, "ada", "", &here).await, MISSING);
    let for_login = pass(world, Action::SignIn, &here, 1).await;
    assert_eq!(register(world, "ada", &for_login, &here).await, OVER, "for another purpose");
    let good = pass(world, Action::Register, &here, 2).await;
    assert_eq!(register(world, "ada", &good, &there).await, OVER, "of another client");
    let good = pass(world, Action::Register, &here, 3).await;
    assert!(!world.remembers(&good), "only its hash is kept");
    assert_eq!(register(world, "ada", &good, &here).await, "done");
    assert_eq!(register(world, "bea", &good, &here).await, OVER, "used before");
    let late = pass(world, Action::Register, &here, 4).await;
    world.minutes_pass(10);
    assert_eq!(register(world, "bea", &late, &here).await, OVER);
}

async fn an_answer_counts_once_in_its_time_from_its_client(world: &World) {
    let (here, there, captchas) = (network(1), network(2), captchas(world));
    // Wrong by six pixels, then right: the puzzle is gone.
    let (id, right) = puzzle(world, Action::Register, &here, 1).await;
    let wrong = Solution { x: right.x - 6.0, ..right.clone() };
    assert_eq!(answer(captchas.answer(&id, wrong, &here).await), WRONG);
    assert_eq!(answer(captchas.answer(&id, right, &here).await), WRONG);
    // From elsewhere; too soon; too late; without the work; without a way.
    let (id, right) = puzzle(world, Action::Register, &here, 2).await;
    assert_eq!(answer(captchas.answer(&id, right, &there).await), WRONG);
    let asked = captchas.ask(Action::Register, &here).await.unwrap();
    let quick = by_hand(&asked, place(world), 3);
    world.clock.advance(Duration::from_millis(1_400));
    assert_eq!(answer(captchas.answer(&asked.id, quick, &here).await), WRONG);
    let (id, right) = puzzle(world, Action::Register, &here, 4).await;
    world.clock.advance(Duration::from_secs(119));
    assert_eq!(answer(captchas.answer(&id, right, &here).await), WRONG);
    let (id, right) = puzzle(world, Action::Register, &here, 5).await;
    let lazy = Solution { work: right.work + 1, ..right };
    assert_eq!(answer(captchas.answer(&id, lazy, &here).await), WRONG);
    let (id, right) = puzzle(world, Action::Register, &here, 6).await;
    let blind = Solution { trail: Vec::new(), ..right };
    assert_eq!(answer(captchas.answer(&id, blind, &here).await), WRONG);
    assert_eq!(answer(captchas.answer("no-such-id", Solution::default(), &here).await), WRONG);
    assert_eq!(answer(Action::parse("upload")), "invalid: action=error-captcha-action");
}

async fn a_way_that_was_seen_before_does_not_count(world: &World) {
    let (here, captchas) = (network(1), captchas(world));
    let (id, first) = puzzle(world, Action::Register, &here, 1).await;
    captchas.answer(&id, first.clone(), &here).await.unwrap();
    let (id, next) = puzzle(world, Action::Register, &here, 2).await;
    let replayed = replayed(&first, next);
    assert_eq!(answer(captchas.answer(&id, replayed, &here).await), WRONG);
}

/// The same way, stretched to where the next piece belongs.
fn replayed(first: &Solution, next: Solution) -> Solution {
    let share = next.x / first.x;
    let trail = first.trail.iter().map(|(t, x, y)| (*t, x * share, *y)).collect();
    Solution { trail, ..next }
}

async fn nor_does_one_that_another_shows_at_the_same_moment(world: &World) {
    if !world.database.is_postgres() {
        return;
    }
    // Init: what is kept of a way, and nobody has it yet.
    let (here, captchas) = (network(1), captchas(world));
    let (id, first) = puzzle(world, Action::Register, &here, 1).await;
    captchas.answer(&id, first.clone(), &here).await.unwrap();
    let kept = world.raw().texts("SELECT id AS t FROM proofs WHERE purpose = 'trail'").remove(0);
    world.sql("DELETE FROM proofs WHERE purpose = 'trail'");

    // Verify: it is refused like any other, and is no fault of the site's.
    let (id, next) = puzzle(world, Action::Register, &here, 2).await;
    let replayed = replayed(&first, next);
    let shows = format!(
        "INSERT INTO proofs (id, purpose, client, data, created_at, expires_at) \
         VALUES ('{kept}', 'trail', '', '', 1, 9000000000000000)"
    );
    let deed = async move { answer(captchas.answer(&id, replayed, &here).await) };
    assert_eq!(world.meanwhile(&shows, deed).await, WRONG);
    let passes = "proofs WHERE purpose = 'pass-register'";
    assert_eq!(world.rows(passes), 1, "of the first");
}

async fn of_many_answers_at_once_one_counts(world: &World) {
    let here = network(1);
    let (id, right) = puzzle(world, Action::Register, &here, 1).await;
    let mut racers = JoinSet::new();
    for _ in 0..100 {
        let (captchas, id, right, here) =
            (captchas(world), id.clone(), right.clone(), here.clone());
        racers.spawn(async move { answer(captchas.answer(&id, right, &here).await) });
    }
    let answers = racers.join_all().await;
    assert_eq!(answers.iter().filter(|it| *it == "done").count(), 1, "{answers:?}");
}

async fn after_ten_wrong_answers_there_is_a_pause(world: &World) {
    let (here, captchas) = (network(1), captchas(world));
    for _ in 0..10 {
        let wrong = captchas.answer("none", Solution::default(), &here).await;
        assert_eq!(answer(wrong), WRONG);
    }
    let refused = answer(captchas.ask(Action::Register, &here).await);
    assert!(refused.starts_with("too many"), "{refused}");
    assert!(captchas.ask(Action::Register, &network(2)).await.is_ok());
    world.minutes_pass(10);
    assert!(captchas.ask(Action::Register, &here).await.is_ok());
}

async fn a_letter_is_as_good_as_a_puzzle(world: &World) {
    let (here, captchas) = (network(1), captchas(world));
    let to = ("ada@example.org", "en");
    captchas.letter(Action::Register, to, &here).await.unwrap();
    world.work().await;
    let sent = world.mailer.sent().pop().unwrap();
    let LetterKind::HumanProof { url } = sent.kind else { panic!("{sent:?}") };
    let (page, pass) = url.split_once("?pass=").unwrap();
    assert_eq!(page, "https://photos.example/register");
    assert!(!world.remembers(pass));
    assert_eq!(register(world, "ada", pass, &network(7)).await, "done", "wherever it is read");
    assert_eq!(register(world, "bea", pass, &network(7)).await, OVER);
    // Three letters to one address in half an hour, however it is written.
    for email in ["A.da@example.org", "ada+x@example.org"] {
        captchas.letter(Action::Register, (email, "en"), &here).await.unwrap();
    }
    let refused = answer(captchas.letter(Action::Register, to, &here).await);
    assert!(refused.starts_with("too many"), "{refused}");
}

async fn three_wrong_passwords_make_a_puzzle_necessary_and_nothing_locks_anybody_out(
    world: &World,
) {
    // Init: strangers guess from many networks, two at each.
    a_member("ada").join(world).await;
    let sessions = Sessions::new(context(world));
    let mut last = String::new();
    for number in 10..30 {
        last = answer(sessions.sign_in(("ada", "a wrong guess"), &network(number)).await);
    }
    assert_eq!(last, MISSING);
    // Somebody who is unknown is treated alike.
    for number in 30..34 {
        last = answer(sessions.sign_in(("nobody", "a wrong guess"), &network(number)).await);
    }
    assert_eq!(last, MISSING);

    // Verify: the right password with a puzzle gets in, and then without one.
    let here = network(1);
    assert_eq!(answer(sessions.sign_in(("ada", PASSWORD), &here).await), MISSING);
    let pass = pass(world, Action::SignIn, &here, 1).await;
    let outcome = sessions.sign_in_proved(("ada", PASSWORD), &pass, &here).await;
    assert_eq!(answer(outcome), "done");
    assert_eq!(answer(sessions.sign_in(("ada", PASSWORD), &here).await), "done");
}

/// What a guesser gets who tries these, each from a network of its own: those that were tried before count by what was typed.
async fn guesses(world: &World, logins: &[&str], first: u8) -> Vec<String> {
    let sessions = Sessions::new(context(world));
    let mut answers = Vec::new();
    for (login, number) in logins.iter().zip(first..) {
        let guess = sessions.sign_in((*login, "a wrong guess"), &network(number)).await;
        answers.push(answer(guess));
    }
    answers
}

async fn a_name_and_an_address_are_counted_alike_whether_there_is_somebody_or_not(world: &World) {
    a_member("ada").join(world).await;
    // Three by the name and one by the address; in turn; however they are spelt.
    for (nth, sequence) in [
        ["NAME", "NAME", "NAME", "MAIL", "NAME", "MAIL", "MAIL", "MAIL"],
        ["NAME", "MAIL", "NAME", "MAIL", "NAME", "MAIL", "NAME", "MAIL"],
        ["MAIL", "MAIL", "@NAME", " NAME ", "MAIL", "MAIL", "NAME", "NAME"],
    ]
    .iter()
    .enumerate()
    {
        let mut heard = Vec::new();
        for (name, mail) in [("ada", "ada@example.org"), ("noa", "noa@example.org")] {
            let typed: Vec<String> =
                sequence.iter().map(|it| it.replace("NAME", name).replace("MAIL", mail)).collect();
            let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
            let first = u8::try_from(100 + nth * 10).unwrap();
            heard.push(guesses(world, &typed, first).await);
            world.minutes_pass(60);
        }
        assert_eq!(heard[0], heard[1], "{sequence:?}");
        // Six at the most, by both together, and then whoever guesses on needs a puzzle for each.
        assert_eq!(heard[0].iter().filter(|it| *it == "wrong login").count(), 6, "{sequence:?}");
    }
    assert!(!world.remembers("noa@example.org"), "nobody keeps what was typed");
}

async fn signing_in_in_between_frees_no_network_for_guesses(world: &World) {
    a_member("eve").join(world).await;
    let (sessions, here) = (Sessions::new(context(world)), network(1));
    for number in 0..5 {
        let login = format!("somebody{number}");
        let guess = sessions.sign_in((login.as_str(), "a wrong guess"), &here).await;
        assert_eq!(answer(guess), "wrong login");
    }
    let pass = pass(world, Action::SignIn, &here, 1).await;
    let own = sessions.sign_in_proved(("eve", PASSWORD), &pass, &here).await;
    assert_eq!(answer(own), "done");
    assert_eq!(answer(sessions.sign_in(("ada", "a wrong guess"), &here).await), MISSING);
}

async fn whoever_shows_nothing_uses_up_nothing(world: &World) {
    // Init: two hundred and fifty tries without a pass or with one that is none, from fifty networks.
    for number in 0..250_u8 {
        let captcha = if number % 2 == 0 { "" } else { "no-such-pass" };
        let refused =
            register(world, &format!("eve{number}"), captcha, &network(number % 50)).await;
        assert_eq!(refused, if captcha.is_empty() { MISSING } else { OVER });
    }

    // Verify: nothing is counted but the tries, and neither a newcomer nor the site notices.
    for key in ["register-site", "register-hour", "register-day", "letters"] {
        assert_eq!(world.rows(&format!("limits WHERE key LIKE '{key}%'")), 0, "{key}");
    }
    for nth in 0..5 {
        let pass = pass(world, Action::Register, &network(1), nth).await;
        let wish = wish(&format!("ada{nth}"), &format!("ada{nth}@example.org"));
        let wish = Registration { captcha: pass, ..wish };
        let joined = Joining::new(context(world)).register(&wish, &network(1)).await.unwrap();
        assert!(!joined.waiting);
    }
    let pass = pass(world, Action::Register, &network(1), 6).await;
    let sixth = register(world, "bea", &pass, &network(1)).await;
    assert!(sixth.starts_with("too many"), "{sixth}");

    // Verify: tries have their own limit, which others do not share.
    let mut last = String::new();
    for _ in 0..30 {
        last = register(world, "bea", "", &network(2)).await;
    }
    assert!(last.starts_with("too many"), "{last}");
    assert_eq!(register(world, "bea", "", &network(60)).await, MISSING);
}

async fn only_so_many_puzzles_are_drawn_in_a_second(world: &World) {
    let ask = async |number: u8| {
        answer(captchas(world).ask(Action::Register, &network(number)).await.map(drop))
    };
    for number in 0..50 {
        assert_eq!(ask(number).await, "done", "{number}");
    }
    assert_eq!(ask(99).await, "too many for 1 s");
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(ask(99).await, "done");
}
